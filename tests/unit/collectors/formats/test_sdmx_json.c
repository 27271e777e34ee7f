#include "collectors/formats/sdmx_json.h"

#include "records.h"

#define AREAS      "{\"id\":\"REF_AREA\",\"values\":[{\"id\":\"AZ\",\"name\":\"a\"},{\"id\":\"GE\"}]}"
#define INDICATORS "{\"id\":\"INDICATOR\",\"values\":[{\"id\":\"X\"}]}"
#define TIMES                                                                                      \
    "{\"id\":\"TIME_PERIOD\",\"values\":[{\"id\":\"2025\",\"start\":\"2025-01-01\"},"              \
    "{\"value\":\"2026\"}]}"
#define UNITS  "{\"id\":\"UNIT\",\"values\":[{\"id\":\"PT\"},{\"id\":\"EUR\"}]}"
#define STATUS "{\"id\":\"OBS_STATUS\",\"values\":[{\"id\":\"A\"},{\"id\":\"P\"}]}"
#define NOTE   "{\"id\":\"COMMENT_OBS\"}"

/* Two areas in series by time, with an attribute of the series and two of the observation. */
#define SERIES_STRUCTURE                                                                           \
    "{\"dimensions\":{\"dataSet\":[" INDICATORS "],\"series\":[" AREAS "],\"observation\":[" TIMES \
    "]},\"measures\":{\"observation\":[{\"id\":\"OBS_VALUE\"}]},\"attributes\":{\"series\":"       \
    "[" UNITS "],\"observation\":[" STATUS "," NOTE "]}}"
#define FLAT_STRUCTURE                                                                             \
    "{\"dimensions\":{\"observation\":[" INDICATORS "," AREAS "," TIMES "]},"                      \
    "\"attributes\":{\"observation\":[" STATUS "]}}"
#define MESSAGE(structure, datasets)                                                               \
    "{\"meta\":{\"id\":\"m\"},\"data\":{\"structures\":[" structure "],\"dataSets\":[" datasets    \
    "]}}"
#define SERIES(members) MESSAGE(SERIES_STRUCTURE, "{\"structure\":0,\"series\":{" members "}}")
#define FLAT(members)   MESSAGE(FLAT_STRUCTURE, "{\"observations\":{" members "}}")

static void read_text(struct records *records, const char *text)
{
    read_document(records, &format_sdmx_json, text);
}

static void series_give_their_codes_to_observations(void **state)
{
    struct records *records = *state;

    read_text(records, SERIES("\"0\":{\"attributes\":[0],\"observations\":{\n\"0\":[61.40,0],"
                              "\"1\":[63.2,1,\"note\"]}},\n"
                              "\"1\":{\"attributes\":[1],\"observations\":{\"1\":[7]}}"));
    assert_string_equal(problems_of(records), "");
    assert_int_equal(records->rc, HD_OK);
    assert_string_equal(
        records->text.data,
        "/data/dataSets/0/series/0/observations/0 2: INDICATOR=X REF_AREA=AZ UNIT=PT "
        "TIME_PERIOD=2025 OBS_VALUE=61.40 OBS_STATUS=A COMMENT_OBS-\n"
        "/data/dataSets/0/series/0/observations/1 2: INDICATOR=X REF_AREA=AZ UNIT=PT "
        "TIME_PERIOD=2026 OBS_VALUE=63.2 OBS_STATUS=P COMMENT_OBS=note\n"
        "/data/dataSets/0/series/1/observations/1 3: INDICATOR=X REF_AREA=GE UNIT=EUR "
        "TIME_PERIOD=2026 OBS_VALUE=7 OBS_STATUS- COMMENT_OBS-\n");
    assert_int_equal(records->report.rows, 3);
}

static void flat_observations_have_the_whole_key(void **state)
{
    struct records *records = *state;

    read_text(records, FLAT("\"0:0:0\":[1,1],\"0:1:1\":[2,null,5,6]"));
    assert_int_equal(records->rc, HD_OK);
    assert_string_equal(records->text.data,
                        "/data/dataSets/0/observations/0:0:0 1: INDICATOR=X REF_AREA=AZ "
                        "TIME_PERIOD=2025 OBS_VALUE=1 OBS_STATUS=P\n"
                        "/data/dataSets/0/observations/0:1:1 1: INDICATOR=X REF_AREA=GE "
                        "TIME_PERIOD=2026 OBS_VALUE=2 OBS_STATUS-\n");
}

static void values_are_taken_as_they_stand(void **state)
{
    static const struct {
        const char *observation, *cells;
    } rows[] = {
        { "[5081769542379.770]", "OBS_VALUE=5081769542379.770 OBS_STATUS- COMMENT_OBS-" },
        { "[1E-7,1]", "OBS_VALUE=1E-7 OBS_STATUS=P COMMENT_OBS-" },
        { "[\"NaN\",0]", "OBS_VALUE=NaN OBS_STATUS=A COMMENT_OBS-" },
        { "[\"63.20\"]", "OBS_VALUE=63.20 OBS_STATUS- COMMENT_OBS-" },
        { "[null,1]", "OBS_VALUE- OBS_STATUS=P COMMENT_OBS-" },
        { "[]", "OBS_VALUE- OBS_STATUS- COMMENT_OBS-" },
        { "null", "OBS_VALUE- OBS_STATUS- COMMENT_OBS-" },
        { "[1,[0,1]]", "OBS_VALUE=1 OBS_STATUS=A;P COMMENT_OBS-" },
        { "[1,\"#N/A\",\"#N/A\"]", "OBS_VALUE=1 OBS_STATUS- COMMENT_OBS-" },
        { "[1,\"F\",7]", "OBS_VALUE=1 OBS_STATUS=F COMMENT_OBS=7" },
        { "[1,null,{\"az\":\"q\",\"en\":\"n\"}]", "OBS_VALUE=1 OBS_STATUS- COMMENT_OBS=q" },
        { "[1,null,[\"a\",{\"en\":\"b\"}]]", "OBS_VALUE=1 OBS_STATUS- COMMENT_OBS=a;b" },
        { "[true]", "OBS_VALUE=true OBS_STATUS- COMMENT_OBS-" },
    };
    struct records *records = *state;

    records->only = " OBS_VALUE OBS_STATUS COMMENT_OBS ";
    for (size_t i = 0; i < COUNT(rows); i++) {
        char text[2048], expected[256];

        snprintf(text, sizeof text, SERIES("\"0\":{\"observations\":{\"0\":%s}}"),
                 rows[i].observation);
        snprintf(expected, sizeof expected, "/data/dataSets/0/series/0/observations/0 1: %s\n",
                 rows[i].cells);
        read_text(records, text);
        assert_string_equal(problems_of(records), "");
        assert_string_equal(records->text.data, expected);
    }
}

/* structure, data set, what the one record holds */
static void components_are_read_in_every_form(void **state)
{
    static const struct {
        const char *structure, *dataset, *cells;
    } rows[] = {
        /* several measures, one of them coded */
        { "{\"dimensions\":{\"observation\":[" TIMES "]},\"measures\":{\"observation\":["
          "{\"id\":\"A\"},{\"id\":\"B\",\"values\":[{\"id\":\"low\"},{\"id\":\"high\"}]}]}}",
          "{\"observations\":{\"1\":[1.5,1]}}", " TIME_PERIOD=2026 A=1.5 OBS_VALUE=1.5 B=high" },
        { "{\"dimensions\":{\"observation\":[" TIMES "]},\"measures\":{\"observation\":["
          "{\"id\":\"A\"},{\"id\":\"B\",\"roles\":[\"PRIMARY\"]}]}}",
          "{\"observations\":{\"1\":[1.5,2]}}", " TIME_PERIOD=2026 A=1.5 B=2 OBS_VALUE=2" },
        /* the time dimension by its role */
        { "{\"dimensions\":{\"observation\":[{\"id\":\"YEAR\",\"roles\":[\"TIME_PERIOD\"],"
          "\"values\":[{\"id\":\"2025\"}]}]}}",
          "{\"observations\":{\"0\":[1]}}", " YEAR=2025 TIME_PERIOD=2025 OBS_VALUE=1" },
        { "{\"dimensions\":{\"observation\":[{\"id\":\"T\",\"role\":\"time\","
          "\"values\":[2025]}]}}",
          "{\"observations\":{\"0\":[1]}}", " T=2025 TIME_PERIOD=2025 OBS_VALUE=1" },
        /* attributes of the data set, and what is meant where none stands */
        { "{\"dimensions\":{\"observation\":[" TIMES "]},\"attributes\":{\"dataSet\":[" UNITS
          ",{\"id\":\"D\",\"default\":\"P1D\",\"values\":[{\"id\":\"P1D\"}]},{\"id\":\"E\"}]}}",
          "{\"attributes\":[1,null,\"x\"],\"observations\":{\"0\":[1]}}",
          " UNIT=EUR D=P1D E=x TIME_PERIOD=2025 OBS_VALUE=1" },
        { "{\"dimensions\":{\"observation\":[" TIMES "]},\"attributes\":{\"dataSet\":["
          "{\"id\":\"D\",\"default\":\"P1D\"}],\"observation\":[{\"id\":\"S\",\"default\":\"A\","
          "\"values\":[{\"id\":\"A\"},{\"id\":\"P\"}]}]}}",
          "{\"observations\":{\"0\":[1]}}", " D=P1D TIME_PERIOD=2025 OBS_VALUE=1 S=A" },
        /* one id at two levels: the nearer one counts where it says something */
        { "{\"dimensions\":{\"observation\":[" TIMES "]},\"attributes\":{\"dataSet\":[" UNITS
          "],\"observation\":[" UNITS "]}}",
          "{\"attributes\":[1],\"observations\":{\"0\":[1,0]}}",
          " UNIT=PT TIME_PERIOD=2025 OBS_VALUE=1" },
        { "{\"dimensions\":{\"observation\":[" TIMES "]},\"attributes\":{\"dataSet\":[" UNITS
          "],\"observation\":[" UNITS "]}}",
          "{\"attributes\":[1],\"observations\":{\"0\":[1]}}",
          " UNIT=EUR TIME_PERIOD=2025 OBS_VALUE=1" },
        /* Eurostat's name of the status */
        { "{\"dimensions\":{\"observation\":[" TIMES "]},\"attributes\":{\"observation\":["
          "{\"id\":\"OBS_FLAG\",\"values\":[{\"id\":\"b\"}]}]}}",
          "{\"observations\":{\"0\":[1,0]}}",
          " TIME_PERIOD=2025 OBS_VALUE=1 OBS_FLAG=b OBS_STATUS=b" },
        /* several codes in one value */
        { "{\"dimensions\":{\"observation\":[" TIMES "]},\"attributes\":{\"observation\":["
          "{\"id\":\"M\",\"values\":[{\"ids\":[\"a\",\"b\"]},{\"value\":{\"en\":\"t\"}}]}]}}",
          "{\"observations\":{\"0\":[1,0]}}", " TIME_PERIOD=2025 OBS_VALUE=1 M=a;b" },
    };
    struct records *records = *state;

    for (size_t i = 0; i < COUNT(rows); i++) {
        char text[2048], expected[256];

        snprintf(text, sizeof text, MESSAGE("%s", "%s"), rows[i].structure, rows[i].dataset);
        snprintf(expected, sizeof expected, "1:%s\n", rows[i].cells);
        read_text(records, text);
        assert_string_equal(problems_of(records), "");
        assert_non_null(strchr(records->text.data, ' '));
        assert_string_equal(strchr(records->text.data, ' ') + 1, expected);
    }
}

#define GROUPS(structure_rest, groups)                                                             \
    MESSAGE("{\"dimensions\":{\"dataSet\":[{\"id\":\"INDICATOR\",\"keyPosition\":0,\"values\":["   \
            "{\"id\":\"X\"}]}],\"series\":[{\"id\":\"REF_AREA\",\"keyPosition\":2,\"values\":["    \
            "{\"id\":\"AZ\"},{\"id\":\"GE\"}]},{\"id\":\"SEX\",\"keyPosition\":1,\"values\":["     \
            "{\"id\":\"T\"},{\"id\":\"F\"}]}],\"observation\":[{\"id\":\"TIME_PERIOD\","           \
            "\"keyPosition\":3,\"values\":[{\"id\":\"2025\"}]}]},\"attributes\":{"                 \
            "\"dimensionGroup\":[" UNITS ",{\"id\":\"TITLE\"}]" structure_rest "}}",               \
            "{\"dimensionGroupAttributes\":{" groups "},\"series\":{\"0:0\":{\"observations\":{"   \
            "\"0\":[1]}},\"1:1\":{\"observations\":{\"0\":[2]}}}}")

static void attributes_of_groups_reach_their_observations(void **state)
{
    static const struct {
        const char *groups, *first, *second;
    } rows[] = {
        /* INDICATOR, SEX, REF_AREA, TIME_PERIOD: the order of positions */
        { "\"0:::\":[0,\"all\"]", "UNIT=PT TITLE=all", "UNIT=PT TITLE=all" },
        { "\"::1:\":[1]", "UNIT- TITLE-", "UNIT=EUR TITLE-" },
        { "\":1::0\":[1]", "UNIT- TITLE-", "UNIT=EUR TITLE-" },
        { "\"0:::\":[0,\"all\"],\"::1:\":[1]", "UNIT=PT TITLE=all", "UNIT=EUR TITLE=all" },
        { "\"::0:\":[0,\"a\"],\"::1:\":[null,\"b\"]", "UNIT=PT TITLE=a", "UNIT- TITLE=b" },
        /* without those of the data set: REF_AREA, SEX, TIME_PERIOD */
        { "\":1:\":[1,{\"en\":\"F\"}]", "UNIT- TITLE-", "UNIT=EUR TITLE=F" },
        { "\"0:0:0\":[1]", "UNIT=EUR TITLE-", "UNIT- TITLE-" },
        { "", "UNIT- TITLE-", "UNIT- TITLE-" },
    };
    struct records *records = *state;

    records->only = " UNIT TITLE ";
    for (size_t i = 0; i < COUNT(rows); i++) {
        char text[2048], expected[512];

        snprintf(text, sizeof text, GROUPS("", "%s"), rows[i].groups);
        snprintf(expected, sizeof expected,
                 "/data/dataSets/0/series/0:0/observations/0 1: %s\n"
                 "/data/dataSets/0/series/1:1/observations/0 1: %s\n",
                 rows[i].first, rows[i].second);
        read_text(records, text);
        assert_string_equal(problems_of(records), "");
        assert_string_equal(records->text.data, expected);
    }
}

static void several_data_sets_and_structures_are_told_apart(void **state)
{
    struct records *records = *state;

    records->only = " REF_AREA OBS_VALUE OBS_STATUS ";
    read_text(records,
              MESSAGE(SERIES_STRUCTURE "," FLAT_STRUCTURE,
                      "{\"structure\":1,\"action\":\"Replace\",\"observations\":{\"0:1:0\":[1,1]}},"
                      "{\"structure\":0,\"action\":\"Merge\",\"series\":{\"0\":{\"observations\":"
                      "{\"0\":[2]}}}},{\"action\":\"Append\",\"series\":{}},{\"structure\":1}"));
    assert_string_equal(problems_of(records), "");
    assert_string_equal(records->text.data,
                        "/data/dataSets/0/observations/0:1:0 1: REF_AREA=GE OBS_VALUE=1 "
                        "OBS_STATUS=P\n"
                        "/data/dataSets/1/series/0/observations/0 1: REF_AREA=AZ OBS_VALUE=2 "
                        "OBS_STATUS-\n");
}

static void messages_of_version_1_are_read(void **state)
{
    struct records *records = *state;

    records->only = " REF_AREA OBS_VALUE ";
    read_text(records, "{\"meta\":{},\"data\":{\"structure\":" FLAT_STRUCTURE
                       ",\"dataSets\":[{\"observations\":{\"0:1:0\":[1]}}]},\"errors\":[]}");
    assert_string_equal(records->text.data,
                        "/data/dataSets/0/observations/0:1:0 1: REF_AREA=GE OBS_VALUE=1\n");
    read_text(records, "\xEF\xBB\xBF{\"header\":{},\"dataSets\":[{\"series\":{\"1\":{"
                       "\"observations\":{\"0\":[1]}}}}],\"structure\":" SERIES_STRUCTURE "}");
    assert_string_equal(records->text.data,
                        "/dataSets/0/series/1/observations/0 1: REF_AREA=GE OBS_VALUE=1\n");
}

static void deletions_are_refused(void **state)
{
    struct records *records = *state;

    read_text(
        records,
        MESSAGE(SERIES_STRUCTURE,
                "{\"action\":\"Delete\",\"series\":{\"0\":{\"observations\":{\"0\":[1],"
                "\"1\":[2]}},\"1\":{\"observations\":{\"0\":[]}}}},"
                "{\"action\":\"Replace\",\"series\":{\"1\":{\"observations\":{\"0\":[4]}}}}"));
    assert_int_equal(records->rc, HD_OK);
    assert_string_equal(problems_of(records), "/data/dataSets/0/action:action_delete");
    assert_non_null(strstr(message_of(records), "reason"));
    assert_int_equal(records->report.rows, 4);
    assert_int_equal(records->report.refused, 3);
    assert_int_equal(records->count, 1);
}

static void errors_come_in_the_words_of_the_source(void **state)
{
    static const struct {
        const char *text, *message;
    } rows[] = {
        { "{\"meta\":{\"id\":\"x\"},\"errors\":[{\"code\":100,\"title\":\"No results\"}]}",
          "The source answers: 100: No results" },
        { "{\"errors\":[{\"code\":150,\"message\":\"Bad\",\"detail\":\"key\"}],\"data\":{}}",
          "The source answers: 150: Bad: key" },
        { "{\"errors\":[7]}", "The source answers: " },
    };
    struct records *records = *state;

    for (size_t i = 0; i < COUNT(rows); i++) {
        read_text(records, rows[i].text);
        assert_int_equal(records->rc, HD_BAD_INPUT);
        assert_string_equal(problems_of(records), "/errors:source_error");
        assert_string_equal(message_of(records), rows[i].message);
    }
}

#define STRUCTURED(structure) MESSAGE(structure, "{\"observations\":{\"0\":[1]}}")

static void other_shapes_are_refused_with_their_place(void **state)
{
    static const struct {
        const char *text, *problems;
    } rows[] = {
        { "", ":json_invalid" },
        { "{\"data\":{\"dataSets\":[{\"series\":{\"0\":{},\"0\":{}}}]}}", ":json_invalid" },
        { "[]", ":message_incomplete" },
        { "{}", ":message_incomplete" },
        { "{\"data\":{}}", "/data:message_incomplete" },
        { "{\"data\":{\"dataSets\":[]}}", "/data:message_incomplete" },
        { "{\"data\":{\"dataSets\":{},\"structures\":[]}}", "/data:message_incomplete" },
        { MESSAGE("", "{}"), "/data/dataSets/0/structure:structure_unknown" },
        { MESSAGE(FLAT_STRUCTURE, "{\"structure\":1}"),
          "/data/dataSets/0/structure:structure_unknown" },
        { MESSAGE(FLAT_STRUCTURE, "{\"structure\":-1}"),
          "/data/dataSets/0/structure:structure_unknown" },
        { STRUCTURED("7"), "/data/structures/0:structure_invalid" },
        { STRUCTURED("{}"), "/data/structures/0:structure_invalid" },
        { STRUCTURED("{\"dimensions\":{\"series\":7}}"),
          "/data/structures/0/dimensions/series:structure_invalid" },
        { STRUCTURED("{\"dimensions\":{\"observation\":[" TIMES ",{\"name\":\"x\"}]}}"),
          "/data/structures/0/dimensions/observation/1:structure_invalid" },
        { STRUCTURED("{\"dimensions\":{\"observation\":[{\"id\":\"x\",\"keyPosition\":-1}]}}"),
          "/data/structures/0/dimensions/observation/0:structure_invalid" },
        { STRUCTURED("{\"dimensions\":{},\"attributes\":{\"dimensionGroup\":{}}}"),
          "/data/structures/0/attributes/dimensionGroup:structure_invalid" },
        { "{\"structure\":7,\"dataSets\":[{}]}", "/structure:structure_invalid" },
    };
    struct records *records = *state;

    for (size_t i = 0; i < COUNT(rows); i++) {
        read_text(records, rows[i].text);
        assert_string_equal(problems_of(records), rows[i].problems);
        assert_int_equal(records->rc, HD_BAD_INPUT);
        assert_int_equal(records->count, 0);
    }
}

static void too_many_components_are_refused(void **state)
{
    struct records *records = *state;
    struct hd_buf text HD_BUF_AUTO;

    hd_buf_init(&text, 1 << 16);
    hd_buf_puts(&text, "{\"dataSets\":[{}],\"structure\":{\"dimensions\":{\"series\":[0");
    for (int i = 0; i < 1000; i++)
        hd_buf_puts(&text, ",0");
    hd_buf_puts(&text, "]}}}");
    read_bytes(records, &format_sdmx_json, text.data, text.len);
    assert_int_equal(records->rc, HD_BAD_INPUT);
    assert_string_equal(problems_of(records), "/structure/dimensions/series:structure_invalid");
    assert_non_null(strstr(message_of(records), "more components"));
}

static void bad_observations_are_refused_one_by_one(void **state)
{
#define AT "/data/dataSets/0/"
    static const struct {
        const char *text, *problems;
        size_t rows, refused;
    } rows[] = {
        { SERIES("\"2\":{\"observations\":{\"0\":[1],\"1\":[2]}},\"0\":{\"observations\":{\"0\":[1]"
                 "}}"),
          AT "series/2:key_invalid", 3, 2 },
        { SERIES("\"0:0\":{\"observations\":{\"0\":[1]}}"), AT "series/0:0:key_invalid", 1, 1 },
        { SERIES("\"\":{\"observations\":{\"0\":[1]}}"), AT "series/:key_invalid", 1, 1 },
        { SERIES("\"a/b\":{\"observations\":{}}"), AT "series/a~1b:key_invalid", 0, 0 },
        { SERIES("\"0\":{\"observations\":{\"2\":[1],\"x\":[1],\"00\":[1],\"1\":[1]}}"),
          AT "series/0/observations/2:key_invalid " AT "series/0/observations/x:key_invalid " AT
             "series/0/observations/00:key_invalid",
          4, 3 },
        { SERIES("\"0\":{\"observations\":{\"0\":7}}"), AT "series/0/observations/0:type_invalid",
          1, 1 },
        { SERIES("\"0\":{\"observations\":{\"0\":[1,2]}}"),
          AT "series/0/observations/0/1:index_invalid", 1, 1 },
        { SERIES("\"0\":{\"observations\":{\"0\":[1,[0,2]]}}"),
          AT "series/0/observations/0/1:index_invalid", 1, 1 },
        { SERIES("\"0\":{\"observations\":{\"0\":[1,-1]}}"),
          AT "series/0/observations/0/1:index_invalid", 1, 1 },
        { SERIES("\"0\":{\"observations\":{\"0\":[1,true]}}"),
          AT "series/0/observations/0/1:index_invalid", 1, 1 },
        { SERIES("\"0\":{\"attributes\":[9],\"observations\":{\"0\":[1]}}"),
          AT "series/0/attributes/0:index_invalid", 1, 1 },
        { SERIES("\"0\":{\"observations\":[]}"), AT "series/0/observations:type_invalid", 0, 0 },
        { MESSAGE(SERIES_STRUCTURE, "{\"series\":[]}"), AT "series:type_invalid", 0, 0 },
        { FLAT("\"0:0\":[1]"), AT "observations/0:0:key_invalid", 1, 1 },
        { FLAT("\"0:0:0:0\":[1]"), AT "observations/0:0:0:0:key_invalid", 1, 1 },
        { FLAT("\"0:0:\":[1]"), AT "observations/0:0::key_invalid", 1, 1 },
        { FLAT("\"0:0:99999999999999999999999999\":[1]"),
          AT "observations/0:0:99999999999999999999999999:key_invalid", 1, 1 },
        { GROUPS("", "\"0:0\":[0]"), AT "dimensionGroupAttributes/0:0:key_invalid", 2, 0 },
        { GROUPS("", "\"9:::\":[0]"), AT "dimensionGroupAttributes/9::::key_invalid", 2, 0 },
        { GROUPS("", "\"0:::\":[0,1],\"0::0:\":[7]"),
          AT "dimensionGroupAttributes/0::0:/0:index_invalid", 2, 0 },
        { MESSAGE("{\"dimensions\":{\"observation\":[" TIMES
                  "]},\"attributes\":{\"dataSet\":[" UNITS "]}}",
                  "{\"attributes\":[2],\"observations\":{\"0\":[1]}}"),
          AT "attributes/0:index_invalid", 1, 1 },
    };
    struct records *records = *state;

    for (size_t i = 0; i < COUNT(rows); i++) {
        read_text(records, rows[i].text);
        assert_string_equal(problems_of(records), rows[i].problems);
        assert_int_equal(records->rc, HD_OK);
        assert_int_equal(records->report.rows, rows[i].rows);
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
        { FLAT(""), true },
        { "\xEF\xBB\xBF {\"dataSets\":[]}", true },
        { "{\"meta\":{\"schema\":\"https://x/sdmx-json-data-schema.json\"},\"errors\":[]}", true },
        { "{\"observations\":[]}", false },
        { "[\"dataSets\"]", false },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++)
        assert_int_equal(format_guess(rows[i].text, strlen(rows[i].text)) == &format_sdmx_json,
                         rows[i].known);
}

static void observations_come_by_themselves(void **state)
{
    struct records *records = *state;

    map_document(records, &format_sdmx_json,
                 SERIES("\"0\":{\"observations\":{\"0\":[61.40,0],\"1\":[\"NaN\",null,\"note\"]}},"
                        "\"1\":{\"observations\":{\"0\":[null,1],\"1\":[1E-7,\"B\"]}}"));
    assert_string_equal(problems_of(records), "");
    assert_string_equal(records->text.data, "X/AZ/ 2025 61.40 A\n"
                                            "X/AZ/ 2026 missing O note\n"
                                            "X/GE/ 2026 1e-7 B\n");
    assert_int_equal(records->report.rows, 4);
    assert_int_equal(records->report.empty, 1);
}

/* ---- published messages ---- */

static bool message_agrees(const struct records *records, const struct hd_json *expected)
{
    const struct hd_json *list = hd_json_get(expected, "observations");

    for (const struct hd_json *row = list->first; row; row = row->next) {
        const char *cells[64] = { NULL };
        size_t count = 0;

        for (const struct hd_json *cell = row->first; cell; cell = cell->next) {
            cells[count++] = cell->key;
            cells[count++] = cell->text;
        }
        if (!has_record(records, cells))
            return false;
    }
    return records->count == list->count;
}

static void published_messages_are_read_as_published(void **state)
{
    static const char *const names[] = { "sdmx-json-2.0-flat.json",
                                         "sdmx-json-2.0-time-series.json" };
    struct records *records = *state;
    struct cases cases;

    cases_open(&cases);
    for (size_t i = 0; i < COUNT(names); i++) {
        const struct hd_json *expected = hd_json_get(cases.root, names[i]);

        check_case(records, &cases, &format_sdmx_json, names[i], message_agrees,
                   hd_json_get(hd_json_get(expected, "observations")->first, "OBS_VALUE")->text);
    }
    cases_close(&cases);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, records_setup, records_teardown)
    const struct CMUnitTest tests[] = {
        TEST(series_give_their_codes_to_observations),
        TEST(flat_observations_have_the_whole_key),
        TEST(values_are_taken_as_they_stand),
        TEST(components_are_read_in_every_form),
        TEST(attributes_of_groups_reach_their_observations),
        TEST(several_data_sets_and_structures_are_told_apart),
        TEST(messages_of_version_1_are_read),
        TEST(deletions_are_refused),
        TEST(errors_come_in_the_words_of_the_source),
        TEST(other_shapes_are_refused_with_their_place),
        TEST(too_many_components_are_refused),
        TEST(bad_observations_are_refused_one_by_one),
        TEST(it_is_known_by_its_members),
        TEST(observations_come_by_themselves),
        TEST(published_messages_are_read_as_published),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
