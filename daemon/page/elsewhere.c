#include "daemon/page/elsewhere.h"

#include <string.h>

#include "daemon/view.h"
#include "queries/ranking.h"

#define OTHERS_SHOWN 60

struct elsewhere {
    const struct page_frame *frame;
    const struct indicator *indicator;
    const struct judge_series *own;
};

const char *elsewhere_series_name(const struct page_frame *frame, const struct judge_series *series)
{
    bool plain = !series->breakdown || !*series->breakdown;

    return plain ? series->area
                 : hd_arena_printf(frame->arena, "%s, %s", series->area, series->breakdown);
}

static const char *link_to(const struct elsewhere *e, const struct judge_series *series)
{
    struct page_frame other = *e->frame;

    other.area = series->area;
    other.breakdown = series->breakdown;
    other.assumed = (struct assumption){ 0 }; /* about the series of this page */
    return page_same_link(&other, e->frame->asked_lang, e->frame->as_of);
}

static const char *value_text(const struct elsewhere *e, const struct judge_point *point)
{
    struct hd_buf text HD_BUF_AUTO = { 0 };

    if (!point)
        return NULL;
    hd_buf_init(&text, 256);
    view_value(e->indicator, point->text, e->frame->lang, &text);
    return hd_arena_strdup(e->frame->arena, text.data);
}

/* ---- the ranking ---- */

/* Against the own value in the same period: positive is better. */
static void fill_distance(struct tree *item, const struct elsewhere *e,
                          const struct judge_point *point, const struct judge_point *own)
{
    struct hd_buf text HD_BUF_AUTO = { 0 };

    tree_set(item, "distance", NULL);
    if (!own || !point || own == point || e->indicator->judge.scale)
        return;
    hd_buf_init(&text, 256);
    view_gap(e->indicator, e->indicator->judge.direction * (point->value - own->value),
             e->frame->lang, &text);
    tree_set(item, "distance", text.data);
}

static const struct judge_point *own_point(const struct elsewhere *e, const struct ranking *ranking)
{
    for (size_t i = 0; i < ranking->count; i++)
        if (ranking->rows[i].series == e->own)
            return ranking->rows[i].point;
    return NULL;
}

static void fill_place(struct tree *item, const struct elsewhere *e, const struct ranking *ranking,
                       const struct ranking_row *row)
{
    bool own = row->series == e->own;

    tree_setf(item, "place", "%d", row->place);
    tree_set(item, "who", ranking->by_breakdown ? row->series->breakdown : row->series->area);
    tree_set(item, "href", own ? NULL : link_to(e, row->series));
    tree_flag(item, "own", own);
    tree_set(item, "value", value_text(e, row->point));
    fill_distance(item, e, row->point, own_point(e, ranking));
    tree_set(item, "before", value_text(e, row->before));
    tree_set(item, "before_period",
             row->before ? page_period(e->frame, row->before->period) : NULL);
}

static void fill_ranking(struct tree *tree, const struct elsewhere *e)
{
    struct ranking ranking;
    bool there = ranking_make(e->frame->picture, e->indicator, NULL, NULL, NULL, e->frame->arena,
                              &ranking) &&
                 ranking.count > 1;

    tree_list(tree, "places");
    tree_flag(tree, "ranked", there);
    if (!there)
        return;
    tree_set(tree, "ranked_period", page_period(e->frame, ranking.period));
    tree_flag(tree, "by_part", ranking.by_breakdown);
    tree_flag(tree, "compared", own_point(e, &ranking) && !e->indicator->judge.scale);
    tree_set(tree, "ranking_csv",
             hd_arena_printf(e->frame->arena, "/api/v1/ranking/%s?format=csv", e->indicator->code));
    for (size_t i = 0; i < ranking.count && i < OTHERS_SHOWN; i++)
        fill_place(tree_append(tree, "places"), e, &ranking, &ranking.rows[i]);
}

/* ---- the ways there ---- */

static void fill_others(struct tree *tree, const struct elsewhere *e)
{
    const struct picture *picture = e->frame->picture;
    size_t shown = 0;

    tree_list(tree, "others");
    for (size_t i = 0; i < picture->series_count && shown < OTHERS_SHOWN; i++) {
        const struct judge_series *series = &picture->series[i];
        const struct judge_point *last;
        struct tree *item;

        if (strcmp(series->indicator, e->indicator->code) != 0 || series == e->own ||
            !series->count)
            continue;
        last = &series->points[series->count - 1];
        item = tree_append(tree, "others");
        tree_set(item, "other", elsewhere_series_name(e->frame, series));
        tree_set(item, "href", link_to(e, series));
        tree_set(item, "value", value_text(e, last));
        tree_set(item, "period", page_period(e->frame, last->period));
        shown++;
    }
    tree_flag(tree, "any_other", shown > 0);
}

/* ---- columns beside the own values ---- */

/* Other areas, else other parts, that share a period with the own series. */
static bool shares_period(const struct judge_series *a, const struct judge_series *b)
{
    for (size_t i = 0; i < a->count; i++)
        for (size_t k = 0; k < b->count; k++)
            if (hd_period_equal(a->points[i].period, b->points[k].period))
                return true;
    return false;
}

static bool is_column(const struct judge_series *series, const struct judge_series *own, bool areas)
{
    bool same_area = strcmp(series->area, own->area) == 0;
    bool same_part = strcmp(series->breakdown, own->breakdown) == 0;

    return strcmp(series->indicator, own->indicator) == 0 &&
           (areas ? !same_area && same_part : same_area && !same_part) &&
           shares_period(series, own);
}

struct elsewhere_columns elsewhere_heads(struct tree *tree, const struct page_frame *frame,
                                         const struct indicator *indicator,
                                         const struct judge_series *own)
{
    const struct picture *picture = frame->picture;
    struct elsewhere_columns columns = { 0 };

    (void)indicator;
    tree_list(tree, "heads");
    for (int areas = 1; own && areas >= 0 && !columns.count; areas--)
        for (size_t i = 0; i < picture->series_count && columns.count < ELSEWHERE_COLUMNS; i++)
            if (is_column(&picture->series[i], own, areas == 1)) {
                columns.series[columns.count++] = &picture->series[i];
                tree_set(tree_append(tree, "heads"), "head",
                         areas ? picture->series[i].area : picture->series[i].breakdown);
            }
    return columns;
}

static const struct judge_point *point_in(const struct judge_series *series,
                                          struct hd_period period)
{
    for (size_t i = series->count; i-- > 0;)
        if (hd_period_equal(series->points[i].period, period))
            return &series->points[i];
    return NULL;
}

void elsewhere_cells(struct tree *item, const struct page_frame *frame,
                     const struct indicator *indicator, const struct elsewhere_columns *columns,
                     struct hd_period period)
{
    tree_list(item, "cells");
    for (size_t i = 0; i < columns->count; i++) {
        const struct judge_point *point = point_in(columns->series[i], period);
        struct hd_buf text HD_BUF_AUTO = { 0 };

        hd_buf_init(&text, 256);
        if (point)
            view_value_bare(indicator, point->text, frame->lang, &text);
        tree_set(tree_append(item, "cells"), "cell", point ? text.data : NULL);
    }
}

void elsewhere_fill(struct tree *tree, const struct page_frame *frame,
                    const struct indicator *indicator, const struct judge_series *own)
{
    struct elsewhere e = { frame, indicator, own };

    fill_ranking(tree, &e);
    fill_others(tree, &e);
}
