/* queries/judge/profile.h
 *
 * The methods that others publish their progress by, to the letter: Open SDG, Eurostat, SDSN,
 * Destatis, the UN chart.  Formulas, bounds, sources and versions: docs/methods.md.
 *
 *     numbers of one series ──► profile_<method>() ──► label, value, score     (this header)
 *     a target and its values ──► profiles_of_target() ──► verdict.profiles    (profile.c)
 *
 * The formulas know years and plain numbers only.  None of them gives NaN or infinity: what
 * cannot be computed is absent, and the reason says why. */
#ifndef HEDEF_QUERIES_JUDGE_PROFILE_H
#define HEDEF_QUERIES_JUDGE_PROFILE_H

#include "queries/judge/judge.h"

/* What a method compares: two years, and a target where there is one. */
struct profile_case {
    int direction; /* +1 higher is better, -1 lower */
    int base_year, year;
    double base, value;
    bool has_target;
    int target_year;
    double target;
    bool has_limit; /* natural limit in the good direction; used without a target */
    double limit;
    bool has_previous;
    double previous; /* value of the year before `year` */
    bool in_percent; /* of a whole: 0 and 100 are its ends */
};

/* ---- one series ---- */

struct judge_assessment profile_opensdg(const struct profile_case *c);
struct judge_assessment profile_eurostat(const struct profile_case *c);
struct judge_assessment profile_sdsn(const struct profile_case *c);
struct judge_assessment profile_un_chart(const struct profile_case *c);
/* Destatis has a table for each sort of target: a level in a year, a level in every year, no
 * level at all.  Level and yearly need `target`, directional needs `previous`. */
struct judge_assessment profile_destatis_level(const struct profile_case *c);
struct judge_assessment profile_destatis_yearly(const struct profile_case *c);
struct judge_assessment profile_destatis_directional(const struct profile_case *c);

/* Where the straight line through the two years leads in the target year. */
double profile_destatis_projection(const struct profile_case *c);

/* Yes or no: is the condition fulfilled?  Not every method has an answer. */
struct judge_assessment profile_opensdg_condition(bool met);
struct judge_assessment profile_eurostat_condition(bool met);
struct judge_assessment profile_un_chart_condition(bool met);

/* ---- several of them together, from the mean of their scores ---- */

const char *profile_opensdg_status(double mean_score, bool all_achieved);
const char *profile_eurostat_status(double mean_score);
/* NULL when fewer than three quarters of `total` have an arrow. */
const char *profile_sdsn_status(double mean_score, size_t arrows, size_t total);

/* ---- all methods, by number ---- */

struct profile {
    const char *const *labels; /* best first, ended by NULL; without "not_available" */
    bool scores;               /* gives scores, and the mean of them has a meaning */
    /* What it says of several: `best` of those `assessed` got its best label.  NULL: the method
     * has no rule for several; giving NULL: too few of them. */
    const char *(*status)(double mean_score, size_t best, size_t assessed, size_t total);
};
#define PROFILE_LABELS 5 /* of one method, at most */

const struct profile *profile_of(enum judge_profile profile);
/* Place of a label, 0 the best; PROFILE_LABELS when it is none of the method's judgements. */
size_t profile_label_place(enum judge_profile profile, const char *label);
/* Does it say something?  "not_available" does not. */
bool profile_assessed(const struct judge_assessment *assessment);

/* ---- filling verdict.profiles, for judge.c ---- */

struct work;
/* After everything else of *v, also of a target that is not judged. */
void profiles_of_target(const struct work *w, struct verdict *v);
void profiles_of_series(const struct judge_indicator *indicator, const struct judge_series *series,
                        int32_t as_of_day, unsigned wanted, struct verdict *v);

#endif
