#include "daemon/api/cache.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#define BUCKETS 256

struct api_shared {
    atomic_int holders;
    struct api_reply reply; /* as finished; content_type and body belong to this */
    char *content_type;
};

struct entry {
    struct entry *next;
    struct api_shared *shared;
    char key[];
};

struct api_cache {
    pthread_mutex_t lock;          /* guards everything below */
    const struct picture *picture; /* only compared */
    uint64_t round;                /* how often everything was forgotten */
    struct entry *buckets[BUCKETS];
    size_t bytes;
};

struct api_cache *api_cache_create(void)
{
    struct api_cache *cache = hd_alloc(sizeof *cache);

    pthread_mutex_init(&cache->lock, NULL);
    return cache;
}

static void forget_all(struct api_cache *cache)
{
    for (size_t i = 0; i < BUCKETS; i++) {
        while (cache->buckets[i]) {
            struct entry *entry = cache->buckets[i];

            cache->buckets[i] = entry->next;
            api_shared_drop(entry->shared);
            free(entry);
        }
    }
    cache->bytes = 0;
}

void api_cache_destroy(struct api_cache **cache)
{
    if (!*cache)
        return;
    forget_all(*cache);
    pthread_mutex_destroy(&(*cache)->lock);
    free(*cache);
    *cache = NULL;
}

void api_cache_bind(struct api_cache *cache, const struct picture *picture)
{
    pthread_mutex_lock(&cache->lock);
    forget_all(cache);
    cache->round++;
    cache->picture = picture;
    pthread_mutex_unlock(&cache->lock);
}

static struct entry **bucket_of(struct api_cache *cache, const char *key)
{
    uint32_t hash = 2166136261u; /* FNV-1a: keys are ours, bounded in number and not secret */

    for (; *key; key++)
        hash = (hash ^ (unsigned char)*key) * 16777619u;
    return &cache->buckets[hash % BUCKETS];
}

static struct api_shared *find_held(struct api_cache *cache, const struct picture *picture,
                                    const char *key)
{
    struct entry *entry;

    if (cache->picture != picture || !picture)
        return NULL;
    for (entry = *bucket_of(cache, key); entry; entry = entry->next) {
        if (!strcmp(entry->key, key)) {
            api_shared_hold(entry->shared);
            return entry->shared;
        }
    }
    return NULL;
}

bool api_cache_find(struct api_cache *cache, const struct picture *picture, const char *key,
                    struct api_reply *reply, uint64_t *round_out)
{
    struct api_shared *shared;

    pthread_mutex_lock(&cache->lock);
    shared = find_held(cache, picture, key);
    *round_out = cache->round;
    pthread_mutex_unlock(&cache->lock);
    if (!shared)
        return false;
    api_reply_clear(reply);
    *reply = shared->reply;
    reply->shared = shared;
    return true;
}

static struct api_shared *share(struct api_reply *reply)
{
    struct api_shared *shared = hd_alloc(sizeof *shared);

    shared->content_type = hd_strdup(reply->content_type);
    shared->reply = *reply;
    shared->reply.content_type = shared->content_type;
    atomic_store(&shared->holders, 1);
    *reply = shared->reply;
    reply->shared = shared;
    return shared;
}

static void insert(struct api_cache *cache, const char *key, struct api_shared *shared)
{
    struct entry **bucket = bucket_of(cache, key);
    struct entry *entry = hd_alloc(sizeof *entry + strlen(key) + 1);

    memcpy(entry->key, key, strlen(key) + 1);
    api_shared_hold(shared);
    entry->shared = shared;
    entry->next = *bucket;
    *bucket = entry;
    cache->bytes += shared->reply.body.cap + sizeof *shared;
}

void api_cache_keep(struct api_cache *cache, const struct picture *picture, const char *key,
                    uint64_t round, struct api_reply *reply)
{
    size_t bytes = reply->body.cap;
    struct api_shared *twin = NULL;

    if (reply->shared || bytes > API_CACHE_BYTES / 4)
        return;
    pthread_mutex_lock(&cache->lock);
    if (cache->picture == picture && picture && cache->round == round) {
        twin = find_held(cache, picture, key); /* another thread was faster */
        if (!twin && cache->bytes + bytes > API_CACHE_BYTES)
            forget_all(cache);
        if (!twin)
            insert(cache, key, share(reply));
    }
    pthread_mutex_unlock(&cache->lock);
    if (twin)
        api_shared_drop(twin);
}

void api_shared_hold(struct api_shared *shared)
{
    atomic_fetch_add(&shared->holders, 1);
}

void api_shared_drop(struct api_shared *shared)
{
    if (atomic_fetch_sub(&shared->holders, 1) > 1)
        return;
    hd_buf_clear(&shared->reply.body);
    free(shared->content_type);
    free(shared);
}
