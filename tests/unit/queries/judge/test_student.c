#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "queries/judge/student.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

/* The tables that every textbook prints: t for a part below it. */
static const struct {
    int freedom;
    double p, t;
} table[] = {
    { 1, 0.90, 3.078 },   { 1, 0.95, 6.314 },   { 1, 0.975, 12.706 },  { 1, 0.99, 31.821 },
    { 1, 0.995, 63.657 }, { 2, 0.90, 1.886 },   { 2, 0.95, 2.920 },    { 2, 0.975, 4.303 },
    { 2, 0.99, 6.965 },   { 3, 0.90, 1.638 },   { 3, 0.95, 2.353 },    { 3, 0.975, 3.182 },
    { 3, 0.995, 5.841 },  { 4, 0.90, 1.533 },   { 4, 0.975, 2.776 },   { 5, 0.90, 1.476 },
    { 5, 0.975, 2.571 },  { 5, 0.99, 3.365 },   { 6, 0.95, 1.943 },    { 7, 0.975, 2.365 },
    { 8, 0.90, 1.397 },   { 9, 0.995, 3.250 },  { 10, 0.90, 1.372 },   { 10, 0.95, 1.812 },
    { 10, 0.975, 2.228 }, { 13, 0.90, 1.350 },  { 15, 0.975, 2.131 },  { 20, 0.90, 1.325 },
    { 20, 0.995, 2.845 }, { 30, 0.90, 1.310 },  { 30, 0.975, 2.042 },  { 60, 0.95, 1.671 },
    { 60, 0.99, 2.390 },  { 120, 0.90, 1.289 }, { 120, 0.975, 1.980 },
};

static void assert_near(double number, double expected, double within)
{
    if (!(fabs(number - expected) <= within))
        fail_msg("%.15g instead of %.15g", number, expected);
}

static void printed_tables_are_met(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(table); i++) {
        assert_near(student_quantile(table[i].p, table[i].freedom), table[i].t, 0.0005001);
        assert_near(student_quantile(1 - table[i].p, table[i].freedom), -table[i].t, 0.0005001);
        assert_near(student_cdf(table[i].t, table[i].freedom), table[i].p, 0.0002);
    }
}

/* One degree: 1/2 + atan(t)/pi; two: 1/2 + t / (2 sqrt(2 + t^2)); three: a textbook integral. */
static void the_first_three_are_elementary(void **state)
{
    static const double at[] = { -40, -3, -1.25, -0.1, 0, 1e-9, 0.5, 1, 2.5, 7, 1000 };
    const double pi = acos(-1);

    (void)state;
    for (size_t i = 0; i < COUNT(at); i++) {
        double t = at[i], x = t / sqrt(3);

        assert_near(student_cdf(t, 1), 0.5 + atan(t) / pi, 1e-14);
        assert_near(student_cdf(t, 2), 0.5 + t / (2 * hypot(sqrt(2), t)), 1e-14);
        assert_near(student_cdf(t, 3), 0.5 + (x / (1 + x * x) + atan(x)) / pi, 1e-14);
    }
}

static void many_degrees_are_the_normal_distribution(void **state)
{
    (void)state;
    assert_near(student_quantile(0.90, 2000000), 1.2815515655446004, 1e-6);
    assert_near(student_quantile(0.975, 2000001), 1.959963984540054, 2e-6);
    assert_near(student_cdf(1.6448536269514722, 1000000), 0.95, 1e-6);
}

static void quantile_and_distribution_are_each_others_inverse(void **state)
{
    static const double parts[] = { 1e-6, 0.001, 0.1, 0.3, 0.5, 0.500001, 0.75, 0.9, 0.9999 };

    (void)state;
    for (int freedom = 1; freedom <= 200; freedom++) {
        for (size_t i = 0; i < COUNT(parts); i++)
            assert_near(student_cdf(student_quantile(parts[i], freedom), freedom), parts[i], 1e-12);
    }
}

static void it_is_symmetric_rises_and_ends_at_0_and_1(void **state)
{
    (void)state;
    for (int freedom = 1; freedom <= 40; freedom++) {
        double before = 0;

        for (double t = -60; t <= 60; t += 0.25) {
            double part = student_cdf(t, freedom);

            assert_near(part + student_cdf(-t, freedom), 1, 1e-15);
            if (part < before - 1e-15)
                fail_msg("falls at %g", t);
            before = part;
        }
        assert_near(student_cdf(INFINITY, freedom), 1, 0);
        assert_near(student_cdf(-INFINITY, freedom), 0, 0);
        assert_near(student_cdf(0, freedom), 0.5, 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(printed_tables_are_met),
        cmocka_unit_test(the_first_three_are_elementary),
        cmocka_unit_test(many_degrees_are_the_normal_distribution),
        cmocka_unit_test(quantile_and_distribution_are_each_others_inverse),
        cmocka_unit_test(it_is_symmetric_rises_and_ends_at_0_and_1),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
