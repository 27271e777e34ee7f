/* Commands on the database file itself. */
#include <stdio.h>
#include <string.h>

#include "client/ask.h"
#include "client/client.h"
#include "client/local.h"
#include "daemon/api/answer.h"
#include "storage/store.h"

static int say(const struct client *client, const char *message, const char *const *args)
{
    HD_BUF_AUTO struct hd_buf text = { 0 };

    hd_buf_init(&text, 1 << 14);
    hd_fill(&text, hd_tr(client->lang, message), args);
    hd_buf_putc(&text, '\n');
    return client_print(client, text.data, text.len) ? EXIT_FINE : EXIT_FAILED;
}

/* false: told already.  A database that is to be restored may be missing. */
static bool may_work_alone(struct client *client, bool may_be_missing)
{
    struct hd_error err = { 0 };
    enum hd_rc rc;

    if (!client_settings(client))
        return false;
    rc = request_check_owner(client, &err);
    if (rc == HD_NOT_FOUND && may_be_missing)
        return true;
    if (rc)
        (void)client_fail_error(client, &err);
    return !rc;
}

/* The lock tells who has the database, by the number of the process. */
static int tell_failure(const struct client *client, const struct hd_error *err)
{
    struct hd_error ignored = { 0 };
    bool runs = false;

    if (err->rc == HD_CONFLICT && !request_daemon_runs(client, &runs, &ignored) && runs)
        return client_fail(client, N_("hedefd is running, stop it first: {text}"),
                           HD_ARGS("text", err->text));
    return client_fail_error(client, err);
}

int local_restore(struct client *client)
{
    const char *from = client->call.arguments[0];
    struct hd_error err = { 0 };

    if (!may_work_alone(client, true))
        return EXIT_FAILED;
    if (store_restore(from, client->settings->database, &err))
        return tell_failure(client, &err);
    return say(client, N_("{path} now holds what {from} held; an old database stays beside it."),
               HD_ARGS("path", client->settings->database, "from", from));
}

static int tell_damage(const struct client *client, const char *first)
{
    return client_fail(client, N_("The database is damaged: {first}"), HD_ARGS("first", first));
}

/* Without a daemon the file is looked at as it is: one that is broken could not be opened. */
static int verify_alone(struct client *client)
{
    HD_ARENA_AUTO struct hd_arena arena = { 0 };
    struct store_verify verify = { 0 };
    struct hd_error err = { 0 };
    struct api_param format = { "format", client->output };
    struct api_request request = {
        .params = &format, .param_count = 1, .lang = client->lang, .arena = &arena
    };
    struct api_reply reply;
    enum hd_rc rc = store_verify(client->settings->database, &verify, &err);
    bool printed;

    if (rc && (rc != HD_CORRUPT || !verify.broken))
        return client_fail_error(client, &err);
    api_reply_init(&reply, 1 << 20);
    store_verify_write(&verify, &request, &reply);
    printed = client_print(client, reply.body.data, reply.body.len);
    api_reply_clear(&reply);
    if (verify.broken)
        return tell_damage(client, verify.first);
    return printed ? EXIT_FINE : EXIT_FAILED;
}

int local_db_verify(struct client *client)
{
    struct hd_error err = { 0 };
    bool runs = false;

    if (!client_settings(client))
        return EXIT_FAILED;
    if (request_daemon_runs(client, &runs, &err))
        return client_fail_error(client, &err);
    if (runs)
        return ask(client);
    return may_work_alone(client, false) ? verify_alone(client) : EXIT_FAILED;
}

int local_db_upgrade(struct client *client)
{
    struct store_options options = { .clock = &hd_clock_system };
    struct store *store = NULL;
    struct hd_error err = { 0 };
    char schema[16];

    if (!may_work_alone(client, false))
        return EXIT_FAILED;
    options.path = client->settings->database;
    if (store_open(&options, &store, &err))
        return tell_failure(client, &err);
    store_close(&store);
    snprintf(schema, sizeof schema, "%d", store_schema_version());
    return say(client, N_("The database has schema {schema}."), HD_ARGS("schema", schema));
}
