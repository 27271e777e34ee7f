#include "daemon/http/server.h"

#include <microhttpd.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "common/log.h"
#include "daemon/api/api.h"
#include "daemon/api/cache.h"
#include "daemon/api/query.h"
#include "daemon/http/guard.h"
#include "daemon/http/peer.h"
#include "daemon/http/reaper.h"
#include "daemon/service.h"
#include "daemon/worker.h"

#define CONNECTIONS_MAX    1000
#define CONNECTIONS_PER_IP 64
#define THREADS            2 /* for the open port; the Unix socket has one */
#define IDLE_TIMEOUT_S     15
#define CONNECTION_MEMORY  32768 /* also the most that headers may take */
#define REPLY_MAX          ((size_t)64 << 20)

struct server {
    struct server_options options;
    struct MHD_Daemon *daemon;
    bool quiesced;
    atomic_size_t active;
    pthread_mutex_t lock;     /* guards the two below and every exchange's `state` */
    struct exchange *waiting; /* suspended, a worker is at it */
    bool stopping;            /* nothing more is suspended */
};

enum exchange_state {
    EXCHANGE_OPEN,
    EXCHANGE_WAITING, /* suspended, a worker is at it */
    EXCHANGE_ANSWERED,
    EXCHANGE_ABANDONED, /* nobody will answer: told to come again */
};

/* What is known of a connection beyond its requests. */
struct connection {
    struct reaped *reaped;
    char actor[80];
};

/* One request and its answer.  Held by the library until it is completed, and by the worker's
 * job; freed by the last. */
struct exchange {
    struct server *server;
    struct MHD_Connection *mhd;
    struct connection *connection;
    struct exchange *next, **link; /* in server->waiting */
    enum exchange_state state;
    atomic_int holders;
    struct hd_arena arena;
    const char *uri;
    const char *method; /* as sent: HEAD stays HEAD */
    struct guard_header *headers;
    size_t header_count, header_room;
    struct api_request request;
    struct api_reply reply;
    struct hd_buf body;
    uint64_t received;
    bool began, active;
};

/* ---- exchanges ---- */

static void exchange_drop(struct exchange *exchange)
{
    if (atomic_fetch_sub(&exchange->holders, 1) > 1)
        return;
    hd_buf_clear(&exchange->body);
    api_reply_clear(&exchange->reply);
    hd_arena_clear(&exchange->arena);
    free(exchange);
}

/* The first the library tells of a request: its raw address, which it decodes for itself in ways
 * we do not rely on. */
static void *on_uri(void *ctx, const char *uri, struct MHD_Connection *mhd)
{
    struct exchange *exchange = hd_alloc(sizeof *exchange);
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(mhd, MHD_CONNECTION_INFO_SOCKET_CONTEXT);

    exchange->server = ctx;
    exchange->mhd = mhd;
    exchange->connection = info->socket_context;
    exchange->uri = hd_arena_strdup(&exchange->arena, uri);
    atomic_store(&exchange->holders, 1);
    return exchange;
}

static enum MHD_Result on_header(void *ctx, enum MHD_ValueKind kind, const char *name,
                                 size_t name_len, const char *value, size_t value_len)
{
    struct exchange *exchange = ctx;

    (void)kind;
    if (exchange->header_count == exchange->header_room)
        return MHD_NO;
    exchange->headers[exchange->header_count++] =
        (struct guard_header){ .name = name,
                               .name_len = name_len,
                               .value = value ? value : "",
                               .value_len = value ? value_len : 0 };
    return MHD_YES;
}

static void read_headers(struct exchange *exchange)
{
    int count = MHD_get_connection_values_n(exchange->mhd, MHD_HEADER_KIND, NULL, NULL);

    /* One more than allowed is enough for the guard to see that there are too many. */
    exchange->header_room = count > GUARD_HEADERS_MAX ? GUARD_HEADERS_MAX + 1 : (size_t)count;
    exchange->headers =
        hd_arena_alloc(&exchange->arena, exchange->header_room * sizeof *exchange->headers);
    MHD_get_connection_values_n(exchange->mhd, MHD_HEADER_KIND, on_header, exchange);
}

static const char *find_header(void *ctx, const char *name)
{
    struct exchange *exchange = ctx;

    for (size_t i = 0; i < exchange->header_count; i++)
        if (strlen(name) == exchange->headers[i].name_len &&
            !strncasecmp(name, exchange->headers[i].name, exchange->headers[i].name_len))
            return exchange->headers[i].value; /* the library ends each with a NUL */
    return NULL;
}

/* A worker may still read them when the connection is gone. */
static void own_headers(struct exchange *exchange)
{
    for (size_t i = 0; i < exchange->header_count; i++) {
        struct guard_header *header = &exchange->headers[i];

        header->name = hd_arena_strndup(&exchange->arena, header->name, header->name_len);
        header->value = hd_arena_strndup(&exchange->arena, header->value, header->value_len);
    }
}

/* ---- the answer on the wire ---- */

static const struct {
    const char *name, *value;
} always[] = {
    { "Content-Security-Policy",
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
      "connect-src 'self'; form-action 'self'; base-uri 'none'; object-src 'none'; "
      "frame-ancestors 'none'" },
    { "X-Content-Type-Options", "nosniff" },
    { "X-Frame-Options", "DENY" },
    { "Referrer-Policy", "no-referrer" },
    { "Cross-Origin-Opener-Policy", "same-origin" },
    { "Cross-Origin-Resource-Policy", "same-origin" },
    { "Vary", "Accept, Accept-Language, Authorization" },
};

static bool has_header(const struct api_reply *reply, const char *name)
{
    for (size_t i = 0; i < reply->header_count; i++)
        if (!strcasecmp(reply->headers[i].name, name))
            return true;
    return false;
}

static const char *cache_rule(struct exchange *exchange, const struct settings *settings)
{
    bool private = !settings->public_read || find_header(exchange, "Authorization");

    if (exchange->reply.no_store || private)
        return "no-store";
    return "no-cache"; /* may be kept, must be asked about: see ETag */
}

static void put_headers(struct exchange *exchange, struct MHD_Response *response, bool closing)
{
    const struct settings *settings = service_settings(exchange->server->options.service);
    const struct api_reply *reply = &exchange->reply;
    char number[24];

    for (size_t i = 0; i < sizeof always / sizeof *always; i++)
        MHD_add_response_header(response, always[i].name, always[i].value);
    for (size_t i = 0; i < reply->header_count; i++)
        MHD_add_response_header(response, reply->headers[i].name, reply->headers[i].value);
    if (reply->content_type)
        MHD_add_response_header(response, "Content-Type", reply->content_type);
    if (!has_header(reply, "Cache-Control"))
        MHD_add_response_header(response, "Cache-Control", cache_rule(exchange, settings));
    if (!strncmp(settings->base_url, "https:", 6))
        MHD_add_response_header(response, "Strict-Transport-Security",
                                "max-age=31536000; includeSubDomains");
    if (reply->attention > 0) {
        snprintf(number, sizeof number, "%lld", (long long)reply->attention);
        MHD_add_response_header(response, "Hedef-Attention", number);
    }
    if (closing)
        MHD_add_response_header(response, "Connection", "close");
}

static void drop_shared(void *shared)
{
    api_shared_drop(shared);
}

/* The body changes hands without being copied. */
static struct MHD_Response *make_response(struct api_reply *reply)
{
    struct MHD_Response *response;
    size_t len = reply->body.len;

    if (reply->shared) {
        response = MHD_create_response_from_buffer_with_free_callback_cls(
            len, reply->body.data, drop_shared, reply->shared);
        if (response)
            api_shared_hold(reply->shared); /* dropped by the callback, the reply's own stays */
        return response;
    }
    response = MHD_create_response_from_buffer(len, reply->body.data, MHD_RESPMEM_MUST_FREE);
    if (response)
        reply->body = (struct hd_buf){ 0 };
    return response;
}

/* "/indicators/{code}" as "/indicators/:code": braces confuse simple readers of the metrics. */
static void write_handler(const char *path, char *out, size_t size)
{
    size_t used = 0;

    for (; *path && used + 1 < size; path++)
        if (*path != '}')
            out[used++] = *path == '{' ? ':' : *path;
    out[used] = '\0';
}

static void count_request(struct exchange *exchange)
{
    const struct api_route *route = exchange->request.route;
    char labels[320], handler[200];

    write_handler(route ? route->path : "none", handler, sizeof handler);
    snprintf(labels, sizeof labels, "handler=\"%s\",method=\"%s\",code=\"%d\"", handler,
             route ? exchange->method : "any", exchange->reply.status);
    service_count(exchange->server->options.service, "hedef_http_requests_total", labels, 1);
    hd_log(HD_LOG_DEBUG, "request method=%s uri=\"%s\" code=%d bytes=%zu", exchange->method,
           exchange->uri, exchange->reply.status, exchange->reply.body.len);
}

static enum MHD_Result send_reply(struct exchange *exchange, bool closing)
{
    struct reaper *reaper = exchange->server->options.reaper;
    struct MHD_Response *response;
    enum MHD_Result result;

    count_request(exchange);
    response = make_response(&exchange->reply);
    if (!response)
        return MHD_NO;
    put_headers(exchange, response, closing);
    reaper_enter(reaper, exchange->connection->reaped, REAPER_SENDING);
    result = MHD_queue_response(exchange->mhd, (unsigned)exchange->reply.status, response);
    MHD_destroy_response(response);
    return result;
}

static enum MHD_Result refuse(struct exchange *exchange, const struct guard_refusal *refusal)
{
    api_problem(&exchange->reply, &exchange->request, refusal->status, refusal->code,
                refusal->title, NULL, NULL);
    hd_log(HD_LOG_INFO, "request_refused code=%s status=%d", refusal->code, refusal->status);
    return send_reply(exchange, true);
}

/* A worker may still be writing into the exchange: nothing of it is touched here. */
static enum MHD_Result send_busy(struct MHD_Connection *mhd)
{
    static char body[] = "{\"type\":\"about:blank\",\"title\":\"Busy at the moment; try again\","
                         "\"status\":503,\"code\":\"busy\"}\n";
    struct MHD_Response *response =
        MHD_create_response_from_buffer(sizeof body - 1, body, MHD_RESPMEM_PERSISTENT);
    enum MHD_Result result;

    if (!response)
        return MHD_NO;
    for (size_t i = 0; i < sizeof always / sizeof *always; i++)
        MHD_add_response_header(response, always[i].name, always[i].value);
    MHD_add_response_header(response, "Content-Type", "application/problem+json");
    MHD_add_response_header(response, "Cache-Control", "no-store");
    MHD_add_response_header(response, "Retry-After", "2");
    MHD_add_response_header(response, "Connection", "close");
    result = MHD_queue_response(mhd, 503, response);
    MHD_destroy_response(response);
    return result;
}

/* ---- the beginning: headers are complete, no byte of the body was read ---- */

static struct guard_rules rules_of(const struct server *server, const struct settings *settings)
{
    return (struct guard_rules){
        .any_host = server->options.trusted,
        .listen = settings->listen,
        .base_url = settings->base_url,
        .hosts = settings->hosts,
        .max_body = (uint64_t)settings->max_body_bytes,
    };
}

static void fill_request(struct exchange *exchange)
{
    struct api_request *request = &exchange->request;

    *request = (struct api_request){
        .method = strcmp(exchange->method, "HEAD") ? exchange->method : "GET",
        .path = "",
        .header = find_header,
        .header_ctx = exchange,
        .trusted = exchange->server->options.trusted,
        .actor = exchange->connection->actor,
        .arena = &exchange->arena,
        .lang = hd_lang_default(),
    };
}

static const struct guard_refusal *guard(struct exchange *exchange, const char *version,
                                         struct guard_body *body)
{
    static const struct guard_refusal malformed = { 400, "uri_malformed",
                                                    N_("The address is malformed") };
    const struct settings *settings = service_settings(exchange->server->options.service);
    struct guard_rules rules = rules_of(exchange->server, settings);
    struct guard_request raw = { .method = exchange->method,
                                 .uri = exchange->uri,
                                 .version = version,
                                 .headers = exchange->headers,
                                 .header_count = exchange->header_count };
    const struct guard_refusal *refusal = guard_check(&raw, &rules, body);

    if (refusal)
        return refusal;
    return api_uri_read(exchange->uri, &exchange->arena, &exchange->request) ? NULL : &malformed;
}

static enum MHD_Result begin(struct exchange *exchange, const char *method, const char *version)
{
    struct server *server = exchange->server;
    const struct settings *settings = service_settings(server->options.service);
    const struct guard_refusal *refusal;
    struct guard_body body;

    exchange->began = exchange->active = true;
    atomic_fetch_add(&server->active, 1);
    exchange->method = hd_arena_strdup(&exchange->arena, method);
    read_headers(exchange);
    fill_request(exchange);
    api_reply_init(&exchange->reply, REPLY_MAX);
    refusal = guard(exchange, version, &body);
    if (refusal)
        return refuse(exchange, refusal);
    if (!body.expected)
        return MHD_YES;
    /* Who may not write is told so before sending what is not wanted. */
    if (!api_precheck(server->options.service, &exchange->request, &exchange->reply))
        return send_reply(exchange, true);
    hd_buf_init(&exchange->body, (size_t)settings->max_body_bytes);
    reaper_enter(server->options.reaper, exchange->connection->reaped, REAPER_BODY);
    return MHD_YES;
}

/* The library takes no answer in the middle of an upload: what is too much is read and thrown
 * away, up to twice the bound, so that most clients still learn why. */
static enum MHD_Result take_body(struct exchange *exchange, const char *data, size_t *size)
{
    hd_buf_put(&exchange->body, data, *size);
    reaper_received(exchange->server->options.reaper, exchange->connection->reaped, *size);
    exchange->received += *size;
    *size = 0;
    return exchange->received > 2 * (uint64_t)exchange->body.max ? MHD_NO : MHD_YES;
}

/* ---- slow answers ---- */

/* false when the server is stopping. */
static bool suspend(struct exchange *exchange)
{
    struct server *server = exchange->server;
    bool allowed;

    pthread_mutex_lock(&server->lock);
    allowed = !server->stopping;
    if (allowed) {
        MHD_suspend_connection(exchange->mhd);
        exchange->state = EXCHANGE_WAITING;
        exchange->next = server->waiting;
        exchange->link = &server->waiting;
        if (exchange->next)
            exchange->next->link = &exchange->next;
        server->waiting = exchange;
    }
    pthread_mutex_unlock(&server->lock);
    return allowed;
}

/* Once: the worker and server_stop() may both want to.  The library is told under the lock, so
 * that it cannot be stopped between the two. */
static void resume_locked(struct exchange *exchange, enum exchange_state state)
{
    if (exchange->state != EXCHANGE_WAITING)
        return;
    *exchange->link = exchange->next;
    if (exchange->next)
        exchange->next->link = exchange->link;
    exchange->state = state;
    MHD_resume_connection(exchange->mhd);
}

static void resume(struct exchange *exchange, enum exchange_state state)
{
    pthread_mutex_lock(&exchange->server->lock);
    resume_locked(exchange, state);
    pthread_mutex_unlock(&exchange->server->lock);
}

static void work(void *ctx)
{
    struct exchange *exchange = ctx;
    struct server_options options = exchange->server->options;

    api_answer(options.service, &exchange->request, &exchange->reply);
    resume(exchange, EXCHANGE_ANSWERED);
    exchange_drop(exchange);
    if (options.answered)
        options.answered(options.answered_ctx);
}

static enum MHD_Result hand_over(struct exchange *exchange)
{
    struct server *server = exchange->server;
    bool past = api_is_past(exchange->request.route, &exchange->request);
    struct worker_pool *pool = past ? server->options.past : server->options.workers;

    own_headers(exchange);
    reaper_enter(server->options.reaper, exchange->connection->reaped, REAPER_ANSWERING);
    if (!suspend(exchange))
        return send_busy(exchange->mhd);
    atomic_fetch_add(&exchange->holders, 1);
    if (!worker_pool_run(pool, work, exchange)) {
        resume(exchange, EXCHANGE_ABANDONED);
        exchange_drop(exchange);
    }
    return MHD_YES;
}

static enum MHD_Result answer(struct exchange *exchange)
{
    static const struct guard_refusal large = { 413, "body_large",
                                                N_("The upload is larger than is accepted here") };
    struct service *service = exchange->server->options.service;
    struct api_request *request = &exchange->request;
    bool known;

    if (exchange->body.overflow)
        return refuse(exchange, &large);
    request->body = exchange->body.data;
    request->body_len = exchange->body.len;
    if (!request->checked)
        request->route = api_route_find(request->method, request->path, &exchange->arena,
                                        request->captures, &known);
    if (!api_is_quick(service, request->route, request))
        return hand_over(exchange);
    request->no_wait = true;
    api_answer(service, request, &exchange->reply);
    return send_reply(exchange, false);
}

static enum MHD_Result on_request(void *ctx, struct MHD_Connection *mhd, const char *url,
                                  const char *method, const char *version, const char *upload,
                                  size_t *upload_size, void **exchange_ctx)
{
    struct exchange *exchange = *exchange_ctx;

    (void)ctx;
    (void)url;
    if (!exchange->began)
        return begin(exchange, method, version);
    if (*upload_size)
        return take_body(exchange, upload, upload_size);
    if (exchange->state == EXCHANGE_ANSWERED)
        return send_reply(exchange, false);
    if (exchange->state == EXCHANGE_ABANDONED)
        return send_busy(mhd);
    return answer(exchange);
}

static void on_completed(void *ctx, struct MHD_Connection *mhd, void **exchange_ctx,
                         enum MHD_RequestTerminationCode code)
{
    struct server *server = ctx;
    struct exchange *exchange = *exchange_ctx;

    (void)mhd;
    (void)code;
    if (!exchange)
        return;
    *exchange_ctx = NULL;
    if (exchange->active)
        atomic_fetch_sub(&server->active, 1);
    reaper_enter(server->options.reaper, exchange->connection->reaped, REAPER_NEXT);
    exchange_drop(exchange);
}

/* ---- connections ---- */

static void on_connection(void *ctx, struct MHD_Connection *mhd, void **socket_ctx,
                          enum MHD_ConnectionNotificationCode code)
{
    struct server *server = ctx;
    struct connection *connection = *socket_ctx;
    int fd = MHD_get_connection_info(mhd, MHD_CONNECTION_INFO_CONNECTION_FD)->connect_fd;

    if (code == MHD_CONNECTION_NOTIFY_CLOSED) {
        reaper_remove(server->options.reaper, connection->reaped);
        free(connection);
        return;
    }
    connection = hd_alloc(sizeof *connection);
    if (server->options.trusted)
        peer_actor(fd, connection->actor, sizeof connection->actor);
    connection->reaped = reaper_add(server->options.reaper, fd);
    *socket_ctx = connection;
}

static void on_log(void *ctx, const char *fmt, va_list args) __attribute__((format(printf, 2, 0)));
static void on_log(void *ctx, const char *fmt, va_list args)
{
    char line[512];

    (void)ctx;
    vsnprintf(line, sizeof line, fmt, args);
    line[strcspn(line, "\n")] = '\0';
    hd_log(HD_LOG_DEBUG, "libmicrohttpd %s", line);
}

/* The address is taken apart by us, from its raw form. */
static size_t leave_escapes(void *ctx, struct MHD_Connection *mhd, char *text)
{
    (void)ctx;
    (void)mhd;
    return strlen(text);
}

/* ---- life ---- */

static struct MHD_Daemon *start(struct server *server, unsigned per_ip, unsigned threads)
{
    unsigned flags =
        MHD_USE_EPOLL_INTERNAL_THREAD | MHD_USE_ITC | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_ERROR_LOG;
    struct MHD_OptionItem pool[] = {
        { MHD_OPTION_THREAD_POOL_SIZE, (intptr_t)threads, NULL },
        { MHD_OPTION_END, 0, NULL },
    };

    if (threads < 2) /* a pool of one is no pool */
        pool[0].option = MHD_OPTION_END;
    return MHD_start_daemon(
        flags, 0, NULL, NULL, on_request, server, MHD_OPTION_EXTERNAL_LOGGER, on_log, NULL,
        MHD_OPTION_LISTEN_SOCKET, server->options.fd, MHD_OPTION_CONNECTION_LIMIT,
        (unsigned)CONNECTIONS_MAX, MHD_OPTION_PER_IP_CONNECTION_LIMIT, per_ip,
        MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)IDLE_TIMEOUT_S, MHD_OPTION_CONNECTION_MEMORY_LIMIT,
        (size_t)CONNECTION_MEMORY, MHD_OPTION_STRICT_FOR_CLIENT, 1, MHD_OPTION_URI_LOG_CALLBACK,
        on_uri, server, MHD_OPTION_UNESCAPE_CALLBACK, leave_escapes, NULL,
        MHD_OPTION_NOTIFY_COMPLETED, on_completed, server, MHD_OPTION_NOTIFY_CONNECTION,
        on_connection, server, MHD_OPTION_ARRAY, pool, MHD_OPTION_END);
}

enum hd_rc server_open(const struct server_options *options, struct server **server_out,
                       struct hd_error *err)
{
    const struct settings *settings = service_settings(options->service);
    bool counted = !options->trusted && !*settings->trusted_proxy;
    struct server *server = hd_alloc(sizeof *server);

    server->options = *options;
    pthread_mutex_init(&server->lock, NULL);
    server->daemon =
        start(server, counted ? CONNECTIONS_PER_IP : 0, options->trusted ? 1 : THREADS);
    if (!server->daemon) {
        close(options->fd);
        pthread_mutex_destroy(&server->lock);
        free(server);
        return hd_fail(err, HD_SYSTEM, "starting the web server: libmicrohttpd refused");
    }
    *server_out = server;
    return HD_OK;
}

void server_quiesce(struct server *server)
{
    if (server->quiesced)
        return;
    /* The descriptor is ours again, and stays open until the library has stopped. */
    server->quiesced = MHD_quiesce_daemon(server->daemon) != MHD_INVALID_SOCKET;
}

size_t server_active(const struct server *server)
{
    return atomic_load(&server->active);
}

void server_stop(struct server *server)
{
    pthread_mutex_lock(&server->lock);
    server->stopping = true;
    while (server->waiting)
        resume_locked(server->waiting, EXCHANGE_ABANDONED);
    pthread_mutex_unlock(&server->lock);
    MHD_stop_daemon(server->daemon);
    server->daemon = NULL;
    if (server->quiesced)
        close(server->options.fd);
}

void server_close(struct server **server)
{
    struct server *gone = *server;

    if (!gone)
        return;
    if (gone->daemon)
        server_stop(gone);
    pthread_mutex_destroy(&gone->lock);
    free(gone);
    *server = NULL;
}
