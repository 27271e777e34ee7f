/* GET /api/v1/status: one row for each target, or in words when one indicator is asked for. */
#include <string.h>

#include "common/decimal.h"
#include "daemon/api/answer.h"
#include "daemon/api/handlers.h"
#include "daemon/view.h"

/* ---- which rows ---- */

struct status_filter {
    const char *indicator, *strategy, *area, *breakdown;
    bool has_state;
    enum judge_state state;
};

static bool same_or_any(const char *wanted, const char *text)
{
    return !wanted || strcmp(wanted, text) == 0;
}

static bool row_passes(const struct status_filter *filter, const struct status_row *row)
{
    return same_or_any(filter->indicator, row->indicator->code) &&
           (!filter->strategy ||
            (row->strategy && strcmp(filter->strategy, row->strategy->code) == 0)) &&
           same_or_any(filter->area, row->series->area) &&
           same_or_any(filter->breakdown, row->series->breakdown) &&
           (!filter->has_state || row->verdict.state == filter->state);
}

static enum hd_rc refuse_state(const struct api_request *request, struct api_reply *reply,
                               const char *word)
{
    const char *known[JUDGE_STATES];

    /* Worst first: of two that are equally near, the one that is looked for more often. */
    for (size_t i = 0; i < JUDGE_STATES; i++)
        known[judge_state_rank((enum judge_state)i)] = judge_state_word((enum judge_state)i);
    return api_unknown_value(reply, request, "state", word, known, JUDGE_STATES);
}

static bool read_filter(const struct api_request *request, struct api_reply *reply,
                        struct status_filter *filter)
{
    const char *state = api_param(request, "state");

    *filter = (struct status_filter){
        .indicator = api_param(request, "indicator"),
        .strategy = api_param(request, "strategy"),
        .area = api_param(request, "area"),
        .breakdown = api_param(request, "breakdown"),
        .has_state = state != NULL,
    };
    if (!api_known_names(request, reply))
        return false;
    if (state && !judge_state_parse(state, &filter->state)) {
        (void)refuse_state(request, reply, state);
        return false;
    }
    return true;
}

/* Rows of indicators without a target are counted nowhere and shown only when asked for. */
static bool row_is_listed(const struct status_filter *filter, const struct status_row *row)
{
    return (row->target || filter->indicator || filter->has_state) && row_passes(filter, row);
}

static const void *const *listed_rows(const struct api_request *request,
                                      const struct status_filter *filter, size_t *count_out)
{
    const struct picture *picture = request->picture;
    const void **rows = hd_arena_alloc(request->arena, (picture->row_count + 1) * sizeof *rows);

    *count_out = 0;
    for (size_t i = 0; i < picture->row_count; i++) {
        if (row_is_listed(filter, &picture->rows[i]))
            rows[(*count_out)++] = &picture->rows[i];
    }
    return rows;
}

static int64_t count_behind(const void *const *rows, size_t count)
{
    int64_t behind = 0;

    for (size_t i = 0; i < count; i++)
        behind += judge_state_behind(((const struct status_row *)rows[i])->verdict.state);
    return behind;
}

/* ---- columns ---- */

typedef void row_text_fn(const struct status_row *row, const struct hd_lang *lang,
                         struct hd_buf *out);

static const char *row_text(row_text_fn *write, const struct status_row *row,
                            const struct api_request *request)
{
    struct hd_buf out = { 0 };

    hd_buf_init(&out, 4096);
    write(row, request->lang, &out);
    return api_keep(request, &out);
}

static void column_indicator(const void *row, const struct api_request *request,
                             struct api_cell *cell)
{
    const struct status_row *status = row;
    const char *breakdown = status->series->breakdown;

    if (*breakdown)
        cell_label(cell, status->indicator->code,
                   hd_arena_printf(request->arena, "%s/%s", status->indicator->code, breakdown));
    else
        cell_text(cell, status->indicator->code);
}

static void column_name(const void *row, const struct api_request *request, struct api_cell *cell)
{
    const struct status_row *status = row;

    cell_text(cell, names_get(&status->indicator->name, request->lang));
}

static void column_area(const void *row, const struct api_request *request, struct api_cell *cell)
{
    (void)request;
    cell_text(cell, ((const struct status_row *)row)->series->area);
}

static void column_breakdown(const void *row, const struct api_request *request,
                             struct api_cell *cell)
{
    (void)request;
    cell_text(cell, ((const struct status_row *)row)->series->breakdown);
}

static void column_strategy(const void *row, const struct api_request *request,
                            struct api_cell *cell)
{
    const struct strategy *strategy = ((const struct status_row *)row)->strategy;

    (void)request;
    cell_text(cell, strategy ? strategy->code : NULL);
}

static void column_target(const void *row, const struct api_request *request, struct api_cell *cell)
{
    const struct status_row *status = row;
    const char *id = status->target ? status->target->judge.id : NULL;

    if (id && api_for_people(request))
        cell_label(cell, id,
                   hd_arena_printf(request->arena, "%s: %s",
                                   row_text(view_goal_when, status, request),
                                   row_text(view_goal, status, request)));
    else
        cell_text(cell, id);
}

static void column_kind(const void *row, const struct api_request *request, struct api_cell *cell)
{
    const struct target *target = ((const struct status_row *)row)->target;

    (void)request;
    cell_text(cell, target ? judge_kind_word(target->judge.kind) : NULL);
}

static void column_target_period(const void *row, const struct api_request *request,
                                 struct api_cell *cell)
{
    const struct target *target = ((const struct status_row *)row)->target;

    (void)request;
    cell_text(cell, target ? target->judge.period_text : NULL);
}

static void column_target_value(const void *row, const struct api_request *request,
                                struct api_cell *cell)
{
    const struct target *target = ((const struct status_row *)row)->target;

    (void)request;
    if (target && target->indicator->judge.scale)
        cell_text(cell, target->judge.value);
    else
        cell_decimal(cell, target ? target->judge.value : NULL);
}

static const char *period_label(const struct judge_point *point, const struct api_request *request)
{
    char label[HD_PERIOD_LABEL_MAX];

    hd_period_label(point->period, request->lang, label);
    return hd_arena_strdup(request->arena, label);
}

static void column_latest(const void *row, const struct api_request *request, struct api_cell *cell)
{
    const struct status_row *status = row;
    const struct judge_point *latest = status->verdict.latest;

    if (!latest)
        cell_text(cell, NULL);
    else if (api_for_people(request))
        cell_label(cell, latest->text ? latest->text : "",
                   hd_arena_printf(request->arena, "%s (%s)",
                                   row_text(view_judged, status, request),
                                   period_label(latest, request)));
    else if (latest->numeric && !status->indicator->judge.scale)
        cell_decimal(cell, latest->text);
    else
        cell_text(cell, latest->text);
}

static void column_period(const void *row, const struct api_request *request, struct api_cell *cell)
{
    const struct judge_point *latest = ((const struct status_row *)row)->verdict.latest;
    char text[HD_PERIOD_TEXT_MAX];

    if (latest)
        hd_period_text(latest->period, text);
    cell_text(cell, latest ? hd_arena_strdup(request->arena, text) : NULL);
}

static void column_expected(const void *row, const struct api_request *request,
                            struct api_cell *cell)
{
    const struct status_row *status = row;
    const struct verdict *verdict = &status->verdict;
    struct hd_buf label = { 0 };

    cell_double(cell, verdict->has_expected, verdict->expected);
    if (!verdict->has_expected || !api_for_people(request))
        return;
    hd_buf_init(&label, 256);
    view_number(status->indicator, verdict->expected, request->lang, &label);
    cell_label(cell, "", api_keep(request, &label));
}

static void column_gap(const void *row, const struct api_request *request, struct api_cell *cell)
{
    const struct status_row *status = row;
    const struct verdict *verdict = &status->verdict;
    struct hd_buf label = { 0 };

    cell_double(cell, verdict->has_gap, verdict->gap);
    if (!verdict->has_gap || !api_for_people(request))
        return;
    hd_buf_init(&label, 256);
    view_gap(status->indicator, verdict->gap, request->lang, &label);
    cell_label(cell, "", api_keep(request, &label));
}

static void column_lag(const void *row, const struct api_request *request, struct api_cell *cell)
{
    const struct verdict *verdict = &((const struct status_row *)row)->verdict;

    (void)request;
    cell_int(cell, verdict->lag_months);
    cell->null = !verdict->has_lag;
}

static void column_progress(const void *row, const struct api_request *request,
                            struct api_cell *cell)
{
    const struct verdict *verdict = &((const struct status_row *)row)->verdict;

    (void)request;
    cell_double(cell, verdict->has_progress, verdict->progress);
}

static void column_ratio(const void *row, const struct api_request *request, struct api_cell *cell)
{
    const struct verdict *verdict = &((const struct status_row *)row)->verdict;

    (void)request;
    cell_double(cell, verdict->has_ratio, verdict->ratio);
}

static void column_state(const void *row, const struct api_request *request, struct api_cell *cell)
{
    enum judge_state state = ((const struct status_row *)row)->verdict.state;

    cell_label(cell, judge_state_word(state),
               hd_arena_printf(request->arena, "%s %s", view_state_glyph(state),
                               view_state_label(state, request->lang)));
}

/* "72 %" for people, within 1 and 99; the number itself for programs. */
static void column_probability(const void *row, const struct api_request *request,
                               struct api_cell *cell)
{
    const struct judge_outlook *outlook = &((const struct status_row *)row)->verdict.outlook;
    struct hd_buf label = { 0 };

    cell_double(cell, outlook->has_probability, outlook->probability);
    if (!outlook->has_probability || !api_for_people(request))
        return;
    hd_buf_init(&label, 256);
    view_probability(outlook->probability, request->lang, &label);
    cell_label(cell, "", api_keep(request, &label));
}

static void column_since(const void *row, const struct api_request *request, struct api_cell *cell)
{
    (void)request;
    cell_day(cell, ((const struct status_row *)row)->verdict.since_day);
}

static void column_freshness(const void *row, const struct api_request *request,
                             struct api_cell *cell)
{
    enum freshness freshness = ((const struct status_row *)row)->freshness;

    cell_label(cell, freshness_word(freshness), view_freshness_label(freshness, request->lang));
}

static void column_body(const void *row, const struct api_request *request, struct api_cell *cell)
{
    const struct body *body = ((const struct status_row *)row)->body;

    (void)request;
    cell_text(cell, body ? body->code : NULL);
}

static const struct api_column columns[] = {
    { "indicator", N_("Indicator"), false, column_indicator },
    { "name", NULL, false, column_name },
    { "area", NULL, false, column_area },
    { "breakdown", NULL, false, column_breakdown },
    { "strategy", NULL, false, column_strategy },
    { "target", N_("Target"), false, column_target },
    { "kind", NULL, false, column_kind },
    { "target_period", NULL, false, column_target_period },
    { "target_value", NULL, true, column_target_value },
    { "value", N_("Latest"), true, column_latest },
    { "period", NULL, false, column_period },
    { "expected", N_("Expected"), true, column_expected },
    { "gap", N_("Gap"), true, column_gap },
    { "lag_months", NULL, true, column_lag },
    { "progress", NULL, true, column_progress },
    { "ratio", NULL, true, column_ratio },
    { "state", N_("State"), false, column_state },
    { "since", NULL, false, column_since },
    { "freshness", N_("Freshness"), false, column_freshness },
    { "body", NULL, false, column_body },
    { "probability", N_("Will be met"), true, column_probability },
    { NULL, NULL, false, NULL },
};

/* ---- JSON ---- */

static void row_json(struct hd_jsonw *w, const void *row, const struct api_request *request)
{
    view_verdict_json(w, row, request->picture, request->lang);
}

static void extra_json(struct hd_jsonw *w, const struct api_request *request, const void *ctx)
{
    (void)ctx;
    api_json_day(w, "as_of", request->picture->as_of_day);
    if (request->picture->run_id)
        hd_jsonw_key_int(w, "run", request->picture->run_id);
}

/* ---- one indicator in words ---- */

static void put_line(struct hd_buf *out, const char *label, const char *text)
{
    if (text && *text)
        hd_buf_printf(out, "  %s: %s\n", label, text);
}

static void put_number(struct hd_buf *out, const struct status_row *row, const struct hd_lang *lang,
                       const char *label, bool has, double value)
{
    HD_BUF_AUTO struct hd_buf text = { 0 };

    if (!has)
        return;
    hd_buf_init(&text, 256);
    view_number(row->indicator, value, lang, &text);
    if (*view_unit(row->indicator, lang))
        hd_buf_printf(&text, " %s", view_unit(row->indicator, lang));
    put_line(out, label, text.data);
}

static void put_percent(struct hd_buf *out, const struct hd_lang *lang, const char *label, bool has,
                        double value)
{
    char number[64];

    if (!has)
        return;
    hd_double_label(value * 100, lang, (struct hd_number_style){ .decimals = 0 }, number);
    hd_buf_printf(out, "  %s: %s %%\n", label, number);
}

static void put_latest(struct hd_buf *out, const struct status_row *row,
                       const struct api_request *request)
{
    const struct judge_point *latest = row->verdict.latest;
    const char *flag;

    if (!latest)
        return;
    flag = view_status_label(latest->status, request->lang);
    hd_buf_printf(out, "  %s: %s (%s%s%s)\n", hd_tr(request->lang, N_("Latest")),
                  row_text(view_judged, row, request), period_label(latest, request),
                  *flag ? ", " : "", flag);
}

static void put_gap(struct hd_buf *out, const struct status_row *row, const struct hd_lang *lang)
{
    HD_BUF_AUTO struct hd_buf text = { 0 };

    if (!row->verdict.has_gap)
        return;
    hd_buf_init(&text, 256);
    view_gap(row->indicator, row->verdict.gap, lang, &text);
    if (*view_gap_unit(row->indicator, lang))
        hd_buf_printf(&text, " %s", view_gap_unit(row->indicator, lang));
    put_line(out, hd_tr(lang, N_("Gap")), text.data);
}

static void put_pace(struct hd_buf *out, const struct status_row *row, const struct hd_lang *lang,
                     const char *label, bool has, double pace)
{
    HD_BUF_AUTO struct hd_buf text = { 0 };

    if (!has)
        return;
    hd_buf_init(&text, 256);
    view_pace(row->indicator, pace, lang, &text);
    put_line(out, label, text.data);
}

/* Will it be reached?  Paces, forecast, probability, and when. */
static void put_outlook(struct hd_buf *out, const struct status_row *row,
                        const struct hd_lang *lang)
{
    const struct judge_outlook *outlook = &row->verdict.outlook;
    HD_BUF_AUTO struct hd_buf chance = { 0 };
    char reached[HD_PERIOD_LABEL_MAX] = "";

    put_pace(out, row, lang, hd_tr(lang, N_("Pace")), outlook->has_pace, outlook->pace);
    put_pace(out, row, lang, hd_tr(lang, N_("Pace needed")), outlook->has_pace_needed,
             outlook->pace_needed);
    put_number(out, row, lang, hd_tr(lang, N_("Forecast")), outlook->has_forecast,
               outlook->forecast);
    hd_buf_init(&chance, 256);
    view_chance(outlook, lang, &chance);
    put_line(out, hd_tr(lang, N_("Will be met")), chance.data);
    if (outlook->has_reached)
        hd_period_label(outlook->reached, lang, reached);
    put_line(out, hd_tr(lang, N_("Reached")), reached);
}

static void put_head(struct hd_buf *out, const struct status_row *row,
                     const struct api_request *request)
{
    const struct hd_lang *lang = request->lang;
    const char *goal = row->target ? row_text(view_goal, row, request) : NULL;
    const char *when = row->target ? row_text(view_goal_when, row, request) : NULL;

    hd_buf_printf(out, "%s %s", view_state_glyph(row->verdict.state),
                  view_state_label(row->verdict.state, lang));
    if (goal)
        hd_buf_printf(out, "  %s: %s", when, goal);
    if (row->strategy)
        hd_buf_printf(out, "  [%s]", names_get(&row->strategy->short_name, lang));
    hd_buf_printf(out, "  %s%s%s\n", row->series->area, *row->series->breakdown ? "/" : "",
                  row->series->breakdown);
}

static void put_verdict(struct hd_buf *out, const struct status_row *row,
                        const struct api_request *request)
{
    const struct hd_lang *lang = request->lang;
    const struct verdict *verdict = &row->verdict;
    char day[64] = "";

    put_head(out, row, request);
    hd_buf_printf(out, "  %s\n", row_text(view_why, row, request));
    put_latest(out, row, request);
    put_number(out, row, lang, hd_tr(lang, N_("Expected")), verdict->has_expected,
               verdict->expected);
    put_gap(out, row, lang);
    put_percent(out, lang, hd_tr(lang, N_("Progress")), verdict->has_progress, verdict->progress);
    put_outlook(out, row, lang);
    if (verdict->since_day)
        hd_day_label(verdict->since_day, lang, day);
    put_line(out, hd_tr(lang, N_("Since")), day);
    put_line(out, hd_tr(lang, N_("Freshness")), view_freshness_label(row->freshness, lang));
    if (row->body)
        put_line(out, hd_tr(lang, N_("Responsible")), names_get(&row->body->name, lang));
}

static void write_words(const struct indicator *indicator, const void *const *rows, size_t count,
                        const struct api_request *request, struct api_reply *reply)
{
    reply->content_type = "text/plain; charset=utf-8";
    hd_buf_printf(&reply->body, "%s (%s)\n", names_get(&indicator->name, request->lang),
                  indicator->code);
    for (size_t i = 0; i < count; i++) {
        hd_buf_putc(&reply->body, '\n');
        put_verdict(&reply->body, rows[i], request);
    }
}

enum hd_rc api_status_list(struct service *service, struct api_request *request,
                           struct api_reply *reply, struct hd_error *err)
{
    struct status_filter filter;
    size_t count = 0;
    const void *const *rows;
    struct api_list list = {
        .columns = columns, .json = row_json, .extra = extra_json, .empty = N_("No target matches.")
    };

    (void)service;
    if (!read_filter(request, reply, &filter))
        return HD_OK;
    rows = listed_rows(request, &filter, &count);
    reply->attention = count_behind(rows, count);
    if (filter.indicator && api_format_of(request, API_JSON) == API_TABLE) {
        write_words(catalog_indicator(request->picture->catalog, filter.indicator), rows, count,
                    request, reply);
        return HD_OK;
    }
    list.rows = rows;
    list.count = count;
    return api_list_write(&list, request, reply, err);
}
