/* The page that says how the forecasts would have done. */
#include <string.h>

#include "daemon/api/answer.h"
#include "daemon/api/handlers.h"
#include "daemon/backtest_view.h"
#include "daemon/page/page.h"

static void fill_row(struct tree *item, const struct page_frame *frame,
                     const struct backtest_row *row)
{
    struct backtest_texts t = backtest_texts(row, frame->lang, frame->arena);

    tree_set(item, "years", t.years);
    tree_set(item, "method", t.method);
    tree_set(item, "likelihood", t.likelihood);
    tree_set(item, "mean", t.mean);
    tree_set(item, "median", t.median);
    tree_set(item, "scaled", t.scaled);
    tree_set(item, "against", t.against);
    tree_set(item, "coverage", t.coverage);
    tree_set(item, "share", t.share);
    tree_set(item, "probability", t.probability);
}

static void add_error(struct tree *tree, const struct page_frame *frame,
                      const struct backtest_row *row)
{
    struct tree *item = tree_append(tree, "errors");

    fill_row(item, frame, row);
    tree_set(item, "count", page_count(frame, row->count));
    if (!row->error->interval_count)
        return;
    item = tree_append(tree, "intervals");
    fill_row(item, frame, row);
    tree_set(item, "said", page_count(frame, row->error->interval_count));
    tree_set(item, "held", page_count(frame, row->error->covered));
}

/* The page shows the probabilities that hedef gives; the data have those of the others. */
static void add_likelihood(struct tree *tree, const struct page_frame *frame,
                           const struct backtest_row *row)
{
    struct tree *item;

    if (row->method != BACKTEST_DEFAULT)
        return;
    item = tree_append(tree, row->of_targets ? "targets" : "thresholds");
    fill_row(item, frame, row);
    tree_set(item, "said", page_count(frame, row->count));
    tree_set(item, "came", page_count(frame, row->came_true));
}

static void fill_tables(struct tree *tree, const struct page_frame *frame,
                        const struct hindsight *of)
{
    const struct backtest_row *rows;
    size_t count = backtest_rows(of, BACKTEST_METHODS, frame->arena, &rows);

    tree_list(tree, "errors");
    tree_list(tree, "intervals");
    tree_list(tree, "thresholds");
    tree_list(tree, "targets");
    for (size_t i = 0; i < count; i++) {
        if (rows[i].part == BACKTEST_ERROR)
            add_error(tree, frame, &rows[i]);
        else if (rows[i].part == BACKTEST_LIKELIHOOD)
            add_likelihood(tree, frame, &rows[i]);
    }
    tree_flag(tree, "any_error", count > 0);
    tree_flag(tree, "has_unit", of->indicator != NULL);
    tree_flag(tree, "any_threshold", of->result.thresholds[BACKTEST_DEFAULT].asked > 0);
    tree_flag(tree, "any_past_target", of->result.targets[BACKTEST_DEFAULT].asked > 0);
}

static void fill_readings(struct tree *tree, const struct page_frame *frame,
                          const struct hindsight *of)
{
    const struct hd_lang *lang = frame->lang;
    struct hd_arena *arena = frame->arena;

    tree_set(tree, "about", backtest_about(of, lang, arena));
    tree_set(tree, "doubt", backtest_doubt(of, lang, arena));
    tree_set(tree, "error_reading", backtest_error_reading(of, lang, arena));
    tree_set(tree, "interval_reading", backtest_interval_reading(of, lang, arena));
    tree_set(tree, "threshold_reading",
             backtest_probability_reading(&of->result.thresholds[BACKTEST_DEFAULT], lang, arena));
    tree_set(tree, "target_reading",
             backtest_probability_reading(&of->result.targets[BACKTEST_DEFAULT], lang, arena));
    tree_set(tree, "target_doubt", backtest_target_doubt(of, lang, arena));
    tree_set(tree, "narrowed", of->narrowed ? hd_tr(lang, backtest_narrowed) : NULL);
    tree_set(tree, "invented", frame->picture->demo ? hd_tr(lang, backtest_demo) : NULL);
    tree_set(tree, "how", hd_tr(lang, backtest_how));
    tree_set(tree, "scaled_means", hd_tr(lang, backtest_scaled_means));
    tree_set(tree, "thresholds_asked", hd_tr(lang, backtest_thresholds_asked));
    tree_set(tree, "targets_asked", hd_tr(lang, backtest_targets_asked));
}

/* Which indicators can be chosen: those with a series that is long enough. */
static void fill_choices(struct tree *tree, const struct page_frame *frame,
                         const struct indicator *chosen)
{
    const struct picture *picture = frame->picture;
    const char *before = "";

    tree_list(tree, "choices");
    for (size_t i = 0; i < picture->series_count; i++) {
        const struct judge_series *series = &picture->series[i];
        const struct indicator *indicator = catalog_indicator(picture->catalog, series->indicator);
        struct tree *item;

        if (!indicator || indicator->judge.scale || series->count < HINDSIGHT_VALUES ||
            strcmp(before, series->indicator) == 0)
            continue;
        before = series->indicator;
        item = tree_append(tree, "choices");
        tree_set(item, "code", indicator->code);
        tree_set(item, "name", names_get(&indicator->name, frame->lang));
        tree_flag(item, "chosen", indicator == chosen);
    }
}

static void fill_links(struct tree *tree, const struct page_frame *frame,
                       const struct indicator *indicator)
{
    const char *query =
        indicator ? hd_arena_printf(frame->arena, "&indicator=%s", indicator->code) : "";
    const char *day = frame->as_of ? hd_arena_printf(frame->arena, "&as_of=%s", frame->as_of) : "";

    tree_set(tree, "form_as_of", frame->as_of);
    tree_set(tree, "api_csv",
             hd_arena_printf(frame->arena, "/api/v1/backtest?format=csv%s%s", query, day));
    tree_set(tree, "api_json",
             hd_arena_printf(frame->arena, "/api/v1/backtest?format=json%s%s", query, day));
    tree_set(tree, "indicator_name", indicator ? names_get(&indicator->name, frame->lang) : NULL);
    tree_set(tree, "indicator_href", indicator ? page_indicator_link(frame, indicator) : NULL);
}

enum hd_rc page_backtest_write(const struct page_frame *frame, const struct indicator *indicator,
                               struct hd_buf *out, struct hd_error *err)
{
    struct hindsight_question question = { .indicator = indicator, .years = BACKTEST_YEARS_SHOWN };
    struct tree *tree = page_tree(frame);
    struct hindsight of;

    hindsight(frame->picture, &question, &of);
    fill_links(tree, frame, indicator);
    fill_choices(tree, frame, indicator);
    fill_tables(tree, frame, &of);
    fill_readings(tree, frame, &of);
    return page_write(frame, hd_tr(frame->lang, N_("How the forecasts would have done")),
                      "backtest.html", tree, out, err);
}

enum hd_rc page_backtest(struct service *service, struct api_request *request,
                         struct api_reply *reply, struct hd_error *err)
{
    const char *code = api_param(request, "indicator");
    const struct indicator *indicator =
        code && *code ? catalog_indicator(request->picture->catalog, code) : NULL;
    struct page_frame frame;

    if (code && *code && !indicator)
        return api_unknown_indicator(reply, request, 404, code);
    page_frame_init(&frame, service, request);
    reply->content_type = "text/html; charset=utf-8";
    return page_backtest_write(&frame, indicator, &reply->body, err);
}
