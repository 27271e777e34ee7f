#include "unit/queries/judge/question.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

static struct asked *survey(const char *share, const char *respondents)
{
    struct asked *a = asked_new(1, HD_FREQ_A, AGGREGATE_LAST);

    set_baseline(asked_target(a, "at_least", "2026", "50"), "2016", "8");
    asked_points(a, share);
    asked_respondents(a, respondents);
    return a;
}

/* R. G. Newcombe, "Two-sided confidence intervals for the single proportion", Statistics in
 * Medicine 17 (1998) 857-872, table I, method 3: four places are printed there. */
static void the_interval_is_that_of_wilson(void **state)
{
    static const struct {
        const char *says, *share, *n;
        double respondents, low, high;
    } rows[] = {
        { "81 of 263", "2020=30.798479", "2020=263", 263, 25.53, 36.62 },
        { "15 of 148", "2020=10.135135", "2020=148", 148, 6.24, 16.05 },
        { "0 of 20", "2020=0", "2020=20", 20, 0, 16.11 },
        { "1 of 29", "2020=3.448276", "2020=29", 29, 0.61, 17.18 },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct asked *a = survey(rows[i].share, rows[i].n);
        const struct verdict *v = ask(a, 0, "2021-06-01");

        assert_true(v->has_interval);
        assert_near(rows[i].says, v->interval_low, rows[i].low, 0.005);
        assert_near(rows[i].says, v->interval_high, rows[i].high, 0.005);
        assert_near(rows[i].says, v->respondents, rows[i].respondents, 0);
        asked_free(a);
    }
}

static void nobody_and_everybody_end_at_the_limits(void **state)
{
    struct asked *a = survey("2020=0", "2020=10");

    (void)state;
    assert_true(ask(a, 0, "2021-06-01")->interval_low == 0);
    assert_true(a->verdict.interval_high > 27 && a->verdict.interval_high < 28);
    asked_points(a, "2020=100");
    assert_true(ask(a, 0, "2021-06-01")->interval_high == 100);
    assert_near("the mirror image", a->verdict.interval_low, 72.24672001, 1e-6);
    asked_free(a);
}

static void a_design_effect_makes_the_sample_smaller(void **state)
{
    static const struct {
        double effect, low, high, effective;
    } rows[] = {
        { 0, 42.932142688, 49.098471380, 1000 },
        { 1, 42.932142688, 49.098471380, 1000 },
        { 2, 41.678510253, 50.382484471, 500 },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct asked *a = survey("2020=46", "2020=1000");
        const struct verdict *v;

        a->indicator.design_effect = rows[i].effect;
        v = ask(a, 0, "2021-06-01");
        assert_near("low", v->interval_low, rows[i].low, 1e-6);
        assert_near("high", v->interval_high, rows[i].high, 1e-6);
        assert_near("respondents are shown as they were", v->respondents, 1000, 0);
        assert_near("effective", v->effective_respondents, rows[i].effective, 0);
        /* 50 lies outside of the first two and inside of the last. */
        assert_int_equal(v->inside_interval, rows[i].effect == 2);
        asked_free(a);
    }
}

static void the_state_does_not_ask_how_sure_it_is(void **state)
{
    struct asked *a = survey("2026=49", "2026=100");
    const struct verdict *v = ask(a, 0, "2027-06-01");

    (void)state;
    assert_state("49 is not 50", v->state, STATE_MISSED);
    assert_true(v->has_interval && v->inside_interval);
    asked_free(a);
}

static void the_tolerance_moves_what_must_be_told_apart(void **state)
{
    struct asked *a = survey("2020=46", "2020=1000");

    (void)state;
    a->targets[0].tolerance = 2;
    assert_true(ask(a, 0, "2021-06-01")->inside_interval);
    asked_free(a);
}

static void closed_the_deciding_value_has_the_interval(void **state)
{
    struct asked *a = survey("2026=40 2027=46", "2026=500 2027=1000");
    const struct verdict *v = ask(a, 0, "2028-06-01");

    (void)state;
    assert_near("of 2026", v->respondents, 500, 0);
    assert_true(v->interval_low < 40 && v->interval_high > 40 && v->interval_high < 46);
    asked_free(a);
}

static void where_there_is_no_interval(void **state)
{
    static const struct {
        const char *says, *share, *respondents, *unit, *as_of;
    } rows[] = {
        { "nobody counted in that year", "2020=46", "2019=1000", "percent", "2021-06-01" },
        { "the count is missing", "2020=46", "2020=-", "percent", "2021-06-01" },
        { "nobody answered", "2020=46", "2020=0", "percent", "2021-06-01" },
        { "no share", "2020=46", "2020=1000", "Mbit/s", "2021-06-01" },
        { "more than all", "2020=146", "2020=1000", "percent", "2021-06-01" },
        { "decided by a line", "2025=40 2027=46", "2025=500 2026=500 2027=500", "percent",
          "2028-06-01" },
        { "no value", "", "2020=1000", "percent", "2021-06-01" },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct asked *a = survey(rows[i].share, rows[i].respondents);

        a->indicator.unit = rows[i].unit;
        if (ask(a, 0, rows[i].as_of)->has_interval)
            fail_msg("%s", rows[i].says);
        asked_free(a);
    }
}

static void a_mean_of_surveys_has_no_one_sample(void **state)
{
    struct asked *a = asked_new(1, HD_FREQ_Q, AGGREGATE_MEAN);

    (void)state;
    set_baseline(asked_target(a, "at_least", "2020", "25"), "2016", "8");
    asked_points(a, "2020-Q1=20 2020-Q2=24 2020-Q3=26 2020-Q4=29");
    asked_respondents(a, "2020-Q1=500 2020-Q2=500 2020-Q3=500 2020-Q4=500 2020=2000");
    assert_false(ask(a, 0, "2021-06-01")->has_interval);
    assert_true(ask(a, 0, "2020-12-31")->has_interval);
    asked_free(a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_interval_is_that_of_wilson),
        cmocka_unit_test(nobody_and_everybody_end_at_the_limits),
        cmocka_unit_test(a_design_effect_makes_the_sample_smaller),
        cmocka_unit_test(the_state_does_not_ask_how_sure_it_is),
        cmocka_unit_test(the_tolerance_moves_what_must_be_told_apart),
        cmocka_unit_test(closed_the_deciding_value_has_the_interval),
        cmocka_unit_test(where_there_is_no_interval),
        cmocka_unit_test(a_mean_of_surveys_has_no_one_sample),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
