#include "tests/unit/queries/office.h"

#include <math.h>

#include "queries/whatif.h"

/* A share: 20 % in 2020, then 26, 28, 30; 40 % wanted by 2025 and 60 % by 2030. */
static const char catalog[] =
    "strategies:\n"
    "  - {code: s, name: S, valid_from: 2021-01-01}\n"
    "  - {code: other, name: O, valid_from: 2021-01-01}\n"
    "indicators:\n"
    "  - {code: share, name: Share, programme: s, unit: percent, direction: up, lower: 0,\n"
    "     upper: 100, decimals: 1, frequency: A, aggregation: last}\n"
    "  - {code: place, name: Place, programme: s, unit: rank, direction: down, lower: 1,\n"
    "     decimals: 0, frequency: A, aggregation: last, integer: yes}\n"
    "  - {code: loose, name: Loose, programme: s, unit: percent, direction: up, decimals: 1, "
    "frequency: A,\n"
    "     aggregation: last}\n"
    "targets:\n"
    "  - {strategy: s, indicator: share, area: AZ, kind: at_least, period: 2025, value: 40,\n"
    "     valid_from: 2021-06-01}\n"
    "  - {strategy: s, indicator: share, area: AZ, kind: at_least, period: 2030, value: 60,\n"
    "     valid_from: 2021-06-01}\n"
    "  - {strategy: s, indicator: share, area: AZ, kind: at_least, period: after 2030, value: 80,\n"
    "     valid_from: 2021-06-01}\n"
    "  - {strategy: other, indicator: share, area: AZ, kind: at_least, period: 2030, value: 90,\n"
    "     valid_from: 2021-06-01}\n"
    "  - {strategy: s, indicator: place, area: AZ, kind: at_most, period: 2030, value: 50,\n"
    "     valid_from: 2021-06-01}\n";

struct bench {
    struct office *office;
    struct picture *picture;
    struct hd_arena arena;
    struct whatif whatif;
    struct whatif_item values[4], targets[4];
    struct whatif_answer answer;
};

static int set_up(void **state)
{
    struct bench *b = calloc(1, sizeof *b);
    static const char *const shares[] = { "2020", "20", "2022", "26", "2023", "28", "2024", "30" };

    b->office = office_open("2025-03-31");
    office_catalog(b->office, office_file(b->office, "own.yaml", catalog), false);
    for (size_t i = 0; i < sizeof shares / sizeof *shares; i += 2) {
        char published[16];

        snprintf(published, sizeof published, "%d-03-01", atoi(shares[i]) + 1);
        office_put(b->office, "share", shares[i], shares[i + 1], 'A', published);
    }
    office_put(b->office, "place", "2020", "80", 'A', "2021-03-01");
    office_put(b->office, "place", "2024", "70", 'A', "2025-03-01");
    office_put(b->office, "loose", "2024", "5", 'A', "2025-03-01");
    b->picture = office_picture(b->office, "2025-03-31");
    *state = b;
    return 0;
}

static int tear_down(void **state)
{
    struct bench *b = *state;

    hd_arena_clear(&b->arena);
    picture_drop(&b->picture);
    office_close(b->office);
    free(b);
    return 0;
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

static void about(struct bench *b, const char *indicator)
{
    b->whatif.indicator = catalog_indicator(b->picture->catalog, indicator);
    b->whatif.series = whatif_series(b->picture, b->whatif.indicator, NULL, NULL);
    assert_non_null(b->whatif.series);
    b->whatif.values = b->values;
    b->whatif.targets = b->targets;
}

static struct whatif_item item_of(const char *period, const char *value)
{
    struct whatif_item item = { .text = value, .number = hd_decimal_double(value) };
    const char *why;

    assert_true(hd_period_parse(period, strlen(period), &item.period, &why));
    return item;
}

static void value(struct bench *b, const char *period, const char *text)
{
    b->values[b->whatif.value_count++] = item_of(period, text);
}

static void target(struct bench *b, const char *period, const char *text)
{
    b->targets[b->whatif.target_count++] = item_of(period, text);
}

static void answer(struct bench *b)
{
    whatif_answer(b->picture, &b->whatif, b->office->zone, &b->arena, &b->answer);
}

static const struct whatif_row *row_of(const struct bench *b, const char *id)
{
    for (size_t i = 0; i < b->answer.count; i++)
        if (b->answer.rows[i].after.target &&
            strcmp(b->answer.rows[i].after.target->judge.id, id) == 0)
            return &b->answer.rows[i];
    fail_msg("there is no row of %s", id);
    return NULL;
}

static void assert_near(double a, double b)
{
    if (!(fabs(a - b) <= 1e-9 * fmax(fabs(b), 1)))
        fail_msg("%.12g is not %.12g", a, b);
}

static void assert_day(int32_t day, const char *text)
{
    assert_int_equal(day, office_day(text));
}

/* ---- values ---- */

static void without_effect_everything_stays_as_it_is(void **state)
{
    struct bench *b = *state;

    about(b, "share");
    value(b, "2024", "30"); /* the very value that is there */
    answer(b);
    assert_int_equal(b->answer.count, 4);
    assert_int_equal(b->answer.as_of_day, b->picture->as_of_day);
    assert_string_equal(b->answer.replaced[0], "30");
    for (size_t i = 0; i < b->answer.count; i++) {
        const struct verdict *before = &b->answer.rows[i].before->verdict;
        const struct verdict *after = &b->answer.rows[i].after.verdict;

        assert_int_equal(after->state, before->state);
        assert_near(after->gap, before->gap);
        assert_near(after->ratio, before->ratio);
        assert_int_equal(after->baseline_period.end_day, before->baseline_period.end_day);
    }
}

/* 40 % of 2025 known: judged on the first day of 2026, when the period is over. */
static void a_value_of_the_due_period_decides(void **state)
{
    struct bench *b = *state;

    about(b, "share");
    value(b, "2025", "40");
    answer(b);
    assert_day(b->answer.as_of_day, "2026-01-01");
    assert_null(b->answer.replaced[0]);
    assert_int_equal(row_of(b, "s.share.2025")->before->verdict.state, STATE_AT_RISK);
    assert_int_equal(row_of(b, "s.share.2025")->after.verdict.state, STATE_ACHIEVED);
    assert_int_equal(row_of(b, "s.share.2030")->after.verdict.state, STATE_ON_TRACK);
    assert_near(row_of(b, "s.share.2030")->after.verdict.gap, 0);
    assert_int_equal(row_of(b, "s.share.2025")->after.verdict.latest->vintage, 0);

    b->whatif.value_count = 0;
    value(b, "2025", "39.9"); /* the negative control */
    answer(b);
    assert_int_equal(row_of(b, "s.share.2025")->after.verdict.state, STATE_MISSED);
    assert_day(row_of(b, "s.share.2025")->after.verdict.since_day, "2026-01-01");
}

/* Path 20 (2020) to 40 (2025), day 1461 of 1826: 36.002. */
static void a_value_in_the_place_of_another_moves_no_day(void **state)
{
    struct bench *b = *state;
    double expected = 20 + 20 * 1461.0 / 1826;

    about(b, "share");
    value(b, "2024", "36.5");
    answer(b);
    assert_string_equal(b->answer.replaced[0], "30");
    assert_day(b->answer.as_of_day, "2025-03-31");
    assert_near(row_of(b, "s.share.2025")->after.verdict.gap, 36.5 - expected);
    assert_near(row_of(b, "s.share.2025")->after.verdict.ratio, 16.5 / (expected - 20));
    assert_int_equal(row_of(b, "s.share.2025")->after.verdict.state, STATE_ON_TRACK);
    assert_near(row_of(b, "s.share.2025")->before->verdict.gap, 30 - expected);
}

static void a_frozen_start_is_not_moved(void **state)
{
    struct bench *b = *state;

    about(b, "share");
    value(b, "2020", "25");
    answer(b);
    assert_near(row_of(b, "s.share.2030")->after.verdict.baseline, 20);
}

static void values_stand_in_the_order_of_their_periods(void **state)
{
    struct bench *b = *state;
    const struct judge_series *series;

    about(b, "share");
    value(b, "2026", "45");
    value(b, "2021", "22");
    value(b, "2025", "41");
    answer(b);
    series = b->answer.rows[0].after.series;
    assert_int_equal(series->count, 7);
    for (size_t i = 1; i < series->count; i++)
        assert_true(series->points[i - 1].period.end_day < series->points[i].period.end_day);
    assert_day(b->answer.as_of_day, "2027-01-01");
    assert_string_equal(row_of(b, "s.share.2030")->after.verdict.latest->text, "45");
}

static void an_indicator_without_a_target_shows_the_value(void **state)
{
    struct bench *b = *state;

    about(b, "loose");
    value(b, "2025", "7");
    answer(b);
    assert_int_equal(b->answer.count, 1);
    assert_null(b->answer.rows[0].after.target);
    assert_int_equal(b->answer.rows[0].after.verdict.state, STATE_MEASURING);
    assert_string_equal(b->answer.rows[0].after.verdict.latest->text, "7");
}

/* ---- targets ---- */

static void a_target_of_the_period_is_moved_in_each_strategy(void **state)
{
    struct bench *b = *state;
    const struct whatif_row *row;

    about(b, "share");
    target(b, "2030", "50");
    answer(b);
    assert_int_equal(b->answer.count, 4);
    row = row_of(b, "s.share.2030");
    assert_true(row->moved);
    assert_string_equal(row->before->target->judge.value, "60");
    assert_string_equal(row->after.target->judge.value, "50");
    assert_near(row->after.verdict.goal, 50);
    assert_near(row->after.verdict.progress, 10.0 / 30);
    assert_near(row_of(b, "other.share.2030")->after.verdict.goal, 50);
    assert_false(row_of(b, "s.share.2025")->moved);

    b->whatif.strategy = "other";
    answer(b);
    assert_int_equal(b->answer.count, 1);
}

/* A milestone before it changes what the path expects. */
static void a_moved_target_moves_the_path_of_the_later_ones(void **state)
{
    struct bench *b = *state;
    double expected = 20 + 10 * 1461.0 / 1826;

    about(b, "share");
    target(b, "2025", "30");
    answer(b);
    assert_near(row_of(b, "s.share.2030")->after.verdict.expected, expected);
    assert_int_equal(row_of(b, "s.share.2025")->after.verdict.state, STATE_ACHIEVED);
}

static void a_new_period_gets_a_target_of_its_own(void **state)
{
    struct bench *b = *state;
    const struct whatif_row *row;

    about(b, "share");
    target(b, "2027", "35");
    answer(b);
    assert_int_equal(b->answer.count, 5);
    row = row_of(b, "s.share.2027");
    assert_null(row->before);
    assert_true(row->moved);
    assert_int_equal(row->after.target->judge.kind, JUDGE_AT_LEAST);
    assert_near(row->after.verdict.baseline, 20);
    assert_near(row->after.verdict.progress, 10.0 / 15);
    /* 40 in 2025, then 35 in 2027: the path goes through both */
    assert_near(row->after.verdict.expected, 20 + 20 * 1461.0 / 1826);
}

static void where_less_is_better_a_new_target_is_at_most(void **state)
{
    struct bench *b = *state;

    about(b, "place");
    target(b, "2028", "60");
    answer(b);
    assert_int_equal(row_of(b, "s.place.2028")->after.target->judge.kind, JUDGE_AT_MOST);
    assert_near(row_of(b, "s.place.2028")->after.verdict.progress, 0.5);
}

static void an_indicator_without_a_target_gets_one(void **state)
{
    struct bench *b = *state;

    about(b, "loose");
    target(b, "2028", "10");
    answer(b);
    assert_int_equal(b->answer.count, 1);
    assert_null(b->answer.rows[0].before->target);
    assert_string_equal(b->answer.rows[0].after.target->judge.id, "s.loose.2028");
    assert_int_equal(b->answer.rows[0].after.verdict.state, STATE_NOT_STARTED);
}

/* ---- pace ---- */

/* From 30 at the end of 2024, 6 a year reach 60 at the end of 2029. */
static void a_pace_says_when_it_would_be_reached(void **state)
{
    struct bench *b = *state;
    const struct verdict *v;
    char period[HD_PERIOD_TEXT_MAX];

    about(b, "share");
    b->whatif.has_pace = true;
    b->whatif.pace = 6;
    answer(b);
    v = &row_of(b, "s.share.2030")->after.verdict;
    assert_true(v->outlook.has_reached);
    hd_period_text(v->outlook.reached, period);
    assert_string_equal(period, "2029");
    assert_true(v->outlook.has_forecast);
    assert_near(v->outlook.forecast, 66);
    assert_false(v->outlook.has_probability);
    assert_int_equal(v->state, row_of(b, "s.share.2030")->before->verdict.state);
}

/* ---- nothing moves ---- */

static void the_picture_stays_as_it_was(void **state)
{
    struct bench *b = *state;
    const struct judge_series *series;
    struct judge_point points[4];
    struct verdict before;

    about(b, "share");
    series = b->whatif.series;
    memcpy(points, series->points, sizeof points);
    before = office_row(b->picture, "s.share.2030")->verdict;
    value(b, "2025", "99");
    value(b, "2024", "1");
    target(b, "2030", "10");
    answer(b);
    assert_int_equal(series->count, 4);
    assert_memory_equal(points, series->points, sizeof points);
    assert_int_equal(before.state, office_row(b->picture, "s.share.2030")->verdict.state);
    assert_string_equal(office_row(b->picture, "s.share.2030")->target->judge.value, "60");
    assert_near(office_row(b->picture, "s.share.2030")->question.targets[1].number, 60);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(without_effect_everything_stays_as_it_is),
        TEST(a_value_of_the_due_period_decides),
        TEST(a_value_in_the_place_of_another_moves_no_day),
        TEST(a_frozen_start_is_not_moved),
        TEST(values_stand_in_the_order_of_their_periods),
        TEST(an_indicator_without_a_target_shows_the_value),
        TEST(a_target_of_the_period_is_moved_in_each_strategy),
        TEST(a_moved_target_moves_the_path_of_the_later_ones),
        TEST(a_new_period_gets_a_target_of_its_own),
        TEST(where_less_is_better_a_new_target_is_at_most),
        TEST(an_indicator_without_a_target_gets_one),
        TEST(a_pace_says_when_it_would_be_reached),
        TEST(the_picture_stays_as_it_was),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
