#include "common/decimal.h"

#include <float.h>
#include <locale.h>
#include <math.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/decimal_parts.h"

/* Larger ones mean nothing, and with them exponents could not be added up without care. */
#define EXPONENT_DIGITS 6

static bool digit(char c)
{
    return c >= '0' && c <= '9';
}

static size_t digits_at(const char *text, size_t at, size_t len)
{
    size_t end = at;

    while (end < len && digit(text[end]))
        end++;
    return end - at;
}

bool hd_decimal_valid(const char *text, size_t len)
{
    size_t at = 0, count;

    if (len > HD_DECIMAL_MAX)
        return false;
    if (at < len && text[at] == '-')
        at++;
    count = digits_at(text, at, len);
    if (!count)
        return false;
    at += count;
    if (at < len && text[at] == '.') {
        count = digits_at(text, at + 1, len);
        if (!count)
            return false;
        at += 1 + count;
    }
    if (at < len && text[at] == 'e') {
        at++;
        if (at < len && (text[at] == '+' || text[at] == '-'))
            at++;
        count = digits_at(text, at, len);
        if (!count || count > EXPONENT_DIGITS)
            return false;
        at += count;
    }
    return at == len;
}

static int read_exponent(const char *text)
{
    bool negative = *text == '-';
    int value = 0;

    for (text += *text == '-' || *text == '+'; digit(*text); text++)
        value = value * 10 + (*text - '0');
    return negative ? -value : value;
}

/* Without the zeros in front and behind, which say nothing about the value. */
static void strip_zeros(struct hd_decimal_parts *parts)
{
    size_t zeros = 0;

    while (zeros < parts->count && parts->digits[zeros] == '0')
        zeros++;
    parts->count -= zeros;
    parts->point -= (int)zeros;
    memmove(parts->digits, parts->digits + zeros, parts->count);
    while (parts->count && parts->digits[parts->count - 1] == '0')
        parts->count--;
    if (!parts->count)
        parts->point = 0;
}

struct hd_decimal_parts hd_decimal_parts(const char *text)
{
    struct hd_decimal_parts parts = { .negative = *text == '-' };
    bool fraction = false;

    /* A valid text ends before the room does; an invalid one must not do harm. */
    for (text += parts.negative; *text && *text != 'e' && parts.count < HD_DECIMAL_MAX; text++) {
        if (*text == '.') {
            fraction = true;
            continue;
        }
        parts.digits[parts.count++] = *text;
        parts.point += !fraction;
        parts.decimals += fraction;
    }
    if (*text == 'e') {
        int exponent = read_exponent(text + 1);

        parts.point += exponent;
        parts.decimals = parts.decimals > exponent ? parts.decimals - exponent : 0;
    }
    strip_zeros(&parts);
    return parts;
}

static int sign(const struct hd_decimal_parts *parts)
{
    return !parts->count ? 0 : parts->negative ? -1 : 1;
}

static int cmp_sizes(const struct hd_decimal_parts *a, const struct hd_decimal_parts *b)
{
    size_t common = a->count < b->count ? a->count : b->count;
    int order;

    if (a->point != b->point)
        return a->point < b->point ? -1 : 1;
    order = memcmp(a->digits, b->digits, common);
    if (order)
        return order < 0 ? -1 : 1;
    return (a->count > b->count) - (a->count < b->count);
}

int hd_decimal_cmp(const char *a, const char *b)
{
    struct hd_decimal_parts left = hd_decimal_parts(a), right = hd_decimal_parts(b);
    int left_sign = sign(&left), right_sign = sign(&right);

    if (left_sign != right_sign)
        return left_sign < right_sign ? -1 : 1;
    return left_sign * cmp_sizes(&left, &right);
}

static locale_t c_locale;

static void make_c_locale(void)
{
    c_locale = newlocale(LC_ALL_MASK, "C", (locale_t)0);
}

/* The C library rounds correctly; asked in the C locale it knows no other decimal mark. */
static double read_slowly(const char *text)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;

    pthread_once(&once, make_c_locale);
    return strtod_l(text, NULL, c_locale);
}

/* When the digits and the power of ten are both exact as doubles, one multiplication or
 * division rounds once and is therefore correctly rounded (Clinger 1990). */
static bool read_quickly(const struct hd_decimal_parts *parts, double *value_out)
{
    static const double tens[] = { 1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                   1e8,  1e9,  1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
                                   1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22 };
    int exponent = parts->point - (int)parts->count;
    uint64_t whole = 0;

    if (parts->count > 19 || exponent < -22 || exponent > 22)
        return false;
    for (size_t i = 0; i < parts->count; i++)
        whole = whole * 10 + (uint64_t)(parts->digits[i] - '0');
    if (whole > UINT64_C(1) << DBL_MANT_DIG)
        return false;
    *value_out = exponent < 0 ? (double)whole / tens[-exponent] : (double)whole * tens[exponent];
    return true;
}

double hd_decimal_double(const char *text)
{
    struct hd_decimal_parts parts = hd_decimal_parts(text);
    double value;

    if (!read_quickly(&parts, &value))
        return read_slowly(text);
    return parts.negative ? -value : value;
}

/* The fewest digits that read back to the same double, as `d.ddde[+-]xx`. */
static void shortest(double value, char out[static HD_DOUBLE_TEXT_MAX])
{
    /* A normal double keeps any 15 digits, so a shorter text shows up as trailing zeros there;
     * below, precision fades and fewer digits may do. */
    int digits = fabs(value) < DBL_MIN ? 1 : 15;

    for (; digits <= 17; digits++) {
        snprintf(out, HD_DOUBLE_TEXT_MAX, "%.*e", digits - 1, value);
        if (read_slowly(out) == value)
            return;
    }
}

void hd_double_text(double value, char out[static HD_DOUBLE_TEXT_MAX])
{
    struct hd_decimal_parts parts;

    if (isnan(value) || isinf(value)) { /* no decimal text exists; callers ask before */
        snprintf(out, HD_DOUBLE_TEXT_MAX, "%s", isnan(value) ? "NaN" : value > 0 ? "+Inf" : "-Inf");
        return;
    }
    shortest(value, out);
    parts = hd_decimal_parts(out);
    if (!parts.count || (fabs(value) >= 1e-6 && fabs(value) < 1e21))
        hd_decimal_plain(&parts, out);
    else
        hd_decimal_scientific(&parts, out);
}

void hd_decimal_plain(const struct hd_decimal_parts *parts, char out[static HD_DOUBLE_TEXT_MAX])
{
    int count = (int)parts->count;
    int first = parts->point > 0 ? 0 : parts->point - 1; /* places before `digits` are zeros */
    int last = parts->point > count ? parts->point : count;
    size_t len = 0;

    if (parts->negative && count)
        out[len++] = '-';
    for (int i = first; i < last; i++) {
        if (i == parts->point)
            out[len++] = '.';
        out[len++] = i < 0 || i >= count ? '0' : parts->digits[i];
    }
    out[len] = '\0';
}

void hd_decimal_scientific(const struct hd_decimal_parts *parts,
                           char out[static HD_DOUBLE_TEXT_MAX])
{
    size_t len = 0;

    if (parts->negative)
        out[len++] = '-';
    out[len++] = parts->digits[0];
    if (parts->count > 1)
        out[len++] = '.';
    memcpy(out + len, parts->digits + 1, parts->count - 1);
    len += parts->count - 1;
    snprintf(out + len, HD_DOUBLE_TEXT_MAX - len, "e%+03d", parts->point - 1);
}
