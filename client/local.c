#include "client/local.h"

#include <stdio.h>
#include <string.h>

#include "client/client.h"
#include "common/csv.h"
#include "common/json.h"
#include "daemon/collect/sources.h"
#include "queries/catalog.h"

/* Bytes of one printed document. */
#define TEXT_MAX (4 << 20)

static int print_all(const struct client *client, struct hd_buf *text)
{
    int status = client_print(client, text->data, text->len) ? EXIT_FINE : EXIT_FAILED;

    hd_buf_clear(text);
    return status;
}

/* ---- completion ---- */

int local_completion(struct client *client)
{
    struct hd_buf text = { 0 };

    hd_buf_init(&text, TEXT_MAX);
    command_completion(&text);
    return print_all(client, &text);
}

/* ---- catalogue files ---- */

static void problems_json(struct hd_jsonw *w, const struct hd_problems *problems,
                          const struct hd_lang *lang)
{
    hd_jsonw_key(w, "problems");
    hd_jsonw_array(w);
    for (size_t i = 0; i < problems->count; i++) {
        const struct hd_problem *problem = &problems->items[i];
        HD_BUF_AUTO struct hd_buf message = { 0 };

        hd_buf_init(&message, 1 << 14);
        hd_problem_message(problem, lang, &message);
        hd_jsonw_object(w);
        hd_jsonw_key_string(w, "file", problem->file);
        hd_jsonw_key_int(w, "line", problem->line);
        hd_jsonw_key_string(w, "code", problem->code);
        hd_jsonw_key_bool(w, "warning", problem->warning);
        hd_jsonw_key_string(w, "detail", message.data);
        hd_jsonw_end_object(w);
    }
    hd_jsonw_end_array(w);
}

static int print_problems_json(const struct client *client, const struct hd_problems *problems)
{
    struct hd_buf text = { 0 };
    struct hd_jsonw w = { .out = &text };

    hd_buf_init(&text, TEXT_MAX);
    hd_jsonw_object(&w);
    hd_jsonw_key_int(&w, "version", 1);
    hd_jsonw_key(&w, "data");
    hd_jsonw_object(&w);
    hd_jsonw_key_bool(&w, "good", problems->errors == 0);
    problems_json(&w, problems, client->lang);
    hd_jsonw_end_object(&w);
    hd_jsonw_end_object(&w);
    hd_buf_putc(&text, '\n');
    return print_all(client, &text);
}

static void put_good(const struct client *client, const struct catalog_files *files,
                     struct hd_buf *out)
{
    static const char *const kinds[] = { "strategy", "indicator", "target", "body" };
    char counts[4][24];

    for (size_t i = 0; i < 4; i++)
        snprintf(counts[i], sizeof counts[i], "%zu", catalog_files_count(files, kinds[i]));
    hd_fill(out,
            hd_tr(client->lang, N_("The catalogue is good: {strategies} strategies, {indicators} "
                                   "indicators, {targets} targets, {bodies} bodies.")),
            HD_ARGS("strategies", counts[0], "indicators", counts[1], "targets", counts[2],
                    "bodies", counts[3]));
    hd_buf_putc(out, '\n');
}

static int tell_check(const struct client *client, const struct catalog_files *files,
                      struct hd_problems *problems)
{
    struct hd_buf text = { 0 };

    if (client_wants_json(client)) {
        if (print_problems_json(client, problems) != EXIT_FINE)
            return EXIT_FAILED;
        return problems->errors ? EXIT_FAILED : EXIT_FINE;
    }
    client_tell_problems(client, problems);
    if (problems->errors)
        return EXIT_FAILED;
    hd_buf_init(&text, 1024);
    put_good(client, files, &text);
    return print_all(client, &text);
}

int local_catalog_check(struct client *client)
{
    HD_PROBLEMS_AUTO struct hd_problems problems = { 0 };
    struct catalog_files *files = NULL;
    struct hd_error err = { 0 };
    int status;
    enum hd_rc rc = catalog_files_read(client->call.arguments[0], &files, &problems, &err);

    if (rc && !problems.errors)
        status = client_fail_error(client, &err);
    else
        status = tell_check(client, files, &problems);
    catalog_files_close(&files);
    return status;
}

/* ---- configuration ---- */

int local_config_check(struct client *client)
{
    HD_PROBLEMS_AUTO struct hd_problems problems = { 0 };
    struct hd_buf text = { 0 };

    if (!client_settings(client))
        return EXIT_FAILED;
    settings_check(client->settings, &problems);
    sources_check(client->settings, &hd_clock_system, &problems);
    client_tell_problems(client, &problems);
    if (problems.errors)
        return EXIT_FAILED;
    hd_buf_init(&text, 8192);
    hd_fill(&text, hd_tr(client->lang, N_("{path} is good.")),
            HD_ARGS("path", client->settings->conf_path));
    hd_buf_putc(&text, '\n');
    return print_all(client, &text);
}

static void show_table(const struct settings *settings, struct hd_buf *out)
{
    const char *section = "";

    for (const struct hd_conf_key *key = settings_keys; key->name; key++) {
        if (key->type == HD_CONF_GROUP)
            continue;
        if (strcmp(section, key->section) != 0)
            hd_buf_printf(out, "%s[%s]\n", *section ? "\n" : "", key->section);
        section = key->section;
        hd_buf_printf(out, "%s = ", key->name);
        hd_conf_value_text(key, settings, out);
        hd_buf_putc(out, '\n');
    }
}

/* As they stand: what names a secret names its file. */
static void show_sources(const struct settings *settings, struct hd_buf *out)
{
    const struct hd_conf_group *sources = &settings->sources;

    for (size_t i = 0; i < sources->count; i++) {
        const struct hd_conf_section *section = &sources->items[i];

        hd_buf_printf(out, "\n[source %s]\n", section->name);
        for (size_t j = 0; j < section->count; j++)
            hd_buf_printf(out, "%s = %s\n", section->items[j].name, section->items[j].value);
    }
}

/* Without the quotes that hedef.conf needs. */
static void value_of(const struct hd_conf_key *key, const struct settings *settings,
                     struct hd_buf *value)
{
    const char *const *text = (const void *)((const char *)settings + key->offset);

    hd_buf_reset(value);
    if (key->secret ||
        (key->type != HD_CONF_TEXT && key->type != HD_CONF_LIST && key->type != HD_CONF_PATH))
        hd_conf_value_text(key, settings, value);
    else if (*text)
        hd_buf_puts(value, *text);
}

static void show_json(const struct settings *settings, struct hd_buf *out)
{
    HD_BUF_AUTO struct hd_buf value = { 0 };
    struct hd_jsonw w = { .out = out };

    hd_buf_init(&value, 1 << 16);
    hd_jsonw_object(&w);
    hd_jsonw_key_int(&w, "version", 1);
    hd_jsonw_key(&w, "data");
    hd_jsonw_array(&w);
    for (const struct hd_conf_key *key = settings_keys; key->name; key++) {
        if (key->type == HD_CONF_GROUP)
            continue;
        value_of(key, settings, &value);
        hd_jsonw_object(&w);
        hd_jsonw_key_string(&w, "section", key->section);
        hd_jsonw_key_string(&w, "option", key->name);
        hd_jsonw_key_string(&w, "value", value.data);
        hd_jsonw_end_object(&w);
    }
    hd_jsonw_end_array(&w);
    hd_jsonw_key_string(&w, "next", NULL);
    hd_jsonw_end_object(&w);
    hd_buf_putc(out, '\n');
}

static void show_separated(const struct settings *settings, char separator, struct hd_buf *out)
{
    HD_BUF_AUTO struct hd_buf value = { 0 };

    hd_buf_init(&value, 1 << 16);
    hd_buf_printf(out, "section%coption%cvalue\n", separator, separator);
    for (const struct hd_conf_key *key = settings_keys; key->name; key++) {
        if (key->type == HD_CONF_GROUP)
            continue;
        value_of(key, settings, &value);
        hd_buf_printf(out, "%s%c%s%c", key->section, separator, key->name, separator);
        hd_csv_put(out, value.data, true);
        hd_buf_putc(out, '\n');
    }
}

int local_config_show(struct client *client)
{
    struct hd_buf text = { 0 };

    if (!client_settings(client))
        return EXIT_FAILED;
    hd_buf_init(&text, TEXT_MAX);
    if (client_wants_json(client)) {
        show_json(client->settings, &text);
    } else if (strcmp(client->output, "csv") == 0 || strcmp(client->output, "tsv") == 0) {
        show_separated(client->settings, client->output[0] == 'c' ? ',' : '\t', &text);
    } else {
        show_table(client->settings, &text);
        show_sources(client->settings, &text);
    }
    return print_all(client, &text);
}
