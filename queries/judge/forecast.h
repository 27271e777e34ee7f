/* queries/judge/forecast.h
 *
 * Where a series is going: numbers in, numbers out.  Times are years, slopes are per year.  The
 * formulas are those of docs/methods.md; no series is too short or too flat for a call, what
 * cannot be said shows in `freedom`. */
#ifndef HEDEF_QUERIES_JUDGE_FORECAST_H
#define HEDEF_QUERIES_JUDGE_FORECAST_H

#include <stdbool.h>
#include <stddef.h>

struct forecast_point {
    double years; /* rising */
    double value; /* on the scale on which the line is drawn */
    int season;   /* only values of one season are compared with each other, and then at whole
                   * years; 0 everywhere: all are, as far apart as they are */
};

/* What the points say before it is asked how far ahead. */
struct forecast_line {
    double slope;       /* b */
    double spread;      /* s, per square root of a year */
    size_t differences; /* m: to the last comparable value at least a year before */
    double basis;       /* years the differences stand for: m, where values come once a year */
    int freedom;        /* degrees of freedom of Student's t; below 1: no spread is known */
};

/* Median of the slopes between all pairs (Theil 1950, Sen 1968; by season: Hirsch 1982). */
double forecast_slope(const struct forecast_point *points, size_t count);
/* Of the line with that slope through the medians. */
double forecast_intercept(const struct forecast_point *points, size_t count, double slope);
/* Are there two values that may be compared? */
bool forecast_has_pair(const struct forecast_point *points, size_t count);

/* hedef-default: Theil-Sen slope, spread of the differences themselves. */
struct forecast_line forecast_default(const struct forecast_point *points, size_t count);
/* From the last value `years` ahead: b phi (1 - phi^h) / (1 - phi), phi = 0.9. */
double forecast_growth(double slope, double years);
/* Straight from the first value to the last; spread around that line.  All of one season, or of
 * none. */
struct forecast_line forecast_drift(const struct forecast_point *points, size_t count);
/* s sqrt(h (1 + h / basis)), for both. */
double forecast_sigma(const struct forecast_line *line, double years);

/* Holt's two equations with a damped trend; phi 1: not damped.  Times are steps. */
struct holt {
    double alpha, beta_star, phi;
    double level, trend; /* before the first value, after the last one */
    double spread;       /* of the errors one step ahead */
};
void holt_run(struct holt *holt, const struct forecast_point *points, size_t count);
double holt_at(const struct holt *holt, double steps);
double holt_sigma(const struct holt *holt, double steps);

/* The median of `count` numbers, whose order changes. */
double median_of(double *numbers, size_t count);

#endif
