/* Computed indicators in a picture: of now, of a past day, and at the start of a target. */
#include "tests/unit/queries/office.h"

#include <math.h>

static int open_office(void **state)
{
    *state = office_open("2026-04-01");
    return 0;
}

static int close_office(void **state)
{
    office_close(*state);
    return 0;
}

#define STRATEGY                                                                                   \
    "strategies:\n"                                                                                \
    "  - {code: s, name: S, valid_from: 2023-06-01}\n"
#define SHARE                                                                                      \
    "  - {code: share, name: Share, programme: s, unit: percent, direction: up, lower: 0, "        \
    "upper: 100, decimals: 1, frequency: A, formula: ratio, parts: [digital, all], "               \
    "multiplier: 100}\n"
#define COUNTS                                                                                     \
    "  - {code: digital, name: Digital, unit: payments, direction: up, decimals: 0, "              \
    "frequency: A, integer: yes}\n"                                                                \
    "  - {code: all, name: All, unit: payments, direction: up, decimals: 0, frequency: A, "        \
    "integer: yes}\n"
#define TARGET                                                                                     \
    "targets:\n"                                                                                   \
    "  - {strategy: s, indicator: share, area: AZ, kind: at_least, period: 2027, value: 60, "      \
    "valid_from: 2023-06-01}\n"

static void apply(struct office *office, const char *text)
{
    office_catalog(office, office_file(office, "all.yaml", text), false);
}

static void put(struct office *office, const char *indicator, const char *breakdown,
                const char *period, const char *value, const char *published)
{
    struct submission_row row = { .indicator = indicator,
                                  .area = "AZ",
                                  .breakdown = breakdown,
                                  .value = value,
                                  .status = 'A',
                                  .comment = "" };
    const char *why;

    assert_true(hd_period_parse(period, strlen(period), &row.period, &why));
    row.published_at_ms = office_noon(office, published);
    office_put_rows(office, (struct submission_new){ .history = true }, &row, 1);
}

static const struct judge_point *point_of(const struct picture *picture, const char *indicator,
                                          const char *breakdown, const char *period)
{
    const struct judge_series *series = picture_series(picture, indicator, "AZ", breakdown);
    char text[HD_PERIOD_TEXT_MAX];

    for (size_t i = 0; series && i < series->count; i++) {
        hd_period_text(series->points[i].period, text);
        if (strcmp(text, period) == 0)
            return &series->points[i];
    }
    return NULL;
}

static void assert_text(const struct picture *picture, const char *indicator, const char *breakdown,
                        const char *period, const char *expected)
{
    const struct judge_point *point = point_of(picture, indicator, breakdown, period);

    if (strcmp(point && point->text ? point->text : "none", expected) != 0)
        fail_msg("%s %s %s is %s, not %s", indicator, breakdown, period,
                 point ? point->text : "none", expected);
}

/* ---- a ratio ---- */

static void open_share(struct office *office)
{
    apply(office, STRATEGY "indicators:\n" SHARE COUNTS TARGET);
    put(office, "digital", "", "2022", "20", "2023-02-01");
    put(office, "all", "", "2022", "100", "2023-03-01");
    put(office, "digital", "", "2024", "30", "2025-02-01");
    put(office, "all", "", "2024", "80", "2025-03-01");
}

static void a_ratio_is_known_once_both_parts_are(void **state)
{
    struct office *office = *state;
    struct picture *before, *after;

    open_share(office);
    before = office_picture(office, "2025-02-15");
    after = office_picture(office, "2025-03-15");
    assert_text(before, "share", "", "2022", "20");
    assert_text(before, "share", "", "2024", "none");
    assert_text(after, "share", "", "2024", "37.5");
    assert_true(point_of(after, "share", "", "2024")->computed);
    assert_false(point_of(after, "all", "", "2024")->computed);
    assert_true(point_of(after, "share", "", "2024")->published_at_ms ==
                office_noon(office, "2025-03-01"));
    picture_drop(&before);
    picture_drop(&after);
}

static void a_revised_part_moves_the_ratio_from_that_day_on(void **state)
{
    struct office *office = *state;
    struct picture *before, *after;

    open_share(office);
    put(office, "all", "", "2024", "75", "2025-06-01");
    before = office_picture(office, "2025-05-31");
    after = office_picture(office, "2025-06-01");
    assert_text(before, "share", "", "2024", "37.5");
    assert_text(after, "share", "", "2024", "40");
    assert_int_equal(point_of(before, "share", "", "2024")->vintage, 1);
    assert_int_equal(point_of(after, "share", "", "2024")->vintage, 2);
    picture_drop(&before);
    picture_drop(&after);
}

/* Known on 2023-06-01 were 20 of 100; that all were 125 became known later. */
static void the_baseline_of_a_ratio_is_that_of_the_start(void **state)
{
    struct office *office = *state;
    const struct verdict *verdict;
    struct picture *picture;

    open_share(office);
    put(office, "all", "", "2022", "125", "2024-06-01");
    picture = office_picture(office, "2026-03-31");
    assert_text(picture, "share", "", "2022", "16");
    verdict = &office_row(picture, "s.share.2027")->verdict;
    assert_int_equal(verdict->baseline_source, BASELINE_START);
    assert_string_equal(verdict->baseline_text, "20");
    assert_string_equal(verdict->latest->text, "37.5");
    assert_true(verdict->has_gap);
    picture_drop(&picture);
}

static void a_ratio_of_which_nothing_was_known_at_the_start_begins_later(void **state)
{
    struct office *office = *state;
    const struct verdict *verdict;
    struct picture *picture;

    apply(office, STRATEGY "indicators:\n" SHARE COUNTS TARGET);
    put(office, "digital", "", "2022", "20", "2023-02-01");
    put(office, "all", "", "2022", "100", "2024-03-01");
    put(office, "digital", "", "2024", "30", "2025-02-01");
    put(office, "all", "", "2024", "80", "2025-03-01");
    picture = office_picture(office, "2026-03-31");
    verdict = &office_row(picture, "s.share.2027")->verdict;
    assert_int_equal(verdict->baseline_source, BASELINE_LATE);
    assert_string_equal(verdict->baseline_text, "20");
    picture_drop(&picture);
}

/* ---- formulas that change ---- */

static void a_past_day_is_computed_by_the_formula_of_that_day(void **state)
{
    struct office *office = *state;
    struct picture *before, *after;

    open_share(office);
    office->at_ms = office_noon(office, "2026-05-01");
    apply(office, "indicators:\n"
                  "  - {code: share, name: Share, unit: percent, direction: up, lower: 0, "
                  "decimals: 1, frequency: A, formula: ratio, parts: [digital, all], "
                  "multiplier: 1000, formula_version: two}\n");
    before = office_picture(office, "2026-04-30");
    after = office_picture(office, "2026-05-01");
    assert_text(before, "share", "", "2024", "37.5");
    assert_null(catalog_indicator(before->catalog, "share")->composite.version);
    assert_text(after, "share", "", "2024", "375");
    assert_string_equal(catalog_indicator(after->catalog, "share")->composite.version, "two");
    picture_drop(&before);
    picture_drop(&after);
}

/* What was published before it was computed stands where nothing can be computed. */
static void published_history_stays(void **state)
{
    struct office *office = *state;
    struct picture *before, *after;

    apply(office, STRATEGY "indicators:\n"
                           "  - {code: share, name: Share, unit: percent, direction: up, "
                           "decimals: 1, frequency: A}\n" COUNTS);
    put(office, "share", "", "2019", "11", "2020-02-01");
    put(office, "share", "", "2022", "19.9", "2023-02-01");
    put(office, "share", "men", "2022", "18", "2023-02-01");
    office->at_ms = office_noon(office, "2026-05-01");
    apply(office, "indicators:\n" SHARE COUNTS);
    put(office, "digital", "", "2022", "20", "2023-02-01");
    put(office, "all", "", "2022", "100", "2023-03-01");
    before = office_picture(office, "2026-04-30");
    after = office_picture(office, "2026-05-01");
    assert_text(before, "share", "", "2022", "19.9");
    assert_text(after, "share", "", "2022", "20");
    assert_text(after, "share", "", "2019", "11");
    assert_text(after, "share", "men", "2022", "18");
    assert_false(point_of(after, "share", "", "2019")->computed);
    picture_drop(&before);
    picture_drop(&after);
}

/* ---- one series for each body, and composites of composites ---- */

static void each_body_has_its_rating_and_the_ratings_are_a_part_again(void **state)
{
    struct office *office = *state;
    struct picture *picture;

    apply(office,
          "indicators:\n"
          "  - {code: docs, name: D, unit: percent, direction: up, decimals: 0, frequency: A}\n"
          "  - {code: delay, name: L, unit: days, direction: down, decimals: 0, frequency: A}\n"
          "  - {code: rating, name: R, unit: score, direction: up, decimals: 0, frequency: A, "
          "formula: mean, parts: [docs, delay], normalisation: range, "
          "goalposts: [0..100, 0..20], multiplier: 100}\n"
          "  - {code: doubled, name: T, unit: score, direction: up, decimals: 0, frequency: A, "
          "formula: sum, parts: [rating, docs/X]}\n");
    put(office, "docs", "X", "2024", "50", "2025-02-01");
    put(office, "docs", "Y", "2024", "80", "2025-02-01");
    put(office, "delay", "X", "2024", "5", "2025-02-01");
    put(office, "delay", "Y", "2024", "20", "2025-02-01");
    put(office, "delay", "Z", "2024", "20", "2025-02-01");
    picture = office_picture(office, "2026-03-31");
    assert_text(picture, "rating", "X", "2024", "62.5");
    assert_text(picture, "rating", "Y", "2024", "40");
    assert_null(picture_series(picture, "rating", "AZ", "Z"));
    assert_text(picture, "doubled", "X", "2024", "112.5");
    assert_text(picture, "doubled", "Y", "2024", "90");
    picture_drop(&picture);
}

static enum hd_rc record_in(struct txn *txn, void *ctx, struct hd_error *err)
{
    bool changed;

    return record_catalog_item(txn, ctx, "local:test", &changed, err);
}

/* The files' check refuses circles; a store that has one all the same still has a picture. */
static void a_circle_has_no_values_and_harms_nobody(void **state)
{
    struct catalog_item item = { .kind = "indicator",
                                 .code = "all",
                                 .document = "{\"code\":\"all\",\"name\":\"All\",\"unit\":\"x\","
                                             "\"direction\":\"up\",\"decimals\":\"0\","
                                             "\"frequency\":\"A\",\"formula\":\"sum\","
                                             "\"parts\":[\"whole\"]}",
                                 .known_from_at_ms = INT64_MIN };
    struct office *office = *state;
    struct picture *picture;
    struct hd_error err;

    apply(office, "indicators:\n" COUNTS
                  "  - {code: whole, name: W, unit: x, direction: up, decimals: 0, frequency: A, "
                  "formula: sum, parts: [all, digital]}\n"
                  "  - {code: twice, name: W, unit: x, direction: up, decimals: 0, frequency: A, "
                  "formula: sum, parts: [digital], weights: [2]}\n");
    put(office, "all", "", "2024", "1", "2025-02-01");
    put(office, "digital", "", "2024", "2", "2025-02-01");
    picture = office_picture(office, "2026-03-31");
    assert_text(picture, "whole", "", "2024", "3");
    picture_drop(&picture);
    office_ok(store_write(office->store, record_in, &item, &err), &err);
    picture = office_picture(office, "2026-04-01");
    assert_text(picture, "whole", "", "2024", "none");
    assert_text(picture, "twice", "", "2024", "4");
    picture_drop(&picture);
}

/* ---- what is owed ---- */

static void the_parts_are_owed_and_the_whole_waits_for_them(void **state)
{
    struct office *office = *state;
    const struct status_row *row;
    struct picture *picture;
    size_t parts = 0;

    open_share(office);
    office->at_ms = office_noon(office, "2026-08-01");
    picture = office_picture(office, "2026-08-01");
    for (size_t i = 0; i < picture->deadline_count; i++) {
        assert_string_not_equal(picture->deadlines[i].indicator->code, "share");
        parts += picture->deadlines[i].freshness == FRESHNESS_OVERDUE;
    }
    row = office_row(picture, "s.share.2027");
    assert_int_equal(parts, 0); /* 2025 was due before hedef was installed */
    picture_drop(&picture);
    office->at_ms = office_noon(office, "2027-08-01");
    picture = office_picture(office, "2027-08-01");
    for (size_t i = 0; i < picture->deadline_count; i++) {
        assert_string_not_equal(picture->deadlines[i].indicator->code, "share");
        parts += picture->deadlines[i].freshness == FRESHNESS_OVERDUE;
    }
    assert_int_equal(parts, 2);
    row = office_row(picture, "s.share.2027");
    assert_int_equal(row->freshness, FRESHNESS_OVERDUE);
    assert_non_null(row->deadline);
    picture_drop(&picture);
}

/* ---- invented ---- */

static void a_ratio_of_invented_values_is_invented(void **state)
{
    struct office *office = *state;
    struct submission_row row = { .indicator = "all",
                                  .area = "AZ",
                                  .breakdown = "",
                                  .value = "60",
                                  .status = 'A',
                                  .comment = "" };
    struct picture *picture;
    const char *why;

    open_share(office);
    assert_true(hd_period_parse("2024", 4, &row.period, &why));
    row.published_at_ms = office_noon(office, "2025-07-01");
    office_put_rows(office, (struct submission_new){ .history = true, .invented = true }, &row, 1);
    picture = office_picture(office, "2026-03-31");
    assert_text(picture, "share", "", "2024", "50");
    assert_true(office_row(picture, "s.share.2027")->invented);
    picture_drop(&picture);
    picture = office_picture(office, "2025-06-30");
    assert_false(office_row(picture, "s.share.2027")->invented);
    picture_drop(&picture);
}

#define FACT(name) cmocka_unit_test_setup_teardown(name, open_office, close_office)

int main(void)
{
    const struct CMUnitTest tests[] = {
        FACT(a_ratio_is_known_once_both_parts_are),
        FACT(a_revised_part_moves_the_ratio_from_that_day_on),
        FACT(the_baseline_of_a_ratio_is_that_of_the_start),
        FACT(a_ratio_of_which_nothing_was_known_at_the_start_begins_later),
        FACT(a_past_day_is_computed_by_the_formula_of_that_day),
        FACT(published_history_stays),
        FACT(each_body_has_its_rating_and_the_ratings_are_a_part_again),
        FACT(a_circle_has_no_values_and_harms_nobody),
        FACT(the_parts_are_owed_and_the_whole_waits_for_them),
        FACT(a_ratio_of_invented_values_is_invented),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
