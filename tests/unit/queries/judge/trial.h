/* tests/unit/queries/judge/trial.h - a property on trial: who answers, what was found wrong first,
 * and when two verdicts say the same. */
#ifndef HEDEF_TESTS_UNIT_QUERIES_JUDGE_TRIAL_H
#define HEDEF_TESTS_UNIT_QUERIES_JUDGE_TRIAL_H

#include "unit/queries/judge/made.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

typedef void answer_fn(struct asked *a);

struct trial {
    uint64_t seed;
    answer_fn *answer;
    int number;      /* of the case */
    int told;        /* cases that could have failed */
    char fault[400]; /* the first one */
};

static inline MAYBE_UNUSED bool failed(const struct trial *t)
{
    return *t->fault != '\0';
}

static inline MAYBE_UNUSED void __attribute__((format(printf, 2, 3)))
blame(struct trial *t, const char *format, ...)
{
    va_list args;
    int len;

    if (failed(t))
        return;
    len = snprintf(t->fault, sizeof t->fault, "case %d: ", t->number);
    va_start(args, format);
    vsnprintf(t->fault + len, sizeof t->fault - (size_t)len, format, args);
    va_end(args);
}

static inline MAYBE_UNUSED const struct verdict *answer(const struct trial *t, struct asked *a)
{
    t->answer(a);
    return &a->verdict;
}

/* ---- comparing ---- */

static inline MAYBE_UNUSED bool close_to(double x, double y)
{
    double size = fmax(1, fmax(fabs(x), fabs(y)));

    return fabs(x - y) <= 1e-6 * size;
}

static inline MAYBE_UNUSED void same_number(struct trial *t, const char *name, bool has_x, double x,
                                            bool has_y, double y)
{
    if (has_x != has_y)
        blame(t, "%s is there once only", name);
    else if (has_x && !close_to(x, y))
        blame(t, "%s %.12g and %.12g", name, x, y);
}

static inline MAYBE_UNUSED void same_words(struct trial *t, const struct verdict *x,
                                           const struct verdict *y)
{
    if (x->state != y->state || x->raw_state != y->raw_state)
        blame(t, "%s and %s", judge_state_word(x->state), judge_state_word(y->state));
    if (x->decision != y->decision)
        blame(t, "%s and %s", judge_decision_word(x->decision), judge_decision_word(y->decision));
    if (x->cause != y->cause || x->baseline_source != y->baseline_source ||
        x->worsening != y->worsening || x->provisional != y->provisional || x->stale != y->stale ||
        x->closed != y->closed || x->curve_fell_back != y->curve_fell_back)
        blame(t, "%s, but cause %d %d, baseline %d %d, worsening %d %d, other %d%d%d %d%d%d",
              judge_state_word(x->state), x->cause, y->cause, x->baseline_source,
              y->baseline_source, x->worsening, y->worsening, x->provisional, x->stale,
              x->curve_fell_back, y->provisional, y->stale, y->curve_fell_back);
}

/* y is x with all numbers times factor, plus offset where they are no differences. */
static inline MAYBE_UNUSED void same_numbers(struct trial *t, const struct verdict *x,
                                             const struct verdict *y, struct twist by)
{
    double offset = x->target->kind == JUDGE_BENCHMARK ? 0 : by.offset, f = by.factor;

    same_number(t, "gap", x->has_gap, fabs(f) * x->gap, y->has_gap, y->gap);
    same_number(t, "progress", x->has_progress, x->progress, y->has_progress, y->progress);
    same_number(t, "ratio", x->has_ratio, x->ratio, y->has_ratio, y->ratio);
    same_number(t, "score", x->has_score, x->score, y->has_score, y->score);
    same_number(t, "lag", x->has_lag, x->lag_months, y->has_lag, y->lag_months);
    same_number(t, "distance", x->has_distance, fabs(f) * x->distance, y->has_distance,
                y->distance);
    same_number(t, "pace", x->has_pace, f * x->pace, y->has_pace, y->pace);
    same_number(t, "decided", x->has_decided, offset + f * x->decided_value, y->has_decided,
                y->decided_value);
    same_number(t, "goal", x->has_goal, offset + f * x->goal, y->has_goal, y->goal);
    same_number(t, "expected", x->has_expected, by.offset + f * x->expected, y->has_expected,
                y->expected);
}

static inline MAYBE_UNUSED void same_stations(struct trial *t, const struct verdict *x,
                                              const struct verdict *y)
{
    if (x->milestone_count != y->milestone_count)
        blame(t, "%zu stations and %zu", x->milestone_count, y->milestone_count);
    for (size_t i = 0; i < x->milestone_count && !failed(t); i++) {
        const struct judge_milestone *a = &x->milestones[i], *b = &y->milestones[i];

        if (a->own != b->own || a->on_path != b->on_path || a->state != b->state)
            blame(t, "station %zu: %s and %s", i, judge_state_word(a->state),
                  judge_state_word(b->state));
    }
}

static inline MAYBE_UNUSED void same_outlook(struct trial *t, const struct verdict *vx,
                                             const struct verdict *vy, struct twist by)
{
    const struct judge_outlook *x = &vx->outlook, *y = &vy->outlook;
    double offset = vx->target->kind == JUDGE_BENCHMARK ? 0 : by.offset, f = by.factor;
    bool turned = f < 0;

    same_number(t, "probability", x->has_probability, x->probability, y->has_probability,
                y->probability);
    same_number(t, "pace", x->has_pace, f * x->pace, y->has_pace, y->pace);
    same_number(t, "pace needed", x->has_pace_needed, f * x->pace_needed, y->has_pace_needed,
                y->pace_needed);
    same_number(t, "r_fwd", x->has_r_fwd, x->r_fwd, y->has_r_fwd, y->r_fwd);
    same_number(t, "forecast", x->has_forecast, offset + f * x->forecast, y->has_forecast,
                y->forecast);
    same_number(t, "low", x->has_interval, offset + f * (turned ? x->high : x->low),
                y->has_interval, y->low);
    same_number(t, "high", x->has_interval, offset + f * (turned ? x->low : x->high),
                y->has_interval, y->high);
    same_number(t, "reached", x->has_reached, 0, y->has_reached, 0);
    if (x->reason != y->reason || x->likelihood != y->likelihood || x->transform != y->transform ||
        x->flat != y->flat || x->points != y->points)
        blame(t, "the outlook is another one");
}

static inline MAYBE_UNUSED bool same_text(const char *a, const char *b)
{
    return a && b ? strcmp(a, b) == 0 : a == b;
}

static inline MAYBE_UNUSED void same_profiles(struct trial *t, const struct verdict *x,
                                              const struct verdict *y)
{
    for (int i = 0; i < JUDGE_PROFILES; i++) {
        const struct judge_assessment *a = &x->profiles[i], *b = &y->profiles[i];

        if (!same_text(a->label, b->label))
            blame(t, "%s: %s and %s", judge_profile_word((enum judge_profile)i),
                  a->label ? a->label : "nothing", b->label ? b->label : "nothing");
        same_number(t, judge_profile_word((enum judge_profile)i), a->has_score, a->score,
                    b->has_score, b->score);
    }
}

static inline MAYBE_UNUSED void same_verdict(struct trial *t, const struct verdict *x,
                                             const struct verdict *y, struct twist by)
{
    same_words(t, x, y);
    same_numbers(t, x, y, by);
    same_stations(t, x, y);
    same_outlook(t, x, y, by);
}

/* ---- sound numbers ---- */

static inline MAYBE_UNUSED void number_is_good(struct trial *t, const char *name, double number)
{
    if (!isfinite(number))
        blame(t, "%s is not a finite number", name);
}

static inline MAYBE_UNUSED void verdict_is_finite(struct trial *t, const struct verdict *v)
{
    const struct judge_outlook *o = &v->outlook;
    const double numbers[] = {
        v->latest_value,  v->change,   v->baseline,     v->goal,
        v->enough,        v->distance, v->range_low,    v->range_high,
        v->expected,      v->gap,      v->progress,     v->expected_progress,
        v->ratio,         v->score,    v->left_value,   v->right_value,
        v->decided_value, v->pace,     v->interval_low, v->interval_high,
        v->respondents,   o->pace,     o->pace_needed,  o->r_fwd,
        o->forecast,      o->low,      o->high,         o->probability,
        o->origin,        o->horizon,  o->slope,        o->spread,
        o->sigma,         o->goal,
    };

    for (size_t i = 0; i < COUNT(numbers); i++)
        number_is_good(t, "a number", numbers[i]);
    for (size_t i = 0; i < v->milestone_count; i++) {
        number_is_good(t, "a station", v->milestones[i].value);
        number_is_good(t, "what decided a station", v->milestones[i].decided_value);
        number_is_good(t, "the outlook of a station", v->milestones[i].outlook.probability);
    }
    for (int i = 0; i < JUDGE_PROFILES; i++) {
        number_is_good(t, judge_profile_word((enum judge_profile)i), v->profiles[i].value);
        number_is_good(t, judge_profile_word((enum judge_profile)i), v->profiles[i].score);
    }
}

static inline MAYBE_UNUSED void outlook_is_sound(struct trial *t, const struct judge_outlook *o)
{
    if (o->has_probability && !(o->probability >= 0 && o->probability <= 1))
        blame(t, "probability %g", o->probability);
    if (o->has_interval && !(o->low <= o->high))
        blame(t, "interval %g to %g", o->low, o->high);
    if (o->has_probability != (o->likelihood != LIKELIHOOD_NONE))
        blame(t, "a word without a probability, or none for one");
}

#endif
