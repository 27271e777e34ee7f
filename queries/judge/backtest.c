#include "queries/judge/backtest.h"

#include <stdlib.h>
#include <string.h>

#include "queries/judge/forecast.h"
#include "queries/judge/work.h"

#define FORECASTS 3 /* methods that have a spread */

static const enum judge_forecast forecasts[FORECASTS] = {
    [BACKTEST_DEFAULT] = FORECAST_DEFAULT,
    [BACKTEST_DRIFT] = FORECAST_DRIFT,
    [BACKTEST_HOLT] = FORECAST_HOLT_DAMPED,
};

/* Absolute errors of one cell, for the median. */
struct errors {
    double *items; /* heap */
    size_t count, room;
};

struct backtest_notes {
    struct errors errors[BACKTEST_METHODS][BACKTEST_YEARS];
};

/* ---- words ---- */

const char *backtest_method_word(enum backtest_method method)
{
    return method == BACKTEST_LAST ? "last-value" : judge_forecast_word(forecasts[method]);
}

bool backtest_method_parse(const char *word, enum backtest_method *method_out)
{
    for (size_t i = 0; i < BACKTEST_METHODS; i++) {
        if (strcmp(backtest_method_word((enum backtest_method)i), word) != 0)
            continue;
        *method_out = (enum backtest_method)i;
        return true;
    }
    return false;
}

enum judge_likelihood backtest_band_likelihood(size_t band)
{
    return (enum judge_likelihood)(LIKELIHOOD_VERY_UNLIKELY + band);
}

/* ---- the history: values that can be compared from year to year ---- */

struct moment {
    struct hd_period period;
    double value;
    size_t prefix; /* so many points of the series are known by its end ... */
    size_t breaks; /* ... and so many of them carry a break */
};

struct history {
    struct moment *moments; /* by end day, one a day */
    size_t count;
};

/* A year of a flow or a mean is made of its parts, the last part of a running sum stands for it. */
static bool needs_whole_years(const struct judge_indicator *indicator)
{
    return indicator->aggregation != AGGREGATE_LAST && indicator->frequency != HD_FREQ_A;
}

static bool whole_year(const struct judge_indicator *indicator, const struct judge_series *series,
                       const struct judge_point *point, double *value_out)
{
    struct hd_period year = hd_period_containing(HD_FREQ_A, point->period.end_day);
    struct cover cover;

    *value_out = point->value;
    if (point->period.freq == HD_FREQ_A)
        return true;
    if (point->period.end_day != year.end_day)
        return false;
    if (indicator->aggregation == AGGREGATE_YTD)
        return true;
    if (!values_cover(series, year.start_day, point->period, &cover))
        return false;
    *value_out =
        indicator->aggregation == AGGREGATE_SUM ? cover.sum : cover.sum / (double)cover.count;
    return true;
}

static void add_moment(struct history *history, struct moment moment)
{
    if (history->count > 0 &&
        history->moments[history->count - 1].period.end_day == moment.period.end_day)
        history->count--; /* the indicator's own frequency comes last */
    history->moments[history->count++] = moment;
}

static struct history read_history(const struct judge_indicator *indicator,
                                   const struct judge_series *series, struct hd_arena *arena)
{
    struct history history = { .moments = hd_arena_alloc(arena, (series->count + 1) *
                                                                    sizeof *history.moments) };
    size_t prefix = 0, breaks = 0;

    for (size_t i = 0; i < series->count; i++) {
        const struct judge_point *point = &series->points[i];
        struct moment moment = { .period = point->period, .value = point->value };

        if (!judge_point_counts(point))
            continue;
        if (needs_whole_years(indicator)) {
            moment.period = hd_period_containing(HD_FREQ_A, point->period.end_day);
            if (!whole_year(indicator, series, point, &moment.value))
                continue;
        }
        for (; prefix < series->count &&
               series->points[prefix].period.end_day <= point->period.end_day;
             prefix++)
            breaks += series->points[prefix].status == 'B';
        moment.prefix = prefix;
        moment.breaks = breaks;
        add_moment(&history, moment);
    }
    return history;
}

static struct hd_period years_later(struct hd_period period, int years)
{
    return hd_period_containing(period.freq, moment_shift(period.end_day, 12 * years));
}

/* NULL: no value of that period is known. */
static const struct moment *find_moment(const struct history *history, struct hd_period period)
{
    size_t low = 0, high = history->count;

    /* One moment a day, the days rising. */
    while (low < high) {
        size_t middle = (low + high) / 2;

        if (history->moments[middle].period.end_day < period.end_day)
            low = middle + 1;
        else
            high = middle;
    }
    if (low == history->count || !hd_period_equal(history->moments[low].period, period))
        return NULL;
    return &history->moments[low];
}

static bool is_broken(const struct moment *from, const struct moment *to)
{
    return to->breaks > from->breaks;
}

/* ---- what was known at an origin ---- */

/* Sizes of the changes from one year to the next. */
struct changes {
    bool known;
    double mean, median;
};

/* The value that `at` is compared with: of the same season a year before, or the one before. */
static const struct moment *moment_before(const struct history *history, size_t at)
{
    const struct moment *moment = &history->moments[at];

    if (moment->period.freq != HD_FREQ_A)
        return find_moment(history, years_later(moment->period, -1));
    return at > 0 ? &history->moments[at - 1] : NULL;
}

static struct changes changes_until(const struct history *history, size_t origin,
                                    struct hd_arena *arena)
{
    double *sizes = hd_arena_alloc(arena, (origin + 1) * sizeof *sizes), sum = 0;
    struct changes changes = { 0 };
    size_t count = 0;

    for (size_t i = 1; i <= origin; i++) {
        const struct moment *now = &history->moments[i], *before = moment_before(history, i);

        if (!before || is_broken(before, now))
            continue;
        sizes[count] = fabs(now->value - before->value) /
                       (moment_years(now->period.end_day) - moment_years(before->period.end_day));
        sum += sizes[count++];
    }
    if (!count)
        return changes;
    changes.known = true;
    changes.mean = sum / (double)count;
    changes.median = median_of(sizes, count);
    return changes;
}

/* ---- asking the judge ---- */

struct asking {
    struct judge_indicator indicator;
    struct judge_series series; /* up to the origin */
    struct judge_target target;
    struct judge_question question;
};

/* As on the last day of the origin's period. */
static void prepare(struct asking *a, const struct judge_indicator *indicator,
                    const struct judge_series *series, const struct moment *origin)
{
    *a = (struct asking){ .indicator = *indicator, .series = *series };
    a->indicator.retired = false;
    a->series.count = origin->prefix;
    a->question = (struct judge_question){ .indicator = &a->indicator,
                                           .series = &a->series,
                                           .targets = &a->target,
                                           .target_count = 1,
                                           .as_of_day = origin->period.end_day };
}

static struct judge_outlook ask(struct asking *a, enum judge_forecast method,
                                struct hd_arena *arena)
{
    struct verdict verdict;

    a->indicator.forecast = method;
    judge(&a->question, arena, &verdict);
    return verdict.outlook;
}

/* ---- taking notes ---- */

static void note_band(struct backtest_reliability *r, const struct judge_outlook *outlook,
                      bool came_true)
{
    double p = outlook->probability, off = p - came_true;
    struct backtest_band *band = &r->bands[outlook->likelihood - LIKELIHOOD_VERY_UNLIKELY];

    r->asked++;
    r->came_true += came_true;
    r->brier += off * off;
    band->said++;
    band->came_true += came_true;
    band->probability += p;
}

static void note_error(struct backtest *b, size_t method, int years, double error,
                       const struct changes *changes)
{
    struct backtest_error *e = &b->errors[method][years - 1];
    struct errors *noted = &b->notes->errors[method][years - 1];

    HD_GROW(noted->items, noted->count, noted->room);
    noted->items[noted->count++] = error;
    e->count++;
    e->mean += error;
    if (!changes->known || !(changes->mean > 0))
        return;
    e->scaled_count++;
    e->scaled += error / changes->mean;
}

static void note_interval(struct backtest_error *e, const struct judge_outlook *outlook,
                          double actual)
{
    if (!outlook->has_interval)
        return;
    e->interval_count++;
    e->covered += (actual >= outlook->low || judge_close(actual, outlook->low)) &&
                  (actual <= outlook->high || judge_close(actual, outlook->high));
}

/* ---- one origin, so many years ahead ---- */

/* In median yearly changes, for each year ahead; besides the last value itself. */
static const double thresholds[] = { -2, -1, 1, 2 };

struct trial {
    struct backtest *b;
    const struct judge_indicator *indicator;
    const struct judge_series *series;
    const struct moment *origin, *actual;
    struct changes changes;
    int years;
    struct hd_arena *arena; /* cleared after the origin */
};

static int sense_of(const struct judge_indicator *indicator)
{
    return indicator->direction < 0 ? -1 : 1;
}

static bool is_possible(const struct judge_indicator *indicator, double level)
{
    return isfinite(level) && (!indicator->has_lower || level >= indicator->lower) &&
           (!indicator->has_upper || level <= indicator->upper);
}

static void set_threshold(const struct trial *t, struct asking *a, double level)
{
    a->target = (struct judge_target){
        .id = "",
        .kind = sense_of(t->indicator) < 0 ? JUDGE_AT_MOST : JUDGE_AT_LEAST,
        .dated = true,
        .due = t->actual->period,
        .first = t->actual->period,
        .period_text = "",
        .number = level,
        .valid_from_day = INT32_MIN,
    };
}

static bool came_true(const struct trial *t, double level)
{
    return sense_of(t->indicator) * (t->actual->value - level) >= 0 ||
           judge_close(t->actual->value, level);
}

static void try_threshold(const struct trial *t, struct asking *a, double changes)
{
    double step = sense_of(t->indicator) * changes * t->changes.median * t->years;
    double level = t->origin->value + step;

    /* Where nothing has changed so far, all of them would be the same question. */
    if (step == 0 || !is_possible(t->indicator, level))
        return;
    set_threshold(t, a, level);
    for (size_t m = 0; m < FORECASTS; m++) {
        struct judge_outlook outlook = ask(a, forecasts[m], t->arena);

        if (outlook.has_probability)
            note_band(&t->b->thresholds[m], &outlook, came_true(t, level));
    }
}

/* The forecast is asked for with the first threshold: that it will be no worse than now.  All
 * methods or none, so that their errors compare. */
static bool try_forecast(const struct trial *t, struct asking *a)
{
    struct judge_outlook said[FORECASTS];
    double actual = t->actual->value;

    set_threshold(t, a, t->origin->value);
    for (size_t m = 0; m < FORECASTS; m++) {
        said[m] = ask(a, forecasts[m], t->arena);
        if (!said[m].has_forecast)
            return false;
    }
    for (size_t m = 0; m < FORECASTS; m++) {
        note_error(t->b, m, t->years, fabs(said[m].forecast - actual), &t->changes);
        note_interval(&t->b->errors[m][t->years - 1], &said[m], actual);
        if (said[m].has_probability)
            note_band(&t->b->thresholds[m], &said[m], came_true(t, t->origin->value));
    }
    note_error(t->b, BACKTEST_LAST, t->years, fabs(t->origin->value - actual), &t->changes);
    return true;
}

static bool try_origin(struct trial *t, const struct history *history)
{
    struct asking a;
    bool any = false;

    prepare(&a, t->indicator, t->series, t->origin);
    for (t->years = 1; t->years <= t->b->years; t->years++) {
        t->actual = find_moment(history, years_later(t->origin->period, t->years));
        if (!t->actual || t->actual <= t->origin || is_broken(t->origin, t->actual) ||
            !try_forecast(t, &a))
            continue;
        any = true;
        for (size_t i = 0; i < sizeof thresholds / sizeof *thresholds; i++)
            try_threshold(t, &a, thresholds[i]);
    }
    return any;
}

/* ---- the whole ---- */

void backtest_begin(struct backtest *b, int years, size_t origins_max)
{
    *b = (struct backtest){ .years = years < BACKTEST_YEARS ? years : BACKTEST_YEARS,
                            .origins_max = origins_max,
                            .notes = hd_alloc(sizeof *b->notes) };
}

/* The first origin that is looked at; the last value has nothing after it. */
static size_t first_origin(struct backtest *b, const struct history *history)
{
    size_t origins = history->count ? history->count - 1 : 0;

    if (!b->origins_max || origins <= b->origins_max)
        return 0;
    b->left_out += origins - b->origins_max;
    return origins - b->origins_max;
}

void backtest_series(struct backtest *b, const struct judge_indicator *indicator,
                     const struct judge_series *series)
{
    struct hd_arena kept HD_ARENA_AUTO = { 0 };
    struct history history;
    size_t before = b->origins;

    if (indicator->scale)
        return;
    history = read_history(indicator, series, &kept);
    for (size_t i = first_origin(b, &history); i + 1 < history.count; i++) {
        struct hd_arena scratch HD_ARENA_AUTO = { 0 };
        struct trial t = { .b = b,
                           .indicator = indicator,
                           .series = series,
                           .origin = &history.moments[i],
                           .changes = changes_until(&history, i, &scratch),
                           .arena = &scratch };

        b->origins += try_origin(&t, &history);
    }
    b->series += b->origins > before;
}

static bool states_level(const struct judge_target *target)
{
    return target->dated && (target->kind == JUDGE_AT_LEAST || target->kind == JUDGE_AT_MOST ||
                             (target->kind == JUDGE_RANGE && !target->strict_band));
}

static void try_target(struct backtest *b, const struct judge_question *question,
                       const struct moment *origin, bool reached)
{
    struct hd_arena scratch HD_ARENA_AUTO = { 0 };
    struct asking a;

    prepare(&a, question->indicator, question->series, origin);
    a.target = question->targets[question->which];
    a.target.valid_from_day = INT32_MIN;
    a.target.assess_from_year = 0;
    for (size_t m = 0; m < FORECASTS; m++) {
        struct judge_outlook outlook = ask(&a, forecasts[m], &scratch);

        if (outlook.has_probability)
            note_band(&b->targets[m], &outlook, reached);
    }
}

void backtest_target(struct backtest *b, const struct judge_question *question, bool reached)
{
    const struct judge_target *target = &question->targets[question->which];
    int32_t answer_day = judge_answer(target).end_day;
    struct hd_arena kept HD_ARENA_AUTO = { 0 };
    size_t before = 0, most = b->origins_max ? b->origins_max : SIZE_MAX;
    struct history history;

    if (!states_level(target) || question->indicator->scale)
        return;
    history = read_history(question->indicator, question->series, &kept);
    while (before < history.count && history.moments[before].period.end_day < answer_day)
        before++;
    for (size_t i = before > most ? before - most : 0; i < before; i++)
        try_target(b, question, &history.moments[i], reached);
}

static void end_error(struct backtest_error *e, struct errors *noted)
{
    if (e->count) {
        e->mean /= (double)e->count;
        e->median = median_of(noted->items, noted->count);
    }
    if (e->scaled_count)
        e->scaled /= (double)e->scaled_count;
    free(noted->items);
}

static void end_reliability(struct backtest_reliability *r)
{
    if (r->asked)
        r->brier /= (double)r->asked;
    for (size_t i = 0; i < BACKTEST_BANDS; i++) {
        if (r->bands[i].said)
            r->bands[i].probability /= (double)r->bands[i].said;
    }
}

void backtest_end(struct backtest *b)
{
    for (size_t m = 0; m < BACKTEST_METHODS; m++)
        for (size_t h = 0; h < BACKTEST_YEARS; h++)
            end_error(&b->errors[m][h], &b->notes->errors[m][h]);
    for (size_t m = 0; m < BACKTEST_METHODS; m++)
        for (size_t h = 0; h < BACKTEST_YEARS; h++) {
            const struct backtest_error *last = &b->errors[BACKTEST_LAST][h];

            b->errors[m][h].has_against = last->scaled_count > 0 && last->scaled > 0;
            if (b->errors[m][h].has_against)
                b->errors[m][h].against_last = b->errors[m][h].scaled / last->scaled;
        }
    for (size_t m = 0; m < FORECASTS; m++) {
        end_reliability(&b->targets[m]);
        end_reliability(&b->thresholds[m]);
    }
    free(b->notes);
    b->notes = NULL;
}
