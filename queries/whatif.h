/* queries/whatif.h
 *
 * What would the verdict be, if a value came in, a target were moved, or the pace were another?
 * The questions of a picture are put to the judge once more with the assumptions in place.
 * Nothing is stored, and the picture stays as it is.
 *
 * Only one series is spoken of.  What is assumed carries the vintage 0.  A value of a period that
 * is not over yet is judged as on the day after the last such period: before that day it would
 * decide nothing.
 */
#ifndef HEDEF_QUERIES_WHATIF_H
#define HEDEF_QUERIES_WHATIF_H

#include "queries/picture.h"

struct whatif_item {
    struct hd_period period;
    const char *text; /* canonical decimal; a group of the scale; yes or no */
    double number;    /* of it, as in a judge_point */
};

struct whatif {
    const struct indicator *indicator;
    const struct judge_series *series; /* of the picture */
    const char *strategy;              /* only targets of this one; NULL: all */
    bool has_pace;
    double pace; /* per year, in the unit */
    const struct whatif_item *values;
    size_t value_count; /* no period twice */
    /* A dated target that states a level for the period gets this value, in each strategy that
     * has one; where none has, one is added to the strategy named, else to that of the row that
     * heads the series. */
    const struct whatif_item *targets;
    size_t target_count;
};

struct whatif_row {
    const struct status_row *before; /* NULL: there is no such target today */
    struct status_row after;
    bool moved; /* its target has an assumed value */
};

struct whatif_answer {
    struct whatif_row *rows; /* as in the picture, added ones last */
    size_t count;
    int32_t as_of_day;     /* the day the verdicts speak of */
    const char **replaced; /* beside values: the value that gives way; NULL: a new one */
};

/* The series spoken of when area and breakdown are as given (NULL: any): that of the row that
 * heads the indicator, else the first that fits; NULL: none does. */
const struct judge_series *whatif_series(const struct picture *picture,
                                         const struct indicator *indicator, const char *area,
                                         const char *breakdown);

/* Everything in the answer lives in the arena, or in the picture. */
void whatif_answer(const struct picture *picture, const struct whatif *whatif,
                   const struct hd_zone *zone, struct hd_arena *arena,
                   struct whatif_answer *answer);

#endif
