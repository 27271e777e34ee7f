#include <float.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "common/decimal.h"
#include "common/lang.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

/* The same numbers in every run. */
static uint64_t random_bits(uint64_t *seed)
{
    *seed ^= *seed << 13;
    *seed ^= *seed >> 7;
    *seed ^= *seed << 17;
    return *seed;
}

static double library_double(const char *text)
{
    double value = 0;

    sscanf(text, "%lf", &value);
    return value;
}

static bool same_bits(double a, double b)
{
    return memcmp(&a, &b, sizeof a) == 0;
}

static void the_form_is_checked(void **state)
{
    static const struct {
        const char *text;
        bool valid;
    } rows[] = {
        { "0", true },
        { "-0", true },
        { "007", true },
        { "63.2", true },
        { "-1.50", true },
        { "1e5", true },
        { "1.5e-7", true },
        { "1e+300", true },
        { "123456789012345678901234567890123456789012345678", true },
        { "1234567890123456789012345678901234567890123456789", false },
        { "", false },
        { "-", false },
        { "+1", false },
        { ".5", false },
        { "5.", false },
        { "1,5", false },
        { "1 000", false },
        { "1e", false },
        { "1e+", false },
        { "1e1.5", false },
        { "1.2.3", false },
        { "--1", false },
        { "NaN", false },
        { "inf", false },
        { "0x10", false },
        { "1E5", false },
        { " 1", false },
        { "1 ", false },
        { "1e1234567", false },
        { "\xd9\xa1", false }, /* an Arabic digit */
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        if (hd_decimal_valid(rows[i].text, strlen(rows[i].text)) != rows[i].valid)
            fail_msg("'%s'", rows[i].text);
    }
    assert_false(hd_decimal_valid("1\0", 2));
    assert_true(hd_decimal_valid("1.5,", 3));
}

/* In ascending order; on one line are equals. */
static const char *const ascending[][4] = {
    { "-1e400" },
    { "-1e21", "-1000000000000000000000" },
    { "-63.21" },
    { "-63.2", "-63.20", "-6.32e1", "-632e-1" },
    { "-0.1" },
    { "-1e-400" },
    { "0", "-0", "0.000", "-0e5" },
    { "1e-400" },
    { "0.0999999999999999999999999999999999999999999999" },
    { "0.1", "0.10", "1e-1", "00.1" },
    { "0.1000000000000000055511151231257827021181583404" },
    { "9" },
    { "9.99" },
    { "10", "1e1", "1e+1", "10.0" },
    { "9007199254740992" },
    { "9007199254740993" }, /* the double nearest to it is the one before */
    { "9007199254740993.5" },
    { "1e21" },
    { "1e999999" },
};

static void comparison_is_exact(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(ascending) * 4; i++) {
        for (size_t j = 0; j < COUNT(ascending) * 4; j++) {
            const char *a = ascending[i / 4][i % 4], *b = ascending[j / 4][j % 4];

            if (!a || !b)
                continue;
            assert_true(hd_decimal_valid(a, strlen(a)));
            if (hd_decimal_cmp(a, b) != (i / 4 > j / 4) - (i / 4 < j / 4))
                fail_msg("%s and %s", a, b);
        }
    }
}

static void make_decimal(uint64_t *seed, char out[static HD_DECIMAL_MAX + 1])
{
    uint64_t bits = random_bits(seed);
    unsigned decimals = (unsigned)(bits % 7), whole = (unsigned)(bits >> 8) % 2000;
    const char *minus = bits & 0x10000000 ? "-" : "";

    if (decimals)
        snprintf(out, HD_DECIMAL_MAX + 1, "%s%u.%0*u", minus, whole, (int)decimals,
                 (unsigned)(bits >> 40) % 10);
    else
        snprintf(out, HD_DECIMAL_MAX + 1, "%s%ue%d", minus, whole, (int)(bits >> 33) % 5 - 2);
}

static void comparison_agrees_with_doubles(void **state)
{
    uint64_t seed = 88172645463325252u;

    (void)state;
    for (int i = 0; i < 200000; i++) {
        char a[HD_DECIMAL_MAX + 1], b[HD_DECIMAL_MAX + 1];
        double left, right;

        make_decimal(&seed, a);
        make_decimal(&seed, b);
        left = hd_decimal_double(a);
        right = hd_decimal_double(b);
        /* so few digits that different numbers are different doubles */
        if (hd_decimal_cmp(a, b) != (left > right) - (left < right))
            fail_msg("%s and %s", a, b);
    }
}

static void doubles_are_rounded_correctly(void **state)
{
    static const char *const texts[] = {
        "0",
        "-0",
        "1",
        "63.2",
        "0.1",
        "-3.25",
        "123456.789",
        "9007199254740993",
        "9007199254740992.5",
        "9007199254740993.0000000000000000001",
        "1e22",
        "1e23",
        "8.5e22",
        "4503599627370496.5",
        "4503599627370497.5",
        "1e-22",
        "1e-23",
        "2.2250738585072011e-308",
        "2.2250738585072012e-308",
        "4.9e-324",
        "2.4703282292062327e-324",
        "2.4703282292062328e-324",
        "1.7976931348623157e308",
        "1.7976931348623158e308",
        "1e-400",
        "12345678901234567890",
        "0.000000000000000000000000000000000000000000123",
        "100000000000000000000000000000000000000000000000",
        "7.2057594037927933e16",
        "1.00000000000000011102230246251565404236316680",
        "6929495644600919.5",
    };

    (void)state;
    for (size_t i = 0; i < COUNT(texts); i++) {
        assert_true(hd_decimal_valid(texts[i], strlen(texts[i])));
        if (!same_bits(hd_decimal_double(texts[i]), library_double(texts[i])))
            fail_msg("%s: %.17g", texts[i], hd_decimal_double(texts[i]));
    }
    assert_true(isinf(hd_decimal_double("1e400")) && hd_decimal_double("1e400") > 0);
    assert_true(isinf(hd_decimal_double("-1e400")) && hd_decimal_double("-1e400") < 0);
}

static void random_texts_are_rounded_correctly(void **state)
{
    uint64_t seed = 362436069362436069u;

    (void)state;
    for (int i = 0; i < 200000; i++) {
        uint64_t bits = random_bits(&seed);
        char text[HD_DECIMAL_MAX + 1];

        snprintf(text, sizeof text, "%llu.%llue%d", (unsigned long long)(bits >> (bits % 60)),
                 (unsigned long long)(random_bits(&seed) >> (bits % 61)), (int)(bits % 80) - 40);
        assert_true(hd_decimal_valid(text, strlen(text)));
        if (!same_bits(hd_decimal_double(text), library_double(text)))
            fail_msg("%s", text);
    }
}

static void a_double_has_its_shortest_text(void **state)
{
    static const struct {
        double value;
        const char *text;
    } rows[] = {
        { 0, "0" },
        { -0.0, "0" },
        { 1, "1" },
        { 0.1, "0.1" },
        { -3.25, "-3.25" },
        { 1e300, "1e+300" },
        { 63.2, "63.2" },
        { 0.1 + 0.2, "0.30000000000000004" },
        { 1.0 / 3, "0.3333333333333333" },
        { 100, "100" },
        { 1e20, "100000000000000000000" },
        { 1e21, "1e+21" },
        { 123456789012345680000.0, "123456789012345680000" },
        { 1e-6, "0.000001" },
        { 9.5e-7, "9.5e-07" },
        { -1.2345678901234567e-6, "-0.0000012345678901234567" },
        { 5e-324, "5e-324" },
        { DBL_MAX, "1.7976931348623157e+308" },
        { DBL_MIN, "2.2250738585072014e-308" },
        { 1.0 / 0.7, "1.4285714285714286" },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        char text[HD_DOUBLE_TEXT_MAX];

        hd_double_text(rows[i].value, text);
        assert_string_equal(text, rows[i].text);
    }
}

static void a_double_is_read_back_from_its_text(void **state)
{
    uint64_t seed = 521288629521288629u;

    (void)state;
    for (int i = 0; i < 200000; i++) {
        uint64_t bits = random_bits(&seed);
        char text[HD_DOUBLE_TEXT_MAX];
        double value;

        if (i % 2) /* most random bits are far from the sizes that occur */
            value = (double)(int64_t)bits / (double)(random_bits(&seed) | 1);
        else
            memcpy(&value, &bits, sizeof value);
        if (isnan(value) || isinf(value))
            continue;
        hd_double_text(value, text);
        if (!hd_decimal_valid(text, strlen(text)) || !same_bits(hd_decimal_double(text), value))
            fail_msg("%.17g: %s", value, text);
    }
}

struct label_row {
    const char *text;
    struct hd_number_style style;
    const char *label;
};

#define D(n)                                                                                       \
    {                                                                                              \
        .decimals = n                                                                              \
    }
#define MINUS "\xe2\x88\x92"

static const struct label_row labels[] = {
    { "62.5", D(0), "63" },
    { "-62.5", D(0), MINUS "63" },
    { "62.4999", D(0), "62" },
    { "0.5", D(0), "1" },
    { "0.49", D(0), "0" },
    { "-0.05", D(1), MINUS "0.1" },
    { "-0.04", D(1), "0.0" },
    { "-0.004", D(1), "0.0" },
    { "-0", D(-1), "0" },
    { "-0.00", D(-1), "0.00" },
    { "9.99", D(1), "10.0" },
    { "99.95", D(1), "100.0" },
    { "999999.5", D(0), "1,000,000" },
    { "1.005", D(2), "1.01" }, /* the double would be below the half */
    { "2.675", D(2), "2.68" },
    { "3", D(2), "3.00" },
    { "12.50", D(-1), "12.50" },
    { "007.5", D(-1), "7.5" },
    { "0.000123", D(2), "0.00" },
    { "9999", D(0), "9999" },
    { "9999.9", D(0), "10,000" },
    { "10000", D(0), "10,000" },
    { "123456", D(1), "123,456.0" },
    { "1234567.891", D(-1), "1,234,567.891" },
    { "1.5e3", D(-1), "1500" },
    { "1.5e6", D(-1), "1,500,000" },
    { "1.5e-3", D(-1), "0.0015" },
    { "1e300", D(-1), "1e300" }, /* not written out */
    { "-1e300", D(0), MINUS "1e300" },
    { "12345678901234567890123456789012345678901234567", D(-1),
      "12345678901234567890123456789012345678901234567" },
    { "5", { .decimals = 1, .sign_always = true }, "+5.0" },
    { "-5", { .decimals = 1, .sign_always = true }, MINUS "5.0" },
    { "0", { .decimals = 1, .sign_always = true }, "0.0" },
    { "0.04", { .decimals = 1, .sign_always = true }, "0.0" },
    { "-12345.65", { .decimals = 1, .ascii = true }, "-12345.7" },
    { "-1e300", { .decimals = -1, .ascii = true }, "-1e300" },
};

static void labels_are_rounded_on_decimals(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(labels); i++) {
        char label[64];

        hd_decimal_label(labels[i].text, NULL, labels[i].style, label);
        if (strcmp(label, labels[i].label) != 0)
            fail_msg("%s: %s instead of %s", labels[i].text, label, labels[i].label);
    }
}

static void doubles_have_labels_too(void **state)
{
    static const struct {
        double value;
        struct hd_number_style style;
        const char *label;
    } rows[] = {
        { 62.5, D(0), "63" },
        { 0.1 + 0.2, D(-1), "0.3" },
        { 1.0 / 3, D(-1), "0.3333" },
        { 2.0 / 3, D(-1), "0.6667" },
        { 50, D(-1), "50" },
        { 50.5, D(-1), "50.5" },
        { 0.00004, D(-1), "0" },
        { -0.00005, D(-1), MINUS "0.0001" },
        { 9.99996, D(-1), "10" },
        { 123456.5, D(-1), "123,456.5" },
        { 1e-9, D(1), "0.0" },
        { 2.675, D(2), "2.68" }, /* what people read is rounded, not what the machine holds */
        { -4.5, { .decimals = 1, .ascii = true }, "-4.5" },
    };
    char label[64];

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        hd_double_label(rows[i].value, NULL, rows[i].style, label);
        assert_string_equal(label, rows[i].label);
    }
    hd_double_label((double)NAN, NULL, (struct hd_number_style)D(1), label);
    assert_string_equal(label, "\xe2\x80\x93");
}

static void the_language_gives_the_marks(void **state)
{
    size_t count;
    const struct hd_lang *const *all = hd_lang_all(&count);

    (void)state;
    for (size_t i = 0; i < count; i++) {
        char label[64], expect[64];
        const char *mark = hd_tr_ctx(all[i], "format", "."),
                   *group = hd_tr_ctx(all[i], "format", ",");

        assert_string_not_equal(mark, group);
        snprintf(expect, sizeof expect, MINUS "1%s234%s567%s9", group, group, mark);
        hd_decimal_label("-1234567.89", all[i], (struct hd_number_style)D(1), label);
        assert_string_equal(label, expect);
    }
}

static void products_are_exact(void **state)
{
    static const struct {
        const char *text, *factor, *product; /* NULL: more digits than can be kept */
    } rows[] = {
        { "1", "1", "1" },
        { "12.50", "0.001", "0.01250" },
        { "12.50", "1000", "12500" },
        { "12.50", "10", "125.0" },
        { "12.50", "100", "1250" },
        { "12.5", "8", "100.0" },
        { "0.1", "3", "0.3" },
        { "1.1", "1.1", "1.21" },
        { "-7", "0.5", "-3.5" },
        { "-7", "-0.5", "3.5" },
        { "5", "1e-3", "0.005" },
        { "5", "1e3", "5000" },
        { "1.5e3", "2", "3000" },
        { "1.5e-3", "2", "0.0030" },
        { "0", "1000", "0" },
        { "0.00", "0.1", "0.000" },
        { "-0", "5", "0" },
        { "007", "1", "7" },
        { "9007199254740993", "0.001", "9007199254740.993" },
        { "999999999999999999999999", "999999999999999999999999",
          "999999999999999999999998000000000000000000000001" },
        { "123456789012345678901234567890.5", "1000", "123456789012345678901234567890500" },
        { "1e300", "1e300", "1e+600" },
        { "25e-100", "4", "1e-98" },
        { "1e999999", "1e999999", NULL },
        { "1234567890123456789012345.6", "1234567890123456789012345.6", NULL },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        char out[HD_DECIMAL_MAX + 1] = "";
        bool fits = hd_decimal_times(rows[i].text, rows[i].factor, out);

        if (fits != (rows[i].product != NULL) || (fits && strcmp(out, rows[i].product) != 0))
            fail_msg("%s * %s gives %s", rows[i].text, rows[i].factor, fits ? out : "nothing");
    }
}

/* Whole numbers have another way to be multiplied. */
static void products_agree_with_whole_numbers(void **state)
{
    uint64_t seed = 88172645463325252;

    (void)state;
    for (int i = 0; i < 100000; i++) {
        uint64_t a = random_bits(&seed) >> (32 + i % 16), b = random_bits(&seed) >> (32 + i % 7);
        int shift = i % 9;
        char left[32], right[32], whole[64], out[HD_DECIMAL_MAX + 1];

        snprintf(left, sizeof left, "%llue-%d", (unsigned long long)a, shift);
        snprintf(right, sizeof right, "%llu", (unsigned long long)b);
        snprintf(whole, sizeof whole, "%llue-%d", (unsigned long long)(a * b), shift);
        assert_true(hd_decimal_times(left, right, out));
        assert_true(hd_decimal_valid(out, strlen(out)));
        assert_int_equal(hd_decimal_cmp(out, whole), 0);
        assert_true(hd_decimal_times(right, left, out));
        assert_int_equal(hd_decimal_cmp(out, whole), 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_form_is_checked),
        cmocka_unit_test(comparison_is_exact),
        cmocka_unit_test(comparison_agrees_with_doubles),
        cmocka_unit_test(doubles_are_rounded_correctly),
        cmocka_unit_test(random_texts_are_rounded_correctly),
        cmocka_unit_test(a_double_has_its_shortest_text),
        cmocka_unit_test(a_double_is_read_back_from_its_text),
        cmocka_unit_test(labels_are_rounded_on_decimals),
        cmocka_unit_test(doubles_have_labels_too),
        cmocka_unit_test(the_language_gives_the_marks),
        cmocka_unit_test(products_are_exact),
        cmocka_unit_test(products_agree_with_whole_numbers),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
