#include "queries/judge/annual.h"

#include "common/date.h"
#include "queries/judge/work.h"

#define FREQUENCIES (HD_FREQ_D + 1)

/* What one year's points add up to, frequency by frequency. */
struct gathered {
    int year;
    struct {
        double sum;
        int count;
        bool has_last; /* the part with which the year ends */
        double last;
    } of[FREQUENCIES];
};

/* A week belongs to the year in which it ends. */
static int parts_of_year(enum hd_freq freq, int year)
{
    int32_t first = hd_day_from_civil(year, 1, 1), next = hd_day_from_civil(year + 1, 1, 1);

    if (freq == HD_FREQ_D)
        return next - first;
    if (freq != HD_FREQ_W)
        return hd_freq_per_year(freq);
    return (hd_period_containing(freq, next).end_day - hd_period_containing(freq, first).end_day) /
           7;
}

static void gather(struct gathered *g, const struct judge_point *point)
{
    enum hd_freq freq = point->period.freq;

    g->of[freq].sum += point->value;
    g->of[freq].count++;
    if (moment_year(hd_period_next(point->period).end_day) > g->year) {
        g->of[freq].has_last = true;
        g->of[freq].last = point->value;
    }
}

static bool whole_of(const struct gathered *g, enum judge_aggregation rule, enum hd_freq freq,
                     double *number_out)
{
    switch (rule) {
    case AGGREGATE_LAST:
    case AGGREGATE_YTD:
        *number_out = g->of[freq].last;
        return g->of[freq].has_last;
    case AGGREGATE_SUM:
    case AGGREGATE_MEAN:
        break;
    }
    if (g->of[freq].count != parts_of_year(freq, g->year))
        return false;
    *number_out = rule == AGGREGATE_SUM ? g->of[freq].sum : g->of[freq].sum / g->of[freq].count;
    return isfinite(*number_out);
}

/* The whole year's own value first, then the indicator's frequency, then the finer for what the
 * last part says and the coarser for what all parts make. */
static bool whole_year(const struct gathered *g, const struct judge_indicator *indicator,
                       double *number_out)
{
    enum judge_aggregation rule = indicator->aggregation;
    bool last = rule == AGGREGATE_LAST || rule == AGGREGATE_YTD;

    if (whole_of(g, rule, last ? indicator->frequency : HD_FREQ_A, number_out) ||
        whole_of(g, rule, last ? HD_FREQ_D : indicator->frequency, number_out))
        return true;
    for (int i = 0; i < FREQUENCIES; i++)
        if (whole_of(g, rule, (enum hd_freq)(last ? HD_FREQ_D - i : i), number_out))
            return true;
    return false;
}

static void keep_year(struct annual *annual, const struct gathered *g,
                      const struct judge_indicator *indicator)
{
    double number;

    if (whole_year(g, indicator, &number))
        annual->items[annual->count++] = (struct annual_value){ g->year, number };
}

struct annual annual_collect(const struct judge_indicator *indicator,
                             const struct judge_series *series, int32_t as_of_day,
                             struct hd_arena *arena)
{
    struct annual annual = { 0 };
    struct gathered g = { 0 };
    bool any = false;

    if (!series || !series->count)
        return annual;
    annual.items = hd_arena_alloc(arena, series->count * sizeof *annual.items);
    for (size_t i = 0; i < series->count; i++) {
        const struct judge_point *point = &series->points[i];
        int year = moment_year(point->period.end_day);

        if (!point_stands(point, as_of_day))
            continue;
        if (any && year != g.year)
            keep_year(&annual, &g, indicator);
        if (!any || year != g.year)
            g = (struct gathered){ .year = year };
        any = true;
        gather(&g, point);
    }
    if (any)
        keep_year(&annual, &g, indicator);
    return annual;
}

const struct annual_value *annual_at(const struct annual *annual, int year)
{
    for (size_t i = 0; i < annual->count; i++)
        if (annual->items[i].year == year)
            return &annual->items[i];
    return NULL;
}

const struct annual_value *annual_newest(const struct annual *annual)
{
    return annual->count ? &annual->items[annual->count - 1] : NULL;
}

const struct annual_value *annual_first_after(const struct annual *annual, int year)
{
    for (size_t i = 0; i < annual->count; i++)
        if (annual->items[i].year > year)
            return &annual->items[i];
    return NULL;
}

const struct annual_value *annual_last_before(const struct annual *annual, int year)
{
    for (size_t i = annual->count; i-- > 0;)
        if (annual->items[i].year < year)
            return &annual->items[i];
    return NULL;
}
