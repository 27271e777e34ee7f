#include "queries/judge/why.h"

#include "queries/judge/why_say.h"

/* More stations than this are a calendar, not a sentence. */
#define STATIONS_TOLD 4

void why_fill(struct telling *t, const char *translated)
{
    if (t->out->len)
        hd_buf_putc(t->out, ' ');
    why_labels_fill(&t->labels, t->names->indicator, translated, t->out);
}

void why_say(struct telling *t, const char *msgid)
{
    why_fill(t, hd_tr(t->lang, msgid));
}

void why_say_either(struct telling *t, bool first, const char *yes, const char *no)
{
    why_say(t, first ? yes : no);
}

bool why_keeps_the_start(const struct verdict *v)
{
    return v->target->kind == JUDGE_MAINTAIN && !v->target->value;
}

/* ---- parts that several situations share ---- */

static void say_value(struct telling *t)
{
    why_say_either(t, t->v->latest || t->v->newest, N_("{indicator}: {value} ({period})."),
                   N_("{indicator}: there is no value yet."));
}

static void say_target(struct telling *t)
{
    if (!t->v->has_goal || t->v->target->kind == JUDGE_BENCHMARK)
        return;
    why_say_either(t, t->v->target->dated, N_("The target is {goal} ({due})."),
                   N_("The target is {goal}; it has no date."));
}

static void say_start(struct telling *t)
{
    if (t->v->baseline_source != BASELINE_NONE)
        why_say(t, N_("At the start: {baseline} ({baseline_period})."));
}

/* ---- open, with a path ---- */

static void say_on_path(struct telling *t, bool stations)
{
    why_say_either(
        t, stations,
        N_("{indicator}: {value} ({period}); the path from {baseline} ({baseline_period}) "
           "through {milestones} to {goal} ({due}) expects {expected}; the gap is {gap}."),
        N_("{indicator}: {value} ({period}); the path from {baseline} ({baseline_period}) "
           "to {goal} ({due}) expects {expected}; the gap is {gap}."));
}

static void say_under_a_month(struct telling *t, bool stations)
{
    why_say_either(
        t, stations,
        N_("{indicator}: {value} ({period}); the path from {baseline} ({baseline_period}) "
           "through {milestones} to {goal} ({due}) expects {expected}; the gap is {gap}, "
           "less than a month behind."),
        N_("{indicator}: {value} ({period}); the path from {baseline} ({baseline_period}) "
           "to {goal} ({due}) expects {expected}; the gap is {gap}, less than a month "
           "behind."));
}

static void say_months(struct telling *t, bool stations)
{
    long months = t->v->lag_months;

    why_fill(t,
             stations
                 ? hd_tr_n(t->lang,
                           "{indicator}: {value} ({period}); the path from {baseline} "
                           "({baseline_period}) through {milestones} to {goal} ({due}) expects "
                           "{expected}; the gap is {gap}, {months} month behind.",
                           "{indicator}: {value} ({period}); the path from {baseline} "
                           "({baseline_period}) through {milestones} to {goal} ({due}) expects "
                           "{expected}; the gap is {gap}, {months} months behind.",
                           months)
                 : hd_tr_n(t->lang,
                           "{indicator}: {value} ({period}); the path from {baseline} "
                           "({baseline_period}) to {goal} ({due}) expects {expected}; the gap is "
                           "{gap}, {months} month behind.",
                           "{indicator}: {value} ({period}); the path from {baseline} "
                           "({baseline_period}) to {goal} ({due}) expects {expected}; the gap is "
                           "{gap}, {months} months behind.",
                           months));
}

static void say_more_than(struct telling *t, bool stations)
{
    long months = t->v->lag_months;

    why_fill(t,
             stations
                 ? hd_tr_n(t->lang,
                           "{indicator}: {value} ({period}); the path from {baseline} "
                           "({baseline_period}) through {milestones} to {goal} ({due}) expects "
                           "{expected}; the gap is {gap}, more than {months} month behind.",
                           "{indicator}: {value} ({period}); the path from {baseline} "
                           "({baseline_period}) through {milestones} to {goal} ({due}) expects "
                           "{expected}; the gap is {gap}, more than {months} months behind.",
                           months)
                 : hd_tr_n(t->lang,
                           "{indicator}: {value} ({period}); the path from {baseline} "
                           "({baseline_period}) to {goal} ({due}) expects {expected}; the gap is "
                           "{gap}, more than {months} month behind.",
                           "{indicator}: {value} ({period}); the path from {baseline} "
                           "({baseline_period}) to {goal} ({due}) expects {expected}; the gap is "
                           "{gap}, more than {months} months behind.",
                           months));
}

static size_t stations_on_path(const struct verdict *v)
{
    size_t count = 0;

    for (size_t i = 0; i < v->milestone_count; i++)
        count += v->milestones[i].on_path;
    return count;
}

static void say_path(struct telling *t)
{
    const struct verdict *v = t->v;
    size_t on_path = stations_on_path(v);
    bool stations = on_path > 0 && on_path <= STATIONS_TOLD;

    if (!v->has_lag)
        say_on_path(t, stations);
    else if (v->lag_months == 0)
        say_under_a_month(t, stations);
    else if (v->lag_more_than)
        say_more_than(t, stations);
    else
        say_months(t, stations);
}

static void say_kept(struct telling *t)
{
    const struct verdict *v = t->v;

    if (v->has_range && v->target->strict_band)
        why_say(t,
                N_("{indicator}: {value} ({period}) is outside the band {goal} ({due}); the gap is "
                   "{gap}."));
    else if (why_keeps_the_start(v))
        why_say(
            t, N_("{indicator}: {value} ({period}); the level to keep is that of the start, {goal} "
                  "({baseline_period}); the gap is {gap}."));
    else
        why_say(t,
                N_("{indicator}: {value} ({period}); the level to keep is {goal} ({due}); the gap "
                   "is {gap}."));
}

/* ---- open, without a path ---- */

static void say_ordinal(struct telling *t)
{
    say_value(t);
    why_say_either(t, t->v->state == STATE_AT_RISK,
                   N_("It moves toward the target {goal} ({due})."),
                   N_("It does not move toward the target {goal} ({due})."));
}

static void say_peers(struct telling *t)
{
    if (t->v->peers_used > 1)
        why_fill(t, hd_tr_n(t->lang, "Compared with the mean of {count} series.",
                            "Compared with the mean of {count} series.", (long)t->v->peers_used));
}

static void say_benchmark(struct telling *t)
{
    why_say(t, N_("{indicator}: {value} ({period}); the level compared with is {expected}; the "
                  "difference is {gap}."));
    say_peers(t);
    if (judge_state_behind(t->v->state))
        why_say_either(t, t->v->state == STATE_AT_RISK, N_("The difference is getting smaller."),
                       N_("The difference is not getting smaller."));
}

static bool good_way(const struct verdict *v, bool has, double number)
{
    return has && v->indicator->direction * number > 0;
}

static void say_directional(struct telling *t)
{
    const struct verdict *v = t->v;
    bool pace = good_way(v, v->has_pace, v->pace), change = good_way(v, v->has_change, v->change);

    say_value(t);
    say_start(t);
    if (!v->has_pace)
        why_say_either(t, change,
                       N_("The last change ({change}) goes the right way; there are too few values "
                          "for a pace."),
                       N_("The last change ({change}) does not go the right way; there are too few "
                          "values for a pace."));
    else if (pace && change)
        why_say(t, N_("Both the pace of the last five years ({pace} a year) and the last change "
                      "({change}) go the right way."));
    else if (pace)
        why_say(t,
                N_("The pace of the last five years ({pace} a year) goes the right way, the last "
                   "change ({change}) does not."));
    else if (change)
        why_say(t,
                N_("The last change ({change}) goes the right way, the pace of the last five years "
                   "({pace} a year) does not."));
    else
        why_say(t, N_("Neither the pace of the last five years ({pace} a year) nor the last change "
                      "({change}) goes the right way."));
}

static void say_judged(struct telling *t)
{
    const struct verdict *v = t->v;

    switch (v->target->kind) {
    case JUDGE_ORDINAL:
    case JUDGE_BOOLEAN:
        say_ordinal(t);
        break;
    case JUDGE_BENCHMARK:
        say_benchmark(t);
        break;
    case JUDGE_DIRECTIONAL:
        say_directional(t);
        break;
    default:
        if (v->has_score)
            say_path(t);
        else
            say_kept(t);
    }
}

/* ---- other open states ---- */

static void say_achieved(struct telling *t)
{
    const struct verdict *v = t->v;

    if (v->target->kind == JUDGE_BENCHMARK)
        say_benchmark(t);
    else if (why_keeps_the_start(v))
        why_say(t, N_("{indicator}: {value} ({period}) keeps the level of the start, {goal} "
                      "({baseline_period})."));
    else
        why_say_either(
            t, v->target->dated,
            N_("{indicator}: {value} ({period}) meets the target {goal} ({due})."),
            N_("{indicator}: {value} ({period}) meets the target {goal}; it has no date."));
}

static void say_not_started(struct telling *t)
{
    const struct verdict *v = t->v;

    if (!v->latest && v->newest)
        why_say(t, N_("{indicator}: the parts known so far do not make up a whole; the newest is "
                      "{value} ({period})."));
    else if (v->target->kind == JUDGE_BENCHMARK)
        why_say(t,
                N_("{indicator}: {value} ({period}); there is only one period to compare so far."));
    else
        why_say(t, N_("{indicator}: only the starting value is known, {baseline} "
                      "({baseline_period})."));
    say_target(t);
}

/* It is shown with its distance, but never called late. */
static void say_undated(struct telling *t)
{
    why_say_either(t, t->labels.distance[0],
                   N_("The distance to it is {distance}; without a date it is never late."),
                   N_("Without a date it is never late."));
}

static void say_measuring(struct telling *t)
{
    static const char *const causes[] = {
        [CAUSE_NO_TARGET] = N_("There is no target."),
        [CAUSE_ASSESSED_LATER] = N_("It is assessed only from a later year on: {year}."),
        [CAUSE_NOT_IN_FORCE] = N_("The target is not in force yet; it begins on: {from_day}."),
        [CAUSE_NO_PEERS] = N_("Nobody to compare with is named."),
        [CAUSE_NO_PEER_VALUE] = N_("Those it is compared with have no value for the same period."),
        [CAUSE_NO_STEPS] = N_("Yes or no is judged when the time is over ({due})."),
        [CAUSE_NO_GOAL] = N_("A change in percent of zero cannot be computed."),
    };
    const struct verdict *v = t->v;

    say_value(t);
    if (v->target) {
        if (v->target->kind == JUDGE_DIRECTIONAL) {
            say_start(t);
            why_say(t, N_("The target is to improve."));
        }
        say_target(t);
    }
    if (v->cause == CAUSE_UNDATED)
        say_undated(t);
    else if (v->cause != CAUSE_NONE)
        why_say(t, causes[v->cause]);
}

/* ---- closed ---- */

static void say_due(struct telling *t)
{
    const struct verdict *v = t->v;

    why_say_either(
        t, v->has_goal && v->target->kind != JUDGE_BENCHMARK,
        N_("{indicator}: the time of the target {goal} ({due}) is over, and no value that "
           "can decide it is known yet."),
        N_("{indicator}: the time of the target ({due}) is over, and no value that can "
           "decide it is known yet."));
    if (v->latest || v->newest)
        why_say(t, N_("The newest value: {value} ({period})."));
}

static void say_outcome(struct telling *t)
{
    const struct verdict *v = t->v;
    bool reached = v->state == STATE_ACHIEVED;

    if (v->target->kind == JUDGE_DIRECTIONAL)
        why_say_either(
            t, reached,
            N_("{indicator}: since the start, {baseline} ({baseline_period}), it has "
               "improved ({due})."),
            N_("{indicator}: since the start, {baseline} ({baseline_period}), it has not "
               "improved ({due})."));
    else if (v->target->kind == JUDGE_BENCHMARK)
        why_say_either(t, reached, N_("{indicator}: the level compared with was reached ({due})."),
                       N_("{indicator}: the level compared with was not reached ({due})."));
    else if (why_keeps_the_start(v))
        why_say_either(
            t, reached,
            N_("{indicator}: the level of the start, {goal} ({baseline_period}), was kept "
               "({due})."),
            N_("{indicator}: the level of the start, {goal} ({baseline_period}), was not "
               "kept ({due})."));
    else
        why_say_either(t, reached, N_("{indicator}: the target {goal} ({due}) was reached."),
                       N_("{indicator}: the target {goal} ({due}) was not reached."));
}

static void say_aggregated(struct telling *t)
{
    why_say_either(t, t->v->indicator->aggregation == AGGREGATE_SUM,
                   N_("Decided by the sum of all parts of the period: {decided} ({due})."),
                   N_("Decided by the mean of all parts of the period: {decided} ({due})."));
}

static void say_decision(struct telling *t)
{
    switch (t->v->decision) {
    case DECIDED_OBSERVED:
        why_say(t, N_("Decided by the value {decided} ({decided_period})."));
        break;
    case DECIDED_AGGREGATED:
        say_aggregated(t);
        break;
    case DECIDED_INTERPOLATED:
        why_say(t, N_("Decided by the straight line between {left} ({left_period}) and {right} "
                      "({right_period}): {decided} ({day})."));
        break;
    case DECIDED_LATER:
        why_say(t, N_("Decided by a later value alone: {decided} ({decided_period})."));
        break;
    case DECIDED_HELD:
        why_say(t, N_("Decided by the value that held until the next one: {decided} "
                      "({decided_period}), then {right} ({right_period})."));
        break;
    case DECIDED_NOT:
        break;
    }
}

static void say_difference_decision(struct telling *t)
{
    switch (t->v->decision) {
    case DECIDED_INTERPOLATED:
        why_say(
            t, N_("Decided by the straight line between the differences {left} ({left_period}) and "
                  "{right} ({right_period}): {decided} ({day})."));
        break;
    case DECIDED_LATER:
        why_say(t, N_("Decided by a later difference alone: {decided} ({decided_period})."));
        break;
    default:
        why_say(t, N_("Decided by the difference {decided} ({decided_period})."));
        break;
    }
}

static void say_closed(struct telling *t)
{
    const struct verdict *v = t->v;

    say_outcome(t);
    if (v->target->kind == JUDGE_BENCHMARK)
        say_difference_decision(t);
    else
        say_decision(t);
    if (v->latest && v->latest != v->decided_by && v->latest != v->right &&
        v->latest->period.end_day > judge_answer(v->target).end_day)
        why_say_either(t, v->state == STATE_MISSED && v->has_gap && v->has_goal,
                       N_("The newest value: {value} ({period}); the gap is {gap}."),
                       N_("The newest value: {value} ({period})."));
}

static void say_state(struct telling *t)
{
    switch (t->v->state) {
    case STATE_RETIRED:
        why_say(t, N_("{indicator}: no longer followed."));
        break;
    case STATE_NO_DATA:
        say_value(t);
        if (t->v->target)
            say_target(t);
        break;
    case STATE_MEASURING:
        say_measuring(t);
        break;
    case STATE_NOT_STARTED:
        say_not_started(t);
        break;
    case STATE_DUE:
        say_due(t);
        break;
    case STATE_MISSED:
        say_closed(t);
        break;
    case STATE_ACHIEVED:
        if (t->v->closed)
            say_closed(t);
        else
            say_achieved(t);
        break;
    case STATE_ON_TRACK:
    case STATE_AT_RISK:
    case STATE_OFF_TRACK:
        say_judged(t);
        break;
    }
}

void why_sentence(const struct verdict *verdict, const struct why_names *names,
                  const struct hd_lang *lang, struct hd_buf *out)
{
    struct telling t = { .v = verdict, .names = names, .lang = lang };
    struct hd_buf sentences HD_BUF_AUTO = { 0 };

    hd_buf_init(&sentences, 8192);
    t.out = &sentences;
    why_labels_make(verdict, names, lang, &t.labels);
    say_state(&t);
    if (verdict->state != STATE_RETIRED) {
        why_tell_outlook(&t);
        why_tell_notes(&t);
    }
    hd_buf_puts(out, sentences.data);
    why_labels_clear(&t.labels);
}
