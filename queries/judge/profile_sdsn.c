/* sdsn-4arrow: the four arrows of the Sustainable Development Reports (2018 methodology, 2019
 * Europe).  The pace so far against the pace needed, both straight lines from the base. */
#include "queries/judge/growth.h"
#include "queries/judge/profile.h"
#include "queries/judge/profile_reason.h"

#define MAINTAINING 3   /* on the scale of 0 to 4 that goals are averaged on */
#define FALLEN      0.5 /* the middle of "decreasing": below the threshold it started beyond */

/* The bounds 0, 0.5 and 1 of q are 1, 2 and 3 on the scale: a straight line. */
static double scaled(double q)
{
    return fmin(fmax(1 + 2 * q, 0), 4);
}

static const char *arrow(double q)
{
    if (bound_reached(q, 1))
        return "on_track_or_maintaining";
    if (bound_reached(q, 0.5))
        return "moderately_improving";
    return q >= 0 ? "stagnating" : "decreasing";
}

static bool paces_ratio(const struct profile_case *c, double *q_out)
{
    double needed = (c->target - c->base) / (c->target_year - c->base_year);
    double q = (c->value - c->base) / (c->year - c->base_year) / needed;

    if (!isfinite(q))
        return false;
    *q_out = q == 0 ? 0 : q; /* no minus before a zero */
    return true;
}

static const char *reason_against(const struct profile_case *c)
{
    if (!c->has_target)
        return PROFILE_NO_LEVEL;
    return c->year <= c->base_year ? PROFILE_FEW_YEARS : NULL;
}

static void give(struct judge_assessment *a, const char *label, double score)
{
    a->label = label;
    a->has_score = true;
    a->score = score;
}

struct judge_assessment profile_sdsn(const struct profile_case *c)
{
    struct judge_assessment a = profile_compared(c, "target");

    a.reason = reason_against(c);
    if (a.reason)
        return a;
    a.has_value = c->target_year > c->base_year && paces_ratio(c, &a.value);
    if (c->direction * (c->value - c->target) >= 0) {
        give(&a, "on_track_or_maintaining", MAINTAINING);
    } else if (c->direction * (c->target - c->base) <= 0) {
        a.has_value = false; /* needed less than nothing: the ratio has no meaning */
        a.value = 0;
        give(&a, "decreasing", FALLEN);
    } else if (a.has_value) {
        give(&a, arrow(a.value), scaled(a.value));
    } else {
        a.reason = PROFILE_NO_TIME;
    }
    return a;
}

const char *profile_sdsn_status(double mean_score, size_t arrows, size_t total)
{
    if (!arrows || 4 * arrows < 3 * total)
        return NULL;
    if (bound_reached(mean_score, 3))
        return "on_track_or_maintaining";
    if (bound_reached(mean_score, 2))
        return "moderately_improving";
    return bound_reached(mean_score, 1) ? "stagnating" : "decreasing";
}
