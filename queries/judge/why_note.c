/* What must be said beside the outcome, so that nobody is misled by a bare number. */
#include "queries/judge/why_say.h"

/* A break matters where the values on both of its sides were used. */
static bool break_matters(const struct verdict *v)
{
    if (v->has_decided)
        return v->decided_across_break;
    return v->break_between &&
           (v->state == STATE_ON_TRACK || v->state == STATE_AT_RISK || v->state == STATE_OFF_TRACK);
}

/* Is the starting value among the numbers that were told? */
static bool start_was_used(const struct verdict *v)
{
    enum judge_kind kind = v->target->kind;

    if (v->left_is_baseline || (v->state == STATE_NOT_STARTED && v->latest))
        return kind != JUDGE_BENCHMARK;
    if (kind == JUDGE_DIRECTIONAL || why_keeps_the_start(v))
        return v->state != STATE_DUE;
    return judge_state_behind(v->state) || v->state == STATE_ON_TRACK ? v->has_score : false;
}

static void note_start(struct telling *t)
{
    static const char *const sources[] = {
        [BASELINE_START] =
            N_("The starting value is the last one known when the target came into force."),
        [BASELINE_FIRST] =
            N_("The starting value is the first one after the target came into force."),
        [BASELINE_LATE] =
            N_("The starting value is older than the target, but became known only after it."),
    };
    enum judge_baseline_source source = t->v->baseline_source;

    if (source != BASELINE_NONE && source != BASELINE_STATED && start_was_used(t->v))
        why_say(t, sources[source]);
}

/* ---- the target ---- */

static void note_reference(struct telling *t)
{
    if (t->v->target->has_reference)
        why_say(t, N_("The value of {reference} is the one that answers for {due}."));
}

static void note_bound(struct telling *t)
{
    const struct verdict *v = t->v;

    if (v->weak_bound && (judge_state_behind(v->state) || v->state == STATE_MISSED))
        why_say_either(t, v->weak_bound < 0,
                       N_("The weak bound of the range is the lower one, {bound}."),
                       N_("The weak bound of the range is the upper one, {bound}."));
}

/* Its own stations, each judged at its own date: a missed one stays missed. */
static void note_stations(struct telling *t)
{
    bool reached = t->labels.reached_stations.len, missed = t->labels.missed_stations.len;

    if (reached && missed)
        why_say(t, N_("On the way, reached: {reached_stations}; missed: {missed_stations}."));
    else if (missed)
        why_say(t, N_("Missed on the way: {missed_stations}."));
    else if (reached)
        why_say(t, N_("Reached on the way: {reached_stations}."));
}

static void note_survey(struct telling *t)
{
    if (t->v->has_interval && t->v->inside_interval)
        why_say(t, N_("The target lies inside the 95 % interval of the survey, {interval_low} to "
                      "{interval_high} ({respondents} answers): the survey cannot tell them "
                      "apart."));
}

/* ---- the path and the value ---- */

static void note_curve(struct telling *t)
{
    if (!t->v->target || !t->v->curve_fell_back || !t->v->has_score)
        return;
    why_say_either(t, t->v->target->curve == CURVE_GEOMETRIC,
                   N_("The path is straight: constant growth needs values above zero."),
                   N_("The path is straight: an S-curve needs values between 0 and 99.5."));
}

static void note_state(struct telling *t)
{
    const struct verdict *v = t->v;

    if (v->state != v->raw_state && judge_state_behind(v->state))
        why_say(t, N_("The state improves only when its bound is passed clearly."));
    if (v->worsening)
        why_say(t, N_("The pace of the last five years points away from it: {pace} a year."));
}

static void note_value(struct telling *t)
{
    const struct verdict *v = t->v;

    if (v->trailing && !v->has_decided)
        why_say(t, N_("The value is the sum of the twelve months up to that period."));
    if (v->provisional && v->state != STATE_DUE)
        why_say(t, N_("It rests on a provisional or estimated value."));
    if (break_matters(v))
        why_say(t, N_("The series has a break ({break_period}): values before and after it are not "
                      "fully comparable."));
    if (v->stale && !v->closed)
        why_say(t, N_("The value is older than two periods."));
}

void why_tell_notes(struct telling *t)
{
    if (t->v->target) {
        note_stations(t);
        note_survey(t);
        note_bound(t);
        note_reference(t);
        note_start(t);
    }
    note_curve(t);
    note_state(t);
    note_value(t);
}
