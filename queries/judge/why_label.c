#include "queries/judge/why_label.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "common/date.h"
#include "common/decimal.h"

#define MORE_DECIMALS 6

struct labeller {
    const struct verdict *v;
    const struct why_names *names;
    const struct hd_lang *lang;
};

/* Rounding must not make a difference disappear: 49.96 is not "50.0" beside a target of 50. */
static int telling_decimals(double number, double against, int decimals)
{
    double scale = pow(10, decimals);
    int end = decimals + MORE_DECIMALS;

    while (decimals < end && number != against && round(number * scale) == round(against * scale)) {
        decimals++;
        scale *= 10;
    }
    return decimals;
}

static void add_unit(char label[static WHY_LABEL_BYTES], const char *number, const char *unit)
{
    snprintf(label, WHY_LABEL_BYTES, unit && *unit ? "%.63s %.90s" : "%.63s%.90s", number,
             unit ? unit : "");
}

static int own_decimals(const char *text)
{
    const char *point = strchr(text, '.');

    return point && !strpbrk(text, "eE") ? (int)strlen(point + 1) : 0;
}

static bool in_words(const struct verdict *v)
{
    return v->target && (v->target->kind == JUDGE_ORDINAL || v->target->kind == JUDGE_BOOLEAN);
}

static const char *group_of(const struct labeller *l, const char *code)
{
    return l->names->group ? l->names->group(l->names->group_of, code, l->lang) : code;
}

static const char *word_of(const struct labeller *l, const char *text, double value)
{
    if (l->v->target->kind == JUDGE_ORDINAL)
        return text ? group_of(l, text) : "";
    return value != 0 ? hd_tr_ctx(l->lang, "answer", NC_("answer", "yes"))
                      : hd_tr_ctx(l->lang, "answer", NC_("answer", "no"));
}

/* A stated value keeps its own digits as far as the indicator shows any: 8 %, 41.0 %. */
static void label_value(const struct labeller *l, const char *text, double value, double against,
                        char label[static WHY_LABEL_BYTES])
{
    int shown = l->names->decimals > 0 ? l->names->decimals : 0;
    int decimals = telling_decimals(value, against, shown);
    char number[64];

    if (in_words(l->v)) {
        snprintf(label, WHY_LABEL_BYTES, "%.150s", word_of(l, text, value));
        return;
    }
    if (text && !hd_decimal_valid(text, strlen(text))) {
        snprintf(label, WHY_LABEL_BYTES, "%.150s", group_of(l, text));
        return;
    }
    if (text) {
        if (own_decimals(text) < decimals)
            decimals = own_decimals(text);
        hd_decimal_label(text, l->lang, (struct hd_number_style){ .decimals = decimals }, number);
    } else {
        hd_double_label(value, l->lang, (struct hd_number_style){ .decimals = decimals }, number);
    }
    add_unit(label, number, l->names->unit);
}

static void label_difference(const struct labeller *l, double value,
                             char label[static WHY_LABEL_BYTES])
{
    int shown = l->names->decimals > 0 ? l->names->decimals : 0;
    struct hd_number_style style = { .decimals = telling_decimals(value, 0, shown),
                                     .sign_always = true };
    char number[64];

    hd_double_label(value, l->lang, style, number);
    add_unit(label, number, l->names->gap_unit);
}

static void label_range(const struct labeller *l, char label[static WHY_LABEL_BYTES])
{
    const struct judge_target *target = l->v->target;
    char low[WHY_LABEL_BYTES], high[WHY_LABEL_BYTES], both[64];
    struct labeller bare = *l;
    struct why_names no_unit = *l->names;

    no_unit.unit = "";
    bare.names = &no_unit;
    label_value(&bare, target->value, l->v->range_low, l->v->range_low, low);
    label_value(&bare, target->high, l->v->range_high, l->v->range_high, high);
    snprintf(both, sizeof both, "%.28s\xe2\x80\x93%.28s", low, high);
    add_unit(label, both, l->names->unit);
}

static void label_goal(const struct labeller *l, char label[static WHY_LABEL_BYTES])
{
    const struct verdict *v = l->v;

    if (v->has_range)
        label_range(l, label);
    else if (v->has_goal)
        label_value(l, v->goal_text, v->goal, v->goal, label);
}

static void add_station(const struct labeller *l, const struct judge_milestone *stone,
                        struct hd_buf *out)
{
    char value[WHY_LABEL_BYTES], period[HD_PERIOD_LABEL_MAX];

    label_value(l, stone->text, stone->value, stone->value, value);
    hd_period_label(stone->period, l->lang, period);
    hd_buf_printf(out, "%s%s (%s)", out->len ? ", " : "", value, period);
}

/* "30 % (2020), 40 % (2022)": numbers and periods only, no words of any language. */
static void label_milestones(const struct labeller *l, struct why_labels *labels)
{
    for (size_t i = 0; i < l->v->milestone_count; i++) {
        const struct judge_milestone *stone = &l->v->milestones[i];

        if (stone->on_path)
            add_station(l, stone, &labels->milestones);
        if (stone->own && stone->state == STATE_ACHIEVED)
            add_station(l, stone, &labels->reached_stations);
        else if (stone->own && stone->state == STATE_MISSED)
            add_station(l, stone, &labels->missed_stations);
    }
}

static void label_latest(const struct labeller *l, struct why_labels *labels)
{
    const struct verdict *v = l->v;
    const struct judge_point *shown = v->latest ? v->latest : v->newest;
    double against = v->has_expected ? v->expected : v->has_goal ? v->goal : v->latest_value;

    if (!shown)
        return;
    hd_period_label(shown->period, l->lang, labels->period);
    if (!v->latest)
        label_value(l, shown->text, shown->value, shown->value, labels->value);
    else
        label_value(l, v->trailing ? NULL : shown->text, v->latest_value, against, labels->value);
}

static void label_decided(const struct labeller *l, struct why_labels *labels)
{
    const struct verdict *v = l->v;

    if (!v->has_decided)
        return;
    hd_period_label(v->decided_period, l->lang, labels->decided_period);
    hd_day_label(judge_answer(v->target).end_day, l->lang, labels->due_day);
    if (v->target->kind == JUDGE_BENCHMARK) {
        label_difference(l, v->decided_value, labels->decided);
        label_difference(l, v->left_value, labels->left);
        label_difference(l, v->right_value, labels->right);
    } else {
        label_value(l, v->decided_text, v->decided_value, v->has_goal ? v->goal : v->decided_value,
                    labels->decided);
        label_value(l, v->left_text, v->left_value, v->left_value, labels->left);
        label_value(l, v->right_text, v->right_value, v->right_value, labels->right);
    }
    if (v->left || v->left_is_baseline)
        hd_period_label(v->left_period, l->lang, labels->left_period);
    if (v->right)
        hd_period_label(v->right_period, l->lang, labels->right_period);
}

static void label_target(const struct labeller *l, struct why_labels *labels)
{
    const struct verdict *v = l->v;

    if (!v->target)
        return;
    label_goal(l, labels->goal);
    if (v->target->dated)
        hd_period_label(v->target->due, l->lang, labels->due);
    hd_day_label(v->target->valid_from_day, l->lang, labels->from_day);
    snprintf(labels->year, sizeof labels->year, "%d", v->target->assess_from_year);
}

static void label_baseline(const struct labeller *l, struct why_labels *labels)
{
    const struct verdict *v = l->v;

    if (v->baseline_source == BASELINE_NONE)
        return;
    label_value(l, v->baseline_text, v->baseline, v->baseline, labels->baseline);
    hd_period_label(v->baseline_period, l->lang, labels->baseline_period);
}

static void label_standing(const struct labeller *l, struct why_labels *labels)
{
    const struct verdict *v = l->v;

    if (v->has_expected)
        label_value(l, NULL, v->expected, v->latest_value, labels->expected);
    if (v->has_gap)
        label_difference(l, v->gap, labels->gap);
    if (v->has_pace)
        label_difference(l, v->pace, labels->pace);
    if (v->has_change)
        label_difference(l, v->change, labels->change);
    if (v->has_decided ? v->decided_across_break : v->break_between)
        hd_period_label(v->has_decided ? v->decided_break_period : v->break_period, l->lang,
                        labels->break_period);
    snprintf(labels->months, sizeof labels->months, "%d", v->lag_months);
    snprintf(labels->peers, sizeof labels->peers, "%zu", v->peers_used);
}

/* ---- the outlook ---- */

/* Nobody is told that something is certain: 1 to 99 %. */
static void label_probability(const struct labeller *l, char label[static WHY_LABEL_BYTES])
{
    char number[64];
    double percent = fmin(fmax(round(l->v->outlook.probability * 100), 1), 99);

    hd_double_label(percent, l->lang, (struct hd_number_style){ .decimals = 0 }, number);
    add_unit(label, number, "%");
}

/* What is aimed at is a level, or the difference to others. */
static void label_ahead(const struct labeller *l, double value, char label[static WHY_LABEL_BYTES])
{
    if (l->v->target && l->v->target->kind == JUDGE_BENCHMARK)
        label_difference(l, value, label);
    else
        label_value(l, NULL, value, l->v->has_goal ? l->v->goal : value, label);
}

static void label_outlook(const struct labeller *l, struct why_labels *labels)
{
    const struct judge_outlook *o = &l->v->outlook;

    if (o->has_pace)
        label_difference(l, o->pace, labels->outlook_pace);
    if (o->has_pace_needed)
        label_difference(l, o->pace_needed, labels->pace_needed);
    if (o->has_forecast)
        label_ahead(l, o->forecast, labels->forecast);
    if (o->has_interval) {
        label_ahead(l, o->low, labels->low);
        label_ahead(l, o->high, labels->high);
    }
    if (o->has_probability)
        label_probability(l, labels->probability);
    if (o->has_reached)
        hd_period_label(o->reached, l->lang, labels->reached);
    snprintf(labels->points, sizeof labels->points, "%zu", o->points);
}

/* ---- beside it ---- */

/* How far it is, without a sign: the sentence says which way. */
static void label_distance(const struct labeller *l, char label[static WHY_LABEL_BYTES])
{
    const struct verdict *v = l->v;
    int shown = l->names->decimals > 0 ? l->names->decimals : 0;
    struct hd_number_style style = { .decimals = telling_decimals(v->distance, 0, shown) };
    char number[64];

    if (!v->has_distance || in_words(v) || v->target->kind == JUDGE_BENCHMARK)
        return;
    hd_double_label(fabs(v->distance), l->lang, style, number);
    add_unit(label, number, l->names->gap_unit);
}

static void label_survey(const struct labeller *l, struct why_labels *labels)
{
    const struct verdict *v = l->v;

    if (!v->has_interval)
        return;
    label_value(l, NULL, v->interval_low, v->latest_value, labels->interval_low);
    label_value(l, NULL, v->interval_high, v->latest_value, labels->interval_high);
    hd_double_label(v->respondents, l->lang, (struct hd_number_style){ .decimals = -1 },
                    labels->respondents);
}

static void label_bound(const struct labeller *l, char label[static WHY_LABEL_BYTES])
{
    const struct verdict *v = l->v;

    if (v->weak_bound < 0)
        label_value(l, v->target->value, v->range_low, v->range_low, label);
    else if (v->weak_bound > 0)
        label_value(l, v->target->high, v->range_high, v->range_high, label);
}

static void label_beside(const struct labeller *l, struct why_labels *labels)
{
    const struct verdict *v = l->v;

    label_distance(l, labels->distance);
    label_survey(l, labels);
    label_bound(l, labels->bound);
    if (v->target && v->target->has_reference)
        hd_period_label(v->target->reference, l->lang, labels->reference);
}

void why_labels_make(const struct verdict *v, const struct why_names *names,
                     const struct hd_lang *lang, struct why_labels *labels)
{
    struct labeller l = { v, names, lang };

    *labels = (struct why_labels){ 0 };
    hd_buf_init(&labels->milestones, 4096);
    hd_buf_init(&labels->reached_stations, 4096);
    hd_buf_init(&labels->missed_stations, 4096);
    label_milestones(&l, labels);
    label_latest(&l, labels);
    label_target(&l, labels);
    label_baseline(&l, labels);
    label_standing(&l, labels);
    label_decided(&l, labels);
    label_outlook(&l, labels);
    label_beside(&l, labels);
}

void why_labels_clear(struct why_labels *labels)
{
    hd_buf_clear(&labels->milestones);
    hd_buf_clear(&labels->reached_stations);
    hd_buf_clear(&labels->missed_stations);
}

void why_labels_fill(const struct why_labels *labels, const char *indicator, const char *translated,
                     struct hd_buf *out)
{
    const struct why_labels *l = labels;

    hd_fill(out, translated,
            HD_ARGS("indicator", indicator, "value", l->value, "period", l->period, "goal", l->goal,
                    "due", l->due, "baseline", l->baseline, "baseline_period", l->baseline_period,
                    "milestones", l->milestones.data, "expected", l->expected, "gap", l->gap,
                    "months", l->months, "decided", l->decided, "decided_period", l->decided_period,
                    "left", l->left, "left_period", l->left_period, "right", l->right,
                    "right_period", l->right_period, "day", l->due_day, "from_day", l->from_day,
                    "pace", l->pace, "change", l->change, "break_period", l->break_period, "count",
                    l->peers, "year", l->year, "distance", l->distance, "bound", l->bound,
                    "outlook_pace", l->outlook_pace, "pace_needed", l->pace_needed, "forecast",
                    l->forecast, "low", l->low, "high", l->high, "probability", l->probability,
                    "reached", l->reached, "points", l->points, "interval_low", l->interval_low,
                    "interval_high", l->interval_high, "respondents", l->respondents, "reference",
                    l->reference, "reached_stations", l->reached_stations.data, "missed_stations",
                    l->missed_stations.data));
}
