#include "queries/rollup.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "common/decimal_parts.h"
#include "common/memory.h"

/* Samples as integers of 10^-PLACES: at most 27 digits.  A sum of 10^9 of them has 36, what is
 * between two of them 31; 38 fit. */
#define PLACES          12
#define HUNDRED_PERCENT 10000 /* in the unit of the rules; has QUANTILE_PLACES zeros */
#define QUANTILE_PLACES 4

__extension__ typedef __int128 wide;

struct rollup {
    struct rollup_rule rule;
    wide from, to; /* of a share */
    size_t count, inside;
    wide sum;
    wide *values; /* where their order matters */
    size_t kept, room;
    char last[HD_DECIMAL_MAX + 1];
};

static wide power(int exponent)
{
    wide result = 1;

    while (exponent-- > 0)
        result *= 10;
    return result;
}

static wide magnitude(wide value)
{
    return value < 0 ? -value : value;
}

/* Half away from zero; the divisor is positive. */
static wide divide(wide value, wide by)
{
    wide quotient, rest;

    assert(by > 0);
    quotient = value / by;
    rest = magnitude(value % by);
    if (rest >= by - rest)
        quotient += value < 0 ? -1 : 1;
    return quotient;
}

/* ---- from text and back ---- */

bool rollup_takes(const char *value)
{
    return hd_decimal_parts(value).point <= ROLLUP_DIGITS_MAX;
}

static wide read_value(const char *text)
{
    struct hd_decimal_parts parts = hd_decimal_parts(text);
    int places = PLACES + parts.point; /* digits that count */
    wide value = 0;

    assert(parts.point <= ROLLUP_DIGITS_MAX);
    for (int i = 0; i < places; i++)
        value = 10 * value + ((size_t)i < parts.count ? parts.digits[i] - '0' : 0);
    if (places >= 0 && (size_t)places < parts.count && parts.digits[places] >= '5')
        value++;
    return parts.negative ? -value : value;
}

/* Without zeros at the end of its decimals. */
static void write_value(wide value, int places, char out[static HD_DECIMAL_MAX + 1])
{
    char digits[HD_DECIMAL_MAX + 1];
    wide rest = magnitude(value);
    size_t at = sizeof digits - 1, len = 0;
    int written = 0;

    digits[at] = '\0';
    for (; places > 0 && rest % 10 == 0; places--)
        rest /= 10;
    do {
        if (written == places && places)
            digits[--at] = '.';
        digits[--at] = (char)('0' + (int)(rest % 10));
        rest /= 10;
        written++;
    } while (rest || written <= places);
    if (value < 0)
        out[len++] = '-';
    memcpy(out + len, digits + at, sizeof digits - at);
}

/* ---- gathering ---- */

static bool keeps(const struct rollup_rule *rule)
{
    return rule->kind == ROLLUP_MEDIAN || rule->kind == ROLLUP_MEAN || rule->kind == ROLLUP_LAST ||
           rule->kind == ROLLUP_PERCENTILE;
}

struct rollup *rollup_open(const struct rollup_rule *rule)
{
    struct rollup *rollup = hd_alloc(sizeof *rollup);

    rollup->rule = *rule;
    if (rule->has_from)
        rollup->from = read_value(rule->from);
    if (rule->has_to)
        rollup->to = read_value(rule->to);
    return rollup;
}

static bool is_inside(const struct rollup *rollup, wide value)
{
    return (!rollup->rule.has_from || value >= rollup->from) &&
           (!rollup->rule.has_to || value <= rollup->to);
}

void rollup_add(struct rollup *rollup, const char *text)
{
    wide value = read_value(text);
    size_t len = strlen(text);

    rollup->count++;
    rollup->sum += value;
    rollup->inside += is_inside(rollup, value);
    memcpy(rollup->last, text, len < HD_DECIMAL_MAX ? len + 1 : HD_DECIMAL_MAX);
    if (!keeps(&rollup->rule))
        return;
    HD_GROW(rollup->values, rollup->kept, rollup->room);
    rollup->values[rollup->kept++] = value;
}

size_t rollup_count(const struct rollup *rollup)
{
    return rollup->count;
}

/* ---- computing ---- */

static int compare(const void *a, const void *b)
{
    const wide *x = a, *y = b;

    return (*x > *y) - (*x < *y);
}

/* Sorted, and cut at both ends by whole samples. */
static const wide *trim(struct rollup *rollup, size_t *count_out)
{
    size_t cut = rollup->kept * (size_t)rollup->rule.trim / HUNDRED_PERCENT;

    qsort(rollup->values, rollup->kept, sizeof *rollup->values, compare);
    *count_out = rollup->kept - 2 * cut;
    return rollup->values + cut;
}

/* Hyndman and Fan's type 7: of n sorted samples at 1 + (n - 1) p, on the line between two. */
static void write_quantile(const wide *sorted, size_t count, int percent,
                           char out[static HD_DECIMAL_MAX + 1])
{
    size_t place = (count - 1) * (size_t)percent;
    size_t at = place / HUNDRED_PERCENT;
    wide rest = (wide)(place % HUNDRED_PERCENT);
    wide value = sorted[at] * HUNDRED_PERCENT;

    if (rest)
        value += (sorted[at + 1] - sorted[at]) * rest;
    write_value(value, PLACES + QUANTILE_PLACES, out);
}

static void write_mean(const wide *values, size_t count, int places,
                       char out[static HD_DECIMAL_MAX + 1])
{
    wide sum = 0;

    for (size_t i = 0; i < count; i++)
        sum += values[i];
    write_value(divide(sum, (wide)count * power(PLACES - places)), places, out);
}

static void write_share(const struct rollup *rollup, int places,
                        char out[static HD_DECIMAL_MAX + 1])
{
    wide percents = (wide)rollup->inside * 100 * power(places);

    write_value(divide(percents, (wide)rollup->count), places, out);
}

/* What needs the samples in their order. */
static void compute_ordered(struct rollup *rollup, int places, struct rollup_value *out)
{
    const wide *values = trim(rollup, &out->used);

    if (rollup->rule.kind == ROLLUP_MEAN)
        write_mean(values, out->used, places, out->value);
    else if (rollup->rule.kind == ROLLUP_LAST)
        memcpy(out->value, rollup->last, sizeof out->value);
    else
        write_quantile(values, out->used,
                       rollup->rule.kind == ROLLUP_MEDIAN ? HUNDRED_PERCENT / 2
                                                          : rollup->rule.percentile,
                       out->value);
    write_quantile(values, out->used, HUNDRED_PERCENT / 4, out->low);
    write_quantile(values, out->used, 3 * HUNDRED_PERCENT / 4, out->high);
}

static void compute(struct rollup *rollup, int decimals, struct rollup_value *out)
{
    int places = decimals + 2 > PLACES ? PLACES : decimals + 2;

    *out = (struct rollup_value){ .used = rollup->count };
    if (keeps(&rollup->rule))
        compute_ordered(rollup, places, out);
    else if (rollup->rule.kind == ROLLUP_SHARE)
        write_share(rollup, places, out->value);
    else if (rollup->rule.kind == ROLLUP_SUM)
        write_value(rollup->sum, PLACES, out->value);
    else
        write_value((wide)rollup->count, 0, out->value);
}

bool rollup_close(struct rollup **rollup, int decimals, struct rollup_value *out)
{
    bool any = (*rollup)->count > 0;

    if (any)
        compute(*rollup, decimals, out);
    free((*rollup)->values);
    free(*rollup);
    *rollup = NULL;
    return any;
}
