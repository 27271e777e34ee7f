#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "daemon/alert/alert.h"

/* One indicator with one target, and the alerts that the store would give back. */
struct world {
    struct hd_arena arena;
    struct picture picture;
    struct catalog catalog;
    struct indicator indicator;
    struct target target;
    struct judge_series series;
    struct judge_point point;
    struct status_row row;
    struct deadline deadline;
    struct alert_row alerts[8];
    struct alert_rules rules;
    struct alert_transition *out;
    size_t count;
    int64_t now_at_ms;
};

static void begin(struct world *w)
{
    *w = (struct world){ 0 };
    w->now_at_ms = INT64_C(1795256100000);
    w->rules = (struct alert_rules){ .raise_after = 1, .clear_after = 1, .revision_bound = 1 };
    w->indicator = (struct indicator){ .code = "cashless-share", .unit = "percent" };
    w->target.judge = (struct judge_target){ .id = "srm-2016.cashless-share.2025",
                                             .dated = true,
                                             .due = hd_period_containing(HD_FREQ_A, 20200),
                                             .vintage = 1 };
    w->target.indicator = &w->indicator;
    w->point = (struct judge_point){ .period = hd_period_containing(HD_FREQ_Q, 20000),
                                     .text = "41.0",
                                     .value = 41,
                                     .numeric = true,
                                     .status = 'A',
                                     .vintage = 1 };
    w->series = (struct judge_series){ .indicator = "cashless-share",
                                       .area = "XX",
                                       .breakdown = "",
                                       .points = &w->point,
                                       .count = 1 };
    w->row = (struct status_row){ .target = &w->target,
                                  .indicator = &w->indicator,
                                  .series = &w->series,
                                  .verdict = { .target = &w->target.judge,
                                               .series = &w->series,
                                               .latest = &w->point,
                                               .state = STATE_ON_TRACK,
                                               .has_expected = true,
                                               .expected = 46,
                                               .has_gap = true,
                                               .gap = -5 } };
    w->catalog = (struct catalog){ .indicators = &w->indicator, .indicator_count = 1 };
    w->picture = (struct picture){ .catalog = &w->catalog,
                                   .rows = &w->row,
                                   .row_count = 1,
                                   .alerts = w->alerts,
                                   .deadlines = &w->deadline,
                                   .as_of_day = 20778,
                                   .installed_day = 20000 };
}

static void step(struct world *w)
{
    alert_step(&w->picture, &w->rules, w->now_at_ms, &w->arena, &w->out, &w->count);
}

/* What the store does with a transition: the alert is there for the next step. */
static void store(struct world *w)
{
    for (size_t i = 0; i < w->count; i++) {
        const struct alert_record *record = &w->out[i].alert;
        struct alert_row *row =
            record->id ? &w->alerts[record->id - 1] : &w->alerts[w->picture.alert_count++];

        *row = (struct alert_row){ .id = row - w->alerts + 1,
                                   .kind = record->kind,
                                   .subject = record->subject,
                                   .first_period = record->first_period,
                                   .severity = record->severity,
                                   .state = record->state,
                                   .document = record->document,
                                   .last_period = record->last_period,
                                   .opened_at_ms = record->opened_at_ms,
                                   .promised_day = (int32_t)record->promised_day,
                                   .streak = record->streak,
                                   .row = &w->row };
    }
}

static void new_value(struct world *w, enum judge_state state)
{
    w->point.vintage++;
    w->row.verdict.state = state;
    step(w);
    store(w);
}

static void expect(struct world *w, size_t count, const char *kind, const char *to,
                   const char *note)
{
    assert_int_equal(w->count, count);
    if (!count)
        return;
    assert_string_equal(w->out[0].alert.kind, kind);
    assert_string_equal(w->out[0].to, to);
    assert_string_equal(w->out[0].note, note);
}

static void a_lag_fires_once_and_is_resolved_by_good_new_data(void **state)
{
    struct world w;

    (void)state;
    begin(&w);
    step(&w);
    expect(&w, 0, NULL, NULL, NULL);
    new_value(&w, STATE_AT_RISK);
    expect(&w, 1, "lag", "firing", "value");
    step(&w);
    expect(&w, 0, NULL, NULL, NULL); /* the same data tells nothing again */
    new_value(&w, STATE_ON_TRACK);
    expect(&w, 1, "lag", "resolved", "value");
    hd_arena_clear(&w.arena);
}

static void absence_resolves_nothing(void **state)
{
    static const enum judge_state silent[] = { STATE_DUE, STATE_NO_DATA, STATE_NOT_STARTED,
                                               STATE_MEASURING };
    struct world w;

    (void)state;
    for (size_t i = 0; i < sizeof silent / sizeof silent[0]; i++) {
        begin(&w);
        new_value(&w, STATE_OFF_TRACK);
        new_value(&w, silent[i]);
        expect(&w, 0, NULL, NULL, NULL);
        assert_string_equal(w.alerts[0].state, "firing");
        hd_arena_clear(&w.arena);
    }
}

static void good_without_new_data_does_not_resolve(void **state)
{
    struct world w;

    (void)state;
    begin(&w);
    new_value(&w, STATE_AT_RISK);
    w.row.verdict.state = STATE_ON_TRACK; /* the same value */
    step(&w);
    expect(&w, 0, NULL, NULL, NULL);
    hd_arena_clear(&w.arena);
}

static void a_moved_target_ends_a_lag_and_says_so(void **state)
{
    struct world w;

    (void)state;
    begin(&w);
    new_value(&w, STATE_AT_RISK);
    w.target.judge.vintage = 2;
    w.row.verdict.state = STATE_ON_TRACK;
    step(&w);
    expect(&w, 1, "lag", "resolved", "moved");
    hd_arena_clear(&w.arena);
}

/* Both ways out of a missed target: easier by now, or open again. */
static void a_moved_target_ends_what_was_missed_and_says_so(void **state)
{
    static const enum judge_state afterwards[] = { STATE_ACHIEVED, STATE_ON_TRACK, STATE_OFF_TRACK,
                                                   STATE_RETIRED };
    struct world w;

    (void)state;
    for (size_t i = 0; i < sizeof afterwards / sizeof *afterwards; i++) {
        begin(&w);
        w.row.verdict.closed = true;
        w.row.verdict.since_day = w.picture.installed_day + 1;
        new_value(&w, STATE_MISSED);
        expect(&w, 1, "missed", "firing", "value");
        w.target.judge.vintage = 2;
        w.row.verdict.state = afterwards[i];
        step(&w);
        for (size_t k = 0; k < w.count; k++)
            if (strcmp(w.out[k].alert.kind, "missed") == 0) {
                assert_string_equal(w.out[k].to, "resolved");
                assert_string_equal(w.out[k].note, "moved");
            }
        assert_true(w.count > 0);
        hd_arena_clear(&w.arena);
    }
}

static void a_target_moved_out_of_reach_stays_the_same_alert(void **state)
{
    struct world w;

    (void)state;
    begin(&w);
    new_value(&w, STATE_AT_RISK);
    w.target.judge.vintage = 2;
    step(&w);
    assert_int_equal(w.count, 1);
    assert_null(w.out[0].to);
    store(&w);
    new_value(&w, STATE_ON_TRACK); /* a value after the move: that did it */
    expect(&w, 1, "lag", "resolved", "value");
    hd_arena_clear(&w.arena);
}

static void raise_after_counts_only_new_data(void **state)
{
    struct world w;

    (void)state;
    begin(&w);
    w.rules.raise_after = 2;
    new_value(&w, STATE_AT_RISK);
    expect(&w, 1, "lag", "pending", "value");
    step(&w);
    expect(&w, 0, NULL, NULL, NULL);
    new_value(&w, STATE_AT_RISK);
    expect(&w, 1, "lag", "firing", "value");
    hd_arena_clear(&w.arena);
}

static void a_pending_alert_goes_quietly(void **state)
{
    struct world w;

    (void)state;
    begin(&w);
    w.rules.raise_after = 2;
    new_value(&w, STATE_AT_RISK);
    new_value(&w, STATE_ON_TRACK);
    expect(&w, 1, "lag", "resolved", "value");
    hd_arena_clear(&w.arena);
}

static void getting_worse_is_told_again(void **state)
{
    struct world w;

    (void)state;
    begin(&w);
    new_value(&w, STATE_AT_RISK);
    assert_string_equal(w.alerts[0].severity, "warning");
    new_value(&w, STATE_OFF_TRACK);
    expect(&w, 1, "lag", "firing", "worse");
    assert_string_equal(w.alerts[0].severity, "critical");
    hd_arena_clear(&w.arena);
}

static void a_broken_promise_fires_again(void **state)
{
    struct world w;

    (void)state;
    begin(&w);
    new_value(&w, STATE_AT_RISK);
    w.alerts[0].state = "acknowledged";
    w.alerts[0].promised_day = w.picture.as_of_day;
    step(&w);
    expect(&w, 0, NULL, NULL, NULL); /* on the promised day it still holds */
    w.picture.as_of_day++;
    step(&w);
    expect(&w, 1, "lag", "firing", "promise");
    hd_arena_clear(&w.arena);
}

static void a_missed_target_takes_over_from_its_lag(void **state)
{
    struct world w;

    (void)state;
    begin(&w);
    new_value(&w, STATE_OFF_TRACK);
    w.row.verdict.closed = true;
    w.row.verdict.since_day = w.picture.installed_day + 1;
    new_value(&w, STATE_MISSED);
    assert_int_equal(w.count, 2);
    assert_string_equal(w.out[0].alert.kind, "lag");
    assert_string_equal(w.out[0].to, "resolved");
    assert_string_equal(w.out[0].note, "closed");
    assert_string_equal(w.out[1].alert.kind, "missed");
    assert_string_equal(w.out[1].to, "firing");
    hd_arena_clear(&w.arena);
}

static void what_was_missed_before_installation_is_no_alert(void **state)
{
    struct world w;

    (void)state;
    begin(&w);
    w.row.closed_before_install = true;
    w.row.verdict.closed = true;
    w.row.verdict.since_day = w.picture.installed_day - 100;
    new_value(&w, STATE_MISSED);
    expect(&w, 0, NULL, NULL, NULL);
    hd_arena_clear(&w.arena);
}

static void one_overdue_alert_until_the_value_comes(void **state)
{
    struct world w;

    (void)state;
    begin(&w);
    w.deadline = (struct deadline){ .indicator = &w.indicator,
                                    .area = "XX",
                                    .breakdown = "",
                                    .period = hd_period_containing(HD_FREQ_Q, 20700),
                                    .due_day = 20750,
                                    .grace_day = 20764,
                                    .escalate_day = 20780,
                                    .freshness = FRESHNESS_OVERDUE };
    w.picture.deadline_count = 1;
    step(&w);
    expect(&w, 1, "overdue", "firing", "deadline");
    assert_string_equal(w.out[0].alert.severity, "warning");
    store(&w);
    w.picture.as_of_day = 20780;
    step(&w);
    expect(&w, 1, "overdue", "firing", "worse"); /* 30 days: critical */
    store(&w);
    w.deadline.received = true;
    w.deadline.freshness = FRESHNESS_NOT_DUE;
    step(&w);
    expect(&w, 1, "overdue", "resolved", "received");
    hd_arena_clear(&w.arena);
}

static void an_alert_of_a_target_that_left_the_catalogue_ends(void **state)
{
    struct world w;

    (void)state;
    begin(&w);
    new_value(&w, STATE_AT_RISK);
    w.picture.row_count = 0;
    step(&w);
    expect(&w, 1, "lag", "resolved", "retired");
    hd_arena_clear(&w.arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_lag_fires_once_and_is_resolved_by_good_new_data),
        cmocka_unit_test(absence_resolves_nothing),
        cmocka_unit_test(good_without_new_data_does_not_resolve),
        cmocka_unit_test(a_moved_target_ends_a_lag_and_says_so),
        cmocka_unit_test(a_moved_target_ends_what_was_missed_and_says_so),
        cmocka_unit_test(a_target_moved_out_of_reach_stays_the_same_alert),
        cmocka_unit_test(raise_after_counts_only_new_data),
        cmocka_unit_test(a_pending_alert_goes_quietly),
        cmocka_unit_test(getting_worse_is_told_again),
        cmocka_unit_test(a_broken_promise_fires_again),
        cmocka_unit_test(a_missed_target_takes_over_from_its_lag),
        cmocka_unit_test(what_was_missed_before_installation_is_no_alert),
        cmocka_unit_test(one_overdue_alert_until_the_value_comes),
        cmocka_unit_test(an_alert_of_a_target_that_left_the_catalogue_ends),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
