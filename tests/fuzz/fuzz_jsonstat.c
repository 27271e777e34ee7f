/* Any file as JSON-stat: see fuzz/records.h. */
#include "collectors/formats/jsonstat.h"

#include "fuzz/records.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    fuzz_records(&format_jsonstat, "value", data, size);
    return 0;
}
