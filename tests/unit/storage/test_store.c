#include "storage_world.h"

#include <poll.h>
#include <pthread.h>
#include <sched.h>
#include <semaphore.h>
#include <signal.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <sqlite3.h>

#include "storage/sqlite/connection.h"

/* ---- the connection contract ---- */

struct promise {
    const char *ask;
    const char *writer, *reader; /* as read back */
};

static const struct promise promises[] = {
    { "pragma journal_mode", "wal", "wal" },
    { "pragma synchronous", "2", "2" },
    { "pragma foreign_keys", "1", "1" },
    { "pragma trusted_schema", "0", "0" },
    { "pragma cell_size_check", "1", "1" },
    { "pragma busy_timeout", "10000", "10000" },
    { "pragma wal_autocheckpoint", "0", "0" },
    { "pragma recursive_triggers", "1", "1" },
    { "pragma journal_size_limit", "67108864", NULL },
    { "pragma application_id", "1212433734", "1212433734" },
    { "pragma user_version", "4", "4" },
};

static void compare(struct reader *reader, const char *ask, const char *want)
{
    struct hd_error err;
    struct statement *statement = NULL;
    bool row = false;

    assert_int_equal(statement_take(reader, ask, &statement, &err), HD_OK);
    assert_int_equal(statement_next(statement, &row, &err), HD_OK);
    assert_true(row);
    assert_string_equal(statement_text(statement, 0), want);
    statement_give_back(&statement);
}

static enum hd_rc compare_writer(struct txn *txn, void *ctx, struct hd_error *err)
{
    (void)ctx;
    (void)err;
    for (size_t i = 0; i < sizeof promises / sizeof *promises; i++)
        compare(txn_reader(txn), promises[i].ask, promises[i].writer);
    return HD_OK;
}

static void every_connection_keeps_the_contract(void **state)
{
    struct world *w = *state;
    struct reader *reader;

    assert_ok(w, store_write(w->store, compare_writer, NULL, &w->err));
    assert_ok(w, reader_open(w->path, &reader, &w->err));
    for (size_t i = 0; i < sizeof promises / sizeof *promises; i++)
        if (promises[i].reader)
            compare(reader, promises[i].ask, promises[i].reader);
    reader_close(&reader);
}

static void a_promise_that_is_not_kept_is_a_refusal(void **state)
{
    struct world *w = *state;
    const struct contract_pragma kept[] = {
        { "synchronous", "full", "2", CONNECTION_WRITER },
        { NULL, NULL, NULL, 0 },
    };
    const struct contract_pragma broken[] = {
        { "synchronous", "normal", "2", CONNECTION_WRITER },
        { NULL, NULL, NULL, 0 },
    };
    struct connection connection = { .role = CONNECTION_WRITER };

    assert_int_equal(sqlite3_open(":memory:", &connection.db), SQLITE_OK);
    assert_int_equal(contract_agree(&connection, kept, &w->err), HD_OK);
    assert_int_equal(contract_agree(&connection, broken, &w->err), HD_SYSTEM);
    assert_non_null(strstr(w->err.text, "synchronous"));
    /* The trap this is for: inside a transaction the setting is ignored without a word. */
    assert_int_equal(
        sqlite3_exec(connection.db, "pragma foreign_keys = off; begin", NULL, NULL, NULL),
        SQLITE_OK);
    assert_int_equal(contract_agree(&connection,
                                    (const struct contract_pragma[]){
                                        { "foreign_keys", "on", "1", CONNECTION_WRITER },
                                        { NULL, NULL, NULL, 0 } },
                                    &w->err),
                     HD_SYSTEM);
    sqlite3_close(connection.db);
}

/* ---- what is opened, and what is refused ---- */

static enum hd_rc open_existing(struct world *w)
{
    return store_open(&(struct store_options){ .path = w->path,
                                               .driver = world_driver->name,
                                               .clock = &w->clock },
                      &w->store, &w->err);
}

static void put_file(const char *path, const char *text)
{
    FILE *file = fopen(path, "w");

    assert_non_null(file);
    fputs(text, file);
    fclose(file);
}

static void a_missing_database_is_made_only_when_asked(void **state)
{
    struct world *w = *state;

    assert_int_equal(open_existing(w), HD_NOT_FOUND);
    assert_int_not_equal(access(w->path, F_OK), 0);
    assert_ok(w, world_open(w));
    store_close(&w->store);
    assert_ok(w, open_existing(w));
}

static void a_file_that_is_no_database_is_refused_untouched(void **state)
{
    struct world *w = *state;
    char text[5000];
    struct stat before, after;

    memset(text, 'x', sizeof text);
    text[sizeof text - 1] = '\0';
    put_file(w->path, text);
    stat(w->path, &before);
    assert_int_equal(world_open(w), HD_CORRUPT);
    stat(w->path, &after);
    assert_int_equal(before.st_size, after.st_size);
    assert_int_equal(before.st_mtim.tv_nsec, after.st_mtim.tv_nsec);
}

static void a_database_of_another_program_is_refused(void **state)
{
    struct world *w = *state;
    sqlite3 *db;

    sqlite3_open(w->path, &db);
    sqlite3_exec(db, "create table notes (text)", NULL, NULL, NULL);
    sqlite3_close(db);
    assert_int_equal(world_open(w), HD_BAD_INPUT);
}

static void links_and_odd_names_are_refused(void **state)
{
    struct world *w = *state;
    char other[128];

    assert_ok(w, world_open(w));
    store_close(&w->store);
    snprintf(other, sizeof other, "%s/second.db", w->folder);
    assert_int_equal(link(w->path, other), 0);
    assert_int_equal(world_open(w), HD_BAD_INPUT);
    unlink(other);
    assert_int_equal(symlink(w->path, other), 0);
    snprintf(w->path, sizeof w->path, "%.90s", other);
    assert_int_equal(world_open(w), HD_BAD_INPUT);
    snprintf(w->path, sizeof w->path, "file:x?mode=memory");
    assert_int_equal(world_open(w), HD_BAD_INPUT);
}

static void a_database_of_another_user_is_refused(void **state)
{
    struct world *w = *state;

    if (geteuid())
        skip();
    assert_ok(w, world_open(w));
    store_close(&w->store);
    assert_int_equal(chown(w->path, 12345, 12345), 0);
    assert_int_equal(world_open(w), HD_DENIED);
}

static void the_day_of_installation_is_kept(void **state)
{
    struct world *w = *state;

    assert_int_equal(store_installed_at_ms(w->store), WORLD_START_AT_MS);
    store_close(&w->store);
    w->at_ms += 5 * HD_DAY_MS;
    assert_ok(w, world_open(w));
    assert_int_equal(store_installed_at_ms(w->store), WORLD_START_AT_MS);
}

/* ---- one writer ---- */

/* A child that opens the store, says how it went, waits for a byte, and closes. */
static pid_t open_in_child(struct world *w, int said[2], int wait_for[2])
{
    pid_t pid;

    assert_int_equal(pipe(said) | pipe(wait_for), 0);
    pid = fork();
    if (!pid) {
        unsigned char rc = (unsigned char)world_open(w);

        if (write(said[1], &rc, 1) != 1 || read(wait_for[0], &rc, 1) != 1)
            _exit(9);
        store_close(&w->store);
        _exit(0);
    }
    return pid;
}

static void a_second_process_is_kept_out_and_told_who_is_in(void **state)
{
    struct world *w = *state;
    int said[2], wait_for[2], status;
    unsigned char rc = 99;
    char number[16];
    pid_t pid = open_in_child(w, said, wait_for);

    assert_int_equal(read(said[0], &rc, 1), 1);
    assert_int_equal(rc, HD_OK);
    assert_int_equal(world_open(w), HD_CONFLICT);
    snprintf(number, sizeof number, "%d", (int)pid);
    assert_non_null(strstr(w->err.text, number));
    assert_int_equal(write(wait_for[1], "x", 1), 1);
    waitpid(pid, &status, 0);
    assert_int_equal(status, 0);
    assert_ok(w, world_open(w));
}

static void the_lock_dies_with_its_process(void **state)
{
    struct world *w = *state;
    int said[2], wait_for[2];
    unsigned char rc = 99;
    pid_t pid = open_in_child(w, said, wait_for);

    assert_int_equal(read(said[0], &rc, 1), 1);
    kill(pid, SIGKILL);
    waitpid(pid, NULL, 0);
    assert_ok(w, world_open(w));
}

/* ---- group commit ---- */

struct gate {
    sem_t entered, open;
};

static enum hd_rc wait_at_gate(struct txn *txn, void *ctx, struct hd_error *err)
{
    struct gate *gate = ctx;

    (void)txn;
    (void)err;
    sem_post(&gate->entered);
    sem_wait(&gate->open);
    return HD_OK;
}

struct caller {
    pthread_t thread;
    struct world *w;
    int number;
    bool fails;
    enum hd_rc rc;
    struct hd_error err;
};

static enum hd_rc put_numbered(struct txn *txn, void *ctx, struct hd_error *err)
{
    struct caller *c = ctx;
    char key[32];
    enum hd_rc rc;

    snprintf(key, sizeof key, "number-%d", c->number);
    rc = record_setting(txn, key, "1", "test", err);
    if (!rc && c->fails)
        rc = hd_fail(err, HD_LIMIT, "number %d does not want to", c->number);
    return rc;
}

static void *call(void *arg)
{
    struct caller *c = arg;

    c->rc = store_write(c->w->store, put_numbered, c, &c->err);
    return NULL;
}

static void *hold(void *arg)
{
    struct {
        struct world *w;
        struct gate *gate;
    } *h = arg;
    struct hd_error err;

    return store_write(h->w->store, wait_at_gate, h->gate, &err) ? h : NULL;
}

#define CALLERS 16

/* While one job holds the writer the others queue up: one commit must take them all. */
static void what_queues_up_is_committed_together(void **state)
{
    struct world *w = *state;
    struct caller callers[CALLERS];
    struct gate gate;
    struct {
        struct world *w;
        struct gate *gate;
    } holder = { w, &gate };
    pthread_t held;
    int64_t before = store_change_seq(w->store);

    sem_init(&gate.entered, 0, 0);
    sem_init(&gate.open, 0, 0);
    pthread_create(&held, NULL, hold, &holder);
    sem_wait(&gate.entered);
    for (int i = 0; i < CALLERS; i++) {
        callers[i] = (struct caller){ .w = w, .number = i, .fails = i % 5 == 2 };
        pthread_create(&callers[i].thread, NULL, call, &callers[i]);
    }
    while (store_queue_length(w->store) < CALLERS)
        sched_yield();
    sem_post(&gate.open);
    pthread_join(held, NULL);
    for (int i = 0; i < CALLERS; i++) {
        pthread_join(callers[i].thread, NULL);
        assert_int_equal(callers[i].rc, callers[i].fails ? HD_LIMIT : HD_OK);
    }
    assert_int_equal(store_change_seq(w->store), before + 1);
    /* 2, 7 and 12 were undone, alone */
    assert_int_equal(world_ask(w, "select count(*) from setting"), CALLERS - 3);
    assert_int_equal(world_ask(w, "select count(*) from audit where action = 'setting.change'"),
                     CALLERS - 3);
}

static void *put_many(void *arg)
{
    struct caller *c = arg;
    int first = c->number * 100;

    for (c->number = first; c->number < first + 50 && !c->rc; c->number++)
        c->rc = store_write(c->w->store, put_numbered, c, &c->err);
    return NULL;
}

static void sixteen_threads_lose_nothing(void **state)
{
    struct world *w = *state;
    struct caller callers[CALLERS];
    struct store_verify verified;

    for (int i = 0; i < CALLERS; i++) {
        callers[i] = (struct caller){ .w = w, .number = i };
        pthread_create(&callers[i].thread, NULL, put_many, &callers[i]);
    }
    for (int i = 0; i < CALLERS; i++) {
        pthread_join(callers[i].thread, NULL);
        assert_int_equal(callers[i].rc, HD_OK);
    }
    assert_int_equal(world_ask(w, "select count(*) from setting"), CALLERS * 50);
    assert_ok(w, store_verify(w->path, &verified, &w->err));
}

static enum hd_rc swallow_failure(struct txn *txn, void *ctx, struct hd_error *err)
{
    struct submission_row row = world_row("2022", "1", NULL);
    struct submission_new submission = world_submission(&row, 1);
    struct submission_result result = { 0 };
    enum hd_rc swallowed;

    (void)ctx;
    submission.channel = NULL; /* the table refuses it in the middle of the work */
    swallowed = submission_put(txn, &submission, &result, err);
    assert_int_equal(swallowed, HD_CONFLICT);
    return HD_OK;
}

static void half_of_a_submission_is_never_kept(void **state)
{
    struct world *w = *state;

    assert_int_not_equal(store_write(w->store, swallow_failure, NULL, &w->err), HD_OK);
    assert_int_equal(world_ask(w, "select count(*) from series"), 0);
}

/* ---- what others see of it ---- */

struct heard {
    int64_t times, seq;
};

static void hear(void *ctx, int64_t change_seq)
{
    struct heard *heard = ctx;

    heard->times++;
    heard->seq = change_seq;
}

static void changes_are_counted_told_and_remembered(void **state)
{
    struct world *w = *state;
    struct heard heard = { 0, 0 };
    int64_t before = store_change_seq(w->store);
    struct reader *reader;

    store_on_change(w->store, hear, &heard);
    world_publish_one(w, "2022", "1");
    assert_int_equal(heard.times, 1);
    assert_int_equal(heard.seq, store_change_seq(w->store));
    assert_true(heard.seq > before);
    world_publish_one(w, "2022", "1"); /* unchanged: no news */
    assert_int_equal(heard.times, 1);
    assert_ok(w, reader_open(w->path, &reader, &w->err));
    assert_int_equal(reader_change_seq(reader), heard.seq);
    reader_close(&reader);
    store_close(&w->store);
    assert_ok(w, world_open(w));
    assert_int_equal(store_change_seq(w->store), heard.seq);
}

static int64_t count_observations(struct reader *reader)
{
    struct hd_error err;
    struct statement *statement = NULL;
    bool row;
    int64_t count;

    assert_int_equal(statement_take(reader, "select count(*) from observation", &statement, &err),
                     HD_OK);
    assert_int_equal(statement_next(statement, &row, &err), HD_OK);
    count = statement_int(statement, 0);
    statement_give_back(&statement);
    return count;
}

static void a_view_stands_still_while_others_write(void **state)
{
    struct world *w = *state;
    struct reader *reader;

    assert_ok(w, reader_open(w->path, &reader, &w->err));
    world_publish_one(w, "2021", "1");
    assert_ok(w, reader_begin(reader, &w->err));
    world_publish_one(w, "2022", "1");
    assert_int_equal(count_observations(reader), 1);
    reader_end(reader);
    assert_int_equal(count_observations(reader), 2);
    reader_close(&reader);
}

static void a_reader_cannot_write(void **state)
{
    struct world *w = *state;
    struct reader *reader;
    struct statement *statement = NULL;
    bool row;

    assert_ok(w, reader_open(w->path, &reader, &w->err));
    assert_ok(w, statement_take(reader, "delete from setting", &statement, &w->err));
    assert_int_not_equal(statement_next(statement, &row, &w->err), HD_OK);
    statement_give_back(&statement);
    reader_close(&reader);
}

static void a_view_that_lasts_too_long_is_ended(void **state)
{
    struct world *w = *state;
    struct reader *reader;
    struct statement *statement = NULL;
    bool row;

    assert_ok(w, reader_open(w->path, &reader, &w->err));
    assert_ok(w, reader_begin(reader, &w->err));
    assert_ok(w, statement_take(reader,
                                "with recursive n(i) as (select 1 union all select i + 1 "
                                "from n) select count(*) from n",
                                &statement, &w->err));
    assert_int_equal(statement_next(statement, &row, &w->err), HD_LIMIT);
    statement_give_back(&statement);
    reader_end(reader);
    assert_ok(w, reader_begin(reader, &w->err));
    assert_int_equal(count_observations(reader), 0);
    reader_end(reader);
    reader_close(&reader);
}

static void the_same_question_can_be_asked_inside_itself(void **state)
{
    static const char sql[] = "select value from setting where key = :key";
    struct world *w = *state;
    struct reader *reader;
    struct statement *one = NULL, *two = NULL, *again = NULL;

    assert_ok(w, reader_open(w->path, &reader, &w->err));
    assert_ok(w, statement_take(reader, sql, &one, &w->err));
    assert_ok(w, statement_take(reader, sql, &two, &w->err));
    assert_ptr_not_equal(one, two);
    statement_give_back(&one);
    assert_ok(w, statement_take(reader, sql, &again, &w->err));
    statement_give_back(&two);
    statement_give_back(&again);
    reader_close(&reader);
}

static void remove_log(struct world *w)
{
    char name[128];

    snprintf(name, sizeof name, "%s-wal", w->path);
    unlink(name);
    snprintf(name, sizeof name, "%s-shm", w->path);
    unlink(name);
}

static int64_t log_size(const struct world *w)
{
    char name[128];
    struct stat info;

    snprintf(name, sizeof name, "%s-wal", w->path);
    return stat(name, &info) ? 0 : (int64_t)info.st_size;
}

static void closing_leaves_everything_in_the_file(void **state)
{
    struct world *w = *state;

    world_publish_one(w, "2021", "1");
    assert_true(log_size(w) > 0);
    assert_true(store_size_bytes(w->store) > log_size(w));
    store_close(&w->store);
    assert_int_equal(log_size(w), 0);
    remove_log(w);
    assert_int_equal(world_ask(w, "select count(*) from observation"), 1);
    assert_ok(w, world_open(w));
    assert_int_equal(world_ask(w, "select count(*) from observation"), 1);
}

static void an_idle_writer_empties_the_log(void **state)
{
    struct world *w = *state;

    world_publish_one(w, "2021", "1");
    for (int i = 0; i < 500 && log_size(w); i++)
        poll(NULL, 0, 10);
    assert_int_equal(log_size(w), 0);
    assert_int_equal(world_ask(w, "select count(*) from observation"), 1);
}

/* Reads as a user who may not write in the folder; the answer is the child's exit code. */
static int read_as_nobody(struct world *w)
{
    int status;
    pid_t pid = fork();

    if (!pid) {
        struct reader *reader;
        enum hd_rc rc;

        if (setgid(65534) || setuid(65534))
            _exit(90);
        rc = reader_open(w->path, &reader, &w->err);
        if (!rc)
            rc = reader_begin(reader, &w->err);
        _exit(rc == HD_DENIED ? 3 : rc ? 1 : count_observations(reader) == 1 ? 0 : 2);
    }
    waitpid(pid, &status, 0);
    return WEXITSTATUS(status);
}

/* The log and its index stay after a clean end, so that reading needs no right to make them. */
static void a_user_who_may_only_read_can_read(void **state)
{
    struct world *w = *state;

    if (geteuid())
        skip();
    world_publish_one(w, "2021", "1");
    store_close(&w->store);
    chmod(w->folder, 0755);
    chmod(w->path, 0644);
    for (int i = 0; i < 2; i++) {
        char name[128];

        snprintf(name, sizeof name, "%s%s", w->path, i ? "-wal" : "-shm");
        chmod(name, 0644);
    }
    assert_int_equal(read_as_nobody(w), 0);
    remove_log(w);
    assert_int_equal(read_as_nobody(w), 3); /* told, not guessed */
}

static void the_heart_beats_while_there_is_nothing_to_do(void **state)
{
    struct world *w = *state;
    int64_t first;

    do {
        first = store_heartbeat(w->store);
    } while (store_heartbeat(w->store) == first); /* until it waits for work */
    first = store_heartbeat(w->store);
    assert_true(store_heartbeat(w->store) > first);
}

static void a_stuck_writer_has_no_heartbeat(void **state)
{
    struct world *w = *state;
    struct gate gate;
    struct {
        struct world *w;
        struct gate *gate;
    } holder = { w, &gate };
    pthread_t held;
    int64_t first;

    sem_init(&gate.entered, 0, 0);
    sem_init(&gate.open, 0, 0);
    pthread_create(&held, NULL, hold, &holder);
    sem_wait(&gate.entered);
    first = store_heartbeat(w->store);
    assert_int_equal(store_heartbeat(w->store), first);
    sem_post(&gate.open);
    pthread_join(held, NULL);
    assert_true(store_heartbeat(w->store) > first);
}

/* ---- a full disk ---- */

#define SMALL_DISK "size=3m"

/* In a mount name space of its own, so that nothing is left behind. */
static int fill_disk(struct world *w)
{
    char filler[128], value[60];
    struct submission_row row;
    struct world_put put;
    FILE *file;
    enum hd_rc rc = HD_OK;
    int64_t acknowledged = 0;

    if (unshare(CLONE_NEWNS) || mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL) ||
        mount("none", w->folder, "tmpfs", 0, SMALL_DISK))
        return 77;
    snprintf(filler, sizeof filler, "%s/filler", w->folder);
    if (world_open(w) || store_write(w->store, world_add_indicators, NULL, &w->err))
        return 1;
    file = fopen(filler, "w");
    for (int i = 0; i < 1024 * 1024; i++)
        fputc('x', file);
    fclose(file);
    for (int i = 0; !rc && i < 100000; i++) {
        snprintf(value, sizeof value, "%050d", i);
        row = world_row("2021", value, NULL);
        put = (struct world_put){ .submission = world_submission(&row, 1) };
        rc = world_put(w, &put);
        acknowledged += !rc;
    }
    if (rc != HD_FULL || store_failed(w->store))
        return 2;
    if (world_ask(w, "select count(*) from observation") != acknowledged)
        return 3; /* still readable, and nothing half-written */
    unlink(filler);
    if (world_put(w, &put))
        return 4; /* writes again once there is room */
    if (world_ask(w, "select count(*) from observation") != acknowledged + 1)
        return 5;
    store_close(&w->store);
    return store_verify(w->path, &(struct store_verify){ 0 }, &w->err) ? 6 : 0;
}

static void a_full_disk_is_told_and_got_over(void **state)
{
    struct world *w = *state;
    int status;
    pid_t pid;

    if (geteuid()) {
        print_message("a_full_disk_is_told_and_got_over needs root to mount a small disk\n");
        skip();
    }
    pid = fork();
    if (!pid)
        _exit(fill_disk(w));
    waitpid(pid, &status, 0);
    assert_true(WIFEXITED(status));
    if (WEXITSTATUS(status) == 77) {
        print_message("a_full_disk_is_told_and_got_over may not mount here\n");
        skip();
    }
    assert_int_equal(WEXITSTATUS(status), 0);
}

/* ---- a failing disk ---- */

/* A file that may not grow makes write() fail with EFBIG, which is an I/O error and no lack of
 * space. */
static int fail_disk(struct world *w)
{
    struct rlimit limit = { 65536, 65536 };
    char value[60];
    enum hd_rc rc = HD_OK;
    int64_t acknowledged = 0;

    if (world_open(w) || store_write(w->store, world_add_indicators, NULL, &w->err))
        return 1;
    signal(SIGXFSZ, SIG_IGN);
    if (setrlimit(RLIMIT_FSIZE, &limit))
        return 77;
    for (int i = 0; !rc && i < 10000; i++) {
        struct submission_row row = world_row("2021", value, NULL);
        struct world_put put = { .submission = world_submission(&row, 1) };

        snprintf(value, sizeof value, "%050d", i);
        rc = world_put(w, &put);
        acknowledged += !rc;
    }
    if (rc != HD_SYSTEM || !store_failed(w->store))
        return 2;
    if (store_write(w->store, world_add_indicators, NULL, &w->err) != HD_SYSTEM)
        return 3; /* nothing is acknowledged any more */
    if (world_ask(w, "select count(*) from observation") < acknowledged)
        return 4; /* what was acknowledged is there and can be read */
    store_close(&w->store);
    return 0;
}

static void after_an_io_error_nothing_is_acknowledged(void **state)
{
    struct world *w = *state;
    int status;
    pid_t pid = fork();

    if (!pid)
        _exit(fail_disk(w));
    waitpid(pid, &status, 0);
    assert_true(WIFEXITED(status));
    if (WEXITSTATUS(status) == 77)
        skip();
    assert_int_equal(WEXITSTATUS(status), 0);
    assert_ok(w, world_open(w)); /* a restart decides: the file is sound */
    assert_ok(w, store_verify(w->path, &(struct store_verify){ 0 }, &w->err));
}

int main(void)
{
    const struct CMUnitTest store[] = {
        WORLD_TEST(every_connection_keeps_the_contract),
        WORLD_BARE(a_promise_that_is_not_kept_is_a_refusal),
        WORLD_BARE(a_missing_database_is_made_only_when_asked),
        WORLD_BARE(a_file_that_is_no_database_is_refused_untouched),
        WORLD_BARE(a_database_of_another_program_is_refused),
        WORLD_BARE(links_and_odd_names_are_refused),
        WORLD_BARE(a_database_of_another_user_is_refused),
        WORLD_TEST(the_day_of_installation_is_kept),
        WORLD_BARE(a_second_process_is_kept_out_and_told_who_is_in),
        WORLD_BARE(the_lock_dies_with_its_process),
        WORLD_TEST(what_queues_up_is_committed_together),
        WORLD_TEST(sixteen_threads_lose_nothing),
        WORLD_TEST(half_of_a_submission_is_never_kept),
        WORLD_TEST(changes_are_counted_told_and_remembered),
        WORLD_TEST(a_view_stands_still_while_others_write),
        WORLD_TEST(a_reader_cannot_write),
        WORLD_TEST(a_view_that_lasts_too_long_is_ended),
        WORLD_TEST(the_same_question_can_be_asked_inside_itself),
        WORLD_TEST(closing_leaves_everything_in_the_file),
        WORLD_TEST(an_idle_writer_empties_the_log),
        WORLD_TEST(a_user_who_may_only_read_can_read),
        WORLD_TEST(the_heart_beats_while_there_is_nothing_to_do),
        WORLD_TEST(a_stuck_writer_has_no_heartbeat),
        WORLD_BARE(a_full_disk_is_told_and_got_over),
        WORLD_BARE(after_an_io_error_nothing_is_acknowledged),
    };

    return WORLD_RUN(store);
}
