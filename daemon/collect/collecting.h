/* daemon/collect/collecting.h - asks the sources when it is time.
 *
 * All calls on the loop's thread.  Runs have workers of their own: a source that does not answer
 * keeps nobody else waiting.  One timer is set to the next source that is due. */
#ifndef HEDEF_DAEMON_COLLECT_COLLECTING_H
#define HEDEF_DAEMON_COLLECT_COLLECTING_H

#include <stdbool.h>

#include "common/error.h"

struct collecting;
struct loop;
struct service;

struct collecting_options {
    struct service *service;
    struct loop *loop;
    void (*failed)(void *ctx); /* the store is failed: the process has to end; any thread */
    void *failed_ctx;
};

/* The sources are loaded already. */
HD_MUST_CHECK enum hd_rc collecting_create(const struct collecting_options *options,
                                           struct collecting **out, struct hd_error *err);
void collecting_start(struct collecting *collecting);
/* Sources or settings changed, the clock was set, somebody ran one by hand.  Any thread. */
void collecting_look(struct collecting *collecting);
/* Nothing new is begun, and what runs is told to stop. */
void collecting_stop(struct collecting *collecting);
bool collecting_busy(const struct collecting *collecting);
/* Waits for what runs; may be called without the loop. */
void collecting_destroy(struct collecting **collecting);

/* All that is due now, one after the other, on the caller's thread: `hedefd --once`. */
HD_MUST_CHECK enum hd_rc collecting_once(struct service *service, struct hd_error *err);

#endif
