#include "daemon/page/whatif.h"

#include "daemon/page/row.h"
#include "daemon/view.h"
#include "daemon/whatif_view.h"

#include <string.h>

/* ---- the form ---- */

static const char *period_text(const struct page_frame *frame, struct hd_period period)
{
    char text[HD_PERIOD_TEXT_MAX];

    hd_period_text(period, text);
    return hd_arena_strdup(frame->arena, text);
}

/* The period whose value comes in next. */
static struct hd_period next_period(const struct page_frame *frame,
                                    const struct indicator *indicator,
                                    const struct judge_series *series)
{
    enum hd_freq own = indicator->judge.frequency;

    for (size_t i = series->count; i-- > 0;)
        if (series->points[i].period.freq == own && judge_point_counts(&series->points[i]))
            return hd_period_next(series->points[i].period);
    return hd_period_containing(own, frame->picture->as_of_day);
}

/* The dated target of the series that is due next, else the last one; NULL: none has a date. */
static const struct status_row *next_target(const struct page_frame *frame,
                                            const struct judge_series *series)
{
    const struct status_row *found = NULL;

    for (size_t i = 0; i < frame->picture->row_count; i++) {
        const struct status_row *row = &frame->picture->rows[i];

        if (row->series != series || !row->target || !row->target->judge.dated)
            continue;
        if (!found || row->headline)
            found = row;
    }
    return found;
}

static const char *asked_or(const char *asked, const char *fallback)
{
    return asked && *asked ? asked : fallback;
}

static void fill_form(struct tree *tree, const struct page_frame *frame,
                      const struct indicator *indicator, const struct judge_series *series)
{
    const struct assumption *assumed = &frame->assumed;
    const char *next = period_text(frame, next_period(frame, indicator, series));
    const struct status_row *target = next_target(frame, series);
    const char *due = target ? period_text(frame, target->target->judge.due) : next;

    tree_set(tree, "path", frame->path);
    tree_set(
        tree, "tried",
        page_link(frame, hd_arena_printf(frame->arena, "/backtest?indicator=%s", indicator->code)));
    tree_set(tree, "form_area", frame->area);
    tree_set(tree, "form_breakdown", frame->breakdown);
    tree_set(tree, "form_as_of", frame->as_of);
    tree_set(tree, "asked_value", assumed->value);
    tree_set(tree, "asked_value_period", asked_or(assumed->value_period, next));
    tree_set(tree, "asked_target", assumed->target);
    tree_set(tree, "asked_target_period", asked_or(assumed->target_period, due));
    tree_set(tree, "asked_pace", assumed->pace);
    tree_flag(tree, "has_pace", !indicator->judge.scale);
    tree_set(tree, "form_unit", view_unit(indicator, frame->lang));
    tree_set(tree, "form_gap_unit", view_gap_unit(indicator, frame->lang));
}

/* ---- the answer ---- */

static void fill_lines(struct tree *item, const struct page_frame *frame,
                       const struct whatif_row *row)
{
    struct whatif_line lines[WHATIF_LINES_MAX];
    size_t count = whatif_lines(row, frame->lang, frame->arena, lines);

    tree_list(item, "lines");
    for (size_t i = 0; i < count; i++) {
        struct tree *line;

        if (strcmp(lines[i].key, "state") == 0)
            continue; /* shown as chips */
        line = tree_append(item, "lines");
        tree_set(line, "label", lines[i].label);
        tree_set(line, "now", lines[i].now);
        tree_set(line, "then", lines[i].then);
    }
}

static void fill_result(struct tree *item, const struct page_frame *frame,
                        const struct whatif_row *row)
{
    const struct status_row *after = &row->after;
    struct hd_buf text HD_BUF_AUTO = { 0 };

    hd_buf_init(&text, 8192);
    if (after->target)
        view_goal_when(after, frame->lang, &text);
    tree_set(item, "result_when", text.data);
    tree_set(item, "result_strategy",
             after->strategy ? names_get(&after->strategy->short_name, frame->lang) : NULL);
    hd_buf_reset(&text);
    view_why(after, frame->lang, &text);
    tree_set(item, "result_why", text.data);
    tree_flag(item, "exists", row->before != NULL);
    row_chip(tree_sub(item, "chip_now"), frame,
             row->before ? row->before->verdict.state : STATE_MEASURING);
    row_chip(tree_sub(item, "chip_then"), frame, after->verdict.state);
    fill_lines(item, frame, row);
}

static void fill_answer(struct tree *tree, const struct page_frame *frame,
                        const struct whatif *whatif)
{
    struct whatif_answer answer;
    const char *const *sentences;

    whatif_answer(frame->picture, whatif, frame->zone, frame->arena, &answer);
    sentences = whatif_sentences(whatif, &answer, frame->lang, frame->arena);
    for (; *sentences; sentences++)
        tree_set(tree_append(tree, "assumed"), "sentence", *sentences);
    tree_set(tree, "judged_day",
             whatif_day_sentence(frame->picture, &answer, frame->lang, frame->arena));
    for (size_t i = 0; i < answer.count; i++)
        fill_result(tree_append(tree, "results"), frame, &answer.rows[i]);
    tree_flag(tree, "answered", true);
}

static const char *problem_text(const struct page_frame *frame, const struct hd_problem *problem)
{
    struct hd_buf text HD_BUF_AUTO = { 0 };

    hd_buf_init(&text, 4096);
    hd_problem_message(problem, frame->lang, &text);
    return hd_arena_strdup(frame->arena, text.data);
}

bool whatif_fill(struct tree *tree, const struct page_frame *frame,
                 const struct indicator *indicator, const struct judge_series *series)
{
    struct whatif whatif = { .indicator = indicator, .series = series };
    struct hd_problem problem = { 0 };
    bool asked = !assumption_is_empty(&frame->assumed), good = true;

    tree_flag(tree, "may_ask", series != NULL);
    tree_flag(tree, "asked", asked);
    tree_flag(tree, "answered", false);
    tree_set(tree, "problem", NULL);
    tree_list(tree, "assumed");
    tree_list(tree, "results");
    if (!series)
        return true;
    fill_form(tree, frame, indicator, series);
    if (asked)
        good = assumption_read(&frame->assumed, frame->arena, frame->picture, &whatif, &problem);
    if (!good)
        tree_set(tree, "problem", problem_text(frame, &problem));
    else if (asked)
        fill_answer(tree, frame, &whatif);
    return good;
}
