#include "daemon/folder.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <pthread.h>
#include <signal.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <time.h>
#include <unistd.h>

#include "common/buf.h"
#include "common/file.h"
#include "common/lang.h"
#include "common/log.h"
#include "common/utf8.h"
#include "daemon/intake.h"
#include "daemon/rejected.h"
#include "daemon/service.h"
#include "daemon/sighting.h"

#define WARM_MS    2000  /* a file written so recently may still grow */
#define QUIET_MS   60000 /* so long unchanged: complete, when nothing better is known */
#define ROUNDS_MAX 3     /* of waiting for warm files; then the next scan sees them */
#define NAMES_MAX  10000
#define COPIES_MAX 1000
#define REASON_MAX (1 << 20)
#define DONE_DIR   "done"
#define REJECT_DIR "rejected"
#define KEY_TEXT   (7 + 2 * 32 + 1)

struct listing {
    char **items;
    size_t count, room;
};

struct folder {
    struct service *service;
    bool once;                  /* no later scan: wait for the second look */
    struct sightings sightings; /* the scanning thread's */
    dev_t dev;                  /* of the folder they are about */
    ino_t ino;
    pthread_mutex_t noticing; /* guards what follows */
    struct listing noticed;   /* names that were closed or moved in since the last scan */
};

struct scan {
    struct folder *folder;
    struct service *service;
    const char *dir;
    int fd;
    int64_t limit_bytes;
    struct listing noticed; /* by name */
    int64_t warm_ms; /* how long the youngest warm file has still to wait; 0: there is none */
};

/* A file of the folder while it is open. */
struct item {
    const char *name;
    char shown[256]; /* the name as valid UTF-8 */
    struct stat about;
    char *data; /* NULL: not read */
    size_t len;
};

/* ---- names ---- */

static bool ends_in(const char *name, const char *end)
{
    size_t len = strlen(name), end_len = strlen(end);

    return len >= end_len && strcmp(name + len - end_len, end) == 0;
}

static bool name_is_ours(const char *name)
{
    return name[0] != '.' && !ends_in(name, ".part") && !ends_in(name, ".tmp") &&
           !ends_in(name, "~") && strcmp(name, DONE_DIR) != 0 && strcmp(name, REJECT_DIR) != 0;
}

static void show_name(const char *name, char out[static 256])
{
    snprintf(out, 256, "%s", name);
    if (hd_utf8_valid(out, strlen(out)))
        return;
    for (char *c = out; *c; c++) {
        if ((unsigned char)*c >= 0x80)
            *c = '?';
    }
}

static void clear_listing(struct listing *names)
{
    for (size_t i = 0; i < names->count; i++)
        free(names->items[i]);
    free(names->items);
    *names = (struct listing){ 0 };
}

static int compare_names(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static void add_name(struct listing *names, const char *name)
{
    HD_GROW(names->items, names->count, names->room);
    names->items[names->count++] = hd_strdup(name);
}

static void sort_names(struct listing *names)
{
    if (names->count)
        qsort(names->items, names->count, sizeof *names->items, compare_names);
}

static bool is_listed(const struct listing *names, const char *name)
{
    return names->count &&
           bsearch(&name, names->items, names->count, sizeof *names->items, compare_names);
}

static enum hd_rc list_names(const struct scan *scan, struct listing *names, struct hd_error *err)
{
    int fd = openat(scan->fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *dir = fd < 0 ? NULL : fdopendir(fd);
    const struct dirent *entry;

    if (!dir) {
        if (fd >= 0)
            close(fd);
        return hd_fail_errno(err, "drop folder %s", scan->dir);
    }
    while (names->count < NAMES_MAX && (entry = readdir(dir))) {
        if (name_is_ours(entry->d_name))
            add_name(names, entry->d_name);
    }
    closedir(dir);
    sort_names(names);
    return HD_OK;
}

/* ---- moving ---- */

static const char *numbered(const char *name, int number, char out[static 300])
{
    if (number)
        snprintf(out, 300, "%s.%d", name, number);
    else
        snprintf(out, 300, "%s", name);
    return out;
}

/* A name that is free in the subfolder: the file's own, or with a number behind it. */
static bool find_free(const struct scan *scan, const char *sub, const char *name,
                      char out[static 300])
{
    for (int i = 0; i < COPIES_MAX; i++) {
        char path[400];
        struct stat about;

        snprintf(path, sizeof path, "%s/%s", sub, numbered(name, i, out));
        if (fstatat(scan->fd, path, &about, AT_SYMLINK_NOFOLLOW) != 0)
            return errno == ENOENT;
    }
    return false;
}

static enum hd_rc move_to(const struct scan *scan, const struct item *item, const char *sub,
                          const char *to, struct hd_error *err)
{
    char path[400];

    snprintf(path, sizeof path, "%s/%s", sub, to);
    if (renameat2(scan->fd, item->name, scan->fd, path, RENAME_NOREPLACE) == 0)
        return HD_OK;
    return hd_fail_errno(err, "drop folder: moving '%s' to %s/", item->shown, sub);
}

static enum hd_rc move_done(const struct scan *scan, const struct item *item, struct hd_error *err)
{
    char to[300];

    if (!find_free(scan, DONE_DIR, item->name, to))
        return hd_fail(err, HD_LIMIT, "drop folder: no free name for '%s' in " DONE_DIR "/",
                       item->shown);
    return move_to(scan, item, DONE_DIR, to, err);
}

static enum hd_rc write_beside(const struct scan *scan, const char *name, const char *ending,
                               const char *data, size_t len, struct hd_error *err)
{
    HD_BUF_AUTO struct hd_buf path = { 0 };

    hd_buf_init(&path, 8192);
    hd_buf_printf(&path, "%s/" REJECT_DIR "/%s%s", scan->dir, name, ending);
    return hd_file_replace(path.data, data, len, 0640, err);
}

/* The reason is there before the file is: nobody finds one without the other. */
static enum hd_rc move_rejected(const struct scan *scan, const struct item *item,
                                const char *reason, const struct intake_report *report,
                                struct hd_error *err)
{
    char to[300];
    enum hd_rc rc;

    if (!find_free(scan, REJECT_DIR, item->name, to))
        return hd_fail(err, HD_LIMIT, "drop folder: no free name for '%s' in " REJECT_DIR "/",
                       item->shown);
    rc = write_beside(scan, to, ".reason.txt", reason, strlen(reason), err);
    if (!rc && report && report->rejected_csv)
        rc = write_beside(scan, to, ".rejected.csv", report->rejected_csv, report->rejected_len,
                          err);
    if (!rc)
        rc = move_to(scan, item, REJECT_DIR, to, err);
    hd_log(HD_LOG_WARNING, "folder file=\"%s\" outcome=rejected reason=\"%.*s\"", item->shown,
           (int)strcspn(reason, "\n"), reason);
    service_count(scan->service, "hedef_folder_files_total", "outcome=\"rejected\"", 1);
    return rc;
}

/* ---- one file ---- */

static const struct hd_lang *reason_lang(const struct scan *scan)
{
    return hd_lang_find(service_settings(scan->service)->default_lang);
}

static void write_reasons(const struct scan *scan, struct hd_problems *problems,
                          const struct hd_error *err, struct hd_buf *out)
{
    hd_problems_sort(problems);
    for (size_t i = 0; i < problems->count; i++) {
        hd_problem_line(&problems->items[i], reason_lang(scan), out);
        hd_buf_putc(out, '\n');
    }
    if (!problems->count)
        hd_buf_printf(out, "%s\n", err->text);
}

static void make_key(const struct item *item, char out[static KEY_TEXT])
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
    snprintf(out, KEY_TEXT, "folder-%s", hex);
}

static enum hd_rc finish_good(const struct scan *scan, const struct item *item,
                              const struct intake_report *report, struct hd_error *err)
{
    hd_log(HD_LOG_INFO,
           "folder file=\"%s\" outcome=done new=%zu changed=%zu unchanged=%zu state=%s",
           item->shown, report->added, report->changed, report->unchanged,
           *report->state ? report->state : "none");
    service_count(scan->service, "hedef_folder_files_total", "outcome=\"done\"", 1);
    return move_done(scan, item, err);
}

static enum hd_rc finish_bad(const struct scan *scan, const struct item *item,
                             const struct intake *intake, struct intake_report *report,
                             struct hd_error *err)
{
    HD_BUF_AUTO struct hd_buf reason = { 0 };

    hd_buf_init(&reason, REASON_MAX);
    write_reasons(scan, &report->problems, err, &reason);
    rejected_write(intake, report);
    return move_rejected(scan, item, reason.data, report, err);
}

static enum hd_rc take_in(const struct scan *scan, const struct item *item, struct hd_error *err)
{
    char key[KEY_TEXT];
    struct intake intake = { .data = item->data,
                             .len = item->len,
                             .file = item->shown,
                             .channel = "folder",
                             .actor = "folder",
                             .reason = "",
                             .idempotency_key = key };
    struct intake_report report = { .state = "" };
    enum hd_rc rc;

    make_key(item, key);
    rc = intake_run(scan->service, &intake, &report, err);
    if (!rc)
        rc = finish_good(scan, item, &report, err);
    else if (rc == HD_BAD_INPUT || rc == HD_LIMIT || rc == HD_CONFLICT)
        rc = finish_bad(scan, item, &intake, &report, err);
    intake_report_clear(&report);
    return rc;
}

static enum hd_rc reject_unread(const struct scan *scan, const struct item *item,
                                const char *message, struct hd_error *err)
{
    HD_BUF_AUTO struct hd_buf reason = { 0 };

    hd_buf_init(&reason, 4096);
    hd_buf_printf(&reason, "%s: %s\n", item->shown, hd_tr(reason_lang(scan), message));
    return move_rejected(scan, item, reason.data, NULL, err);
}

/* ---- reading ---- */

static int64_t age_ms(const struct scan *scan, const struct stat *about)
{
    return hd_now_at_ms(service_clock(scan->service)) -
           ((int64_t)about->st_mtim.tv_sec * 1000 + about->st_mtim.tv_nsec / 1000000);
}

/* Files from the future (another machine's clock) are taken as they are. */
static bool is_warm(struct scan *scan, const struct stat *about)
{
    int64_t age = age_ms(scan, about);

    if (age >= WARM_MS || age < -WARM_MS)
        return false;
    if (!scan->warm_ms || WARM_MS - age < scan->warm_ms)
        scan->warm_ms = WARM_MS - age;
    return true;
}

static bool read_whole(int fd, struct item *item)
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
static bool is_settled(struct scan *scan, const struct sighting *seen)
{
    int64_t seen_ms = hd_now_tick_ms(service_clock(scan->service)) - seen->since_tick_ms;

    if (age_ms(scan, &seen->about) < QUIET_MS && seen_ms < QUIET_MS)
        return false;
    if (!seen->again && scan->folder->once)
        scan->warm_ms = WARM_MS;
    return seen->again;
}

static bool is_complete(struct scan *scan, const struct sighting *seen, int fd)
{
    switch (ask_writers(fd)) {
    case WRITERS_NONE:
        return true;
    case WRITERS_SOME:
        return false; /* its end will be noticed */
    case WRITERS_UNKNOWN:
        break;
    }
    return seen->complete || is_settled(scan, seen);
}

/* ---- one look ---- */

static const char *kind_name(mode_t mode)
{
    switch (mode & S_IFMT) {
    case S_IFLNK:
        return "a symbolic link";
    case S_IFDIR:
        return "a directory";
    case S_IFIFO:
        return "a pipe";
    case S_IFSOCK:
        return "a socket";
    default:
        return "a device";
    }
}

static void tell_ignored(const struct scan *scan, const struct item *item, struct sighting *seen)
{
    if (seen->told)
        return;
    seen->told = true;
    hd_log(HD_LOG_WARNING, "folder file=\"%s\" outcome=ignored reason=\"%s, not a plain file\"",
           item->shown, kind_name(item->about.st_mode));
    service_count(scan->service, "hedef_folder_files_total", "outcome=\"ignored\"", 1);
}

enum sight { SIGHT_SKIP, SIGHT_GOOD, SIGHT_LARGE, SIGHT_UNREADABLE };

static enum sight look_inside(struct scan *scan, struct item *item, const struct sighting *seen,
                              int fd)
{
    struct stat again;

    if (fstat(fd, &again) != 0 || !sighting_same(&item->about, &again) ||
        !is_complete(scan, seen, fd))
        return SIGHT_SKIP;
    if (item->about.st_size > scan->limit_bytes)
        return SIGHT_LARGE;
    if (!read_whole(fd, item) || fstat(fd, &again) != 0 || !sighting_same(&item->about, &again))
        return SIGHT_SKIP;
    return SIGHT_GOOD;
}

/* The file is looked at before it is opened, since opening a device or pipe may do things; and
 * again afterwards, since the name may have come to mean another file in between. */
static enum sight look(struct scan *scan, struct item *item)
{
    enum sight sight;
    struct sighting *seen;
    int fd;

    if (fstatat(scan->fd, item->name, &item->about, AT_SYMLINK_NOFOLLOW) != 0)
        return SIGHT_SKIP;
    seen = sightings_note(&scan->folder->sightings, item->name, &item->about,
                          hd_now_tick_ms(service_clock(scan->service)));
    if (!S_ISREG(item->about.st_mode)) {
        tell_ignored(scan, item, seen);
        return SIGHT_SKIP;
    }
    seen->complete = seen->complete || is_listed(&scan->noticed, item->name);
    if (is_warm(scan, &item->about))
        return SIGHT_SKIP;
    fd = openat(scan->fd, item->name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    if (fd < 0)
        return errno == EACCES && (seen->complete || is_settled(scan, seen)) ? SIGHT_UNREADABLE
                                                                             : SIGHT_SKIP;
    sight = look_inside(scan, item, seen, fd);
    close(fd);
    return sight;
}

static enum hd_rc handle(struct scan *scan, const char *name, struct hd_error *err)
{
    struct item item = { .name = name };
    enum hd_rc rc = HD_OK;

    show_name(name, item.shown);
    switch (look(scan, &item)) {
    case SIGHT_SKIP:
        break;
    case SIGHT_GOOD:
        rc = take_in(scan, &item, err);
        break;
    case SIGHT_LARGE:
        rc = reject_unread(scan, &item, N_("The file is larger than max_body_bytes allows."), err);
        break;
    case SIGHT_UNREADABLE:
        rc = reject_unread(scan, &item, N_("The file may not be read by this service."), err);
        break;
    }
    free(item.data);
    return rc;
}

/* ---- the folder ---- */

static void take_notices(struct folder *folder, struct listing *names)
{
    pthread_mutex_lock(&folder->noticing);
    *names = folder->noticed;
    folder->noticed = (struct listing){ 0 };
    pthread_mutex_unlock(&folder->noticing);
    sort_names(names);
}

/* One file that cannot be finished does not keep the others from it. */
static enum hd_rc scan_names(struct scan *scan, const struct listing *names, struct hd_error *err)
{
    enum hd_rc rc = HD_OK, failed = HD_OK;

    for (size_t i = 0; !rc && i < names->count; i++) {
        enum hd_rc one = handle(scan, names->items[i], err);

        if (one)
            failed = one;
        if (one == HD_FULL || one == HD_AGAIN)
            rc = one;
    }
    return rc ? rc : failed;
}

static enum hd_rc scan_once(struct scan *scan, struct hd_error *err)
{
    struct listing names = { 0 };
    enum hd_rc rc;

    scan->warm_ms = 0;
    take_notices(scan->folder, &scan->noticed); /* before the names: each of them is listed */
    rc = list_names(scan, &names, err);
    if (!rc) {
        sightings_begin(&scan->folder->sightings);
        rc = scan_names(scan, &names, err);
        sightings_end(&scan->folder->sightings);
    }
    clear_listing(&scan->noticed);
    clear_listing(&names);
    return rc;
}

/* What is known is about another folder after the settings were changed. */
static void forget_other_folder(struct scan *scan)
{
    struct folder *folder = scan->folder;
    struct stat about;

    if (fstat(scan->fd, &about) != 0 ||
        (about.st_dev == folder->dev && about.st_ino == folder->ino))
        return;
    sightings_clear(&folder->sightings);
    folder->dev = about.st_dev;
    folder->ino = about.st_ino;
}

static enum hd_rc open_folder(struct scan *scan, struct hd_error *err)
{
    static const char *const subs[] = { DONE_DIR, REJECT_DIR };

    scan->fd = open(scan->dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (scan->fd < 0)
        return hd_fail_errno(err, "drop folder %s", scan->dir);
    forget_other_folder(scan);
    for (size_t i = 0; i < sizeof subs / sizeof *subs; i++) {
        if (mkdirat(scan->fd, subs[i], 0750) != 0 && errno != EEXIST)
            return hd_fail_errno(err, "drop folder %s/%s", scan->dir, subs[i]);
    }
    return HD_OK;
}

static void wait_ms(int64_t ms)
{
    const struct timespec pause = { .tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000 };

    nanosleep(&pause, NULL);
}

enum hd_rc folder_scan(struct folder *folder, struct hd_error *err)
{
    const struct settings *settings = service_settings(folder->service);
    struct scan scan = { .folder = folder,
                         .service = folder->service,
                         .dir = settings->drop_dir,
                         .fd = -1,
                         .limit_bytes = settings->max_body_bytes };
    enum hd_rc rc;

    if (!scan.dir)
        return HD_OK;
    rc = open_folder(&scan, err);
    if (!rc)
        rc = scan_once(&scan, err);
    for (int i = 1; !rc && scan.warm_ms && i < ROUNDS_MAX; i++) {
        wait_ms(scan.warm_ms + 10);
        rc = scan_once(&scan, err);
    }
    if (scan.fd >= 0)
        close(scan.fd);
    return rc;
}

void folder_notice(struct folder *folder, const char *name)
{
    pthread_mutex_lock(&folder->noticing);
    if (folder->noticed.count < NAMES_MAX && name_is_ours(name))
        add_name(&folder->noticed, name);
    pthread_mutex_unlock(&folder->noticing);
}

struct folder *folder_create(struct service *service)
{
    struct folder *folder = hd_alloc(sizeof *folder);

    folder->service = service;
    pthread_mutex_init(&folder->noticing, NULL);
    return folder;
}

void folder_destroy(struct folder **folder)
{
    struct folder *gone = *folder;

    if (!gone)
        return;
    sightings_clear(&gone->sightings);
    clear_listing(&gone->noticed);
    pthread_mutex_destroy(&gone->noticing);
    free(gone);
    *folder = NULL;
}

enum hd_rc intake_folder_scan(struct service *service, struct hd_error *err)
{
    struct folder *folder = folder_create(service);
    enum hd_rc rc;

    folder->once = true;
    rc = folder_scan(folder, err);
    folder_destroy(&folder);
    return rc;
}
