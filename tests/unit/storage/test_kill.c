/* What was acknowledged is there after kill -9, once. */
#include "storage_world.h"

#include <poll.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#define ROUNDS 30

/* Publishes one number after the other and says each on the pipe: when it has been stored, or,
 * as the control, before that. */
static void publish_for_ever(struct world *w, int out, int first, bool say_before)
{
    char value[16];

    for (int number = first;; number++) {
        struct submission_row row = world_row("2022", value, NULL);
        struct world_put put = { .submission = world_submission(&row, 1) };

        snprintf(value, sizeof value, "%d", number);
        if (say_before && write(out, &number, sizeof number) != sizeof number)
            _exit(1);
        if (world_put(w, &put))
            _exit(2);
        if (!say_before && write(out, &number, sizeof number) != sizeof number)
            _exit(1);
    }
}

static void run_child(struct world *w, int out, int first, bool say_before)
{
    w->store = NULL;
    if (world_open(w) || store_write(w->store, world_add_indicators, NULL, &w->err))
        _exit(3);
    publish_for_ever(w, out, first, say_before);
}

/* Kills the child in the middle of its writing, when it has said `numbers` of them; the last
 * one it said. */
static int one_round(struct world *w, int first, unsigned numbers, bool say_before)
{
    int pipes[2], number = first - 1, last;
    pid_t pid;

    assert_int_equal(pipe(pipes), 0);
    pid = fork();
    if (!pid) {
        close(pipes[0]);
        run_child(w, pipes[1], first, say_before);
    }
    close(pipes[1]);
    for (unsigned i = 0; i < numbers; i++)
        assert_int_equal(read(pipes[0], &number, sizeof number), sizeof number);
    kill(pid, SIGKILL);
    last = number;
    while (read(pipes[0], &number, sizeof number) == sizeof number)
        last = number;
    waitpid(pid, NULL, 0);
    close(pipes[0]);
    return last;
}

struct findings {
    int64_t stored, greatest;
};

static struct findings look(struct world *w)
{
    struct findings f;

    assert_ok(w, world_open(w));
    f.stored = world_ask(w, "select count(*) from observation");
    f.greatest = world_ask(w, "select coalesce(max(cast(value as integer)), 0) from observation");
    store_close(&w->store);
    assert_ok(w, store_verify(w->path, &(struct store_verify){ 0 }, &w->err));
    return f;
}

static void thirty_kills_lose_nothing_and_double_nothing(void **state)
{
    struct world *w = *state;
    unsigned chance = 12345;
    int next = 1;

    for (int round = 0; round < ROUNDS; round++) {
        struct findings f;
        int said;

        chance = chance * 1103515245u + 12345u;
        said = one_round(w, next, 1 + chance / 65536u % 40u, false);
        f = look(w);
        assert_int_equal(f.stored, f.greatest); /* each number once, without gaps */
        assert_true(f.greatest >= said);        /* what was said is there */
        assert_true(f.greatest <= said + 1);    /* and at most the one being said */
        next = (int)f.greatest + 1;
    }
}

/* The test can fail: who says it before it is stored is caught.  In the end there is always one
 * round that is killed in between. */
static void saying_it_too_early_is_caught(void **state)
{
    struct world *w = *state;
    unsigned chance = 777;
    int next = 1, lost = 0;

    for (int round = 0; round < 200 && !lost; round++) {
        int said;

        chance = chance * 1103515245u + 12345u;
        said = one_round(w, next, 1 + chance / 65536u % 10u, true);
        next = (int)look(w).greatest + 1;
        lost += next <= said;
    }
    assert_true(lost > 0);
}

/* Killed while it makes the database: the next start goes on from wherever it was. */
static void a_database_killed_while_being_born_can_be_opened(void **state)
{
    struct world *w = *state;

    for (unsigned round = 0; round < 40; round++) {
        pid_t pid = fork();

        if (!pid) {
            w->store = NULL;
            _exit(world_open(w) ? 1 : 0);
        }
        ppoll(NULL, 0, &(struct timespec){ .tv_nsec = round * 150000L }, NULL);
        kill(pid, SIGKILL);
        waitpid(pid, NULL, 0);
        assert_ok(w, world_open(w));
        store_close(&w->store);
        assert_ok(w, store_verify(w->path, &(struct store_verify){ 0 }, &w->err));
        assert_int_equal(unlink(w->path), 0);
    }
}

int main(void)
{
    const struct CMUnitTest killed[] = {
        WORLD_BARE(a_database_killed_while_being_born_can_be_opened),
        WORLD_BARE(thirty_kills_lose_nothing_and_double_nothing),
        WORLD_BARE(saying_it_too_early_is_caught),
    };

    return WORLD_RUN(killed);
}
