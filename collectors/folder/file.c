#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <signal.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "collectors/folder/scan.h"
#include "common/lang.h"
#include "common/utf8.h"

#define QUIET_MS 60000 /* so long unchanged: complete, when nothing better is known */

static void show_name(const char *name, char out[static FOLDER_SHOWN])
{
    snprintf(out, FOLDER_SHOWN, "%s", name);
    if (hd_utf8_valid(out, strlen(out)))
        return;
    for (char *c = out; *c; c++) {
        if ((unsigned char)*c >= 0x80)
            *c = '?';
    }
}

void folder_key(const struct folder_item *item, char out[static FOLDER_KEY_TEXT])
{
    crypto_generichash_state state;
    unsigned char hash[32];
    char hex[2 * sizeof hash + 1];

    crypto_generichash_init(&state, NULL, 0, sizeof hash);
    crypto_generichash_update(&state, (const unsigned char *)item->name, strlen(item->name) + 1);
    crypto_generichash_update(&state, (const unsigned char *)&item->about.st_mtim,
                              sizeof item->about.st_mtim);
    crypto_generichash_update(&state, (const unsigned char *)item->data, item->len);
    crypto_generichash_final(&state, hash, sizeof hash);
    sodium_bin2hex(hex, sizeof hex, hash, sizeof hash);
    snprintf(out, FOLDER_KEY_TEXT, "folder-%s", hex);
}

/* ---- reading ---- */

int64_t folder_modified_at_ms(const struct folder_item *item)
{
    return (int64_t)item->about.st_mtim.tv_sec * 1000 + item->about.st_mtim.tv_nsec / 1000000;
}

static int64_t age_ms(const struct folder_scan *scan, const struct folder_item *item)
{
    return hd_now_at_ms(scan->site->clock) - folder_modified_at_ms(item);
}

/* Files from the future (another machine's clock) are taken as they are. */
static bool is_warm(struct folder_scan *scan, const struct folder_item *item)
{
    int64_t settle = scan->options->settle_ms, age = age_ms(scan, item);

    if (age >= settle || age < -settle)
        return false;
    if (!scan->warm_ms || settle - age < scan->warm_ms)
        scan->warm_ms = settle - age;
    return true;
}

static bool read_whole(int fd, struct folder_item *item)
{
    size_t room = (size_t)item->about.st_size;

    item->data = hd_alloc(room + 1);
    while (item->len < room) {
        ssize_t got = read(fd, item->data + item->len, room - item->len);

        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            break;
        item->len += (size_t)got;
    }
    item->data[item->len] = '\0';
    return item->len == room;
}

/* ---- is it complete? ---- */

enum writers { WRITERS_NONE, WRITERS_SOME, WRITERS_UNKNOWN };

/* There a lease says nothing about writers on other machines, or is refused without one. */
static bool is_shared(int fd)
{
    static const unsigned long shared[] = { NFS_SUPER_MAGIC,  SMB_SUPER_MAGIC,  CIFS_SUPER_MAGIC,
                                            SMB2_SUPER_MAGIC, FUSE_SUPER_MAGIC, V9FS_MAGIC,
                                            CEPH_SUPER_MAGIC };
    struct statfs about;

    if (fstatfs(fd, &about) != 0)
        return true;
    for (size_t i = 0; i < sizeof shared / sizeof *shared; i++) {
        if ((unsigned long)about.f_type == shared[i])
            return true;
    }
    return false;
}

/* A lease for reading is given only while nobody has the file open for writing.  It is given back
 * at once; who opens the file in between sends us a signal, which by default would end the
 * process: one is chosen that does nothing. */
static enum writers ask_writers(int fd)
{
    if (is_shared(fd) || fcntl(fd, F_SETSIG, SIGURG) != 0)
        return WRITERS_UNKNOWN;
    if (fcntl(fd, F_SETLEASE, F_RDLCK) != 0)
        return errno == EAGAIN ? WRITERS_SOME : WRITERS_UNKNOWN; /* EACCES: not our file */
    (void)fcntl(fd, F_SETLEASE, F_UNLCK);
    return WRITERS_NONE;
}

/* For files of which the system tells nothing: unchanged for long, and at two looks. */
static bool is_settled(struct folder_scan *scan, const struct folder_item *item,
                       const struct sighting *seen)
{
    int64_t seen_ms = hd_now_tick_ms(scan->site->clock) - seen->since_tick_ms;

    if (age_ms(scan, item) < QUIET_MS && seen_ms < QUIET_MS)
        return false;
    if (!seen->again && scan->request->once)
        scan->warm_ms = scan->options->settle_ms + 1;
    return seen->again;
}

static bool is_complete(struct folder_scan *scan, const struct folder_item *item,
                        const struct sighting *seen, int fd)
{
    switch (ask_writers(fd)) {
    case WRITERS_NONE:
        return true;
    case WRITERS_SOME:
        return false; /* its end will be noticed */
    case WRITERS_UNKNOWN:
        break;
    }
    return seen->complete || is_settled(scan, item, seen);
}

/* ---- one look ---- */

static const char *other_kind(mode_t mode)
{
    switch (mode & S_IFMT) {
    case S_IFLNK:
        return N_("{file} is a symbolic link, not a plain file. It is left alone.");
    case S_IFDIR:
        return N_("{file} is a directory, not a plain file. It is left alone.");
    case S_IFIFO:
        return N_("{file} is a pipe, not a plain file. It is left alone.");
    case S_IFSOCK:
        return N_("{file} is a socket, not a plain file. It is left alone.");
    default:
        return N_("{file} is a device, not a plain file. It is left alone.");
    }
}

static void tell_ignored(const struct folder_scan *scan, const struct folder_item *item,
                         struct sighting *seen)
{
    if (seen->told)
        return;
    seen->told = true;
    hd_problem_add(scan->problems, &(struct hd_problem){ .warning = true,
                                                         .code = "file_ignored",
                                                         .message = other_kind(item->about.st_mode),
                                                         .args = { "file", item->shown } });
}

static enum folder_sight look_inside(struct folder_scan *scan, struct folder_item *item,
                                     const struct sighting *seen, int fd)
{
    struct stat again;

    if (fstat(fd, &again) != 0 || !sighting_same(&item->about, &again) ||
        !is_complete(scan, item, seen, fd))
        return FOLDER_SKIP;
    if (item->about.st_size > scan->site->max_bytes)
        return FOLDER_LARGE;
    if (!read_whole(fd, item) || fstat(fd, &again) != 0 || !sighting_same(&item->about, &again))
        return FOLDER_SKIP;
    return FOLDER_GOOD;
}

/* The file is looked at before it is opened, since opening a device or pipe may do things; and
 * again afterwards, since the name may have come to mean another file in between. */
enum folder_sight folder_look(struct folder_scan *scan, struct folder_item *item)
{
    enum folder_sight sight;
    struct sighting *seen;
    int fd;

    show_name(item->name, item->shown);
    if (fstatat(scan->fd, item->name, &item->about, AT_SYMLINK_NOFOLLOW) != 0)
        return FOLDER_SKIP;
    seen = sightings_note(scan->sightings, item->name, &item->about,
                          hd_now_tick_ms(scan->site->clock));
    if (!S_ISREG(item->about.st_mode)) {
        tell_ignored(scan, item, seen);
        return FOLDER_SKIP;
    }
    seen->complete = seen->complete || listing_has(&scan->noticed, item->name);
    if (is_warm(scan, item))
        return FOLDER_SKIP;
    fd = openat(scan->fd, item->name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    if (fd < 0)
        return errno == EACCES && (seen->complete || is_settled(scan, item, seen))
                   ? FOLDER_UNREADABLE
                   : FOLDER_SKIP;
    sight = look_inside(scan, item, seen, fd);
    close(fd);
    return sight;
}
