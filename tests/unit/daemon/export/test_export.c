#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "common/json.h"
#include "daemon/export/export.h"

static const struct name_text users_names[] = { { "en", "Users" }, { "az", "İstifadəçilər" } };
static const struct indicator users = {
    .code = "users",
    .name = { (struct name_text *)(uintptr_t)users_names, 2 },
    .unit = "persons",
    .decimals = 0,
};
static const struct indicator group = { .code = "group", .unit = "group", .decimals = -1 };

static struct hd_period period_of(const char *text)
{
    struct hd_period period;
    const char *why;

    assert_true(hd_period_parse(text, strlen(text), &period, &why));
    return period;
}

#define PUBLISHED INT64_C(1767225600000) /* 2026-01-01T00:00:00Z */

static struct vintage_row row_of(const char *period, const char *value, char status,
                                 const char *comment)
{
    return (struct vintage_row){ .area = "AZ",
                                 .breakdown = "",
                                 .period = period_of(period),
                                 .vintage = 1,
                                 .value = value,
                                 .status = status,
                                 .comment = comment,
                                 .published_at_ms = PUBLISHED };
}

struct written {
    struct hd_arena arena;
    struct hd_buf text;
};

static void written_clear(struct written *written)
{
    hd_buf_clear(&written->text);
    hd_arena_clear(&written->arena);
}
#define WRITTEN_AUTO __attribute__((cleanup(written_clear)))

/* Five observations of three series: digits, a comment to be quoted, missing ones, a code. */
static void write_some(const char *format, const char *version, bool flat, struct written *written)
{
    struct vintage_row rows[] = {
        row_of("2025-Q1", "12345678901234567890.50", 'A', "=1+\"1\""),
        row_of("2025-Q2", NULL, 'M', ""),
        row_of("2025-Q3", NULL, 'P', "later"),
        row_of("2025", "-0.10", 'E', ""),
        row_of("2025", "very-high", 'A', ""),
    };
    struct observed observed[] = { { &users, &rows[0], false, NULL },
                                   { &users, &rows[1], false, NULL },
                                   { &users, &rows[2], false, NULL },
                                   { &users, &rows[3], true, NULL },
                                   { &group, &rows[4], false, NULL } };
    const void *list[] = { &observed[0], &observed[1], &observed[2], &observed[3], &observed[4] };
    static const struct catalog catalog;
    struct export_table table = { .rows = list,
                                  .count = 5,
                                  .catalog = &catalog,
                                  .lang = hd_lang_find("az"),
                                  .agency = "HEDEF",
                                  .title = "site",
                                  .now_at_ms = PUBLISHED,
                                  .updated_at_ms = PUBLISHED,
                                  .version = version,
                                  .parts = PART_ALL,
                                  .whole = true,
                                  .flat = flat,
                                  .arena = &written->arena };
    struct hd_error err;

    rows[2].vintage = 2;
    rows[4].breakdown = "F";
    hd_buf_init(&written->text, 1 << 16);
    assert_int_equal(export_find(format)->write(&table, &written->text, &err), HD_OK);
    assert_false(written->text.overflow);
}

/* ---- SDMX-CSV ---- */

#define COMPONENTS                                                                                 \
    "FREQ,REF_AREA,INDICATOR,BREAKDOWN,TIME_PERIOD,OBS_VALUE,UNIT_MEASURE,DECIMALS,OBS_STATUS,"    \
    "COMMENT_OBS,REVISED,VINTAGE,PUBLISHED,BASIS\r\n"
#define WHEN "2026-01-01T00:00:00Z"

static const struct csv_case {
    const char *version, *text;
} csv_cases[] = {
    { "1.0.0",
      "DATAFLOW," COMPONENTS
      "HEDEF:DF_KPI(1.0),Q,AZ,users,_T,2025-Q1,12345678901234567890.50,persons,0,A,"
      "\"'=1+\"\"1\"\"\",false,1," WHEN ",\r\n"
      "HEDEF:DF_KPI(1.0),Q,AZ,users,_T,2025-Q2,,persons,0,M,,false,1," WHEN ",\r\n"
      "HEDEF:DF_KPI(1.0),Q,AZ,users,_T,2025-Q3,NaN,persons,0,P,later,true,2," WHEN ",\r\n"
      "HEDEF:DF_KPI(1.0),A,AZ,users,_T,2025,-0.10,persons,0,E,,false,1," WHEN ",computed\r\n"
      "HEDEF:DF_KPI(1.0),A,AZ,group,F,2025,very-high,group,,A,,false,1," WHEN ",\r\n" },
    { "2.0.0",
      "STRUCTURE,STRUCTURE_ID,ACTION," COMPONENTS
      "dataflow,HEDEF:DF_KPI(1.0),I,Q,AZ,users,_T,2025-Q1,12345678901234567890.50,persons,0,A,"
      "\"'=1+\"\"1\"\"\",false,1," WHEN ",\r\n"
      "dataflow,HEDEF:DF_KPI(1.0),I,Q,AZ,users,_T,2025-Q2,NaN,persons,0,M,,false,1," WHEN ",\r\n"
      "dataflow,HEDEF:DF_KPI(1.0),I,Q,AZ,users,_T,2025-Q3,NaN,persons,0,P,later,true,2," WHEN
      ",\r\n"
      "dataflow,HEDEF:DF_KPI(1.0),I,A,AZ,users,_T,2025,-0.10,persons,0,E,,false,1," WHEN
      ",computed\r\n"
      "dataflow,HEDEF:DF_KPI(1.0),I,A,AZ,group,F,2025,very-high,group,,A,,false,1," WHEN ",\r\n" },
};

static void a_csv_is_written_to_the_letter(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof csv_cases / sizeof *csv_cases; i++) {
        struct written written WRITTEN_AUTO = { 0 };

        write_some("sdmx-csv", csv_cases[i].version, false, &written);
        assert_string_equal(written.text.data, csv_cases[i].text);
    }
}

static void all_of_it_replaces_in_version_2_1(void **state)
{
    struct written written WRITTEN_AUTO = { 0 };

    (void)state;
    write_some("sdmx-csv", "2.1.0", false, &written);
    assert_non_null(strstr(written.text.data, "dataflow,HEDEF:DF_KPI(1.0),R,Q,"));
}

/* ---- SDMX-JSON and JSON-stat, by their members ---- */

static const struct member_case {
    const char *format, *version;
    bool flat;
    const char *path, *text;
} member_cases[] = {
    { "sdmx-json", "2.0.0", false, "meta/id", "hedef-1767225600000" },
    { "sdmx-json", "2.0.0", false, "meta/prepared", WHEN },
    { "sdmx-json", "2.0.0", false, "meta/contentLanguages/0", "az" },
    { "sdmx-json", "2.0.0", false, "data/structures/0/dimensions/series/0/values/1/id", "Q" },
    { "sdmx-json", "2.0.0", false, "data/structures/0/dimensions/series/2/values/1/name",
      "İstifadəçilər" },
    { "sdmx-json", "2.0.0", false, "data/structures/0/dimensions/series/3/values/0/id", "_T" },
    { "sdmx-json", "2.0.0", false, "data/structures/0/dimensions/observation/0/values/0/end",
      "2025-03-31T23:59:59Z" },
    { "sdmx-json", "2.0.0", false, "data/structures/0/attributes/series/1/id", "DECIMALS" },
    { "sdmx-json", "2.0.0", false, "data/dataSets/0/series/1:0:1:0/observations/0/0",
      "12345678901234567890.50" },
    { "sdmx-json", "2.0.0", false, "data/dataSets/0/series/1:0:1:0/observations/0/2", "=1+\"1\"" },
    { "sdmx-json", "2.0.0", false, "data/dataSets/0/series/1:0:1:0/observations/1/0", "NaN" },
    { "sdmx-json", "2.0.0", false, "data/dataSets/0/series/0:0:0:1/observations/3/0", "very-high" },
    { "sdmx-json", "2.0.0", false, "data/dataSets/0/series/0:0:1:0/observations/3/6", "computed" },
    { "sdmx-json", "2.0.0", true, "data/structures/0/dimensions/observation/4/id", "TIME_PERIOD" },
    { "sdmx-json", "2.0.0", true, "data/dataSets/0/observations/0:0:1:0:3/0", "-0.10" },
    { "jsonstat", NULL, false, "size/4", "4" },
    { "jsonstat", NULL, false, "value/24", "12345678901234567890.50" },
    { "jsonstat", NULL, false, "value/26", "NaN" },
    { "jsonstat", NULL, false, "value/11", "-0.10" },
    { "jsonstat", NULL, false, "value/7", "very-high" },
    { "jsonstat", NULL, false, "status/25", "M" },
    { "jsonstat", NULL, false, "status/26", "Pr" },
    { "jsonstat", NULL, false, "status/11", "e" },
    { "jsonstat", NULL, false, "extension/comment/26", "later" },
    { "jsonstat", NULL, false, "extension/basis/11", "computed" },
    { "jsonstat", NULL, false, "dimension/indicator/category/unit/users/label", "persons" },
};

static const struct hd_json *member_at(const struct hd_json *node, const char *path)
{
    while (node && *path) {
        char part[64];
        size_t len = strcspn(path, "/");

        assert_true(len < sizeof part);
        memcpy(part, path, len);
        part[len] = '\0';
        if (node->type == HD_JSON_ARRAY) {
            size_t index = 0;

            for (const char *c = part; *c; c++)
                index = index * 10 + (size_t)(*c - '0');
            for (node = node->first; node && index; index--)
                node = node->next;
        } else {
            node = hd_json_get(node, part);
        }
        path += len + (path[len] == '/');
    }
    return node;
}

static void a_json_says_everything_in_its_place(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof member_cases / sizeof *member_cases; i++) {
        const struct member_case *c = &member_cases[i];
        struct written written WRITTEN_AUTO = { 0 };
        struct hd_json *root = NULL;
        const struct hd_json *found;
        struct hd_error err;

        write_some(c->format, c->version, c->flat, &written);
        if (hd_json_parse(written.text.data, written.text.len, &written.arena, &root, &err))
            fail_msg("%s: %s", err.text, written.text.data);
        found = member_at(root, c->path);
        if (!found || !found->text || strcmp(found->text, c->text) != 0)
            fail_msg("%s %s: '%s' in %s", c->format, c->path,
                     found && found->text ? found->text : "nothing", written.text.data);
    }
}

static void numbers_are_numbers_and_codes_are_texts(void **state)
{
    struct written written WRITTEN_AUTO = { 0 };

    (void)state;
    write_some("jsonstat", NULL, false, &written);
    assert_non_null(strstr(written.text.data, ":12345678901234567890.50"));
    assert_non_null(strstr(written.text.data, ":\"very-high\""));
}

static void every_format_has_what_a_reader_needs(void **state)
{
    (void)state;
    for (size_t i = 0; exports[i]; i++) {
        assert_ptr_equal(export_find(exports[i]->name), exports[i]);
        assert_true(exports[i]->ending[0] == '.');
        assert_non_null(strchr(exports[i]->type, '/'));
        assert_true(i < export_count);
    }
    assert_null(export_find("csv"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_csv_is_written_to_the_letter),
        cmocka_unit_test(all_of_it_replaces_in_version_2_1),
        cmocka_unit_test(a_json_says_everything_in_its_place),
        cmocka_unit_test(numbers_are_numbers_and_codes_are_texts),
        cmocka_unit_test(every_format_has_what_a_reader_needs),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
