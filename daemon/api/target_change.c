/* Moving targets by hand: the change, what waits for a second person, and the decisions. */
#include <string.h>

#include "daemon/api/answer.h"
#include "daemon/api/handlers.h"
#include "daemon/service.h"
#include "daemon/view.h"
#include "queries/target.h"

static const char *const states[] = { "proposed", "approved", "returned", "withdrawn" };

#define COUNT(array) (sizeof(array) / sizeof *(array))

static const char *state_label(const char *state, const struct hd_lang *lang)
{
    static const char *const labels[] = { N_("Proposed"), N_("Approved"), N_("Returned"),
                                          N_("Withdrawn") };

    for (size_t i = 0; i < COUNT(states); i++)
        if (strcmp(states[i], state) == 0)
            return hd_tr(lang, labels[i]);
    return state;
}

/* ---- fields: "value 50 → 45; period 2025 → 2026" ---- */

static const char *fields_text(const struct catalog_changes *changes,
                               const struct api_request *request)
{
    struct hd_buf out = { 0 };

    hd_buf_init(&out, 1 << 16);
    for (size_t i = 0; i < changes->count; i++) {
        const struct catalog_change *change = &changes->items[i];

        hd_buf_printf(&out, "%s%s %s → %s", i ? "; " : "", change->field,
                      change->old_text ? change->old_text : "–",
                      change->new_text ? change->new_text : "–");
    }
    return api_keep(request, &out);
}

static void fields_json(struct hd_jsonw *w, const struct catalog_changes *changes)
{
    hd_jsonw_key(w, "fields");
    hd_jsonw_array(w);
    for (size_t i = 0; i < changes->count; i++) {
        const struct catalog_change *change = &changes->items[i];

        hd_jsonw_object(w);
        hd_jsonw_key_string(w, "field", change->field);
        hd_jsonw_key_string(w, "old", change->old_text);
        hd_jsonw_key_string(w, "new", change->new_text);
        hd_jsonw_end_object(w);
    }
    hd_jsonw_end_array(w);
}

/* ---- moving one ---- */

struct moving {
    struct target_move move;
    struct target_moved moved;
    struct hd_problems problems;
};

static enum hd_rc write_move(struct txn *txn, void *ctx, struct hd_error *err)
{
    struct moving *moving = ctx;

    return target_move(txn, &moving->move, &moving->moved, &moving->problems, err);
}

/* NULL: the reply holds the refusal. */
static const struct hd_json *read_object(const struct api_request *request, struct api_reply *reply)
{
    struct hd_json *root = NULL;
    struct hd_error err = { 0 };

    if (hd_json_parse(request->body, request->body_len, request->arena, &root, &err))
        (void)api_problem(reply, request, 400, "body_invalid", N_("The body cannot be read"),
                          N_("It is not JSON: {why}."), HD_ARGS("why", err.text));
    else if (root->type != HD_JSON_OBJECT)
        (void)api_problem(reply, request, 400, "body_invalid", N_("The body cannot be read"),
                          N_("A JSON object is expected."), NULL);
    else
        return root;
    return NULL;
}

static enum hd_rc refuse_move(enum hd_rc rc, struct moving *moving,
                              const struct api_request *request, struct api_reply *reply)
{
    const char *number =
        hd_arena_printf(request->arena, "%lld", (long long)moving->moved.result.waiting);

    if (rc == HD_BAD_INPUT && moving->problems.count)
        return api_problems(reply, request, 422, "target_invalid",
                            N_("The target cannot become that; nothing was changed"),
                            &moving->problems);
    if (rc == HD_NOT_FOUND)
        return api_unknown_target(reply, request);
    if (rc == HD_CONFLICT && moving->moved.result.waiting)
        return api_problem(reply, request, 409, "change_waits",
                           N_("Another change of this target waits for a decision"),
                           N_("It has the number {id}: hedef target approve {id}, or hedef target "
                              "return {id} --reason TEXT"),
                           HD_ARGS("id", number));
    return rc;
}

static const char *moved_state(const struct target_moved *moved)
{
    if (!moved->changes.count)
        return "unchanged";
    return moved->result.approved ? "approved" : "proposed";
}

static const char *moved_pattern(const struct moving *moving)
{
    const struct target_moved *moved = &moving->moved;

    if (!moved->changes.count)
        return N_("{target} is like that already: nothing was changed.");
    if (moving->move.dry_run)
        return moved->result.approved ? N_("Would be: {target}: {fields}.")
                                      : N_("Would wait for a second person: {target}: {fields}.");
    if (moved->result.approved)
        return N_("{target}: {fields}. This is version {vintage}; it counts from {day}.");
    return N_("{target}: {fields}. Nothing changes until a second person approves it: hedef "
              "target approve {id}");
}

static const char *moved_sentence(const struct moving *moving, const struct api_request *request)
{
    const struct target_change_result *result = &moving->moved.result;
    struct hd_buf out = { 0 };
    char day[64] = "";

    if (result->known_from_at_ms)
        hd_day_label(hd_zone_day(request->zone, result->known_from_at_ms), request->lang, day);
    hd_buf_init(&out, 1 << 16);
    hd_fill(&out, hd_tr(request->lang, moved_pattern(moving)),
            HD_ARGS("target", moving->move.target, "fields",
                    fields_text(&moving->moved.changes, request), "vintage",
                    hd_arena_printf(request->arena, "%lld", (long long)result->vintage), "day", day,
                    "id", hd_arena_printf(request->arena, "%lld", (long long)result->id)));
    return api_keep(request, &out);
}

static void key_number(struct hd_jsonw *w, const char *key, int64_t number)
{
    hd_jsonw_key(w, key);
    if (number)
        hd_jsonw_int(w, number);
    else
        hd_jsonw_null(w);
}

static void write_moved(const struct moving *moving, const struct api_request *request,
                        struct api_reply *reply)
{
    const struct target_moved *moved = &moving->moved;
    struct hd_jsonw w = { 0 };

    if (moved->changes.count && !moving->move.dry_run && !moved->result.repeated)
        reply->status = 201;
    if (api_for_people(request)) {
        reply->content_type = "text/plain; charset=utf-8";
        hd_buf_printf(&reply->body, "%s\n", moved_sentence(moving, request));
        return;
    }
    api_json_begin(&w, reply);
    hd_jsonw_key_string(&w, "target", moving->move.target);
    hd_jsonw_key_string(&w, "state", moved_state(moved));
    key_number(&w, "change", moved->result.id);
    key_number(&w, "vintage", moved->result.vintage);
    api_json_instant(&w, "known_from", moved->result.known_from_at_ms);
    hd_jsonw_key_bool(&w, "dry_run", moving->move.dry_run);
    fields_json(&w, &moved->changes);
    api_json_end(&w, reply);
}

enum hd_rc api_target_put(struct service *service, struct api_request *request,
                          struct api_reply *reply, struct hd_error *err)
{
    struct moving moving = { .move = { .target = request->captures[0],
                                       .fields = read_object(request, reply),
                                       .zone = service_zone(service),
                                       .actor = request->actor,
                                       .dry_run = api_flag(request, "dry_run") } };
    enum hd_rc rc;

    if (!moving.move.fields)
        return HD_OK;
    rc = store_write(service_store(service), write_move, &moving, err);
    if (rc) {
        rc = refuse_move(rc, &moving, request, reply);
    } else {
        if (!moving.move.dry_run && moving.moved.changes.count)
            service_changed(service);
        write_moved(&moving, request, reply);
    }
    target_moved_clear(&moving.moved);
    hd_problems_clear(&moving.problems);
    return rc;
}

/* ---- what was changed by hand ---- */

struct listed_change {
    const struct target_change_row *change;
    struct catalog_changes fields;
};

static const struct target_change_row *change_of(const void *row)
{
    return ((const struct listed_change *)row)->change;
}

static void column_id(const void *row, const struct api_request *request, struct api_cell *cell)
{
    (void)request;
    cell_int(cell, change_of(row)->id);
}

static void column_target(const void *row, const struct api_request *request, struct api_cell *cell)
{
    (void)request;
    cell_text(cell, change_of(row)->target);
}

static void column_state(const void *row, const struct api_request *request, struct api_cell *cell)
{
    const char *state = change_of(row)->state;

    cell_label(cell, state, state_label(state, request->lang));
}

static void column_fields(const void *row, const struct api_request *request, struct api_cell *cell)
{
    cell_text(cell, fields_text(&((const struct listed_change *)row)->fields, request));
}

static void column_reason(const void *row, const struct api_request *request, struct api_cell *cell)
{
    (void)request;
    cell_text(cell, change_of(row)->reason);
}

static void column_clause(const void *row, const struct api_request *request, struct api_cell *cell)
{
    (void)request;
    cell_text(cell, change_of(row)->clause);
}

static void column_known(const void *row, const struct api_request *request, struct api_cell *cell)
{
    (void)request;
    cell_instant(cell, change_of(row)->known_from_at_ms);
}

static void column_by(const void *row, const struct api_request *request, struct api_cell *cell)
{
    (void)request;
    cell_text(cell, change_of(row)->proposed_by);
}

static void column_at(const void *row, const struct api_request *request, struct api_cell *cell)
{
    (void)request;
    cell_instant(cell, change_of(row)->proposed_at_ms);
}

static void column_decided_by(const void *row, const struct api_request *request,
                              struct api_cell *cell)
{
    (void)request;
    cell_text(cell, change_of(row)->decided_by);
}

static void column_decided(const void *row, const struct api_request *request,
                           struct api_cell *cell)
{
    (void)request;
    cell_instant(cell, change_of(row)->decided_at_ms);
}

static void column_decision(const void *row, const struct api_request *request,
                            struct api_cell *cell)
{
    (void)request;
    cell_text(cell, change_of(row)->decision_reason);
}

static void column_vintage(const void *row, const struct api_request *request,
                           struct api_cell *cell)
{
    (void)request;
    cell_int(cell, change_of(row)->vintage);
    cell->null = !change_of(row)->vintage;
}

static const struct api_column columns[] = {
    { "id", N_("Id"), true, column_id },
    { "state", N_("State"), false, column_state },
    { "target", N_("Target"), false, column_target },
    { "changes", N_("Change"), false, column_fields },
    { "reason", N_("Reason"), false, column_reason },
    { "clause", N_("Clause"), false, column_clause },
    { "proposed_by", N_("Who"), false, column_by },
    { "proposed", N_("When"), false, column_at },
    { "decided_by", N_("Decided by"), false, column_decided_by },
    { "decided", NULL, false, column_decided },
    { "decision_reason", NULL, false, column_decision },
    { "known_from", NULL, false, column_known },
    { "vintage", NULL, true, column_vintage },
    { NULL, NULL, false, NULL },
};

static void change_json(struct hd_jsonw *w, const void *row, const struct api_request *request)
{
    hd_jsonw_object(w);
    for (const struct api_column *column = columns; column->key; column++) {
        struct api_cell cell = { .decimals = -1 };

        column->cell(row, request, &cell);
        hd_jsonw_key(w, column->key);
        cell_json(w, &cell);
    }
    fields_json(w, &((const struct listed_change *)row)->fields);
    hd_jsonw_end_object(w);
}

static bool state_is_known(const struct api_request *request, struct api_reply *reply)
{
    const char *state = api_param(request, "state");

    for (size_t i = 0; state && i < COUNT(states); i++)
        if (strcmp(state, states[i]) == 0)
            return true;
    if (state)
        (void)api_unknown_value(reply, request, "state", state, states, COUNT(states));
    return !state;
}

static enum hd_rc load_changes(struct service *service, const struct api_request *request,
                               struct target_change_row **rows, size_t *count, struct hd_error *err)
{
    struct reader *reader = NULL;
    enum hd_rc rc = service_reader_take(service, &reader, err);

    if (rc)
        return rc;
    rc = target_changes(reader, api_param(request, "state"), 0, api_list_reach(request, API_PAGE),
                        request->arena, rows, count, err);
    service_reader_give_back(service, &reader);
    return rc;
}

static enum hd_rc write_changes(const struct target_change_row *changes, size_t count,
                                const struct api_request *request, struct api_reply *reply,
                                struct hd_error *err)
{
    struct listed_change *items = hd_arena_alloc(request->arena, (count + 1) * sizeof *items);
    const void **rows = hd_arena_alloc(request->arena, (count + 1) * sizeof *rows);
    struct api_list list = { .columns = columns,
                             .rows = rows,
                             .count = count,
                             .json = change_json,
                             .empty = N_("No target was changed by hand."),
                             .page = API_PAGE };
    enum hd_rc rc = HD_OK;

    for (size_t i = 0; i < count && !rc; i++) {
        items[i].change = &changes[i];
        rows[i] = &items[i];
        rc = target_documents_compare(changes[i].target, changes[i].base_document,
                                      changes[i].document, &items[i].fields, err);
    }
    if (!rc)
        rc = api_list_write(&list, request, reply, err);
    for (size_t i = 0; i < count; i++)
        catalog_changes_clear(&items[i].fields);
    return rc;
}

enum hd_rc api_target_changes(struct service *service, struct api_request *request,
                              struct api_reply *reply, struct hd_error *err)
{
    struct target_change_row *changes = NULL;
    size_t count = 0;
    enum hd_rc rc;

    if (!state_is_known(request, reply))
        return HD_OK;
    rc = load_changes(service, request, &changes, &count, err);
    reply->no_store = true;
    return rc ? rc : write_changes(changes, count, request, reply, err);
}

/* ---- decisions ---- */

struct decision {
    int64_t id;
    const char *actor, *reason;
    struct target_change_result result;
    struct hd_problems problems;
};

static enum hd_rc write_approval(struct txn *txn, void *ctx, struct hd_error *err)
{
    struct decision *d = ctx;

    return target_approve(txn, d->id, d->actor, d->reason, &d->result, &d->problems, err);
}

static enum hd_rc write_return(struct txn *txn, void *ctx, struct hd_error *err)
{
    const struct decision *d = ctx;

    return target_change_return(txn, d->id, d->actor, d->reason, err);
}

static enum hd_rc write_withdrawal(struct txn *txn, void *ctx, struct hd_error *err)
{
    const struct decision *d = ctx;

    return target_change_withdraw(txn, d->id, d->actor, d->reason, err);
}

/* What can be decided, and what a person is told who may not. */
struct verb {
    store_write_fn *write;
    const char *state;
    bool reason_needed;
    const char *denied_title, *denied; /* msgids */
};

static const struct verb approve_verb = {
    write_approval, "approved", false, N_("Nobody approves their own change of a target"),
    N_("A second person has to approve it. To take it back: hedef target withdraw {id}")
};
static const struct verb return_verb = { write_return, "returned", true,
                                         N_("Nobody returns their own change of a target"),
                                         N_("To take it back: hedef target withdraw {id}") };
static const struct verb withdraw_verb = {
    write_withdrawal, "withdrawn", false, N_("Only the one who proposed it withdraws it"),
    N_("To refuse it: hedef target return {id} --reason TEXT")
};

/* It waits still, so the target itself has moved on. */
static bool still_waits(struct service *service, int64_t id, struct hd_arena *arena)
{
    struct target_change_row *row = NULL;
    struct reader *reader = NULL;
    struct hd_error err;
    size_t count = 0;
    bool waits;

    if (service_reader_take(service, &reader, &err))
        return false;
    waits = !target_changes(reader, "proposed", id, 1, arena, &row, &count, &err) && count;
    service_reader_give_back(service, &reader);
    return waits;
}

static enum hd_rc refuse_conflict(struct service *service, const struct decision *decision,
                                  const struct api_request *request, struct api_reply *reply)
{
    if (still_waits(service, decision->id, request->arena))
        return api_problem(reply, request, 409, "target_moved_since",
                           N_("The target has changed since this was proposed"),
                           N_("Approving it would undo that. Return it, and propose it again: "
                              "hedef target return {id} --reason TEXT"),
                           HD_ARGS("id", request->captures[0]));
    return api_problem(reply, request, 409, "wrong_state", N_("The change is decided already"),
                       N_("Only a change in the state 'proposed' can be decided; look at them "
                          "with: hedef target changes"),
                       NULL);
}

static enum hd_rc refuse_decision(enum hd_rc rc, struct service *service, const struct verb *verb,
                                  struct decision *decision, const struct api_request *request,
                                  struct api_reply *reply)
{
    switch (rc) {
    case HD_NOT_FOUND:
        return api_problem(reply, request, 404, "not_found", N_("There is no such change"),
                           N_("No change of a target has the number {id}."),
                           HD_ARGS("id", request->captures[0]));
    case HD_DENIED:
        return api_problem(reply, request, 403, "own_change", verb->denied_title, verb->denied,
                           HD_ARGS("id", request->captures[0]));
    case HD_CONFLICT:
        return refuse_conflict(service, decision, request, reply);
    case HD_BAD_INPUT:
        if (decision->problems.count)
            return api_problems(reply, request, 422, "target_invalid",
                                N_("The target cannot become that; nothing was changed"),
                                &decision->problems);
        return rc;
    default:
        return rc;
    }
}

static void write_decided(const struct decision *decision, const char *state,
                          const struct api_request *request, struct api_reply *reply)
{
    struct api_field fields[] = { { .key = "change", .label = N_("Change") },
                                  { .key = "state", .label = N_("State") },
                                  { .key = "vintage", .label = N_("Version") },
                                  { .key = "known_from", .label = N_("Since") } };

    cell_int(&fields[0].cell, decision->id);
    cell_label(&fields[1].cell, state, state_label(state, request->lang));
    cell_int(&fields[2].cell, decision->result.vintage);
    fields[2].cell.null = !decision->result.vintage;
    cell_instant(&fields[3].cell, decision->result.known_from_at_ms);
    api_object_write(fields, COUNT(fields), NULL, request, reply);
}

static enum hd_rc decide(struct service *service, struct api_request *request,
                         struct api_reply *reply, const struct verb *verb, struct hd_error *err)
{
    struct decision decision = { .id = api_captured_id(request, reply),
                                 .actor = request->actor,
                                 .reason = "" };
    const struct api_member members[] = { { "reason", verb->reason_needed, &decision.reason } };
    enum hd_rc rc;

    if (!decision.id || !api_body_read(request, reply, members, 1))
        return HD_OK;
    rc = store_write(service_store(service), verb->write, &decision, err);
    if (rc) {
        rc = refuse_decision(rc, service, verb, &decision, request, reply);
    } else {
        service_changed(service);
        write_decided(&decision, verb->state, request, reply);
    }
    hd_problems_clear(&decision.problems);
    return rc;
}

enum hd_rc api_target_approve(struct service *service, struct api_request *request,
                              struct api_reply *reply, struct hd_error *err)
{
    return decide(service, request, reply, &approve_verb, err);
}

enum hd_rc api_target_return(struct service *service, struct api_request *request,
                             struct api_reply *reply, struct hd_error *err)
{
    return decide(service, request, reply, &return_verb, err);
}

enum hd_rc api_target_withdraw(struct service *service, struct api_request *request,
                               struct api_reply *reply, struct hd_error *err)
{
    return decide(service, request, reply, &withdraw_verb, err);
}
