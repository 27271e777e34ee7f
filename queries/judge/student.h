/* queries/judge/student.h
 *
 * Student's t for whole degrees of freedom, where it has a closed form (Abramowitz and Stegun,
 * 26.7.3 and 26.7.4): no library, and the same digits everywhere. */
#ifndef HEDEF_QUERIES_JUDGE_STUDENT_H
#define HEDEF_QUERIES_JUDGE_STUDENT_H

/* The part of the distribution up to t, within [0, 1]; freedom >= 1, infinite t are allowed. */
double student_cdf(double t, int freedom);

/* The t below which the part p lies, to 1e-12 relative; 0 < p < 1, freedom >= 1. */
double student_quantile(double p, int freedom);

#endif
