#include "common/date.h"
#include "queries/judge/work.h"

#define PACE_MONTHS 60

size_t pace_unbroken(const struct values *values, size_t last)
{
    size_t i = last;

    while (i > 0 && !values->items[i].broken)
        i--;
    return i;
}

size_t pace_window(const struct values *values, size_t last)
{
    int32_t since = moment_shift(values->items[last].day, -PACE_MONTHS);
    size_t i = pace_unbroken(values, last);

    while (values->items[i].day < since)
        i++;
    return i;
}

int pace_season(int32_t day)
{
    struct hd_civil date = hd_day_civil(day);
    bool month_end = date.day == hd_month_days(date.year, date.month);

    return date.month * 32 + (month_end ? 31 : date.day);
}

double pace_years(int32_t day, int32_t end_day)
{
    if (pace_season(day) == pace_season(end_day))
        return moment_year(end_day) - moment_year(day);
    return moment_years(end_day) - moment_years(day);
}

/* Weeks and days do not come back on the same day of a year; whole years are one season. */
static bool has_seasons(enum hd_freq freq)
{
    return freq != HD_FREQ_A && freq != HD_FREQ_W && freq != HD_FREQ_D;
}

struct forecast_point *pace_points(const struct work *w, size_t from, size_t last,
                                   struct hd_arena *arena)
{
    size_t count = last - from + 1;
    struct forecast_point *points = hd_arena_alloc(arena, count * sizeof *points);
    bool seasons = has_seasons(w->indicator->frequency);

    for (size_t i = 0; i < count; i++) {
        const struct value *value = &w->values.items[from + i];

        points[i] = (struct forecast_point){ .years = moment_years(value->day),
                                             .value = value->number,
                                             .season = seasons ? pace_season(value->day) : 0 };
    }
    if (seasons && !forecast_has_pair(points, count)) {
        for (size_t i = 0; i < count; i++)
            points[i].season = 0;
    }
    return points;
}

/* What computing leaves of values that do not move has no direction. */
static double without_noise(const struct values *values, size_t from, size_t last, double pace)
{
    double size = 0;

    for (size_t i = from; i <= last; i++)
        size = fmax(size, fabs(values->items[i].number));
    return fabs(pace) <= JUDGE_SLACK * size ? 0 : pace;
}

bool pace_of(const struct work *w, size_t last, double *pace_out)
{
    struct hd_arena scratch = { 0 };
    double pace;
    size_t from;

    if (!w->values.count)
        return false;
    from = pace_window(&w->values, last);
    if (from == last)
        return false;
    pace = forecast_slope(pace_points(w, from, last, &scratch), last - from + 1);
    hd_arena_clear(&scratch);
    if (!isfinite(pace))
        return false;
    *pace_out = without_noise(&w->values, from, last, pace);
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
    *change_out =
        judge_close(values->items[last].number, values->items[last - 1].number) ? 0 : change;
    return true;
}
