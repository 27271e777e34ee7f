/* hedef import: the file is the body of one request; the report is printed from its answer. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "client/ask.h"
#include "client/client.h"
#include "client/local.h"
#include "common/csv.h"
#include "common/file.h"
#include "common/json.h"

#define ROWS_SHOWN     20
#define PROBLEMS_SHOWN 200
#define REPORT_BYTES   (64 << 20)

struct import {
    struct client *client;
    const char *path; /* "-": standard input */
    struct hd_arena arena;
    const struct hd_json *data; /* of the answer */
    struct hd_buf out;
    bool progress_shown;
};

static const char *base_name(const char *path)
{
    const char *slash = strrchr(path, '/');

    if (strcmp(path, "-") == 0)
        return "stdin";
    return slash ? slash + 1 : path;
}

/* ---- the report ---- */

static const char *member(const struct hd_json *object, const char *key)
{
    const struct hd_json *found = hd_json_get(object, key);

    return found && found->text ? found->text : "";
}

static bool is_true(const struct hd_json *object, const char *key)
{
    const struct hd_json *found = hd_json_get(object, key);

    return found && found->type == HD_JSON_TRUE;
}

static void put_sentence(struct import *import, const char *message, const char *const *args)
{
    hd_fill(&import->out, hd_tr(import->client->lang, message), args);
    hd_buf_putc(&import->out, '\n');
}

static void put_counts(struct import *import)
{
    const struct hd_json *data = import->data;

    put_sentence(import,
                 is_true(data, "dry_run")
                     ? N_("Dry run: {new} new, {changed} changed, {unchanged} unchanged, "
                          "{refused} refused, {empty} empty; nothing was written.")
                     : N_("{new} new, {changed} changed, {unchanged} unchanged, {refused} refused, "
                          "{empty} empty."),
                 HD_ARGS("new", member(data, "new"), "changed", member(data, "changed"),
                         "unchanged", member(data, "unchanged"), "refused", member(data, "refused"),
                         "empty", member(data, "empty")));
}

static bool is_some(const struct hd_json *data, const char *key)
{
    const char *count = member(data, key);

    return *count && strcmp(count, "0") != 0;
}

static void put_samples(struct import *import)
{
    const struct hd_json *data = import->data;

    if (is_some(data, "samples") || is_some(data, "samples_known"))
        put_sentence(
            import, N_("Samples: {new} new, {known} known before."),
            HD_ARGS("new", member(data, "samples"), "known", member(data, "samples_known")));
}

static void put_state(struct import *import)
{
    const char *id = member(import->data, "submission");
    const char *state = member(import->data, "state");

    if (*id && strcmp(state, "submitted") == 0)
        put_sentence(import,
                     N_("Submission {id} waits for a second person: hedef submission show {id}"),
                     HD_ARGS("id", id));
    else if (*id)
        put_sentence(import, N_("Submission {id} is published."), HD_ARGS("id", id));
}

static void put_phrase(struct import *import, const char *message, const char *const *args)
{
    hd_buf_puts(&import->out, "  ");
    hd_fill(&import->out, hd_tr(import->client->lang, message), args);
}

/* Equal numbers with an arrow between them would say nothing. */
static void put_change(struct import *import, const struct hd_json *row)
{
    const char *old = member(row, "old"), *new_value = member(row, "new");
    const char *old_status = member(row, "old_status"), *new_status = member(row, "new_status");

    if (strcmp(old, new_value) != 0)
        hd_buf_printf(&import->out, "%s → ", *old ? old : "–");
    hd_buf_puts(&import->out, *new_value ? new_value : "–");
    if (strcmp(old_status, new_status) != 0)
        put_phrase(import, N_("status {old} → {new}"),
                   HD_ARGS("old", old_status, "new", new_status));
    if (is_true(row, "comment_changed"))
        put_phrase(import, N_("another comment"), NULL);
    hd_buf_putc(&import->out, '\n');
}

static void put_row(struct import *import, const struct hd_json *row)
{
    const char *breakdown = member(row, "breakdown"), *new_value = member(row, "new");

    hd_buf_printf(&import->out, "  %s:%s  %s  %s%s%s  %s  ", base_name(import->path),
                  member(row, "line"), member(row, "indicator"), member(row, "area"),
                  *breakdown ? "/" : "", breakdown, member(row, "period"));
    if (strcmp(member(row, "effect"), "changed") == 0)
        put_change(import, row);
    else
        hd_buf_printf(&import->out, "%s\n", *new_value ? new_value : "–");
}

static void put_rows(struct import *import)
{
    const struct hd_json *rows = hd_json_get(import->data, "rows");
    long shown = 0, all = strtol(member(import->data, "new"), NULL, 10) +
                          strtol(member(import->data, "changed"), NULL, 10);
    char rest[24];

    if (!rows)
        return;
    for (const struct hd_json *row = rows->first; row && shown < ROWS_SHOWN;
         row = row->next, shown++)
        put_row(import, row);
    if (all <= shown)
        return;
    snprintf(rest, sizeof rest, "%ld", all - shown);
    put_sentence(import, N_("  and {count} more"), HD_ARGS("count", rest));
}

static void put_separated(struct import *import, char separator)
{
    static const char *const keys[] = { "line",   "indicator", "area", "breakdown",
                                        "period", "old",       "new",  "effect" };
    const size_t count = sizeof keys / sizeof *keys;
    const struct hd_json *rows = hd_json_get(import->data, "rows");

    for (size_t i = 0; i < count; i++)
        hd_buf_printf(&import->out, "%s%c", keys[i], i + 1 < count ? separator : '\n');
    for (const struct hd_json *row = rows ? rows->first : NULL; row; row = row->next) {
        for (size_t i = 0; i < count; i++) {
            hd_csv_put(&import->out, member(row, keys[i]), false);
            hd_buf_putc(&import->out, i + 1 < count ? separator : '\n');
        }
    }
}

static void put_problem(struct import *import, const struct hd_json *problem)
{
    const char *line = member(problem, "line"), *column = member(problem, "column");
    const char *cell = member(problem, "cell"), *place = *cell ? cell : line;

    if (is_true(problem, "warning"))
        hd_buf_printf(&import->out, "%s ", hd_tr(import->client->lang, N_("Warning:")));
    hd_buf_printf(&import->out, "%s%s%s: %s%s%s\n", base_name(import->path), *place ? ":" : "",
                  place, column, *column ? ": " : "", member(problem, "detail"));
}

static void put_problems(struct import *import, bool warnings)
{
    const struct hd_json *problems = hd_json_get(import->data, "problems");
    size_t shown = 0;

    for (const struct hd_json *p = problems ? problems->first : NULL; p && shown < PROBLEMS_SHOWN;
         p = p->next) {
        if (is_true(p, "warning") != warnings)
            continue;
        put_problem(import, p);
        shown++;
    }
}

static void write_report(struct import *import, const struct reply *reply)
{
    const char *output = import->client->output;

    if (client_wants_json(import->client)) {
        hd_buf_put(&import->out, reply->body.data, reply->body.len);
    } else if (strcmp(output, "csv") == 0 || strcmp(output, "tsv") == 0) {
        put_separated(import, *output == 'c' ? ',' : '\t');
    } else {
        put_counts(import);
        put_samples(import);
        put_rows(import);
        put_state(import);
        put_problems(import, true);
    }
}

/* ---- rows that were refused while others were taken ---- */

static void tell_refused(struct import *import)
{
    hd_buf_init(&import->out, REPORT_BYTES);
    put_problems(import, false);
    if (import->out.len)
        fwrite(import->out.data, 1, import->out.len, stderr);
    hd_buf_clear(&import->out);
}

static int write_rejected(struct import *import)
{
    const char *rejected = member(import->data, "rejected_csv");
    HD_BUF_AUTO struct hd_buf path = { 0 };
    struct hd_error err = { 0 };

    tell_refused(import);
    if (!*rejected)
        return EXIT_FAILED;
    hd_buf_init(&path, 8192);
    hd_buf_printf(&path, "%s.rejected.csv",
                  strcmp(import->path, "-") == 0 ? "stdin" : import->path);
    if (hd_file_replace(path.data, rejected, strlen(rejected), 0640, &err))
        return client_fail_error(import->client, &err);
    client_note(import->client, N_("The refused rows are in {path}."), HD_ARGS("path", path.data));
    return EXIT_FAILED;
}

/* ---- all of it ---- */

static int tell_answer(struct import *import, const struct reply *reply)
{
    struct hd_error err = { 0 };
    struct hd_json *root = NULL;
    int status;

    if (reply->status >= 400)
        return reply_tell_problem(import->client, reply);
    if (hd_json_parse(reply->body.data, reply->body.len, &import->arena, &root, &err))
        return client_fail_error(import->client, &err);
    import->data = hd_json_get(root, "data");
    if (!import->data)
        return client_fail(import->client, N_("The answer was not understood."), NULL);
    hd_buf_init(&import->out, REPORT_BYTES);
    write_report(import, reply);
    status =
        client_print(import->client, import->out.data, import->out.len) ? EXIT_FINE : EXIT_FAILED;
    hd_buf_clear(&import->out);
    return strcmp(member(import->data, "refused"), "0") == 0 ? status : write_rejected(import);
}

/* ---- while it lasts ---- */

/* Over itself, on a terminal alone. */
static void show_progress(void *ctx, size_t rows)
{
    struct import *import = ctx;
    char count[24];

    if (!rows)
        return;
    snprintf(count, sizeof count, "%zu", rows);
    hd_buf_init(&import->out, REPORT_BYTES);
    hd_fill(&import->out, hd_tr(import->client->lang, N_("{count} rows read ...")),
            HD_ARGS("count", count));
    fprintf(stderr, "\r%s", import->out.data);
    hd_buf_clear(&import->out);
    import->progress_shown = true;
}

static void end_progress(struct import *import)
{
    if (import->progress_shown)
        fputs("\r\033[K", stderr);
}

static int send(struct import *import, const char *data, size_t len, bool mapped)
{
    struct request request = { .body = data,
                               .body_len = len,
                               .body_mapped = mapped,
                               .content_type = "text/csv",
                               .progress_ctx = import };
    struct reply reply = { 0 };
    struct hd_error err = { 0 };
    enum hd_rc rc = ask_fill(import->client, &request, &import->arena, &err);
    int status;

    request_param(&request, "filename", base_name(import->path));
    if (isatty(STDERR_FILENO) && !import->client->quiet)
        request.progress = show_progress;
    request.idempotency_key = command_option(&import->client->call, "idempotency-key");
    if (!rc)
        rc = request_send(import->client, &request, NULL, &reply, &err);
    end_progress(import);
    if (rc)
        status = *err.text ? client_fail_error(import->client, &err) : EXIT_FAILED;
    else
        status = tell_answer(import, &reply);
    reply_clear(&reply);
    return status;
}

static enum hd_rc read_file(struct import *import, struct hd_file_map *map, char **data_out,
                            size_t *len_out, struct hd_error *err)
{
    size_t max = (size_t)import->client->settings->max_body_bytes;
    enum hd_rc rc = HD_CONFLICT;

    if (strcmp(import->path, "-") != 0)
        rc = hd_file_map(import->path, max, map, err);
    *len_out = map->len;
    return rc == HD_CONFLICT ? hd_file_read(import->path, max, data_out, len_out, err) : rc;
}

int local_import(struct client *client)
{
    struct import import = { .client = client, .path = client->call.arguments[0] };
    struct hd_file_map map = { NULL, 0 };
    struct hd_error err = { 0 };
    char *data = NULL;
    size_t len = 0;
    enum hd_rc rc;
    int status;

    if (!client_settings(client))
        return EXIT_FAILED;
    rc = read_file(&import, &map, &data, &len, &err);
    if (rc == HD_NOT_FOUND)
        return client_fail(client, N_("There is no file {path}."), HD_ARGS("path", import.path));
    if (rc == HD_LIMIT)
        return client_fail(client,
                           N_("{path} is larger than max_body_bytes in [server] of hedef.conf "
                              "allows."),
                           HD_ARGS("path", import.path));
    if (rc)
        return client_fail_error(client, &err);
    status = send(&import, map.data ? map.data : data, len, map.data != NULL);
    hd_arena_clear(&import.arena);
    hd_file_unmap(&map);
    free(data);
    return status;
}
