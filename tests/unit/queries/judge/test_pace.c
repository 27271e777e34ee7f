#include "unit/queries/judge/question.h"

#include "queries/judge/work.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

static void pace_is_the_median_of_all_slopes_of_five_years(void **state)
{
    static const struct {
        const char *says, *points;
        bool has;
        double pace;
    } rows[] = {
        { "one value has no pace", "2020=50", false, 0 },
        { "two values", "2019=50 2020=53", true, 3 },
        { "an odd value hardly matters", "2015=10 2016=12 2017=14 2018=90 2019=18 2020=20", true,
          2 },
        { "five years back is still inside", "2015=0 2020=50", true, 10 },
        { "older is not", "2014=0 2020=50", false, 0 },
        { "each year is one year, leap or not", "2019=1 2020=2 2021=3", true, 1 },
        { "quarters are quarters", "2020-Q1=1 2020-Q2=2 2020-Q3=3 2020-Q4=4", true, 4 },
        { "only what follows the last break", "2016=90 2017=95 2018=10B 2019=12 2020=14", true, 2 },
        { "a break at the end leaves one value", "2018=10 2019=12 2020=50B", false, 0 },
        { "nothing moves", "2018=10 2019=10 2020=10", true, 0 },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct asked *a = asked_new(1, HD_FREQ_A, AGGREGATE_LAST);
        const struct verdict *v;

        asked_points(a, rows[i].points);
        asked_target(a, "at_least", "after 2030", "1000");
        v = ask(a, 0, "2022-06-30");
        if (v->has_pace != rows[i].has)
            fail_msg("%s", rows[i].says);
        /* The ends of quarters are not equally spaced in days. */
        assert_near(rows[i].says, v->pace, rows[i].pace, 0.04);
        asked_free(a);
    }
}

/* Air passengers 1990-2004: the published slope of the methods page. */
static void the_published_slope_is_met(void **state)
{
    static const double values[] = { 17.5534,   21.860100, 23.886600, 26.929300, 26.888500,
                                     28.831400, 30.075100, 30.953500, 30.185700, 31.579700,
                                     32.577569, 33.477398, 39.021581, 41.386432, 41.596552 };
    double slopes[COUNT(values) * (COUNT(values) - 1) / 2];
    size_t count = 0;

    (void)state;
    for (size_t i = 0; i < COUNT(values); i++) {
        for (size_t j = i + 1; j < COUNT(values); j++)
            slopes[count++] = (values[j] - values[i]) / (double)(j - i);
    }
    assert_near("Theil-Sen", median_of(slopes, count), 1.47081, 0.000005);
}

static void a_long_daily_series_is_thinned_evenly(void **state)
{
    struct asked *a = asked_new(1, HD_FREQ_D, AGGREGATE_LAST);
    int32_t day = day_of("2020-01-01");
    const struct verdict *v;

    (void)state;
    asked_points(a, "");
    for (int i = 0; i < ASKED_POINTS; i++) {
        struct judge_point *point = &a->now.points[i];

        *point = (struct judge_point){
            .period = { HD_FREQ_D, day + i, day + i }, .status = 'A', .numeric = true, .value = i
        };
    }
    a->now.series.count = ASKED_POINTS;
    asked_target(a, "at_least", "after 2030", "100000");
    v = ask(a, 0, "2022-06-30");
    assert_true(v->has_pace);
    assert_near("a day is 1 / 365.25 year", v->pace, 365.5, 1);
    asked_free(a);
}

static void met_but_falling_is_said(void **state)
{
    static const struct {
        const char *says;
        int direction;
        const char *kind, *period, *points, *as_of;
        bool worsening;
    } rows[] = {
        { "rising", 1, "at_least", "2026", "2018=60 2020=65", "2021-06-30", false },
        { "falling", 1, "at_least", "2026", "2018=65 2020=60", "2021-06-30", true },
        { "level", 1, "at_least", "2026", "2018=60 2020=60", "2021-06-30", false },
        { "not met", 1, "at_least", "2026", "2018=45 2020=40", "2021-06-30", false },
        { "closed, falling since", 1, "at_least", "2020", "2020=60 2022=55", "2023-06-30", true },
        { "a rank that rises", -1, "at_most", "2026", "2018=40 2020=45", "2021-06-30", true },
        { "a rank that falls", -1, "at_most", "2026", "2018=45 2020=40", "2021-06-30", false },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct asked *a = asked_new(rows[i].direction, HD_FREQ_A, AGGREGATE_LAST);

        asked_points(a, rows[i].points);
        set_baseline(asked_target(a, rows[i].kind, rows[i].period, "50"), "2016",
                     rows[i].direction > 0 ? "10" : "90");
        if (ask(a, 0, rows[i].as_of)->worsening != rows[i].worsening)
            fail_msg("%s", rows[i].says);
        asked_free(a);
    }
}

static void a_value_is_stale_after_two_of_its_periods(void **state)
{
    static const struct {
        const char *says;
        enum hd_freq freq;
        const char *points, *as_of;
        bool stale;
    } rows[] = {
        { "two years to the day", HD_FREQ_A, "2018=1", "2020-12-31", false },
        { "a day more", HD_FREQ_A, "2018=1", "2021-01-01", true },
        { "two quarters", HD_FREQ_Q, "2020-Q1=1", "2020-09-30", false },
        { "a day more", HD_FREQ_Q, "2020-Q1=1", "2020-10-01", true },
        { "two months from February", HD_FREQ_M, "2020-02=1", "2020-04-30", false },
        { "a day more", HD_FREQ_M, "2020-02=1", "2020-05-01", true },
        { "two weeks", HD_FREQ_W, "2020-W10=1", "2020-03-22", false },
        { "a day more", HD_FREQ_W, "2020-W10=1", "2020-03-23", true },
        { "a missing value is no news", HD_FREQ_A, "2018=1 2019=-", "2021-01-01", true },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct asked *a = asked_new(1, rows[i].freq, AGGREGATE_LAST);

        asked_points(a, rows[i].points);
        asked_target(a, "at_least", "2030", "50");
        if (ask(a, 0, rows[i].as_of)->stale != rows[i].stale)
            fail_msg("%s", rows[i].says);
        judge_measuring(&a->indicator, &a->now.series, day_of(rows[i].as_of), 0, &a->verdict);
        assert_int_equal(a->verdict.stale, rows[i].stale);
        asked_free(a);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pace_is_the_median_of_all_slopes_of_five_years),
        cmocka_unit_test(the_published_slope_is_met),
        cmocka_unit_test(a_long_daily_series_is_thinned_evenly),
        cmocka_unit_test(met_but_falling_is_said),
        cmocka_unit_test(a_value_is_stale_after_two_of_its_periods),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
