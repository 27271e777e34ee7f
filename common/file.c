#include "common/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/memory.h"

static void close_fd(int *fd)
{
    if (*fd > STDERR_FILENO)
        close(*fd);
}
#define FD_AUTO __attribute__((cleanup(close_fd)))

static ssize_t read_some(int fd, void *into, size_t len)
{
    ssize_t got;

    do
        got = read(fd, into, len);
    while (got < 0 && errno == EINTR);
    return got;
}

/* Everything there is, one byte past the bound at most: size from stat() is not believed,
 * since pipes have none and files grow. */
static enum hd_rc read_all(int fd, const char *path, size_t max_bytes, char **data_out,
                           size_t *len_out, struct hd_error *err)
{
    HD_FREE_AUTO char *data = hd_alloc(4096);
    size_t len = 0, room = 4096;

    for (;;) {
        ssize_t got = read_some(fd, data + len, room - len - 1);

        if (got < 0)
            return hd_fail_errno(err, "reading '%s'", path);
        if (!got)
            break;
        len += (size_t)got;
        if (len > max_bytes)
            return hd_fail(err, HD_LIMIT, "'%s' is larger than %zu bytes", path, max_bytes);
        if (room - len == 1) {
            data = hd_realloc(data, 2, room);
            room *= 2;
        }
    }
    data[len] = '\0';
    *data_out = data;
    *len_out = len;
    data = NULL;
    return HD_OK;
}

enum hd_rc hd_file_read(const char *path, size_t max_bytes, char **data_out, size_t *len_out,
                        struct hd_error *err)
{
    FD_AUTO int fd = STDIN_FILENO;
    struct stat info;

    *data_out = NULL;
    *len_out = 0;
    if (strcmp(path, "-") != 0)
        fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0 && (errno == ENOENT || errno == ENOTDIR))
        return hd_fail(err, HD_NOT_FOUND, "'%s': no such file", path);
    if (fd < 0 || fstat(fd, &info) < 0)
        return hd_fail_errno(err, "opening '%s'", path);
    if (S_ISDIR(info.st_mode))
        return hd_fail(err, HD_BAD_INPUT, "'%s' is a directory, not a file", path);
    if (S_ISREG(info.st_mode) && (uintmax_t)info.st_size > max_bytes)
        return hd_fail(err, HD_LIMIT, "'%s' is larger than %zu bytes", path, max_bytes);
    return read_all(fd, path, max_bytes, data_out, len_out, err);
}

/* The length of the folder part of a path, without its last slash; 0 when there is none. */
static size_t folder_len(const char *path)
{
    const char *slash = strrchr(path, '/');

    return slash ? (size_t)(slash - path) + (slash == path) : 0;
}

static enum hd_rc write_all(int fd, const char *path, const char *data, size_t len,
                            struct hd_error *err)
{
    while (len) {
        ssize_t put = write(fd, data, len);

        if (put < 0 && errno == EINTR)
            continue;
        if (put < 0)
            return hd_fail_errno(err, "writing '%s'", path);
        data += put;
        len -= (size_t)put;
    }
    return HD_OK;
}

static enum hd_rc fill_temporary(int fd, const char *path, const void *data, size_t len,
                                 mode_t mode, struct hd_error *err)
{
    enum hd_rc rc = write_all(fd, path, data, len, err);

    if (rc)
        return rc;
    /* fchmod and not the mode of open(): the umask must not decide what was asked for. */
    if (fchmod(fd, mode) < 0 || fsync(fd) < 0)
        return hd_fail_errno(err, "writing '%s'", path);
    return HD_OK;
}

/* A rename is on disk only when its folder is. */
static enum hd_rc sync_folder(const char *path, struct hd_error *err)
{
    HD_FREE_AUTO char *folder = hd_strndup(path, folder_len(path));
    FD_AUTO int fd = open(*folder ? folder : ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);

    if (fd < 0 || fsync(fd) < 0)
        return hd_fail_errno(err, "writing the folder of '%s'", path);
    return HD_OK;
}

enum hd_rc hd_file_replace(const char *path, const void *data, size_t len, mode_t mode,
                           struct hd_error *err)
{
    size_t room = strlen(path) + sizeof ".XXXXXX";
    HD_FREE_AUTO char *beside = hd_alloc(room);
    FD_AUTO int fd = -1;
    enum hd_rc rc;

    snprintf(beside, room, "%s.XXXXXX", path);
    fd = mkostemp(beside, O_CLOEXEC);
    if (fd < 0)
        return hd_fail_errno(err, "writing beside '%s'", path);
    rc = fill_temporary(fd, path, data, len, mode, err);
    if (!rc && rename(beside, path) < 0)
        rc = hd_fail_errno(err, "replacing '%s'", path);
    if (rc) {
        unlink(beside);
        return rc;
    }
    return sync_folder(path, err);
}

static bool is_folder(const char *path)
{
    struct stat info;

    return stat(path, &info) == 0 && S_ISDIR(info.st_mode);
}

enum hd_rc hd_dir_make(const char *path, mode_t mode, struct hd_error *err)
{
    HD_FREE_AUTO char *part = hd_strdup(path);
    size_t len = strlen(path);

    for (size_t i = 1; i <= len; i++) {
        if (path[i] != '/' && path[i] != '\0')
            continue;
        part[i] = '\0';
        /* Asked again after a refusal: somebody else may have made it, or it may be a link to
         * a folder, or a mount whose parent is read-only. */
        if (mkdir(part, mode) < 0 && !is_folder(part))
            return hd_fail_errno(err, "making the folder '%s'", part);
        part[i] = path[i];
    }
    return HD_OK;
}

/* ---- mapped ---- */

static enum hd_rc map_open(const char *path, int fd, size_t max_bytes, struct hd_file_map *map,
                           struct hd_error *err)
{
    struct stat about;
    void *data;

    if (fstat(fd, &about))
        return hd_fail_errno(err, "%s", path);
    if (!S_ISREG(about.st_mode) || !about.st_size)
        return hd_fail(err, HD_CONFLICT, "%s cannot be mapped", path);
    if ((uint64_t)about.st_size > max_bytes)
        return hd_fail(err, HD_LIMIT, "%s is larger than %zu bytes", path, max_bytes);
    data = mmap(NULL, (size_t)about.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
    if (data == MAP_FAILED)
        return hd_fail_errno(err, "%s", path);
    *map = (struct hd_file_map){ data, (size_t)about.st_size };
    return HD_OK;
}

enum hd_rc hd_file_map(const char *path, size_t max_bytes, struct hd_file_map *map,
                       struct hd_error *err)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    enum hd_rc rc;

    *map = (struct hd_file_map){ NULL, 0 };
    if (fd < 0)
        return hd_fail_errno(err, "%s", path);
    rc = map_open(path, fd, max_bytes, map, err);
    close(fd);
    return rc;
}

void hd_file_unmap(struct hd_file_map *map)
{
    if (map->data)
        munmap((void *)(uintptr_t)map->data, map->len);
    *map = (struct hd_file_map){ NULL, 0 };
}
