/* The words of a roll-up rule. */
#include <string.h>

#include "common/lang.h"
#include "queries/rollup.h"

#define HUNDRED_PERCENT 10000

static const char rule_unknown[] =
    N_("Write median, mean, sum, last, count, p90 or share 4..5; median and mean may be followed "
       "by trim 5 %.");

/* ---- scanning ---- */

static void skip_blanks(const char **at)
{
    while (**at == ' ')
        (*at)++;
}

static bool take_word(const char **at, const char *word)
{
    size_t len = strlen(word);

    if (strncmp(*at, word, len) != 0 || ((*at)[len] && (*at)[len] != ' '))
        return false;
    *at += len;
    skip_blanks(at);
    return true;
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* "97.5" as 9750; at most two decimals. */
static bool take_percent(const char **at, int *out)
{
    int value = 0, places = 0;

    if (!is_digit(**at))
        return false;
    for (; is_digit(**at) && value < HUNDRED_PERCENT; (*at)++)
        value = 10 * value + (**at - '0');
    if (**at == '.' && is_digit((*at)[1])) {
        (*at)++;
        for (; is_digit(**at) && places < 2; (*at)++, places++)
            value = 10 * value + (**at - '0');
    }
    for (; places < 2; places++)
        value *= 10;
    *out = value;
    return !is_digit(**at);
}

/* ---- parts ---- */

static bool take_bound(const char **at, const char *end, bool *has, char out[HD_DECIMAL_MAX + 1])
{
    size_t len = (size_t)(end - *at);

    *has = len > 0;
    if (len > HD_DECIMAL_MAX || (len && !hd_decimal_valid(*at, len)))
        return false;
    memcpy(out, *at, len);
    out[len] = '\0';
    *at = end;
    return !len || rollup_takes(out);
}

static bool take_range(const char **at, struct rollup_rule *rule, const char **why_out)
{
    const char *end = *at + strcspn(*at, " "), *dots = strstr(*at, "..");

    *why_out = N_("A share needs the range that counts, both ends included: share 4..5.");
    if (!dots || dots >= end || !take_bound(at, dots, &rule->has_from, rule->from))
        return false;
    *at += 2;
    if (!take_bound(at, end, &rule->has_to, rule->to) || (!rule->has_from && !rule->has_to))
        return false;
    skip_blanks(at);
    return !rule->has_from || !rule->has_to || hd_decimal_cmp(rule->from, rule->to) <= 0;
}

static bool take_percentile(const char **at, struct rollup_rule *rule, const char **why_out)
{
    *why_out = N_("A percentile lies between p0 and p100, such as p90 or p97.5.");
    (*at)++;
    if (!take_percent(at, &rule->percentile) || (**at && **at != ' '))
        return false;
    skip_blanks(at);
    return rule->percentile > 0 && rule->percentile < HUNDRED_PERCENT;
}

static bool take_kind(const char **at, struct rollup_rule *rule, const char **why_out)
{
    static const struct {
        const char *word;
        enum rollup_kind kind;
    } words[] = {
        { "median", ROLLUP_MEDIAN }, { "mean", ROLLUP_MEAN },   { "sum", ROLLUP_SUM },
        { "last", ROLLUP_LAST },     { "count", ROLLUP_COUNT }, { "share", ROLLUP_SHARE },
    };

    *why_out = rule_unknown;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (!take_word(at, words[i].word))
            continue;
        rule->kind = words[i].kind;
        return rule->kind != ROLLUP_SHARE || take_range(at, rule, why_out);
    }
    if (**at != 'p' || !is_digit((*at)[1]))
        return false;
    rule->kind = ROLLUP_PERCENTILE;
    return take_percentile(at, rule, why_out);
}

static bool take_trim(const char **at, struct rollup_rule *rule, const char **why_out)
{
    if (!take_word(at, "trim"))
        return true;
    *why_out = N_("Only median and mean are trimmed.");
    if (rule->kind != ROLLUP_MEDIAN && rule->kind != ROLLUP_MEAN)
        return false;
    *why_out = N_("Less than half is cut off at each end: trim 5 %.");
    if (!take_percent(at, &rule->trim) || 2 * rule->trim >= HUNDRED_PERCENT)
        return false;
    skip_blanks(at);
    *at += **at == '%';
    skip_blanks(at);
    return true;
}

bool rollup_rule_parse(const char *text, struct rollup_rule *rule_out, const char **why_out)
{
    const char *at = text;

    *rule_out = (struct rollup_rule){ .text = text };
    skip_blanks(&at);
    if (!take_kind(&at, rule_out, why_out) || !take_trim(&at, rule_out, why_out)) {
        rule_out->kind = ROLLUP_NONE;
        return false;
    }
    *why_out = rule_unknown;
    if (!*at)
        return true;
    rule_out->kind = ROLLUP_NONE;
    return false;
}
