/* daemon/http/server.h - one listening socket and what comes in through it (libmicrohttpd).
 *
 * Questions about the current picture are answered on the library's own thread; whatever may
 * block goes to the workers while the connection is suspended.
 *
 *      request line ─► headers ─► guard ─► [rights, then body] ─► quick: answer
 *                                                                 slow: suspend ─► worker ─► resume
 *                                                                 past: the same, its own workers
 *
 * End of life: server_quiesce() (no new connections), wait until server_active() is 0 or the time
 * is over, server_stop() (what still waits is told 503), let the workers end, server_close(). */
#ifndef HEDEF_DAEMON_HTTP_SERVER_H
#define HEDEF_DAEMON_HTTP_SERVER_H

#include <stdbool.h>
#include <stddef.h>

#include "common/error.h"

struct reaper;
struct server;
struct service;
struct worker_pool;

struct server_options {
    struct service *service;
    struct worker_pool *workers;
    struct worker_pool *past; /* workers of questions about the past: nothing else waits for them */
    struct reaper *reaper;
    int fd;                      /* listening; taken over, also when opening fails */
    bool trusted;                /* the Unix socket: callers are operators, named by their user */
    void (*answered)(void *ctx); /* after each slow answer, on the worker's thread; may be NULL */
    void *answered_ctx;
};

HD_MUST_CHECK enum hd_rc server_open(const struct server_options *options,
                                     struct server **server_out, struct hd_error *err);
void server_quiesce(struct server *server);
size_t server_active(const struct server *server); /* requests between headers and last byte */
void server_stop(struct server *server);   /* a worker may still be at an answer nobody awaits */
void server_close(struct server **server); /* when no worker is any more */

#endif
