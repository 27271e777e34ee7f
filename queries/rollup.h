/* queries/rollup.h - how samples become the one value of their period: pure, exact decimals.
 *
 *      median | mean | sum | last | count | p90 | share 4..5
 *      median trim 5 %       that share of the samples is cut off at both ends before
 *
 * Quantiles are of type 7 (Hyndman and Fan 1996): the median, p90 and the quartiles beside a value
 * lie on the line between the two nearest samples.  They, sums and counts are exact; a mean and a
 * share are rounded half away from zero, two places beyond those that people are shown. */
#ifndef HEDEF_QUERIES_ROLLUP_H
#define HEDEF_QUERIES_ROLLUP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/decimal.h"

enum rollup_kind {
    ROLLUP_NONE, /* samples are not taken */
    ROLLUP_MEDIAN,
    ROLLUP_MEAN,
    ROLLUP_SUM,
    ROLLUP_LAST,
    ROLLUP_COUNT,
    ROLLUP_PERCENTILE,
    ROLLUP_SHARE,
};

struct rollup_rule {
    const char *text; /* as the catalogue says it; borrowed from what was parsed */
    enum rollup_kind kind;
    int percentile; /* in hundredths of a percent: 9750 */
    int trim;       /* the same, at each end */
    bool has_from, has_to;
    char from[HD_DECIMAL_MAX + 1], to[HD_DECIMAL_MAX + 1]; /* of a share, both included */
};

/* False: *why_out is a msgid without arguments. */
bool rollup_rule_parse(const char *text, struct rollup_rule *rule_out, const char **why_out);

/* Samples of more digits before the mark cannot be added up exactly. */
#define ROLLUP_DIGITS_MAX 15
bool rollup_takes(const char *value); /* valid decimal text */

struct rollup_value {
    char value[HD_DECIMAL_MAX + 1];
    size_t used;                   /* samples, after trimming */
    char low[HD_DECIMAL_MAX + 1];  /* quartiles of these; "" where the value is */
    char high[HD_DECIMAL_MAX + 1]; /* in another unit: sums, counts, shares */
};

/* A roll-up under way: samples in the order of time. */
struct rollup;
struct rollup *rollup_open(const struct rollup_rule *rule);
void rollup_add(struct rollup *rollup, const char *value);
size_t rollup_count(const struct rollup *rollup);
/* decimals: those of the indicator.  False: there was no sample.  Frees it. */
bool rollup_close(struct rollup **rollup, int decimals, struct rollup_value *out);

#endif
