/* un-chart-2023: the progress chart of the United Nations, technical note of 2023. */
#include "queries/judge/growth.h"
#include "queries/judge/profile.h"
#include "queries/judge/profile_reason.h"

#define NEAR_END 1 /* within one percent of 0 or 100 % counts as there */

static const char met_or_on_track[] = "met_or_on_track";
static const char fair_progress[] = "fair_progress";
static const char no_progress[] = "stagnation_or_regression";

static bool met(const struct profile_case *c)
{
    double left = c->direction * (c->target - c->value);

    if (c->in_percent && (c->target == 0 || c->target == 100))
        left -= NEAR_END;
    return left <= 0;
}

/* The share of the way from base to target that will be covered in the target year. */
static const char *share_of_way(const struct profile_case *c, double *share_out)
{
    int ahead = c->target_year > c->year ? c->target_year - c->year : 0;
    double then, share;

    if (c->year <= c->base_year)
        return PROFILE_FEW_YEARS;
    if (!growth_projection(c->base, c->value, c->year - c->base_year, ahead, &then))
        return PROFILE_SIGNS;
    share = (then - c->base) / (c->target - c->base);
    if (!isfinite(share))
        return PROFILE_NO_WAY;
    *share_out = share == 0 ? 0 : share;
    return NULL;
}

static const char *growth_towards(const struct profile_case *c, double *growth_out)
{
    double rate;

    if (c->year <= c->base_year)
        return PROFILE_FEW_YEARS;
    if (!growth_rate(c->base, c->value, c->year - c->base_year, &rate))
        return PROFILE_SIGNS;
    rate = c->direction * (c->base < 0 ? -rate : rate);
    *growth_out = rate == 0 ? 0 : rate;
    return NULL;
}

static const char *category(double number, double high, double low)
{
    if (bound_reached(number, high))
        return met_or_on_track;
    return bound_reached(number, low) ? fair_progress : no_progress;
}

static struct judge_assessment without_target(const struct profile_case *c)
{
    struct judge_assessment a = profile_compared(c, "no_target");

    a.reason = growth_towards(c, &a.value);
    a.has_value = !a.reason;
    if (a.has_value)
        a.label = category(a.value, 0.02, 0.005);
    return a;
}

struct judge_assessment profile_un_chart(const struct profile_case *c)
{
    struct judge_assessment a = profile_compared(c, "target");

    if (!c->has_target)
        return without_target(c);
    a.reason = share_of_way(c, &a.value);
    a.has_value = !a.reason;
    if (met(c)) {
        a.label = met_or_on_track;
        a.reason = NULL;
    } else if (c->direction * (c->target - c->base) <= 0) {
        /* It started at or beyond the target and is short of it now: no way was covered. */
        a.has_value = false;
        a.value = 0;
        a.label = no_progress;
        a.reason = NULL;
    } else if (a.has_value) {
        a.label = category(a.value, 0.95, 0.10);
    }
    return a;
}

struct judge_assessment profile_un_chart_condition(bool fulfilled)
{
    return (struct judge_assessment){
        .label = fulfilled ? met_or_on_track : no_progress,
        .rule = "condition",
    };
}
