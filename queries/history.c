#include <stdlib.h>
#include <string.h>

#include "queries/picture.h"
#include "queries/query_sql.h"
#include "storage/statement.h"

static struct vintage_row read_vintage(struct statement *row, struct hd_arena *arena)
{
    return (struct vintage_row){
        .area = hd_arena_strdup(arena, statement_text(row, 0)),
        .breakdown = hd_arena_strdup(arena, statement_text(row, 1)),
        .period = hd_period_from_key(statement_int(row, 2)),
        .vintage = (int)statement_int(row, 3),
        .value = hd_arena_strdup(arena, statement_text(row, 4)),
        .status = statement_text(row, 5)[0],
        .comment = statement_is_null(row, 6) ? "" : hd_arena_strdup(arena, statement_text(row, 6)),
        .submission_id = statement_int(row, 7),
        .published_at_ms = statement_int(row, 8),
        .reason = hd_arena_strdup(arena, statement_text(row, 9)),
        .actor = hd_arena_strdup(arena, statement_text(row, 10)),
        .source = hd_arena_strdup(arena, statement_text(row, 11)),
        .channel = hd_arena_strdup(arena, statement_text(row, 12)),
        .verb = hd_arena_strdup(arena, statement_text(row, 13)),
        .invented = statement_int(row, 14) != 0,
    };
}

enum hd_rc history_load(struct reader *reader, const char *indicator, int64_t cutoff_at_ms,
                        struct hd_arena *arena, struct vintage_row **rows_out, size_t *count_out,
                        struct hd_error *err)
{
    struct statement *STATEMENT_AUTO rows = NULL;
    struct vintage_row *list = NULL;
    size_t count = 0, room = 0;
    enum hd_rc rc;
    bool row = false;

    rc = statement_take(reader, sql_history, &rows, err);
    if (rc)
        return rc;
    statement_bind_text(rows, ":indicator", indicator);
    statement_bind_int(rows, ":cutoff", cutoff_at_ms);
    while ((rc = statement_next(rows, &row, err)) == HD_OK && row) {
        HD_GROW(list, count, room);
        list[count++] = read_vintage(rows, arena);
    }
    *rows_out = hd_arena_alloc(arena, (count + 1) * sizeof **rows_out);
    if (count > 0)
        memcpy(*rows_out, list, count * sizeof *list);
    *count_out = count;
    free(list);
    return rc ? hd_context(err, "history of '%s'", indicator) : HD_OK;
}
