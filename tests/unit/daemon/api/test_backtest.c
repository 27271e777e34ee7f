#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/unit/daemon/site.h"

#include "tests/unit/daemon/ask.h"

#define CONF "[site]\nzone = Asia/Baku\ndefault_lang = en\ndefault_area = AZ\n"
#define HERE "/api/v1/backtest?indicator=digital-exports&format="

static struct site site;

/* A straight line: 100, 110, ... 160 from 2019 to 2025. */
static int setup(void **state)
{
    (void)state;
    site_open(&site, CONF);
    for (int year = 2019; year <= 2025; year++) {
        char period[8], value[8];

        snprintf(period, sizeof period, "%d", year);
        snprintf(value, sizeof value, "%d", 100 + 10 * (year - 2019));
        site_publish(&site, "digital-exports", period, value);
    }
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    site_close(&site);
    return 0;
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

/* Starting points 2022, 2023, 2024 one year ahead; 2022 and 2023 two; 2022 three. */
static void a_line_is_tried_out(void **state)
{
    (void)state;
    ANSWER_AUTO struct answer a = get(&site, HERE "json");
    assert_int_equal(a.status, 200);
    assert_string_equal(text_at(&a, "series"), "1");
    assert_string_equal(text_at(&a, "starting_points"), "3");
    assert_string_equal(text_at(&a, "data/0/part"), "error");
    assert_string_equal(text_at(&a, "data/0/method"), "hedef-default");
    assert_string_equal(text_at(&a, "data/0/years"), "1");
    assert_string_equal(text_at(&a, "data/0/count"), "3");
    assert_string_equal(text_at(&a, "data/1/method"), "drift");
    assert_string_equal(text_at(&a, "data/1/mean_error"), "0");
    assert_string_equal(text_at(&a, "data/3/method"), "last-value");
    assert_string_equal(text_at(&a, "data/3/mean_error"), "10");
    assert_string_equal(text_at(&a, "data/3/against_last"), "1");
    assert_int_equal(at(&a, "data/3/coverage")->type, HD_JSON_NULL);
}

static void a_horizon_and_a_method_can_be_chosen(void **state)
{
    (void)state;
    ANSWER_AUTO struct answer a = get(&site, HERE "csv&horizon=2&method=last-value");
    assert_string_equal(a.text,
                        "part,asked,years,method,likelihood,count,mean_error,median_error,"
                        "scaled_error,against_last,intervals,covered,coverage,came_true,share,"
                        "probability,brier\n"
                        "error,,1,last-value,,3,10,10,1,1,,,,,,,\n"
                        "error,,2,last-value,,2,20,20,2,1,,,,,,,\n");
}

static void words_say_how_little_it_is(void **state)
{
    (void)state;
    ANSWER_AUTO struct answer a = get(&site, HERE "table&lang=en");
    assert_non_null(strstr(a.text, "Only 6 forecasts: this says little."));
    assert_non_null(strstr(a.text, "Errors by years ahead"));
    assert_non_null(strstr(a.text, "as they are known today"));
    assert_null(strstr(a.text, "wider than needed"));
    ANSWER_AUTO struct answer none =
        get(&site, "/api/v1/backtest?indicator=egdi-rank&format=table&lang=en");
    assert_non_null(strstr(none.text, "Nothing can be tried out yet"));
}

static void errors_of_several_indicators_have_no_unit(void **state)
{
    (void)state;
    ANSWER_AUTO struct answer a = get(&site, "/api/v1/backtest");
    assert_int_equal(at(&a, "data/0/mean_error")->type, HD_JSON_NULL);
    assert_int_equal(at(&a, "unit")->type, HD_JSON_NULL);
    assert_string_equal(text_at(&a, "data/0/count"), "3");
}

static const struct {
    const char *says, *query;
    int status;
    const char *part;
} refusals[] = {
    { "a method that is not known", "method=drifts", 400, "drift" },
    { "too far ahead", "horizon=11", 400, "from 1 to 10" },
    { "not ahead at all", "horizon=0", 400, "from 1 to 10" },
    { "an indicator that is not known", "indicator=digital-exprts", 404, "digital-exports" },
    { "a strategy that is not known", "strategy=plan-2062", 400, "plan-2026" },
    { "a strategy that is known", "strategy=plan-2026", 200, "\"data\":[" },
};

static void each_question_gets_its_status(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof refusals / sizeof *refusals; i++) {
        char uri[128];

        snprintf(uri, sizeof uri, "/api/v1/backtest?%s", refusals[i].query);
        ANSWER_AUTO struct answer a = get(&site, uri);
        if (a.status != refusals[i].status || !strstr(a.text, refusals[i].part))
            fail_msg("%s: %d %s", refusals[i].says, a.status, a.text);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_line_is_tried_out),           TEST(a_horizon_and_a_method_can_be_chosen),
        TEST(words_say_how_little_it_is),    TEST(errors_of_several_indicators_have_no_unit),
        TEST(each_question_gets_its_status),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
