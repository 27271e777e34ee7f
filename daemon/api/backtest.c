/* GET /api/v1/backtest: how the forecasts would have done on the history there is. */
#include <string.h>

#include "daemon/api/answer.h"
#include "daemon/api/handlers.h"
#include "daemon/backtest_view.h"

/* ---- columns ---- */

static struct backtest_texts texts_of(const struct backtest_row *row,
                                      const struct api_request *request)
{
    return backtest_texts(row, request->lang, request->arena);
}

static bool is_error(const struct backtest_row *row)
{
    return row->part == BACKTEST_ERROR;
}

static const struct backtest_band *band_of(const struct backtest_row *row)
{
    return row->part == BACKTEST_LIKELIHOOD ? &row->reliability->bands[row->band] : NULL;
}

/* A number for programs, the text of the page for people. */
static void number_cell(struct api_cell *cell, const struct api_request *request, bool has,
                        double number, const char *text)
{
    cell_double(cell, has, number);
    if (has && api_for_people(request))
        cell_label(cell, "", text);
}

static void column_part(const void *row, const struct api_request *request, struct api_cell *cell)
{
    (void)request;
    cell_text(cell, backtest_part_word(((const struct backtest_row *)row)->part));
}

static void column_method(const void *row, const struct api_request *request, struct api_cell *cell)
{
    const struct backtest_row *line = row;

    cell_label(cell, backtest_method_word(line->method),
               backtest_method_label(line->method, request->lang));
}

static void column_years(const void *row, const struct api_request *request, struct api_cell *cell)
{
    const struct backtest_row *line = row;

    cell_int(cell, line->years);
    cell->null = !is_error(line);
    if (is_error(line) && api_for_people(request))
        cell_label(cell, "", texts_of(line, request).years);
}

static void column_asked(const void *row, const struct api_request *request, struct api_cell *cell)
{
    const struct backtest_row *line = row;

    cell_label(cell,
               is_error(line)     ? NULL
               : line->of_targets ? "targets"
                                  : "thresholds",
               texts_of(line, request).asked);
}

static void column_likelihood(const void *row, const struct api_request *request,
                              struct api_cell *cell)
{
    const struct backtest_row *line = row;

    cell_label(cell,
               band_of(line) ? judge_likelihood_word(backtest_band_likelihood(line->band)) : NULL,
               texts_of(line, request).likelihood);
}

static void column_count(const void *row, const struct api_request *request, struct api_cell *cell)
{
    (void)request;
    cell_int(cell, (int64_t)((const struct backtest_row *)row)->count);
}

static void column_mean(const void *row, const struct api_request *request, struct api_cell *cell)
{
    const struct backtest_row *line = row;

    number_cell(cell, request, is_error(line) && line->of->indicator,
                is_error(line) ? line->error->mean : 0, texts_of(line, request).mean);
}

static void column_median(const void *row, const struct api_request *request, struct api_cell *cell)
{
    const struct backtest_row *line = row;

    number_cell(cell, request, is_error(line) && line->of->indicator,
                is_error(line) ? line->error->median : 0, texts_of(line, request).median);
}

static void column_scaled(const void *row, const struct api_request *request, struct api_cell *cell)
{
    const struct backtest_row *line = row;

    number_cell(cell, request, is_error(line) && line->error->scaled_count,
                is_error(line) ? line->error->scaled : 0, texts_of(line, request).scaled);
}

static void column_against(const void *row, const struct api_request *request,
                           struct api_cell *cell)
{
    const struct backtest_row *line = row;

    number_cell(cell, request, is_error(line) && line->error->has_against,
                is_error(line) ? line->error->against_last : 0, texts_of(line, request).against);
}

static bool has_intervals(const struct backtest_row *row)
{
    return is_error(row) && row->error->interval_count;
}

static void column_intervals(const void *row, const struct api_request *request,
                             struct api_cell *cell)
{
    const struct backtest_row *line = row;

    (void)request;
    cell_int(cell, has_intervals(line) ? (int64_t)line->error->interval_count : 0);
    cell->null = !has_intervals(line);
}

static void column_covered(const void *row, const struct api_request *request,
                           struct api_cell *cell)
{
    const struct backtest_row *line = row;

    (void)request;
    cell_int(cell, has_intervals(line) ? (int64_t)line->error->covered : 0);
    cell->null = !has_intervals(line);
}

static void column_coverage(const void *row, const struct api_request *request,
                            struct api_cell *cell)
{
    const struct backtest_row *line = row;
    bool has = has_intervals(line);

    number_cell(cell, request, has,
                has ? (double)line->error->covered / (double)line->error->interval_count : 0,
                texts_of(line, request).coverage);
}

static void column_came_true(const void *row, const struct api_request *request,
                             struct api_cell *cell)
{
    const struct backtest_row *line = row;

    (void)request;
    cell_int(cell, (int64_t)line->came_true);
    cell->null = is_error(line);
}

static void column_share(const void *row, const struct api_request *request, struct api_cell *cell)
{
    const struct backtest_row *line = row;

    number_cell(cell, request, !is_error(line), (double)line->came_true / (double)line->count,
                texts_of(line, request).share);
}

static void column_probability(const void *row, const struct api_request *request,
                               struct api_cell *cell)
{
    const struct backtest_row *line = row;

    number_cell(cell, request, band_of(line) != NULL,
                band_of(line) ? band_of(line)->probability : 0,
                texts_of(line, request).probability);
}

static void column_brier(const void *row, const struct api_request *request, struct api_cell *cell)
{
    const struct backtest_row *line = row;
    bool has = line->part == BACKTEST_PROBABILITY;

    number_cell(cell, request, has, has ? line->reliability->brier : 0,
                texts_of(line, request).brier);
}

static const struct api_column columns[] = {
    { "part", N_("Part"), false, column_part },
    { "asked", N_("Asked"), false, column_asked },
    { "years", N_("Ahead"), false, column_years },
    { "method", N_("Method"), false, column_method },
    { "likelihood", N_("Likelihood"), false, column_likelihood },
    { "count", N_("Count"), true, column_count },
    { "mean_error", N_("Mean error"), true, column_mean },
    { "median_error", N_("Median error"), true, column_median },
    { "scaled_error", N_("Scaled error"), true, column_scaled },
    { "against_last", N_("Against last value"), true, column_against },
    { "intervals", N_("Intervals"), true, column_intervals },
    { "covered", N_("Held the value"), true, column_covered },
    { "coverage", N_("Share held"), true, column_coverage },
    { "came_true", N_("Came true"), true, column_came_true },
    { "share", N_("Share true"), true, column_share },
    { "probability", N_("Said on average"), true, column_probability },
    { "brier", N_("Brier score"), true, column_brier },
    { NULL, NULL, false, NULL },
};

/* ---- in words: three tables, each with what it says ---- */

static const struct api_column error_columns[] = {
    { "years", N_("Ahead"), false, column_years },
    { "method", N_("Method"), false, column_method },
    { "count", N_("Forecasts"), true, column_count },
    { "mean_error", N_("Mean error"), true, column_mean },
    { "median_error", N_("Median error"), true, column_median },
    { "scaled_error", N_("Scaled error"), true, column_scaled },
    { "against_last", N_("Against last value"), true, column_against },
    { NULL, NULL, false, NULL },
};

static const struct api_column interval_columns[] = {
    { "years", N_("Ahead"), false, column_years },
    { "method", N_("Method"), false, column_method },
    { "intervals", N_("Intervals"), true, column_intervals },
    { "covered", N_("Held the value"), true, column_covered },
    { "coverage", N_("Share held"), true, column_coverage },
    { NULL, NULL, false, NULL },
};

static const struct api_column likelihood_columns[] = {
    { "method", N_("Method"), false, column_method },
    { "likelihood", N_("Likelihood"), false, column_likelihood },
    { "count", N_("Said"), true, column_count },
    { "came_true", N_("Came true"), true, column_came_true },
    { "share", N_("Share true"), true, column_share },
    { "probability", N_("Said on average"), true, column_probability },
    { NULL, NULL, false, NULL },
};

typedef bool row_fn(const struct backtest_row *row);

static bool of_thresholds(const struct backtest_row *row)
{
    return row->part == BACKTEST_LIKELIHOOD && !row->of_targets;
}

static bool of_targets(const struct backtest_row *row)
{
    return row->part == BACKTEST_LIKELIHOOD && row->of_targets;
}

struct answered {
    const struct hindsight *of;
    bool with_default; /* the sentences speak of hedef-default */
    const struct backtest_row *rows;
    size_t count;
    const struct api_request *request;
    struct api_reply *reply;
};

static const void *const *pick(const struct answered *a, row_fn *wanted, size_t *count_out)
{
    const void **rows = hd_arena_alloc(a->request->arena, (a->count + 1) * sizeof *rows);

    *count_out = 0;
    for (size_t i = 0; i < a->count; i++)
        if (!wanted || wanted(&a->rows[i]))
            rows[(*count_out)++] = &a->rows[i];
    return rows;
}

static void put_text(const struct answered *a, const char *text)
{
    if (text)
        hd_buf_printf(&a->reply->body, "%s\n", text);
}

static enum hd_rc put_table(const struct answered *a, const char *heading,
                            const struct api_column *shown, row_fn *wanted, const char *reading,
                            struct hd_error *err)
{
    struct api_list list = { .columns = shown };
    enum hd_rc rc;

    list.rows = pick(a, wanted, &list.count);
    if (!list.count)
        return HD_OK;
    hd_buf_printf(&a->reply->body, "\n%s\n", hd_tr(a->request->lang, heading));
    rc = api_list_write(&list, a->request, a->reply, err);
    if (a->with_default)
        put_text(a, reading);
    return rc;
}

static enum hd_rc put_probabilities(const struct answered *a, bool targets, struct hd_error *err)
{
    const struct backtest *result = &a->of->result;
    const struct backtest_reliability *r =
        targets ? &result->targets[BACKTEST_DEFAULT] : &result->thresholds[BACKTEST_DEFAULT];
    enum hd_rc rc =
        put_table(a, targets ? N_("Probabilities of targets") : N_("Probabilities of thresholds"),
                  likelihood_columns, targets ? of_targets : of_thresholds,
                  backtest_probability_reading(r, a->request->lang, a->request->arena), err);

    if (r->asked && targets)
        put_text(a, backtest_target_doubt(a->of, a->request->lang, a->request->arena));
    if (r->asked)
        put_text(a, hd_tr(a->request->lang,
                          targets ? backtest_targets_asked : backtest_thresholds_asked));
    return rc;
}

static enum hd_rc write_words(const struct answered *a, struct hd_error *err)
{
    const struct hd_lang *lang = a->request->lang;
    struct hd_arena *arena = a->request->arena;
    enum hd_rc rc;

    a->reply->content_type = "text/plain; charset=utf-8";
    if (a->of->indicator)
        hd_buf_printf(&a->reply->body, "%s (%s)\n", names_get(&a->of->indicator->name, lang),
                      a->of->indicator->code);
    put_text(a, backtest_about(a->of, lang, arena));
    put_text(a, backtest_doubt(a->of, lang, arena));
    put_text(a, a->of->narrowed ? hd_tr(lang, backtest_narrowed) : NULL);
    put_text(a, a->request->picture->demo ? hd_tr(lang, backtest_demo) : NULL);
    rc = put_table(a, N_("Errors by years ahead"), error_columns, is_error,
                   backtest_error_reading(a->of, lang, arena), err);
    if (!rc)
        rc = put_table(a, N_("80 % intervals"), interval_columns, has_intervals,
                       backtest_interval_reading(a->of, lang, arena), err);
    if (!rc)
        rc = put_probabilities(a, false, err);
    if (!rc)
        rc = put_probabilities(a, true, err);
    hd_buf_putc(&a->reply->body, '\n');
    put_text(a, hd_tr(lang, backtest_how));
    return rc;
}

/* ---- the question ---- */

static void extra_json(struct hd_jsonw *w, const struct api_request *request, const void *ctx)
{
    const struct hindsight *of = ctx;

    api_json_day(w, "as_of", request->picture->as_of_day);
    hd_jsonw_key_int(w, "series", (int64_t)of->result.series);
    hd_jsonw_key_int(w, "starting_points", (int64_t)of->result.origins);
    hd_jsonw_key_bool(w, "narrowed", of->narrowed);
    hd_jsonw_key_int(w, "targets", (int64_t)of->targets);
    hd_jsonw_key_string(w, "unit", of->indicator ? of->indicator->unit : NULL);
    hd_jsonw_key_bool(w, "demo", request->picture->demo);
}

static bool read_method(const struct api_request *request, struct api_reply *reply,
                        enum backtest_method *method)
{
    const char *word = api_param(request, "method"), *known[BACKTEST_METHODS];

    *method = BACKTEST_METHODS;
    if (!word || backtest_method_parse(word, method))
        return true;
    for (size_t i = 0; i < BACKTEST_METHODS; i++)
        known[i] = backtest_method_word((enum backtest_method)i);
    (void)api_unknown_value(reply, request, "method", word, known, BACKTEST_METHODS);
    return false;
}

static bool read_question(const struct api_request *request, struct api_reply *reply,
                          struct hindsight_question *question, enum backtest_method *method)
{
    const char *code = api_param(request, "indicator");
    int64_t years;

    if (!api_known_names(request, reply) || !read_method(request, reply, method) ||
        !api_param_int(request, reply, "horizon", 1, BACKTEST_YEARS, BACKTEST_YEARS_SHOWN, &years))
        return false;
    *question = (struct hindsight_question){
        .indicator = code ? catalog_indicator(request->picture->catalog, code) : NULL,
        .strategy = api_param(request, "strategy"),
        .years = (int)years,
    };
    return true;
}

enum hd_rc api_backtest_show(struct service *service, struct api_request *request,
                             struct api_reply *reply, struct hd_error *err)
{
    struct hindsight_question question;
    enum backtest_method method;
    struct hindsight of;
    struct answered a = { .of = &of, .request = request, .reply = reply };
    struct api_list list = { .columns = columns,
                             .extra = extra_json,
                             .ctx = &of,
                             .empty = N_("Nothing can be tried out yet: it takes a series of at "
                                         "least five values without a break between them.") };

    (void)service;
    if (!read_question(request, reply, &question, &method))
        return HD_OK;
    hindsight(request->picture, &question, &of);
    a.with_default = method == BACKTEST_METHODS || method == BACKTEST_DEFAULT;
    a.count = backtest_rows(&of, method, request->arena, &a.rows);
    if (api_format_of(request, API_JSON) == API_TABLE)
        return write_words(&a, err);
    list.rows = pick(&a, NULL, &list.count);
    return api_list_write(&list, request, reply, err);
}
