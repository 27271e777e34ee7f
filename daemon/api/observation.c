/* GET /api/v1/observations: published values with SDMX names, the newest vintage of each or, with
 * history=1, all of them; and the computed ones, marked by their basis.  The CSV comes back through
 * an import as unchanged: what is computed is left out there. */
#include <stdlib.h>
#include <string.h>

#include "common/decimal.h"
#include "daemon/api/answer.h"
#include "daemon/api/handlers.h"
#include "daemon/api/span.h"
#include "daemon/service.h"

struct observation {
    const struct indicator *indicator;
    const struct vintage_row *row;
    bool computed; /* not in the store: from the picture */
};

struct collection {
    const void **rows; /* of struct observation, as a list takes them */
    size_t count, room;
};

struct filter {
    const char *area, *breakdown;
    struct span span;
    bool history;
};

/* ---- which ones ---- */

static bool same_point(const struct vintage_row *a, const struct vintage_row *b)
{
    return strcmp(a->area, b->area) == 0 && strcmp(a->breakdown, b->breakdown) == 0 &&
           hd_period_equal(a->period, b->period);
}

static bool passes(const struct filter *filter, const struct vintage_row *row)
{
    return (!filter->area || strcmp(filter->area, row->area) == 0) &&
           (!filter->breakdown || strcmp(filter->breakdown, row->breakdown) == 0) &&
           span_holds(&filter->span, row->period);
}

static void add(struct collection *collection, struct hd_arena *arena, struct observation observed)
{
    struct observation *observation = hd_arena_alloc(arena, sizeof *observation);

    *observation = observed;
    if (collection->count == collection->room) {
        size_t room = collection->room ? 2 * collection->room : 256;
        const void **rows = hd_arena_alloc(arena, room * sizeof *rows);

        if (collection->count)
            memcpy(rows, collection->rows, collection->count * sizeof *rows);
        collection->rows = rows;
        collection->room = room;
    }
    collection->rows[collection->count++] = observation;
}

/* A later vintage number may carry an earlier date (history): what stands is what was published
 * last, on a tie the later number. */
static const struct vintage_row *standing(const struct vintage_row *rows, size_t count)
{
    const struct vintage_row *best = rows;

    for (size_t i = 1; i < count; i++) {
        if (rows[i].published_at_ms >= best->published_at_ms)
            best = &rows[i];
    }
    return best;
}

static void collect(struct collection *collection, struct hd_arena *arena,
                    const struct indicator *indicator, const struct filter *filter,
                    const struct vintage_row *rows, size_t count)
{
    for (size_t first = 0, next; first < count; first = next) {
        for (next = first + 1; next < count && same_point(&rows[first], &rows[next]);)
            next++;
        if (!passes(filter, &rows[first]))
            continue;
        if (!filter->history) {
            add(collection, arena,
                (struct observation){ indicator, standing(rows + first, next - first), false });
            continue;
        }
        for (size_t i = first; i < next; i++)
            add(collection, arena, (struct observation){ indicator, &rows[i], false });
    }
}

/* ---- computed ones: they stand in no submission, and in the place of what did before ---- */

static const struct vintage_row *computed_row(const struct judge_series *series,
                                              const struct judge_point *point,
                                              struct hd_arena *arena)
{
    struct vintage_row *row = hd_arena_alloc(arena, sizeof *row);

    *row = (struct vintage_row){ .area = series->area,
                                 .breakdown = series->breakdown,
                                 .period = point->period,
                                 .vintage = point->vintage,
                                 .value = point->text,
                                 .status = point->status,
                                 .comment = "",
                                 .reason = "",
                                 .actor = "",
                                 .source = "",
                                 .channel = "",
                                 .verb = "",
                                 .published_at_ms = point->published_at_ms,
                                 .invented = point->invented };
    return row;
}

static void add_computed(struct collection *collection, const struct indicator *indicator,
                         const struct filter *filter, const struct api_request *request)
{
    const struct picture *picture = request->picture;

    for (size_t i = 0; i < picture->series_count; i++) {
        const struct judge_series *series = &picture->series[i];

        for (size_t k = 0; k < series->count && !strcmp(series->indicator, indicator->code); k++) {
            const struct vintage_row *row = NULL;

            if (series->points[k].computed)
                row = computed_row(series, &series->points[k], request->arena);
            if (row && passes(filter, row))
                add(collection, request->arena, (struct observation){ indicator, row, true });
        }
    }
}

/* By place and period; of one period what was published first, then what is computed. */
static int compare_observations(const void *a, const void *b)
{
    const struct observation *x = *(const struct observation *const *)a,
                             *y = *(const struct observation *const *)b;
    int order = strcmp(x->row->area, y->row->area);

    if (!order)
        order = strcmp(x->row->breakdown, y->row->breakdown);
    if (!order)
        order = hd_period_cmp(x->row->period, y->row->period);
    if (!order)
        order = x->computed - y->computed;
    return order ? order : x->row->vintage - y->row->vintage;
}

/* What was published for a period that is computed now; the computed one stands after it. */
static bool is_superseded(const struct collection *collection, size_t at)
{
    const struct observation *row = collection->rows[at], *next;

    if (at + 1 == collection->count)
        return false;
    next = collection->rows[at + 1];
    return next->computed && same_point(row->row, next->row);
}

static void put_computed(struct collection *collection, size_t from,
                         const struct indicator *indicator, const struct filter *filter,
                         const struct api_request *request)
{
    size_t kept = from;

    add_computed(collection, indicator, filter, request);
    if (collection->count > from)
        qsort(collection->rows + from, collection->count - from, sizeof *collection->rows,
              compare_observations);
    for (size_t i = from; i < collection->count; i++)
        if (filter->history || !is_superseded(collection, i))
            collection->rows[kept++] = collection->rows[i];
    collection->count = kept;
}

static enum hd_rc collect_indicator(struct reader *reader, const struct indicator *indicator,
                                    const struct filter *filter, const struct api_request *request,
                                    struct collection *collection, struct hd_error *err)
{
    struct vintage_row *rows = NULL;
    size_t count = 0, from = collection->count;
    enum hd_rc rc = history_load(reader, indicator->code, request->picture->cutoff_at_ms,
                                 request->arena, &rows, &count, err);

    if (rc)
        return rc;
    collect(collection, request->arena, indicator, filter, rows, count);
    if (indicator_computed(indicator))
        put_computed(collection, from, indicator, filter, request);
    return HD_OK;
}

static enum hd_rc collect_all(struct service *service, const struct filter *filter,
                              const struct api_request *request, struct collection *collection,
                              struct hd_error *err)
{
    const struct catalog *catalog = request->picture->catalog;
    const char *code = api_param(request, "indicator");
    struct reader *reader = NULL;
    enum hd_rc rc = service_reader_take(service, &reader, err);

    if (rc)
        return rc;
    rc = reader_begin(reader, err);
    for (size_t i = 0; !rc && i < catalog->indicator_count; i++) {
        if (!code || strcmp(code, catalog->indicators[i].code) == 0)
            rc = collect_indicator(reader, &catalog->indicators[i], filter, request, collection,
                                   err);
    }
    reader_end(reader);
    service_reader_give_back(service, &reader);
    return rc;
}

/* ---- columns: SDMX ids in CSV, words for people ---- */

static void column_indicator(const void *row, const struct api_request *request,
                             struct api_cell *cell)
{
    (void)request;
    cell_text(cell, ((const struct observation *)row)->indicator->code);
}

static void column_area(const void *row, const struct api_request *request, struct api_cell *cell)
{
    (void)request;
    cell_text(cell, ((const struct observation *)row)->row->area);
}

static void column_breakdown(const void *row, const struct api_request *request,
                             struct api_cell *cell)
{
    (void)request;
    cell_text(cell, ((const struct observation *)row)->row->breakdown);
}

static void column_period(const void *row, const struct api_request *request, struct api_cell *cell)
{
    char text[HD_PERIOD_TEXT_MAX];

    hd_period_text(((const struct observation *)row)->row->period, text);
    cell_text(cell, hd_arena_strdup(request->arena, text));
}

static void column_value(const void *row, const struct api_request *request, struct api_cell *cell)
{
    const struct observation *observation = row;
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
    char status[2] = { ((const struct observation *)row)->row->status, '\0' };

    cell_text(cell, hd_arena_strdup(request->arena, status));
}

static void column_unit(const void *row, const struct api_request *request, struct api_cell *cell)
{
    (void)request;
    cell_text(cell, ((const struct observation *)row)->indicator->unit);
}

static void column_vintage(const void *row, const struct api_request *request,
                           struct api_cell *cell)
{
    (void)request;
    cell_int(cell, ((const struct observation *)row)->row->vintage);
}

static void column_published(const void *row, const struct api_request *request,
                             struct api_cell *cell)
{
    (void)request;
    cell_instant(cell, ((const struct observation *)row)->row->published_at_ms);
}

static void column_revised(const void *row, const struct api_request *request,
                           struct api_cell *cell)
{
    (void)request;
    cell_bool(cell, ((const struct observation *)row)->row->vintage > 1);
}

/* So that demo values stay marked wherever the file goes. */
static void column_basis(const void *row, const struct api_request *request, struct api_cell *cell)
{
    const struct observation *observation = row;

    (void)request;
    cell_text(cell, observation->computed        ? "computed"
                    : observation->row->invented ? "invented"
                                                 : "");
}

static void column_comment(const void *row, const struct api_request *request,
                           struct api_cell *cell)
{
    const struct observation *observation = row;
    const char *comment = observation->row->comment ? observation->row->comment : "";

    if (observation->computed)
        cell_label(cell, comment, hd_tr(request->lang, N_("computed")));
    else
        cell_text(cell, comment);
}

static void column_verb(const void *row, const struct api_request *request, struct api_cell *cell)
{
    (void)request;
    cell_text(cell, ((const struct observation *)row)->row->verb);
}

static void column_reason(const void *row, const struct api_request *request, struct api_cell *cell)
{
    (void)request;
    cell_text(cell, ((const struct observation *)row)->row->reason);
}

static void column_actor(const void *row, const struct api_request *request, struct api_cell *cell)
{
    (void)request;
    cell_text(cell, ((const struct observation *)row)->row->actor);
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
    hd_jsonw_key_string(w, "verb", row->verb);
    hd_jsonw_key_string(w, "reason", row->reason);
    hd_jsonw_key_string(w, "actor", row->actor);
    hd_jsonw_key_string(w, "source", row->source);
    hd_jsonw_key_string(w, "channel", row->channel);
    hd_jsonw_key_int(w, "submission", row->submission_id);
}

static void row_json(struct hd_jsonw *w, const void *item, const struct api_request *request)
{
    const struct observation *observation = item;
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
    if (api_flag(request, "history"))
        provenance_json(w, row);
    hd_jsonw_end_object(w);
}

static void extra_json(struct hd_jsonw *w, const struct api_request *request, const void *ctx)
{
    (void)ctx;
    api_json_day(w, "as_of", request->picture->as_of_day);
}

enum hd_rc api_observation_list(struct service *service, struct api_request *request,
                                struct api_reply *reply, struct hd_error *err)
{
    struct filter filter = { .area = api_param(request, "area"),
                             .breakdown = api_param(request, "breakdown"),
                             .history = api_flag(request, "history") };
    struct collection collection = { 0 };
    struct api_list list = { .columns = filter.history ? history_columns : columns,
                             .json = row_json,
                             .extra = extra_json,
                             .empty = N_("There are no values."),
                             .page = API_PAGE };
    enum hd_rc rc;

    if (!api_known_names(request, reply) || !span_read(request, reply, &filter.span))
        return HD_OK;
    rc = collect_all(service, &filter, request, &collection, err);
    if (rc)
        return rc;
    list.rows = collection.rows;
    list.count = collection.count;
    return api_list_write(&list, request, reply, err);
}
