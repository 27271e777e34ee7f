/* Any file as an answer of the World Bank: see fuzz/records.h. */
#include "collectors/formats/worldbank.h"

#include "fuzz/records.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    fuzz_records(&format_worldbank, "value", data, size);
    return 0;
}
