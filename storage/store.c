#include "storage/store.h"

#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "common/memory.h"
#include "storage/dbfile.h"
#include "storage/migration.h"
#include "storage/txn.h"
#include "storage/writer.h"

struct store {
    char *path;
    struct dbfile_lock lock;
    struct writer *writer;
    int64_t installed_at_ms;
};

/* ---- opening ---- */

static enum hd_rc prepare_file(const struct store_options *options, struct hd_error *err)
{
    enum hd_rc rc = dbfile_check(options->path, err);

    if (rc == HD_NOT_FOUND && options->create) {
        rc = dbfile_create(options->path, err);
        if (!rc)
            rc = dbfile_check(options->path, err);
    }
    return rc ? rc : dbfile_check_owner(options->path, err);
}

static enum hd_rc check_structure(struct reader *session, const char *path, struct hd_error *err)
{
    char first[256] = "";
    int64_t broken = 0;
    enum hd_rc rc =
        session->driver->check(session->connection, false, &broken, first, sizeof first, err);

    if (!rc && broken)
        rc = hd_fail(err, HD_CORRUPT, "'%s' is damaged: %s", path, first);
    return rc;
}

/* A migration that turns out to be wrong must not be the end of the data. */
static enum hd_rc keep_copy(const char *path, int64_t now_at_ms, struct hd_error *err)
{
    HD_FREE_AUTO char *to = dbfile_dated(path, "before-migration", now_at_ms);
    enum hd_rc rc = store_backup(path, to, false, err);

    return rc ? hd_context(err, "backup before the migration") : HD_OK;
}

static enum hd_rc migrate(struct reader *session, const char *path, int64_t now_at_ms,
                          struct hd_error *err)
{
    int version;
    enum hd_rc rc = session->driver->version(session->connection, &version, err);

    if (rc || version == migration_newest())
        return rc;
    if (version > 0)
        rc = keep_copy(path, now_at_ms, err);
    return rc ? rc : migration_run(session, err);
}

static enum hd_rc note_installation(struct reader *session, struct store_state *state,
                                    int64_t now_at_ms, struct hd_error *err)
{
    enum hd_rc rc;

    if (state->installed_at_ms)
        return HD_OK;
    state->installed_at_ms = now_at_ms;
    rc = session->driver->begin(session->connection, err);
    if (!rc)
        rc = store_state_write(session, state, err);
    if (!rc)
        rc = session->driver->commit(session->connection, err);
    session->driver->rollback(session->connection);
    return rc;
}

static enum hd_rc make_ready(struct reader *session, const struct store_options *options,
                             struct store_state *state, struct hd_error *err)
{
    int64_t now_at_ms = hd_now_at_ms(options->clock);
    enum hd_rc rc = check_structure(session, options->path, err);

    if (!rc)
        rc = migrate(session, options->path, now_at_ms, err);
    if (!rc)
        rc = store_state_read(session, state, err);
    return rc ? rc : note_installation(session, state, now_at_ms, err);
}

static enum hd_rc open_locked(struct store *store, const struct store_options *options,
                              const struct driver_ops *driver, struct hd_error *err)
{
    struct connection_options how = {
        .path = options->path,
        .role = CONNECTION_WRITER,
        .newest_version = migration_newest(),
    };
    struct store_state state;
    struct reader *session;
    enum hd_rc rc = session_open(driver, &how, &session, err);

    if (rc)
        return rc;
    rc = make_ready(session, options, &state, err);
    if (rc) {
        session_close(&session);
        return rc;
    }
    store->installed_at_ms = state.installed_at_ms;
    return writer_start(session, options->clock, &state, &store->writer, err);
}

enum hd_rc store_open(const struct store_options *options, struct store **store_out,
                      struct hd_error *err)
{
    const struct driver_ops *driver = driver_find(options->driver);
    struct store *store;
    enum hd_rc rc;

    if (!driver)
        return hd_fail(err, HD_BAD_INPUT, "there is no storage driver '%s'", options->driver);
    if (sodium_init() < 0)
        return hd_fail(err, HD_SYSTEM, "libsodium does not start");
    rc = prepare_file(options, err);
    if (rc)
        return rc;
    store = hd_alloc(sizeof *store);
    store->path = hd_strdup(options->path);
    store->lock.fd = -1;
    rc = dbfile_lock_take(options->path, &store->lock, err);
    if (!rc)
        rc = open_locked(store, options, driver, err);
    if (rc)
        store_close(&store);
    else
        *store_out = store;
    return rc;
}

void store_close(struct store **store)
{
    struct store *s = store ? *store : NULL;

    if (!s)
        return;
    if (s->writer)
        writer_stop(&s->writer);
    dbfile_lock_drop(&s->lock);
    free(s->path);
    free(s);
    *store = NULL;
}

/* ---- writing and asking ---- */

enum hd_rc store_write(struct store *store, store_write_fn *fn, void *ctx, struct hd_error *err)
{
    return writer_write(store->writer, fn, ctx, err);
}

int64_t store_change_seq(const struct store *store)
{
    return writer_change_seq(store->writer);
}

void store_on_change(struct store *store, void (*fn)(void *ctx, int64_t change_seq), void *ctx)
{
    writer_on_change(store->writer, fn, ctx);
}

bool store_failed(const struct store *store)
{
    return writer_failed(store->writer);
}

int64_t store_heartbeat(const struct store *store)
{
    return writer_heartbeat(store->writer);
}

int64_t store_size_bytes(const struct store *store)
{
    return dbfile_size_bytes(store->path);
}

size_t store_queue_length(const struct store *store)
{
    return writer_queue_length(store->writer);
}

int64_t store_installed_at_ms(const struct store *store)
{
    return store->installed_at_ms;
}

/* ---- readers ---- */

static enum hd_rc refuse_older(struct reader *reader, const char *path, struct hd_error *err)
{
    int version;
    enum hd_rc rc = reader->driver->version(reader->connection, &version, err);

    if (!rc && version != migration_newest())
        rc = hd_fail(err, HD_BAD_INPUT,
                     "'%s' has schema %d, %d is needed: start the daemon or "
                     "run hedef db upgrade",
                     path, version, migration_newest());
    return rc;
}

enum hd_rc reader_open(const char *path, struct reader **reader_out, struct hd_error *err)
{
    struct connection_options how = {
        .path = path,
        .role = CONNECTION_READER,
        .newest_version = migration_newest(),
    };
    struct reader *reader;
    enum hd_rc rc = dbfile_check(path, err);

    if (!rc)
        rc = session_open(driver_find(NULL), &how, &reader, err);
    if (rc)
        return rc;
    rc = refuse_older(reader, path, err);
    if (rc)
        session_close(&reader);
    else
        *reader_out = reader;
    return rc;
}

void reader_close(struct reader **reader)
{
    session_close(reader);
}

enum hd_rc reader_begin(struct reader *reader, struct hd_error *err)
{
    /* Inside a transaction the view is consistent as it is. */
    return reader->of_writer ? HD_OK : reader->driver->begin(reader->connection, err);
}

void reader_end(struct reader *reader)
{
    if (reader->of_writer)
        return;
    session_reset_statements(reader);
    reader->driver->rollback(reader->connection);
}

int64_t reader_change_seq(struct reader *reader)
{
    struct store_state state;
    struct hd_error ignored;

    return store_state_read(reader, &state, &ignored) ? -1 : state.change_seq;
}
