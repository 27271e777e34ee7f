#include "unit/queries/judge/question.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

struct row {
    const char *says;
    enum hd_freq freq;
    enum judge_aggregation aggregation;
    const char *period, *value, *baseline, *points, *as_of;
    enum judge_decision decision;
    double decided;
    enum judge_state state;
};

#define LAST HD_FREQ_Q, AGGREGATE_LAST
#define SUM  HD_FREQ_Q, AGGREGATE_SUM
#define MEAN HD_FREQ_Q, AGGREGATE_MEAN
#define YTD  HD_FREQ_Q, AGGREGATE_YTD

static const struct row rows[] = {
    /* 1. the observation of the due period */
    { "the due period's own value", LAST, "2020", "30", "2016=8", "2020=30", "2021-03-01",
      DECIDED_OBSERVED, 30, STATE_ACHIEVED },
    { "before its last quarter's", LAST, "2020", "30", "2016=8", "2020=29 2020-Q4=31", "2021-03-01",
      DECIDED_OBSERVED, 29, STATE_MISSED },
    { "an earlier value that met it does not count", LAST, "2020", "30", "2016=8",
      "2019=35 2020=29.9", "2021-03-01", DECIDED_OBSERVED, 29.9, STATE_MISSED },
    { "a later one does not either", LAST, "2020", "30", "2016=8", "2020=29.9 2021=40",
      "2022-03-01", DECIDED_OBSERVED, 29.9, STATE_MISSED },
    { "a value known before the period is over decides when it is", LAST, "2020", "30", "2016=8",
      "2020=30@2020-09-01", "2021-01-01", DECIDED_OBSERVED, 30, STATE_ACHIEVED },
    { "a quarter that is due is answered by the quarter", LAST, "2020-Q2", "30", "2016=8",
      "2020-Q2=30 2020=10", "2021-03-01", DECIDED_OBSERVED, 30, STATE_ACHIEVED },
    { "29 February is a day like others", HD_FREQ_M, AGGREGATE_LAST, "2024-02", "30", "2016=8",
      "2024-02=30", "2024-03-01", DECIDED_OBSERVED, 30, STATE_ACHIEVED },

    /* 2. all of its parts */
    { "a sum of four quarters", SUM, "2020", "100", "2016=40",
      "2020-Q1=25 2020-Q2=25 2020-Q3=25 2020-Q4=25", "2021-03-01", DECIDED_AGGREGATED, 100,
      STATE_ACHIEVED },
    { "a mean of four quarters", MEAN, "2020", "25", "2016=10",
      "2020-Q1=20 2020-Q2=24 2020-Q3=26 2020-Q4=29", "2021-03-01", DECIDED_AGGREGATED, 24.75,
      STATE_MISSED },
    { "a mean of twelve months", HD_FREQ_M, AGGREGATE_MEAN, "2020", "2", "2016=1",
      "2020-01=1 2020-02=3 2020-03=1 2020-04=3 2020-05=1 2020-06=3 2020-07=1 2020-08=3 2020-09=1 "
      "2020-10=3 2020-11=1 2020-12=3",
      "2021-03-01", DECIDED_AGGREGATED, 2, STATE_ACHIEVED },
    { "the year's own value before the sum of its parts", SUM, "2020", "100", "2016=40",
      "2020-Q1=25 2020-Q2=25 2020-Q3=25 2020=99 2020-Q4=25", "2021-03-01", DECIDED_OBSERVED, 99,
      STATE_MISSED },
    { "a half-year from two quarters", SUM, "2020-S1", "50", "2016=40", "2020-Q1=25 2020-Q2=25",
      "2021-03-01", DECIDED_AGGREGATED, 50, STATE_ACHIEVED },
    { "three quarters do not make a year", SUM, "2020", "100", "2016=40",
      "2020-Q1=50 2020-Q2=50 2020-Q4=50", "2021-03-01", DECIDED_NOT, 0, STATE_DUE },
    { "a forecast is no part", SUM, "2020", "100", "2016=40",
      "2020-Q1=50 2020-Q2=50 2020-Q3=50F 2020-Q4=50", "2021-03-01", DECIDED_NOT, 0, STATE_DUE },

    /* 3. the same end date */
    { "for a level the last quarter is the year", LAST, "2020", "30", "2016=8", "2020-Q4=30",
      "2021-03-01", DECIDED_OBSERVED, 30, STATE_ACHIEVED },
    { "or the last month", LAST, "2020", "30", "2016=8", "2020-12=31", "2021-03-01",
      DECIDED_OBSERVED, 31, STATE_ACHIEVED },
    { "or the year, where a quarter is due", LAST, "2020-Q4", "30", "2016=8", "2020=31",
      "2021-03-01", DECIDED_OBSERVED, 31, STATE_ACHIEVED },
    { "the indicator's own frequency first", LAST, "2020", "30", "2016=8", "2020-12=31 2020-Q4=29",
      "2021-03-01", DECIDED_OBSERVED, 29, STATE_MISSED },
    { "of the others the finer", LAST, "2020-S2", "30", "2016=8", "2020=29 2020-12=31",
      "2021-03-01", DECIDED_OBSERVED, 31, STATE_ACHIEVED },
    { "year to date: the last quarter is the year", YTD, "2020", "100", "2016=40",
      "2020-Q3=75 2020-Q4=100", "2021-03-01", DECIDED_OBSERVED, 100, STATE_ACHIEVED },
    { "for a mean it is only a part", MEAN, "2020", "30", "2016=8", "2020-Q4=40", "2021-03-01",
      DECIDED_NOT, 0, STATE_DUE },

    /* 4. the line between neighbours, in days */
    { "between two years, in days", LAST, "2020", "30", "2016=8", "2018=20 2022=40", "2023-03-01",
      DECIDED_INTERPOLATED, 20 + 20 * 731.0 / 1461, STATE_ACHIEVED },
    { "the nearest on either side", LAST, "2020", "30", "2016=8", "2010=1 2019=20 2021=40 2023=0",
      "2024-03-01", DECIDED_INTERPOLATED, 20 + 20 * 366.0 / 731, STATE_ACHIEVED },
    { "the baseline is a left neighbour", LAST, "2020", "30", "2016=8", "2022-01=12", "2023-03-01",
      DECIDED_INTERPOLATED, 8 + 4 * 1461.0 / 1857, STATE_MISSED },
    { "a nearer value is the neighbour, not the baseline", LAST, "2020", "30", "2016=8",
      "2019=20 2021=40", "2023-03-01", DECIDED_INTERPOLATED, 20 + 20 * 366.0 / 731,
      STATE_ACHIEVED },
    { "the value of the baseline's own day, as it is known now", LAST, "2017", "8", "2016=8",
      "2016=10 2018=10", "2023-03-01", DECIDED_INTERPOLATED, 10, STATE_ACHIEVED },
    { "a mean with one quarter on the due day needs a later value", MEAN, "2020", "30", "2016=8",
      "2020-Q4=40 2021-Q1=50", "2021-06-01", DECIDED_INTERPOLATED, 40, STATE_ACHIEVED },
    { "never to a year from a quarter of a flow", SUM, "2020", "100", NULL, "2019=90 2021-Q1=30",
      "2021-06-01", DECIDED_NOT, 0, STATE_DUE },
    { "between two whole years of a flow", SUM, "2020", "100", "2016=40", "2019=90 2021=110",
      "2022-06-01", DECIDED_INTERPOLATED, 90 + 20 * 366.0 / 731, STATE_ACHIEVED },
    { "a flow's baseline of another length is no neighbour", SUM, "2020", "100", "2016-Q4=40",
      "2022=110", "2023-06-01", DECIDED_NOT, 0, STATE_DUE },
    { "for a level the length of the baseline's period does not matter", LAST, "2020", "30",
      "2016-Q4=8", "2022-01=12", "2023-03-01", DECIDED_INTERPOLATED, 8 + 4 * 1461.0 / 1857,
      STATE_MISSED },
    { "a baseline on the due day", LAST, "2020", "30", "2020=31", "2022=40", "2023-03-01",
      DECIDED_INTERPOLATED, 31, STATE_ACHIEVED },
    { "a sum of all days of a week", HD_FREQ_D, AGGREGATE_SUM, "2020-W02", "7", NULL,
      "2020-01-06=1 2020-01-07=1 2020-01-08=1 2020-01-09=1 2020-01-10=1 2020-01-11=1 2020-01-12=1",
      "2020-02-01", DECIDED_AGGREGATED, 7, STATE_ACHIEVED },
    { "no value after the due day: awaiting", LAST, "2020", "30", "2016=8", "2019=35", "2023-03-01",
      DECIDED_NOT, 0, STATE_DUE },
    { "a missing later value decides nothing", LAST, "2020", "30", "2016=8", "2019=35 2021=-",
      "2023-03-01", DECIDED_NOT, 0, STATE_DUE },

    /* 5. a later value alone, at most a year later */
    { "a month later", LAST, "2020", "30", NULL, "2021-01=31", "2021-06-01", DECIDED_LATER, 31,
      STATE_ACHIEVED },
    { "a year later to the day", LAST, "2020", "30", NULL, "2021=29", "2022-06-01", DECIDED_LATER,
      29, STATE_MISSED },
    { "more than a year later", LAST, "2020", "30", NULL, "2022-01=31", "2022-06-01", DECIDED_NOT,
      0, STATE_DUE },
    { "only the first later one is asked", LAST, "2020", "30", NULL, "2021-06=29 2021=31",
      "2022-06-01", DECIDED_LATER, 29, STATE_MISSED },
    { "a year from the end of February", HD_FREQ_M, AGGREGATE_LAST, "2020-02", "30", NULL,
      "2021-02=31", "2021-06-01", DECIDED_LATER, 31, STATE_ACHIEVED },
};

static void what_decides_a_closed_target(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        const struct row *row = &rows[i];
        struct asked *a = asked_new(1, row->freq, row->aggregation);
        struct judge_target *target = asked_target(a, "at_least", row->period, row->value);
        const struct verdict *v;

        asked_points(a, row->points);
        asked_start(a, "");
        if (row->baseline) {
            char *value = hd_arena_strdup(&a->arena, row->baseline), *period = strsep(&value, "=");

            set_baseline(target, period, value);
        }
        v = ask(a, 0, row->as_of);
        if (v->decision != row->decision)
            fail_msg("%s: %s", row->says, judge_decision_word(v->decision));
        assert_near(row->says, v->decided_value, row->decided, 1e-9);
        assert_state(row->says, v->state, row->state);
        assert_int_equal(v->has_decided, row->decision != DECIDED_NOT);
        assert_false(v->provisional);
        asked_free(a);
    }
}

static void ranks_compare_on_the_exact_interpolated_number(void **state)
{
    struct asked *a = asked_new(-1, HD_FREQ_A, AGGREGATE_LAST);

    (void)state;
    /* In the middle of 2019 and 2021 lies 50.5 (in days a little less): not 50. */
    a->indicator.integer = true;
    asked_points(a, "2019=51 2021=50");
    set_baseline(asked_target(a, "at_most", "2020", "50"), "2016", "80");
    assert_state("50.499 is not 50", ask(a, 0, "2022-06-01")->state, STATE_MISSED);
    asked_free(a);
}

static void a_provisional_neighbour_makes_the_decision_provisional(void **state)
{
    static const struct {
        const char *says, *points;
        bool provisional;
    } cases[] = {
        { "left", "2019=20P 2021=40", true },
        { "right", "2019=20 2021=40E", true },
        { "elsewhere", "2018=1P 2019=20 2021=40 2022=50P", false },
        { "due period", "2020=40P", true },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct asked *a = asked_new(1, HD_FREQ_A, AGGREGATE_LAST);

        asked_points(a, cases[i].points);
        set_baseline(asked_target(a, "at_least", "2020", "30"), "2016", "8");
        if (ask(a, 0, "2023-06-01")->provisional != cases[i].provisional)
            fail_msg("%s", cases[i].says);
        asked_free(a);
    }
}

static void a_benchmark_is_decided_by_the_difference(void **state)
{
    static const struct {
        const char *says, *points, *peer;
        enum judge_decision decision;
        double decided;
        enum judge_state state;
    } cases[] = {
        { "in the due period", "2020=60 2021=1", "2020=55 2021=90", DECIDED_OBSERVED, 5,
          STATE_ACHIEVED },
        { "on the line", "2019=60 2021=50", "2019=55 2021=65", DECIDED_INTERPOLATED,
          5 - 20 * 366.0 / 731, STATE_MISSED },
        { "by a later one; the value alone is no left neighbour", "2016=1 2021=60", "2021=55",
          DECIDED_LATER, 5, STATE_ACHIEVED },
        { "not at all", "2016=1 2020=60", "2016=5", DECIDED_NOT, 0, STATE_DUE },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct asked *a = asked_new(1, HD_FREQ_A, AGGREGATE_LAST);
        const struct verdict *v;

        asked_points(a, cases[i].points);
        asked_peer(a, cases[i].peer);
        asked_target(a, "benchmark", "2020", NULL);
        v = ask(a, 0, "2023-06-01");
        assert_state(cases[i].says, v->state, cases[i].state);
        assert_int_equal(v->decision, cases[i].decision);
        assert_near(cases[i].says, v->decided_value, cases[i].decided, 1e-9);
        asked_free(a);
    }
}

static void since_is_the_publication_or_the_day_after_the_due_day(void **state)
{
    static const struct {
        const char *says, *value, *points, *since;
    } cases[] = {
        { "published later", "30", "2020=31@2021-03-10", "2021-03-10" },
        { "known at the due day, missed", "30", "2020=29@2020-09-10", "2021-01-01" },
        { "known at the due day, achieved with it", "30", "2020=31@2020-09-10", "2020-09-10" },
        { "achieved for long", "30", "2018=35@2019-02-01 2020=31@2020-09-10", "2019-02-01" },
        { "reached in time, lost again since", "30",
          "2020=31@2020-09-10 2021=20@2022-02-01 2022=19@2023-02-01", "2020-09-10" },
        { "published on the last day", "30", "2020=29@2020-12-31", "2021-01-01" },
        { "published on the day after", "30", "2020=29@2021-01-01", "2021-01-01" },
        { "met only with the value of the due day", "30",
          "2018=35@2019-02-01 2019=20@2020-02-01 "
          "2020=31@2020-09-10",
          "2020-09-10" },
        { "awaiting", "30", "2018=35P@2019-02-01", "2021-01-01" },
        { "the later of two neighbours", "30", "2019=31@2021-06-01 2021=32@2022-02-02",
          "2022-02-02" },
        { "the left neighbour came last", "30", "2019=31@2022-06-01 2021=32@2022-02-02",
          "2022-06-01" },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct asked *a = asked_new(1, HD_FREQ_A, AGGREGATE_LAST);

        asked_points(a, cases[i].points);
        set_baseline(asked_target(a, "at_least", "2020", cases[i].value), "2016", "8");
        if (ask(a, 0, "2023-06-01")->since_day != day_of(cases[i].since))
            fail_msg("%s", cases[i].says);
        asked_free(a);
    }
}

static void a_break_is_said_where_it_was_crossed(void **state)
{
    static const struct {
        const char *says, *points;
        bool between, crossed;
    } cases[] = {
        { "inside the line", "2019=20 2021=40B", true, true },
        { "before the line", "2018=20B 2019=20 2021=40", true, false },
        { "the left neighbour itself begins anew", "2019=20B 2021=40", true, false },
        { "after the line", "2019=20 2021=40 2022=50B", true, false },
        { "no baseline in it", "2020=40B", true, false },
        { "none", "2019=20 2021=40", false, false },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct asked *a = asked_new(1, HD_FREQ_A, AGGREGATE_LAST);
        const struct verdict *v;

        asked_points(a, cases[i].points);
        set_baseline(asked_target(a, "at_least", "2020", "30"), "2016", "8");
        v = ask(a, 0, "2023-06-01");
        if (v->break_between != cases[i].between || v->decided_across_break != cases[i].crossed)
            fail_msg("%s", cases[i].says);
        asked_free(a);
    }
}

static void the_latest_value_is_still_held_against_the_closed_path(void **state)
{
    struct asked *a = asked_new(1, HD_FREQ_A, AGGREGATE_LAST);
    const struct verdict *v;

    (void)state;
    asked_points(a, "2020=25 2022=28");
    set_baseline(asked_target(a, "at_least", "2020", "30"), "2016", "10");
    v = ask(a, 0, "2023-06-01");
    assert_state("missed for good", v->state, STATE_MISSED);
    assert_near("constant after the due day", v->expected, 30, 0);
    assert_near("gap", v->gap, -2, 1e-12);
    assert_near("ratio", v->ratio, 0.9, 1e-12);
    /* 28 stood on the path a tenth of the way before the due day; two years are added. */
    assert_int_equal(v->lag_months, 29);
    asked_free(a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_decides_a_closed_target),
        cmocka_unit_test(ranks_compare_on_the_exact_interpolated_number),
        cmocka_unit_test(a_provisional_neighbour_makes_the_decision_provisional),
        cmocka_unit_test(a_benchmark_is_decided_by_the_difference),
        cmocka_unit_test(since_is_the_publication_or_the_day_after_the_due_day),
        cmocka_unit_test(a_break_is_said_where_it_was_crossed),
        cmocka_unit_test(the_latest_value_is_still_held_against_the_closed_path),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
