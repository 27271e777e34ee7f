#include "daemon/repeated.h"

#include <stdlib.h>

static int compare_rows(const struct bundle *bundle, const struct bundle_row *x,
                        const struct bundle_row *y)
{
    int64_t a = bundle->extras[x->extra].given_at_ms, b = bundle->extras[y->extra].given_at_ms;

    if (x->series != y->series)
        return x->series < y->series ? -1 : 1;
    if (x->period_key != y->period_key)
        return x->period_key < y->period_key ? -1 : 1;
    return (a > b) - (a < b);
}

/* Equal ones in the order of the file. */
static int compare_places(const void *a, const void *b, void *ctx)
{
    const struct bundle *bundle = ctx;
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    int order = compare_rows(bundle, &bundle->rows[x], &bundle->rows[y]);

    return order ? order : (x > y) - (x < y);
}

void repeated_find(const struct bundle *bundle, uint32_t *before_out)
{
    uint32_t *order = hd_alloc((bundle->count + 1) * sizeof *order);

    for (uint32_t i = 0; i < bundle->count; i++)
        before_out[i] = order[i] = i;
    qsort_r(order, bundle->count, sizeof *order, compare_places, (void *)bundle);
    for (size_t i = 1; i < bundle->count; i++) {
        const struct bundle_row *x = &bundle->rows[order[i - 1]], *y = &bundle->rows[order[i]];

        if (compare_rows(bundle, x, y) == 0)
            before_out[order[i]] = order[i - 1];
    }
    free(order);
}
