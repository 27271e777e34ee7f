/* What a part of a composite says of one period. */
#include <string.h>

#include "queries/composite_work.h"

/* Worst first: what holds of a part holds of the whole. */
char composite_status(char a, char b)
{
    static const char worst_first[] = "BPEIUVDNGSWJK";
    const char *x = a ? strchr(worst_first, a) : NULL, *y = b ? strchr(worst_first, b) : NULL;

    if (!x || !y)
        return x ? a : y ? b : 'A';
    return x < y ? a : b;
}

void composite_note(struct composite_term *term, const struct judge_point *point)
{
    term->status = term->has ? composite_status(term->status, point->status)
                             : composite_status(point->status, 'A');
    if (!term->has || point->published_at_ms > term->published_at_ms)
        term->published_at_ms = point->published_at_ms;
    if (point->release_id > term->release_id)
        term->release_id = point->release_id;
    if (point->vintage > term->vintage)
        term->vintage = point->vintage;
    term->invented |= point->invented;
    term->has = true;
}

/* The last point that ends on or before a day; points stand by end day. */
static size_t points_until(const struct judge_series *series, int32_t day)
{
    size_t low = 0, high = series->count;

    while (low < high) {
        size_t middle = (low + high) / 2;

        if (series->points[middle].period.end_day <= day)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* same: the very period; else anything that ends on the same day, the own frequency first. */
static const struct judge_point *point_at(const struct judge_series *series,
                                          struct hd_period period, bool same)
{
    for (size_t i = points_until(series, period.end_day);
         i-- > 0 && series->points[i].period.end_day == period.end_day;) {
        const struct judge_point *point = &series->points[i];

        if (judge_point_counts(point) && (!same || hd_period_equal(point->period, period)))
            return point;
    }
    return NULL;
}

static bool take_point(struct composite_term *term, const struct judge_point *point)
{
    if (!point)
        return false;
    composite_note(term, point);
    term->value = point->value;
    term->text = point->text;
    return true;
}

/* All parts of the period in the indicator's own frequency, added up; false when one is missing. */
static bool take_all_parts(struct composite_term *term, const struct judge_indicator *indicator,
                           const struct judge_series *series, struct hd_period period)
{
    struct hd_period part = hd_period_containing(indicator->frequency, period.start_day);
    struct composite_term all = *term;
    size_t count = 0;

    if (indicator->frequency <= period.freq || part.start_day != period.start_day)
        return false;
    for (; part.end_day <= period.end_day; part = hd_period_next(part), count++) {
        const struct judge_point *point = point_at(series, part, true);

        if (!point)
            return false;
        composite_note(&all, point);
        all.value += point->value;
    }
    if (!count || hd_period_prev(part).end_day != period.end_day)
        return false;
    if (indicator->aggregation == AGGREGATE_MEAN)
        all.value /= (double)count;
    *term = all;
    return true;
}

/* The value of the period itself; of all its parts; or of what ends with it. */
static bool take_own(struct composite_term *term, const struct judge_indicator *indicator,
                     const struct judge_series *series, struct hd_period period)
{
    *term = (struct composite_term){ .period = period };
    if (take_point(term, point_at(series, period, true)))
        return true;
    switch (indicator->aggregation) {
    case AGGREGATE_SUM:
    case AGGREGATE_MEAN:
        return take_all_parts(term, indicator, series, period);
    case AGGREGATE_YTD: /* counted from the beginning of the year: says nothing of a quarter */
        return period.freq == HD_FREQ_A && take_point(term, point_at(series, period, false));
    case AGGREGATE_LAST:
        return take_point(term, point_at(series, period, false));
    }
    return false;
}

void composite_term_find(const struct composite *composite, const struct judge_indicator *indicator,
                         const struct judge_series *series, struct hd_period period,
                         struct composite_term *term)
{
    int back = composite->missing == MISSING_CARRY ? composite->carried_periods : 0;

    *term = (struct composite_term){ .period = period };
    if (!series || take_own(term, indicator, series, period))
        return;
    for (struct hd_period earlier = hd_period_prev(period);
         back-- > 0 && series->count && earlier.end_day >= series->points[0].period.end_day;
         earlier = hd_period_prev(earlier))
        if (take_own(term, indicator, series, earlier)) {
            term->carried = true;
            term->status = 'E'; /* an estimate of what it is now */
            return;
        }
    *term = (struct composite_term){ .period = period };
}
