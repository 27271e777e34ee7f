/* Where the series will stand at the due period, how sure that is, and how likely the target. */
#include <math.h>
#include <string.h>

#include "common/date.h"
#include "daemon/reckoning.h"
#include "daemon/view.h"
#include "daemon/worked/making.h"

#define SQUARES_TOLD 10
#define SHARE_LOW    0.1
#define SHARE_HIGH   99.9

struct ahead {
    struct making *m;
    const struct judge_outlook *o;
    bool logit;
    const char **scaled;                  /* numbers of the points, on the scale */
    const char *origin, *slope;           /* as printed */
    const char *horizon, *horizon_symbol; /* years ahead */
    const char *rest, *rest_symbol;       /* of them, those that the slope leads through */
    const char *unsure, *unsure_symbol;   /* years that the uncertainty grows over */
    const char *step, *centre, *spread, *sigma, *quantile;
    int sense;
};

/* ---- why there is none ---- */

static const char *missing_words(const struct making *m)
{
    static const char few[] = N_("none: there are fewer than four values, or less than two years "
                                 "of a season");
    static const char *const words[] = {
        [UNFORESEEN_UNDATED] = N_("none: the target has no date"),
        [UNFORESEEN_STEPS] = N_("none: steps like these are not forecast"),
        [UNFORESEEN_NO_LEVEL] = N_("none: there is no level to hold it against"),
        [UNFORESEEN_NO_PACE] = N_("none: there are fewer than two values that can be compared"),
        [UNFORESEEN_FEW] = few,
        [UNFORESEEN_PAST] = N_("none: the newest value stands at the end of the time already"),
    };
    enum judge_unforeseen reason = m->v->outlook.reason;

    if ((size_t)reason >= sizeof words / sizeof *words || !words[reason])
        return NULL;
    return make_tr(m, words[reason]);
}

/* ---- scales ---- */

static const char *scaled_number(struct making *m, const char *key, const char *symbol,
                                 const char *label, const char *number, double value)
{
    const char *share = number;

    if (value < SHARE_LOW || value > SHARE_HIGH)
        share = make_number(m, fmin(fmax(value, SHARE_LOW), SHARE_HIGH));
    number = make_reckoned(m, (struct step_name){ key, symbol, label }, "ln(y / (100 - y))",
                           make_printf(m, "ln(%s / (100 - %s))", share, share));
    if (value < SHARE_LOW || value > SHARE_HIGH)
        make_note(m, make_tr(m, N_("a share is forecast as if it were between 0.1 and 99.9")));
    return number;
}

/* The points on the scale: each a step where they are few, else as numbers only. */
static void scale_points(struct ahead *a, bool shown)
{
    struct making *m = a->m;
    const struct replay *r = &m->replay;

    a->scaled = hd_arena_alloc(m->arena, (r->forecast_count + 1) * sizeof *a->scaled);
    for (size_t i = 0; i < r->forecast_count; i++) {
        const struct replay_point *p = &r->forecast[i];
        const char *number = make_exact(m, p->text, p->number);
        double share = fmin(fmax(p->number, SHARE_LOW), SHARE_HIGH);

        if (!a->logit)
            a->scaled[i] = number;
        else if (shown || i + 1 == r->forecast_count)
            a->scaled[i] = scaled_number(m, "scaled", i + 1 == r->forecast_count ? "z" : "",
                                         make_period(m, p->point->period), number, p->number);
        else
            a->scaled[i] = make_number(m, log(share / (100 - share)));
    }
    a->origin = a->scaled[r->forecast_count - 1];
}

static const char *cut_text(const struct making *m, const char *number)
{
    const struct judge_indicator *indicator = &m->row->indicator->judge;
    const char *text = number;

    if (indicator->has_lower)
        text = make_printf(m, "max(%s; %s)", text, make_number(m, indicator->lower));
    if (indicator->has_upper)
        text = make_printf(m, "min(%s; %s)", text, make_number(m, indicator->upper));
    return text;
}

static bool is_outside(const struct making *m, const char *numbers)
{
    const struct judge_indicator *indicator = &m->row->indicator->judge;
    double value = 0;

    if (m->row->target->judge.kind == JUDGE_BENCHMARK || !reckoning_value(numbers, &value))
        return false;
    return (indicator->has_lower && value < indicator->lower) ||
           (indicator->has_upper && value > indicator->upper);
}

/* Back from the scale, inside the natural limits. */
static const char *add_back(struct ahead *a, struct step_name name, const char *formula,
                            const char *numbers, double value)
{
    struct making *m = a->m;
    const char *result;

    if (a->logit) {
        formula = make_printf(m, "100 / (1 + exp(-(%s)))", formula);
        numbers = make_printf(m, "100 / (1 + exp(-(%s)))", numbers);
    }
    if (is_outside(m, numbers)) {
        formula = cut_text(m, formula);
        numbers = cut_text(m, numbers);
    }
    result = make_step(m, name, formula, numbers, value);
    make_unit(m, m->row->target->judge.kind == JUDGE_BENCHMARK
                     ? view_gap_unit(m->row->indicator, m->lang)
                     : view_unit(m->row->indicator, m->lang));
    return result;
}

/* ---- slope and centre ---- */

static bool same_points_as_pace(const struct making *m)
{
    const struct replay *r = &m->replay;

    if (r->pace_count != r->forecast_count)
        return false;
    for (size_t i = 0; i < r->pace_count; i++)
        if (r->pace[i].point != r->forecast[i].point || r->pace[i].number != r->forecast[i].number)
            return false;
    return true;
}

static size_t pairs_at_most(size_t count)
{
    return count ? count * (count - 1) / 2 : 0;
}

static void add_slope(struct ahead *a)
{
    struct making *m = a->m;
    const struct replay *r = &m->replay;
    struct step_name name = { "slope", "b", make_tr(m, N_("Slope since the last break")) };

    if (!a->logit && same_points_as_pace(m)) {
        a->slope = make_step(m, name, "pace", m->pace, a->o->slope);
        make_note(m, make_tr(m, N_("the same values as for the pace")));
    } else {
        a->slope = slopes_median(m, name, r->forecast, r->forecast_count, a->scaled, a->o->slope);
    }
    if (!a->logit)
        make_unit(m, pace_unit(m));
}

static void add_drift_slope(struct ahead *a)
{
    struct making *m = a->m;
    const struct replay *r = &m->replay;
    size_t last = r->forecast_count - 1;

    a->slope = make_step(
        m, (struct step_name){ "slope", "b", make_tr(m, N_("Slope from the first to the last")) },
        "(yn - y1) / (tn - t1)",
        make_printf(m, "(%s - %s) / %s", a->scaled[last], in_brackets(m, a->scaled[0]),
                    make_number(m, r->forecast[last].years - r->forecast[0].years)),
        a->o->slope);
}

static bool starts_from_latest(const struct ahead *a)
{
    return a->o->origin_day == a->m->v->latest->period.end_day;
}

static const char *origin_symbol(const struct ahead *a)
{
    if (a->logit)
        return "z";
    return starts_from_latest(a) ? "y" : "y0";
}

/* ---- from one season to the one in which the answer ends ---- */

static bool has_step(const struct ahead *a)
{
    return a->o->step_years != 0;
}

/* The day on which the answer's season ends next after the newest value. */
static int32_t next_of_season(const struct making *m, int32_t after)
{
    int32_t next = judge_answer(&m->row->target->judge).end_day;

    for (;;) {
        struct hd_civil civil = hd_day_civil(next + 1);
        int32_t before = hd_day_from_civil(civil.year - 1, civil.month, civil.day) - 1;

        if (before <= after)
            return next;
        next = before;
    }
}

/* From each value of the newest one's season to the next one of the other, within a year. */
static size_t list_steps(const struct ahead *a, struct hd_buf *numbers)
{
    const struct replay *r = &a->m->replay;
    const struct replay_point *points = r->forecast;
    int season = points[r->forecast_count - 1].season;
    size_t count = 0;

    for (size_t i = 0; i < r->forecast_count; i++) {
        size_t j = i + 1;

        while (j < r->forecast_count && points[j].season != r->answer_season)
            j++;
        if (points[i].season != season || j == r->forecast_count ||
            points[j].years - points[i].years >= 1)
            continue;
        hd_buf_printf(numbers, "%s%s - %s", count++ ? "; " : "", a->scaled[j],
                      in_brackets(a->m, a->scaled[i]));
    }
    return count;
}

static void add_step(struct ahead *a)
{
    struct making *m = a->m;
    struct step_name name = { "season", "step", make_tr(m, N_("From this season to that")) };
    struct hd_buf numbers HD_BUF_AUTO = { 0 };
    size_t count;

    a->step = NULL;
    if (!has_step(a))
        return;
    hd_buf_init(&numbers, 1 << 14);
    count = list_steps(a, &numbers);
    if (count && count <= SQUARES_TOLD)
        a->step = make_step(m, name, "median(y2 - y1; ...)",
                            make_printf(m, "median(%s)", numbers.data), a->o->step);
    else
        a->step = make_told(m, name, "median(y2 - y1; ...)", a->o->step);
    make_note(m, make_tr(m, N_("the due period ends in another season than the newest value: what "
                               "usually lies between the two")));
}

/* ---- time ahead and centre ---- */

static void add_horizon(struct ahead *a)
{
    struct making *m = a->m;
    int32_t end = judge_answer(&m->row->target->judge).end_day, day;

    a->horizon = a->rest = a->unsure = m->years_left;
    a->horizon_symbol = a->rest_symbol = a->unsure_symbol = "h";
    if (!has_step(a) && starts_from_latest(a) && m->years_left)
        return;
    if (!starts_from_latest(a))
        make_observation(m, "origin", "y0", make_tr(m, N_("The forecast starts from")),
                         m->row->series, m->replay.forecast[m->replay.forecast_count - 1].point);
    day = has_step(a) ? next_of_season(m, a->o->origin_day) : end;
    a->horizon_symbol = a->rest_symbol = "h0";
    a->horizon = a->rest =
        make_step(m, (struct step_name){ "horizon", "h0", make_tr(m, N_("Time ahead")) },
                  starts_from_latest(a) ? "due - day(y)" : "due - day(y0)",
                  day == end ? make_years(m, a->o->origin_day, end)
                             : make_printf(m, "%s + (%s)", make_years(m, a->o->origin_day, day),
                                           make_years(m, day, end)),
                  a->o->horizon);
    make_unit(m, make_tr(m, N_("years")));
    if (!has_step(a))
        return;
    a->rest_symbol = "h1";
    a->rest = make_step(m, (struct step_name){ "rest", "h1", make_tr(m, N_("Whole years of it")) },
                        "due - season", day == end ? "0" : make_years(m, day, end),
                        a->o->horizon - a->o->step_years);
    make_unit(m, make_tr(m, N_("years")));
    a->unsure_symbol = "h2";
    a->unsure = make_reckoned(
        m, (struct step_name){ "unsure", "h2", make_tr(m, N_("Time that is unsure")) },
        "h0 + (h0 - h1)", make_printf(m, "%s + (%s - %s)", a->horizon, a->horizon, a->rest));
    make_unit(m, make_tr(m, N_("years")));
    make_note(m, make_tr(m, N_("the way to the other season counts twice")));
}

static void add_centre(struct ahead *a)
{
    struct making *m = a->m;
    const char *from = a->step ? make_printf(m, "%s + step", origin_symbol(a)) : origin_symbol(a);
    const char *start =
        a->step ? make_printf(m, "%s + %s", a->origin, in_brackets(m, a->step)) : a->origin;
    const char *slope = in_brackets(m, a->slope);
    struct step_name name = { "centre", "c", make_tr(m, N_("Centre of the forecast")) };

    if (a->o->method == FORECAST_DRIFT) {
        a->centre = make_reckoned(m, name, make_printf(m, "%s + b * %s", from, a->rest_symbol),
                                  make_printf(m, "%s + %s * %s", start, slope, a->rest));
        return;
    }
    a->centre = make_reckoned(
        m, name, make_printf(m, "%s + b * 0.9 * (1 - 0.9^%s) / (1 - 0.9)", from, a->rest_symbol),
        make_printf(m, "%s + %s * 0.9 * (1 - 0.9^%s) / (1 - 0.9)", start, slope, a->rest));
    make_note(m, make_tr(m, N_("the slope is damped: each year 0.9 of the year before")));
}

/* Holt's two equations run through all values: told, not written out. */
static void add_holt(struct ahead *a)
{
    struct making *m = a->m;
    double end = a->o->forecast;

    if (a->logit)
        end = log(end / (100 - end));
    a->centre =
        make_told(m, (struct step_name){ "centre", "c", make_tr(m, N_("Centre of the forecast")) },
                  NULL, end);
    make_note(m, make_tr(m, N_("Holt's method with damped trend: alpha 0.8, beta 0.2, phi 0.98")));
}

static void add_forecast(struct ahead *a)
{
    struct making *m = a->m;

    (void)add_back(a,
                   (struct step_name){
                       "forecast", "F",
                       make_words(m, make_tr(m, N_("Forecast for {period}")),
                                  HD_ARGS("period", make_period(m, judge_answer(m->v->target)))) },
                   "c", a->centre, a->o->forecast);
}

/* ---- spread ---- */

static const struct replay_point *neighbour(const struct replay_point *points, size_t i)
{
    for (size_t before = i; before-- > 0;)
        if (points[before].season == points[i].season)
            return &points[before];
    return NULL;
}

static const char *squares_text(const struct ahead *a)
{
    const struct making *m = a->m;
    const struct replay_point *points = m->replay.forecast;
    struct hd_buf text HD_BUF_AUTO = { 0 };

    hd_buf_init(&text, 1 << 14);
    for (size_t i = 1; i < m->replay.forecast_count; i++) {
        const struct replay_point *before = neighbour(points, i);
        double years;

        if (!before)
            continue;
        years = points[i].years - before->years;
        hd_buf_printf(&text, "%s(%s - %s)^2 / %s", text.len ? "; " : "", a->scaled[i],
                      in_brackets(m, a->scaled[before - points]),
                      make_number(m, points[i].season ? round(years) : years));
    }
    return make_printf(m, "sqrt(mean(%s))", text.data);
}

static void add_spread(struct ahead *a)
{
    struct making *m = a->m;
    struct step_name name = { "spread", "s", make_tr(m, N_("Spread of the changes")) };
    static const char formula[] = "sqrt(mean((y2 - y1)^2 / (t2 - t1); ...))";
    bool written = a->o->method == FORECAST_DEFAULT && a->o->differences <= SQUARES_TOLD;

    if (written)
        a->spread = make_step(m, name, formula, squares_text(a), a->o->spread);
    else
        a->spread =
            make_told(m, name, a->o->method == FORECAST_DEFAULT ? formula : NULL, a->o->spread);
    make_note(m, make_words(m,
                            a->o->seasonal
                                ? make_tr(m, N_("{m} changes against the same season before"))
                                : make_tr(m, N_("{m} changes from one value to the next")),
                            HD_ARGS("m", make_printf(m, "%zu", a->o->differences))));
}

static void add_sigma(struct ahead *a)
{
    struct making *m = a->m;
    struct step_name name = { "sigma", "sigma", make_tr(m, N_("Uncertainty at that time")) };
    const char *h = a->unsure_symbol;

    if (a->o->basis <= 0) {
        a->sigma = make_told(m, name, NULL, a->o->sigma);
        return;
    }
    a->sigma = make_step(m, name, make_printf(m, "s * sqrt(%s * (1 + %s / m))", h, h),
                         make_printf(m, "%s * sqrt(%s * (1 + %s / %s))", a->spread, a->unsure,
                                     a->unsure, make_number(m, a->o->basis)),
                         a->o->sigma);
    make_note(m, a->o->seasonal ? make_tr(m, N_("m is how many years of changes there are"))
                                : make_tr(m, N_("m is the number of changes, or of years where "
                                                "that is less")));
}

/* ---- interval ---- */

static void add_end(struct ahead *a, bool high)
{
    struct making *m = a->m;
    struct step_name name = { high ? "interval_high" : "interval_low", "",
                              high ? make_tr(m, N_("80 % interval to"))
                                   : make_tr(m, N_("80 % interval from")) };
    const char *sign = high ? "+" : "-";

    (void)add_back(a, name, make_printf(m, "c %s q * sigma", sign),
                   make_printf(m, "%s %s %s * %s", a->centre, sign, a->quantile, a->sigma),
                   high ? a->o->high : a->o->low);
}

static void add_interval(struct ahead *a)
{
    struct making *m = a->m;

    a->quantile = make_reckoned(
        m, (struct step_name){ "quantile", "q", make_tr(m, N_("Student's t for 80 %")) },
        "t_quantile(0.9; f)", make_printf(m, "t_quantile(0.9; %d)", a->o->freedom));
    make_note(m, make_words(m, make_tr(m, N_("from a table; {f} degrees of freedom")),
                            HD_ARGS("f", make_printf(m, "%d", a->o->freedom))));
    add_end(a, false);
    add_end(a, true);
}

/* ---- probability ---- */

/* The level as printed; a rank is met half a place before it. */
static const char *add_level(struct ahead *a)
{
    struct making *m = a->m;
    double off = a->o->goal - m->replay.level;
    const char *level = m->goal;

    if (off != 0)
        level = make_step(m, (struct step_name){ "half", "G", make_tr(m, N_("With half a place")) },
                          make_printf(m, "%s %s 0.5", goal_symbol(m), off > 0 ? "+" : "-"),
                          make_printf(m, "%s %s 0.5", level, off > 0 ? "+" : "-"), a->o->goal);
    if (a->logit)
        level = scaled_number(m, "scaled_goal", "G", make_tr(m, N_("The target on that scale")),
                              level, a->o->goal);
    return level;
}

static const char *level_symbol(const struct ahead *a)
{
    return a->logit || a->o->goal != a->m->replay.level ? "G" : goal_symbol(a->m);
}

static const char *add_distance(struct ahead *a, const char *key, const char *symbol, int sense,
                                const char *level_name, const char *level)
{
    struct making *m = a->m;
    struct step_name name = { key, symbol, make_tr(m, N_("Distance in spreads")) };

    if (sense > 0)
        return make_reckoned(
            m, name, make_printf(m, "(c - %s) / sigma", level_name),
            make_printf(m, "(%s - %s) / %s", a->centre, in_brackets(m, level), a->sigma));
    return make_reckoned(
        m, name, make_printf(m, "(%s - c) / sigma", level_name),
        make_printf(m, "(%s - %s) / %s", level, in_brackets(m, a->centre), a->sigma));
}

static const char *chance_words(const struct making *m)
{
    struct hd_buf words HD_BUF_AUTO = { 0 };

    hd_buf_init(&words, 256);
    view_chance(&m->v->outlook, m->lang, &words);
    return hd_arena_strdup(m->arena, words.data);
}

/* The other side of a strict band, on the scale. */
static const char *add_far(struct ahead *a)
{
    struct making *m = a->m;
    const struct judge_target *target = m->v->target;
    double far = m->replay.sense > 0 ? target->high_number + target->tolerance
                                     : target->number - target->tolerance;

    if (a->sense != m->replay.sense)
        far = m->v->enough;
    return a->logit ? scaled_number(m, "scaled_far", "G2", make_tr(m, N_("The other bound")),
                                    make_number(m, far), far)
                    : make_number(m, far);
}

static void add_probability(struct ahead *a)
{
    struct making *m = a->m;
    struct step_name name = { "probability", "P", make_tr(m, N_("Probability to reach it")) };
    const struct judge_target *target = m->v->target;
    const char *x = add_distance(a, "distance", "x", a->sense, level_symbol(a), add_level(a));
    const char *formula = "t_cdf(x; f)";
    const char *numbers = make_printf(m, "t_cdf(%s; %d)", x, a->o->freedom);

    if (m->v->has_range && target->strict_band) {
        const char *x2 = add_distance(a, "distance_far", "x2", a->sense, "bound", add_far(a));

        formula = "t_cdf(x; f) - t_cdf(x2; f)";
        numbers = make_printf(m, "%s - t_cdf(%s; %d)", numbers, x2, a->o->freedom);
    }
    (void)make_probability(m, name, formula, numbers, a->o->probability);
    make_note(m, make_words(m, make_tr(m, N_("from a table of Student's t; in words: {words}")),
                            HD_ARGS("words", chance_words(m))));
}

static void add_certain(struct ahead *a)
{
    struct making *m = a->m;

    make_said(m, (struct step_name){ "probability", "", make_tr(m, N_("Probability to reach it")) },
              NULL,
              a->o->probability > 0.5
                  ? make_tr(m, N_("nothing ever moved away from that line: it is met"))
                  : make_tr(m, N_("nothing ever moved away from that line: it is not met")));
}

/* ---- all of it ---- */

static void look_ahead(struct making *m)
{
    const struct judge_outlook *o = &m->v->outlook;
    struct ahead a = { .m = m,
                       .o = o,
                       .logit = o->transform == TRANSFORM_LOGIT,
                       .sense = is_past_band(m) ? -m->replay.sense : m->replay.sense };

    add_horizon(&a);
    scale_points(&a, pairs_at_most(m->replay.forecast_count) <= SQUARES_TOLD);
    add_step(&a);
    if (o->method == FORECAST_DEFAULT)
        add_slope(&a);
    else if (o->method == FORECAST_DRIFT)
        add_drift_slope(&a);
    if (o->method == FORECAST_HOLT_DAMPED)
        add_holt(&a);
    else
        add_centre(&a);
    add_forecast(&a);
    if (!o->has_interval) {
        add_certain(&a);
        return;
    }
    add_spread(&a);
    add_sigma(&a);
    if (strcmp(a.sigma, "0") == 0) {
        add_certain(&a);
        return;
    }
    add_interval(&a);
    if (o->has_probability)
        add_probability(&a);
}

/* A pace that was assumed leads straight on. */
static void go_on(struct making *m)
{
    struct ahead a = { .m = m, .o = &m->v->outlook };

    a.centre = make_reckoned(
        m, (struct step_name){ "centre", "c", make_tr(m, N_("Centre of the forecast")) },
        "y + pace * h",
        make_printf(m, "%s + %s * %s", m->latest, in_brackets(m, m->pace), m->years_left));
    add_forecast(&a);
}

void forecast_make(struct making *m)
{
    const struct judge_outlook *o = &m->v->outlook;
    const char *missing = missing_words(m);

    if (missing)
        make_said(m, (struct step_name){ "forecast", "", make_tr(m, N_("Forecast")) }, NULL,
                  missing);
    else if (o->reason == UNFORESEEN_ASSUMED && m->pace && m->years_left && o->has_forecast)
        go_on(m);
    else if (o->has_forecast && m->pace && m->replay.forecast_count)
        look_ahead(m);
}
