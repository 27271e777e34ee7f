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
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
