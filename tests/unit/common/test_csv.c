#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "common/buf.h"
#include "common/csv.h"
#include "common/file.h"
#include "common/json.h"
#include "common/problem.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

/* The table as `line:a|b|c;` for each record, problems as `line!code;` behind. */
static void read_all(const char *data, size_t len, struct hd_buf *out)
{
    struct hd_problems problems HD_PROBLEMS_AUTO = { 0 };
    HD_FREE_AUTO char *copy = hd_alloc(len);
    const struct hd_csv_field *fields;
    struct hd_error err = { 0 };
    struct hd_csv *csv;
    size_t count;
    long line;

    memcpy(copy, data, len);
    if (hd_csv_open(copy, len, &csv, &problems, &err) == HD_OK) {
        while (hd_csv_next(csv, &fields, &count, &line, &problems)) {
            hd_buf_printf(out, "%ld:", line);
            for (size_t i = 0; i < count; i++) {
                assert_int_equal(strlen(fields[i].text), fields[i].len);
                hd_buf_printf(out, "%s%s%s", i ? "|" : "", fields[i].quoted ? "'" : "",
                              fields[i].text);
            }
            hd_buf_putc(out, ';');
        }
        hd_csv_close(&csv);
    }
    assert_null(csv);
    for (size_t i = 0; i < problems.count; i++)
        hd_buf_printf(out, "%ld!%s;", problems.items[i].line, problems.items[i].code);
}

static void records_are_split(void **state)
{
    static const struct {
        const char *says, *text, *expect;
    } rows[] = {
        { "nothing", "", "" },
        { "a BOM and nothing", "\xef\xbb\xbf", "" },
        { "LF", "a,b\n1,2\n", "1:a|b;2:1|2;" },
        { "CRLF", "a,b\r\n1,2\r\n", "1:a|b;2:1|2;" },
        { "CR alone", "a,b\r1,2\r", "1:a|b;2:1|2;" },
        { "no last line end", "a,b\n1,2", "1:a|b;2:1|2;" },
        { "BOM",
          "\xef\xbb\xbf"
          "a,b\n",
          "1:a|b;" },
        { "empty cells", "a,b,c\n,,\n", "1:a|b|c;2:||;" },
        { "an empty last cell at the end", "a,b\n1,", "1:a|b;2:1|;" },
        { "blank lines", "\n\r\n  \na,b\n\n1,2\n   ", "4:a|b;6:1|2;" },
        { "one column", "a\n1\n", "1:a;2:1;" },
        { "quotes", "a,b\n\"1\",\"x\"\"y\"\n", "1:a|b;2:'1|'x\"y;" },
        { "separators in quotes", "a,b\n\"1,5\",\"\n\"\n", "1:a|b;2:'1,5|'\n;" },
        { "line breaks in quotes count as lines", "a,b\n\"x\r\ny\r\nz\",1\n2,3\n",
          "1:a|b;2:'x\r\ny\r\nz|1;5:2|3;" },
        { "an empty quoted cell", "a,b\n\"\",\"\"", "1:a|b;2:'|';" },
        { "a quote inside a plain cell", "a,b\nx\"y,2\n", "1:a|b;2:x\"y|2;" },
        { "blanks stay", "a,b\n x , y\n", "1:a|b;2: x | y;" },
        { "sep= is skipped", "sep=;\na;b\n", "2:a|b;" },
        { "quoted sep= is skipped", "\"SEP=,\"\r\na,b\n", "2:a|b;" },
        { "sep= that is none", "sep=;x\n1\n", "1:sep=|x;2:1;" },
        { "the header decides, not sep=", "sep=,\na;b\n1,5;2\n", "2:a|b;3:1,5|2;" },
        { "semicolons", "a;b;c\n1,5;2;3\n", "1:a|b|c;2:1,5|2|3;" },
        { "tabs", "a\tb\n1,5\t2;3\n", "1:a|b;2:1,5|2;3;" },
        { "separators in a quoted heading do not count", "\"a,b,c\";d\n1;2\n",
          "1:'a,b,c|d;2:1|2;" },
        { "only the header counts", "a,b\n1;2;3;4;5\n", "1:a|b;2:1;2;3;4;5;" },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct hd_buf out HD_BUF_AUTO;

        hd_buf_init(&out, 4096);
        read_all(rows[i].text, strlen(rows[i].text), &out);
        if (strcmp(out.data, rows[i].expect) != 0)
            fail_msg("%s: %s", rows[i].says, out.data);
    }
}

static void broken_records_are_told_and_reading_goes_on(void **state)
{
    static const struct {
        const char *says, *text, *expect;
    } rows[] = {
        { "text after a quote", "a,b\n\"x\"y,1\n2,3\n", "1:a|b;3:2|3;2!quote_broken;" },
        { "text after a quote that spans lines", "a,b\n\"x\nz\"y,1\n2,3\n",
          "1:a|b;4:2|3;3!quote_broken;" },
        { "an open quote at the end", "a,b\n1,2\n3,\"4\n", "1:a|b;2:1|2;3!quote_broken;" },
        { "an open quote in the middle", "a,b\n1,\"2\n3,4\n5,6\n",
          "1:a|b;3:3|4;4:5|6;2!quote_broken;" },
        { "two broken rows", "a,b\n\"x\"y,1\n2,\"z\" \n3,4\n",
          "1:a|b;4:3|4;2!quote_broken;3!quote_broken;" },
        { "a lone quote", "\"", "1!quote_broken;" },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct hd_buf out HD_BUF_AUTO;

        hd_buf_init(&out, 4096);
        read_all(rows[i].text, strlen(rows[i].text), &out);
        if (strcmp(out.data, rows[i].expect) != 0)
            fail_msg("%s: %s", rows[i].says, out.data);
    }
}

static void too_many_cells_are_told(void **state)
{
    char text[HD_CSV_FIELDS_MAX + 16];
    struct hd_buf out HD_BUF_AUTO;

    (void)state;
    hd_buf_init(&out, 4096);
    memset(text, ',', HD_CSV_FIELDS_MAX);
    memcpy(text + HD_CSV_FIELDS_MAX, "\n1,2\n", 5);
    read_all(text, HD_CSV_FIELDS_MAX + 5, &out);
    assert_string_equal(out.data, "2:1|2;1!field_count;");
}

static void utf16_is_converted(void **state)
{
    static const char little[] = "\xff\xfe"
                                 "a\0,\0b\0\r\0\n\0\x59\x02,\0\x3d\xd8\x42\xde";
    static const char big[] = "\xfe\xff"
                              "\0a\0;\0b\0\n\x02\x59\0;\0\x32";
    struct hd_buf out HD_BUF_AUTO;

    (void)state;
    hd_buf_init(&out, 4096);
    read_all(little, sizeof little - 1, &out);
    assert_string_equal(out.data, "1:a|b;2:ə|\xf0\x9f\x99\x82;");
    hd_buf_reset(&out);
    read_all(big, sizeof big - 1, &out);
    assert_string_equal(out.data, "1:a|b;2:ə|2;");
}

static void other_encodings_are_refused_with_line_and_guess(void **state)
{
    static const struct {
        const char *says, *text;
        size_t len;
        long line;
        const char *guess;
    } rows[] = {
        { "Windows-1254", "a,b\n1,g\xfe\n", 8, 2, "Windows-1254" },
        { "Windows-1251", "a,b\n1,2\n\xcf\xee\xea\xe0\xe7,1\n", 16, 3, "Windows-1251" },
        { "UTF-16 without BOM", "a\0,\0b\0", 6, 1, "UTF-16" },
        { "half a unit of UTF-16", "\xff\xfe\x61\0\n\0\x62", 7, 2, "UTF-16" },
        { "half a pair of UTF-16", "\xff\xfe\x3d\xd8\x61\0", 6, 1, "UTF-16" },
        { "NUL in UTF-16", "\xff\xfe\0\0", 4, 1, "UTF-16" },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct hd_problems problems HD_PROBLEMS_AUTO = { 0 };
        struct hd_error err;
        struct hd_csv *csv;

        assert_int_equal(hd_csv_open(rows[i].text, rows[i].len, &csv, &problems, &err),
                         HD_BAD_INPUT);
        assert_int_equal(problems.count, 1);
        assert_string_equal(problems.items[0].code, "encoding_unknown");
        if (problems.items[0].line != rows[i].line ||
            strcmp(problems.items[0].args[1], rows[i].guess) != 0)
            fail_msg("%s: line %ld, %s", rows[i].says, problems.items[0].line,
                     problems.items[0].args[1]);
    }
}

static void separator_is_known(void **state)
{
    static const struct {
        const char *text;
        char separator;
    } rows[] = { { "a;b", ';' }, { "a\tb", '\t' }, { "a,b", ',' }, { "a", ',' }, { "", ',' } };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct hd_problems problems HD_PROBLEMS_AUTO = { 0 };
        struct hd_error err;
        struct hd_csv *csv;

        assert_int_equal(hd_csv_open(rows[i].text, strlen(rows[i].text), &csv, &problems, &err),
                         HD_OK);
        assert_int_equal(hd_csv_separator(csv), rows[i].separator);
        hd_csv_close(&csv);
    }
}

static void cells_are_quoted_and_guarded_when_written(void **state)
{
    static const struct {
        const char *text;
        bool guard;
        const char *expect;
    } rows[] = {
        { "plain", false, "plain" },     { "", true, "" },
        { "a,b", false, "\"a,b\"" },     { "a;b", false, "\"a;b\"" },
        { "a\"b", false, "\"a\"\"b\"" }, { "a\nb", false, "\"a\nb\"" },
        { " a", false, "\" a\"" },       { "=1+1", true, "\"'=1+1\"" },
        { "+1", true, "\"'+1\"" },       { "-1", true, "\"'-1\"" },
        { "@x", true, "\"'@x\"" },       { "\tx", true, "\"'\tx\"" },
        { "-1", false, "-1" },           { "a=b", true, "a=b" },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct hd_buf out HD_BUF_AUTO;

        hd_buf_init(&out, 256);
        hd_csv_put(&out, rows[i].text, rows[i].guard);
        assert_string_equal(out.data, rows[i].expect);
    }
}

static void written_cells_are_read_back(void **state)
{
    static const char *const cells[] = { "a",   "b,c", "d;e", "f\"g\"", "h\r\ni",
                                         " j ", "",    "\t",  "k\rl",   "m" };
    struct hd_buf text HD_BUF_AUTO;
    struct hd_problems problems HD_PROBLEMS_AUTO = { 0 };
    const struct hd_csv_field *fields;
    struct hd_error err;
    struct hd_csv *csv;
    size_t count;
    long line;

    (void)state;
    hd_buf_init(&text, 4096);
    for (size_t i = 0; i < COUNT(cells); i++)
        hd_buf_printf(&text, "%sx%zu", i ? "," : "", i);
    hd_buf_putc(&text, '\n');
    for (size_t i = 0; i < COUNT(cells); i++) {
        if (i)
            hd_buf_putc(&text, ',');
        hd_csv_put(&text, cells[i], false);
    }
    assert_int_equal(hd_csv_open(text.data, text.len, &csv, &problems, &err), HD_OK);
    assert_true(hd_csv_next(csv, &fields, &count, &line, &problems));
    assert_true(hd_csv_next(csv, &fields, &count, &line, &problems));
    assert_int_equal(count, COUNT(cells));
    for (size_t i = 0; i < COUNT(cells); i++)
        assert_string_equal(fields[i].text, cells[i]);
    hd_csv_close(&csv);
}

/* ---- real files, read where they lie ---- */

static void compare_row(const struct hd_json *expect, const struct hd_csv_field *fields,
                        size_t count)
{
    size_t i = 0;

    assert_int_equal(expect->count, count);
    for (const struct hd_json *cell = expect->first; cell; cell = cell->next)
        assert_string_equal(fields[i++].text, cell->text);
}

static void compare_file(const char *name, const struct hd_json *expect)
{
    struct hd_problems problems HD_PROBLEMS_AUTO = { 0 };
    HD_FREE_AUTO char *data = NULL;
    const struct hd_csv_field *fields;
    struct hd_error err;
    struct hd_csv *csv;
    char path[4096];
    size_t len, count;
    long line;

    snprintf(path, sizeof path, "%s/formats/%s", CASES_DIR, name);
    assert_int_equal(hd_file_read(path, 1 << 20, &data, &len, &err), HD_OK);
    assert_int_equal(hd_csv_open(data, len, &csv, &problems, &err), HD_OK);
    assert_true(hd_csv_next(csv, &fields, &count, &line, &problems));
    compare_row(hd_json_get(expect, "header"), fields, count);
    for (const struct hd_json *row = hd_json_get(expect, "rows")->first; row; row = row->next) {
        assert_true(hd_csv_next(csv, &fields, &count, &line, &problems));
        compare_row(row, fields, count);
    }
    assert_false(hd_csv_next(csv, &fields, &count, &line, &problems));
    assert_int_equal(problems.count, 0);
    hd_csv_close(&csv);
}

static void published_files_are_read_as_published(void **state)
{
    struct hd_arena arena HD_ARENA_AUTO = { 0 };
    HD_FREE_AUTO char *data = NULL;
    struct hd_json *root;
    struct hd_error err;
    size_t len, files = 0;

    (void)state;
    if (hd_file_read(CASES_DIR "/formats/expected.json", 1 << 20, &data, &len, &err) != HD_OK) {
        print_message("skipped: " CASES_DIR "/formats is not there\n");
        skip();
    }
    assert_int_equal(hd_json_parse(data, len, &arena, &root, &err), HD_OK);
    for (const struct hd_json *file = root->first; file; file = file->next) {
        if (strncmp(file->key, "csv-", 4) == 0) {
            compare_file(file->key, file);
            files++;
        }
    }
    assert_int_equal(files, 6);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(records_are_split),
        cmocka_unit_test(broken_records_are_told_and_reading_goes_on),
        cmocka_unit_test(too_many_cells_are_told),
        cmocka_unit_test(utf16_is_converted),
        cmocka_unit_test(other_encodings_are_refused_with_line_and_guess),
        cmocka_unit_test(separator_is_known),
        cmocka_unit_test(cells_are_quoted_and_guarded_when_written),
        cmocka_unit_test(written_cells_are_read_back),
        cmocka_unit_test(published_files_are_read_as_published),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
