#include "queries/outbox.h"

#include <string.h>

#include "queries/query_sql.h"
#include "storage/statement.h"

static void read_due(struct statement *statement, struct hd_arena *arena, struct outbox_row *row)
{
    const void *message = statement_blob(statement, 4, &row->message_len);

    row->id = statement_int(statement, 0);
    row->slot = hd_arena_strdup(arena, statement_text(statement, 1));
    row->recipient = hd_arena_strdup(arena, statement_text(statement, 2));
    row->message_id = hd_arena_strdup(arena, statement_text(statement, 3));
    row->message = hd_arena_strndup(arena, message ? message : "", row->message_len);
    row->attempts = statement_int(statement, 5);
    row->created_at_ms = statement_int(statement, 6);
}

enum hd_rc outbox_due(struct reader *reader, int64_t now_at_ms, int64_t limit,
                      struct hd_arena *arena, struct outbox_row **rows_out, size_t *count_out,
                      struct hd_error *err)
{
    STATEMENT_AUTO struct statement *statement = NULL;
    struct outbox_row *rows = hd_arena_alloc(arena, (size_t)limit * sizeof *rows);
    size_t count = 0;
    bool more;
    enum hd_rc rc = statement_take(reader, sql_outbox_due, &statement, err);

    if (rc)
        return rc;
    statement_bind_int(statement, ":now", now_at_ms);
    statement_bind_int(statement, ":limit", limit);
    while (!(rc = statement_next(statement, &more, err)) && more)
        read_due(statement, arena, &rows[count++]);
    *rows_out = rows;
    *count_out = count;
    return rc;
}

static void read_person(struct statement *statement, struct hd_arena *arena,
                        struct outbox_person *person)
{
    const char **texts[] = { &person->email, &person->name,   &person->lang,
                             &person->zone,  &person->digest, &person->bodies };

    for (int i = 0; i < 6; i++)
        *texts[i] = hd_arena_strdup(arena, statement_text(statement, i));
    person->last_digest_at_ms = statement_int(statement, 6);
}

enum hd_rc outbox_people(struct reader *reader, struct hd_arena *arena,
                         struct outbox_person **people_out, size_t *count_out, struct hd_error *err)
{
    STATEMENT_AUTO struct statement *statement = NULL;
    struct outbox_person *people = NULL;
    size_t count = 0, room = 0;
    bool more;
    enum hd_rc rc = statement_take(reader, sql_outbox_people, &statement, err);

    if (rc)
        return rc;
    while (!(rc = statement_next(statement, &more, err)) && more) {
        if (count == room) {
            struct outbox_person *grown =
                hd_arena_alloc(arena, (room = room ? 2 * room : 32) * sizeof *grown);

            if (count)
                memcpy(grown, people, count * sizeof *grown);
            people = grown;
        }
        read_person(statement, arena, &people[count++]);
    }
    *people_out = people;
    *count_out = count;
    return rc;
}

enum hd_rc outbox_has_slot(struct reader *reader, const char *slot, bool *has_out,
                           struct hd_error *err)
{
    STATEMENT_AUTO struct statement *statement = NULL;
    enum hd_rc rc = statement_take(reader, sql_outbox_slot, &statement, err);

    if (rc)
        return rc;
    statement_bind_text(statement, ":slot", slot);
    return statement_next(statement, has_out, err);
}
