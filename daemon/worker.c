#include "daemon/worker.h"

#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "common/memory.h"

struct job {
    struct job *next;
    worker_fn *fn;
    void *ctx;
};

struct worker_pool {
    pthread_t *threads;
    size_t thread_count;
    size_t queue_max;
    atomic_int_fast64_t rounds;
    pthread_mutex_t lock; /* guards everything below */
    pthread_cond_t filled;
    struct job *first, **last;
    size_t queued, running;
    bool ending;
};

static struct job *take_job(struct worker_pool *pool)
{
    struct job *job;

    while (!pool->first && !pool->ending)
        pthread_cond_wait(&pool->filled, &pool->lock);
    job = pool->first;
    if (!job)
        return NULL;
    pool->first = job->next;
    if (!pool->first)
        pool->last = &pool->first;
    pool->queued--;
    pool->running++;
    return job;
}

static void *work(void *ctx)
{
    struct worker_pool *pool = ctx;
    struct job *job;

    pthread_mutex_lock(&pool->lock);
    while ((job = take_job(pool))) {
        pthread_mutex_unlock(&pool->lock);
        job->fn(job->ctx);
        free(job);
        atomic_fetch_add(&pool->rounds, 1);
        pthread_mutex_lock(&pool->lock);
        pool->running--;
    }
    pthread_mutex_unlock(&pool->lock);
    return NULL;
}

/* Signals belong to the loop's descriptor: a worker takes none. */
static int start_thread(struct worker_pool *pool, pthread_t *thread)
{
    sigset_t all, before;
    int failed;

    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    failed = pthread_create(thread, NULL, work, pool);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return failed;
}

enum hd_rc worker_pool_create(size_t threads, size_t queue_max, struct worker_pool **pool_out,
                              struct hd_error *err)
{
    struct worker_pool *pool = hd_alloc(sizeof *pool);

    pool->threads = hd_alloc(threads * sizeof *pool->threads);
    pool->queue_max = queue_max;
    pool->last = &pool->first;
    pthread_mutex_init(&pool->lock, NULL);
    pthread_cond_init(&pool->filled, NULL);
    while (pool->thread_count < threads) {
        int failed = start_thread(pool, &pool->threads[pool->thread_count]);

        if (failed) {
            worker_pool_destroy(&pool);
            return hd_fail(err, HD_SYSTEM, "starting a worker thread: %s", strerror(failed));
        }
        pool->thread_count++;
    }
    *pool_out = pool;
    return HD_OK;
}

void worker_pool_destroy(struct worker_pool **pool)
{
    struct worker_pool *gone = *pool;

    if (!gone)
        return;
    pthread_mutex_lock(&gone->lock);
    gone->ending = true;
    pthread_cond_broadcast(&gone->filled);
    pthread_mutex_unlock(&gone->lock);
    for (size_t i = 0; i < gone->thread_count; i++)
        pthread_join(gone->threads[i], NULL);
    pthread_cond_destroy(&gone->filled);
    pthread_mutex_destroy(&gone->lock);
    free(gone->threads);
    free(gone);
    *pool = NULL;
}

bool worker_pool_run(struct worker_pool *pool, worker_fn *fn, void *ctx)
{
    struct job *job;
    bool room;

    pthread_mutex_lock(&pool->lock);
    room = pool->queued < pool->queue_max && !pool->ending;
    if (room) {
        job = hd_alloc(sizeof *job);
        job->fn = fn;
        job->ctx = ctx;
        *pool->last = job;
        pool->last = &job->next;
        pool->queued++;
        pthread_cond_signal(&pool->filled);
    }
    pthread_mutex_unlock(&pool->lock);
    return room;
}

int64_t worker_pool_heartbeat(const struct worker_pool *pool)
{
    return atomic_load(&pool->rounds);
}

size_t worker_pool_busy(const struct worker_pool *pool)
{
    struct worker_pool *locked = (struct worker_pool *)(uintptr_t)pool; /* the lock is not state */
    size_t busy;

    pthread_mutex_lock(&locked->lock);
    busy = pool->queued + pool->running;
    pthread_mutex_unlock(&locked->lock);
    return busy;
}
