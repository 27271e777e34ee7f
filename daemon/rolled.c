#include "daemon/rolled.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "daemon/rollup.h"

enum hd_rc rolled_load(struct reader *reader, const struct indicator *indicator,
                       int64_t cutoff_at_ms, struct hd_arena *arena, struct rolled_list *out,
                       struct hd_error *err)
{
    size_t kept = 0;
    enum hd_rc rc;

    *out = (struct rolled_list){ 0 };
    if (indicator->samples.kind == ROLLUP_NONE)
        return HD_OK;
    rc = sample_rolled_list(reader, indicator->code, arena, &out->rows, &out->count, err);
    for (size_t i = 0; !rc && i < out->count; i++)
        if (!*out->rows[i].held_back && out->rows[i].rolled_at_ms < cutoff_at_ms)
            out->rows[kept++] = out->rows[i];
    out->count = kept;
    return rc;
}

static int compare(const void *a, const void *b)
{
    const struct vintage_row *row = a;
    const struct sample_period *period = b;
    int64_t x = hd_period_key(row->period), y = hd_period_key(period->period);
    int order = strcmp(row->area, period->area);

    if (!order)
        order = strcmp(row->breakdown, period->breakdown);
    return order ? order : (x > y) - (x < y);
}

static bool is_rolled(const struct vintage_row *row)
{
    return row->value && strcmp(row->actor, ROLLUP_ACTOR) == 0;
}

static bool same_point(const struct vintage_row *a, const struct vintage_row *b)
{
    return strcmp(a->area, b->area) == 0 && strcmp(a->breakdown, b->breakdown) == 0 &&
           hd_period_equal(a->period, b->period);
}

const struct sample_period *rolled_of(const struct rolled_list *list,
                                      const struct vintage_row *rows, size_t count, size_t at)
{
    if (!list || !list->count || !is_rolled(&rows[at]))
        return NULL;
    for (size_t i = at + 1; i < count && same_point(&rows[i], &rows[at]); i++)
        if (is_rolled(&rows[i]))
            return NULL;
    return bsearch(&rows[at], list->rows, list->count, sizeof *list->rows, compare);
}
