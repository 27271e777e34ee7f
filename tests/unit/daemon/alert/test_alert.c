#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "common/buf.h"
#include "common/lang.h"
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

/* ---- outlook ---- */

static void unlikely_raises_an_alert_of_its_own(void **state)
{
    static const struct {
        const char *says;
        enum judge_state state;
        bool has_probability;
        double probability;
        bool has_r_fwd;
        double r_fwd;
        bool fires;
    } rows[] = {
        { "unlikely", STATE_ON_TRACK, true, 0.329, true, 1.2, true },
        { "a third is even", STATE_ON_TRACK, true, 0.33, true, 0.1, false },
        { "met today, but not likely to stay so", STATE_ACHIEVED, true, 0.2, false, 0, true },
        { "few values: too slow", STATE_ON_TRACK, false, 0, true, 0.79, true },
        { "few values: fast enough", STATE_ON_TRACK, false, 0, true, 0.80, false },
        { "few values: the other way", STATE_ON_TRACK, false, 0, true, -2, true },
        { "nothing is known", STATE_ON_TRACK, false, 0, false, 0, false },
        { "not assessed yet", STATE_MEASURING, true, 0.01, true, 0.1, false },
        { "only the start", STATE_NOT_STARTED, true, 0.01, true, 0.1, false },
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct world w;

        begin(&w);
        w.row.verdict.outlook = (struct judge_outlook){ .has_probability = rows[i].has_probability,
                                                        .probability = rows[i].probability,
                                                        .has_r_fwd = rows[i].has_r_fwd,
                                                        .r_fwd = rows[i].r_fwd };
        new_value(&w, rows[i].state);
        if (w.count != rows[i].fires)
            fail_msg("%s", rows[i].says);
        if (rows[i].fires) {
            expect(&w, 1, "outlook", "firing", "value");
            assert_string_equal(w.out[0].alert.severity, "warning");
        }
        hd_arena_clear(&w.arena);
    }
}

static void set_probability(struct world *w, double probability)
{
    w->row.verdict.outlook =
        (struct judge_outlook){ .has_probability = true, .probability = probability };
}

static void an_outlook_is_resolved_by_a_better_one(void **state)
{
    struct world w;

    (void)state;
    begin(&w);
    set_probability(&w, 0.1);
    new_value(&w, STATE_ON_TRACK);
    expect(&w, 1, "outlook", "firing", "value");
    step(&w);
    expect(&w, 0, NULL, NULL, NULL);
    w.row.verdict.outlook.has_probability = false; /* nothing can be said: nothing is better */
    new_value(&w, STATE_ON_TRACK);
    expect(&w, 0, NULL, NULL, NULL);
    set_probability(&w, 0.5);
    new_value(&w, STATE_ON_TRACK);
    expect(&w, 1, "outlook", "resolved", "value");
    hd_arena_clear(&w.arena);
}

static void an_outlook_ends_with_its_time(void **state)
{
    struct world w;

    (void)state;
    begin(&w);
    set_probability(&w, 0.1);
    new_value(&w, STATE_ON_TRACK);
    w.row.verdict.outlook = (struct judge_outlook){ 0 };
    w.row.verdict.closed = true;
    w.row.verdict.state = STATE_DUE;
    step(&w);
    expect(&w, 1, "outlook", "resolved", "closed");
    hd_arena_clear(&w.arena);
}

static void behind_and_unlikely_are_two_alerts(void **state)
{
    struct world w;

    (void)state;
    begin(&w);
    set_probability(&w, 0.05);
    new_value(&w, STATE_OFF_TRACK);
    assert_int_equal(w.count, 2);
    assert_string_equal(w.out[0].alert.kind, "lag");
    assert_string_equal(w.out[1].alert.kind, "outlook");
    assert_non_null(strstr(w.out[1].alert.document, "\"probability\":0.05"));
    hd_arena_clear(&w.arena);
}

static void an_outlook_says_how_likely_in_its_headline(void **state)
{
    static const struct {
        const char *says;
        bool has_probability;
        const char *expected;
    } rows[] = {
        { "with a probability", true, "Outlook | ; at least 50 %, 2025: very unlikely, 5 %" },
        { "without", false,
          "Outlook | ; at least 50 %, 2025: +1.0 points a year, needed are +4.0 points a year" },
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        HD_BUF_AUTO struct hd_buf text = { 0 };
        struct world w;

        begin(&w);
        w.indicator.decimals = 1;
        w.target.judge.value = "50";
        w.target.judge.number = 50;
        w.target.judge.period_text = "2025";
        w.alerts[0] = (struct alert_row){
            .kind = "outlook", .subject = w.target.judge.id, .state = "firing", .row = &w.row
        };
        w.row.verdict.outlook = (struct judge_outlook){ .has_probability = rows[i].has_probability,
                                                        .probability = 0.05,
                                                        .likelihood = LIKELIHOOD_VERY_UNLIKELY,
                                                        .has_pace = true,
                                                        .pace = 1,
                                                        .has_pace_needed = true,
                                                        .pace_needed = 4,
                                                        .has_r_fwd = true,
                                                        .r_fwd = 0.25 };
        hd_buf_init(&text, 4096);
        alert_headline(&w.alerts[0], &w.picture, hd_lang_find("en"), &text);
        if (strcmp(text.data, rows[i].expected) != 0)
            fail_msg("%s: '%s'", rows[i].says, text.data);
        hd_arena_clear(&w.arena);
    }
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
        cmocka_unit_test(unlikely_raises_an_alert_of_its_own),
        cmocka_unit_test(an_outlook_is_resolved_by_a_better_one),
        cmocka_unit_test(an_outlook_ends_with_its_time),
        cmocka_unit_test(behind_and_unlikely_are_two_alerts),
        cmocka_unit_test(an_outlook_says_how_likely_in_its_headline),
        cmocka_unit_test(a_missed_target_takes_over_from_its_lag),
        cmocka_unit_test(what_was_missed_before_installation_is_no_alert),
        cmocka_unit_test(one_overdue_alert_until_the_value_comes),
        cmocka_unit_test(an_alert_of_a_target_that_left_the_catalogue_ends),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
