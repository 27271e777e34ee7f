#include "common/date.h"
#include "queries/judge/work.h"

/* `when` is the period whose value is asked for: the target's, or a station's on the way. */

static struct finding found_value(enum judge_decision decision, const struct value *value)
{
    return (struct finding){
        .decision = decision,
        .number = value->number,
        .text = value->text,
        .point = value->point,
        .published_at_ms = value->published_at_ms,
        .provisional = value->provisional,
    };
}

static struct finding found_point(const struct work *w, const struct judge_point *point)
{
    return (struct finding){
        .decision = DECIDED_OBSERVED,
        .number = point_number(w, point),
        .text = point->text,
        .point = point,
        .published_at_ms = point->published_at_ms,
        .provisional = point->status == 'P' || point->status == 'E',
    };
}

/* 1. The observation of the period itself. */
static bool observed(const struct work *w, struct hd_period when, struct finding *found)
{
    const struct judge_series *series = w->question->series;

    for (size_t i = 0; i < w->values.count && w->ops->difference; i++) {
        const struct value *value = &w->values.items[i];

        if (hd_period_equal(value->point->period, when)) {
            *found = found_value(DECIDED_OBSERVED, value);
            return true;
        }
    }
    for (size_t i = 0; i < series->count && !w->ops->difference; i++) {
        const struct judge_point *point = &series->points[i];

        if (hd_period_equal(point->period, when) && point_stands(point, w->question->as_of_day)) {
            *found = found_point(w, point);
            return true;
        }
    }
    return false;
}

static bool covered(const struct work *w, struct hd_period when, enum hd_freq freq,
                    struct cover *cover)
{
    struct hd_period last = hd_period_containing(freq, when.end_day);

    return freq > when.freq && last.end_day == when.end_day &&
           values_cover(w->question->series, when.start_day, last, cover);
}

/* 2. All parts of the period, by the indicator's rule: its own frequency first. */
static bool aggregated(const struct work *w, struct hd_period when, struct finding *found)
{
    enum judge_aggregation rule = w->indicator->aggregation;
    struct cover cover;
    bool all;

    if (w->ops->difference || w->ops->steps || (rule != AGGREGATE_SUM && rule != AGGREGATE_MEAN))
        return false;
    all = covered(w, when, w->indicator->frequency, &cover);
    for (int freq = HD_FREQ_S; freq <= HD_FREQ_D && !all; freq++)
        all = covered(w, when, (enum hd_freq)freq, &cover);
    if (!all)
        return false;
    *found = (struct finding){
        .decision = DECIDED_AGGREGATED,
        .number = rule == AGGREGATE_SUM ? cover.sum : cover.sum / (double)cover.count,
        .published_at_ms = cover.published_at_ms,
        .provisional = cover.provisional,
    };
    return true;
}

/* 3. Where the last part stands for the whole, any value that ends on the same day. */
static bool same_end(const struct work *w, struct hd_period when, struct finding *found)
{
    enum judge_aggregation rule = w->indicator->aggregation;

    if (!w->ops->steps && rule != AGGREGATE_LAST && rule != AGGREGATE_YTD)
        return false;
    for (size_t i = 0; i < w->values.count; i++) {
        if (w->values.items[i].day == when.end_day) {
            *found = found_value(DECIDED_OBSERVED, &w->values.items[i]);
            return true;
        }
    }
    return false;
}

/* The baseline is a value like the others, unless it is a flow over another length of time. */
static bool baseline_is_left(const struct work *w, struct hd_period when, const struct value *left)
{
    const struct baseline *b = &w->baseline;

    if (b->source == BASELINE_NONE || w->ops->difference || b->day > when.end_day)
        return false;
    if (w->indicator->aggregation == AGGREGATE_SUM && b->period.freq != when.freq &&
        b->source == BASELINE_STATED)
        return false;
    return !left || left->day < b->day;
}

static void neighbours(const struct work *w, int32_t day, const struct value **left,
                       const struct value **right)
{
    *left = *right = NULL;
    for (size_t i = 0; i < w->values.count && !*right; i++) {
        const struct value *value = &w->values.items[i];

        if (value->day <= day)
            *left = value;
        else
            *right = value;
    }
}

static bool on_line(const struct work *w, int32_t day, const struct value *left,
                    const struct value *right, struct finding *found)
{
    double from = left ? left->number : w->baseline.number;
    int32_t from_day = left ? left->day : w->baseline.day;
    double part = (double)(day - from_day) / (double)(right->day - from_day);

    *found = (struct finding){
        .decision = DECIDED_INTERPOLATED,
        .number = from + (right->number - from) * part,
        .left = left,
        .right = right,
        .published_at_ms = right->published_at_ms,
        .provisional = right->provisional || (left && left->provisional),
    };
    if (left && left->published_at_ms > found->published_at_ms)
        found->published_at_ms = left->published_at_ms;
    return isfinite(found->number);
}

/* Groups and yes or no hold until the next value, which must be there. */
static bool held(const struct work *w, const struct value *left, const struct value *right,
                 struct finding *found)
{
    if (left) {
        *found = found_value(DECIDED_HELD, left);
    } else {
        *found = (struct finding){ .decision = DECIDED_HELD,
                                   .number = w->baseline.number,
                                   .text = w->baseline.text };
    }
    found->left = left;
    found->right = right;
    if (right->published_at_ms > found->published_at_ms)
        found->published_at_ms = right->published_at_ms;
    return true;
}

/* 4. and 5. Between its neighbours; else the first later value, at most a year later. */
static bool between_or_later(const struct work *w, struct hd_period when, struct finding *found)
{
    const struct value *left, *right;

    neighbours(w, when.end_day, &left, &right);
    if (!right)
        return false;
    if (baseline_is_left(w, when, left))
        left = NULL;
    else if (!left) {
        *found = found_value(DECIDED_LATER, right);
        found->right = right;
        return right->day <= moment_shift(when.end_day, 12);
    }
    return w->ops->steps ? held(w, left, right, found)
                         : on_line(w, when.end_day, left, right, found);
}

/* What is measured from the baseline cannot be decided by the baseline. */
static bool decidable(const struct work *w, struct hd_period when)
{
    return !needs_baseline(w) ||
           (w->baseline.source != BASELINE_NONE && w->baseline.day < when.end_day);
}

bool decide_find(const struct work *w, struct hd_period when, struct finding *found)
{
    return decidable(w, when) && (observed(w, when, found) || aggregated(w, when, found) ||
                                  same_end(w, when, found) || between_or_later(w, when, found));
}

static void show_neighbour(const struct value *value, const struct judge_point **point,
                           struct hd_period *period, double *number, const char **text)
{
    *point = value->point;
    *period = value->point->period;
    *number = value->number;
    *text = value->text;
}

static void show(const struct work *w, const struct finding *found, struct verdict *v)
{
    v->decision = found->decision;
    v->has_decided = true;
    v->decided_value = found->number;
    v->decided_text = found->text;
    v->decided_by = found->point;
    v->decided_period = found->point ? found->point->period : w->answer;
    v->provisional = found->provisional;
    if (found->right)
        show_neighbour(found->right, &v->right, &v->right_period, &v->right_value, &v->right_text);
    if (found->left) {
        show_neighbour(found->left, &v->left, &v->left_period, &v->left_value, &v->left_text);
    } else if (found->decision == DECIDED_INTERPOLATED || found->decision == DECIDED_HELD) {
        v->left_is_baseline = true;
        v->left_period = w->baseline.period;
        v->left_value = w->baseline.number;
        v->left_text = w->baseline.text;
    }
    if (found->decision == DECIDED_HELD && !found->left)
        v->decided_period = w->baseline.period;
}

/* Known before the time was over: the state began with the due day, or, reached early, when the
 * open target said so.  Known later: with the publication. */
static void find_since(const struct work *w, const struct finding *found, struct verdict *v)
{
    int32_t after_due = w->target->due.end_day + 1;
    struct verdict open = { 0 };
    struct work before = *w;

    if (found->published_at_ms >= after_due * HD_DAY_MS) {
        v->since_at_ms = found->published_at_ms;
        v->since_day = (int32_t)(found->published_at_ms / HD_DAY_MS);
        return;
    }
    v->since_day = after_due;
    if (v->state != STATE_ACHIEVED)
        return;
    /* What came after the answer changes nothing about when it was reached. */
    while (before.values.count &&
           before.values.items[before.values.count - 1].day > w->answer.end_day)
        before.values.count--;
    state_fold(&before, &open);
    if (open.state == STATE_ACHIEVED && open.since_day < v->since_day) {
        v->since_day = open.since_day;
        v->since_at_ms = open.since_at_ms;
    }
}

void decide(const struct work *w, struct verdict *v)
{
    struct finding found = { 0 };

    v->state = v->raw_state = STATE_DUE;
    v->since_day = w->target->due.end_day + 1;
    v->since_at_ms = 0;
    v->provisional = false;
    if (!decide_find(w, w->answer, &found))
        return;
    v->state = w->ops->met(w, found.number, found.text) ? STATE_ACHIEVED : STATE_MISSED;
    v->raw_state = v->state;
    show(w, &found, v);
    find_since(w, &found, v);
}
