#include "storage/statement.h"

#include <assert.h>
#include <stdlib.h>

#include "common/memory.h"
#include "storage/digest.h"
#include "storage/session.h"

struct statement {
    const struct driver_ops *driver;
    struct prepared *prepared;
    const char *sql; /* its address is the key of the cache */
    bool taken;
    struct statement *next;
};

static struct statement *find_free(struct reader *reader, const char *sql)
{
    for (struct statement *s = reader->statements; s; s = s->next)
        if (s->sql == sql && !s->taken)
            return s;
    return NULL;
}

enum hd_rc statement_take(struct reader *reader, const char *sql, struct statement **statement_out,
                          struct hd_error *err)
{
    struct statement *s = find_free(reader, sql);
    struct prepared *prepared;
    enum hd_rc rc;

    if (!s) {
        rc = reader->driver->prepare(reader->connection, sql, &prepared, err);
        if (rc)
            return rc;
        s = hd_alloc(sizeof *s);
        *s = (struct statement){
            .driver = reader->driver, .prepared = prepared, .sql = sql, .next = reader->statements
        };
        reader->statements = s;
    }
    s->taken = true;
    *statement_out = s;
    return HD_OK;
}

void statement_give_back(struct statement **statement)
{
    struct statement *s = *statement;

    *statement = NULL;
    if (!s)
        return;
    s->driver->reset(s->prepared);
    s->driver->unbind(s->prepared);
    s->taken = false;
}

int statement_place(struct statement *statement, const char *name)
{
    int place = statement->driver->place(statement->prepared, name);

    assert(place > 0 && "no such parameter in the statement");
    return place;
}

void statement_put_int(struct statement *statement, int place, int64_t value)
{
    statement->driver->bind_int(statement->prepared, place, value);
}

void statement_put_text(struct statement *statement, int place, const char *text)
{
    statement->driver->bind_text(statement->prepared, place, text, true);
}

void statement_bind_int(struct statement *statement, const char *name, int64_t value)
{
    statement_put_int(statement, statement_place(statement, name), value);
}

void statement_bind_text(struct statement *statement, const char *name, const char *text)
{
    int place = statement_place(statement, name);

    statement->driver->bind_text(statement->prepared, place, text, false);
}

void statement_bind_blob(struct statement *statement, const char *name, const void *bytes,
                         size_t len)
{
    int place = statement_place(statement, name);

    statement->driver->bind_blob(statement->prepared, place, bytes, len);
}

enum hd_rc statement_next(struct statement *statement, bool *row_out, struct hd_error *err)
{
    return statement->driver->step(statement->prepared, row_out, err);
}

enum hd_rc statement_run(struct statement *statement, struct hd_error *err)
{
    bool row;
    enum hd_rc rc = statement->driver->step(statement->prepared, &row, err);

    statement->driver->reset(statement->prepared);
    assert(rc || !row);
    return rc;
}

void statement_rewind(struct statement *statement)
{
    statement->driver->reset(statement->prepared);
}

int statement_columns(struct statement *statement)
{
    return statement->driver->columns(statement->prepared);
}

void statement_digest(struct statement *statement, int column, struct digest *digest)
{
    size_t len;
    const void *bytes;

    if (statement_is_null(statement, column)) {
        digest_text(digest, NULL);
        return;
    }
    bytes = statement_blob(statement, column, &len);
    digest_bytes(digest, bytes, len);
}

int64_t statement_int(struct statement *statement, int column)
{
    return statement->driver->get_int(statement->prepared, column);
}

const char *statement_text(struct statement *statement, int column)
{
    return statement->driver->get_text(statement->prepared, column);
}

const void *statement_blob(struct statement *statement, int column, size_t *len_out)
{
    return statement->driver->get_blob(statement->prepared, column, len_out);
}

bool statement_is_null(struct statement *statement, int column)
{
    return statement->driver->is_null(statement->prepared, column);
}

/* ---- session ---- */

enum hd_rc session_open(const struct driver_ops *driver, const struct connection_options *options,
                        struct reader **session_out, struct hd_error *err)
{
    struct connection *connection;
    enum hd_rc rc = driver->open(options, &connection, err);

    if (rc)
        return rc;
    *session_out = hd_alloc(sizeof **session_out);
    **session_out = (struct reader){ .driver = driver, .connection = connection };
    return HD_OK;
}

static void drop_statements(struct reader *session)
{
    while (session->statements) {
        struct statement *s = session->statements;

        session->statements = s->next;
        session->driver->drop(s->prepared);
        free(s);
    }
}

void session_close(struct reader **session)
{
    struct reader *s = session ? *session : NULL;

    if (!s)
        return;
    drop_statements(s);
    s->driver->close(s->connection);
    free(s);
    *session = NULL;
}

void session_reset_statements(struct reader *session)
{
    for (struct statement *s = session->statements; s; s = s->next)
        if (s->taken)
            session->driver->reset(s->prepared);
}

enum hd_rc session_run(struct reader *session, const char *sql, struct hd_error *err)
{
    return session->driver->run(session->connection, sql, err);
}
