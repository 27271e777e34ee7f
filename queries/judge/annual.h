/* queries/judge/annual.h - private to queries/judge: one value for each year, by the indicator's
 * rule.  The published methods know years only. */
#ifndef HEDEF_QUERIES_JUDGE_ANNUAL_H
#define HEDEF_QUERIES_JUDGE_ANNUAL_H

#include "queries/judge/judge.h"

struct annual_value {
    int year;
    double number;
};

struct annual {
    struct annual_value *items; /* by year, one for each that has a value */
    size_t count;
};

/* A value for the whole year; else, of a series of shorter periods, what its parts make: all of
 * them for sum and mean, the last one for last and ytd.  A year that is not complete has none. */
struct annual annual_collect(const struct judge_indicator *indicator,
                             const struct judge_series *series, int32_t as_of_day,
                             struct hd_arena *arena);

/* NULL: that year has none. */
const struct annual_value *annual_at(const struct annual *annual, int year);
const struct annual_value *annual_newest(const struct annual *annual);
const struct annual_value *annual_first_after(const struct annual *annual, int year);
const struct annual_value *annual_last_before(const struct annual *annual, int year);

#endif
