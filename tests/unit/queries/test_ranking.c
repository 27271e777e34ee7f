#include "tests/unit/queries/office.h"

#include "queries/ranking.h"

#define CATALOG                                                                                    \
    "indicators:\n"                                                                                \
    "  - {code: speed, name: Speed, unit: Mbit/s, direction: up, decimals: 1, frequency: A}\n"     \
    "  - {code: place, name: Place, unit: rank, direction: down, decimals: 0, frequency: A}\n"     \
    "  - {code: ready, name: Ready, unit: percent, direction: up, decimals: 0, frequency: A}\n"

static int open_world(void **state)
{
    struct office *office = office_open("2026-04-01");

    office_catalog(office, office_file(office, "c.yaml", CATALOG), false);
    *state = office;
    return 0;
}

static int close_world(void **state)
{
    office_close(*state);
    return 0;
}

static void put(struct office *office, const char *indicator, const char *area,
                const char *breakdown, const char *period, const char *value)
{
    struct submission_row row = { .indicator = indicator,
                                  .area = area,
                                  .breakdown = breakdown,
                                  .value = value,
                                  .status = 'A',
                                  .comment = "" };
    const char *why;

    assert_true(hd_period_parse(period, strlen(period), &row.period, &why));
    office_put_rows(office, (struct submission_new){ 0 }, &row, 1);
}

/* "1 GE 9.5, 2 AZ 8, ..." */
static void assert_ranking(struct office *office, const char *indicator, const char *area,
                           const char *breakdown, const char *period, const char *expected)
{
    struct picture *picture = office_picture(office, "2026-04-01");
    struct hd_arena HD_ARENA_AUTO arena = { 0 };
    struct hd_buf HD_BUF_AUTO text = { 0 };
    struct hd_period wanted;
    struct ranking ranking;
    const char *why;
    char label[HD_PERIOD_TEXT_MAX];

    hd_buf_init(&text, 4096);
    if (period)
        assert_true(hd_period_parse(period, strlen(period), &wanted, &why));
    if (ranking_make(picture, catalog_indicator(picture->catalog, indicator), area, breakdown,
                     period ? &wanted : NULL, &arena, &ranking)) {
        hd_period_text(ranking.period, label);
        hd_buf_puts(&text, label);
    }
    for (size_t i = 0; i < ranking.count; i++)
        hd_buf_printf(&text, "; %d %s %s%s%s", ranking.rows[i].place,
                      ranking.by_breakdown ? ranking.rows[i].series->breakdown
                                           : ranking.rows[i].series->area,
                      ranking.rows[i].point->text, ranking.rows[i].before ? " was " : "",
                      ranking.rows[i].before ? ranking.rows[i].before->text : "");
    assert_string_equal(text.data ? text.data : "", expected);
    picture_drop(&picture);
}

static void more_is_better_and_equals_share_a_place(void **state)
{
    put(*state, "speed", "AZ", "", "2024", "8.0");
    put(*state, "speed", "GE", "", "2024", "9.5");
    put(*state, "speed", "AM", "", "2024", "8");
    put(*state, "speed", "KZ", "", "2024", "7");
    put(*state, "speed", "AZ", "", "2023", "6");
    assert_ranking(*state, "speed", NULL, NULL, NULL,
                   "2024; 1 GE 9.5; 2 AM 8; 2 AZ 8.0 was 6; 4 KZ 7");
}

static void of_ranks_less_is_better(void **state)
{
    put(*state, "place", "AZ", "", "2024", "74");
    put(*state, "place", "GE", "", "2024", "9");
    assert_ranking(*state, "place", NULL, NULL, NULL, "2024; 1 GE 9; 2 AZ 74");
}

/* A newer value that one alone has compares nobody. */
static void the_newest_shared_period_is_shown(void **state)
{
    put(*state, "speed", "AZ", "", "2024", "8");
    put(*state, "speed", "GE", "", "2024", "9");
    put(*state, "speed", "AZ", "", "2025", "10");
    assert_ranking(*state, "speed", NULL, NULL, NULL, "2024; 1 GE 9; 2 AZ 8");
    assert_ranking(*state, "speed", NULL, NULL, "2025", "2025; 1 AZ 10 was 8");
}

static void the_parts_of_one_area_are_compared_without_the_whole(void **state)
{
    put(*state, "ready", "AZ", "", "2025", "50");
    put(*state, "ready", "AZ", "tax", "2025", "70");
    put(*state, "ready", "AZ", "labour", "2025", "30");
    assert_ranking(*state, "ready", NULL, NULL, NULL, "2025; 1 tax 70; 2 labour 30");
    assert_ranking(*state, "ready", "AZ", NULL, NULL, "2025; 1 tax 70; 2 labour 30");
    put(*state, "ready", "GE", "tax", "2025", "90");
    assert_ranking(*state, "ready", NULL, "tax", NULL, "2025; 1 GE 90; 2 AZ 70");
}

static void missing_values_and_the_future_have_no_place(void **state)
{
    struct office *office = *state;

    put(office, "speed", "AZ", "", "2024", "8");
    put(office, "speed", "GE", "", "2027", "9");
    office_put(office, "speed", "2025", NULL, 'M', NULL);
    assert_ranking(office, "speed", NULL, NULL, NULL, "2024; 1 AZ 8");
    assert_ranking(office, "place", NULL, NULL, NULL, "");
}

#define FACT(name) cmocka_unit_test_setup_teardown(name, open_world, close_world)

int main(void)
{
    const struct CMUnitTest tests[] = {
        FACT(more_is_better_and_equals_share_a_place),
        FACT(of_ranks_less_is_better),
        FACT(the_newest_shared_period_is_shown),
        FACT(the_parts_of_one_area_are_compared_without_the_whole),
        FACT(missing_values_and_the_future_have_no_place),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
