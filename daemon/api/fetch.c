/* Runs of sources: list, one of them with what it got, and the bytes themselves. */
#include <stdlib.h>
#include <string.h>

#include "daemon/api/answer.h"
#include "daemon/api/handlers.h"
#include "daemon/collect/pack.h"
#include "daemon/collect/view.h"
#include "daemon/service.h"
#include "queries/fetch.h"

#define PAGE 200

/* ---- list ---- */

static void column_id(const void *row, const struct api_request *request, struct api_cell *cell)
{
    (void)request;
    cell_int(cell, ((const struct fetch_row *)row)->id);
}

static void column_source(const void *row, const struct api_request *request, struct api_cell *cell)
{
    (void)request;
    cell_text(cell, ((const struct fetch_row *)row)->source);
}

static void column_started(const void *row, const struct api_request *request,
                           struct api_cell *cell)
{
    (void)request;
    cell_instant(cell, ((const struct fetch_row *)row)->started_at_ms);
}

static void column_cause(const void *row, const struct api_request *request, struct api_cell *cell)
{
    (void)request;
    cell_text(cell, ((const struct fetch_row *)row)->cause);
}

static void column_actor(const void *row, const struct api_request *request, struct api_cell *cell)
{
    (void)request;
    cell_text(cell, ((const struct fetch_row *)row)->actor);
}

static void column_outcome(const void *row, const struct api_request *request,
                           struct api_cell *cell)
{
    const char *outcome = ((const struct fetch_row *)row)->outcome;

    cell_label(cell, outcome, collector_outcome_label(outcome, request->lang));
}

static void column_duration(const void *row, const struct api_request *request,
                            struct api_cell *cell)
{
    (void)request;
    cell_int(cell, ((const struct fetch_row *)row)->duration_ms);
}

static void column_size(const void *row, const struct api_request *request, struct api_cell *cell)
{
    (void)request;
    cell_int(cell, ((const struct fetch_row *)row)->size);
}

static void column_added(const void *row, const struct api_request *request, struct api_cell *cell)
{
    (void)request;
    cell_int(cell, ((const struct fetch_row *)row)->added);
}

static void column_changed(const void *row, const struct api_request *request,
                           struct api_cell *cell)
{
    (void)request;
    cell_int(cell, ((const struct fetch_row *)row)->changed);
}

static void column_unchanged(const void *row, const struct api_request *request,
                             struct api_cell *cell)
{
    (void)request;
    cell_int(cell, ((const struct fetch_row *)row)->unchanged);
}

static void column_refused(const void *row, const struct api_request *request,
                           struct api_cell *cell)
{
    (void)request;
    cell_int(cell, ((const struct fetch_row *)row)->refused);
}

static void column_held(const void *row, const struct api_request *request, struct api_cell *cell)
{
    (void)request;
    cell_int(cell, ((const struct fetch_row *)row)->held);
}

static void column_samples(const void *row, const struct api_request *request,
                           struct api_cell *cell)
{
    (void)request;
    cell_int(cell, ((const struct fetch_row *)row)->samples);
}

static void id_cell(struct api_cell *cell, int64_t id)
{
    if (id)
        cell_int(cell, id);
    else
        cell_text(cell, NULL);
}

static void column_submission(const void *row, const struct api_request *request,
                              struct api_cell *cell)
{
    (void)request;
    id_cell(cell, ((const struct fetch_row *)row)->submission_id);
}

static void column_held_id(const void *row, const struct api_request *request,
                           struct api_cell *cell)
{
    (void)request;
    id_cell(cell, ((const struct fetch_row *)row)->held_id);
}

static void column_code(const void *row, const struct api_request *request, struct api_cell *cell)
{
    (void)request;
    cell_text(cell, ((const struct fetch_row *)row)->code);
}

static void column_message(const void *row, const struct api_request *request,
                           struct api_cell *cell)
{
    (void)request;
    cell_text(cell, ((const struct fetch_row *)row)->message);
}

static const struct api_column columns[] = {
    { "id", N_("Id"), true, column_id },
    { "collector", N_("Source"), false, column_source },
    { "started", N_("When"), false, column_started },
    { "cause", NULL, false, column_cause },
    { "actor", NULL, false, column_actor },
    { "outcome", N_("Result"), false, column_outcome },
    { "duration_ms", NULL, true, column_duration },
    { "bytes", N_("Bytes"), true, column_size },
    { "new", N_("New"), true, column_added },
    { "changed", N_("Changed"), true, column_changed },
    { "unchanged", N_("Unchanged"), true, column_unchanged },
    { "refused", NULL, true, column_refused },
    { "held", N_("Held"), true, column_held },
    { "samples", N_("Samples"), true, column_samples },
    { "submission", NULL, true, column_submission },
    { "held_submission", NULL, true, column_held_id },
    { "code", NULL, false, column_code },
    { "message", N_("Why"), false, column_message },
    { NULL, NULL, false, NULL },
};

enum hd_rc api_fetch_list(struct service *service, struct api_request *request,
                          struct api_reply *reply, struct hd_error *err)
{
    struct api_list list = { .columns = columns,
                             .empty = N_("No source was asked yet: hedef collect run NAME"),
                             .page = PAGE };
    struct fetch_filter filter = { .source = api_param(request, "collector"),
                                   .limit = api_list_reach(request, PAGE) };
    struct fetch_row *fetches = NULL;
    struct reader *reader = NULL;
    const void **rows;
    enum hd_rc rc;

    if (!api_param_int(request, reply, "submission", 1, INT64_MAX, 0, &filter.submission))
        return HD_OK;
    rc = service_reader_take(service, &reader, err);
    if (rc)
        return rc;
    rc = fetch_list(reader, &filter, request->arena, &fetches, &list.count, err);
    service_reader_give_back(service, &reader);
    if (rc)
        return rc;
    rows = hd_arena_alloc(request->arena, (list.count + 1) * sizeof(void *));
    for (size_t i = 0; i < list.count; i++)
        rows[i] = &fetches[i];
    list.rows = rows;
    reply->no_store = true;
    return api_list_write(&list, request, reply, err);
}

/* ---- one ---- */

struct found {
    struct fetch_row *fetch; /* NULL: there is none */
    struct fetch_body_row *bodies;
    size_t body_count;
};

static enum hd_rc find(struct service *service, const struct api_request *request, int64_t id,
                       struct found *found, struct hd_error *err)
{
    const struct fetch_filter filter = { .id = id, .limit = 1 };
    struct reader *reader = NULL;
    size_t count = 0;
    enum hd_rc rc = service_reader_take(service, &reader, err);

    if (rc)
        return rc;
    rc = fetch_list(reader, &filter, request->arena, &found->fetch, &count, err);
    if (!rc && count)
        rc = fetch_bodies(reader, id, request->arena, &found->bodies, &found->body_count, err);
    service_reader_give_back(service, &reader);
    if (!count)
        found->fetch = NULL;
    return rc;
}

static enum hd_rc unknown(const struct api_request *request, struct api_reply *reply)
{
    return api_problem(reply, request, 404, "not_found", N_("There is no such run"),
                       N_("hedef collect log shows those there are."), NULL);
}

static void body_json(struct hd_jsonw *w, const struct fetch_body_row *body)
{
    hd_jsonw_object(w);
    hd_jsonw_key_int(w, "number", body->number);
    hd_jsonw_key_string(w, "name", body->name);
    hd_jsonw_key_string(w, "type", body->type);
    hd_jsonw_key_int(w, "status", body->status);
    api_json_instant(w, "modified", body->modified_at_ms);
    hd_jsonw_key_string(w, "checksum", body->checksum);
    hd_jsonw_key_int(w, "size", body->size);
    hd_jsonw_key_int(w, "wire_size", body->wire_size);
    hd_jsonw_key_bool(w, "kept", body->kept);
    hd_jsonw_end_object(w);
}

static void report_json(struct hd_jsonw *w, const struct hd_json *node)
{
    switch (node->type) {
    case HD_JSON_OBJECT:
        hd_jsonw_object(w);
        for (const struct hd_json *child = node->first; child; child = child->next) {
            hd_jsonw_key(w, child->key);
            report_json(w, child);
        }
        hd_jsonw_end_object(w);
        break;
    case HD_JSON_ARRAY:
        hd_jsonw_array(w);
        for (const struct hd_json *child = node->first; child; child = child->next)
            report_json(w, child);
        hd_jsonw_end_array(w);
        break;
    case HD_JSON_NUMBER:
        hd_jsonw_decimal(w, node->text);
        break;
    case HD_JSON_STRING:
        hd_jsonw_string(w, node->text);
        break;
    case HD_JSON_TRUE:
    case HD_JSON_FALSE:
        hd_jsonw_bool(w, node->type == HD_JSON_TRUE);
        break;
    case HD_JSON_NULL:
        hd_jsonw_null(w);
        break;
    }
}

static void found_json(const struct found *found, const struct api_request *request,
                       struct api_reply *reply)
{
    struct hd_jsonw w = { 0 };
    struct hd_json *report = NULL;
    struct hd_error err;

    api_json_begin(&w, reply);
    for (const struct api_column *column = columns; column->key; column++) {
        struct api_cell cell = { 0 };

        column->cell(found->fetch, request, &cell);
        hd_jsonw_key(&w, column->key);
        cell_json(&w, &cell);
    }
    hd_jsonw_key(&w, "bodies");
    hd_jsonw_array(&w);
    for (size_t i = 0; i < found->body_count; i++)
        body_json(&w, &found->bodies[i]);
    hd_jsonw_end_array(&w);
    hd_jsonw_key(&w, "report");
    if (hd_json_parse(found->fetch->report, strlen(found->fetch->report), request->arena, &report,
                      &err))
        hd_jsonw_null(&w);
    else
        report_json(&w, report);
    api_json_end(&w, reply);
}

static void found_text(const struct found *found, const struct api_request *request,
                       struct api_reply *reply)
{
    struct api_field fields[sizeof columns / sizeof *columns];
    size_t count = 0;

    for (const struct api_column *column = columns; column->key; column++) {
        fields[count] = (struct api_field){ .key = column->key, .label = column->heading };
        column->cell(found->fetch, request, &fields[count++].cell);
    }
    api_object_write(fields, count, NULL, request, reply);
    for (size_t i = 0; i < found->body_count; i++)
        hd_buf_printf(&reply->body, "  %lld  %s  %ld  %lld  %s\n",
                      (long long)found->bodies[i].number, found->bodies[i].name,
                      (long)found->bodies[i].status, (long long)found->bodies[i].size,
                      found->bodies[i].checksum);
}

enum hd_rc api_fetch_show(struct service *service, struct api_request *request,
                          struct api_reply *reply, struct hd_error *err)
{
    struct found found = { 0 };
    int64_t id = api_captured_id(request, reply);
    enum hd_rc rc;

    if (!id)
        return HD_OK;
    rc = find(service, request, id, &found, err);
    if (rc)
        return rc;
    if (!found.fetch)
        return unknown(request, reply);
    reply->no_store = true;
    if (api_for_people(request))
        found_text(&found, request, reply);
    else
        found_json(&found, request, reply);
    return HD_OK;
}

/* ---- the bytes ---- */

static enum hd_rc read_bytes(struct service *service, const struct api_request *request, int64_t id,
                             int64_t number, struct hd_buf *out, struct hd_error *err)
{
    struct reader *reader = NULL;
    const void *packed = NULL;
    size_t len = 0;
    int64_t size = 0;
    char *bytes = NULL;
    enum hd_rc rc = service_reader_take(service, &reader, err);

    if (rc)
        return rc;
    rc = fetch_packed(reader, id, number, request->arena, &packed, &len, &size, err);
    service_reader_give_back(service, &reader);
    if (!rc)
        rc = unpack_bytes(packed, len, (size_t)size, &bytes, err);
    if (!rc) {
        hd_buf_put(out, bytes, (size_t)size);
        free(bytes);
    }
    return rc;
}

/* Never shown by a browser as a page of ours, whatever it says it is. */
enum hd_rc api_fetch_body(struct service *service, struct api_request *request,
                          struct api_reply *reply, struct hd_error *err)
{
    int64_t id = api_captured_id(request, reply), number;
    enum hd_rc rc;

    if (!id || !api_param_int(request, reply, "number", 1, INT64_MAX, 1, &number))
        return HD_OK;
    rc = read_bytes(service, request, id, number, &reply->body, err);
    if (rc == HD_NOT_FOUND)
        return api_problem(reply, request, 404, "not_found", N_("These bytes are not kept"),
                           N_("There is no such run or page, or keep_bodies in [collect] of "
                              "hedef.conf has passed."),
                           NULL);
    if (rc)
        return rc;
    reply->no_store = true;
    reply->content_type = "application/octet-stream";
    api_reply_header(reply, "Content-Disposition", "attachment");
    return HD_OK;
}
