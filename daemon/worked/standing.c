/* Where the latest value stands: expected, gap, lag, progress, ratio, state. */
#include <math.h>
#include <string.h>

#include "common/date.h"
#include "daemon/view.h"
#include "daemon/worked/curve.h"
#include "daemon/worked/making.h"
#include "daemon/worked/parts.h"

/* The bounds of the states, as the judge has them. */
#define ON_TRACK_FROM 0.95
#define AT_RISK_FROM  0.60
#define LEAVE_BY      0.02
#define EARLY_BELOW   0.05

/* ---- the value ---- */

static struct step_name peers_name(const struct making *m)
{
    return (struct step_name){ "peers", "x", make_tr(m, N_("Mean of those compared with")) };
}

static void add_peers(struct making *m)
{
    const struct judge_question *q = &m->row->question;
    struct hd_buf symbols HD_BUF_AUTO = { 0 }, numbers HD_BUF_AUTO = { 0 };
    size_t count = 0;

    if (m->v->trailing) {
        m->expected = make_told(m, peers_name(m), NULL, m->v->expected);
        return;
    }
    hd_buf_init(&symbols, 4096);
    hd_buf_init(&numbers, 4096);
    for (size_t i = 0; i < q->peer_count; i++) {
        const struct judge_point *point =
            q->peers[i] ? parts_peer_point(q->peers[i], m->v->latest->period) : NULL;

        if (!point)
            continue;
        count++;
        make_observation(m, "peer", make_printf(m, "x%zu", count), make_tr(m, N_("Compared with")),
                         q->peers[i], point);
        hd_buf_printf(&symbols, "%sx%zu", count > 1 ? "; " : "", count);
        hd_buf_printf(&numbers, "%s%s", count > 1 ? "; " : "",
                      make_exact(m, point->text, point->value));
    }
    if (count)
        m->expected = make_step(m, peers_name(m), make_printf(m, "mean(%s)", symbols.data),
                                make_printf(m, "mean(%s)", numbers.data), m->v->expected);
}

static void add_latest(struct making *m)
{
    const struct verdict *v = m->v;
    const char *label = make_tr(m, N_("Value"));

    if (!v->latest)
        return;
    if (!v->trailing) {
        make_observation(m, "latest", "y", label, m->row->series, v->latest);
        m->latest = make_exact(m, v->latest->text, v->latest_value);
        return;
    }
    m->latest =
        parts_sum(m, (struct step_name){ "value", "y", label }, parts_span(m), &v->latest_value);
    make_unit(m, view_unit(m->row->indicator, m->lang));
    make_note(m, make_tr(m, N_("the sum of the year that ends with it, since the target is for a "
                               "year")));
}

/* ---- what is aimed at ---- */

static double increment_years(const struct making *m, int32_t from_day, int32_t to_day)
{
    const struct judge_target *target = &m->row->target->judge;
    struct hd_period period = target->first;
    double parts = 0;

    while (period.end_day <= to_day) {
        int32_t begin = period.start_day - 1 > from_day ? period.start_day - 1 : from_day;

        if (period.end_day > from_day)
            parts +=
                (double)(period.end_day - begin) / (double)(period.end_day - period.start_day + 1);
        period = hd_period_next(period);
    }
    return parts / hd_freq_per_year(target->first.freq);
}

/* b + k for each year, no further than the natural limit. */
static const char *increment_level(struct making *m, struct step_name name, int32_t day,
                                   double value)
{
    const struct judge_target *target = &m->row->target->judge;
    const struct judge_indicator *indicator = &m->row->indicator->judge;
    bool up = m->replay.sense > 0;
    const char *sign = up ? "+" : "-";
    const char *formula = make_printf(m, "b %s k * t", sign);
    const char *numbers =
        make_printf(m, "%s %s %s * %s", make_exact(m, m->v->baseline_text, m->v->baseline), sign,
                    make_number(m, fabs(target->number)),
                    make_number(m, increment_years(m, m->replay.nodes[0].day, day)));
    const char *result;

    if (up ? indicator->has_upper : indicator->has_lower) {
        const char *cut = up ? "min" : "max";

        formula = make_printf(m, "%s(%s; limit)", cut, formula);
        numbers = make_printf(m, "%s(%s; %s)", cut, numbers,
                              make_number(m, up ? indicator->upper : indicator->lower));
    }
    result = make_step(m, name, formula, numbers, value);
    make_unit(m, view_unit(m->row->indicator, m->lang));
    make_note(m, make_tr(m, N_("t is the number of years counted")));
    return result;
}

static const char *relative_level(struct making *m)
{
    const struct verdict *v = m->v;
    const char *b = make_exact(m, v->baseline_text, v->baseline);

    return make_step(
        m, (struct step_name){ "goal", "T", make_tr(m, N_("Level aimed at")) },
        "b + abs(b) * q / 100",
        make_printf(m, "%s + abs(%s) * %s / 100", b, b,
                    in_brackets(m, make_exact(m, v->target->value, v->target->number))),
        v->goal);
}

/* T as it is printed; where a tolerance is given, what is enough. */
void goal_make(struct making *m)
{
    const struct verdict *v = m->v;
    enum judge_kind kind = v->target ? v->target->kind : JUDGE_DIRECTIONAL;
    struct step_name name = { "goal", "T", make_tr(m, N_("Level aimed at")) };
    const char *goal = make_exact(m, v->goal_text, v->goal);

    m->section = "target";
    if (!v->target || !v->has_goal || kind == JUDGE_BENCHMARK || kind == JUDGE_BOOLEAN ||
        m->row->indicator->judge.scale)
        return;
    if (kind == JUDGE_RELATIVE_CHANGE)
        goal = relative_level(m);
    else if (kind == JUDGE_ANNUAL_INCREMENT && m->replay.node_count)
        goal = increment_level(m, name, m->row->target->judge.due.end_day, v->goal);
    else if (kind == JUDGE_MAINTAIN && !v->target->value)
        (void)make_step(m, name, "b", goal, v->goal);
    m->enough = goal;
    if (m->row->target->judge.tolerance > 0)
        m->enough =
            make_step(m, (struct step_name){ "enough", "M", make_tr(m, N_("Enough to meet it")) },
                      m->replay.sense > 0 ? "T - tol" : "T + tol",
                      make_printf(m, m->replay.sense > 0 ? "%s - %s" : "%s + %s", goal,
                                  make_number(m, m->row->target->judge.tolerance)),
                      v->enough);
}

static bool is_strict(const struct verdict *v)
{
    return v->has_range && v->target->strict_band;
}

/* T as printed, whatever is enough. */
static const char *goal_number(const struct making *m)
{
    return m->row->target->judge.tolerance > 0 ? make_exact(m, m->v->goal_text, m->v->goal)
                                               : m->enough;
}

const char *goal_symbol(const struct making *m)
{
    return m->row->target->judge.tolerance > 0 ? "M" : "T";
}

/* ---- expected ---- */

static bool by_increments(const struct making *m)
{
    return m->row->target->judge.kind == JUDGE_ANNUAL_INCREMENT;
}

static const char *corner_symbol(const struct making *m, size_t i)
{
    if (i == 0)
        return "b";
    return i + 1 == m->replay.node_count ? goal_symbol(m) : make_printf(m, "m%zu", i);
}

static const char *corner_number(struct making *m, size_t i)
{
    const struct replay_node *node = &m->replay.nodes[i];

    if (i > 0 && i + 1 == m->replay.node_count)
        return m->enough;
    if (i > 0 && by_increments(m))
        return increment_level(
            m, (struct step_name){ "station", corner_symbol(m, i), make_period(m, node->period) },
            node->day, node->number);
    return make_exact(m, node->text, node->number);
}

/* The corner of the path as the formulas call it; what has to be computed is so once. */
static struct curve_end corner(struct making *m, size_t i)
{
    const struct replay_node *node = &m->replay.nodes[i];

    if (!m->corners)
        m->corners = hd_arena_alloc(m->arena, m->replay.node_count * sizeof *m->corners);
    if (!m->corners[i])
        m->corners[i] = corner_number(m, i);
    return (struct curve_end){ .symbol = corner_symbol(m, i),
                               .number = m->corners[i],
                               .value = node->number,
                               .day = node->day };
}

static struct step_name expected_name(const struct making *m)
{
    return (struct step_name){ "expected", "E",
                               make_words(
                                   m, make_tr(m, N_("Expected on {date}")),
                                   HD_ARGS("date", make_date(m, m->v->latest->period.end_day))) };
}

/* The segment that holds the day; false at its ends, which are exact. */
static bool find_segment(const struct making *m, int32_t day, size_t *i_out)
{
    const struct replay *r = &m->replay;

    for (size_t i = 1; i < r->node_count; i++)
        if (r->nodes[i - 1].day < day && day < r->nodes[i].day) {
            *i_out = i;
            return true;
        }
    return false;
}

static size_t corner_before(const struct making *m, int32_t day)
{
    size_t i = 0;

    while (i + 1 < m->replay.node_count && m->replay.nodes[i + 1].day <= day)
        i++;
    return i;
}

bool is_past_band(const struct making *m)
{
    const struct verdict *v = m->v;
    int facing = m->replay.sense > 0 ? -1 : 1;

    return v->has_range && v->target->strict_band && v->weak_bound == -facing && !v->has_progress;
}

static const char *expected_at_corner(struct making *m, size_t i)
{
    struct curve_end at = corner(m, i);

    if (m->replay.node_count == 1) {
        at.symbol = "T";
        at.number = make_exact(m, m->replay.nodes[0].text, m->replay.nodes[0].number);
    }
    return make_step(m, expected_name(m), at.symbol, at.number, m->v->expected);
}

static void add_expected(struct making *m)
{
    const struct verdict *v = m->v;
    int32_t day = v->latest->period.end_day;
    size_t i;

    if (m->row->target->judge.kind == JUDGE_BENCHMARK)
        return;
    if (is_past_band(m)) {
        m->expected = make_step(m, expected_name(m), m->replay.sense > 0 ? "H" : "L",
                                make_number(m, v->expected), v->expected);
        make_note(m, make_tr(m, N_("the bound that was passed")));
    } else if (find_segment(m, day, &i)) {
        struct curve_end from = corner(m, i - 1), to = corner(m, i);

        m->expected = curve_value(m, expected_name(m), &from, &to, day, v->expected);
        make_note(m, curve_words(m));
    } else if (m->replay.node_count) {
        m->expected = expected_at_corner(m, corner_before(m, day));
        make_note(m, make_tr(m, N_("the level asked for then")));
    } else {
        m->expected = make_step(m, expected_name(m), "T", make_number(m, v->expected), v->expected);
    }
    make_unit(m, view_unit(m->row->indicator, m->lang));
}

/* ---- gap and lag ---- */

static void add_gap(struct making *m)
{
    const struct verdict *v = m->v;
    bool down = v->gap * (v->latest_value - v->expected) < 0;
    const char *x = m->row->target->judge.kind == JUDGE_BENCHMARK ? "x" : "E";
    const char *left = down ? m->expected : m->latest, *right = down ? m->latest : m->expected;

    if (!v->has_gap || !m->expected)
        return;
    (void)make_step(m, (struct step_name){ "gap", "gap", make_tr(m, N_("Gap")) },
                    make_printf(m, "%s - %s", down ? x : "y", down ? "y" : x),
                    make_printf(m, "%s - %s", left, in_brackets(m, right)), v->gap);
    make_unit(m, view_gap_unit(m->row->indicator, m->lang));
    make_note(m, down ? make_tr(m, N_("expected less value, since less is better; negative is "
                                      "behind"))
                      : make_tr(m, N_("value less expected; negative is behind")));
}

static void add_lag(struct making *m)
{
    const struct verdict *v = m->v;
    const char *months;

    if (!v->has_lag || !m->replay.node_count)
        return;
    curve_lag(m, v->latest->period.end_day, v->latest_value, m->latest, corner);
    months = make_printf(m, "%d", v->lag_months);
    make_unit(m, make_tr(m, N_("months")));
    make_note(m, make_words(m,
                            v->lag_more_than
                                ? make_tr(m, N_("more than {n}: below the whole path, so since its "
                                                "start; a month is 30.4375 days"))
                                : make_tr(m, N_("rounded: {n}; a month is 30.4375 days")),
                            HD_ARGS("n", months)));
}

/* Without a date there is no path, but there is a way. */
static void add_distance(struct making *m)
{
    const struct verdict *v = m->v;
    bool up = m->replay.sense > 0;

    if (!v->has_distance || v->has_gap || !m->enough || is_strict(v))
        return;
    (void)make_step(m, (struct step_name){ "distance", "", make_tr(m, N_("Distance")) },
                    up ? "y - T" : "T - y",
                    up ? make_printf(m, "%s - %s", m->latest, in_brackets(m, goal_number(m)))
                       : make_printf(m, "%s - %s", goal_number(m), in_brackets(m, m->latest)),
                    v->distance);
    make_unit(m, view_gap_unit(m->row->indicator, m->lang));
    make_note(m, make_tr(m, N_("negative is still to go")));
}

/* ---- progress and ratio ---- */

static const char *add_way(struct making *m, struct step_name name, const char *symbol,
                           const char *point, double value)
{
    const struct verdict *v = m->v;
    const char *b = in_brackets(m, make_exact(m, v->baseline_text, v->baseline));

    return make_step(m, name, make_printf(m, "(%s - b) / (%s - b)", symbol, goal_symbol(m)),
                     make_printf(m, "(%s - %s) / (%s - %s)", point, b, m->enough, b), value);
}

static void add_ratio(struct making *m, const char *p, const char *e)
{
    const struct verdict *v = m->v;
    struct step_name name = { "ratio", "r", make_tr(m, N_("Ratio")) };

    if (v->has_ratio) {
        m->score =
            make_step(m, name, "p / e", make_printf(m, "%s / %s", p, in_brackets(m, e)), v->ratio);
        make_note(m, make_tr(m, N_("way covered, divided by way expected")));
    } else if (v->has_score) {
        m->score =
            make_step(m, name, "1 + (p - e) / 0.05",
                      make_printf(m, "1 + (%s - %s) / 0.05", p, in_brackets(m, e)), v->score);
        make_note(m, make_tr(m, N_("so early on the way a division would say little")));
    }
}

static void add_progress(struct making *m)
{
    const struct verdict *v = m->v;
    const char *p, *e;

    if (!v->has_progress || !m->enough)
        return;
    p = add_way(m, (struct step_name){ "progress", "p", make_tr(m, N_("Way covered")) }, "y",
                m->latest, v->progress);
    make_note(m, make_tr(m, N_("from the start to the value, as a part of the way to the target")));
    if (!v->has_expected_progress || !m->expected)
        return;
    e = add_way(m, (struct step_name){ "expected_progress", "e", make_tr(m, N_("Way expected")) },
                "E", m->expected, v->expected_progress);
    make_note(m, make_tr(m, N_("from the start to what is expected")));
    add_ratio(m, p, e);
}

/* ---- the state ---- */

static const char *bounds_text(const struct making *m)
{
    double score = m->v->score;
    const char *r = m->score ? m->score : make_number(m, score);

    if (score >= ON_TRACK_FROM - 1e-9)
        return make_printf(m, "%s >= 0.95", r);
    if (score >= AT_RISK_FROM - 1e-9)
        return make_printf(m, "0.6 <= %s < 0.95", r);
    return make_printf(m, "%s < 0.6", r);
}

/* A quarter's mean meets a yearly target only when the year that ends with it does. */
static const char *compared_value(struct making *m)
{
    const struct judge_target *target = &m->row->target->judge;
    bool mean = m->row->indicator->judge.aggregation == AGGREGATE_MEAN && target->dated &&
                m->v->latest->period.freq > judge_answer(target).freq;

    if (!mean || m->v->state != STATE_ACHIEVED)
        return m->latest;
    return parts_mean(m, (struct step_name){ "whole", "ym", make_tr(m, N_("Mean of the year")) },
                      parts_span(m), NULL);
}

/* The value against what is enough, where that alone decides. */
static const char *level_text(struct making *m)
{
    const struct verdict *v = m->v;
    bool steps = m->row->indicator->judge.scale || v->target->kind == JUDGE_BOOLEAN;

    if (!v->latest || !v->has_goal || v->target->kind == JUDGE_BENCHMARK)
        return NULL;
    if (steps)
        return parts_relation(m, m->latest, make_number(m, v->goal));
    if (is_strict(v))
        return parts_relation_to_band(m, m->latest);
    return m->enough ? parts_relation(m, compared_value(m), m->enough) : NULL;
}

static const char *state_text(struct making *m)
{
    enum judge_state state = m->v->state;

    if (m->v->has_score && (state == STATE_ON_TRACK || judge_state_behind(state)))
        return bounds_text(m);
    if (state == STATE_ACHIEVED || judge_state_behind(state))
        return level_text(m);
    return NULL;
}

static void add_state(struct making *m)
{
    const struct verdict *v = m->v;
    const char *text = state_text(m);

    make_said(m, (struct step_name){ "state", "", make_tr(m, N_("State")) }, text,
              view_state_label(v->state, m->lang));
    if (text && m->row->indicator->judge.scale)
        make_note(m, make_tr(m, N_("places in the scale, counted from the worst")));
    if (v->has_score && v->state != v->raw_state)
        make_note(m, make_tr(m, N_("a worse state is left only when its bound is passed by 0.02")));
}

/* Pace and last change, by which directional targets are judged. */
static void add_change(struct making *m)
{
    const struct verdict *v = m->v;

    if (!v->has_change || !v->previous || v->trailing ||
        m->row->target->judge.kind != JUDGE_DIRECTIONAL)
        return;
    make_observation(m, "previous", "y0", make_tr(m, N_("Value before")), m->row->series,
                     v->previous);
    (void)make_step(
        m, (struct step_name){ "change", "", make_tr(m, N_("Last change")) }, "y - y0",
        make_printf(m, "%s - %s", m->latest,
                    in_brackets(m, make_exact(m, v->previous->text, v->previous->value))),
        v->change);
    make_unit(m, view_gap_unit(m->row->indicator, m->lang));
}

void standing_make(struct making *m)
{
    const struct verdict *v = m->v;
    bool numbers = !m->row->indicator->judge.scale;

    m->section = "standing";
    add_latest(m);
    if (!m->row->target)
        return;
    if (v->latest && numbers && v->has_expected) {
        if (m->row->target->judge.kind == JUDGE_BENCHMARK)
            add_peers(m);
        add_expected(m);
        add_gap(m);
        add_lag(m);
        add_progress(m);
    }
    if (v->latest && numbers) {
        add_distance(m);
        if (!v->has_expected)
            add_progress(m);
        add_change(m);
    }
    if (!v->closed)
        add_state(m);
}
