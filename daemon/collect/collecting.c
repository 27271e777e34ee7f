#include "daemon/collect/collecting.h"

#include <stdatomic.h>
#include <stdlib.h>

#include "common/log.h"
#include "common/memory.h"
#include "daemon/collect/run.h"
#include "daemon/collect/sources.h"
#include "daemon/collect/watching.h"
#include "daemon/loop.h"
#include "daemon/service.h"
#include "daemon/worker.h"

#define THREADS     4
#define QUEUE_MAX   256
#define LOOK_MAX_MS 600000 /* the wall clock may be set: looked at now and then */
#define BUSY_MS     5000   /* all workers are taken */

struct collecting {
    struct collecting_options options;
    struct worker_pool *workers;
    struct loop_timer *timer;
    struct watching *watching;
    atomic_bool stopped, look_posted;
};

struct job {
    struct collecting *collecting;
    struct source *source;
    const char *cause;
};

static bool is_stopped(void *ctx)
{
    return atomic_load(&((struct collecting *)ctx)->stopped);
}

/* ---- one source ---- */

static void look(void *ctx);

/* Back on the loop. */
static void job_done(void *ctx)
{
    struct collecting *collecting = ctx;

    if (store_failed(service_store(collecting->options.service)))
        collecting->options.failed(collecting->options.failed_ctx);
    look(collecting);
}

static void job_work(void *ctx)
{
    struct job *job = ctx;
    struct run_options options = {
        .cause = job->cause, .actor = "", .cancelled = is_stopped, .cancelled_ctx = job->collecting
    };
    struct run_result result;
    struct hd_error err = { 0 };
    enum hd_rc rc = HD_OK;

    if (!is_stopped(job->collecting))
        rc = run_source(job->collecting->options.service, job->source, &options, &result, &err);
    else
        result = (struct run_result){ .code = "" };
    if (rc && rc != HD_CONFLICT)
        hd_log(HD_LOG_ERROR, "collector name=%s error=\"%s\"", job->source->name, err.text);
    run_result_clear(&result);
    atomic_store(&job->source->queued, false);
    source_drop(&job->source);
    loop_post(job->collecting->options.loop, job_done, job->collecting);
    free(job);
}

/* false: nobody is free. */
static bool begin(struct collecting *collecting, struct source *source)
{
    struct job *job = hd_alloc(sizeof *job);

    *job = (struct job){ collecting, source_hold(source),
                         watching_has_news(collecting->watching, source) ? "notice" : "schedule" };
    atomic_store(&source->queued, true);
    if (worker_pool_run(collecting->workers, job_work, job)) {
        watching_forget_news(collecting->watching, source);
        return true;
    }
    atomic_store(&source->queued, false);
    source_drop(&job->source);
    free(job);
    return false;
}

/* ---- which are due ---- */

static void arm(struct collecting *collecting, int64_t delay_ms)
{
    struct hd_error err;

    loop_cancel(collecting->options.loop, &collecting->timer);
    if (delay_ms < 0)
        delay_ms = 0;
    if (!is_stopped(collecting) &&
        loop_after(collecting->options.loop, delay_ms < LOOK_MAX_MS ? delay_ms : LOOK_MAX_MS, look,
                   collecting, &collecting->timer, &err))
        hd_log(HD_LOG_ERROR, "timer error=\"%s\"", err.text);
}

/* One that fails waits all the same: its news may be what it fails at. */
static bool has_news(const struct collecting *collecting, const struct source *source,
                     const struct source_health *health)
{
    return !health->row.failures && watching_has_news(collecting->watching, source);
}

/* Milliseconds until somebody is due; those that are due now are begun. */
static int64_t begin_due(struct collecting *collecting, struct source *const *all, size_t count,
                         const struct source_health *health)
{
    int64_t now = hd_now_at_ms(service_clock(collecting->options.service)), wait = LOOK_MAX_MS;

    for (size_t i = 0; i < count; i++) {
        if (health[i].next_at_ms == TIMETABLE_NEVER || atomic_load(&all[i]->running) ||
            atomic_load(&all[i]->queued))
            continue;
        if (health[i].next_at_ms > now && !has_news(collecting, all[i], &health[i])) {
            if (health[i].next_at_ms - now < wait)
                wait = health[i].next_at_ms - now;
        } else if (!begin(collecting, all[i]) && wait > BUSY_MS) {
            wait = BUSY_MS;
        }
    }
    return wait;
}

static void look(void *ctx)
{
    struct collecting *collecting = ctx;
    struct service *service = collecting->options.service;
    HD_ARENA_AUTO struct hd_arena arena = { 0 };
    struct source_health *health;
    struct source **all;
    struct hd_error err;
    size_t count;
    int64_t wait = BUSY_MS;

    atomic_store(&collecting->look_posted, false);
    if (is_stopped(collecting))
        return;
    all = sources_all(service, &arena, &count);
    watching_set(collecting->watching, all, count);
    health = hd_arena_alloc(&arena, (count + 1) * sizeof *health);
    if (!sources_health(service, all, count, &arena, health, &err))
        wait = begin_due(collecting, all, count, health);
    else
        hd_log(HD_LOG_ERROR, "collectors error=\"%s\"", err.text);
    for (size_t i = 0; i < count; i++)
        source_drop(&all[i]);
    if (count)
        arm(collecting, wait);
}

/* ---- life ---- */

enum hd_rc collecting_create(const struct collecting_options *options, struct collecting **out,
                             struct hd_error *err)
{
    struct collecting *collecting = hd_alloc(sizeof *collecting);
    enum hd_rc rc;

    collecting->options = *options;
    rc = worker_pool_create(THREADS, QUEUE_MAX, &collecting->workers, err);
    if (rc) {
        free(collecting);
        return rc;
    }
    collecting->watching = watching_create(options->loop, look, collecting);
    *out = collecting;
    return HD_OK;
}

void collecting_start(struct collecting *collecting)
{
    look(collecting);
}

void collecting_look(struct collecting *collecting)
{
    if (!atomic_exchange(&collecting->look_posted, true))
        loop_post(collecting->options.loop, look, collecting);
}

void collecting_stop(struct collecting *collecting)
{
    atomic_store(&collecting->stopped, true);
    loop_cancel(collecting->options.loop, &collecting->timer);
}

bool collecting_busy(const struct collecting *collecting)
{
    return worker_pool_busy(collecting->workers) > 0;
}

void collecting_destroy(struct collecting **collecting)
{
    struct collecting *gone = *collecting;

    *collecting = NULL;
    if (!gone)
        return;
    collecting_stop(gone);
    worker_pool_destroy(&gone->workers);
    watching_destroy(&gone->watching);
    free(gone);
}

/* ---- without a loop ---- */

static enum hd_rc run_due(struct service *service, struct source *source, struct hd_error *err)
{
    struct run_options options = { .cause = "schedule", .actor = "", .once = true };
    struct run_result result;
    enum hd_rc rc = run_source(service, source, &options, &result, err);

    run_result_clear(&result);
    return rc;
}

enum hd_rc collecting_once(struct service *service, struct hd_error *err)
{
    HD_ARENA_AUTO struct hd_arena arena = { 0 };
    struct source_health *health;
    struct source **all;
    size_t count;
    int64_t now = hd_now_at_ms(service_clock(service));
    enum hd_rc rc;

    all = sources_all(service, &arena, &count);
    health = hd_arena_alloc(&arena, (count + 1) * sizeof *health);
    rc = sources_health(service, all, count, &arena, health, err);
    for (size_t i = 0; !rc && i < count; i++) {
        if (health[i].next_at_ms <= now)
            rc = run_due(service, all[i], err);
    }
    for (size_t i = 0; i < count; i++)
        source_drop(&all[i]);
    return rc;
}
