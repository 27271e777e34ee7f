/* Will it be reached?  At most two sentences: what the pace leads to, and what the forecast says
 * with its interval and probability; or why nothing can be said. */
#include "queries/judge/why_say.h"

/* Fewer values than this have no spread to speak of. */
#define POINTS_FOR_SPREAD 4

/* ---- the pace ---- */

static bool assumed(const struct judge_outlook *o)
{
    return o->assumed || o->reason == UNFORESEEN_ASSUMED;
}

static void say_reached(struct telling *t)
{
    const struct judge_outlook *o = &t->v->outlook;

    if (assumed(o))
        why_say_either(t, o->has_pace_needed,
                       N_("At the assumed pace, {outlook_pace} a year, it reaches {goal} in "
                          "{reached}; {pace_needed} a year is needed."),
                       N_("At the assumed pace, {outlook_pace} a year, it reaches {goal} in "
                          "{reached}."));
    else
        why_say_either(t, o->has_pace_needed,
                       N_("At the pace of the last five years, {outlook_pace} a year, it reaches "
                          "{goal} in {reached}; {pace_needed} a year is needed."),
                       N_("At the pace of the last five years, {outlook_pace} a year, it reaches "
                          "{goal} in {reached}."));
}

/* The pace points away, stands still, or leads there only in a time nobody plans for. */
static void say_not_reached(struct telling *t)
{
    const struct judge_outlook *o = &t->v->outlook;

    if (!o->has_pace_needed)
        return;
    if (assumed(o))
        why_say(t, N_("The assumed pace, {outlook_pace} a year, does not lead to {goal}; "
                      "{pace_needed} a year is needed."));
    else
        why_say(t, N_("The pace of the last five years, {outlook_pace} a year, does not lead to "
                      "{goal}; {pace_needed} a year is needed."));
}

static void say_difference_pace(struct telling *t)
{
    why_say_either(t, t->v->outlook.has_reached,
                   N_("At the pace of the last five years, {outlook_pace} a year, the difference "
                      "is closed in {reached}."),
                   N_("At the pace of the last five years, {outlook_pace} a year, the difference "
                      "is not closed."));
}

/* A quarter may stand where only the year as a whole is asked to. */
static bool is_past(const struct verdict *v)
{
    return v->has_distance && v->distance >= 0;
}

static void say_pace(struct telling *t)
{
    const struct verdict *v = t->v;

    if (!v->outlook.has_pace || !v->has_goal || v->state == STATE_ACHIEVED || is_past(v))
        return;
    if (v->target->kind == JUDGE_BENCHMARK)
        say_difference_pace(t);
    else if (v->outlook.has_reached)
        say_reached(t);
    else
        say_not_reached(t);
}

/* ---- the forecast ---- */

static void say_chance_to_reach(struct telling *t)
{
    static const char *const sentences[] = {
        [LIKELIHOOD_VERY_UNLIKELY] =
            N_("Forecast for {due}: {forecast} (80 % interval {low} to {high}); that the target is "
               "reached is very unlikely, {probability}."),
        [LIKELIHOOD_UNLIKELY] =
            N_("Forecast for {due}: {forecast} (80 % interval {low} to {high}); that the target is "
               "reached is unlikely, {probability}."),
        [LIKELIHOOD_EVEN] =
            N_("Forecast for {due}: {forecast} (80 % interval {low} to {high}); that the target is "
               "reached is about as likely as not, {probability}."),
        [LIKELIHOOD_LIKELY] =
            N_("Forecast for {due}: {forecast} (80 % interval {low} to {high}); that the target is "
               "reached is likely, {probability}."),
        [LIKELIHOOD_VERY_LIKELY] =
            N_("Forecast for {due}: {forecast} (80 % interval {low} to {high}); that the target is "
               "reached is very likely, {probability}."),
    };

    why_say(t, sentences[t->v->outlook.likelihood]);
}

static void say_chance_to_stay(struct telling *t)
{
    static const char *const sentences[] = {
        [LIKELIHOOD_VERY_UNLIKELY] =
            N_("It is forecast to fall back, to {forecast} (80 % interval {low} to {high}) in "
               "{due}; that the target is met then is very unlikely, {probability}."),
        [LIKELIHOOD_UNLIKELY] =
            N_("It is forecast to fall back, to {forecast} (80 % interval {low} to {high}) in "
               "{due}; that the target is met then is unlikely, {probability}."),
        [LIKELIHOOD_EVEN] =
            N_("Forecast for {due}: {forecast} (80 % interval {low} to {high}); that the target is "
               "still met then is about as likely as not, {probability}."),
        [LIKELIHOOD_LIKELY] =
            N_("Forecast for {due}: {forecast} (80 % interval {low} to {high}); that the target is "
               "still met then is likely, {probability}."),
        [LIKELIHOOD_VERY_LIKELY] =
            N_("Forecast for {due}: {forecast} (80 % interval {low} to {high}); that the target is "
               "still met then is very likely, {probability}."),
    };

    why_say(t, sentences[t->v->outlook.likelihood]);
}

/* Without any spread the probability is a statement about today: 0 or 1. */
static void say_flat(struct telling *t)
{
    why_say_either(t, t->v->outlook.probability > 0.5,
                   N_("All values so far are equal: if that stays so, the target is met in {due}; "
                      "there is no spread to compute an interval from."),
                   N_("All values so far are equal: if that stays so, the target is not met in "
                      "{due}; there is no spread to compute an interval from."));
}

static void say_chance(struct telling *t)
{
    const struct judge_outlook *o = &t->v->outlook;

    if (o->flat)
        say_flat(t);
    else if (o->likelihood == LIKELIHOOD_NONE || !o->has_forecast || !o->has_interval)
        return;
    else if (t->v->state == STATE_ACHIEVED)
        say_chance_to_stay(t);
    else
        say_chance_to_reach(t);
}

/* ---- what is missing ---- */

static void say_few(struct telling *t)
{
    const struct judge_outlook *o = &t->v->outlook;
    bool few = o->points > 0 && o->points < POINTS_FOR_SPREAD;

    if (t->v->state == STATE_ACHIEVED)
        why_say_either(t, few,
                       N_("How likely it is to stay so cannot be said yet: that takes four values, "
                          "and there are {points}."),
                       N_("How likely it is to stay so cannot be said yet: the values cover too "
                          "short a time."));
    else
        why_say_either(t, few,
                       N_("How likely it is to be reached cannot be said yet: that takes four "
                          "values, and there are {points}."),
                       N_("How likely it is to be reached cannot be said yet: the values cover too "
                          "short a time."));
}

static void say_no_pace(struct telling *t)
{
    if (t->v->state == STATE_ACHIEVED)
        why_say(t, N_("Whether it stays so cannot be said yet: there are too few values that can "
                      "be compared."));
    else if (t->v->outlook.has_pace_needed)
        why_say(t, N_("From now on it takes {pace_needed} a year; whether that will be managed "
                      "cannot be said yet: there are too few values that can be compared."));
}

static void say_missing(struct telling *t)
{
    switch (t->v->outlook.reason) {
    case UNFORESEEN_FEW:
        say_few(t);
        break;
    case UNFORESEEN_NO_PACE:
        say_no_pace(t);
        break;
    case UNFORESEEN_STEPS:
        if (t->v->state != STATE_ACHIEVED)
            why_say(t, N_("Steps like these are not forecast."));
        break;
    case UNFORESEEN_PAST:
        why_say(t, N_("The newest value stands at the end of the time already: there is nothing "
                      "left to forecast."));
        break;
    case UNFORESEEN_ASSUMED:
        if (t->v->outlook.has_forecast && t->v->target->dated)
            why_say(t, N_("It leads to {forecast} in {due}; an assumed pace has no probability."));
        break;
    case UNFORESEEN_NO_TARGET:
    case UNFORESEEN_CLOSED:
    case UNFORESEEN_UNDATED:
    case UNFORESEEN_NO_LEVEL: /* the sentence before has said it */
    case FORESEEN:
        break;
    }
}

/* Measured without a date it may still get there; all else that is measured waits for something. */
static bool is_open(const struct verdict *v)
{
    if (!v->target || v->closed)
        return false;
    return v->state == STATE_ACHIEVED || v->state == STATE_ON_TRACK ||
           judge_state_behind(v->state) ||
           (v->state == STATE_MEASURING && v->cause == CAUSE_UNDATED);
}

void why_tell_outlook(struct telling *t)
{
    if (!is_open(t->v))
        return;
    say_pace(t);
    if (t->v->target->dated && t->v->outlook.has_probability)
        say_chance(t);
    else
        say_missing(t);
}
