#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/unit/daemon/site.h"

#include "tests/unit/daemon/ask.h"

#define CONF "[site]\nzone = Asia/Baku\ndefault_lang = en\ndefault_area = AZ\n"

static struct site site;

static int setup(void **state)
{
    (void)state;
    site_open(&site, CONF);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    site_close(&site);
    return 0;
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

static const struct {
    const char *says, *query;
    int status;
    const char *part; /* of the answer */
} questions[] = {
    { "one strategy, one method", "strategy=plan-2026&profile=sdsn-4arrow", 200,
      "\"profile\":\"sdsn-4arrow\"" },
    { "an unknown method is refused with the nearest", "profile=sdsn-4arow", 400, "sdsn-4arrow" },
    { "an unknown strategy likewise", "strategy=srm-2061", 400, "srm-2016" },
    { "an unknown parameter too", "state=achieved", 400, "state" },
    { "before any strategy there is nothing", "as_of=1999-01-01", 200, "\"data\":[]" },
    { "in a table for people", "format=table&lang=en&strategy=plan-2026", 200, "Mean score" },
};

static void each_question_gets_its_status(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof questions / sizeof *questions; i++) {
        char uri[256];

        snprintf(uri, sizeof uri, "/api/v1/profiles?%s", questions[i].query);
        ANSWER_AUTO struct answer answer = get(&site, uri);
        if (answer.status != questions[i].status || !strstr(answer.text, questions[i].part))
            fail_msg("%s: %d %s", questions[i].says, answer.status, answer.text);
    }
}

/* 20 points a year from 40 on: 100 in 2028, as it should be. */
static void what_is_published_is_counted(void **state)
{
    (void)state;
    site_publish(&site, "services-via-mygov", "2025", "40");
    ANSWER_AUTO struct answer before =
        get(&site, "/api/v1/profiles?strategy=plan-2026&profile=eurostat-2026");
    assert_string_equal(text_at(&before, "data/0/assessed"), "0");
    assert_int_equal(at(&before, "data/0/label")->type, HD_JSON_NULL);

    site_publish(&site, "services-via-mygov", "2026", "60");
    ANSWER_AUTO struct answer after =
        get(&site, "/api/v1/profiles?strategy=plan-2026&profile=eurostat-2026");
    assert_string_equal(text_at(&after, "data/0/strategy"), "plan-2026");
    assert_int_equal(at(&after, "data/0/priority")->type, HD_JSON_NULL);
    assert_string_equal(text_at(&after, "data/0/assessed"), "1");
    assert_string_equal(text_at(&after, "data/0/score"), "5");
    assert_string_equal(text_at(&after, "data/0/label"), "significant_progress");
    assert_string_equal(text_at(&after, "data/0/worst"), "significant_progress");
    assert_string_equal(text_at(&after, "data/0/labels/0/percent"), "100");
    assert_string_equal(text_at(&after, "as_of"), "2026-11-20");

    ANSWER_AUTO struct answer csv =
        get(&site, "/api/v1/profiles?strategy=plan-2026&profile=eurostat-2026&format=csv");
    assert_non_null(strstr(csv.text, ",5,significant_progress,significant_progress,"
                                     "significant_progress=100 moderate_progress=0 "));
}

static void the_verdict_names_the_years(void **state)
{
    (void)state;
    site_publish(&site, "services-via-mygov", "2025", "40");
    site_publish(&site, "services-via-mygov", "2026", "60");

    ANSWER_AUTO struct answer answer = get(&site, "/api/v1/status?indicator=services-via-mygov");
    assert_string_equal(text_at(&answer, "data/0/profiles/eurostat-2026/base_year"), "2025");
    assert_string_equal(text_at(&answer, "data/0/profiles/eurostat-2026/year"), "2026");
    assert_string_equal(text_at(&answer, "data/0/profiles/eurostat-2026/base_value"), "40");
    assert_string_equal(text_at(&answer, "data/0/profiles/eurostat-2026/year_value"), "60");
    assert_string_equal(text_at(&answer, "data/0/profiles/eurostat-2026/rule"), "target");
    assert_string_equal(text_at(&answer, "data/0/profiles/sdsn-4arrow/value"), "1");
    assert_int_equal(at(&answer, "data/0/profiles/sdsn-4arrow/reason")->type, HD_JSON_NULL);
    assert_string_equal(text_at(&answer, "data/0/profiles/destatis-weather/reason"),
                        "Of the last six years, four in a row must have values.");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(each_question_gets_its_status),
        TEST(what_is_published_is_counted),
        TEST(the_verdict_names_the_years),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
