#include "daemon/worked/parts.h"

#include "common/date.h"
#include "daemon/reckoning.h"

struct hd_period parts_span(const struct making *m)
{
    struct hd_period span = m->v->latest->period;
    const struct judge_target *target = &m->row->target->judge;
    struct hd_civil next = hd_day_civil(span.end_day + 1);
    int month = next.year * 12 + next.month - 1;

    span.freq = target->dated ? judge_answer(target).freq : HD_FREQ_A;
    month -= 12 / hd_freq_per_year(span.freq);
    span.start_day = hd_day_from_civil(month / 12, month % 12 + 1, next.day);
    return span;
}

static bool is_part(const struct judge_point *point, enum hd_freq freq, struct hd_period whole)
{
    return point->period.freq == freq && judge_point_counts(point) &&
           hd_period_within(point->period, whole);
}

/* Symbols and numbers of the parts, joined. */
static size_t join(struct making *m, const char *symbol, struct hd_period whole,
                   const char *between, struct hd_buf *symbols, struct hd_buf *numbers)
{
    const struct judge_series *series = m->row->series;
    enum hd_freq freq = m->row->indicator->judge.frequency;
    size_t count = 0;

    for (size_t i = 0; i < series->count; i++) {
        const struct judge_point *point = &series->points[i];

        if (!is_part(point, freq, whole))
            continue;
        count++;
        make_observation(m, "part", make_printf(m, "%s%zu", symbol, count), make_tr(m, N_("Part")),
                         series, point);
        hd_buf_printf(symbols, "%s%s%zu", count > 1 ? between : "", symbol, count);
        hd_buf_printf(numbers, "%s%s", count > 1 ? between : "",
                      make_exact(m, point->text, point->value));
    }
    return count;
}

static const char *joined(struct making *m, struct step_name name, struct hd_period whole,
                          const double *value, bool mean)
{
    struct hd_buf symbols HD_BUF_AUTO = { 0 }, numbers HD_BUF_AUTO = { 0 };
    const char *formula, *sum;

    hd_buf_init(&symbols, 1 << 14);
    hd_buf_init(&numbers, 1 << 14);
    if (!join(m, name.symbol, whole, mean ? "; " : " + ", &symbols, &numbers))
        return make_told(m, name, NULL, value ? *value : 0);
    formula = make_printf(m, mean ? "mean(%s)" : "%s", symbols.data);
    sum = make_printf(m, mean ? "mean(%s)" : "%s", numbers.data);
    return value ? make_step(m, name, formula, sum, *value) : make_reckoned(m, name, formula, sum);
}

const char *parts_sum(struct making *m, struct step_name name, struct hd_period whole,
                      const double *value)
{
    return joined(m, name, whole, value, false);
}

const char *parts_mean(struct making *m, struct step_name name, struct hd_period whole,
                       const double *value)
{
    return joined(m, name, whole, value, true);
}

const struct judge_point *parts_peer_point(const struct judge_series *series,
                                           struct hd_period period)
{
    const struct judge_point *found = NULL;

    for (size_t i = 0; i < series->count; i++) {
        const struct judge_point *point = &series->points[i];

        if (!judge_point_counts(point))
            continue;
        if (hd_period_equal(point->period, period))
            return point;
        if (point->period.end_day == period.end_day)
            found = point;
    }
    return found;
}

const char *parts_relation(const struct making *m, const char *left, const char *right)
{
    double a = 0, b = 0;

    (void)reckoning_value(left, &a);
    (void)reckoning_value(right, &b);
    return make_printf(m, "%s %s %s", left, a < b ? "<" : a > b ? ">" : "=", right);
}

const char *parts_relation_to_band(const struct making *m, const char *number)
{
    const struct judge_target *target = m->v->target;
    double tolerance = target->tolerance;
    double from = target->number - tolerance, to = target->high_number + tolerance, value = 0;
    const char *low = tolerance > 0 ? make_number(m, from) : make_exact(m, target->value, from);
    const char *high = tolerance > 0 ? make_number(m, to) : make_exact(m, target->high, to);

    (void)reckoning_value(number, &value);
    if (value < from)
        return parts_relation(m, number, low);
    if (value > to)
        return parts_relation(m, number, high);
    return make_printf(m, "%s <= %s <= %s", low, number, high);
}
