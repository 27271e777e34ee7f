/* hedef: the command line.  Finds out what was asked, and hands it to the command. */
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "client/ask.h"
#include "client/client.h"
#include "client/language.h"
#include "common/log.h"
#include "storage/store.h"

static const char *const outputs[] = { "table", "json", "csv", "tsv", "plain" };
static const char *const whens[] = { "auto", "always", "never" };

#define COUNT(array) (sizeof(array) / sizeof *(array))

/* What deeper layers have to say, without the marks that journald reads. */
static void tell_log(void *ctx, enum hd_log_level level, const char *line)
{
    (void)ctx;
    (void)level;
    fprintf(stderr, "hedef: %s\n", line);
}

static bool one_of(const struct client *client, const char *name, const char *const *known,
                   size_t count)
{
    HD_BUF_AUTO struct hd_buf list = { 0 };
    const char *value = client_global(client, name);

    for (size_t i = 0; value && i < count; i++) {
        if (strcmp(value, known[i]) == 0)
            return true;
    }
    if (!value)
        return true;
    hd_buf_init(&list, 1024);
    for (size_t i = 0; i < count; i++)
        hd_buf_printf(&list, "%s%s", i ? ", " : "", known[i]);
    (void)client_fail(client, N_("--{name} is one of {words}, not '{value}'."),
                      HD_ARGS("name", name, "words", list.data, "value", value));
    return false;
}

static bool take_language(struct client *client)
{
    const char *code = client_global(client, "lang");
    const struct hd_lang *const *all;
    const char *codes[16];
    size_t count = 0;

    if (!code)
        return true;
    all = hd_lang_all(&count);
    count = count < COUNT(codes) ? count : COUNT(codes);
    for (size_t i = 0; i < count; i++)
        codes[i] = hd_lang_code(all[i]);
    if (!one_of(client, "lang", codes, count))
        return false;
    client->lang = hd_lang_find(code);
    return true;
}

static bool take_globals(struct client *client)
{
    const char *output = client_global(client, "output");

    if (!take_language(client) || !one_of(client, "output", outputs, COUNT(outputs)) ||
        !one_of(client, "color", whens, COUNT(whens)))
        return false;
    client->output = output ? output : outputs[0];
    client->quiet = client_global(client, "quiet") != NULL;
    hd_log_set_level(client_global(client, "verbose") ? HD_LOG_DEBUG
                     : client->quiet                  ? HD_LOG_ERROR
                                                      : HD_LOG_WARNING);
    return true;
}

static int show_help(const struct client *client, FILE *to)
{
    HD_BUF_AUTO struct hd_buf text = { 0 };

    hd_buf_init(&text, 1 << 16);
    command_help(&client->call, client->lang, &text);
    return fwrite(text.data, 1, text.len, to) == text.len && fflush(to) == 0 ? EXIT_FINE
                                                                             : EXIT_FAILED;
}

static int run(struct client *client)
{
    if (client->call.version) {
        printf("hedef %s, schema %d\n", HEDEF_VERSION, store_schema_version());
        return fflush(stdout) == 0 ? EXIT_FINE : EXIT_FAILED;
    }
    if (client->call.help)
        return show_help(client, stdout);
    if (!client->call.command) {
        (void)show_help(client, stderr);
        return EXIT_FAILED;
    }
    return client->call.command->run ? client->call.command->run(client) : ask(client);
}

int main(int argc, char **argv)
{
    struct client client = { .lang = language_wanted(argc, argv), .output = outputs[0] };
    struct hd_buf complaint = { 0 };
    int status = EXIT_FAILED;

    hd_log_set_sink(tell_log, NULL);
    signal(SIGPIPE, SIG_IGN);
    umask(S_IWGRP | S_IRWXO);
    hd_buf_init(&complaint, 1 << 14);
    if (!command_parse(argc, argv, client.lang, &client.call, &complaint))
        fprintf(stderr, "hedef: %s\n", complaint.data);
    else if (take_globals(&client))
        status = run(&client);
    hd_buf_clear(&complaint);
    client_clear(&client);
    return status;
}
