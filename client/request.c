#include "client/request.h"

#include <errno.h>
#include <pwd.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#include "client/socket.h"
#include "daemon/service.h"

/* A daemon that is starting holds the lock before it answers. */
#define TRIES  50
#define TRY_MS 100

#define IMPORT_PATH "/api/v1/imports" /* needs the catalogue, and no values */

void request_param(struct request *request, const char *name, const char *value)
{
    if (value && request->param_count < REQUEST_PARAMS_MAX)
        request->params[request->param_count++] = (struct api_param){ name, value };
}

void request_path(struct request *request, const char *path, struct hd_arena *arena)
{
    size_t len = strcspn(path, "?");
    const char *query = path + len + (path[len] == '?');

    request->path = hd_arena_strndup(arena, path, len);
    while (*query) {
        size_t pair = strcspn(query, "&"), name = strcspn(query, "=");

        request_param(request, hd_arena_strndup(arena, query, name),
                      hd_arena_strndup(arena, query + name + 1, pair - name - 1));
        query += pair + (query[pair] == '&');
    }
}

void reply_clear(struct reply *reply)
{
    hd_buf_clear(&reply->body);
}

/* ---- is there a daemon? ---- */

enum hd_rc request_daemon_runs(const struct client *client, bool *runs_out, struct hd_error *err)
{
    const char *path = client->settings->socket;
    struct sockaddr_un address = { .sun_family = AF_UNIX };
    int fd, failed;

    *runs_out = false;
    if (strlen(path) >= sizeof address.sun_path)
        return hd_fail(err, HD_BAD_INPUT,
                       "the socket's path has more than %zu bytes: set a shorter socket in "
                       "[server]: %s",
                       sizeof address.sun_path - 1, path);
    memcpy(address.sun_path, path, strlen(path) + 1);
    fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0)
        return hd_fail_errno(err, "socket");
    failed = connect(fd, (const struct sockaddr *)&address, sizeof address) ? errno : 0;
    close(fd);
    *runs_out = !failed;
    if (!failed || failed == ENOENT || failed == ECONNREFUSED || failed == ENOTDIR)
        return HD_OK;
    errno = failed;
    return hd_fail_errno(err, "hedefd may be running, but %s cannot be used", path);
}

/* ---- in this process ---- */

static const char *find_header(void *ctx, const char *name)
{
    const struct request *request = ctx;

    if (strcasecmp(name, "Idempotency-Key") == 0)
        return request->idempotency_key;
    if (strcasecmp(name, "Content-Type") == 0)
        return request->content_type;
    return NULL;
}

static const char *local_actor(struct hd_arena *arena)
{
    const struct passwd *user = getpwuid(geteuid());

    return user ? hd_arena_printf(arena, "local:%s", user->pw_name)
                : hd_arena_printf(arena, "local:%lu", (unsigned long)geteuid());
}

void request_answer(struct service *service, const struct request *request, struct reply *reply)
{
    HD_ARENA_AUTO struct hd_arena arena = { 0 };
    struct request copy = *request; /* the header callback takes no const */
    struct api_request asked = {
        .method = request->method,
        .path = request->path,
        .params = request->params,
        .param_count = request->param_count,
        .header = find_header,
        .header_ctx = &copy,
        .body = request->body,
        .body_len = request->body_len,
        .body_mapped = request->body_mapped,
        .progress = request->progress,
        .progress_ctx = request->progress_ctx,
        .trusted = true,
        .actor = local_actor(&arena),
        .arena = &arena,
    };
    struct api_reply answer;

    api_reply_init(&answer, REPLY_MAX_BYTES);
    api_answer(service, &asked, &answer);
    reply->status = answer.status;
    reply->attention = answer.attention;
    hd_buf_init(&reply->body, REPLY_MAX_BYTES);
    hd_buf_put(&reply->body, answer.body.data, answer.body.len);
    api_reply_clear(&answer);
}

enum hd_rc request_check_owner(const struct client *client, struct hd_error *err)
{
    const char *path = client->settings->database;
    struct stat about;
    const struct passwd *owner;

    if (stat(path, &about) != 0)
        return errno == ENOENT ? hd_fail(err, HD_NOT_FOUND,
                                         "there is no database %s: make one with hedef init", path)
                               : hd_fail_errno(err, "%s", path);
    if (about.st_uid == geteuid())
        return HD_OK;
    owner = getpwuid(about.st_uid);
    if (owner)
        return hd_fail(err, HD_DENIED,
                       "hedefd does not run, and %s belongs to %s: try sudo -u %s hedef ...", path,
                       owner->pw_name, owner->pw_name);
    return hd_fail(err, HD_DENIED, "hedefd does not run, and %s belongs to user %lu", path,
                   (unsigned long)about.st_uid);
}

static enum hd_rc answer_here(struct client *client, const struct request *request,
                              struct reply *reply, struct hd_error *err)
{
    struct service_options options = { .clock = &hd_clock_system };
    struct service *service = NULL;
    enum hd_rc rc = request_check_owner(client, err);

    if (rc)
        return rc;
    options.settings = client->settings; /* taken over, also when it fails */
    client->settings = NULL;
    rc = service_open(&options, &service, err);
    if (rc)
        return rc;
    if (strcmp(request->path, IMPORT_PATH) == 0)
        service_want_outline(service);
    request_answer(service, request, reply);
    if (service_unjudged(service))
        client_note(client, N_("The values are judged when hedefd runs, or by hedef evaluate."),
                    NULL);
    service_close(&service);
    return HD_OK;
}

/* ---- either ---- */

static void pause_ms(long ms)
{
    const struct timespec pause = { .tv_nsec = ms * 1000000 };

    nanosleep(&pause, NULL);
}

static enum hd_rc try_once(struct client *client, struct request *request, struct reply *reply,
                           struct hd_error *err)
{
    bool runs = false;
    enum hd_rc rc;

    if (!client_settings(client))
        return hd_fail(err, HD_BAD_INPUT, "%s", "");
    rc = request_daemon_runs(client, &runs, err);
    if (rc)
        return rc;
    return runs ? socket_request(client->settings->socket, request, reply, err)
                : answer_here(client, request, reply, err);
}

enum hd_rc request_send(struct client *client, struct request *request, const char *format,
                        struct reply *reply, struct hd_error *err)
{
    enum hd_rc rc = HD_CONFLICT;

    request_param(request, "lang", hd_lang_code(client->lang));
    request_param(request, "format", format);
    for (int i = 0; i < TRIES && rc == HD_CONFLICT; i++) {
        if (i)
            pause_ms(TRY_MS);
        rc = try_once(client, request, reply, err);
    }
    return rc;
}
