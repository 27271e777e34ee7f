#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "common/date.h"
#include "common/zone_file.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))
#define ZONE_AUTO    __attribute__((cleanup(hd_zone_close)))

static struct hd_zone *open_zone(const char *name)
{
    struct hd_zone *zone = NULL;
    struct hd_error err = { 0 };

    if (hd_zone_open(name, &zone, &err))
        fail_msg("%s: %s", name, err.text);
    return zone;
}

static int64_t at_ms(const char *text)
{
    int64_t value = 0;

    assert_true(hd_instant_parse(text, strlen(text), &value));
    return value;
}

static int32_t day_of(const char *text)
{
    int32_t day = 0;

    assert_true(hd_day_parse(text, strlen(text), &day));
    return day;
}

static void need_zone_files(void)
{
    if (access("/usr/share/zoneinfo/Europe/Berlin", R_OK) < 0) {
        print_message("no zone files here\n");
        skip();
    }
}

struct offset_row {
    const char *zone, *at;
    int minutes;
};

static const struct offset_row offsets[] = {
    { "Europe/Berlin", "2026-03-29T00:59:59Z", 60 },
    { "Europe/Berlin", "2026-03-29T01:00:00Z", 120 },
    { "Europe/Berlin", "2026-10-25T00:59:59Z", 120 },
    { "Europe/Berlin", "2026-10-25T01:00:00Z", 60 },
    /* before 2016 the clocks there went an hour forward each summer, at 4 in the morning */
    { "Asia/Baku", "2015-03-28T23:59:59Z", 240 },
    { "Asia/Baku", "2015-03-29T00:00:00Z", 300 },
    { "Asia/Baku", "2015-10-24T23:59:59Z", 300 },
    { "Asia/Baku", "2015-10-25T00:00:00Z", 240 },
    { "Asia/Baku", "2016-07-01T00:00:00Z", 240 },
    { "Asia/Baku", "2026-07-01T00:00:00Z", 240 },
    { "Asia/Baku", "2150-07-01T00:00:00Z", 240 },
    /* the table of the file ends in 2037 at the latest; from there on its last line holds */
    { "America/New_York", "2038-03-14T06:59:59Z", -300 },
    { "America/New_York", "2038-03-14T07:00:00Z", -240 },
    { "America/New_York", "2038-11-07T05:59:59Z", -240 },
    { "America/New_York", "2038-11-07T06:00:00Z", -300 },
    { "America/New_York", "2199-07-01T00:00:00Z", -240 },
    { "America/New_York", "2199-12-31T23:00:00Z", -300 },
    /* south of the equator, summer holds the turn of the year */
    { "Australia/Sydney", "2045-01-15T00:00:00Z", 660 },
    { "Australia/Sydney", "2045-07-15T00:00:00Z", 600 },
    { "Australia/Sydney", "2045-12-31T23:59:59Z", 660 },
    { "Asia/Kolkata", "2026-01-01T00:00:00Z", 330 },
    { "UTC", "1900-01-01T00:00:00Z", 0 },
    { "UTC", "2199-01-01T00:00:00Z", 0 },
};

static void offsets_are_those_of_history(void **state)
{
    (void)state;
    need_zone_files();
    for (size_t i = 0; i < COUNT(offsets); i++) {
        ZONE_AUTO struct hd_zone *zone = open_zone(offsets[i].zone);
        int32_t offset = hd_zone_offset_s(zone, at_ms(offsets[i].at));

        if (offset != offsets[i].minutes * 60)
            fail_msg("%s %s: %d s", offsets[i].zone, offsets[i].at, (int)offset);
    }
}

struct wall_row {
    const char *says, *zone, *day;
    int hour, minute;
    const char *at;
};

static const struct wall_row walls[] = {
    { "before the gap", "Europe/Berlin", "2026-03-29", 1, 59, "2026-03-29T00:59:00Z" },
    { "in the gap: the later", "Europe/Berlin", "2026-03-29", 2, 30, "2026-03-29T01:30:00Z" },
    { "after the gap", "Europe/Berlin", "2026-03-29", 3, 0, "2026-03-29T01:00:00Z" },
    { "before the overlap", "Europe/Berlin", "2026-10-25", 1, 59, "2026-10-24T23:59:00Z" },
    { "in the overlap: the first", "Europe/Berlin", "2026-10-25", 2, 30, "2026-10-25T00:30:00Z" },
    { "after the overlap", "Europe/Berlin", "2026-10-25", 3, 0, "2026-10-25T02:00:00Z" },
    { "the morning of a change", "Europe/Berlin", "2026-03-29", 12, 0, "2026-03-29T10:00:00Z" },
    { "midnight of a change", "Europe/Berlin", "2026-03-29", 0, 0, "2026-03-28T23:00:00Z" },
    { "a noon", "Asia/Baku", "2026-11-21", 12, 0, "2026-11-21T08:00:00Z" },
    { "a midnight", "Asia/Baku", "2026-11-22", 0, 0, "2026-11-21T20:00:00Z" },
    { "a summer noon of 2015", "Asia/Baku", "2015-07-01", 12, 0, "2015-07-01T07:00:00Z" },
    { "west, by the last line", "America/New_York", "2050-07-01", 9, 0, "2050-07-01T13:00:00Z" },
    { "a day begins in a gap", "America/Asuncion", "2020-10-04", 0, 0, "2020-10-04T04:00:00Z" },
    { "a day that was left out", "Pacific/Apia", "2011-12-30", 0, 0, "2011-12-30T10:00:00Z" },
    { "far east", "Pacific/Kiritimati", "2026-01-01", 0, 0, "2025-12-31T10:00:00Z" },
    { "far west", "Etc/GMT+12", "2026-01-01", 0, 0, "2026-01-01T12:00:00Z" },
    { "UTC", "UTC", "2026-11-21", 10, 15, "2026-11-21T10:15:00Z" },
};

static void wall_clocks_are_turned_into_instants(void **state)
{
    (void)state;
    need_zone_files();
    for (size_t i = 0; i < COUNT(walls); i++) {
        const struct wall_row *row = &walls[i];
        ZONE_AUTO struct hd_zone *zone = open_zone(row->zone);
        int64_t found = hd_zone_at_ms(zone, day_of(row->day), row->hour * 60 + row->minute);
        char text[21];

        hd_instant_text(found, text);
        if (strcmp(text, row->at) != 0)
            fail_msg("%s: %s", row->says, text);
    }
}

static void an_instant_has_a_local_date_and_clock(void **state)
{
    static const struct {
        const char *zone, *at, *day;
        int hour, minute;
    } rows[] = {
        { "Asia/Baku", "2026-11-21T19:59:59Z", "2026-11-21", 23, 59 },
        { "Asia/Baku", "2026-11-21T20:00:00Z", "2026-11-22", 0, 0 },
        { "America/New_York", "2026-11-21T04:59:00Z", "2026-11-20", 23, 59 },
        { "UTC", "1969-12-31T23:59:59Z", "1969-12-31", 23, 59 },
    };

    (void)state;
    need_zone_files();
    for (size_t i = 0; i < COUNT(rows); i++) {
        ZONE_AUTO struct hd_zone *zone = open_zone(rows[i].zone);
        int hour, minute;

        hd_zone_clock(zone, at_ms(rows[i].at), &hour, &minute);
        assert_int_equal(hd_zone_day(zone, at_ms(rows[i].at)), day_of(rows[i].day));
        assert_int_equal(hour, rows[i].hour);
        assert_int_equal(minute, rows[i].minute);
    }
}

/* Every local midnight is the first instant of its day and noon is noon. */
static void days_begin_where_the_day_before_ends(void **state)
{
    static const char *const names[] = { "Europe/Berlin",       "Asia/Baku",
                                         "America/New_York",    "America/Asuncion",
                                         "Australia/Lord_Howe", "UTC" };

    (void)state;
    need_zone_files();
    for (size_t i = 0; i < COUNT(names); i++) {
        ZONE_AUTO struct hd_zone *zone = open_zone(names[i]);

        for (int32_t day = day_of("1990-01-01"); day < day_of("2060-01-01"); day++) {
            int64_t begin = hd_zone_at_ms(zone, day, 0);
            int64_t noon = hd_zone_at_ms(zone, day, 12 * 60);
            int hour, minute;

            assert_int_equal(hd_zone_day(zone, begin), day);
            assert_int_equal(hd_zone_day(zone, begin - 1), day - 1);
            hd_zone_clock(zone, noon, &hour, &minute);
            assert_true(hour == 12 && minute == 0 && hd_zone_day(zone, noon) == day);
        }
    }
}

static void always_and_never_are_no_trouble(void **state)
{
    ZONE_AUTO struct hd_zone *zone = open_zone("UTC");
    int hour, minute;

    (void)state;
    assert_int_equal(hd_zone_offset_s(zone, INT64_MIN), 0);
    assert_true(hd_zone_day(zone, INT64_MIN) < HD_DAY_MIN);
    assert_true(hd_zone_day(zone, INT64_MAX) > HD_DAY_MAX);
    hd_zone_clock(zone, INT64_MIN, &hour, &minute);
    assert_true(hour >= 0 && hour < 24 && minute >= 0 && minute < 60);
}

static void names_that_leave_the_folder_are_refused(void **state)
{
    static const char *const names[] = {
        "",
        "/etc/passwd",
        "../../../etc/passwd",
        "Europe/../../../../etc/passwd",
        "Europe/",
        "Nowhere/Land",
        "Europe",
        "zone.tab",
        "tzdata.zi",
        "Europe/Berlin\n",
        "Europe/BerlinEurope/BerlinEurope/BerlinEurope/BerlinEurope/BerlinEurope/Berlin",
    };

    (void)state;
    for (size_t i = 0; i < COUNT(names); i++) {
        struct hd_zone *zone = NULL;
        struct hd_error err = { 0 };

        assert_int_equal(hd_zone_open(names[i], &zone, &err), HD_BAD_INPUT);
        assert_null(zone);
        assert_true(err.text[0]);
    }
}

static void a_zone_knows_its_name(void **state)
{
    ZONE_AUTO struct hd_zone *zone = open_zone("UTC");

    (void)state;
    assert_string_equal(hd_zone_name(zone), "UTC");
    hd_zone_close(&zone);
    assert_null(zone);
    hd_zone_close(&zone);
}

static void footers_are_read(void **state)
{
    static const struct {
        const char *text, *at;
        int minutes;
    } rows[] = {
        { "UTC0", "2026-07-01T00:00:00Z", 0 },
        { "<+04>-4", "2026-07-01T00:00:00Z", 240 },
        { "<-0330>3:30", "2026-07-01T00:00:00Z", -210 },
        { "EST5EDT,M3.2.0,M11.1.0", "2026-07-01T00:00:00Z", -240 },
        /* the day before the last Sunday, an hour before midnight */
        { "<-02>2<-01>,M3.5.0/-1,M10.5.0/0", "2026-03-29T00:59:59Z", -120 },
        { "<-02>2<-01>,M3.5.0/-1,M10.5.0/0", "2026-03-29T01:00:00Z", -60 },
        /* 60 is 1 March in every year; 59 counts 29 February */
        { "AAA0BBB,J60/0,J300/0", "2028-02-29T23:59:59Z", 0 },
        { "AAA0BBB,J60/0,J300/0", "2028-03-01T00:00:00Z", 60 },
        { "AAA0BBB,59/0,300/0", "2028-02-29T00:00:00Z", 60 },
        { "AAA0BBB,59/0,300/0", "2027-02-28T23:59:59Z", 0 },
        { "AAA0BBB,59/0,300/0", "2027-03-01T00:00:00Z", 60 },
        /* summer for ever, as a zone file says it */
        { "XXX3EDT4,0/0,J365/23", "2026-01-01T03:00:00Z", -240 },
        { "XXX3EDT4,0/0,J365/23", "2026-12-31T23:00:00Z", -240 },
        { "IST-1GMT0,M10.5.0,M3.5.0/1", "2026-12-01T00:00:00Z", 0 },
        { "IST-1GMT0,M10.5.0,M3.5.0/1", "2026-06-01T00:00:00Z", 60 },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct hd_zone_rules rules = { 0 };

        if (!hd_zone_footer_parse(rows[i].text, &rules))
            fail_msg("refused: %s", rows[i].text);
        if (hd_zone_rules_offset_s(&rules, at_ms(rows[i].at) / 1000) != rows[i].minutes * 60)
            fail_msg("%s at %s", rows[i].text, rows[i].at);
    }
}

static void malformed_footers_are_refused(void **state)
{
    static const char *const texts[] = {
        "",
        "UT0",
        "UTC",
        "<+04-4",
        "UTC25",
        "UTC0x",
        "EST5EDT",
        "EST5EDT,M3.2.0",
        "EST5EDT,M13.2.0,M11.1.0",
        "EST5EDT,M3.6.0,M11.1.0",
        "EST5EDT,M3.2.7,M11.1.0",
        "EST5EDT,J0,J300",
        "EST5EDT,366,300",
        "EST5EDT,M3.2.0/168,M11.1.0",
        "UTC99999999999",
    };

    (void)state;
    for (size_t i = 0; i < COUNT(texts); i++) {
        struct hd_zone_rules rules = { 0 };

        if (hd_zone_footer_parse(texts[i], &rules))
            fail_msg("accepted: %s", texts[i]);
    }
}

/* A whole file with two changes, to be damaged. */
#define FILE_HEADER "TZif2\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"
static const char small_file[] =
    FILE_HEADER "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\1\0\0\0\4"
                "\0\0\0\0\0\0"
                "UTC\0" FILE_HEADER "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\2\0\0\0\2\0\0\0\4"
                "\0\0\0\0\0\0\3\xe8"
                "\0\0\0\0\0\0\7\xd0"
                "\1\0"
                "\0\0\0\0\0\0"
                "\0\0\x0e\x10\1\0"
                "UTC\0"
                "\nAAA-2\n";

static void a_small_file_is_read(void **state)
{
    struct hd_zone_rules rules = { 0 };
    struct hd_error err = { 0 };

    (void)state;
    assert_int_equal(hd_zone_rules_read(small_file, sizeof small_file - 1, &rules, &err), HD_OK);
    assert_int_equal(hd_zone_rules_offset_s(&rules, 999), 0);
    assert_int_equal(hd_zone_rules_offset_s(&rules, 1000), 3600);
    assert_int_equal(hd_zone_rules_offset_s(&rules, 1999), 3600);
    assert_int_equal(hd_zone_rules_offset_s(&rules, 2000), 7200);
    hd_zone_rules_clear(&rules);
}

static void a_damaged_file_is_refused_or_harmless(void **state)
{
    struct hd_error err = { 0 };

    (void)state;
    for (size_t len = 0; len < sizeof small_file - 1; len++) {
        struct hd_zone_rules rules = { 0 };
        char *cut = test_malloc(len + 1); /* exactly as long, so that a byte too far is seen */

        memcpy(cut, small_file, len);
        assert_int_equal(hd_zone_rules_read(cut, len, &rules, &err), HD_BAD_INPUT);
        hd_zone_rules_clear(&rules);
        test_free(cut);
    }
    for (size_t i = 0; i < (sizeof small_file - 1) * 256; i++) {
        struct hd_zone_rules rules = { 0 };
        char damaged[sizeof small_file];

        memcpy(damaged, small_file, sizeof damaged);
        damaged[i / 256] = (char)(i % 256);
        if (!hd_zone_rules_read(damaged, sizeof damaged - 1, &rules, &err))
            hd_zone_rules_offset_s(&rules, 1500);
        hd_zone_rules_clear(&rules);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(offsets_are_those_of_history),
        cmocka_unit_test(wall_clocks_are_turned_into_instants),
        cmocka_unit_test(an_instant_has_a_local_date_and_clock),
        cmocka_unit_test(days_begin_where_the_day_before_ends),
        cmocka_unit_test(always_and_never_are_no_trouble),
        cmocka_unit_test(names_that_leave_the_folder_are_refused),
        cmocka_unit_test(a_zone_knows_its_name),
        cmocka_unit_test(footers_are_read),
        cmocka_unit_test(malformed_footers_are_refused),
        cmocka_unit_test(a_small_file_is_read),
        cmocka_unit_test(a_damaged_file_is_refused_or_harmless),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
