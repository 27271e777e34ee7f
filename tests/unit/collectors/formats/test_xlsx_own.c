/* The house's layout in a workbook: as in a CSV, with cells instead of lines. */
#include <unistd.h>

#include <xlsxwriter.h>

#include "collectors/formats/csv.h"
#include "collectors/formats/xlsx.h"

#include "workbook.h"

/* `7 indicator/area/breakdown period value status 'comment'` a reading. */
static enum hd_rc put(void *ctx, const struct reading *reading, struct hd_error *err)
{
    struct records *records = ctx;
    char period[HD_PERIOD_TEXT_MAX];

    (void)err;
    hd_period_text(reading->period, period);
    hd_buf_printf(&records->text, "%ld %s/%s/%s %s %s%s%s %c '%s'", reading->line,
                  reading->indicator, reading->area, reading->breakdown, period,
                  reading->coded ? "code:" : "", reading->value ? reading->value : "missing",
                  reading->percent_sign ? "%" : "", reading->status, reading->comment);
    for (size_t i = 0; i < READING_BESIDES; i++) {
        if (reading->beside[i].given)
            hd_buf_printf(&records->text, " %s=%s", reading_beside_word((enum reading_beside)i),
                          reading->beside[i].text);
    }
    hd_buf_puts(&records->text, "\n");
    return HD_OK;
}

static void read_readings(struct records *records, const struct format_ops *format,
                          const char *data, size_t len)
{
    struct format_options options = { .file = "x" };
    struct reading_sink sink = { .put = put, .ctx = records };

    records_reset(records);
    records->rc = format->read_own(data, len, &options, &sink, &records->problems, &records->report,
                                   &records->err);
}

/* ---- workbooks of the library ---- */

struct made {
    lxw_workbook *book;
    lxw_worksheet *sheet;
    char path[64];
};

static struct made make_begin(void)
{
    struct made made = { .path = "/tmp/hedef-xlsx-XXXXXX" };
    int file = mkstemp(made.path);

    assert_true(file >= 0);
    close(file);
    made.book = workbook_new(made.path);
    made.sheet = workbook_add_worksheet(made.book, "Values");
    return made;
}

static struct archive make_end(struct made *made)
{
    struct archive archive;
    struct hd_error err;

    assert_int_equal(workbook_close(made->book), LXW_NO_ERROR);
    assert_int_equal(hd_file_read(made->path, 1 << 24, &archive.data, &archive.len, &err), HD_OK);
    unlink(made->path);
    return archive;
}

/* Every cell as text, as a careless export makes it. */
static struct archive of_csv(const char *csv)
{
    struct made made = make_begin();
    uint32_t row = 0;
    uint16_t column = 0;

    while (*csv) {
        size_t len = strcspn(csv, ",\n");
        char text[256];

        snprintf(text, sizeof text, "%.*s", (int)len, csv);
        if (*text)
            worksheet_write_string(made.sheet, row, column, text, NULL);
        csv += len;
        column = *csv == ',' ? (uint16_t)(column + 1) : 0;
        row += *csv == '\n';
        csv += *csv != '\0';
    }
    return make_end(&made);
}

/* ---- the same as a CSV ---- */

static void same_table_gives_same_readings_and_problems(void **state)
{
    static const char *const tables[] = {
        "indicator,period,value\nx,2025,1.50\ny,2025-Q1,2\n",
        ("INDICATOR,REF_AREA,TIME_PERIOD,OBS_VALUE,OBS_STATUS,COMMENT_OBS\n"
         "x,AZ,2025,NaN,,\nx,AZ,2024,7,P,a note\n\nx,TR,2025,..,M,\n"),
        "göstərici,dövr,qiymət,n\nx,2025,5,1200\n",
        "показатель,период,значение\nx,2025,12\n",
        "indicator,period,value\nx,2025,abc def\n,2025,1\nx,2026-1,1\nx,2024,<5\n",
        "indicator,period,value\nx,2025,1\nx,2025,1\n",
        "indicator,period,value,status\nx,2025,1,?\nx,2024,yes,A\n",
        "indicator,period,wrong\nx,2025,1\n",
        "indicator,period,value,other\nx,2025,1,2\n",
        "indicator,period\nx,2025\n",
        "indicator,period,value,FREQ,UNIT_MULT\nx,2025,1,Q,3\n",
    };
    struct records *csv = *state, *xlsx;
    void *other;

    assert_int_equal(records_setup(&other), 0);
    xlsx = other;
    for (size_t i = 0; i < COUNT(tables); i++) {
        struct archive archive = of_csv(tables[i]);
        char problems[4096];

        read_readings(csv, &format_csv, tables[i], strlen(tables[i]));
        snprintf(problems, sizeof problems, "%s", problems_of(csv));
        read_readings(xlsx, &format_xlsx, archive.data, archive.len);
        assert_string_equal(problems_of(xlsx), problems);
        assert_string_equal(xlsx->text.data, csv->text.data);
        assert_int_equal(xlsx->rc, csv->rc);
        assert_memory_equal(&xlsx->report, &csv->report, sizeof csv->report);
        for (size_t k = 0; k < xlsx->problems.count; k++)
            assert_non_null(xlsx->problems.items[k].cell);
        free(archive.data);
    }
    records_teardown(&other);
}

static void typed_cells_are_read_as_they_are_shown(void **state)
{
    struct made made = make_begin();
    lxw_format *day = workbook_add_format(made.book), *percent = workbook_add_format(made.book);
    lxw_format *month = workbook_add_format(made.book);
    lxw_datetime january = { .year = 2026, .month = 1, .day = 1 };
    struct records *records = *state;
    struct archive archive;

    format_set_num_format(day, "dd.mm.yyyy");
    format_set_num_format(month, "mmm-yy");
    format_set_num_format_index(percent, 10);
    worksheet_write_string(made.sheet, 0, 0, "indicator", NULL);
    worksheet_write_string(made.sheet, 0, 1, "period", NULL);
    worksheet_write_string(made.sheet, 0, 2, "value", NULL);
    for (uint32_t row = 1; row < 7; row++)
        worksheet_write_string(made.sheet, row, 0, "x", NULL);
    worksheet_write_number(made.sheet, 1, 1, 2025, NULL);
    worksheet_write_number(made.sheet, 1, 2, 1.1, NULL);
    worksheet_write_datetime(made.sheet, 2, 1, &january, month);
    worksheet_write_number(made.sheet, 2, 2, 0.524, percent);
    worksheet_write_datetime(made.sheet, 3, 1, &january, day);
    worksheet_write_formula_num(made.sheet, 3, 2, "=C2*2", NULL, 2.2);
    worksheet_write_string(made.sheet, 4, 1, "2024", NULL);
    worksheet_write_boolean(made.sheet, 4, 2, 1, NULL);
    worksheet_write_string(made.sheet, 5, 1, "2023", NULL);
    worksheet_write_string(made.sheet, 5, 2, "12,5", NULL); /* beside points of numbers */
    worksheet_merge_range(made.sheet, 6, 1, 6, 2, "2022", NULL);
    worksheet_hide(made.sheet);
    workbook_add_worksheet(made.book, "Shown");
    archive = make_end(&made);
    read_readings(records, &format_xlsx, archive.data, archive.len);
    assert_string_equal(problems_of(records), "");
    assert_string_equal(records->text.data, "2 x// 2025 1.1 A ''\n"
                                            "3 x// 2026-01 52.4% A ''\n"
                                            "4 x// 2026-01-01 2.2 A ''\n"
                                            "5 x// 2024 code:yes A ''\n"
                                            "6 x// 2023 12.5 A ''\n");
    assert_int_equal(records->report.empty, 1);
    free(archive.data);
}

static void problems_name_sheet_and_cell(void **state)
{
    const struct workbook workbook = {
        .book = BOOK("", BOOK_SHEET("Table 1", "r1")),
        .sheet = SHEET("<row r=\"3\"><c r=\"B3\" t=\"inlineStr\"><is><t>indicator</t></is></c>"
                       "<c r=\"C3\" t=\"inlineStr\"><is><t>period</t></is></c>"
                       "<c r=\"D3\" t=\"inlineStr\"><is><t>value</t></is></c></row>"
                       "<row r=\"7\"><c r=\"B7\" t=\"inlineStr\"><is><t>x</t></is></c>"
                       "<c r=\"C7\"><v>2025</v></c><c r=\"D7\" t=\"e\"><v>#DIV/0!</v></c></row>"
                       "<row r=\"8\"><c r=\"B8\" t=\"inlineStr\"><is><t>x</t></is></c>"
                       "<c r=\"C8\"><v>2024</v></c><c r=\"D8\" t=\"e\"><v>#N/A</v></c></row>"
                       "<row r=\"9\"><c r=\"B9\" t=\"inlineStr\"><is><t>x</t></is></c>"
                       "<c r=\"C9\"><v>2023</v></c><c r=\"D9\"><f>D8*2</f></c></row>"
                       "<row r=\"10\"><c r=\"B10\" t=\"inlineStr\"><is><t>x</t></is></c>"
                       "<c r=\"C10\"><v>2022</v></c>"
                       "<c r=\"D10\" t=\"str\"><f>\"\"</f><v></v></c></row>"),
    };
    struct archive archive = workbook_make(&workbook);
    struct records *records = *state;

    read_readings(records, &format_xlsx, archive.data, archive.len);
    assert_int_equal(records->problems.count, 2); /* what is empty is none */
    assert_string_equal(records->problems.items[0].cell, "'Table 1'!D7");
    assert_string_equal(records->problems.items[0].column, "value");
    assert_string_equal(records->problems.items[0].code, "cell_error");
    assert_int_equal(records->problems.items[0].line, 7);
    assert_non_null(strstr(message_of(records), "#DIV/0!"));
    assert_string_equal(records->problems.items[1].code, "cell_error");
    assert_int_equal(records->problems.items[1].line, 9);
    assert_string_equal(records->text.data, "8 x// 2024 missing O ''\n");
    free(archive.data);
}

/* ---- published cases ---- */

static const char *case_text(const struct hd_json *cell, char out[static 64])
{
    const struct hd_json *date = cell->type == HD_JSON_OBJECT ? hd_json_get(cell, "date") : NULL;

    if (cell->type == HD_JSON_TRUE || cell->type == HD_JSON_FALSE)
        return cell->type == HD_JSON_TRUE ? "true" : "false";
    snprintf(out, 64, "%s", date ? date->text : cell->text ? cell->text : "");
    return out;
}

/* Dates stand there with a time even where none is shown. */
static bool cell_agrees(const struct hd_json *cell, const struct record_cell *got)
{
    char out[64];
    const char *text = case_text(cell, out);
    size_t len = got->text ? strlen(got->text) : 0;

    if (cell->type == HD_JSON_OBJECT && len == 10)
        return memcmp(text, got->text, 10) == 0 && strcmp(text + 10, "T00:00:00") == 0;
    return strcmp(text, got->text ? got->text : "") == 0;
}

struct comparing {
    const struct hd_json *names, *row; /* the next one expected */
    size_t count;
};

static enum hd_rc compare_record(void *ctx, const struct record *record, struct hd_error *err)
{
    struct comparing *comparing = ctx;
    const struct hd_json *name = comparing->names->first, *cell = comparing->row->first;

    (void)err;
    for (size_t i = 0; i < record->count; i++, name = name->next, cell = cell->next) {
        if (strcmp(name->text, record->cells[i].name) != 0)
            fail_msg("the column %s is called %s", name->text, record->cells[i].name);
        if (!cell_agrees(cell, &record->cells[i]))
            fail_msg("%s: %s", record->cells[i].at,
                     record->cells[i].text ? record->cells[i].text : "nothing");
    }
    comparing->row = comparing->row->next;
    comparing->count++;
    return HD_OK;
}

static void published_workbooks_are_read(void **state)
{
    static const struct {
        const char *name, *problems;
        size_t rows;
    } rows[] = { { "xlsx-types.xlsx", "3:cells_beyond", 5 }, { "xlsx-plain.xlsx", "", 1 } };
    struct records *records = *state;
    struct cases cases;

    cases_open(&cases);
    for (size_t i = 0; i < COUNT(rows); i++) {
        const struct hd_json *expected = hd_json_get(hd_json_get(cases.root, rows[i].name), "rows");
        struct comparing comparing = { expected->first, expected->first->next, 0 };
        struct format_options options = { .file = "x", .arena = &records->arena };
        struct record_sink sink = { compare_record, &comparing };
        size_t len;
        char *data = read_case(rows[i].name, &len);

        records_reset(records);
        assert_ptr_equal(format_guess(data, len), &format_xlsx);
        assert_int_equal(format_xlsx.read(data, len, &options, &sink, &records->problems,
                                          &records->report, &records->err),
                         HD_OK);
        assert_string_equal(problems_of(records), rows[i].problems);
        assert_int_equal(comparing.count, rows[i].rows);
        assert_null(comparing.row);
        free(data);
    }
    cases_close(&cases);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, records_setup, records_teardown)
    static const struct CMUnitTest tests[] = {
        TEST(same_table_gives_same_readings_and_problems),
        TEST(typed_cells_are_read_as_they_are_shown),
        TEST(problems_name_sheet_and_cell),
        TEST(published_workbooks_are_read),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
