/* daemon/reckoning.h
 *
 * A calculation written out in plain characters: "30 + (50 - 30) * 1461 / 1826".  What people read
 * is what was computed with, so that whoever types it in again gets the same digits.
 *
 *   + - * / ^ ( )          as usual; ^ binds tightest
 *   2024-12-31             a day, as a number of days: one less another is the days between them
 *   abs exp ln sqrt        of one number
 *   min max mean median    of several, parted by semicolons
 *   t_cdf(x; n)            Student's t with n degrees of freedom: the part below x
 *   t_quantile(p; n)       and the x below which the part p lies
 */
#ifndef HEDEF_DAEMON_RECKONING_H
#define HEDEF_DAEMON_RECKONING_H

#include <stdbool.h>

struct hd_buf;
struct hd_lang;

/* false when it is no such text, or has no finite value. */
bool reckoning_value(const char *text, double *value_out);

/* As people of the language write it: their decimal mark, a true minus, a times sign. */
void reckoning_label(const char *text, const struct hd_lang *lang, struct hd_buf *out);

/* A number with so many significant digits and no more zeros than needed: "46.0027", "1234567". */
#define RECKONING_NUMBER_MAX 64
void reckoning_number(double value, int digits, char out[static RECKONING_NUMBER_MAX]);

/* The result as far as both agree: the digits of `value` that whoever computes `reckoned` by hand
 * gets too, at most `digits` significant ones and `decimals` of them after the mark.  *exact_out:
 * nothing was rounded away.  false: they agree neither on the first four digits nor, where
 * decimals are bounded, on all but two of these. */
#define RECKONING_DECIMALS 24
bool reckoning_result(double value, double reckoned, int digits, int decimals,
                      char out[static RECKONING_NUMBER_MAX], bool *exact_out);

#endif
