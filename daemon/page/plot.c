#include "daemon/page/plot.h"

#include "common/date.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define CURVE_STEPS 12 /* dots between two knots of a path that is not straight */

/* ---- values ---- */

/* The sum of the year that ends with point `at`; false unless all its parts are there. */
static bool year_sum(const struct judge_series *series, size_t at, double *sum_out)
{
    struct hd_period wanted = series->points[at].period;
    int missing = hd_freq_per_year(wanted.freq);

    *sum_out = 0;
    for (size_t i = at + 1; i-- > 0 && missing;) {
        const struct judge_point *point = &series->points[i];

        if (!point->numeric || !hd_period_equal(point->period, wanted))
            continue;
        *sum_out += point->value;
        missing--;
        wanted = hd_period_prev(wanted);
    }
    return missing == 0;
}

static bool dot_value(const struct status_row *row, size_t at, double *value_out)
{
    const struct judge_indicator *judge = &row->indicator->judge;
    const struct judge_point *point = &row->series->points[at];

    if (!point->numeric || !isfinite(point->value))
        return false;
    *value_out = point->value;
    if (judge->aggregation == AGGREGATE_SUM && point->period.freq != HD_FREQ_A)
        return year_sum(row->series, at, value_out);
    return true;
}

static size_t gather_dots(const struct status_row *row, const struct judge_series *series,
                          struct hd_arena *arena, struct plot_dot **dots_out)
{
    struct status_row asked = *row;
    struct plot_dot *dots = hd_arena_alloc(arena, (series->count + 1) * sizeof *dots);
    size_t count = 0;

    asked.series = series;
    for (size_t i = 0; i < series->count; i++) {
        const struct judge_point *point = &series->points[i];
        struct plot_dot dot = { .day = point->period.end_day, .point = point };

        if (!dot_value(&asked, i, &dot.value))
            continue;
        dot.after_break = point->status == 'B' && count > 0;
        if (count && dots[count - 1].day == dot.day)
            count--; /* the indicator's own frequency comes last and wins */
        dots[count++] = dot;
    }
    *dots_out = dots;
    return count;
}

/* ---- elsewhere ---- */

static bool is_named_peer(const struct status_row *row, const struct judge_series *series)
{
    for (size_t i = 0; i < row->question.peer_count; i++)
        if (row->question.peers[i] == series)
            return true;
    return false;
}

static bool same_area(const struct judge_series *a, const struct judge_series *b)
{
    return strcmp(a->area, b->area) == 0;
}

static bool same_breakdown(const struct judge_series *a, const struct judge_series *b)
{
    return strcmp(a->breakdown ? a->breakdown : "", b->breakdown ? b->breakdown : "") == 0;
}

/* Other areas; where there are none, the other parts of the same area. */
static bool has_areas(const struct status_row *row, const struct picture *picture)
{
    for (size_t i = 0; i < picture->series_count; i++) {
        const struct judge_series *series = &picture->series[i];

        if (strcmp(series->indicator, row->series->indicator) == 0 && series->count &&
            same_breakdown(series, row->series) && !same_area(series, row->series))
            return true;
    }
    return false;
}

static bool is_elsewhere(const struct status_row *row, const struct judge_series *series,
                         bool areas)
{
    if (strcmp(series->indicator, row->series->indicator) != 0 || !series->count)
        return false;
    return areas ? same_breakdown(series, row->series) && !same_area(series, row->series)
                 : same_area(series, row->series) && !same_breakdown(series, row->series);
}

static void add_peer(const struct status_row *row, const struct judge_series *series, bool areas,
                     struct hd_arena *arena, struct plot *plot)
{
    struct plot_peer peer = { .series = series, .label = areas ? series->area : series->breakdown };

    peer.count = gather_dots(row, series, arena, &peer.dots);
    if (!peer.count)
        return;
    if (plot->peer_count < PLOT_PEERS)
        plot->peers[plot->peer_count++] = peer;
    else
        plot->peers_left_out++;
}

/* Those a target compares with come first. */
static void gather_peers(const struct status_row *row, const struct picture *picture,
                         struct hd_arena *arena, struct plot *plot)
{
    bool areas = has_areas(row, picture);

    for (int named = 1; named >= 0; named--)
        for (size_t i = 0; i < picture->series_count; i++)
            if (is_elsewhere(row, &picture->series[i], areas) &&
                is_named_peer(row, &picture->series[i]) == (named == 1))
                add_peer(row, &picture->series[i], areas, arena, plot);
}

/* ---- goals ---- */

static bool same_line(const struct status_row *a, const struct status_row *b)
{
    return a->strategy == b->strategy && a->indicator == b->indicator && a->series == b->series;
}

static bool is_level(const struct status_row *row)
{
    enum judge_kind kind = row->target->judge.kind;

    return row->target->judge.dated && (kind == JUDGE_AT_LEAST || kind == JUDGE_AT_MOST ||
                                        kind == JUDGE_RANGE || kind == JUDGE_MILESTONES);
}

static int by_day(const void *a, const void *b)
{
    const struct plot_goal *x = a, *y = b;

    return (x->day > y->day) - (x->day < y->day);
}

/* Is the goal a level of the series itself?  A difference to others or a group is not. */
static bool goal_is_level(const struct status_row *row)
{
    enum judge_kind kind = row->target->judge.kind;

    return row->verdict.has_goal && isfinite(row->verdict.goal) && kind != JUDGE_BENCHMARK &&
           kind != JUDGE_ORDINAL && kind != JUDGE_BOOLEAN;
}

static void add_goal(struct plot *plot, const struct status_row *row, bool own)
{
    const struct verdict *v = &row->verdict;

    if (!row->target || !goal_is_level(row))
        return;
    plot->goals[plot->goal_count++] = (struct plot_goal){
        .day = row->target->judge.dated ? judge_answer(&row->target->judge).end_day : 0,
        .value = v->goal,
        .row = row,
        .own = own,
    };
}

/* Not the whole: the target itself and what lies before it on its path. */
static bool goal_belongs(const struct status_row *row, const struct status_row *other, bool whole)
{
    if (other == row)
        return true;
    if (!row->target || !other->target)
        return false;
    if (whole)
        return row->indicator == other->indicator && row->series == other->series;
    return same_line(row, other) && is_level(row) && is_level(other) &&
           other->target->judge.due.end_day < row->target->judge.due.end_day;
}

static void gather_goals(const struct status_row *row, const struct picture *picture, bool whole,
                         struct hd_arena *arena, struct plot *plot)
{
    size_t room = 1;

    for (size_t i = 0; i < picture->row_count; i++)
        room += goal_belongs(row, &picture->rows[i], whole);
    plot->goals = hd_arena_alloc(arena, room * sizeof *plot->goals);
    add_goal(plot, row, true);
    for (size_t i = 0; i < picture->row_count; i++)
        if (&picture->rows[i] != row && goal_belongs(row, &picture->rows[i], whole))
            add_goal(plot, &picture->rows[i], false);
}

/* ---- path ---- */

/* The row whose path is drawn for a strategy: the last dated level among its goals, else the
 * first row of it. */
static const struct status_row *path_row(const struct status_row *row, const struct plot *plot)
{
    const struct status_row *best = NULL;

    for (size_t i = 0; i < plot->goal_count; i++) {
        const struct status_row *other = plot->goals[i].row;

        if (other->strategy == row->strategy && is_level(other) &&
            (!best || other->target->judge.due.end_day > best->target->judge.due.end_day))
            best = other;
    }
    return best ? best : row;
}

static void add_path(struct plot_path *path, const struct status_row *row, int32_t day)
{
    double value;

    if (!judge_path(&row->question, day, &value) || !isfinite(value))
        return;
    if (path->count && path->dots[path->count - 1].day >= day)
        return;
    path->dots[path->count++] = (struct plot_dot){ .day = day, .value = value };
}

static void add_segment(struct plot_path *path, const struct status_row *row, int32_t from,
                        int32_t to)
{
    int steps = row->verdict.curve == CURVE_LINEAR ? 1 : CURVE_STEPS;

    for (int i = 1; i <= steps; i++)
        add_path(path, row, from + (int32_t)((int64_t)(to - from) * i / steps));
}

/* Improve, or do not fall: what is compared with is the level at the start. */
static void flat_path(struct plot_path *path, const struct status_row *row, int32_t start)
{
    enum judge_kind kind = row->target->judge.kind;

    if (path->count || (kind != JUDGE_DIRECTIONAL && kind != JUDGE_MAINTAIN))
        return;
    path->dots[path->count++] = (struct plot_dot){ start, row->verdict.baseline, NULL, false };
}

/* The stations of the path lie at the verdict's milestones, whoever set them. */
static void gather_path(const struct status_row *row, struct hd_arena *arena,
                        struct plot_path *path)
{
    const struct verdict *v = &row->verdict;
    int32_t at = v->baseline_period.end_day;

    if (!row->target || v->baseline_source == BASELINE_NONE)
        return;
    path->dots = hd_arena_alloc(arena, (v->milestone_count + 3) * CURVE_STEPS * sizeof *path->dots);
    if (row->target->judge.dated) {
        add_path(path, row, at);
        for (size_t i = 0; i < v->milestone_count; i++) {
            if (!v->milestones[i].on_path)
                continue;
            add_segment(path, row, at, v->milestones[i].period.end_day);
            at = v->milestones[i].period.end_day;
        }
        add_segment(path, row, at, judge_answer(&row->target->judge).end_day);
    }
    flat_path(path, row, v->baseline_period.end_day);
}

static bool has_path_of(const struct plot *plot, const struct strategy *strategy)
{
    for (size_t i = 0; i < plot->path_count; i++)
        if (plot->paths[i].strategy == strategy)
            return true;
    return false;
}

static void add_path_of(const struct status_row *row, struct hd_arena *arena, struct plot *plot)
{
    struct plot_path path = { .strategy = row->strategy };

    if (plot->path_count == PLOT_PATHS || has_path_of(plot, row->strategy))
        return;
    gather_path(path_row(row, plot), arena, &path);
    if (path.count)
        plot->paths[plot->path_count++] = path;
}

static void gather_paths(const struct status_row *row, struct hd_arena *arena, struct plot *plot)
{
    add_path_of(row, arena, plot);
    for (size_t i = 0; i < plot->goal_count; i++)
        add_path_of(plot->goals[i].row, arena, plot);
}

/* After its end a path stays where it is. */
static void extend_path(struct plot *plot, struct plot_path *path)
{
    const struct plot_dot *last = &path->dots[path->count - 1];

    if (last->day < plot->to_day)
        path->dots[path->count++] = (struct plot_dot){ plot->to_day, last->value, NULL, false };
}

/* ---- forecast ---- */

static void gather_forecast(const struct status_row *row, struct plot *plot)
{
    const struct judge_outlook *outlook = &row->verdict.outlook;
    const struct judge_target *target = row->target ? &row->target->judge : NULL;
    int32_t day = 0;

    if (target && target->dated)
        day = judge_answer(target).end_day;
    if (!outlook->has_forecast || !outlook->has_interval || row->verdict.closed ||
        !goal_is_level(row) || day <= plot->dots[plot->dot_count - 1].day)
        return;
    plot->has_forecast = true;
    plot->forecast_day = day;
    plot->forecast = outlook->forecast;
    plot->forecast_low = outlook->low;
    plot->forecast_high = outlook->high;
}

/* ---- extent ---- */

static int32_t year_start(int32_t day)
{
    return hd_day_from_civil(hd_day_civil(day).year, 1, 1);
}

/* Years are shown as bands.  Something that begins late in a year leaves half of it out. */
static int32_t left_edge(int32_t day)
{
    int32_t middle = hd_day_from_civil(hd_day_civil(day).year, 7, 1);

    return day > middle ? middle : year_start(day);
}

static void widen_days(const struct plot_dot *dots, size_t count, int32_t *from, int32_t *to)
{
    for (size_t i = 0; i < count; i++) {
        *from = dots[i].day < *from ? dots[i].day : *from;
        *to = dots[i].day > *to ? dots[i].day : *to;
    }
}

static void set_days(const struct status_row *row, struct plot *plot)
{
    int32_t from = plot->today;
    int32_t to = from;

    widen_days(plot->dots, plot->dot_count, &from, &to);
    for (size_t i = 0; i < plot->path_count; i++)
        widen_days(plot->paths[i].dots, plot->paths[i].count, &from, &to);
    for (size_t i = 0; i < plot->peer_count; i++)
        widen_days(plot->peers[i].dots, plot->peers[i].count, &from, &to);
    for (size_t i = 0; i < plot->goal_count; i++)
        if (plot->goals[i].row->target->judge.dated && plot->goals[i].day > to)
            to = plot->goals[i].day;
    if (row->target && row->target->judge.dated && row->target->judge.due.end_day > to)
        to = row->target->judge.due.end_day; /* a goal without a level has a date, too */
    plot->from_day = left_edge(from);
    plot->to_day = hd_day_from_civil(hd_day_civil(to).year, 12, 31);
    for (size_t i = 0; i < plot->goal_count; i++)
        if (!plot->goals[i].row->target->judge.dated)
            plot->goals[i].day = plot->to_day;
    if (plot->goal_count)
        qsort(plot->goals, plot->goal_count, sizeof *plot->goals, by_day);
}

static void widen(struct plot *plot, double value)
{
    plot->low = value < plot->low ? value : plot->low;
    plot->high = value > plot->high ? value : plot->high;
}

static void widen_dots(struct plot *plot, const struct plot_dot *dots, size_t count)
{
    for (size_t i = 0; i < count; i++)
        widen(plot, dots[i].value);
}

/* A wide fan must not flatten what is known: it is cut a third above and below. */
static void widen_forecast(struct plot *plot)
{
    double spare;

    if (!plot->has_forecast)
        return;
    widen(plot, plot->forecast);
    spare = (plot->high - plot->low) / 3;
    widen(plot, fmax(plot->forecast_low, plot->low - spare));
    widen(plot, fmin(plot->forecast_high, plot->high + spare));
    plot->forecast_low = fmax(plot->forecast_low, plot->low);
    plot->forecast_high = fmin(plot->forecast_high, plot->high);
}

static void set_values(const struct status_row *row, struct plot *plot)
{
    plot->low = HUGE_VAL;
    plot->high = -HUGE_VAL;
    widen_dots(plot, plot->dots, plot->dot_count);
    for (size_t i = 0; i < plot->path_count; i++)
        widen_dots(plot, plot->paths[i].dots, plot->paths[i].count);
    for (size_t i = 0; i < plot->peer_count; i++)
        widen_dots(plot, plot->peers[i].dots, plot->peers[i].count);
    for (size_t i = 0; i < plot->goal_count; i++)
        widen(plot, plot->goals[i].value);
    widen_forecast(plot);
    plot->flipped = strcmp(row->indicator->unit, "rank") == 0;
    /* Zero is shown where it costs less than half of the height. */
    if (!plot->flipped && plot->low > 0 && plot->low < 0.5 * plot->high)
        plot->low = 0;
    if (plot->high - plot->low < 1e-9 * fmax(1, fabs(plot->high))) {
        plot->low -= fmax(1, fabs(plot->low) * 0.1);
        plot->high += fmax(1, fabs(plot->high) * 0.1);
    }
}

bool plot_gather(const struct status_row *row, const struct picture *picture, bool whole,
                 struct hd_arena *arena, struct plot *plot)
{
    *plot = (struct plot){ .today = picture->as_of_day };
    if (row->indicator->judge.scale)
        return false; /* letters have no height */
    plot->dot_count = gather_dots(row, row->series, arena, &plot->dots);
    if (!plot->dot_count)
        return false;
    gather_goals(row, picture, whole, arena, plot);
    gather_paths(row, arena, plot);
    if (plot->dot_count < 2 && !plot->path_count && !plot->goal_count)
        return false;
    if (whole)
        gather_peers(row, picture, arena, plot);
    gather_forecast(row, plot);
    set_days(row, plot);
    for (size_t i = 0; i < plot->path_count; i++)
        extend_path(plot, &plot->paths[i]);
    set_values(row, plot);
    return true;
}

void plot_ticks(double low, double high, size_t most, double *from_out, double *step_out,
                size_t *count_out)
{
    static const double round_numbers[] = { 1, 2, 2.5, 5, 10 };
    double rough = (high - low) / (double)most;
    double unit = pow(10, floor(log10(rough)));
    double step = 10 * unit;

    for (size_t i = 0; i < sizeof round_numbers / sizeof round_numbers[0]; i++) {
        double from = floor(low / (round_numbers[i] * unit) + 1e-9) * round_numbers[i] * unit;
        double steps = (high - from) / (round_numbers[i] * unit);

        if (steps <= (double)most + 1e-9) {
            step = round_numbers[i] * unit;
            break;
        }
    }
    *from_out = floor(low / step + 1e-9) * step;
    *step_out = step;
    *count_out = (size_t)ceil((high - *from_out) / step - 1e-9) + 1;
}
