/* daemon/worker.h - a small pool of threads for what may block: slow requests, mail, folders. */
#ifndef HEDEF_DAEMON_WORKER_H
#define HEDEF_DAEMON_WORKER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/error.h"

struct worker_pool;
typedef void worker_fn(void *ctx);

HD_MUST_CHECK enum hd_rc worker_pool_create(size_t threads, size_t queue_max,
                                            struct worker_pool **pool_out, struct hd_error *err);
/* Runs what is queued, then joins.  NULL is fine. */
void worker_pool_destroy(struct worker_pool **pool);
/* false when the queue is full (answer 503). Any thread. */
HD_MUST_CHECK bool worker_pool_run(struct worker_pool *pool, worker_fn *fn, void *ctx);
int64_t worker_pool_heartbeat(const struct worker_pool *pool);
size_t worker_pool_busy(const struct worker_pool *pool); /* queued and running */

#endif
