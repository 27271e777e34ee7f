#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "collectors/folder/scan.h"
#include "common/utf8.h"

#define COPIES_MAX 1000
#define NAME_LONG  220 /* longer names are cut: a number and an ending must fit behind them */
#define NAME_ROOM  (256 + 32)

/* ---- names that are free ---- */

static void number_name(const char *name, int number, char out[static NAME_ROOM])
{
    int len = (int)hd_utf8_cut(name, strlen(name), NAME_LONG);

    if (number)
        snprintf(out, NAME_ROOM, "%.*s.%d", len, name, number);
    else
        snprintf(out, NAME_ROOM, "%.*s", len, name);
}

/* The file's own name, or with a number behind it. */
static enum hd_rc find_free(int aside_fd, const struct folder_item *item,
                            char out[static NAME_ROOM], struct hd_error *err)
{
    for (int i = 0; i < COPIES_MAX; i++) {
        struct stat about;

        number_name(item->name, i, out);
        if (fstatat(aside_fd, out, &about, AT_SYMLINK_NOFOLLOW) == 0)
            continue;
        return errno == ENOENT ? HD_OK : hd_fail_errno(err, "folder: a name for '%s'", item->shown);
    }
    return hd_fail(err, HD_LIMIT, "folder: %d files are named '%s' already", COPIES_MAX,
                   item->shown);
}

/* Another file took the name while this one was taken in: it is left where the next look finds it,
 * under its name or, if that is taken once more, with a number behind it. */
static enum hd_rc bring_back(const struct folder_scan *scan, const struct folder_item *item,
                             int aside_fd, const char *from, struct hd_error *err)
{
    for (int i = 0; i < COPIES_MAX; i++) {
        char to[NAME_ROOM];

        number_name(item->name, i, to);
        if (renameat2(aside_fd, from, scan->fd, to, RENAME_NOREPLACE) == 0)
            return HD_OK;
        if (errno != EEXIST)
            break;
    }
    return hd_fail_errno(err, "folder: bringing back '%s'", item->shown);
}

static enum hd_rc move_to(const struct folder_scan *scan, const struct folder_item *item,
                          int aside_fd, const char *to, struct hd_error *err)
{
    struct stat moved;

    if (renameat2(scan->fd, item->name, aside_fd, to, RENAME_NOREPLACE) != 0)
        /* Gone: whoever put it there took it back, after it was taken in. */
        return errno == ENOENT ? HD_OK : hd_fail_errno(err, "folder: moving '%s'", item->shown);
    if (fstatat(aside_fd, to, &moved, AT_SYMLINK_NOFOLLOW) != 0 ||
        sighting_same(&moved, &item->about))
        return HD_OK;
    return bring_back(scan, item, aside_fd, to, err);
}

enum hd_rc folder_move_done(const struct folder_scan *scan, const struct folder_item *item,
                            struct hd_error *err)
{
    char to[NAME_ROOM];
    enum hd_rc rc = find_free(scan->done_fd, item, to, err);

    return rc ? rc : move_to(scan, item, scan->done_fd, to, err);
}

/* ---- what stands beside a rejected file ---- */

static bool write_all(int fd, const char *data, size_t len)
{
    while (len) {
        ssize_t done = write(fd, data, len);

        if (done < 0 && errno == EINTR)
            continue;
        if (done <= 0)
            return false;
        data += done;
        len -= (size_t)done;
    }
    return fsync(fd) == 0;
}

/* What an earlier, killed try left is replaced; a link planted there is not followed. */
static enum hd_rc write_beside(int aside_fd, const char *name, const char *ending, const char *data,
                               size_t len, struct hd_error *err)
{
    char path[NAME_ROOM];
    enum hd_rc rc = HD_OK;
    int fd;

    snprintf(path, sizeof path, "%s%s", name, ending);
    (void)unlinkat(aside_fd, path, 0);
    fd = openat(aside_fd, path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0640);
    if (fd < 0)
        return hd_fail_errno(err, "folder: " FOLDER_REJECTED "/%s", ending);
    if (!write_all(fd, data, len))
        rc = hd_fail_errno(err, "folder: " FOLDER_REJECTED "/%s", ending);
    if (close(fd) != 0 && !rc)
        rc = hd_fail_errno(err, "folder: " FOLDER_REJECTED "/%s", ending);
    return rc;
}

/* The reason is there before the file is: nobody finds one without the other. */
enum hd_rc folder_move_rejected(const struct folder_scan *scan, const struct folder_item *item,
                                const struct collector_answer *answer, struct hd_error *err)
{
    const char *reason = answer->reason ? answer->reason : "";
    int aside_fd = scan->rejected_fd;
    char to[NAME_ROOM];
    enum hd_rc rc = find_free(aside_fd, item, to, err);

    if (!rc)
        rc = write_beside(aside_fd, to, ".reason.txt", reason, strlen(reason), err);
    if (!rc && answer->rejected)
        rc = write_beside(aside_fd, to, ".rejected.csv", answer->rejected, answer->rejected_len,
                          err);
    if (!rc)
        rc = move_to(scan, item, aside_fd, to, err);
    return rc;
}

/* ---- the folders ---- */

/* A link in their place could lead out of the folder: whoever may drop files may plant one. */
static enum hd_rc open_aside(const struct folder_scan *scan, const char *name, int *fd_out,
                             struct hd_error *err)
{
    if (mkdirat(scan->fd, name, 0750) != 0 && errno != EEXIST)
        return hd_fail_errno(err, "folder %s/%s", scan->options->folder, name);
    *fd_out = openat(scan->fd, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    return *fd_out < 0 ? hd_fail_errno(err, "folder %s/%s", scan->options->folder, name) : HD_OK;
}

enum hd_rc folder_open_asides(struct folder_scan *scan, struct hd_error *err)
{
    enum hd_rc rc = open_aside(scan, FOLDER_DONE, &scan->done_fd, err);

    return rc ? rc : open_aside(scan, FOLDER_REJECTED, &scan->rejected_fd, err);
}
