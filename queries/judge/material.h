/* queries/judge/material.h - private to queries/judge: the values a forecast rests on. */
#ifndef HEDEF_QUERIES_JUDGE_MATERIAL_H
#define HEDEF_QUERIES_JUDGE_MATERIAL_H

#include "queries/judge/work.h"

struct material {
    struct forecast_point *points;
    int32_t *days; /* of the points */
    size_t count;
    bool seasonal;
    double horizon;    /* years from the newest one to the end of the answering period */
    double step;       /* of them, over the first `step_years`: from the newest one's season ... */
    double step_years; /* ... to the one in which the answering period ends */
};

/* All values since the last break; of sums and means the whole years.  There is at least one. */
struct material material_gather(const struct work *w);
/* Step, its time and the horizon, once the points are on their scale. */
void material_find_step(const struct work *w, struct material *m);
/* For the methods that know no seasons: the newest value's own. */
void material_keep_one_season(struct material *m);
/* For an interval and a probability. */
bool material_is_enough(const struct work *w, const struct material *m, int freedom);

#endif
