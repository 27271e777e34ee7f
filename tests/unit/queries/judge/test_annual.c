/* One value for each year. */
#include "unit/queries/judge/question.h"

#include "queries/judge/annual.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

static void shorter_periods_make_a_year_by_the_rule(void **state)
{
    static const struct {
        const char *says;
        enum hd_freq freq;
        enum judge_aggregation rule;
        const char *points, *years;
    } rows[] = {
        { "years are years", HD_FREQ_A, AGGREGATE_SUM, "2019=1 2020=2.5 2022=4",
          "2019=1 2020=2.5 2022=4" },
        { "last: the value that ends with the year", HD_FREQ_Q, AGGREGATE_LAST,
          "2019-Q4=1 2020-Q1=2 2020-Q3=3 2020-Q4=4 2021-Q3=9", "2019=1 2020=4" },
        { "sum: all parts", HD_FREQ_Q, AGGREGATE_SUM,
          "2019-Q4=1 2020-Q1=1 2020-Q2=2 2020-Q3=3 2020-Q4=4 2021-Q1=9", "2020=10" },
        { "mean: all parts", HD_FREQ_Q, AGGREGATE_MEAN,
          "2020-Q1=1 2020-Q2=2 2020-Q3=3 2020-Q4=4 2021-Q1=9 2021-Q2=9 2021-Q4=9", "2020=2.5" },
        { "ytd: the last part", HD_FREQ_Q, AGGREGATE_YTD, "2020-Q3=30 2020-Q4=40 2021-Q1=11",
          "2020=40" },
        { "half-years", HD_FREQ_S, AGGREGATE_SUM, "2020-S1=4 2020-S2=5", "2020=9" },
        { "months", HD_FREQ_M, AGGREGATE_LAST, "2020-11=7 2020-12=8 2021-01=9", "2020=8" },
        { "a missing part is not nothing", HD_FREQ_Q, AGGREGATE_SUM,
          "2020-Q1=1 2020-Q2=- 2020-Q3=3 2020-Q4=4", "" },
        { "a forecast is no part", HD_FREQ_Q, AGGREGATE_SUM,
          "2020-Q1=1 2020-Q2=2 2020-Q3=3 2020-Q4=4F", "" },
        { "a year of its own comes before its parts", HD_FREQ_Q, AGGREGATE_SUM,
          "2020-Q1=1 2020-Q2=2 2020-Q3=3 2020=11 2020-Q4=4", "2020=11" },
        { "own frequency first", HD_FREQ_Q, AGGREGATE_LAST, "2020=11 2020-12=12 2020-Q4=4",
          "2020=4" },
        { "then the finer", HD_FREQ_S, AGGREGATE_LAST, "2020=11 2020-Q4=4 2020-12=12", "2020=12" },
        { "the last week that ends in it", HD_FREQ_W, AGGREGATE_LAST,
          "2020-W51=1 2020-W52=2 2020-W53=3 2021-W01=4", "2020=2" },
        { "what has not begun is not there", HD_FREQ_A, AGGREGATE_LAST, "2021=1 2023=3", "2021=1" },
        { "nothing", HD_FREQ_A, AGGREGATE_LAST, "", "" },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct asked *a = asked_new(1, rows[i].freq, rows[i].rule);
        const char *text = "";
        struct annual annual;

        asked_points(a, rows[i].points);
        annual = annual_collect(&a->indicator, &a->now.series, day_of("2022-06-30"), &a->arena);
        for (size_t k = 0; k < annual.count; k++)
            text = hd_arena_printf(&a->arena, "%s%s%d=%g", text, k ? " " : "", annual.items[k].year,
                                   annual.items[k].number);
        if (strcmp(text, rows[i].years) != 0)
            fail_msg("%s: %s instead of %s", rows[i].says, text, rows[i].years);
        asked_free(a);
    }
}

/* 2020 had 52 Sundays, 2023 had 53. */
static void a_year_has_as_many_weeks_as_end_in_it(void **state)
{
    static const struct {
        int year, weeks;
    } rows[] = { { 2020, 52 }, { 2023, 53 } };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct asked *a = asked_new(1, HD_FREQ_W, AGGREGATE_SUM);
        struct hd_period week =
            hd_period_containing(HD_FREQ_W, hd_day_from_civil(rows[i].year, 1, 1));
        struct annual annual;
        size_t count = 0;

        asked_points(a, "");
        for (; hd_day_civil(week.end_day).year == rows[i].year; week = hd_period_next(week))
            a->now.points[count++] =
                (struct judge_point){ .period = week, .status = 'A', .numeric = true, .value = 1 };
        a->now.series.count = count;
        assert_int_equal(count, rows[i].weeks);
        annual = annual_collect(&a->indicator, &a->now.series, day_of("2026-01-01"), &a->arena);
        assert_int_equal(annual.count, 1);
        assert_near("sum", annual.items[0].number, rows[i].weeks, 0);
        a->now.points[17].status = 'O';
        annual = annual_collect(&a->indicator, &a->now.series, day_of("2026-01-01"), &a->arena);
        assert_int_equal(annual.count, 0);
        asked_free(a);
    }
}

static void a_day_ends_the_year(void **state)
{
    struct asked *a = asked_new(1, HD_FREQ_D, AGGREGATE_LAST);
    struct annual annual;

    (void)state;
    asked_points(a, "2020-12-30=1 2020-12-31=2 2021-01-01=3");
    annual = annual_collect(&a->indicator, &a->now.series, day_of("2022-01-01"), &a->arena);
    assert_int_equal(annual.count, 1);
    assert_near("the last day's", annual.items[0].number, 2, 0);
    asked_free(a);
}

static void years_are_found_by_number(void **state)
{
    struct asked *a = asked_new(1, HD_FREQ_A, AGGREGATE_LAST);
    struct annual annual;

    (void)state;
    asked_points(a, "2015=1 2017=2 2020=3");
    annual = annual_collect(&a->indicator, &a->now.series, day_of("2022-01-01"), &a->arena);
    assert_int_equal(annual_at(&annual, 2017)->year, 2017);
    assert_null(annual_at(&annual, 2016));
    assert_int_equal(annual_first_after(&annual, 2015)->year, 2017);
    assert_null(annual_first_after(&annual, 2020));
    assert_int_equal(annual_last_before(&annual, 2020)->year, 2017);
    assert_null(annual_last_before(&annual, 2015));
    assert_int_equal(annual_newest(&annual)->year, 2020);
    assert_null(annual_newest(&(struct annual){ 0 }));
    asked_free(a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(shorter_periods_make_a_year_by_the_rule),
        cmocka_unit_test(a_year_has_as_many_weeks_as_end_in_it),
        cmocka_unit_test(a_day_ends_the_year),
        cmocka_unit_test(years_are_found_by_number),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
