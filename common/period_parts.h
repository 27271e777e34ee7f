/* common/period_parts.h - private to period*.c: a period as its year and its place in it. */
#ifndef HEDEF_COMMON_PERIOD_PARTS_H
#define HEDEF_COMMON_PERIOD_PARTS_H

#include "common/period.h"

struct hd_period_parts {
    int year;    /* of a week: the ISO year */
    int ordinal; /* from 1: of the quarter, month, week, day within the year */
};

struct hd_period_parts hd_period_parts(struct hd_period period);
/* The caller has checked that there is such a period. */
struct hd_period hd_period_from_parts(enum hd_freq freq, int year, int ordinal);
int hd_year_weeks(int year); /* 52 or 53 */

#endif
