#include <stdlib.h>
#include <string.h>

#include "queries/picture_work.h"
#include "queries/query_sql.h"
#include "storage/statement.h"

/* How far ahead a picture shows what will be due. */
#define DAYS_AHEAD 60
/* No deadline rule reaches further back than this. */
#define LATEST_DAYS 400
/* Composites of composites that are followed. */
#define CHAIN_MAX 8

struct owed_list {
    struct deadline *items; /* heap */
    size_t count, room;
};

/* A value that waits for publication. */
struct pending {
    int64_t series_id, period_key, created_at_ms;
};

struct pending_list {
    struct pending *items; /* heap */
    size_t count, room;
};

static enum hd_rc load_pending(struct picture_work *w, struct pending_list *list)
{
    struct statement *STATEMENT_AUTO rows = NULL;
    enum hd_rc rc;
    bool row = false;

    rc = statement_take(w->reader, sql_picture_pending, &rows, w->err);
    if (rc)
        return rc;
    statement_bind_int(rows, ":cutoff", w->options->cutoff_at_ms);
    while ((rc = statement_next(rows, &row, w->err)) == HD_OK && row) {
        HD_GROW(list->items, list->count, list->room);
        list->items[list->count++] = (struct pending){ .series_id = statement_int(rows, 0),
                                                       .period_key = statement_int(rows, 1),
                                                       .created_at_ms = statement_int(rows, 2) };
    }
    return rc;
}

static void note_receipt(struct deadline *deadline, int64_t at_ms, const struct hd_zone *zone)
{
    int32_t day = hd_zone_day(zone, at_ms);

    deadline->received = true;
    deadline->received_at_ms = at_ms;
    deadline->days_late = day > deadline->due_day ? day - deadline->due_day : 0;
}

/* The first time counts, not the newest vintage; and what was handed in was delivered, also
 * before it is published. */
static void settle_receipt(const struct picture_work *w, const struct pending_list *pending,
                           const struct stored_series *stored, struct deadline *deadline)
{
    int64_t key = hd_period_key(deadline->period),
            first = vintages_first(w, stored, deadline->period);

    if (deadline->received && first)
        note_receipt(deadline, first, w->options->zone);
    for (size_t i = 0; i < pending->count; i++) {
        const struct pending *row = &pending->items[i];

        if (row->series_id != stored->id || row->period_key != key)
            continue;
        if (deadline->received && deadline->received_at_ms <= row->created_at_ms)
            continue;
        note_receipt(deadline, row->created_at_ms, w->options->zone);
        if (deadline->freshness != FRESHNESS_DECLARED_MISSING)
            deadline->freshness = FRESHNESS_NOT_DUE;
    }
}

static bool is_shown(const struct deadline *deadline, int32_t today)
{
    if (deadline->due_day > today + DAYS_AHEAD)
        return false;
    return !deadline->received || deadline->due_day >= today ||
           deadline->freshness == FRESHNESS_DECLARED_MISSING;
}

static void owed_of_series(struct picture_work *w, const struct pending_list *pending,
                           const struct judge_series *series, struct owed_list *list)
{
    const struct picture *picture = w->picture;
    const struct indicator *indicator = catalog_indicator(picture->catalog, series->indicator);
    const struct stored_series *stored = picture_stored(w, series);
    int32_t today = picture->as_of_day;
    int back = indicator->deadline_days >= 0 ? indicator->deadline_days : LATEST_DAYS / 4;
    struct deadline *found;
    size_t count;

    found = deadline_list(picture->catalog, indicator, series, picture->owed_from_day,
                          picture->owed_from_day - back, today + DAYS_AHEAD, today, &w->scratch,
                          &count);
    for (size_t i = 0; i < count; i++) {
        if (stored)
            settle_receipt(w, pending, stored, &found[i]);
        if (!is_shown(&found[i], today))
            continue;
        HD_GROW(list->items, list->count, list->room);
        list->items[list->count++] = found[i];
    }
}

static int compare_deadlines(const void *a, const void *b)
{
    const struct deadline *x = a, *y = b;
    int order;

    if (x->due_day != y->due_day)
        return x->due_day < y->due_day ? -1 : 1;
    order = strcmp(x->indicator->code, y->indicator->code);
    if (!order)
        order = strcmp(x->area, y->area);
    return order ? order : strcmp(x->breakdown, y->breakdown);
}

/* ---- to the rows ---- */

/* One deadline of a row's series, the older ones first.  The row gets the oldest that is
 * unanswered; else the next one.  A period declared missing says so until something is owed. */
static void offer(struct status_row *row, const struct deadline *deadline, int32_t today)
{
    if (row->deadline && !row->deadline->received)
        return;
    if (deadline->freshness == FRESHNESS_DECLARED_MISSING)
        row->freshness = FRESHNESS_DECLARED_MISSING;
    if (!deadline->received) {
        row->deadline = deadline;
        if (deadline->freshness != FRESHNESS_NOT_DUE)
            row->freshness = deadline->freshness;
    } else if (!row->deadline && deadline->due_day >= today) {
        row->deadline = deadline;
    }
}

static int compare_by_series(const void *a, const void *b)
{
    uintptr_t x = (uintptr_t)(*(struct status_row *const *)a)->series;
    uintptr_t y = (uintptr_t)(*(struct status_row *const *)b)->series;

    return (x > y) - (x < y);
}

/* The first of those rows, which are in order of series, that is about the series. */
static size_t first_about(struct status_row *const *rows, size_t count,
                          const struct judge_series *series)
{
    size_t low = 0, high = count;

    while (low < high) {
        size_t middle = (low + high) / 2;

        if ((uintptr_t)rows[middle]->series < (uintptr_t)series)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static void give_to_rows(struct picture_work *w)
{
    struct picture *picture = w->picture;
    size_t count = picture->row_count;
    struct status_row **rows = hd_arena_alloc(&w->scratch, (count + 1) * sizeof(void *));

    for (size_t i = 0; i < count; i++)
        rows[i] = &picture->rows[i];
    if (count)
        qsort(rows, count, sizeof(void *), compare_by_series);
    for (size_t i = 0; i < picture->deadline_count; i++) {
        const struct deadline *deadline = &picture->deadlines[i];

        for (size_t k = first_about(rows, count, deadline->series);
             k < count && rows[k]->series == deadline->series; k++)
            offer(rows[k], deadline, picture->as_of_day);
    }
}

/* Is it about a part of what is computed, or of a part of that? */
static bool concerns_part(const struct catalog *catalog, const struct composite *composite,
                          const struct deadline *deadline, const char *breakdown, size_t depth)
{
    for (size_t i = 0; i < composite->part_count && depth < CHAIN_MAX; i++) {
        const struct composite_part *part = &composite->parts[i];
        const char *of = part->breakdown ? part->breakdown : breakdown;
        const struct indicator *indicator = catalog_indicator(catalog, part->code);

        if (indicator == deadline->indicator && strcmp(of, deadline->breakdown) == 0)
            return true;
        if (indicator && concerns_part(catalog, &indicator->composite, deadline, of, depth + 1))
            return true;
    }
    return false;
}

/* What is computed waits for what its parts wait for. */
static void give_to_computed(const struct picture *picture)
{
    for (size_t i = 0; i < picture->row_count && picture->catalog->computed_count; i++) {
        struct status_row *row = &picture->rows[i];

        if (!indicator_computed(row->indicator))
            continue;
        for (size_t k = 0; k < picture->deadline_count; k++) {
            const struct deadline *deadline = &picture->deadlines[k];

            if (strcmp(deadline->area, row->series->area) == 0 &&
                concerns_part(picture->catalog, &row->indicator->composite, deadline,
                              row->series->breakdown, 0))
                offer(row, deadline, picture->as_of_day);
        }
    }
}

static void keep(struct picture *picture, const struct owed_list *list)
{
    size_t size = (list->count + 1) * sizeof *picture->deadlines;

    picture->deadlines = hd_arena_alloc(&picture->arena, size);
    picture->deadline_count = list->count;
    for (size_t i = 0; i < list->count; i++) {
        picture->deadlines[i] = list->items[i];
        picture->overdue_count += list->items[i].freshness == FRESHNESS_OVERDUE;
    }
}

enum hd_rc owed_build(struct picture_work *w)
{
    struct pending_list pending = { 0 };
    struct owed_list list = { 0 };
    enum hd_rc rc = load_pending(w, &pending);

    for (size_t i = 0; i < w->picture->series_count && !rc; i++)
        owed_of_series(w, &pending, &w->picture->series[i], &list);
    if (list.count > 0)
        qsort(list.items, list.count, sizeof *list.items, compare_deadlines);
    keep(w->picture, &list);
    give_to_rows(w);
    give_to_computed(w->picture);
    free(pending.items);
    free(list.items);
    return rc;
}
