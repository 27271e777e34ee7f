/* queries/ranking.h - who stands where: the areas of one indicator in one period, or, where there
 * is only one area, its parts (bodies, regions, operators).  Equal values share a place and the
 * next one is left out (1, 2, 2, 4), as in sports and in published indices. */
#ifndef HEDEF_QUERIES_RANKING_H
#define HEDEF_QUERIES_RANKING_H

#include "queries/picture.h"

struct ranking_row {
    const struct judge_series *series;
    const struct judge_point *point;
    const struct judge_point *before; /* of the nearest earlier period of that length; NULL */
    int place;                        /* 1 is the best */
};

struct ranking {
    bool by_breakdown; /* parts of one area; false: areas */
    struct hd_period period;
    struct ranking_row *rows; /* best first, in the arena */
    size_t count;
};

/* period NULL: the newest in which at least two have a value, else the newest there is.  area and
 * breakdown narrow what is compared; NULL: areas without a breakdown, else the parts of the first
 * area that has any.  false: nobody has a value then. */
bool ranking_make(const struct picture *picture, const struct indicator *indicator,
                  const char *area, const char *breakdown, const struct hd_period *period,
                  struct hd_arena *arena, struct ranking *out);

#endif
