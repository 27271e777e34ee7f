#include "daemon/http/reaper.h"

#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

#include "common/memory.h"

struct reaped {
    struct reaped *next, **link;
    int fd;
    bool cut; /* shut down once; libmicrohttpd will close it */
    enum reaper_phase phase;
    int64_t since_tick_ms; /* when the phase began */
    int64_t body_bytes;
};

struct reaper {
    const struct hd_clock *clock;
    pthread_t thread;
    bool threaded;
    pthread_mutex_t lock; /* guards everything below, and every descriptor while in the list */
    pthread_cond_t changed;
    struct reaped *first;
    size_t count;
    int64_t wake_tick_ms; /* when the thread will look next */
    bool ending;
};

/* The end of the phase as things stand; an upload's may move out as bytes arrive. */
static int64_t deadline(const struct reaped *connection)
{
    int64_t earned, since = connection->since_tick_ms;

    switch (connection->phase) {
    case REAPER_HEADERS:
        return since + REAPER_HEADERS_MS;
    case REAPER_NEXT:
        return since + REAPER_NEXT_MS;
    case REAPER_SENDING:
        return since + REAPER_SENDING_MS;
    case REAPER_ANSWERING:
        return INT64_MAX;
    case REAPER_BODY:
        break;
    }
    earned = connection->body_bytes * 1000 / REAPER_RATE;
    if (earned < REAPER_SLOW_MS)
        earned = REAPER_SLOW_MS;
    return since + (earned < REAPER_BODY_MS ? earned : REAPER_BODY_MS);
}

static int64_t sweep_locked(struct reaper *reaper)
{
    int64_t now = hd_now_tick_ms(reaper->clock);
    int64_t next = INT64_MAX;

    for (struct reaped *each = reaper->first; each; each = each->next) {
        int64_t due = each->cut ? INT64_MAX : deadline(each);

        if (due <= now) {
            shutdown(each->fd, SHUT_RDWR);
            each->cut = true;
        } else if (due < next) {
            next = due;
        }
    }
    return next;
}

int64_t reaper_sweep(struct reaper *reaper)
{
    int64_t next;

    pthread_mutex_lock(&reaper->lock);
    next = sweep_locked(reaper);
    pthread_mutex_unlock(&reaper->lock);
    return next;
}

static void wait_until(struct reaper *reaper, int64_t tick_ms)
{
    int64_t left = tick_ms - hd_now_tick_ms(reaper->clock);
    struct timespec until;

    if (tick_ms == INT64_MAX) {
        pthread_cond_wait(&reaper->changed, &reaper->lock);
        return;
    }
    left = left < 0 ? 0 : left;
    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_sec += (time_t)(left / 1000);
    until.tv_nsec += (long)(left % 1000) * 1000000;
    if (until.tv_nsec >= 1000000000) {
        until.tv_sec++;
        until.tv_nsec -= 1000000000;
    }
    pthread_cond_timedwait(&reaper->changed, &reaper->lock, &until);
}

static void *watch(void *ctx)
{
    struct reaper *reaper = ctx;

    pthread_mutex_lock(&reaper->lock);
    while (!reaper->ending) {
        reaper->wake_tick_ms = sweep_locked(reaper);
        wait_until(reaper, reaper->wake_tick_ms);
    }
    pthread_mutex_unlock(&reaper->lock);
    return NULL;
}

static int start_thread(struct reaper *reaper)
{
    sigset_t all, before;
    int failed;

    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    failed = pthread_create(&reaper->thread, NULL, watch, reaper);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return failed;
}

enum hd_rc reaper_create(const struct hd_clock *clock, struct reaper **reaper_out,
                         struct hd_error *err)
{
    struct reaper *reaper = hd_alloc(sizeof *reaper);
    pthread_condattr_t monotonic;
    int failed;

    reaper->clock = clock;
    reaper->wake_tick_ms = INT64_MAX;
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_cond_init(&reaper->changed, &monotonic);
    pthread_condattr_destroy(&monotonic);
    pthread_mutex_init(&reaper->lock, NULL);
    failed = start_thread(reaper);
    reaper->threaded = !failed;
    if (failed) {
        reaper_destroy(&reaper);
        return hd_fail(err, HD_SYSTEM, "starting the thread of deadlines: %s", strerror(failed));
    }
    *reaper_out = reaper;
    return HD_OK;
}

void reaper_destroy(struct reaper **reaper)
{
    struct reaper *gone = *reaper;

    if (!gone)
        return;
    pthread_mutex_lock(&gone->lock);
    gone->ending = true;
    pthread_cond_signal(&gone->changed);
    pthread_mutex_unlock(&gone->lock);
    if (gone->threaded)
        pthread_join(gone->thread, NULL);
    while (gone->first) {
        struct reaped *next = gone->first->next;

        free(gone->first);
        gone->first = next;
    }
    pthread_cond_destroy(&gone->changed);
    pthread_mutex_destroy(&gone->lock);
    free(gone);
    *reaper = NULL;
}

/* Wakes the thread only when it would sleep past the new deadline. */
static void enter_locked(struct reaper *reaper, struct reaped *connection, enum reaper_phase phase)
{
    connection->phase = phase;
    connection->since_tick_ms = hd_now_tick_ms(reaper->clock);
    connection->body_bytes = 0;
    if (deadline(connection) < reaper->wake_tick_ms)
        pthread_cond_signal(&reaper->changed);
}

struct reaped *reaper_add(struct reaper *reaper, int fd)
{
    struct reaped *connection = hd_alloc(sizeof *connection);

    connection->fd = fd;
    pthread_mutex_lock(&reaper->lock);
    connection->next = reaper->first;
    connection->link = &reaper->first;
    if (connection->next)
        connection->next->link = &connection->next;
    reaper->first = connection;
    reaper->count++;
    enter_locked(reaper, connection, REAPER_HEADERS);
    pthread_mutex_unlock(&reaper->lock);
    return connection;
}

void reaper_enter(struct reaper *reaper, struct reaped *connection, enum reaper_phase phase)
{
    pthread_mutex_lock(&reaper->lock);
    enter_locked(reaper, connection, phase);
    pthread_mutex_unlock(&reaper->lock);
}

void reaper_received(struct reaper *reaper, struct reaped *connection, size_t body_bytes)
{
    pthread_mutex_lock(&reaper->lock);
    connection->body_bytes += (int64_t)body_bytes;
    pthread_mutex_unlock(&reaper->lock);
}

void reaper_remove(struct reaper *reaper, struct reaped *connection)
{
    pthread_mutex_lock(&reaper->lock);
    *connection->link = connection->next;
    if (connection->next)
        connection->next->link = connection->link;
    reaper->count--;
    pthread_mutex_unlock(&reaper->lock);
    free(connection);
}

size_t reaper_count(struct reaper *reaper)
{
    size_t count;

    pthread_mutex_lock(&reaper->lock);
    count = reaper->count;
    pthread_mutex_unlock(&reaper->lock);
    return count;
}
