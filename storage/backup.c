/* Copies that are complete or absent, and putting one back. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/clock.h"
#include "common/memory.h"
#include "storage/dbfile.h"
#include "storage/migration.h"
#include "storage/session.h"
#include "storage/store.h"

/* A name beside the target that no other process uses. */
static char *partial_name(const char *to)
{
    char suffix[40];

    snprintf(suffix, sizeof suffix, ".partial-%ld", (long)getpid());
    return dbfile_beside(to, suffix);
}

static enum hd_rc copy_into(const char *path, const char *to, struct hd_error *err)
{
    struct connection_options how = {
        .path = path,
        .role = CONNECTION_COPIER,
        .newest_version = migration_newest(),
    };
    struct reader *session;
    enum hd_rc rc = session_open(driver_find(NULL), &how, &session, err);

    if (rc)
        return rc;
    rc = session->driver->copy(session->connection, to, err);
    session_close(&session);
    return rc;
}

static enum hd_rc same_owner(const char *path, const char *copy, struct hd_error *err)
{
    struct stat info;

    if (stat(path, &info))
        return hd_fail_errno(err, "cannot look at '%s'", path);
    /* Only root can give a file away; for others the copy is their own already. */
    if (!geteuid() && info.st_uid && chown(copy, info.st_uid, info.st_gid))
        return hd_fail_errno(err, "cannot give '%s' its owner", copy);
    return HD_OK;
}

static enum hd_rc verify_copy(const char *partial, struct hd_error *err)
{
    struct store_verify verified;
    enum hd_rc rc = store_verify(partial, &verified, err);

    if (!rc && !verified.schema_version)
        rc = hd_fail(err, HD_BAD_INPUT, "there is nothing in it");
    return rc;
}

/* A synced and verified copy at `partial`; nothing is left there on failure. */
static enum hd_rc make_copy(const char *path, const char *partial, struct hd_error *err)
{
    enum hd_rc rc;

    unlink(partial); /* of an earlier process with this number */
    rc = copy_into(path, partial, err);
    if (!rc && chmod(partial, 0600))
        rc = hd_fail_errno(err, "cannot protect '%s'", partial);
    if (!rc)
        rc = same_owner(path, partial, err);
    if (!rc)
        rc = dbfile_sync(partial, err); /* the library does not */
    if (!rc)
        rc = verify_copy(partial, err);
    if (rc)
        unlink(partial);
    return rc;
}

static enum hd_rc move_into_place(const char *partial, const char *to, bool overwrite,
                                  struct hd_error *err)
{
    unsigned flags = overwrite ? 0 : RENAME_NOREPLACE;

    if (!renameat2(AT_FDCWD, partial, AT_FDCWD, to, flags))
        return dbfile_sync_folder(to, err);
    if (errno == EEXIST)
        hd_fail(err, HD_CONFLICT, "'%s' exists already", to);
    else
        hd_fail_errno(err, "cannot rename '%s' to '%s'", partial, to);
    unlink(partial);
    return err->rc;
}

enum hd_rc store_backup(const char *path, const char *to, bool overwrite, struct hd_error *err)
{
    HD_FREE_AUTO char *partial = partial_name(to);
    enum hd_rc rc = dbfile_check(path, err);

    if (rc)
        return rc;
    if (dbfile_same(path, to))
        return hd_fail(err, HD_BAD_INPUT, "'%s' is the database itself", to);
    if (!overwrite && !access(to, F_OK))
        return hd_fail(err, HD_CONFLICT, "'%s' exists already", to);
    rc = make_copy(path, partial, err);
    if (!rc)
        rc = move_into_place(partial, to, overwrite, err);
    return rc ? hd_context(err, "backup of '%s'", path) : HD_OK;
}

/* ---- restore ---- */

/* Everything committed into the file itself, so that the log beside it may go. */
static enum hd_rc settle(const char *path, struct hd_error *err)
{
    struct connection_options how = {
        .path = path,
        .role = CONNECTION_WRITER,
        .newest_version = migration_newest(),
    };
    struct reader *session;
    int64_t backlog = 0;
    enum hd_rc rc = session_open(driver_find(NULL), &how, &session, err);

    if (rc)
        return rc;
    session->driver->claim(session->connection);
    rc = session->driver->checkpoint(session->connection, true, &backlog, err);
    session_close(&session);
    if (!rc && backlog)
        rc = hd_fail(err, HD_AGAIN, "'%s' is being read, try again", path);
    return rc;
}

/* A second name for the old file; its log too, for a file too damaged to be settled. */
static enum hd_rc keep_old(const char *path, const char *kept, struct hd_error *err)
{
    HD_FREE_AUTO char *log = dbfile_beside(path, "-wal");
    HD_FREE_AUTO char *kept_log = dbfile_beside(kept, "-wal");
    struct stat info;

    if (link(path, kept))
        return hd_fail_errno(err, "cannot keep the old database as '%s'", kept);
    if (!stat(log, &info) && info.st_size && link(log, kept_log))
        return hd_fail_errno(err, "cannot keep the old log as '%s'", kept_log);
    return dbfile_sync_folder(path, err);
}

static enum hd_rc remove_log(const char *path, struct hd_error *err)
{
    HD_FREE_AUTO char *log = dbfile_beside(path, "-wal");
    HD_FREE_AUTO char *index = dbfile_beside(path, "-shm");

    /* A log of the old database must never be found beside the new one. */
    if ((unlink(log) && errno != ENOENT) || (unlink(index) && errno != ENOENT))
        return hd_fail_errno(err, "cannot remove the log of '%s'", path);
    return dbfile_sync_folder(path, err);
}

static enum hd_rc set_aside(const char *path, struct hd_error *err)
{
    HD_FREE_AUTO char *kept = dbfile_dated(path, "before-restore", hd_now_at_ms(&hd_clock_system));
    struct stat info;
    enum hd_rc rc;

    if (lstat(path, &info))
        return errno == ENOENT ? HD_OK : hd_fail_errno(err, "cannot look at '%s'", path);
    rc = dbfile_check_owner(path, err);
    if (!rc)
        rc = settle(path, err);
    if (rc && rc != HD_CORRUPT && rc != HD_BAD_INPUT)
        return rc;
    rc = keep_old(path, kept, err);
    return rc ? rc : remove_log(path, err);
}

static enum hd_rc restore_locked(const char *from, const char *path, struct hd_error *err)
{
    HD_FREE_AUTO char *partial = partial_name(path);
    enum hd_rc rc = make_copy(from, partial, err);

    if (!rc && chmod(partial, 0640))
        rc = hd_fail_errno(err, "cannot protect '%s'", partial);
    if (rc)
        return rc;
    rc = set_aside(path, err);
    if (rc) {
        unlink(partial);
        return rc;
    }
    return move_into_place(partial, path, true, err);
}

enum hd_rc store_restore(const char *from, const char *path, struct hd_error *err)
{
    struct dbfile_lock lock = DBFILE_LOCK_NONE;
    enum hd_rc rc = dbfile_check(from, err);

    if (!rc && dbfile_same(from, path))
        rc = hd_fail(err, HD_BAD_INPUT, "'%s' is the database itself", from);
    if (!rc)
        rc = dbfile_lock_take(path, &lock, err);
    if (!rc)
        rc = restore_locked(from, path, err);
    dbfile_lock_drop(&lock);
    return rc ? hd_context(err, "restore from '%s'", from) : HD_OK;
}
