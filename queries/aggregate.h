/* queries/aggregate.h - what the published methods say of many targets at once: of each strategy,
 * and of each of its priorities. */
#ifndef HEDEF_QUERIES_AGGREGATE_H
#define HEDEF_QUERIES_AGGREGATE_H

#include "queries/judge/profile.h"
#include "queries/picture.h"

/* How often a label was given, and in whole percent of all that were given. */
struct aggregate_share {
    const char *label;
    size_t count;
    int percent;
};

struct aggregate {
    const struct strategy *strategy;
    const char *priority; /* NULL: the whole strategy */
    enum judge_profile profile;
    size_t targets;  /* in force, and their strategy wants the method */
    size_t assessed; /* the method says something of them */
    bool has_score;
    double score;      /* mean of the scores */
    const char *label; /* what the method makes of that; NULL: it has no rule for several, or too
                        * few are assessed */
    const char *worst; /* worst of the labels given; NULL: none was */
    struct aggregate_share shares[PROFILE_LABELS]; /* best first, all labels of the method */
    size_t share_count;
};

struct aggregates {
    struct aggregate *items; /* in the arena: by strategy, the whole first, then by priority; by
                              * method */
    size_t count;
};
struct aggregates aggregate_picture(const struct picture *picture, struct hd_arena *arena);

/* Whole percents of counts that sum to 100: rounded down, and the rest to the largest remainders
 * (Hamilton's method); of equal ones to the larger count, then to the first.  All 0 when nothing
 * is counted.  count is PROFILE_LABELS at most. */
void aggregate_percents(const size_t *counts, size_t count, int *percents_out);

#endif
