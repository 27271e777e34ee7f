#include "queries/judge/work.h"

/* Inside a strict band the nearer bound is the one to watch; negative is outside. */
static double to_goal(const struct work *w, double number)
{
    const struct judge_target *target = w->target;
    double way = w->sense * (number - w->goal), back;

    if (target->kind != JUDGE_RANGE || !target->strict_band || !target->has_high)
        return way;
    back = w->sense > 0 ? target->high_number - number : number - target->number;
    return fmin(way, back);
}

/* The bound that faces the start, unless a strict band was left on its other side. */
static int weak_bound(const struct work *w, bool known, double number)
{
    int facing = w->sense > 0 ? -1 : 1;
    double bound;

    return known && state_past_band(w, number, &bound) ? -facing : facing;
}

void distance_show(const struct work *w, struct verdict *v)
{
    const struct value *latest = w->values.count ? &w->values.items[w->values.count - 1] : NULL;
    bool words = w->target->kind == JUDGE_BOOLEAN;

    if (v->has_range)
        v->weak_bound = v->has_decided ? weak_bound(w, true, v->decided_value)
                                       : weak_bound(w, latest, latest ? latest->number : 0);
    if (!latest || !w->has_goal || words || !isfinite(to_goal(w, latest->number)))
        return;
    v->has_distance = true;
    v->distance = to_goal(w, latest->number);
    if (judge_close(latest->number, w->goal))
        v->distance = 0;
}
