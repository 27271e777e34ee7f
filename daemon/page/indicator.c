/* The page of one indicator: where it stands, how that was computed, every value behind it. */
#include <stdlib.h>
#include <string.h>

#include "daemon/alert/alert.h"
#include "daemon/api/answer.h"
#include "daemon/api/handlers.h"
#include "daemon/page/calculation.h"
#include "daemon/page/chart.h"
#include "daemon/page/computed.h"
#include "daemon/page/elsewhere.h"
#include "daemon/page/page.h"
#include "daemon/page/profile.h"
#include "daemon/page/row.h"
#include "daemon/page/whatif.h"
#include "daemon/service.h"
#include "daemon/view.h"
#include "queries/target.h"

#define VALUES_SHOWN 48
#define ALERTS_SHOWN 20
#define TEXT_MAX     65536

struct subject {
    const struct page_frame *frame;
    const struct picture *picture;
    const struct indicator *indicator;
    const struct judge_series *series; /* the one that is shown; NULL: no value in any */
    const struct status_row *first;    /* the row that heads the page; NULL: none */
};

/* ---- which series, which row ---- */

static bool same_text(const char *a, const char *b)
{
    return strcmp(a ? a : "", b ? b : "") == 0;
}

static bool is_about(const struct subject *s, const struct status_row *row)
{
    return row->indicator == s->indicator && row->series == s->series;
}

static const struct status_row *first_row(const struct subject *s)
{
    const struct status_row *found = NULL;

    for (size_t i = 0; i < s->picture->row_count; i++) {
        const struct status_row *row = &s->picture->rows[i];

        if (is_about(s, row) && (!found || (row->headline && !found->headline)))
            found = row;
    }
    return found;
}

static void find_subject(struct subject *s)
{
    const struct status_row *headline = picture_headline(s->picture, s->indicator->code);

    s->series = headline ? headline->series : NULL;
    if (s->frame->area || s->frame->breakdown || !s->series)
        for (size_t i = 0; i < s->picture->series_count; i++) {
            const struct judge_series *series = &s->picture->series[i];

            if (strcmp(series->indicator, s->indicator->code) == 0 &&
                (!s->frame->area || same_text(series->area, s->frame->area)) &&
                (!s->frame->breakdown || same_text(series->breakdown, s->frame->breakdown))) {
                s->series = series;
                break;
            }
        }
    s->first = first_row(s);
}

/* ---- head ---- */

static const char *strategy_name(const struct subject *s, const struct strategy *strategy)
{
    const char *name = strategy ? names_get(&strategy->short_name, s->frame->lang) : "";

    return *name || !strategy ? name : names_get(&strategy->name, s->frame->lang);
}

static bool has_others(const struct subject *s)
{
    for (size_t i = 0; i < s->picture->series_count; i++)
        if (strcmp(s->picture->series[i].indicator, s->indicator->code) == 0 &&
            &s->picture->series[i] != s->series)
            return true;
    return false;
}

/* What the latest value was made of. */
static void fill_samples(struct tree *tree, const struct subject *s)
{
    const struct judge_point *latest = s->first ? s->first->verdict.latest : NULL;
    const struct rolled_value *rolled =
        latest ? picture_rolled_point(s->picture, s->first->series, latest) : NULL;
    struct hd_buf text HD_BUF_AUTO = { 0 };

    hd_buf_init(&text, TEXT_MAX);
    if (rolled)
        view_samples(s->indicator, rolled, s->frame->lang, &text);
    tree_set(tree, "samples", rolled ? text.data : NULL);
}

static void fill_head(struct tree *tree, const struct subject *s)
{
    struct hd_buf why HD_BUF_AUTO = { 0 };

    tree_set(tree, "name", names_get(&s->indicator->name, s->frame->lang));
    tree_set(tree, "series",
             s->series && has_others(s) ? elsewhere_series_name(s->frame, s->series) : NULL);
    tree_flag(tree, "has_row", s->first != NULL);
    tree_set(tree, "why", NULL);
    tree_set(tree, "strategy", NULL);
    fill_samples(tree, s);
    if (!s->first)
        return;
    hd_buf_init(&why, TEXT_MAX);
    row_fill(tree, s->frame, s->first);
    row_figures(tree, s->frame, s->first);
    row_ahead(tree, s->frame, s->first);
    view_why(s->first, s->frame->lang, &why);
    tree_set(tree, "why", why.data);
    tree_set(tree, "strategy", s->first->strategy ? strategy_name(s, s->first->strategy) : NULL);
}

/* ---- the chart: one for all strategies ---- */

static void fill_legend(struct tree *tree, const struct subject *s)
{
    static const char *const patterns[CHART_PATHS] = { "p", "p p2", "p p3", "p p4" };
    struct chart_parts parts = chart_parts(s->first, s->picture);

    tree_flag(tree, "path_drawn", parts.path);
    tree_flag(tree, "forecast_drawn", parts.forecast);
    tree_flag(tree, "others_drawn", parts.others);
    tree_set(tree, "left_out", parts.left_out ? page_count(s->frame, parts.left_out) : NULL);
    tree_list(tree, "legend");
    tree_flag(tree, "several", parts.strategy_count > 1);
    for (size_t i = 0; i < parts.strategy_count; i++) {
        struct tree *item = tree_append(tree, "legend");

        tree_set(item, "pattern", patterns[i]);
        tree_set(item, "path_of", strategy_name(s, parts.strategies[i]));
    }
}

static void fill_chart(struct tree *tree, const struct subject *s)
{
    struct hd_buf text HD_BUF_AUTO = { 0 };

    hd_buf_init(&text, TEXT_MAX);
    if (s->first)
        chart_write(s->first, s->picture, CHART_FULL, s->frame->lang, &text);
    tree_flag(tree, "charted", text.len > 0);
    if (!text.len)
        return;
    tree_set(tree, "wide", text.data);
    hd_buf_reset(&text);
    chart_write(s->first, s->picture, CHART_NARROW, s->frame->lang, &text);
    tree_set(tree, "narrow", text.data);
    tree_flag(tree, "targeted", s->first->target != NULL);
    fill_legend(tree, s);
}

/* ---- targets ---- */

static void fill_version(struct tree *item, const struct subject *s, const struct target *target,
                         size_t at)
{
    const struct target_version *before = &target->versions[at - 1], *now = &target->versions[at];
    struct hd_buf was HD_BUF_AUTO = { 0 }, is HD_BUF_AUTO = { 0 };

    hd_buf_init(&was, 1024);
    hd_buf_init(&is, 1024);
    view_terms(&before->terms, s->indicator, s->frame->lang, &was);
    view_terms(&now->terms, s->indicator, s->frame->lang, &is);
    tree_set(item, "moved_when",
             page_day(s->frame, hd_zone_day(s->frame->zone, now->known_from_at_ms)));
    tree_set(item, "was", strcmp(was.data, is.data) ? was.data : NULL);
    tree_set(item, "now", is.data);
    tree_set(item, "moved_why", now->terms.reason);
    tree_set(item, "moved_by", now->terms.reason ? now->terms.clause : NULL);
}

/* How it came to be what it is.  One that was moved before it came here has only its reason. */
static void fill_versions(struct tree *item, const struct subject *s, const struct target *target)
{
    bool listed = target->version_count > 1;

    tree_set(item, "moved", listed ? NULL : target->replaced_reason);
    tree_flag(item, "any_version", listed);
    tree_list(item, "versions");
    for (size_t i = 1; i < target->version_count; i++)
        fill_version(tree_append(item, "versions"), s, target, i);
}

static void fill_target(struct tree *item, const struct subject *s, const struct status_row *row)
{
    struct hd_buf text HD_BUF_AUTO = { 0 };

    hd_buf_init(&text, TEXT_MAX);
    row_fill(item, s->frame, row);
    view_goal(row, s->frame->lang, &text);
    tree_set(item, "goal", text.data);
    hd_buf_reset(&text);
    view_why(row, s->frame->lang, &text);
    tree_set(item, "why", text.data);
    tree_set(item, "strategy", strategy_name(s, row->strategy));
    tree_set(item, "clause", row->target->clause);
    tree_flag(item, "derived", same_text(row->target->basis, "derived"));
    tree_set(item, "target_note", names_get(&row->target->note, s->frame->lang));
    fill_versions(item, s, row->target);
    tree_flag(item, "open", row == s->first);
    calculation_fill(item, s->frame, row);
}

static int by_due(const void *a, const void *b)
{
    const struct status_row *x = *(const struct status_row *const *)a;
    const struct status_row *y = *(const struct status_row *const *)b;
    int32_t dx = x->target->judge.dated ? x->target->judge.due.end_day : INT32_MAX;
    int32_t dy = y->target->judge.dated ? y->target->judge.due.end_day : INT32_MAX;

    if (dx != dy)
        return dx < dy ? -1 : 1;
    return (x->number > y->number) - (x->number < y->number);
}

/* The one that heads the page first, then by their dates. */
static void fill_targets(struct tree *tree, const struct subject *s)
{
    const struct picture *picture = s->picture;
    const struct status_row **list =
        hd_arena_alloc(s->frame->arena, (picture->row_count + 1) * sizeof(void *));
    size_t count = 0;

    for (size_t i = 0; i < picture->row_count; i++)
        if (is_about(s, &picture->rows[i]) && picture->rows[i].target &&
            &picture->rows[i] != s->first)
            list[count++] = &picture->rows[i];
    if (count)
        qsort(list, count, sizeof(void *), by_due);
    tree_list(tree, "targets");
    tree_flag(tree, "any_target", count > 0 || (s->first && s->first->target));
    if (s->first && s->first->target)
        fill_target(tree_append(tree, "targets"), s, s->first);
    for (size_t i = 0; i < count; i++)
        fill_target(tree_append(tree, "targets"), s, list[i]);
}

/* ---- values ---- */

static bool has_path(const struct status_row *row)
{
    const struct verdict *v = &row->verdict;
    double any;

    return row->target && row->target->judge.dated && v->baseline_source != BASELINE_NONE &&
           judge_path(&row->question, v->baseline_period.end_day + 1, &any);
}

/* The values are held against the path that leads furthest in the strategy that heads the page. */
static const struct status_row *path_row(const struct subject *s)
{
    const struct status_row *found = NULL;

    for (size_t i = 0; i < s->picture->row_count && s->first; i++) {
        const struct status_row *row = &s->picture->rows[i];

        if (!is_about(s, row) || row->strategy != s->first->strategy || !has_path(row))
            continue;
        if (!found || row->target->judge.due.end_day > found->target->judge.due.end_day)
            found = row;
    }
    return found;
}

/* A quarter of a sum is not held against the path of yearly sums. */
static bool comparable(const struct subject *s, const struct judge_point *point)
{
    return point->numeric && !s->indicator->judge.scale &&
           !(s->indicator->judge.aggregation == AGGREGATE_SUM && point->period.freq != HD_FREQ_A);
}

static void fill_expected(struct tree *item, const struct subject *s, const struct status_row *path,
                          const struct judge_point *point)
{
    double expected, gap;
    struct hd_buf text HD_BUF_AUTO = { 0 };

    tree_set(item, "expected", NULL);
    tree_set(item, "gap", NULL);
    tree_set(item, "gap_class", "");
    if (!path || !comparable(s, point) ||
        point->period.end_day <= path->verdict.baseline_period.end_day ||
        !judge_path(&path->question, point->period.end_day, &expected))
        return;
    hd_buf_init(&text, 256);
    view_number(s->indicator, expected, s->frame->lang, &text);
    tree_set(item, "expected", text.data);
    gap = s->indicator->judge.direction * (point->value - expected);
    hd_buf_reset(&text);
    view_gap(s->indicator, gap, s->frame->lang, &text);
    tree_set(item, "gap", text.data);
    tree_set(item, "gap_class", gap < 0 ? "neg" : "pos");
}

static void fill_value(struct tree *item, const struct subject *s, const struct status_row *path,
                       const struct elsewhere_columns *columns, const struct judge_point *point)
{
    const char *status = view_status_label(point->status, s->frame->lang);
    struct hd_buf text HD_BUF_AUTO = { 0 };

    hd_buf_init(&text, 256);
    tree_set(item, "period", page_period(s->frame, point->period));
    view_value_bare(s->indicator, point->text, s->frame->lang, &text);
    tree_set(item, "value", text.data);
    tree_set(item, "flag", status);
    fill_expected(item, s, path, point);
    elsewhere_cells(item, s->frame, s->indicator, columns, point->period);
    tree_set(item, "published",
             page_day(s->frame, hd_zone_day(s->frame->zone, point->published_at_ms)));
    tree_setf(item, "version", "%d", point->vintage);
    tree_flag(item, "changed", point->vintage > 1);
}

static void fill_values(struct tree *tree, const struct subject *s)
{
    size_t count = s->series ? s->series->count : 0;
    const struct status_row *path = path_row(s);
    struct elsewhere_columns columns = elsewhere_heads(tree, s->frame, s->indicator, s->series);

    tree_list(tree, "values");
    tree_flag(tree, "expects", path != NULL);
    tree_flag(tree, "any_value", count > 0);
    tree_set(tree, "value_unit", view_unit(s->indicator, s->frame->lang));
    tree_set(tree, "gap_unit", view_gap_unit(s->indicator, s->frame->lang));
    for (size_t i = count; i-- > 0 && count - i <= VALUES_SHOWN;)
        fill_value(tree_append(tree, "values"), s, path, &columns, &s->series->points[i]);
    tree_set(tree, "history",
             page_link(s->frame, hd_arena_printf(s->frame->arena, "/indicators/%s/history",
                                                 s->indicator->code)));
    tree_set(tree, "series_csv",
             hd_arena_printf(s->frame->arena, "/api/v1/series/%s?format=csv", s->indicator->code));
}

/* ---- who answers, deadlines, alerts ---- */

static void fill_answer(struct tree *tree, const struct subject *s)
{
    const struct indicator *indicator = s->indicator;
    const struct body *body =
        indicator->body ? catalog_body_today(s->picture->catalog, indicator->body) : NULL;
    const struct deadline *next = NULL;

    row_answer(tree, s->frame, body, s->first ? row_alert(s->picture, s->first) : NULL);
    tree_set(tree, "code_of_body", body ? body->code : NULL);
    tree_flag(tree, "assigned", body && indicator->body_assigned);
    for (size_t i = 0; i < s->picture->deadline_count && !next; i++)
        if (s->picture->deadlines[i].indicator == indicator && !s->picture->deadlines[i].received)
            next = &s->picture->deadlines[i];
    tree_set(tree, "next_value",
             next ? page_fill(s->frame, hd_tr(s->frame->lang, N_("{period}: {late}")),
                              HD_ARGS("period", page_period(s->frame, next->period), "late",
                                      row_late_sentence(s->frame, next)))
                  : NULL);
}

static bool alert_is_about(const struct subject *s, const struct alert_row *alert)
{
    return same_text(alert->subject, s->indicator->code) ||
           (alert->row && alert->row->indicator == s->indicator);
}

static void fill_alert(struct tree *item, const struct subject *s, const struct alert_row *alert)
{
    const struct page_frame *frame = s->frame;

    tree_set(item, "kind", alert_kind_label(alert->kind, frame->lang));
    tree_set(item, "alert_state", alert_state_label(alert->state, frame->lang));
    tree_set(item, "opened", page_day(frame, hd_zone_day(frame->zone, alert->opened_at_ms)));
    tree_set(item, "changed", page_day(frame, hd_zone_day(frame->zone, alert->changed_at_ms)));
    tree_set(item, "promise", alert->promised_day ? page_day(frame, alert->promised_day) : NULL);
    tree_set(item, "asked",
             alert->row && alert->row->target ? alert->row->target->judge.period_text
                                              : alert->first_period);
}

static void fill_alerts(struct tree *tree, const struct subject *s)
{
    size_t shown = 0;

    tree_list(tree, "alerts");
    for (size_t i = 0; i < s->picture->alert_count && shown < ALERTS_SHOWN; i++)
        if (alert_is_about(s, &s->picture->alerts[i])) {
            fill_alert(tree_append(tree, "alerts"), s, &s->picture->alerts[i]);
            shown++;
        }
    tree_flag(tree, "any_alert", shown > 0);
}

/* ---- what it is ---- */

static const char *direction_words(const struct subject *s)
{
    if (strcmp(s->indicator->unit, "rank") == 0)
        return hd_tr(s->frame->lang, N_("the first place is the best"));
    return s->indicator->judge.direction < 0 ? hd_tr(s->frame->lang, N_("less is better"))
                                             : hd_tr(s->frame->lang, N_("more is better"));
}

static const char *unit_words(const struct subject *s)
{
    if (strcmp(s->indicator->unit, "rank") == 0)
        return hd_tr(s->frame->lang, N_("place in a list"));
    if (strcmp(s->indicator->unit, "group") == 0)
        return hd_tr(s->frame->lang, N_("group"));
    return view_unit(s->indicator, s->frame->lang);
}

static const char *frequency_words(const struct subject *s)
{
    static const char *const words[] = {
        [HD_FREQ_A] = N_("every year"),        [HD_FREQ_S] = N_("every half-year"),
        [HD_FREQ_T] = N_("every four months"), [HD_FREQ_Q] = N_("every quarter"),
        [HD_FREQ_M] = N_("every month"),       [HD_FREQ_W] = N_("every week"),
        [HD_FREQ_D] = N_("every day"),
    };

    if (s->indicator->every_years > 1)
        return page_fill(
            s->frame,
            hd_tr_n(s->frame->lang, "every {n} year", "every {n} years", s->indicator->every_years),
            HD_ARGS("n", page_count(s->frame, (size_t)s->indicator->every_years)));
    return hd_tr(s->frame->lang, words[s->indicator->judge.frequency]);
}

static const char *aggregation_words(const struct subject *s)
{
    static const char *const words[] = {
        [AGGREGATE_LAST] = N_("the last value of the year stands for the year"),
        [AGGREGATE_SUM] = N_("the values of a year are added up"),
        [AGGREGATE_MEAN] = N_("the mean of the values of a year stands for the year"),
        [AGGREGATE_YTD] = N_("each value counts from the beginning of the year"),
    };

    return hd_tr(s->frame->lang, words[s->indicator->judge.aggregation]);
}

static const char *deadline_words(const struct subject *s)
{
    int days, grace;

    if (indicator_computed(s->indicator))
        return hd_tr(s->frame->lang, N_("with its parts: it is computed, and nobody sends it in"));
    deadline_rule(s->indicator, s->indicator->judge.frequency, &days, &grace);
    return page_fill(s->frame,
                     hd_tr(s->frame->lang, N_("{days} days after the period, then {grace} days of "
                                              "grace; always on a working day")),
                     HD_ARGS("days", page_count(s->frame, (size_t)days), "grace",
                             page_count(s->frame, (size_t)grace)));
}

static void fill_facts(struct tree *tree, const struct subject *s)
{
    const struct indicator *indicator = s->indicator;
    const struct hd_lang *lang = s->frame->lang;
    const struct strategy *programme =
        indicator->programme ? catalog_strategy(s->picture->catalog, indicator->programme) : NULL;

    tree_set(tree, "code", indicator->code);
    tree_set(tree, "unit", unit_words(s));
    tree_set(tree, "direction", direction_words(s));
    tree_set(tree, "frequency", frequency_words(s));
    tree_set(tree, "aggregation",
             indicator->judge.frequency == HD_FREQ_A ? NULL : aggregation_words(s));
    tree_set(tree, "deadline", deadline_words(s));
    tree_set(tree, "programme", programme ? names_get(&programme->name, lang) : NULL);
    tree_set(tree, "priority", indicator->priority);
    tree_set(tree, "source", names_or_null(&indicator->source, lang));
    tree_set(tree, "definition", names_get(&indicator->definition, lang));
    tree_set(tree, "how", names_get(&indicator->method, lang));
    tree_set(tree, "limitation", names_get(&indicator->limitation, lang));
    tree_set(tree, "remark", names_get(&indicator->note, lang));
}

/* ---- the pages ---- */

static struct tree *indicator_tree(const struct page_frame *frame,
                                   const struct indicator *indicator, struct subject *s)
{
    struct tree *tree = page_tree(frame);

    *s = (struct subject){ .frame = frame, .picture = frame->picture, .indicator = indicator };
    find_subject(s);
    tree_set(tree, "api_csv", page_data_link(frame, indicator, "csv"));
    tree_set(tree, "api_json", page_data_link(frame, indicator, "json"));
    tree_set(tree, "up", page_indicator_link(frame, indicator));
    return tree;
}

/* *sound_out false: what was assumed makes no sense. */
static enum hd_rc write_page(const struct page_frame *frame, const struct indicator *indicator,
                             bool *sound_out, struct hd_buf *out, struct hd_error *err)
{
    struct subject s;
    struct tree *tree = indicator_tree(frame, indicator, &s);

    fill_head(tree, &s);
    fill_chart(tree, &s);
    fill_targets(tree, &s);
    profile_fill(tree, frame, s.first);
    computed_fill(tree, frame, indicator, s.series);
    fill_values(tree, &s);
    elsewhere_fill(tree, frame, indicator, s.series);
    fill_answer(tree, &s);
    fill_alerts(tree, &s);
    fill_facts(tree, &s);
    *sound_out = whatif_fill(tree, frame, indicator, s.series);
    return page_write(frame, names_get(&indicator->name, frame->lang), "indicator.html", tree, out,
                      err);
}

enum hd_rc page_indicator_write(const struct page_frame *frame, const struct indicator *indicator,
                                struct hd_buf *out, struct hd_error *err)
{
    bool sound;

    return write_page(frame, indicator, &sound, out, err);
}

enum hd_rc page_indicator(struct service *service, struct api_request *request,
                          struct api_reply *reply, struct hd_error *err)
{
    const struct indicator *indicator = api_captured_indicator(request, reply);
    struct page_frame frame;
    bool sound = true;
    enum hd_rc rc;

    if (!indicator)
        return HD_OK;
    page_frame_init(&frame, service, request);
    reply->content_type = "text/html; charset=utf-8";
    /* Everybody assumes something else: it would push out what is asked for often. */
    reply->no_store = !assumption_is_empty(&frame.assumed);
    rc = write_page(&frame, indicator, &sound, &reply->body, err);
    if (!sound)
        reply->status = 400;
    return rc;
}
