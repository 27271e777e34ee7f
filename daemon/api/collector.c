/* Sources: how each fares, one of them, running one now, making and removing them, and what others
 * push. */
#include <stdio.h>
#include <string.h>

#include "collectors/collector.h"
#include "daemon/api/answer.h"
#include "daemon/api/handlers.h"
#include "daemon/api/intake_members.h"
#include "daemon/collect/run.h"
#include "daemon/collect/sources.h"
#include "daemon/collect/view.h"
#include "daemon/service.h"
#include "storage/source.h"

#define SHOWN_ROWS     20
#define SHOWN_PROBLEMS 50

/* ---- list ---- */

static void column_name(const void *row, const struct api_request *request, struct api_cell *cell)
{
    (void)request;
    cell_text(cell, ((const struct collector_view *)row)->name);
}

static void column_state(const void *row, const struct api_request *request, struct api_cell *cell)
{
    const char *state = ((const struct collector_view *)row)->state;

    cell_label(cell, state, collector_state_label(state, request->lang));
}

static void column_title(const void *row, const struct api_request *request, struct api_cell *cell)
{
    (void)request;
    cell_text(cell, ((const struct collector_view *)row)->title);
}

static void column_transport(const void *row, const struct api_request *request,
                             struct api_cell *cell)
{
    (void)request;
    cell_text(cell, ((const struct collector_view *)row)->transport);
}

static void column_format(const void *row, const struct api_request *request, struct api_cell *cell)
{
    (void)request;
    cell_text(cell, ((const struct collector_view *)row)->format);
}

/* Folders and programs of the machine are nobody's business but of those who may write. */
static void column_place(const void *row, const struct api_request *request, struct api_cell *cell)
{
    cell_text(cell, request->role >= API_WRITER ? ((const struct collector_view *)row)->place : "");
}

static void column_schedule(const void *row, const struct api_request *request,
                            struct api_cell *cell)
{
    (void)request;
    cell_text(cell, ((const struct collector_view *)row)->schedule);
}

static void column_last(const void *row, const struct api_request *request, struct api_cell *cell)
{
    (void)request;
    cell_instant(cell, ((const struct collector_view *)row)->last_at_ms);
}

static void column_good(const void *row, const struct api_request *request, struct api_cell *cell)
{
    (void)request;
    cell_instant(cell, ((const struct collector_view *)row)->last_good_at_ms);
}

static void column_new(const void *row, const struct api_request *request, struct api_cell *cell)
{
    (void)request;
    cell_instant(cell, ((const struct collector_view *)row)->last_new_at_ms);
}

static void column_result(const void *row, const struct api_request *request, struct api_cell *cell)
{
    const struct collector_view *view = row;

    cell_label(cell, view->outcome, collector_outcome_label(view->outcome, request->lang));
}

static void column_next(const void *row, const struct api_request *request, struct api_cell *cell)
{
    (void)request;
    cell_instant(cell, ((const struct collector_view *)row)->next_at_ms);
}

static void column_failures(const void *row, const struct api_request *request,
                            struct api_cell *cell)
{
    (void)request;
    cell_int(cell, ((const struct collector_view *)row)->failures);
}

static void column_since(const void *row, const struct api_request *request, struct api_cell *cell)
{
    (void)request;
    cell_instant(cell, ((const struct collector_view *)row)->failing_since_at_ms);
}

static void column_code(const void *row, const struct api_request *request, struct api_cell *cell)
{
    (void)request;
    cell_text(cell, ((const struct collector_view *)row)->code);
}

static void column_message(const void *row, const struct api_request *request,
                           struct api_cell *cell)
{
    cell_text(cell,
              request->role >= API_WRITER ? ((const struct collector_view *)row)->message : "");
}

static const struct api_column columns[] = {
    { "name", N_("Source"), false, column_name },
    { "state", N_("State"), false, column_state },
    { "title", NULL, false, column_title },
    { "transport", N_("Transport"), false, column_transport },
    { "format", N_("Format"), false, column_format },
    { "place", NULL, false, column_place },
    { "schedule", N_("Schedule"), false, column_schedule },
    { "last", N_("Last run"), false, column_last },
    { "result", N_("Result"), false, column_result },
    { "last_good", NULL, false, column_good },
    { "last_new", N_("Last news"), false, column_new },
    { "next", N_("Next run"), false, column_next },
    { "failures", N_("Failures"), true, column_failures },
    { "failing_since", NULL, false, column_since },
    { "code", NULL, false, column_code },
    { "message", N_("Why"), false, column_message },
    { NULL, NULL, false, NULL },
};

/* Without a daemon they are loaded now; false: the reply says what is wrong with them. */
static bool ready(struct service *service, const struct api_request *request,
                  struct api_reply *reply)
{
    HD_PROBLEMS_AUTO struct hd_problems problems = { 0 };
    struct hd_error err = { 0 };

    if (!sources_ready(service, &problems, &err))
        return true;
    (void)api_problems(reply, request, 422, "sources_invalid",
                       N_("The configuration of the sources is wrong"), &problems);
    return false;
}

static int64_t attention_of(const struct collector_view *views, size_t count)
{
    int64_t attention = 0;

    for (size_t i = 0; i < count; i++)
        attention += views[i].failures > 0;
    return attention;
}

enum hd_rc api_collector_list(struct service *service, struct api_request *request,
                              struct api_reply *reply, struct hd_error *err)
{
    struct api_list list = {
        .columns = columns,
        .empty = N_("There are no sources yet. Put one into collectors.d beside hedef.conf, or "
                    "look at the ready-made ones there."),
    };
    struct collector_view *views = NULL;
    const void **rows;
    enum hd_rc rc;

    if (!ready(service, request, reply))
        return HD_OK;
    rc = collector_views(service, NULL, request->arena, &views, &list.count, err);
    if (rc)
        return rc;
    rows = hd_arena_alloc(request->arena, (list.count + 1) * sizeof(void *));
    for (size_t i = 0; i < list.count; i++)
        rows[i] = &views[i];
    list.rows = rows;
    reply->no_store = true;
    reply->attention = attention_of(views, list.count);
    return api_list_write(&list, request, reply, err);
}

/* ---- one of them ---- */

static enum hd_rc unknown(struct service *service, const struct api_request *request,
                          struct api_reply *reply)
{
    size_t count;
    const char *const *names = sources_names(service, request->arena, &count);
    const char *nearest = hd_nearest(request->captures[0], names, count);

    return api_problem(reply, request, 404, "not_found", N_("There is no such source"),
                       nearest ? N_("There is no source '{name}'. Did you mean {nearest}?")
                               : N_("There is no source '{name}': hedef collect list shows all."),
                       HD_ARGS("name", request->captures[0], "nearest", nearest ? nearest : ""));
}

static void put_field(struct api_field *fields, size_t *count, const struct api_column *column,
                      const struct collector_view *view, const struct api_request *request)
{
    struct api_field *field = &fields[(*count)++];

    *field = (struct api_field){ .key = column->key, .label = column->heading };
    column->cell(view, request, &field->cell);
}

enum hd_rc api_collector_show(struct service *service, struct api_request *request,
                              struct api_reply *reply, struct hd_error *err)
{
    struct api_field fields[sizeof columns / sizeof *columns];
    struct collector_view *views = NULL;
    size_t found = 0, count = 0;
    enum hd_rc rc;

    if (!ready(service, request, reply))
        return HD_OK;
    rc = collector_views(service, request->captures[0], request->arena, &views, &found, err);
    if (rc)
        return rc;
    if (!found)
        return unknown(service, request, reply);
    for (const struct api_column *column = columns; column->key; column++)
        put_field(fields, &count, column, &views[0], request);
    for (size_t i = 0; i < count; i++) { /* of one, people want to see everything */
        if (!fields[i].label)
            fields[i].label = i == 2 ? N_("Brings") : i == 5 ? N_("From") : NULL;
    }
    reply->no_store = true;
    api_object_write(fields, count, NULL, request, reply);
    return HD_OK;
}

/* ---- running one ---- */

/* In the language of who asks, where the problems are at hand. */
static const char *message_of(const struct run_result *result, const struct api_request *request)
{
    HD_BUF_AUTO struct hd_buf text = { 0 };

    for (size_t i = 0; *result->message && i < result->problems.count; i++) {
        if (result->problems.items[i].warning)
            continue;
        hd_buf_init(&text, 4096);
        hd_problem_line(&result->problems.items[i], request->lang, &text);
        return api_keep(request, &text);
    }
    return result->message;
}

static void run_json(const struct source *source, const struct run_options *options,
                     const struct run_result *result, const struct api_request *request,
                     struct api_reply *reply)
{
    struct hd_jsonw w = { 0 };

    api_json_begin(&w, reply);
    hd_jsonw_key_string(&w, "collector", source->name);
    hd_jsonw_key_string(&w, "outcome", fetch_outcome_word(result->outcome));
    hd_jsonw_key_string(&w, "code", result->code);
    hd_jsonw_key_string(&w, "message", message_of(result, request));
    hd_jsonw_key(&w, "fetch");
    if (result->fetch_id)
        hd_jsonw_int(&w, result->fetch_id);
    else
        hd_jsonw_null(&w);
    hd_jsonw_key_string(&w, "format", result->format);
    hd_jsonw_key_int(&w, "bodies", (int64_t)result->bodies);
    hd_jsonw_key_int(&w, "bytes", result->bytes);
    hd_jsonw_key_bool(&w, "dry_run", options->dry_run);
    intake_counts_json(&w, &result->report);
    intake_rows_json(&w, &result->report);
    intake_problems_json(&w, &result->problems, request->lang);
    api_json_end(&w, reply);
}

static const char *number(const struct api_request *request, size_t count)
{
    return hd_arena_printf(request->arena, "%zu", count);
}

static void put_sentence(const struct source *source, const struct run_options *options,
                         const struct run_result *result, const struct api_request *request,
                         struct hd_buf *out)
{
    const struct intake_report *report = &result->report;
    const char *message =
        options->dry_run ? N_("Dry run of {name}: {new} new, {changed} changed, {unchanged} "
                              "unchanged, {held} would wait for approval, {samples} samples; "
                              "nothing was written.")
                         : N_("{name}: {new} new, {changed} changed, {unchanged} unchanged, {held} "
                              "wait for approval, {samples} samples.");

    if (result->outcome == FETCH_NOT_MODIFIED)
        message = N_("{name}: nothing changed since the last time, says the source.");
    if (result->outcome == FETCH_FAILED || result->outcome == FETCH_REFUSED)
        message = N_("{name}: nothing was taken.");
    hd_fill(out, hd_tr(request->lang, message),
            (const char *const[]){ "name", source->name, "new", number(request, report->added),
                                   "changed", number(request, report->changed), "unchanged",
                                   number(request, report->unchanged), "held",
                                   number(request, report->held), "samples",
                                   number(request, report->samples), NULL });
    hd_buf_putc(out, '\n');
    if (!report->waiting)
        return;
    hd_fill(out,
            hd_tr(request->lang, N_("Not handed in again, since they wait for approval or were "
                                    "returned: {count}.")),
            HD_ARGS("count", number(request, report->waiting)));
    hd_buf_putc(out, '\n');
}

static void put_rows(const struct intake_report *report, struct hd_buf *out)
{
    for (size_t i = 0; i < report->listed_count && i < SHOWN_ROWS; i++) {
        const struct intake_row *row = &report->listed[i];
        char period[HD_PERIOD_TEXT_MAX];

        if (row->effect == SUBMISSION_ROW_WAITING)
            continue; /* told when it began to wait */
        hd_period_text(row->period, period);
        hd_buf_printf(out, "  %s  %s%s%s  %s  ", row->indicator, row->area,
                      *row->breakdown ? "/" : "", row->breakdown, period);
        if (row->effect != SUBMISSION_ROW_NEW)
            hd_buf_printf(out, "%s → ", row->old_value ? row->old_value : "–");
        hd_buf_puts(out, row->new_value ? row->new_value : "–");
        if (row->old_status && row->old_status != row->new_status)
            hd_buf_printf(out, " (%c → %c)", row->old_status, row->new_status);
        hd_buf_putc(out, '\n');
    }
}

static void put_problems(const struct run_result *result, const struct hd_lang *lang,
                         struct hd_buf *out)
{
    const struct hd_problems *problems = &result->problems;

    for (size_t i = 0; i < problems->count && i < SHOWN_PROBLEMS; i++) {
        if (problems->items[i].warning)
            hd_buf_printf(out, "%s ", hd_tr(lang, N_("Warning:")));
        hd_problem_line(&problems->items[i], lang, out);
        hd_buf_putc(out, '\n');
    }
    if (!problems->count && *result->message)
        hd_buf_printf(out, "%s\n", result->message);
}

static void run_text(const struct source *source, const struct run_options *options,
                     const struct run_result *result, const struct api_request *request,
                     struct api_reply *reply)
{
    const struct intake_report *report = &result->report;

    reply->content_type = "text/plain; charset=utf-8";
    put_sentence(source, options, result, request, &reply->body);
    put_rows(report, &reply->body);
    if (report->listed_count > SHOWN_ROWS) {
        hd_fill(&reply->body, hd_tr(request->lang, N_("  and {count} more")),
                HD_ARGS("count", number(request, report->added + report->changed + report->held -
                                                     SHOWN_ROWS)));
        hd_buf_putc(&reply->body, '\n');
    }
    put_problems(result, request->lang, &reply->body);
}

static enum hd_rc answer_run(struct service *service, const struct source *source,
                             const struct run_options *options, enum hd_rc rc,
                             const struct run_result *result, const struct api_request *request,
                             struct api_reply *reply)
{
    if (rc == HD_CONFLICT)
        return api_problem(
            reply, request, 409, "collector_running", N_("The source is being asked right now"),
            N_("Look again in a while: hedef collect show {name}"), HD_ARGS("name", source->name));
    if (rc)
        return rc;
    if (!options->dry_run)
        service_sources_changed(service);
    reply->no_store = true;
    if (result->report.replayed)
        api_reply_header(reply, "Idempotency-Replayed", "true");
    reply->attention = result->outcome == FETCH_FAILED || result->outcome == FETCH_REFUSED;
    if (api_for_people(request))
        run_text(source, options, result, request, reply);
    else
        run_json(source, options, result, request, reply);
    return HD_OK;
}

static enum hd_rc refuse_passive(const struct source *source, const struct api_request *request,
                                 struct api_reply *reply)
{
    return api_problem(reply, request, 409, "collector_passive", N_("This source is never asked"),
                       N_("Values are brought to it: POST /api/v1/push/{name}"),
                       HD_ARGS("name", source->name));
}

enum hd_rc api_collector_run(struct service *service, struct api_request *request,
                             struct api_reply *reply, struct hd_error *err)
{
    struct run_options options = { .cause = "command",
                                   .actor = request->actor,
                                   .dry_run = api_flag(request, "dry_run"),
                                   .whole = api_flag(request, "whole") };
    struct run_result result;
    struct source *source;
    enum hd_rc rc;

    if (!ready(service, request, reply))
        return HD_OK;
    source = sources_find(service, request->captures[0]);
    if (!source)
        return unknown(service, request, reply);
    if (source->transport->pace == COLLECTOR_PASSIVE) {
        rc = refuse_passive(source, request, reply);
    } else {
        rc = run_source(service, source, &options, &result, err);
        rc = answer_run(service, source, &options, rc, &result, request, reply);
        run_result_clear(&result);
    }
    source_drop(&source);
    return rc;
}

/* ---- what others bring ---- */

static const char *header_of(const struct api_request *request, const char *name)
{
    const char *value = request->header ? request->header(request->header_ctx, name) : NULL;

    return value ? value : "";
}

static enum hd_rc push(struct service *service, struct source *source, struct api_request *request,
                       struct api_reply *reply, struct hd_error *err)
{
    const char *key = header_of(request, "Idempotency-Key");
    struct run_options options = { .cause = "push",
                                   .actor = request->actor,
                                   .dry_run = api_flag(request, "dry_run") };
    struct collector_body body = { .name = hd_arena_printf(request->arena, "push/%s", source->name),
                                   .data = request->body ? request->body : "",
                                   .len = request->body_len,
                                   .type = header_of(request, "Content-Type"),
                                   .wire_bytes = (int64_t)request->body_len,
                                   .key = *key ? key : NULL };
    struct run_result result;
    enum hd_rc rc = run_pushed(service, source, &options, &body, &result, err);

    if (!rc && strcmp(result.code, hd_rc_name(HD_CONFLICT)) == 0)
        rc = api_problem(reply, request, 422, "idempotency_key_reused",
                         N_("The Idempotency-Key was used with another request"),
                         N_("Take a new key for new content."), NULL);
    else if (!rc && (result.outcome == FETCH_REFUSED || result.outcome == FETCH_FAILED))
        rc = api_problems(reply, request, 422, "import_invalid", N_("Nothing was imported"),
                          &result.problems);
    else
        rc = answer_run(service, source, &options, rc, &result, request, reply);
    run_result_clear(&result);
    return rc;
}

enum hd_rc api_push_post(struct service *service, struct api_request *request,
                         struct api_reply *reply, struct hd_error *err)
{
    struct source *source;
    enum hd_rc rc;

    if (!ready(service, request, reply))
        return HD_OK;
    source = sources_find(service, request->captures[0]);
    if (!source)
        return unknown(service, request, reply);
    if (source->transport->pace != COLLECTOR_PASSIVE || !source->options.enabled)
        rc = api_problem(reply, request, 409, "collector_not_push",
                         N_("Nothing can be pushed to this source"),
                         N_("'{name}' has another transport than push, or is disabled."),
                         HD_ARGS("name", source->name));
    else
        rc = push(service, source, request, reply, err);
    source_drop(&source);
    return rc;
}
