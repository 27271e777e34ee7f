/* GET /api/v1/ranking/{code}: who stands where, best first. */
#include <string.h>

#include "common/decimal.h"
#include "daemon/api/answer.h"
#include "daemon/api/handlers.h"
#include "queries/ranking.h"

static const struct ranking_row *row_of(const void *row)
{
    return row;
}

static void column_place(const void *row, const struct api_request *request, struct api_cell *cell)
{
    (void)request;
    cell_int(cell, row_of(row)->place);
}

static void column_area(const void *row, const struct api_request *request, struct api_cell *cell)
{
    (void)request;
    cell_text(cell, row_of(row)->series->area);
}

static void column_breakdown(const void *row, const struct api_request *request,
                             struct api_cell *cell)
{
    (void)request;
    cell_text(cell, row_of(row)->series->breakdown);
}

static void put_period(const struct judge_point *point, const struct api_request *request,
                       struct api_cell *cell)
{
    char text[HD_PERIOD_TEXT_MAX], label[HD_PERIOD_LABEL_MAX];

    if (!point) {
        cell_text(cell, NULL);
        return;
    }
    hd_period_text(point->period, text);
    hd_period_label(point->period, request->lang, label);
    cell_label(cell, hd_arena_strdup(request->arena, text), hd_arena_strdup(request->arena, label));
}

static void put_value(const struct judge_point *point, struct api_cell *cell)
{
    if (point && point->text && hd_decimal_valid(point->text, strlen(point->text)))
        cell_decimal(cell, point->text);
    else
        cell_text(cell, point ? point->text : NULL);
}

static void column_period(const void *row, const struct api_request *request, struct api_cell *cell)
{
    put_period(row_of(row)->point, request, cell);
}

static void column_value(const void *row, const struct api_request *request, struct api_cell *cell)
{
    (void)request;
    put_value(row_of(row)->point, cell);
}

static void column_before(const void *row, const struct api_request *request, struct api_cell *cell)
{
    (void)request;
    put_value(row_of(row)->before, cell);
}

static void column_before_period(const void *row, const struct api_request *request,
                                 struct api_cell *cell)
{
    put_period(row_of(row)->before, request, cell);
}

static const struct api_column columns[] = {
    { "place", N_("Place"), true, column_place },
    { "area", N_("Area"), false, column_area },
    { "breakdown", N_("Breakdown"), false, column_breakdown },
    { "period", N_("Period"), false, column_period },
    { "value", N_("Value"), true, column_value },
    { "before", N_("Before"), true, column_before },
    { "before_period", N_("Period before"), false, column_before_period },
    { NULL, NULL, false, NULL },
};

static bool read_period(const struct api_request *request, struct api_reply *reply,
                        struct hd_period *period, const struct hd_period **out)
{
    const char *text = api_param(request, "period"), *why;

    *out = NULL;
    if (!text)
        return true;
    if (!hd_period_parse(text, strlen(text), period, &why)) {
        (void)api_problem(reply, request, 400, "parameter_value_unknown",
                          N_("A parameter has an unknown value"),
                          N_("{name} takes a period such as 2025, 2025-Q1 or 2025-01."),
                          HD_ARGS("name", "period"));
        return false;
    }
    *out = period;
    return true;
}

enum hd_rc api_ranking_show(struct service *service, struct api_request *request,
                            struct api_reply *reply, struct hd_error *err)
{
    const struct indicator *indicator = api_captured_indicator(request, reply);
    struct api_list list = { .columns = columns, .empty = N_("There are no values.") };
    const struct hd_period *asked;
    struct hd_period period;
    struct ranking ranking;
    const void **rows;

    (void)service;
    if (!indicator || !read_period(request, reply, &period, &asked))
        return HD_OK;
    ranking_make(request->picture, indicator, api_param(request, "area"),
                 api_param(request, "breakdown"), asked, request->arena, &ranking);
    rows = hd_arena_alloc(request->arena, (ranking.count + 1) * sizeof *rows);
    for (size_t i = 0; i < ranking.count; i++)
        rows[i] = &ranking.rows[i];
    list.rows = rows;
    list.count = ranking.count;
    return api_list_write(&list, request, reply, err);
}
