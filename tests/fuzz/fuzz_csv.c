/* Any file: no crash, and whatever reaches the sink is well formed. */
#include "fuzz/fuzz.h"

#include <string.h>

#include "collectors/formats/csv.h"
#include "common/buf.h"
#include "common/csv.h"
#include "common/decimal.h"
#include "common/utf8.h"

struct seen {
    long line;
    size_t count;
};

static enum hd_rc put(void *ctx, const struct reading *reading, struct hd_error *err)
{
    struct seen *seen = ctx;

    (void)err;
    FUZZ_CHECK(reading->line > seen->line);
    FUZZ_CHECK(*reading->indicator);
    FUZZ_CHECK(hd_utf8_valid(reading->indicator, strlen(reading->indicator)));
    FUZZ_CHECK(hd_utf8_valid(reading->area, strlen(reading->area)));
    FUZZ_CHECK(hd_utf8_valid(reading->comment, strlen(reading->comment)));
    FUZZ_CHECK(reading->status >= 'A' && reading->status <= 'W');
    FUZZ_CHECK(reading->period.start_day <= reading->period.end_day);
    if (reading->value && !reading->coded)
        FUZZ_CHECK(hd_decimal_valid(reading->value, strlen(reading->value)));
    seen->line = reading->line;
    seen->count++;
    return HD_OK;
}

static void check_observations(const char *data, size_t size, bool ignore_unknown)
{
    struct hd_problems problems HD_PROBLEMS_AUTO = { 0 };
    struct format_options options = { .file = "x.csv", .ignore_unknown = ignore_unknown };
    struct format_report report;
    struct seen seen = { 0 };
    struct reading_sink sink = { .put = put, .ctx = &seen };
    struct hd_error err = { 0 };
    enum hd_rc rc = format_csv_read(data, size, &options, &sink, &problems, &report, &err);

    FUZZ_CHECK(rc == HD_OK || rc == HD_BAD_INPUT);
    FUZZ_CHECK(rc == HD_OK || problems.errors > 0);
    FUZZ_CHECK(report.put == seen.count);
    FUZZ_CHECK(report.rows == report.put + report.empty + report.refused);
}

/* Written and read again, the cells are the same. */
static void check_record(const struct hd_csv_field *fields, size_t count)
{
    struct hd_problems problems HD_PROBLEMS_AUTO = { 0 };
    struct hd_buf text HD_BUF_AUTO;
    const struct hd_csv_field *again;
    struct hd_csv *csv;
    struct hd_error err;
    size_t again_count = 0;
    long line;

    hd_buf_init(&text, 1 << 24);
    for (size_t i = 0; i < count; i++) /* a header that settles the separator */
        hd_buf_puts(&text, i ? ",h" : "h,");
    hd_buf_putc(&text, '\n');
    for (size_t i = 0; i < count; i++) {
        if (i)
            hd_buf_putc(&text, ',');
        hd_csv_put(&text, fields[i].text, false);
    }
    FUZZ_CHECK(hd_csv_open(text.data, text.len, &csv, &problems, &err) == HD_OK);
    if (count < HD_CSV_FIELDS_MAX)
        FUZZ_CHECK(hd_csv_next(csv, &again, &again_count, &line, &problems));
    if (hd_csv_next(csv, &again, &again_count, &line, &problems) && again_count == count) {
        for (size_t i = 0; i < count; i++)
            FUZZ_CHECK(strcmp(again[i].text, fields[i].text) == 0);
    } else {
        FUZZ_CHECK(count == 1 && !fields[0].len); /* a blank line */
    }
    hd_csv_close(&csv);
}

static void check_cells(const char *data, size_t size)
{
    struct hd_problems problems HD_PROBLEMS_AUTO = { 0 };
    const struct hd_csv_field *fields;
    struct hd_csv *csv;
    struct hd_error err;
    size_t count;
    long line, last = 0;

    if (hd_csv_open(data, size, &csv, &problems, &err) != HD_OK)
        return;
    while (hd_csv_next(csv, &fields, &count, &line, &problems)) {
        FUZZ_CHECK(line > last);
        FUZZ_CHECK(count > 0 && count <= HD_CSV_FIELDS_MAX);
        if (count < HD_CSV_FIELDS_MAX)
            check_record(fields, count);
        last = line;
    }
    hd_csv_close(&csv);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    check_cells((const char *)data, size);
    check_observations((const char *)data, size, false);
    check_observations((const char *)data, size, true);
    return 0;
}
