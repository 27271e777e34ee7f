/* daemon/api/cache.h - finished answers about the current picture, so that a page that was asked
 * for once costs no rendering until something changes.
 *
 * One cache belongs to one picture at a time and forgets everything when the next one comes.
 * Answers are immutable and counted: a connection may still be sending one that was dropped. */
#ifndef HEDEF_DAEMON_API_CACHE_H
#define HEDEF_DAEMON_API_CACHE_H

#include "daemon/api/api.h"

#define API_CACHE_BYTES ((size_t)16 << 20)

struct api_cache;
struct api_shared;

struct api_cache *api_cache_create(void);
void api_cache_destroy(struct api_cache **cache);
/* Everything kept so far is about another picture.  NULL: keep nothing. */
void api_cache_bind(struct api_cache *cache, const struct picture *picture);

/* true: *reply is the kept answer.  false: make it, and hand *round_out to api_cache_keep().  Any
 * thread. */
bool api_cache_find(struct api_cache *cache, const struct picture *picture, const char *key,
                    struct api_reply *reply, uint64_t *round_out);
/* Moves the body of *reply into the cache, when there is room; the reply stays usable.  One that
 * was begun before everything was forgotten may show what has changed since: it is not kept. */
void api_cache_keep(struct api_cache *cache, const struct picture *picture, const char *key,
                    uint64_t round, struct api_reply *reply);

void api_shared_hold(struct api_shared *shared);
void api_shared_drop(struct api_shared *shared);

#endif
