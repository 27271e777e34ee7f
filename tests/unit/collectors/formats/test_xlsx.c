#include "collectors/formats/xlsx.h"

#include "workbook.h"

#include "collectors/formats/xlsx_book.h"
#include "collectors/formats/xlsx_package.h"
#include "collectors/formats/xlsx_place.h"
#include "collectors/formats/xlsx_strings.h"
#include "collectors/mapping.h"

#define TEXT(place, text)   "<c r=\"" place "\" t=\"inlineStr\"><is><t>" text "</t></is></c>"
#define SHARED(place, at)   "<c r=\"" place "\" t=\"s\"><v>" at "</v></c>"
#define NUMBER(place, v)    "<c r=\"" place "\"><v>" v "</v></c>"
#define STYLED(place, s, v) "<c r=\"" place "\" s=\"" s "\"><v>" v "</v></c>"
#define ROW(r, cells)       "<row r=\"" r "\">" cells "</row>"
#define XF(id)              "<xf numFmtId=\"" id "\"/>"

static void read_rows(struct records *records, const char *rows)
{
    char *sheet = hd_alloc(strlen(rows) + 512);

    snprintf(sheet, strlen(rows) + 512, SHEET("%s"), rows);
    read_workbook(records, &format_xlsx, &(struct workbook){ .sheet = sheet });
    free(sheet);
}

/* ---- cells ---- */

static void cells_of_all_kinds_are_text(void **state)
{
    struct records *records = *state;
    const struct workbook workbook = {
        .strings = STRINGS("<si><t>shared</t></si>"
                           "<si><r><rPr/><t>in </t></r><r><t xml:space=\"preserve\">two </t></r>"
                           "<rPh sb=\"0\" eb=\"1\"><t>by ear</t></rPh></si>"
                           "<si><t>line_x000A_break _x005F_x_ _x0041_</t></si>"),
        .styles = STYLES("<numFmts><numFmt numFmtId=\"164\" formatCode=\"dd\\.mm\\.yyyy\"/>"
                         "</numFmts><cellStyleXfs>" XF("14") "</cellStyleXfs><cellXfs>" XF("0")
                             XF("164") XF("10") XF("17") "</cellXfs>"),
        .sheet = SHEET(ROW("1", TEXT("A1", "a") TEXT("B1", "b") TEXT("C1", "c") TEXT("D1", "d")
                                    TEXT("E1", "e")) //
                       ROW("2", SHARED("A2", "0") SHARED("B2", "1") SHARED("C2", "2")
                                    NUMBER("D2", "1.27E7") "<c r=\"E2\" t=\"b\"><v>1</v></c>") //
                       ROW("3", STYLED("A3", "1", "46053") STYLED("B3", "2", "0.524") STYLED(
                                    "C3", "3", "46023") "<c r=\"D3\" t=\"e\"><v>#N/A</v></c>"
                                                        "<c r=\"E3\" t=\"e\"><v>#DIV/0!</v></c>") //
                       ROW("5", "<c r=\"A5\"><f>B5*2</f><v>4</v></c>"
                                "<c r=\"B5\" t=\"str\"><f>\"x\"</f><v>x &amp; y</v></c>"
                                "<c r=\"C5\"/><c r=\"D5\" t=\"d\"><v>2026-01-31T00:00:00</v></c>"
                                "<c r=\"E5\" t=\"b\"><v>0</v></c>")),
    };

    read_workbook(records, &format_xlsx, &workbook);
    assert_string_equal(problems_of(records), "");
    assert_int_equal(records->rc, HD_OK);
    assert_string_equal(records->text.data,
                        "2: a=shared b=in two  c=line\nbreak _x_ _x0041_ d=12700000 e=true\n"
                        "3: a=2026-01-31 b=52.4% c=2026-01 d=NaN e=#DIV/0!\n"
                        "5: a=4 b=x & y c- d=2026-01-31 e=false\n");
    assert_int_equal(records->report.rows, 3);
}

static void cells_without_places_follow_one_another(void **state)
{
    struct records *records = *state;

    read_rows(records, "<row><c t=\"inlineStr\"><is><t>a</t></is></c>"
                       "<c t=\"inlineStr\"><is><t>b</t></is></c></row>"
                       "<row r=\"4\"><c><v>1</v></c><c><v>2</v></c></row>"
                       "<row><c r=\"B5\"><v>3</v></c></row>");
    assert_string_equal(records->text.data, "4: a=1 b=2\n5: a- b=3\n");
}

static void cells_come_from_left_to_right(void **state)
{
    struct records *records = *state;

    read_rows(records, ROW("1", TEXT("A1", "a") TEXT("B1", "b"))
                           ROW("2", NUMBER("B2", "2") NUMBER("A2", "1") NUMBER("A2", "7")));
    assert_string_equal(records->text.data, "2: a=7 b=2\n");
}

static void cells_beyond_the_names_are_left_out_with_a_warning(void **state)
{
    struct records *records = *state;

    read_rows(records, ROW("1", TEXT("B1", "a") TEXT("D1", "b"))
                           ROW("2", NUMBER("B2", "1") NUMBER("C2", "2") NUMBER("E2", "3")));
    assert_string_equal(records->text.data, "2: a=1 b-\n");
    assert_string_equal(problems_of(records), "2:cells_beyond");
    assert_true(records->problems.items[0].warning);
    assert_int_equal(records->problems.errors, 0);
}

static void other_programs_elements_are_passed_over(void **state)
{
    struct records *records = *state;
    const struct workbook workbook = {
        .sheet = "<x:worksheet xmlns:x=\"" MAIN "\" xmlns:o=\"urn:other\"><x:sheetViews><x:row/>"
                 "</x:sheetViews><x:sheetData><x:row r=\"1\"><x:c r=\"A1\" t=\"inlineStr\"><x:is>"
                 "<o:t>no</o:t><x:t>a</x:t></x:is></x:c></x:row><o:row r=\"2\"><o:c r=\"A2\">"
                 "<x:v>9</x:v></o:c></o:row><x:row r=\"3\"><x:c r=\"A3\"><x:v>1</x:v></x:c></x:row>"
                 "</x:sheetData><x:row r=\"9\"/></x:worksheet>",
    };

    read_workbook(records, &format_xlsx, &workbook);
    assert_string_equal(records->text.data, "3: a=1\n");
}

static void strict_standard_is_read(void **state)
{
    struct records *records = *state;
    const struct workbook workbook = {
        .sheet = "<worksheet xmlns=\"http://purl.oclc.org/ooxml/spreadsheetml/main\"><sheetData>"
                 "<row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>a</t></is></c></row>"
                 "<row r=\"2\"><c r=\"A2\"><v>1</v></c></row></sheetData></worksheet>",
        .book = "<workbook xmlns=\"http://purl.oclc.org/ooxml/spreadsheetml/main\" "
                "xmlns:r=\"http://purl.oclc.org/ooxml/officeDocument/relationships\"><sheets>"
                "<sheet name=\"Data\" r:id=\"r1\"/></sheets></workbook>",
    };

    read_workbook(records, &format_xlsx, &workbook);
    assert_string_equal(records->text.data, "2: a=1\n");
}

static void days_count_from_1904_where_the_workbook_says_so(void **state)
{
    struct records *records = *state;
    const struct workbook workbook = {
        .book = BOOK("<workbookPr date1904=\"1\"/>", BOOK_SHEET("Data", "r1")),
        .styles = STYLES("<cellXfs>" XF("0") XF("14") "</cellXfs>"),
        .sheet = SHEET(ROW("1", TEXT("A1", "a")) ROW("2", STYLED("A2", "1", "24472"))),
    };

    read_workbook(records, &format_xlsx, &workbook);
    assert_string_equal(records->text.data, "2: a=1971-01-01\n");
}

/* ---- sheets and ranges ---- */

static struct archive two_sheets(void)
{
    return workbook_make(&(struct workbook){
        .book = BOOK("", BOOK_SHEET("Chart", "r9") BOOK_SHEET("Data", "r1")
                             BOOK_SHEET("Table 2", "r2")),
        .relations = RELATIONS(RELATION("r9", "chartsheet", "chartsheets/sheet1.xml")
                                   RELATION("r1", "worksheet", "worksheets/sheet1.xml")
                                       RELATION("r2", "worksheet", "/xl/./x/../worksheets/s2.xml")),
        .sheet = SHEET(ROW("1", TEXT("A1", "a")) ROW("2", NUMBER("A2", "1"))),
        .more = { { "xl/Worksheets/S2.xml",
                    SHEET(ROW("1", TEXT("A1", "A title")) ROW("3", TEXT("B3", "x") TEXT("C3", "y"))
                              ROW("4", NUMBER("A4", "0") NUMBER("B4", "5") NUMBER("C4", "6"))
                                  ROW("5", NUMBER("B5", "7") NUMBER("D5", "8"))
                                      ROW("6", TEXT("B6", "Source: us"))),
                    0 } } });
}

static void read_mapped(struct records *records, const struct archive *archive,
                        const struct hd_conf_item *items, size_t count)
{
    struct mapping *mapping = NULL;
    struct record_sink sink = { .put = keep_record, .ctx = records };
    struct format_options options = { .file = "x.xlsx", .arena = &records->arena };

    records_reset(records);
    assert_int_equal(mapping_make(items, count, &mapping, &records->problems, &records->err),
                     HD_OK);
    options.mapping = mapping;
    records->rc = format_xlsx.read(archive->data, archive->len, &options, &sink, &records->problems,
                                   &records->report, &records->err);
    mapping_free(&mapping);
}

#define OPTION(name, value)                                                                        \
    {                                                                                              \
        name, value, "", 0                                                                         \
    }

static void sheet_and_range_are_those_of_the_mapping(void **state)
{
    static const struct {
        struct hd_conf_item items[4];
        const char *text, *problems;
    } rows[] = {
        { { OPTION("value", "{a}") }, "2: a=1\n", "" },
        { { OPTION("value", "{a}"), OPTION("sheet", "2") }, "2: a=1\n", "" },
        { { OPTION("value", "{x}"), OPTION("sheet", "table 2"), OPTION("range", "B3:C5") },
          "4: x=5 y=6\n5: x=7 y-\n",
          "" },
        { { OPTION("value", "{B}"), OPTION("sheet", "3"), OPTION("range", "A4:C5"),
            OPTION("header", "no") },
          "4: A=0 B=5 C=6\n5: A- B=7 C-\n",
          "" },
        { { OPTION("value", "{x}"), OPTION("sheet", "Nowhere") }, "", "0:sheet_missing" },
        { { OPTION("value", "{x}"), OPTION("sheet", "1") }, "", "0:sheet_missing" },
        { { OPTION("value", "{x}"), OPTION("sheet", "3"), OPTION("range", "F90:G95") },
          "",
          "0:sheet_empty" },
    };
    struct records *records = *state;
    struct archive archive = two_sheets();

    for (size_t i = 0; i < COUNT(rows); i++) {
        size_t count = 0;

        while (count < COUNT(rows[i].items) && rows[i].items[count].name)
            count++;
        read_mapped(records, &archive, rows[i].items, count);
        assert_string_equal(problems_of(records), rows[i].problems);
        assert_string_equal(records->text.data, rows[i].text);
        assert_int_equal(records->rc, *rows[i].problems ? HD_BAD_INPUT : HD_OK);
    }
    free(archive.data);
}

static void places_and_ranges_are_read_as_they_are_written(void **state)
{
    static const struct {
        const char *text;
        bool good;
        struct xlsx_range range;
    } rows[] = {
        { "", true, { 0, 16383, 1, 1048576 } },
        { "B4:H90", true, { 1, 7, 4, 90 } },
        { " $B$4 : $H$90 ", true, { 1, 7, 4, 90 } },
        { "b4", true, { 1, 16383, 4, 1048576 } },
        { "B:XFD", true, { 1, 16383, 1, 1048576 } },
        { "4:90", true, { 0, 16383, 4, 90 } },
        { "B4:A90", false, { 0 } },
        { "B9:C4", false, { 0 } },
        { "B4:H90x", false, { 0 } },
        { "XFE1:XFE2", false, { 0 } },
        { "A1:A1048577", false, { 0 } },
        { "Data!A1:B2", false, { 0 } },
    };
    char text[XLSX_PLACE_BYTES];
    size_t column;
    long line;

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct xlsx_range range = { 0 };

        assert_int_equal(xlsx_range_parse(rows[i].text, &range), rows[i].good);
        if (rows[i].good)
            assert_memory_equal(&range, &rows[i].range, sizeof range);
    }
    for (size_t i = 0; i < 16384; i += 97) {
        xlsx_place_text(i, 1048576, text);
        assert_true(xlsx_place_parse(text, &column, &line));
        assert_int_equal(column, i);
        assert_int_equal(line, 1048576);
    }
}

/* ---- what cannot be read ---- */

static void broken_workbooks_are_refused(void **state)
{
    static const struct {
        struct workbook workbook;
        const char *why;
    } rows[] = {
        { { .sheet = "<!DOCTYPE x [<!ENTITY a \"b\">]>" SHEET("") },
          "xl/worksheets/sheet1.xml declares a document type" },
        { { .book = "<!DOCTYPE x SYSTEM \"http://other/\">" BOOK("", "") },
          "xl/workbook.xml declares a document type" },
        { { .sheet = SHEET("<row r=\"1\"><c></row>") }, "line 1: mismatched tag" },
        { { .sheet = "" }, "no element found" },
        { { .sheet = SHEET("&undeclared;") }, "undefined entity" },
        { { .sheet = SHEET(ROW("2", "") ROW("1", "")) }, "rows do not follow one another" },
        { { .sheet = SHEET(ROW("1x", "")) }, "rows do not follow one another" },
        { { .sheet = SHEET(ROW("1", NUMBER("A2", "1"))) }, "a cell is not where it says" },
        { { .sheet = SHEET(ROW("1", NUMBER("1A", "1"))) }, "a cell is not where it says" },
        { { .sheet = SHEET(ROW("1", SHARED("A1", "5"))) }, "a cell's text is missing" },
        { { .sheet = SHEET(ROW("1", SHARED("A1", "-1"))) }, "a cell's text is missing" },
        { { .relations = RELATIONS(RELATION("r1", "worksheet", "worksheets/other.xml")) },
          "xl/worksheets/other.xml is missing" },
        { { .root = RELATIONS(RELATION("r1", "officeDocument", "other.xml")) },
          "other.xml is missing" },
    };
    struct records *records = *state;

    for (size_t i = 0; i < COUNT(rows); i++) {
        read_workbook(records, &format_xlsx, &rows[i].workbook);
        assert_int_equal(records->rc, HD_BAD_INPUT);
        assert_int_equal(records->count, 0);
        assert_string_equal(problems_of(records), "0:workbook_broken");
        if (!strstr(message_of(records), rows[i].why))
            fail_msg("'%s' does not say '%s'", message_of(records), rows[i].why);
    }
}

static void sheets_that_hold_nothing_are_refused(void **state)
{
    struct records *records = *state;

    read_rows(records, "");
    assert_string_equal(problems_of(records), "0:sheet_empty");
    read_rows(records, ROW("1", TEXT("A1", "  ")));
    assert_string_equal(problems_of(records), "0:sheet_empty");
}

static void archives_that_are_no_workbook_are_refused(void **state)
{
    const struct part part = { "content.xml", "<x/>", 0 };
    struct archive archive = archive_make(&part, 1);
    struct records *records = *state;

    assert_true(format_xlsx.sniff(archive.data, archive.len));
    read_bytes(records, &format_xlsx, archive.data, archive.len);
    assert_string_equal(problems_of(records), "0:workbook_unknown");
    free(archive.data);

    read_document(records, &format_xlsx, "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1 and more");
    assert_string_equal(problems_of(records), "0:workbook_locked");
    read_document(records, &format_xlsx, "PK\3\4 and more");
    assert_string_equal(problems_of(records), "0:workbook_broken");
    assert_false(format_xlsx.sniff("a,b\n", 4));
}

static void truncated_and_damaged_archives_are_refused(void **state)
{
    struct archive archive = two_sheets();
    struct records *records = *state;

    for (size_t len = 4; len < archive.len; len += 61) {
        read_bytes(records, &format_xlsx, archive.data, len);
        assert_int_equal(records->rc, HD_BAD_INPUT);
        assert_int_equal(records->count, 0);
        assert_int_equal(records->problems.errors, 1);
    }
    read_bytes(records, &format_xlsx, archive.data, archive.len); /* the control */
    assert_int_equal(records->rc, HD_OK);
    free(archive.data);
}

static void parts_with_a_password_are_refused(void **state)
{
    struct archive archive = two_sheets();
    struct records *records = *state;

    /* The flag of an encrypted entry, in every header: local at 6, central at 8. */
    for (size_t i = 0; i + 10 < archive.len; i++) {
        if (memcmp(archive.data + i, "PK\3\4", 4) == 0)
            archive.data[i + 6] |= 1;
        else if (memcmp(archive.data + i, "PK\1\2", 4) == 0)
            archive.data[i + 8] |= 1;
    }
    read_bytes(records, &format_xlsx, archive.data, archive.len);
    assert_string_equal(problems_of(records), "0:workbook_locked");
    free(archive.data);
}

/* ---- what is more than there may be ---- */

static const char *large_sheet(size_t blanks, size_t *len_out)
{
    static const char head[] = "<worksheet xmlns=\"" MAIN "\">", tail[] = "</worksheet>";
    char *sheet = hd_alloc(sizeof head + sizeof tail + blanks);

    memcpy(sheet, head, sizeof head - 1);
    memset(sheet + sizeof head - 1, ' ', blanks);
    memcpy(sheet + sizeof head - 1 + blanks, tail, sizeof tail);
    *len_out = sizeof head + sizeof tail + blanks - 2;
    return sheet;
}

static void bombs_are_stopped_while_they_are_read(void **state)
{
    struct records *records = *state;
    size_t len;
    const char *sheet = large_sheet(XLSX_RATIO_FROM / 2, &len);

    read_workbook(records, &format_xlsx, &(struct workbook){ .sheet = sheet, .sheet_len = len });
    assert_string_equal(problems_of(records), "0:sheet_empty"); /* short enough to be anything */
    free((void *)(uintptr_t)sheet);

    sheet = large_sheet(4 * XLSX_RATIO_FROM, &len);
    read_workbook(records, &format_xlsx, &(struct workbook){ .sheet = sheet, .sheet_len = len });
    assert_string_equal(problems_of(records), "0:workbook_too_large");
    assert_non_null(strstr(message_of(records), "the factor by which it is packed"));
    free((void *)(uintptr_t)sheet);
}

static void archives_of_too_many_entries_are_not_opened(void **state)
{
    struct archive archive = two_sheets();
    struct records *records = *state;
    char *end = archive.data + archive.len - 22;

    assert_memory_equal(end, "PK\5\6", 4);
    end[8] = end[10] = (char)0xFF;
    end[9] = end[11] = (char)0xFF;
    read_bytes(records, &format_xlsx, archive.data, archive.len);
    assert_string_equal(problems_of(records), "0:workbook_too_large");
    free(archive.data);
}

static char *repeat(const char *before, const char *piece, size_t times, const char *after)
{
    struct hd_buf text;

    hd_buf_init(&text, 1 << 26);
    hd_buf_puts(&text, before);
    while (times--)
        hd_buf_puts(&text, piece);
    hd_buf_puts(&text, after);
    return hd_buf_take(&text, NULL);
}

static void depth_columns_rows_and_tags_are_bounded(void **state)
{
    struct records *records = *state;
    char *texts[] = {
        repeat("", "<x>", 100, ""),
        repeat("<worksheet xmlns=\"" MAIN "\"><sheetData><row r=\"1\">", "<c t=\"b\"><v>1</v></c>",
               16385, "</row></sheetData></worksheet>"),
        repeat(SHEET(ROW("1048577", "")), "", 0, ""),
        repeat("<worksheet a=\"", "0123456789abcdef", 90000, "\"/>"),
    };
    static const char *const what[] = { "depth", "columns", "rows", "a tag's bytes" };

    for (size_t i = 0; i < COUNT(texts); i++) {
        read_workbook(records, &format_xlsx, &(struct workbook){ .sheet = texts[i] });
        assert_string_equal(problems_of(records), "0:workbook_too_large");
        if (!strstr(message_of(records), what[i]))
            fail_msg("'%s' does not say '%s'", message_of(records), what[i]);
        free(texts[i]);
    }
}

static void texts_are_bounded(void **state)
{
    struct records *records = *state;
    char *text;

    text = repeat("<sst xmlns=\"" MAIN "\"><si><t>", "0123456789abcde\n", 9000, "</t></si></sst>");
    read_workbook(records, &format_xlsx, &(struct workbook){ .strings = text });
    assert_string_equal(problems_of(records), "0:workbook_too_large");
    free(text);
    text =
        repeat("<worksheet xmlns=\"" MAIN "\"><sheetData><row r=\"1\"><c t=\"inlineStr\"><is><t>",
               "0123456789abcde\n", 9000, "</t></is></c></row></sheetData></worksheet>");
    read_workbook(records, &format_xlsx, &(struct workbook){ .sheet = text });
    assert_string_equal(problems_of(records), "0:workbook_too_large");
    free(text);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, records_setup, records_teardown)
    static const struct CMUnitTest tests[] = {
        TEST(cells_of_all_kinds_are_text),
        TEST(cells_without_places_follow_one_another),
        TEST(cells_come_from_left_to_right),
        TEST(cells_beyond_the_names_are_left_out_with_a_warning),
        TEST(other_programs_elements_are_passed_over),
        TEST(strict_standard_is_read),
        TEST(days_count_from_1904_where_the_workbook_says_so),
        TEST(sheet_and_range_are_those_of_the_mapping),
        TEST(places_and_ranges_are_read_as_they_are_written),
        TEST(broken_workbooks_are_refused),
        TEST(sheets_that_hold_nothing_are_refused),
        TEST(archives_that_are_no_workbook_are_refused),
        TEST(truncated_and_damaged_archives_are_refused),
        TEST(parts_with_a_password_are_refused),
        TEST(bombs_are_stopped_while_they_are_read),
        TEST(archives_of_too_many_entries_are_not_opened),
        TEST(depth_columns_rows_and_tags_are_bounded),
        TEST(texts_are_bounded),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
