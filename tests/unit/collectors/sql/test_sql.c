#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <dirent.h>
#include <ftw.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "collectors/sql/postgres.h"
#include "collectors/sql/sql.h"

/* ---- a server of our own ---- */

static char dir[64], socket_dir[80];
static bool running;

static int remove_one(const char *path, const struct stat *about, int flag, struct FTW *walk)
{
    (void)about;
    (void)flag;
    (void)walk;
    return remove(path);
}

static int tell_cluster(const char *word)
{
    char line[400];
    int status;

    snprintf(line, sizeof line, "sh %s/tests/unit/collectors/sql/cluster.sh %s %s", SOURCE_DIR,
             word, dir);
    status = system(line);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static int start_cluster(void **state)
{
    (void)state;
    snprintf(dir, sizeof dir, "/tmp/hedef-sql-XXXXXX");
    if (!mkdtemp(dir))
        return -1;
    snprintf(socket_dir, sizeof socket_dir, "%s/socket", dir);
    switch (tell_cluster("start")) {
    case 0:
        running = true;
        return 0;
    case 77:
        return 0;
    default:
        return -1;
    }
}

static int stop_cluster(void **state)
{
    (void)state;
    if (running)
        (void)tell_cluster("stop");
    return nftw(dir, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

/* ---- running it as the daemon does ---- */

struct run {
    enum hd_rc rc;
    char body[4096], type[40], message[600], code[40];
    size_t bodies, len;
    bool unchanged;
    int64_t took_ms;
};

static enum hd_rc keep_body(void *ctx, const struct collector_body *body,
                            struct collector_answer *answer, struct hd_error *err)
{
    struct run *run = ctx;

    (void)answer;
    (void)err;
    run->bodies++;
    run->len = body->len;
    snprintf(run->body, sizeof run->body, "%.*s", (int)body->len, body->data);
    snprintf(run->type, sizeof run->type, "%s", body->type);
    return HD_OK;
}

static void note_problem(const struct hd_problems *problems, struct run *run)
{
    HD_BUF_AUTO struct hd_buf text = { 0 };

    if (!problems->count)
        return;
    assert_int_equal(problems->count, 1);
    hd_buf_init(&text, 10000);
    hd_problem_message(&problems->items[0], NULL, &text);
    snprintf(run->message, sizeof run->message, "%s", text.data);
    snprintf(run->code, sizeof run->code, "%s", problems->items[0].code);
}

static struct run run_request(const struct sql_options *options, struct collector_request *request)
{
    static struct run run;
    static struct hd_arena arena;
    HD_PROBLEMS_AUTO struct hd_problems problems = { 0 };
    const struct collector_site site = { .clock = &hd_clock_system, .name = "q", .data_dir = dir };
    const struct collector_sink sink = { .put = keep_body, .ctx = &run };
    struct hd_error err = { 0 };
    void *self = NULL;

    if (!running) {
        print_message("no PostgreSQL server to start\n");
        skip();
    }
    run = (struct run){ .rc = HD_OK };
    run.took_ms = -hd_now_tick_ms(&hd_clock_system);
    hd_arena_clear(&arena);
    request->arena = &arena;
    if (collector_sql.open(options, &site, &self, &problems, &err))
        fail_msg("%s", err.text);
    run.rc = collector_sql.collect(self, request, &sink, &problems, &err);
    collector_sql.close(self);
    run.took_ms += hd_now_tick_ms(&hd_clock_system);
    run.unchanged = request->unchanged;
    note_problem(&problems, &run);
    if (run.rc && !problems.count)
        fail_msg("no word for people: %s", err.text);
    if (run.rc && strchr(run.message, '\n'))
        fail_msg("more than a line: %s", run.message);
    return run;
}

static char connection[200];

static struct sql_options options_of(const char *user, char *query)
{
    snprintf(connection, sizeof connection, "host=%s dbname=postgres user=%s", socket_dir, user);
    return (struct sql_options){
        .connection = connection, .query = query, .timeout_ms = 20000, .max_bytes = 65536
    };
}

static struct run run_options(const struct sql_options *options)
{
    struct collector_request request = { .mark = "" };

    return run_request(options, &request);
}

static struct run run_query_as(const char *user, const char *query)
{
    char text[1000];
    struct sql_options options = options_of(user, text);

    snprintf(text, sizeof text, "%s", query);
    return run_options(&options);
}

static struct run run_query(const char *query)
{
    return run_query_as("reader", query);
}

static void assert_has(const char *text, const char *part)
{
    if (!strstr(text, part))
        fail_msg("no '%s' in: %s", part, text);
}

/* ---- what it gives ---- */

static void the_answer_is_csv_digit_for_digit(void **state)
{
    struct run run = run_query("SELECT period, value, note FROM rate ORDER BY period;");

    (void)state;
    if (run.rc)
        fail_msg("%s", run.message);
    assert_string_equal(run.body, "period,value,note\n"
                                  "2026-Q1,47.50,\n"
                                  "2026-Q2,48.123456789012345678901,\"a \"\"b\"\", c\"\n");
    assert_string_equal(run.type, "text/csv");
    assert_int_equal(run.bodies, 1);
    assert_false(run.unchanged);
}

static void no_rows_are_nothing_new(void **state)
{
    struct run run = run_query("SELECT * FROM rate WHERE false");

    (void)state;
    assert_int_equal(run.rc, HD_OK);
    assert_int_equal(run.bodies, 0);
    assert_true(run.unchanged);
}

static void all_kinds_of_reading_statements_are_taken(void **state)
{
    static const char *const queries[] = { "VALUES (1)", "TABLE rate",
                                           "WITH x AS (SELECT 1 AS y) SELECT y FROM x ; \n",
                                           "SELECT 1 AS y -- and a comment" };

    (void)state;
    for (size_t i = 0; i < sizeof queries / sizeof *queries; i++) {
        struct run run = run_query(queries[i]);

        if (run.rc || run.bodies != 1)
            fail_msg("%s: %s", queries[i], run.message);
    }
}

static void write_file(const char *name, const char *text, char path[static 100])
{
    FILE *file;

    snprintf(path, 100, "%s/%s", dir, name);
    file = fopen(path, "we");
    assert_non_null(file);
    fputs(text, file);
    assert_int_equal(fclose(file), 0);
}

static void the_query_may_stand_in_a_file(void **state)
{
    struct sql_options options = options_of("reader", NULL);
    char path[100], nowhere[] = "/nowhere/q.sql";
    struct run run;

    (void)state;
    write_file("q.sql", "-- the newest one\nSELECT max(period) AS period\nFROM rate;\n", path);
    options.query_file = path;
    assert_string_equal(run_options(&options).body, "period\n2026-Q2\n");
    options.query_file = nowhere;
    run = run_options(&options);
    assert_string_equal(run.code, "file_unreadable");
    assert_has(run.message, "/nowhere/q.sql");
}

/* ---- what it may not ---- */

struct refusal_row {
    const char *user, *query, *code;
};

static const struct refusal_row refusals[] = {
    { "boss", "INSERT INTO rate VALUES ('2026-Q3', 1) RETURNING period", "sql_writes" },
    { "boss", "WITH x AS (DELETE FROM rate RETURNING *) SELECT * FROM x", "sql_writes" },
    { "boss", "SELECT nextval('counter')", "sql_writes" },
    { "boss", "SELECT set_config('transaction_read_only', 'off', true), 1", "sql_failed" },
    { "boss", "DROP TABLE rate", "sql_query" },
    { "boss", "SELECT 1; DROP TABLE rate", "sql_query" },
    { "boss", "COMMIT; DELETE FROM rate", "sql_query" },
    { "boss", "SELECT 1) TO STDOUT; DROP TABLE rate; --", "sql_query" },
    { "boss", "SELECT 1) TO PROGRAM 'touch /tmp/hedef-sql-was-here' --", "sql_query" },
    { "boss", "SELECT 1) TO PROGRAM 'touch /tmp/hedef-sql-was-here' /*", "sql_query" },
    { "boss", "", "sql_query" },
    { "reader", "SELECT * FROM hidden", "sql_denied" },
    { "reader", "SELEKT 1", "sql_query" },
    { "reader", "SELECT nothing FROM rate", "sql_query" },
    { "reader", "SELECT 1/0", "sql_failed" },
    { "reader", "SELECT 1 / (2 - i) FROM generate_series(1, 3) AS i", "sql_failed" },
};

static void what_the_server_refuses_is_said_and_nothing_taken(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof refusals / sizeof *refusals; i++) {
        struct run run = run_query_as(refusals[i].user, refusals[i].query);

        if (!run.rc || run.bodies || strcmp(run.code, refusals[i].code) != 0)
            fail_msg("%s: %s %s: %s", refusals[i].query, hd_rc_name(run.rc), run.code, run.message);
    }
    assert_int_not_equal(access("/tmp/hedef-sql-was-here", F_OK), 0);
    assert_string_equal(run_query("SELECT count(*) FROM rate").body, "count\n2\n");
}

/* ---- who may ask ---- */

static void a_password_comes_from_its_file(void **state)
{
    char query[] = "SELECT current_user AS u", path[100];
    struct sql_options options = options_of("secret", query);
    struct run run;

    (void)state;
    write_file("password", "open sesame\n", path);
    options.password_file = path;
    assert_string_equal(run_options(&options).body, "u\nsecret\n");
    write_file("password", "open barley", path);
    run = run_options(&options);
    assert_int_equal(run.rc, HD_AGAIN);
    assert_string_equal(run.code, "sql_connection");
    assert_has(run.message, "password authentication failed for user \"secret\"");
    assert_null(strstr(run.message, "barley"));
    options.password_file = NULL;
    assert_string_equal(run_options(&options).code, "sql_connection");
}

static void a_server_that_is_not_there_is_said(void **state)
{
    char query[] = "SELECT 1", nowhere[] = "host=/nowhere dbname=x user=y", odd[] = "colour=red";
    struct sql_options options = options_of("reader", query);
    struct run run;

    (void)state;
    options.connection = nowhere;
    run = run_options(&options);
    assert_int_equal(run.rc, HD_AGAIN);
    assert_has(run.message, "/nowhere");
    options.connection = odd;
    assert_has(run_options(&options).message, "colour");
}

/* ---- too long, too much ---- */

static size_t queries_running(void)
{
    struct run run = run_query_as("boss", "SELECT count(*) FROM pg_stat_activity WHERE state = "
                                          "'active' AND pid <> pg_backend_pid() AND usename = "
                                          "'reader'");

    assert_int_equal(run.rc, HD_OK);
    return (size_t)strtoul(run.body + strlen("count\n"), NULL, 10);
}

static void wait_until_idle(void)
{
    for (int i = 0; i < 500 && queries_running(); i++)
        ;
    assert_int_equal(queries_running(), 0);
}

static void a_late_query_is_ended_by_the_server(void **state)
{
    char query[] = "SELECT pg_sleep(600)";
    struct sql_options options = options_of("reader", query);
    struct run run;

    (void)state;
    options.timeout_ms = 300;
    run = run_options(&options);
    assert_int_equal(run.rc, HD_AGAIN);
    assert_string_equal(run.code, "sql_timeout");
    assert_has(run.message, "0.3 seconds");
    assert_in_range(run.took_ms, 300, 2300);
    wait_until_idle();
}

static void a_slow_stream_is_ended_too(void **state)
{
    char query[] = "SELECT i, pg_sleep(0.01) FROM generate_series(1, 100000) AS i";
    struct sql_options options = options_of("reader", query);
    struct run run;

    (void)state;
    options.timeout_ms = 300;
    run = run_options(&options);
    assert_string_equal(run.code, "sql_timeout");
    assert_int_equal(run.bodies, 0);
    assert_in_range(run.took_ms, 300, 2300);
    wait_until_idle();
}

static void an_answer_that_is_too_large_is_called_off(void **state)
{
    struct run run = run_query("SELECT generate_series(1, 1000000000) AS i");

    (void)state;
    assert_int_equal(run.rc, HD_LIMIT);
    assert_string_equal(run.code, "sql_too_large");
    assert_int_equal(run.bodies, 0);
    wait_until_idle();
    /* the control: what fits is taken */
    run = run_query("SELECT generate_series(1, 10000) AS i");
    assert_int_equal(run.rc, HD_OK);
    assert_int_equal(run.len, 48896); /* 38894 digits, 10000 ends of lines, and the header */
}

static bool third_time(void *ctx)
{
    return ++*(int *)ctx >= 3;
}

static bool tenth_time(void *ctx)
{
    return ++*(int *)ctx >= 10;
}

static void a_wish_to_end_is_heard(void **state)
{
    char query[] = "SELECT pg_sleep(600)";
    const struct sql_options options = options_of("reader", query);
    bool (*const times[])(void *) = { third_time, tenth_time };

    (void)state;
    for (size_t i = 0; i < 2; i++) {
        int asked = 0;
        struct collector_request request = { .cancelled = times[i], .cancelled_ctx = &asked };
        struct run run = run_request(&options, &request);

        assert_int_equal(run.rc, HD_AGAIN);
        assert_string_equal(run.code, "cancelled");
        assert_true(run.took_ms < 5000);
    }
    wait_until_idle();
}

/* ---- servers that fail ---- */

static void a_connection_that_is_cut_is_said(void **state)
{
    struct run run = run_query_as("boss", "SELECT pg_terminate_backend(pg_backend_pid())");

    (void)state;
    assert_int_equal(run.rc, HD_AGAIN);
    assert_string_equal(run.code, "sql_connection");
    assert_int_equal(run.bodies, 0);
}

/* One that answers `reply` to the first bytes, and then keeps still or goes away. */
struct impostor {
    int fd;
    const char *reply;
    size_t len;
    bool stays;
    char path[108], connection[200];
    pthread_t thread;
};

static void *impersonate(void *ctx)
{
    struct impostor *impostor = ctx;
    char bytes[1000];
    int fd = accept4(impostor->fd, NULL, NULL, SOCK_CLOEXEC);

    if (fd < 0)
        return NULL;
    (void)!read(fd, bytes, sizeof bytes);
    (void)!send(fd, impostor->reply, impostor->len, MSG_NOSIGNAL);
    while (impostor->stays && read(fd, bytes, sizeof bytes) > 0)
        ;
    close(fd);
    return NULL;
}

static struct run ask_impostor(const char *reply, size_t len, bool stays)
{
    struct impostor impostor = { .reply = reply, .len = len, .stays = stays };
    struct sockaddr_un address = { .sun_family = AF_UNIX };
    char query[] = "SELECT 1";
    struct sql_options options = options_of("reader", query);
    struct run run;

    snprintf(address.sun_path, sizeof address.sun_path, "%s/.s.PGSQL.5432", dir);
    unlink(address.sun_path);
    impostor.fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    assert_int_equal(bind(impostor.fd, (const struct sockaddr *)&address, sizeof address), 0);
    assert_int_equal(listen(impostor.fd, 4), 0);
    snprintf(impostor.connection, sizeof impostor.connection, "host=%s dbname=x user=y", dir);
    options.connection = impostor.connection;
    options.timeout_ms = 300;
    assert_int_equal(pthread_create(&impostor.thread, NULL, impersonate, &impostor), 0);
    run = run_options(&options);
    shutdown(impostor.fd, SHUT_RDWR);
    pthread_join(impostor.thread, NULL);
    close(impostor.fd);
    return run;
}

static void servers_that_are_none_end_in_time(void **state)
{
    static const struct {
        const char *says, *reply;
        size_t len;
        bool stays;
        const char *code;
    } rows[] = {
        { "silence", "", 0, true, "sql_timeout" },
        { "an end at once", "", 0, false, "sql_connection" },
        { "half a message", "R\0\0", 3, true, "sql_timeout" },
        { "half a message and an end", "R\0\0", 3, false, "sql_connection" },
        { "something else", "HTTP/1.1 200 OK\r\n\r\n", 19, false, "sql_connection" },
        { "an endless length", "R\x7f\xff\xff\xff\0\0\0\0", 9, false, "sql_connection" },
        { "welcome, and then silence", "R\0\0\0\x08\0\0\0\0Z\0\0\0\5I", 15, true, "sql_timeout" },
        { "welcome, and then an end", "R\0\0\0\x08\0\0\0\0Z\0\0\0\5I", 15, false,
          "sql_connection" },
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct run run = ask_impostor(rows[i].reply, rows[i].len, rows[i].stays);

        if (run.rc != HD_AGAIN || run.bodies || strcmp(run.code, rows[i].code) != 0 ||
            run.took_ms > 300 + 2000)
            fail_msg("%s: %s %s after %d ms: %s", rows[i].says, hd_rc_name(run.rc), run.code,
                     (int)run.took_ms, run.message);
    }
}

static size_t open_descriptors(void)
{
    DIR *folder = opendir("/proc/self/fd");
    size_t count = 0;

    while (readdir(folder))
        count++;
    closedir(folder);
    return count;
}

static void nothing_stays_open(void **state)
{
    size_t before;

    (void)state;
    (void)run_query("SELECT 1");
    before = open_descriptors();
    for (int i = 0; i < 20; i++) {
        (void)run_query("SELECT 1");
        (void)run_query("SELECT 1/0");
    }
    assert_int_equal(open_descriptors(), before);
}

/* ---- options ---- */

static void options_are_checked(void **state)
{
    static const struct {
        const char *value;
        bool valid;
    } rows[] = {
        { "host=/run/postgresql dbname=registry user=reader", true },
        { "", false },
        { "host=x password=y", false },
        { "postgresql://user:word@host/db", false },
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        assert_int_equal(collector_sql.keys[0].valid(rows[i].value), rows[i].valid);
    for (size_t i = 0; i < 4; i++)
        assert_true(collector_sql.keys[i].local_only);
}

static void without_a_query_or_with_two_it_is_refused(void **state)
{
    char text[] = "x";
    const struct sql_options rows[] = { { .connection = text },
                                        { .query = text },
                                        { .connection = text, .query = text, .query_file = text } };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        HD_PROBLEMS_AUTO struct hd_problems problems = { 0 };
        struct hd_error err;
        void *self = NULL;

        assert_int_equal(collector_sql.open(&rows[i], NULL, &self, &problems, &err), HD_BAD_INPUT);
        assert_int_equal(problems.errors, 1);
        assert_null(self);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_answer_is_csv_digit_for_digit),
        cmocka_unit_test(no_rows_are_nothing_new),
        cmocka_unit_test(all_kinds_of_reading_statements_are_taken),
        cmocka_unit_test(the_query_may_stand_in_a_file),
        cmocka_unit_test(what_the_server_refuses_is_said_and_nothing_taken),
        cmocka_unit_test(a_password_comes_from_its_file),
        cmocka_unit_test(a_server_that_is_not_there_is_said),
        cmocka_unit_test(a_late_query_is_ended_by_the_server),
        cmocka_unit_test(a_slow_stream_is_ended_too),
        cmocka_unit_test(an_answer_that_is_too_large_is_called_off),
        cmocka_unit_test(a_wish_to_end_is_heard),
        cmocka_unit_test(a_connection_that_is_cut_is_said),
        cmocka_unit_test(servers_that_are_none_end_in_time),
        cmocka_unit_test(nothing_stays_open),
        cmocka_unit_test(options_are_checked),
        cmocka_unit_test(without_a_query_or_with_two_it_is_refused),
    };
    HD_PROBLEMS_AUTO struct hd_problems problems = { 0 };
    struct hd_error err;

    if (postgres_ready(&problems, &err)) {
        puts("built without PostgreSQL");
        return 77;
    }
    return cmocka_run_group_tests(tests, start_cluster, stop_cluster);
}
