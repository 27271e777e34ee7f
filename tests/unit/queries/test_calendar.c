#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "common/date.h"
#include "queries/catalog.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

static int32_t day_of(const char *text)
{
    int32_t day;

    if (!hd_day_parse(text, strlen(text), &day))
        fail_msg("'%s' is not a day", text);
    return day;
}

/* Weekend on Saturday and Sunday, three days off in March, one Saturday worked for one of them. */
static struct calendar spring(void)
{
    static struct calendar calendar = { .weekend = 1u << 6 | 1u << 7 };

    if (!calendar.holidays) {
        calendar.holidays = test_calloc(3, sizeof *calendar.holidays);
        calendar.working = test_calloc(1, sizeof *calendar.working);
    }
    calendar.holiday_count = 3;
    calendar.holidays[0].day = day_of("2026-03-20");
    calendar.holidays[1].day = day_of("2026-03-23");
    calendar.holidays[2].day = day_of("2026-03-24");
    calendar.working_count = 1;
    calendar.working[0].day = day_of("2026-03-28");
    return calendar;
}

static void release(struct calendar *calendar)
{
    test_free(calendar->holidays);
    test_free(calendar->working);
}

static void which_days_are_worked_and_which_follow(void **state)
{
    static const struct {
        const char *says, *day;
        bool working;
        const char *next;
    } rows[] = {
        { "a Thursday", "2026-03-19", true, "2026-03-19" },
        { "a holiday, the weekend and two more", "2026-03-20", false, "2026-03-25" },
        { "a Saturday", "2026-03-21", false, "2026-03-25" },
        { "a Sunday", "2026-03-22", false, "2026-03-25" },
        { "a holiday on a Tuesday", "2026-03-24", false, "2026-03-25" },
        { "a Saturday that is worked", "2026-03-28", true, "2026-03-28" },
        { "the Sunday after it", "2026-03-29", false, "2026-03-30" },
        { "over the end of a year", "2028-12-31", false, "2029-01-01" },
        { "29 February, a Tuesday", "2028-02-29", true, "2028-02-29" },
    };
    struct calendar calendar = spring();

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        int32_t day = day_of(rows[i].day);

        if (calendar_is_working(&calendar, day) != rows[i].working)
            fail_msg("%s", rows[i].says);
        if (calendar_working_on_or_after(&calendar, day) != day_of(rows[i].next))
            fail_msg("%s: the next working day", rows[i].says);
    }
    release(&calendar);
}

static void weekends_are_what_the_calendar_says(void **state)
{
    struct calendar friday = { .weekend = 1u << 5 }, none = { 0 };

    (void)state;
    assert_false(calendar_is_working(&friday, day_of("2026-03-20")));
    assert_true(calendar_is_working(&friday, day_of("2026-03-21")));
    assert_true(calendar_is_working(&none, day_of("2026-03-22")));
}

static void a_calendar_without_working_days_does_not_go_on_for_ever(void **state)
{
    struct calendar never = { .weekend = 0xfe };
    int32_t day = day_of("2026-03-20");

    (void)state;
    assert_int_equal(calendar_working_on_or_after(&never, day), day);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(which_days_are_worked_and_which_follow),
        cmocka_unit_test(weekends_are_what_the_calendar_says),
        cmocka_unit_test(a_calendar_without_working_days_does_not_go_on_for_ever),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
