#include "tests/unit/queries/office.h"

#include <math.h>

#include "queries/hindsight.h"

#define MANY  400
#define YEARS 12

/* MANY straight lines of YEARS years, each wanted to be at 60 by 2020 and met or missed. */
static void write_catalog(struct office *office)
{
    struct hd_buf text;

    hd_buf_init(&text, 1 << 20);
    hd_buf_puts(&text, "strategies:\n  - {code: s, name: S, valid_from: 2010-01-01}\n"
                       "  - {code: t, name: T, valid_from: 2010-01-01}\nindicators:\n");
    for (int i = 0; i < MANY; i++)
        hd_buf_printf(&text,
                      "  - {code: i%03d, name: N, programme: s, unit: units, direction: up, "
                      "decimals: 1, frequency: A, aggregation: last}\n",
                      i);
    hd_buf_puts(&text, "targets:\n");
    for (int i = 0; i < MANY; i++)
        hd_buf_printf(&text,
                      "  - {strategy: %s, indicator: i%03d, area: AZ, kind: at_least, period: "
                      "2020, value: 60, valid_from: 2010-06-01}\n",
                      i == 7 ? "t" : "s", i);
    office_catalog(office, office_file(office, "many.yaml", text.data), false);
    hd_buf_clear(&text);
}

static void put_values(struct office *office)
{
    struct submission_row *rows = calloc((size_t)MANY * YEARS, sizeof *rows);
    static char codes[MANY][8], values[MANY * YEARS][8];
    size_t count = 0;

    for (int i = 0; i < MANY; i++) {
        snprintf(codes[i], sizeof codes[i], "i%03d", i);
        for (int y = 0; y < YEARS; y++) {
            snprintf(values[count], sizeof values[count], "%d", 10 + y * (i % 2 ? 6 : 3));
            rows[count] = (struct submission_row){
                .indicator = codes[i],
                .area = "AZ",
                .breakdown = "",
                .period = hd_period_containing(HD_FREQ_A, hd_day_from_civil(2010 + y, 6, 1)),
                .value = values[count],
                .status = 'A',
                .comment = "",
                .published_at_ms =
                    hd_zone_at_ms(office->zone, hd_day_from_civil(2011 + y, 3, 1), 720),
            };
            count++;
        }
    }
    office_put_rows(office, (struct submission_new){ .history = true }, rows, count);
    free(rows);
}

struct bench {
    struct office *office;
    struct picture *picture;
};

static int set_up(void **state)
{
    struct bench *b = calloc(1, sizeof *b);

    b->office = office_open("2026-03-31");
    write_catalog(b->office);
    put_values(b->office);
    b->picture = office_picture(b->office, "2026-03-31");
    *state = b;
    return 0;
}

static int tear_down(void **state)
{
    struct bench *b = *state;

    picture_drop(&b->picture);
    office_close(b->office);
    free(b);
    return 0;
}

static struct hindsight ask(const struct bench *b, const char *indicator, const char *strategy)
{
    struct hindsight_question question = { .strategy = strategy, .years = 5 };
    struct hindsight out;

    if (indicator)
        question.indicator = catalog_indicator(b->picture->catalog, indicator);
    hindsight(b->picture, &question, &out);
    return out;
}

/* Origins 2013 to 2020; 2013 to 2019 come before the due day.  76 in 2020: met; 40: missed. */
static void of_one_indicator_everything_is_tried(void **state)
{
    struct hindsight met = ask(*state, "i001", NULL), missed = ask(*state, "i002", NULL);

    assert_int_equal(met.result.series, 1);
    assert_int_equal(met.result.origins, 8);
    assert_int_equal(met.result.errors[BACKTEST_DRIFT][4].count, 4);
    assert_false(met.narrowed);
    assert_int_equal(met.targets, 1);
    assert_int_equal(met.result.targets[BACKTEST_DRIFT].asked, 7);
    assert_int_equal(met.result.targets[BACKTEST_DRIFT].came_true, 7);
    assert_int_equal(missed.result.targets[BACKTEST_DRIFT].came_true, 0);
    /* a straight line that goes on is certain, and right */
    assert_true(met.result.targets[BACKTEST_DRIFT].brier < 1e-9);
    assert_true(missed.result.targets[BACKTEST_DRIFT].brier < 1e-9);
}

static void a_strategy_narrows_what_is_tried(void **state)
{
    struct hindsight t = ask(*state, NULL, "t");

    assert_int_equal(t.result.series, 1);
    assert_int_equal(t.targets, 1);
}

/* 400 series are more than are tried at once: an even choice of them. */
static void of_too_many_an_even_choice_is_tried(void **state)
{
    struct hindsight all = ask(*state, NULL, NULL);

    assert_true(all.narrowed);
    assert_in_range(all.result.series, MANY / 4, MANY - 1);
    assert_in_range(all.result.origins, MANY / 4, 1500);
    assert_true(all.result.errors[BACKTEST_DRIFT][0].mean < 1e-9);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(of_one_indicator_everything_is_tried),
        cmocka_unit_test(a_strategy_narrows_what_is_tried),
        cmocka_unit_test(of_too_many_an_even_choice_is_tried),
    };

    return cmocka_run_group_tests(tests, set_up, tear_down);
}
