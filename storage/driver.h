/* storage/driver.h - private to storage/: what a database must be able to do for the store.
 *
 * Everything above this table is the same for every database: queue, group commit, vintages,
 * hash chains, backup.  sqlite/driver.c is the first driver; a second one brings its own
 * statements for storage/sqlite/ and migrations/.
 */
#ifndef HEDEF_STORAGE_DRIVER_H
#define HEDEF_STORAGE_DRIVER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/error.h"

struct connection; /* each driver has its own */
struct prepared;   /* a statement; belongs to its connection and is dropped before it */

enum connection_role {
    CONNECTION_WRITER = 1, /* the one that writes and checkpoints */
    CONNECTION_READER = 2, /* a view lasts CONNECTION_VIEW_MS at most */
    CONNECTION_COPIER = 4, /* read-only without that bound: backup, verification */
};

/* A longer view would keep the write-ahead log from being emptied. */
#define CONNECTION_VIEW_MS 2000

struct connection_options {
    const char *path;
    enum connection_role role;
    int newest_version; /* a database with a newer schema is refused before anything is set */
};

struct driver_ops {
    const char *name; /* for store_options.driver */

    /* Sets the connection contract and reads it back; any difference is a refusal.  An empty
     * file has version 0; another program's file is HD_BAD_INPUT. */
    enum hd_rc (*open)(const struct connection_options *options, struct connection **out,
                       struct hd_error *err);
    void (*close)(struct connection *connection);
    /* An I/O error or corruption was seen: nothing may be acknowledged any more. */
    bool (*failed)(const struct connection *connection);

    /* Statements without parameters and rows. */
    enum hd_rc (*run)(struct connection *connection, const char *sql, struct hd_error *err);
    enum hd_rc (*prepare)(struct connection *connection, const char *sql, struct prepared **out,
                          struct hd_error *err);
    void (*drop)(struct prepared *prepared);
    enum hd_rc (*step)(struct prepared *prepared, bool *row_out, struct hd_error *err);
    void (*reset)(struct prepared *prepared);
    void (*unbind)(struct prepared *prepared);

    int (*place)(struct prepared *prepared, const char *name); /* 0: no such parameter */
    void (*bind_int)(struct prepared *prepared, int place, int64_t value);
    /* NULL binds null.  With keep the text stays the caller's until reset; else it is copied. */
    void (*bind_text)(struct prepared *prepared, int place, const char *text, bool keep);
    void (*bind_blob)(struct prepared *prepared, int place, const void *bytes, size_t len);

    int (*columns)(struct prepared *prepared);
    bool (*is_null)(struct prepared *prepared, int column);
    int64_t (*get_int)(struct prepared *prepared, int column);
    const char *(*get_text)(struct prepared *prepared, int column);
    /* Of a text or number the bytes of its text. */
    const void *(*get_blob)(struct prepared *prepared, int column, size_t *len_out);

    int64_t (*inserted_id)(const struct connection *connection);
    int64_t (*affected)(const struct connection *connection); /* rows of the last statement */
    int64_t (*touched)(const struct connection *connection);  /* rows since it was opened */

    /* BEGIN for writing (waits for no other writer: there is none) or for a consistent view. */
    enum hd_rc (*begin)(struct connection *connection, struct hd_error *err);
    enum hd_rc (*commit)(struct connection *connection, struct hd_error *err);
    void (*rollback)(struct connection *connection); /* harmless without a transaction */
    bool (*in_transaction)(const struct connection *connection);

    enum hd_rc (*version)(struct connection *connection, int *version_out, struct hd_error *err);
    enum hd_rc (*set_version)(struct connection *connection, int version, struct hd_error *err);

    /* Structure of the file.  Adds what is wrong to *broken_out, the first one in words. */
    enum hd_rc (*check)(struct connection *connection, bool full, int64_t *broken_out, char *first,
                        size_t first_size, struct hd_error *err);

    /* From the log into the file.  Only on the thread that called claim(): asserted.
     * empty: also cut the log; readers in the way are not waited for.  *backlog_out: pages
     * that are still only in the log. */
    void (*claim)(struct connection *connection);
    enum hd_rc (*checkpoint)(struct connection *connection, bool empty, int64_t *backlog_out,
                             struct hd_error *err);
    int64_t (*backlog)(const struct connection *connection); /* as of the last commit */

    /* A consistent copy into the file `to`, which does not exist yet.  Not synced. */
    enum hd_rc (*copy)(struct connection *connection, const char *to, struct hd_error *err);
};

extern const struct driver_ops driver_sqlite;

/* NULL name: the default one.  NULL when there is none of that name. */
const struct driver_ops *driver_find(const char *name);
extern const struct driver_ops *const drivers[]; /* ended by NULL */

#endif
