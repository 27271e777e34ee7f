/* What stands beside values that were rolled up from samples. */
#include <stdlib.h>
#include <string.h>

#include "queries/picture_work.h"
#include "queries/query_sql.h"
#include "storage/statement.h"

static struct rolled_value read_rolled(struct statement *row, struct hd_arena *arena)
{
    return (struct rolled_value){
        .indicator = hd_arena_strdup(arena, statement_text(row, 0)),
        .area = hd_arena_strdup(arena, statement_text(row, 1)),
        .breakdown = hd_arena_strdup(arena, statement_text(row, 2)),
        .period_key = statement_int(row, 3),
        .vintage = (int)statement_int(row, 4),
        .samples = statement_int(row, 5),
        .rule = hd_arena_strdup(arena, statement_text(row, 6)),
        .low = hd_arena_strdup(arena, statement_text(row, 7)),
        .high = hd_arena_strdup(arena, statement_text(row, 8)),
    };
}

enum hd_rc rolled_build(struct picture_work *w)
{
    STATEMENT_AUTO struct statement *list = NULL;
    struct picture *picture = w->picture;
    struct rolled_value *rows = NULL;
    size_t count = 0, room = 0;
    bool more;
    enum hd_rc rc = statement_take(w->reader, sql_picture_rolled, &list, w->err);

    if (rc)
        return rc;
    statement_bind_int(list, ":cutoff", w->options->cutoff_at_ms);
    while (!(rc = statement_next(list, &more, w->err)) && more) {
        HD_GROW(rows, count, room);
        rows[count++] = read_rolled(list, &picture->arena);
    }
    picture->rolled = hd_arena_alloc(&picture->arena, (count + 1) * sizeof *rows);
    if (count)
        memcpy(picture->rolled, rows, count * sizeof *rows);
    picture->rolled_count = count;
    free(rows);
    return rc;
}

static int compare(const void *a, const void *b)
{
    const struct rolled_value *x = a, *y = b;
    int order = strcmp(x->indicator, y->indicator);

    if (!order)
        order = strcmp(x->area, y->area);
    if (!order)
        order = strcmp(x->breakdown, y->breakdown);
    return order ? order : (x->period_key > y->period_key) - (x->period_key < y->period_key);
}

const struct rolled_value *picture_rolled(const struct picture *picture,
                                          const struct rolled_value *asked)
{
    const struct rolled_value *found = picture->rolled_count
                                           ? bsearch(asked, picture->rolled, picture->rolled_count,
                                                     sizeof *picture->rolled, compare)
                                           : NULL;

    return found && found->vintage == asked->vintage ? found : NULL;
}

const struct rolled_value *picture_rolled_point(const struct picture *picture,
                                                const struct judge_series *series,
                                                const struct judge_point *point)
{
    const struct rolled_value asked = { .indicator = series->indicator,
                                        .area = series->area,
                                        .breakdown = series->breakdown,
                                        .period_key = hd_period_key(point->period),
                                        .vintage = point->vintage };

    return point->computed ? NULL : picture_rolled(picture, &asked);
}
