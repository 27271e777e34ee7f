#include "queries/ledger.h"

#include <string.h>

#include "queries/query_sql.h"
#include "storage/statement.h"

/* Turns the statement's current row into *row; texts are copied into the arena. */
typedef void read_row_fn(struct statement *statement, struct hd_arena *arena, void *row);

static const char *keep(struct statement *statement, int column, struct hd_arena *arena)
{
    return hd_arena_strdup(arena, statement_text(statement, column));
}

static const char *keep_or_empty(struct statement *statement, int column, struct hd_arena *arena)
{
    const char *text = keep(statement, column, arena);

    return text ? text : "";
}

/* The rows of a bound statement, of `size` bytes each, in one block of the arena; NULL when *rc
 * tells of a failure. */
static void *read_all(struct statement *statement, size_t size, read_row_fn *read,
                      struct hd_arena *arena, size_t *count_out, enum hd_rc *rc,
                      struct hd_error *err)
{
    size_t room = 16;
    char *rows = hd_arena_alloc(arena, room * size);
    bool more = true;

    *count_out = 0;
    for (;;) {
        *rc = statement_next(statement, &more, err);
        if (*rc)
            return NULL;
        if (!more)
            return rows;
        if (*count_out == room) {
            char *larger = hd_arena_alloc(arena, 2 * room * size);

            memcpy(larger, rows, room * size);
            rows = larger;
            room *= 2;
        }
        read(statement, arena, rows + (*count_out)++ * size);
    }
}

/* ---- submissions ---- */

static void read_submission(struct statement *s, struct hd_arena *arena, void *row)
{
    *(struct ledger_submission *)row = (struct ledger_submission){
        .id = statement_int(s, 0),
        .channel = keep(s, 1, arena),
        .actor = keep(s, 2, arena),
        .source = keep(s, 3, arena),
        .reason = keep(s, 4, arena),
        .verb = keep(s, 5, arena),
        .state = keep(s, 6, arena),
        .history = statement_int(s, 7) != 0,
        .invented = statement_int(s, 8) != 0,
        .created_at_ms = statement_int(s, 9),
        .decided_at_ms = statement_int(s, 10),
        .decided_by = keep_or_empty(s, 11, arena),
        .decision_reason = keep_or_empty(s, 12, arena),
        .rows = statement_int(s, 13),
        .added = statement_int(s, 14),
        .changed = statement_int(s, 15),
        .unchanged = statement_int(s, 16),
    };
}

enum hd_rc ledger_submissions(struct reader *reader, const char *state, int64_t id, int64_t limit,
                              struct hd_arena *arena, struct ledger_submission **rows_out,
                              size_t *count_out, struct hd_error *err)
{
    struct statement *statement STATEMENT_AUTO = NULL;
    enum hd_rc rc = statement_take(reader, sql_ledger_submissions, &statement, err);

    if (rc)
        return rc;
    statement_bind_text(statement, ":state", state ? state : "");
    statement_bind_int(statement, ":id", id);
    statement_bind_int(statement, ":limit", limit);
    *rows_out = read_all(statement, sizeof **rows_out, read_submission, arena, count_out, &rc, err);
    return rc;
}

static void read_submission_row(struct statement *s, struct hd_arena *arena, void *row)
{
    const char *status = statement_text(s, 6);

    *(struct ledger_submission_row *)row = (struct ledger_submission_row){
        .indicator = keep(s, 0, arena),
        .area = keep(s, 1, arena),
        .breakdown = keep(s, 2, arena),
        .period = hd_period_from_key(statement_int(s, 3)),
        .vintage = (int)statement_int(s, 4),
        .value = keep(s, 5, arena),
        .status = status ? *status : '\0',
        .comment = keep(s, 7, arena),
        .published_at_ms = statement_int(s, 8),
        .had_old = statement_int(s, 9) != 0,
        .old_value = keep(s, 10, arena),
    };
}

enum hd_rc ledger_submission_rows(struct reader *reader, int64_t submission, struct hd_arena *arena,
                                  struct ledger_submission_row **rows_out, size_t *count_out,
                                  struct hd_error *err)
{
    struct statement *statement STATEMENT_AUTO = NULL;
    enum hd_rc rc = statement_take(reader, sql_ledger_submission_rows, &statement, err);

    if (rc)
        return rc;
    statement_bind_int(statement, ":submission", submission);
    *rows_out =
        read_all(statement, sizeof **rows_out, read_submission_row, arena, count_out, &rc, err);
    return rc;
}

/* ---- evaluation runs ---- */

static void read_run(struct statement *s, struct hd_arena *arena, void *row)
{
    *(struct ledger_run *)row = (struct ledger_run){
        .id = statement_int(s, 0),
        .at_ms = statement_int(s, 1),
        .cause = keep(s, 2, arena),
        .as_of_at_ms = statement_int(s, 3),
        .targets = statement_int(s, 4),
        .behind = statement_int(s, 5),
        .duration_us = statement_int(s, 6),
    };
}

enum hd_rc ledger_runs(struct reader *reader, int64_t limit, struct hd_arena *arena,
                       struct ledger_run **rows_out, size_t *count_out, struct hd_error *err)
{
    struct statement *statement STATEMENT_AUTO = NULL;
    enum hd_rc rc = statement_take(reader, sql_ledger_runs, &statement, err);

    if (rc)
        return rc;
    statement_bind_int(statement, ":limit", limit);
    *rows_out = read_all(statement, sizeof **rows_out, read_run, arena, count_out, &rc, err);
    return rc;
}

/* ---- alerts ---- */

static void read_alert(struct statement *s, struct hd_arena *arena, void *row)
{
    *(struct ledger_alert *)row = (struct ledger_alert){
        .id = statement_int(s, 0),
        .kind = keep(s, 1, arena),
        .subject = keep(s, 2, arena),
        .first_period = keep(s, 3, arena),
        .severity = keep(s, 4, arena),
        .state = keep(s, 5, arena),
        .document = keep(s, 6, arena),
        .opened_at_ms = statement_int(s, 7),
        .changed_at_ms = statement_int(s, 8),
        .promised_day = (int32_t)statement_int(s, 9),
        .streak = statement_int(s, 10),
        .last_period = keep(s, 11, arena),
        .before_install = statement_int(s, 12) != 0,
    };
}

enum hd_rc ledger_alert(struct reader *reader, int64_t id, struct hd_arena *arena,
                        struct ledger_alert *out, struct hd_error *err)
{
    struct statement *statement STATEMENT_AUTO = NULL;
    enum hd_rc rc = statement_take(reader, sql_ledger_alert, &statement, err);
    bool found = false;

    if (rc)
        return rc;
    statement_bind_int(statement, ":id", id);
    rc = statement_next(statement, &found, err);
    if (rc || !found)
        return rc ? rc : HD_NOT_FOUND;
    read_alert(statement, arena, out);
    return HD_OK;
}

static void read_event(struct statement *s, struct hd_arena *arena, void *row)
{
    *(struct ledger_alert_event *)row = (struct ledger_alert_event){
        .from = keep(s, 0, arena),
        .to = keep(s, 1, arena),
        .actor = keep(s, 2, arena),
        .note = keep(s, 3, arena),
        .promised_day = (int32_t)statement_int(s, 4),
        .run_id = statement_int(s, 5),
        .at_ms = statement_int(s, 6),
    };
}

enum hd_rc ledger_alert_events(struct reader *reader, int64_t alert, struct hd_arena *arena,
                               struct ledger_alert_event **rows_out, size_t *count_out,
                               struct hd_error *err)
{
    struct statement *statement STATEMENT_AUTO = NULL;
    enum hd_rc rc = statement_take(reader, sql_ledger_alert_events, &statement, err);

    if (rc)
        return rc;
    statement_bind_int(statement, ":alert", alert);
    *rows_out = read_all(statement, sizeof **rows_out, read_event, arena, count_out, &rc, err);
    return rc;
}

/* ---- people and tokens ---- */

static void read_user(struct statement *s, struct hd_arena *arena, void *row)
{
    *(struct ledger_user *)row = (struct ledger_user){
        .email = keep(s, 0, arena),
        .name = keep(s, 1, arena),
        .lang = keep(s, 2, arena),
        .zone = keep(s, 3, arena),
        .digest = keep(s, 4, arena),
        .role = keep(s, 5, arena),
        .bodies = keep(s, 6, arena),
        .created_at_ms = statement_int(s, 7),
    };
}

enum hd_rc ledger_users(struct reader *reader, struct hd_arena *arena,
                        struct ledger_user **rows_out, size_t *count_out, struct hd_error *err)
{
    struct statement *statement STATEMENT_AUTO = NULL;
    enum hd_rc rc = statement_take(reader, sql_ledger_users, &statement, err);

    if (rc)
        return rc;
    *rows_out = read_all(statement, sizeof **rows_out, read_user, arena, count_out, &rc, err);
    return rc;
}

static void read_token(struct statement *s, struct hd_arena *arena, void *row)
{
    *(struct ledger_token *)row = (struct ledger_token){
        .name = keep(s, 0, arena),
        .prefix = keep(s, 1, arena),
        .scope = keep(s, 2, arena),
        .created_at_ms = statement_int(s, 3),
        .expires_at_ms = statement_int(s, 4),
        .source = keep(s, 5, arena),
        .used_at_ms = statement_int(s, 6),
    };
}

enum hd_rc ledger_tokens(struct reader *reader, struct hd_arena *arena,
                         struct ledger_token **rows_out, size_t *count_out, struct hd_error *err)
{
    struct statement *statement STATEMENT_AUTO = NULL;
    enum hd_rc rc = statement_take(reader, sql_ledger_tokens, &statement, err);

    if (rc)
        return rc;
    *rows_out = read_all(statement, sizeof **rows_out, read_token, arena, count_out, &rc, err);
    return rc;
}

/* ---- settings of the store ---- */

enum hd_rc ledger_setting(struct reader *reader, const char *key, struct hd_arena *arena,
                          const char **value_out, struct hd_error *err)
{
    struct statement *statement STATEMENT_AUTO = NULL;
    enum hd_rc rc = statement_take(reader, sql_ledger_setting, &statement, err);
    bool found = false;

    if (rc)
        return rc;
    statement_bind_text(statement, ":key", key);
    rc = statement_next(statement, &found, err);
    if (!rc && found)
        *value_out = keep(statement, 0, arena);
    return rc ? rc : found ? HD_OK : HD_NOT_FOUND;
}
