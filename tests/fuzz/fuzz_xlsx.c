/* Any file as a workbook: no crash, bounded, and whatever reaches a sink is well formed. */
#include "fuzz/fuzz.h"

#include <string.h>

#include "collectors/formats/xlsx.h"
#include "common/decimal.h"
#include "common/utf8.h"

struct seen {
    long line;
    size_t count;
};

static enum hd_rc put_reading(void *ctx, const struct reading *reading, struct hd_error *err)
{
    struct seen *seen = ctx;

    (void)err;
    FUZZ_CHECK(reading->line > seen->line);
    FUZZ_CHECK(*reading->indicator);
    FUZZ_CHECK(hd_utf8_valid(reading->comment, strlen(reading->comment)));
    if (reading->value && !reading->coded)
        FUZZ_CHECK(hd_decimal_valid(reading->value, strlen(reading->value)));
    seen->line = reading->line;
    seen->count++;
    return HD_OK;
}

static enum hd_rc put_record(void *ctx, const struct record *record, struct hd_error *err)
{
    struct seen *seen = ctx;

    (void)err;
    FUZZ_CHECK(record->line > seen->line);
    for (size_t i = 0; i < record->count; i++) {
        FUZZ_CHECK(*record->cells[i].name && *record->cells[i].at);
        FUZZ_CHECK(!record->cells[i].text || *record->cells[i].text);
        FUZZ_CHECK(!record->cells[i].text ||
                   hd_utf8_valid(record->cells[i].text, strlen(record->cells[i].text)));
    }
    seen->line = record->line;
    seen->count++;
    return HD_OK;
}

static void check_own(const char *data, size_t size)
{
    struct hd_problems problems HD_PROBLEMS_AUTO = { 0 };
    struct format_options options = { .file = "x.xlsx" };
    struct format_report report = { 0 };
    struct seen seen = { 0 };
    struct reading_sink sink = { put_reading, &seen };
    struct hd_error err = { 0 };
    enum hd_rc rc = format_xlsx.read_own(data, size, &options, &sink, &problems, &report, &err);

    FUZZ_CHECK(rc == HD_OK || rc == HD_BAD_INPUT);
    FUZZ_CHECK(rc == HD_OK || problems.errors > 0);
    FUZZ_CHECK(report.put == seen.count);
    FUZZ_CHECK(report.rows == report.put + report.empty + report.refused);
}

static void check_records(const char *data, size_t size)
{
    struct hd_problems problems HD_PROBLEMS_AUTO = { 0 };
    HD_ARENA_AUTO struct hd_arena arena = { 0 };
    struct format_options options = { .file = "x.xlsx", .arena = &arena };
    struct format_report report = { 0 };
    struct seen seen = { 0 };
    struct record_sink sink = { put_record, &seen };
    struct hd_error err = { 0 };
    enum hd_rc rc = format_xlsx.read(data, size, &options, &sink, &problems, &report, &err);

    FUZZ_CHECK(rc == HD_OK || rc == HD_BAD_INPUT);
    FUZZ_CHECK(rc == HD_OK || problems.errors > 0);
    FUZZ_CHECK(report.rows == seen.count);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    check_own((const char *)data, size);
    check_records((const char *)data, size);
    return 0;
}
