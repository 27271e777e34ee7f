/* tests/unit/queries/judge/question.h - questions to the judge, written as texts:
 *
 *     struct asked a = asked_of(1, HD_FREQ_Q, AGGREGATE_LAST);
 *     asked_points(&a, "2016=8 2024-Q4=41.0P 2025-Q1=-");
 *     asked_target(&a, "at_least", "2025", "50");
 *     const struct verdict *v = ask(&a, 0, "2025-03-31");
 *
 * A point is PERIOD=VALUE[STATUS][@PUBLISHED]; `-` is deliberately missing.  Published is 45 days
 * after the period at 12:00 unless said.  Included by one test program at a time. */
#ifndef HEDEF_TESTS_UNIT_QUERIES_JUDGE_QUESTION_H
#define HEDEF_TESTS_UNIT_QUERIES_JUDGE_QUESTION_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "common/date.h"
#include "common/decimal.h"
#include "common/memory.h"
#include "queries/judge/judge.h"

#define ASKED_POINTS  400
#define ASKED_TARGETS 8
#define ASKED_PEERS   4
#define MAYBE_UNUSED  __attribute__((unused))

struct asked_series {
    struct judge_series series;
    struct judge_point points[ASKED_POINTS];
};

struct asked {
    struct hd_arena arena;
    struct judge_indicator indicator;
    struct asked_series now, start, respondents, peers[ASKED_PEERS];
    const struct judge_series *peer_list[ASKED_PEERS];
    struct judge_target targets[ASKED_TARGETS];
    struct judge_question question;
    struct verdict verdict;
};

static inline MAYBE_UNUSED int32_t day_of(const char *text)
{
    int32_t day;

    if (!hd_day_parse(text, strlen(text), &day))
        fail_msg("'%s' is not a day", text);
    return day;
}

static inline MAYBE_UNUSED struct hd_period period_of(const char *text)
{
    struct hd_period period;
    const char *why;

    if (!hd_period_parse(text, strlen(text), &period, &why))
        fail_msg("'%s': %s", text, why);
    return period;
}

static inline MAYBE_UNUSED struct asked *asked_new(int direction, enum hd_freq freq,
                                                   enum judge_aggregation aggregation)
{
    struct asked *a = hd_alloc(sizeof *a);

    a->indicator = (struct judge_indicator){
        .direction = direction, .frequency = freq, .aggregation = aggregation, .unit = "percent"
    };
    a->now.series = (struct judge_series){ "indicator", "AZ", "", a->now.points, 0 };
    a->question = (struct judge_question){ .indicator = &a->indicator,
                                           .series = &a->now.series,
                                           .targets = a->targets,
                                           .peers = a->peer_list };
    return a;
}

static inline MAYBE_UNUSED void asked_free(struct asked *a)
{
    hd_arena_clear(&a->arena);
    free(a);
}

/* One word of a specification: "2024-Q4=41.0P@2025-02-14". */
static inline MAYBE_UNUSED struct judge_point point_of(struct asked *a, char *word)
{
    struct judge_point point = { .status = 'A', .vintage = 1 };
    char *value = strchr(word, '='), *published = strchr(word, '@');
    size_t len;

    *value++ = '\0';
    if (published)
        *published++ = '\0';
    point.period = period_of(word);
    point.published_at_ms =
        (int64_t)(published ? day_of(published) : point.period.end_day + 45) * HD_DAY_MS +
        HD_DAY_MS / 2;
    len = strlen(value);
    if (a->indicator.scale) {
        point.text = hd_arena_strdup(&a->arena, value);
        point.numeric = true;
        return point;
    }
    if (!strcmp(value, "-")) {
        point.status = 'O';
        return point;
    }
    if (value[len - 1] >= 'A' && value[len - 1] <= 'Z') {
        point.status = value[len - 1];
        value[len - 1] = '\0';
    }
    point.text = hd_arena_strdup(&a->arena, value);
    point.value = hd_decimal_double(value);
    point.numeric = true;
    return point;
}

static inline MAYBE_UNUSED void series_of(struct asked *a, struct asked_series *to,
                                          const char *spec)
{
    char *copy = hd_arena_strdup(&a->arena, spec), *word;

    to->series = (struct judge_series){ "indicator", "AZ", "", to->points, 0 };
    while ((word = strsep(&copy, " "))) {
        if (*word)
            to->points[to->series.count++] = point_of(a, word);
    }
}

static inline MAYBE_UNUSED void asked_points(struct asked *a, const char *spec)
{
    series_of(a, &a->now, spec);
}

/* What was known when the target came into force. */
static inline MAYBE_UNUSED void asked_start(struct asked *a, const char *spec)
{
    series_of(a, &a->start, spec);
    a->question.series_at_start = &a->start.series;
}

static inline MAYBE_UNUSED void asked_peer(struct asked *a, const char *spec)
{
    struct asked_series *peer = &a->peers[a->question.peer_count];

    series_of(a, peer, spec);
    a->peer_list[a->question.peer_count++] = &peer->series;
}

static inline MAYBE_UNUSED void set_value(struct judge_target *target, const char *value)
{
    target->value = value;
    if (value && hd_decimal_valid(value, strlen(value)))
        target->number = hd_decimal_double(value);
}

/* period: "2025", "2017/2020" (an increment), or "after 2025" and the like: undated. */
static inline MAYBE_UNUSED struct judge_target *asked_target(struct asked *a, const char *kind,
                                                             const char *period, const char *value)
{
    struct judge_target *target = &a->targets[a->question.target_count++];
    const char *slash = strchr(period, '/');

    *target = (struct judge_target){ .id = "target", .period_text = period, .vintage = 1 };
    target->valid_from_day = day_of("2016-12-06");
    if (!judge_kind_parse(kind, &target->kind))
        fail_msg("no kind '%s'", kind);
    target->dated = period[0] != 'a';
    if (target->dated)
        target->due = target->first = period_of(slash ? slash + 1 : period);
    if (slash)
        target->first = period_of(hd_arena_strndup(&a->arena, period, (size_t)(slash - period)));
    set_value(target, value);
    return target;
}

static inline MAYBE_UNUSED void set_baseline(struct judge_target *target, const char *period,
                                             const char *value)
{
    target->has_baseline = true;
    target->baseline_period = period_of(period);
    target->baseline_value = value;
    if (hd_decimal_valid(value, strlen(value)))
        target->baseline_number = hd_decimal_double(value);
}

static inline MAYBE_UNUSED void assert_finite(const char *name, double number)
{
    if (!(number - number == 0))
        fail_msg("%s is not a finite number", name);
}

/* "2020=70 2022=80" */
static inline MAYBE_UNUSED void set_stations(struct asked *a, struct judge_target *target,
                                             const char *spec)
{
    struct judge_station *stations = hd_arena_alloc(&a->arena, strlen(spec) * sizeof *stations);
    char *copy = hd_arena_strdup(&a->arena, spec), *word;

    target->station_count = 0;
    target->stations = stations;
    while ((word = strsep(&copy, " "))) {
        struct judge_station *station = &stations[target->station_count++];
        char *value = strchr(word, '=');

        *value++ = '\0';
        *station = (struct judge_station){ period_of(word), value, hd_decimal_double(value) };
    }
}

/* How many answered a survey. */
static inline MAYBE_UNUSED void asked_respondents(struct asked *a, const char *spec)
{
    series_of(a, &a->respondents, spec);
    a->question.respondents = &a->respondents.series;
}

/* No NaN, no infinity ever leaves. */
static inline MAYBE_UNUSED void assert_numbers(const struct verdict *v)
{
    const struct {
        const char *name;
        double number;
    } numbers[] = {
        { "latest_value", v->latest_value },
        { "baseline", v->baseline },
        { "goal", v->goal },
        { "expected", v->expected },
        { "gap", v->gap },
        { "progress", v->progress },
        { "expected_progress", v->expected_progress },
        { "ratio", v->ratio },
        { "score", v->score },
        { "decided_value", v->decided_value },
        { "pace", v->pace },
        { "change", v->change },
        { "left", v->left_value },
        { "right", v->right_value },
        { "range_low", v->range_low },
        { "range_high", v->range_high },
        { "enough", v->enough },
        { "distance", v->distance },
        { "interval_low", v->interval_low },
        { "interval_high", v->interval_high },
        { "outlook pace", v->outlook.pace },
        { "pace needed", v->outlook.pace_needed },
        { "r_fwd", v->outlook.r_fwd },
        { "forecast", v->outlook.forecast },
        { "low", v->outlook.low },
        { "high", v->outlook.high },
        { "probability", v->outlook.probability },
        { "sigma", v->outlook.sigma },
    };

    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
        assert_finite(numbers[i].name, numbers[i].number);
    for (size_t i = 0; i < v->milestone_count; i++) {
        assert_finite("milestone", v->milestones[i].value);
        assert_finite("decided milestone", v->milestones[i].decided_value);
    }
    for (size_t i = 0; i < JUDGE_PROFILES; i++) {
        assert_finite("profile value", v->profiles[i].value);
        assert_finite("profile score", v->profiles[i].score);
    }
}

static inline MAYBE_UNUSED const struct verdict *ask_on(struct asked *a, size_t which,
                                                        int32_t as_of_day)
{
    a->question.which = which;
    a->question.as_of_day = as_of_day;
    judge(&a->question, &a->arena, &a->verdict);
    assert_numbers(&a->verdict);
    return &a->verdict;
}

static inline MAYBE_UNUSED const struct verdict *ask(struct asked *a, size_t which,
                                                     const char *as_of)
{
    return ask_on(a, which, day_of(as_of));
}

static inline MAYBE_UNUSED void assert_state(const char *says, enum judge_state state,
                                             enum judge_state expected)
{
    if (state != expected)
        fail_msg("%s: %s instead of %s", says, judge_state_word(state), judge_state_word(expected));
}

static inline MAYBE_UNUSED void assert_near(const char *says, double number, double expected,
                                            double within)
{
    double off = number > expected ? number - expected : expected - number;

    if (!(off <= within))
        fail_msg("%s: %.12g instead of %.12g", says, number, expected);
}

#endif
