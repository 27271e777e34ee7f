/* storage/dbfile.h - private to storage/: the files of a database, its lock, and what may stand
 * where.
 *
 * The database file itself is never opened and closed by ordinary calls while a connection may
 * be open in this process: closing would drop SQLite's own locks. */
#ifndef HEDEF_STORAGE_DBFILE_H
#define HEDEF_STORAGE_DBFILE_H

#include <stdbool.h>
#include <stdint.h>

#include "common/error.h"

/* HD_NOT_FOUND when missing; HD_BAD_INPUT for links, folders and network file systems. */
HD_MUST_CHECK enum hd_rc dbfile_check(const char *path, struct hd_error *err);
/* HD_DENIED unless it belongs to the user we run as: no file may change hands by accident. */
HD_MUST_CHECK enum hd_rc dbfile_check_owner(const char *path, struct hd_error *err);
/* An empty file, for its owner and group alone; nothing happens when it exists. */
HD_MUST_CHECK enum hd_rc dbfile_create(const char *path, struct hd_error *err);
HD_MUST_CHECK enum hd_rc dbfile_sync(const char *path, struct hd_error *err);
HD_MUST_CHECK enum hd_rc dbfile_sync_folder(const char *path, struct hd_error *err);
int64_t dbfile_size_bytes(const char *path); /* with its log; 0 when missing */
bool dbfile_same(const char *a, const char *b);
char *dbfile_beside(const char *path, const char *suffix); /* path + suffix; free() */
/* path.<what>-20261121T101500Z, a name that is not taken; free() */
char *dbfile_dated(const char *path, const char *what, int64_t at_ms);

/* The lock file <path>.lock, held while `fd` is open; it names the holder's process.  It is
 * never removed: a second process could then lock another file of the same name. */
struct dbfile_lock {
    int fd; /* -1: not held */
};
#define DBFILE_LOCK_NONE                                                                           \
    {                                                                                              \
        -1                                                                                         \
    }
HD_MUST_CHECK enum hd_rc dbfile_lock_take(const char *path, struct dbfile_lock *lock,
                                          struct hd_error *err);
void dbfile_lock_drop(struct dbfile_lock *lock);

#endif
