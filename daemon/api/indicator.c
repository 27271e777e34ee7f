/* GET /api/v1/indicators and /api/v1/indicators/{code}. */
#include <string.h>

#include "daemon/api/answer.h"
#include "daemon/api/handlers.h"
#include "daemon/computed_view.h"
#include "daemon/view.h"

struct indicator_row {
    const struct indicator *indicator;
    const struct status_row *headline; /* NULL: no row at all */
};

/* ---- JSON ---- */

static void latest_json(struct hd_jsonw *w, const struct indicator_row *row)
{
    const struct judge_point *latest = row->headline ? row->headline->verdict.latest : NULL;
    char period[HD_PERIOD_TEXT_MAX];
    char status[2] = "";

    hd_jsonw_key(w, "latest");
    if (!latest) {
        hd_jsonw_null(w);
        return;
    }
    hd_period_text(latest->period, period);
    status[0] = latest->status;
    hd_jsonw_object(w);
    hd_jsonw_key_string(w, "area", row->headline->series->area);
    hd_jsonw_key_string(w, "breakdown", row->headline->series->breakdown);
    hd_jsonw_key_string(w, "period", period);
    api_json_value(w, "value", latest->text);
    hd_jsonw_key_string(w, "status", status);
    hd_jsonw_key_int(w, "vintage", latest->vintage);
    api_json_instant(w, "published", latest->published_at_ms);
    hd_jsonw_end_object(w);
}

static void limits_json(struct hd_jsonw *w, const struct judge_indicator *judge)
{
    hd_jsonw_key(w, "lower");
    if (judge->has_lower)
        hd_jsonw_double(w, judge->lower);
    else
        hd_jsonw_null(w);
    hd_jsonw_key(w, "upper");
    if (judge->has_upper)
        hd_jsonw_double(w, judge->upper);
    else
        hd_jsonw_null(w);
    hd_jsonw_key(w, "scale");
    if (!judge->scale) {
        hd_jsonw_null(w);
        return;
    }
    hd_jsonw_array(w);
    for (size_t i = 0; i < judge->scale_count; i++)
        hd_jsonw_string(w, judge->scale[i]);
    hd_jsonw_end_array(w);
}

static void members_json(struct hd_jsonw *w, const struct indicator_row *row,
                         const struct hd_lang *lang)
{
    const struct indicator *indicator = row->indicator;
    char frequency[2] = { hd_freq_letter(indicator->judge.frequency), '\0' };

    hd_jsonw_key_string(w, "code", indicator->code);
    hd_jsonw_key_string(w, "name", names_get(&indicator->name, lang));
    hd_jsonw_key_string(w, "strategy", indicator->programme);
    hd_jsonw_key_string(w, "role", indicator->role);
    hd_jsonw_key_string(w, "priority", indicator->priority);
    hd_jsonw_key_string(w, "unit", indicator->unit);
    hd_jsonw_key_string(w, "direction", indicator->judge.direction < 0 ? "down" : "up");
    hd_jsonw_key_string(w, "frequency", frequency);
    hd_jsonw_key_string(w, "aggregation", judge_aggregation_word(indicator->judge.aggregation));
    hd_jsonw_key_int(w, "decimals", indicator->decimals);
    limits_json(w, &indicator->judge);
    hd_jsonw_key_string(w, "body", indicator->body);
    hd_jsonw_key_bool(w, "body_assigned", indicator->body_assigned);
    hd_jsonw_key_bool(w, "retired", indicator->judge.retired);
    hd_jsonw_key_string(w, "source", names_or_null(&indicator->source, lang));
    latest_json(w, row);
    hd_jsonw_key_string(w, "state",
                        row->headline ? judge_state_word(row->headline->verdict.state) : NULL);
}

static void row_json(struct hd_jsonw *w, const void *row, const struct api_request *request)
{
    hd_jsonw_object(w);
    members_json(w, row, request->lang);
    hd_jsonw_end_object(w);
}

static void extra_json(struct hd_jsonw *w, const struct api_request *request, const void *ctx)
{
    (void)ctx;
    api_json_day(w, "as_of", request->picture->as_of_day);
}

/* ---- columns ---- */

static void column_code(const void *row, const struct api_request *request, struct api_cell *cell)
{
    (void)request;
    cell_text(cell, ((const struct indicator_row *)row)->indicator->code);
}

static void column_name(const void *row, const struct api_request *request, struct api_cell *cell)
{
    cell_text(cell,
              names_get(&((const struct indicator_row *)row)->indicator->name, request->lang));
}

static void column_strategy(const void *row, const struct api_request *request,
                            struct api_cell *cell)
{
    (void)request;
    cell_text(cell, ((const struct indicator_row *)row)->indicator->programme);
}

static void column_unit(const void *row, const struct api_request *request, struct api_cell *cell)
{
    const struct indicator *indicator = ((const struct indicator_row *)row)->indicator;

    cell_label(cell, indicator->unit, view_unit(indicator, request->lang));
}

static void column_value(const void *row, const struct api_request *request, struct api_cell *cell)
{
    const struct status_row *headline = ((const struct indicator_row *)row)->headline;
    const struct judge_point *latest = headline ? headline->verdict.latest : NULL;
    struct hd_buf label = { 0 };

    if (!latest || !latest->text) {
        cell_text(cell, NULL);
        return;
    }
    if (!api_for_people(request)) {
        if (headline->indicator->judge.scale || !latest->numeric)
            cell_text(cell, latest->text);
        else
            cell_decimal(cell, latest->text);
        return;
    }
    hd_buf_init(&label, 256);
    view_judged(headline, request->lang, &label);
    cell_label(cell, latest->text, api_keep(request, &label));
}

static void column_period(const void *row, const struct api_request *request, struct api_cell *cell)
{
    const struct status_row *headline = ((const struct indicator_row *)row)->headline;
    char text[HD_PERIOD_TEXT_MAX];

    if (!headline || !headline->verdict.latest) {
        cell_text(cell, NULL);
        return;
    }
    hd_period_text(headline->verdict.latest->period, text);
    cell_text(cell, hd_arena_strdup(request->arena, text));
}

static void column_state(const void *row, const struct api_request *request, struct api_cell *cell)
{
    const struct status_row *headline = ((const struct indicator_row *)row)->headline;

    if (!headline) {
        cell_text(cell, NULL);
        return;
    }
    cell_label(cell, judge_state_word(headline->verdict.state),
               hd_arena_printf(request->arena, "%s %s", view_state_glyph(headline->verdict.state),
                               view_state_label(headline->verdict.state, request->lang)));
}

static const struct api_column columns[] = {
    { "code", N_("Indicator"), false, column_code },
    { "name", N_("Name"), false, column_name },
    { "strategy", NULL, false, column_strategy },
    { "unit", N_("Unit"), false, column_unit },
    { "value", N_("Latest"), true, column_value },
    { "period", N_("Period"), false, column_period },
    { "state", N_("State"), false, column_state },
    { NULL, NULL, false, NULL },
};

enum hd_rc api_indicator_list(struct service *service, struct api_request *request,
                              struct api_reply *reply, struct hd_error *err)
{
    const struct catalog *catalog = request->picture->catalog;
    const char *strategy = api_param(request, "strategy");
    struct indicator_row *items =
        hd_arena_alloc(request->arena, (catalog->indicator_count + 1) * sizeof *items);
    const void **rows =
        hd_arena_alloc(request->arena, (catalog->indicator_count + 1) * sizeof *rows);
    struct api_list list = { .columns = columns,
                             .rows = rows,
                             .json = row_json,
                             .extra = extra_json,
                             .empty = N_("There are no indicators: apply a catalogue first.") };

    (void)service;
    if (!api_known_names(request, reply))
        return HD_OK;
    for (size_t i = 0; i < catalog->indicator_count; i++) {
        const struct indicator *indicator = &catalog->indicators[i];

        if (strategy && (!indicator->programme || strcmp(indicator->programme, strategy) != 0))
            continue;
        items[i] = (struct indicator_row){ indicator,
                                           picture_headline(request->picture, indicator->code) };
        rows[list.count++] = &items[i];
    }
    return api_list_write(&list, request, reply, err);
}

/* ---- one ---- */

static void areas_json(struct hd_jsonw *w, const struct indicator *indicator,
                       const struct picture *picture)
{
    hd_jsonw_key(w, "series");
    hd_jsonw_array(w);
    for (size_t i = 0; i < picture->series_count; i++) {
        const struct judge_series *series = &picture->series[i];

        if (strcmp(series->indicator, indicator->code) != 0)
            continue;
        hd_jsonw_object(w);
        hd_jsonw_key_string(w, "area", series->area);
        hd_jsonw_key_string(w, "breakdown", series->breakdown);
        hd_jsonw_key_int(w, "observations", (int64_t)series->count);
        hd_jsonw_end_object(w);
    }
    hd_jsonw_end_array(w);
}

static void verdicts_json(struct hd_jsonw *w, const struct indicator *indicator,
                          const struct api_request *request)
{
    const struct picture *picture = request->picture;

    hd_jsonw_key(w, "verdicts");
    hd_jsonw_array(w);
    for (size_t i = 0; i < picture->row_count; i++) {
        if (picture->rows[i].indicator == indicator)
            view_verdict_json(w, &picture->rows[i], picture, request->lang);
    }
    hd_jsonw_end_array(w);
}

static void write_one_json(const struct indicator_row *row, const struct api_request *request,
                           struct api_reply *reply)
{
    const struct indicator *indicator = row->indicator;
    struct hd_jsonw w = { 0 };

    api_json_begin(&w, reply);
    members_json(&w, row, request->lang);
    api_json_names(&w, "names", &indicator->name);
    api_json_names(&w, "definition", &indicator->definition);
    api_json_names(&w, "method", &indicator->method);
    api_json_names(&w, "limitation", &indicator->limitation);
    api_json_names(&w, "note", &indicator->note);
    computed_json(&w, request->picture, indicator, NULL, NULL, request->arena);
    areas_json(&w, indicator, request->picture);
    verdicts_json(&w, indicator, request);
    api_json_end(&w, reply);
}

static void put_line(struct hd_buf *out, const struct hd_lang *lang, const char *label,
                     const char *text)
{
    if (text && *text)
        hd_buf_printf(out, "%s: %s\n", hd_tr(lang, label), text);
}

static void put_computed(struct hd_buf *out, const struct indicator *indicator,
                         const struct api_request *request)
{
    const struct composite *composite = &indicator->composite;
    const char *const *sentence = computed_sentences(indicator, request->lang, request->arena);

    if (!indicator_computed(indicator))
        return;
    hd_buf_printf(out, "%s:", hd_tr(request->lang, N_("Computed from")));
    for (size_t i = 0; i < composite->part_count; i++)
        hd_buf_printf(out, "%s %s%s%s", i ? "," : "", composite->parts[i].code,
                      composite->parts[i].breakdown ? "/" : "",
                      composite->parts[i].breakdown ? composite->parts[i].breakdown : "");
    hd_buf_puts(out, ".");
    for (; *sentence; sentence++)
        hd_buf_printf(out, " %s", *sentence);
    hd_buf_putc(out, '\n');
}

static void write_one_words(const struct indicator_row *row, const struct api_request *request,
                            struct api_reply *reply)
{
    const struct indicator *indicator = row->indicator;
    const struct hd_lang *lang = request->lang;
    const struct body *body =
        catalog_body(request->picture->catalog, indicator->body ? indicator->body : "");
    struct hd_buf *out = &reply->body;
    char frequency[2] = { hd_freq_letter(indicator->judge.frequency), '\0' };

    reply->content_type = "text/plain; charset=utf-8";
    hd_buf_printf(out, "%s (%s)\n", names_get(&indicator->name, lang), indicator->code);
    put_line(out, lang, N_("Unit"), indicator->unit);
    put_line(out, lang, N_("Frequency"), frequency);
    put_line(out, lang, N_("Responsible"), body ? names_get(&body->name, lang) : NULL);
    put_computed(out, indicator, request);
    put_line(out, lang, N_("Definition"), names_get(&indicator->definition, lang));
    put_line(out, lang, N_("Method"), names_get(&indicator->method, lang));
    put_line(out, lang, N_("Limitation"), names_get(&indicator->limitation, lang));
    put_line(out, lang, N_("Note"), names_get(&indicator->note, lang));
    put_line(out, lang, N_("Source"), names_or_null(&indicator->source, lang));
}

enum hd_rc api_indicator_show(struct service *service, struct api_request *request,
                              struct api_reply *reply, struct hd_error *err)
{
    struct indicator_row row = { .indicator = api_captured_indicator(request, reply) };

    (void)service;
    (void)err;
    if (!row.indicator)
        return HD_OK;
    row.headline = picture_headline(request->picture, row.indicator->code);
    if (api_for_people(request))
        write_one_words(&row, request, reply);
    else
        write_one_json(&row, request, reply);
    return HD_OK;
}
