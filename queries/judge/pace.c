#include <stdlib.h>

#include "queries/judge/work.h"

#define PACE_MONTHS 60
/* Every pair is looked at: of a longer window an even choice is enough. */
#define PACE_POINTS 260

static int ascending(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

double pace_median(double *numbers, size_t count)
{
    size_t half = count / 2;

    qsort(numbers, count, sizeof *numbers, ascending);
    if (count % 2)
        return numbers[half];
    return numbers[half - 1] / 2 + numbers[half] / 2;
}

/* The first value of the five years up to `last` that no break parts from it. */
static size_t window_start(const struct values *values, size_t last)
{
    int32_t since = moment_shift(values->items[last].day, -PACE_MONTHS);
    size_t i = last;

    while (i > 0 && !values->items[i].broken && values->items[i - 1].day >= since)
        i--;
    return i;
}

static double median_slope(const struct values *values, size_t from, size_t last, size_t stride,
                           struct hd_arena *arena)
{
    size_t points = (last - from) / stride + 1, count = 0;
    double *slopes = hd_arena_alloc(arena, points * (points - 1) / 2 * sizeof *slopes);
    double *years = hd_arena_alloc(arena, points * sizeof *years);

    for (size_t i = 0; i < points; i++)
        years[i] = moment_years(values->items[last - i * stride].day);
    for (size_t j = 0; j < points; j++) {
        double later = values->items[last - j * stride].number;

        for (size_t i = j + 1; i < points; i++)
            slopes[count++] =
                (later - values->items[last - i * stride].number) / (years[j] - years[i]);
    }
    return pace_median(slopes, count);
}

bool pace_of(const struct work *w, size_t last, double *pace_out)
{
    struct hd_arena scratch = { 0 };
    double pace;
    size_t from;

    if (!w->values.count)
        return false;
    from = window_start(&w->values, last);
    if (from == last)
        return false;
    pace = median_slope(&w->values, from, last, 1 + (last - from) / PACE_POINTS, &scratch);
    hd_arena_clear(&scratch);
    if (!isfinite(pace))
        return false;
    *pace_out = pace;
    return true;
}

bool pace_change(const struct values *values, size_t last, double *change_out)
{
    double change;

    if (last == 0 || last >= values->count || values->items[last].broken)
        return false;
    change = values->items[last].number - values->items[last - 1].number;
    if (!isfinite(change))
        return false;
    *change_out = change;
    return true;
}
