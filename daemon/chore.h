/* daemon/chore.h - what the daemon does of itself: evaluate after changes and at midnight, make
 * and send digests, look into the drop folder.
 *
 * All calls on the loop's thread; what may block runs on a worker, one job of a kind at a time,
 * and its end comes back to the loop.  Nothing here polls: each timer is set to the next moment
 * at which there is something to do. */
#ifndef HEDEF_DAEMON_CHORE_H
#define HEDEF_DAEMON_CHORE_H

#include "common/error.h"

struct chores;
struct loop;
struct service;
struct worker_pool;

struct chore_options {
    struct service *service;
    struct loop *loop;
    struct worker_pool *workers;
    void (*failed)(void *ctx); /* the store is failed: the process has to end; any thread */
    void *failed_ctx;
};

/* Evaluates once ("start"), then watches the calendar, the folder and the store. */
HD_MUST_CHECK enum hd_rc chores_create(const struct chore_options *options,
                                       struct chores **chores_out, struct hd_error *err);
/* Mail and folder: what is owed since the last run, and from now on. */
void chores_start(struct chores *chores);
/* Settings were replaced. */
void chores_reconfigure(struct chores *chores);
/* Any thread: something slow was done; perhaps it left mail behind. */
void chores_look(struct chores *chores);
/* Nothing new is begun. */
void chores_stop(struct chores *chores);
void chores_destroy(struct chores **chores); /* when no worker runs any more */

/* One round of everything, on the caller's thread, for `hedefd --once`. */
HD_MUST_CHECK enum hd_rc chores_once(struct service *service, struct hd_error *err);

#endif
