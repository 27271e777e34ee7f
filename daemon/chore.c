#include "daemon/chore.h"

#include <errno.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/inotify.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include "common/log.h"
#include "common/memory.h"
#include "daemon/collect/collecting.h"
#include "daemon/collect/sources.h"
#include "daemon/folder.h"
#include "daemon/loop.h"
#include "daemon/mail/outbox.h"
#include "daemon/rollup.h"
#include "daemon/schedule.h"
#include "daemon/service.h"
#include "daemon/worker.h"
#include "queries/backlog.h"

#define REFRESH_GAP_MIN_MS 20 /* a burst of changes is one evaluation */
#define REFRESH_GAP_MAX_MS 1000
#define REFRESH_PAUSE      9     /* times its own duration: so much rest between two evaluations */
#define RETRY_MS           10000 /* after a failed evaluation */
#define MAIL_PAUSE_MS      1000  /* at least so long between two looks into the outbox */
#define MAIL_RETRY_MS      60000 /* after a look that failed */
#define ROLLUP_PAUSE_MS    60000 /* without a further sample: a burst of them is one revision */
#define ROLLUP_LATEST_MS   600000
#define ROLLUP_RETRY_MS    60000

/* Work of one kind, on a worker: never twice at a time. */
struct chore {
    struct chores *owner;
    const char *name;
    enum hd_rc (*work)(struct chores *chores, struct hd_error *err); /* on a worker */
    void (*done)(struct chores *chores, enum hd_rc rc);              /* back on the loop */
    bool running, again;
    enum hd_rc rc;
};

struct chores {
    struct chore_options options;
    struct chore mail, folder, rollup;
    struct loop_timer *refresh_timer, *mail_timer, *folder_timer, *rollup_timer;
    atomic_bool change_posted, look_posted, samples_posted;
    int64_t refreshed_tick_ms, refresh_gap_ms;
    int64_t samples_tick_ms; /* the first that the roll-up waits with came */
    int32_t evaluated_day;
    int calendar_fd, folder_fd, folder_watch;
    struct folder *drop_folder;
    int64_t mail_next_at_ms; /* written by the mail's worker, read when its job is done */
    int32_t forgotten_day;   /* the roll-up's worker alone: when old things were removed last */
    int32_t digest_day;      /* the mail's worker alone: when digests were made last */
    bool stopped;
};

static void check_store(struct chores *chores)
{
    if (store_failed(service_store(chores->options.service)))
        chores->options.failed(chores->options.failed_ctx);
}

/* ---- timers ---- */

static void arm(struct chores *chores, struct loop_timer **timer, int64_t delay_ms, loop_fn *fn)
{
    struct hd_error err;

    loop_cancel(chores->options.loop, timer);
    if (!chores->stopped && loop_after(chores->options.loop, delay_ms, fn, chores, timer, &err))
        hd_log(HD_LOG_ERROR, "timer error=\"%s\"", err.text);
}

/* ---- jobs ---- */

static void chore_begin(struct chore *chore);

static void chore_end(void *ctx)
{
    struct chore *chore = ctx;

    chore->running = false;
    chore->done(chore->owner, chore->rc);
    check_store(chore->owner);
    if (chore->again)
        chore_begin(chore);
}

static void chore_work(void *ctx)
{
    struct chore *chore = ctx;
    struct hd_error err = { .rc = HD_OK };

    chore->rc = chore->work(chore->owner, &err);
    if (chore->rc)
        hd_log(HD_LOG_WARNING, "%s error=\"%s\"", chore->name, err.text);
    loop_post(chore->owner->options.loop, chore_end, chore);
}

static void chore_begin(struct chore *chore)
{
    struct chores *chores = chore->owner;

    if (chores->stopped)
        return;
    chore->again = chore->running; /* asked for while at it: once more afterwards */
    if (chore->running)
        return;
    chore->running = true;
    if (!worker_pool_run(chores->options.workers, chore_work, chore)) {
        chore->running = false; /* all are busy: the next timer tries again */
        chore->done(chores, HD_AGAIN);
    }
}

/* ---- mail ---- */

static struct schedule schedule_of(struct service *service)
{
    return (struct schedule){
        .zone = service_zone(service),
        .digest_minute = schedule_minute(service_settings(service)->digest_at),
    };
}

static bool sends_mail(struct service *service)
{
    const char *host = service_settings(service)->smtp_host;

    return host && *host;
}

static enum hd_rc read_backlog(struct service *service, int64_t *next_at_ms, struct hd_error *err)
{
    struct backlog backlog;
    struct reader *reader;
    enum hd_rc rc = service_reader_take(service, &reader, err);

    if (rc)
        return rc;
    rc = backlog_read(reader, hd_now_at_ms(service_clock(service)), &backlog, err);
    service_reader_give_back(service, &reader);
    if (rc)
        return rc;
    *next_at_ms = backlog.next_at_ms;
    service_note_unsent(service, backlog.failed);
    return HD_OK;
}

static void log_mail(const struct outbox_outcome *outcome)
{
    if (outcome->queued || outcome->sent || outcome->retried || outcome->failed)
        hd_log(HD_LOG_INFO, "mail queued=%lld sent=%lld retried=%lld failed=%lld",
               (long long)outcome->queued, (long long)outcome->sent, (long long)outcome->retried,
               (long long)outcome->failed);
}

/* Once a day, from the hour of the digest on: whoever has had theirs is left out by its slot. */
static enum hd_rc fill_digests(struct service *service, int32_t *filled_day,
                               struct outbox_outcome *outcome, struct hd_error *err)
{
    struct schedule schedule = schedule_of(service);
    int32_t today = service_today(service);
    enum hd_rc rc;

    if (*filled_day == today ||
        !schedule_digest_owed(&schedule, hd_now_at_ms(service_clock(service))))
        return HD_OK;
    rc = outbox_fill_digests(service, false, outcome, err);
    if (!rc)
        *filled_day = today;
    return rc;
}

/* A digest that cannot be made does not hold up what waits already. */
static enum hd_rc send_mail(struct service *service, int32_t *filled_day, struct hd_error *err)
{
    struct outbox_outcome outcome = { 0 };
    struct hd_error unsent;
    enum hd_rc filled, sent;

    if (!sends_mail(service))
        return HD_OK;
    filled = fill_digests(service, filled_day, &outcome, err);
    sent = outbox_send_due(service, &outcome, &unsent);
    log_mail(&outcome);
    if (sent && !filled)
        *err = unsent;
    return filled ? filled : sent;
}

static enum hd_rc mail_work(struct chores *chores, struct hd_error *err)
{
    struct service *service = chores->options.service;
    enum hd_rc rc = send_mail(service, &chores->digest_day, err);

    chores->mail_next_at_ms = INT64_MAX;
    if (rc || !sends_mail(service))
        return rc;
    return read_backlog(service, &chores->mail_next_at_ms, err);
}

static void mail_due(void *ctx)
{
    chore_begin(&((struct chores *)ctx)->mail);
}

static void mail_done(struct chores *chores, enum hd_rc rc)
{
    int64_t now = hd_now_at_ms(service_clock(chores->options.service));
    int64_t delay = MAIL_RETRY_MS;

    if (!rc && chores->mail_next_at_ms == INT64_MAX) {
        loop_cancel(chores->options.loop, &chores->mail_timer);
        return;
    }
    if (!rc)
        delay = chores->mail_next_at_ms - now;
    arm(chores, &chores->mail_timer, delay > MAIL_PAUSE_MS ? delay : MAIL_PAUSE_MS, mail_due);
}

static void look(void *ctx)
{
    struct chores *chores = ctx;

    atomic_store(&chores->look_posted, false);
    check_store(chores);
    if (sends_mail(chores->options.service) && !chores->mail.running)
        arm(chores, &chores->mail_timer, MAIL_PAUSE_MS, mail_due);
}

void chores_look(struct chores *chores)
{
    if (!atomic_exchange(&chores->look_posted, true))
        loop_post(chores->options.loop, look, chores);
}

/* ---- the drop folder ---- */

static void folder_due(void *ctx)
{
    chore_begin(&((struct chores *)ctx)->folder);
}

static enum hd_rc folder_work(struct chores *chores, struct hd_error *err)
{
    return folder_scan(chores->drop_folder, err);
}

static void folder_done(struct chores *chores, enum hd_rc rc)
{
    const struct settings *settings = service_settings(chores->options.service);

    (void)rc;
    if (settings->drop_dir)
        arm(chores, &chores->folder_timer, settings->drop_scan_ms, folder_due);
}

/* Each notice is a reason to look at the whole folder. */
static void folder_noticed(void *ctx, int fd, unsigned events)
{
    char notices[4096];

    (void)events;
    while (read(fd, notices, sizeof notices) > 0)
        ;
    folder_due(ctx);
}

static void watch_folder(struct chores *chores)
{
    const char *dir = service_settings(chores->options.service)->drop_dir;

    if (chores->folder_watch >= 0)
        inotify_rm_watch(chores->folder_fd, chores->folder_watch);
    chores->folder_watch = -1;
    loop_cancel(chores->options.loop, &chores->folder_timer);
    if (!dir)
        return;
    if (chores->folder_fd >= 0)
        chores->folder_watch =
            inotify_add_watch(chores->folder_fd, dir, IN_CLOSE_WRITE | IN_MOVED_TO | IN_ONLYDIR);
    if (chores->folder_watch < 0)
        hd_log(HD_LOG_WARNING,
               "folder path=\"%s\" error=\"no notices, it is looked at only now and "
               "then: %s\"",
               dir, strerror(errno));
    chore_begin(&chores->folder);
}

/* ---- samples ---- */

static void rollup_due(void *ctx)
{
    struct chores *chores = ctx;

    loop_cancel(chores->options.loop, &chores->rollup_timer);
    chore_begin(&chores->rollup);
}

/* Once a day, also what was kept long enough. */
static enum hd_rc roll_up(struct service *service, int32_t *forgotten_day, struct hd_error *err)
{
    int32_t today = service_today(service);
    struct rollup_outcome outcome;
    enum hd_rc rc = rollup_run(service, &outcome, err);

    if (rc || *forgotten_day == today)
        return rc;
    rc = rollup_forget(service, err);
    if (!rc)
        *forgotten_day = today;
    return rc;
}

static enum hd_rc rollup_work(struct chores *chores, struct hd_error *err)
{
    return roll_up(chores->options.service, &chores->forgotten_day, err);
}

static void rollup_done(struct chores *chores, enum hd_rc rc)
{
    if (rc)
        arm(chores, &chores->rollup_timer, ROLLUP_RETRY_MS, rollup_due);
}

/* Each sample puts it off, but not for ever: probes never end. */
static void await_rollup(void *ctx)
{
    struct chores *chores = ctx;
    int64_t now = hd_now_tick_ms(service_clock(chores->options.service)), left;

    atomic_store(&chores->samples_posted, false);
    if (!chores->rollup_timer)
        chores->samples_tick_ms = now;
    left = chores->samples_tick_ms + ROLLUP_LATEST_MS - now;
    left = left < ROLLUP_PAUSE_MS ? left : ROLLUP_PAUSE_MS;
    arm(chores, &chores->rollup_timer, left < 1 ? 1 : left, rollup_due);
}

/* On any thread. */
static void samples_came(void *ctx)
{
    struct chores *chores = ctx;

    if (!atomic_exchange(&chores->samples_posted, true))
        loop_post(chores->options.loop, await_rollup, chores);
}

/* ---- evaluation ---- */

static void refresh_due(void *ctx);

static void note_duration(struct chores *chores, int64_t began_tick_ms)
{
    int64_t now = hd_now_tick_ms(service_clock(chores->options.service));
    int64_t gap = (now - began_tick_ms) * REFRESH_PAUSE;

    chores->refreshed_tick_ms = now;
    gap = gap < REFRESH_GAP_MIN_MS ? REFRESH_GAP_MIN_MS : gap;
    chores->refresh_gap_ms = gap > REFRESH_GAP_MAX_MS ? REFRESH_GAP_MAX_MS : gap;
}

static enum hd_rc refresh(struct chores *chores, const char *trigger, struct hd_error *err)
{
    struct service *service = chores->options.service;
    int64_t began = hd_now_tick_ms(service_clock(service)), run_id = 0;
    int32_t today = service_today(service);
    enum hd_rc rc = service_refresh(service, trigger, &run_id, err);

    note_duration(chores, began);
    if (!rc) {
        chores->evaluated_day = today;
        hd_log(HD_LOG_DEBUG, "evaluation trigger=%s run=%lld ms=%lld", trigger, (long long)run_id,
               (long long)(chores->refreshed_tick_ms - began));
    }
    return rc;
}

static void refresh_or_retry(struct chores *chores, const char *trigger)
{
    struct hd_error err;

    if (!refresh(chores, trigger, &err)) {
        service_set_trouble(chores->options.service, "");
        return;
    }
    hd_log(HD_LOG_ERROR, "evaluation trigger=%s error=\"%s\"", trigger, err.text);
    service_set_trouble(chores->options.service, err.text);
    check_store(chores);
    arm(chores, &chores->refresh_timer, RETRY_MS, refresh_due);
}

static void refresh_due(void *ctx)
{
    struct chores *chores = ctx;

    loop_cancel(chores->options.loop, &chores->refresh_timer);
    if (!service_fresh(chores->options.service))
        refresh_or_retry(chores, "change");
}

/* Nobody waits: changes of a burst are evaluated together. */
static bool may_put_off(const struct chores *chores, int64_t since_ms)
{
    return since_ms < chores->refresh_gap_ms && !chores->stopped &&
           !service_is_awaited(chores->options.service);
}

static void look_at_change(void *ctx)
{
    struct chores *chores = ctx;
    int64_t now = hd_now_tick_ms(service_clock(chores->options.service));
    int64_t since = now - chores->refreshed_tick_ms;

    atomic_store(&chores->change_posted, false);
    if (service_fresh(chores->options.service))
        return;
    if (!may_put_off(chores, since))
        refresh_due(chores);
    else if (!chores->refresh_timer)
        arm(chores, &chores->refresh_timer, chores->refresh_gap_ms - since, refresh_due);
}

/* On any thread, after each commit. */
static void changed(void *ctx)
{
    struct chores *chores = ctx;

    if (!atomic_exchange(&chores->change_posted, true))
        loop_post(chores->options.loop, look_at_change, chores);
}

/* ---- the calendar ---- */

static void arm_calendar(struct chores *chores)
{
    struct service *service = chores->options.service;
    struct schedule schedule = schedule_of(service);
    int64_t next = schedule_next_at_ms(&schedule, hd_now_at_ms(service_clock(service)));
    struct itimerspec when = {
        .it_value = { .tv_sec = (time_t)(next / 1000), .tv_nsec = (long)(next % 1000) * 1000000 },
    };

    /* The wall clock's own timer: it keeps to the calendar when the clock is set. */
    if (timerfd_settime(chores->calendar_fd, TFD_TIMER_ABSTIME | TFD_TIMER_CANCEL_ON_SET, &when,
                        NULL))
        hd_log(HD_LOG_ERROR, "calendar error=\"%s\"", strerror(errno));
}

static void calendar_moved(void *ctx, int fd, unsigned events)
{
    struct chores *chores = ctx;
    uint64_t times;
    ssize_t got = read(fd, &times, sizeof times);

    (void)events;
    if (got < 0 && errno == EAGAIN)
        return;
    if (!chores->stopped && service_today(chores->options.service) != chores->evaluated_day)
        refresh_or_retry(chores, "midnight");
    rollup_due(chores);
    mail_due(chores);
    arm_calendar(chores);
}

/* ---- life ---- */

static enum hd_rc open_descriptors(struct chores *chores, struct hd_error *err)
{
    struct loop *loop = chores->options.loop;
    enum hd_rc rc = HD_OK;

    chores->calendar_fd = timerfd_create(CLOCK_REALTIME, TFD_NONBLOCK | TFD_CLOEXEC);
    if (chores->calendar_fd < 0)
        return hd_fail_errno(err, "creating the calendar's timer");
    chores->folder_fd = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
    rc = loop_watch(loop, chores->calendar_fd, EPOLLIN, calendar_moved, chores, err);
    if (!rc && chores->folder_fd >= 0)
        rc = loop_watch(loop, chores->folder_fd, EPOLLIN, folder_noticed, chores, err);
    return rc;
}

enum hd_rc chores_create(const struct chore_options *options, struct chores **chores_out,
                         struct hd_error *err)
{
    struct chores *chores = hd_alloc(sizeof *chores);
    enum hd_rc rc;

    chores->options = *options;
    chores->mail =
        (struct chore){ .owner = chores, .name = "mail", .work = mail_work, .done = mail_done };
    chores->folder = (struct chore){
        .owner = chores, .name = "folder", .work = folder_work, .done = folder_done
    };
    chores->rollup = (struct chore){
        .owner = chores, .name = "rollup", .work = rollup_work, .done = rollup_done
    };
    chores->forgotten_day = INT32_MIN;
    chores->calendar_fd = chores->folder_fd = chores->folder_watch = -1;
    chores->digest_day = INT32_MIN;
    chores->drop_folder = folder_create(options->service);
    rc = open_descriptors(chores, err);
    if (!rc)
        rc = refresh(chores, "start", err);
    if (rc) {
        chores_destroy(&chores);
        return rc;
    }
    service_on_changed(options->service, changed, chores);
    service_on_samples(options->service, samples_came, chores);
    *chores_out = chores;
    return HD_OK;
}

void chores_start(struct chores *chores)
{
    arm_calendar(chores);
    mail_due(chores);
    rollup_due(chores);
    watch_folder(chores);
    changed(chores); /* what happened before we listened */
}

void chores_reconfigure(struct chores *chores)
{
    if (chores->stopped)
        return;
    arm_calendar(chores);
    mail_due(chores);
    watch_folder(chores);
}

void chores_stop(struct chores *chores)
{
    struct loop *loop = chores->options.loop;

    chores->stopped = true;
    loop_cancel(loop, &chores->refresh_timer);
    loop_cancel(loop, &chores->mail_timer);
    loop_cancel(loop, &chores->folder_timer);
    loop_cancel(loop, &chores->rollup_timer);
}

static void forget_descriptor(struct loop *loop, int fd)
{
    if (fd < 0)
        return;
    loop_unwatch(loop, fd);
    close(fd);
}

void chores_destroy(struct chores **chores)
{
    struct chores *gone = *chores;

    if (!gone)
        return;
    chores_stop(gone);
    service_on_changed(gone->options.service, NULL, NULL);
    service_on_samples(gone->options.service, NULL, NULL);
    forget_descriptor(gone->options.loop, gone->calendar_fd);
    forget_descriptor(gone->options.loop, gone->folder_fd);
    folder_destroy(&gone->drop_folder);
    free(gone);
    *chores = NULL;
}

static enum hd_rc collect_once(struct service *service, struct hd_error *err)
{
    HD_PROBLEMS_AUTO struct hd_problems problems = { 0 };
    enum hd_rc rc = sources_ready(service, &problems, err);

    return rc ? rc : collecting_once(service, err);
}

enum hd_rc chores_once(struct service *service, struct hd_error *err)
{
    int32_t filled_day = INT32_MIN, forgotten_day = INT32_MIN;
    enum hd_rc rc = HD_OK;

    if (service_settings(service)->drop_dir)
        rc = intake_folder_scan(service, err);
    if (!rc)
        rc = collect_once(service, err);
    if (!rc)
        rc = roll_up(service, &forgotten_day, err);
    if (!rc)
        rc = service_refresh(service, "command", NULL, err);
    if (!rc)
        rc = send_mail(service, &filled_day, err);
    return rc;
}
