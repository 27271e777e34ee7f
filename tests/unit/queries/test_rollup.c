/* How samples become one value: rules, published quantiles, and what must hold always. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "queries/rollup.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

static struct rollup_rule rule_of(const char *text)
{
    struct rollup_rule rule;
    const char *why;

    if (!rollup_rule_parse(text, &rule, &why))
        fail_msg("%s: %s", text, why);
    return rule;
}

/* ---- rules ---- */

static void rules_are_read(void **state)
{
    static const struct {
        const char *text;
        enum rollup_kind kind;
        int percentile, trim;
        const char *from, *to;
    } rows[] = {
        { "median", ROLLUP_MEDIAN, 0, 0, "", "" },
        { "mean", ROLLUP_MEAN, 0, 0, "", "" },
        { "sum", ROLLUP_SUM, 0, 0, "", "" },
        { "last", ROLLUP_LAST, 0, 0, "", "" },
        { "count", ROLLUP_COUNT, 0, 0, "", "" },
        { "p90", ROLLUP_PERCENTILE, 9000, 0, "", "" },
        { "p97.5", ROLLUP_PERCENTILE, 9750, 0, "", "" },
        { "p0.01", ROLLUP_PERCENTILE, 1, 0, "", "" },
        { "share 4..5", ROLLUP_SHARE, 0, 0, "4", "5" },
        { "share -0.5..0.5", ROLLUP_SHARE, 0, 0, "-0.5", "0.5" },
        { "share 25..", ROLLUP_SHARE, 0, 0, "25", "" },
        { "share ..2", ROLLUP_SHARE, 0, 0, "", "2" },
        { "median trim 5 %", ROLLUP_MEDIAN, 0, 500, "", "" },
        { " mean  trim 2.5% ", ROLLUP_MEAN, 0, 250, "", "" },
        { "mean trim 0", ROLLUP_MEAN, 0, 0, "", "" },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct rollup_rule rule = rule_of(rows[i].text);

        assert_int_equal(rule.kind, rows[i].kind);
        assert_int_equal(rule.percentile, rows[i].percentile);
        assert_int_equal(rule.trim, rows[i].trim);
        assert_string_equal(rule.from, rows[i].from);
        assert_string_equal(rule.to, rows[i].to);
    }
}

static void what_is_no_rule_says_why(void **state)
{
    static const struct {
        const char *text, *says;
    } rows[] = {
        { "", "Write median" },
        { "medium", "Write median" },
        { "median of it", "Write median" },
        { "p", "Write median" },
        { "p0", "percentile" },
        { "p100", "percentile" },
        { "p1000", "percentile" },
        { "p90.123", "percentile" },
        { "share", "range" },
        { "share 4", "range" },
        { "share ..", "range" },
        { "share 5..4", "range" },
        { "share a..b", "range" },
        { "share 1..1234567890123456", "range" },
        { "sum trim 5 %", "Only median and mean" },
        { "share 4..5 trim 5 %", "Only median and mean" },
        { "median trim", "half" },
        { "median trim 50 %", "half" },
        { "median trim -1 %", "half" },
        { "median trim 5 % 5 %", "Write median" },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct rollup_rule rule;
        const char *why = "";

        if (rollup_rule_parse(rows[i].text, &rule, &why) || !strstr(why, rows[i].says))
            fail_msg("'%s': %s", rows[i].text, why);
        assert_int_equal(rule.kind, ROLLUP_NONE);
    }
}

/* ---- values ---- */

/* Samples are words parted by blanks. */
static struct rollup_value roll(const char *rule_text, int decimals, const char *samples)
{
    struct rollup_rule rule = rule_of(rule_text);
    struct rollup *rollup = rollup_open(&rule);
    struct rollup_value value;
    char *copy = strdup(samples), *rest = copy, *word;

    while ((word = strsep(&rest, " ")))
        if (*word)
            rollup_add(rollup, word);
    free(copy);
    assert_true(rollup_close(&rollup, decimals, &value));
    return value;
}

/* Miles per gallon of the 32 cars of Motor Trend (1974) that R ships as mtcars. */
#define CARS                                                                                       \
    "21.0 21.0 22.8 21.4 18.7 18.1 14.3 24.4 22.8 19.2 17.8 16.4 17.3 15.2 10.4 10.4 14.7 32.4 "   \
    "30.4 33.9 21.5 15.5 15.2 13.3 19.2 27.3 26.0 30.4 15.8 19.7 15.0 21.4"
#define TEN "1 2 3 4 5 6 7 8 9 10"

static void values_are_those_published(void **state)
{
    static const struct {
        const char *rule;
        int decimals;
        const char *samples, *value, *low, *high;
        size_t used;
    } rows[] = {
        /* R: quantile(1:10) is 1.00 3.25 5.50 7.75 10.00 */
        { "median", 1, TEN, "5.5", "3.25", "7.75", 10 },
        { "p90", 1, TEN, "9.1", "3.25", "7.75", 10 },
        { "p97.5", 1, TEN, "9.775", "3.25", "7.75", 10 },
        /* R: summary(mtcars$mpg) is 15.43 (15.425) 19.20 20.09 22.80; mean 20.090625 */
        { "median", 1, CARS, "19.2", "15.425", "22.8", 32 },
        { "mean", 1, CARS, "20.091", "15.425", "22.8", 32 },
        { "mean", 4, CARS, "20.090625", "15.425", "22.8", 32 },
        /* R: quantile(mtcars$mpg, c(.1, .9)) is 14.34 30.09 */
        { "p10", 1, CARS, "14.34", "15.425", "22.8", 32 },
        { "p90", 1, CARS, "30.09", "15.425", "22.8", 32 },
        /* R: mean(mtcars$mpg, trim = 0.1) is 19.69615 */
        { "mean trim 10 %", 3, CARS, "19.69615", "15.95", "21.475", 26 },
        { "sum", 1, CARS, "642.9", "", "", 32 },
        { "last", 1, CARS, "21.4", "15.425", "22.8", 32 },
        { "count", 1, CARS, "32", "", "", 32 },
        { "share 20..25", 1, CARS, "25", "", "", 32 },
        /* by hand */
        { "share 4..5", 1, "5 4 3 4.0 1 5 2", "57.143", "", "", 7 },
        { "share ..2", 0, "5 4 3 4 1 5 2", "28.57", "", "", 7 },
        { "share 6..", 0, "5 4", "0", "", "", 2 },
        { "median", 0, "0.1 0.2", "0.15", "0.125", "0.175", 2 },
        { "median", 0, "7", "7", "7", "7", 1 },
        { "median", 0, "-1 -2 -4 -3", "-2.5", "-3.25", "-1.75", 4 },
        { "mean", 0, "-1 -2 -2", "-1.67", "-2", "-1.5", 3 },
        { "mean", 0, "0.005 0.005", "0.01", "0.005", "0.005", 2 },
        { "mean", 0, "-0.005 -0.005", "-0.01", "-0.005", "-0.005", 2 },
        { "sum", 0, "0.1 0.2 -0.3", "0", "", "", 3 },
        { "sum", 0, "1e3 2.5e-1", "1000.25", "", "", 2 },
        { "sum", 0, "999999999999999 999999999999999.999999999999", "1999999999999998.999999999999",
          "", "", 2 },
        { "last", 0, "3.10 2.50", "2.50", "2.65", "2.95", 2 },
        { "mean trim 25 %", 0, "1000 1 2 3", "2.5", "2.25", "2.75", 2 },
        { "median trim 5 %", 0, "1 2 3", "2", "1.5", "2.5", 3 },
        /* a program's 17 digits are rounded at the twelfth decimal */
        { "median", 0, "93.451234567890123", "93.45123456789", "93.45123456789", "93.45123456789",
          1 },
        { "sum", 0, "0.0000000000004 0.0000000000005", "0.000000000001", "", "", 2 },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct rollup_value got = roll(rows[i].rule, rows[i].decimals, rows[i].samples);

        if (strcmp(got.value, rows[i].value) != 0 || strcmp(got.low, rows[i].low) != 0 ||
            strcmp(got.high, rows[i].high) != 0 || got.used != rows[i].used)
            fail_msg("%zu: %s of %.20s...: %s in %s to %s, of %zu", i, rows[i].rule,
                     rows[i].samples, got.value, got.low, got.high, got.used);
    }
}

static void of_nothing_there_is_nothing(void **state)
{
    struct rollup_rule rule = rule_of("median");
    struct rollup *rollup = rollup_open(&rule);
    struct rollup_value value;

    (void)state;
    assert_false(rollup_close(&rollup, 1, &value));
    assert_null(rollup);
}

static void what_cannot_be_added_up_exactly_is_not_taken(void **state)
{
    static const struct {
        const char *value;
        bool taken;
    } rows[] = { { "999999999999999", true },
                 { "1000000000000000", false },
                 { "-999999999999999.9", true },
                 { "1e15", false },
                 { "1e14", true },
                 { "0.00000000000000000001", true },
                 { "000000000000000000.5", true } };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++)
        assert_int_equal(rollup_takes(rows[i].value), rows[i].taken);
}

/* ---- what must hold always ---- */

#define DRAWN 37

struct drawn {
    char texts[DRAWN][16];
    size_t count;
};

static unsigned draw(unsigned *seed)
{
    *seed = *seed * 1103515245u + 12345u;
    return *seed >> 8;
}

static struct drawn draw_samples(unsigned *seed)
{
    struct drawn drawn = { .count = 1 + draw(seed) % DRAWN };

    for (size_t i = 0; i < drawn.count; i++)
        snprintf(drawn.texts[i], sizeof drawn.texts[i], "%d.%02u", (int)(draw(seed) % 200) - 100,
                 draw(seed) % 100);
    return drawn;
}

static void shuffle(struct drawn *drawn, unsigned *seed)
{
    for (size_t i = drawn->count; i > 1; i--) {
        size_t other = draw(seed) % i;
        char kept[16];

        memcpy(kept, drawn->texts[i - 1], sizeof kept);
        memcpy(drawn->texts[i - 1], drawn->texts[other], sizeof kept);
        memcpy(drawn->texts[other], kept, sizeof kept);
    }
}

static struct rollup_value roll_drawn(const char *rule_text, const struct drawn *drawn)
{
    struct rollup_rule rule = rule_of(rule_text);
    struct rollup *rollup = rollup_open(&rule);
    struct rollup_value value;

    for (size_t i = 0; i < drawn->count; i++)
        rollup_add(rollup, drawn->texts[i]);
    assert_true(rollup_close(&rollup, 2, &value));
    return value;
}

static void assert_same(const struct rollup_value *a, const struct rollup_value *b)
{
    assert_string_equal(a->value, b->value);
    assert_string_equal(a->low, b->low);
    assert_string_equal(a->high, b->high);
    assert_int_equal(a->used, b->used);
}

static void the_order_of_samples_does_not_matter(void **state)
{
    static const char *const rules[] = { "median",          "mean",        "sum",
                                         "count",           "p90",         "share 0..9",
                                         "median trim 5 %", "mean trim 20" };
    unsigned seed = 7;

    (void)state;
    for (int round = 0; round < 200; round++) {
        struct drawn drawn = draw_samples(&seed);

        for (size_t i = 0; i < COUNT(rules); i++) {
            struct rollup_value before = roll_drawn(rules[i], &drawn), after;

            shuffle(&drawn, &seed);
            after = roll_drawn(rules[i], &drawn);
            assert_same(&before, &after);
        }
    }
}

static void trimming_nothing_is_no_trimming_and_the_median_is_p50(void **state)
{
    static const char *const pairs[][2] = { { "median", "median trim 0 %" },
                                            { "mean", "mean trim 0 %" },
                                            { "median", "p50" } };
    unsigned seed = 11;

    (void)state;
    for (int round = 0; round < 200; round++) {
        struct drawn drawn = draw_samples(&seed);

        for (size_t i = 0; i < COUNT(pairs); i++) {
            struct rollup_value a = roll_drawn(pairs[i][0], &drawn);
            struct rollup_value b = roll_drawn(pairs[i][1], &drawn);

            assert_same(&a, &b);
        }
    }
}

static void quantiles_grow_and_lie_within_the_samples(void **state)
{
    static const char *const rising[] = { "p0.01", "p10", "p25", "p50", "p75", "p90", "p99.99" };
    unsigned seed = 13;

    (void)state;
    for (int round = 0; round < 200; round++) {
        struct drawn drawn = draw_samples(&seed);
        struct rollup_value before = roll_drawn(rising[0], &drawn);

        for (size_t i = 1; i < COUNT(rising); i++) {
            struct rollup_value now = roll_drawn(rising[i], &drawn);

            assert_true(hd_decimal_cmp(before.value, now.value) <= 0);
            before = now;
        }
        assert_true(hd_decimal_cmp(before.value, "100") < 0);
    }
}

int main(void)
{
    const struct CMUnitTest rollup[] = {
        cmocka_unit_test(rules_are_read),
        cmocka_unit_test(what_is_no_rule_says_why),
        cmocka_unit_test(values_are_those_published),
        cmocka_unit_test(of_nothing_there_is_nothing),
        cmocka_unit_test(what_cannot_be_added_up_exactly_is_not_taken),
        cmocka_unit_test(the_order_of_samples_does_not_matter),
        cmocka_unit_test(trimming_nothing_is_no_trimming_and_the_median_is_p50),
        cmocka_unit_test(quantiles_grow_and_lie_within_the_samples),
    };

    return cmocka_run_group_tests(rollup, NULL, NULL);
}
