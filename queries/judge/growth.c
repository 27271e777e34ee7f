#include "queries/judge/growth.h"

#include "queries/judge/profile_reason.h"

#define ROOM_EXPONENT 4.44 /* Statistics Canada's */

bool growth_rate(double from, double to, int years, double *rate_out)
{
    double rate;

    if (years < 1 || from == 0 || (from > 0 ? to < 0 : to > 0))
        return false;
    rate = pow(to / from, 1.0 / years) - 1;
    if (!isfinite(rate))
        return false;
    *rate_out = rate;
    return true;
}

bool growth_projection(double from, double to, int years, int ahead, double *value_out)
{
    double rate, value;

    if (!growth_rate(from, to, years, &rate))
        return false;
    value = to * pow(1 + rate, ahead);
    if (!isfinite(value))
        return false;
    *value_out = value;
    return true;
}

double growth_room(double base, double limit)
{
    double from = fabs(base), bound = fabs(limit);

    if (from >= 2 * bound)
        return 1;
    if (from <= bound)
        return 1 - pow(from / bound, ROOM_EXPONENT);
    return 1 - pow((2 * bound - from) / bound, ROOM_EXPONENT);
}

double growth_not_zero(double number)
{
    return number == 0 ? 0.001 : number;
}

static const char *growth_ratio(const struct profile_case *c, double way, double *progress_out)
{
    double required;

    if (c->target_year <= c->base_year)
        return PROFILE_NO_TIME;
    if (!growth_rate(growth_not_zero(c->base), growth_not_zero(c->target),
                     c->target_year - c->base_year, &required))
        return PROFILE_SIGNS;
    if (!isfinite(way / required))
        return PROFILE_NO_WAY;
    /* The size of what is needed: a base beyond the target does not turn the sign. */
    *progress_out = way / fabs(required);
    return NULL;
}

const char *growth_progress(const struct profile_case *c, double *progress_out)
{
    double base = growth_not_zero(c->base), rate, way;

    if (c->year <= c->base_year)
        return PROFILE_FEW_YEARS;
    if (!growth_rate(base, c->value, c->year - c->base_year, &rate))
        return PROFILE_SIGNS;
    way = c->direction * (base < 0 ? -rate : rate);
    way = way == 0 ? 0 : way; /* no minus before a zero */
    if (c->has_target)
        return growth_ratio(c, way, progress_out);
    *progress_out = way;
    return NULL;
}
