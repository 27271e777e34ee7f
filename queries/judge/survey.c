/* How sure is a share that a survey found?
 *
 * The 95 % interval of E. B. Wilson, "Probable inference, the law of succession, and statistical
 * inference", Journal of the American Statistical Association 22 (1927) 209-212: it stays inside
 * 0 to 100 % and holds for small samples and shares near the ends.  A sample that is not simple
 * tells less than its size: n is divided by the design effect first, as E. L. Korn and
 * B. I. Graubard do, "Confidence intervals for proportions with small expected number of positive
 * counts estimated from survey data", Survey Methodology 24 (1998) 193-201. */
#include <string.h>

#include "queries/judge/work.h"

/* The 97.5th percentile of the normal distribution. */
#define SURE 1.959963984540054

static void wilson(double share, double n, double *low, double *high)
{
    double z2 = SURE * SURE;
    double middle = (share + z2 / (2 * n)) / (1 + z2 / n);
    double half = SURE / (1 + z2 / n) * sqrt(share * (1 - share) / n + z2 / (4 * n * n));

    *low = share > 0 ? fmax(middle - half, 0) : 0;
    *high = share < 1 ? fmin(middle + half, 1) : 1;
}

/* How many answered in that very period. */
static bool respondents_of(const struct work *w, struct hd_period period, double *count_out)
{
    const struct judge_series *series = w->question->respondents;

    for (size_t i = series->count; i-- > 0;) {
        const struct judge_point *point = &series->points[i];

        if (!hd_period_equal(point->period, period) || !judge_point_counts(point))
            continue;
        *count_out = point->value;
        return point->value > 0;
    }
    return false;
}

/* The one observation that the verdict rests on: a sum, a mean or a line has no sample. */
static const struct judge_point *rests_on(const struct verdict *v)
{
    const struct judge_point *point = v->has_decided ? v->decided_by : v->latest;
    double number = v->has_decided ? v->decided_value : v->latest_value;

    return point && point->value == number ? point : NULL;
}

static bool is_share(const struct work *w, const struct judge_point *point)
{
    const char *unit = w->indicator->unit;

    return unit && strcmp(unit, "percent") == 0 && !w->ops->steps && !w->ops->difference &&
           point->value >= 0 && point->value <= 100;
}

void survey_show(const struct work *w, struct verdict *v)
{
    const struct judge_point *point = rests_on(v);
    double effect = w->indicator->design_effect, count, low, high;

    if (!w->question->respondents || !point || !is_share(w, point) ||
        !respondents_of(w, point->period, &count))
        return;
    wilson(point->value / 100, effect > 0 ? count / effect : count, &low, &high);
    if (!isfinite(low) || !isfinite(high))
        return;
    v->has_interval = true;
    v->interval_low = 100 * low;
    v->interval_high = 100 * high;
    v->respondents = count;
    v->effective_respondents = effect > 0 ? count / effect : count;
    v->inside_interval =
        w->has_goal && w->enough >= v->interval_low && w->enough <= v->interval_high;
}
