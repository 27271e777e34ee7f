#include "client/client.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "client/colour.h"
#include "common/memory.h"

#define PROBLEMS_SHOWN 200

void client_clear(struct client *client)
{
    settings_free(&client->settings);
}

const char *client_global(const struct client *client, const char *name)
{
    const char *found = NULL;

    for (size_t i = 0; i < client->call.given_count; i++) {
        const struct command_option *option = client->call.given[i].option;

        for (const struct command_option *global = command_globals; global->name; global++) {
            if (option == global && strcmp(option->name, name) == 0)
                found = client->call.given[i].value ? client->call.given[i].value : "";
        }
    }
    return found;
}

bool client_wants_json(const struct client *client)
{
    return strcmp(client->output, "json") == 0;
}

bool client_settings(struct client *client)
{
    HD_PROBLEMS_AUTO struct hd_problems problems = { 0 };
    struct hd_error err = { 0 };

    if (client->settings)
        return true;
    if (!settings_load(client_global(client, "config"), &client->settings, &problems, &err))
        return true;
    if (problems.count)
        client_tell_problems(client, &problems);
    else
        (void)client_fail_error(client, &err);
    return false;
}

/* ---- to standard error ---- */

int client_fail(const struct client *client, const char *message, const char *const *args)
{
    HD_BUF_AUTO struct hd_buf text = { 0 };

    hd_buf_init(&text, 1 << 16);
    if (args)
        hd_fill(&text, hd_tr(client->lang, message), args);
    else
        hd_buf_puts(&text, hd_tr(client->lang, message));
    fprintf(stderr, "hedef: %s\n", text.data);
    return EXIT_FAILED;
}

int client_fail_error(const struct client *client, const struct hd_error *err)
{
    (void)client;
    fprintf(stderr, "hedef: %s\n", err->text);
    return EXIT_FAILED;
}

void client_note(const struct client *client, const char *message, const char *const *args)
{
    if (!client->quiet)
        (void)client_fail(client, message, args);
}

void client_tell_problems(const struct client *client, struct hd_problems *problems)
{
    char rest[24];

    hd_problems_sort(problems);
    for (size_t i = 0; i < problems->count && i < PROBLEMS_SHOWN; i++) {
        HD_BUF_AUTO struct hd_buf line = { 0 };

        hd_buf_init(&line, 1 << 14);
        hd_problem_line(&problems->items[i], client->lang, &line);
        fprintf(stderr, "%s\n", line.data);
    }
    if (problems->count <= PROBLEMS_SHOWN)
        return;
    snprintf(rest, sizeof rest, "%zu", problems->count - PROBLEMS_SHOWN + problems->dropped);
    (void)client_fail(client, N_("and {count} more"), HD_ARGS("count", rest));
}

/* ---- to standard output ---- */

bool client_print(const struct client *client, const char *data, size_t len)
{
    HD_BUF_AUTO struct hd_buf coloured = { 0 };

    if (colour_wanted(client)) {
        hd_buf_init(&coloured, 2 * len + 4096);
        colour_glyphs(data, len, &coloured);
        data = coloured.data;
        len = coloured.len;
    }
    if (fwrite(data, 1, len, stdout) == len && fflush(stdout) == 0)
        return true;
    if (errno != EPIPE)
        fprintf(stderr, "hedef: standard output: %s\n", strerror(errno));
    return false;
}
