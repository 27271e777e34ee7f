#include <stdlib.h>
#include <string.h>

#include "queries/judge/work.h"

/* A forecast is not an observation, and a missing code says that there is none. */
static const char does_not_count[] = "FHLMOQ";

bool judge_point_counts(const struct judge_point *point)
{
    return point->numeric && isfinite(point->value) &&
           !(point->status && strchr(does_not_count, point->status));
}

/* A value for a time that has not come says nothing about today, whatever its status. */
bool point_stands(const struct judge_point *point, int32_t as_of_day)
{
    return point->period.start_day <= as_of_day && judge_point_counts(point);
}

double point_number(const struct work *w, const struct judge_point *point)
{
    const struct judge_indicator *indicator = w->indicator;

    if (w->target->kind != JUDGE_ORDINAL || !point->text)
        return point->value;
    for (size_t i = 0; i < indicator->scale_count; i++) {
        if (!strcmp(indicator->scale[i], point->text))
            return (double)i;
    }
    return point->value;
}

/* How long a span the target speaks of: a year where it has no date. */
static enum hd_freq span_of(const struct work *w)
{
    return w->target->dated ? w->answer.freq : HD_FREQ_A;
}

/* The first day of the span of that length which ends on `end_day`. */
static int32_t span_start(enum hd_freq span, int32_t end_day)
{
    switch (span) {
    case HD_FREQ_D:
        return end_day;
    case HD_FREQ_W:
        return end_day - 6;
    default:
        return moment_shift(end_day, -12 / hd_freq_per_year(span)) + 1;
    }
}

static void cover_add(struct cover *cover, const struct judge_point *point)
{
    cover->sum += point->value;
    cover->count++;
    cover->provisional |= point->status == 'P' || point->status == 'E';
    cover->broken |= point->status == 'B';
    if (point->published_at_ms > cover->published_at_ms)
        cover->published_at_ms = point->published_at_ms;
}

bool values_cover(const struct judge_series *series, int32_t start_day, struct hd_period last,
                  struct cover *cover_out)
{
    struct hd_period wanted = last;

    *cover_out = (struct cover){ .published_at_ms = INT64_MIN };
    for (size_t i = series->count; i-- > 0;) {
        const struct judge_point *point = &series->points[i];

        if (point->period.end_day < wanted.end_day || wanted.start_day < start_day)
            return false;
        if (!hd_period_equal(point->period, wanted) || !judge_point_counts(point))
            continue;
        cover_add(cover_out, point);
        if (wanted.start_day == start_day)
            return isfinite(cover_out->sum);
        wanted = hd_period_prev(wanted);
    }
    return false;
}

static struct value value_of_point(const struct work *w, const struct judge_point *point)
{
    double number = point_number(w, point);

    return (struct value){
        .day = point->period.end_day,
        .number = number,
        .text = point->text,
        .point = point,
        .published_at_ms = point->published_at_ms,
        .provisional = point->status == 'P' || point->status == 'E',
        .broken = point->status == 'B',
        .has_whole = true,
        .whole = number,
    };
}

/* A part of a flow stands for nothing by itself: the sum of the parts that fill one span does. */
static bool make_sum(struct value *value, const struct judge_series *series, enum hd_freq span)
{
    struct cover cover;

    if (value->point->period.freq == span)
        return true;
    if (value->point->period.freq < span ||
        !values_cover(series, span_start(span, value->day), value->point->period, &cover))
        return false;
    value->number = value->whole = cover.sum;
    value->text = NULL;
    value->trailing = true;
    value->published_at_ms = cover.published_at_ms;
    value->provisional = cover.provisional;
    value->broken = cover.broken;
    return true;
}

/* A quarter's mean is held against the path, but a yearly target is met only by a whole year. */
static void find_mean(struct value *value, const struct judge_series *series, enum hd_freq span)
{
    struct cover cover;

    if (value->point->period.freq <= span)
        return;
    value->has_whole =
        values_cover(series, span_start(span, value->day), value->point->period, &cover);
    if (value->has_whole)
        value->whole = cover.sum / (double)cover.count;
}

/* Year to date: only the last part of a span says what the whole came to. */
static bool ends_span(const struct judge_point *point, enum hd_freq span)
{
    return point->period.freq == span ||
           (point->period.freq > span &&
            hd_period_containing(span, point->period.end_day).end_day == point->period.end_day);
}

static bool comparable(const struct work *w, const struct judge_series *series, struct value *value)
{
    enum hd_freq span = span_of(w);

    if (w->ops->steps)
        return true;
    switch (w->indicator->aggregation) {
    case AGGREGATE_SUM:
        return make_sum(value, series, span);
    case AGGREGATE_YTD:
        return ends_span(value->point, span);
    case AGGREGATE_MEAN:
        /* Without a date there is no year to complete. */
        if (w->target->dated)
            find_mean(value, series, span);
        return true;
    case AGGREGATE_LAST:
        break;
    }
    return true;
}

/* On one end day the indicator's own frequency is preferred, then the finer. */
static int preference(const struct work *w, const struct judge_point *point)
{
    return point->period.freq == w->indicator->frequency ? 100 : (int)point->period.freq;
}

static void keep_one_a_day(const struct work *w, struct values *values, const struct value *value)
{
    struct value *last = values->count ? &values->items[values->count - 1] : NULL;

    if (!last || last->day < value->day)
        values->items[values->count++] = *value;
    else if (preference(w, value->point) >= preference(w, last->point))
        *last = *value;
}

struct values values_collect(const struct work *w, const struct judge_series *series)
{
    struct values values = { 0 };

    if (!series || !series->count)
        return values;
    values.items = hd_arena_alloc(w->arena, series->count * sizeof *values.items);
    for (size_t i = 0; i < series->count; i++) {
        struct value value;

        if (!point_stands(&series->points[i], w->question->as_of_day))
            continue;
        value = value_of_point(w, &series->points[i]);
        if (comparable(w, series, &value))
            keep_one_a_day(w, &values, &value);
    }
    return values;
}

/* ---- against peers ---- */

static const struct judge_point *
same_period(const struct work *w, const struct judge_series *series, struct hd_period period)
{
    const struct judge_point *found = NULL;

    for (size_t i = 0; i < series->count; i++) {
        const struct judge_point *point = &series->points[i];

        if (!point_stands(point, w->question->as_of_day))
            continue;
        if (hd_period_equal(point->period, period))
            return point;
        if (w->indicator->aggregation == AGGREGATE_LAST && point->period.end_day == period.end_day)
            found = point;
    }
    return found;
}

/* A sum is compared with a sum of the same length, not with its last part. */
static const struct value *sum_on_day(const struct values *sums, int32_t day)
{
    for (size_t i = sums->count; i-- > 0 && sums->items[i].day >= day;) {
        if (sums->items[i].day == day)
            return &sums->items[i];
    }
    return NULL;
}

static bool add_peer(const struct work *w, const struct judge_series *peer,
                     const struct values *sums, struct value *to)
{
    const struct judge_point *point;
    struct value part;

    if (!peer)
        return false;
    if (w->indicator->aggregation == AGGREGATE_SUM) {
        const struct value *sum = sum_on_day(sums, to->day);

        if (!sum)
            return false;
        part = *sum;
    } else {
        point = same_period(w, peer, to->point->period);
        if (!point)
            return false;
        part = value_of_point(w, point);
    }
    to->peer += part.number;
    to->peers++;
    to->provisional |= part.provisional;
    to->broken |= part.broken;
    if (part.published_at_ms > to->published_at_ms)
        to->published_at_ms = part.published_at_ms;
    return true;
}

/* The mean of all that are named; false where one of them has no value: a change in who is
 * compared must never look like a change in the value. */
static bool peers_mean(const struct work *w, const struct values *sums, struct value *value)
{
    const struct judge_question *q = w->question;

    for (size_t i = 0; i < q->peer_count; i++) {
        if (!add_peer(w, q->peers[i], &sums[i], value))
            return false;
    }
    if (value->peers)
        value->peer /= (double)value->peers;
    return value->peers && isfinite(value->peer);
}

static void make_difference(struct value *value)
{
    value->own = value->number;
    value->number = value->own - value->peer;
    /* The subtraction's own rounding must not decide what is equal. */
    if (judge_close(value->own, value->peer))
        value->number = 0;
    value->whole = value->number;
    value->has_whole = true;
    value->text = NULL;
}

struct values values_against_peers(const struct work *w)
{
    const struct judge_question *q = w->question;
    const struct values *own = &w->values;
    struct values values = { 0 };
    struct values *sums = hd_arena_alloc(w->arena, (q->peer_count + 1) * sizeof *sums);

    for (size_t i = 0; i < q->peer_count; i++)
        sums[i] = w->indicator->aggregation == AGGREGATE_SUM ? values_collect(w, q->peers[i])
                                                             : (struct values){ 0 };
    values.items = hd_arena_alloc(w->arena, (own->count + 1) * sizeof *values.items);
    for (size_t i = 0; i < own->count && !q->peers_missing; i++) {
        struct value value = own->items[i];

        if (!peers_mean(w, sums, &value))
            continue;
        make_difference(&value);
        if (isfinite(value.number))
            values.items[values.count++] = value;
    }
    return values;
}
