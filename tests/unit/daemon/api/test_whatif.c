#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/unit/daemon/site.h"

#include "tests/unit/daemon/ask.h"

#define CONF "[site]\nzone = Asia/Baku\ndefault_lang = en\ndefault_area = AZ\n"
#define HERE "/api/v1/whatif/services-via-mygov"

static struct site site;

/* As of 2026-11-20: 40 % at the start, 39 % in the third quarter of 2026, 100 % wanted by 2028. */
static int setup(void **state)
{
    (void)state;
    site_open(&site, CONF);
    site_publish(&site, "services-via-mygov", "2025", "40");
    site_publish(&site, "services-via-mygov", "2026-Q3", "39");
    site_publish(&site, "govtech-maturity-group", "2022", "A");
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    site_close(&site);
    return 0;
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

static void before_and_after_stand_side_by_side(void **state)
{
    (void)state;
    ANSWER_AUTO struct answer a = get(&site, HERE "?value=2027=81");
    assert_int_equal(a.status, 200);
    assert_string_equal(text_at(&a, "as_of"), "2026-11-20");
    assert_string_equal(text_at(&a, "judged_as_of"), "2028-01-01");
    assert_string_equal(text_at(&a, "data/0/before/state"), "off_track");
    assert_string_equal(text_at(&a, "data/0/after/state"), "on_track");
    assert_string_equal(text_at(&a, "data/0/after/latest/value"), "81");
    assert_string_equal(text_at(&a, "data/0/after/latest/vintage"), "0");
    assert_string_equal(text_at(&a, "data/0/assumed/0/kind"), "value");
    assert_string_equal(text_at(&a, "data/0/assumed/0/period"), "2027");
    assert_int_equal(at(&a, "data/0/assumed/0/replaces")->type, HD_JSON_NULL);
    assert_int_equal(at(&a, "stored")->type, HD_JSON_FALSE);
}

static void a_value_that_is_there_is_replaced(void **state)
{
    (void)state;
    ANSWER_AUTO struct answer a = get(&site, HERE "?value=2026-Q3=70");
    assert_string_equal(text_at(&a, "data/0/assumed/0/replaces"), "39");
    assert_string_equal(text_at(&a, "judged_as_of"), "2026-11-20");
    assert_string_equal(text_at(&a, "data/0/after/state"), "on_track");
}

/* A comma parts pairs where an equals sign follows, else it is a decimal mark. */
static void pairs_are_parted_by_commas_and_semicolons(void **state)
{
    static const char *const queries[] = {
        "?value=2027=75.5,2028=80.5",       "?value=2027=75,5,2028=80,5",
        "?value=2027=75,5;2028=80,5",       "?value=%202027%20=%2075,5%20;%202028=80.5%20",
        "?value=2027=75,5%25;2028=80.5%25",
    };

    (void)state;
    for (size_t i = 0; i < sizeof queries / sizeof *queries; i++) {
        char uri[256];

        snprintf(uri, sizeof uri, "%s%s", HERE, queries[i]);
        ANSWER_AUTO struct answer a = get(&site, uri);
        assert_int_equal(a.status, 200);
        assert_int_equal(at(&a, "data/0/assumed")->count, 2);
        assert_string_equal(text_at(&a, "data/0/assumed/0/value"), "75.5");
        assert_string_equal(text_at(&a, "data/0/assumed/1/value"), "80.5");
    }
}

static const struct {
    const char *says, *query;
    int status;
    const char *code, *part;
} refusals[] = {
    { "nothing assumed", "", 400, "assumption_missing", "a pace, a value" },
    { "empty is nothing", "?pace=&value=", 400, "assumption_missing", "a pace, a value" },
    { "a value without a period", "?value=75", 400, "assumption_incomplete", "2028=75" },
    { "no period", "?value=20277=75", 400, "period_invalid", "2026-Q3" },
    { "no number", "?value=2027=many", 400, "number_expected", "many" },
    { "empty number", "?value=2027=", 400, "number_invalid", "1234.5" },
    { "too much", "?value=2027=100.01", 400, "value_out_of_limits", "above 100" },
    { "too little", "?target=2027=-1", 400, "value_out_of_limits", "below 0" },
    { "too large to compute with", "?value=2027=1e999", 400, "number_invalid", "1e999" },
    { "two marks", "?value=2027=1.234,5", 400, "number_ambiguous", "1234.5" },
    { "a period twice", "?target=2027=5,2027=6", 400, "period_twice", "2027" },
    { "a pace in words", "?pace=fast", 400, "number_invalid", "fast" },
    { "an unknown strategy", "?pace=1&strategy=plan-2062", 400, "parameter_value_unknown",
      "plan-2026" },
    { "an unknown area", "?pace=1&area=XX", 404, "series_unknown", "services-via-mygov" },
    { "an unknown parameter", "?value=2027=5&periods=1", 400, "parameter_unknown", "periods" },
};

static void what_cannot_be_assumed_is_said_with_the_way_out(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof refusals / sizeof *refusals; i++) {
        char uri[256];

        snprintf(uri, sizeof uri, "%s%s", HERE, refusals[i].query);
        ANSWER_AUTO struct answer a = get(&site, uri);
        if (a.status != refusals[i].status || !strstr(a.text, refusals[i].part))
            fail_msg("%s: %d %s", refusals[i].says, a.status, a.text);
        assert_string_equal(text_at(&a, "code"), refusals[i].code);
    }
    ANSWER_AUTO struct answer unknown = get(&site, "/api/v1/whatif/services-via-mygof?pace=1");
    assert_int_equal(unknown.status, 404);
    assert_non_null(strstr(unknown.text, "services-via-mygov"));
}

static void groups_are_read_as_groups(void **state)
{
    (void)state;
    ANSWER_AUTO struct answer a = get(&site, "/api/v1/whatif/govtech-maturity-group?value=2025=B");
    assert_int_equal(a.status, 200);
    assert_string_equal(text_at(&a, "data/0/before/state"), "achieved");
    assert_string_equal(text_at(&a, "data/0/after/state"), "measuring");
    ANSWER_AUTO struct answer bad =
        get(&site, "/api/v1/whatif/govtech-maturity-group?value=2025=E");
    assert_int_equal(bad.status, 400);
    assert_non_null(strstr(bad.text, "D, C, B, A"));
    ANSWER_AUTO struct answer pace = get(&site, "/api/v1/whatif/govtech-maturity-group?pace=1");
    assert_string_equal(text_at(&pace, "code"), "pace_of_groups");
}

static void a_table_a_file_and_words(void **state)
{
    (void)state;
    ANSWER_AUTO struct answer csv = get(&site, HERE "?target=2028=39&format=csv");
    assert_non_null(strstr(csv.text, "target,state,state_then,gap,gap_then,ratio,ratio_then,"
                                     "probability,probability_then,reached,reached_then,why\n"));
    assert_non_null(strstr(csv.text, "plan-2026.services-via-mygov.2028,off_track,achieved,"));
    ANSWER_AUTO struct answer words = get(&site, HERE "?target=2028=39&format=table&lang=en");
    assert_non_null(strstr(words.text, "Nothing is stored."));
    assert_non_null(strstr(words.text, "Off track"));
    assert_non_null(strstr(words.text, "Achieved"));
    assert_non_null(strstr(words.text, "the target is 39 %"));
}

/* What is asked for again finds the same store, and the same answer. */
static void nothing_is_stored(void **state)
{
    (void)state;
    ANSWER_AUTO struct answer before = get(&site, "/api/v1/status");
    ANSWER_AUTO struct answer a = get(&site, HERE "?value=2027=99&target=2028=10&pace=5");
    assert_int_equal(a.status, 200);
    ANSWER_AUTO struct answer after = get(&site, "/api/v1/status");
    assert_string_equal(before.text, after.text);
}

static void a_past_day_is_asked_likewise(void **state)
{
    (void)state;
    ANSWER_AUTO struct answer a = get(&site, HERE "?value=2026-Q3=90&as_of=2026-11-19");
    assert_int_equal(a.status, 200);
    assert_string_equal(text_at(&a, "as_of"), "2026-11-19");
    assert_int_equal(at(&a, "data/0/assumed/0/replaces")->type, HD_JSON_NULL); /* not known then */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(before_and_after_stand_side_by_side),
        TEST(a_value_that_is_there_is_replaced),
        TEST(pairs_are_parted_by_commas_and_semicolons),
        TEST(what_cannot_be_assumed_is_said_with_the_way_out),
        TEST(groups_are_read_as_groups),
        TEST(a_table_a_file_and_words),
        TEST(nothing_is_stored),
        TEST(a_past_day_is_asked_likewise),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
