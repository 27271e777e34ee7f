#include "daemon/observed.h"

#include <stdlib.h>
#include <string.h>

#include "daemon/service.h"

struct collecting {
    const struct picture *picture;
    const struct observed_filter *filter;
    struct hd_arena *arena;
    struct observed_list *list;
};

/* ---- which ones ---- */

static bool same_point(const struct vintage_row *a, const struct vintage_row *b)
{
    return strcmp(a->area, b->area) == 0 && strcmp(a->breakdown, b->breakdown) == 0 &&
           hd_period_equal(a->period, b->period);
}

static bool passes(const struct observed_filter *filter, const struct vintage_row *row)
{
    return !filter->takes_row || filter->takes_row(filter->ctx, row);
}

static void add(const struct collecting *c, struct observed one)
{
    struct observed_list *list = c->list;
    struct observed *kept = hd_arena_alloc(c->arena, sizeof *kept);

    *kept = one;
    if (list->count == list->room) {
        size_t room = list->room ? 2 * list->room : 256;
        const void **rows = hd_arena_alloc(c->arena, room * sizeof(void *));

        if (list->count)
            memcpy(rows, list->rows, list->count * sizeof(void *));
        list->rows = rows;
        list->room = room;
    }
    list->rows[list->count++] = kept;
}

/* A later vintage number may carry an earlier date (history): what stands is what was published
 * last, on a tie the later number. */
static const struct vintage_row *standing(const struct vintage_row *rows, size_t count)
{
    const struct vintage_row *best = rows;

    for (size_t i = 1; i < count; i++) {
        if (rows[i].published_at_ms >= best->published_at_ms)
            best = &rows[i];
    }
    return best;
}

static const struct rolled_value *rolled_of(const struct collecting *c,
                                            const struct indicator *indicator,
                                            const struct vintage_row *row)
{
    const struct rolled_value asked = { .indicator = indicator->code,
                                        .area = row->area,
                                        .breakdown = row->breakdown,
                                        .period_key = hd_period_key(row->period),
                                        .vintage = row->vintage };

    return picture_rolled(c->picture, &asked);
}

static void collect_rows(const struct collecting *c, const struct indicator *indicator,
                         const struct vintage_row *rows, size_t count)
{
    for (size_t first = 0, next; first < count; first = next) {
        for (next = first + 1; next < count && same_point(&rows[first], &rows[next]);)
            next++;
        if (!passes(c->filter, &rows[first]))
            continue;
        for (size_t i = first; i < next; i++)
            if (c->filter->history || &rows[i] == standing(rows + first, next - first))
                add(c, (struct observed){ indicator, &rows[i], false,
                                          rolled_of(c, indicator, &rows[i]) });
    }
}

/* ---- computed ones: they stand in no submission, and in the place of what did before ---- */

static const struct vintage_row *computed_row(const struct judge_series *series,
                                              const struct judge_point *point,
                                              struct hd_arena *arena)
{
    struct vintage_row *row = hd_arena_alloc(arena, sizeof *row);

    *row = (struct vintage_row){ .area = series->area,
                                 .breakdown = series->breakdown,
                                 .period = point->period,
                                 .vintage = point->vintage,
                                 .value = point->text,
                                 .status = point->status,
                                 .comment = "",
                                 .reason = "",
                                 .actor = "",
                                 .source = "",
                                 .channel = "",
                                 .verb = "",
                                 .published_at_ms = point->published_at_ms,
                                 .invented = point->invented };
    return row;
}

static void add_computed(const struct collecting *c, const struct indicator *indicator)
{
    for (size_t i = 0; i < c->picture->series_count; i++) {
        const struct judge_series *series = &c->picture->series[i];

        for (size_t k = 0; k < series->count && !strcmp(series->indicator, indicator->code); k++) {
            const struct vintage_row *row = NULL;

            if (series->points[k].computed)
                row = computed_row(series, &series->points[k], c->arena);
            if (row && passes(c->filter, row))
                add(c, (struct observed){ indicator, row, true, NULL });
        }
    }
}

/* By place and period; of one period what was published first, then what is computed. */
static int compare_observed(const void *a, const void *b)
{
    const struct observed *x = *(const struct observed *const *)a,
                          *y = *(const struct observed *const *)b;
    int order = strcmp(x->row->area, y->row->area);

    if (!order)
        order = strcmp(x->row->breakdown, y->row->breakdown);
    if (!order)
        order = hd_period_cmp(x->row->period, y->row->period);
    if (!order)
        order = x->computed - y->computed;
    return order ? order : x->row->vintage - y->row->vintage;
}

/* What was published for a period that is computed now; the computed one stands after it. */
static bool is_superseded(const struct observed_list *list, size_t at)
{
    const struct observed *row = list->rows[at], *next;

    if (at + 1 == list->count)
        return false;
    next = list->rows[at + 1];
    return next->computed && same_point(row->row, next->row);
}

static void put_computed(const struct collecting *c, size_t from, const struct indicator *indicator)
{
    struct observed_list *list = c->list;
    size_t kept = from;

    add_computed(c, indicator);
    if (list->count > from)
        qsort(list->rows + from, list->count - from, sizeof(void *), compare_observed);
    for (size_t i = from; i < list->count; i++)
        if (c->filter->history || !is_superseded(list, i))
            list->rows[kept++] = list->rows[i];
    list->count = kept;
}

static enum hd_rc collect_indicator(const struct collecting *c, struct reader *reader,
                                    const struct indicator *indicator, struct hd_error *err)
{
    struct vintage_row *rows = NULL;
    size_t count = 0, from = c->list->count;
    enum hd_rc rc = history_load(reader, indicator->code, c->picture->cutoff_at_ms, c->arena, &rows,
                                 &count, err);

    if (rc)
        return rc;
    collect_rows(c, indicator, rows, count);
    if (indicator_computed(indicator))
        put_computed(c, from, indicator);
    return HD_OK;
}

enum hd_rc observed_collect(struct service *service, const struct picture *picture,
                            const struct observed_filter *filter, struct hd_arena *arena,
                            struct observed_list *list, struct hd_error *err)
{
    const struct collecting c = { picture, filter, arena, list };
    const struct catalog *catalog = picture->catalog;
    struct reader *reader = NULL;
    enum hd_rc rc = service_reader_take(service, &reader, err);

    if (rc)
        return rc;
    rc = reader_begin(reader, err);
    for (size_t i = 0; !rc && i < catalog->indicator_count; i++) {
        const struct indicator *indicator = &catalog->indicators[i];

        if (!filter->takes_indicator || filter->takes_indicator(filter->ctx, indicator))
            rc = collect_indicator(&c, reader, indicator, err);
    }
    reader_end(reader);
    service_reader_give_back(service, &reader);
    return rc;
}
