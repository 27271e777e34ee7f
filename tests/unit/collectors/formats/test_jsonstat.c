#include "collectors/formats/jsonstat.h"

#include "records.h"

#include "common/date.h"

/* Two areas by three years of one indicator. */
#define DIMENSIONS                                                                                 \
    "\"id\":[\"indicator\",\"geo\",\"time\"],\"size\":[1,2,3],\"dimension\":{"                     \
    "\"indicator\":{\"category\":{\"label\":{\"X\":\"Ex\"}}},"                                     \
    "\"geo\":{\"category\":{\"index\":[\"AZ\",\"GE\"]}},"                                          \
    "\"time\":{\"category\":{\"index\":{\"2026\":2,\"2024\":0,\"2025\":1}}}}"
#define DATASET(rest) "{\"version\":\"2.0\",\"class\":\"dataset\"," DIMENSIONS "," rest "}"

/* One dimension of four. */
#define LINE(rest)                                                                                 \
    "{\"class\":\"dataset\",\"id\":[\"time\"],\"size\":[4],\"dimension\":{\"time\":{"              \
    "\"category\":{\"index\":[\"a\",\"b\",\"c\",\"d\"]}}}," rest "}"

static void read_text(struct records *records, const char *text)
{
    read_document(records, &format_jsonstat, text);
}

static void dense_values_are_row_major(void **state)
{
    struct records *records = *state;

    read_text(records, DATASET("\n\"value\":[1,2.50,null,\n4,5,6]"));
    assert_string_equal(problems_of(records), "");
    assert_int_equal(records->rc, HD_OK);
    assert_string_equal(records->text.data,
                        "/value/0 2: indicator=X geo=AZ time=2024 metric=X value=1 status-\n"
                        "/value/1 2: indicator=X geo=AZ time=2025 metric=X value=2.50 status-\n"
                        "/value/2 2: indicator=X geo=AZ time=2026 metric=X value- status-\n"
                        "/value/3 3: indicator=X geo=GE time=2024 metric=X value=4 status-\n"
                        "/value/4 3: indicator=X geo=GE time=2025 metric=X value=5 status-\n"
                        "/value/5 3: indicator=X geo=GE time=2026 metric=X value=6 status-\n");
    assert_int_equal(records->report.rows, 6);
}

static void sparse_values_are_found_by_their_key(void **state)
{
    struct records *records = *state;

    records->only = " geo time value ";
    read_text(records, DATASET("\"value\":{\"5\":6,\"0\":1,\"3\":null}"));
    assert_int_equal(records->rc, HD_OK);
    assert_string_equal(records->text.data, "/value/5 1: geo=GE time=2026 value=6\n"
                                            "/value/0 1: geo=AZ time=2024 value=1\n"
                                            "/value/3 1: geo=GE time=2024 value-\n");
}

static void flags_stand_in_a_text_a_list_or_an_object(void **state)
{
    static const struct {
        const char *rest, *records;
    } rows[] = {
        { "\"value\":[1,2,null,4],\"status\":\"p\"",
          "/value/0 1: value=1 status=p\n/value/1 1: value=2 status=p\n"
          "/value/2 1: value- status=p\n/value/3 1: value=4 status=p\n" },
        { "\"value\":[1,2,null,4],\"status\":[\"b\",null,\"c\",\"\"]",
          "/value/0 1: value=1 status=b\n/value/1 1: value=2 status-\n"
          "/value/2 1: value- status=c\n/value/3 1: value=4 status-\n" },
        { "\"value\":{\"1\":2},\"status\":{\"3\":\":\",\"1\":\"ep\",\"0\":\":c\"}",
          "/value/1 1: value=2 status=ep\n"
          "/status/0 1: value- status=:c\n/status/3 1: value- status=:\n" },
        { "\"value\":{\"1\":2},\"status\":\"p\"", "/value/1 1: value=2 status=p\n" },
        { "\"value\":{\"1\":2},\"status\":null", "/value/1 1: value=2 status-\n" },
        { "\"value\":{},\"status\":{}", "" },
    };
    struct records *records = *state;

    records->only = " value status ";
    for (size_t i = 0; i < COUNT(rows); i++) {
        char text[1024];

        snprintf(text, sizeof text, LINE("%s"), rows[i].rest);
        read_text(records, text);
        assert_string_equal(problems_of(records), "");
        assert_int_equal(records->rc, HD_OK);
        assert_string_equal(records->text.data, rows[i].records);
        assert_int_equal(records->report.rows, records->count);
    }
}

static void words_of_the_source_come_with_its_flags(void **state)
{
    struct records *records = *state;

    records->only = " status status_text ";
    read_text(records, LINE("\"value\":{\"0\":1,\"1\":2,\"2\":3,\"3\":4},"
                            "\"status\":{\"0\":\"p\",\"1\":\"bp\",\"2\":\"bx\",\"3\":\"x\"},"
                            "\"extension\":{\"status\":{\"label\":{\"p\":\"provisional\","
                            "\"b\":\"break in series\",\"bp\":\"both\"}}}"));
    assert_string_equal(records->text.data, "/value/0 1: status=p status_text=provisional\n"
                                            "/value/1 1: status=bp status_text=both\n"
                                            "/value/2 1: status=bx status_text=break in series\n"
                                            "/value/3 1: status=x status_text-\n");
    read_text(records, LINE("\"value\":{\"0\":1},\"status\":\"bp\","
                            "\"extension\":{\"status\":{\"label\":{\"p\":\"P\",\"b\":\"B\"}}}"));
    assert_string_equal(records->text.data, "/value/0 1: status=bp status_text=B; P\n");
}

static void roles_name_time_geo_and_metric(void **state)
{
    static const struct {
        const char *role, *ids[3], *cells;
    } rows[] = {
        { "\"role\":{\"time\":[\"year\"],\"geo\":[\"state\"],\"metric\":[\"concept\"]},",
          { "year", "state", "concept" },
          " year=a state=b concept=c time=a geo=b metric=c" },
        { "",
          { "year", "REF_AREA", "INDICATOR" },
          " year=a REF_AREA=b INDICATOR=c time=a geo=b metric=c" },
        { "", { "TIME_PERIOD", "geo", "unit" }, " TIME_PERIOD=a geo=b unit=c time=a" },
        { "\"role\":{\"time\":[\"b\"],\"geo\":[\"c\",\"a\"]},",
          { "a", "b", "c" },
          " a=a b=b c=c time=b geo=c" },
        { "\"role\":{\"time\":[\"year\"]},", { "year", "Time", "x" }, " year=a Time=b x=c" },
        { "\"role\":{\"time\":[\"gone\"],\"geo\":7},", { "x", "y", "z" }, " x=a y=b z=c" },
        { "", { "value", "Status", "time" }, " value_code=a Status_code=b time=c" },
    };
    struct records *records = *state;

    for (size_t i = 0; i < COUNT(rows); i++) {
        const char *const *ids = rows[i].ids;
        char text[1024], expected[256];

        snprintf(text, sizeof text,
                 "{\"class\":\"dataset\",%s\"id\":[\"%s\",\"%s\",\"%s\"],\"size\":[1,1,1],"
                 "\"dimension\":{\"%s\":{\"category\":{\"index\":[\"a\"]}},"
                 "\"%s\":{\"category\":{\"index\":{\"b\":0}}},"
                 "\"%s\":{\"category\":{\"label\":{\"c\":\"\"}}}},\"value\":[1]}",
                 rows[i].role, ids[0], ids[1], ids[2], ids[0], ids[1], ids[2]);
        snprintf(expected, sizeof expected, "/value/0 1:%s value=1 status-\n", rows[i].cells);
        read_text(records, text);
        assert_string_equal(records->text.data, expected);
    }
}

static void digits_stay_as_they_are(void **state)
{
    struct records *records = *state;

    records->only = " value ";
    read_text(records, LINE("\"value\":[5081769542379.770,1E-7,\"0.10\",-0]"));
    assert_string_equal(records->text.data, "/value/0 1: value=5081769542379.770\n"
                                            "/value/1 1: value=1E-7\n"
                                            "/value/2 1: value=0.10\n"
                                            "/value/3 1: value=-0\n");
}

static void time_of_update_is_told(void **state)
{
    static const struct {
        const char *updated, *at;
    } rows[] = {
        { "\"2026-11-21T10:15:00Z\"", "2026-11-21T10:15:00Z" },
        { "\"2026-11-21T10:15:00+0100\"", "2026-11-21T09:15:00Z" },
        { "\"2026-11-21T10:15:00-0430\"", "2026-11-21T14:45:00Z" },
        { "\"2026-11-21T10:15:00+01:00\"", "2026-11-21T09:15:00Z" },
        { "\"2026-11-21\"", "2026-11-21T12:00:00Z" },
        { "\"yesterday\"", "1970-01-01T00:00:00Z" },
        { "\"+0100\"", "1970-01-01T00:00:00Z" },
        { "null", "1970-01-01T00:00:00Z" },
    };
    struct records *records = *state;

    for (size_t i = 0; i < COUNT(rows); i++) {
        char text[512], at[21];

        snprintf(text, sizeof text, LINE("\"value\":{},\"updated\":%s"), rows[i].updated);
        read_text(records, text);
        assert_int_equal(records->rc, HD_OK);
        hd_instant_text(records->report.updated_at_ms, at);
        assert_string_equal(at, rows[i].at);
    }
}

static void errors_come_in_the_words_of_the_source(void **state)
{
    static const struct {
        const char *text, *problems, *message;
    } rows[] = {
        { "{\"error\":[{\"status\":404,\"id\":100,\"label\":\"No results found\"}]}",
          "/error:source_error", "The source answers: No results found" },
        { "{\"warning\":{\"status\":413,\"label\":\"Try again later\"}}", "/warning:source_error",
          "The source answers: Try again later" },
        { "{\"error\":\"closed\"}", "/error:source_error", "The source answers: closed" },
        { "{\"error\":[]}", "/error:source_error", "The source answers: " },
    };
    struct records *records = *state;

    for (size_t i = 0; i < COUNT(rows); i++) {
        read_text(records, rows[i].text);
        assert_int_equal(records->rc, HD_BAD_INPUT);
        assert_string_equal(problems_of(records), rows[i].problems);
        assert_string_equal(message_of(records), rows[i].message);
    }
    read_text(records, LINE("\"value\":[1,2,3,4],\"error\":null"));
    assert_int_equal(records->rc, HD_OK);
    read_text(records, LINE("\"value\":[1,2,3,4],\"warning\":\"rounded\""));
    assert_int_equal(records->rc, HD_OK);
}

#define SIZED(size, category)                                                                      \
    "{\"class\":\"dataset\",\"id\":[\"a\"],\"size\":" size ",\"dimension\":{\"a\":" category       \
    "},\"value\":[1]}"

static void other_shapes_are_refused_with_their_place(void **state)
{
    static const struct {
        const char *text, *problems;
    } rows[] = {
        { "", ":json_invalid" },
        { "{\"value\":[1,2", ":json_invalid" },
        { LINE("\"value\":{\"0\":1,\"0\":2}"), ":json_invalid" },
        { "[]", ":class_unsupported" },
        { "{\"class\":\"collection\",\"link\":{}}", ":class_unsupported" },
        { "{\"class\":\"dimension\"}", ":class_unsupported" },
        { "{\"dataset\":{}}", ":version_unsupported" },
        { "{\"version\":\"1.3\",\"class\":\"dataset\"}", ":version_unsupported" },
        { "{}", "/id:member_missing" },
        { "{\"id\":[\"a\"]}", "/size:member_missing" },
        { "{\"id\":[\"a\"],\"size\":[1]}", "/dimension:member_missing" },
        { "{\"id\":[],\"size\":[],\"dimension\":{}}", "/id:dimension_count" },
        { "{\"id\":[1],\"size\":[1],\"dimension\":{}}", "/id:type_invalid" },
        { "{\"id\":[\"a\",\"A\"],\"size\":[1,1],\"dimension\":{}}", "/id:dimension_repeated" },
        { "{\"id\":[\"a\"],\"size\":[1,2],\"dimension\":{}}", "/size:size_invalid" },
        { "{\"id\":[\"a\"],\"size\":[-1],\"dimension\":{}}", "/size:size_invalid" },
        { "{\"id\":[\"a\"],\"size\":[1.5],\"dimension\":{}}", "/size:size_invalid" },
        { "{\"id\":[\"a\"],\"size\":[\"1\"],\"dimension\":{}}", "/size:size_invalid" },
        { "{\"id\":[\"a\"],\"size\":[99999999999999999999],\"dimension\":{}}",
          "/size:size_invalid" },
        { "{\"id\":[\"a\",\"b\"],\"size\":[4294967296,4294967296],\"dimension\":{}}",
          "/size:size_invalid" },
        { "{\"id\":[\"a\"],\"size\":[1],\"dimension\":{}}", "/dimension/a:member_missing" },
        { SIZED("[1]", "{}"), "/dimension/a/category:member_missing" },
        { SIZED("[1]", "{\"category\":{}}"), "/dimension/a/category/index:member_missing" },
        { SIZED("[2]", "{\"category\":{\"label\":{\"x\":\"\",\"y\":\"\"}}}"),
          "/dimension/a/category/index:member_missing" },
        { SIZED("[2]", "{\"category\":{\"index\":[\"x\"]}}"),
          "/dimension/a/category/index:category_invalid" },
        { SIZED("[1]", "{\"category\":{\"index\":[7]}}"),
          "/dimension/a/category/index:category_invalid" },
        { SIZED("[1]", "{\"category\":{\"index\":\"x\"}}"),
          "/dimension/a/category/index:category_invalid" },
        { SIZED("[1]", "{\"category\":{\"index\":{\"x\":1}}}"),
          "/dimension/a/category/index:category_invalid" },
        { SIZED("[2]", "{\"category\":{\"index\":{\"x\":0,\"y\":0}}}"),
          "/dimension/a/category/index:category_invalid" },
        { SIZED("[1]", "{\"category\":{\"index\":{\"x\":\"0\"}}}"),
          "/dimension/a/category/index:category_invalid" },
        { SIZED("[99999999999]", "{\"category\":{\"index\":[\"x\"]}}"),
          "/dimension/a/category/index:category_invalid" },
        { LINE("\"label\":\"\""), "/value:type_invalid" },
        { LINE("\"value\":7"), "/value:type_invalid" },
        { LINE("\"value\":[1,2,3]"), "/value:size_invalid" },
        { LINE("\"value\":[1,2,3,4,5]"), "/value:size_invalid" },
        { LINE("\"value\":[1,2,3,4],\"status\":[\"p\"]"), "/status:size_invalid" },
    };
    struct records *records = *state;

    for (size_t i = 0; i < COUNT(rows); i++) {
        read_text(records, rows[i].text);
        assert_string_equal(problems_of(records), rows[i].problems);
        assert_int_equal(records->rc, HD_BAD_INPUT);
        assert_int_equal(records->count, 0);
    }
}

static void bad_cells_are_refused_one_by_one(void **state)
{
    static const struct {
        const char *rest, *problems;
        size_t refused;
    } rows[] = {
        { "\"value\":{\"4\":1,\"0\":1}", "/value/4:cell_unknown", 1 },
        { "\"value\":{\"01\":1,\"1\":1}", "/value/01:cell_unknown", 1 },
        { "\"value\":{\"x\":1,\"-1\":1,\"\":1}",
          "/value/x:cell_unknown /value/-1:cell_unknown /value/:cell_unknown", 3 },
        { "\"value\":{\"a/b\":1}", "/value/a~1b:cell_unknown", 1 },
        { "\"value\":[1,true,[2],4]", "/value/1:type_invalid /value/2:type_invalid", 2 },
        { "\"value\":{},\"status\":{\"9\":\"p\"}", "/status/9:cell_unknown", 0 },
        { "\"value\":{},\"status\":{\"0\":1}", "/status/0:type_invalid", 0 },
        { "\"value\":{},\"status\":7", "/status:type_invalid", 0 },
    };
    struct records *records = *state;

    for (size_t i = 0; i < COUNT(rows); i++) {
        char text[1024];

        snprintf(text, sizeof text, LINE("%s"), rows[i].rest);
        read_text(records, text);
        assert_string_equal(problems_of(records), rows[i].problems);
        assert_int_equal(records->rc, HD_OK);
        assert_int_equal(records->report.refused, rows[i].refused);
        assert_int_equal(records->report.rows, records->count + records->report.refused);
    }
}

static void it_is_known_by_its_members(void **state)
{
    static const struct {
        const char *text;
        bool known;
    } rows[] = {
        { LINE("\"value\":[]"), true },
        { "\xEF\xBB\xBF\n" LINE("\"value\":[]"), true },
        { "{\"class\":\"collection\"}", true },
        { "{\"observations\":[]}", false },
        { "[\"class\",\"dataset\",\"size\"]", false },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++)
        assert_int_equal(format_guess(rows[i].text, strlen(rows[i].text)) == &format_jsonstat,
                         rows[i].known);
}

static void cells_are_observations_by_themselves(void **state)
{
    struct records *records = *state;

    map_document(records, &format_jsonstat,
                 DATASET("\"value\":{\"0\":1.50,\"1\":2,\"3\":null,\"4\":4},"
                         "\"status\":{\"1\":\"p\",\"2\":\":\",\"4\":\"bp\"}"));
    assert_string_equal(problems_of(records), "");
    assert_string_equal(records->text.data, "X/AZ/ 2024 1.50 A\n"
                                            "X/AZ/ 2025 2 P\n"
                                            "X/GE/ 2025 4 B flags: bp\n"
                                            "X/AZ/ 2026 missing O\n");
    assert_int_equal(records->report.rows, 5);
    assert_int_equal(records->report.empty, 1);
}

static void periods_of_eurostat_are_known(void **state)
{
    struct records *records = *state;

    map_document(records, &format_jsonstat,
                 "{\"class\":\"dataset\",\"id\":[\"indicator\",\"time\"],\"size\":[1,4],"
                 "\"dimension\":{\"indicator\":{\"category\":{\"index\":[\"X\"]}},\"time\":{"
                 "\"category\":{\"index\":[\"2026\",\"2026M01\",\"2026-Q1\",\"2026-S1\"]}}},"
                 "\"value\":[1,2,3,4]}");
    assert_string_equal(records->text.data, "X// 2026 1 A\nX// 2026-01 2 A\n"
                                            "X// 2026-Q1 3 A\nX// 2026-S1 4 A\n");
}

/* ---- published datasets ---- */

/* codes of the dimensions, then the value */
static bool has_cell(const struct records *records, const struct hd_json *expected,
                     const char *which)
{
    const struct hd_json *dimension = hd_json_get(expected, "dimensions")->first;
    const struct hd_json *item = hd_json_get(expected, which)->first;
    const char *cells[32] = { NULL };
    size_t count = 0;

    for (; dimension; dimension = dimension->next, item = item->next) {
        cells[count++] = dimension->text;
        cells[count++] = item->text;
    }
    cells[count++] = "value";
    cells[count++] = item->text;
    return has_record(records, cells);
}

static bool dataset_agrees(const struct records *records, const struct hd_json *expected)
{
    double sum = hd_decimal_double(hd_json_get(expected, "sum")->text);
    double off = records->sum - sum;
    char cells[24], values[24];

    snprintf(cells, sizeof cells, "%zu", records->count);
    snprintf(values, sizeof values, "%zu", records->values);
    return strcmp(cells, hd_json_get(expected, "cells")->text) == 0 &&
           strcmp(values, hd_json_get(expected, "non_null")->text) == 0 &&
           has_cell(records, expected, "first") && has_cell(records, expected, "last") &&
           off < 1e-6 && off > -1e-6;
}

static void published_datasets_are_read_as_published(void **state)
{
    static const char *const names[] = { "jsonstat-2.0-us-gsp.json", "jsonstat-2.0-galicia.json" };
    struct records *records = *state;
    struct cases cases;

    cases_open(&cases);
    for (size_t i = 0; i < COUNT(names); i++) {
        const struct hd_json *item = hd_json_get(hd_json_get(cases.root, names[i]), "first")->first;

        while (item->next)
            item = item->next;
        check_case(records, &cases, &format_jsonstat, names[i], dataset_agrees, item->text);
    }
    cases_close(&cases);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, records_setup, records_teardown)
    const struct CMUnitTest tests[] = {
        TEST(dense_values_are_row_major),
        TEST(sparse_values_are_found_by_their_key),
        TEST(flags_stand_in_a_text_a_list_or_an_object),
        TEST(words_of_the_source_come_with_its_flags),
        TEST(roles_name_time_geo_and_metric),
        TEST(digits_stay_as_they_are),
        TEST(time_of_update_is_told),
        TEST(errors_come_in_the_words_of_the_source),
        TEST(other_shapes_are_refused_with_their_place),
        TEST(bad_cells_are_refused_one_by_one),
        TEST(it_is_known_by_its_members),
        TEST(cells_are_observations_by_themselves),
        TEST(periods_of_eurostat_are_known),
        TEST(published_datasets_are_read_as_published),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
