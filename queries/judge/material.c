#include "queries/judge/material.h"

#include "common/date.h"

#define POINTS_AT_LEAST 4
/* Months are not equally long. */
#define CALENDAR_SLACK 0.02

/* A year is the sum or the mean of its parts: only whole years are compared then. */
static bool wants_whole_years(const struct work *w)
{
    enum judge_aggregation rule = w->indicator->aggregation;

    return (rule == AGGREGATE_SUM || rule == AGGREGATE_MEAN) && !w->ops->difference &&
           w->indicator->frequency != HD_FREQ_A && w->answer.freq == HD_FREQ_A;
}

/* A mean over twelve months says nothing when a break lies inside them. */
static bool is_whole_year(const struct work *w, size_t from, size_t i)
{
    const struct value *value = &w->values.items[i];

    if (!value->has_whole)
        return false;
    return from == 0 || value->trailing || value->point->period.freq == HD_FREQ_A ||
           moment_shift(value->day, -12) >= w->values.items[from - 1].day;
}

static void keep_point(struct material *m, struct forecast_point point, int32_t day)
{
    m->points[m->count] = point;
    m->days[m->count++] = day;
}

/* Whole years, one year apart, that end with the newest one. */
static void take_whole_years(const struct work *w, size_t from, struct material *m)
{
    const struct value *items = w->values.items;
    size_t last = w->values.count;

    while (last > from && !is_whole_year(w, from, last - 1))
        last--;
    for (size_t i = from; i < last; i++) {
        if (is_whole_year(w, from, i) &&
            pace_season(items[i].day) == pace_season(items[last - 1].day))
            keep_point(m,
                       (struct forecast_point){ .years = moment_years(items[i].day),
                                                .value = items[i].whole,
                                                .season = pace_season(items[i].day) },
                       items[i].day);
    }
}

static void take_all(const struct work *w, size_t from, struct material *m)
{
    size_t last = w->values.count - 1;

    m->points = pace_points(w, from, last, w->arena);
    for (size_t i = from; i <= last; i++)
        m->days[m->count++] = w->values.items[i].day;
    m->seasonal = m->points[0].season != 0;
}

struct material material_gather(const struct work *w)
{
    size_t from = pace_unbroken(&w->values, w->values.count - 1);
    size_t room = w->values.count - from;
    struct material m = { .points = hd_arena_alloc(w->arena, room * sizeof *m.points),
                          .days = hd_arena_alloc(w->arena, room * sizeof *m.days) };

    if (wants_whole_years(w))
        take_whole_years(w, from, &m);
    if (m.count < 2) {
        m.count = 0;
        take_all(w, from, &m);
    }
    m.horizon = pace_years(m.days[m.count - 1], w->answer.end_day);
    return m;
}

/* The first value of a season in the year after value i; count: none. */
static size_t next_of_season(const struct material *m, size_t i, int season)
{
    int32_t until = moment_shift(m->days[i], 12);

    for (size_t j = i + 1; j < m->count && m->days[j] < until; j++) {
        if (m->points[j].season == season)
            return j;
    }
    return m->count;
}

/* Where a third quarter is the newest and the due year ends with a fourth: how far it is from a
 * third to the next fourth, the median of all years that tell. */
void material_find_step(const struct work *w, struct material *m)
{
    const struct forecast_point *last = &m->points[m->count - 1];
    int season = pace_season(w->answer.end_day);
    double *steps HD_FREE_AUTO = hd_alloc(m->count * sizeof *steps);
    int32_t day = w->answer.end_day;
    size_t found = 0;

    if (!m->seasonal || season == last->season)
        return;
    for (size_t i = 0; i < m->count; i++) {
        size_t j = m->points[i].season == last->season ? next_of_season(m, i, season) : m->count;

        if (j < m->count)
            steps[found++] = m->points[j].value - m->points[i].value;
    }
    if (!found)
        return;
    while (moment_shift(day, -12) > m->days[m->count - 1])
        day = moment_shift(day, -12);
    m->step = median_of(steps, found);
    m->step_years = pace_years(m->days[m->count - 1], day);
    m->horizon = m->step_years + pace_years(day, w->answer.end_day);
}

/* For the methods that know no seasons: the newest value's own. */
void material_keep_one_season(struct material *m)
{
    int season = m->points[m->count - 1].season;
    size_t kept = 0;

    if (!m->seasonal)
        return;
    for (size_t i = 0; i < m->count; i++) {
        if (m->points[i].season != season)
            continue;
        m->points[kept] = m->points[i];
        m->days[kept++] = m->days[i];
    }
    m->count = kept;
}

/* Without a second year nobody knows what is season and what is trend; months that lie no closer
 * than a year show no season. */
static bool tells_season(const struct work *w, const struct material *m)
{
    enum hd_freq freq = w->indicator->frequency;
    double span = m->points[m->count - 1].years - m->points[0].years;
    bool months = freq < HD_FREQ_W;

    if (freq == HD_FREQ_A)
        return true;
    if (months && !m->points[0].season)
        return span >= (double)(m->count - 1) - CALENDAR_SLACK;
    return span >= 2 - 1.0 / hd_freq_per_year(freq) - CALENDAR_SLACK;
}

bool material_is_enough(const struct work *w, const struct material *m, int freedom)
{
    return m->count >= POINTS_AT_LEAST && freedom >= 1 && tells_season(w, m);
}
