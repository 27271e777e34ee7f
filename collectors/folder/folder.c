#include "collectors/folder/folder.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <fnmatch.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <time.h>
#include <unistd.h>

#include "collectors/folder/scan.h"
#include "common/lang.h"

#define ROUNDS_MAX   3 /* of waiting for warm files; then the next scan sees them */
#define GLOB_MAX     256
#define LOOK_MS      100 /* how soon a wish to end is seen while waiting */
#define NOTICE_BYTES 65536

struct folder {
    const struct folder_options *options;
    const struct collector_site *site;
    struct sightings sightings; /* the collecting thread's */
    dev_t dev;                  /* of the folder they are about */
    ino_t ino;
    int watch_fd;             /* -1: the system has no notices for us */
    pthread_mutex_t noticing; /* guards what follows */
    struct listing noticed;   /* names that were closed or moved in since the last look */
};

/* ---- options ---- */

static const struct hd_conf_key keys[] = {
    { .section = "source",
      .name = "folder",
      .type = HD_CONF_PATH,
      .offset = offsetof(struct folder_options, folder),
      .local_only = true,
      .help = "Where files are dropped; each ends in done/ or rejected/ below it." },
    { .section = "source",
      .name = "pattern",
      .type = HD_CONF_LIST,
      .offset = offsetof(struct folder_options, pattern),
      .help = "The names that are taken, such as *.csv, *.xlsx; by default all." },
    { .section = "source",
      .name = "settle",
      .type = HD_CONF_DURATION,
      .offset = offsetof(struct folder_options, settle_ms),
      .fallback = "2s",
      .min = 0,
      .max = 3600000,
      .help = "How long a file must rest before it is taken." },
    { .name = NULL },
};

static enum hd_rc open_instance(const void *conf, const struct collector_site *site,
                                void **self_out, struct hd_problems *problems, struct hd_error *err)
{
    const struct folder_options *options = conf;
    struct folder *folder;

    if (!options->folder || !*options->folder) {
        hd_problem_add(problems,
                       &(struct hd_problem){ .code = "conf_option_missing",
                                             .message = N_("The option {option} is needed."),
                                             .key = "folder",
                                             .args = { "option", "folder" } });
        return hd_fail(err, HD_BAD_INPUT, "no folder");
    }
    folder = hd_alloc(sizeof *folder);
    folder->options = options;
    folder->site = site;
    folder->watch_fd = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
    pthread_mutex_init(&folder->noticing, NULL);
    *self_out = folder;
    return HD_OK;
}

static void close_instance(void *self)
{
    struct folder *folder = self;

    if (folder->watch_fd >= 0)
        close(folder->watch_fd);
    sightings_clear(&folder->sightings);
    listing_clear(&folder->noticed);
    pthread_mutex_destroy(&folder->noticing);
    free(folder);
}

static const char *place(const void *conf)
{
    const struct folder_options *options = conf;

    return options->folder ? options->folder : "";
}

/* ---- names ---- */

static bool ends_in(const char *name, const char *end)
{
    size_t len = strlen(name), end_len = strlen(end);

    return len >= end_len && strcmp(name + len - end_len, end) == 0;
}

static bool fits_pattern(const char *name, const char *pattern)
{
    while (*pattern) {
        size_t len = strcspn(pattern, ",");
        char glob[GLOB_MAX];

        if (len < sizeof glob) {
            memcpy(glob, pattern, len);
            glob[len] = '\0';
            if (fnmatch(glob, name, FNM_PERIOD) == 0)
                return true;
        }
        pattern += len + (pattern[len] == ',');
    }
    return false;
}

static bool is_ours(const struct folder_options *options, const char *name)
{
    if (name[0] == '.' || ends_in(name, ".part") || ends_in(name, ".tmp") || ends_in(name, "~") ||
        strcmp(name, FOLDER_DONE) == 0 || strcmp(name, FOLDER_REJECTED) == 0)
        return false;
    return !options->pattern || !*options->pattern || fits_pattern(name, options->pattern);
}

static enum hd_rc list_names(const struct folder_scan *scan, struct listing *names,
                             struct hd_error *err)
{
    int fd = openat(scan->fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *dir = fd < 0 ? NULL : fdopendir(fd);
    const struct dirent *entry;

    if (!dir) {
        if (fd >= 0)
            close(fd);
        return hd_fail_errno(err, "folder %s", scan->options->folder);
    }
    while ((entry = readdir(dir))) {
        if (is_ours(scan->options, entry->d_name))
            listing_add(names, entry->d_name);
    }
    closedir(dir);
    listing_sort(names);
    return HD_OK;
}

/* ---- the system's notices ---- */

/* The same folder again changes nothing; another one of its name is watched from now on. */
static void watch_folder(const struct folder *folder)
{
    if (folder->watch_fd >= 0)
        (void)inotify_add_watch(folder->watch_fd, folder->options->folder,
                                IN_CLOSE_WRITE | IN_MOVED_TO | IN_ONLYDIR);
}

static int watch(void *self)
{
    const struct folder *folder = self;

    watch_folder(folder);
    return folder->watch_fd;
}

static void note_events(struct folder *folder, const char *events, size_t len)
{
    for (size_t at = 0; at + sizeof(struct inotify_event) <= len;) {
        const struct inotify_event *event = (const void *)(events + at);

        if (event->len && is_ours(folder->options, event->name))
            listing_add(&folder->noticed, event->name);
        at += sizeof *event + event->len;
    }
}

/* When the queue ran over, names are missing: their files are seen by the look that follows, and
 * found complete by other means. */
static bool notice(void *self)
{
    struct folder *folder = self;
    HD_FREE_AUTO char *events = hd_alloc(NOTICE_BYTES); /* aligned for what stands in it */
    bool any = false;
    ssize_t len;

    pthread_mutex_lock(&folder->noticing);
    while ((len = read(folder->watch_fd, events, NOTICE_BYTES)) > 0) {
        note_events(folder, events, (size_t)len);
        any = true;
    }
    pthread_mutex_unlock(&folder->noticing);
    return any;
}

/* Before the names are listed, so that each of them is among those. */
static void take_notices(struct folder *folder, struct listing *names)
{
    (void)(folder->watch_fd >= 0 && notice(folder));
    pthread_mutex_lock(&folder->noticing);
    *names = folder->noticed;
    folder->noticed = (struct listing){ 0 };
    pthread_mutex_unlock(&folder->noticing);
    listing_sort(names);
}

/* ---- one file ---- */

static enum hd_rc report_stuck(const struct folder_scan *scan, const struct folder_item *item,
                               enum hd_rc rc, const struct hd_error *err)
{
    hd_problem_add(scan->problems,
                   &(struct hd_problem){ .code = "file_stuck",
                                         .message = N_("{file} was read but cannot be moved away: "
                                                       "{reason}"),
                                         .args = { "file", item->shown, "reason", err->text } });
    return rc;
}

static enum hd_rc move_away(const struct folder_scan *scan, const struct folder_item *item,
                            const struct collector_answer *answer, struct hd_error *err)
{
    enum hd_rc rc;

    if (scan->request->dry_run)
        return HD_OK;
    if (answer->fate == COLLECTOR_LATER)
        return hd_fail(err, HD_AGAIN, "folder: '%s' is left for later", item->shown);
    rc = answer->fate == COLLECTOR_TAKEN ? folder_move_done(scan, item, err)
                                         : folder_move_rejected(scan, item, answer, err);
    return rc ? report_stuck(scan, item, rc, err) : HD_OK;
}

static enum hd_rc hand_over(const struct folder_scan *scan, const struct folder_item *item,
                            const struct hd_problem *problem, struct hd_error *err)
{
    char key[FOLDER_KEY_TEXT] = "";
    struct collector_body body = { .name = item->shown,
                                   .data = item->data ? item->data : "",
                                   .len = item->len,
                                   .type = "",
                                   .wire_bytes = (int64_t)item->len,
                                   .modified_at_ms = folder_modified_at_ms(item),
                                   .key = problem ? NULL : key,
                                   .problem = problem };
    struct collector_answer answer = { .fate = COLLECTOR_LATER };
    enum hd_rc rc;

    if (!problem)
        folder_key(item, key);
    rc = scan->sink->put(scan->sink->ctx, &body, &answer, err);
    return rc ? rc : move_away(scan, item, &answer, err);
}

static enum hd_rc refuse_unread(const struct folder_scan *scan, const struct folder_item *item,
                                const char *code, const char *message, struct hd_error *err)
{
    const struct hd_problem problem = { .code = code, .message = message, .file = item->shown };

    return hand_over(scan, item, &problem, err);
}

static enum hd_rc handle(struct folder_scan *scan, const char *name, struct hd_error *err)
{
    struct folder_item item = { .name = name };
    enum hd_rc rc = HD_OK;

    switch (folder_look(scan, &item)) {
    case FOLDER_SKIP:
        break;
    case FOLDER_GOOD:
        rc = hand_over(scan, &item, NULL, err);
        break;
    case FOLDER_LARGE:
        rc = refuse_unread(scan, &item, "file_too_large",
                           N_("The file is larger than max_body_bytes allows."), err);
        break;
    case FOLDER_UNREADABLE:
        rc = refuse_unread(scan, &item, "file_unreadable",
                           N_("The file may not be read by this service."), err);
        break;
    }
    free(item.data);
    return rc;
}

/* ---- a visit ---- */

static bool is_cancelled(const struct folder_scan *scan)
{
    return scan->request->cancelled && scan->request->cancelled(scan->request->cancelled_ctx);
}

/* One file that cannot be finished does not keep the others from it. */
static enum hd_rc scan_names(struct folder_scan *scan, const struct listing *names,
                             struct hd_error *err)
{
    enum hd_rc rc = HD_OK, failed = HD_OK;
    struct hd_error one_err;

    for (size_t i = 0; !rc && i < names->count && !is_cancelled(scan); i++) {
        enum hd_rc one = handle(scan, names->items[i], &one_err);

        if (one) {
            failed = one;
            *err = one_err;
        }
        if (one == HD_FULL || one == HD_AGAIN)
            rc = one;
    }
    return rc ? rc : failed;
}

static enum hd_rc scan_once(struct folder_scan *scan, struct folder *folder, struct hd_error *err)
{
    struct listing names = { 0 };
    enum hd_rc rc;

    scan->warm_ms = 0;
    take_notices(folder, &scan->noticed);
    rc = list_names(scan, &names, err);
    if (!rc) {
        sightings_begin(&folder->sightings);
        rc = scan_names(scan, &names, err);
        sightings_end(&folder->sightings);
    }
    listing_clear(&scan->noticed);
    listing_clear(&names);
    return rc;
}

static void wait_warm(const struct folder_scan *scan)
{
    for (int64_t left = scan->warm_ms + 10; left > 0 && !is_cancelled(scan); left -= LOOK_MS) {
        int64_t ms = left < LOOK_MS ? left : LOOK_MS;
        const struct timespec pause = { .tv_nsec = ms * 1000000 };

        nanosleep(&pause, NULL);
    }
}

static enum hd_rc scan_warm(struct folder_scan *scan, struct folder *folder, struct hd_error *err)
{
    enum hd_rc rc = HD_OK;

    for (int i = 1; !rc && scan->warm_ms && i < ROUNDS_MAX && !is_cancelled(scan); i++) {
        wait_warm(scan);
        rc = scan_once(scan, folder, err);
    }
    return rc;
}

/* What is known is about another folder when one of the same name took its place. */
static void forget_other_folder(const struct folder_scan *scan, struct folder *folder)
{
    struct stat about;

    if (fstat(scan->fd, &about) != 0 ||
        (about.st_dev == folder->dev && about.st_ino == folder->ino))
        return;
    sightings_clear(&folder->sightings);
    folder->dev = about.st_dev;
    folder->ino = about.st_ino;
}

static enum hd_rc open_folder(struct folder_scan *scan, struct folder *folder, struct hd_error *err)
{
    scan->fd = open(scan->options->folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (scan->fd < 0)
        return hd_fail_errno(err, "folder %s", scan->options->folder);
    forget_other_folder(scan, folder);
    watch_folder(folder);
    return scan->request->dry_run ? HD_OK : folder_open_asides(scan, err);
}

static void close_folder(const struct folder_scan *scan)
{
    const int fds[] = { scan->fd, scan->done_fd, scan->rejected_fd };

    for (size_t i = 0; i < sizeof fds / sizeof *fds; i++) {
        if (fds[i] >= 0)
            close(fds[i]);
    }
}

static enum hd_rc report_closed(const struct folder_scan *scan, enum hd_rc rc,
                                const struct hd_error *err)
{
    hd_problem_add(
        scan->problems,
        &(struct hd_problem){ .code = "folder_closed",
                              .message = N_("The folder {folder} cannot be used: {reason}"),
                              .args = { "folder", scan->options->folder, "reason", err->text } });
    return rc;
}

static enum hd_rc collect(void *self, struct collector_request *request,
                          const struct collector_sink *sink, struct hd_problems *problems,
                          struct hd_error *err)
{
    struct folder *folder = self;
    struct folder_scan scan = { .options = folder->options,
                                .site = folder->site,
                                .request = request,
                                .sink = sink,
                                .problems = problems,
                                .sightings = &folder->sightings,
                                .fd = -1,
                                .done_fd = -1,
                                .rejected_fd = -1 };
    enum hd_rc rc = open_folder(&scan, folder, err);

    if (rc)
        (void)report_closed(&scan, rc, err);
    else
        rc = scan_once(&scan, folder, err);
    if (!rc && !request->dry_run) /* which would show again what it leaves */
        rc = scan_warm(&scan, folder, err);
    close_folder(&scan);
    return rc;
}

const struct collector_ops collector_folder = {
    .name = "folder",
    .summary = N_("Files that are dropped into a folder of this machine."),
    .pace = COLLECTOR_SLOW,
    .each = true,
    .conf_size = sizeof(struct folder_options),
    .keys = keys,
    .open = open_instance,
    .collect = collect,
    .close = close_instance,
    .watch = watch,
    .notice = notice,
    .place = place,
};
