#include "tests/unit/queries/office.h"

static int open_office(void **state)
{
    struct office *office = office_open("2026-04-01");

    office_catalog(office, SHIPPED, false);
    *state = office;
    return 0;
}

static int close_office(void **state)
{
    office_close(*state);
    return 0;
}

static size_t history(struct office *office, const char *indicator, const char *as_of,
                      struct hd_arena *arena, struct vintage_row **rows)
{
    struct hd_error err;
    int64_t cutoff;
    int32_t day;
    size_t count;

    assert_true(picture_as_of_parse(as_of, office->zone, &cutoff, &day));
    office_ok(history_load(office->reader, indicator, cutoff, arena, rows, &count, &err), &err);
    return count;
}

static void a_corrected_value_keeps_the_old_one(void **state)
{
    struct office *office = *state;
    struct hd_arena HD_ARENA_AUTO arena = { 0 };
    struct submission_row row = { .indicator = "cashless-share",
                                  .area = "AZ",
                                  .breakdown = "",
                                  .value = "31.50",
                                  .status = 'A',
                                  .comment = "typing error" };
    struct vintage_row *rows;
    const char *why;

    office_put(office, "cashless-share", "2026-Q1", "35.1", 'P', NULL);
    office->at_ms += 2 * HD_DAY_MS;
    assert_true(hd_period_parse("2026-Q1", 7, &row.period, &why));
    office_put_rows(office,
                    (struct submission_new){ .verb = SUBMISSION_CORRECT, .reason = "wrong column" },
                    &row, 1);
    assert_int_equal(history(office, "cashless-share", "2026-04-03", &arena, &rows), 2);
    assert_string_equal(rows[0].value, "35.1");
    assert_int_equal(rows[0].status, 'P');
    assert_int_equal(rows[0].vintage, 1);
    assert_string_equal(rows[0].comment, "");
    assert_string_equal(rows[1].value, "31.50");
    assert_int_equal(rows[1].vintage, 2);
    assert_string_equal(rows[1].comment, "typing error");
    assert_string_equal(rows[1].verb, "correct");
    assert_string_equal(rows[1].reason, "wrong column");
    assert_string_equal(rows[1].actor, "local:test");
    assert_true(rows[1].published_at_ms > rows[0].published_at_ms);
    assert_int_equal(history(office, "cashless-share", "2026-04-02", &arena, &rows), 1);
}

static void vintages_stand_by_area_period_and_number(void **state)
{
    struct office *office = *state;
    struct hd_arena HD_ARENA_AUTO arena = { 0 };
    struct vintage_row *rows;
    size_t count;

    office_load(office, SHIPPED "/sample/history.csv");
    count = history(office, "internet-users", "2026-04-01", &arena, &rows);
    assert_true(count > 50);
    for (size_t i = 1; i < count; i++) {
        int order = strcmp(rows[i - 1].area, rows[i].area);

        assert_true(order < 0 ||
                    (order == 0 && hd_period_cmp(rows[i - 1].period, rows[i].period) < 0));
    }
}

static void the_past_shows_only_what_was_published(void **state)
{
    struct office *office = *state;
    struct hd_arena HD_ARENA_AUTO arena = { 0 };
    struct vintage_row *rows;

    office_load(office, SHIPPED "/sample/history.csv");
    assert_int_equal(history(office, "egdi-rank", "2012-09-29", &arena, &rows), 1);
    assert_int_equal(history(office, "egdi-rank", "2012-09-30", &arena, &rows), 2);
    assert_string_equal(rows[1].value, "96");
}

static void a_value_declared_missing_has_no_text(void **state)
{
    struct office *office = *state;
    struct hd_arena HD_ARENA_AUTO arena = { 0 };
    struct vintage_row *rows;

    office_put(office, "cashless-share", "2026-Q1", NULL, 'O', NULL);
    assert_int_equal(history(office, "cashless-share", "2026-04-01", &arena, &rows), 1);
    assert_null(rows[0].value);
    assert_int_equal(rows[0].status, 'O');
}

static void an_indicator_without_values_has_no_history(void **state)
{
    struct hd_arena HD_ARENA_AUTO arena = { 0 };
    struct vintage_row *rows;

    assert_int_equal(history(*state, "cashless-share", "2026-04-01", &arena, &rows), 0);
    assert_int_equal(history(*state, "no-such-thing", "2026-04-01", &arena, &rows), 0);
}

#define FACT(name) cmocka_unit_test_setup_teardown(name, open_office, close_office)

int main(void)
{
    const struct CMUnitTest tests[] = {
        FACT(a_corrected_value_keeps_the_old_one),
        FACT(vintages_stand_by_area_period_and_number),
        FACT(the_past_shows_only_what_was_published),
        FACT(a_value_declared_missing_has_no_text),
        FACT(an_indicator_without_values_has_no_history),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
