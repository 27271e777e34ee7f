#include "unit/queries/judge/question.h"

#include <math.h>

#include "queries/judge/work.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

static struct asked *stations(int direction, enum judge_curve curve, const char *kind,
                              const char *baseline, const char *first, const char *last)
{
    struct asked *a = asked_new(direction, HD_FREQ_A, AGGREGATE_LAST);

    asked_points(a, "");
    set_baseline(asked_target(a, kind, "2020", first), "2016", baseline);
    a->targets[0].curve = curve;
    asked_target(a, kind, "2024", last)->curve = curve;
    return a;
}

static double expected_on(struct asked *a, size_t which, const char *day)
{
    double value = NAN;

    a->question.which = which;
    a->question.as_of_day = day_of("2024-12-31");
    assert_true(judge_path(&a->question, day_of(day), &value));
    assert_finite("path", value);
    return value;
}

static void a_path_goes_through_its_stations(void **state)
{
    static const struct {
        const char *says, *day;
        enum judge_curve curve;
        double value;
    } rows[] = {
        { "begins at the baseline", "2016-12-31", CURVE_LINEAR, 10 },
        { "half of 1461 days", "2018-12-31", CURVE_LINEAR, 10 + 30 * 730.0 / 1461 },
        { "is exact at a station", "2020-12-31", CURVE_LINEAR, 40 },
        { "bends there", "2022-12-31", CURVE_LINEAR, 40 + 50 * 730.0 / 1461 },
        { "is exact at the target", "2024-12-31", CURVE_LINEAR, 90 },
        { "is constant after", "2030-06-30", CURVE_LINEAR, 90 },
        { "grows by a constant factor", "2018-12-31", CURVE_GEOMETRIC, 19.990513582745 },
        { "geometric is exact at a station", "2020-12-31", CURVE_GEOMETRIC, 40 },
        { "an S-curve", "2018-12-31", CURVE_LOGIT, 21.383566663794 },
        { "an S-curve is exact at the target", "2024-12-31", CURVE_LOGIT, 90 },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct asked *a = stations(1, rows[i].curve, "at_least", "10", "40", "90");

        assert_near(rows[i].says, expected_on(a, 1, rows[i].day), rows[i].value, 1e-11);
        asked_free(a);
    }
}

static void the_path_of_a_target_is_cut_at_it(void **state)
{
    struct asked *a = stations(1, CURVE_LINEAR, "at_least", "10", "40", "90");
    double value;

    (void)state;
    assert_near("constant after 2020", expected_on(a, 0, "2022-12-31"), 40, 0);
    a->question.which = 0;
    assert_false(judge_path(&a->question, day_of("2016-12-30"), &value));
    a->targets[0].dated = false;
    assert_false(judge_path(&a->question, day_of("2018-12-31"), &value));
    asked_free(a);
}

static void the_order_of_the_targets_does_not_matter(void **state)
{
    struct asked *a = stations(1, CURVE_LINEAR, "at_least", "10", "40", "90");
    struct judge_target first = a->targets[0];
    double before = expected_on(a, 1, "2019-12-31");

    (void)state;
    a->targets[0] = a->targets[1];
    a->targets[1] = first;
    assert_near("swapped", expected_on(a, 0, "2019-12-31"), before, 0);
    asked_free(a);
}

static void of_two_stations_on_one_day_the_more_demanding_counts(void **state)
{
    static const char *const orders[][4] = {
        { "2018", "2020", "2020", "2022" },
        { "2022", "2020", "2020", "2018" },
        { "2020", "2022", "2018", "2020" },
        { "2020", "2018", "2020", "2022" },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(orders); i++) {
        struct asked *a = asked_new(1, HD_FREQ_A, AGGREGATE_LAST);
        bool seen = false;

        asked_points(a, "");
        set_baseline(asked_target(a, "at_least", "2024", "90"), "2016", "10");
        for (size_t j = 0; j < 4; j++) {
            const char *year = orders[i][j];
            const char *value = !strcmp(year, "2018")   ? "20"
                                : !strcmp(year, "2022") ? "60"
                                : seen                  ? "35"
                                                        : "40";

            seen |= !strcmp(year, "2020");
            asked_target(a, "at_least", year, value);
        }
        assert_near("2018", expected_on(a, 0, "2018-12-31"), 20, 0);
        assert_near("2020", expected_on(a, 0, "2020-12-31"), 40, 0);
        assert_near("2022", expected_on(a, 0, "2022-12-31"), 60, 0);
        assert_int_equal(ask(a, 0, "2018-06-30")->milestone_count, 3);
        asked_free(a);
    }
}

static void downwards_the_upper_bound_of_a_range_is_the_station(void **state)
{
    struct asked *a = asked_new(-1, HD_FREQ_A, AGGREGATE_LAST);
    const struct verdict *v;

    (void)state;
    asked_points(a, "2018=80");
    set_baseline(asked_target(a, "at_most", "2024", "20"), "2016", "100");
    asked_target(a, "range", "2020", "40");
    a->targets[1].has_high = true;
    a->targets[1].high = "60.0";
    a->targets[1].high_number = 60;
    assert_near("2020", expected_on(a, 0, "2020-12-31"), 60, 0);
    v = ask(a, 0, "2019-06-30");
    assert_string_equal(v->milestones[0].text, "60.0");
    assert_string_equal(ask(a, 1, "2019-06-30")->goal_text, "60.0");
    asked_free(a);
}

static void which_targets_are_stations(void **state)
{
    static const struct {
        const char *says, *kind, *period, *value;
        bool retired;
        double value_2020;
    } rows[] = {
        { "none in between", "directional", "2020", NULL, false, 50 },
        { "a level", "at_least", "2020", "40", false, 40 },
        { "a milestone", "milestones", "2020", "40", false, 40 },
        { "the lower bound of a range", "range", "2020", "40", false, 40 },
        { "not a withdrawn one", "at_least", "2020", "40", true, 50 },
        { "not one of the other direction", "at_most", "2020", "40", false, 50 },
        { "not one without a date", "at_least", "after 2020", "40", false, 50 },
        { "not a later one", "at_least", "2025", "40", false, 50 },
        { "not one due before the baseline", "at_least", "2015", "40", false, 50 },
        { "not one of the same day", "at_least", "2024", "40", false, 50 },
        { "nor a yearly increment", "annual_increment", "2017/2020", "5", false, 50 },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct asked *a = asked_new(1, HD_FREQ_A, AGGREGATE_LAST);

        asked_points(a, "");
        set_baseline(asked_target(a, "at_least", "2024", "90"), "2016", "10");
        asked_target(a, rows[i].kind, rows[i].period, rows[i].value)->retired = rows[i].retired;
        assert_near(rows[i].says, expected_on(a, 0, "2020-12-31"), rows[i].value_2020, 0.05);
        asked_free(a);
    }
}

static void a_curve_that_cannot_be_falls_back_to_a_line(void **state)
{
    static const struct {
        const char *says;
        int direction;
        enum judge_curve wanted;
        const char *kind, *baseline, *first, *last;
        bool fell_back;
    } rows[] = {
        { "geometric, all positive", 1, CURVE_GEOMETRIC, "at_least", "0.001", "40", "90", false },
        { "geometric from zero", 1, CURVE_GEOMETRIC, "at_least", "0", "40", "90", true },
        { "geometric from below zero", 1, CURVE_GEOMETRIC, "at_least", "-5", "40", "90", true },
        { "geometric down to zero", -1, CURVE_GEOMETRIC, "at_most", "90", "40", "0", true },
        { "logit", 1, CURVE_LOGIT, "at_least", "0.1", "40", "99.4", false },
        { "logit to 99.5", 1, CURVE_LOGIT, "at_least", "0.1", "40", "99.5", true },
        { "logit from zero", 1, CURVE_LOGIT, "at_least", "0", "40", "90", true },
        { "logit downwards", -1, CURVE_LOGIT, "at_most", "99.9", "40", "0.6", false },
        { "logit downwards to 0.5", -1, CURVE_LOGIT, "at_most", "99.9", "40", "0.5", true },
        { "logit past 100", -1, CURVE_LOGIT, "at_most", "100", "40", "10", true },
        { "a line is always possible", 1, CURVE_LINEAR, "at_least", "-5", "0", "900", false },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct asked *a = stations(rows[i].direction, rows[i].wanted, rows[i].kind,
                                   rows[i].baseline, rows[i].first, rows[i].last);
        const struct verdict *v;

        asked_points(a, "2018=50");
        v = ask(a, 1, "2019-06-30");
        if (v->curve_fell_back != rows[i].fell_back ||
            v->curve != (rows[i].fell_back ? CURVE_LINEAR : rows[i].wanted))
            fail_msg("%s", rows[i].says);
        asked_free(a);
    }
}

/* ---- lag ---- */

static void months_behind_are_counted_on_the_path(void **state)
{
    /* 0 at the end of 2016, 50 at the end of 2018, flat to 2020, 100 at the end of 2022. */
    static const struct {
        const char *says, *point;
        bool has, more_than;
        int months;
    } rows[] = {
        { "on the path: none", "2022=100", false, false, 0 },
        { "ahead: none", "2021=90", false, false, 0 },
        { "half of the last stretch", "2022=75", true, false, 12 },
        { "a flat part counts from its earliest point", "2022=50", true, false, 48 },
        { "inside the flat part too", "2021-06=50", true, false, 30 },
        { "before the flat part", "2020=25", true, false, 36 },
        { "on the baseline", "2020=0", true, false, 48 },
        { "below the baseline: more than", "2020=-1", true, true, 48 },
        { "less than half a month", "2022=99.9", true, false, 0 },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct asked *a = asked_new(1, HD_FREQ_A, AGGREGATE_LAST);
        const struct verdict *v;

        set_baseline(asked_target(a, "at_least", "2018", "50"), "2016", "0");
        asked_target(a, "at_least", "2020", "50");
        asked_target(a, "at_least", "2022", "100");
        asked_points(a, rows[i].point);
        v = ask(a, 2, "2022-12-31");
        if (v->has_lag != rows[i].has || v->lag_more_than != rows[i].more_than ||
            v->lag_months != rows[i].months)
            fail_msg("%s: %d", rows[i].says, v->lag_months);
        asked_free(a);
    }
}

static void months_behind_on_a_curve(void **state)
{
    static const struct {
        const char *says, *point;
        enum judge_curve curve;
        int months;
    } rows[] = {
        /* 10 to 80 in 2922 days: 20 is a third of the way of doublings, the value came after
         * half of it. */
        { "geometric", "2020=20", CURVE_GEOMETRIC, 16 },
        /* logit 10 is -2.197, 20 is -1.386, 80 is 1.386: 22.6 % of the way. */
        { "logit", "2020=20", CURVE_LOGIT, 26 },
        { "linear", "2020=20", CURVE_LINEAR, 34 },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct asked *a = asked_new(1, HD_FREQ_A, AGGREGATE_LAST);
        struct judge_target *target = asked_target(a, "at_least", "2024", "80");

        target->curve = rows[i].curve;
        set_baseline(target, "2016", "10");
        asked_points(a, rows[i].point);
        if (ask(a, 0, "2021-06-30")->lag_months != rows[i].months)
            fail_msg("%s: %d", rows[i].says, a->verdict.lag_months);
        asked_free(a);
    }
}

static void a_path_that_turns_counts_from_the_latest_moment(void **state)
{
    struct asked *a = asked_new(1, HD_FREQ_A, AGGREGATE_LAST);
    const struct verdict *v;

    (void)state;
    /* Out of order: 60 in 2018, only 40 asked for in 2020, 100 in 2022. */
    set_baseline(asked_target(a, "at_least", "2018", "60"), "2016", "0");
    asked_target(a, "at_least", "2020", "40");
    asked_target(a, "at_least", "2022", "100");
    asked_points(a, "2021=50");
    v = ask(a, 2, "2022-06-30");
    assert_near("expected", v->expected, 70, 0.1);
    /* 50 was passed in 2017, in 2019 and again a sixth of the way into the last stretch. */
    assert_int_equal(v->lag_months, 8);
    asked_free(a);
}

/* ---- increments ---- */

static void an_increment_is_whole_at_the_end_of_each_year(void **state)
{
    static const struct {
        const char *says, *day;
        double value;
    } rows[] = {
        { "begins at the end of the year before", "2016-12-31", 20 },
        { "one year", "2017-12-31", 30 },
        { "half of a leap year", "2020-07-01", 55 },
        { "four years", "2020-12-31", 60 },
        { "constant after", "2021-12-31", 60 },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct asked *a = asked_new(1, HD_FREQ_A, AGGREGATE_LAST);

        asked_points(a, "2016=20");
        asked_target(a, "annual_increment", "2017/2020", "10");
        assert_near(rows[i].says, expected_on(a, 0, rows[i].day), rows[i].value, 1e-9);
        asked_free(a);
    }
}

static void an_increment_ends_at_the_natural_limit(void **state)
{
    struct asked *a = asked_new(1, HD_FREQ_A, AGGREGATE_LAST);
    const struct verdict *v;

    (void)state;
    a->indicator.has_upper = true;
    a->indicator.upper = 100;
    asked_points(a, "2016=75 2018=90");
    asked_target(a, "annual_increment", "2017/2020", "10");
    v = ask(a, 0, "2019-06-30");
    assert_near("goal", v->goal, 100, 0);
    assert_near("2018", v->expected, 95, 1e-9);
    assert_near("2019", expected_on(a, 0, "2019-12-31"), 100, 1e-9);
    asked_free(a);
}

static void an_increment_whose_start_became_known_later_asks_for_the_rest(void **state)
{
    struct asked *a = asked_new(1, HD_FREQ_A, AGGREGATE_LAST);

    (void)state;
    asked_points(a, "2018=40 2019=45");
    asked_start(a, "");
    asked_target(a, "annual_increment", "2017/2020", "10");
    assert_near("two years are left", ask(a, 0, "2020-06-30")->goal, 60, 1e-9);
    assert_near("one of them is over", a->verdict.expected, 50, 1e-9);
    asked_free(a);
}

static void an_increment_of_quarters_takes_a_quarter_of_the_step(void **state)
{
    struct asked *a = asked_new(1, HD_FREQ_Q, AGGREGATE_LAST);

    (void)state;
    asked_points(a, "2016-Q4=20");
    asked_target(a, "annual_increment", "2017-Q1/2018-Q4", "10");
    assert_near("a quarter", expected_on(a, 0, "2017-03-31"), 22.5, 1e-9);
    assert_near("seven quarters", expected_on(a, 0, "2018-09-30"), 37.5, 1e-9);
    assert_near("all eight", expected_on(a, 0, "2018-12-31"), 40, 1e-9);
    asked_free(a);
}

static void an_increment_from_inside_a_year_takes_part_of_it(void **state)
{
    struct asked *a = asked_new(1, HD_FREQ_Q, AGGREGATE_LAST);

    (void)state;
    asked_points(a, "2017-Q2=20");
    asked_start(a, "");
    asked_target(a, "annual_increment", "2017/2018", "10");
    assert_near("half a year", expected_on(a, 0, "2017-12-31"), 20 + 10 * 184.0 / 365, 1e-9);
    assert_near("and a whole one", expected_on(a, 0, "2018-12-31"), 30 + 10 * 184.0 / 365, 1e-9);
    asked_free(a);
}

static void a_start_beyond_the_target_expects_the_target(void **state)
{
    struct asked *a = asked_new(1, HD_FREQ_A, AGGREGATE_LAST);
    const struct verdict *v;

    (void)state;
    set_baseline(asked_target(a, "at_least", "2026", "50"), "2016", "60");
    asked_points(a, "2018=45");
    v = ask(a, 0, "2019-06-30");
    assert_near("never less than it", v->expected, 50, 0);
    assert_near("gap", v->gap, -5, 1e-12);
    assert_false(v->has_progress || v->has_ratio);
    assert_true(v->has_lag && v->lag_more_than);
    assert_int_equal(v->lag_months, 24);
    asked_free(a);
}

/* ---- baseline ---- */

static void where_the_baseline_comes_from(void **state)
{
    static const struct {
        const char *says, *start, *points, *stated;
        enum judge_baseline_source source;
        double value;
    } rows[] = {
        { "stated", "2015=5", "2015=5 2018=9", "2014=4", BASELINE_STATED, 4 },
        { "the last one at the start", "2014=4 2015=5", "2014=4 2015=5 2018=9", NULL,
          BASELINE_START, 5 },
        { "as known then, whatever it was revised to", "2015=5", "2015=7 2018=9", NULL,
          BASELINE_START, 5 },
        { "a period that ended after the start is not it", "2015=5 2016=6", "2015=5 2016=6", NULL,
          BASELINE_START, 5 },
        { "none then: the first after it", "", "2016=6 2018=9", NULL, BASELINE_FIRST, 6 },
        { "of before, but known later", "", "2014=4 2015=5 2018=9", NULL, BASELINE_LATE, 5 },
        { "a missing value is none", "2015=-", "2015=- 2018=9", NULL, BASELINE_FIRST, 9 },
        { "none at all", "", "", NULL, BASELINE_NONE, 0 },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct asked *a = asked_new(1, HD_FREQ_A, AGGREGATE_LAST);
        struct judge_target *target = asked_target(a, "at_least", "2026", "50");
        const struct verdict *v;

        asked_points(a, rows[i].points);
        asked_start(a, rows[i].start);
        if (rows[i].stated)
            set_baseline(target, "2014", rows[i].stated + 5);
        v = ask(a, 0, "2020-06-30");
        if (v->baseline_source != rows[i].source)
            fail_msg("%s: %s", rows[i].says, judge_baseline_word(v->baseline_source));
        assert_near(rows[i].says, v->baseline, rows[i].value, 0);
        asked_free(a);
    }
}

static void the_first_baseline_serves_all_targets_of_the_strategy(void **state)
{
    struct asked *a = asked_new(1, HD_FREQ_A, AGGREGATE_LAST);
    const struct verdict *v;

    (void)state;
    asked_points(a, "2023=60");
    set_baseline(asked_target(a, "at_least", "2024", "90"), "2020", "40");
    set_baseline(asked_target(a, "at_least", "2020", "40"), "2016", "10");
    v = ask(a, 0, "2024-06-30");
    assert_near("from 2016", v->baseline, 10, 0);
    assert_near("progress", v->progress, 50.0 / 80, 1e-12);
    asked_free(a);
}

static void whose_baseline_is_shared(void **state)
{
    static const struct {
        const char *says, *kind, *period;
        bool retired, shared;
    } rows[] = {
        { "an earlier level", "at_least", "2020", false, true },
        { "a later level", "at_least", "2030", false, true },
        { "a level without a date", "at_least", "after 2026", false, true },
        { "a withdrawn one", "at_least", "2020", true, false },
        { "one of the other direction", "at_most", "2020", false, false },
        { "another kind", "directional", "2020", false, false },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct asked *a = asked_new(1, HD_FREQ_A, AGGREGATE_LAST);
        struct judge_target *other;

        asked_points(a, "2016=9 2019=30");
        asked_target(a, "at_least", "2026", "50");
        other = asked_target(a, rows[i].kind, rows[i].period, "20");
        other->retired = rows[i].retired;
        set_baseline(other, "2014", "4");
        assert_near(rows[i].says, ask(a, 0, "2019-06-30")->baseline, rows[i].shared ? 4 : 9, 0);
        asked_free(a);
    }
}

static void the_start_is_the_first_day_of_the_strategys_targets(void **state)
{
    struct asked *a = asked_new(1, HD_FREQ_A, AGGREGATE_LAST);

    (void)state;
    asked_points(a, "2015=5 2016=9 2019=30");
    asked_target(a, "at_least", "2026", "50");
    a->targets[0].valid_from_day = day_of("2016-12-31");
    assert_near("a period that ends that day", ask(a, 0, "2019-06-30")->baseline, 9, 0);
    assert_int_equal(a->verdict.baseline_source, BASELINE_START);
    a->targets[0].valid_from_day = day_of("2016-12-30");
    assert_near("a day too early", ask(a, 0, "2019-06-30")->baseline, 5, 0);
    a->targets[0].valid_from_day = day_of("2017-12-31");
    asked_target(a, "at_least", "2020", "30")->valid_from_day = day_of("2016-06-30");
    assert_near("the other target was there before", ask(a, 0, "2019-06-30")->baseline, 5, 0);
    asked_free(a);
}

static void an_increment_counts_from_the_end_of_the_year_before(void **state)
{
    static const struct {
        const char *says, *start, *points, *valid_from;
        enum judge_baseline_source source;
        double baseline, goal;
    } rows[] = {
        { "known when it began", "2015=5 2016=9", "2015=5 2016=9 2018=30", "2017-06-30",
          BASELINE_START, 9, 49 },
        { "as known then", "2016=9", "2016=10 2018=30", "2017-06-30", BASELINE_START, 9, 49 },
        { "known after it was set", "2015=5", "2015=5 2016=9 2018=30", "2016-12-06", BASELINE_FIRST,
          9, 49 },
        { "never known: the one before, at the same place", "2015=5", "2015=5 2018=30",
          "2016-12-06", BASELINE_START, 5, 45 },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct asked *a = asked_new(1, HD_FREQ_A, AGGREGATE_LAST);
        const struct verdict *v;

        asked_points(a, rows[i].points);
        asked_start(a, rows[i].start);
        asked_target(a, "annual_increment", "2017/2020", "10")->valid_from_day =
            day_of(rows[i].valid_from);
        v = ask(a, 0, "2019-06-30");
        assert_near(rows[i].says, v->baseline, rows[i].baseline, 0);
        assert_near(rows[i].says, v->goal, rows[i].goal, 1e-9);
        assert_int_equal(v->baseline_source, rows[i].source);
        asked_free(a);
    }
}

static void a_target_due_before_its_baseline_expects_itself(void **state)
{
    struct asked *a = asked_new(1, HD_FREQ_A, AGGREGATE_LAST);
    const struct verdict *v;

    (void)state;
    asked_points(a, "2019=30 2022=70");
    set_baseline(asked_target(a, "at_least", "2018", "60"), "2019", "30");
    v = ask(a, 0, "2023-06-30");
    assert_near("the target itself", v->expected, 60, 0);
    assert_near("ratio", v->ratio, 40.0 / 30, 1e-12);
    assert_false(v->curve_fell_back);
    asked_free(a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_path_goes_through_its_stations),
        cmocka_unit_test(the_path_of_a_target_is_cut_at_it),
        cmocka_unit_test(the_order_of_the_targets_does_not_matter),
        cmocka_unit_test(of_two_stations_on_one_day_the_more_demanding_counts),
        cmocka_unit_test(downwards_the_upper_bound_of_a_range_is_the_station),
        cmocka_unit_test(which_targets_are_stations),
        cmocka_unit_test(a_curve_that_cannot_be_falls_back_to_a_line),
        cmocka_unit_test(months_behind_are_counted_on_the_path),
        cmocka_unit_test(months_behind_on_a_curve),
        cmocka_unit_test(a_path_that_turns_counts_from_the_latest_moment),
        cmocka_unit_test(an_increment_is_whole_at_the_end_of_each_year),
        cmocka_unit_test(an_increment_ends_at_the_natural_limit),
        cmocka_unit_test(an_increment_whose_start_became_known_later_asks_for_the_rest),
        cmocka_unit_test(an_increment_of_quarters_takes_a_quarter_of_the_step),
        cmocka_unit_test(an_increment_from_inside_a_year_takes_part_of_it),
        cmocka_unit_test(a_start_beyond_the_target_expects_the_target),
        cmocka_unit_test(where_the_baseline_comes_from),
        cmocka_unit_test(the_first_baseline_serves_all_targets_of_the_strategy),
        cmocka_unit_test(whose_baseline_is_shared),
        cmocka_unit_test(the_start_is_the_first_day_of_the_strategys_targets),
        cmocka_unit_test(an_increment_counts_from_the_end_of_the_year_before),
        cmocka_unit_test(a_target_due_before_its_baseline_expects_itself),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
