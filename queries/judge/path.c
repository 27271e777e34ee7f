#include <string.h>

#include "queries/judge/work.h"

/* Longest yearly (or finer) increment: a bound against a catalogue that counts for ever. */
#define STEPS_MAX 2400

/* ---- curves ---- */

static double logit(double share)
{
    return log(share / (100 - share));
}

static double curve_between(enum judge_curve curve, double from, double to, double part)
{
    switch (curve) {
    case CURVE_GEOMETRIC:
        return exp(log(from) + (log(to) - log(from)) * part);
    case CURVE_LOGIT:
        return 100 / (1 + exp(-(logit(from) + (logit(to) - logit(from)) * part)));
    case CURVE_LINEAR:
        break;
    }
    return from + (to - from) * part;
}

/* The part of the way where the curve stands at `value`; from and to differ. */
static double curve_where(enum judge_curve curve, double from, double to, double value)
{
    switch (curve) {
    case CURVE_GEOMETRIC:
        return (log(value) - log(from)) / (log(to) - log(from));
    case CURVE_LOGIT:
        return (logit(value) - logit(from)) / (logit(to) - logit(from));
    case CURVE_LINEAR:
        break;
    }
    return (value - from) / (to - from);
}

static bool curve_possible(enum judge_curve curve, const struct path *path, int sense)
{
    double goal = path->nodes[path->count - 1].number;

    if (curve == CURVE_LOGIT && (sense > 0 ? goal >= 99.5 : goal <= 0.5))
        return false;
    for (size_t i = 0; i < path->count; i++) {
        double number = path->nodes[i].number;

        if (curve != CURVE_LINEAR && number <= 0)
            return false;
        if (curve == CURVE_LOGIT && number >= 100)
            return false;
    }
    return true;
}

static void choose_curve(struct work *w)
{
    struct path *path = &w->path;

    path->curve = w->target->curve;
    path->fell_back = false;
    if (path->count < 2 || curve_possible(path->curve, path, w->sense))
        return;
    path->curve = CURVE_LINEAR;
    path->fell_back = true;
}

/* ---- building ---- */

static struct node baseline_node(const struct work *w)
{
    return (struct node){ .day = w->baseline.day,
                          .number = w->baseline.number,
                          .period = w->baseline.period,
                          .text = w->baseline.text };
}

/* A level that `target` states for the end of a period: the text only where it is exact. */
static struct node level_node(const struct work *w, const struct judge_target *target,
                              struct hd_period period, double level, const char *text)
{
    double enough = target_enough(target, level, w->sense);

    return (struct node){ .day = period.end_day,
                          .number = enough,
                          .period = period,
                          .text = enough == level ? text : NULL };
}

static bool is_between(const struct work *w, const struct node *node)
{
    return node->day > w->baseline.day && node->day < w->answer.end_day && isfinite(node->number);
}

/* Levels of one strategy in one direction make one path. */
static bool joins(const struct work *w, const struct judge_target *other)
{
    return other == w->target || (!other->retired && kind_of(other->kind)->level &&
                                  target_sense(other, w->indicator->direction) == w->sense);
}

/* Keeps the nodes in order of days; of two on one day the more demanding one. */
static void insert_node(struct path *path, struct node node, int sense)
{
    size_t i = path->count;

    while (i > 0 && path->nodes[i - 1].day > node.day)
        i--;
    if (i > 0 && path->nodes[i - 1].day == node.day) {
        if (sense * (node.number - path->nodes[i - 1].number) > 0)
            path->nodes[i - 1] = node;
        return;
    }
    memmove(&path->nodes[i + 1], &path->nodes[i], (path->count - i) * sizeof *path->nodes);
    path->nodes[i] = node;
    path->count++;
}

static void add_stations(struct work *w, const struct judge_target *target)
{
    for (size_t i = 0; i < target->station_count; i++) {
        const struct judge_station *station = &target->stations[i];
        struct node node = level_node(w, target, station->period, station->number, station->value);

        if (is_between(w, &node))
            insert_node(&w->path, node, w->sense);
    }
}

static void add_level(struct work *w, const struct judge_target *target)
{
    struct node node = level_node(w, target, judge_answer(target), target_level(target, w->sense),
                                  target_level_text(target, w->sense));

    if (target != w->target && target->dated && is_between(w, &node))
        insert_node(&w->path, node, w->sense);
}

static void add_goal(struct work *w)
{
    w->path.nodes[w->path.count++] = level_node(w, w->target, w->answer, w->goal, w->goal_text);
}

/* A goal that the baseline had already met, or that was due before it: nothing leads there,
 * it holds from the baseline on; the tolerance is in the judgement, not in the level. */
void path_constant(struct work *w)
{
    w->path.nodes = hd_arena_alloc(w->arena, sizeof *w->path.nodes);
    w->path.nodes[0] = (struct node){
        .day = w->baseline.day, .number = w->goal, .period = w->answer, .text = w->goal_text
    };
    w->path.count = 1;
    w->path.curve = w->target->curve;
}

static bool leads_somewhere(const struct work *w)
{
    double span;

    return state_span(w, &span) && span > 0 && w->answer.end_day > w->baseline.day;
}

static bool has_ends(const struct work *w)
{
    return w->has_goal && w->target->dated && w->baseline.source != BASELINE_NONE;
}

void path_straight(struct work *w)
{
    if (!has_ends(w))
        return;
    if (!leads_somewhere(w)) {
        path_constant(w);
        return;
    }
    w->path.nodes = hd_arena_alloc(w->arena, 2 * sizeof *w->path.nodes);
    w->path.nodes[w->path.count++] = baseline_node(w);
    add_goal(w);
    choose_curve(w);
}

static size_t levels_at_most(const struct judge_question *q)
{
    size_t count = q->target_count;

    for (size_t i = 0; i < q->target_count; i++)
        count += q->targets[i].station_count;
    return count;
}

void path_of_levels(struct work *w)
{
    const struct judge_question *q = w->question;

    if (!has_ends(w))
        return;
    if (!leads_somewhere(w)) {
        path_constant(w);
        return;
    }
    w->path.nodes = hd_arena_alloc(w->arena, (levels_at_most(q) + 2) * sizeof *w->path.nodes);
    w->path.nodes[w->path.count++] = baseline_node(w);
    for (size_t i = 0; i < q->target_count; i++) {
        if (!joins(w, &q->targets[i]))
            continue;
        add_level(w, &q->targets[i]);
        add_stations(w, &q->targets[i]);
    }
    add_goal(w);
    choose_curve(w);
}

static double capped(const struct work *w, double number)
{
    const struct judge_indicator *indicator = w->indicator;

    if (w->sense > 0)
        return indicator->has_upper && number > indicator->upper ? indicator->upper : number;
    return indicator->has_lower && number < indicator->lower ? indicator->lower : number;
}

static size_t steps_of(const struct judge_target *target)
{
    int32_t days = target->due.end_day - target->first.start_day + 1;
    int32_t step_days = target->first.end_day - target->first.start_day + 1;

    /* Periods differ by a few days: two to spare. */
    return days <= 0 || step_days <= 0 ? 0 : (size_t)(days / step_days) + 2;
}

/* One station at the end of each period, so that "+10 a year" is +10 at the end of each year,
 * leap or not.  A baseline inside a period takes its part of that period's step. */
static void add_increments(struct work *w, size_t steps)
{
    const struct judge_target *target = w->target;
    double step = w->sense * fabs(target->number) / hd_freq_per_year(target->first.freq);
    struct hd_period period = target->first;
    double done = 0; /* whole steps are exact, sums of them would not be */
    int32_t from = w->path.nodes[0].day;

    for (size_t i = 0; i < steps && period.end_day <= target->due.end_day; i++) {
        int32_t begin = period.start_day - 1 > from ? period.start_day - 1 : from;

        if (period.end_day > from) {
            done += (double)(period.end_day - begin) / (period.end_day - period.start_day + 1);
            w->path.nodes[w->path.count++] =
                (struct node){ .day = period.end_day,
                               .number = capped(w, judge_sum(w->baseline.number, step * done)),
                               .period = period };
        }
        period = hd_period_next(period);
    }
}

/* No station asks for more than what is enough in the end. */
static void cut_increments(struct work *w)
{
    for (size_t i = 1; i < w->path.count; i++) {
        if (w->sense * (w->path.nodes[i].number - w->enough) > 0)
            w->path.nodes[i].number = w->enough;
    }
}

void path_of_increments(struct work *w)
{
    const struct judge_target *target = w->target;
    size_t steps = target->dated ? steps_of(target) : 0;
    struct node start = baseline_node(w);

    if (w->baseline.source == BASELINE_NONE || !isfinite(target->number) || !steps ||
        steps > STEPS_MAX)
        return;
    if (start.day < target->first.start_day - 1)
        start.day = target->first.start_day - 1;
    w->path.nodes = hd_arena_alloc(w->arena, (steps + 1) * sizeof *w->path.nodes);
    w->path.nodes[w->path.count++] = start;
    add_increments(w, steps);
    if (!isfinite(w->path.nodes[w->path.count - 1].number)) {
        w->path.count = 0;
        return;
    }
    kind_set_goal(w, w->path.nodes[w->path.count - 1].number, NULL);
    cut_increments(w);
    choose_curve(w);
}

/* ---- asking ---- */

bool path_at(const struct path *path, int32_t day, double *value_out)
{
    const struct node *nodes = path->nodes;
    size_t i = 1;

    if (!path->count)
        return false;
    while (i < path->count && nodes[i].day <= day)
        i++;
    /* Ends and stations are exact, not computed. */
    if (i == path->count || nodes[i - 1].day >= day)
        *value_out = nodes[i - 1].number;
    else
        *value_out = curve_between(path->curve, nodes[i - 1].number, nodes[i].number,
                                   (double)(day - nodes[i - 1].day) /
                                       (double)(nodes[i].day - nodes[i - 1].day));
    return isfinite(*value_out);
}

/* The moment inside segment [i - 1, i] and up to `day` where the path stands at `value`. */
static bool stood_at(const struct path *path, size_t i, int32_t day, double value, double *moment)
{
    const struct node *from = &path->nodes[i - 1], *to = &path->nodes[i];
    double reached;

    if (from->day >= day || !path_at(path, to->day < day ? to->day : day, &reached))
        return false;
    if (value < fmin(from->number, reached) || value > fmax(from->number, reached))
        return false;
    *moment = from->day;
    if (from->number != to->number && value != from->number)
        *moment +=
            curve_where(path->curve, from->number, to->number, value) * (to->day - from->day);
    return true;
}

bool path_lag(const struct path *path, int32_t day, double value, double *days_out,
              bool *more_than_out)
{
    double moment;

    *more_than_out = false;
    if (!path->count || path->nodes[0].day >= day)
        return false;
    for (size_t i = path->count - 1; i > 0; i--) {
        if (!stood_at(path, i, day, value, &moment))
            continue;
        /* The path stood still before: count from where that began. */
        while (i > 1 && moment == path->nodes[i - 1].day &&
               path->nodes[i - 2].number == path->nodes[i - 1].number)
            moment = path->nodes[--i - 1].day;
        *days_out = day - moment;
        return isfinite(*days_out);
    }
    *more_than_out = true;
    *days_out = day - path->nodes[0].day;
    return true;
}
