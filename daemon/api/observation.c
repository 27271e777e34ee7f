/* GET /api/v1/observations: published values with SDMX names, the newest vintage of each or, with
 * history=1, all of them; and the computed ones, marked by their basis.  The CSV comes back through
 * an import as unchanged: what is computed is left out there. */
#include <string.h>

#include "common/decimal.h"
#include "daemon/api/answer.h"
#include "daemon/api/export.h"
#include "daemon/api/handlers.h"
#include "daemon/api/span.h"
#include "daemon/observed.h"

struct wanted {
    const char *indicator, *area, *breakdown; /* NULL: any */
    struct span span;
};

static bool takes_indicator(const void *ctx, const struct indicator *indicator)
{
    const struct wanted *wanted = ctx;

    return !wanted->indicator || strcmp(wanted->indicator, indicator->code) == 0;
}

static bool takes_row(const void *ctx, const struct vintage_row *row)
{
    const struct wanted *wanted = ctx;

    return (!wanted->area || strcmp(wanted->area, row->area) == 0) &&
           (!wanted->breakdown || strcmp(wanted->breakdown, row->breakdown) == 0) &&
           span_holds(&wanted->span, row->period);
}

/* ---- columns: SDMX ids in CSV, words for people ---- */

static void column_indicator(const void *row, const struct api_request *request,
                             struct api_cell *cell)
{
    (void)request;
    cell_text(cell, ((const struct observed *)row)->indicator->code);
}

static void column_area(const void *row, const struct api_request *request, struct api_cell *cell)
{
    (void)request;
    cell_text(cell, ((const struct observed *)row)->row->area);
}

static void column_breakdown(const void *row, const struct api_request *request,
                             struct api_cell *cell)
{
    (void)request;
    cell_text(cell, ((const struct observed *)row)->row->breakdown);
}

static void column_period(const void *row, const struct api_request *request, struct api_cell *cell)
{
    char text[HD_PERIOD_TEXT_MAX];

    hd_period_text(((const struct observed *)row)->row->period, text);
    cell_text(cell, hd_arena_strdup(request->arena, text));
}

static void column_value(const void *row, const struct api_request *request, struct api_cell *cell)
{
    const struct observed *observation = row;
    const char *value = observation->row->value;

    if (!value)
        cell_label(cell, "NaN", hd_tr(request->lang, N_("missing")));
    else if (hd_decimal_valid(value, strlen(value)))
        cell_decimal(cell, value);
    else
        cell_label(cell, value, indicator_group(observation->indicator, value, request->lang));
}

static void column_status(const void *row, const struct api_request *request, struct api_cell *cell)
{
    char status[2] = { ((const struct observed *)row)->row->status, '\0' };

    cell_text(cell, hd_arena_strdup(request->arena, status));
}

static void column_unit(const void *row, const struct api_request *request, struct api_cell *cell)
{
    (void)request;
    cell_text(cell, ((const struct observed *)row)->indicator->unit);
}

static void column_vintage(const void *row, const struct api_request *request,
                           struct api_cell *cell)
{
    (void)request;
    cell_int(cell, ((const struct observed *)row)->row->vintage);
}

static void column_published(const void *row, const struct api_request *request,
                             struct api_cell *cell)
{
    (void)request;
    cell_instant(cell, ((const struct observed *)row)->row->published_at_ms);
}

static void column_revised(const void *row, const struct api_request *request,
                           struct api_cell *cell)
{
    (void)request;
    cell_bool(cell, ((const struct observed *)row)->row->vintage > 1);
}

/* So that demo values stay marked wherever the file goes. */
static void column_basis(const void *row, const struct api_request *request, struct api_cell *cell)
{
    const struct observed *observation = row;

    (void)request;
    cell_text(cell, observation->computed        ? "computed"
                    : observation->row->invented ? "invented"
                                                 : "");
}

static void column_comment(const void *row, const struct api_request *request,
                           struct api_cell *cell)
{
    const struct observed *observation = row;
    const char *comment = observation->row->comment ? observation->row->comment : "";

    if (observation->computed)
        cell_label(cell, comment, hd_tr(request->lang, N_("computed")));
    else
        cell_text(cell, comment);
}

/* The verb is of the whole submission; a first version revises nothing. */
static const char *verb_of(const struct vintage_row *row)
{
    return row->vintage <= 1 && row->verb && strcmp(row->verb, "revise") == 0 ? "new" : row->verb;
}

static void column_verb(const void *row, const struct api_request *request, struct api_cell *cell)
{
    (void)request;
    cell_text(cell, verb_of(((const struct observed *)row)->row));
}

static void column_reason(const void *row, const struct api_request *request, struct api_cell *cell)
{
    (void)request;
    cell_text(cell, ((const struct observed *)row)->row->reason);
}

static void column_actor(const void *row, const struct api_request *request, struct api_cell *cell)
{
    (void)request;
    cell_text(cell, ((const struct observed *)row)->row->actor);
}

static const struct api_column columns[] = {
    { "INDICATOR", N_("Indicator"), false, column_indicator },
    { "REF_AREA", N_("Area"), false, column_area },
    { "BREAKDOWN", N_("Breakdown"), false, column_breakdown },
    { "TIME_PERIOD", N_("Period"), false, column_period },
    { "OBS_VALUE", N_("Value"), true, column_value },
    { "OBS_STATUS", N_("Flag"), false, column_status },
    { "UNIT_MEASURE", N_("Unit"), false, column_unit },
    { "VINTAGE", N_("Version"), true, column_vintage },
    { "PUBLISHED", N_("Published"), false, column_published },
    { "REVISED", NULL, false, column_revised },
    { "COMMENT_OBS", N_("Comment"), false, column_comment },
    { "BASIS", NULL, false, column_basis },
    { NULL, NULL, false, NULL },
};

static const struct api_column history_columns[] = {
    { "INDICATOR", NULL, false, column_indicator },
    { "REF_AREA", N_("Area"), false, column_area },
    { "BREAKDOWN", N_("Breakdown"), false, column_breakdown },
    { "TIME_PERIOD", N_("Period"), false, column_period },
    { "OBS_VALUE", N_("Value"), true, column_value },
    { "OBS_STATUS", N_("Flag"), false, column_status },
    { "UNIT_MEASURE", NULL, false, column_unit },
    { "VINTAGE", N_("Version"), true, column_vintage },
    { "PUBLISHED", N_("Published"), false, column_published },
    { "REVISED", NULL, false, column_revised },
    { "COMMENT_OBS", N_("Comment"), false, column_comment },
    { "BASIS", NULL, false, column_basis },
    { "VERB", N_("Kind"), false, column_verb },
    { "REASON", N_("Reason"), false, column_reason },
    { "ACTOR", N_("Who"), false, column_actor },
    { NULL, NULL, false, NULL },
};

/* ---- JSON ---- */

static void provenance_json(struct hd_jsonw *w, const struct vintage_row *row)
{
    hd_jsonw_key_string(w, "verb", verb_of(row));
    hd_jsonw_key_string(w, "reason", row->reason);
    hd_jsonw_key_string(w, "actor", row->actor);
    hd_jsonw_key_string(w, "source", row->source);
    hd_jsonw_key_string(w, "channel", row->channel);
    hd_jsonw_key_int(w, "submission", row->submission_id);
}

static void row_json(struct hd_jsonw *w, const void *item, const struct api_request *request)
{
    const struct observed *observation = item;
    const struct vintage_row *row = observation->row;
    char period[HD_PERIOD_TEXT_MAX], status[2] = { row->status, '\0' };

    hd_period_text(row->period, period);
    hd_jsonw_object(w);
    hd_jsonw_key_string(w, "indicator", observation->indicator->code);
    hd_jsonw_key_string(w, "area", row->area);
    hd_jsonw_key_string(w, "breakdown", row->breakdown);
    hd_jsonw_key_string(w, "period", period);
    api_json_value(w, "value", row->value);
    hd_jsonw_key_string(w, "status", status);
    hd_jsonw_key_string(w, "unit", observation->indicator->unit);
    hd_jsonw_key_int(w, "vintage", row->vintage);
    api_json_instant(w, "published", row->published_at_ms);
    hd_jsonw_key_bool(w, "revised", row->vintage > 1);
    hd_jsonw_key_string(w, "comment", row->comment ? row->comment : "");
    hd_jsonw_key_bool(w, "invented", row->invented);
    hd_jsonw_key_bool(w, "computed", observation->computed);
    api_json_samples(w, observation->rolled);
    if (api_flag(request, "history"))
        provenance_json(w, row);
    hd_jsonw_end_object(w);
}

static void extra_json(struct hd_jsonw *w, const struct api_request *request, const void *ctx)
{
    (void)ctx;
    api_json_day(w, "as_of", request->picture->as_of_day);
}

static enum hd_rc write_list(const struct observed_list *observed,
                             const struct api_request *request, struct api_reply *reply,
                             struct hd_error *err)
{
    const struct api_list list = { .columns =
                                       api_flag(request, "history") ? history_columns : columns,
                                   .rows = observed->rows,
                                   .count = observed->count,
                                   .json = row_json,
                                   .extra = extra_json,
                                   .empty = N_("There are no values."),
                                   .page = API_PAGE };

    return api_list_write(&list, request, reply, err);
}

enum hd_rc api_observation_list(struct service *service, struct api_request *request,
                                struct api_reply *reply, struct hd_error *err)
{
    struct wanted wanted = { .indicator = api_param(request, "indicator"),
                             .area = api_param(request, "area"),
                             .breakdown = api_param(request, "breakdown") };
    struct observed_filter filter = { .history = api_flag(request, "history"),
                                      .takes_indicator = takes_indicator,
                                      .takes_row = takes_row,
                                      .ctx = &wanted };
    struct api_export asked = { .parts = PART_ALL };
    struct observed_list observed = { 0 };
    enum hd_rc rc;

    asked.whole = !wanted.indicator && !wanted.area && !wanted.breakdown &&
                  !api_param(request, "from") && !api_param(request, "to");
    if (!api_known_names(request, reply) || !span_read(request, reply, &wanted.span) ||
        (api_export_asked(request, &asked) && !api_export_possible(request, reply)))
        return HD_OK;
    rc = observed_collect(service, request->picture, &filter, request->arena, &observed, err);
    if (rc)
        return rc;
    return asked.ops ? api_export_write(service, &asked, &observed, request, reply, err)
                     : write_list(&observed, request, reply, err);
}
