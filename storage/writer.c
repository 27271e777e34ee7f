#include "storage/writer.h"

#include <assert.h>
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "common/memory.h"
#include "storage/txn.h"

#define CHECKPOINT_PAGES 1000  /* passive checkpoint from here */
#define LOG_PAGES_MAX    65536 /* 256 MiB: no new writes until readers let go of the log */
#define IDLE_MS          500   /* then the log is emptied */

struct job {
    store_write_fn *fn;
    void *ctx;
    struct hd_error *err; /* the caller's */
    enum hd_rc rc;
    bool done;
    pthread_cond_t finished;
    struct job *next;
};

struct writer {
    pthread_t thread;
    pthread_mutex_t lock; /* guards the queue, `stopping`, on_change and each job's `done` */
    pthread_cond_t work;
    struct job *first, **last;
    bool stopping;
    void (*on_change)(void *ctx, int64_t change_seq);
    void *on_change_ctx;

    /* The writer thread's own. */
    struct reader *session;
    const struct hd_clock *clock;
    struct store_state state; /* as committed */
    bool log_used;            /* since it was last emptied */

    atomic_llong change_seq, heartbeat, backlog_pages;
    atomic_bool failed, waiting;
};

/* ---- one group ---- */

static struct txn begin_txn(const struct writer *w)
{
    int64_t now = hd_now_at_ms(w->clock);

    /* A wall clock set back must not put a later publication before an earlier one. */
    if (now < w->state.last_commit_at_ms)
        now = w->state.last_commit_at_ms;
    return (struct txn){ .session = w->session, .now_at_ms = now, .state = w->state };
}

static bool is_lost(const struct writer *w)
{
    const struct driver_ops *driver = w->session->driver;

    return driver->failed(w->session->connection) ||
           !driver->in_transaction(w->session->connection);
}

static void run_job(struct txn *txn, struct job *job)
{
    struct txn_part part;

    job->rc = txn_part_begin(txn, &part, job->err);
    if (job->rc)
        return;
    txn->spoilt = HD_OK;
    job->rc = job->fn(txn, job->ctx, job->err);
    if (!job->rc && txn->spoilt)
        job->rc = hd_fail(job->err, txn->spoilt, "a part of the work failed");
    if (job->rc)
        txn_part_undo(txn, &part);
    else
        job->rc = txn_part_keep(txn, job->err);
}

/* Every job of the group; false when the transaction broke on the way, *err says how. */
static bool run_jobs(struct writer *w, struct txn *txn, struct job *group, struct hd_error *err)
{
    for (struct job *job = group; job; job = job->next) {
        run_job(txn, job);
        if (is_lost(w)) {
            *err = *job->err;
            if (!job->rc)
                hd_fail(err, HD_SYSTEM, "the transaction was lost");
            return false;
        }
    }
    return true;
}

static enum hd_rc commit_txn(struct writer *w, struct txn *txn, struct hd_error *err)
{
    enum hd_rc rc;

    if (txn->changed)
        txn->state.change_seq++;
    txn->state.last_commit_at_ms = txn->now_at_ms;
    rc = store_state_write(w->session, &txn->state, err);
    if (!rc)
        rc = w->session->driver->commit(w->session->connection, err);
    if (!rc)
        w->state = txn->state;
    return rc;
}

static enum hd_rc fail_group(struct writer *w, struct job *group, struct hd_error *err)
{
    enum hd_rc rc = err->rc ? err->rc : HD_SYSTEM;

    if (w->session->driver->failed(w->session->connection)) {
        atomic_store(&w->failed, true);
        hd_context(err, "the store has failed, a restart is needed");
    } else if (rc == HD_FULL) {
        hd_context(err, "the disk is full, nothing was written");
    }
    for (struct job *job = group; job; job = job->next) {
        *job->err = *err;
        job->rc = rc;
    }
    return rc;
}

static enum hd_rc write_group(struct writer *w, struct job *group, bool *changed_out,
                              struct hd_error *err)
{
    const struct driver_ops *driver = w->session->driver;
    int64_t touched = driver->touched(w->session->connection);
    struct txn txn = begin_txn(w);
    enum hd_rc rc = driver->begin(w->session->connection, err);

    if (!rc && !run_jobs(w, &txn, group, err))
        rc = err->rc ? err->rc : HD_SYSTEM;
    if (!rc && driver->touched(w->session->connection) != touched) {
        rc = commit_txn(w, &txn, err);
        w->log_used = true;
    }
    driver->rollback(w->session->connection); /* of what was not committed */
    *changed_out = !rc && txn.changed;
    return rc ? fail_group(w, group, err) : HD_OK;
}

static void wake(struct writer *w, struct job *group)
{
    pthread_mutex_lock(&w->lock);
    while (group) {
        struct job *next = group->next; /* the job is its caller's again once it is done */

        group->done = true;
        pthread_cond_signal(&group->finished);
        group = next;
    }
    pthread_mutex_unlock(&w->lock);
}

static void tell_change(struct writer *w)
{
    void (*fn)(void *ctx, int64_t change_seq);
    void *ctx;

    atomic_store(&w->change_seq, w->state.change_seq);
    pthread_mutex_lock(&w->lock);
    fn = w->on_change;
    ctx = w->on_change_ctx;
    pthread_mutex_unlock(&w->lock);
    if (fn)
        fn(ctx, w->state.change_seq);
}

/* ---- the log ---- */

static void note_backlog(struct writer *w, int64_t pages)
{
    atomic_store(&w->backlog_pages, pages);
}

static void empty_log(struct writer *w, bool wholly)
{
    struct hd_error err;
    int64_t pages = 0;

    if (w->session->driver->checkpoint(w->session->connection, wholly, &pages, &err) &&
        w->session->driver->failed(w->session->connection))
        atomic_store(&w->failed, true);
    /* A full disk keeps the log as it is: nothing is lost, and the next round tries again. */
    note_backlog(w, pages);
    if (wholly)
        w->log_used = false;
}

static void run_group(struct writer *w, struct job *group)
{
    struct hd_error err = { .rc = HD_OK, .text = "" };
    bool changed;

    if (!write_group(w, group, &changed, &err) && changed)
        tell_change(w);
    note_backlog(w, w->session->driver->backlog(w->session->connection));
    atomic_fetch_add(&w->heartbeat, 1);
    wake(w, group);
    if (atomic_load(&w->backlog_pages) >= CHECKPOINT_PAGES && !atomic_load(&w->failed))
        empty_log(w, false);
}

/* ---- the thread ---- */

static bool wants_emptying(struct writer *w)
{
    return !atomic_load(&w->failed) && (w->log_used || atomic_load(&w->backlog_pages) > 0);
}

/* With the lock held.  True when nothing came for a while and the log is worth emptying. */
static bool wait_for_work(struct writer *w)
{
    struct timespec until;
    bool idle = false;

    atomic_store(&w->waiting, true);
    if (!wants_emptying(w)) {
        pthread_cond_wait(&w->work, &w->lock);
    } else {
        clock_gettime(CLOCK_MONOTONIC, &until);
        until.tv_nsec += IDLE_MS * 1000000L;
        until.tv_sec += until.tv_nsec / 1000000000L;
        until.tv_nsec %= 1000000000L;
        idle = pthread_cond_timedwait(&w->work, &w->lock, &until) == ETIMEDOUT;
    }
    atomic_store(&w->waiting, false);
    return idle;
}

static struct job *take_all(struct writer *w)
{
    struct job *group = w->first;

    w->first = NULL;
    w->last = &w->first;
    return group;
}

static void *run(void *arg)
{
    struct writer *w = arg;

    w->session->driver->claim(w->session->connection);
    pthread_mutex_lock(&w->lock);
    while (w->first || !w->stopping) {
        struct job *group = take_all(w);

        if (!group && !wait_for_work(w))
            continue;
        pthread_mutex_unlock(&w->lock);
        if (group)
            run_group(w, group);
        else
            empty_log(w, true);
        pthread_mutex_lock(&w->lock);
    }
    pthread_mutex_unlock(&w->lock);
    if (!atomic_load(&w->failed))
        empty_log(w, true);
    session_close(&w->session);
    return NULL;
}

/* ---- from other threads ---- */

static enum hd_rc check_open(const struct writer *w, struct hd_error *err)
{
    if (atomic_load(&w->failed))
        return hd_fail(err, HD_SYSTEM, "the store has failed, a restart is needed");
    if (atomic_load(&w->backlog_pages) > LOG_PAGES_MAX)
        return hd_fail(err, HD_AGAIN, "a long reader keeps the write-ahead log from being emptied");
    return HD_OK;
}

enum hd_rc writer_write(struct writer *writer, store_write_fn *fn, void *ctx, struct hd_error *err)
{
    struct job job = { .fn = fn, .ctx = ctx, .err = err };
    enum hd_rc rc = check_open(writer, err);

    if (rc)
        return rc;
    assert(!pthread_equal(writer->thread, pthread_self())); /* it would wait for itself */
    pthread_cond_init(&job.finished, NULL);
    pthread_mutex_lock(&writer->lock);
    *writer->last = &job;
    /* The job is out of the queue before this returns. */
    /* cppcheck-suppress autoVariables */
    writer->last = &job.next;
    pthread_cond_signal(&writer->work);
    while (!job.done)
        pthread_cond_wait(&job.finished, &writer->lock);
    pthread_mutex_unlock(&writer->lock);
    pthread_cond_destroy(&job.finished);
    return job.rc;
}

int64_t writer_change_seq(const struct writer *writer)
{
    return atomic_load(&writer->change_seq);
}

void writer_on_change(struct writer *writer, void (*fn)(void *ctx, int64_t change_seq), void *ctx)
{
    pthread_mutex_lock(&writer->lock);
    writer->on_change = fn;
    writer->on_change_ctx = ctx;
    pthread_mutex_unlock(&writer->lock);
}

bool writer_failed(const struct writer *writer)
{
    return atomic_load(&writer->failed);
}

int64_t writer_heartbeat(struct writer *writer)
{
    /* One that waits for work is alive: asking is its beat, so that idling needs no wake-ups. */
    if (atomic_load(&writer->waiting))
        return atomic_fetch_add(&writer->heartbeat, 1) + 1;
    return atomic_load(&writer->heartbeat);
}

size_t writer_queue_length(struct writer *writer)
{
    size_t length = 0;

    pthread_mutex_lock(&writer->lock);
    for (const struct job *job = writer->first; job; job = job->next)
        length++;
    pthread_mutex_unlock(&writer->lock);
    return length;
}

static enum hd_rc start_thread(struct writer *w, struct hd_error *err)
{
    sigset_t all, before;
    int code;

    sigfillset(&all); /* signals are the main thread's */
    pthread_sigmask(SIG_SETMASK, &all, &before);
    code = pthread_create(&w->thread, NULL, run, w);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    errno = code;
    return code ? hd_fail_errno(err, "cannot start the writer thread") : HD_OK;
}

static void destroy(struct writer *w)
{
    session_close(&w->session);
    pthread_cond_destroy(&w->work);
    pthread_mutex_destroy(&w->lock);
    free(w);
}

enum hd_rc writer_start(struct reader *session, const struct hd_clock *clock,
                        const struct store_state *state, struct writer **writer_out,
                        struct hd_error *err)
{
    struct writer *w = hd_alloc(sizeof *w);
    pthread_condattr_t monotonic;
    enum hd_rc rc;

    w->session = session;
    w->session->of_writer = true;
    w->clock = clock;
    w->state = *state;
    w->last = &w->first;
    atomic_init(&w->change_seq, state->change_seq);
    pthread_mutex_init(&w->lock, NULL);
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_cond_init(&w->work, &monotonic);
    pthread_condattr_destroy(&monotonic);
    rc = start_thread(w, err);
    if (rc)
        destroy(w);
    else
        *writer_out = w;
    return rc;
}

void writer_stop(struct writer **writer)
{
    struct writer *w = *writer;

    if (!w)
        return;
    pthread_mutex_lock(&w->lock);
    w->stopping = true;
    pthread_cond_signal(&w->work);
    pthread_mutex_unlock(&w->lock);
    pthread_join(w->thread, NULL);
    destroy(w);
    *writer = NULL;
}
