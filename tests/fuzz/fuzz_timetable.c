/* What was read as a timetable has a next time that is later, and the same from just before it. */
#include "fuzz/fuzz.h"

#include <string.h>

#include "common/timetable.h"

static void check_table(const struct timetable *table)
{
    static const int64_t starts[] = {
        INT64_MIN, 0, INT64_C(1774746000000), INT64_C(1792886400000), INT64_C(7258118400000),
        INT64_MAX
    };
    struct hd_zone *utc = NULL;
    struct hd_error err;

    FUZZ_CHECK(hd_zone_open("UTC", &utc, &err) == HD_OK);
    FUZZ_CHECK(timetable_span_ms(table) >= 0);
    for (size_t i = 0; i < sizeof starts / sizeof *starts; i++) {
        int64_t next = timetable_next(table, utc, starts[i]);

        FUZZ_CHECK(next > starts[i] || next == TIMETABLE_NEVER);
        if (next != TIMETABLE_NEVER && starts[i] < next - 1)
            FUZZ_CHECK(timetable_next(table, utc, next - 1) <= next ||
                       timetable_span_ms(table) == next - starts[i]);
    }
    hd_zone_close(&utc);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct timetable *table = NULL;
    const char *why = NULL;
    char text[512] = "";

    if (size >= sizeof text)
        return 0;
    memcpy(text, data, size);
    if (timetable_parse(text, &table, &why))
        check_table(table);
    else
        FUZZ_CHECK(why && *why && !table);
    timetable_free(&table);
    return 0;
}
