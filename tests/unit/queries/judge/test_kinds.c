#include "unit/queries/judge/question.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

/* ---- the start, frozen ---- */

static void what_is_kept_or_changed_counts_from_the_start_as_it_was_known(void **state)
{
    static const struct {
        const char *says, *kind, *period, *value;
        double goal;
    } rows[] = {
        { "maintain", "maintain", "2026", NULL, 50 },
        { "twice as much", "relative_change", "2026", "100", 100 },
        { "a third less", "relative_change", "2026", "-30", 35 },
        { "two more each year", "annual_increment", "2017/2026", "2", 70 },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct asked *a = asked_new(1, HD_FREQ_A, AGGREGATE_LAST);
        struct verdict before;
        const struct verdict *v;

        asked_start(a, "2015=49 2016=50");
        asked_target(a, rows[i].kind, rows[i].period, rows[i].value)->valid_from_day =
            day_of("2017-03-01");
        asked_points(a, "2015=49 2016=50 2020=51");
        before = *ask(a, 0, "2021-06-01");
        assert_near(rows[i].says, before.goal, rows[i].goal, 1e-9);
        assert_int_equal(before.baseline_source, BASELINE_START);
        assert_string_equal(before.baseline_text, "50");
        /* The year of the start is revised, far up. */
        asked_points(a, "2015=49 2016=80 2020=51");
        a->now.points[1].vintage = 2;
        v = ask(a, 0, "2021-06-01");
        assert_near(rows[i].says, v->goal, rows[i].goal, 1e-9);
        assert_state(rows[i].says, v->state, before.state);
        assert_int_equal(v->baseline_vintage, 1);
        assert_near(rows[i].says, v->gap, before.gap, 1e-9);
        asked_free(a);
    }
}

/* ---- ranges: the weak bound ---- */

static struct judge_target *range(struct asked *a, const char *period, bool strict)
{
    struct judge_target *target = asked_target(a, "range", period, "80");

    target->has_high = true;
    target->high = "100";
    target->high_number = 100;
    target->strict_band = strict;
    return target;
}

static void the_weak_bound_is_named(void **state)
{
    static const struct {
        const char *says;
        int direction;
        bool strict;
        const char *baseline, *points, *as_of;
        int weak;
        double distance;
        enum judge_state state;
    } rows[] = {
        { "from below", 1, false, "20", "2021=50", "2022-06-01", -1, -30, STATE_ON_TRACK },
        { "from below, met", 1, false, "20", "2021=90", "2022-06-01", -1, 10, STATE_ACHIEVED },
        { "from above, less is better", -1, false, "140", "2021=110", "2022-06-01", 1, -10,
          STATE_ON_TRACK },
        { "strict, from above", 1, true, "140", "2021=110", "2022-06-01", 1, -10, STATE_ON_TRACK },
        { "strict, inside: the nearer bound is that far", 1, true, "20", "2021=95", "2022-06-01",
          -1, 5, STATE_ACHIEVED },
        { "strict, past the far bound", 1, true, "20", "2021=103", "2022-06-01", 1, -3,
          STATE_OFF_TRACK },
        { "strict, fallen through it", 1, true, "140", "2021=70", "2022-06-01", -1, -10,
          STATE_OFF_TRACK },
        { "closed: what decided", 1, true, "20", "2026=103 2027=90", "2028-06-01", 1, 10,
          STATE_MISSED },
        { "no value", 1, true, "20", "", "2022-06-01", -1, 0, STATE_NO_DATA },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct asked *a = asked_new(rows[i].direction, HD_FREQ_A, AGGREGATE_LAST);
        const struct verdict *v;

        set_baseline(range(a, "2026", rows[i].strict), "2016", rows[i].baseline);
        asked_points(a, rows[i].points);
        v = ask(a, 0, rows[i].as_of);
        assert_state(rows[i].says, v->state, rows[i].state);
        if (v->weak_bound != rows[i].weak)
            fail_msg("%s: %d", rows[i].says, v->weak_bound);
        assert_near(rows[i].says, v->distance, rows[i].distance, 1e-9);
        asked_free(a);
    }
}

static void past_a_band_nothing_is_months_behind(void **state)
{
    struct asked *a = asked_new(1, HD_FREQ_A, AGGREGATE_LAST);
    const struct verdict *v;

    (void)state;
    set_baseline(range(a, "2026", true), "2016", "20");
    asked_points(a, "2021=103");
    v = ask(a, 0, "2022-06-01");
    assert_true(v->has_gap && v->gap < 0);
    assert_false(v->has_lag);
    asked_points(a, "2021=40");
    assert_true(ask(a, 0, "2022-06-01")->has_lag);
    asked_free(a);
}

static void other_kinds_have_no_weak_bound(void **state)
{
    struct asked *a = asked_new(1, HD_FREQ_A, AGGREGATE_LAST);

    (void)state;
    asked_points(a, "2016=8 2018=40");
    asked_target(a, "at_least", "2026", "50");
    assert_int_equal(ask(a, 0, "2019-06-01")->weak_bound, 0);
    asked_free(a);
}

/* ---- tolerance ---- */

static void what_is_enough_is_what_the_path_leads_to(void **state)
{
    static const struct {
        const char *says, *kind, *period, *value;
        int direction;
        double enough, expected, ratio;
    } rows[] = {
        /* halfway, in days: 1826 of 3652 */
        { "a level", "at_least", "2026", "100", 1, 90, 50 + 40 * 1826 / 3652.0, 1 },
        { "downwards", "at_most", "2026", "10", -1, 20, 50 - 30 * 1826 / 3652.0, -4 / 3.0 },
        { "a relative change", "relative_change", "2026", "100", 1, 90, 50 + 40 * 1826 / 3652.0,
          1 },
        { "an increment", "annual_increment", "2017/2026", "5", 1, 90, 75, 0.8 },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct asked *a = asked_new(rows[i].direction, HD_FREQ_A, AGGREGATE_LAST);
        struct judge_target *target = asked_target(a, rows[i].kind, rows[i].period, rows[i].value);
        const struct verdict *v;

        target->tolerance = 10;
        set_baseline(target, "2016", "50");
        asked_points(a, "2021=70");
        v = ask(a, 0, "2022-06-01");
        assert_near(rows[i].says, v->enough, rows[i].enough, 1e-9);
        assert_near(rows[i].says, v->expected, rows[i].expected, 1e-9);
        assert_near(rows[i].says, v->ratio, rows[i].ratio, 1e-3);
        assert_near(rows[i].says, v->goal, rows[i].direction > 0 ? 100 : 10, 1e-9);
        asked_free(a);
    }
}

static void a_station_of_the_strategy_is_lowered_by_its_own_tolerance(void **state)
{
    struct asked *a = asked_new(1, HD_FREQ_A, AGGREGATE_LAST);
    struct judge_target *station = asked_target(a, "at_least", "2020", "100");
    const struct verdict *v;

    (void)state;
    station->tolerance = 1;
    set_baseline(station, "2016", "50");
    asked_target(a, "at_least", "2024", "100");
    asked_points(a, "2020=99");
    v = ask(a, 1, "2021-06-01");
    assert_near("expected", v->expected, 99, 0);
    assert_near("the milestone", v->milestones[0].value, 99, 0);
    assert_null(v->milestones[0].text);
    assert_state("the station is reached", ask(a, 0, "2021-06-01")->state, STATE_ACHIEVED);
    asked_free(a);
}

static void within_the_tolerance_is_met(void **state)
{
    static const struct {
        const char *says, *kind, *value, *points, *as_of;
        enum judge_state state;
    } rows[] = {
        { "open", "at_least", "100", "2020=99.9", "2021-06-01", STATE_ACHIEVED },
        { "open, just not", "at_least", "100", "2020=99.89", "2021-06-01", STATE_ON_TRACK },
        { "closed", "at_least", "100", "2026=99.9", "2027-06-01", STATE_ACHIEVED },
        { "closed, just not", "at_least", "100", "2026=99.89", "2027-06-01", STATE_MISSED },
        { "downwards", "at_most", "40", "2026=40.1", "2027-06-01", STATE_ACHIEVED },
        { "downwards, just not", "at_most", "40", "2026=40.11", "2027-06-01", STATE_MISSED },
        { "doubled", "relative_change", "100", "2026=99.9", "2027-06-01", STATE_ACHIEVED },
        { "kept", "maintain", NULL, "2026=49.9", "2027-06-01", STATE_ACHIEVED },
        { "not kept", "maintain", NULL, "2026=49.89", "2027-06-01", STATE_MISSED },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct asked *a = asked_new(1, HD_FREQ_A, AGGREGATE_LAST);
        struct judge_target *target = asked_target(a, rows[i].kind, "2026", rows[i].value);

        target->tolerance = 0.1;
        set_baseline(target, "2016", "50");
        asked_points(a, rows[i].points);
        assert_state(rows[i].says, ask(a, 0, rows[i].as_of)->state, rows[i].state);
        asked_free(a);
    }
}

static void peers_are_matched_within_the_tolerance(void **state)
{
    struct asked *a = asked_new(1, HD_FREQ_A, AGGREGATE_LAST);

    (void)state;
    asked_points(a, "2020=50 2022=55.9");
    asked_peer(a, "2020=56 2022=56");
    asked_target(a, "benchmark", "2028", NULL)->tolerance = 0.1;
    assert_state("met", ask(a, 0, "2025-06-01")->state, STATE_ACHIEVED);
    assert_near("the gap is to the peers", a->verdict.gap, -0.1, 1e-9);
    a->targets[0].tolerance = 0.05;
    assert_state("not met", ask(a, 0, "2025-06-01")->state, STATE_AT_RISK);
    asked_free(a);
}

/* ---- benchmark: every named peer, or no comparison ---- */

static void a_benchmark_needs_every_named_peer(void **state)
{
    static const struct {
        const char *says, *first, *second;
        size_t missing;
        enum judge_state state;
        enum judge_cause cause;
        const char *period;
    } rows[] = {
        { "both", "2020=20 2022=22", "2020=30 2022=32", 0, STATE_OFF_TRACK, CAUSE_NONE, "2022" },
        { "the newest is of one only: the one before counts", "2020=20 2021=21 2022=22",
          "2020=30 2021=31", 0, STATE_OFF_TRACK, CAUSE_NONE, "2021" },
        { "never in one period", "2020=20", "2022=32", 0, STATE_MEASURING, CAUSE_NO_PEER_VALUE,
          NULL },
        { "one of them has no series", "2020=20 2022=22", NULL, 1, STATE_MEASURING,
          CAUSE_NO_PEER_VALUE, NULL },
        { "none of them has one", NULL, NULL, 2, STATE_MEASURING, CAUSE_NO_PEER_VALUE, NULL },
        { "none is named", NULL, NULL, 0, STATE_MEASURING, CAUSE_NO_PEERS, NULL },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct asked *a = asked_new(1, HD_FREQ_A, AGGREGATE_LAST);
        const struct verdict *v;

        asked_points(a, "2020=10 2021=10 2022=10");
        if (rows[i].first)
            asked_peer(a, rows[i].first);
        if (rows[i].second)
            asked_peer(a, rows[i].second);
        a->question.peers_missing = rows[i].missing;
        asked_target(a, "benchmark", "2028", NULL);
        v = ask(a, 0, "2025-06-01");
        assert_state(rows[i].says, v->state, rows[i].state);
        assert_int_equal(v->cause, rows[i].cause);
        if (rows[i].period && !hd_period_equal(v->latest->period, period_of(rows[i].period)))
            fail_msg("%s", rows[i].says);
        if (rows[i].period)
            assert_int_equal(v->peers_used, 2);
        asked_free(a);
    }
}

static void a_year_of_a_flow_is_compared_with_a_year(void **state)
{
    struct asked *a = asked_new(1, HD_FREQ_Q, AGGREGATE_SUM);
    const struct verdict *v;

    (void)state;
    asked_points(a, "2020-Q1=10 2020-Q2=10 2020-Q3=10 2020-Q4=10");
    asked_peer(a, "2020-Q1=9 2020-Q2=9 2020-Q3=9 2020-Q4=9P");
    asked_target(a, "benchmark", "2028", NULL);
    v = ask(a, 0, "2022-06-01");
    assert_near("40 - 36", v->gap, 4, 1e-12);
    assert_near("the peer's year", v->expected, 36, 1e-12);
    assert_true(v->provisional);
    asked_free(a);
}

/* ---- without a date ---- */

static void a_target_without_a_date_shows_its_distance_and_is_never_late(void **state)
{
    static const char *const scale[] = { "D", "C", "B", "A" };
    static const struct {
        const char *says, *kind, *value, *baseline, *points;
        int direction;
        double distance;
        enum judge_state state;
    } rows[] = {
        { "below", "at_least", "80", "8", "2018=30", 1, -50, STATE_MEASURING },
        { "met", "at_least", "80", "8", "2018=81.5", 1, 1.5, STATE_ACHIEVED },
        { "exactly", "at_least", "80", "8", "2018=80.0", 1, 0, STATE_ACHIEVED },
        { "a rank", "at_most", "50", "90", "2018=71", -1, -21, STATE_MEASURING },
        { "of a start that is doubled", "relative_change", "100", "8", "2018=10", 1, -6,
          STATE_MEASURING },
        { "a level that is kept", "maintain", NULL, "8", "2018=7", 1, -1, STATE_MEASURING },
        { "milestones", "milestones", "80", "8", "2018=30", 1, -50, STATE_MEASURING },
        { "steps of a scale", "ordinal", "A", NULL, "2016=C 2018=C", 1, -2, STATE_MEASURING },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct asked *a = asked_new(rows[i].direction, HD_FREQ_A, AGGREGATE_LAST);
        struct judge_target *target = asked_target(a, rows[i].kind, "after 2025", rows[i].value);
        const struct verdict *v;

        if (!rows[i].baseline) {
            a->indicator.scale = scale;
            a->indicator.scale_count = COUNT(scale);
        } else {
            set_baseline(target, "2016", rows[i].baseline);
        }
        asked_points(a, rows[i].points);
        v = ask(a, 0, "2060-06-01");
        assert_state(rows[i].says, v->state, rows[i].state);
        assert_false(v->closed || v->has_expected || v->has_gap || v->has_ratio);
        assert_true(v->has_distance);
        assert_near(rows[i].says, v->distance, rows[i].distance, 1e-9);
        asked_free(a);
    }
}

static void where_there_is_no_distance(void **state)
{
    static const struct {
        const char *says, *kind, *value, *points;
    } rows[] = {
        { "no value", "at_least", "80", "" },
        { "yes or no", "boolean", NULL, "2018=0" },
        { "improve", "directional", NULL, "2016=8 2018=9" },
        { "a percentage of zero", "relative_change", "10", "2016=0 2018=9" },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct asked *a = asked_new(1, HD_FREQ_A, AGGREGATE_LAST);

        asked_target(a, rows[i].kind, "2026", rows[i].value);
        asked_points(a, rows[i].points);
        if (ask(a, 0, "2020-06-01")->has_distance)
            fail_msg("%s", rows[i].says);
        asked_free(a);
    }
}

/* ---- the period that answers ---- */

static void another_period_answers(void **state)
{
    static const struct {
        const char *says, *reference, *points, *as_of;
        enum judge_decision decision;
        double decided;
        enum judge_state state;
    } rows[] = {
        /* the index of the year before */
        { "before: its value decides", "2019", "2019=31 2020=10", "2021-03-01", DECIDED_OBSERVED,
          31, STATE_ACHIEVED },
        { "before: the due period's own does not", "2019", "2019=29 2020=40", "2021-03-01",
          DECIDED_OBSERVED, 29, STATE_MISSED },
        { "before: open until the due day", "2019", "2019=25", "2020-12-31", DECIDED_NOT, 0,
          STATE_AT_RISK },
        { "before: met while it is open", "2019", "2019=30", "2020-06-01", DECIDED_NOT, 0,
          STATE_ACHIEVED },
        { "before: by the line", "2019", "2018=20 2020=41", "2021-03-01", DECIDED_INTERPOLATED,
          20 + 21 * 365 / 731.0, STATE_ACHIEVED },
        /* an index published for the year after */
        { "after: due until it is there", "2022", "2020=35 2021=36", "2021-03-01", DECIDED_NOT, 0,
          STATE_DUE },
        { "after: still due when its year is over", "2022", "2020=35 2021=36", "2023-03-01",
          DECIDED_NOT, 0, STATE_DUE },
        { "after: then it decides", "2022", "2020=35 2021=36 2022=29", "2023-03-01",
          DECIDED_OBSERVED, 29, STATE_MISSED },
        { "after: its period must have begun", "2022", "2022=31@2021-06-01", "2021-12-31",
          DECIDED_NOT, 0, STATE_DUE },
        { "after: begun, and known", "2022", "2022=31@2021-06-01", "2022-01-01", DECIDED_OBSERVED,
          31, STATE_ACHIEVED },
        { "after: a later one alone, a year from it", "2022", "2023=31", "2024-03-01",
          DECIDED_LATER, 31, STATE_ACHIEVED },
        { "after: more than a year from it", "2022", "2024-01=31", "2024-03-01", DECIDED_NOT, 0,
          STATE_DUE },
        { "a quarter: the same end day", "2020-Q2", "2020-06=30 2020=10", "2021-03-01",
          DECIDED_OBSERVED, 30, STATE_ACHIEVED },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct asked *a = asked_new(1, HD_FREQ_Q, AGGREGATE_LAST);
        struct judge_target *target = asked_target(a, "at_least", "2020", "30");
        const struct verdict *v;

        target->has_reference = true;
        target->reference = period_of(rows[i].reference);
        if (rows[i].decision != DECIDED_LATER && strcmp(rows[i].points, "2024-01=31") != 0)
            set_baseline(target, "2016", "8");
        asked_start(a, "");
        asked_points(a, rows[i].points);
        v = ask(a, 0, rows[i].as_of);
        assert_state(rows[i].says, v->state, rows[i].state);
        if (v->decision != rows[i].decision)
            fail_msg("%s: %s", rows[i].says, judge_decision_word(v->decision));
        assert_near(rows[i].says, v->decided_value, rows[i].decided, 1e-9);
        asked_free(a);
    }
}

static void a_mean_is_of_the_parts_of_the_answer(void **state)
{
    struct asked *a = asked_new(1, HD_FREQ_Q, AGGREGATE_MEAN);
    struct judge_target *target = asked_target(a, "at_least", "2020", "25");

    (void)state;
    target->has_reference = true;
    target->reference = period_of("2021");
    set_baseline(target, "2016", "8");
    asked_points(a, "2020-Q4=90 2021-Q1=20 2021-Q2=24 2021-Q3=26");
    assert_state("three parts", ask(a, 0, "2022-03-01")->state, STATE_DUE);
    asked_points(a, "2020-Q4=90 2021-Q1=20 2021-Q2=24 2021-Q3=26 2021-Q4=31");
    assert_state("four parts", ask(a, 0, "2022-03-01")->state, STATE_ACHIEVED);
    assert_near("their mean", a->verdict.decided_value, 25.25, 1e-12);
    asked_free(a);
}

static void the_path_ends_with_the_answer(void **state)
{
    struct asked *a = asked_new(1, HD_FREQ_A, AGGREGATE_LAST);
    struct judge_target *target = asked_target(a, "at_least", "2020", "30");
    const struct verdict *v;

    (void)state;
    set_baseline(target, "2016", "10");
    asked_target(a, "at_least", "2024", "50");
    asked_points(a, "2018=18");
    target->has_reference = true;
    target->reference = period_of("2022");
    v = ask(a, 0, "2019-06-01");
    assert_near("730 of 2191 days", v->expected, 10 + 20 * 730 / 2191.0, 1e-9);
    v = ask(a, 1, "2019-06-01");
    assert_int_equal(v->milestone_count, 1);
    assert_true(hd_period_equal(v->milestones[0].period, period_of("2022")));
    assert_near("a station stands where it is answered", v->expected, 10 + 20 * 730 / 2191.0, 1e-9);
    asked_free(a);
}

static void reached_in_time_is_since_then(void **state)
{
    static const struct {
        const char *says, *reference, *points, *since;
    } rows[] = {
        { "published before the due day", "2019", "2019=31@2020-02-14", "2020-02-14" },
        { "missed, published before", "2019", "2019=29@2020-02-14", "2021-01-01" },
        { "published after it", "2021", "2021=31@2022-02-14", "2022-02-14" },
        { "what came after the answer changes nothing", "2019", "2019=31@2020-02-14 2020=5",
          "2020-02-14" },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct asked *a = asked_new(1, HD_FREQ_A, AGGREGATE_LAST);
        struct judge_target *target = asked_target(a, "at_least", "2020", "30");

        target->has_reference = true;
        target->reference = period_of(rows[i].reference);
        set_baseline(target, "2016", "8");
        asked_points(a, rows[i].points);
        if (ask(a, 0, "2023-06-01")->since_day != day_of(rows[i].since))
            fail_msg("%s", rows[i].says);
        asked_free(a);
    }
}

static void who_answers(void **state)
{
    struct asked *a = asked_new(1, HD_FREQ_A, AGGREGATE_LAST);
    struct judge_target *target = asked_target(a, "at_least", "2020", "30");

    (void)state;
    assert_true(hd_period_equal(judge_answer(target), period_of("2020")));
    target->has_reference = true;
    target->reference = period_of("2021");
    assert_true(hd_period_equal(judge_answer(target), period_of("2021")));
    target->kind = JUDGE_ANNUAL_INCREMENT;
    assert_true(hd_period_equal(judge_answer(target), period_of("2020")));
    asked_free(a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_kept_or_changed_counts_from_the_start_as_it_was_known),
        cmocka_unit_test(the_weak_bound_is_named),
        cmocka_unit_test(past_a_band_nothing_is_months_behind),
        cmocka_unit_test(other_kinds_have_no_weak_bound),
        cmocka_unit_test(what_is_enough_is_what_the_path_leads_to),
        cmocka_unit_test(a_station_of_the_strategy_is_lowered_by_its_own_tolerance),
        cmocka_unit_test(within_the_tolerance_is_met),
        cmocka_unit_test(peers_are_matched_within_the_tolerance),
        cmocka_unit_test(a_benchmark_needs_every_named_peer),
        cmocka_unit_test(a_year_of_a_flow_is_compared_with_a_year),
        cmocka_unit_test(a_target_without_a_date_shows_its_distance_and_is_never_late),
        cmocka_unit_test(where_there_is_no_distance),
        cmocka_unit_test(another_period_answers),
        cmocka_unit_test(a_mean_is_of_the_parts_of_the_answer),
        cmocka_unit_test(the_path_ends_with_the_answer),
        cmocka_unit_test(reached_in_time_is_since_then),
        cmocka_unit_test(who_answers),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
