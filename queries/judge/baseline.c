#include <string.h>

#include "queries/judge/work.h"

/* Targets that state a level in one direction share the strategy's first baseline. */
static bool shares(const struct work *w, const struct judge_target *other)
{
    int direction = w->indicator->direction;

    return other == w->target ||
           (w->ops->level && kind_of(other->kind)->level && !other->retired &&
            target_sense(other, direction) == target_sense(w->target, direction));
}

static const struct judge_target *first_stated(const struct work *w)
{
    const struct judge_question *q = w->question;
    const struct judge_target *first = NULL;

    for (size_t i = 0; i < q->target_count; i++) {
        const struct judge_target *target = &q->targets[i];

        if (!target->has_baseline || !isfinite(target->baseline_number) || !shares(w, target))
            continue;
        if (!first || target->baseline_period.end_day < first->baseline_period.end_day)
            first = target;
    }
    return first;
}

static int32_t first_valid_from(const struct work *w)
{
    const struct judge_question *q = w->question;
    int32_t day = w->target->valid_from_day;

    for (size_t i = 0; i < q->target_count; i++) {
        if (shares(w, &q->targets[i]) && q->targets[i].valid_from_day < day)
            day = q->targets[i].valid_from_day;
    }
    return day;
}

static void take_stated(struct work *w, const struct judge_target *from)
{
    struct judge_point point = { .text = from->baseline_value, .value = from->baseline_number };

    w->baseline = (struct baseline){
        .source = BASELINE_STATED,
        .period = from->baseline_period,
        .day = from->baseline_period.end_day,
        .number = point_number(w, &point),
        .text = from->baseline_value,
    };
}

static void take_value(struct work *w, const struct value *value, enum judge_baseline_source source)
{
    w->baseline = (struct baseline){
        .source = source,
        .period = value->point->period,
        .day = value->day,
        .number = value->number,
        .text = value->text,
        .vintage = value->point->vintage,
        .published_at_ms = value->published_at_ms,
    };
}

static const struct value *last_until(const struct values *values, int32_t day)
{
    const struct value *found = NULL;

    for (size_t i = 0; i < values->count && values->items[i].day <= day; i++)
        found = &values->items[i];
    return found;
}

static const struct value *first_after(const struct values *values, int32_t day)
{
    for (size_t i = 0; i < values->count; i++) {
        if (values->items[i].day > day)
            return &values->items[i];
    }
    return NULL;
}

/* "+10 each year from 2017" counts from the end of 2016, whatever was known when it was set. */
static bool take_anchor(struct work *w, const struct values *then, int32_t valid_from_day)
{
    int32_t anchor = w->target->first.start_day - 1;
    const struct value *value = last_until(then, anchor);

    if (!value || value->day != anchor)
        value = last_until(&w->values, anchor);
    if (!value || value->day != anchor)
        return false;
    take_value(w, value, anchor <= valid_from_day ? BASELINE_START : BASELINE_FIRST);
    return true;
}

void baseline_find(struct work *w)
{
    const struct judge_question *q = w->question;
    const struct judge_target *stated = first_stated(w);
    int32_t valid_from_day = first_valid_from(w);
    struct values then = q->series_at_start ? values_collect(w, q->series_at_start) : w->values;
    const struct value *value;

    if (stated) {
        take_stated(w, stated);
        return;
    }
    if (w->target->kind == JUDGE_ANNUAL_INCREMENT && take_anchor(w, &then, valid_from_day))
        return;
    if ((value = last_until(&then, valid_from_day)))
        take_value(w, value, BASELINE_START);
    else if ((value = last_until(&w->values, valid_from_day)))
        take_value(w, value, BASELINE_LATE);
    else if ((value = first_after(&w->values, valid_from_day)))
        take_value(w, value, BASELINE_FIRST);
}
