/* eurostat-2026: Eurostat's approach of 2026, as the Basque statistics office codes it. */
#include "queries/judge/growth.h"
#include "queries/judge/profile.h"
#include "queries/judge/profile_reason.h"

/* Without a target the natural limit is one. */
static bool achieved(const struct profile_case *c)
{
    if (!c->has_target)
        return c->has_limit && c->value == c->limit;
    return c->direction * (c->value - growth_not_zero(c->target)) >= 0;
}

/* The office keeps one list of labels: here moderate deterioration is insufficient progress, and
 * significant deterioration is any movement away. */
static const char *ratio_label(double r)
{
    if (bound_passed(r, 0.95))
        return "significant_progress";
    if (bound_passed(r, 0.60))
        return "moderate_progress";
    return r >= 0 ? "moderate_deterioration" : "significant_deterioration";
}

/* `room` makes the bounds of progress smaller near a natural limit, not those of movement away. */
static const char *trend_label(double v, double room)
{
    if (bound_passed(v, 0.01 * room))
        return "significant_progress";
    if (bound_passed(v, 0.001 * room))
        return "moderate_progress";
    if (bound_reached(v, -0.001))
        return "no_progress";
    return bound_reached(v, -0.01) ? "moderate_deterioration" : "significant_deterioration";
}

static double ratio_score(double r)
{
    if (r > 1.3)
        return 5;
    if (bound_reached(r, 0.6))
        return (r - 0.6) * 5 / 0.7;
    return r > -0.6 ? (r + 0.6) * 5 / 1.2 - 5 : -5;
}

static double trend_score(double v, double room)
{
    if (v < 0)
        return fmax(250 * v, -5);
    return room == 0 ? 5 : fmin(250 * v / room, 5);
}

struct judge_assessment profile_eurostat(const struct profile_case *c)
{
    struct judge_assessment a = profile_compared(c, c->has_target ? "target" : "no_target");
    double room = c->has_limit && !c->has_target ? growth_room(c->base, c->limit) : 1;

    a.reason = growth_progress(c, &a.value);
    a.has_value = !a.reason;
    if (achieved(c)) {
        a.label = "significant_progress";
        a.reason = NULL;
        a.has_score = true;
        a.score = 5;
    } else if (!a.reason) {
        a.label = c->has_target ? ratio_label(a.value) : trend_label(a.value, room);
        a.has_score = true;
        a.score = c->has_target ? ratio_score(a.value) : trend_score(a.value, room);
    }
    return a;
}

struct judge_assessment profile_eurostat_condition(bool met)
{
    return (struct judge_assessment){
        .label = met ? "significant_progress" : "significant_deterioration",
        .has_score = true,
        .score = met ? 5 : -5,
        .rule = "condition",
    };
}

const char *profile_eurostat_status(double mean_score)
{
    if (bound_passed(mean_score, 2.5))
        return "significant_progress";
    if (bound_passed(mean_score, 0.25))
        return "moderate_progress";
    if (bound_reached(mean_score, -0.25))
        return "no_progress";
    return bound_reached(mean_score, -2.5) ? "moderate_deterioration" : "significant_deterioration";
}
