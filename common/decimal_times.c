#include <stdio.h>
#include <string.h>

#include "common/decimal.h"
#include "common/decimal_parts.h"

/* <digits> * 10^power */
struct product {
    bool negative;
    char digits[2 * HD_DECIMAL_MAX];
    size_t count;
    int power;
};

/* As on paper: each digit of `b` times all of `a`, added up in place. */
static void multiply_digits(const struct hd_decimal_parts *a, const struct hd_decimal_parts *b,
                            struct product *product)
{
    unsigned char sums[2 * HD_DECIMAL_MAX] = { 0 };
    size_t count = a->count + b->count, zeros = 0;

    for (size_t i = b->count; i-- > 0;) {
        unsigned carry = 0;

        for (size_t j = a->count; j-- > 0;) {
            unsigned sum = sums[i + j + 1] + carry +
                           (unsigned)(a->digits[j] - '0') * (unsigned)(b->digits[i] - '0');

            sums[i + j + 1] = (unsigned char)(sum % 10);
            carry = sum / 10;
        }
        sums[i] = (unsigned char)carry;
    }
    while (zeros < count && !sums[zeros])
        zeros++;
    for (size_t i = zeros; i < count; i++)
        product->digits[product->count++] = (char)('0' + sums[i]);
}

/* Zeros at the end were stripped; those behind the mark are part of how the number is written. */
static void restore_zeros(struct product *product, int decimals)
{
    while (product->power > -decimals && product->count < sizeof product->digits) {
        product->digits[product->count++] = '0';
        product->power--;
    }
}

static size_t plain_len(const struct product *product)
{
    int count = (int)product->count, point = count + product->power;

    if (product->power >= 0)
        return product->negative + (size_t)point;
    return product->negative + 1 + (point > 0 ? product->count : (size_t)(1 - product->power));
}

static void write_plain(const struct product *product, char out[static HD_DECIMAL_MAX + 1])
{
    int count = (int)product->count, point = count + product->power;
    int first = point > 0 ? 0 : point - 1; /* places before the digits are zeros */
    int last = point > count ? point : count;
    size_t len = 0;

    if (product->negative)
        out[len++] = '-';
    for (int i = first; i < last; i++) {
        if (i == point)
            out[len++] = '.';
        out[len++] = i < 0 || i >= count ? '0' : product->digits[i];
    }
    out[len] = '\0';
}

static bool write_scientific(struct product *product, char out[static HD_DECIMAL_MAX + 1])
{
    char text[sizeof product->digits + 24];
    int len;

    while (product->count > 1 && product->digits[product->count - 1] == '0') {
        product->count--;
        product->power++;
    }
    len = snprintf(text, sizeof text, "%s%c%s%.*se%+03d", product->negative ? "-" : "",
                   product->digits[0], product->count > 1 ? "." : "", (int)product->count - 1,
                   product->digits + 1, product->power + (int)product->count - 1);
    if (len < 0 || !hd_decimal_valid(text, (size_t)len))
        return false;
    memcpy(out, text, (size_t)len + 1);
    return true;
}

bool hd_decimal_times(const char *text, const char *factor, char out[static HD_DECIMAL_MAX + 1])
{
    struct hd_decimal_parts a = hd_decimal_parts(text), b = hd_decimal_parts(factor);
    /* 12.50 is a number of two decimals; times 0.001 it has five, times 1000 none. */
    int decimals = a.decimals - (b.point - (int)b.count);
    struct product product = { .negative = a.negative != b.negative };

    decimals = decimals > 0 ? decimals : 0;
    if (!a.count || !b.count) {
        product = (struct product){ .digits = "0", .count = 1 };
        product.power = decimals < HD_DECIMAL_MAX - 2 ? -decimals : 0;
    } else {
        multiply_digits(&a, &b, &product);
        product.power = a.point - (int)a.count + b.point - (int)b.count;
        restore_zeros(&product, decimals);
    }
    if (plain_len(&product) > HD_DECIMAL_MAX)
        return write_scientific(&product, out);
    write_plain(&product, out);
    return true;
}
