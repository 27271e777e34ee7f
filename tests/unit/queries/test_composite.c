/* Composites and ratios, by hand-computed numbers. */
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
#include "queries/composite.h"

#define POINTS_MAX 16
#define SERIES_MAX 8

/* "2024=10 2025=12P": periods with values and, perhaps, a status. */
struct text_series {
    const char *breakdown, *points;
};

struct part {
    const char *name; /* of the indicator, for messages */
    int direction;
    enum hd_freq frequency;
    enum judge_aggregation aggregation;
    struct composite_part as;
    struct text_series series[SERIES_MAX]; /* by breakdown */
};

struct world {
    struct hd_arena arena;
    struct judge_indicator indicators[4];
    struct composite_source sources[4];
    struct composite_part parts[4];
    struct composite_result *results;
    size_t count;
};

static struct hd_period period_of(const char *text)
{
    struct hd_period period;
    const char *why;

    assert_true(hd_period_parse(text, strlen(text), &period, &why));
    return period;
}

static void read_point(struct world *w, const char *word, size_t len, struct judge_point *point)
{
    size_t equal = strcspn(word, "=");
    bool flagged = word[len - 1] >= 'A';

    point->period = period_of(hd_arena_strndup(&w->arena, word, equal));
    point->text = hd_arena_strndup(&w->arena, word + equal + 1, len - equal - 1 - flagged);
    point->value = hd_decimal_double(point->text);
    point->status = flagged ? word[len - 1] : 'A';
    point->numeric = true;
    point->vintage = 1;
    point->published_at_ms = point->release_id = (int64_t)point->period.end_day;
}

static void read_series(struct world *w, const struct text_series *text, struct judge_series *out)
{
    struct judge_point *points = hd_arena_alloc(&w->arena, POINTS_MAX * sizeof *points);
    const char *word = text->points;

    *out = (struct judge_series){ .area = "AZ", .breakdown = text->breakdown, .points = points };
    while (*word) {
        size_t len = strcspn(word, " ");

        read_point(w, word, len, &points[out->count++]);
        word += len + (word[len] == ' ');
    }
}

static void read_part(struct world *w, size_t at, const struct part *part)
{
    struct judge_series *series = hd_arena_alloc(&w->arena, SERIES_MAX * sizeof *series);
    size_t count = 0;

    while (count < SERIES_MAX && part->series[count].points) {
        read_series(w, &part->series[count], &series[count]);
        count++;
    }
    w->indicators[at] = (struct judge_indicator){ .direction = part->direction,
                                                  .frequency = part->frequency,
                                                  .aggregation = part->aggregation };
    w->sources[at] = (struct composite_source){ &w->indicators[at], series, count };
    w->parts[at] = part->as;
    if (w->parts[at].weight == 0)
        w->parts[at].weight = 1;
}

static void work(struct world *w, struct composite composite, enum hd_freq frequency,
                 const struct part *parts, size_t count)
{
    struct composite_question question = { &composite, frequency, w->sources };

    for (size_t i = 0; i < count; i++)
        read_part(w, i, &parts[i]);
    composite.parts = w->parts;
    composite.part_count = count;
    if (composite.multiplier == 0)
        composite.multiplier = 1;
    composite_work(&question, &w->arena, &w->results, &w->count);
}

static const struct composite_working *working(const struct world *w, const char *breakdown,
                                               const char *period)
{
    const struct composite_result *result = composite_find(w->results, w->count, "AZ", breakdown);

    for (size_t i = 0; result && i < result->count; i++)
        if (hd_period_equal(result->workings[i].period, period_of(period)))
            return &result->workings[i];
    return NULL;
}

/* "no value" is a NULL text; "no working" the text "-"; a gap its word. */
static void assert_value(const struct world *w, const char *breakdown, const char *period,
                         const char *expected)
{
    const struct composite_working *found = working(w, breakdown, period);
    struct hd_arena HD_ARENA_AUTO arena = { 0 };
    const char *is = !found                   ? "-"
                     : found->gap != GAP_NONE ? composite_gap_word(found->gap)
                                              : composite_point(found, 1, &arena).text;

    if (strcmp(is, expected) != 0)
        fail_msg("%s %s is %s, not %s", breakdown, period, is, expected);
}

static void assert_near(double is, double expected)
{
    if (!(fabs(is - expected) <= 1e-9))
        fail_msg("%.12g is not %.12g", is, expected);
}

/* ---- normalisations: four bodies, one part where more is better, one where less is ---- */

static const struct part bodies[] = {
    { "documents",
      1,
      HD_FREQ_A,
      AGGREGATE_LAST,
      { 0 },
      { { "A", "2024=10" }, { "B", "2024=20" }, { "C", "2024=20" }, { "D", "2024=40" } } },
    { "backlog",
      -1,
      HD_FREQ_A,
      AGGREGATE_LAST,
      { 0 },
      { { "A", "2024=5" }, { "B", "2024=1" }, { "C", "2024=3" }, { "D", "2024=3" } } },
};

static void a_range_runs_from_the_worst_to_the_best_of_those_compared(void **state)
{
    struct world w = { 0 };

    (void)state;
    work(&w,
         (struct composite){
             .formula = FORMULA_MEAN, .normalisation = NORMALISE_RANGE, .multiplier = 100 },
         HD_FREQ_A, bodies, 2);
    assert_int_equal(w.count, 4);
    assert_value(&w, "A", "2024", "0");                /* 0 and 0 */
    assert_value(&w, "B", "2024", "66.6666666666667"); /* 1/3 and 1 */
    assert_value(&w, "C", "2024", "41.6666666666667"); /* 1/3 and 1/2 */
    assert_value(&w, "D", "2024", "75");               /* 1 and 1/2 */
    assert_near(working(&w, "B", "2024")->terms[0].low, 10);
    assert_near(working(&w, "B", "2024")->terms[0].high, 40);
    assert_int_equal(working(&w, "B", "2024")->terms[0].compared, 4);
    hd_arena_clear(&w.arena);
}

static void equal_values_share_the_mean_of_their_ranks(void **state)
{
    struct world w = { 0 };

    (void)state;
    work(&w, (struct composite){ .formula = FORMULA_MEAN, .normalisation = NORMALISE_RANK },
         HD_FREQ_A, bodies, 2);
    assert_value(&w, "A", "2024", "1");    /* 1 and 1 */
    assert_value(&w, "B", "2024", "3.25"); /* 2.5 and 4 */
    assert_value(&w, "C", "2024", "2.5");  /* 2.5 and 2.5 */
    assert_value(&w, "D", "2024", "3.25"); /* 4 and 2.5 */
    hd_arena_clear(&w.arena);
}

static void a_z_score_counts_standard_deviations_from_the_mean(void **state)
{
    struct world w = { 0 };

    (void)state;
    work(&w, (struct composite){ .formula = FORMULA_MEAN, .normalisation = NORMALISE_ZSCORE },
         HD_FREQ_A, bodies, 2);
    /* documents: mean 22.5, s = sqrt(475 / 3); backlog: mean 3, s = sqrt(8 / 3), turned */
    assert_near(working(&w, "A", "2024")->terms[0].low, 22.5);
    assert_near(working(&w, "A", "2024")->terms[0].high, 12.583057392117917);
    assert_near(working(&w, "A", "2024")->terms[0].normalised, -0.99339926779878);
    assert_near(working(&w, "A", "2024")->terms[1].normalised, -1.22474487139159);
    assert_near(working(&w, "A", "2024")->value, (-0.99339926779878 - 1.22474487139159) / 2);
    assert_near(working(&w, "B", "2024")->terms[1].normalised, 1.22474487139159);
    assert_near(working(&w, "C", "2024")->terms[1].normalised, 0);
    hd_arena_clear(&w.arena);
}

static void without_any_spread_nobody_stands_out(void **state)
{
    static const struct part equal[] = {
        { "x",
          1,
          HD_FREQ_A,
          AGGREGATE_LAST,
          { 0 },
          { { "A", "2024=0.1" }, { "B", "2024=0.1" }, { "C", "2024=0.1" } } },
    };
    static const struct {
        enum composite_normalisation normalisation;
        const char *value;
    } rows[] = { { NORMALISE_ZSCORE, "0" }, { NORMALISE_RANK, "2" }, { NORMALISE_RANGE, "0.5" } };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct world w = { 0 };

        work(&w,
             (struct composite){ .formula = FORMULA_MEAN, .normalisation = rows[i].normalisation },
             HD_FREQ_A, equal, 1);
        assert_value(&w, "B", "2024", rows[i].value);
        hd_arena_clear(&w.arena);
    }
}

static void alone_there_is_nothing_to_compare_with(void **state)
{
    static const struct part parts[] = {
        { "x",
          1,
          HD_FREQ_A,
          AGGREGATE_LAST,
          { 0 },
          { { "A", "2023=1 2024=1" }, { "B", "2024=2" } } },
    };
    struct world w = { 0 };

    (void)state;
    work(&w, (struct composite){ .formula = FORMULA_MEAN, .normalisation = NORMALISE_RANK },
         HD_FREQ_A, parts, 1);
    assert_value(&w, "A", "2023", "nothing_to_compare");
    assert_value(&w, "A", "2024", "1");
    hd_arena_clear(&w.arena);
}

/* With goalposts everybody is measured for themselves; beyond one counts as that one. */
static void goalposts_hold_for_all_years(void **state)
{
    static const struct part parts[] = {
        { "life",
          1,
          HD_FREQ_A,
          AGGREGATE_LAST,
          { .has_goalposts = true, .from = 20, .to = 85 },
          { { "", "2023=72 2024=90" } } },
        { "delay",
          -1,
          HD_FREQ_A,
          AGGREGATE_LAST,
          { .has_goalposts = true, .from = 0, .to = 50 },
          { { "", "2023=10 2024=60" } } },
    };
    struct world w = { 0 };

    (void)state;
    work(&w, (struct composite){ .formula = FORMULA_GEOMETRIC, .normalisation = NORMALISE_RANGE },
         HD_FREQ_A, parts, 2);
    assert_near(working(&w, "", "2023")->value, 0.8); /* sqrt(52/65 x 40/50) */
    assert_int_equal(working(&w, "", "2023")->terms[0].compared, 0);
    assert_near(working(&w, "", "2024")->terms[0].normalised, 1);
    assert_near(working(&w, "", "2024")->terms[1].normalised, 0);
    assert_value(&w, "", "2024", "0");
    hd_arena_clear(&w.arena);
}

/* ---- formulas ---- */

#define ALONE(points)                                                                              \
    {                                                                                              \
        {                                                                                          \
            "", points                                                                             \
        }                                                                                          \
    }

static void formulas_put_weighted_parts_together(void **state)
{
    static const struct {
        const char *says;
        struct composite composite;
        double weights[2];
        const char *value;
    } rows[] = {
        { "mean", { .formula = FORMULA_MEAN }, { 1, 1 }, "6.5" },
        { "weighted mean", { .formula = FORMULA_MEAN }, { 3, 1 }, "5.25" },
        { "times ten", { .formula = FORMULA_MEAN, .multiplier = 10 }, { 3, 1 }, "52.5" },
        { "geometric", { .formula = FORMULA_GEOMETRIC }, { 1, 1 }, "6" },
        { "sum", { .formula = FORMULA_SUM }, { 1, 1 }, "13" },
        { "difference", { .formula = FORMULA_SUM }, { -1, 1 }, "5" },
        { "ratio", { .formula = FORMULA_RATIO, .multiplier = 100 }, { 1, 1 }, "44.4444444444444" },
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct part parts[] = {
            { "a",
              1,
              HD_FREQ_A,
              AGGREGATE_LAST,
              { .weight = rows[i].weights[0] },
              ALONE("2024=4") },
            { "b",
              -1,
              HD_FREQ_A,
              AGGREGATE_LAST,
              { .weight = rows[i].weights[1] },
              ALONE("2024=9") },
        };
        struct world w = { 0 };

        work(&w, rows[i].composite, HD_FREQ_A, parts, 2);
        assert_value(&w, "", "2024", rows[i].value);
        hd_arena_clear(&w.arena);
    }
}

static void contributions_add_up_to_the_value(void **state)
{
    static const struct part parts[] = {
        { "a", 1, HD_FREQ_A, AGGREGATE_LAST, { .weight = 3 }, ALONE("2024=4") },
        { "b", 1, HD_FREQ_A, AGGREGATE_LAST, { .weight = 1 }, ALONE("2024=9") },
    };
    struct world w = { 0 };
    const struct composite_working *found;

    (void)state;
    work(&w, (struct composite){ .formula = FORMULA_MEAN, .multiplier = 10 }, HD_FREQ_A, parts, 2);
    found = working(&w, "", "2024");
    assert_near(found->terms[0].weight, 0.75);
    assert_near(found->terms[0].contribution, 30);
    assert_near(found->terms[1].contribution, 22.5);
    assert_string_equal(found->terms[1].text, "9");
    hd_arena_clear(&w.arena);
    w = (struct world){ 0 };
    work(&w, (struct composite){ .formula = FORMULA_GEOMETRIC }, HD_FREQ_A, parts, 2);
    found = working(&w, "", "2024");
    assert_near(found->terms[0].contribution * found->terms[1].contribution, found->value);
    assert_near(found->value, 4.898979485566356); /* the fourth root of 4 x 4 x 4 x 9 */
    hd_arena_clear(&w.arena);
}

static void what_cannot_be_computed_says_why(void **state)
{
    static const struct {
        enum composite_formula formula;
        const char *a, *b, *gap;
    } rows[] = {
        { FORMULA_RATIO, "2024=4", "2024=0", "denominator_zero" },
        { FORMULA_RATIO, "2024=0", "2024=4", "0" },
        { FORMULA_RATIO, "2024=4", "2023=4", "part_missing" },
        { FORMULA_RATIO, "2024=4", "2024=4F", "part_missing" },
        { FORMULA_RATIO, "2024=1e308", "2024=1e-308", "too_large" },
        { FORMULA_GEOMETRIC, "2024=-1", "2024=4", "not_positive" },
        { FORMULA_GEOMETRIC, "2024=0", "2024=4", "0" },
        { FORMULA_MEAN, "2023=4", "2023=4", "-" },
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct part parts[] = {
            { "a", 1, HD_FREQ_A, AGGREGATE_LAST, { 0 }, ALONE(rows[i].a) },
            { "b", 1, HD_FREQ_A, AGGREGATE_LAST, { 0 }, ALONE(rows[i].b) },
        };
        struct world w = { 0 };

        work(&w, (struct composite){ .formula = rows[i].formula }, HD_FREQ_A, parts, 2);
        assert_value(&w, "", "2024", rows[i].gap);
        hd_arena_clear(&w.arena);
    }
}

/* 0.57 x 100 is 56.99999999999999 in binary: a target of 57 must be met. */
static void shares_are_decimals_again(void **state)
{
    static const char *const values[][3] = {
        { "2024=57", "2024=100", "57" },   { "2024=0.57", "2024=1", "57" },
        { "2024=29", "2024=100", "29" },   { "2024=7", "2024=70", "10" },
        { "2024=1.1", "2024=1.1", "100" }, { "2024=1", "2024=3", "33.3333333333333" },
    };

    (void)state;
    for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
        struct part parts[] = {
            { "a", 1, HD_FREQ_A, AGGREGATE_LAST, { 0 }, ALONE(values[i][0]) },
            { "b", 1, HD_FREQ_A, AGGREGATE_LAST, { 0 }, ALONE(values[i][1]) },
        };
        struct world w = { 0 };

        work(&w, (struct composite){ .formula = FORMULA_RATIO, .multiplier = 100 }, HD_FREQ_A,
             parts, 2);
        assert_value(&w, "", "2024", values[i][2]);
        hd_arena_clear(&w.arena);
    }
}

/* ---- without a part ---- */

static const struct part holed[] = {
    { "a", 1, HD_FREQ_A, AGGREGATE_LAST, { .weight = 3 }, ALONE("2021=4 2022=4 2023=4 2024=4") },
    { "b", 1, HD_FREQ_A, AGGREGATE_LAST, { .weight = 1 }, ALONE("2021=8") },
};

static void without_a_part_there_is_no_value(void **state)
{
    struct world w = { 0 };

    (void)state;
    work(&w, (struct composite){ .formula = FORMULA_MEAN }, HD_FREQ_A, holed, 2);
    assert_value(&w, "", "2021", "5");
    assert_value(&w, "", "2022", "part_missing");
    assert_int_equal(working(&w, "", "2022")->gap_part, 1);
    hd_arena_clear(&w.arena);
}

static void weights_grow_when_enough_is_there(void **state)
{
    struct composite reweigh = { .formula = FORMULA_MEAN,
                                 .missing = MISSING_REWEIGH,
                                 .least = 0.75 };
    struct world w = { 0 };
    struct judge_point point;

    (void)state;
    work(&w, reweigh, HD_FREQ_A, holed, 2);
    assert_value(&w, "", "2021", "5");
    assert_value(&w, "", "2022", "4"); /* 3 of 4 are there: exactly enough */
    assert_near(working(&w, "", "2022")->terms[0].weight, 1);
    point = composite_point(working(&w, "", "2022"), 2, &w.arena);
    assert_int_equal(point.status, 'E');
    assert_int_equal(composite_point(working(&w, "", "2021"), 2, &w.arena).status, 'A');
    hd_arena_clear(&w.arena);
    w = (struct world){ 0 };
    reweigh.least = 0.76;
    work(&w, reweigh, HD_FREQ_A, holed, 2);
    assert_value(&w, "", "2022", "weight_missing");
    assert_int_equal(working(&w, "", "2022")->gap_part, 1);
    hd_arena_clear(&w.arena);
}

static void the_last_value_stands_for_as_long_as_is_said(void **state)
{
    struct world w = { 0 };

    (void)state;
    work(&w,
         (struct composite){
             .formula = FORMULA_MEAN, .missing = MISSING_CARRY, .carried_periods = 2 },
         HD_FREQ_A, holed, 2);
    assert_value(&w, "", "2022", "5");
    assert_value(&w, "", "2023", "5");
    assert_value(&w, "", "2024", "part_missing");
    assert_true(working(&w, "", "2023")->terms[1].carried);
    assert_true(hd_period_equal(working(&w, "", "2023")->terms[1].period, period_of("2021")));
    assert_int_equal(composite_point(working(&w, "", "2023"), 2, &w.arena).status, 'E');
    hd_arena_clear(&w.arena);
}

/* Nothing new in a period: nothing is made up for it. */
static void values_that_are_only_carried_make_none(void **state)
{
    static const struct part parts[] = {
        { "a", 1, HD_FREQ_A, AGGREGATE_LAST, { 0 }, { { "A", "2021=4" }, { "B", "2022=1" } } },
        { "b", 1, HD_FREQ_A, AGGREGATE_LAST, { 0 }, { { "A", "2021=8" }, { "B", "2022=1" } } },
    };
    struct world w = { 0 };

    (void)state;
    work(&w,
         (struct composite){
             .formula = FORMULA_MEAN, .missing = MISSING_CARRY, .carried_periods = 5 },
         HD_FREQ_A, parts, 2);
    assert_value(&w, "A", "2021", "6");
    assert_value(&w, "A", "2022", "-");
    hd_arena_clear(&w.arena);
}

/* ---- periods of another length ---- */

static void finer_parts_are_made_into_the_period_by_their_rule(void **state)
{
    static const struct {
        enum judge_aggregation aggregation;
        const char *points, *value;
    } rows[] = {
        { AGGREGATE_SUM, "2024-01=1 2024-02=2 2024-03=6", "9" },
        { AGGREGATE_SUM, "2024-01=1 2024-02=2", "part_missing" },
        { AGGREGATE_SUM, "2024-01=1 2024-03=6", "part_missing" },
        { AGGREGATE_SUM, "2024-01=1 2024-02=2 2024-03=6 2024-Q1=10", "10" },
        { AGGREGATE_MEAN, "2024-01=1 2024-02=2 2024-03=6", "3" },
        { AGGREGATE_LAST, "2024-02=2 2024-03=6", "6" },
        { AGGREGATE_LAST, "2024-02=2", "part_missing" },
        { AGGREGATE_YTD, "2024-03=6", "part_missing" },
        { AGGREGATE_YTD, "2024-Q1=6", "6" },
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct part parts[] = {
            { "a", 1, HD_FREQ_M, rows[i].aggregation, { 0 }, ALONE(rows[i].points) },
            { "b", 1, HD_FREQ_Q, AGGREGATE_LAST, { 0 }, ALONE("2024-Q1=1") },
        };
        struct world w = { 0 };

        work(&w, (struct composite){ .formula = FORMULA_RATIO }, HD_FREQ_Q, parts, 2);
        assert_value(&w, "", "2024-Q1", rows[i].value);
        hd_arena_clear(&w.arena);
    }
}

static void a_yearly_denominator_is_carried_through_the_quarters(void **state)
{
    static const struct part parts[] = {
        { "users",
          1,
          HD_FREQ_Q,
          AGGREGATE_LAST,
          { 0 },
          ALONE("2023-Q4=10 2024-Q1=20 2024-Q4=30 2025-Q1=40") },
        { "people", 1, HD_FREQ_A, AGGREGATE_LAST, { 0 }, ALONE("2023=100") },
    };
    struct world w = { 0 };

    (void)state;
    work(&w,
         (struct composite){ .formula = FORMULA_RATIO,
                             .multiplier = 100,
                             .missing = MISSING_CARRY,
                             .carried_periods = 4 },
         HD_FREQ_Q, parts, 2);
    assert_value(&w, "", "2023-Q4", "10"); /* ends on the same day */
    assert_value(&w, "", "2024-Q1", "20");
    assert_value(&w, "", "2024-Q4", "30");
    assert_value(&w, "", "2025-Q1", "part_missing");
    hd_arena_clear(&w.arena);
}

/* ---- which series there are ---- */

static void a_part_may_name_the_one_series_it_means(void **state)
{
    static const struct part parts[] = {
        { "users",
          1,
          HD_FREQ_A,
          AGGREGATE_LAST,
          { 0 },
          { { "", "2024=50" }, { "men", "2024=30" }, { "women", "2024=20" } } },
        { "people",
          1,
          HD_FREQ_A,
          AGGREGATE_LAST,
          { .breakdown = "" },
          { { "", "2024=100" }, { "men", "2024=60" } } },
    };
    struct world w = { 0 };

    (void)state;
    work(&w, (struct composite){ .formula = FORMULA_RATIO, .multiplier = 100 }, HD_FREQ_A, parts,
         2);
    assert_int_equal(w.count, 3);
    assert_value(&w, "", "2024", "50");
    assert_value(&w, "men", "2024", "30"); /* of all people, not of all men */
    assert_value(&w, "women", "2024", "20");
    hd_arena_clear(&w.arena);
}

static void parts_that_are_all_named_make_one_series(void **state)
{
    static const struct part parts[] = {
        { "web",
          1,
          HD_FREQ_A,
          AGGREGATE_LAST,
          { .breakdown = "web" },
          { { "", "2024=9" }, { "app", "2024=4" }, { "web", "2024=3" } } },
        { "app",
          1,
          HD_FREQ_A,
          AGGREGATE_LAST,
          { .breakdown = "app" },
          { { "", "2024=9" }, { "app", "2024=4" }, { "web", "2024=3" } } },
    };
    struct world w = { 0 };

    (void)state;
    work(&w, (struct composite){ .formula = FORMULA_SUM }, HD_FREQ_A, parts, 2);
    assert_int_equal(w.count, 1);
    assert_value(&w, "", "2024", "7");
    hd_arena_clear(&w.arena);
}

static void a_total_is_not_compared_with_its_own_parts(void **state)
{
    static const struct part parts[] = {
        { "x",
          1,
          HD_FREQ_A,
          AGGREGATE_LAST,
          { 0 },
          { { "", "2024=100" }, { "A", "2024=1" }, { "B", "2024=2" } } },
    };
    struct world w = { 0 };

    (void)state;
    work(&w, (struct composite){ .formula = FORMULA_MEAN, .normalisation = NORMALISE_RANK },
         HD_FREQ_A, parts, 1);
    assert_int_equal(w.count, 2);
    assert_value(&w, "", "2024", "-");
    assert_value(&w, "B", "2024", "2");
    hd_arena_clear(&w.arena);
}

/* ---- what a value carries with it ---- */

static void the_worst_status_of_a_part_is_that_of_the_whole(void **state)
{
    static const struct {
        const char *a, *b;
        char status;
    } rows[] = {
        { "2024=1", "2024=1", 'A' },   { "2024=1P", "2024=1", 'P' },  { "2024=1", "2024=1E", 'E' },
        { "2024=1P", "2024=1E", 'P' }, { "2024=1P", "2024=1B", 'B' }, { "2024=1", "2024=1U", 'U' },
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct part parts[] = {
            { "a", 1, HD_FREQ_A, AGGREGATE_LAST, { 0 }, ALONE(rows[i].a) },
            { "b", 1, HD_FREQ_A, AGGREGATE_LAST, { 0 }, ALONE(rows[i].b) },
        };
        struct world w = { 0 };

        work(&w, (struct composite){ .formula = FORMULA_MEAN }, HD_FREQ_A, parts, 2);
        assert_int_equal(composite_point(working(&w, "", "2024"), 2, &w.arena).status,
                         rows[i].status);
        hd_arena_clear(&w.arena);
    }
}

static void a_value_is_as_new_as_the_newest_of_its_parts(void **state)
{
    struct world w = { 0 };
    struct judge_point *changed, point;

    (void)state;
    for (size_t i = 0; i < 2; i++)
        read_part(&w, i, &holed[i]);
    changed = (struct judge_point *)&w.sources[1].series[0].points[0];
    changed->vintage = 3;
    changed->published_at_ms = INT64_C(9000000000000);
    changed->release_id = 77777;
    changed->invented = true;
    w.sources[1].count = 1;
    composite_work(&(struct composite_question){ &(struct composite){ .formula = FORMULA_MEAN,
                                                                      .parts = w.parts,
                                                                      .part_count = 2,
                                                                      .multiplier = 1 },
                                                 HD_FREQ_A, w.sources },
                   &w.arena, &w.results, &w.count);
    point = composite_point(working(&w, "", "2021"), 2, &w.arena);
    assert_int_equal(point.vintage, 3);
    assert_true(point.published_at_ms == INT64_C(9000000000000));
    assert_int_equal(point.release_id, 77777);
    assert_true(point.computed && point.invented && point.numeric);
    hd_arena_clear(&w.arena);
}

static void a_part_that_nobody_knows_has_no_values(void **state)
{
    struct world w = { 0 };

    (void)state;
    read_part(&w, 0, &holed[0]);
    w.parts[1] = (struct composite_part){ .weight = 1 };
    composite_work(&(struct composite_question){ &(struct composite){ .formula = FORMULA_MEAN,
                                                                      .parts = w.parts,
                                                                      .part_count = 2,
                                                                      .multiplier = 1 },
                                                 HD_FREQ_A, w.sources },
                   &w.arena, &w.results, &w.count);
    assert_value(&w, "", "2021", "part_missing");
    hd_arena_clear(&w.arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_range_runs_from_the_worst_to_the_best_of_those_compared),
        cmocka_unit_test(equal_values_share_the_mean_of_their_ranks),
        cmocka_unit_test(a_z_score_counts_standard_deviations_from_the_mean),
        cmocka_unit_test(without_any_spread_nobody_stands_out),
        cmocka_unit_test(alone_there_is_nothing_to_compare_with),
        cmocka_unit_test(goalposts_hold_for_all_years),
        cmocka_unit_test(formulas_put_weighted_parts_together),
        cmocka_unit_test(contributions_add_up_to_the_value),
        cmocka_unit_test(what_cannot_be_computed_says_why),
        cmocka_unit_test(shares_are_decimals_again),
        cmocka_unit_test(without_a_part_there_is_no_value),
        cmocka_unit_test(weights_grow_when_enough_is_there),
        cmocka_unit_test(the_last_value_stands_for_as_long_as_is_said),
        cmocka_unit_test(values_that_are_only_carried_make_none),
        cmocka_unit_test(finer_parts_are_made_into_the_period_by_their_rule),
        cmocka_unit_test(a_yearly_denominator_is_carried_through_the_quarters),
        cmocka_unit_test(a_part_may_name_the_one_series_it_means),
        cmocka_unit_test(parts_that_are_all_named_make_one_series),
        cmocka_unit_test(a_total_is_not_compared_with_its_own_parts),
        cmocka_unit_test(the_worst_status_of_a_part_is_that_of_the_whole),
        cmocka_unit_test(a_value_is_as_new_as_the_newest_of_its_parts),
        cmocka_unit_test(a_part_that_nobody_knows_has_no_values),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
