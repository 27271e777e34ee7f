#include "daemon/repeated.h"

#include <stdlib.h>
#include <string.h>

#include "common/memory.h"

static int compare_rows(const struct submission_row *x, const struct submission_row *y)
{
    int order = strcmp(x->indicator, y->indicator);

    if (!order)
        order = strcmp(x->area, y->area);
    if (!order)
        order = strcmp(x->breakdown, y->breakdown);
    if (!order)
        order = hd_period_cmp(x->period, y->period);
    if (!order)
        order =
            (x->published_at_ms > y->published_at_ms) - (x->published_at_ms < y->published_at_ms);
    return order;
}

/* Equal ones in the order of the file. */
static int compare_places(const void *a, const void *b, void *ctx)
{
    const struct submission_row *rows = ctx;
    size_t x = *(const size_t *)a, y = *(const size_t *)b;
    int order = compare_rows(&rows[x], &rows[y]);

    return order ? order : (x > y) - (x < y);
}

void repeated_find(const struct submission_row *rows, size_t count, size_t *before_out)
{
    size_t *order = hd_alloc((count + 1) * sizeof *order);

    for (size_t i = 0; i < count; i++)
        before_out[i] = order[i] = i;
    qsort_r(order, count, sizeof *order, compare_places, (void *)rows);
    for (size_t i = 1; i < count; i++)
        if (compare_rows(&rows[order[i - 1]], &rows[order[i]]) == 0)
            before_out[order[i]] = order[i - 1];
    free(order);
}
