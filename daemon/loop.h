/* daemon/loop.h
 *
 * One thread owns the daemon's state and runs this loop.  Nothing else touches that
 * state: workers get a job by value, and hand its result back through loop_post().
 */
#ifndef HEDEF_DAEMON_LOOP_H
#define HEDEF_DAEMON_LOOP_H

#include <stdint.h>

#include "common/clock.h"
#include "common/error.h"

struct loop;
struct loop_timer;

typedef void loop_fn(void *ctx);
typedef void loop_fd_fn(void *ctx, int fd, unsigned events);

HD_MUST_CHECK enum hd_rc loop_create(const struct hd_clock *clock, struct loop **loop_out,
                                     struct hd_error *err);
void loop_destroy(struct loop **loop);

/* Call fn once, `delay_ms` from now on the monotonic clock.  The timer is the caller's: cancel it
 * before what ctx points at goes away.  A timer may cancel itself. */
HD_MUST_CHECK enum hd_rc loop_after(struct loop *loop, int64_t delay_ms, loop_fn *fn, void *ctx,
                                    struct loop_timer **timer_out, struct hd_error *err);
void loop_cancel(struct loop *loop, struct loop_timer **timer);

/* Watch fd for EPOLL… events until loop_unwatch(); the fd stays the caller's. */
HD_MUST_CHECK enum hd_rc loop_watch(struct loop *loop, int fd, unsigned events, loop_fd_fn *fn,
                                    void *ctx, struct hd_error *err);
void loop_unwatch(struct loop *loop, int fd);

/* The one call that is safe from any thread: run fn on the loop's thread, soon. */
void loop_post(struct loop *loop, loop_fn *fn, void *ctx);

void loop_run(struct loop *loop);                /* until loop_stop() */
void loop_stop(struct loop *loop);               /* any thread */
int64_t loop_heartbeat(const struct loop *loop); /* rounds so far */

#endif
