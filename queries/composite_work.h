/* queries/composite_work.h  (private to queries/)
 *
 * What is at hand while one composite is computed.  Terms of one period stand member by member:
 * part p of member m at [m * part_count + p]. */
#ifndef HEDEF_QUERIES_COMPOSITE_WORK_H
#define HEDEF_QUERIES_COMPOSITE_WORK_H

#include "queries/composite.h"

/* One area and breakdown with the series of its parts. */
struct composite_member {
    const char *area, *breakdown;
    const struct judge_series **parts; /* NULL: there is none */
};

struct computing {
    const struct composite_question *q;
    struct hd_arena *arena;
    struct composite_member *members; /* by area and breakdown */
    size_t member_count;
    size_t part_count;
};

/* ---- composite_term.c ---- */

/* What holds of both: the worse one. */
char composite_status(char a, char b);
/* Takes status, version, publication and invention of a point into the term. */
void composite_note(struct composite_term *term, const struct judge_point *point);
/* What a series (NULL: none) says of a period, or of one before it where that is carried. */
void composite_term_find(const struct composite *composite, const struct judge_indicator *indicator,
                         const struct judge_series *series, struct hd_period period,
                         struct composite_term *term);

/* ---- composite_scale.c ---- */

/* Brings the terms of one period to one scale.  `values` has room for one number a member. */
void composite_normalise(const struct computing *c, struct composite_term *terms, double *values);

/* ---- composite_formula.c ---- */

/* The value of a working whose terms are normalised, or why it has none. */
void composite_combine(const struct composite *composite, struct composite_working *w);

#endif
