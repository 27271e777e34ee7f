/* The series of computed indicators, as known before an instant: of now, and of the days on which
 * targets came into force. */
#include <stdlib.h>
#include <string.h>

#include "queries/picture_work.h"

/* All series of one indicator, by area and breakdown. */
struct series_set {
    bool busy, done;
    struct judge_series *series;
    size_t count;
};

struct computed {
    int64_t before_at_ms;
    struct series_set *sets; /* beside catalog.indicators */
    struct computed *next;
};

/* ---- what the store holds of an indicator ---- */

static int compare_stored(const void *a, const void *b)
{
    const struct stored_series *x = *(const struct stored_series *const *)a,
                               *y = *(const struct stored_series *const *)b;
    int order = strcmp(x->indicator, y->indicator);

    if (!order)
        order = strcmp(x->area, y->area);
    return order ? order : strcmp(x->breakdown, y->breakdown);
}

static void sort_stored(struct picture_work *w)
{
    if (w->stored_by_key)
        return;
    w->stored_by_key = hd_arena_alloc(&w->scratch, (w->stored_count + 1) * sizeof(void *));
    for (size_t i = 0; i < w->stored_count; i++)
        w->stored_by_key[i] = &w->stored[i];
    if (w->stored_count > 0)
        qsort(w->stored_by_key, w->stored_count, sizeof(void *), compare_stored);
}

static size_t stored_range(const struct picture_work *w, const char *indicator, size_t *first_out)
{
    size_t low = 0, high = w->stored_count, count = 0;

    while (low < high) {
        size_t middle = (low + high) / 2;

        if (strcmp(w->stored_by_key[middle]->indicator, indicator) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    *first_out = low;
    while (low + count < w->stored_count &&
           strcmp(w->stored_by_key[low + count]->indicator, indicator) == 0)
        count++;
    return count;
}

static void take_stored(struct picture_work *w, const struct computed *computed,
                        const struct indicator *indicator, struct series_set *set)
{
    size_t first, count = stored_range(w, indicator->code, &first);

    set->series = hd_arena_alloc(&w->scratch, (count + 1) * sizeof *set->series);
    for (size_t i = 0; i < count; i++) {
        struct judge_series *series = &set->series[set->count];

        vintages_series(w, w->stored_by_key[first + i], &indicator->judge, computed->before_at_ms,
                        series, &w->picture->arena);
        set->count += series->count > 0;
    }
}

/* ---- computed, beside what was published before it was ---- */

static size_t add_computed(const struct composite_result *result, size_t part_count,
                           struct judge_point *points, struct hd_arena *arena)
{
    size_t count = 0;

    for (size_t i = 0; i < result->count; i++)
        if (result->workings[i].gap == GAP_NONE)
            points[count++] = composite_point(&result->workings[i], part_count, arena);
    return count;
}

/* By end day; of two that end on the same day the computed one, of the own frequency, last. */
static size_t merge_points(const struct judge_point *computed, size_t computed_count,
                           const struct judge_series *published, struct judge_point *out)
{
    size_t count = 0, at = 0;

    for (size_t i = 0; i < computed_count; i++) {
        const struct judge_point *point = &computed[i];

        for (;
             at < published->count && published->points[at].period.end_day <= point->period.end_day;
             at++)
            if (!hd_period_equal(published->points[at].period, point->period))
                out[count++] = published->points[at];
        out[count++] = *point;
    }
    while (at < published->count)
        out[count++] = published->points[at++];
    return count;
}

/* One of them may be empty, and then has no area. */
static struct judge_series make_series(struct picture_work *w, const struct indicator *indicator,
                                       const struct composite_result *result,
                                       const struct judge_series *published)
{
    struct hd_arena *arena = &w->picture->arena;
    size_t room = result->count + published->count + 1;
    struct judge_point *computed = hd_arena_alloc(&w->scratch, room * sizeof *computed);
    struct judge_point *points = hd_arena_alloc(arena, room * sizeof *points);
    size_t count = add_computed(result, indicator->composite.part_count, computed, arena);

    return (struct judge_series){
        .indicator = indicator->code,
        .area = result->area ? result->area : published->area,
        .breakdown = result->area ? result->breakdown : published->breakdown,
        .points = points,
        .count = merge_points(computed, count, published, points),
    };
}

static int compare_places(const struct composite_result *result, const struct judge_series *series)
{
    int order = strcmp(result->area, series->area);

    return order ? order : strcmp(result->breakdown, series->breakdown);
}

/* Both lists stand by area and breakdown. */
static void merge_series(struct picture_work *w, const struct indicator *indicator,
                         const struct composite_result *results, size_t count,
                         struct series_set *set)
{
    static const struct composite_result nothing;
    static const struct judge_series none;
    struct judge_series *merged =
        hd_arena_alloc(&w->picture->arena, (count + set->count + 1) * sizeof *merged);
    size_t kept = 0;

    for (size_t r = 0, p = 0; r < count || p < set->count;) {
        int order = r == count        ? 1
                    : p == set->count ? -1
                                      : compare_places(&results[r], &set->series[p]);

        merged[kept] = make_series(w, indicator, order <= 0 ? &results[r] : &nothing,
                                   order >= 0 ? &set->series[p] : &none);
        kept += merged[kept].count > 0;
        r += order <= 0;
        p += order >= 0;
    }
    set->series = merged;
    set->count = kept;
}

/* ---- sets ---- */

static const struct series_set *set_of(struct picture_work *w, struct computed *computed,
                                       const struct indicator *indicator);

static void compute(struct picture_work *w, struct computed *computed,
                    const struct indicator *indicator, struct series_set *set)
{
    const struct composite *composite = &indicator->composite;
    struct composite_source *sources =
        hd_arena_alloc(&w->scratch, (composite->part_count + 1) * sizeof *sources);
    struct composite_question question = { composite, indicator->judge.frequency, sources };
    struct composite_result *results;
    size_t count;

    for (size_t i = 0; i < composite->part_count; i++) {
        const struct indicator *part =
            catalog_indicator(w->picture->catalog, composite->parts[i].code);
        const struct series_set *of = part ? set_of(w, computed, part) : NULL;

        if (of)
            sources[i] = (struct composite_source){ &part->judge, of->series, of->count };
    }
    composite_work(&question, &w->scratch, &results, &count);
    merge_series(w, indicator, results, count, set);
}

/* The check of the files refuses circles; one that got in all the same has no values. */
static const struct series_set *set_of(struct picture_work *w, struct computed *computed,
                                       const struct indicator *indicator)
{
    struct series_set *set = &computed->sets[indicator - w->picture->catalog->indicators];

    if (set->busy)
        return NULL;
    if (set->done)
        return set;
    set->busy = true;
    take_stored(w, computed, indicator, set);
    if (indicator_computed(indicator))
        compute(w, computed, indicator, set);
    set->busy = false;
    set->done = true;
    return set;
}

static struct computed *computed_before(struct picture_work *w, int64_t before_at_ms)
{
    struct computed *computed = w->computed;

    while (computed && computed->before_at_ms != before_at_ms)
        computed = computed->next;
    if (computed)
        return computed;
    sort_stored(w);
    computed = hd_arena_alloc(&w->scratch, sizeof *computed);
    computed->before_at_ms = before_at_ms;
    computed->sets = hd_arena_alloc(&w->scratch, (w->picture->catalog->indicator_count + 1) *
                                                     sizeof *computed->sets);
    computed->next = w->computed;
    return w->computed = computed;
}

const struct judge_series *computed_series(struct picture_work *w,
                                           const struct indicator *indicator, int64_t before_at_ms,
                                           size_t *count_out)
{
    const struct series_set *set = set_of(w, computed_before(w, before_at_ms), indicator);

    *count_out = set ? set->count : 0;
    return set ? set->series : NULL;
}
