#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <dirent.h>
#include <fcntl.h>
#include <ftw.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "collectors/command/child.h"
#include "collectors/command/command.h"
#include "common/lang.h"

/* ---- a place for scripts ---- */

static char dir[128];

static int remove_one(const char *path, const struct stat *about, int flag, struct FTW *walk)
{
    (void)about;
    (void)flag;
    (void)walk;
    return remove(path);
}

static int setup(void **state)
{
    (void)state;
    snprintf(dir, sizeof dir, "/tmp/hedef-command-XXXXXX");
    return mkdtemp(dir) ? 0 : -1;
}

static int teardown(void **state)
{
    (void)state;
    return nftw(dir, remove_one, 8, FTW_DEPTH | FTW_PHYS);
}

static void write_script(const char *interpreter, const char *text)
{
    char path[300];
    FILE *file;

    snprintf(path, sizeof path, "%s/script", dir);
    unlink(path);
    file = fopen(path, "we");
    assert_non_null(file);
    fprintf(file, "#!%s\n%s\n", interpreter, text);
    assert_int_equal(fchmod(fileno(file), 0700), 0);
    assert_int_equal(fclose(file), 0);
}

/* ---- running it as the daemon does ---- */

struct run {
    enum hd_rc rc;
    char body[100000];
    size_t bodies, len;
    bool unchanged;
    char message[600], code[40];
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
    return HD_OK;
}

static struct command_options options_of(char *command)
{
    return (struct command_options){ .command = command,
                                     .timeout_ms = 20000,
                                     .max_bytes = 65536,
                                     .cpu_time_ms = 60000,
                                     .memory_bytes = 1 << 30,
                                     .file_bytes = 1 << 20,
                                     .open_files = 64 };
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

static struct run run_request(const struct command_options *options,
                              struct collector_request *request)
{
    static struct run run;
    static struct hd_arena arena;
    HD_PROBLEMS_AUTO struct hd_problems problems = { 0 };
    const struct collector_site site = {
        .clock = &hd_clock_system, .name = "probe", .data_dir = dir, .max_bytes = 1 << 20
    };
    struct collector_sink sink = { .put = keep_body, .ctx = &run };
    struct hd_error err = { 0 };
    void *self = NULL;

    run = (struct run){ .rc = HD_OK };
    run.took_ms = -hd_now_tick_ms(&hd_clock_system);
    hd_arena_clear(&arena);
    request->arena = &arena;
    request->mark = "";
    if (collector_command.open(options, &site, &self, &problems, &err))
        fail_msg("%s", err.text);
    run.rc = collector_command.collect(self, request, &sink, &problems, &err);
    collector_command.close(self);
    run.took_ms += hd_now_tick_ms(&hd_clock_system);
    run.unchanged = request->unchanged;
    note_problem(&problems, &run);
    if (run.rc && !problems.count)
        fail_msg("no word for people: %s", err.text);
    return run;
}

static struct run run_options(const struct command_options *options)
{
    struct collector_request request = { .now_at_ms = 0 };

    return run_request(options, &request);
}

static char script_path[200];

static struct command_options script_options(void)
{
    snprintf(script_path, sizeof script_path, "%s/script", dir);
    return options_of(script_path);
}

static struct run run_shell(const char *text)
{
    const struct command_options options = script_options();

    write_script("/bin/sh", text);
    return run_options(&options);
}

static void assert_has(const char *text, const char *part)
{
    if (!strstr(text, part))
        fail_msg("no '%s' in: %s", part, text);
}

/* Nothing lies about and nobody is left to be waited for. */
static void assert_nothing_left(void)
{
    DIR *folder = opendir(dir);
    const struct dirent *entry;

    assert_non_null(folder);
    while ((entry = readdir(folder))) {
        if (strncmp(entry->d_name, "command-", 8) == 0)
            fail_msg("left behind: %s", entry->d_name);
    }
    closedir(folder);
    assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
}

/* ---- what it gives ---- */

static void what_it_writes_is_the_body(void **state)
{
    struct run run = run_shell("echo '{\"down\": 97.25}'; echo progress >&2");

    (void)state;
    assert_int_equal(run.rc, HD_OK);
    assert_string_equal(run.body, "{\"down\": 97.25}\n");
    assert_int_equal(run.bodies, 1);
    assert_false(run.unchanged);
    assert_nothing_left();
}

static void nothing_written_is_nothing_new(void **state)
{
    struct run run = run_shell("exit 0");

    (void)state;
    assert_int_equal(run.rc, HD_OK);
    assert_int_equal(run.bodies, 0);
    assert_true(run.unchanged);
}

static void words_reach_it_as_they_are(void **state)
{
    char line[300];
    struct command_options options = options_of(line);
    struct run run;

    (void)state;
    write_script("/bin/sh", "for word; do echo \"[$word]\"; done");
    snprintf(line, sizeof line, "%s/script \"a b\" '$HOME' ; `id` '*'", dir);
    run = run_options(&options);
    assert_string_equal(run.body, "[a b]\n[$HOME]\n[;]\n[`id`]\n[*]\n");
}

static void it_sees_nothing_of_this_process(void **state)
{
    struct command_options options = script_options();
    char environment[] = "TOKEN_FILE=/etc/token NAME='with blank'";
    int fd = open("/dev/null", O_RDONLY); /* without close-on-exec, as a careless library has it */
    sigset_t blocked, before;
    struct run run;

    (void)state;
    setenv("SECRET_OF_THE_DAEMON", "1", 1);
    signal(SIGPIPE, SIG_IGN);
    sigfillset(&blocked);
    pthread_sigmask(SIG_SETMASK, &blocked, &before);
    options.environment = environment;
    write_script(
        "/usr/bin/python3",
        "import os, sys\n"
        "status = dict(l.split(':\\t', 1) for l in open('/proc/self/status') if ':\\t' in l)\n"
        "print('fds', sorted(os.listdir('/proc/self/fd'))[:4])\n"
        "print('env', sorted(k for k in os.environ if k != 'LC_CTYPE'))\n"
        "print('name', os.environ['NAME'])\n"
        "for k in ('SigBlk', 'NoNewPrivs'): print(k, status[k].strip())\n"
        "print('leads', os.getsid(0) == os.getpid() == os.getpgrp())\n"
        "print('in', len(sys.stdin.read()), os.listdir('.'), oct(os.umask(0)))\n"
        "print('core', __import__('resource').getrlimit(4))");
    run = run_options(&options);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    unsetenv("SECRET_OF_THE_DAEMON");
    close(fd);
    assert_int_equal(run.rc, HD_OK);
    assert_has(run.body, "fds ['0', '1', '2', '3']\n"); /* 3 is the listing's own */
    assert_has(run.body, "env ['HOME', 'LANG', 'NAME', 'PATH', 'TOKEN_FILE']\n");
    assert_has(run.body, "name with blank\n");
    assert_has(run.body, "SigBlk 0000000000000000\n");
    assert_has(run.body, "NoNewPrivs 1\n");
    assert_has(run.body, "leads True\n");
    assert_has(run.body, "in 0 [] 0o77\n");
    assert_has(run.body, "core (0, 0)\n");
}

/* An ignored SIGPIPE would let it write into the void for ever. */
static void it_has_the_signals_of_a_new_program(void **state)
{
    struct run run;

    (void)state;
    signal(SIGPIPE, SIG_IGN);
    run = run_shell("grep '^SigIgn' /proc/self/status");
    signal(SIGPIPE, SIG_DFL);
    assert_has(run.body, "0000000000000000");
}

static void it_runs_where_it_is_told(void **state)
{
    struct command_options options = script_options();
    char real[300];
    struct run run;

    (void)state;
    options.folder = dir;
    write_script("/bin/sh", "pwd -P; echo x > made-here");
    run = run_options(&options);
    run.body[strcspn(run.body, "\n")] = '\0';
    assert_non_null(realpath(dir, real));
    assert_string_equal(run.body, real);
    snprintf(real, sizeof real, "%s/made-here", dir);
    assert_int_equal(access(real, F_OK), 0);
}

static void its_own_folder_is_removed_with_all_that_is_in_it(void **state)
{
    struct run run = run_shell("mkdir -p a/b; touch a/b/c; ln -s / root; pwd");

    (void)state;
    assert_int_equal(run.rc, HD_OK);
    run.body[strcspn(run.body, "\n")] = '\0';
    assert_has(run.body, "/command-");
    assert_int_not_equal(access(run.body, F_OK), 0);
    assert_int_equal(access("/etc/passwd", R_OK), 0);
    assert_nothing_left();
}

/* ---- what goes wrong ---- */

struct failure_row {
    const char *says, *script, *code, *part;
    enum hd_rc rc;
};

static const struct failure_row failures[] = {
    { "its status and last line are told",
      "echo half; echo one >&2; echo 'no route to host' >&2; exit 3", "command_failed",
      "status 3: no route to host", HD_AGAIN },
    { "a status alone", "echo half; exit 4", "command_failed", "status 4.", HD_AGAIN },
    { "blank lines are no words", "printf 'reason\\n\\n  \\n' >&2; exit 1", "command_failed",
      "status 1: reason", HD_AGAIN },
    { "the last state of a progress bar", "printf '10%%\\r50%%\\r  failed\\r\\n' >&2; exit 1",
      "command_failed", "status 1: failed", HD_AGAIN },
    { "killed by a signal", "kill -SEGV $$", "command_killed", "signal SIGSEGV", HD_AGAIN },
    { "what is no text is made text", "printf 'a\\377b\\033[1mc\\302\\205' >&2; exit 1",
      "command_failed", "status 1: a?b [1mc", HD_AGAIN },
    { "a flood is stopped", "while :; do echo 0123456789012345678901234567890; done",
      "command_too_large", "65536", HD_LIMIT },
    { "a flood that ends in time is one too", "head -c 70000 /dev/zero", "command_too_large",
      "65536", HD_LIMIT },
    { "a flood of errors is stopped", "cat /dev/zero >&2", "command_too_large", "16777216",
      HD_LIMIT },
};

static void each_failure_is_told_in_one_line_and_gives_nothing(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof failures / sizeof *failures; i++) {
        const struct failure_row *row = &failures[i];
        struct run run = run_shell(row->script);

        if (run.rc != row->rc || run.bodies || strcmp(run.code, row->code) != 0 ||
            !strstr(run.message, row->part) || strchr(run.message, '\n'))
            fail_msg("%s: %s %s: %s", row->says, hd_rc_name(run.rc), run.code, run.message);
        assert_nothing_left();
    }
}

static void as_much_as_is_allowed_is_taken(void **state)
{
    struct run run = run_shell("head -c 65536 /dev/zero | tr '\\0' x");

    (void)state;
    assert_int_equal(run.rc, HD_OK);
    assert_int_equal(run.len, 65536);
}

static void much_on_standard_error_is_no_failure(void **state)
{
    struct run run = run_shell("head -c 1000000 /dev/zero >&2; echo fine");

    (void)state;
    assert_int_equal(run.rc, HD_OK);
    assert_string_equal(run.body, "fine\n");
}

#define LATE_MS 1000

static struct run run_late(const char *script)
{
    struct command_options options = script_options();

    write_script("/bin/sh", script);
    options.timeout_ms = LATE_MS;
    return run_options(&options);
}

static void assert_ended_at_its_deadline(const struct run *run)
{
    assert_int_equal(run->rc, HD_AGAIN);
    assert_string_equal(run->code, "command_timeout");
    assert_int_equal(run->bodies, 0);
    assert_has(run->message, "after 1 seconds");
    assert_in_range(run->took_ms, LATE_MS, LATE_MS + CHILD_GRACE_MS + 2000);
    assert_nothing_left();
}

static void one_that_hangs_is_ended_at_its_deadline(void **state)
{
    struct run run = run_late("echo half; sleep 1000");

    (void)state;
    assert_ended_at_its_deadline(&run);
}

static void one_that_prints_slowly_is_ended_at_its_deadline(void **state)
{
    struct run run = run_late("while :; do echo .; echo still trying >&2; sleep 0.02; done");

    (void)state;
    assert_ended_at_its_deadline(&run);
    assert_has(run.message, "still trying");
}

static void one_that_ignores_the_polite_signal_is_ended_all_the_same(void **state)
{
    struct run run = run_late("trap '' TERM; while :; do sleep 0.05; done");

    (void)state;
    assert_ended_at_its_deadline(&run);
    assert_true(run.took_ms >= LATE_MS + CHILD_GRACE_MS);
}

static void one_that_listens_may_say_its_last_words(void **state)
{
    struct run run = run_late("trap 'echo bye >&2; exit 0' TERM; while :; do sleep 0.02; done");

    (void)state;
    assert_ended_at_its_deadline(&run);
    assert_has(run.message, "bye");
    assert_true(run.took_ms < LATE_MS + CHILD_GRACE_MS);
}

static void one_that_closes_its_output_early_is_still_waited_for(void **state)
{
    struct run run = run_shell("echo done; exec 1>&- 2>&-; sleep 0.2; exit 5");

    (void)state;
    assert_int_equal(run.rc, HD_AGAIN);
    assert_has(run.message, "status 5.");
}

static bool is_alive(long pid)
{
    char path[64], text[256] = "";
    FILE *file;

    snprintf(path, sizeof path, "/proc/%ld/stat", pid);
    file = fopen(path, "re");
    if (!file)
        return false;
    (void)!fread(text, 1, sizeof text - 1, file);
    fclose(file);
    return !strstr(text, ") Z"); /* whoever adopts it may be slow to wait for it */
}

static void wait_until_gone(long pid)
{
    for (int i = 0; i < 500 && is_alive(pid); i++)
        (void)poll(NULL, 0, 10);
    if (is_alive(pid)) {
        kill((pid_t)pid, SIGKILL);
        fail_msg("a grandchild lives on");
    }
}

static void a_grandchild_that_keeps_the_output_open_is_not_waited_for(void **state)
{
    struct run run = run_shell("sleep 1000 & echo $!");
    long pid;

    (void)state;
    assert_int_equal(run.rc, HD_OK);
    assert_true(run.took_ms < 10000);
    pid = strtol(run.body, NULL, 10);
    assert_true(pid > 1);
    wait_until_gone(pid);
    assert_nothing_left();
}

static void grandchildren_end_with_it(void **state)
{
    struct command_options options = script_options();
    char path[300];
    long pid = 0;
    FILE *file;

    (void)state;
    options.folder = dir;
    options.timeout_ms = 300;
    write_script(
        "/bin/sh",
        "trap '' TERM; (trap '' TERM; while :; do sleep 0.05; done) & echo $! > pid; wait; wait");
    (void)run_options(&options);
    snprintf(path, sizeof path, "%s/pid", dir);
    file = fopen(path, "re");
    assert_non_null(file);
    assert_int_equal(fscanf(file, "%ld", &pid), 1);
    fclose(file);
    wait_until_gone(pid);
}

/* ---- limits, each with the control that without it the program gets through ---- */

static void memory_is_bounded(void **state)
{
    struct command_options options = script_options();
    struct run run;

    (void)state;
    write_script("/usr/bin/python3", "print(len(bytearray(300 << 20)))");
    options.memory_bytes = 200 << 20;
    run = run_options(&options);
    assert_int_equal(run.rc, HD_AGAIN);
    assert_has(run.message, "MemoryError");
    options.memory_bytes = 1 << 30;
    run = run_options(&options);
    assert_string_equal(run.body, "314572800\n");
}

static void processor_time_is_bounded(void **state)
{
    struct command_options options = script_options();
    struct run run;

    (void)state;
    write_script("/usr/bin/python3",
                 "import time\nwhile time.process_time() < 1.5: pass\nprint('through')");
    options.cpu_time_ms = 1000;
    run = run_options(&options);
    assert_int_equal(run.rc, HD_AGAIN);
    assert_has(run.message, "SIGXCPU");
    options.cpu_time_ms = 60000;
    run = run_options(&options);
    assert_string_equal(run.body, "through\n");
}

static void files_are_bounded(void **state)
{
    struct command_options options = script_options();
    struct run run;

    (void)state;
    write_script("/usr/bin/python3", "open('f', 'wb').write(bytes(2 << 20))\n"
                                     "print('through')");
    run = run_options(&options);
    assert_int_equal(run.rc, HD_AGAIN);
    assert_has(run.message, "File too large");
    options.file_bytes = 4 << 20;
    run = run_options(&options);
    assert_string_equal(run.body, "through\n");
}

static void descriptors_are_bounded(void **state)
{
    struct command_options options = script_options();
    struct run run;

    (void)state;
    write_script("/usr/bin/python3", "import os\nfor i in range(100): os.dup(0)\nprint('through')");
    run = run_options(&options);
    assert_int_equal(run.rc, HD_AGAIN);
    assert_has(run.message, "Too many open files");
    options.open_files = 256;
    run = run_options(&options);
    assert_string_equal(run.body, "through\n");
}

static void processes_are_bounded(void **state)
{
    struct command_options options = script_options();
    struct run run;

    (void)state;
    if (getuid() == 0) /* who is free of this limit */
        skip();
    write_script("/bin/sh", "(echo through)");
    options.processes = 1;
    run = run_options(&options);
    assert_int_equal(run.rc, HD_AGAIN);
    options.processes = 0;
    assert_string_equal(run_options(&options).body, "through\n");
}

/* The last one: what was lowered here cannot be raised again. */
static void a_limit_that_is_stricter_already_stays(void **state)
{
    const struct rlimit strict = { .rlim_cur = 100, .rlim_max = 100 };
    struct command_options options = script_options();

    (void)state;
    write_script("/bin/sh", "ulimit -H -n");
    options.open_files = 200;
    assert_string_equal(run_options(&options).body, "200\n");
    assert_int_equal(setrlimit(RLIMIT_NOFILE, &strict), 0);
    assert_string_equal(run_options(&options).body, "100\n");
}

/* ---- what cannot be started ---- */

static void what_cannot_be_started_is_said(void **state)
{
    char line[300], absent[] = "/nowhere/probe", folder[] = "/tmp";
    struct command_options options = options_of(absent);
    struct run run = run_options(&options);

    (void)state;
    assert_int_equal(run.rc, HD_SYSTEM);
    assert_has(run.message, "/nowhere/probe");
    assert_has(run.message, "No such file");
    options.command = folder;
    assert_has(run_options(&options).message, "Permission denied");
    write_script("/bin/sh", "echo never");
    snprintf(line, sizeof line, "%s/script", dir);
    assert_int_equal(chmod(line, 0600), 0);
    options.command = line;
    run = run_options(&options);
    assert_string_equal(run.code, "command_start");
    assert_has(run.message, "Permission denied");
    write_script("/nowhere/interpreter", "x");
    assert_has(run_options(&options).message, "No such file");
    assert_nothing_left();
}

static void a_folder_that_is_not_there_is_said(void **state)
{
    char nowhere[] = "/nowhere";
    struct command_options options = script_options();

    (void)state;
    write_script("/bin/sh", "echo never");
    options.folder = nowhere;
    assert_has(run_options(&options).message, "No such file");
}

/* ---- the daemon wants to end ---- */

static bool third_time(void *ctx)
{
    return ++*(int *)ctx >= 3;
}

static void a_wish_to_end_ends_it(void **state)
{
    const struct command_options options = script_options();
    int asked = 0;
    struct collector_request request = { .cancelled = third_time, .cancelled_ctx = &asked };
    struct run run;

    (void)state;
    write_script("/bin/sh", "sleep 1000");
    run = run_request(&options, &request);
    assert_int_equal(run.rc, HD_AGAIN);
    assert_string_equal(run.code, "cancelled");
    assert_true(run.took_ms < 5000);
    assert_nothing_left();
}

/* ---- many at once, from a process with threads ---- */

static atomic_bool stop;

static void *allocate(void *unused)
{
    while (!stop)
        free(malloc(1000));
    return unused;
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

static void threads_and_many_runs_do_no_harm(void **state)
{
    size_t before = open_descriptors();
    pthread_t thread;

    (void)state;
    stop = false;
    assert_int_equal(pthread_create(&thread, NULL, allocate, NULL), 0);
    for (int i = 0; i < 100; i++)
        assert_int_equal(run_shell("echo x").rc, HD_OK);
    stop = true;
    pthread_join(thread, NULL);
    assert_int_equal(open_descriptors(), before);
    assert_nothing_left();
}

/* ---- options ---- */

static void options_are_checked(void **state)
{
    static const struct {
        const char *option, *value;
        bool valid;
    } rows[] = {
        { "command", "/bin/probe -x", true },
        { "command", "probe", false },
        { "command", "./probe", false },
        { "command", "", false },
        { "command", "/bin/probe \"x", false },
        { "environment", "A=1 B='2 3' C=", true },
        { "environment", "", true },
        { "environment", "A", false },
        { "environment", "=1", false },
        { "environment", "A-B=1", false },
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const struct hd_conf_key *key = collector_command.keys;

        while (strcmp(key->name, rows[i].option) != 0)
            key++;
        assert_true(key->local_only);
        if (key->valid(rows[i].value) != rows[i].valid)
            fail_msg("%s = %s", rows[i].option, rows[i].value);
    }
}

static void without_a_command_it_is_refused(void **state)
{
    HD_PROBLEMS_AUTO struct hd_problems problems = { 0 };
    const struct command_options options = options_of(NULL);
    struct hd_error err;
    void *self = NULL;

    (void)state;
    assert_int_equal(collector_command.open(&options, NULL, &self, &problems, &err), HD_BAD_INPUT);
    assert_int_equal(problems.errors, 1);
    assert_null(self);
    assert_string_equal(collector_command.place(&options), "");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(what_it_writes_is_the_body),
        TEST(nothing_written_is_nothing_new),
        TEST(words_reach_it_as_they_are),
        TEST(it_sees_nothing_of_this_process),
        TEST(it_has_the_signals_of_a_new_program),
        TEST(it_runs_where_it_is_told),
        TEST(its_own_folder_is_removed_with_all_that_is_in_it),
        TEST(each_failure_is_told_in_one_line_and_gives_nothing),
        TEST(as_much_as_is_allowed_is_taken),
        TEST(much_on_standard_error_is_no_failure),
        TEST(one_that_hangs_is_ended_at_its_deadline),
        TEST(one_that_prints_slowly_is_ended_at_its_deadline),
        TEST(one_that_ignores_the_polite_signal_is_ended_all_the_same),
        TEST(one_that_listens_may_say_its_last_words),
        TEST(one_that_closes_its_output_early_is_still_waited_for),
        TEST(a_grandchild_that_keeps_the_output_open_is_not_waited_for),
        TEST(grandchildren_end_with_it),
        TEST(memory_is_bounded),
        TEST(processor_time_is_bounded),
        TEST(files_are_bounded),
        TEST(descriptors_are_bounded),
        TEST(processes_are_bounded),
        TEST(what_cannot_be_started_is_said),
        TEST(a_folder_that_is_not_there_is_said),
        TEST(a_wish_to_end_ends_it),
        TEST(threads_and_many_runs_do_no_harm),
        cmocka_unit_test(options_are_checked),
        cmocka_unit_test(without_a_command_it_is_refused),
        TEST(a_limit_that_is_stricter_already_stays),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
