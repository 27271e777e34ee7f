#include "queries/ranking.h"

#include <stdlib.h>
#include <string.h>

#include "common/decimal.h"

/* The series that are compared. */
struct field {
    const struct judge_series **series;
    size_t count;
};

static const char *part_of(const struct judge_series *series)
{
    return series->breakdown ? series->breakdown : "";
}

static bool stands(const struct picture *picture, const struct judge_point *point)
{
    return point->period.start_day <= picture->as_of_day && judge_point_counts(point);
}

static bool has_value(const struct picture *picture, const struct judge_series *series)
{
    for (size_t i = 0; i < series->count; i++)
        if (stands(picture, &series->points[i]))
            return true;
    return false;
}

static bool is_of(const struct picture *picture, const struct judge_series *series,
                  const struct indicator *indicator, const char *area, const char *breakdown)
{
    return strcmp(series->indicator, indicator->code) == 0 &&
           (!area || strcmp(series->area, area) == 0) &&
           (!breakdown || strcmp(part_of(series), breakdown) == 0) && has_value(picture, series);
}

static void gather(const struct picture *picture, const struct indicator *indicator,
                   const char *area, const char *breakdown, struct hd_arena *arena,
                   struct field *field)
{
    field->series =
        hd_arena_alloc(arena, (picture->series_count + 1) * sizeof(struct judge_series *));
    field->count = 0;
    for (size_t i = 0; i < picture->series_count; i++)
        if (is_of(picture, &picture->series[i], indicator, area, breakdown))
            field->series[field->count++] = &picture->series[i];
}

/* The first area that has parts; NULL: none has. */
static const char *divided_area(const struct picture *picture, const struct indicator *indicator)
{
    for (size_t i = 0; i < picture->series_count; i++)
        if (is_of(picture, &picture->series[i], indicator, NULL, NULL) &&
            *part_of(&picture->series[i]))
            return picture->series[i].area;
    return NULL;
}

/* A whole is not compared with its parts. */
static void drop_whole(struct field *field)
{
    size_t kept = 0;

    for (size_t i = 0; i < field->count; i++)
        if (*part_of(field->series[i]))
            field->series[kept++] = field->series[i];
    field->count = kept;
}

static bool choose_field(const struct picture *picture, const struct indicator *indicator,
                         const char *area, const char *breakdown, struct hd_arena *arena,
                         struct field *field)
{
    gather(picture, indicator, area,
           area && !breakdown ? NULL
           : breakdown        ? breakdown
                              : "",
           arena, field);
    if (!area && (breakdown || field->count > 1))
        return false;
    if (!area)
        area = divided_area(picture, indicator);
    if (!area || breakdown)
        return false;
    gather(picture, indicator, area, NULL, arena, field);
    drop_whole(field);
    return true;
}

/* ---- the period ---- */

static const struct judge_point *
value_in(const struct picture *picture, const struct judge_series *series, struct hd_period period)
{
    for (size_t i = series->count; i-- > 0;)
        if (hd_period_equal(series->points[i].period, period) &&
            stands(picture, &series->points[i]))
            return &series->points[i];
    return NULL;
}

static size_t known_in(const struct picture *picture, const struct field *field,
                       struct hd_period period)
{
    size_t count = 0;

    for (size_t i = 0; i < field->count; i++)
        count += value_in(picture, field->series[i], period) != NULL;
    return count;
}

/* One that more than one share is preferred, then the newest. */
static bool better(size_t shared, struct hd_period period, size_t best_shared,
                   struct hd_period best)
{
    bool common = shared > 1, best_common = best_shared > 1;

    if (common != best_common)
        return common;
    return hd_period_cmp(period, best) > 0;
}

static bool choose_period(const struct picture *picture, const struct field *field,
                          struct hd_period *period_out)
{
    size_t best_shared = 0;

    for (size_t i = 0; i < field->count; i++)
        for (size_t k = 0; k < field->series[i]->count; k++) {
            const struct judge_point *point = &field->series[i]->points[k];
            size_t shared;

            if (!stands(picture, point))
                continue;
            shared = known_in(picture, field, point->period);
            if (best_shared && !better(shared, point->period, best_shared, *period_out))
                continue;
            best_shared = shared;
            *period_out = point->period;
        }
    return best_shared > 0;
}

/* ---- the order ---- */

static int compare_values(const struct judge_point *a, const struct judge_point *b)
{
    if (a->text && b->text && hd_decimal_valid(a->text, strlen(a->text)) &&
        hd_decimal_valid(b->text, strlen(b->text)))
        return hd_decimal_cmp(a->text, b->text);
    return (a->value > b->value) - (a->value < b->value);
}

static int compare_up(const void *a, const void *b)
{
    const struct ranking_row *x = a, *y = b;
    int order = compare_values(y->point, x->point);

    if (!order)
        order = strcmp(x->series->area, y->series->area);
    return order ? order : strcmp(part_of(x->series), part_of(y->series));
}

static int compare_down(const void *a, const void *b)
{
    const struct ranking_row *x = a, *y = b;
    int order = compare_values(x->point, y->point);

    if (!order)
        order = strcmp(x->series->area, y->series->area);
    return order ? order : strcmp(part_of(x->series), part_of(y->series));
}

static const struct judge_point *value_before(const struct picture *picture,
                                              const struct judge_series *series,
                                              struct hd_period period)
{
    const struct judge_point *found = NULL;

    for (size_t i = 0; i < series->count; i++)
        if (series->points[i].period.freq == period.freq &&
            hd_period_cmp(series->points[i].period, period) < 0 &&
            stands(picture, &series->points[i]))
            found = &series->points[i];
    return found;
}

static void number_rows(struct ranking *ranking)
{
    for (size_t i = 0; i < ranking->count; i++) {
        struct ranking_row *row = &ranking->rows[i];
        bool shared = i > 0 && compare_values(row[-1].point, row->point) == 0;

        row->place = shared ? row[-1].place : (int)i + 1;
    }
}

bool ranking_make(const struct picture *picture, const struct indicator *indicator,
                  const char *area, const char *breakdown, const struct hd_period *period,
                  struct hd_arena *arena, struct ranking *out)
{
    struct field field;

    *out = (struct ranking){ 0 };
    out->by_breakdown = choose_field(picture, indicator, area, breakdown, arena, &field);
    if (period)
        out->period = *period;
    else if (!choose_period(picture, &field, &out->period))
        return false;
    out->rows = hd_arena_alloc(arena, (field.count + 1) * sizeof *out->rows);
    for (size_t i = 0; i < field.count; i++) {
        const struct judge_series *series = field.series[i];
        const struct judge_point *point = value_in(picture, series, out->period);

        if (point)
            out->rows[out->count++] =
                (struct ranking_row){ series, point, value_before(picture, series, out->period),
                                      0 };
    }
    if (out->count)
        qsort(out->rows, out->count, sizeof *out->rows,
              indicator->judge.direction < 0 ? compare_down : compare_up);
    number_rows(out);
    return out->count > 0;
}
