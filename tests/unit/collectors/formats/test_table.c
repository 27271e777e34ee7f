#include "unit/collectors/mapped.h"

#include "collectors/formats/csv.h"
#include "common/file.h"
#include "common/json.h"

/* ---- rows as records ---- */

struct records {
    struct hd_buf text; /* `line name=text|name=text,` a record; ~ for nothing */
};

static enum hd_rc take_record(void *ctx, const struct record *record, struct hd_error *err)
{
    struct records *records = ctx;

    (void)err;
    assert_null(record->pointer);
    hd_buf_printf(&records->text, "%ld", record->line);
    for (size_t i = 0; i < record->count; i++)
        hd_buf_printf(&records->text, "%s%s=%s", i ? "|" : " ", record->cells[i].name,
                      record->cells[i].text ? record->cells[i].text : "~");
    hd_buf_puts(&records->text, record->comma_mark ? ",\n" : "\n");
    return HD_OK;
}

static enum hd_rc read_records(struct world *world, const char *options, const char *data,
                               size_t len, struct records *records)
{
    struct format_options format = { .file = "x.csv", .arena = &world->arena };
    struct record_sink sink = { .put = take_record, .ctx = records };

    reset(world);
    hd_buf_reset(&records->text);
    assert_int_equal(make(world, options), HD_OK);
    format.mapping = world->mapping;
    return format_csv.read(data, len, &format, &sink, &world->problems, &world->report,
                           &world->err);
}

static void rows_become_records(void **state)
{
    static const struct {
        const char *options, *text, *records;
    } rows[] = {
        { "", "a, b ,\"c\n\"\n1,2,3\n", "3 a=1|b=2|c\n=3\n" },
        { "", "a;b\n1;2\n3\n", "2 a=1|b=2,\n3 a=3|b=~,\n" },
        { "", "a\tb\n1\t2\t\n", "2 a=1|b=2,\n" },
        { "", "sep=;\na;b\n\n 1 ; \n;;;\n2;\n", "4 a= 1 |b= ,\n6 a=2|b=,\n" },
        { "header = no", "1,2\n3\n4,5,6\n", "1 A=1|B=2\n2 A=3\n3 A=4|B=5|C=6\n" },
        { "", "a,a,\n1,2,3\n", "2 a=1|a=2|=3\n" },
        { "", "a\n", "" },
    };
    struct world *world = *state;
    struct records records = { 0 };

    hd_buf_init(&records.text, 1 << 20);
    for (size_t i = 0; i < COUNT(rows); i++) {
        enum hd_rc rc =
            read_records(world, rows[i].options, rows[i].text, strlen(rows[i].text), &records);

        if (rc || world->problems.count || strcmp(records.text.data, rows[i].records) != 0)
            fail_msg("%s gives %s %s", rows[i].text, records.text.data, problems_of(world));
    }
    hd_buf_clear(&records.text);
}

static void columns_beyond_z_have_two_letters(void **state)
{
    struct world *world = *state;
    char text[256 + 8];

    memset(text, ',', 256);
    memcpy(text + 26, "5", 1);
    snprintf(text + 27, sizeof text - 27, ",2026,\n");
    assert_int_equal(read_mapped(world, "csv",
                                 "indicator = x\nperiod = {ab}\nvalue = {AA}\nheader = no\n", text),
                     HD_OK);
    assert_string_equal(world->put.data, "1 x// 2026 5 A\n");
}

static void rows_that_cannot_be_read_are_told_and_counted(void **state)
{
    static const struct {
        const char *text, *problems;
        size_t rows, refused;
    } rows[] = {
        { "a,b\n1,2,3\n1,2\n", "2::field_count", 2, 1 },
        { "a,b\n1,2,,\n", "", 1, 0 },
        { "a,b\n\"1\"x,2\n3,4\n", "2::quote_broken", 2, 1 },
        { "a,b\n3,4\n\"1,2\n", "3::quote_broken", 2, 1 },
    };
    struct world *world = *state;
    struct records records = { 0 };

    hd_buf_init(&records.text, 1 << 20);
    for (size_t i = 0; i < COUNT(rows); i++) {
        assert_int_equal(read_records(world, "", rows[i].text, strlen(rows[i].text), &records),
                         HD_OK);
        assert_string_equal(problems_of(world), rows[i].problems);
        assert_int_equal(world->report.rows, rows[i].rows);
        assert_int_equal(world->report.refused, rows[i].refused);
        if (world->problems.count)
            assert_string_equal(world->problems.items[0].file, "x.csv");
    }
    hd_buf_clear(&records.text);
}

/* ---- real files, read where they lie ---- */

#define FOLDER CASES_DIR "/formats/"

static char *read_case(const char *name, size_t *len_out)
{
    struct hd_error err;
    char path[4096], *data;

    snprintf(path, sizeof path, FOLDER "%s", name);
    if (hd_file_read(path, 1 << 20, &data, len_out, &err)) {
        print_message("skipped: " FOLDER " is not there\n");
        skip();
    }
    return data;
}

/* What is expected, in the form of take_record(); lines are not told there. */
static void print_expected(const struct hd_json *expect, struct hd_buf *out)
{
    for (const struct hd_json *row = hd_json_get(expect, "rows")->first; row; row = row->next) {
        const struct hd_json *name = hd_json_get(expect, "header")->first;

        for (const struct hd_json *cell = row->first; cell; cell = cell->next, name = name->next)
            hd_buf_printf(out, "%s%s=%s", cell == row->first ? " " : "|", name->text, cell->text);
        hd_buf_puts(out, "\n");
    }
}

static void drop_lines(struct hd_buf *text)
{
    char *to = text->data;
    const char *at = text->data;

    while (*at) {
        size_t digits = strspn(at, "0123456789");

        at += at[digits] == ' ' ? digits : 0;
        do
            *to++ = *at;
        while (*at++ != '\n' && *at);
    }
    *to = '\0';
}

static void check_case(struct world *world, const struct hd_json *expect)
{
    struct records records = { 0 };
    struct hd_buf expected HD_BUF_AUTO;
    char *data HD_FREE_AUTO = NULL;
    size_t len;

    data = read_case(expect->key, &len);
    hd_buf_init(&expected, 1 << 20);
    hd_buf_init(&records.text, 1 << 20);
    assert_int_equal(read_records(world, "", data, len, &records), HD_OK);
    print_expected(expect, &expected);
    drop_lines(&records.text);
    assert_int_equal(world->problems.count, 0);
    assert_string_equal(records.text.data, expected.data);
    hd_buf_clear(&records.text);
}

static void published_tables_are_read_as_published(void **state)
{
    struct hd_arena arena HD_ARENA_AUTO = { 0 };
    char *data HD_FREE_AUTO = NULL;
    struct hd_json *root;
    struct hd_error err;
    size_t len, files = 0;

    data = read_case("expected.json", &len);
    assert_int_equal(hd_json_parse(data, len, &arena, &root, &err), HD_OK);
    for (const struct hd_json *file = root->first; file; file = file->next) {
        if (strncmp(file->key, "csv-", 4) != 0)
            continue;
        check_case(*state, file);
        files++;
    }
    assert_int_equal(files, 6);
}

static enum hd_rc read_case_mapped(struct world *world, const char *name, const char *options)
{
    char *data HD_FREE_AUTO = NULL;
    size_t len;

    data = read_case(name, &len);
    reset(world);
    assert_int_equal(make(world, options), HD_OK);
    return read_len(world, "csv", data, len);
}

#define ABC "indicator = {name}\nperiod = 2026\nwide = ?\n"

static void german_numbers_need_to_be_told(void **state)
{
    struct world *world = *state;

    assert_int_equal(
        read_case_mapped(world, "csv-decimal-comma.csv", ABC "decimal = ,\ngrouping = .\n"), HD_OK);
    assert_string_equal(problems_of(world), "");
    assert_string_equal(world->put.data, "2 a// 2026 1.7 A\n2 b// 2026 200000000 A\n");
    assert_int_equal(world->report.empty, 1);
    assert_int_equal(read_case_mapped(world, "csv-decimal-comma.csv", ABC), HD_OK);
    assert_string_equal(problems_of(world), "2:a:number_ambiguous 2:b:number_ambiguous");
    assert_string_equal(world->put.data, "");
}

static void blanks_at_the_end_make_no_second_series(void **state)
{
    struct world *world = *state;

    assert_int_equal(read_case_mapped(world, "csv-trailing-blank.csv",
                                      "indicator = x\nperiod = {Year}\nbreakdown = {SEX}\n"
                                      "value = {Value}\n"),
                     HD_OK);
    assert_string_equal(problems_of(world), "");
    assert_string_equal(world->put.data, "2 x// 2020 100 A\n3 x// 2021 120 A\n"
                                         "4 x//M 2020 50 A\n5 x//M 2021 60 A\n"
                                         "6 x//F 2020 70 A\n7 x//F 2021 80 A\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_become_records),
        cmocka_unit_test(columns_beyond_z_have_two_letters),
        cmocka_unit_test(rows_that_cannot_be_read_are_told_and_counted),
        cmocka_unit_test(published_tables_are_read_as_published),
        cmocka_unit_test(german_numbers_need_to_be_told),
        cmocka_unit_test(blanks_at_the_end_make_no_second_series),
    };

    return cmocka_run_group_tests(tests, setup, teardown);
}
