#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <linux/capability.h>
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "collectors/folder/folder.h"
#include "common/buf.h"

#define MAX_BYTES 4096
#define DAY_MS    INT64_C(86400000)
#define BODIES    64

/* ---- a folder, time that moves when told, and a sink that keeps what it gets ---- */

static char base[64], drop[96];
static struct folder_options options;
static void *instance;
static int64_t now_ms;
static void (*at_clock)(void); /* what happens when somebody looks at the clock; once */

static int64_t clock_now(void *ctx)
{
    void (*happening)(void) = at_clock;

    (void)ctx;
    at_clock = NULL;
    if (happening)
        happening();
    return now_ms;
}

static const struct hd_clock test_clock = { .wall = clock_now, .tick = clock_now };
static struct collector_site site = { .clock = &test_clock,
                                      .name = "drop",
                                      .max_bytes = MAX_BYTES };

struct taken {
    char name[300], data[MAX_BYTES + 1], key[80], problem[40];
    size_t len;
};

static struct taken taken[BODIES];
static size_t taken_count; /* beyond BODIES only counted */
static enum hd_rc put_rc;
static void (*at_put)(void);

static enum hd_rc put(void *ctx, const struct collector_body *body, struct collector_answer *answer,
                      struct hd_error *err)
{
    struct taken *one = &taken[taken_count % BODIES];

    (void)ctx;
    *one = (struct taken){ .len = body->len };
    snprintf(one->name, sizeof one->name, "%s", body->name);
    snprintf(one->data, sizeof one->data, "%.*s", (int)body->len, body->data);
    snprintf(one->key, sizeof one->key, "%s", body->key ? body->key : "");
    snprintf(one->problem, sizeof one->problem, "%s", body->problem ? body->problem->code : "");
    taken_count++;
    answer->fate = COLLECTOR_TAKEN;
    if (body->problem || strncmp(one->data, "bad", 3) == 0) {
        answer->fate = COLLECTOR_REFUSED;
        answer->reason = body->problem ? body->problem->message : "line 1 is bad\n";
        answer->rejected = body->problem ? NULL : "bad,why\n";
        answer->rejected_len = answer->rejected ? strlen(answer->rejected) : 0;
    }
    if (strncmp(one->data, "later", 5) == 0)
        answer->fate = COLLECTOR_LATER;
    if (at_put)
        at_put();
    return put_rc ? hd_fail(err, put_rc, "the sink") : HD_OK;
}

static void open_instance(void)
{
    HD_PROBLEMS_AUTO struct hd_problems problems = { 0 };
    struct hd_error err;

    assert_int_equal(collector_folder.open(&options, &site, &instance, &problems, &err), HD_OK);
}

static int setup(void **state)
{
    (void)state;
    snprintf(base, sizeof base, "/tmp/hedef-folder-XXXXXX");
    if (!mkdtemp(base))
        return -1;
    snprintf(drop, sizeof drop, "%s/drop", base);
    assert_int_equal(mkdir(drop, 0700), 0);
    options = (struct folder_options){ .folder = drop, .settle_ms = 2000 };
    now_ms = INT64_C(1795154400000);
    taken_count = 0;
    put_rc = HD_OK;
    at_put = at_clock = NULL;
    open_instance();
    return 0;
}

static int remove_one(const char *path, const struct stat *about, int flag, struct FTW *walk)
{
    (void)about;
    (void)flag;
    (void)walk;
    return remove(path);
}

static int teardown(void **state)
{
    (void)state;
    if (instance)
        collector_folder.close(instance);
    instance = NULL;
    return nftw(base, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

static const char *path_of(const char *name)
{
    static char path[400];

    snprintf(path, sizeof path, "%s/%s", drop, name);
    return path;
}

static bool exists(const char *name)
{
    struct stat about;

    return lstat(path_of(name), &about) == 0;
}

static void rest(int fd, int64_t age_ms)
{
    int64_t at = now_ms - age_ms;
    const struct timespec times[2] = { { .tv_sec = at / 1000, .tv_nsec = at % 1000 * 1000000 },
                                       { .tv_sec = at / 1000, .tv_nsec = at % 1000 * 1000000 } };

    assert_int_equal(futimens(fd, times), 0);
}

static int begin_writing(const char *name, const char *text)
{
    int fd = open(path_of(name), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

    if (fd < 0)
        fail_msg("%s: %s", name, strerror(errno));
    assert_int_equal(write(fd, text, strlen(text)), strlen(text));
    return fd;
}

/* Written so many milliseconds before now. */
static void put_file(const char *name, const char *text, int64_t age_ms)
{
    int fd = begin_writing(name, text);

    rest(fd, age_ms);
    close(fd);
}

static void rename_in(const char *name, const char *text, int64_t age_ms)
{
    char staged[400];

    put_file(".staged", text, age_ms);
    snprintf(staged, sizeof staged, "%s", path_of(".staged"));
    assert_int_equal(rename(staged, path_of(name)), 0);
}

static enum hd_rc visit(struct collector_request request, struct hd_problems *problems)
{
    HD_ARENA_AUTO struct hd_arena arena = { 0 };
    const struct collector_sink sink = { .put = put };
    struct hd_error err;

    request.now_at_ms = now_ms;
    request.arena = &arena;
    request.mark = "";
    return collector_folder.collect(instance, &request, &sink, problems, &err);
}

static enum hd_rc look(void)
{
    HD_PROBLEMS_AUTO struct hd_problems problems = { 0 };

    return visit((struct collector_request){ .mark = "" }, &problems);
}

static size_t warnings_of_look(void)
{
    HD_PROBLEMS_AUTO struct hd_problems problems = { 0 };

    assert_int_equal(visit((struct collector_request){ .mark = "" }, &problems), HD_OK);
    for (size_t i = 0; i < problems.count; i++)
        assert_string_equal(problems.items[i].code, "file_ignored");
    return problems.count;
}

static size_t count_in(const char *sub)
{
    DIR *dir = opendir(path_of(sub));
    const struct dirent *entry;
    size_t count = 0;

    assert_non_null(dir);
    while ((entry = readdir(dir)))
        count += entry->d_name[0] != '.' && strcmp(entry->d_name, "done") != 0 &&
                 strcmp(entry->d_name, "rejected") != 0;
    closedir(dir);
    return count;
}

static void read_back(const char *name, char *out, size_t size)
{
    int fd = open(path_of(name), O_RDONLY | O_CLOEXEC);
    ssize_t len;

    assert_true(fd >= 0);
    len = read(fd, out, size - 1);
    close(fd);
    assert_true(len >= 0);
    out[len] = '\0';
}

/* ---- where files end ---- */

static void what_is_taken_goes_to_done(void **state)
{
    (void)state;
    put_file("a.csv", "good", 5000);
    assert_int_equal(look(), HD_OK);
    assert_false(exists("a.csv"));
    assert_true(exists("done/a.csv"));
    assert_int_equal(taken_count, 1);
    assert_string_equal(taken[0].name, "a.csv");
    assert_string_equal(taken[0].data, "good");
}

static void what_is_refused_goes_to_rejected_with_its_reason(void **state)
{
    char text[200];

    (void)state;
    put_file("b.csv", "bad", 5000);
    assert_int_equal(look(), HD_OK);
    assert_true(exists("rejected/b.csv"));
    read_back("rejected/b.csv.reason.txt", text, sizeof text);
    assert_string_equal(text, "line 1 is bad\n");
    read_back("rejected/b.csv.rejected.csv", text, sizeof text);
    assert_string_equal(text, "bad,why\n");
    assert_int_equal(count_in("."), 0);
}

static void what_is_for_later_stays(void **state)
{
    (void)state;
    put_file("a.csv", "later", 5000);
    assert_int_equal(look(), HD_AGAIN);
    assert_true(exists("a.csv"));
    put_rc = HD_FULL;
    put_file("b.csv", "good", 5000);
    put_file("a.csv", "good", 5000);
    taken_count = 0;
    assert_int_equal(look(), HD_FULL);
    assert_int_equal(taken_count, 1); /* the disk is not fuller for the next one */
    assert_true(exists("a.csv") && exists("b.csv"));
    put_rc = HD_OK;
    assert_int_equal(look(), HD_OK);
    assert_true(exists("done/a.csv") && exists("done/b.csv"));
}

static void a_dry_run_moves_and_makes_nothing(void **state)
{
    HD_PROBLEMS_AUTO struct hd_problems problems = { 0 };

    (void)state;
    put_file("a.csv", "good", 5000);
    put_file("b.csv", "bad", 5000);
    put_file("warm.csv", "good", 1990);
    assert_int_equal(visit((struct collector_request){ .dry_run = true }, &problems), HD_OK);
    assert_int_equal(taken_count, 2);
    assert_true(exists("a.csv") && exists("b.csv"));
    assert_false(exists("done"));
    assert_false(exists("rejected"));
}

static void names_that_are_taken_get_a_number(void **state)
{
    (void)state;
    for (int i = 0; i < 3; i++) {
        put_file("same.csv", "good", 5000);
        put_file("bad.csv", "bad", 5000);
        assert_int_equal(look(), HD_OK);
    }
    assert_true(exists("done/same.csv") && exists("done/same.csv.1") && exists("done/same.csv.2"));
    assert_true(exists("rejected/bad.csv.2") && exists("rejected/bad.csv.2.reason.txt"));
}

/* ---- what is not a file of ours ---- */

static void hidden_unfinished_and_backup_files_are_left_alone(void **state)
{
    static const char *const names[] = { ".a.csv", "a.csv.part", "a.csv.tmp", "a.csv~" };

    (void)state;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        put_file(names[i], "good", 5000);
    assert_int_equal(look(), HD_OK);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        assert_true(exists(names[i]));
    assert_int_equal(taken_count, 0);
}

static void names_that_fit_no_pattern_are_left_alone(void **state)
{
    static const struct {
        const char *name;
        bool fits;
    } rows[] = { { "a.csv", true },       { "a.CSV", false },   { "a.xlsx", true },
                 { "csv", false },        { "a.csv.x", false }, { "2026-q1.txt", true },
                 { "2026-q5.txt", false } };
    char pattern[] = "*.csv,*.xlsx,20*-q[1-4].txt";

    (void)state;
    options.pattern = pattern;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        put_file(rows[i].name, "good", 5000);
    assert_int_equal(look(), HD_OK);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        assert_int_equal(exists(rows[i].name), !rows[i].fits);
}

static void make_socket(const char *name)
{
    struct sockaddr_un address = { .sun_family = AF_UNIX };
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

    snprintf(address.sun_path, sizeof address.sun_path, "%s/%s", drop, name);
    assert_int_equal(bind(fd, (const struct sockaddr *)&address, sizeof address), 0);
    close(fd);
}

static void what_is_no_plain_file_is_told_of_once_and_never_opened(void **state)
{
    (void)state;
    put_file(".outside", "good", 5000);
    assert_int_equal(symlink(".outside", path_of("link.csv")), 0);
    assert_int_equal(symlink("/dev/zero", path_of("zero.csv")), 0);
    assert_int_equal(mkfifo(path_of("pipe.csv"), 0600), 0);
    assert_int_equal(mkdir(path_of("folder.csv"), 0700), 0);
    make_socket("socket.csv");
    assert_int_equal(warnings_of_look(), 5);
    assert_int_equal(mkdir(path_of("folder.csv/inner"), 0700), 0); /* changes the folder's time */
    assert_int_equal(warnings_of_look(), 0);
    assert_int_equal(taken_count, 0);
    /* gone, and there again: another one */
    assert_int_equal(unlink(path_of("link.csv")), 0);
    assert_int_equal(warnings_of_look(), 0);
    assert_int_equal(symlink(".outside", path_of("link.csv")), 0);
    assert_int_equal(warnings_of_look(), 1);
    /* the control: as a plain file it is taken */
    put_file("plain.csv", "good", 5000);
    assert_int_equal(warnings_of_look(), 0);
    assert_int_equal(taken_count, 1);
}

static void a_hard_link_is_taken_and_its_other_name_is_left(void **state)
{
    char outside[100], text[20];
    struct stat about;

    (void)state;
    put_file(".staged", "good", 5000);
    snprintf(outside, sizeof outside, "%s/outside", base);
    assert_int_equal(rename(path_of(".staged"), outside), 0);
    assert_int_equal(link(outside, path_of("hard.csv")), 0);
    assert_int_equal(look(), HD_OK);
    assert_true(exists("done/hard.csv"));
    assert_int_equal(stat(outside, &about), 0);
    assert_int_equal(about.st_nlink, 2);
    read_back("../outside", text, sizeof text);
    assert_string_equal(text, "good");
}

/* Who may drop files may plant a link where the others go. */
static void nothing_outside_is_touched_through_a_planted_link(void **state)
{
    static const char *const subs[] = { "done", "rejected" };
    char outside[100];

    (void)state;
    snprintf(outside, sizeof outside, "%s/outside", base);
    assert_int_equal(mkdir(outside, 0700), 0);
    for (size_t i = 0; i < 2; i++) {
        HD_PROBLEMS_AUTO struct hd_problems problems = { 0 };

        rmdir(path_of(subs[!i]));
        assert_int_equal(symlink(outside, path_of(subs[i])), 0);
        put_file("a.csv", i ? "bad" : "good", 5000);
        assert_int_equal(visit((struct collector_request){ .mark = "" }, &problems), HD_SYSTEM);
        assert_string_equal(problems.items[0].code, "folder_closed");
        assert_true(exists("a.csv"));
        assert_int_equal(taken_count, 0);
        assert_int_equal(unlink(path_of(subs[i])), 0);
    }
    assert_int_equal(rmdir(outside), 0); /* it is empty */
    assert_int_equal(look(), HD_OK);
    assert_true(exists("rejected/a.csv"));
}

static void a_link_planted_for_a_reason_is_not_followed(void **state)
{
    char text[100];

    (void)state;
    put_file(".outside", "precious", 5000);
    assert_int_equal(mkdir(path_of("rejected"), 0700), 0);
    assert_int_equal(symlink("../.outside", path_of("rejected/a.csv.reason.txt")), 0);
    put_file("a.csv", "bad", 5000);
    assert_int_equal(look(), HD_OK);
    read_back(".outside", text, sizeof text);
    assert_string_equal(text, "precious");
    read_back("rejected/a.csv.reason.txt", text, sizeof text);
    assert_string_equal(text, "line 1 is bad\n");
}

/* ---- odd names and contents ---- */

static void odd_names_end_like_others(void **state)
{
    static const char *const names[] = { "it's; \"odd\" $(name) ə.csv",
                                         "-rf",
                                         "new\nline.csv",
                                         "%s%n.csv",
                                         "\xff\xfe.csv",
                                         " ",
                                         "a\\b",
                                         "done.csv" };
    char longest[256];

    (void)state;
    memset(longest, 'n', sizeof longest - 1);
    longest[255] = '\0';
    for (int bad = 0; bad < 2; bad++) {
        for (size_t i = 0; i < sizeof names / sizeof *names; i++)
            put_file(names[i], bad ? "bad" : "good", 5000);
        put_file(longest, bad ? "bad" : "good", 5000);
        assert_int_equal(look(), HD_OK);
        assert_int_equal(count_in("."), 0);
    }
    assert_int_equal(count_in("done"), sizeof names / sizeof *names + 1);
    assert_int_equal(count_in("rejected"), 3 * (sizeof names / sizeof *names + 1));
    put_file("\xff.csv", "good", 5000);
    assert_int_equal(look(), HD_OK);
    assert_string_equal(taken[(taken_count - 1) % BODIES].name, "?.csv");
}

static void an_empty_file_is_handed_over_as_it_is(void **state)
{
    (void)state;
    put_file("empty.csv", "", 5000);
    assert_int_equal(look(), HD_OK);
    assert_int_equal(taken_count, 1);
    assert_int_equal(taken[0].len, 0);
    assert_string_equal(taken[0].problem, "");
    assert_true(exists("done/empty.csv"));
}

static int64_t memory_kib(void)
{
    struct rusage usage;

    getrusage(RUSAGE_SELF, &usage);
    return usage.ru_maxrss;
}

static void two_gigabytes_are_refused_unread(void **state)
{
    int64_t before = memory_kib();
    int fd = begin_writing("large.csv", "good");

    (void)state;
    assert_int_equal(ftruncate(fd, INT64_C(2) << 30), 0);
    rest(fd, 5000);
    close(fd);
    assert_int_equal(look(), HD_OK);
    assert_string_equal(taken[0].problem, "file_too_large");
    assert_int_equal(taken[0].len, 0);
    assert_true(exists("rejected/large.csv") && exists("rejected/large.csv.reason.txt"));
    assert_true(memory_kib() - before < 32 * 1024);
}

static void as_much_as_is_allowed_is_read(void **state)
{
    char text[MAX_BYTES + 2];

    (void)state;
    memset(text, 'x', sizeof text);
    text[MAX_BYTES + 1] = '\0';
    put_file("b.csv", text, 5000);
    text[MAX_BYTES] = '\0';
    put_file("a.csv", text, 5000);
    assert_int_equal(look(), HD_OK);
    assert_int_equal(taken[0].len, MAX_BYTES);
    assert_string_equal(taken[1].problem, "file_too_large");
}

static void become_nobody(bool yes)
{
    if (getuid() != 0)
        return;
    if (yes)
        assert_int_equal(chown(drop, 65534, 65534) + chmod(base, 0755), 0);
    assert_int_equal(seteuid(yes ? 65534 : 0), 0);
}

static void what_may_not_be_read_is_refused(void **state)
{
    (void)state;
    put_file("secret.csv", "good", 61000);
    assert_int_equal(chmod(path_of("secret.csv"), 0), 0);
    become_nobody(true);
    assert_int_equal(look(), HD_OK);
    assert_int_equal(taken_count, 0); /* its owner may be about to allow it */
    assert_int_equal(look(), HD_OK);
    become_nobody(false);
    assert_int_equal(taken_count, 1);
    assert_string_equal(taken[0].problem, "file_unreadable");
    assert_true(exists("rejected/secret.csv") && exists("rejected/secret.csv.reason.txt"));
}

/* It was taken in, and stays: told, and known again by its key. */
static void a_file_that_cannot_be_moved_is_said(void **state)
{
    HD_PROBLEMS_AUTO struct hd_problems problems = { 0 };
    char name[32];

    (void)state;
    assert_int_equal(mkdir(path_of("done"), 0700), 0);
    for (int i = 0; i < 1000; i++) {
        snprintf(name, sizeof name, i ? "done/a.csv.%d" : "done/a.csv", i);
        put_file(name, "", 5000);
    }
    put_file("a.csv", "good", 5000);
    put_file("b.csv", "good", 5000);
    assert_int_equal(visit((struct collector_request){ .mark = "" }, &problems), HD_LIMIT);
    assert_string_equal(problems.items[0].code, "file_stuck");
    assert_true(exists("a.csv") && exists("done/b.csv"));
    assert_int_equal(unlink(path_of("done/a.csv.7")), 0);
    assert_int_equal(look(), HD_OK);
    assert_string_equal(taken[2].key, taken[0].key);
    assert_true(exists("done/a.csv.7"));
}

static void a_missing_folder_is_said_by_name(void **state)
{
    HD_PROBLEMS_AUTO struct hd_problems problems = { 0 };
    HD_BUF_AUTO struct hd_buf text = { 0 };

    (void)state;
    assert_int_equal(rmdir(drop), 0);
    assert_int_equal(visit((struct collector_request){ .mark = "" }, &problems), HD_SYSTEM);
    assert_int_equal(problems.errors, 1);
    hd_buf_init(&text, 1000);
    hd_problem_message(&problems.items[0], NULL, &text);
    assert_non_null(strstr(text.data, drop));
    assert_non_null(strstr(text.data, "No such file"));
    assert_int_equal(mkdir(drop, 0700), 0);
    put_file("a.csv", "good", 5000);
    assert_int_equal(look(), HD_OK);
    assert_true(exists("done/a.csv"));
}

/* ---- the same again ---- */

static void the_same_file_has_the_same_key_and_others_have_others(void **state)
{
    char first[80];

    (void)state;
    put_file("a.csv", "good", 5000);
    assert_int_equal(look(), HD_OK);
    snprintf(first, sizeof first, "%s", taken[0].key);
    assert_int_equal(strncmp(first, "folder-", 7), 0);
    put_file("a.csv", "good", 5000);
    put_file("b.csv", "good", 5000);
    assert_int_equal(look(), HD_OK);
    assert_string_equal(taken[1].key, first);
    assert_string_not_equal(taken[2].key, first); /* another name */
    put_file("a.csv", "good", 6000);
    assert_int_equal(look(), HD_OK);
    assert_string_not_equal(taken[3].key, first); /* another time */
    put_file("a.csv", "goof", 5000);
    assert_int_equal(look(), HD_OK);
    assert_string_not_equal(taken[4].key, first); /* another content */
}

static int news[2];

static void die_after_commit(void)
{
    assert_int_equal(write(news[1], taken[0].key, sizeof taken[0].key), sizeof taken[0].key);
    _exit(0);
}

/* The sink has it for good, and the name is still there. */
static void a_kill_between_commit_and_move_hands_over_the_same_key(void **state)
{
    char key[80] = "";
    pid_t pid;

    (void)state;
    put_file("k.csv", "good", 5000);
    assert_int_equal(pipe2(news, O_CLOEXEC), 0);
    at_put = die_after_commit;
    pid = fork();
    if (pid == 0) {
        (void)look();
        _exit(1);
    }
    assert_int_equal(waitpid(pid, NULL, 0), pid);
    assert_int_equal(read(news[0], key, sizeof key), sizeof key);
    close(news[0]);
    close(news[1]);
    at_put = NULL;
    assert_true(exists("k.csv"));
    assert_int_equal(look(), HD_OK);
    assert_string_equal(taken[0].key, key);
    assert_true(exists("done/k.csv"));
}

/* ---- files that change under the look ---- */

static void replace_file(void)
{
    rename_in("a.csv", "good: the second", 5000);
}

static void a_file_replaced_before_it_is_opened_waits(void **state)
{
    (void)state;
    put_file("a.csv", "good: the first", 6000);
    at_clock = replace_file; /* the first glance is past, the second is to come */
    assert_int_equal(look(), HD_OK);
    assert_int_equal(taken_count, 0);
    assert_true(exists("a.csv"));
    assert_int_equal(look(), HD_OK);
    assert_string_equal(taken[0].data, "good: the second");
}

static void a_file_that_takes_the_place_of_a_taken_one_is_taken_too(void **state)
{
    char text[100];

    (void)state;
    put_file("a.csv", "good: the first", 6000);
    at_put = replace_file;
    assert_int_equal(look(), HD_OK);
    at_put = NULL;
    assert_true(exists("a.csv"));
    assert_int_equal(count_in("done"), 0);
    assert_int_equal(look(), HD_OK);
    assert_int_equal(taken_count, 2);
    assert_string_equal(taken[1].data, "good: the second");
    read_back("done/a.csv", text, sizeof text);
    assert_string_equal(text, "good: the second");
}

static void remove_file(void)
{
    unlink(path_of("a.csv"));
}

static void a_file_taken_back_after_it_was_read_is_no_trouble(void **state)
{
    (void)state;
    put_file("a.csv", "good", 6000);
    at_put = remove_file;
    assert_int_equal(look(), HD_OK);
    assert_int_equal(count_in("."), 0);
}

static atomic_bool stop;

/* Letters of one kind: a mixture would be seen. */
static void *keep_replacing(void *unused)
{
    char text[2000], staged[400], final[400];

    snprintf(staged, sizeof staged, "%s/.racing", drop);
    snprintf(final, sizeof final, "%s/a.csv", drop);
    for (int i = 0; !stop; i++) {
        int fd = open(staged, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

        memset(text, 'A' + i % 26, sizeof text);
        (void)!write(fd, text, sizeof text - (size_t)(i % 1000));
        rest(fd, 5000 + i);
        close(fd);
        rename(staged, final);
    }
    return unused;
}

static void a_file_replaced_all_the_time_is_never_read_in_part(void **state)
{
    pthread_t thread;

    (void)state;
    stop = false;
    assert_int_equal(pthread_create(&thread, NULL, keep_replacing, NULL), 0);
    for (int i = 0; i < 2000; i++) {
        size_t before = taken_count;

        assert_int_equal(look(), HD_OK);
        for (size_t n = before; n < taken_count; n++) {
            const struct taken *one = &taken[n % BODIES];

            assert_int_equal(strspn(one->data, (char[]){ one->data[0], '\0' }), one->len);
            assert_true(one->len > 1000);
        }
        if (count_in("done") > 500)
            break;
    }
    stop = true;
    pthread_join(thread, NULL);
    assert_true(taken_count > 0);
}

/* ---- files that are not complete ---- */

static void a_warm_file_waits(void **state)
{
    (void)state;
    put_file("warm.csv", "good", 1990);
    assert_int_equal(look(), HD_OK);
    assert_true(exists("warm.csv"));
    now_ms += 5000;
    assert_int_equal(look(), HD_OK);
    assert_true(exists("done/warm.csv"));
}

static void the_time_to_rest_is_an_option(void **state)
{
    (void)state;
    options.settle_ms = 20000;
    put_file("a.csv", "good", 19990);
    assert_int_equal(look(), HD_OK);
    assert_true(exists("a.csv"));
    options.settle_ms = 0;
    put_file("a.csv", "good", 0);
    assert_int_equal(look(), HD_OK);
    assert_true(exists("done/a.csv"));
}

static void a_file_that_somebody_writes_is_left_however_long_the_pause(void **state)
{
    int fd = begin_writing("slow.csv", "good: one");

    (void)state;
    rest(fd, DAY_MS);
    put_file("other.csv", "good", 5000);
    assert_int_equal(look(), HD_OK);
    assert_int_equal(look(), HD_OK);
    assert_true(exists("done/other.csv"));
    assert_true(exists("slow.csv"));
    assert_int_equal(write(fd, " two", 4), 4);
    rest(fd, 5000);
    close(fd);
    assert_int_equal(look(), HD_OK);
    assert_string_equal(taken[1].data, "good: one two");
}

static void a_large_file_that_somebody_writes_is_not_refused_yet(void **state)
{
    int fd = begin_writing("large.csv", "good");

    (void)state;
    assert_int_equal(ftruncate(fd, MAX_BYTES + 1), 0);
    rest(fd, 5000);
    assert_int_equal(look(), HD_OK);
    assert_true(exists("large.csv"));
    close(fd);
    assert_int_equal(look(), HD_OK);
    assert_true(exists("rejected/large.csv"));
}

/* A lease on another user's file needs a capability; without it nothing is known of writers. */
static void may_lease(bool yes)
{
    struct __user_cap_header_struct head = { .version = _LINUX_CAPABILITY_VERSION_3 };
    struct __user_cap_data_struct caps[2];

    assert_int_equal(syscall(SYS_capget, &head, caps), 0);
    caps[0].effective &= ~(1u << CAP_LEASE);
    caps[0].effective |= yes ? 1u << CAP_LEASE : 0;
    assert_int_equal(syscall(SYS_capset, &head, caps), 0);
}

static void put_theirs(const char *name, const char *text, int64_t age_ms)
{
    put_file(name, text, age_ms);
    if (chown(path_of(name), 65534, 65534))
        skip();
}

static void look_without_leases(void)
{
    if (geteuid() != 0)
        skip(); /* files are all our own, and may_lease() is not ours to say */
    may_lease(false);
    assert_int_equal(look(), HD_OK);
    may_lease(true);
}

/* Opened for writing and closed: what the system gives notice of. */
static void finish_writing(const char *name)
{
    int fd = open(path_of(name), O_WRONLY | O_CLOEXEC);

    assert_true(fd >= 0);
    close(fd);
}

static void without_a_lease_a_file_is_taken_that_was_noticed(void **state)
{
    (void)state;
    put_theirs("theirs.csv", "good", 5000); /* before anybody listened */
    look_without_leases();
    look_without_leases();
    assert_true(exists("theirs.csv"));
    finish_writing("theirs.csv");
    look_without_leases();
    assert_true(exists("done/theirs.csv"));
}

static void a_notice_is_remembered_until_the_file_has_rested(void **state)
{
    (void)state;
    look_without_leases();
    put_theirs("theirs.csv", "good", 1990);
    look_without_leases();
    assert_true(exists("theirs.csv"));
    now_ms += 5000;
    look_without_leases();
    assert_true(exists("done/theirs.csv"));
}

static void a_notice_is_void_when_the_file_changed_afterwards(void **state)
{
    int fd;

    (void)state;
    look_without_leases();
    put_theirs("theirs.csv", "good", 1990);
    look_without_leases(); /* still warm: the notice is kept for later */
    assert_true(exists("theirs.csv"));
    fd = open(path_of("theirs.csv"), O_WRONLY | O_APPEND | O_CLOEXEC);
    assert_int_equal(write(fd, "more", 4), 4);
    now_ms += 5000;
    rest(fd, 4000);
    look_without_leases();
    assert_true(exists("theirs.csv"));
    close(fd);
    look_without_leases();
    assert_true(exists("done/theirs.csv"));
}

static void without_lease_and_notice_a_file_is_taken_that_stays_the_same_for_a_minute(void **state)
{
    (void)state;
    put_theirs("theirs.csv", "good", 59000);
    look_without_leases();
    look_without_leases();
    assert_true(exists("theirs.csv"));
    now_ms += 2000;
    look_without_leases();
    assert_true(exists("done/theirs.csv"));
}

static void a_single_look_waits_for_its_second_glance(void **state)
{
    HD_PROBLEMS_AUTO struct hd_problems problems = { 0 };

    (void)state;
    options.settle_ms = 10;
    if (geteuid() != 0)
        skip();
    put_theirs("theirs.csv", "good", 61000);
    may_lease(false);
    assert_int_equal(visit((struct collector_request){ .once = true }, &problems), HD_OK);
    may_lease(true);
    assert_true(exists("done/theirs.csv"));
}

/* ---- the system's notices ---- */

static bool is_readable(int fd)
{
    struct pollfd poll_fd = { .fd = fd, .events = POLLIN };

    return poll(&poll_fd, 1, 0) == 1;
}

static void news_are_noticed(void **state)
{
    int fd = collector_folder.watch(instance);

    (void)state;
    assert_int_equal(look(), HD_OK);
    assert_false(is_readable(fd));
    rename_in("a.csv", "good", 5000);
    assert_true(is_readable(fd));
    assert_true(collector_folder.notice(instance));
    assert_false(is_readable(fd));
    assert_false(collector_folder.notice(instance));
    assert_int_equal(look(), HD_OK);
    assert_true(exists("done/a.csv"));
    assert_false(is_readable(fd)); /* its own moves are no news */
}

static void another_folder_of_the_same_name_is_watched(void **state)
{
    char aside[100];

    (void)state;
    assert_int_equal(look(), HD_OK);
    snprintf(aside, sizeof aside, "%s/aside", base);
    assert_int_equal(rename(drop, aside), 0);
    assert_int_equal(mkdir(drop, 0700), 0);
    assert_int_equal(look(), HD_OK);
    (void)collector_folder.notice(instance);
    put_file("a.csv", "good", 5000);
    assert_true(is_readable(collector_folder.watch(instance)));
}

#define MANY 20000

/* More than the system's queue holds: names are lost, files are not. */
static void more_files_than_notices_all_end_in_done(void **state)
{
    struct timespec began, ended;
    char name[32];

    (void)state;
    assert_int_equal(look(), HD_OK);
    for (int i = 0; i < MANY; i++) {
        snprintf(name, sizeof name, "%d.csv", i);
        put_file(name, i % 10 ? "good" : "bad", 61000);
        if (chown(path_of(name), 65534, 65534))
            skip();
    }
    clock_gettime(CLOCK_MONOTONIC, &began);
    look_without_leases();
    if (count_in(".") == 0)
        print_message("the queue was longer than %d\n", MANY);
    look_without_leases();
    clock_gettime(CLOCK_MONOTONIC, &ended);
    assert_int_equal(count_in("."), 0);
    assert_int_equal(taken_count, MANY);
    assert_int_equal(count_in("done"), MANY - MANY / 10);
    assert_int_equal(count_in("rejected"), 3 * MANY / 10);
    print_message("%d files: %ld s\n", MANY, (long)(ended.tv_sec - began.tv_sec));
    assert_true(ended.tv_sec - began.tv_sec < 120);
}

static bool always(void *ctx)
{
    (void)ctx;
    return true;
}

static void a_wish_to_end_is_heard_between_files(void **state)
{
    HD_PROBLEMS_AUTO struct hd_problems problems = { 0 };

    (void)state;
    put_file("a.csv", "good", 5000);
    assert_int_equal(visit((struct collector_request){ .cancelled = always }, &problems), HD_OK);
    assert_int_equal(taken_count, 0);
    assert_true(exists("a.csv"));
}

static void without_a_folder_it_is_refused(void **state)
{
    HD_PROBLEMS_AUTO struct hd_problems problems = { 0 };
    const struct folder_options none = { .folder = NULL };
    struct hd_error err;
    void *self = NULL;

    (void)state;
    assert_int_equal(collector_folder.open(&none, &site, &self, &problems, &err), HD_BAD_INPUT);
    assert_int_equal(problems.errors, 1);
    assert_null(self);
    assert_true(collector_folder.keys[0].local_only);
    assert_string_equal(collector_folder.place(&none), "");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(what_is_taken_goes_to_done),
        TEST(what_is_refused_goes_to_rejected_with_its_reason),
        TEST(what_is_for_later_stays),
        TEST(a_dry_run_moves_and_makes_nothing),
        TEST(names_that_are_taken_get_a_number),
        TEST(hidden_unfinished_and_backup_files_are_left_alone),
        TEST(names_that_fit_no_pattern_are_left_alone),
        TEST(what_is_no_plain_file_is_told_of_once_and_never_opened),
        TEST(a_hard_link_is_taken_and_its_other_name_is_left),
        TEST(nothing_outside_is_touched_through_a_planted_link),
        TEST(a_link_planted_for_a_reason_is_not_followed),
        TEST(odd_names_end_like_others),
        TEST(an_empty_file_is_handed_over_as_it_is),
        TEST(two_gigabytes_are_refused_unread),
        TEST(as_much_as_is_allowed_is_read),
        TEST(what_may_not_be_read_is_refused),
        TEST(a_file_that_cannot_be_moved_is_said),
        TEST(a_missing_folder_is_said_by_name),
        TEST(the_same_file_has_the_same_key_and_others_have_others),
        TEST(a_kill_between_commit_and_move_hands_over_the_same_key),
        TEST(a_file_replaced_before_it_is_opened_waits),
        TEST(a_file_that_takes_the_place_of_a_taken_one_is_taken_too),
        TEST(a_file_taken_back_after_it_was_read_is_no_trouble),
        TEST(a_file_replaced_all_the_time_is_never_read_in_part),
        TEST(a_warm_file_waits),
        TEST(the_time_to_rest_is_an_option),
        TEST(a_file_that_somebody_writes_is_left_however_long_the_pause),
        TEST(a_large_file_that_somebody_writes_is_not_refused_yet),
        TEST(without_a_lease_a_file_is_taken_that_was_noticed),
        TEST(a_notice_is_remembered_until_the_file_has_rested),
        TEST(a_notice_is_void_when_the_file_changed_afterwards),
        TEST(without_lease_and_notice_a_file_is_taken_that_stays_the_same_for_a_minute),
        TEST(a_single_look_waits_for_its_second_glance),
        TEST(news_are_noticed),
        TEST(another_folder_of_the_same_name_is_watched),
        TEST(more_files_than_notices_all_end_in_done),
        TEST(a_wish_to_end_is_heard_between_files),
        cmocka_unit_test(without_a_folder_it_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
