#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "daemon/collect/timing.h"

#define HOUR   INT64_C(3600000)
#define MINUTE INT64_C(60000)
#define NOON   INT64_C(1790000000000) /* some instant of 2026 */

struct world {
    struct hd_zone *zone;
};

static int setup(void **state)
{
    static struct world world;
    struct hd_error err;

    assert_int_equal(hd_zone_open("UTC", &world.zone, &err), HD_OK);
    *state = &world;
    return 0;
}

static int teardown(void **state)
{
    hd_zone_close(&((struct world *)*state)->zone);
    return 0;
}

static int64_t next(const struct world *world, const char *text, const struct timing *like)
{
    struct timing timing = *like;
    struct timetable *table = NULL;
    const char *why = NULL;
    int64_t at_ms;

    if (!timetable_parse(text, &table, &why))
        fail_msg("%s: %s", text, why);
    timing.timetable = table;
    timing.zone = world->zone;
    timing.name = timing.name ? timing.name : "probe";
    timing.backoff_max_ms = 24 * HOUR;
    at_ms = timing_next_at_ms(&timing);
    timetable_free(&table);
    return at_ms;
}

static void the_wait_doubles_up_to_its_bound(void **state)
{
    static const struct {
        int64_t failures, minutes;
    } rows[] = { { 1, 1 },     { 2, 2 },     { 3, 4 },     { 4, 8 },
                 { 11, 1024 }, { 12, 1440 }, { 64, 1440 }, { 1000, 1440 } };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        assert_int_equal(timing_backoff_ms(rows[i].failures, 24 * HOUR), rows[i].minutes * MINUTE);
}

static void one_that_never_ran_is_due_at_once(void **state)
{
    assert_int_equal(next(*state, "every 6h", &(struct timing){ 0 }), 0);
    assert_int_equal(next(*state, "every year on day 90 at 06:00", &(struct timing){ 0 }), 0);
}

static void one_asked_by_hand_alone_is_never_due(void **state)
{
    assert_true(next(*state, "never", &(struct timing){ 0 }) == TIMETABLE_NEVER);
    assert_true(next(*state, "never", &(struct timing){ .last_at_ms = NOON, .failures = 3 }) ==
                TIMETABLE_NEVER);
}

static void after_a_failure_the_schedule_is_not_asked(void **state)
{
    const struct timing failed = { .last_at_ms = NOON, .failures = 2 };

    assert_int_equal(next(*state, "every 6h", &failed), NOON + 2 * MINUTE);
    assert_int_equal(next(*state, "every 1s", &failed), NOON + 2 * MINUTE);
}

static void what_was_missed_is_due(void **state)
{
    const struct timing long_ago = { .last_at_ms = NOON };

    assert_int_equal(next(*state, "every 6h", &long_ago), NOON + 6 * HOUR);
    assert_true(next(*state, "every day at 06:00", &long_ago) <= NOON + 24 * HOUR);
}

/* By its jitter later each time, and yet always at the same distance from its instant. */
static void jitter_does_not_drift(void **state)
{
    struct timing timing = { .last_at_ms = NOON, .jitter_ms = HOUR, .name = "world-bank" };
    int64_t part = timing_jitter_ms("world-bank", HOUR), first;

    assert_true(part > 0 && part <= HOUR);
    first = next(*state, "every day at 06:00", &timing);
    for (int i = 1; i < 30; i++) {
        int64_t at_ms;

        timing.last_at_ms = first + (i - 1) * 24 * HOUR;
        at_ms = next(*state, "every day at 06:00", &timing);
        assert_int_equal(at_ms, first + i * 24 * HOUR);
        assert_int_equal((at_ms - part) % (24 * HOUR), 6 * HOUR);
    }
    timing.last_at_ms = NOON + part;
    assert_int_equal(next(*state, "every 6h", &timing), NOON + part + 6 * HOUR);
}

static void jitter_is_each_names_own_and_within_its_bound(void **state)
{
    (void)state;
    assert_int_equal(timing_jitter_ms("a", 0), 0);
    assert_true(timing_jitter_ms("a", HOUR) != timing_jitter_ms("b", HOUR));
    assert_int_equal(timing_jitter_ms("a", HOUR), timing_jitter_ms("a", HOUR));
    for (char name[2] = "a"; *name <= 'z'; (*name)++)
        assert_true(timing_jitter_ms(name, 10) >= 0 && timing_jitter_ms(name, 10) <= 10);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_wait_doubles_up_to_its_bound),
        cmocka_unit_test(one_that_never_ran_is_due_at_once),
        cmocka_unit_test(one_asked_by_hand_alone_is_never_due),
        cmocka_unit_test(after_a_failure_the_schedule_is_not_asked),
        cmocka_unit_test(what_was_missed_is_due),
        cmocka_unit_test(jitter_does_not_drift),
        cmocka_unit_test(jitter_is_each_names_own_and_within_its_bound),
    };

    return cmocka_run_group_tests(tests, setup, teardown);
}
