/* daemon/collect/watching.h - sources that say themselves when there is something new: their
 * descriptors in the loop.  All calls on the loop's thread. */
#ifndef HEDEF_DAEMON_COLLECT_WATCHING_H
#define HEDEF_DAEMON_COLLECT_WATCHING_H

#include <stdbool.h>
#include <stddef.h>

struct loop;
struct source;
struct watching;

/* news: one of the sources has something; what it has is asked by watching_has_news(). */
struct watching *watching_create(struct loop *loop, void (*news)(void *ctx), void *ctx);
void watching_destroy(struct watching **watching);

/* From now on these; those that were watched before stay so without a gap. */
void watching_set(struct watching *watching, struct source *const *all, size_t count);

bool watching_has_news(const struct watching *watching, const struct source *source);
void watching_forget_news(struct watching *watching, const struct source *source); /* it is asked */

#endif
