/* opensdg-2.4: compound growth against the growth that the target needs (Open SDG, release 2.4;
 * Statistics Canada, after Eurostat 2021). */
#include "queries/judge/growth.h"
#include "queries/judge/profile.h"
#include "queries/judge/profile_reason.h"

static bool achieved(const struct profile_case *c)
{
    return c->has_target && c->direction * (c->value - growth_not_zero(c->target)) >= 0;
}

/* Of R, or of V with bounds made smaller by `room` near a natural limit. */
static const char *label_of(const struct profile_case *c, double value, double room)
{
    double high = c->has_target ? 0.95 : 0.015 * room;
    double middle = c->has_target ? 0.60 : 0.005 * room;

    if (bound_reached(value, high))
        return "substantial_progress";
    if (bound_reached(value, middle))
        return "moderate_progress";
    return value >= 0 ? "limited_progress" : "deterioration";
}

static double target_score(double r)
{
    return bound_reached(r, 0.6) ? fmin(7.1429 * r - 4.2857, 5) : fmax(4.1667 * r - 2.5, -5);
}

static double trend_score(double v, double room)
{
    if (v < 0)
        return fmax(125 * v - 2.5, -5);
    if (room == 0)
        return 5; /* at the limit, and kept */
    if (bound_reached(v, 0.015 * room))
        return fmin(500 * v / room - 5, 5);
    if (bound_reached(v, 0.005 * room))
        return 250 * v / room - 1.25;
    return 500 * v / room - 2.5;
}

struct judge_assessment profile_opensdg(const struct profile_case *c)
{
    struct judge_assessment a = profile_compared(c, c->has_target ? "target" : "no_target");
    double room = c->has_limit && !c->has_target ? growth_room(c->base, c->limit) : 1;

    a.reason = growth_progress(c, &a.value);
    a.has_value = !a.reason;
    if (achieved(c)) {
        a.label = "target_achieved";
        a.reason = NULL;
        a.has_score = true;
        a.score = 5;
    } else if (a.reason) {
        a.label = "not_available";
    } else {
        a.label = label_of(c, a.value, room);
        a.has_score = true;
        a.score = c->has_target ? target_score(a.value) : trend_score(a.value, room);
    }
    return a;
}

/* The method knows what fulfilled means, and leaves open what not yet fulfilled does. */
struct judge_assessment profile_opensdg_condition(bool met)
{
    return (struct judge_assessment){
        .label = met ? "target_achieved" : "not_available",
        .reason = met ? NULL : PROFILE_CONDITION,
        .has_score = met,
        .score = met ? 5 : 0,
        .rule = "condition",
    };
}

const char *profile_opensdg_status(double mean_score, bool all_achieved)
{
    if (all_achieved)
        return "target_achieved";
    if (bound_reached(mean_score, 2.5))
        return "substantial_progress";
    if (mean_score >= 0)
        return "moderate_progress";
    return bound_reached(mean_score, -2.5) ? "limited_progress" : "deterioration";
}
