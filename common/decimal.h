/* common/decimal.h - decimal text: kept digit for digit, compared exactly, never through a locale.
 *
 * The form is `-?digits[.digits][e[+-]digits]`, ASCII, at most HD_DECIMAL_MAX bytes. */
#ifndef HEDEF_COMMON_DECIMAL_H
#define HEDEF_COMMON_DECIMAL_H

#include <stdbool.h>
#include <stddef.h>

#define HD_DECIMAL_MAX     48
#define HD_DOUBLE_TEXT_MAX 32

struct hd_lang;

bool hd_decimal_valid(const char *text, size_t len);

/* -1, 0, 1 on the exact values; "1.50" equals "1.5", "-0" equals "0".  Both must be valid. */
int hd_decimal_cmp(const char *a, const char *b);

/* The exact product as text; `12.50` is meant to two decimals, so that times 0.001 gives 0.01250
 * and times 1000 gives 12500.  Both must be valid.  false: it has more digits than can be kept. */
bool hd_decimal_times(const char *text, const char *factor, char out[static HD_DECIMAL_MAX + 1]);

/* Correctly rounded; the text must be valid.  Too large gives +-HUGE_VAL. */
double hd_decimal_double(const char *text);

/* The shortest decimal text that reads back to the same double: 0.1, 1e+300, -3.25. */
void hd_double_text(double value, char out[static HD_DOUBLE_TEXT_MAX]);

/* For people: rounded half away from zero on decimals, with the language's decimal mark, true
 * minus sign and grouping from 10 000 up; `decimals` < 0 keeps all digits of a text and
 * at most 4 of a double.  sign_always puts + before positive numbers. */
struct hd_number_style {
    int decimals;
    bool sign_always;
    bool ascii; /* '-' and '.', for text programs read */
};
void hd_decimal_label(const char *text, const struct hd_lang *lang, struct hd_number_style style,
                      char out[static 64]);
void hd_double_label(double value, const struct hd_lang *lang, struct hd_number_style style,
                     char out[static 64]);

#endif
