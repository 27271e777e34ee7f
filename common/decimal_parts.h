/* common/decimal_parts.h - for those who compute with digits: a decimal text taken apart. */
#ifndef HEDEF_COMMON_DECIMAL_PARTS_H
#define HEDEF_COMMON_DECIMAL_PARTS_H

#include <stdbool.h>
#include <stddef.h>

#include "common/decimal.h"

/* The value is 0.<digits> * 10^point, with no zero first or last; no digits: zero. */
struct hd_decimal_parts {
    bool negative;
    char digits[HD_DECIMAL_MAX];
    size_t count;
    int point;
    int decimals; /* places after the mark as written, trailing zeros included */
};

struct hd_decimal_parts hd_decimal_parts(const char *text); /* valid text */

/* `0.0012`, `1200`; the caller knows that it fits. */
void hd_decimal_plain(const struct hd_decimal_parts *parts, char out[static HD_DOUBLE_TEXT_MAX]);
/* `1.2e-07`; not zero, at most 17 digits. */
void hd_decimal_scientific(const struct hd_decimal_parts *parts,
                           char out[static HD_DOUBLE_TEXT_MAX]);

#endif
