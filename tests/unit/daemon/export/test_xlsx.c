#include "daemon/export/xlsx.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "collectors/formats/xlsx.h"
#include "collectors/mapping.h"
#include "common/date.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

static void numbers_are_those_a_spreadsheet_keeps(void **state)
{
    static const struct {
        const char *text;
        bool is_number;
    } rows[] = {
        { "0", true },
        { "1", true },
        { "-12.5", true },
        { "0.1", true },
        { "1.1", true },
        { "0.0001", true },
        { "12345678.25", true },
        { "1.50", false },
        { "1e5", false },
        { "0.00001", false },
        { "00", false },
        { "12345678901234567", false },
        { "0.12345678901234567", false },
        { "0.1234567890123456", true },
        { "NaN", false },
        { "yes", false },
        { "", false },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        double number;

        if (export_xlsx_is_number(rows[i].text, &number) != rows[i].is_number)
            fail_msg("%s is judged wrongly", rows[i].text);
    }
}

static const char *const values[] = {
    "0.1", "1.50", "-7",      "1e5", "12345678901234567890", "0.1234567890123456", "-0",
    NULL,  "yes",  "0.00001", "100",
};
static const char *const comments[] = { "", "=1+1", "a & <b> \"c\"", "two\nlines\tand a tab", "Σ" };

struct site {
    struct indicator indicator;
    struct vintage_row rows[COUNT(values)];
    struct observed observed[COUNT(values)];
    const void *list[COUNT(values)];
    struct hd_arena arena;
    struct hd_buf out;
    size_t read;
};

static void fill(struct site *site)
{
    site->indicator = (struct indicator){ .code = "x", .unit = "percent", .decimals = 1 };
    for (size_t i = 0; i < COUNT(values); i++) {
        const char *why;
        char period[8];

        snprintf(period, sizeof period, "%d", 2000 + (int)i);
        site->rows[i] = (struct vintage_row){ .area = "AZ",
                                              .breakdown = i % 2 ? "sex=f" : "",
                                              .value = values[i],
                                              .status = values[i] ? 'P' : 'M',
                                              .comment = comments[i % COUNT(comments)],
                                              .vintage = 2,
                                              .published_at_ms = INT64_C(1750000000000) };
        assert_true(hd_period_parse(period, strlen(period), &site->rows[i].period, &why));
        site->observed[i] =
            (struct observed){ .indicator = &site->indicator, .row = &site->rows[i] };
        site->list[i] = &site->observed[i];
    }
    hd_buf_init(&site->out, 1 << 24);
}

static enum hd_rc write_site(struct site *site, size_t count)
{
    const struct export_table table = { .rows = site->list,
                                        .count = count,
                                        .lang = hd_lang_default(),
                                        .agency = "X",
                                        .title = "a site",
                                        .as_of_day = 20000,
                                        .now_at_ms = INT64_C(1760000000000),
                                        .parts = PART_ALL,
                                        .arena = &site->arena };
    struct hd_error err;

    return export_xlsx.write(&table, &site->out, &err);
}

static enum hd_rc compare(void *ctx, const struct reading *reading, struct hd_error *err)
{
    struct site *site = ctx;
    const struct vintage_row *row = &site->rows[site->read++];

    (void)err;
    assert_string_equal(reading->indicator, "x");
    assert_string_equal(reading->area, row->area);
    assert_string_equal(reading->breakdown, row->breakdown);
    assert_true(hd_period_equal(reading->period, row->period));
    assert_int_equal(reading->value == NULL, row->value == NULL);
    if (row->value)
        assert_string_equal(reading->value, row->value);
    assert_int_equal(reading->status, row->status);
    assert_string_equal(reading->comment, row->comment);
    assert_int_equal(reading->published_at_ms, row->published_at_ms);
    return HD_OK;
}

static void what_is_written_is_read_back_identically(void **state)
{
    struct site site = { 0 };
    struct hd_problems problems HD_PROBLEMS_AUTO = { 0 };
    struct format_options options = { .file = "x", .arena = &site.arena };
    struct reading_sink sink = { compare, &site };
    struct format_report report;
    struct hd_error err;

    (void)state;
    fill(&site);
    assert_int_equal(write_site(&site, COUNT(values)), HD_OK);
    assert_ptr_equal(format_guess(site.out.data, site.out.len), &format_xlsx);
    assert_int_equal(format_xlsx.read_own(site.out.data, site.out.len, &options, &sink, &problems,
                                          &report, &err),
                     HD_OK);
    assert_int_equal(problems.count, 0);
    assert_int_equal(site.read, COUNT(values));
    hd_buf_clear(&site.out);
    hd_arena_clear(&site.arena);
}

/* What is a number to the spreadsheet, and what the second sheet says. */
struct cells {
    struct hd_buf text;
};

static enum hd_rc list_cells(void *ctx, const struct xlsx_row *row, struct hd_error *err)
{
    struct cells *cells = ctx;

    (void)err;
    for (size_t i = 0; i < row->count; i++) {
        if (row->cells[i].column == 4 && row->line > 1)
            hd_buf_printf(&cells->text, "%s%s ", row->cells[i].text,
                          row->cells[i].kind == XLSX_NUMBER ? "#" : "");
    }
    return HD_OK;
}

static void numbers_are_numbers_unless_they_would_be_rounded(void **state)
{
    struct site site = { 0 };
    struct hd_problems problems HD_PROBLEMS_AUTO = { 0 };
    struct cells cells;
    struct xlsx_row_sink sink = { list_cells, &cells };
    struct hd_error err;
    const char *sheet;

    (void)state;
    fill(&site);
    hd_buf_init(&cells.text, 1 << 16);
    assert_int_equal(write_site(&site, COUNT(values)), HD_OK);
    assert_int_equal(
        xlsx_rows(site.out.data, site.out.len, NULL, &site.arena, &sink, &sheet, &problems, &err),
        HD_OK);
    assert_string_equal(sheet, "Values");
    assert_string_equal(cells.text.data, "0.1# 1.50 -7# 1e5 12345678901234567890 "
                                         "0.1234567890123456# -0# NaN yes 0.00001 100# ");
    hd_buf_clear(&cells.text);
    hd_buf_clear(&site.out);
    hd_arena_clear(&site.arena);
}

static void nothing_is_a_workbook_with_names_only(void **state)
{
    struct site site = { 0 };
    struct hd_problems problems HD_PROBLEMS_AUTO = { 0 };
    struct format_options options = { .file = "x", .arena = &site.arena };
    struct reading_sink sink = { compare, &site };
    struct format_report report;
    struct hd_error err;

    (void)state;
    fill(&site);
    assert_int_equal(write_site(&site, 0), HD_OK);
    assert_int_equal(format_xlsx.read_own(site.out.data, site.out.len, &options, &sink, &problems,
                                          &report, &err),
                     HD_OK);
    assert_int_equal(report.rows, 0);
    assert_int_equal(problems.count, 0);
    hd_buf_clear(&site.out);
    hd_arena_clear(&site.arena);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_are_those_a_spreadsheet_keeps),
        cmocka_unit_test(what_is_written_is_read_back_identically),
        cmocka_unit_test(numbers_are_numbers_unless_they_would_be_rounded),
        cmocka_unit_test(nothing_is_a_workbook_with_names_only),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
