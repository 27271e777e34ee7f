/* Any file as SDMX-CSV: see fuzz/records.h. */
#include "collectors/formats/sdmx_csv.h"

#include "fuzz/records.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    fuzz_records(&format_sdmx_csv, NULL, data, size);
    return 0;
}
