/* Any JSON by any mapping: no crash, and whatever reaches the sink is well formed. */
#include "fuzz/mapped.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    fuzz_document("json", (const char *)data, size);
    return 0;
}
