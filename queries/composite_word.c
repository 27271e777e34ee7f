#include <string.h>

#include "common/decimal.h"
#include "queries/composite.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

/* The place in a table is the enum's number. */
static const char *const formula_words[] = {
    [FORMULA_NONE] = "none", [FORMULA_MEAN] = "mean",   [FORMULA_GEOMETRIC] = "geometric",
    [FORMULA_SUM] = "sum",   [FORMULA_RATIO] = "ratio",
};

static const char *const normalisation_words[] = {
    [NORMALISE_NONE] = "none",
    [NORMALISE_RANGE] = "range",
    [NORMALISE_RANK] = "rank",
    [NORMALISE_ZSCORE] = "zscore",
};

static const char *const missing_words[] = {
    [MISSING_REFUSE] = "refuse",
    [MISSING_REWEIGH] = "reweigh",
    [MISSING_CARRY] = "carry",
};

static const char *const gap_words[] = {
    [GAP_PART] = "part_missing",
    [GAP_WEIGHT] = "weight_missing",
    [GAP_DENOMINATOR] = "denominator_zero",
    [GAP_ALONE] = "nothing_to_compare",
    [GAP_NOT_POSITIVE] = "not_positive",
    [GAP_TOO_LARGE] = "too_large",
};

const char *composite_formula_word(enum composite_formula formula)
{
    return (size_t)formula < COUNT(formula_words) ? formula_words[formula] : NULL;
}

const char *composite_normalisation_word(enum composite_normalisation normalisation)
{
    return (size_t)normalisation < COUNT(normalisation_words) ? normalisation_words[normalisation]
                                                              : NULL;
}

const char *composite_missing_word(enum composite_missing missing)
{
    return (size_t)missing < COUNT(missing_words) ? missing_words[missing] : NULL;
}

const char *composite_gap_word(enum composite_gap gap)
{
    return (size_t)gap < COUNT(gap_words) ? gap_words[gap] : NULL;
}

/* ---- how the catalogue writes parts and goalposts ---- */

static const char code_letters[] =
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-";

bool composite_part_parse(const char *text, struct hd_arena *arena, struct composite_part *out)
{
    size_t len = strspn(text, code_letters);

    if (!len || (text[len] && text[len] != '/') || (text[len] && strchr(text + len + 1, '/')))
        return false;
    out->code = hd_arena_strndup(arena, text, len);
    out->breakdown = text[len] ? hd_arena_strdup(arena, text + len + 1) : NULL;
    return true;
}

bool composite_goalposts_parse(const char *text, double *from_out, double *to_out)
{
    const char *dots = strstr(text, "..");
    char from[HD_DECIMAL_MAX + 1];
    size_t len = dots ? (size_t)(dots - text) : 0;

    if (!dots || len > HD_DECIMAL_MAX || !hd_decimal_valid(text, len) ||
        !hd_decimal_valid(dots + 2, strlen(dots + 2)))
        return false;
    memcpy(from, text, len);
    from[len] = '\0';
    if (hd_decimal_cmp(from, dots + 2) >= 0)
        return false;
    *from_out = hd_decimal_double(from);
    *to_out = hd_decimal_double(dots + 2);
    return true;
}

const struct composite_part *composite_part_on(const struct composite *composite, const char *code,
                                               const char *breakdown)
{
    for (size_t i = 0; i < composite->part_count; i++) {
        const struct composite_part *part = &composite->parts[i];

        if (strcmp(part->code, code) == 0 &&
            (!part->breakdown || !breakdown || strcmp(part->breakdown, breakdown) == 0))
            return part;
    }
    return NULL;
}

bool composite_compares(const struct composite *composite)
{
    switch (composite->normalisation) {
    case NORMALISE_RANK:
    case NORMALISE_ZSCORE:
        return true;
    case NORMALISE_RANGE:
        return composite->part_count > 0 && !composite->parts[0].has_goalposts;
    case NORMALISE_NONE:
        break;
    }
    return false;
}
