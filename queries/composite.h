/* queries/composite.h - indicators that are computed from others: composites and ratios.  Pure.
 *
 * The terms are those of the Handbook on Constructing Composite Indicators (OECD and JRC, 2008).
 * A composite has one series for each area and breakdown that its parts have, and a value for
 * each period of its own frequency that its parts allow; why there is none is said too.
 *
 *      parts' series ──► value of the period ──► normalised, turned ──► weighted ──► value
 */
#ifndef HEDEF_QUERIES_COMPOSITE_H
#define HEDEF_QUERIES_COMPOSITE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/memory.h"
#include "common/period.h"
#include "queries/judge/judge.h"

enum composite_formula {
    FORMULA_NONE, /* not computed: its values are entered */
    FORMULA_MEAN,
    FORMULA_GEOMETRIC,
    FORMULA_SUM,
    FORMULA_RATIO, /* the first part over the second */
};

enum composite_normalisation {
    NORMALISE_NONE,
    NORMALISE_RANGE,  /* 0 at the worse goalpost, 1 at the better one */
    NORMALISE_RANK,   /* 1 for the worst, the number of those compared for the best */
    NORMALISE_ZSCORE, /* distance from the mean, in standard deviations */
};

enum composite_missing {
    MISSING_REFUSE,  /* no value without every part */
    MISSING_REWEIGH, /* the weights of the others grow */
    MISSING_CARRY,   /* the last known value stands for a while */
};

struct composite_part {
    const char *code;      /* of its indicator */
    const char *breakdown; /* always this one, "" the one without; NULL: the composite's own */
    double weight;
    bool has_goalposts;
    double from, to;
};

struct composite {
    enum composite_formula formula;
    enum composite_normalisation normalisation;
    enum composite_missing missing;
    const struct composite_part *parts;
    size_t part_count;
    double multiplier;
    double least;        /* MISSING_REWEIGH: share of the weights that must be there */
    int carried_periods; /* MISSING_CARRY: at most so many periods old */
    const char *version; /* of the formula, as people call it; NULL */
};

/* "CODE", "CODE/BREAKDOWN" or "CODE/", in the arena; false when malformed. */
bool composite_part_parse(const char *text, struct hd_arena *arena, struct composite_part *out);
/* "FROM..TO", FROM the smaller; false when malformed. */
bool composite_goalposts_parse(const char *text, double *from_out, double *to_out);
/* The part that this series of an indicator is; breakdown NULL: any series of it.  NULL: none. */
const struct composite_part *composite_part_on(const struct composite *composite, const char *code,
                                               const char *breakdown);
/* Are the parts held against those of other areas and breakdowns? */
bool composite_compares(const struct composite *composite);

/* ---- computing ---- */

/* A part's indicator and all its series, by area and breakdown. */
struct composite_source {
    const struct judge_indicator *indicator; /* NULL: nobody knows it */
    const struct judge_series *series;
    size_t count;
};

struct composite_question {
    const struct composite *composite;
    enum hd_freq frequency;
    const struct composite_source *sources; /* one for each part */
};

enum composite_gap {
    GAP_NONE,
    GAP_PART,         /* a part has no value */
    GAP_WEIGHT,       /* too little of the weight is there */
    GAP_DENOMINATOR,  /* it is 0 */
    GAP_ALONE,        /* nobody to compare a part with */
    GAP_NOT_POSITIVE, /* a geometric mean of something below 0 */
    GAP_TOO_LARGE,    /* not a number that can be computed with */
};

/* What one part says in one period. */
struct composite_term {
    bool has;
    bool carried;            /* of an earlier period */
    struct hd_period period; /* of the value */
    const char *text;        /* as published; NULL: made of the parts of the period */
    double value;
    bool has_normalised;
    double normalised;
    double low, high; /* range: the goalposts used; zscore: mean and standard deviation */
    size_t compared;  /* how many it was held against, itself included; 0: nobody */
    double weight;    /* share of all weights that are there; of a sum the weight itself */
    bool has_contribution;
    double contribution; /* what it adds to the value; geometric: the factor it brings */
    char status;
    int vintage;
    int64_t published_at_ms, release_id;
    bool invented;
};

struct composite_working {
    struct hd_period period;
    enum composite_gap gap;
    size_t gap_part; /* whose fault it is */
    double value;    /* without a gap; rounded to 15 digits, so that 57 is not 56.99999999999999 */
    struct composite_term *terms; /* one for each part */
};

/* The workings of one area and breakdown, oldest first: one for each period in which at least one
 * part has a value of its own. */
struct composite_result {
    const char *area, *breakdown;
    struct composite_working *workings;
    size_t count;
};

/* By area and breakdown; everything in the arena, or borrowed from the question. */
void composite_work(const struct composite_question *question, struct hd_arena *arena,
                    struct composite_result **results_out, size_t *count_out);
/* The result of an area and breakdown; NULL. */
const struct composite_result *composite_find(const struct composite_result *results, size_t count,
                                              const char *area, const char *breakdown);
/* A working without gap as the point it gives; its text lives in the arena. */
struct judge_point composite_point(const struct composite_working *working, size_t part_count,
                                   struct hd_arena *arena);

/* Words, over one table each: "mean", "zscore", "reweigh", "denominator_zero". */
const char *composite_formula_word(enum composite_formula formula);
const char *composite_normalisation_word(enum composite_normalisation normalisation);
const char *composite_missing_word(enum composite_missing missing);
const char *composite_gap_word(enum composite_gap gap); /* NULL for none */

#endif
