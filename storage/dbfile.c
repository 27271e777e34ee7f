#include "storage/dbfile.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "common/date.h"
#include "common/memory.h"

#define FILE_MODE 0640

/* Their locks and shared memory do not keep what SQLite needs. */
static const struct {
    unsigned long type;
    const char *name;
} network_systems[] = {
    { 0x6969, "NFS" },     { 0xff534d42, "CIFS" }, { 0xfe534d42, "SMB" },  { 0x517b, "SMB" },
    { 0x5346414f, "AFS" }, { 0x73757245, "Coda" }, { 0x00c36400, "Ceph" },
};

static enum hd_rc check_file_system(const char *path, struct hd_error *err)
{
    struct statfs info;

    if (statfs(path, &info))
        return hd_fail_errno(err, "cannot look at the file system of '%s'", path);
    for (size_t i = 0; i < sizeof network_systems / sizeof *network_systems; i++)
        if ((unsigned long)info.f_type == network_systems[i].type)
            return hd_fail(err, HD_BAD_INPUT, "'%s' is on %s: a local file system is needed", path,
                           network_systems[i].name);
    return HD_OK;
}

enum hd_rc dbfile_check(const char *path, struct hd_error *err)
{
    struct stat info;

    if (!strncmp(path, "file:", 5)) /* SQLite would read it as a URI with options */
        return hd_fail(err, HD_BAD_INPUT, "a database name may not begin with 'file:'");
    if (lstat(path, &info)) {
        if (errno == ENOENT || errno == ENOTDIR)
            return hd_fail(err, HD_NOT_FOUND, "there is no database '%s'", path);
        return hd_fail_errno(err, "cannot look at '%s'", path);
    }
    if (!S_ISREG(info.st_mode))
        return hd_fail(err, HD_BAD_INPUT, "'%s' is not an ordinary file", path);
    if (info.st_nlink > 1)
        return hd_fail(err, HD_BAD_INPUT,
                       "'%s' has more than one name: its log would be found under one only", path);
    return check_file_system(path, err);
}

enum hd_rc dbfile_check_owner(const char *path, struct hd_error *err)
{
    struct stat info;

    if (lstat(path, &info))
        return hd_fail_errno(err, "cannot look at '%s'", path);
    if (info.st_uid != geteuid())
        return hd_fail(err, HD_DENIED, "'%s' belongs to user number %u; run as that user", path,
                       (unsigned)info.st_uid);
    return HD_OK;
}

enum hd_rc dbfile_create(const char *path, struct hd_error *err)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, FILE_MODE);

    if (fd < 0)
        return errno == EEXIST ? HD_OK : hd_fail_errno(err, "cannot create '%s'", path);
    close(fd);
    return dbfile_sync_folder(path, err);
}

static enum hd_rc sync_path(const char *path, int flags, struct hd_error *err)
{
    int fd = open(path, flags | O_CLOEXEC);
    enum hd_rc rc = HD_OK;

    if (fd < 0)
        return hd_fail_errno(err, "cannot open '%s'", path);
    if (fsync(fd))
        rc = hd_fail_errno(err, "cannot sync '%s'", path);
    close(fd);
    return rc;
}

enum hd_rc dbfile_sync(const char *path, struct hd_error *err)
{
    return sync_path(path, O_RDWR, err);
}

enum hd_rc dbfile_sync_folder(const char *path, struct hd_error *err)
{
    HD_FREE_AUTO char *folder = hd_strdup(path);
    char *slash = strrchr(folder, '/');

    if (!slash)
        return sync_path(".", O_RDONLY | O_DIRECTORY, err);
    slash[slash == folder] = '\0';
    return sync_path(folder, O_RDONLY | O_DIRECTORY, err);
}

int64_t dbfile_size_bytes(const char *path)
{
    HD_FREE_AUTO char *log = dbfile_beside(path, "-wal");
    struct stat info;
    int64_t size = 0;

    if (!stat(path, &info))
        size += info.st_size;
    if (!stat(log, &info))
        size += info.st_size;
    return size;
}

bool dbfile_same(const char *a, const char *b)
{
    struct stat x, y;

    return !stat(a, &x) && !stat(b, &y) && x.st_dev == y.st_dev && x.st_ino == y.st_ino;
}

char *dbfile_beside(const char *path, const char *suffix)
{
    size_t size = strlen(path) + strlen(suffix) + 1;
    char *name = hd_alloc(size);

    snprintf(name, size, "%s%s", path, suffix);
    return name;
}

char *dbfile_dated(const char *path, const char *what, int64_t at_ms)
{
    size_t size = strlen(path) + strlen(what) + 64;
    char *name = hd_alloc(size);
    char stamp[21], *to = stamp;
    int len;

    hd_instant_text(at_ms, stamp);
    for (const char *from = stamp; *from; from++)
        if (*from != '-' && *from != ':')
            *to++ = *from;
    *to = '\0';
    len = snprintf(name, size, "%s.%s-%s", path, what, stamp);
    for (int i = 2; !access(name, F_OK); i++)
        snprintf(name + len, size - (size_t)len, "-%d", i);
    return name;
}

/* ---- lock ---- */

static enum hd_rc fail_held(int fd, const char *path, struct hd_error *err)
{
    char holder[32] = "";
    ssize_t len = pread(fd, holder, sizeof holder - 1, 0);

    if (len <= 0)
        return hd_fail(err, HD_CONFLICT, "'%s' is in use by another process", path);
    holder[strcspn(holder, "\n")] = '\0';
    return hd_fail(err, HD_CONFLICT, "'%s' is in use by process %s", path, holder);
}

static void name_holder(int fd)
{
    char pid[32];
    int len = snprintf(pid, sizeof pid, "%ld\n", (long)getpid());

    /* For people only: the lock holds whether or not this can be written. */
    if (!ftruncate(fd, 0) && pwrite(fd, pid, (size_t)len, 0) == len)
        return;
}

enum hd_rc dbfile_lock_take(const char *path, struct dbfile_lock *lock, struct hd_error *err)
{
    HD_FREE_AUTO char *name = dbfile_beside(path, ".lock");
    int fd = open(name, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, FILE_MODE);
    enum hd_rc rc;

    if (fd < 0)
        return hd_fail_errno(err, "cannot open the lock file '%s'", name);
    if (flock(fd, LOCK_EX | LOCK_NB)) {
        rc = errno == EWOULDBLOCK ? fail_held(fd, path, err)
                                  : hd_fail_errno(err, "cannot lock '%s'", name);
        close(fd);
        return rc;
    }
    name_holder(fd);
    lock->fd = fd;
    return HD_OK;
}

void dbfile_lock_drop(struct dbfile_lock *lock)
{
    if (lock->fd >= 0)
        close(lock->fd);
    lock->fd = -1;
}
