/* Will it be reached?  What a forecast is held against, and the word for it; which values it rests
 * on is found in material.c, the numbers themselves are made in forecast.c. */
#include <string.h>

#include "common/date.h"
#include "queries/judge/material.h"
#include "queries/judge/student.h"

#define YEARS_AHEAD 100
#define INTERVAL    0.80
/* A share is forecast as if it were never quite nobody and never quite everybody. */
#define SHARE_LOW  0.1
#define SHARE_HIGH 99.9
/* Of the damped trend for comparison; fixed, so that it can be followed by hand. */
#define HOLT_ALPHA     0.8
#define HOLT_BETA_STAR 0.2
#define HOLT_PHI       0.98

/* ---- what reaching means ---- */

/* Above `level` for sense +1, below it for -1; a strict band has another side, `far`. */
struct aim {
    int sense;
    double level;
    bool band;
    double far;
};

static bool is_ranked(const struct work *w)
{
    const struct judge_indicator *indicator = w->indicator;
    bool rank = indicator->unit && !strcmp(indicator->unit, "rank");

    return indicator->integer && !w->ops->difference && (rank || w->target->kind == JUDGE_AT_MOST);
}

static struct aim aim_of(const struct work *w, double latest)
{
    const struct judge_target *target = w->target;
    struct aim aim = { .sense = w->sense, .level = w->enough };
    double bound;

    aim.band = target->kind == JUDGE_RANGE && target->strict_band && target->has_high;
    if (aim.band)
        aim.far = w->sense > 0 ? target_enough(target, target->high_number, -1)
                               : target_enough(target, target->number, 1);
    if (state_past_band(w, latest, &bound)) {
        aim.sense = -w->sense;
        aim.level = aim.far;
        aim.far = w->enough;
    }
    return aim;
}

/* Half a place, since a rank is a whole number and the line is not. */
static double half_step(const struct work *w, double level, int sense)
{
    double slack = JUDGE_SLACK * fabs(level);

    if (!is_ranked(w))
        return level;
    return sense > 0 ? ceil(level - slack) - 0.5 : floor(level + slack) + 0.5;
}

static bool value_meets(const struct work *w, const struct value *value)
{
    return value->has_whole &&
           w->ops->met(w, value->whole, value->whole == value->number ? value->text : NULL);
}

/* ---- scales ---- */

static bool is_share(double number)
{
    return number >= 0 && number <= 100;
}

/* By the values alone: a level outside the shares would be another scale for an easier target. */
static enum judge_transform transform_of(const struct work *w, const struct material *m)
{
    if (w->indicator->transform != TRANSFORM_LOGIT || w->ops->difference)
        return TRANSFORM_NONE;
    for (size_t i = 0; i < m->count; i++) {
        if (!is_share(m->points[i].value))
            return TRANSFORM_NONE;
    }
    return TRANSFORM_LOGIT;
}

static double to_scale(enum judge_transform transform, double number)
{
    if (transform == TRANSFORM_LOGIT) {
        number = fmin(fmax(number, SHARE_LOW), SHARE_HIGH);
        return log(number / (100 - number));
    }
    return number;
}

/* Everybody is within reach, more than everybody is not. */
static double level_to_scale(enum judge_transform transform, double level)
{
    if (transform == TRANSFORM_LOGIT && !is_share(level))
        return level < 0 ? -INFINITY : INFINITY;
    return to_scale(transform, level);
}

static double from_scale(enum judge_transform transform, double number)
{
    return transform == TRANSFORM_LOGIT ? 100 / (1 + exp(-number)) : number;
}

static double within_limits(const struct work *w, double number)
{
    const struct judge_indicator *indicator = w->indicator;

    if (w->ops->difference)
        return number;
    if (indicator->has_lower)
        number = fmax(number, indicator->lower);
    return indicator->has_upper ? fmin(number, indicator->upper) : number;
}

/* ---- the numbers ---- */

/* On the scale: where it ends up, and how sure that is. */
struct ahead {
    struct forecast_line line;
    double centre, sigma;
};

/* The newest value, where the answer's season begins. */
static double start_of(const struct material *m)
{
    return m->points[m->count - 1].value + m->step;
}

/* A step is no surer than the time it covers: that time counts twice. */
static double spread_years(const struct material *m)
{
    return m->horizon + m->step_years;
}

static struct ahead ahead_by_default(const struct material *m)
{
    struct ahead a = { .line = forecast_default(m->points, m->count) };

    a.centre = start_of(m) + forecast_growth(a.line.slope, m->horizon - m->step_years);
    a.sigma = forecast_sigma(&a.line, spread_years(m));
    return a;
}

static struct ahead ahead_by_drift(const struct material *m)
{
    struct ahead a = { .line = forecast_drift(m->points, m->count) };

    a.centre = start_of(m) + a.line.slope * (m->horizon - m->step_years);
    a.sigma = forecast_sigma(&a.line, spread_years(m));
    return a;
}

/* Steps are as long as the values lie apart on average. */
static struct ahead ahead_by_holt(const struct material *m)
{
    const struct forecast_point *p = m->points;
    struct holt holt = { .alpha = HOLT_ALPHA, .beta_star = HOLT_BETA_STAR, .phi = HOLT_PHI };
    double step;
    struct ahead a = { 0 };

    if (m->count < 2)
        return a;
    step = (p[m->count - 1].years - p[0].years) / (double)(m->count - 1);
    holt.level = p[0].value;
    holt.trend = p[1].value - p[0].value;
    holt_run(&holt, p, m->count);
    a.line = (struct forecast_line){ .slope = holt.trend / step,
                                     .spread = holt.spread / sqrt(step),
                                     .differences = m->count - 1,
                                     .freedom = (int)m->count - 2 };
    a.centre = holt_at(&holt, (m->horizon - m->step_years) / step) + m->step;
    a.sigma = holt_sigma(&holt, spread_years(m) / step);
    return a;
}

static struct ahead look(const struct work *w, struct material *m)
{
    switch (w->indicator->forecast) {
    case FORECAST_DRIFT:
        material_keep_one_season(m);
        return ahead_by_drift(m);
    case FORECAST_HOLT_DAMPED:
        material_keep_one_season(m);
        return ahead_by_holt(m);
    case FORECAST_DEFAULT:
        break;
    }
    return ahead_by_default(m);
}

/* What computing leaves of values that stand still, or on the line, is no spread. */
static void drop_noise(const struct material *m, struct ahead *a)
{
    double size = 0;

    for (size_t i = 0; i < m->count; i++)
        size = fmax(size, fabs(m->points[i].value));
    if (fabs(a->line.slope) <= JUDGE_SLACK * size)
        a->line.slope = 0;
    if (a->line.spread <= JUDGE_SLACK * size)
        a->line.spread = a->sigma = 0;
}

/* Of ending above `number` for sense +1, below it for -1. */
static double part_beyond(const struct ahead *a, int sense, double number)
{
    return student_cdf(sense * (a->centre - number) / a->sigma, a->line.freedom);
}

static double probability_of(const struct work *w, const struct ahead *a, const struct aim *aim,
                             enum judge_transform transform)
{
    double level = level_to_scale(transform, half_step(w, aim->level, aim->sense));
    double far = level_to_scale(transform, half_step(w, aim->far, -aim->sense));
    double p = part_beyond(a, aim->sense, level);

    if (aim->band)
        p -= part_beyond(a, aim->sense, far);
    return fmin(fmax(p, 0), 1);
}

static enum judge_likelihood word_for(double probability)
{
    static const struct {
        double from;
        enum judge_likelihood likelihood;
    } words[] = {
        { 0.90, LIKELIHOOD_VERY_LIKELY },
        { 0.66, LIKELIHOOD_LIKELY },
        { 0.33, LIKELIHOOD_EVEN },
        { 0.10, LIKELIHOOD_UNLIKELY },
    };

    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (probability >= words[i].from)
            return words[i].likelihood;
    }
    return LIKELIHOOD_VERY_UNLIKELY;
}

static void set_probability(struct judge_outlook *o, double probability)
{
    o->has_probability = true;
    o->probability = probability;
    o->likelihood = word_for(probability);
}

/* Nothing has ever moved: it stays where it is, and hits the target or does not. */
static void show_certain(const struct work *w, const struct ahead *a, struct judge_outlook *o)
{
    const struct value *latest = &w->values.items[w->values.count - 1];
    double end = from_scale(o->transform, a->centre);
    bool met = o->flat ? value_meets(w, latest) : w->ops->met(w, end, NULL);

    set_probability(o, met ? 1 : 0);
}

static void show_interval(const struct work *w, const struct ahead *a, struct judge_outlook *o)
{
    double reach = student_quantile((1 + INTERVAL) / 2, a->line.freedom) * a->sigma;
    double low = from_scale(o->transform, a->centre - reach);
    double high = from_scale(o->transform, a->centre + reach);

    if (!isfinite(low) || !isfinite(high))
        return;
    o->has_interval = true;
    o->low = within_limits(w, low);
    o->high = within_limits(w, high);
}

static void show_origin(const struct material *m, const struct ahead *a, struct judge_outlook *o)
{
    o->seasonal = m->seasonal;
    o->points = m->count;
    o->differences = a->line.differences;
    o->first_day = m->days[0];
    o->last_day = m->days[m->count - 1];
    o->origin_day = o->last_day;
    o->step = m->step;
    o->step_years = m->step_years;
    o->horizon = m->horizon;
    o->slope = a->line.slope;
    o->spread = a->line.spread;
    o->basis = a->line.basis;
    o->sigma = a->sigma;
    o->freedom = a->line.freedom;
}

static bool all_finite(const struct ahead *a)
{
    return isfinite(a->line.slope) && isfinite(a->line.spread) && isfinite(a->centre) &&
           isfinite(a->sigma);
}

static void scale_points(const struct material *m, enum judge_transform transform)
{
    for (size_t i = 0; i < m->count; i++)
        m->points[i].value = to_scale(transform, m->points[i].value);
}

static enum judge_unforeseen foresee(const struct work *w, const struct aim *aim,
                                     struct judge_outlook *o)
{
    struct material m = material_gather(w);
    double origin = m.points[m.count - 1].value, end;
    struct ahead a;

    o->transform = transform_of(w, &m);
    scale_points(&m, o->transform);
    material_find_step(w, &m);
    a = look(w, &m);
    drop_noise(&m, &a);
    end = within_limits(w, from_scale(o->transform, a.centre));
    if (!all_finite(&a) || !isfinite(end))
        return UNFORESEEN_FEW;
    show_origin(&m, &a, o);
    o->origin = origin;
    o->goal = half_step(w, aim->level, aim->sense);
    if (!material_is_enough(w, &m, a.line.freedom))
        return UNFORESEEN_FEW;
    o->has_forecast = true;
    o->forecast = end;
    o->flat = a.line.spread == 0 && a.line.slope == 0;
    if (!(a.sigma > 0)) {
        show_certain(w, &a, o);
        return FORESEEN;
    }
    show_interval(w, &a, o);
    set_probability(o, probability_of(w, &a, aim, o->transform));
    return FORESEEN;
}

/* ---- pace ---- */

static void set(bool *has, double *place, double number)
{
    if (!isfinite(number))
        return;
    *has = true;
    *place = number;
}

static void show_pace_needed(const struct work *w, const struct value *latest,
                             const struct aim *aim, struct judge_outlook *o)
{
    double years = pace_years(latest->day, w->answer.end_day);
    double way = judge_sum(aim->level, -latest->number);

    set(&o->has_pace_needed, &o->pace_needed, way / years);
    if (o->has_pace)
        set(&o->has_r_fwd, &o->r_fwd, o->pace * years / way);
}

/* The day that holds a moment: the end of 2027 belongs to 2027. */
static bool day_of_moment(double moment, int32_t *day_out)
{
    double last = floor(moment);
    int32_t first, next;

    if (!(moment > 1900 && moment < 2199))
        return false;
    first = hd_day_from_civil((int)last, 1, 1);
    next = hd_day_from_civil((int)last + 1, 1, 1);
    /* A millionth of a day is rounding. */
    *day_out = first + (int32_t)ceil((moment - last) * (next - first) - 1e-6) - 1;
    return true;
}

static void reached_ahead(const struct work *w, const struct value *latest, const struct aim *aim,
                          struct judge_outlook *o)
{
    double years = judge_sum(aim->level, -latest->number) / o->pace;
    int32_t day;

    if (!o->has_pace || !(years > 0 && years <= YEARS_AHEAD * (1 + JUDGE_SLACK)) ||
        !day_of_moment(moment_years(latest->day) + years, &day))
        return;
    o->has_reached = true;
    o->reached = hd_period_containing(w->indicator->frequency, day);
}

/* Of a mean over a whole year the parts may never have been whole: when all is over, they tell. */
static bool met_by(const struct work *w, const struct value *value, bool closed)
{
    return value_meets(w, value) ||
           (closed && !value->has_whole && w->ops->met(w, value->number, value->text));
}

static void reached_before(const struct work *w, bool closed, struct judge_outlook *o)
{
    size_t i = w->values.count - 1;

    while (i > 0 && met_by(w, &w->values.items[i - 1], closed))
        i--;
    o->has_reached = true;
    o->reached = w->values.items[i].point->period;
}

/* ---- the answer ---- */

/* Why there is nothing to look ahead to, or FORESEEN. */
static enum judge_unforeseen hindrance(const struct work *w, const struct verdict *v)
{
    if (v->closed)
        return UNFORESEEN_CLOSED;
    if (w->ops->steps)
        return UNFORESEEN_STEPS;
    if (w->target->kind == JUDGE_DIRECTIONAL || (w->values.count && !w->has_goal))
        return UNFORESEEN_NO_LEVEL;
    if (!w->values.count)
        return UNFORESEEN_NO_PACE;
    if (!w->target->dated)
        return UNFORESEEN_UNDATED;
    if (w->values.items[w->values.count - 1].day >= w->answer.end_day)
        return UNFORESEEN_PAST;
    return FORESEEN;
}

static void show_assumed(const struct work *w, const struct value *latest, struct judge_outlook *o)
{
    double years = pace_years(latest->day, w->answer.end_day);

    o->origin = latest->number;
    o->origin_day = o->last_day = latest->day;
    o->horizon = years;
    o->slope = o->pace;
    set(&o->has_forecast, &o->forecast, within_limits(w, latest->number + o->pace * years));
    o->reason = UNFORESEEN_ASSUMED;
}

static void find_pace(const struct work *w, const struct verdict *v, struct judge_outlook *o)
{
    if (w->ops->steps)
        return;
    o->has_pace = w->question->has_pace ? isfinite(w->question->pace) : v->has_pace;
    o->pace = w->question->has_pace ? w->question->pace : v->pace;
    o->assumed = w->question->has_pace;
    if (!o->has_pace)
        o->pace = 0;
}

void outlook_find(const struct work *w, struct verdict *v)
{
    struct judge_outlook *o = &v->outlook;
    const struct value *latest;
    struct aim aim;
    bool met;

    *o = (struct judge_outlook){ .method = w->indicator->forecast, .reason = hindrance(w, v) };
    if (!w->values.count)
        return;
    latest = &w->values.items[w->values.count - 1];
    find_pace(w, v, o);
    met = value_meets(w, latest);
    aim = aim_of(w, latest->number);
    if (met_by(w, latest, v->closed))
        reached_before(w, v->closed, o);
    else if (w->has_goal && !w->ops->steps)
        reached_ahead(w, latest, &aim, o);
    if (o->reason != FORESEEN)
        return;
    if (!met)
        show_pace_needed(w, latest, &aim, o);
    if (w->question->has_pace && o->has_pace)
        show_assumed(w, latest, o);
    else if (!o->has_pace)
        o->reason = UNFORESEEN_NO_PACE;
    else
        o->reason = foresee(w, &aim, o);
}

bool outlook_basis(const struct work *w, struct forecast_basis *out)
{
    size_t count = w->values.count;
    struct material m;

    if (!count || w->ops->steps)
        return false;
    m = material_gather(w);
    if (w->indicator->forecast != FORECAST_DEFAULT)
        material_keep_one_season(&m);
    *out = (struct forecast_basis){ .points = m.points,
                                    .days = m.days,
                                    .count = m.count,
                                    .origin = m.count - 1,
                                    .level = aim_of(w, w->values.items[count - 1].number).level };
    return true;
}

void outlook_of_series(struct verdict *v, int32_t as_of_day)
{
    struct judge_outlook *o = &v->outlook;
    struct hd_arena scratch HD_ARENA_AUTO = { 0 };
    struct judge_target none = { .kind = JUDGE_DIRECTIONAL };
    struct judge_question question = { .indicator = v->indicator,
                                       .series = v->series,
                                       .as_of_day = as_of_day };
    struct work w = { .question = &question,
                      .indicator = v->indicator,
                      .target = &none,
                      .ops = kind_of(none.kind),
                      .arena = &scratch };

    *o = (struct judge_outlook){ .method = v->indicator->forecast, .reason = UNFORESEEN_NO_TARGET };
    if (v->indicator->scale)
        return;
    w.values = values_collect(&w, v->series);
    if (w.values.count)
        o->has_pace = pace_of(&w, w.values.count - 1, &o->pace);
}
