#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "queries/judge/forecast.h"
#include "queries/judge/student.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

/* Air passengers 1990-2004, with the digits that were published with the vectors. */
static const double passengers[] = { 17.5534, 21.86,   23.8866, 26.9293, 26.8885,
                                     28.8314, 30.0751, 30.9535, 30.1857, 31.5797,
                                     32.5776, 33.4774, 39.0216, 41.3864, 41.5966 };
#define YEARS COUNT(passengers)

static void assert_near(double number, double expected, double within)
{
    if (!(fabs(number - expected) <= within))
        fail_msg("%.12g instead of %.12g", number, expected);
}

static void fill(struct forecast_point *points)
{
    for (size_t i = 0; i < YEARS; i++)
        points[i] = (struct forecast_point){ .years = 1991 + (double)i, .value = passengers[i] };
}

static void the_published_slope_and_intercept_are_met(void **state)
{
    struct forecast_point points[YEARS];
    double slope;

    (void)state;
    fill(points);
    slope = forecast_slope(points, YEARS);
    assert_near(slope, 1.47081, 5e-6);
    /* x counts from the first value there. */
    assert_near(forecast_intercept(points, YEARS, slope) + slope * 1991, 19.89003, 5e-6);
}

static void hedef_default_three_years_ahead(void **state)
{
    struct forecast_point points[YEARS];
    struct forecast_line line;
    double centre, sigma, reach;

    (void)state;
    fill(points);
    line = forecast_default(points, YEARS);
    centre = passengers[YEARS - 1] + forecast_growth(line.slope, 3);
    sigma = forecast_sigma(&line, 3);
    reach = student_quantile(0.9, line.freedom) * sigma;
    assert_int_equal(line.differences, 14);
    assert_int_equal(line.freedom, 13);
    assert_near(line.basis, 14, 0);
    assert_near(centre, 45.18390559, 1e-8);
    assert_near(sigma, 4.525834084656299, 1e-12);
    assert_near(centre - reach, 39.073254351114926, 1e-9);
    assert_near(centre + reach, 51.29455682888508, 1e-9);
    assert_near(student_cdf((centre - 45) / sigma, line.freedom), 0.5158976905834323, 1e-10);
}

static void the_published_drift_is_met(void **state)
{
    static const struct {
        double years, forecast, sigma;
    } rows[] = { { 1, 43.313971, 1.756351 },
                 { 2, 45.031343, 2.565315 },
                 { 5, 50.183457, 4.420054 } };
    struct forecast_point points[YEARS];
    struct forecast_line line;

    (void)state;
    fill(points);
    line = forecast_drift(points, YEARS);
    assert_int_equal(line.freedom, 13);
    for (size_t i = 0; i < COUNT(rows); i++) {
        assert_near(passengers[YEARS - 1] + line.slope * rows[i].years, rows[i].forecast, 1e-6);
        assert_near(forecast_sigma(&line, rows[i].years), rows[i].sigma, 1e-6);
    }
}

static void the_published_holt_forecasts_are_met(void **state)
{
    static const struct {
        double phi, ahead[5];
    } rows[] = { { 1, { 43.757004, 45.593562, 47.430121, 49.266679, 51.103237 } },
                 { 0.98, { 43.547955, 45.183396, 46.786129, 48.356806, 49.89607 } } };
    struct forecast_point points[YEARS];

    (void)state;
    fill(points);
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct holt holt = { .alpha = 0.8,
                             .beta_star = 0.2,
                             .phi = rows[i].phi,
                             .level = passengers[0],
                             .trend = passengers[1] - passengers[0] };

        holt_run(&holt, points, YEARS);
        for (size_t h = 0; h < COUNT(rows[i].ahead); h++)
            assert_near(holt_at(&holt, (double)h + 1), rows[i].ahead[h], 1e-6);
    }
}

/* One step ahead the error is the spread; further on it grows, and does so without a seam where
 * the damping ends. */
static void the_holt_error_grows_from_its_spread(void **state)
{
    struct holt straight = { .alpha = 0.8, .beta_star = 0.2, .phi = 1, .spread = 2 };
    struct holt damped = { .alpha = 0.8, .beta_star = 0.2, .phi = 0.98, .spread = 2 };
    struct holt almost = { .alpha = 0.8, .beta_star = 0.2, .phi = 1 - 1e-5, .spread = 2 };
    double before = 0;

    (void)state;
    assert_near(holt_sigma(&straight, 1), 2, 1e-12);
    assert_near(holt_sigma(&damped, 1), 2, 1e-9);
    /* 4 (1 + (0.8 + 0.16)^2) two steps ahead: the error's own part of the next level. */
    assert_near(holt_sigma(&straight, 2), 2 * sqrt(1 + 0.96 * 0.96), 1e-12);
    assert_near(holt_sigma(&damped, 2), 2 * sqrt(1 + pow(0.8 + 0.16 * 0.98, 2)), 1e-9);
    for (double h = 1; h <= 12; h++) {
        assert_true(holt_sigma(&damped, h) > before);
        before = holt_sigma(&damped, h);
        assert_near(holt_sigma(&almost, h), holt_sigma(&straight, h), 0.01);
    }
}

static void growth_is_damped_by_a_tenth_a_year(void **state)
{
    (void)state;
    assert_near(forecast_growth(10, 0), 0, 0);
    assert_near(forecast_growth(10, 1), 9, 1e-12);
    assert_near(forecast_growth(10, 2), 9 + 8.1, 1e-12);
    assert_near(forecast_growth(10, 3), 9 + 8.1 + 7.29, 1e-12);
    assert_near(forecast_growth(10, 1e6), 90, 1e-9);
    assert_true(forecast_growth(10, 0.5) > 0 && forecast_growth(10, 0.5) < 9);
}

/* Quarters that go up and down within each year and rise by 2 from year to year. */
static void seasons_are_compared_with_themselves(void **state)
{
    static const double within[] = { 0, 30, -20, 5 };
    struct forecast_point points[16];
    struct forecast_line line;

    (void)state;
    for (size_t i = 0; i < COUNT(points); i++) {
        /* Ends of quarters lie at uneven distances. */
        points[i] =
            (struct forecast_point){ .years = 2020.2486 + (double)i / 4 + 0.003 * (i % 3 == 0),
                                     .value = 100 + 2 * (double)(i / 4) + within[i % 4],
                                     .season = 1 + (int)(i % 4) };
    }
    assert_true(forecast_has_pair(points, COUNT(points)));
    assert_false(forecast_has_pair(points, 4));
    line = forecast_default(points, COUNT(points));
    assert_near(line.slope, 2, 0);
    assert_near(line.spread, 2, 1e-12);
    assert_int_equal(line.differences, 12);
    assert_near(line.basis, 3, 0);
}

static void uneven_distances_count_as_they_are(void **state)
{
    static const struct forecast_point points[] = { { 2010, 10, 0 },
                                                    { 2014, 18, 0 },
                                                    { 2015, 21, 0 } };
    struct forecast_line line = forecast_default(points, COUNT(points));

    (void)state;
    /* 2, 2.2 and 3 a year; 8 over 2 and 3 over 1. */
    assert_near(line.slope, 2.2, 1e-12);
    assert_near(line.spread, sqrt((16 + 9) / 2.0), 1e-12);
}

static void one_value_says_nothing(void **state)
{
    static const struct forecast_point point = { 2020, 5, 0 };
    struct forecast_line line = forecast_default(&point, 1);

    (void)state;
    assert_int_equal(line.differences, 0);
    assert_true(line.freedom < 1);
    assert_near(forecast_sigma(&line, 3), 0, 0);
    assert_near(forecast_slope(&point, 1), 0, 0);
    assert_near(forecast_slope(&point, 0), 0, 0);
    line = forecast_drift(&point, 1);
    assert_true(line.freedom < 1);
}

static void the_median_is_found_wherever_it_lies(void **state)
{
    unsigned seed = 7;

    (void)state;
    for (size_t count = 1; count <= 64; count++) {
        for (int round = 0; round < 50; round++) {
            double numbers[64], median;
            size_t below = 0, above = 0;

            for (size_t i = 0; i < count; i++) {
                seed = seed * 1103515245U + 12345U;
                numbers[i] = (double)(seed >> 16 & 15U);
            }
            median = median_of(numbers, count);
            for (size_t i = 0; i < count; i++) {
                below += numbers[i] < median;
                above += numbers[i] > median;
            }
            if (below > count / 2 || above > count / 2)
                fail_msg("%g is not the middle of %zu numbers", median, count);
        }
    }
}

static void a_long_series_keeps_its_newest_value(void **state)
{
    static struct forecast_point points[4000];
    struct forecast_line line;

    (void)state;
    for (size_t i = 0; i < COUNT(points); i++)
        points[i] =
            (struct forecast_point){ .years = 2000 + (double)i / 365, .value = 3.0 * (double)i };
    assert_near(forecast_slope(points, COUNT(points)), 3 * 365, 1e-6);
    line = forecast_default(points, COUNT(points));
    /* Each day to the one a year (less three days and a half) before: nine years and some. */
    assert_int_equal(line.differences, 4000 - 362);
    assert_near(line.basis, (4000 - 362) / 365.0, 1e-6);
    assert_near(line.spread, 3 * 362 / sqrt(362 / 365.0), 1e-6);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_published_slope_and_intercept_are_met),
        cmocka_unit_test(hedef_default_three_years_ahead),
        cmocka_unit_test(the_published_drift_is_met),
        cmocka_unit_test(the_published_holt_forecasts_are_met),
        cmocka_unit_test(the_holt_error_grows_from_its_spread),
        cmocka_unit_test(growth_is_damped_by_a_tenth_a_year),
        cmocka_unit_test(seasons_are_compared_with_themselves),
        cmocka_unit_test(uneven_distances_count_as_they_are),
        cmocka_unit_test(one_value_says_nothing),
        cmocka_unit_test(the_median_is_found_wherever_it_lies),
        cmocka_unit_test(a_long_series_keeps_its_newest_value),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
