#include "unit/queries/judge/question.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

/* ---- the strategies' own cases ---- */

static struct asked *broadband_speed(void)
{
    struct asked *a = asked_new(1, HD_FREQ_Q, AGGREGATE_MEAN);

    asked_points(a, "2016=3.6@2016-12-06 2022-01=12.81B@2026-02-27 2026-01=90@2026-02-27");
    asked_start(a, "2016=3.6@2016-12-06");
    asked_target(a, "at_least", "2020", "20");
    asked_target(a, "at_least", "2025", "50");
    return a;
}

static void broadband_2020_was_missed_on_the_line_between_2016_and_2022(void **state)
{
    struct asked *a = broadband_speed();
    const struct verdict *v = ask(a, 0, "2026-03-31");

    (void)state;
    assert_state("2020", v->state, STATE_MISSED);
    assert_int_equal(v->decision, DECIDED_INTERPOLATED);
    assert_near("10.846 at 2020-12-31", v->decided_value, 10.846, 0.0005);
    assert_int_equal(v->left_period.end_day, day_of("2016-12-31"));
    assert_int_equal(v->right_period.end_day, day_of("2022-01-31"));
    assert_true(v->break_between);
    assert_int_equal(v->since_day, day_of("2026-02-27"));
    asked_free(a);
}

static void broadband_2025_was_achieved_at_88_362(void **state)
{
    struct asked *a = broadband_speed();
    const struct verdict *v = ask(a, 1, "2026-03-31");

    (void)state;
    assert_state("2025", v->state, STATE_ACHIEVED);
    assert_int_equal(v->decision, DECIDED_INTERPOLATED);
    assert_near("88.362", v->decided_value, 88.362, 0.0005);
    assert_string_equal(v->left_text, "12.81");
    assert_string_equal(v->right_text, "90");
    assert_near("expected", v->expected, 50, 0);
    assert_near("gap", v->gap, 40, 1e-12);
    assert_near("progress", v->progress, 86.4 / 46.4, 1e-12);
    assert_near("ratio", v->ratio, 86.4 / 46.4, 1e-12);
    assert_false(v->has_lag);
    assert_int_equal(v->baseline_source, BASELINE_FIRST);
    asked_free(a);
}

static void cashless_with_its_baseline_alone_is_due_never_missed(void **state)
{
    struct asked *a = asked_new(1, HD_FREQ_Q, AGGREGATE_LAST);

    (void)state;
    asked_points(a, "2016=8@2016-12-06");
    asked_start(a, "2016=8@2016-12-06");
    asked_target(a, "at_least", "2020", "30");
    asked_target(a, "at_least", "2025", "50");
    asked_target(a, "at_least", "after 2025", "80");
    for (size_t i = 0; i < 2; i++) {
        assert_state("closed", ask(a, i, "2026-03-31")->state, STATE_DUE);
        assert_false(a->verdict.has_decided);
        assert_int_equal(a->verdict.since_day, a->targets[i].due.end_day + 1);
    }
    assert_state("undated", ask(a, 2, "2026-03-31")->state, STATE_MEASURING);
    assert_int_equal(a->verdict.cause, CAUSE_UNDATED);
    assert_state("open", ask(a, 0, "2018-03-31")->state, STATE_NOT_STARTED);
    asked_free(a);
}

static void maturity_group_a_is_reached_without_a_date(void **state)
{
    static const char *const scale[] = { "D", "C", "B", "A" };
    struct asked *a = asked_new(1, HD_FREQ_A, AGGREGATE_LAST);

    (void)state;
    a->indicator.scale = scale;
    a->indicator.scale_count = COUNT(scale);
    asked_points(a, "2020=B@2025-01-16 2022=A@2025-01-16");
    asked_target(a, "ordinal", "after 2025", "A")->valid_from_day = day_of("2025-01-16");
    assert_state("A reached", ask(a, 0, "2026-03-31")->state, STATE_ACHIEVED);
    asked_free(a);
}

static void coverage_known_only_a_month_later_decides_by_that_alone(void **state)
{
    struct asked *a = asked_new(1, HD_FREQ_A, AGGREGATE_LAST);

    (void)state;
    asked_points(a, "2026-01=100E@2026-02-27");
    asked_start(a, "");
    asked_target(a, "at_least", "2020", "70");
    asked_target(a, "at_least", "2025", "95");
    assert_state("2025", ask(a, 1, "2026-03-31")->state, STATE_ACHIEVED);
    assert_int_equal(a->verdict.decision, DECIDED_LATER);
    assert_string_equal(a->verdict.decided_text, "100");
    assert_true(a->verdict.provisional);
    assert_state("2020: later than a year", ask(a, 0, "2026-03-31")->state, STATE_DUE);
    asked_free(a);
}

static void sample_indicator_expects_64_2_and_is_at_risk(void **state)
{
    struct asked *a = asked_new(1, HD_FREQ_Q, AGGREGATE_LAST);
    const struct verdict *v;

    (void)state;
    asked_points(a, "2024-Q4=52 2026-Q3=63.2");
    set_baseline(asked_target(a, "at_least", "2028", "80"), "2024-Q4", "52");
    v = ask(a, 0, "2026-11-21");
    assert_state("sample", v->state, STATE_AT_RISK);
    assert_near("expected", v->expected, 64.2, 0.05);
    assert_near("ratio", v->ratio, 0.92, 0.005);
    assert_near("progress", v->progress, 0.40, 1e-9);
    assert_int_equal(v->since_day, day_of("2026-11-14"));
    asked_free(a);
}

static void cashless_behind_by_five_points_is_fifteen_months_late(void **state)
{
    struct asked *a = asked_new(1, HD_FREQ_Q, AGGREGATE_LAST);
    const struct verdict *v;

    (void)state;
    asked_points(a, "2016=8 2024-Q4=41.0");
    asked_target(a, "at_least", "2020", "30");
    asked_target(a, "at_least", "2025", "50");
    v = ask(a, 1, "2025-03-31");
    assert_near("expected", v->expected, 46.0, 0.01);
    assert_near("gap", v->gap, -5.0, 0.01);
    assert_true(v->has_lag && !v->lag_more_than);
    assert_int_equal(v->lag_months, 15);
    assert_int_equal(v->milestone_count, 1);
    assert_string_equal(v->milestones[0].text, "30");
    asked_free(a);
}

/* ---- numbers ---- */

static void a_number_too_large_for_a_double_is_no_value(void **state)
{
    struct asked *a = asked_new(1, HD_FREQ_A, AGGREGATE_LAST);

    (void)state;
    asked_points(a, "2017=8 2018=1e999");
    asked_target(a, "at_least", "2020", "30");
    assert_state("2017 is the newest", ask(a, 0, "2019-06-30")->state, STATE_NOT_STARTED);
    assert_near("latest", a->verdict.latest_value, 8, 0);
    asked_free(a);
}

/* ---- several values on one end day ---- */

static void on_one_day_the_own_frequency_is_the_latest(void **state)
{
    static const struct {
        const char *says, *points;
        enum hd_freq own;
        double value;
    } rows[] = {
        { "quarter, listed last", "2020=1 2020-12=2 2020-Q4=3", HD_FREQ_Q, 3 },
        { "quarter, listed first", "2020-Q4=3 2020=1 2020-12=2", HD_FREQ_Q, 3 },
        { "year", "2020-12=2 2020-Q4=3 2020=1", HD_FREQ_A, 1 },
        { "none of its own: the finer", "2020=1 2020-12=2 2020-Q4=3", HD_FREQ_S, 2 },
        { "its own is missing", "2020=1 2020-Q4=-", HD_FREQ_Q, 1 },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct asked *a = asked_new(1, rows[i].own, AGGREGATE_LAST);

        asked_points(a, rows[i].points);
        asked_target(a, "at_least", "2026", "30");
        assert_near(rows[i].says, ask(a, 0, "2021-06-30")->latest_value, rows[i].value, 0);
        asked_free(a);
    }
}

static void a_running_flow_is_shown_as_what_it_is(void **state)
{
    struct asked *a = asked_new(1, HD_FREQ_Q, AGGREGATE_SUM);
    const struct verdict *v;

    (void)state;
    asked_points(a, "2016=40 2017=50 2018-Q1=30");
    asked_target(a, "at_least", "2020", "100");
    v = ask(a, 0, "2018-06-30");
    assert_near("judged is the whole year", v->latest_value, 50, 0);
    assert_false(v->trailing);
    assert_non_null(v->newest);
    assert_string_equal(v->newest->text, "30");
    asked_points(a, "2016=40 2018-Q1=10 2018-Q2=11 2018-Q3=12P 2018-Q4=13 2019-Q1=14");
    v = ask(a, 0, "2019-06-30");
    assert_near("four quarters", v->latest_value, 50, 0);
    assert_true(v->trailing && v->provisional);
    assert_null(v->newest);
    asked_free(a);
}

static void what_cannot_be_compared_has_no_gap(void **state)
{
    static const struct {
        const char *says, *kind, *period, *points, *peer, *as_of;
        bool gap, progress;
    } rows[] = {
        { "only the start", "at_least", "2026", "2016=8", NULL, "2018-06-30", false, false },
        { "only the start, awaiting", "at_least", "2020", "2016=8", NULL, "2022-06-30", false,
          false },
        { "only from before the start", "at_least", "2026", "2015=8", NULL, "2018-06-30", false,
          false },
        { "a value after it", "at_least", "2026", "2016=8 2017=9", NULL, "2018-06-30", true, true },
        { "no date: the distance, no gap", "at_least", "after 2025", "2016=8 2017=9", NULL,
          "2018-06-30", false, true },
        { "only a value of the due period", "at_least", "2020", "2020=60", NULL, "2022-06-30", true,
          false },
        { "peers: a gap, no progress", "benchmark", "2026", "2016=8 2017=9", "2016=10 2017=10",
          "2018-06-30", true, false },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct asked *a = asked_new(1, HD_FREQ_A, AGGREGATE_LAST);
        struct judge_target *target = asked_target(a, rows[i].kind, rows[i].period, "50");
        const struct verdict *v;

        if (strcmp(rows[i].points, "2020=60") != 0)
            set_baseline(target, "2016", "8");
        /* A hoped-for upper value does not make a range of it. */
        target->has_high = true;
        target->high = "60";
        target->high_number = 60;
        asked_points(a, rows[i].points);
        if (rows[i].peer)
            asked_peer(a, rows[i].peer);
        v = ask(a, 0, rows[i].as_of);
        if (v->has_gap != rows[i].gap || v->has_progress != rows[i].progress)
            fail_msg("%s: %d %d", rows[i].says, v->has_gap, v->has_progress);
        assert_false(v->has_range);
        if (rows[i].peer)
            assert_false(v->has_lag);
        asked_free(a);
    }
}

static void a_period_that_has_not_begun_decides_nothing(void **state)
{
    struct asked *a = asked_new(1, HD_FREQ_Q, AGGREGATE_LAST);
    const struct verdict *v;

    (void)state;
    asked_points(a, "2016=8@2016-12-06 2025-Q4=20@2026-02-14 2027-Q1=60@2026-02-14");
    asked_start(a, "2016=8@2016-12-06");
    asked_target(a, "at_least", "2025", "50");
    asked_target(a, "at_least", "2028", "55");
    v = ask(a, 0, "2026-11-20");
    assert_state("what is over is decided without it", v->state, STATE_MISSED);
    assert_int_equal(v->decision, DECIDED_OBSERVED);
    v = ask(a, 1, "2026-11-20");
    assert_string_equal(v->latest->text, "20");
    assert_null(v->newest);
    assert_true(v->state != STATE_ACHIEVED);
    assert_state("the day before it begins", ask(a, 1, "2026-12-31")->state, v->state);
    assert_state("on its first day", ask(a, 1, "2027-01-01")->state, STATE_ACHIEVED);
    assert_string_equal(a->verdict.latest->text, "60");
    judge_measuring(&a->indicator, &a->now.series, day_of("2026-11-20"), 0, &a->verdict);
    assert_string_equal(a->verdict.latest->text, "20");
    asked_free(a);
}

static void a_value_to_come_is_no_neighbour(void **state)
{
    struct asked *a = asked_new(1, HD_FREQ_A, AGGREGATE_LAST);

    (void)state;
    asked_points(a, "2024=8@2025-01-06 2027=60@2026-02-14");
    asked_target(a, "at_least", "2025", "10");
    assert_state("awaited", ask(a, 0, "2026-11-20")->state, STATE_DUE);
    assert_state("then it is", ask(a, 0, "2027-01-01")->state, STATE_ACHIEVED);
    asked_free(a);
}

static void an_indicator_without_a_target(void **state)
{
    struct asked *a = asked_new(1, HD_FREQ_Q, AGGREGATE_LAST);

    (void)state;
    asked_points(a, "2019=5 2020=7");
    judge_measuring(&a->indicator, &a->now.series, day_of("2021-01-01"), 0, &a->verdict);
    assert_state("measuring", a->verdict.state, STATE_MEASURING);
    assert_int_equal(a->verdict.cause, CAUSE_NO_TARGET);
    assert_near("latest", a->verdict.latest_value, 7, 0);
    asked_points(a, "2019=-");
    judge_measuring(&a->indicator, &a->now.series, day_of("2021-01-01"), 0, &a->verdict);
    assert_state("no data", a->verdict.state, STATE_NO_DATA);
    a->indicator.retired = true;
    judge_measuring(&a->indicator, &a->now.series, day_of("2021-01-01"), 0, &a->verdict);
    assert_state("retired", a->verdict.state, STATE_RETIRED);
    asked_free(a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(broadband_2020_was_missed_on_the_line_between_2016_and_2022),
        cmocka_unit_test(broadband_2025_was_achieved_at_88_362),
        cmocka_unit_test(cashless_with_its_baseline_alone_is_due_never_missed),
        cmocka_unit_test(maturity_group_a_is_reached_without_a_date),
        cmocka_unit_test(coverage_known_only_a_month_later_decides_by_that_alone),
        cmocka_unit_test(sample_indicator_expects_64_2_and_is_at_risk),
        cmocka_unit_test(cashless_behind_by_five_points_is_fifteen_months_late),
        cmocka_unit_test(a_number_too_large_for_a_double_is_no_value),
        cmocka_unit_test(on_one_day_the_own_frequency_is_the_latest),
        cmocka_unit_test(a_running_flow_is_shown_as_what_it_is),
        cmocka_unit_test(what_cannot_be_compared_has_no_gap),
        cmocka_unit_test(a_period_that_has_not_begun_decides_nothing),
        cmocka_unit_test(a_value_to_come_is_no_neighbour),
        cmocka_unit_test(an_indicator_without_a_target),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
