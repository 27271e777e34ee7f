#include "storage/driver.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "common/clock.h"
#include "common/memory.h"
#include "storage/sqlite/connection.h"

struct prepared {
    struct connection *connection;
    sqlite3_stmt *stmt;
    int bind_code; /* of the first binding that failed; told by step */
};

/* ---- errors ---- */

static enum hd_rc rc_of(int code)
{
    switch (code & 0xff) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return HD_AGAIN;
    case SQLITE_FULL:
        return HD_FULL;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
        return HD_CORRUPT;
    case SQLITE_CONSTRAINT:
        return HD_CONFLICT;
    case SQLITE_TOOBIG:
    case SQLITE_INTERRUPT:
        return HD_LIMIT;
    case SQLITE_PERM:
    case SQLITE_AUTH:
        return HD_DENIED;
    default:
        return HD_SYSTEM;
    }
}

static void note_failure(struct connection *connection, int code)
{
    int primary = code & 0xff;

    if (primary == SQLITE_IOERR || primary == SQLITE_CORRUPT || primary == SQLITE_NOTADB)
        connection->failed = true;
}

enum hd_rc connection_fail(struct connection *connection, struct hd_error *err, const char *doing)
{
    int code = sqlite3_extended_errcode(connection->db);
    enum hd_rc rc = rc_of(code);

    assert(rc != HD_OK);
    note_failure(connection, code);
    if ((code & 0xff) == SQLITE_INTERRUPT)
        hd_fail(err, HD_LIMIT, "%s: took longer than %d ms", doing, CONNECTION_VIEW_MS);
    else
        hd_fail(err, rc, "%s: %s (SQLite %d)", doing, sqlite3_errmsg(connection->db), code);
    return rc;
}

/* ---- opening ---- */

static int interrupt_long_view(void *ctx)
{
    const struct connection *connection = ctx;

    return connection->view_ends_tick_ms &&
           hd_now_tick_ms(&hd_clock_system) > connection->view_ends_tick_ms;
}

static int note_log_size(void *ctx, sqlite3 *db, const char *schema, int pages)
{
    struct connection *connection = ctx;

    (void)db;
    (void)schema;
    connection->backlog_pages = pages;
    return SQLITE_OK;
}

static void close_connection(struct connection *connection)
{
    /* The plain close fails when a statement is left: our bug, shown in debug builds. */
    int code = sqlite3_close(connection->db);

    assert(code == SQLITE_OK);
    (void)code;
    free(connection);
}

static enum hd_rc set_up(struct connection *connection, const struct connection_options *options,
                         struct hd_error *err)
{
    enum hd_rc rc;

    sqlite3_extended_result_codes(connection->db, 1);
    sqlite3_busy_timeout(connection->db, CONTRACT_BUSY_MS);
    rc = contract_switches(connection, err);
    if (!rc)
        rc = contract_identity(connection, options->path, options->newest_version, err);
    if (!rc)
        rc = contract_agree(connection, contract_pragmas, err);
    if (rc)
        return rc;
    if (connection->role == CONNECTION_WRITER)
        sqlite3_wal_hook(connection->db, note_log_size, connection);
    if (connection->role == CONNECTION_READER)
        sqlite3_progress_handler(connection->db, 2000, interrupt_long_view, connection);
    return HD_OK;
}

/* A reader makes the log's index when it is not there: that needs the right to. */
static void explain(const struct connection *connection, struct hd_error *err)
{
    int code = sqlite3_errcode(connection->db) & 0xff;

    if (connection->role != CONNECTION_WRITER &&
        (code == SQLITE_CANTOPEN || code == SQLITE_READONLY))
        hd_fail(
            err, HD_DENIED,
            "cannot be read: while no daemon runs, that needs the right to write in its folder");
}

static enum hd_rc open_connection(const struct connection_options *options, struct connection **out,
                                  struct hd_error *err)
{
    int access = options->role == CONNECTION_WRITER ? SQLITE_OPEN_READWRITE : SQLITE_OPEN_READONLY;
    struct connection *connection = hd_alloc(sizeof *connection);
    enum hd_rc rc;

    connection->role = options->role;
    if (sqlite3_open_v2(options->path, &connection->db, access | SQLITE_OPEN_NOMUTEX, NULL))
        rc = connection_fail(connection, err, "cannot open");
    else
        rc = set_up(connection, options, err);
    if (rc) {
        explain(connection, err);
        close_connection(connection);
        return hd_context(err, "database '%s'", options->path);
    }
    *out = connection;
    return HD_OK;
}

static bool has_failed(const struct connection *connection)
{
    return connection->failed;
}

/* ---- statements ---- */

static enum hd_rc run_sql(struct connection *connection, const char *sql, struct hd_error *err)
{
    return sqlite3_exec(connection->db, sql, NULL, NULL, NULL)
               ? connection_fail(connection, err, "cannot run a statement")
               : HD_OK;
}

static enum hd_rc prepare(struct connection *connection, const char *sql, struct prepared **out,
                          struct hd_error *err)
{
    sqlite3_stmt *stmt;

    if (sqlite3_prepare_v3(connection->db, sql, -1, SQLITE_PREPARE_PERSISTENT, &stmt, NULL))
        return connection_fail(connection, err, "cannot prepare a statement");
    *out = hd_alloc(sizeof **out);
    **out = (struct prepared){ .connection = connection, .stmt = stmt };
    return HD_OK;
}

static void drop(struct prepared *prepared)
{
    sqlite3_finalize(prepared->stmt);
    free(prepared);
}

static enum hd_rc step(struct prepared *prepared, bool *row_out, struct hd_error *err)
{
    int code;

    *row_out = false;
    if (prepared->bind_code)
        return hd_fail(err, rc_of(prepared->bind_code), "cannot bind a value: %s",
                       sqlite3_errstr(prepared->bind_code));
    code = sqlite3_step(prepared->stmt);
    if (code == SQLITE_ROW) {
        *row_out = true;
        return HD_OK;
    }
    if (code == SQLITE_DONE)
        return HD_OK;
    return connection_fail(prepared->connection, err, "a statement failed");
}

static void reset(struct prepared *prepared)
{
    sqlite3_reset(prepared->stmt); /* repeats the error that step has told */
}

static void unbind(struct prepared *prepared)
{
    sqlite3_clear_bindings(prepared->stmt);
    prepared->bind_code = SQLITE_OK;
}

enum hd_rc connection_ask(struct connection *connection, const char *sql, char *out, size_t size,
                          struct hd_error *err)
{
    struct prepared *prepared = NULL;
    const char *text;
    bool row;
    enum hd_rc rc = prepare(connection, sql, &prepared, err);

    if (rc)
        return rc;
    rc = step(prepared, &row, err);
    out[0] = '\0';
    if (!rc && row) {
        text = (const char *)sqlite3_column_text(prepared->stmt, 0);
        if (text)
            sqlite3_snprintf((int)size, out, "%s", text);
    }
    drop(prepared);
    return rc;
}

/* ---- parameters and columns ---- */

static int place_of(struct prepared *prepared, const char *name)
{
    return sqlite3_bind_parameter_index(prepared->stmt, name);
}

static void note_binding(struct prepared *prepared, int code)
{
    if (code && !prepared->bind_code)
        prepared->bind_code = code;
}

static void bind_int(struct prepared *prepared, int place, int64_t value)
{
    note_binding(prepared, sqlite3_bind_int64(prepared->stmt, place, value));
}

static void bind_text(struct prepared *prepared, int place, const char *text, bool keep)
{
    note_binding(prepared, sqlite3_bind_text(prepared->stmt, place, text, -1,
                                             keep ? SQLITE_STATIC : SQLITE_TRANSIENT));
}

static void bind_blob(struct prepared *prepared, int place, const void *bytes, size_t len)
{
    note_binding(prepared,
                 sqlite3_bind_blob64(prepared->stmt, place, bytes, len, SQLITE_TRANSIENT));
}

static int column_count(struct prepared *prepared)
{
    return sqlite3_column_count(prepared->stmt);
}

static bool column_is_null(struct prepared *prepared, int column)
{
    return sqlite3_column_type(prepared->stmt, column) == SQLITE_NULL;
}

static int64_t column_int(struct prepared *prepared, int column)
{
    return sqlite3_column_int64(prepared->stmt, column);
}

static const char *column_text(struct prepared *prepared, int column)
{
    return (const char *)sqlite3_column_text(prepared->stmt, column);
}

static const void *column_blob(struct prepared *prepared, int column, size_t *len_out)
{
    const void *bytes = sqlite3_column_blob(prepared->stmt, column);

    *len_out = (size_t)sqlite3_column_bytes(prepared->stmt, column);
    return bytes;
}

static int64_t inserted_id(const struct connection *connection)
{
    return sqlite3_last_insert_rowid(connection->db);
}

static int64_t affected(const struct connection *connection)
{
    return sqlite3_changes64(connection->db);
}

static int64_t touched(const struct connection *connection)
{
    return sqlite3_total_changes64(connection->db);
}

/* ---- transactions ---- */

static enum hd_rc begin(struct connection *connection, struct hd_error *err)
{
    char ignored[8];
    enum hd_rc rc;

    if (connection->role == CONNECTION_WRITER)
        return run_sql(connection, "begin immediate", err);
    if (connection->role == CONNECTION_READER)
        connection->view_ends_tick_ms = hd_now_tick_ms(&hd_clock_system) + CONNECTION_VIEW_MS;
    rc = run_sql(connection, "begin", err);
    if (rc)
        return rc;
    /* The first read fixes what is seen; BEGIN alone does not. */
    rc = connection_ask(connection, "select 1 from sqlite_schema limit 1", ignored, sizeof ignored,
                        err);
    if (rc)
        run_sql(connection, "rollback", &(struct hd_error){ 0 });
    return rc;
}

static enum hd_rc commit(struct connection *connection, struct hd_error *err)
{
    connection->view_ends_tick_ms = 0;
    return run_sql(connection, "commit", err);
}

static bool in_transaction(const struct connection *connection)
{
    return !sqlite3_get_autocommit(connection->db);
}

static void rollback(struct connection *connection)
{
    struct hd_error ignored;

    connection->view_ends_tick_ms = 0;
    if (in_transaction(connection))
        run_sql(connection, "rollback", &ignored);
}

static enum hd_rc version(struct connection *connection, int *version_out, struct hd_error *err)
{
    char text[16];
    enum hd_rc rc = connection_ask(connection, "pragma user_version", text, sizeof text, err);

    if (!rc)
        *version_out = (int)strtol(text, NULL, 10);
    return rc;
}

static enum hd_rc set_version(struct connection *connection, int number, struct hd_error *err)
{
    char sql[96];

    sqlite3_snprintf(sizeof sql, sql, "pragma application_id = %d; pragma user_version = %d",
                     CONTRACT_APPLICATION_ID, number);
    return run_sql(connection, sql, err);
}

/* ---- checking, checkpoints, copies ---- */

struct findings {
    int64_t *broken;
    char *first;
    size_t size;
};

static void find_fault(struct findings *findings, const char *what, const char *where)
{
    if (!(*findings->broken)++)
        sqlite3_snprintf((int)findings->size, findings->first, "%s: %s", what, where);
}

static enum hd_rc collect(struct connection *connection, const char *sql, const char *what,
                          struct findings *findings, struct hd_error *err)
{
    struct prepared *prepared = NULL;
    bool row = true;
    enum hd_rc rc = prepare(connection, sql, &prepared, err);

    if (rc)
        return rc;
    while (!(rc = step(prepared, &row, err)) && row) {
        const char *text = column_text(prepared, 0);

        if (!text || strcmp(text, "ok") != 0)
            find_fault(findings, what, text ? text : "?");
    }
    drop(prepared);
    return rc;
}

static enum hd_rc check(struct connection *connection, bool full, int64_t *broken_out, char *first,
                        size_t first_size, struct hd_error *err)
{
    struct findings findings = { broken_out, first, first_size };
    enum hd_rc rc;

    if (!full)
        return collect(connection, "pragma quick_check(100)", "structure", &findings, err);
    rc = collect(connection, "pragma integrity_check(100)", "structure", &findings, err);
    if (rc)
        return rc;
    return collect(connection, "pragma foreign_key_check", "dangling reference in table", &findings,
                   err);
}

static void claim(struct connection *connection)
{
    connection->checkpointer = pthread_self();
    connection->claimed = true;
}

static enum hd_rc checkpoint(struct connection *connection, bool empty, int64_t *backlog_out,
                             struct hd_error *err)
{
    int mode = empty ? SQLITE_CHECKPOINT_TRUNCATE : SQLITE_CHECKPOINT_PASSIVE;
    int in_log = -1, copied = -1, code;
    enum hd_rc rc = HD_OK;

    /* Debian's SQLite 3.40.1 can corrupt the file when two connections checkpoint. */
    assert(connection->role == CONNECTION_WRITER && connection->claimed);
    assert(pthread_equal(connection->checkpointer, pthread_self()));
    sqlite3_busy_timeout(connection->db, 0); /* truncating would wait for readers */
    code = sqlite3_wal_checkpoint_v2(connection->db, NULL, mode, &in_log, &copied);
    if ((code & 0xff) == SQLITE_BUSY)
        code = SQLITE_OK; /* a reader needs the rest of the log: next time */
    if (code == SQLITE_OK && in_log >= 0)
        connection->backlog_pages = in_log - copied;
    *backlog_out = connection->backlog_pages;
    if (code)
        rc = connection_fail(connection, err, "checkpoint");
    sqlite3_busy_timeout(connection->db, CONTRACT_BUSY_MS);
    return rc;
}

static int64_t backlog(const struct connection *connection)
{
    return connection->backlog_pages;
}

static enum hd_rc copy(struct connection *connection, const char *to, struct hd_error *err)
{
    struct prepared *prepared = NULL;
    bool row;
    enum hd_rc rc = prepare(connection, "vacuum into ?1", &prepared, err);

    if (rc)
        return rc;
    bind_text(prepared, 1, to, false);
    rc = step(prepared, &row, err);
    drop(prepared);
    return rc;
}

const struct driver_ops driver_sqlite = {
    .name = "sqlite",
    .open = open_connection,
    .close = close_connection,
    .failed = has_failed,
    .run = run_sql,
    .prepare = prepare,
    .drop = drop,
    .step = step,
    .reset = reset,
    .unbind = unbind,
    .place = place_of,
    .bind_int = bind_int,
    .bind_text = bind_text,
    .bind_blob = bind_blob,
    .columns = column_count,
    .is_null = column_is_null,
    .get_int = column_int,
    .get_text = column_text,
    .get_blob = column_blob,
    .inserted_id = inserted_id,
    .affected = affected,
    .touched = touched,
    .begin = begin,
    .commit = commit,
    .rollback = rollback,
    .in_transaction = in_transaction,
    .version = version,
    .set_version = set_version,
    .check = check,
    .claim = claim,
    .checkpoint = checkpoint,
    .backlog = backlog,
    .copy = copy,
};
