#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "daemon/schedule.h"

struct row {
    const char *says, *zone, *digest, *now, *next;
    bool owed;
};

static int64_t instant(const char *text)
{
    int64_t at_ms;

    assert_true(hd_instant_parse(text, strlen(text), &at_ms));
    return at_ms;
}

/* Baku is four hours ahead all year; Berlin changes on 2026-03-29 and 2026-10-25. */
static const struct row rows[] = {
    { "before the hour of the digest", "Asia/Baku", "08:00", "2026-11-20T03:00:00Z",
      "2026-11-20T04:00:00Z", false },
    { "at the hour itself it is owed, and midnight is next", "Asia/Baku", "08:00",
      "2026-11-20T04:00:00Z", "2026-11-20T20:00:00Z", true },
    { "just before midnight", "Asia/Baku", "08:00", "2026-11-20T19:59:59Z", "2026-11-20T20:00:00Z",
      true },
    { "at midnight the digest of the new day is next", "Asia/Baku", "08:00", "2026-11-20T20:00:00Z",
      "2026-11-21T04:00:00Z", false },
    { "a digest at midnight is owed at once", "Asia/Baku", "00:00", "2026-11-20T20:00:00Z",
      "2026-11-21T20:00:00Z", true },
    { "the day of 23 hours", "Europe/Berlin", "08:00", "2026-03-29T06:30:00Z",
      "2026-03-29T22:00:00Z", true },
    { "the day of 25 hours", "Europe/Berlin", "08:00", "2026-10-25T07:30:00Z",
      "2026-10-25T23:00:00Z", true },
    { "an hour that the night leaves out", "Europe/Berlin", "02:30", "2026-03-29T00:30:00Z",
      "2026-03-29T01:30:00Z", false },
    { "the last day of a year", "UTC", "08:00", "2026-12-31T12:00:00Z", "2027-01-01T00:00:00Z",
      true },
};

static void the_calendar_is_kept(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct hd_zone *zone = NULL;
        struct hd_error err;
        struct schedule schedule;
        int64_t next;

        assert_int_equal(hd_zone_open(rows[i].zone, &zone, &err), HD_OK);
        schedule = (struct schedule){ zone, schedule_minute(rows[i].digest) };
        next = schedule_next_at_ms(&schedule, instant(rows[i].now));
        if (next != instant(rows[i].next) ||
            schedule_digest_owed(&schedule, instant(rows[i].now)) != rows[i].owed) {
            char text[21];

            hd_instant_text(next, text);
            fail_msg("%s: next is %s", rows[i].says, text);
        }
        hd_zone_close(&zone);
    }
}

static void a_time_of_day_is_read(void **state)
{
    (void)state;
    assert_int_equal(schedule_minute("00:00"), 0);
    assert_int_equal(schedule_minute("08:05"), 485);
    assert_int_equal(schedule_minute("23:59"), 1439);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_calendar_is_kept),
        cmocka_unit_test(a_time_of_day_is_read),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
