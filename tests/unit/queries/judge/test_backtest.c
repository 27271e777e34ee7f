#include "tests/unit/queries/judge/question.h"

#include <math.h>

#include "common/buf.h"

#include "queries/judge/backtest.h"

/* Values of 2001, 2002, ... */
static struct asked *years(int direction, size_t count, const double values[])
{
    struct asked *a = asked_new(direction, HD_FREQ_A, AGGREGATE_LAST);

    a->indicator.unit = "units";
    a->now.series.count = count;
    for (size_t i = 0; i < count; i++) {
        char year[8], text[HD_DOUBLE_TEXT_MAX];

        snprintf(year, sizeof year, "%zu", 2001 + i);
        hd_double_text(values[i], text);
        a->now.points[i] = (struct judge_point){ .period = period_of(year),
                                                 .text = hd_arena_strdup(&a->arena, text),
                                                 .value = values[i],
                                                 .numeric = true,
                                                 .status = 'A',
                                                 .vintage = 1 };
    }
    return a;
}

static struct backtest run(struct asked *a, int ahead)
{
    struct backtest b;

    backtest_begin(&b, ahead, 0);
    backtest_series(&b, &a->indicator, &a->now.series);
    backtest_end(&b);
    return b;
}

static void assert_within(double a, double b, double within)
{
    if (!(fabs(a - b) <= within))
        fail_msg("%.12g is not %.12g", a, b);
}

/* ---- by hand ---- */

/* 10, 12, ... 28: the straight line is right; the damped one covers 1.8 of the 2 in the first year,
 * 1.8 + 1.62 of 4 in the second; the last value stays 2 and 4 behind. */
static void a_perfect_line_is_foreseen(void **state)
{
    struct asked *a = years(1, 10, (double[]){ 10, 12, 14, 16, 18, 20, 22, 24, 26, 28 });
    struct backtest b = run(a, 2);

    (void)state;
    /* origins with four values or more: 2004 to 2009 one year ahead, to 2008 two */
    assert_int_equal(b.errors[BACKTEST_DRIFT][0].count, 6);
    assert_int_equal(b.errors[BACKTEST_DRIFT][1].count, 5);
    assert_int_equal(b.series, 1);
    assert_int_equal(b.origins, 6);
    assert_within(b.errors[BACKTEST_DRIFT][0].mean, 0, 1e-9);
    assert_within(b.errors[BACKTEST_DRIFT][1].median, 0, 1e-9);
    assert_within(b.errors[BACKTEST_DEFAULT][0].mean, 0.2, 1e-9);
    assert_within(b.errors[BACKTEST_DEFAULT][1].mean, 4 - 1.8 - 1.62, 1e-9);
    assert_within(b.errors[BACKTEST_LAST][0].median, 2, 1e-9);
    assert_within(b.errors[BACKTEST_LAST][1].mean, 4, 1e-9);
    assert_within(b.errors[BACKTEST_LAST][1].scaled, 2, 1e-9);
    assert_within(b.errors[BACKTEST_DEFAULT][0].against_last, 0.1, 1e-9);
    asked_free(a);
}

/* Always 5: nothing is off, every probability is certain and right. */
static void a_flat_series_is_certain(void **state)
{
    struct asked *a = years(1, 7, (double[]){ 5, 5, 5, 5, 5, 5, 5 });
    struct backtest b = run(a, 1);
    const struct backtest_reliability *r = &b.thresholds[BACKTEST_DEFAULT];

    (void)state;
    assert_int_equal(b.errors[BACKTEST_DEFAULT][0].count, 3);
    assert_within(b.errors[BACKTEST_DEFAULT][0].mean, 0, 0);
    assert_int_equal(b.errors[BACKTEST_DEFAULT][0].scaled_count, 0);
    assert_false(b.errors[BACKTEST_DEFAULT][0].has_against);
    assert_int_equal(b.errors[BACKTEST_DEFAULT][0].interval_count, 0);
    assert_int_equal(r->asked, 3);
    assert_int_equal(r->bands[4].said, 3);
    assert_int_equal(r->bands[4].came_true, 3);
    assert_within(r->brier, 0, 0);
    asked_free(a);
}

/* Three values and one to come: one too few to forecast from. */
static void four_values_are_needed(void **state)
{
    struct asked *a = years(1, 4, (double[]){ 1, 2, 4, 7 });
    struct backtest b = run(a, 1);

    (void)state;
    assert_int_equal(b.errors[BACKTEST_DEFAULT][0].count, 0);
    assert_int_equal(b.series, 0);
    asked_free(a);
}

/* From 1, 2, 4, 7: slopes 1 1.5 2 2 2.5 3, median 2, times 0.9: 8.8 against the 9 that came. */
static void one_forecast_by_hand(void **state)
{
    struct asked *a = years(1, 5, (double[]){ 1, 2, 4, 7, 9 });
    struct backtest b = run(a, 3);

    (void)state;
    assert_int_equal(b.errors[BACKTEST_DEFAULT][0].count, 1);
    assert_int_equal(b.errors[BACKTEST_DEFAULT][1].count, 0);
    assert_within(b.errors[BACKTEST_DEFAULT][0].mean, 0.2, 1e-9);
    /* the mean change was (1 + 2 + 3) / 3 = 2 */
    assert_within(b.errors[BACKTEST_DEFAULT][0].scaled, 0.1, 1e-9);
    assert_within(b.errors[BACKTEST_LAST][0].scaled, 1, 1e-9);
    assert_int_equal(b.errors[BACKTEST_DEFAULT][0].covered, 1);
    /* 3, 5, 7, 9 came true, 11 did not */
    assert_int_equal(b.thresholds[BACKTEST_DEFAULT].asked, 5);
    assert_int_equal(b.thresholds[BACKTEST_DEFAULT].came_true, 4);
    asked_free(a);
}

static void less_is_better_mirrors_what_is_asked(void **state)
{
    struct asked *a = years(-1, 5, (double[]){ -1, -2, -4, -7, -9 });
    struct backtest b = run(a, 1);

    (void)state;
    assert_within(b.errors[BACKTEST_DEFAULT][0].mean, 0.2, 1e-9);
    assert_int_equal(b.thresholds[BACKTEST_DEFAULT].asked, 5);
    assert_int_equal(b.thresholds[BACKTEST_DEFAULT].came_true, 4);
    asked_free(a);
}

static void nothing_is_compared_across_a_break(void **state)
{
    struct asked *a = years(1, 8, (double[]){ 1, 2, 3, 4, 50, 51, 52, 53 });
    struct backtest b = run(a, 1);

    (void)state;
    assert_int_equal(b.errors[BACKTEST_DRIFT][0].count, 4);
    a->now.points[4].status = 'B';
    b = run(a, 1);
    /* after the break there are never four values with one to come */
    assert_int_equal(b.errors[BACKTEST_DRIFT][0].count, 0);
    asked_free(a);
}

static void forecasts_of_others_and_groups_do_not_count(void **state)
{
    static const char *const scale[] = { "C", "B", "A" };
    struct asked *a = years(1, 6, (double[]){ 1, 2, 3, 4, 5, 6 });
    struct backtest b;

    (void)state;
    a->now.points[5].status = 'F';
    b = run(a, 1);
    assert_int_equal(b.errors[BACKTEST_DRIFT][0].count, 1);
    a->indicator.scale = scale;
    a->indicator.scale_count = 3;
    b = run(a, 1);
    assert_int_equal(b.errors[BACKTEST_DRIFT][0].count, 0);
    asked_free(a);
}

static void the_newest_origins_are_kept_where_there_are_too_many(void **state)
{
    struct asked *a = years(1, 12, (double[]){ 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12 });
    struct backtest b;

    (void)state;
    backtest_begin(&b, 1, 3);
    backtest_series(&b, &a->indicator, &a->now.series);
    backtest_end(&b);
    assert_int_equal(b.errors[BACKTEST_DRIFT][0].count, 3);
    assert_int_equal(b.left_out, 8);
    asked_free(a);
}

/* A quarter is held against the same quarter; a sum is a whole year or nothing. */
static void parts_of_a_year(void **state)
{
    struct asked *a = asked_new(1, HD_FREQ_Q, AGGREGATE_LAST);
    struct hd_buf spec HD_BUF_AUTO = { 0 };
    struct backtest b;

    (void)state;
    hd_buf_init(&spec, 4096);
    for (int year = 2015; year < 2025; year++)
        for (int q = 1; q <= 4; q++)
            hd_buf_printf(&spec, "%d-Q%d=%d ", year, q, 10 * (year - 2015) + (q == 4 ? 5 : 0));
    asked_points(a, spec.data);
    b = run(a, 1);
    assert_true(b.errors[BACKTEST_DEFAULT][0].count > 20);
    assert_within(b.errors[BACKTEST_LAST][0].mean, 10, 1e-9);

    a->indicator.aggregation = AGGREGATE_SUM;
    b = run(a, 1);
    /* years 45, 85, ... : 40 more each */
    assert_within(b.errors[BACKTEST_LAST][0].mean, 40, 1e-9);
    assert_true(b.errors[BACKTEST_LAST][0].count >= 4 && b.errors[BACKTEST_LAST][0].count <= 9);
    asked_free(a);
}

/* ---- targets ---- */

static void a_target_that_is_over_is_asked_from_every_origin(void **state)
{
    struct asked *a = years(1, 8, (double[]){ 10, 13, 14, 17, 18, 21, 22, 25 });
    struct backtest b;

    (void)state;
    asked_target(a, "at_least", "2008", "20");
    a->question.as_of_day = day_of("2009-06-30");
    backtest_begin(&b, 1, 0);
    backtest_target(&b, &a->question, true);
    backtest_end(&b);
    assert_int_equal(b.targets[BACKTEST_DEFAULT].asked, 4); /* 2004 to 2007 */
    assert_int_equal(b.targets[BACKTEST_DEFAULT].came_true, 4);
    assert_int_equal(b.thresholds[BACKTEST_DEFAULT].asked, 0);
    /* said to be likely, it would have cost more had it come otherwise */
    assert_true(b.targets[BACKTEST_DEFAULT].brier < 0.25);
    backtest_begin(&b, 1, 0);
    backtest_target(&b, &a->question, false);
    backtest_end(&b);
    assert_true(b.targets[BACKTEST_DEFAULT].brier > 0.25);
    asked_free(a);
}

/* ---- many, with a fixed seed ---- */

static double random_step(uint64_t *seed)
{
    double sum = 0;

    for (int i = 0; i < 12; i++) {
        *seed = *seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
        sum += (double)(*seed >> 11) / (double)(UINT64_C(1) << 53);
    }
    return sum - 6; /* nearly normal, of variance 1 */
}

/* Random walks: 80 % intervals hold 80 % or somewhat more; what is called likely mostly comes;
 * the error grows with the years; nothing beats the last value by much. */
static void random_walks_are_covered(void **state)
{
    struct backtest b;
    uint64_t seed = 20261122;
    size_t said = 0, held = 0;

    (void)state;
    backtest_begin(&b, 3, 0);
    for (int walk = 0; walk < 60; walk++) {
        double values[15] = { 100 };
        struct asked *a;

        for (size_t i = 1; i < 15; i++)
            values[i] = values[i - 1] + random_step(&seed);
        a = years(1, 15, values);
        backtest_series(&b, &a->indicator, &a->now.series);
        asked_free(a);
    }
    backtest_end(&b);
    for (size_t h = 0; h < 3; h++) {
        said += b.errors[BACKTEST_DEFAULT][h].interval_count;
        held += b.errors[BACKTEST_DEFAULT][h].covered;
    }
    assert_true(said > 1500);
    assert_in_range(held * 100 / said, 75, 92);
    assert_true(b.errors[BACKTEST_DEFAULT][2].mean > b.errors[BACKTEST_DEFAULT][0].mean);
    assert_true(b.errors[BACKTEST_DEFAULT][0].against_last > 0.95);
    assert_true(b.errors[BACKTEST_DEFAULT][0].against_last < 1.5);
    for (size_t i = 1; i < BACKTEST_BANDS; i++) {
        const struct backtest_band *low = &b.thresholds[BACKTEST_DEFAULT].bands[i - 1];
        const struct backtest_band *high = &b.thresholds[BACKTEST_DEFAULT].bands[i];

        assert_true(low->said && high->said);
        assert_true(low->came_true * high->said < high->came_true * low->said);
        assert_true(low->probability < high->probability);
    }
    assert_true(b.thresholds[BACKTEST_DEFAULT].brier < 0.25);
}

/* The negative control: walks that leap where their history was calm are not covered. */
static void leaps_are_not_covered(void **state)
{
    double values[10] = { 10, 10.1, 10.3, 10.2, 10.4, 10.5, 30, 55, 80, 110 };
    struct asked *a = years(1, 10, values);
    struct backtest b = run(a, 1);
    const struct backtest_error *e = &b.errors[BACKTEST_DEFAULT][0];

    (void)state;
    assert_true(e->covered * 2 < e->interval_count);
    asked_free(a);
}

static void words_go_both_ways(void **state)
{
    (void)state;
    for (size_t m = 0; m < BACKTEST_METHODS; m++) {
        enum backtest_method method;

        assert_true(backtest_method_parse(backtest_method_word((enum backtest_method)m), &method));
        assert_int_equal(method, m);
    }
    assert_false(backtest_method_parse("guess", &(enum backtest_method){ 0 }));
    assert_string_equal(judge_likelihood_word(backtest_band_likelihood(0)), "very_unlikely");
    assert_string_equal(judge_likelihood_word(backtest_band_likelihood(4)), "very_likely");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_perfect_line_is_foreseen),
        cmocka_unit_test(a_flat_series_is_certain),
        cmocka_unit_test(four_values_are_needed),
        cmocka_unit_test(one_forecast_by_hand),
        cmocka_unit_test(less_is_better_mirrors_what_is_asked),
        cmocka_unit_test(nothing_is_compared_across_a_break),
        cmocka_unit_test(forecasts_of_others_and_groups_do_not_count),
        cmocka_unit_test(the_newest_origins_are_kept_where_there_are_too_many),
        cmocka_unit_test(parts_of_a_year),
        cmocka_unit_test(a_target_that_is_over_is_asked_from_every_origin),
        cmocka_unit_test(random_walks_are_covered),
        cmocka_unit_test(leaps_are_not_covered),
        cmocka_unit_test(words_go_both_ways),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
