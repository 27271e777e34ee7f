/* GET /api/v1/deadlines: what is owed, late ones first, and what falls due within `days`. */
#include <string.h>

#include "daemon/api/answer.h"
#include "daemon/api/handlers.h"
#include "daemon/view.h"

#define DAYS_DEFAULT 30
#define DAYS_MAX     60 /* as far as a picture looks ahead */

static void column_indicator(const void *row, const struct api_request *request,
                             struct api_cell *cell)
{
    (void)request;
    cell_text(cell, ((const struct deadline *)row)->indicator->code);
}

static void column_name(const void *row, const struct api_request *request, struct api_cell *cell)
{
    cell_text(cell, names_get(&((const struct deadline *)row)->indicator->name, request->lang));
}

static void column_area(const void *row, const struct api_request *request, struct api_cell *cell)
{
    (void)request;
    cell_text(cell, ((const struct deadline *)row)->area);
}

static void column_breakdown(const void *row, const struct api_request *request,
                             struct api_cell *cell)
{
    (void)request;
    cell_text(cell, ((const struct deadline *)row)->breakdown);
}

static void column_period(const void *row, const struct api_request *request, struct api_cell *cell)
{
    const struct deadline *deadline = row;
    char text[HD_PERIOD_TEXT_MAX], label[HD_PERIOD_LABEL_MAX];

    hd_period_text(deadline->period, text);
    hd_period_label(deadline->period, request->lang, label);
    cell_label(cell, hd_arena_strdup(request->arena, text), hd_arena_strdup(request->arena, label));
}

static void column_due(const void *row, const struct api_request *request, struct api_cell *cell)
{
    (void)request;
    cell_day(cell, ((const struct deadline *)row)->due_day);
}

static void column_grace(const void *row, const struct api_request *request, struct api_cell *cell)
{
    (void)request;
    cell_day(cell, ((const struct deadline *)row)->grace_day);
}

static void column_late(const void *row, const struct api_request *request, struct api_cell *cell)
{
    const struct deadline *deadline = row;

    (void)request;
    cell_int(cell, deadline->days_late);
    cell->null = deadline->days_late <= 0;
}

static void column_freshness(const void *row, const struct api_request *request,
                             struct api_cell *cell)
{
    enum freshness freshness = ((const struct deadline *)row)->freshness;

    cell_label(cell, freshness_word(freshness), view_freshness_label(freshness, request->lang));
}

static void column_body(const void *row, const struct api_request *request, struct api_cell *cell)
{
    const char *code = ((const struct deadline *)row)->indicator->body;
    const struct body *body = code ? catalog_body(request->picture->catalog, code) : NULL;

    cell_label(cell, code, body ? names_or_null(&body->short_name, request->lang) : NULL);
}

static const struct api_column columns[] = {
    { "indicator", N_("Indicator"), false, column_indicator },
    { "name", N_("Name"), false, column_name },
    { "area", NULL, false, column_area },
    { "breakdown", NULL, false, column_breakdown },
    { "period", N_("Period"), false, column_period },
    { "due", N_("Due"), false, column_due },
    { "grace", N_("Grace until"), false, column_grace },
    { "days_late", N_("Days late"), true, column_late },
    { "freshness", N_("Freshness"), false, column_freshness },
    { "body", N_("Responsible"), false, column_body },
    { NULL, NULL, false, NULL },
};

static bool same_or_any(const char *wanted, const char *text)
{
    return !wanted || (text && strcmp(wanted, text) == 0);
}

static bool deadline_passes(const struct api_request *request, const struct deadline *deadline,
                            int64_t days)
{
    return !deadline->received && deadline->freshness != FRESHNESS_DECLARED_MISSING &&
           deadline->due_day <= request->picture->as_of_day + days &&
           same_or_any(api_param(request, "indicator"), deadline->indicator->code) &&
           same_or_any(api_param(request, "body"), deadline->indicator->body);
}

static void extra_json(struct hd_jsonw *w, const struct api_request *request, const void *ctx)
{
    (void)ctx;
    api_json_day(w, "as_of", request->picture->as_of_day);
}

enum hd_rc api_deadline_list(struct service *service, struct api_request *request,
                             struct api_reply *reply, struct hd_error *err)
{
    const struct picture *picture = request->picture;
    const void **rows =
        hd_arena_alloc(request->arena, (picture->deadline_count + 1) * sizeof *rows);
    struct api_list list = {
        .columns = columns, .rows = rows, .extra = extra_json, .empty = N_("Nothing is owed.")
    };
    int64_t days = 0;

    (void)service;
    if (!api_known_names(request, reply) ||
        !api_param_int(request, reply, "days", 0, DAYS_MAX, DAYS_DEFAULT, &days))
        return HD_OK;
    for (size_t i = 0; i < picture->deadline_count; i++) {
        const struct deadline *deadline = &picture->deadlines[i];

        if (!deadline_passes(request, deadline, days))
            continue;
        reply->attention += deadline->freshness == FRESHNESS_OVERDUE;
        rows[list.count++] = deadline;
    }
    return api_list_write(&list, request, reply, err);
}
