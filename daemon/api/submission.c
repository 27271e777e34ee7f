/* Submissions: list, one with its values, approve, return. */
#include "storage/submission.h"

#include <string.h>

#include "daemon/api/answer.h"
#include "daemon/api/handlers.h"
#include "daemon/service.h"
#include "queries/ledger.h"

static const char *const states[] = { "draft", "submitted", "approved", "returned", "withdrawn" };

/* ---- columns ---- */

static void column_id(const void *row, const struct api_request *request, struct api_cell *cell)
{
    (void)request;
    cell_int(cell, ((const struct ledger_submission *)row)->id);
}

static const char *state_label(const char *state, const struct hd_lang *lang)
{
    static const struct {
        const char *state, *label;
    } labels[] = {
        { "draft", N_("Draft") },         { "submitted", N_("Submitted") },
        { "approved", N_("Approved") },   { "returned", N_("Returned") },
        { "withdrawn", N_("Withdrawn") },
    };

    for (size_t i = 0; i < sizeof labels / sizeof *labels; i++) {
        if (strcmp(labels[i].state, state) == 0)
            return hd_tr(lang, labels[i].label);
    }
    return state;
}

static void column_state(const void *row, const struct api_request *request, struct api_cell *cell)
{
    const char *state = ((const struct ledger_submission *)row)->state;

    cell_label(cell, state, state_label(state, request->lang));
}

static void column_created(const void *row, const struct api_request *request,
                           struct api_cell *cell)
{
    (void)request;
    cell_instant(cell, ((const struct ledger_submission *)row)->created_at_ms);
}

static void column_actor(const void *row, const struct api_request *request, struct api_cell *cell)
{
    (void)request;
    cell_text(cell, ((const struct ledger_submission *)row)->actor);
}

static void column_channel(const void *row, const struct api_request *request,
                           struct api_cell *cell)
{
    (void)request;
    cell_text(cell, ((const struct ledger_submission *)row)->channel);
}

static void column_source(const void *row, const struct api_request *request, struct api_cell *cell)
{
    (void)request;
    cell_text(cell, ((const struct ledger_submission *)row)->source);
}

static void column_verb(const void *row, const struct api_request *request, struct api_cell *cell)
{
    (void)request;
    cell_text(cell, ((const struct ledger_submission *)row)->verb);
}

static void column_reason(const void *row, const struct api_request *request, struct api_cell *cell)
{
    (void)request;
    cell_text(cell, ((const struct ledger_submission *)row)->reason);
}

static void column_rows(const void *row, const struct api_request *request, struct api_cell *cell)
{
    (void)request;
    cell_int(cell, ((const struct ledger_submission *)row)->rows);
}

static void column_added(const void *row, const struct api_request *request, struct api_cell *cell)
{
    (void)request;
    cell_int(cell, ((const struct ledger_submission *)row)->added);
}

static void column_changed(const void *row, const struct api_request *request,
                           struct api_cell *cell)
{
    (void)request;
    cell_int(cell, ((const struct ledger_submission *)row)->changed);
}

static void column_unchanged(const void *row, const struct api_request *request,
                             struct api_cell *cell)
{
    (void)request;
    cell_int(cell, ((const struct ledger_submission *)row)->unchanged);
}

static void column_invented(const void *row, const struct api_request *request,
                            struct api_cell *cell)
{
    (void)request;
    cell_bool(cell, ((const struct ledger_submission *)row)->invented);
}

static void column_decided(const void *row, const struct api_request *request,
                           struct api_cell *cell)
{
    (void)request;
    cell_instant(cell, ((const struct ledger_submission *)row)->decided_at_ms);
}

static void column_decided_by(const void *row, const struct api_request *request,
                              struct api_cell *cell)
{
    (void)request;
    cell_text(cell, ((const struct ledger_submission *)row)->decided_by);
}

static void column_decision(const void *row, const struct api_request *request,
                            struct api_cell *cell)
{
    (void)request;
    cell_text(cell, ((const struct ledger_submission *)row)->decision_reason);
}

static const struct api_column columns[] = {
    { "id", N_("Id"), true, column_id },
    { "state", N_("State"), false, column_state },
    { "created", N_("When"), false, column_created },
    { "actor", N_("Who"), false, column_actor },
    { "channel", N_("Channel"), false, column_channel },
    { "source", N_("Source"), false, column_source },
    { "verb", NULL, false, column_verb },
    { "reason", NULL, false, column_reason },
    { "rows", N_("Rows"), true, column_rows },
    { "new", N_("New"), true, column_added },
    { "changed", N_("Changed"), true, column_changed },
    { "unchanged", N_("Unchanged"), true, column_unchanged },
    { "invented", NULL, false, column_invented },
    { "decided", NULL, false, column_decided },
    { "decided_by", NULL, false, column_decided_by },
    { "decision_reason", NULL, false, column_decision },
    { NULL, NULL, false, NULL },
};

static bool state_is_known(const struct api_request *request, struct api_reply *reply)
{
    const char *state = api_param(request, "state");
    size_t count = sizeof states / sizeof *states;

    for (size_t i = 0; state && i < count; i++) {
        if (strcmp(state, states[i]) == 0)
            return true;
    }
    if (state)
        (void)api_unknown_value(reply, request, "state", state, states, count);
    return !state;
}

enum hd_rc api_submission_list(struct service *service, struct api_request *request,
                               struct api_reply *reply, struct hd_error *err)
{
    struct api_list list = { .columns = columns,
                             .empty = N_("Nothing was handed in."),
                             .page = API_PAGE };
    struct ledger_submission *items = NULL;
    struct reader *reader = NULL;
    const void **rows;
    enum hd_rc rc;

    if (!state_is_known(request, reply))
        return HD_OK;
    rc = service_reader_take(service, &reader, err);
    if (rc)
        return rc;
    rc = ledger_submissions(reader, api_param(request, "state"), 0,
                            api_list_reach(request, list.page), request->arena, &items, &list.count,
                            err);
    service_reader_give_back(service, &reader);
    if (rc)
        return rc;
    rows = hd_arena_alloc(request->arena, (list.count + 1) * sizeof *rows);
    for (size_t i = 0; i < list.count; i++)
        rows[i] = &items[i];
    list.rows = rows;
    return api_list_write(&list, request, reply, err);
}

/* ---- one ---- */

struct whole {
    struct ledger_submission *head;
    size_t found; /* 0 or 1 */
    struct ledger_submission_row *rows;
    size_t count;
};

static enum hd_rc load_whole(struct service *service, int64_t id, struct hd_arena *arena,
                             struct whole *whole, struct hd_error *err)
{
    struct reader *reader = NULL;
    enum hd_rc rc = service_reader_take(service, &reader, err);

    if (rc)
        return rc;
    rc = ledger_submissions(reader, NULL, id, 1, arena, &whole->head, &whole->found, err);
    if (!rc && whole->found)
        rc = ledger_submission_rows(reader, id, arena, &whole->rows, &whole->count, err);
    service_reader_give_back(service, &reader);
    return rc;
}

static void rows_json(struct hd_jsonw *w, const struct whole *whole)
{
    hd_jsonw_key(w, "observations");
    hd_jsonw_array(w);
    for (size_t i = 0; i < whole->count; i++) {
        const struct ledger_submission_row *row = &whole->rows[i];
        char period[HD_PERIOD_TEXT_MAX], status[2] = { row->status, '\0' };

        hd_period_text(row->period, period);
        hd_jsonw_object(w);
        hd_jsonw_key_string(w, "indicator", row->indicator);
        hd_jsonw_key_string(w, "area", row->area);
        hd_jsonw_key_string(w, "breakdown", row->breakdown);
        hd_jsonw_key_string(w, "period", period);
        api_json_value(w, "old", row->old_value);
        api_json_value(w, "new", row->value);
        hd_jsonw_key_string(w, "status", status);
        hd_jsonw_key_string(w, "comment", row->comment);
        if (row->vintage)
            hd_jsonw_key_int(w, "vintage", row->vintage);
        api_json_instant(w, "published", row->published_at_ms);
        hd_jsonw_key_string(w, "effect", row->had_old ? "changed" : "new");
        hd_jsonw_end_object(w);
    }
    hd_jsonw_end_array(w);
}

/* What the caller may do with it now. */
static void may_json(struct hd_jsonw *w, const struct ledger_submission *head,
                     const struct api_request *request)
{
    hd_jsonw_key(w, "may");
    hd_jsonw_array(w);
    if (request->role >= API_OPERATOR && strcmp(head->state, "submitted") == 0) {
        hd_jsonw_string(w, "approve");
        hd_jsonw_string(w, "return");
    }
    hd_jsonw_end_array(w);
}

static void write_json(const struct whole *whole, const struct api_request *request,
                       struct api_reply *reply)
{
    const struct ledger_submission *head = whole->head;
    struct hd_jsonw w = { 0 };

    api_json_begin(&w, reply);
    hd_jsonw_key_int(&w, "id", head->id);
    hd_jsonw_key_string(&w, "state", head->state);
    hd_jsonw_key_string(&w, "channel", head->channel);
    hd_jsonw_key_string(&w, "actor", head->actor);
    hd_jsonw_key_string(&w, "source", head->source);
    hd_jsonw_key_string(&w, "verb", head->verb);
    hd_jsonw_key_string(&w, "reason", head->reason);
    hd_jsonw_key_bool(&w, "history", head->history);
    hd_jsonw_key_bool(&w, "invented", head->invented);
    api_json_instant(&w, "created", head->created_at_ms);
    api_json_instant(&w, "decided", head->decided_at_ms);
    hd_jsonw_key_string(&w, "decided_by", head->decided_by);
    hd_jsonw_key_string(&w, "decision_reason", head->decision_reason);
    hd_jsonw_key_int(&w, "new", head->added);
    hd_jsonw_key_int(&w, "changed", head->changed);
    hd_jsonw_key_int(&w, "unchanged", head->unchanged);
    may_json(&w, head, request);
    rows_json(&w, whole);
    api_json_end(&w, reply);
}

static void write_words(const struct whole *whole, const struct api_request *request,
                        struct api_reply *reply)
{
    const struct ledger_submission *head = whole->head;
    struct hd_buf *out = &reply->body;
    char created[21];

    hd_instant_text(head->created_at_ms, created);
    reply->content_type = "text/plain; charset=utf-8";
    hd_buf_printf(out, "%lld  %s  %s  %s  %s\n", (long long)head->id,
                  state_label(head->state, request->lang), created, head->actor, head->source);
    if (*head->reason)
        hd_buf_printf(out, "%s: %s\n", hd_tr(request->lang, N_("Reason")), head->reason);
    if (*head->decision_reason)
        hd_buf_printf(out, "%s: %s\n", head->decided_by, head->decision_reason);
    for (size_t i = 0; i < whole->count; i++) {
        const struct ledger_submission_row *row = &whole->rows[i];
        char period[HD_PERIOD_TEXT_MAX];

        hd_period_text(row->period, period);
        hd_buf_printf(out, "  %s  %s%s%s  %s  ", row->indicator, row->area,
                      *row->breakdown ? "/" : "", row->breakdown, period);
        if (row->had_old)
            hd_buf_printf(out, "%s → ", row->old_value ? row->old_value : "–");
        hd_buf_printf(out, "%s\n", row->value ? row->value : "–");
    }
}

static enum hd_rc not_found(const struct api_request *request, struct api_reply *reply)
{
    return api_problem(reply, request, 404, "not_found", N_("There is no such submission"),
                       N_("No submission has the number {id}."),
                       HD_ARGS("id", request->captures[0]));
}

enum hd_rc api_submission_show(struct service *service, struct api_request *request,
                               struct api_reply *reply, struct hd_error *err)
{
    int64_t id = api_captured_id(request, reply);
    struct whole whole = { 0 };
    enum hd_rc rc;

    if (!id)
        return HD_OK;
    rc = load_whole(service, id, request->arena, &whole, err);
    if (rc)
        return rc;
    if (!whole.found)
        return not_found(request, reply);
    reply->no_store = true;
    if (api_for_people(request))
        write_words(&whole, request, reply);
    else
        write_json(&whole, request, reply);
    return HD_OK;
}

/* ---- decisions ---- */

typedef enum hd_rc decide_fn(struct txn *txn, int64_t id, const char *actor, const char *reason,
                             struct hd_error *err);

struct decision {
    decide_fn *decide;
    int64_t id;
    const char *actor, *reason;
};

static enum hd_rc write_decision(struct txn *txn, void *ctx, struct hd_error *err)
{
    const struct decision *decision = ctx;

    return decision->decide(txn, decision->id, decision->actor, decision->reason, err);
}

/* Other failures are api_answer()'s business. */
static enum hd_rc refuse_decision(enum hd_rc rc, const struct api_request *request,
                                  struct api_reply *reply)
{
    switch (rc) {
    case HD_NOT_FOUND:
        return not_found(request, reply);
    case HD_CONFLICT:
        return api_problem(reply, request, 409, "wrong_state",
                           N_("The submission is decided already"),
                           N_("Only a submission in the state 'submitted' can be decided; look at "
                              "it with: hedef submission show {id}"),
                           HD_ARGS("id", request->captures[0]));
    case HD_DENIED:
        return api_problem(reply, request, 403, "own_submission",
                           N_("Nobody decides on their own submission"),
                           N_("A second person has to approve or return it."), NULL);
    default:
        return rc;
    }
}

static void write_decided(int64_t id, const char *state, const struct api_request *request,
                          struct api_reply *reply)
{
    struct api_field fields[] = { { .key = "submission", .label = N_("Submission") },
                                  { .key = "state", .label = N_("State") } };

    cell_int(&fields[0].cell, id);
    cell_label(&fields[1].cell, state, state_label(state, request->lang));
    api_object_write(fields, 2, NULL, request, reply);
}

static enum hd_rc decide(struct service *service, struct api_request *request,
                         struct api_reply *reply, decide_fn *fn, const char *state,
                         bool reason_needed, struct hd_error *err)
{
    struct decision decision = { fn, api_captured_id(request, reply), request->actor, "" };
    const struct api_member members[] = { { "reason", reason_needed, &decision.reason } };
    enum hd_rc rc;

    if (!decision.id || !api_body_read(request, reply, members, 1))
        return HD_OK;
    rc = store_write(service_store(service), write_decision, &decision, err);
    if (rc)
        return refuse_decision(rc, request, reply);
    service_changed(service);
    write_decided(decision.id, state, request, reply);
    return HD_OK;
}

enum hd_rc api_submission_approve(struct service *service, struct api_request *request,
                                  struct api_reply *reply, struct hd_error *err)
{
    return decide(service, request, reply, submission_approve, "approved", false, err);
}

enum hd_rc api_submission_return(struct service *service, struct api_request *request,
                                 struct api_reply *reply, struct hd_error *err)
{
    return decide(service, request, reply, submission_return, "returned", true, err);
}
