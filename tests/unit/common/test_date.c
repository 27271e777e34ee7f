#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "common/date.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

static void known_days_have_their_numbers(void **state)
{
    static const struct {
        int year, month, day, weekday;
        int32_t number;
    } rows[] = {
        { 1970, 1, 1, 4, 0 },          { 1969, 12, 31, 3, -1 },
        { 1900, 1, 1, 1, HD_DAY_MIN }, { 2199, 12, 31, 2, HD_DAY_MAX },
        { 2000, 2, 29, 2, 11016 },     { 2000, 3, 1, 3, 11017 },
        { 1900, 3, 1, 4, -25508 },     { 2026, 11, 21, 6, 20778 },
        { 2100, 2, 28, 7, 47540 },     { 2100, 3, 1, 1, 47541 },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        assert_int_equal(hd_day_from_civil(rows[i].year, rows[i].month, rows[i].day),
                         rows[i].number);
        assert_int_equal(hd_day_weekday(rows[i].number), rows[i].weekday);
    }
}

static void days_follow_each_other_without_gap(void **state)
{
    int32_t expect = hd_day_from_civil(1600, 1, 1);

    (void)state;
    for (int year = 1600; year < 2400; year++) {
        for (int month = 1; month <= 12; month++) {
            for (int day = 1; day <= hd_month_days(year, month); day++, expect++) {
                struct hd_civil back = hd_day_civil(expect);

                assert_int_equal(hd_day_from_civil(year, month, day), expect);
                assert_true(back.year == year && back.month == month && back.day == day);
            }
        }
    }
}

static void weekdays_follow_each_other(void **state)
{
    (void)state;
    for (int32_t day = HD_DAY_MIN; day < HD_DAY_MAX; day++)
        assert_int_equal(hd_day_weekday(day + 1), hd_day_weekday(day) % 7 + 1);
}

/* Between 1901 and 2099 every fourth year is a leap year, so that four years are 1461 days. */
static void four_years_are_1461_days(void **state)
{
    (void)state;
    for (int32_t day = hd_day_from_civil(1901, 1, 1); day <= hd_day_from_civil(2095, 12, 31);
         day++) {
        struct hd_civil now = hd_day_civil(day), later = hd_day_civil(day + 1461);

        assert_true(later.year == now.year + 4 && later.month == now.month && later.day == now.day);
    }
}

static void a_date_is_written_as_it_was_read(void **state)
{
    (void)state;
    for (int32_t day = HD_DAY_MIN; day <= HD_DAY_MAX; day++) {
        char text[11];
        int32_t back = 0;

        hd_day_text(day, text);
        assert_true(hd_day_parse(text, 10, &back));
        assert_int_equal(back, day);
    }
}

static void what_is_no_date_is_refused(void **state)
{
    static const char *const texts[] = {
        "",           "2026-11-2",  "2026-11-211", "2026/11/21", "21.11.2026",
        "2026-13-01", "2026-00-10", "2026-01-00",  "2026-01-32", "2026-04-31",
        "2026-02-29", "1900-02-29", "1899-12-31",  "2200-01-01", "2026-1-010",
        " 2026-11-2", "2026-11-2x", "-026-11-21",  "+026-11-21", "2026-11- 1",
    };
    int32_t day = 77;

    (void)state;
    for (size_t i = 0; i < COUNT(texts); i++) {
        if (hd_day_parse(texts[i], strlen(texts[i]), &day))
            fail_msg("accepted: %s", texts[i]);
    }
    assert_int_equal(day, 77);
    assert_true(hd_day_parse("2024-02-29", 10, &day));
    assert_true(hd_day_parse("2000-02-29", 10, &day));
}

static void instants_are_read(void **state)
{
    static const struct {
        const char *text;
        int64_t at_ms;
    } rows[] = {
        { "1970-01-01T00:00:00Z", 0 },
        { "1970-01-01t00:00:01z", 1000 },
        { "1969-12-31T23:59:59.999Z", -1 },
        { "2026-11-21T10:15:00Z", INT64_C(1795256100000) },
        { "2026-11-21T14:15:00+04:00", INT64_C(1795256100000) },
        { "2026-11-21T14:15:00+0400", INT64_C(1795256100000) },
        { "2026-11-21T05:45:00-04:30", INT64_C(1795256100000) },
        { "2026-11-21 10:15Z", INT64_C(1795256100000) },
        { "2026-11-21T10:15:00.1239999Z", INT64_C(1795256100123) },
        { "2026-11-21T10:15:00.5Z", INT64_C(1795256100500) },
        { "2016-12-31T23:59:60Z", INT64_C(1483228800000) }, /* a leap second */
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        int64_t at_ms = -77;

        if (!hd_instant_parse(rows[i].text, strlen(rows[i].text), &at_ms))
            fail_msg("refused: %s", rows[i].text);
        if (at_ms != rows[i].at_ms)
            fail_msg("%s: %lld", rows[i].text, (long long)at_ms);
    }
}

static void what_is_no_instant_is_refused(void **state)
{
    static const char *const texts[] = {
        "",
        "2026-11-21",
        "2026-11-21T",
        "2026-11-21T10:15:00",
        "2026-11-21T24:00:00Z",
        "2026-11-21T10:60:00Z",
        "2026-11-21T10:15:61Z",
        "2026-11-21T10:15:00.Z",
        "2026-11-21T10:15:00+25:00",
        "2026-11-21T10:15:00+04:60",
        "2026-11-21T10:15:00+04",
        "2026-11-21T10:15:00Zx",
        "2026-11-21T1:15:00Z",
        "2026-02-30T10:15:00Z",
        "2026-11-21_10:15:00Z",
    };
    int64_t at_ms;

    (void)state;
    for (size_t i = 0; i < COUNT(texts); i++) {
        if (hd_instant_parse(texts[i], strlen(texts[i]), &at_ms))
            fail_msg("accepted: %s", texts[i]);
    }
    assert_false(hd_instant_parse("2026-11-21T10:15:00Z\0Z", 22, &at_ms));
}

static void an_instant_is_written_in_utc(void **state)
{
    static const struct {
        int64_t at_ms;
        const char *text;
    } rows[] = {
        { 0, "1970-01-01T00:00:00Z" },
        { -1, "1969-12-31T23:59:59Z" },
        { INT64_C(1795256100999), "2026-11-21T10:15:00Z" },
        { INT64_MIN, "0000-01-01T00:00:00Z" },
        { INT64_MAX, "9999-12-31T23:59:59Z" },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        char text[21];

        hd_instant_text(rows[i].at_ms, text);
        assert_string_equal(text, rows[i].text);
    }
}

static void an_instant_is_written_as_it_was_read(void **state)
{
    (void)state;
    for (int64_t at_s = INT64_C(-2208988800); at_s < INT64_C(7258118400); at_s += 99991) {
        char text[21];
        int64_t back = 0;

        hd_instant_text(at_s * 1000, text);
        assert_true(hd_instant_parse(text, 20, &back));
        assert_true(back == at_s * 1000);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(known_days_have_their_numbers),
        cmocka_unit_test(days_follow_each_other_without_gap),
        cmocka_unit_test(weekdays_follow_each_other),
        cmocka_unit_test(four_years_are_1461_days),
        cmocka_unit_test(a_date_is_written_as_it_was_read),
        cmocka_unit_test(what_is_no_date_is_refused),
        cmocka_unit_test(instants_are_read),
        cmocka_unit_test(what_is_no_instant_is_refused),
        cmocka_unit_test(an_instant_is_written_in_utc),
        cmocka_unit_test(an_instant_is_written_as_it_was_read),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
