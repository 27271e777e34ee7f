#include "queries/sample.h"

#include <stdlib.h>
#include <string.h>

#include "queries/query_sql.h"
#include "storage/statement.h"

static struct sample_period read_period(struct statement *row, struct hd_arena *arena)
{
    return (struct sample_period){
        .series_id = statement_int(row, 0),
        .indicator = hd_arena_strdup(arena, statement_text(row, 1)),
        .area = hd_arena_strdup(arena, statement_text(row, 2)),
        .breakdown = hd_arena_strdup(arena, statement_text(row, 3)),
        .period = hd_period_from_key(statement_int(row, 4)),
        .count = statement_int(row, 5),
        .newest_at_ms = statement_int(row, 6),
        .rolled_count = statement_int(row, 7),
        .rolled_at_ms = statement_int(row, 8),
        .used = statement_int(row, 9),
        .rule = hd_arena_strdup(arena, statement_text(row, 10)),
        .spread_low = hd_arena_strdup(arena, statement_text(row, 11)),
        .spread_high = hd_arena_strdup(arena, statement_text(row, 12)),
        .held_back = hd_arena_strdup(arena, statement_text(row, 13)),
        .submission_id = statement_int(row, 14),
        .removed = statement_int(row, 15) != 0,
    };
}

static enum hd_rc read_all(struct statement *list, struct hd_arena *arena,
                           struct sample_period **rows_out, size_t *count_out, struct hd_error *err)
{
    struct sample_period *rows = NULL;
    size_t count = 0, room = 0;
    enum hd_rc rc;
    bool more;

    while (!(rc = statement_next(list, &more, err)) && more) {
        HD_GROW(rows, count, room);
        rows[count++] = read_period(list, arena);
    }
    *rows_out = hd_arena_alloc(arena, (count + 1) * sizeof **rows_out);
    if (count)
        memcpy(*rows_out, rows, count * sizeof *rows);
    *count_out = count;
    free(rows);
    return rc;
}

enum hd_rc sample_due(struct reader *reader, struct hd_arena *arena,
                      struct sample_period **rows_out, size_t *count_out, struct hd_error *err)
{
    STATEMENT_AUTO struct statement *list = NULL;
    enum hd_rc rc = statement_take(reader, sql_sample_due, &list, err);

    return rc ? rc : read_all(list, arena, rows_out, count_out, err);
}

enum hd_rc sample_rolled_list(struct reader *reader, const char *indicator, struct hd_arena *arena,
                              struct sample_period **rows_out, size_t *count_out,
                              struct hd_error *err)
{
    STATEMENT_AUTO struct statement *list = NULL;
    enum hd_rc rc = statement_take(reader, sql_sample_rolled, &list, err);

    if (rc)
        return rc;
    statement_bind_text(list, ":indicator", indicator);
    return read_all(list, arena, rows_out, count_out, err);
}

enum hd_rc sample_period_get(struct reader *reader, int64_t series_id, struct hd_period period,
                             struct hd_arena *arena, struct sample_period *out,
                             struct hd_error *err)
{
    STATEMENT_AUTO struct statement *get = NULL;
    bool row;
    enum hd_rc rc = statement_take(reader, sql_sample_period, &get, err);

    *out = (struct sample_period){ 0 };
    if (rc)
        return rc;
    statement_bind_int(get, ":series_id", series_id);
    statement_bind_int(get, ":period_key", hd_period_key(period));
    rc = statement_next(get, &row, err);
    if (!rc && row)
        *out = read_period(get, arena);
    return rc;
}

enum hd_rc sample_standing(struct reader *reader, int64_t series_id, struct hd_period period,
                           int64_t *submission_id_out, struct hd_error *err)
{
    STATEMENT_AUTO struct statement *get = NULL;
    bool row;
    enum hd_rc rc = statement_take(reader, sql_sample_standing, &get, err);

    *submission_id_out = 0;
    if (rc)
        return rc;
    statement_bind_int(get, ":series_id", series_id);
    statement_bind_int(get, ":period_key", hd_period_key(period));
    rc = statement_next(get, &row, err);
    if (!rc && row)
        *submission_id_out = statement_int(get, 0);
    return rc;
}

enum hd_rc sample_each(struct reader *reader, int64_t series_id, int64_t from_at_ms,
                       int64_t before_at_ms, sample_value_fn *fn, void *ctx, struct hd_error *err)
{
    STATEMENT_AUTO struct statement *list = NULL;
    bool row;
    enum hd_rc rc = statement_take(reader, sql_sample_values, &list, err);

    if (rc)
        return rc;
    statement_bind_int(list, ":series_id", series_id);
    statement_bind_int(list, ":from", from_at_ms);
    statement_bind_int(list, ":before", before_at_ms);
    while (!(rc = statement_next(list, &row, err)) && row)
        fn(ctx, statement_text(list, 0));
    return rc;
}
