/* GET /api/v1/alerts and /api/v1/alerts/{id}. */
#include "daemon/alert/alert.h"

#include <string.h>

#include "daemon/api/answer.h"
#include "daemon/api/handlers.h"
#include "daemon/service.h"
#include "daemon/view.h"
#include "queries/ledger.h"

static const char *const kinds[] = {
    "lag", "outlook", "missed", "overdue", "revision", "evaluation"
};
static const char *const states[] = { "pending", "firing", "acknowledged", "silenced", "resolved" };

#define COUNT(array) (sizeof(array) / sizeof *(array))

static const char *headline(const struct alert_row *alert, const struct api_request *request)
{
    struct hd_buf out = { 0 };

    hd_buf_init(&out, 4096);
    alert_headline(alert, request->picture, request->lang, &out);
    return api_keep(request, &out);
}

/* ---- columns ---- */

static void column_id(const void *row, const struct api_request *request, struct api_cell *cell)
{
    (void)request;
    cell_int(cell, ((const struct alert_row *)row)->id);
}

static void column_kind(const void *row, const struct api_request *request, struct api_cell *cell)
{
    const char *kind = ((const struct alert_row *)row)->kind;

    cell_label(cell, kind, alert_kind_label(kind, request->lang));
}

static void column_severity(const void *row, const struct api_request *request,
                            struct api_cell *cell)
{
    const char *severity = ((const struct alert_row *)row)->severity;

    cell_label(
        cell, severity,
        hd_tr(request->lang, strcmp(severity, "critical") == 0 ? N_("critical") : N_("warning")));
}

static void column_state(const void *row, const struct api_request *request, struct api_cell *cell)
{
    const char *state = ((const struct alert_row *)row)->state;

    cell_label(cell, state, alert_state_label(state, request->lang));
}

static void column_subject(const void *row, const struct api_request *request,
                           struct api_cell *cell)
{
    (void)request;
    cell_text(cell, ((const struct alert_row *)row)->subject);
}

static void column_first(const void *row, const struct api_request *request, struct api_cell *cell)
{
    (void)request;
    cell_text(cell, ((const struct alert_row *)row)->first_period);
}

static void column_opened(const void *row, const struct api_request *request, struct api_cell *cell)
{
    (void)request;
    cell_instant(cell, ((const struct alert_row *)row)->opened_at_ms);
}

static void column_changed(const void *row, const struct api_request *request,
                           struct api_cell *cell)
{
    (void)request;
    cell_instant(cell, ((const struct alert_row *)row)->changed_at_ms);
}

static void column_promised(const void *row, const struct api_request *request,
                            struct api_cell *cell)
{
    (void)request;
    cell_day(cell, ((const struct alert_row *)row)->promised_day);
}

static void column_before(const void *row, const struct api_request *request, struct api_cell *cell)
{
    (void)request;
    cell_bool(cell, ((const struct alert_row *)row)->before_install);
}

static void column_headline(const void *row, const struct api_request *request,
                            struct api_cell *cell)
{
    cell_text(cell, headline(row, request));
}

static const struct api_column columns[] = {
    { "id", N_("Id"), true, column_id },
    { "kind", N_("Kind"), false, column_kind },
    { "severity", N_("Severity"), false, column_severity },
    { "state", N_("State"), false, column_state },
    { "subject", NULL, false, column_subject },
    { "first_period", NULL, false, column_first },
    { "opened", N_("Since"), false, column_opened },
    { "changed", NULL, false, column_changed },
    { "promised", NULL, false, column_promised },
    { "before_install", NULL, false, column_before },
    { "headline", N_("What"), false, column_headline },
    { NULL, NULL, false, NULL },
};

static void extra_json(struct hd_jsonw *w, const struct api_request *request, const void *ctx)
{
    (void)ctx;
    api_json_day(w, "as_of", request->picture->as_of_day);
}

static bool word_known(const struct api_request *request, struct api_reply *reply,
                       const char *param, const char *const *known, size_t count)
{
    const char *word = api_param(request, param);

    for (size_t i = 0; word && i < count; i++) {
        if (strcmp(word, known[i]) == 0)
            return true;
    }
    if (word)
        (void)api_unknown_value(reply, request, param, word, known, count);
    return !word;
}

static bool same_or_any(const char *wanted, const char *text)
{
    return !wanted || strcmp(wanted, text) == 0;
}

enum hd_rc api_alert_list(struct service *service, struct api_request *request,
                          struct api_reply *reply, struct hd_error *err)
{
    const struct picture *picture = request->picture;
    const void **rows = hd_arena_alloc(request->arena, (picture->alert_count + 1) * sizeof *rows);
    struct api_list list = {
        .columns = columns,
        .rows = rows,
        .extra = extra_json,
        .empty = N_("There are no alerts."),
        .page = API_PAGE,
    };

    (void)service;
    if (!word_known(request, reply, "state", states, COUNT(states)) ||
        !word_known(request, reply, "kind", kinds, COUNT(kinds)))
        return HD_OK;
    for (size_t i = 0; i < picture->alert_count; i++) {
        const struct alert_row *alert = &picture->alerts[i];

        if (!same_or_any(api_param(request, "state"), alert->state) ||
            !same_or_any(api_param(request, "kind"), alert->kind))
            continue;
        reply->attention += strcmp(alert->state, "firing") == 0 && !alert->before_install;
        rows[list.count++] = alert;
    }
    return api_list_write(&list, request, reply, err);
}

/* ---- one, with its life ---- */

struct life {
    struct ledger_alert alert;
    struct ledger_alert_event *events;
    size_t count;
};

static enum hd_rc load_life(struct service *service, int64_t id, struct hd_arena *arena,
                            struct life *life, struct hd_error *err)
{
    struct reader *reader = NULL;
    enum hd_rc rc = service_reader_take(service, &reader, err);

    if (rc)
        return rc;
    rc = ledger_alert(reader, id, arena, &life->alert, err);
    if (!rc)
        rc = ledger_alert_events(reader, id, arena, &life->events, &life->count, err);
    service_reader_give_back(service, &reader);
    return rc;
}

/* The row as pictures hold it, for the headline. */
static struct alert_row as_row(const struct ledger_alert *alert, const struct picture *picture)
{
    struct alert_row row = {
        .id = alert->id,
        .kind = alert->kind,
        .subject = alert->subject,
        .first_period = alert->first_period,
        .severity = alert->severity,
        .state = alert->state,
        .document = alert->document,
        .last_period = alert->last_period,
        .opened_at_ms = alert->opened_at_ms,
        .changed_at_ms = alert->changed_at_ms,
        .promised_day = alert->promised_day,
        .streak = alert->streak,
        .before_install = alert->before_install,
        .note = "",
        .actor = "",
    };

    for (size_t i = 0; i < picture->alert_count; i++) {
        if (picture->alerts[i].id == alert->id)
            row.row = picture->alerts[i].row;
    }
    return row;
}

static void events_json(struct hd_jsonw *w, const struct life *life)
{
    hd_jsonw_key(w, "events");
    hd_jsonw_array(w);
    for (size_t i = 0; i < life->count; i++) {
        const struct ledger_alert_event *event = &life->events[i];

        hd_jsonw_object(w);
        api_json_instant(w, "at", event->at_ms);
        hd_jsonw_key_string(w, "from", event->from);
        hd_jsonw_key_string(w, "to", event->to);
        hd_jsonw_key_string(w, "actor", event->actor);
        hd_jsonw_key_string(w, "note", event->note);
        api_json_day(w, "promised", event->promised_day);
        if (event->run_id)
            hd_jsonw_key_int(w, "run", event->run_id);
        hd_jsonw_end_object(w);
    }
    hd_jsonw_end_array(w);
}

static void write_json(const struct life *life, const struct alert_row *row,
                       const struct api_request *request, struct api_reply *reply)
{
    struct hd_jsonw w = { 0 };

    api_json_begin(&w, reply);
    hd_jsonw_key_int(&w, "id", row->id);
    hd_jsonw_key_string(&w, "kind", row->kind);
    hd_jsonw_key_string(&w, "severity", row->severity);
    hd_jsonw_key_string(&w, "state", row->state);
    hd_jsonw_key_string(&w, "subject", row->subject);
    hd_jsonw_key_string(&w, "first_period", row->first_period);
    hd_jsonw_key_string(&w, "last_period", row->last_period);
    api_json_instant(&w, "opened", row->opened_at_ms);
    api_json_instant(&w, "changed", row->changed_at_ms);
    api_json_day(&w, "promised", row->promised_day);
    hd_jsonw_key_bool(&w, "before_install", row->before_install);
    hd_jsonw_key_string(&w, "headline", headline(row, request));
    events_json(&w, life);
    api_json_end(&w, reply);
}

static void write_words(const struct life *life, const struct alert_row *row,
                        const struct hd_zone *zone, const struct api_request *request,
                        struct api_reply *reply)
{
    reply->content_type = "text/plain; charset=utf-8";
    hd_buf_printf(&reply->body, "%s\n%s: %s\n", headline(row, request),
                  alert_kind_label(row->kind, request->lang),
                  alert_state_label(row->state, request->lang));
    for (size_t i = 0; i < life->count; i++) {
        const struct ledger_alert_event *event = &life->events[i];

        hd_buf_puts(&reply->body, "  ");
        view_instant(event->at_ms, zone, request->lang, &reply->body);
        hd_buf_printf(&reply->body, "  %s  %s%s%s\n", alert_state_label(event->to, request->lang),
                      event->actor, *event->note ? ": " : "", event->note);
    }
}

enum hd_rc api_alert_show(struct service *service, struct api_request *request,
                          struct api_reply *reply, struct hd_error *err)
{
    int64_t id = api_captured_id(request, reply);
    struct life life = { 0 };
    struct alert_row row;
    enum hd_rc rc;

    if (!id)
        return HD_OK;
    rc = load_life(service, id, request->arena, &life, err);
    if (rc == HD_NOT_FOUND)
        return api_problem(reply, request, 404, "not_found", N_("There is no such alert"),
                           N_("No alert has the number {id}."),
                           HD_ARGS("id", request->captures[0]));
    if (rc)
        return rc;
    row = as_row(&life.alert, request->picture);
    if (api_for_people(request))
        write_words(&life, &row, service_zone(service), request, reply);
    else
        write_json(&life, &row, request, reply);
    return HD_OK;
}
