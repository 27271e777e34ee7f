#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <pthread.h>
#include <string.h>
#include <sys/epoll.h>
#include <unistd.h>

#include "daemon/loop.h"

/* Time that moves only when told. */
static int64_t now_ms;

static int64_t told_time(void *ctx)
{
    (void)ctx;
    return now_ms;
}

static const struct hd_clock told_clock = { .wall = told_time, .tick = told_time };

static struct loop *loop;
static struct loop_timer *timers[4];
static char trace[64];
static int pipe_fds[2];

static void note(const char *word)
{
    strncat(trace, word, sizeof trace - strlen(trace) - 1);
}

static int setup(void **state)
{
    struct hd_error err;

    (void)state;
    now_ms = 1000;
    memset(trace, 0, sizeof trace);
    memset(timers, 0, sizeof timers);
    assert_int_equal(pipe(pipe_fds), 0);
    return (int)loop_create(&told_clock, &loop, &err);
}

static int teardown(void **state)
{
    (void)state;
    loop_destroy(&loop);
    close(pipe_fds[0]);
    close(pipe_fds[1]);
    return loop != NULL;
}

static void after(int64_t delay_ms, loop_fn *fn, struct loop_timer **timer)
{
    struct hd_error err;

    assert_int_equal(loop_after(loop, delay_ms, fn, timer, timer, &err), HD_OK);
}

static void say_a(void *ctx)
{
    (void)ctx;
    note("a");
}

static void say_b(void *ctx)
{
    (void)ctx;
    note("b");
}

static void say_end(void *ctx)
{
    (void)ctx;
    note("|");
    loop_stop(loop);
}

static void pass_ten_seconds(void *ctx)
{
    (void)ctx;
    now_ms += 10000;
}

static void timers_fire_in_order_of_time(void **state)
{
    (void)state;
    after(3000, say_end, &timers[0]);
    after(2000, say_b, &timers[1]);
    after(1000, say_a, &timers[2]);
    loop_post(loop, pass_ten_seconds, NULL);
    loop_run(loop);
    assert_string_equal(trace, "ab|");
}

static void timers_of_the_same_time_fire_in_order_of_asking(void **state)
{
    (void)state;
    after(1000, say_a, &timers[0]);
    after(1000, say_b, &timers[1]);
    after(1000, say_end, &timers[2]);
    loop_post(loop, pass_ten_seconds, NULL);
    loop_run(loop);
    assert_string_equal(trace, "ab|");
}

static void a_cancelled_timer_stays_silent(void **state)
{
    (void)state;
    after(1000, say_a, &timers[0]);
    after(2000, say_end, &timers[1]);
    loop_cancel(loop, &timers[0]);
    assert_null(timers[0]);
    loop_post(loop, pass_ten_seconds, NULL);
    loop_run(loop);
    assert_string_equal(trace, "|");
}

static void cancel_itself(void *ctx)
{
    struct loop_timer **timer = ctx;

    note("c");
    loop_cancel(loop, timer);
}

static void a_timer_may_cancel_itself_and_fires_once(void **state)
{
    (void)state;
    after(1000, cancel_itself, &timers[0]);
    after(2000, say_end, &timers[1]);
    loop_post(loop, pass_ten_seconds, NULL);
    loop_run(loop);
    assert_string_equal(trace, "c|");
}

static void a_timer_in_the_past_is_refused(void **state)
{
    struct hd_error err;

    (void)state;
    assert_int_equal(loop_after(loop, -1, say_a, NULL, &timers[0], &err), HD_BAD_INPUT);
}

static void read_and_end(void *ctx, int fd, unsigned events)
{
    char byte;

    (void)ctx;
    assert_true(events & EPOLLIN);
    assert_int_equal(read(fd, &byte, 1), 1);
    note("r");
    loop_unwatch(loop, fd);
    loop_stop(loop);
}

static void a_watched_descriptor_is_told(void **state)
{
    struct hd_error err;

    (void)state;
    assert_int_equal(loop_watch(loop, pipe_fds[0], EPOLLIN, read_and_end, NULL, &err), HD_OK);
    assert_int_equal(write(pipe_fds[1], "x", 1), 1);
    loop_run(loop);
    assert_string_equal(trace, "r");
}

static void unwatch_the_pipe(void *ctx)
{
    (void)ctx;
    loop_unwatch(loop, pipe_fds[0]);
    loop_post(loop, say_end, NULL);
}

static void an_unwatched_descriptor_is_quiet(void **state)
{
    struct hd_error err;

    (void)state;
    assert_int_equal(loop_watch(loop, pipe_fds[0], EPOLLIN, read_and_end, NULL, &err), HD_OK);
    loop_post(loop, unwatch_the_pipe, NULL);
    loop_run(loop);
    assert_string_equal(trace, "|");
}

static void watching_a_wrong_descriptor_is_refused(void **state)
{
    struct hd_error err;

    (void)state;
    assert_int_equal(loop_watch(loop, -1, EPOLLIN, read_and_end, NULL, &err), HD_SYSTEM);
}

static void *post_from_elsewhere(void *ctx)
{
    (void)ctx;
    for (int i = 0; i < 20; i++)
        loop_post(loop, say_a, NULL);
    loop_post(loop, say_end, NULL);
    return NULL;
}

static void posts_of_another_thread_run_here_in_order(void **state)
{
    pthread_t thread;

    (void)state;
    assert_int_equal(pthread_create(&thread, NULL, post_from_elsewhere, NULL), 0);
    loop_run(loop);
    pthread_join(thread, NULL);
    assert_string_equal(trace, "aaaaaaaaaaaaaaaaaaaa|");
}

static void the_heartbeat_grows_with_each_round(void **state)
{
    int64_t before;

    (void)state;
    before = loop_heartbeat(loop);
    loop_post(loop, say_end, NULL);
    loop_run(loop);
    assert_true(loop_heartbeat(loop) > before);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(timers_fire_in_order_of_time, setup, teardown),
        cmocka_unit_test_setup_teardown(timers_of_the_same_time_fire_in_order_of_asking, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(a_cancelled_timer_stays_silent, setup, teardown),
        cmocka_unit_test_setup_teardown(a_timer_may_cancel_itself_and_fires_once, setup, teardown),
        cmocka_unit_test_setup_teardown(a_timer_in_the_past_is_refused, setup, teardown),
        cmocka_unit_test_setup_teardown(a_watched_descriptor_is_told, setup, teardown),
        cmocka_unit_test_setup_teardown(an_unwatched_descriptor_is_quiet, setup, teardown),
        cmocka_unit_test_setup_teardown(watching_a_wrong_descriptor_is_refused, setup, teardown),
        cmocka_unit_test_setup_teardown(posts_of_another_thread_run_here_in_order, setup, teardown),
        cmocka_unit_test_setup_teardown(the_heartbeat_grows_with_each_round, setup, teardown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
