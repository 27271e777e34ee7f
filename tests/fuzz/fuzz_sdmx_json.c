/* Any file as SDMX-JSON: see fuzz/records.h. */
#include "collectors/formats/sdmx_json.h"

#include "fuzz/records.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    fuzz_records(&format_sdmx_json, "OBS_VALUE", data, size);
    return 0;
}
