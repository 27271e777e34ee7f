/* storage/sqlite/connection.h - private to storage/sqlite/: one SQLite handle under contract. */
#ifndef HEDEF_STORAGE_SQLITE_CONNECTION_H
#define HEDEF_STORAGE_SQLITE_CONNECTION_H

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>

#include <sqlite3.h>

#include "storage/driver.h"

#define CONTRACT_APPLICATION_ID 0x48444546 /* "HDEF" */
#define CONTRACT_BUSY_MS        10000

struct connection {
    sqlite3 *db;
    enum connection_role role;
    bool failed; /* I/O error or corruption seen */
    bool claimed;
    pthread_t checkpointer;    /* the only thread that may checkpoint, once claimed */
    int64_t backlog_pages;     /* in the log after the last commit or checkpoint */
    int64_t view_ends_tick_ms; /* 0: no view is open, or it has no bound */
};

/* One promise of the connection contract: set, read back, compared. */
struct contract_pragma {
    const char *name;
    const char *value; /* NULL: not set, only compared */
    const char *want;  /* as read back; NULL: whatever it is */
    unsigned roles;    /* enum connection_role, or-ed */
};
extern const struct contract_pragma contract_pragmas[]; /* ended by a NULL name */

/* What must hold before anything is set: a file of ours, or empty, and not newer than us. */
HD_MUST_CHECK enum hd_rc contract_identity(struct connection *connection, const char *path,
                                           int newest_version, struct hd_error *err);
HD_MUST_CHECK enum hd_rc contract_switches(struct connection *connection, struct hd_error *err);
HD_MUST_CHECK enum hd_rc contract_agree(struct connection *connection,
                                        const struct contract_pragma *pragmas,
                                        struct hd_error *err);

/* The failure of the last call on this handle, its message copied at once. */
enum hd_rc connection_fail(struct connection *connection, struct hd_error *err, const char *doing);
/* The first column of the first row as text, "" when there is none. */
HD_MUST_CHECK enum hd_rc connection_ask(struct connection *connection, const char *sql, char *out,
                                        size_t size, struct hd_error *err);

#endif
