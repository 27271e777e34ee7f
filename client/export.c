/* hedef export: every value that stands, in the format that is named. */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "client/ask.h"
#include "client/client.h"
#include "client/local.h"
#include "common/file.h"
#include "daemon/export/export.h"

/* Besides those of daemon/export/: the house's own. */
static const char *const own_formats[] = { "csv", "json", "tsv" };
#define OWN_FORMATS (sizeof own_formats / sizeof(char *))

static bool is_known(const char *format)
{
    for (size_t i = 0; i < OWN_FORMATS; i++)
        if (strcmp(format, own_formats[i]) == 0)
            return true;
    return export_find(format) != NULL;
}

static int refuse_format(const struct client *client, const char *format)
{
    HD_BUF_AUTO struct hd_buf known = { 0 };

    hd_buf_init(&known, 1024);
    for (size_t i = 0; i < OWN_FORMATS; i++)
        hd_buf_printf(&known, "%s%s", i ? ", " : "", own_formats[i]);
    for (size_t i = 0; exports[i]; i++)
        hd_buf_printf(&known, ", %s", exports[i]->name);
    return client_fail(client, N_("There is no export format '{format}': known are {known}."),
                       HD_ARGS("format", format, "known", known.data));
}

static bool is_binary(const char *format)
{
    const struct export_ops *ops = export_find(format);

    return ops && ops->binary;
}

/* The bytes as they are: nothing is coloured. */
static int write_out(struct client *client, const char *path, const struct reply *reply)
{
    struct hd_error err = { 0 };

    if (path && strcmp(path, "-") != 0) {
        if (hd_file_replace(path, reply->body.data, reply->body.len, 0644, &err))
            return client_fail_error(client, &err);
        return EXIT_FINE;
    }
    if (fwrite(reply->body.data, 1, reply->body.len, stdout) == reply->body.len &&
        fflush(stdout) == 0)
        return EXIT_FINE;
    return client_fail(client, N_("Standard output cannot be written."), NULL);
}

static int export_in(struct client *client, const char *format)
{
    HD_ARENA_AUTO struct hd_arena arena = { 0 };
    struct request request = { 0 };
    struct reply reply = { 0 };
    struct hd_error err = { 0 };
    enum hd_rc rc = ask_fill(client, &request, &arena, &err);
    int status;

    if (!rc)
        rc = request_send(client, &request, format, &reply, &err);
    if (rc)
        status = *err.text ? client_fail_error(client, &err) : EXIT_FAILED;
    else if (reply.status >= 400)
        status = reply_tell_problem(client, &reply);
    else
        status = write_out(client, command_option(&client->call, "output-file"), &reply);
    reply_clear(&reply);
    return status;
}

int local_export(struct client *client)
{
    const char *format = command_option(&client->call, "format");
    const char *path = command_option(&client->call, "output-file");

    if (!format)
        format = client_global(client, "output");
    else if (!is_known(format))
        return refuse_format(client, format);
    if (!format)
        format = own_formats[0];
    if (is_binary(format) && (!path || strcmp(path, "-") == 0) && isatty(STDOUT_FILENO))
        return client_fail(client,
                           N_("{format} is nothing for a terminal: name a file with --output-file, "
                              "or send it on with > or |."),
                           HD_ARGS("format", format));
    return export_in(client, format);
}
