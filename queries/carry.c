#include "queries/carry.h"

#include <stdlib.h>
#include <string.h>

/* What the picture before has for the new one. */
struct carry {
    const struct picture *before;
    const struct judge_series **series; /* beside the new series: its equal of before; NULL */
    const struct status_row **rows;     /* of before, by target and series */
};

/* ---- series ---- */

static bool same_text(const char *a, const char *b)
{
    return a && b ? strcmp(a, b) == 0 : a == b;
}

static bool same_point(const struct judge_point *a, const struct judge_point *b)
{
    return hd_period_equal(a->period, b->period) && same_text(a->text, b->text) &&
           a->numeric == b->numeric && !(a->value < b->value) && !(a->value > b->value) &&
           a->status == b->status && a->vintage == b->vintage &&
           a->published_at_ms == b->published_at_ms && a->release_id == b->release_id;
}

/* NULL: none, which is a series too. */
static bool same_points(const struct judge_series *a, const struct judge_series *b)
{
    if (!a || !b)
        return a == b;
    if (a->count != b->count)
        return false;
    for (size_t i = 0; i < a->count; i++)
        if (!same_point(&a->points[i], &b->points[i]))
            return false;
    return true;
}

static const struct judge_series *equal_before(const struct picture *before,
                                               const struct judge_series *series)
{
    const struct judge_series *old =
        picture_series(before, series->indicator, series->area, series->breakdown);

    return old && same_points(old, series) ? old : NULL;
}

/* ---- rows ---- */

static int compare_places(const void *a, const void *b)
{
    uintptr_t x = (uintptr_t)a, y = (uintptr_t)b;

    return (x > y) - (x < y);
}

static int compare_rows(const void *a, const void *b)
{
    const struct status_row *x = *(const struct status_row *const *)a,
                            *y = *(const struct status_row *const *)b;
    int order = compare_places(x->target, y->target);

    return order ? order : compare_places(x->series, y->series);
}

static const struct status_row *row_before(const struct carry *carry, const struct target *target,
                                           const struct judge_series *series)
{
    struct status_row wanted = { .target = target, .series = series };
    const struct status_row *key = &wanted;
    const struct status_row **found =
        bsearch(&key, carry->rows, carry->before->row_count, sizeof(void *), compare_rows);

    return found ? *found : NULL;
}

/* ---- the same question ---- */

/* Catalogues of one fingerprint hold the same items in the same places. */
static const struct target *target_before(const struct carry *carry, const struct picture *now,
                                          const struct target *target)
{
    return target ? &carry->before->catalog->targets[target - now->catalog->targets] : NULL;
}

static const struct judge_series *series_before(const struct picture_work *w,
                                                const struct judge_series *series)
{
    return w->carry->series[series - w->picture->series];
}

static bool same_peers(const struct picture_work *w, const struct judge_question *now,
                       const struct judge_question *before)
{
    if (now->peer_count != before->peer_count)
        return false;
    for (size_t i = 0; i < now->peer_count; i++)
        if (series_before(w, now->peers[i]) != before->peers[i])
            return false;
    return true;
}

static bool same_respondents(const struct picture_work *w, const struct judge_question *now,
                             const struct judge_question *before)
{
    if (!now->respondents || !before->respondents)
        return now->respondents == before->respondents;
    return series_before(w, now->respondents) == before->respondents;
}

/* Targets, indicator and strategy are the catalogue's; the day is the picture's. */
static bool same_question(const struct picture_work *w, const struct judge_question *now,
                          const struct judge_question *before)
{
    return same_peers(w, now, before) && same_respondents(w, now, before) &&
           same_points(now->series_at_start, before->series_at_start);
}

/* ---- all ---- */

static bool comparable(const struct picture_work *w)
{
    const struct picture *before = w->options->before;

    return before && before->current && w->picture->current &&
           before->as_of_day == w->picture->as_of_day &&
           before->catalog->fingerprint == w->picture->catalog->fingerprint;
}

void carry_begin(struct picture_work *w)
{
    const struct picture *before = w->options->before;
    struct carry *carry;

    if (!comparable(w))
        return;
    carry = hd_arena_alloc(&w->scratch, sizeof *carry);
    carry->before = before;
    carry->series = hd_arena_alloc(&w->scratch, (w->picture->series_count + 1) * sizeof(void *));
    for (size_t i = 0; i < w->picture->series_count; i++)
        carry->series[i] = equal_before(before, &w->picture->series[i]);
    carry->rows = hd_arena_alloc(&w->scratch, (before->row_count + 1) * sizeof(void *));
    for (size_t i = 0; i < before->row_count; i++)
        carry->rows[i] = &before->rows[i];
    if (before->row_count)
        qsort(carry->rows, before->row_count, sizeof(void *), compare_rows);
    w->carry = carry;
}

bool carry_verdict(struct picture_work *w, struct status_row *row)
{
    const struct status_row *old;

    if (!w->carry || !series_before(w, row->series))
        return false;
    old = row_before(w->carry, target_before(w->carry, w->picture, row->target),
                     series_before(w, row->series));
    if (!old || !same_question(w, &row->question, &old->question))
        return false;
    judge_restate(&old->verdict, row->target ? &row->question.targets[row->question.which] : NULL,
                  row->target ? row->question.indicator : &row->indicator->judge, row->series,
                  &w->picture->arena, &row->verdict);
    w->picture->carried_count++;
    return true;
}
