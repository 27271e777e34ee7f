#include "workbook.h"

#include "collectors/formats/xlsx.h"

static enum hd_rc put(void *ctx, const struct reading *reading, struct hd_error *err)
{
    struct records *records = ctx;
    char period[HD_PERIOD_TEXT_MAX];

    (void)err;
    hd_period_text(reading->period, period);
    hd_buf_printf(&records->text, "%ld %s %s %s%s\n", reading->line, reading->indicator, period,
                  reading->value ? reading->value : "missing", reading->percent_sign ? "%" : "");
    return HD_OK;
}

/* A number of the sheet has no mark that anybody chose; a text has the one the mapping says. */
static void marks_are_those_of_texts_alone(void **state)
{
    static const struct hd_conf_item items[] = {
        { "indicator", "speed", "", 0 },
        { "period", "{Year}", "", 0 },
        { "value", "{Value}", "", 0 },
        { "decimal", ",", "", 0 },
    };
    static const char sheet[] =
        "<row r=\"1\"><c r=\"A1\" t=\"str\"><v>Year</v></c><c r=\"B1\" "
        "t=\"str\"><v>Value</v></c></row>"
        "<row r=\"2\"><c r=\"A2\"><v>2026</v></c><c r=\"B2\"><v>1.234</v></c></row>"
        "<row r=\"3\"><c r=\"A3\"><v>2025</v></c><c r=\"B3\" t=\"str\"><v>1,5</v></c></row>"
        "<row r=\"4\"><c r=\"A4\"><v>2024</v></c></row>"
        "<row r=\"5\"><c r=\"A5\"><v>2023</v></c><c r=\"B5\" t=\"str\"><v>1.5</v></c></row>";
    char text[sizeof sheet + 256];
    struct archive archive;
    struct records *records = *state;
    struct reading_sink sink = { .put = put, .ctx = records };
    struct format_options options = { .file = "x.xlsx", .arena = &records->arena };
    struct mapper_options mapping = { .format = &options,
                                      .sink = &sink,
                                      .problems = &records->problems };
    struct mapping *made = NULL;
    struct mapper *mapper;

    records_reset(records);
    snprintf(text, sizeof text,
             "<worksheet xmlns=\"" MAIN "\"><sheetData>%s</sheetData></worksheet>", sheet);
    archive = workbook_make(&(struct workbook){ .sheet = text });
    assert_int_equal(mapping_make(items, COUNT(items), &made, &records->problems, &records->err),
                     HD_OK);
    options.mapping = mapping.mapping = made;
    mapper = mapper_open(&mapping);
    assert_int_equal(format_read(&format_xlsx, archive.data, archive.len, &options, &sink, mapper,
                                 &records->problems, &records->report, &records->err),
                     HD_OK);
    assert_string_equal(records->text.data, "2 speed 2026 1.234\n3 speed 2025 1.5\n");
    assert_int_equal(records->problems.count, 1);
    assert_string_equal(records->problems.items[0].code, "number_invalid");
    assert_string_equal(records->problems.items[0].cell, "Data!B5");
    assert_int_equal(records->report.empty, 1);
    mapper_close(&mapper);
    mapping_free(&made);
    free(archive.data);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(marks_are_those_of_texts_alone, records_setup,
                                        records_teardown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
