#include "daemon/collect/watching.h"

#include <stdlib.h>
#include <sys/epoll.h>

#include "common/log.h"
#include "common/memory.h"
#include "daemon/collect/source.h"
#include "daemon/loop.h"

struct watched {
    struct source *source; /* held: the descriptor is its own */
    int fd;
    bool news;
};

struct watching {
    struct loop *loop;
    void (*news)(void *ctx);
    void *ctx;
    struct watched *items;
    size_t count, room;
};

static struct watched *find(const struct watching *watching, const struct source *source)
{
    for (size_t i = 0; i < watching->count; i++) {
        if (watching->items[i].source == source)
            return &watching->items[i];
    }
    return NULL;
}

static void readable(void *ctx, int fd, unsigned events)
{
    struct watching *watching = ctx;
    bool any = false;

    (void)events;
    for (size_t i = 0; i < watching->count; i++) {
        struct watched *one = &watching->items[i];

        if (one->fd == fd && one->source->transport->notice(one->source->self))
            one->news = any = true;
    }
    if (any)
        watching->news(watching->ctx);
}

static void add(struct watching *watching, struct source *source)
{
    const struct collector_ops *transport = source->transport;
    int fd = transport->watch ? transport->watch(source->self) : -1;
    struct hd_error err;

    if (fd < 0)
        return;
    if (loop_watch(watching->loop, fd, EPOLLIN, readable, watching, &err)) {
        hd_log(HD_LOG_WARNING, "collector name=%s error=\"no notices: %s\"", source->name,
               err.text);
        return;
    }
    HD_GROW(watching->items, watching->count, watching->room);
    watching->items[watching->count++] =
        (struct watched){ .source = source_hold(source), .fd = fd };
}

static bool is_among(const struct source *source, struct source *const *all, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (all[i] == source)
            return true;
    }
    return false;
}

static void drop_others(struct watching *watching, struct source *const *all, size_t count)
{
    size_t kept = 0;

    for (size_t i = 0; i < watching->count; i++) {
        struct watched *one = &watching->items[i];

        if (is_among(one->source, all, count)) {
            watching->items[kept++] = *one;
            continue;
        }
        loop_unwatch(watching->loop, one->fd);
        source_drop(&one->source);
    }
    watching->count = kept;
}

void watching_set(struct watching *watching, struct source *const *all, size_t count)
{
    drop_others(watching, all, count);
    for (size_t i = 0; i < count; i++) {
        if (all[i]->self && !find(watching, all[i]))
            add(watching, all[i]);
    }
}

bool watching_has_news(const struct watching *watching, const struct source *source)
{
    const struct watched *one = find(watching, source);

    return one && one->news;
}

void watching_forget_news(struct watching *watching, const struct source *source)
{
    struct watched *one = find(watching, source);

    if (one)
        one->news = false;
}

struct watching *watching_create(struct loop *loop, void (*news)(void *ctx), void *ctx)
{
    struct watching *watching = hd_alloc(sizeof *watching);

    watching->loop = loop;
    watching->news = news;
    watching->ctx = ctx;
    return watching;
}

void watching_destroy(struct watching **watching)
{
    struct watching *gone = *watching;

    *watching = NULL;
    if (!gone)
        return;
    watching_set(gone, NULL, 0);
    free(gone->items);
    free(gone);
}
