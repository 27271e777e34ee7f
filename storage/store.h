/* storage/store.h
 *
 * One database: the file, the lock that keeps a second writer out, the writer thread, and
 * read-only connections.  SQLite by default; nobody outside storage/ sees a database type.
 *
 *      any thread ── store_write(fn) ──► queue ──► writer thread: one transaction for all that
 *                                                  has queued up, a savepoint for each fn
 *      any thread ◄── returns after the commit is on disk (group commit)
 *
 *      any thread ── reader_open ──► its own read-only connection: consistent within a
 *                                    begin/end bracket, never blocks the writer
 *
 * Exactly one process, one thread and one connection write and checkpoint: SQLite 3.40.1 can
 * corrupt a file that two connections checkpoint.  A failed write or sync stops acknowledging for
 * good (`store_failed`); a full disk only for as long as it is full.
 */
#ifndef HEDEF_STORAGE_STORE_H
#define HEDEF_STORAGE_STORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/clock.h"
#include "common/error.h"

struct store;
struct txn;    /* a writing transaction, only inside a store_write_fn */
struct reader; /* a read-only connection; belongs to one thread at a time */

struct store_options {
    const char *path;             /* the database file; its directory must exist */
    const char *driver;           /* NULL: "sqlite" */
    const struct hd_clock *clock; /* borrowed for the life of the store */
    bool create;                  /* make it when missing; else HD_NOT_FOUND */
};

/* Takes the lock (HD_CONFLICT when another process has it; err names its pid), checks and
 * migrates the schema (with a backup beside the file first), runs quick_check, starts the
 * writer.  A database newer than this program is refused (HD_BAD_INPUT), untouched; so are
 * links, network file systems and files of other programs.  HD_DENIED: the file belongs to
 * another user.  HD_CORRUPT: it is damaged or no database. */
HD_MUST_CHECK enum hd_rc store_open(const struct store_options *options, struct store **store_out,
                                    struct hd_error *err);
/* Waits for queued writes, checkpoints, closes.  NULL is fine. */
void store_close(struct store **store);

/* Runs on the writer thread inside the group's transaction.  On failure only this fn's work is
 * undone.  May be called once only; must not keep `txn`. */
typedef enum hd_rc store_write_fn(struct txn *txn, void *ctx, struct hd_error *err);

/* Returns after fn's work is durable, or with fn's error.  HD_FULL: disk full, nothing written.
 * HD_AGAIN: a long reader keeps the log from being emptied, try later.
 * HD_SYSTEM after an I/O error: unknown whether it happened; the store is failed.
 * Never from within a store_write_fn or on_change: it would wait for itself. */
HD_MUST_CHECK enum hd_rc store_write(struct store *store, store_write_fn *fn, void *ctx,
                                     struct hd_error *err);

/* Counts committed changes that a picture shows (values, catalogue, alerts, people); grows by
 * at least one with each such commit, also across restarts.  Any thread. */
int64_t store_change_seq(const struct store *store);
/* Called on the writer thread after each commit that moved the count; must be quick. */
void store_on_change(struct store *store, void (*fn)(void *ctx, int64_t change_seq), void *ctx);
bool store_failed(const struct store *store); /* an I/O error was seen: restart needed */
/* Grows whenever the writer finishes a round or waits for work: the watchdog's heartbeat. */
int64_t store_heartbeat(const struct store *store);
int64_t store_size_bytes(const struct store *store);  /* file and WAL */
size_t store_queue_length(const struct store *store); /* writes that wait for the writer */

/* Made on first start: when hedef was installed here. */
int64_t store_installed_at_ms(const struct store *store);

/* A reader of an open store, or of a file that another process may be writing.  HD_BAD_INPUT:
 * the schema is not this program's.  HD_DENIED: nobody runs who made the log's index, and the
 * user may not make it. */
HD_MUST_CHECK enum hd_rc reader_open(const char *path, struct reader **reader_out,
                                     struct hd_error *err);
void reader_close(struct reader **reader);
/* A consistent view until reader_end(); nothing is seen of later commits.  It lasts two seconds
 * at most: later questions in it fail with HD_LIMIT. */
HD_MUST_CHECK enum hd_rc reader_begin(struct reader *reader, struct hd_error *err);
void reader_end(struct reader *reader);
int64_t reader_change_seq(struct reader *reader); /* as of the view; -1 when it cannot be read */

/* What the transaction itself sees, to ask with the same questions before writing.  Borrowed;
 * reader_begin() and reader_end() do nothing on it. */
struct reader *txn_reader(struct txn *txn);

/* A complete, verified, synced copy appears under `to` or nothing does.  Works beside a running
 * daemon.  An existing `to` is refused unless overwrite. */
HD_MUST_CHECK enum hd_rc store_backup(const char *path, const char *to, bool overwrite,
                                      struct hd_error *err);
/* Checks `from` (integrity, hash chains, schema), then puts it in the place of `path`; the old
 * database is kept as path.before-restore-<UTC time>.  Needs the lock. */
HD_MUST_CHECK enum hd_rc store_restore(const char *from, const char *path, struct hd_error *err);

struct store_verify {
    int64_t observations, submissions, audit_events;
    int64_t schema_version;
    int64_t broken;  /* hash chain or integrity violations found */
    char first[512]; /* the first one, in words; "" when none */
};
/* Integrity check, foreign keys, hash chains over submissions and audit.  HD_CORRUPT when
 * anything is broken; *out is filled in either case. */
HD_MUST_CHECK enum hd_rc store_verify(const char *path, struct store_verify *out,
                                      struct hd_error *err);

int store_schema_version(void); /* of this program */

#endif
