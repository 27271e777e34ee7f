#include "daemon/loop.h"

#include <assert.h>
#include <errno.h>
#include <limits.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "common/memory.h"

#define EVENTS_MAX 32

struct watch {
    struct watch *next;
    int fd; /* -1: unwatched, freed at the end of the round */
    loop_fd_fn *fn;
    void *ctx;
};

struct loop_timer {
    struct loop_timer *next; /* by due time */
    int64_t due_tick_ms;
    bool armed; /* fires once; afterwards it waits to be cancelled */
    loop_fn *fn;
    void *ctx;
};

struct post {
    struct post *next;
    loop_fn *fn;
    void *ctx;
};

struct loop {
    const struct hd_clock *clock;
    int epoll_fd, wake_fd;
    struct watch *watches;
    struct loop_timer *timers;
    atomic_bool stopped;
    atomic_int_fast64_t rounds;
    pthread_mutex_t posting; /* guards the two below */
    struct post *first_post, **last_post;
};

static enum hd_rc watch_wake_fd(struct loop *loop, struct hd_error *err)
{
    struct epoll_event event = { .events = EPOLLIN, .data.ptr = NULL };

    if (epoll_ctl(loop->epoll_fd, EPOLL_CTL_ADD, loop->wake_fd, &event))
        return hd_fail_errno(err, "watching the loop's own event");
    return HD_OK;
}

enum hd_rc loop_create(const struct hd_clock *clock, struct loop **loop_out, struct hd_error *err)
{
    struct loop *loop = hd_alloc(sizeof *loop);
    enum hd_rc rc = HD_OK;

    loop->clock = clock;
    loop->last_post = &loop->first_post;
    pthread_mutex_init(&loop->posting, NULL);
    loop->epoll_fd = epoll_create1(EPOLL_CLOEXEC);
    loop->wake_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (loop->epoll_fd < 0 || loop->wake_fd < 0)
        rc = hd_fail_errno(err, "creating the event loop");
    if (!rc)
        rc = watch_wake_fd(loop, err);
    if (rc)
        loop_destroy(&loop);
    else
        *loop_out = loop;
    return rc;
}

static struct post *take_posts(struct loop *loop)
{
    struct post *posts;

    pthread_mutex_lock(&loop->posting);
    posts = loop->first_post;
    loop->first_post = NULL;
    loop->last_post = &loop->first_post;
    pthread_mutex_unlock(&loop->posting);
    return posts;
}

static void free_posts(struct post *post)
{
    while (post) {
        struct post *next = post->next;

        free(post);
        post = next;
    }
}

static void free_watches(struct loop *loop, bool all)
{
    struct watch **link = &loop->watches;

    while (*link) {
        struct watch *watch = *link;

        if (all || watch->fd < 0) {
            *link = watch->next;
            free(watch);
        } else {
            link = &watch->next;
        }
    }
}

void loop_destroy(struct loop **loop)
{
    struct loop *gone = *loop;

    if (!gone)
        return;
    free_posts(take_posts(gone));
    free_watches(gone, true);
    while (gone->timers) {
        struct loop_timer *next = gone->timers->next;

        free(gone->timers);
        gone->timers = next;
    }
    if (gone->epoll_fd >= 0)
        close(gone->epoll_fd);
    if (gone->wake_fd >= 0)
        close(gone->wake_fd);
    pthread_mutex_destroy(&gone->posting);
    free(gone);
    *loop = NULL;
}

enum hd_rc loop_after(struct loop *loop, int64_t delay_ms, loop_fn *fn, void *ctx,
                      struct loop_timer **timer_out, struct hd_error *err)
{
    struct loop_timer *timer, **link = &loop->timers;

    if (delay_ms < 0)
        return hd_fail(err, HD_BAD_INPUT, "a timer cannot fire %lld ms ago", (long long)-delay_ms);
    timer = hd_alloc(sizeof *timer);
    *timer = (struct loop_timer){
        .due_tick_ms = hd_now_tick_ms(loop->clock) + delay_ms, .armed = true, .fn = fn, .ctx = ctx
    };
    while (*link && (*link)->due_tick_ms <= timer->due_tick_ms)
        link = &(*link)->next;
    timer->next = *link;
    *link = timer;
    *timer_out = timer;
    return HD_OK;
}

void loop_cancel(struct loop *loop, struct loop_timer **timer)
{
    struct loop_timer **link = &loop->timers;

    if (!*timer)
        return;
    while (*link && *link != *timer)
        link = &(*link)->next;
    assert(*link);
    *link = (*timer)->next;
    free(*timer);
    *timer = NULL;
}

enum hd_rc loop_watch(struct loop *loop, int fd, unsigned events, loop_fd_fn *fn, void *ctx,
                      struct hd_error *err)
{
    struct watch *watch = hd_alloc(sizeof *watch);
    struct epoll_event event = { .events = events, .data.ptr = watch };

    *watch = (struct watch){ .next = loop->watches, .fd = fd, .fn = fn, .ctx = ctx };
    if (epoll_ctl(loop->epoll_fd, EPOLL_CTL_ADD, fd, &event)) {
        free(watch);
        return hd_fail_errno(err, "watching descriptor %d", fd);
    }
    loop->watches = watch;
    return HD_OK;
}

void loop_unwatch(struct loop *loop, int fd)
{
    for (struct watch *watch = loop->watches; watch; watch = watch->next) {
        if (watch->fd != fd)
            continue;
        /* Freed after the round: an event of this very round may still point at it. */
        watch->fd = -1;
        epoll_ctl(loop->epoll_fd, EPOLL_CTL_DEL, fd, NULL);
    }
}

static void wake(struct loop *loop)
{
    uint64_t one = 1;
    ssize_t done = write(loop->wake_fd, &one, sizeof one);

    (void)done; /* a full counter wakes as well */
}

void loop_post(struct loop *loop, loop_fn *fn, void *ctx)
{
    struct post *post = hd_alloc(sizeof *post);

    post->fn = fn;
    post->ctx = ctx;
    pthread_mutex_lock(&loop->posting);
    *loop->last_post = post;
    loop->last_post = &post->next;
    pthread_mutex_unlock(&loop->posting);
    wake(loop);
}

static struct loop_timer *next_armed(struct loop *loop)
{
    struct loop_timer *timer = loop->timers;

    while (timer && !timer->armed)
        timer = timer->next;
    return timer;
}

static int wait_ms(struct loop *loop)
{
    const struct loop_timer *timer = next_armed(loop);
    int64_t left;

    if (!timer)
        return -1;
    left = timer->due_tick_ms - hd_now_tick_ms(loop->clock);
    if (left <= 0)
        return 0;
    return left < INT_MAX ? (int)left : INT_MAX;
}

static void run_posts(struct loop *loop)
{
    struct post *post = take_posts(loop);

    while (post && !atomic_load(&loop->stopped)) {
        struct post *next = post->next;

        post->fn(post->ctx);
        free(post);
        post = next;
    }
    free_posts(post);
}

/* Only what is due when the round begins, so that a timer that arms another cannot starve the
 * descriptors. */
static void run_timers(struct loop *loop)
{
    int64_t now = hd_now_tick_ms(loop->clock);
    struct loop_timer *timer;

    while ((timer = next_armed(loop)) && timer->due_tick_ms <= now &&
           !atomic_load(&loop->stopped)) {
        timer->armed = false;
        timer->fn(timer->ctx);
    }
}

static void run_events(struct loop *loop, const struct epoll_event *events, int count)
{
    for (int i = 0; i < count && !atomic_load(&loop->stopped); i++) {
        struct watch *watch = events[i].data.ptr;
        uint64_t wakes;

        if (!watch) {
            if (read(loop->wake_fd, &wakes, sizeof wakes) < 0)
                continue; /* somebody else's wake was read with it */
        } else if (watch->fd >= 0) {
            watch->fn(watch->ctx, watch->fd, events[i].events);
        }
    }
    free_watches(loop, false);
}

void loop_run(struct loop *loop)
{
    struct epoll_event events[EVENTS_MAX];

    while (!atomic_load(&loop->stopped)) {
        int count = epoll_wait(loop->epoll_fd, events, EVENTS_MAX, wait_ms(loop));

        assert(count >= 0 || errno == EINTR);
        atomic_fetch_add(&loop->rounds, 1);
        run_events(loop, events, count);
        run_posts(loop);
        run_timers(loop);
    }
}

void loop_stop(struct loop *loop)
{
    atomic_store(&loop->stopped, true);
    wake(loop);
}

int64_t loop_heartbeat(const struct loop *loop)
{
    return atomic_load(&loop->rounds);
}
