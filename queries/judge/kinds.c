#include <string.h>

#include "common/decimal.h"
#include "queries/judge/work.h"

/* ---- met ---- */

static bool both_exact(const char *text, const char *goal)
{
    return text && goal && hd_decimal_valid(text, strlen(text)) &&
           hd_decimal_valid(goal, strlen(goal));
}

bool kind_reaches(int sense, double number, const char *text, double goal, const char *goal_text,
                  double tolerance)
{
    if (tolerance > 0)
        goal -= sense * tolerance;
    else if (both_exact(text, goal_text))
        return sense * hd_decimal_cmp(text, goal_text) >= 0;
    return sense * (number - goal) >= 0 || judge_close(number, goal);
}

static bool level_met(const struct work *w, double number, const char *text)
{
    return w->has_goal &&
           kind_reaches(w->sense, number, text, w->goal, w->goal_text, w->target->tolerance);
}

static bool range_met(const struct work *w, double number, const char *text)
{
    const struct judge_target *target = w->target;

    if (!target->strict_band || !target->has_high)
        return level_met(w, number, text);
    return kind_reaches(1, number, text, target->number, target->value, target->tolerance) &&
           kind_reaches(-1, number, text, target->high_number, target->high, target->tolerance);
}

static bool number_met(const struct work *w, double number, const char *text)
{
    (void)text;
    return w->has_goal && (w->sense * (number - w->enough) >= 0 || judge_close(number, w->enough));
}

static bool better_met(const struct work *w, double number, const char *text)
{
    const struct baseline *b = &w->baseline;

    return b->source != BASELINE_NONE &&
           !kind_reaches(-w->sense, number, text, b->number, b->text, 0);
}

/* ---- prepare ---- */

/* Groups and yes or no know no nearly. */
void kind_set_goal(struct work *w, double goal, const char *text)
{
    if (!isfinite(goal))
        return;
    w->has_goal = true;
    w->goal = goal;
    w->goal_text = text;
    w->enough = w->ops->steps ? goal : target_enough(w->target, goal, w->sense);
}

static void prepare_level(struct work *w)
{
    kind_set_goal(w, w->target->number, w->target->value);
    path_of_levels(w);
}

/* The bound that faces the baseline.  Without `strict` the far bound is a hope, not a limit,
 * so the side follows the indicator's direction. */
static void prepare_range(struct work *w)
{
    const struct judge_target *target = w->target;
    const struct baseline *b = &w->baseline;

    if (target->strict_band && target->has_high && b->source != BASELINE_NONE) {
        if (b->number < target->number)
            w->sense = 1;
        else if (b->number > target->high_number)
            w->sense = -1;
    }
    if (w->sense < 0 && target->has_high)
        kind_set_goal(w, target->high_number, target->high);
    else
        kind_set_goal(w, target->number, target->value);
    path_of_levels(w);
}

static void prepare_maintain(struct work *w)
{
    if (w->target->value)
        kind_set_goal(w, w->target->number, w->target->value);
    else if (w->baseline.source != BASELINE_NONE)
        kind_set_goal(w, w->baseline.number, w->baseline.text);
    if (w->has_goal && w->target->dated && w->baseline.source != BASELINE_NONE)
        path_constant(w);
}

static void prepare_increment(struct work *w)
{
    path_of_increments(w);
}

/* In percent of the size of the baseline, so that "+10 %" of a deficit makes it smaller. */
static void prepare_relative(struct work *w)
{
    double change = w->target->number;
    const struct baseline *b = &w->baseline;

    if (change != 0)
        w->sense = change > 0 ? 1 : -1;
    if (b->source == BASELINE_NONE || b->number == 0)
        return;
    kind_set_goal(w, judge_sum(b->number, fabs(b->number) * change / 100), NULL);
    path_straight(w);
}

static void prepare_benchmark(struct work *w)
{
    w->values = values_against_peers(w);
    kind_set_goal(w, 0, NULL);
}

static void prepare_ordinal(struct work *w)
{
    struct judge_point point = { .text = w->target->value, .value = w->target->number };

    w->sense = 1;
    if (w->target->value)
        kind_set_goal(w, point_number(w, &point), NULL);
}

static void prepare_boolean(struct work *w)
{
    const char *value = w->target->value;
    bool no = value && (!strcmp(value, "0") || !strcmp(value, "no") || !strcmp(value, "false"));

    w->sense = no ? -1 : 1;
    kind_set_goal(w, no ? 0 : 1, NULL);
}

static void prepare_directional(struct work *w)
{
    (void)w;
}

/* ---- open ---- */

static bool after_baseline(const struct work *w, const struct value *value)
{
    return w->baseline.source != BASELINE_NONE && value->day > w->baseline.day;
}

static enum judge_state measuring(enum judge_cause cause, enum judge_cause *cause_out)
{
    *cause_out = cause;
    return STATE_MEASURING;
}

/* No way leads from the baseline to the goal: it is kept or it is not. */
static enum judge_state kept(const struct work *w, const struct standing *s)
{
    double tolerance = w->target->tolerance > 0 ? w->target->tolerance : 0;

    return s->has_gap && s->gap >= -tolerance ? STATE_ON_TRACK : STATE_OFF_TRACK;
}

static enum judge_state open_path(const struct work *w, size_t i, const struct standing *s,
                                  enum judge_cause *cause_out)
{
    const struct value *value = &w->values.items[i];
    bool after = after_baseline(w, value);

    *cause_out = CAUSE_NONE;
    if (needs_baseline(w) && !after)
        return STATE_NOT_STARTED;
    if (!w->has_goal)
        return measuring(CAUSE_NO_GOAL, cause_out);
    if (value->has_whole &&
        w->ops->met(w, value->whole, value->whole == value->number ? value->text : NULL))
        return STATE_ACHIEVED;
    if (!w->target->dated)
        return measuring(CAUSE_UNDATED, cause_out);
    if (!after)
        return STATE_NOT_STARTED;
    return s->has_score ? state_of_score(s->score, STATE_ON_TRACK) : kept(w, s);
}

/* Better, the same or worse than at the start, where there are too few values for a pace. */
static double tendency(const struct work *w, size_t i)
{
    double pace;

    if (pace_of(w, i, &pace))
        return w->sense * pace;
    if (w->ops->difference || w->baseline.source == BASELINE_NONE)
        return NAN;
    return w->sense * (w->values.items[i].number - w->baseline.number);
}

/* Yearly table: met, else improving or not. */
static enum judge_state open_yearly(const struct work *w, size_t i, const struct standing *s,
                                    enum judge_cause *cause_out)
{
    const struct value *value = &w->values.items[i];
    double toward;

    (void)s;
    *cause_out = CAUSE_NONE;
    if (!w->has_goal)
        return measuring(CAUSE_NO_GOAL, cause_out);
    if (w->ops->met(w, value->number, value->text))
        return STATE_ACHIEVED;
    if (!w->target->dated)
        return measuring(CAUSE_UNDATED, cause_out);
    if (!w->ops->difference && !after_baseline(w, value))
        return STATE_NOT_STARTED;
    toward = tendency(w, i);
    if (isnan(toward))
        return STATE_NOT_STARTED;
    return toward > 0 ? STATE_AT_RISK : STATE_OFF_TRACK;
}

static enum judge_state open_boolean(const struct work *w, size_t i, const struct standing *s,
                                     enum judge_cause *cause_out)
{
    const struct value *value = &w->values.items[i];

    (void)s;
    *cause_out = CAUSE_NONE;
    if (w->ops->met(w, value->number, value->text))
        return STATE_ACHIEVED;
    if (!w->target->dated)
        return measuring(CAUSE_UNDATED, cause_out);
    return after_baseline(w, value) ? measuring(CAUSE_NO_STEPS, cause_out) : STATE_NOT_STARTED;
}

/* Directional table: sun, slightly cloudy and cloud, thunderstorm. */
static enum judge_state open_directional(const struct work *w, size_t i, const struct standing *s,
                                         enum judge_cause *cause_out)
{
    double pace = 0, change = 0;
    bool has_pace, has_change;

    (void)s;
    *cause_out = CAUSE_NONE;
    if (!w->target->dated)
        return measuring(CAUSE_UNDATED, cause_out);
    has_pace = pace_of(w, i, &pace);
    has_change = pace_change(&w->values, i, &change);
    if (!after_baseline(w, &w->values.items[i]) || (!has_pace && !has_change))
        return STATE_NOT_STARTED;
    if (w->sense * pace > 0 && w->sense * change > 0)
        return STATE_ON_TRACK;
    return w->sense * pace > 0 || w->sense * change > 0 ? STATE_AT_RISK : STATE_OFF_TRACK;
}

/* ---- the table ---- */

static const struct kind_ops level_ops = {
    .level = true, .prepare = prepare_level, .met = level_met, .open = open_path
};
static const struct kind_ops range_ops = {
    .level = true, .prepare = prepare_range, .met = range_met, .open = open_path
};
static const struct kind_ops maintain_ops = {
    .from_baseline = true, .prepare = prepare_maintain, .met = level_met, .open = open_path
};
static const struct kind_ops increment_ops = {
    .from_baseline = true, .prepare = prepare_increment, .met = level_met, .open = open_path
};
static const struct kind_ops relative_ops = {
    .from_baseline = true, .prepare = prepare_relative, .met = level_met, .open = open_path
};
static const struct kind_ops benchmark_ops = {
    .difference = true, .prepare = prepare_benchmark, .met = number_met, .open = open_yearly
};
static const struct kind_ops ordinal_ops = {
    .steps = true, .prepare = prepare_ordinal, .met = number_met, .open = open_yearly
};
static const struct kind_ops directional_ops = { .from_baseline = true,
                                                 .prepare = prepare_directional,
                                                 .met = better_met,
                                                 .open = open_directional };
static const struct kind_ops boolean_ops = {
    .steps = true, .prepare = prepare_boolean, .met = number_met, .open = open_boolean
};

static const struct kind_ops *const kinds[] = {
    [JUDGE_AT_LEAST] = &level_ops,
    [JUDGE_AT_MOST] = &level_ops,
    [JUDGE_MAINTAIN] = &maintain_ops,
    [JUDGE_RANGE] = &range_ops,
    [JUDGE_ANNUAL_INCREMENT] = &increment_ops,
    [JUDGE_RELATIVE_CHANGE] = &relative_ops,
    [JUDGE_MILESTONES] = &level_ops,
    [JUDGE_BENCHMARK] = &benchmark_ops,
    [JUDGE_ORDINAL] = &ordinal_ops,
    [JUDGE_DIRECTIONAL] = &directional_ops,
    [JUDGE_BOOLEAN] = &boolean_ops,
};

bool needs_baseline(const struct work *w)
{
    return w->ops->from_baseline && !(w->target->kind == JUDGE_MAINTAIN && w->target->value);
}

const struct kind_ops *kind_of(enum judge_kind kind)
{
    return kinds[kind];
}
