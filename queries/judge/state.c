#include "common/date.h"
#include "queries/judge/work.h"

/* Where a state ends, and what must be reached to leave a worse one again. */
#define BOUND_ON_TRACK 0.95
#define BOUND_AT_RISK  0.60
#define BOUND_LEAVE    0.02
/* Below this share of the way a ratio would divide by almost nothing. */
#define EARLY 0.05

bool state_span(const struct work *w, double *span_out)
{
    if (!w->has_goal || w->baseline.source == BASELINE_NONE)
        return false;
    *span_out = w->sense * (w->enough - w->baseline.number);
    if (judge_close(w->enough, w->baseline.number))
        *span_out = 0;
    return true;
}

static void set(bool *has, double *place, double number)
{
    if (!isfinite(number))
        return;
    *has = true;
    *place = number;
}

bool state_past_band(const struct work *w, double number, double *bound_out)
{
    const struct judge_target *target = w->target;

    if (target->kind != JUDGE_RANGE || !target->strict_band || !target->has_high)
        return false;
    *bound_out = w->sense > 0 ? target->high_number : target->number;
    return w->sense * (number - *bound_out) > 0;
}

/* How much of the way is covered, and how much should be. */
static void find_progress(const struct work *w, const struct value *value, struct standing *s)
{
    double way = w->enough - w->baseline.number, span;

    if (!state_span(w, &span) || span <= 0)
        return;
    set(&s->has_progress, &s->progress, (value->number - w->baseline.number) / way);
    if (s->has_expected)
        set(&s->has_expected_progress, &s->expected_progress,
            (s->expected - w->baseline.number) / way);
}

static void find_score(struct standing *s)
{
    double p = s->progress, e = s->expected_progress;

    if (!s->has_progress || !s->has_expected_progress)
        return;
    if (e >= EARLY - JUDGE_SLACK) {
        set(&s->has_ratio, &s->ratio, p / e);
        set(&s->has_score, &s->score, p / e);
    } else {
        set(&s->has_score, &s->score, 1 + (p - e) / EARLY);
    }
}

static struct standing standing_to_peers(const struct value *value, int sense)
{
    struct standing s = { 0 };

    set(&s.has_expected, &s.expected, value->peer);
    set(&s.has_gap, &s.gap, sense * value->number);
    return s;
}

struct standing standing_of(const struct work *w, const struct value *value)
{
    struct standing s = { 0 };
    double expected, far_bound;

    if (w->ops->difference)
        return standing_to_peers(value, w->sense);
    if (state_past_band(w, value->number, &far_bound)) {
        set(&s.has_expected, &s.expected, far_bound);
        set(&s.has_gap, &s.gap, w->sense * (far_bound - value->number));
        return s;
    }
    if (path_at(&w->path, value->day, &expected)) {
        set(&s.has_expected, &s.expected, expected);
        set(&s.has_gap, &s.gap, w->sense * (value->number - expected));
        if (s.has_gap && judge_close(value->number, expected))
            s.gap = 0;
    }
    find_progress(w, value, &s);
    find_score(&s);
    return s;
}

enum judge_state state_of_score(double score, enum judge_state before)
{
    double on_track = BOUND_ON_TRACK, at_risk = BOUND_AT_RISK;

    if (before == STATE_OFF_TRACK)
        at_risk += BOUND_LEAVE;
    if (before == STATE_OFF_TRACK || before == STATE_AT_RISK)
        on_track += BOUND_LEAVE;
    if (score >= on_track - JUDGE_SLACK)
        return STATE_ON_TRACK;
    return score >= at_risk - JUDGE_SLACK ? STATE_AT_RISK : STATE_OFF_TRACK;
}

/* One value's state: the kind's own, and where a ratio decided it, held back by the bounds. */
static enum judge_state state_of(const struct work *w, size_t i, enum judge_state before,
                                 enum judge_state *raw_out, enum judge_cause *cause_out)
{
    struct standing standing = standing_of(w, &w->values.items[i]);
    bool scored;

    *raw_out = w->ops->open(w, i, &standing, cause_out);
    scored = standing.has_score && (*raw_out == STATE_ON_TRACK || judge_state_behind(*raw_out));
    return scored ? state_of_score(standing.score, before) : *raw_out;
}

/* Values from before the baseline say nothing about the way from it. */
static size_t fold_start(const struct work *w)
{
    size_t i = 0;

    while (i + 1 < w->values.count && w->baseline.source != BASELINE_NONE &&
           w->values.items[i].day < w->baseline.day)
        i++;
    return i;
}

void state_fold(const struct work *w, struct verdict *v)
{
    enum judge_state before = STATE_NOT_STARTED;

    for (size_t i = fold_start(w); i < w->values.count; i++) {
        const struct value *value = &w->values.items[i];
        enum judge_state raw;
        enum judge_state state = state_of(w, i, before, &raw, &v->cause);

        /* Of one run of a state the value published first brought it about. */
        if (state != before || !v->since_at_ms || value->published_at_ms < v->since_at_ms)
            v->since_at_ms = value->published_at_ms;
        v->state = before = state;
        v->raw_state = raw;
    }
    v->since_day = (int32_t)(v->since_at_ms / HD_DAY_MS);
}

/* A state cannot be older than the target. */
void state_clamp_since(const struct work *w, struct verdict *v)
{
    if (!v->since_day || v->since_day >= w->target->valid_from_day)
        return;
    v->since_day = w->target->valid_from_day;
    v->since_at_ms = 0;
}
