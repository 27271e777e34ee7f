#include "queries/fetch.h"

#include <stdlib.h>
#include <string.h>

#include "queries/query_sql.h"
#include "storage/statement.h"

/* Into the arena, whatever came of it: *rows_out is never NULL. */
#define KEEP(arena, rows, count, rows_out, count_out)                                              \
    do {                                                                                           \
        *(rows_out) = hd_arena_alloc(arena, ((count) + 1) * sizeof **(rows_out));                  \
        if (count)                                                                                 \
            memcpy(*(rows_out), rows, (count) * sizeof **(rows_out));                              \
        *(count_out) = (count);                                                                    \
        free(rows);                                                                                \
    } while (0)

static const char *text(struct statement *row, int column, struct hd_arena *arena)
{
    return hd_arena_strdup(arena, statement_text(row, column));
}

/* ---- sources ---- */

enum hd_rc source_list(struct reader *reader, struct hd_arena *arena, struct source_row **rows_out,
                       size_t *count_out, struct hd_error *err)
{
    STATEMENT_AUTO struct statement *list = NULL;
    struct source_row *rows = NULL;
    size_t count = 0, room = 0;
    bool more;
    enum hd_rc rc = statement_take(reader, sql_source_list, &list, err);

    if (rc)
        return rc;
    while (!(rc = statement_next(list, &more, err)) && more) {
        HD_GROW(rows, count, room);
        rows[count++] = (struct source_row){
            .name = text(list, 0, arena),
            .document = text(list, 1, arena),
            .actor = text(list, 2, arena),
            .created_at_ms = statement_int(list, 3),
        };
    }
    KEEP(arena, rows, count, rows_out, count_out);
    return rc;
}

static struct source_state_row read_state(struct statement *row, struct hd_arena *arena)
{
    return (struct source_state_row){
        .name = text(row, 0, arena),
        .last_at_ms = statement_int(row, 1),
        .last_good_at_ms = statement_int(row, 2),
        .last_new_at_ms = statement_int(row, 3),
        .failing_since_at_ms = statement_int(row, 4),
        .failures = statement_int(row, 5),
        .code = text(row, 6, arena),
        .message = text(row, 7, arena),
        .mark = text(row, 8, arena),
    };
}

enum hd_rc source_states(struct reader *reader, struct hd_arena *arena,
                         struct source_state_row **rows_out, size_t *count_out,
                         struct hd_error *err)
{
    STATEMENT_AUTO struct statement *list = NULL;
    struct source_state_row *rows = NULL;
    size_t count = 0, room = 0;
    bool more;
    enum hd_rc rc = statement_take(reader, sql_source_states, &list, err);

    if (rc)
        return rc;
    while (!(rc = statement_next(list, &more, err)) && more) {
        HD_GROW(rows, count, room);
        rows[count++] = read_state(list, arena);
    }
    KEEP(arena, rows, count, rows_out, count_out);
    return rc;
}

/* ---- runs ---- */

static struct fetch_row read_fetch(struct statement *row, struct hd_arena *arena)
{
    struct fetch_row fetch = { .id = statement_int(row, 0) };
    const char **texts[] = { &fetch.source, &fetch.cause,   &fetch.actor, &fetch.outcome,
                             &fetch.code,   &fetch.message, &fetch.report };
    int64_t *numbers[] = {
        &fetch.started_at_ms, &fetch.duration_ms, &fetch.rows, &fetch.added,   &fetch.changed,
        &fetch.unchanged,     &fetch.refused,     &fetch.held, &fetch.waiting, &fetch.samples,
        &fetch.submission_id, &fetch.held_id,     &fetch.size,
    };
    int column = 1;

    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        *texts[i] = text(row, column++, arena);
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
        *numbers[i] = statement_int(row, column++);
    return fetch;
}

static const char *question_of(const struct fetch_filter *filter)
{
    if (filter->submission)
        return sql_fetch_of_submission;
    return filter->source ? sql_fetch_of_source : sql_fetch_list;
}

static void bind_filter(struct statement *list, const struct fetch_filter *filter)
{
    int64_t last = filter->before ? filter->before - 1 : INT64_MAX;

    if (filter->id && filter->id < last)
        last = filter->id;
    statement_bind_int(list, ":first", filter->id);
    statement_bind_int(list, ":last", last);
    statement_bind_int(list, ":limit", filter->limit ? filter->limit : -1);
    if (filter->submission)
        statement_bind_int(list, ":submission", filter->submission);
    if (filter->source)
        statement_bind_text(list, ":source", filter->source);
}

enum hd_rc fetch_list(struct reader *reader, const struct fetch_filter *filter,
                      struct hd_arena *arena, struct fetch_row **rows_out, size_t *count_out,
                      struct hd_error *err)
{
    STATEMENT_AUTO struct statement *list = NULL;
    struct fetch_row *rows = NULL;
    size_t count = 0, room = 0;
    bool more;
    enum hd_rc rc = statement_take(reader, question_of(filter), &list, err);

    if (rc)
        return rc;
    bind_filter(list, filter);
    while (!(rc = statement_next(list, &more, err)) && more) {
        HD_GROW(rows, count, room);
        rows[count++] = read_fetch(list, arena);
    }
    KEEP(arena, rows, count, rows_out, count_out);
    return rc;
}

/* ---- what a run got ---- */

static struct fetch_body_row read_body(struct statement *row, struct hd_arena *arena)
{
    return (struct fetch_body_row){
        .number = statement_int(row, 0),
        .name = text(row, 1, arena),
        .type = text(row, 2, arena),
        .checksum = text(row, 3, arena),
        .status = statement_int(row, 4),
        .modified_at_ms = statement_int(row, 5),
        .size = statement_int(row, 6),
        .wire_size = statement_int(row, 7),
        .kept = statement_int(row, 8) != 0,
    };
}

enum hd_rc fetch_bodies(struct reader *reader, int64_t fetch, struct hd_arena *arena,
                        struct fetch_body_row **rows_out, size_t *count_out, struct hd_error *err)
{
    STATEMENT_AUTO struct statement *list = NULL;
    struct fetch_body_row *rows = NULL;
    size_t count = 0, room = 0;
    bool more;
    enum hd_rc rc = statement_take(reader, sql_fetch_bodies, &list, err);

    if (rc)
        return rc;
    statement_bind_int(list, ":fetch", fetch);
    while (!(rc = statement_next(list, &more, err)) && more) {
        HD_GROW(rows, count, room);
        rows[count++] = read_body(list, arena);
    }
    KEEP(arena, rows, count, rows_out, count_out);
    return rc;
}

enum hd_rc fetch_packed(struct reader *reader, int64_t fetch, int64_t number,
                        struct hd_arena *arena, const void **packed_out, size_t *len_out,
                        int64_t *size_out, struct hd_error *err)
{
    STATEMENT_AUTO struct statement *get = NULL;
    const void *packed;
    bool row;
    enum hd_rc rc = statement_take(reader, sql_fetch_packed, &get, err);

    if (rc)
        return rc;
    statement_bind_int(get, ":fetch", fetch);
    statement_bind_int(get, ":number", number);
    rc = statement_next(get, &row, err);
    if (rc)
        return rc;
    if (!row)
        return hd_fail(err, HD_NOT_FOUND, "the bytes are not kept any more");
    packed = statement_blob(get, 0, len_out);
    *packed_out = hd_arena_strndup(arena, packed ? packed : "", *len_out);
    *size_out = statement_int(get, 1);
    return HD_OK;
}
