/* The page of the leadership: one sentence, what needs a decision, then everything else. */
#include <stdlib.h>
#include <string.h>

#include "daemon/api/handlers.h"
#include "daemon/page/chart.h"
#include "daemon/page/page.h"
#include "daemon/page/row.h"
#include "daemon/page/strip.h"
#include "daemon/view.h"

#define DECISIONS_SHOWN 10
#define LATE_SHOWN      20
#define CHANGES_SHOWN   8

/* ---- sentence and strip ---- */

/* The newest period that any value of a target has reached. */
static const struct hd_period *data_to(const struct picture *picture)
{
    const struct hd_period *newest = NULL;

    for (size_t i = 0; i < picture->row_count; i++) {
        const struct judge_point *latest = picture->rows[i].verdict.latest;

        if (latest && (!newest || hd_period_cmp(latest->period, *newest) > 0))
            newest = &latest->period;
    }
    return newest;
}

static void fill_stamp(struct tree *tree, const struct page_frame *frame)
{
    const struct picture *picture = frame->picture;
    const struct hd_period *newest = data_to(picture);
    const char *time = picture->current ? page_instant(frame, picture->built_at_ms)
                                        : page_day(frame, picture->as_of_day);

    if (newest)
        tree_set(tree, "stamp",
                 page_fill(frame, hd_tr(frame->lang, N_("{time}, values up to {period}")),
                           HD_ARGS("time", time, "period", page_period(frame, *newest))));
    else
        tree_set(tree, "stamp", time);
}

static void fill_day_form(struct tree *tree, const struct page_frame *frame)
{
    char day[11], today[11];

    hd_day_text(frame->picture->as_of_day, day);
    hd_day_text(hd_zone_day(frame->zone, frame->now_at_ms), today);
    tree_set(tree, "day", day);
    tree_set(tree, "today", today);
}

static void fill_waiting(struct tree *tree, const struct page_frame *frame, size_t count)
{
    tree_set(tree, "waiting",
             count ? page_fill(frame,
                               hd_tr_n(frame->lang,
                                       "But {n} target cannot be judged until its values come in.",
                                       "But {n} targets cannot be judged until their values come "
                                       "in.",
                                       (long)count),
                               HD_ARGS("n", page_count(frame, count)))
                   : NULL);
}

static void fill_counts(struct tree *tree, const struct page_frame *frame)
{
    struct status_counts counts;
    struct hd_buf text HD_BUF_AUTO = { 0 };

    hd_buf_init(&text, 16384);
    picture_count(frame->picture, NULL, &counts);
    view_summary(frame->picture, NULL, frame->lang, &text);
    tree_set(tree, "summary", text.data);
    hd_buf_reset(&text);
    strip_write(&counts, &text);
    tree_set(tree, "strip", text.data);
    fill_waiting(tree, frame, counts.by_state[STATE_DUE] + counts.by_state[STATE_NO_DATA]);
    tree_list(tree, "counts");
    for (size_t i = 0; i < JUDGE_STATES; i++) {
        enum judge_state state = view_state_at(i);
        struct tree *item;

        if (!counts.by_state[state])
            continue;
        item = tree_append(tree, "counts");
        row_chip(item, frame, state);
        tree_set(item, "n", page_count(frame, counts.by_state[state]));
    }
}

/* ---- what needs a decision ---- */

struct decision {
    const struct status_row *row;
    const struct deadline *late; /* NULL: the verdict itself is what needs one */
};

/* What was lost before anybody could look is told in its strategy's table, not here. */
static bool needs_decision(const struct status_row *row)
{
    return row->verdict.state == STATE_OFF_TRACK ||
           (row->verdict.state == STATE_MISSED && !row->closed_before_install);
}

static int decision_class(const struct decision *decision)
{
    if (decision->late)
        return 2;
    return decision->row->verdict.state == STATE_MISSED ? 1 : 0;
}

/* How far behind, whatever the unit: the smaller the worse. */
static double standing(const struct decision *decision)
{
    const struct verdict *v = &decision->row->verdict;

    if (decision->late)
        return -decision->late->days_late;
    if (v->has_decided && v->has_goal && v->goal - v->baseline != 0)
        return (v->decided_value - v->baseline) / (v->goal - v->baseline);
    return v->has_score ? v->score : 0;
}

static int worst_first(const void *a, const void *b)
{
    const struct decision *x = a, *y = b;
    double sx = standing(x), sy = standing(y);

    if (decision_class(x) != decision_class(y))
        return decision_class(x) - decision_class(y);
    if (sx != sy)
        return sx < sy ? -1 : 1;
    return (x->row->number > y->row->number) - (x->row->number < y->row->number);
}

static bool is_late(const struct deadline *deadline)
{
    return !deadline->received && deadline->freshness == FRESHNESS_OVERDUE;
}

static bool already_in(const struct decision *list, size_t count, const struct indicator *indicator)
{
    for (size_t i = 0; i < count; i++)
        if (list[i].row->indicator == indicator)
            return true;
    return false;
}

static size_t gather_decisions(const struct page_frame *frame, struct decision **list_out)
{
    const struct picture *picture = frame->picture;
    size_t room = picture->row_count + picture->deadline_count + 1, count = 0;
    struct decision *list = hd_arena_alloc(frame->arena, room * sizeof *list);

    for (size_t i = 0; i < picture->row_count; i++)
        if (needs_decision(&picture->rows[i]))
            list[count++] = (struct decision){ &picture->rows[i], NULL };
    for (size_t i = 0; i < picture->deadline_count; i++) {
        const struct deadline *deadline = &picture->deadlines[i];
        const struct status_row *row = picture_headline(picture, deadline->indicator->code);

        if (row && is_late(deadline) && !already_in(list, count, deadline->indicator))
            list[count++] = (struct decision){ row, deadline };
    }
    qsort(list, count, sizeof *list, worst_first);
    *list_out = list;
    return count;
}

static void late_case(struct tree *item, const struct page_frame *frame,
                      const struct decision *decision)
{
    tree_set(item, "class", "late");
    tree_set(item, "glyph", "!");
    tree_set(item, "state", hd_tr(frame->lang, N_("Overdue")));
    tree_flag(item, "any_figure", false);
    tree_set(item, "chart", NULL);
    tree_set(item, "why",
             page_fill(frame, hd_tr(frame->lang, N_("The value of {period} is missing. {late}")),
                       HD_ARGS("period", page_period(frame, decision->late->period), "late",
                               row_late_sentence(frame, decision->late))));
    row_answer(item, frame, decision->row->body,
               row_late_alert(frame->picture, decision->row->indicator));
}

static void verdict_case(struct tree *item, const struct page_frame *frame,
                         const struct status_row *row)
{
    struct hd_buf text HD_BUF_AUTO = { 0 };

    hd_buf_init(&text, 65536);
    row_figures(item, frame, row);
    view_why(row, frame->lang, &text);
    tree_set(item, "why", text.data);
    hd_buf_reset(&text);
    chart_write(row, frame->picture, CHART_CARD, frame->lang, &text);
    tree_set(item, "chart", text.data);
    row_answer(item, frame, row->body, row_alert(frame->picture, row));
}

static const char *strategy_name(const struct page_frame *frame, const struct strategy *strategy)
{
    const char *name = strategy ? names_get(&strategy->short_name, frame->lang) : "";

    return *name || !strategy ? name : names_get(&strategy->name, frame->lang);
}

static void fill_decisions(struct tree *tree, const struct page_frame *frame)
{
    struct decision *list;
    size_t count = gather_decisions(frame, &list);

    tree_list(tree, "cases");
    for (size_t i = 0; i < count && i < DECISIONS_SHOWN; i++) {
        struct tree *item = tree_append(tree, "cases");

        row_fill(item, frame, list[i].row);
        tree_set(item, "strategy", strategy_name(frame, list[i].row->strategy));
        if (list[i].late)
            late_case(item, frame, &list[i]);
        else
            verdict_case(item, frame, list[i].row);
    }
    tree_set(tree, "more_cases",
             count > DECISIONS_SHOWN
                 ? page_fill(frame,
                             hd_tr_n(frame->lang, "{n} more is in the tables below",
                                     "{n} more are in the tables below",
                                     (long)(count - DECISIONS_SHOWN)),
                             HD_ARGS("n", page_count(frame, count - DECISIONS_SHOWN)))
                 : NULL);
}

/* The strip counts them, so the reader is told why they are no case for a decision. */
static void fill_missed_before(struct tree *tree, const struct page_frame *frame)
{
    const struct picture *picture = frame->picture;
    size_t missed = 0;

    for (size_t i = 0; i < picture->row_count; i++)
        missed += picture->rows[i].verdict.state == STATE_MISSED &&
                  picture->rows[i].closed_before_install;
    tree_set(tree, "missed_before",
             missed ? page_fill(frame,
                                hd_tr_n(frame->lang,
                                        "{n} target was missed before hedef was installed; it "
                                        "stands in its strategy below",
                                        "{n} targets were missed before hedef was installed; "
                                        "they stand in their strategies below",
                                        (long)missed),
                                HD_ARGS("n", page_count(frame, missed)))
                    : NULL);
}

/* ---- tables of the strategies ---- */

static void fill_row(struct tree *item, const struct page_frame *frame,
                     const struct status_row *row)
{
    struct hd_buf text HD_BUF_AUTO = { 0 };

    hd_buf_init(&text, 65536);
    row_fill(item, frame, row);
    chart_write(row, frame->picture, CHART_SPARK, frame->lang, &text);
    tree_set(item, "spark", text.data);
}

/* Short names say it at a glance; the official one stands below. */
static void fill_strategy(struct tree *item, const struct page_frame *frame,
                          const struct strategy *strategy)
{
    const char *name = strategy_name(frame, strategy);
    const char *official = names_get(&strategy->name, frame->lang);
    const char *years = NULL;

    if (strategy->valid_to_day)
        years = hd_arena_printf(frame->arena, "%d–%d", hd_day_civil(strategy->valid_from_day).year,
                                hd_day_civil(strategy->valid_to_day).year);
    tree_set(item, "code", strategy->code);
    tree_set(item, "strategy", name);
    tree_set(item, "official", strcmp(name, official) != 0 ? official : NULL);
    tree_set(item, "years", years && !strstr(name, years) ? years : NULL);
}

static void fill_block(struct tree *item, const struct page_frame *frame,
                       const struct strategy *strategy)
{
    const struct picture *picture = frame->picture;
    bool any = false, any_empty = false, any_chance = false;
    struct hd_buf text HD_BUF_AUTO = { 0 };

    hd_buf_init(&text, 16384);
    fill_strategy(item, frame, strategy);
    view_summary(picture, strategy, frame->lang, &text);
    tree_set(item, "block_summary", text.data);
    tree_list(item, "rows");
    tree_list(item, "empty_rows");
    for (size_t i = 0; i < picture->row_count; i++) {
        const struct status_row *row = &picture->rows[i];

        if (row->strategy == strategy && row->target)
            fill_row(tree_append(item, row_has_value(row) ? "rows" : "empty_rows"), frame, row);
        any |= row->strategy == strategy && row->target && row_has_value(row);
        any_chance |= row->strategy == strategy && row->verdict.outlook.has_probability;
        any_empty |= row->strategy == strategy && row->target && !row_has_value(row);
    }
    tree_flag(item, "any_row", any);
    tree_flag(item, "any_chance", any_chance);
    tree_flag(item, "any_empty_row", any_empty);
}

static void fill_blocks(struct tree *tree, const struct page_frame *frame)
{
    const struct catalog *catalog = frame->picture->catalog;
    struct status_counts counts;

    tree_list(tree, "blocks");
    for (size_t i = 0; i < catalog->strategy_count; i++) {
        picture_count(frame->picture, &catalog->strategies[i], &counts);
        if (counts.total)
            fill_block(tree_append(tree, "blocks"), frame, &catalog->strategies[i]);
    }
}

/* Indicators that no target asks about: one line each. */
static void fill_untargeted(struct tree *tree, const struct page_frame *frame)
{
    const struct picture *picture = frame->picture;
    size_t count = 0;

    tree_list(tree, "untargeted");
    for (size_t i = 0; i < picture->row_count; i++) {
        if (picture->rows[i].target)
            continue;
        row_fill(tree_append(tree, "untargeted"), frame, &picture->rows[i]);
        count++;
    }
    tree_set(tree, "untargeted_count",
             !count ? NULL
                    : page_fill(frame,
                                hd_tr_n(frame->lang, "{n} indicator without a target",
                                        "{n} indicators without a target", (long)count),
                                HD_ARGS("n", page_count(frame, count))));
}

/* ---- late submissions, changes ---- */

static const struct body *body_of(const struct picture *picture, const struct indicator *indicator)
{
    return indicator->body ? catalog_body_today(picture->catalog, indicator->body) : NULL;
}

static void fill_deadline(struct tree *item, const struct page_frame *frame,
                          const struct deadline *deadline)
{
    const struct body *body = body_of(frame->picture, deadline->indicator);

    tree_set(item, "name", names_get(&deadline->indicator->name, frame->lang));
    tree_set(item, "href", page_indicator_link(frame, deadline->indicator));
    tree_set(item, "period", page_period(frame, deadline->period));
    tree_set(item, "body", body ? row_body_short(body, frame->lang) : NULL);
    tree_set(item, "body_name", body ? names_get(&body->name, frame->lang) : NULL);
    tree_set(item, "dates", row_late_sentence(frame, deadline));
    tree_flag(item, "overdue", deadline->freshness == FRESHNESS_OVERDUE);
}

static bool is_pending(const struct deadline *deadline)
{
    return !deadline->received &&
           (deadline->freshness == FRESHNESS_DUE || deadline->freshness == FRESHNESS_GRACE ||
            deadline->freshness == FRESHNESS_OVERDUE);
}

static void fill_late(struct tree *tree, const struct page_frame *frame)
{
    const struct picture *picture = frame->picture;
    const struct deadline *next = NULL;
    size_t shown = 0;

    tree_list(tree, "late");
    for (size_t i = 0; i < picture->deadline_count; i++) {
        const struct deadline *deadline = &picture->deadlines[i];

        if (is_pending(deadline) && shown++ < LATE_SHOWN)
            fill_deadline(tree_append(tree, "late"), frame, deadline);
        if (!next && !deadline->received && deadline->freshness == FRESHNESS_NOT_DUE)
            next = deadline;
    }
    tree_flag(tree, "any_late", shown > 0);
    tree_set(tree, "next_due",
             next ? page_fill(frame,
                              hd_tr(frame->lang, N_("Next: {indicator}, {period}, on {date}.")),
                              HD_ARGS("indicator", names_get(&next->indicator->name, frame->lang),
                                      "period", page_period(frame, next->period), "date",
                                      page_day(frame, next->due_day)))
                  : NULL);
}

static void fill_change(struct tree *item, const struct page_frame *frame,
                        const struct change_row *change)
{
    const bool correction = change->verb && strcmp(change->verb, "correct") == 0;
    struct hd_buf text HD_BUF_AUTO = { 0 };

    hd_buf_init(&text, 4096);
    tree_set(item, "name", names_get(&change->indicator->name, frame->lang));
    tree_set(item, "href", page_indicator_link(frame, change->indicator));
    tree_set(item, "period", page_period(frame, change->period));
    view_value(change->indicator, change->old_value, frame->lang, &text);
    tree_set(item, "old", text.data);
    hd_buf_reset(&text);
    view_value(change->indicator, change->new_value, frame->lang, &text);
    tree_set(item, "new", text.data);
    tree_set(item, "verb",
             correction ? hd_tr(frame->lang, N_("Correction"))
                        : hd_tr(frame->lang, N_("Revision")));
    tree_set(item, "reason", change->reason);
    tree_set(item, "date", page_day(frame, hd_zone_day(frame->zone, change->published_at_ms)));
}

static void fill_changes(struct tree *tree, const struct page_frame *frame)
{
    const struct picture *picture = frame->picture;

    tree_flag(tree, "any_change", picture->change_count > 0);
    tree_list(tree, "changes");
    for (size_t i = 0; i < picture->change_count && i < CHANGES_SHOWN; i++)
        fill_change(tree_append(tree, "changes"), frame, &picture->changes[i]);
}

/* ---- the page ---- */

static bool any_value(const struct picture *picture)
{
    for (size_t i = 0; i < picture->row_count; i++)
        if (row_has_value(&picture->rows[i]))
            return true;
    return false;
}

enum hd_rc page_status_write(const struct page_frame *frame, struct hd_buf *out,
                             struct hd_error *err)
{
    struct tree *tree = page_tree(frame);

    tree_flag(tree, "any_target", frame->picture->catalog->target_count > 0);
    tree_flag(tree, "any_value", any_value(frame->picture));
    fill_stamp(tree, frame);
    fill_day_form(tree, frame);
    fill_counts(tree, frame);
    fill_decisions(tree, frame);
    fill_missed_before(tree, frame);
    fill_blocks(tree, frame);
    fill_untargeted(tree, frame);
    fill_late(tree, frame);
    fill_changes(tree, frame);
    return page_write(frame, hd_tr(frame->lang, N_("Where the targets stand")), "status.html", tree,
                      out, err);
}

enum hd_rc page_status(struct service *service, struct api_request *request,
                       struct api_reply *reply, struct hd_error *err)
{
    struct page_frame frame;

    page_frame_init(&frame, service, request);
    reply->content_type = "text/html; charset=utf-8";
    return page_status_write(&frame, &reply->body, err);
}
