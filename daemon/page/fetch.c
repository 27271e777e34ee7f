/* One run of a source: when, what came, what became of it, and the values it brought. */
#include <string.h>

#include "common/decimal.h"
#include "common/json.h"
#include "daemon/api/answer.h"
#include "daemon/api/handlers.h"
#include "daemon/page/source.h"
#include "daemon/service.h"
#include "daemon/view.h"

#define ROWS_SHOWN     200
#define PROBLEMS_SHOWN 50

/* ---- what it was ---- */

static const char *cause_words(const struct page_frame *frame, const struct fetch_row *fetch)
{
    static const struct {
        const char *word, *label;
    } words[] = {
        { "schedule", N_("by its schedule") },
        { "command", N_("on request") },
        { "push", N_("it was pushed here") },
        { "notice", N_("something was put there") },
    };

    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (strcmp(words[i].word, fetch->cause) == 0)
            return hd_tr(frame->lang, words[i].label);
    }
    return fetch->cause;
}

static const char *number_words(const struct page_frame *frame, int64_t number)
{
    char text[64];

    hd_decimal_label(hd_arena_printf(frame->arena, "%lld", (long long)number), frame->lang,
                     (struct hd_number_style){ 0 }, text);
    return hd_arena_strdup(frame->arena, text);
}

static const char *duration_words(const struct page_frame *frame, int64_t ms)
{
    char text[64];

    hd_double_label((double)ms / 1000, frame->lang, (struct hd_number_style){ .decimals = 1 },
                    text);
    return page_fill(frame, hd_tr(frame->lang, N_("{n} s")), HD_ARGS("n", text));
}

static const char *bytes_words(const struct page_frame *frame, int64_t bytes)
{
    return page_fill(frame, hd_tr_n(frame->lang, "{n} byte", "{n} bytes", (long)bytes),
                     HD_ARGS("n", number_words(frame, bytes)));
}

/* Noughts say nothing, but for the rows themselves. */
static void fill_counts(struct tree *tree, const struct page_frame *frame,
                        const struct fetch_row *fetch)
{
    const struct {
        const char *label;
        int64_t count;
    } counts[] = {
        { N_("New"), fetch->added },
        { N_("Changed"), fetch->changed },
        { N_("Unchanged"), fetch->unchanged },
        { N_("Wait for approval"), fetch->held },
        { N_("Waited before"), fetch->waiting },
        { N_("Refused"), fetch->refused },
        { N_("Samples"), fetch->samples },
    };

    tree_list(tree, "counts");
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++) {
        struct tree *item;

        if (!counts[i].count && i > 2)
            continue;
        item = tree_append(tree, "counts");
        tree_set(item, "label", hd_tr(frame->lang, counts[i].label));
        tree_set(item, "count", number_words(frame, counts[i].count));
    }
}

static void fill_facts(struct tree *tree, const struct page_frame *frame,
                       const struct page_run *run)
{
    const struct fetch_row *fetch = run->fetch;

    tree_set(tree, "source", fetch->source);
    tree_set(tree, "started", page_instant(frame, fetch->started_at_ms));
    tree_set(tree, "duration", duration_words(frame, fetch->duration_ms));
    tree_set(tree, "cause", cause_words(frame, fetch));
    tree_set(tree, "outcome", collector_outcome_label(fetch->outcome, frame->lang));
    tree_set(tree, "why", run->may_write ? fetch->message : NULL);
    tree_set(tree, "why_code", run->may_write ? NULL : fetch->code);
    fill_counts(tree, frame, fetch);
    tree_set(tree, "submission", NULL);
    if (run->may_write && fetch->submission_id)
        tree_setf(tree, "submission", "/api/v1/submissions/%lld", (long long)fetch->submission_id);
    tree_set(tree, "held", NULL);
    if (run->may_write && fetch->held_id)
        tree_setf(tree, "held", "/api/v1/submissions/%lld", (long long)fetch->held_id);
}

/* ---- what came ---- */

static void fill_body(struct tree *item, const struct page_frame *frame, const struct page_run *run,
                      const struct fetch_body_row *body)
{
    tree_setf(item, "number", "%lld", (long long)body->number);
    tree_set(item, "address", run->may_write ? body->name : NULL);
    tree_set(item, "status", NULL);
    if (body->status)
        tree_setf(item, "status", "%lld", (long long)body->status);
    tree_set(item, "type", body->type);
    tree_set(item, "size", bytes_words(frame, body->size));
    tree_set(item, "wire",
             body->wire_size && body->wire_size != body->size
                 ? page_fill(frame, hd_tr(frame->lang, N_("{size} on the way")),
                             HD_ARGS("size", bytes_words(frame, body->wire_size)))
                 : NULL);
    tree_set(item, "checksum", body->checksum);
    tree_set(item, "modified",
             body->modified_at_ms ? page_instant(frame, body->modified_at_ms) : NULL);
    tree_set(item, "href", NULL);
    if (body->kept && run->may_write)
        tree_setf(item, "href", "/api/v1/fetches/%lld/body?number=%lld", (long long)run->fetch->id,
                  (long long)body->number);
    tree_flag(item, "gone", !body->kept);
}

/* ---- what was wrong with it ---- */

static void fill_problems(struct tree *tree, const struct page_frame *frame,
                          const struct page_run *run)
{
    const char *text = run->fetch->report;
    struct hd_json *report = NULL;
    const struct hd_json *problems = NULL;
    struct hd_error err;
    size_t count = 0;

    tree_list(tree, "problems");
    if (run->may_write && *text && !hd_json_parse(text, strlen(text), frame->arena, &report, &err))
        problems = hd_json_get(report, "problems");
    for (const struct hd_json *one = problems ? problems->first : NULL;
         one && count < PROBLEMS_SHOWN; one = one->next, count++) {
        const struct hd_json *message = hd_json_get(one, "message");
        const struct hd_json *warning = hd_json_get(one, "warning");
        struct tree *item = tree_append(tree, "problems");

        tree_set(item, "message", message ? message->text : NULL);
        tree_flag(item, "warning", warning && warning->type == HD_JSON_TRUE);
    }
    tree_flag(tree, "any_problem", count > 0);
}

/* ---- the values ---- */

static void fill_row(struct tree *item, const struct page_frame *frame,
                     const struct ledger_submission_row *row)
{
    const struct indicator *indicator =
        frame->picture ? catalog_indicator(frame->picture->catalog, row->indicator) : NULL;
    struct hd_buf value HD_BUF_AUTO = { 0 };

    hd_buf_init(&value, 256);
    if (indicator)
        view_value(indicator, row->value, frame->lang, &value);
    tree_set(item, "name", indicator ? names_get(&indicator->name, frame->lang) : row->indicator);
    tree_set(item, "href",
             source_link(frame,
                         hd_arena_printf(frame->arena, "/indicators/%s/history", row->indicator)));
    tree_set(item, "place",
             *row->breakdown ? hd_arena_printf(frame->arena, "%s, %s", row->area, row->breakdown)
                             : row->area);
    tree_set(item, "period", page_period(frame, row->period));
    tree_set(item, "value", indicator ? value.data : row->value ? row->value : "–");
    tree_setf(item, "version", "%d", row->vintage);
}

/* Only those that are published: others are nobody's business yet. */
static void fill_rows(struct tree *tree, const struct page_frame *frame, const struct page_run *run)
{
    size_t published = 0;

    tree_list(tree, "rows");
    for (size_t i = 0; run->rows && i < run->row_count; i++) {
        if (!run->rows[i].vintage)
            continue;
        if (published++ < ROWS_SHOWN)
            fill_row(tree_append(tree, "rows"), frame, &run->rows[i]);
    }
    tree_flag(tree, "any_row", published > 0);
    tree_set(tree, "rest", NULL);
    if (published > ROWS_SHOWN)
        tree_set(tree, "rest",
                 page_fill(frame, hd_tr(frame->lang, N_("and {count} more")),
                           HD_ARGS("count", page_count(frame, published - ROWS_SHOWN))));
}

enum hd_rc page_fetch_write(const struct page_frame *frame, const struct page_run *run,
                            struct hd_buf *out, struct hd_error *err)
{
    struct tree *tree = page_tree(frame);
    const char *number = hd_arena_printf(frame->arena, "%lld", (long long)run->fetch->id);
    const char *title = page_fill(frame, hd_tr(frame->lang, N_("Run no. {number} of {source}")),
                                  HD_ARGS("number", number, "source", run->fetch->source));

    tree_set(tree, "heading", title);
    fill_facts(tree, frame, run);
    tree_list(tree, "bodies");
    for (size_t i = 0; i < run->body_count; i++)
        fill_body(tree_append(tree, "bodies"), frame, run, &run->bodies[i]);
    tree_flag(tree, "any_body", run->body_count > 0);
    fill_problems(tree, frame, run);
    fill_rows(tree, frame, run);
    tree_setf(tree, "as_json", "/api/v1/fetches/%s?format=json", number);
    tree_flag(tree, "may_write", run->may_write);
    return page_write(frame, title, "fetch.html", tree, out, err);
}

static enum hd_rc read_run(struct reader *reader, int64_t id, struct hd_arena *arena,
                           struct page_run *run, struct hd_error *err)
{
    const struct fetch_filter filter = { .id = id, .limit = 1 };
    struct fetch_row *fetch = NULL;
    struct fetch_body_row *bodies = NULL;
    struct ledger_submission_row *rows = NULL;
    size_t found = 0;
    enum hd_rc rc = fetch_list(reader, &filter, arena, &fetch, &found, err);

    if (!rc && !found)
        return HD_NOT_FOUND;
    if (!rc)
        rc = fetch_bodies(reader, id, arena, &bodies, &run->body_count, err);
    if (!rc && fetch->submission_id)
        rc = ledger_submission_rows(reader, fetch->submission_id, arena, &rows, &run->row_count,
                                    err);
    run->fetch = fetch;
    run->bodies = bodies;
    run->rows = rows;
    return rc;
}

enum hd_rc page_fetch(struct service *service, struct api_request *request, struct api_reply *reply,
                      struct hd_error *err)
{
    struct page_run run = { .may_write = request->role >= API_WRITER };
    int64_t id = api_captured_id(request, reply);
    struct reader *reader = NULL;
    struct page_frame frame;
    enum hd_rc rc;

    if (!id)
        return HD_OK;
    rc = service_reader_take(service, &reader, err);
    if (rc)
        return rc;
    rc = read_run(reader, id, request->arena, &run, err);
    service_reader_give_back(service, &reader);
    if (rc == HD_NOT_FOUND)
        return api_problem(reply, request, 404, "not_found", N_("There is no such run"),
                           N_("It brought nothing and was forgotten, or never was."), NULL);
    if (rc)
        return rc;
    page_frame_init(&frame, service, request);
    reply->content_type = "text/html; charset=utf-8";
    reply->no_store = true;
    return page_fetch_write(&frame, &run, &reply->body, err);
}
