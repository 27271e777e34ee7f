/* GET /api/v1/series/{code}: values with what the path expects beside them; format=rows is the
 * flat form that Grafana's Infinity source reads (a root array with a date in every row). */
#include <string.h>

#include "common/decimal.h"
#include "daemon/api/answer.h"
#include "daemon/api/handlers.h"
#include "daemon/api/span.h"
#include "daemon/computed_view.h"

struct series_row {
    const struct judge_series *series;
    const struct judge_point *point;
    const struct status_row *status; /* the indicator's shown target on this series; NULL */
    int64_t end_at_ms;               /* UTC midnight at the start of the last day */
};

/* ---- rows ---- */

static const struct status_row *status_of(const struct picture *picture,
                                          const struct judge_series *series)
{
    const struct status_row *found = NULL;

    for (size_t i = 0; i < picture->row_count; i++) {
        const struct status_row *row = &picture->rows[i];

        if (row->series != series || !row->target)
            continue;
        if (row->headline)
            return row;
        if (!found)
            found = row;
    }
    return found;
}

struct series_filter {
    const char *area, *breakdown;
    struct span span;
};

static bool series_passes(const struct series_filter *filter, const struct judge_series *series,
                          const char *code)
{
    return strcmp(series->indicator, code) == 0 &&
           (!filter->area || strcmp(filter->area, series->area) == 0) &&
           (!filter->breakdown || strcmp(filter->breakdown, series->breakdown) == 0);
}

static size_t add_points(const struct judge_series *series, const struct series_filter *filter,
                         const struct api_request *request, const void **rows)
{
    const struct status_row *status = status_of(request->picture, series);
    size_t count = 0;

    for (size_t i = 0; i < series->count; i++) {
        const struct judge_point *point = &series->points[i];
        struct series_row *row;

        if (!span_holds(&filter->span, point->period))
            continue;
        row = hd_arena_alloc(request->arena, sizeof *row);
        *row = (struct series_row){ series, point, status,
                                    (int64_t)point->period.end_day * HD_DAY_MS };
        rows[count++] = row;
    }
    return count;
}

static const void *const *collect(const struct indicator *indicator,
                                  const struct series_filter *filter,
                                  const struct api_request *request, size_t *count_out)
{
    const struct picture *picture = request->picture;
    size_t room = 1;
    const void **rows;

    *count_out = 0;
    for (size_t i = 0; i < picture->series_count; i++) {
        if (series_passes(filter, &picture->series[i], indicator->code))
            room += picture->series[i].count;
    }
    rows = hd_arena_alloc(request->arena, room * sizeof *rows);
    for (size_t i = 0; i < picture->series_count; i++) {
        if (series_passes(filter, &picture->series[i], indicator->code))
            *count_out += add_points(&picture->series[i], filter, request, rows + *count_out);
    }
    return rows;
}

static bool expected_of(const struct series_row *row, double *value)
{
    return row->status && judge_path(&row->status->question, row->point->period.end_day, value);
}

static bool target_of(const struct series_row *row, double *value)
{
    if (!row->status || !row->status->verdict.has_goal)
        return false;
    *value = row->status->verdict.goal;
    return true;
}

/* ---- JSON ---- */

static void measures_json(struct hd_jsonw *w, const struct series_row *row)
{
    char status[2] = { row->point->status, '\0' };
    double value = 0;

    hd_jsonw_key(w, "target");
    if (target_of(row, &value))
        hd_jsonw_double(w, value);
    else
        hd_jsonw_null(w);
    hd_jsonw_key(w, "expected");
    if (expected_of(row, &value))
        hd_jsonw_double(w, value);
    else
        hd_jsonw_null(w);
    hd_jsonw_key_string(w, "status", status);
}

static void row_json(struct hd_jsonw *w, const void *item, const struct api_request *request)
{
    const struct series_row *row = item;
    char period[HD_PERIOD_TEXT_MAX];

    hd_period_text(row->point->period, period);
    hd_jsonw_object(w);
    hd_jsonw_key_string(w, "area", row->series->area);
    hd_jsonw_key_string(w, "breakdown", row->series->breakdown);
    hd_jsonw_key_string(w, "period", period);
    api_json_day(w, "start", row->point->period.start_day);
    api_json_day(w, "end", row->point->period.end_day);
    api_json_value(w, "value", row->point->text);
    measures_json(w, row);
    hd_jsonw_key_bool(w, "computed", row->point->computed);
    api_json_samples(w, picture_rolled_point(request->picture, row->series, row->point));
    hd_jsonw_key_int(w, "vintage", row->point->vintage);
    api_json_instant(w, "published", row->point->published_at_ms);
    hd_jsonw_end_object(w);
}

static void flat_json(struct hd_jsonw *w, const struct series_row *row)
{
    char period[HD_PERIOD_TEXT_MAX], time[21];

    hd_period_text(row->point->period, period);
    hd_instant_text(row->end_at_ms, time);
    hd_jsonw_object(w);
    hd_jsonw_key_string(w, "time", time);
    hd_jsonw_key_string(w, "period", period);
    hd_jsonw_key_string(w, "area", row->series->area);
    hd_jsonw_key_string(w, "breakdown", row->series->breakdown);
    api_json_value(w, "value", row->point->text);
    measures_json(w, row);
    hd_jsonw_end_object(w);
}

static void write_flat(const void *const *rows, size_t count, struct api_reply *reply)
{
    struct hd_jsonw w = { .out = &reply->body };

    reply->content_type = "application/json";
    hd_jsonw_array(&w);
    for (size_t i = 0; i < count; i++)
        flat_json(&w, rows[i]);
    hd_jsonw_end_array(&w);
    hd_buf_putc(&reply->body, '\n');
}

static void extra_json(struct hd_jsonw *w, const struct api_request *request, const void *ctx)
{
    const struct indicator *indicator = ctx;

    hd_jsonw_key_string(w, "indicator", indicator->code);
    hd_jsonw_key_string(w, "unit", indicator->unit);
    hd_jsonw_key_int(w, "decimals", indicator->decimals);
    api_json_day(w, "as_of", request->picture->as_of_day);
    computed_json(w, request->picture, indicator, api_param(request, "area"),
                  api_param(request, "breakdown"), request->arena);
}

/* ---- columns ---- */

static void column_area(const void *row, const struct api_request *request, struct api_cell *cell)
{
    (void)request;
    cell_text(cell, ((const struct series_row *)row)->series->area);
}

static void column_breakdown(const void *row, const struct api_request *request,
                             struct api_cell *cell)
{
    (void)request;
    cell_text(cell, ((const struct series_row *)row)->series->breakdown);
}

static void column_period(const void *row, const struct api_request *request, struct api_cell *cell)
{
    char text[HD_PERIOD_TEXT_MAX];

    hd_period_text(((const struct series_row *)row)->point->period, text);
    cell_text(cell, hd_arena_strdup(request->arena, text));
}

static void column_value(const void *row, const struct api_request *request, struct api_cell *cell)
{
    const struct series_row *item = row;

    (void)request;
    if (item->point->text && hd_decimal_valid(item->point->text, strlen(item->point->text)))
        cell_decimal(cell, item->point->text);
    else
        cell_text(cell, item->point->text);
}

static void column_target(const void *row, const struct api_request *request, struct api_cell *cell)
{
    double value = 0;
    bool has = target_of(row, &value);

    (void)request;
    cell_double(cell, has, value);
    cell->decimals = api_for_people(request) ? 1 : -1;
}

static void column_expected(const void *row, const struct api_request *request,
                            struct api_cell *cell)
{
    double value = 0;
    bool has = expected_of(row, &value);

    (void)request;
    cell_double(cell, has, value);
    cell->decimals = api_for_people(request) ? 1 : -1;
}

static void column_status(const void *row, const struct api_request *request, struct api_cell *cell)
{
    char status[2] = { ((const struct series_row *)row)->point->status, '\0' };

    cell_text(cell, hd_arena_strdup(request->arena, status));
}

static const struct api_column columns[] = {
    { "area", N_("Area"), false, column_area },
    { "breakdown", N_("Breakdown"), false, column_breakdown },
    { "period", N_("Period"), false, column_period },
    { "value", N_("Value"), true, column_value },
    { "target", N_("Target"), true, column_target },
    { "expected", N_("Expected"), true, column_expected },
    { "status", N_("Flag"), false, column_status },
    { NULL, NULL, false, NULL },
};

enum hd_rc api_series_show(struct service *service, struct api_request *request,
                           struct api_reply *reply, struct hd_error *err)
{
    const struct indicator *indicator = api_captured_indicator(request, reply);
    struct series_filter filter = { .area = api_param(request, "area"),
                                    .breakdown = api_param(request, "breakdown") };
    struct api_list list = { .columns = columns,
                             .json = row_json,
                             .extra = extra_json,
                             .ctx = indicator,
                             .empty = N_("There are no values.") };

    (void)service;
    if (!indicator)
        return HD_OK;
    if (!span_read(request, reply, &filter.span))
        return HD_OK;
    list.rows = collect(indicator, &filter, request, &list.count);
    if (api_format_of(request, API_JSON) == API_ROWS) {
        write_flat(list.rows, list.count, reply);
        return HD_OK;
    }
    return api_list_write(&list, request, reply, err);
}
