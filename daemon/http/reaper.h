/* daemon/http/reaper.h - absolute deadlines for connections.
 *
 * An idle timeout does not stop a client that drips one byte every two seconds.  Each phase of a
 * request has an absolute end here; a thread shuts the socket down when it passes (never closes
 * it: the descriptor belongs to libmicrohttpd, which then notices and cleans up).
 *
 *      opened ──► HEADERS ──► BODY ──► ANSWERING (ours, no deadline) ──► SENDING ──┐
 *                    ▲                                                             │
 *                    └──────────────────── next request ───────────────────────────┘
 */
#ifndef HEDEF_DAEMON_HTTP_REAPER_H
#define HEDEF_DAEMON_HTTP_REAPER_H

#include <stddef.h>
#include <stdint.h>

#include "common/clock.h"
#include "common/error.h"

#define REAPER_HEADERS_MS 10000  /* a new connection: until its headers are complete */
#define REAPER_NEXT_MS    25000  /* a kept one: idle time and headers together */
#define REAPER_BODY_MS    120000 /* the whole upload */
#define REAPER_SLOW_MS    10000  /* after this an upload must average REAPER_RATE */
#define REAPER_RATE       1024   /* bytes a second */
#define REAPER_SENDING_MS 120000

enum reaper_phase {
    REAPER_HEADERS,
    REAPER_NEXT,
    REAPER_BODY,
    REAPER_ANSWERING,
    REAPER_SENDING,
};

struct reaper;
struct reaped; /* one connection */

HD_MUST_CHECK enum hd_rc reaper_create(const struct hd_clock *clock, struct reaper **reaper_out,
                                       struct hd_error *err); /* starts its thread */
void reaper_destroy(struct reaper **reaper);

/* Any thread.  The descriptor must stay open until reaper_remove() has returned. */
struct reaped *reaper_add(struct reaper *reaper, int fd);
void reaper_enter(struct reaper *reaper, struct reaped *connection, enum reaper_phase phase);
void reaper_received(struct reaper *reaper, struct reaped *connection, size_t body_bytes);
void reaper_remove(struct reaper *reaper, struct reaped *connection);

/* One look at all connections, as the thread does it; returns the next deadline on the clock's
 * tick, INT64_MAX when there is none. */
int64_t reaper_sweep(struct reaper *reaper);
size_t reaper_count(struct reaper *reaper);

#endif
