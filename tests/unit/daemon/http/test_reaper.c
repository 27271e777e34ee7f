#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <poll.h>
#include <stdbool.h>
#include <sys/socket.h>
#include <unistd.h>

#include "daemon/http/reaper.h"

static _Atomic int64_t now_ms;

static int64_t told_time(void *ctx)
{
    (void)ctx;
    return now_ms;
}

static const struct hd_clock told_clock = { .wall = told_time, .tick = told_time };

static struct reaper *reaper;
static struct reaped *connection;
static int fds[2];

static int setup(void **state)
{
    struct hd_error err;

    (void)state;
    now_ms = 1000000;
    assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, fds), 0);
    assert_int_equal(reaper_create(&told_clock, &reaper, &err), HD_OK);
    connection = reaper_add(reaper, fds[0]);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    reaper_remove(reaper, connection);
    assert_int_equal(reaper_count(reaper), 0);
    reaper_destroy(&reaper);
    close(fds[0]);
    close(fds[1]);
    return reaper != NULL;
}

/* The other end sees the end of the stream at once when the connection was shut down. */
static bool is_cut(void)
{
    struct pollfd end = { .fd = fds[1], .events = POLLIN };

    reaper_sweep(reaper);
    return poll(&end, 1, 0) == 1;
}

static void pass(int64_t ms)
{
    now_ms += ms;
}

static void headers_have_ten_seconds(void **state)
{
    (void)state;
    pass(REAPER_HEADERS_MS - 1);
    assert_false(is_cut());
    pass(1);
    assert_true(is_cut());
}

static void a_kept_connection_has_a_little_more(void **state)
{
    (void)state;
    reaper_enter(reaper, connection, REAPER_NEXT);
    pass(REAPER_NEXT_MS - 1);
    assert_false(is_cut());
    pass(1);
    assert_true(is_cut());
}

static void our_own_work_has_no_deadline(void **state)
{
    (void)state;
    reaper_enter(reaper, connection, REAPER_ANSWERING);
    pass(3600000);
    assert_false(is_cut());
}

static void a_silent_upload_is_cut(void **state)
{
    (void)state;
    reaper_enter(reaper, connection, REAPER_BODY);
    pass(REAPER_SLOW_MS - 1);
    assert_false(is_cut());
    pass(1);
    assert_true(is_cut());
}

static void an_upload_earns_time_with_its_bytes(void **state)
{
    (void)state;
    reaper_enter(reaper, connection, REAPER_BODY);
    reaper_received(reaper, connection, 20 * REAPER_RATE);
    pass(19999);
    assert_false(is_cut());
    pass(1);
    assert_true(is_cut());
}

static void no_upload_lasts_longer_than_the_bound(void **state)
{
    (void)state;
    reaper_enter(reaper, connection, REAPER_BODY);
    reaper_received(reaper, connection, 1 << 30);
    pass(REAPER_BODY_MS - 1);
    assert_false(is_cut());
    pass(1);
    assert_true(is_cut());
}

static void a_slow_reader_is_cut(void **state)
{
    (void)state;
    reaper_enter(reaper, connection, REAPER_SENDING);
    pass(REAPER_SENDING_MS - 1);
    assert_false(is_cut());
    pass(1);
    assert_true(is_cut());
}

static void the_next_deadline_is_told(void **state)
{
    (void)state;
    assert_int_equal(reaper_sweep(reaper), now_ms + REAPER_HEADERS_MS);
    reaper_enter(reaper, connection, REAPER_ANSWERING);
    assert_int_equal(reaper_sweep(reaper), INT64_MAX);
}

#define FACT(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        FACT(headers_have_ten_seconds),
        FACT(a_kept_connection_has_a_little_more),
        FACT(our_own_work_has_no_deadline),
        FACT(a_silent_upload_is_cut),
        FACT(an_upload_earns_time_with_its_bytes),
        FACT(no_upload_lasts_longer_than_the_bound),
        FACT(a_slow_reader_is_cut),
        FACT(the_next_deadline_is_told),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
