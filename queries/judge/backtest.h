/* queries/judge/backtest.h
 *
 * How would the forecasts have done on the history there is?  Each value of a series is an
 * origin once: the judge is asked as on that day, with the values up to it, for each year ahead
 * whose value is known by now.  What it says is held against what came.
 *
 *     backtest_begin ──► backtest_series, backtest_target … ──► backtest_end
 *
 * Values are as they are known today, not as they were known then.  Nothing is compared across a
 * break.  Forecasts of one series overlap, so they are no independent trials.
 */
#ifndef HEDEF_QUERIES_JUDGE_BACKTEST_H
#define HEDEF_QUERIES_JUDGE_BACKTEST_H

#include "queries/judge/judge.h"

#define BACKTEST_YEARS   10 /* at most so many ahead */
#define BACKTEST_METHODS 4
#define BACKTEST_BANDS   5 /* one for each likelihood, unlikely ones first */

/* Those before the last have intervals and probabilities. */
enum backtest_method { BACKTEST_DEFAULT, BACKTEST_DRIFT, BACKTEST_HOLT, BACKTEST_LAST };

/* Forecasts of one method, so many years ahead.  All methods made the same ones. */
struct backtest_error {
    size_t count;
    double mean, median; /* absolute errors, in the unit: of one indicator only */
    /* The mean of the errors, each divided by the mean change from year to year that was known
     * then (Hyndman and Koehler 2006): compares between units. */
    size_t scaled_count; /* those where that change was not 0 */
    double scaled;
    bool has_against;
    double against_last;            /* scaled, divided by that of the last value */
    size_t interval_count, covered; /* 80 % intervals, and those that held the value */
};

struct backtest_band {
    size_t said, came_true;
    double probability; /* the mean of what was said */
};

/* Probabilities of one method. */
struct backtest_reliability {
    size_t asked, came_true;
    double brier; /* the mean of (probability - what came, 0 or 1) squared */
    struct backtest_band bands[BACKTEST_BANDS];
};

struct backtest {
    int years;
    size_t origins_max; /* newest ones of each series; 0: all */
    struct backtest_error errors[BACKTEST_METHODS][BACKTEST_YEARS]; /* [1 year ahead - 1] */
    struct backtest_reliability targets[BACKTEST_METHODS - 1], thresholds[BACKTEST_METHODS - 1];
    size_t series, origins; /* that made forecasts */
    size_t left_out;        /* origins past origins_max */
    struct backtest_notes *notes;
};

/* Years ahead: 1 to BACKTEST_YEARS. */
void backtest_begin(struct backtest *b, int years, size_t origins_max);
/* Forecasts of a series, and the probabilities of thresholds: that the value so many years ahead
 * is at least as good as the last one, or as one that is better or worse by once or twice the
 * median change from year to year known then, for each year. */
void backtest_series(struct backtest *b, const struct judge_indicator *indicator,
                     const struct judge_series *series);
/* Probabilities of a dated target that is over, from each origin before it, as if it had been in
 * force.  Kinds that state no level are left out. */
void backtest_target(struct backtest *b, const struct judge_question *question, bool reached);
/* Fills in means and medians, and frees what was noted. */
void backtest_end(struct backtest *b);

const char *backtest_method_word(enum backtest_method method); /* "hedef-default", "last" */
bool backtest_method_parse(const char *word, enum backtest_method *method_out);
/* "very_unlikely" for 0, ... */
enum judge_likelihood backtest_band_likelihood(size_t band);

#endif
