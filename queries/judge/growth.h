/* queries/judge/growth.h - private to queries/judge: compound yearly growth and the bounds it is
 * held against, as several published methods count them. */
#ifndef HEDEF_QUERIES_JUDGE_GROWTH_H
#define HEDEF_QUERIES_JUDGE_GROWTH_H

#include <stdbool.h>

#include "queries/judge/profile.h"
#include "queries/judge/work.h"

/* (to / from)^(1 / years) - 1; false where there is no such number: no time between them, a start
 * of zero, one value on each side of zero. */
bool growth_rate(double from, double to, int years, double *rate_out);

/* The value `ahead` years after `to` when it goes on growing as it did. */
bool growth_projection(double from, double to, int years, int ahead, double *value_out);

/* How much of a bound is left near a natural limit: 1 far from it, 0 at it.  Only sizes count, not
 * signs. */
double growth_room(double base, double limit);

/* What Open SDG and those who build on it measure: growth in the good direction; with a target,
 * its ratio to the growth that leads there from the same base.  NULL, or the reason why not. */
const char *growth_progress(const struct profile_case *c, double *progress_out);
/* These methods compute with 0.001 in place of a base or target of zero. */
double growth_not_zero(double number);

/* Exactly on a bound is a question of decimals, not of the last bit of a computed number. */
static inline bool bound_reached(double number, double bound)
{
    return number >= bound || judge_close(number, bound);
}

static inline bool bound_passed(double number, double bound)
{
    return number > bound && !judge_close(number, bound);
}

#endif
