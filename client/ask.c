#include "client/ask.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/json.h"

#define BODY_MAX (1 << 20)

/* ---- the request ---- */

/* The path may not exist yet (a backup), so it is only made absolute. */
static const char *absolute(const char *path, struct hd_arena *arena)
{
    char here[PATH_MAX];

    if (*path == '/' || !getcwd(here, sizeof here))
        return path;
    return hd_arena_printf(arena, "%s/%s", here, path);
}

static const char *fill_path(const char *path, const char *argument, struct hd_arena *arena)
{
    const char *hole = strstr(path, "{}");

    if (!hole)
        return path;
    return hd_arena_printf(arena, "%.*s%s%s", (int)(hole - path), path, argument, hole + 2);
}

static void add_member(struct hd_jsonw *w, const char *name, const char *value)
{
    if (!w->depth)
        hd_jsonw_object(w);
    hd_jsonw_key_string(w, name, value);
}

/* An identifier with a slash would be another address. */
static enum hd_rc check_argument(const struct command_argument *argument, const char *value,
                                 struct hd_error *err)
{
    if (argument->place == ARGUMENT_PATH && strchr(value, '/'))
        return hd_fail(err, HD_BAD_INPUT, "%s cannot hold a slash: %s", argument->name, value);
    return HD_OK;
}

static enum hd_rc add_argument(const struct command_argument *argument, const char *value,
                               struct request *request, const char **path, struct hd_jsonw *body,
                               struct hd_arena *arena, struct hd_error *err)
{
    enum hd_rc rc = check_argument(argument, value, err);

    if (rc)
        return rc;
    switch (argument->place) {
    case ARGUMENT_LOCAL:
        break;
    case ARGUMENT_PATH:
        *path = fill_path(*path, value, arena);
        break;
    case ARGUMENT_QUERY:
        request_param(request, argument->key, value);
        break;
    case ARGUMENT_PLACE:
        request_param(request, argument->key, absolute(value, arena));
        break;
    case ARGUMENT_BODY:
        add_member(body, argument->key, value);
        break;
    }
    return HD_OK;
}

/* Everything that was given under one name. */
static const char *every_value(const struct invocation *call, const char *name,
                               struct hd_arena *arena)
{
    const char *all = NULL;

    for (size_t i = 0; i < call->given_count; i++) {
        const char *value = call->given[i].value;

        if (strcmp(call->given[i].option->name, name) == 0 && value)
            all = all ? hd_arena_printf(arena, "%s;%s", all, value) : value;
    }
    return all;
}

static void add_options(const struct client *client, struct request *request, struct hd_jsonw *body,
                        struct hd_arena *arena)
{
    const struct invocation *call = &client->call;

    for (const struct command_option *o = call->command->options; o && o->name; o++) {
        const char *value = command_option(call, o->name);
        const char *key = o->key ? o->key : o->name;

        if (value && o->place == OPTION_QUERY)
            request_param(request, key, o->value ? value : "1");
        else if (value && o->place == OPTION_QUERY_EACH)
            request_param(request, key, every_value(call, o->name, arena));
        else if (value && (o->place == OPTION_BODY || o->place == OPTION_BODY_NEEDED))
            add_member(body, key, value);
    }
    request_param(request, "as_of", client_global(client, "as-of"));
}

static void finish_body(struct request *request, struct hd_jsonw *body, struct hd_arena *arena)
{
    if (!body->depth)
        return;
    hd_jsonw_end_object(body);
    request->body_len = body->out->len;
    request->body = hd_arena_strndup(arena, body->out->data, body->out->len);
    request->content_type = "application/json";
}

enum hd_rc ask_fill(const struct client *client, struct request *request, struct hd_arena *arena,
                    struct hd_error *err)
{
    HD_BUF_AUTO struct hd_buf text = { 0 };
    const struct command *command = client->call.command;
    struct hd_jsonw body = { .out = &text };
    const char *path = command->path;
    enum hd_rc rc = HD_OK;

    hd_buf_init(&text, BODY_MAX);
    request->method = command->method;
    for (size_t i = 0; !rc && i < COMMAND_ARGUMENTS && command->arguments[i].name; i++) {
        if (client->call.arguments[i])
            rc = add_argument(&command->arguments[i], client->call.arguments[i], request, &path,
                              &body, arena, err);
    }
    if (rc)
        return rc;
    request_path(request, path, arena);
    add_options(client, request, &body, arena);
    finish_body(request, &body, arena);
    return HD_OK;
}

/* ---- the answer ---- */

static int exit_status(const struct client *client, const struct reply *reply)
{
    if (!reply->attention)
        return EXIT_FINE;
    if (client->call.command->attention_fails)
        return EXIT_FAILED;
    return command_option(&client->call, "check") ? EXIT_ATTENTION : EXIT_FINE;
}

static int print_reply(const struct client *client, const struct reply *reply)
{
    if (reply->status >= 400)
        return reply_tell_problem(client, reply);
    if (!client_print(client, reply->body.data, reply->body.len))
        return EXIT_FAILED;
    return exit_status(client, reply);
}

static int send(struct client *client, const char *format, const char *body, size_t len)
{
    HD_ARENA_AUTO struct hd_arena arena = { 0 };
    struct request request = { 0 };
    struct reply reply = { 0 };
    struct hd_error err = { 0 };
    enum hd_rc rc = ask_fill(client, &request, &arena, &err);
    int status;

    if (body) {
        request.body = body;
        request.body_len = len;
        request.content_type = "application/json";
    }
    if (!rc)
        rc = request_send(client, &request, format, &reply, &err);
    if (rc)
        status = *err.text ? client_fail_error(client, &err) : EXIT_FAILED;
    else
        status = print_reply(client, &reply);
    reply_clear(&reply);
    return status;
}

int ask_in_format(struct client *client, const char *format)
{
    return send(client, format, NULL, 0);
}

int ask_with_body(struct client *client, const char *body, size_t len)
{
    return send(client, client->output, body, len);
}

int ask(struct client *client)
{
    return ask_in_format(client, client->output);
}
