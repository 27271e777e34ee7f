#include "daemon/page/calculation.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "common/date.h"
#include "common/decimal.h"
#include "daemon/view.h"

/* The bounds of the states, as the judge has them. */
#define ON_TRACK_FROM 0.95
#define AT_RISK_FROM  0.60
#define LEAVE_BY      0.02
#define EARLY_BELOW   0.05

#define PARTS_TOLD 12 /* of a sum or mean */

struct calculation {
    struct tree *item;
    const struct page_frame *frame;
    const struct status_row *row;
    const struct verdict *v;
    const struct hd_lang *lang;
    struct hd_arena *arena;
};

/* One station of the path: the start, a target on the way, the target itself. */
struct station {
    struct hd_period period;
    double value;
    const char *text; /* exact when stated */
};

/* ---- numbers ---- */

static const char *number(const struct calculation *c, double value)
{
    char text[64];

    hd_double_label(value, c->lang, (struct hd_number_style){ .decimals = -1 }, text);
    return hd_arena_strdup(c->arena, text);
}

/* Digits as they were written, where there are such. */
static const char *exact(const struct calculation *c, const char *text, double value)
{
    char label[64];

    if (!text)
        return number(c, value);
    if (!hd_decimal_valid(text, strlen(text)))
        return indicator_group(c->row->indicator, text, c->lang);
    hd_decimal_label(text, c->lang, (struct hd_number_style){ .decimals = -1 }, label);
    return hd_arena_strdup(c->arena, label);
}

static const char *with_unit(const struct calculation *c, const char *text, double value)
{
    const char *unit = view_unit(c->row->indicator, c->lang), *label = exact(c, text, value);

    return *unit ? hd_arena_printf(c->arena, "%s %s", label, unit) : label;
}

/* Shares of the way: enough digits to see on which side of a bound they are. */
static const char *share(const struct calculation *c, double value)
{
    char text[64];

    hd_double_label(value, c->lang, (struct hd_number_style){ .decimals = 3 }, text);
    return hd_arena_strdup(c->arena, text);
}

static const char *bound(const struct calculation *c, double value)
{
    char text[64];

    hd_double_label(value, c->lang, (struct hd_number_style){ .decimals = 2 }, text);
    return hd_arena_strdup(c->arena, text);
}

/* A negative number is put in brackets where it is subtracted. */
static const char *bracketed(const struct calculation *c, const char *label, double value)
{
    return value < 0 ? hd_arena_printf(c->arena, "(%s)", label) : label;
}

static const char *days(const struct calculation *c, int32_t count)
{
    return hd_arena_printf(c->arena, "%d", (int)count);
}

/* ---- steps ---- */

static void step(const struct calculation *c, const char *label, const char *formula,
                 const char *source)
{
    struct tree *line = tree_append(c->item, "steps");

    tree_set(line, "label", label);
    tree_set(line, "formula", formula);
    tree_set(line, "source", source);
}

static const char *tr(const struct calculation *c, const char *msgid)
{
    return hd_tr(c->lang, msgid);
}

static const char *version_words(const struct calculation *c, const struct judge_point *point)
{
    const char *status = view_status_label(point->status, c->lang);
    const char *text =
        page_fill(c->frame, tr(c, N_("version {n}, published {date}")),
                  HD_ARGS("n", hd_arena_printf(c->arena, "%d", point->vintage), "date",
                          page_day(c->frame, hd_zone_day(c->frame->zone, point->published_at_ms))));

    return *status ? hd_arena_printf(c->arena, "%s · %s", text, status) : text;
}

static const char *value_at(const struct calculation *c, const char *text, double value,
                            struct hd_period period)
{
    return page_fill(
        c->frame, tr(c, N_("{value} ({period})")),
        HD_ARGS("value", with_unit(c, text, value), "period", page_period(c->frame, period)));
}

/* ---- what goes in ---- */

const char *calculation_baseline_words(enum judge_baseline_source source,
                                       const struct hd_lang *lang)
{
    switch (source) {
    case BASELINE_STATED:
        return hd_tr(lang, N_("named by the target"));
    case BASELINE_START:
        return hd_tr(lang, N_("the last value known when the target came into force"));
    case BASELINE_FIRST:
        return hd_tr(lang, N_("the first value after the target came into force"));
    case BASELINE_LATE:
        return hd_tr(lang, N_("of before the target came into force, published after it"));
    case BASELINE_NONE:
        break;
    }
    return "";
}

static void target_step(const struct calculation *c)
{
    const struct judge_target *target = &c->row->target->judge;
    struct hd_buf goal HD_BUF_AUTO = { 0 }, when HD_BUF_AUTO = { 0 };

    hd_buf_init(&goal, 512);
    hd_buf_init(&when, 512);
    view_goal(c->row, c->lang, &goal);
    view_goal_when(c->row, c->lang, &when);
    step(c, tr(c, N_("Target")),
         page_fill(c->frame, tr(c, N_("{value} ({period})")),
                   HD_ARGS("value", goal.data, "period", when.data)),
         page_fill(c->frame, tr(c, N_("version {n}, in force since {date}")),
                   HD_ARGS("n", days(c, target->vintage), "date",
                           page_day(c->frame, target->valid_from_day))));
}

static void baseline_step(const struct calculation *c)
{
    const struct verdict *v = c->v;
    const char *words = calculation_baseline_words(v->baseline_source, c->lang);

    if (v->baseline_source == BASELINE_NONE)
        return;
    if (v->baseline_vintage)
        words = page_fill(c->frame, tr(c, N_("{words}; version {n}")),
                          HD_ARGS("words", words, "n", days(c, v->baseline_vintage)));
    step(c, tr(c, N_("Start")), value_at(c, v->baseline_text, v->baseline, v->baseline_period),
         words);
}

static void milestone_steps(const struct calculation *c)
{
    for (size_t i = 0; i < c->v->milestone_count; i++) {
        const struct judge_milestone *stone = &c->v->milestones[i];

        step(c, tr(c, N_("On the way")), value_at(c, stone->text, stone->value, stone->period),
             tr(c, N_("an earlier target of the same strategy")));
    }
}

/* a + b + c: the parts of the period that ends with `last`, oldest first. */
static const char *parts(const struct calculation *c, struct hd_period whole, enum hd_freq freq,
                         size_t *count_out)
{
    const struct judge_series *series = c->row->series;
    struct hd_buf text HD_BUF_AUTO = { 0 };

    hd_buf_init(&text, 4096);
    *count_out = 0;
    for (size_t i = 0; i < series->count; i++) {
        const struct judge_point *point = &series->points[i];

        if (point->period.freq != freq || !point->numeric ||
            !hd_period_within(point->period, whole))
            continue;
        if ((*count_out)++ < PARTS_TOLD)
            hd_buf_printf(&text, "%s%s", text.len ? " + " : "",
                          exact(c, point->text, point->value));
    }
    if (*count_out > PARTS_TOLD)
        hd_buf_puts(&text, " + \u2026");
    return hd_arena_strdup(c->arena, text.data);
}

static void trailing_step(const struct calculation *c)
{
    struct hd_period year = c->v->latest->period;
    struct hd_civil end = hd_day_civil(year.end_day + 1);
    size_t count;

    year.start_day = hd_day_from_civil(end.year - 1, end.month, end.day);
    step(c, tr(c, N_("Value")),
         hd_arena_printf(c->arena, "%s = %s", parts(c, year, c->v->latest->period.freq, &count),
                         with_unit(c, NULL, c->v->latest_value)),
         tr(c, N_("the sum of the year that ends with it, since the target is for a year")));
}

static void latest_step(const struct calculation *c)
{
    const struct verdict *v = c->v;

    if (!v->latest)
        return;
    if (v->trailing)
        trailing_step(c);
    else
        step(c, tr(c, N_("Value")),
             value_at(c, v->latest->text, v->latest_value, v->latest->period),
             version_words(c, v->latest));
}

/* ---- the path ---- */

static size_t stations(const struct calculation *c, struct station **out)
{
    const struct verdict *v = c->v;
    size_t count = 0;
    struct station *list = hd_arena_alloc(c->arena, (v->milestone_count + 2) * sizeof *list);

    list[count++] = (struct station){ v->baseline_period, v->baseline, v->baseline_text };
    for (size_t i = 0; i < v->milestone_count; i++)
        list[count++] = (struct station){ v->milestones[i].period, v->milestones[i].value,
                                          v->milestones[i].text };
    list[count++] = (struct station){ c->row->target->judge.due, v->goal, v->goal_text };
    *out = list;
    return count;
}

/* The line of the curve between two stations; the part of the way is already a fraction. */
static const char *curve_formula(const struct calculation *c, const struct station *from,
                                 const struct station *to, const char *part)
{
    const char *a = exact(c, from->text, from->value), *b = exact(c, to->text, to->value);

    switch (c->v->curve) {
    case CURVE_GEOMETRIC:
        return hd_arena_printf(c->arena, "%s × (%s / %s)^(%s)", a, b, a, part);
    case CURVE_LOGIT:
        return page_fill(c->frame,
                         tr(c, N_("{a} / (100 − {a}) × [({b} / (100 − {b})) / ({a} / (100 − {a}))]"
                                  "^({part}) = x;  100 × x / (1 + x)")),
                         HD_ARGS("a", a, "b", b, "part", part));
    case CURVE_LINEAR:
        break;
    }
    return hd_arena_printf(c->arena, "%s + (%s − %s) × %s", a, b, bracketed(c, a, from->value),
                           part);
}

static const char *curve_words(const struct calculation *c)
{
    if (c->v->curve_fell_back)
        return tr(c, N_("a straight line, since the curve asked for is not possible here"));
    switch (c->v->curve) {
    case CURVE_GEOMETRIC:
        return tr(c, N_("equal growth in percent"));
    case CURVE_LOGIT:
        return tr(c, N_("a curve that is slow at both ends"));
    case CURVE_LINEAR:
        break;
    }
    return tr(c, N_("a straight line"));
}

static const char *expected_label(const struct calculation *c)
{
    return page_fill(c->frame, tr(c, N_("Expected on {date}")),
                     HD_ARGS("date", page_day(c->frame, c->v->latest->period.end_day)));
}

static void segment_step(const struct calculation *c, const struct station *from,
                         const struct station *to)
{
    int32_t walked = c->v->latest->period.end_day - from->period.end_day;
    int32_t whole = to->period.end_day - from->period.end_day;
    const char *part = hd_arena_printf(c->arena, "%d / %d", (int)walked, (int)whole);

    step(c, expected_label(c),
         hd_arena_printf(c->arena, "%s = %s", curve_formula(c, from, to, part),
                         number(c, c->v->expected)),
         page_fill(c->frame, tr(c, N_("{words}: {walked} of {whole} days from {from} to {to}")),
                   HD_ARGS("words", curve_words(c), "walked", days(c, walked), "whole",
                           days(c, whole), "from", page_day(c->frame, from->period.end_day), "to",
                           page_day(c->frame, to->period.end_day))));
}

static bool is_level(enum judge_kind kind)
{
    return kind == JUDGE_AT_LEAST || kind == JUDGE_AT_MOST || kind == JUDGE_RANGE ||
           kind == JUDGE_MILESTONES || kind == JUDGE_ANNUAL_INCREMENT ||
           kind == JUDGE_RELATIVE_CHANGE;
}

static void expected_step(const struct calculation *c)
{
    int32_t day = c->v->latest->period.end_day;
    struct station *list;
    size_t count = stations(c, &list);

    if (c->v->baseline_source != BASELINE_NONE && is_level(c->row->target->judge.kind) &&
        c->v->has_progress)
        for (size_t i = 1; i < count; i++)
            if (list[i - 1].period.end_day < day && day <= list[i].period.end_day) {
                segment_step(c, &list[i - 1], &list[i]);
                return;
            }
    step(c, expected_label(c), with_unit(c, NULL, c->v->expected),
         c->row->target->judge.kind == JUDGE_BENCHMARK
             ? tr(c, N_("the value of those compared with, for the same period"))
             : tr(c, N_("the level asked for: no path leads there")));
}

/* ---- gap and score ---- */

static void gap_step(const struct calculation *c)
{
    const struct verdict *v = c->v;
    const char *y = exact(c, v->trailing ? NULL : v->latest->text, v->latest_value);
    const char *e = number(c, v->expected);
    bool down = v->gap * (v->latest_value - v->expected) < 0;
    const char *left = down ? e : y, *right = down ? y : e;
    struct hd_buf gap HD_BUF_AUTO = { 0 };

    hd_buf_init(&gap, 256);
    view_gap(c->row->indicator, v->gap, c->lang, &gap);
    step(c, tr(c, N_("Gap")),
         hd_arena_printf(c->arena, "%s − %s = %s %s", left,
                         bracketed(c, right, down ? v->latest_value : v->expected), gap.data,
                         view_gap_unit(c->row->indicator, c->lang)),
         down ? tr(c, N_("expected less value, since less is better; negative is behind"))
              : tr(c, N_("value less expected; negative is behind")));
}

static const char *way(const struct calculation *c, const char *point, double result)
{
    const struct verdict *v = c->v;
    const char *b = bracketed(c, exact(c, v->baseline_text, v->baseline), v->baseline);

    return hd_arena_printf(c->arena, "(%s − %s) / (%s − %s) = %s", point, b,
                           exact(c, v->goal_text, v->goal), b, share(c, result));
}

static void progress_steps(const struct calculation *c)
{
    const struct verdict *v = c->v;

    if (v->has_progress)
        step(c, tr(c, N_("Way covered")),
             way(c, exact(c, v->trailing ? NULL : v->latest->text, v->latest_value), v->progress),
             tr(c, N_("from the start to the value, as a part of the way to the target")));
    if (v->has_expected_progress)
        step(c, tr(c, N_("Way expected")), way(c, number(c, v->expected), v->expected_progress),
             tr(c, N_("from the start to what is expected")));
    if (v->has_ratio)
        step(c, tr(c, N_("Ratio")),
             hd_arena_printf(c->arena, "%s / %s = %s", share(c, v->progress),
                             share(c, v->expected_progress), share(c, v->ratio)),
             tr(c, N_("way covered, divided by way expected")));
    else if (v->has_score && v->has_expected_progress)
        step(c, tr(c, N_("Ratio")),
             hd_arena_printf(c->arena, "1 + (%s − %s) / %s = %s", share(c, v->progress),
                             share(c, v->expected_progress), bound(c, EARLY_BELOW),
                             share(c, v->score)),
             tr(c, N_("so early on the way a division would say little")));
}

static const char *bound_words(const struct calculation *c, double score)
{
    const char *s = share(c, score), *low = bound(c, AT_RISK_FROM);
    const char *high = bound(c, ON_TRACK_FROM);

    if (score >= ON_TRACK_FROM)
        return page_fill(c->frame, tr(c, N_("{score} is {bound} or more")),
                         HD_ARGS("score", s, "bound", high));
    if (score >= AT_RISK_FROM)
        return page_fill(c->frame, tr(c, N_("{score} is {low} or more, but less than {high}")),
                         HD_ARGS("score", s, "low", low, "high", high));
    return page_fill(c->frame, tr(c, N_("{score} is less than {bound}")),
                     HD_ARGS("score", s, "bound", low));
}

static void state_step(const struct calculation *c)
{
    const struct verdict *v = c->v;
    const char *label = view_state_label(v->state, c->lang);
    const char *held = NULL;

    if (!v->has_score || (v->state != STATE_ON_TRACK && !judge_state_behind(v->state)))
        return;
    if (v->state != v->raw_state)
        held = page_fill(c->frame,
                         tr(c, N_("a worse state is left only when its bound is passed by {by}")),
                         HD_ARGS("by", bound(c, LEAVE_BY)));
    step(c, tr(c, N_("State")),
         hd_arena_printf(c->arena, "%s: %s", bound_words(c, v->score), label), held);
}

static bool was_judged_open(const struct verdict *v)
{
    return v->decision == DECIDED_NOT && v->state != STATE_DUE && v->latest && v->has_expected;
}

/* ---- how a closed target was decided ---- */

static const char *neighbour_version(const struct calculation *c, const struct judge_point *point)
{
    return point ? hd_arena_printf(c->arena, "%s: %s", page_period(c->frame, point->period),
                                   version_words(c, point))
                 : tr(c, N_("the start"));
}

static void line_step(const struct calculation *c, const char *label)
{
    const struct verdict *v = c->v;
    int32_t due = c->row->target->judge.due.end_day;
    int32_t whole = v->right_period.end_day - v->left_period.end_day;
    const char *a = exact(c, v->left_text, v->left_value);
    const char *b = exact(c, v->right_text, v->right_value);

    step(c, tr(c, N_("Before it")), value_at(c, v->left_text, v->left_value, v->left_period),
         neighbour_version(c, v->left));
    step(c, tr(c, N_("After it")), value_at(c, v->right_text, v->right_value, v->right_period),
         neighbour_version(c, v->right));
    step(c, label,
         hd_arena_printf(c->arena, "%s + (%s − %s) × %d / %d = %s", a, b,
                         bracketed(c, a, v->left_value), (int)(due - v->left_period.end_day),
                         (int)whole, number(c, v->decided_value)),
         tr(c, N_("no value of the due period is known: the straight line in days between its "
                  "neighbours")));
}

static void aggregate_step(const struct calculation *c, const char *label)
{
    const struct indicator *indicator = c->row->indicator;
    size_t count;
    const char *sum = parts(c, c->row->target->judge.due, indicator->judge.frequency, &count);
    bool mean = indicator->judge.aggregation == AGGREGATE_MEAN;
    const char *result = number(c, c->v->decided_value);

    if (!count)
        sum = result;
    else if (mean)
        sum = hd_arena_printf(c->arena, "(%s) / %zu = %s", sum, count, result);
    else
        sum = hd_arena_printf(c->arena, "%s = %s", sum, result);
    step(c, label, sum,
         mean ? tr(c, N_("the mean of all parts of the due period"))
              : tr(c, N_("the sum of all parts of the due period")));
}

static void decided_steps(const struct calculation *c)
{
    const struct verdict *v = c->v;
    const char *label =
        page_fill(c->frame, tr(c, N_("On {date}")),
                  HD_ARGS("date", page_day(c->frame, c->row->target->judge.due.end_day)));
    const char *value = value_at(c, v->decided_text, v->decided_value, v->decided_period);
    const char *version = v->decided_by ? version_words(c, v->decided_by) : NULL;

    switch (v->decision) {
    case DECIDED_INTERPOLATED:
        line_step(c, label);
        break;
    case DECIDED_AGGREGATED:
        aggregate_step(c, label);
        break;
    case DECIDED_LATER:
        step(c, tr(c, N_("First later value")), value, version);
        break;
    case DECIDED_HELD:
        step(c, tr(c, N_("Value that held")), value, version);
        break;
    case DECIDED_OBSERVED:
        step(c, label, value, version);
        break;
    case DECIDED_NOT:
        break;
    }
}

static const char *comparison(const struct calculation *c)
{
    const struct verdict *v = c->v;
    bool less = v->decided_value < v->goal;
    const char *sign = less ? "<" : v->decided_value > v->goal ? ">" : "=";

    return hd_arena_printf(c->arena, "%s %s %s", exact(c, v->decided_text, v->decided_value), sign,
                           exact(c, v->goal_text, v->goal));
}

static void outcome_step(const struct calculation *c)
{
    const struct verdict *v = c->v;
    const char *label = view_state_label(v->state, c->lang);

    if (v->has_goal && !c->row->indicator->judge.scale &&
        c->row->target->judge.kind != JUDGE_BENCHMARK)
        label = hd_arena_printf(c->arena, "%s: %s", comparison(c), label);
    step(c, tr(c, N_("State")), label,
         v->provisional
             ? tr(c, N_("rests on a provisional value: decided again when it is revised"))
             : NULL);
}

void calculation_fill(struct tree *item, const struct page_frame *frame,
                      const struct status_row *row)
{
    struct calculation c = { item, frame, row, &row->verdict, frame->lang, frame->arena };

    tree_list(item, "steps");
    tree_flag(item, "any_step", row->target != NULL);
    if (!row->target)
        return;
    target_step(&c);
    baseline_step(&c);
    if (c.v->decision != DECIDED_NOT) {
        decided_steps(&c);
        outcome_step(&c);
        return;
    }
    if (was_judged_open(c.v))
        milestone_steps(&c);
    latest_step(&c);
    if (was_judged_open(c.v)) {
        expected_step(&c);
        if (c.v->has_gap)
            gap_step(&c);
        progress_steps(&c);
    }
    state_step(&c);
}
