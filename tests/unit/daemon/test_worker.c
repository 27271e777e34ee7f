#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <pthread.h>
#include <stdatomic.h>

#include "daemon/worker.h"

/* A gate that holds a job until the test opens it. */
struct gate {
    pthread_mutex_t lock;
    pthread_cond_t moved;
    bool entered, open;
};

static struct gate gate;
static atomic_int done;

static int setup(void **state)
{
    (void)state;
    gate = (struct gate){ .open = false };
    pthread_mutex_init(&gate.lock, NULL);
    pthread_cond_init(&gate.moved, NULL);
    atomic_store(&done, 0);
    return 0;
}

static void count(void *ctx)
{
    (void)ctx;
    atomic_fetch_add(&done, 1);
}

static void wait_at_gate(void *ctx)
{
    struct gate *at = ctx;

    pthread_mutex_lock(&at->lock);
    at->entered = true;
    pthread_cond_broadcast(&at->moved);
    while (!at->open)
        pthread_cond_wait(&at->moved, &at->lock);
    pthread_mutex_unlock(&at->lock);
    count(NULL);
}

static void await_entry(void)
{
    pthread_mutex_lock(&gate.lock);
    while (!gate.entered)
        pthread_cond_wait(&gate.moved, &gate.lock);
    pthread_mutex_unlock(&gate.lock);
}

static void open_gate(void)
{
    pthread_mutex_lock(&gate.lock);
    gate.open = true;
    pthread_cond_broadcast(&gate.moved);
    pthread_mutex_unlock(&gate.lock);
}

static struct worker_pool *create(size_t threads, size_t queue_max)
{
    struct worker_pool *pool = NULL;
    struct hd_error err;

    assert_int_equal(worker_pool_create(threads, queue_max, &pool, &err), HD_OK);
    return pool;
}

static void all_queued_jobs_run_before_destroy_returns(void **state)
{
    struct worker_pool *pool = create(3, 1000);

    (void)state;
    for (int i = 0; i < 500; i++)
        assert_true(worker_pool_run(pool, count, NULL));
    worker_pool_destroy(&pool);
    assert_null(pool);
    assert_int_equal(atomic_load(&done), 500);
}

static void a_full_queue_says_so(void **state)
{
    struct worker_pool *pool = create(1, 2);

    (void)state;
    assert_true(worker_pool_run(pool, wait_at_gate, &gate));
    await_entry();
    assert_true(worker_pool_run(pool, count, NULL));
    assert_true(worker_pool_run(pool, count, NULL));
    assert_false(worker_pool_run(pool, count, NULL));
    assert_int_equal(worker_pool_busy(pool), 3);
    open_gate();
    worker_pool_destroy(&pool);
    assert_int_equal(atomic_load(&done), 3);
}

static void a_stuck_job_holds_only_its_own_thread(void **state)
{
    struct worker_pool *pool = create(2, 10);
    struct gate second = { .open = true };

    (void)state;
    pthread_mutex_init(&second.lock, NULL);
    pthread_cond_init(&second.moved, NULL);
    assert_true(worker_pool_run(pool, wait_at_gate, &gate));
    await_entry();
    assert_true(worker_pool_run(pool, wait_at_gate, &second));
    pthread_mutex_lock(&second.lock);
    while (!second.entered)
        pthread_cond_wait(&second.moved, &second.lock);
    pthread_mutex_unlock(&second.lock);
    open_gate();
    worker_pool_destroy(&pool);
    assert_int_equal(atomic_load(&done), 2);
}

static void the_heartbeat_counts_finished_jobs(void **state)
{
    struct worker_pool *pool = create(1, 10);

    (void)state;
    assert_int_equal(worker_pool_heartbeat(pool), 0);
    assert_true(worker_pool_run(pool, count, NULL));
    assert_true(worker_pool_run(pool, wait_at_gate, &gate));
    await_entry(); /* one thread: the first job is over */
    assert_int_equal(worker_pool_heartbeat(pool), 1);
    open_gate();
    worker_pool_destroy(&pool);
}

static void destroying_nothing_is_fine(void **state)
{
    struct worker_pool *pool = NULL;

    (void)state;
    worker_pool_destroy(&pool);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(all_queued_jobs_run_before_destroy_returns, setup),
        cmocka_unit_test_setup(a_full_queue_says_so, setup),
        cmocka_unit_test_setup(a_stuck_job_holds_only_its_own_thread, setup),
        cmocka_unit_test_setup(the_heartbeat_counts_finished_jobs, setup),
        cmocka_unit_test_setup(destroying_nothing_is_fine, setup),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
