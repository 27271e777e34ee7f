#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "common/buf.h"
#include "common/lang.h"
#include "daemon/reckoning.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

static void what_is_printed_is_computed(void **state)
{
    static const struct {
        const char *text;
        double value;
    } rows[] = {
        { "30 + (50 - 30) * 1461 / 1826", 30 + 20.0 * 1461 / 1826 },
        { "2 * 3 + 4", 10 },
        { "2 + 3 * 4", 14 },
        { "10 - 4 - 3", 3 },
        { "100 / 5 / 2", 10 },
        { "2^3^2", 512 },
        { "-2^2", -4 },
        { "(-2)^2", 4 },
        { "4 - -3", 7 },
        { "2^-1", 0.5 },
        { "1.5e3 + 2E0", 0 }, /* a capital is no number */
        { "1.5e3 + 2", 1502 },
        { "2024-12-31 - 2016-12-31", 2922 },
        { "(2024-03-01 - 2024-02-28) * 2", 4 },
        { "median(3; 1; 2)", 2 },
        { "median(4; 1; 2; 3)", 2.5 },
        { "mean(1; 2; 6)", 3 },
        { "min(3; -1; 2)", -1 },
        { "max(min(120; 100); 0)", 100 },
        { "abs(-2.5)", 2.5 },
        { "sqrt(16) + ln(exp(1))", 5 },
        { "t_cdf(0; 3)", 0.5 },
        { "t_quantile(0.9; 1)", 3.0776835371752527 },
    };
    double value;

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        if (rows[i].value == 0) {
            assert_false(reckoning_value(rows[i].text, &value));
            continue;
        }
        if (!reckoning_value(rows[i].text, &value))
            fail_msg("'%s' cannot be read", rows[i].text);
        if (!(value - rows[i].value < 1e-9 && rows[i].value - value < 1e-9))
            fail_msg("'%s' gives %.15g", rows[i].text, value);
    }
}

static void nonsense_has_no_value(void **state)
{
    static const char *const texts[] = {
        "",        "1 +",      "(1",       "1)",        "1 2",         "sin(1)",
        "ln(0)",   "1 / 0",    "median()", "abs(1; 2)", "t_cdf(1; 0)", "t_quantile(1; 3)",
        "a + b",   "1,5",      "0x10",     "sqrt(-1)",  "..5",         "t_quantile(0.9)",
        "mean(1;", "\u2212 1",
    };
    double value;

    (void)state;
    for (size_t i = 0; i < COUNT(texts); i++)
        if (reckoning_value(texts[i], &value))
            fail_msg("'%s' has the value %g", texts[i], value);
}

static void brackets_without_end_do_no_harm(void **state)
{
    char text[4001];
    double value;

    (void)state;
    memset(text, '(', sizeof text - 1);
    text[sizeof text - 1] = '\0';
    assert_false(reckoning_value(text, &value));
    memset(text, '-', sizeof text - 1);
    assert_false(reckoning_value(text, &value));
    for (size_t i = 0; i < sizeof text - 1; i++)
        text[i] = i % 2 ? '^' : '2';
    assert_false(reckoning_value(text, &value));
}

static void people_see_their_own_marks(void **state)
{
    struct hd_buf out HD_BUF_AUTO = { 0 };

    (void)state;
    hd_buf_init(&out, 256);
    reckoning_label("-1.5 * (2024-12-31 - 2016-12-31)", hd_lang_find("en"), &out);
    assert_string_equal(out.data, "\u22121.5 \u00d7 (2024-12-31 \u2212 2016-12-31)");
    hd_buf_reset(&out);
    reckoning_label("0.6 <= 0.7 < 0.95 >= -1", NULL, &out);
    assert_string_equal(out.data, "0.6 \u2264 0.7 < 0.95 \u2265 \u22121");
    hd_buf_reset(&out);
    reckoning_label("1.5 - 2 ...", hd_lang_find("ru"), &out);
    assert_string_equal(out.data, "1,5 \u2212 2 ...");
}

static void numbers_have_no_more_digits_than_needed(void **state)
{
    static const struct {
        double value;
        int digits;
        const char *text;
    } rows[] = {
        { 46.00273822562979, 6, "46.0027" },  { 1.5, 6, "1.5" }, { 1234567.4, 6, "1234567" },
        { -0.000123456789, 4, "-0.0001235" }, { 0, 6, "0" },     { 99.9999999, 6, "100" },
        { 1.5e-30, 3, "1.50e-30" },
    };
    char text[RECKONING_NUMBER_MAX];

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        reckoning_number(rows[i].value, rows[i].digits, text);
        assert_string_equal(text, rows[i].text);
    }
}

static void a_result_is_what_both_agree_on(void **state)
{
    static const struct {
        double value, reckoned;
        const char *text; /* NULL: they do not agree */
        bool exact;
    } rows[] = {
        { 46.5, 46.5, "46.5", true },
        { 46.00273822, 46.00273822, "46.0027", false },
        /* carried numbers were rounded: the last digits are not shown */
        { -6.31806569, -6.3181, "-6.3181", true },
        { 0.2752903, 0.2752837, "0.2753", false },
        /* a half is rounded up by some and down by others */
        { 2958.675, 2958.675, "2958.7", false },
        { 42.4, 43.1, NULL, false },
        { 0, 1e-17, "0", true },
    };
    char text[RECKONING_NUMBER_MAX];
    bool exact;

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        bool agreed =
            reckoning_result(rows[i].value, rows[i].reckoned, 6, RECKONING_DECIMALS, text, &exact);

        assert_int_equal(agreed, rows[i].text != NULL);
        if (!agreed)
            continue;
        assert_string_equal(text, rows[i].text);
        assert_int_equal(exact, rows[i].exact);
    }
    /* of a probability few decimals are enough */
    assert_true(reckoning_result(0.0085221, 0.0085210, 6, 6, text, &exact));
    assert_string_equal(text, "0.00852");
    assert_true(reckoning_result(1.6e-10, 1.7e-10, 6, 6, text, &exact));
    assert_string_equal(text, "0");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_printed_is_computed),
        cmocka_unit_test(nonsense_has_no_value),
        cmocka_unit_test(brackets_without_end_do_no_harm),
        cmocka_unit_test(people_see_their_own_marks),
        cmocka_unit_test(numbers_have_no_more_digits_than_needed),
        cmocka_unit_test(a_result_is_what_both_agree_on),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
