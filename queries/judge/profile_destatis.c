/* destatis-weather: the weather symbols of the German sustainable development strategy. */
#include "queries/judge/growth.h"
#include "queries/judge/profile.h"
#include "queries/judge/profile_reason.h"

static double pace(const struct profile_case *c)
{
    return (c->value - c->base) / (c->year - c->base_year);
}

double profile_destatis_projection(const struct profile_case *c)
{
    return c->value + pace(c) * (c->target_year - c->year);
}

static bool met(const struct profile_case *c)
{
    return c->direction * (c->value - c->target) >= 0;
}

/* How much of the way that is left the present pace will have covered by the target year. */
static bool covered(const struct profile_case *c, double *share_out)
{
    double share = pace(c) * (c->target_year - c->year) / (c->target - c->value);

    if (!isfinite(share))
        return false;
    *share_out = share == 0 ? 0 : share;
    return true;
}

/* By the share of the way left that will be missed: less than 5 %, up to 20 %, more. */
static const char *level_symbol(double missed)
{
    if (!bound_reached(missed, 0.05))
        return "sun";
    return bound_passed(missed, 0.20) ? "cloud" : "slightly_cloudy";
}

static struct judge_assessment yearly(const struct profile_case *c, const char *rule)
{
    struct judge_assessment a = profile_compared(c, rule);
    double toward;

    if (c->year <= c->base_year) {
        a.reason = PROFILE_FEW_IN_A_ROW;
        return a;
    }
    toward = c->direction * (c->value - c->base);
    if (met(c))
        a.label = toward >= 0 ? "sun" : "slightly_cloudy";
    else
        a.label = toward > 0 ? "cloud" : "thunderstorm";
    return a;
}

struct judge_assessment profile_destatis_yearly(const struct profile_case *c)
{
    return yearly(c, "yearly");
}

struct judge_assessment profile_destatis_level(const struct profile_case *c)
{
    struct judge_assessment a = yearly(c, "level");

    if (!a.label)
        return a;
    if (c->target_year < c->year) {
        a.label = NULL;
        a.reason = PROFILE_OVER;
        return a;
    }
    if (met(c))
        return a;
    a.has_value = covered(c, &a.value);
    if (c->direction * (c->value - c->base) <= 0)
        a.label = "thunderstorm";
    else
        a.label = level_symbol(a.has_value ? 1 - a.value : 0);
    return a;
}

struct judge_assessment profile_destatis_directional(const struct profile_case *c)
{
    struct judge_assessment a = profile_compared(c, "directional");
    bool pace_good, change_good;

    if (c->year <= c->base_year || !c->has_previous) {
        a.reason = PROFILE_FEW_IN_A_ROW;
        return a;
    }
    pace_good = c->direction * (c->value - c->base) > 0;
    change_good = c->direction * (c->value - c->previous) > 0;
    if (pace_good)
        a.label = change_good ? "sun" : "slightly_cloudy";
    else
        a.label = change_good ? "cloud" : "thunderstorm";
    return a;
}
