/* GET /api/v1/whatif/{code}: what the verdicts would be; nothing is stored. */
#include <string.h>

#include "common/utf8.h"
#include "daemon/api/answer.h"
#include "daemon/api/handlers.h"
#include "daemon/assumption.h"
#include "daemon/view.h"
#include "daemon/whatif_view.h"

struct shown {
    const struct whatif *whatif;
    const struct whatif_answer *answer;
    const struct whatif_row *row;
};

/* ---- columns ---- */

static const struct status_row *before_of(const void *row)
{
    return ((const struct shown *)row)->row->before;
}

static const struct status_row *after_of(const void *row)
{
    return &((const struct shown *)row)->row->after;
}

static const char *why_of(const struct status_row *row, const struct api_request *request)
{
    struct hd_buf why = { 0 };

    hd_buf_init(&why, 8192);
    view_why(row, request->lang, &why);
    return api_keep(request, &why);
}

/* A target that is assumed has the id that it would have. */
static void column_target(const void *row, const struct api_request *request, struct api_cell *cell)
{
    const struct status_row *after = after_of(row);

    (void)request;
    cell_text(cell, after->target ? after->target->judge.id : NULL);
}

static void state_cell(const struct status_row *row, const struct api_request *request,
                       struct api_cell *cell)
{
    if (!row) {
        cell_text(cell, NULL);
        return;
    }
    cell_label(cell, judge_state_word(row->verdict.state),
               hd_arena_printf(request->arena, "%s %s", view_state_glyph(row->verdict.state),
                               view_state_label(row->verdict.state, request->lang)));
}

static void column_state(const void *row, const struct api_request *request, struct api_cell *cell)
{
    state_cell(before_of(row), request, cell);
}

static void column_state_then(const void *row, const struct api_request *request,
                              struct api_cell *cell)
{
    state_cell(after_of(row), request, cell);
}

static void column_gap(const void *row, const struct api_request *request, struct api_cell *cell)
{
    const struct status_row *before = before_of(row);

    (void)request;
    cell_double(cell, before && before->verdict.has_gap, before ? before->verdict.gap : 0);
}

static void column_gap_then(const void *row, const struct api_request *request,
                            struct api_cell *cell)
{
    const struct verdict *v = &after_of(row)->verdict;

    (void)request;
    cell_double(cell, v->has_gap, v->gap);
}

static void column_ratio(const void *row, const struct api_request *request, struct api_cell *cell)
{
    const struct status_row *before = before_of(row);

    (void)request;
    cell_double(cell, before && before->verdict.has_ratio, before ? before->verdict.ratio : 0);
}

static void column_ratio_then(const void *row, const struct api_request *request,
                              struct api_cell *cell)
{
    const struct verdict *v = &after_of(row)->verdict;

    (void)request;
    cell_double(cell, v->has_ratio, v->ratio);
}

static void column_probability(const void *row, const struct api_request *request,
                               struct api_cell *cell)
{
    const struct status_row *before = before_of(row);

    (void)request;
    cell_double(cell, before && before->verdict.outlook.has_probability,
                before ? before->verdict.outlook.probability : 0);
}

static void column_probability_then(const void *row, const struct api_request *request,
                                    struct api_cell *cell)
{
    const struct judge_outlook *outlook = &after_of(row)->verdict.outlook;

    (void)request;
    cell_double(cell, outlook->has_probability, outlook->probability);
}

static void reached_cell(const struct status_row *row, const struct api_request *request,
                         struct api_cell *cell)
{
    char text[HD_PERIOD_TEXT_MAX];

    if (!row || !row->verdict.outlook.has_reached) {
        cell_text(cell, NULL);
        return;
    }
    hd_period_text(row->verdict.outlook.reached, text);
    cell_text(cell, hd_arena_strdup(request->arena, text));
}

static void column_reached(const void *row, const struct api_request *request,
                           struct api_cell *cell)
{
    reached_cell(before_of(row), request, cell);
}

static void column_reached_then(const void *row, const struct api_request *request,
                                struct api_cell *cell)
{
    reached_cell(after_of(row), request, cell);
}

static void column_why(const void *row, const struct api_request *request, struct api_cell *cell)
{
    cell_text(cell, why_of(after_of(row), request));
}

static const struct api_column columns[] = {
    { "target", N_("Target"), false, column_target },
    { "state", N_("State now"), false, column_state },
    { "state_then", N_("State then"), false, column_state_then },
    { "gap", NULL, true, column_gap },
    { "gap_then", N_("Gap then"), true, column_gap_then },
    { "ratio", NULL, true, column_ratio },
    { "ratio_then", N_("Ratio then"), true, column_ratio_then },
    { "probability", NULL, true, column_probability },
    { "probability_then", N_("Probability then"), true, column_probability_then },
    { "reached", NULL, false, column_reached },
    { "reached_then", N_("Reached then"), false, column_reached_then },
    { "why", NULL, false, column_why },
    { NULL, NULL, false, NULL },
};

/* ---- JSON ---- */

static void item_json(struct hd_jsonw *w, const char *kind, const struct whatif_item *item)
{
    char period[HD_PERIOD_TEXT_MAX];

    hd_period_text(item->period, period);
    hd_jsonw_object(w);
    hd_jsonw_key_string(w, "kind", kind);
    hd_jsonw_key_string(w, "period", period);
    api_json_value(w, "value", item->text);
}

static void assumed_json(struct hd_jsonw *w, const struct whatif *whatif,
                         const struct whatif_answer *answer)
{
    hd_jsonw_key(w, "assumed");
    hd_jsonw_array(w);
    for (size_t i = 0; i < whatif->value_count; i++) {
        item_json(w, "value", &whatif->values[i]);
        api_json_value(w, "replaces", answer->replaced[i]);
        hd_jsonw_end_object(w);
    }
    for (size_t i = 0; i < whatif->target_count; i++) {
        item_json(w, "target", &whatif->targets[i]);
        hd_jsonw_end_object(w);
    }
    if (whatif->has_pace) {
        hd_jsonw_object(w);
        hd_jsonw_key_string(w, "kind", "pace");
        hd_jsonw_key(w, "value");
        hd_jsonw_double(w, whatif->pace);
        hd_jsonw_end_object(w);
    }
    hd_jsonw_end_array(w);
}

/* The verdict after it belongs to no evaluation run. */
static void row_json(struct hd_jsonw *w, const void *row, const struct api_request *request)
{
    const struct shown *shown = row;

    hd_jsonw_object(w);
    hd_jsonw_key(w, "before");
    if (shown->row->before)
        view_verdict_json(w, shown->row->before, request->picture, request->lang);
    else
        hd_jsonw_null(w);
    hd_jsonw_key(w, "after");
    view_verdict_json(w, &shown->row->after, NULL, request->lang);
    assumed_json(w, shown->whatif, shown->answer);
    hd_jsonw_end_object(w);
}

static void extra_json(struct hd_jsonw *w, const struct api_request *request, const void *ctx)
{
    const struct whatif_answer *answer = ctx;

    api_json_day(w, "as_of", request->picture->as_of_day);
    api_json_day(w, "judged_as_of", answer->as_of_day);
    hd_jsonw_key_bool(w, "stored", false);
}

/* ---- in words ---- */

static void put_head(struct hd_buf *out, const struct whatif *whatif,
                     const struct whatif_answer *answer, const struct api_request *request)
{
    const char *const *sentences = whatif_sentences(whatif, answer, request->lang, request->arena);
    const char *day = whatif_day_sentence(request->picture, answer, request->lang, request->arena);

    hd_buf_printf(out, "%s (%s)  %s%s%s\n", names_get(&whatif->indicator->name, request->lang),
                  whatif->indicator->code, whatif->series->area,
                  *whatif->series->breakdown ? "/" : "", whatif->series->breakdown);
    hd_buf_printf(out, "%s\n", hd_tr(request->lang, N_("Assumed:")));
    for (; *sentences; sentences++)
        hd_buf_printf(out, "  %s\n", *sentences);
    if (day)
        hd_buf_printf(out, "%s\n", day);
    hd_buf_printf(out, "%s\n", hd_tr(request->lang, N_("Nothing is stored.")));
}

static void put_padded(struct hd_buf *out, const char *text, size_t width)
{
    hd_buf_puts(out, text);
    for (size_t have = hd_utf8_width(text); have < width; have++)
        hd_buf_putc(out, ' ');
}

static size_t wider(size_t width, const char *text)
{
    size_t own = hd_utf8_width(text);

    return own > width ? own : width;
}

static void put_lines(struct hd_buf *out, const struct whatif_line *lines, size_t count,
                      const struct hd_lang *lang)
{
    const char *now = hd_tr(lang, N_("Now")), *then = hd_tr(lang, N_("Then"));
    size_t label_width = 0, now_width = hd_utf8_width(now);

    for (size_t i = 0; i < count; i++) {
        label_width = wider(label_width, lines[i].label);
        now_width = wider(now_width, lines[i].now);
    }
    hd_buf_puts(out, "  ");
    put_padded(out, "", label_width + 2);
    put_padded(out, now, now_width + 2);
    hd_buf_printf(out, "%s\n", then);
    for (size_t i = 0; i < count; i++) {
        hd_buf_puts(out, "  ");
        put_padded(out, lines[i].label, label_width + 2);
        put_padded(out, *lines[i].now ? lines[i].now : "\u2013", now_width + 2);
        hd_buf_printf(out, "%s\n", *lines[i].then ? lines[i].then : "\u2013");
    }
}

static void put_row(struct hd_buf *out, const struct whatif_row *row,
                    const struct api_request *request)
{
    struct whatif_line lines[WHATIF_LINES_MAX];
    size_t count = whatif_lines(row, request->lang, request->arena, lines);
    const struct status_row *after = &row->after;
    struct hd_buf when HD_BUF_AUTO = { 0 };

    hd_buf_init(&when, 1024);
    if (after->target)
        view_goal_when(after, request->lang, &when);
    hd_buf_printf(out, "\n%s%s%s%s\n", when.data, after->strategy ? "  [" : "",
                  after->strategy ? names_get(&after->strategy->short_name, request->lang) : "",
                  after->strategy ? "]" : "");
    put_lines(out, lines, count, request->lang);
    hd_buf_printf(out, "  %s\n", why_of(after, request));
}

static void write_words(const struct whatif *whatif, const struct whatif_answer *answer,
                        const struct api_request *request, struct api_reply *reply)
{
    reply->content_type = "text/plain; charset=utf-8";
    put_head(&reply->body, whatif, answer, request);
    for (size_t i = 0; i < answer->count; i++)
        put_row(&reply->body, &answer->rows[i], request);
}

/* ---- the question ---- */

static const void *const *listed(const struct whatif *whatif, const struct whatif_answer *answer,
                                 const struct api_request *request)
{
    const void **rows = hd_arena_alloc(request->arena, (answer->count + 1) * sizeof *rows);
    struct shown *items = hd_arena_alloc(request->arena, (answer->count + 1) * sizeof *items);

    for (size_t i = 0; i < answer->count; i++) {
        items[i] = (struct shown){ whatif, answer, &answer->rows[i] };
        rows[i] = &items[i];
    }
    return rows;
}

static bool find_series(const struct api_request *request, struct api_reply *reply,
                        struct whatif *whatif)
{
    const char *area = api_param(request, "area"), *breakdown = api_param(request, "breakdown");

    whatif->series = whatif_series(request->picture, whatif->indicator, area, breakdown);
    if (whatif->series)
        return true;
    (void)api_problem(reply, request, 404, "series_unknown", N_("There is no such series"),
                      N_("No value and no target of {indicator} is known for this area and "
                         "breakdown."),
                      HD_ARGS("indicator", whatif->indicator->code));
    return false;
}

static bool read_question(const struct api_request *request, struct api_reply *reply,
                          struct whatif *whatif)
{
    const struct assumption assumption = { .pace = api_param(request, "pace"),
                                           .value = api_param(request, "value"),
                                           .target = api_param(request, "target") };
    struct hd_problem problem = { 0 };

    whatif->indicator = api_captured_indicator(request, reply);
    whatif->strategy = api_param(request, "strategy");
    if (!whatif->indicator || !api_known_names(request, reply) ||
        !find_series(request, reply, whatif))
        return false;
    if (assumption_read(&assumption, request->arena, request->picture, whatif, &problem))
        return true;
    (void)api_problem(reply, request, 400, problem.code, N_("This cannot be assumed"),
                      problem.message, problem.args);
    return false;
}

enum hd_rc api_whatif_show(struct service *service, struct api_request *request,
                           struct api_reply *reply, struct hd_error *err)
{
    struct whatif whatif = { 0 };
    struct whatif_answer answer;
    struct api_list list = { .columns = columns,
                             .json = row_json,
                             .extra = extra_json,
                             .ctx = &answer,
                             .empty = N_("No target matches.") };

    (void)service;
    reply->no_store =
        true; /* everybody asks something else: it would push out what is asked often */
    if (!read_question(request, reply, &whatif))
        return HD_OK;
    whatif_answer(request->picture, &whatif, request->zone, request->arena, &answer);
    if (answer.count && api_format_of(request, API_JSON) == API_TABLE) {
        write_words(&whatif, &answer, request, reply);
        return HD_OK;
    }
    list.rows = listed(&whatif, &answer, request);
    list.count = answer.count;
    return api_list_write(&list, request, reply, err);
}
