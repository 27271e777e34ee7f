#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <sys/stat.h>

#include "common/log.h"
#include "daemon/folder.h"
#include "tests/unit/daemon/site.h"

#define CONF                                                                                       \
    "[site]\nzone = Asia/Baku\ndefault_area = AZ\n[folder]\ndrop_dir = drop\n[server]\n"           \
    "max_body_bytes = 4KiB\n"
#define HEAD "indicator,period,value\n"
#define GOOD HEAD "cashless-share,2026-Q1,47.5\n"

static struct site site;
static char drop[128];
static struct folder *folder; /* as the daemon has one: it remembers */
static int warnings_of_ignored;

static void keep_quiet(void *ctx, enum hd_log_level level, const char *line)
{
    (void)ctx;
    warnings_of_ignored += level == HD_LOG_WARNING && strstr(line, "outcome=ignored");
}

static int setup(void **state)
{
    (void)state;
    hd_log_set_sink(keep_quiet, NULL);
    site_open(&site, CONF);
    snprintf(drop, sizeof drop, "%s/drop", site.dir);
    assert_int_equal(mkdir(drop, 0700), 0);
    folder = folder_create(site.service);
    warnings_of_ignored = 0;
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
    nftw(drop, remove_one, 8, FTW_DEPTH | FTW_PHYS);
    folder_destroy(&folder);
    site_close(&site);
    hd_log_set_sink(NULL, NULL);
    return 0;
}

static const char *path_of(const char *name)
{
    static char path[300];

    snprintf(path, sizeof path, "%s/%s", drop, name);
    return path;
}

static void move(const char *from, const char *to)
{
    char old_path[300];

    snprintf(old_path, sizeof old_path, "%s", path_of(from));
    assert_int_equal(rename(old_path, path_of(to)), 0);
}

static bool exists(const char *name)
{
    struct stat about;

    return lstat(path_of(name), &about) == 0;
}

static void rest(int fd, int64_t age_ms)
{
    int64_t at = site_now_ms - age_ms;
    const struct timespec times[2] = { { .tv_sec = at / 1000, .tv_nsec = at % 1000 * 1000000 },
                                       { .tv_sec = at / 1000, .tv_nsec = at % 1000 * 1000000 } };

    assert_int_equal(futimens(fd, times), 0);
}

static int begin_writing(const char *name, const char *text)
{
    int fd = open(path_of(name), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

    assert_true(fd >= 0);
    assert_int_equal(write(fd, text, strlen(text)), strlen(text));
    return fd;
}

/* Written so many milliseconds before now. */
static void put(const char *name, const char *text, int64_t age_ms)
{
    int fd = begin_writing(name, text);

    rest(fd, age_ms);
    close(fd);
}

static void scan(void)
{
    struct hd_error err;

    if (intake_folder_scan(site.service, &err))
        fail_msg("%s", err.text);
}

static void scan_again(void)
{
    struct hd_error err;

    if (folder_scan(folder, &err))
        fail_msg("%s", err.text);
}

static size_t vintages(const char *indicator)
{
    HD_ARENA_AUTO struct hd_arena arena = { 0 };
    struct vintage_row *rows;
    struct reader *reader;
    struct hd_error err;
    size_t count;

    assert_int_equal(service_reader_take(site.service, &reader, &err), HD_OK);
    assert_int_equal(history_load(reader, indicator, INT64_MAX, &arena, &rows, &count, &err),
                     HD_OK);
    service_reader_give_back(site.service, &reader);
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

static void a_good_file_goes_to_done(void **state)
{
    (void)state;
    put("a.csv", GOOD, 5000);
    scan();
    assert_false(exists("a.csv"));
    assert_true(exists("done/a.csv"));
    assert_int_equal(vintages("cashless-share"), 1);
}

static size_t metric_of_ignored(void)
{
    HD_BUF_AUTO struct hd_buf text = { 0 };
    const char *at;

    hd_buf_init(&text, 1 << 16);
    service_counters(site.service, &text);
    at = strstr(text.data, "hedef_folder_files_total{outcome=\"ignored\"} ");
    return at ? (size_t)strtoul(strchr(at, '}') + 1, NULL, 10) : 0;
}

static void what_is_no_plain_file_is_warned_of_once(void **state)
{
    (void)state;
    assert_int_equal(symlink("nowhere", path_of("link.csv")), 0);
    assert_int_equal(mkfifo(path_of("pipe.csv"), 0600), 0);
    assert_int_equal(mkdir(path_of("folder.csv"), 0700), 0);
    scan_again();
    assert_int_equal(warnings_of_ignored, 3);
    assert_int_equal(mkdir(path_of("folder.csv/inner"), 0700), 0); /* changes the folder's time */
    scan_again();
    assert_int_equal(warnings_of_ignored, 3);
    assert_int_equal(metric_of_ignored(), 3);
    /* gone, and there again: another one */
    assert_int_equal(unlink(path_of("link.csv")), 0);
    scan_again();
    assert_int_equal(symlink("nowhere", path_of("link.csv")), 0);
    scan_again();
    assert_int_equal(warnings_of_ignored, 4);
}

static void a_bad_file_goes_to_rejected_with_reasons_and_a_file_to_put_right(void **state)
{
    char reason[2000];

    (void)state;
    put("b.csv", HEAD "cashless-share,2026-Q1,101\ncashless-share,2026-1,5\n", 5000);
    scan();
    assert_true(exists("rejected/b.csv"));
    read_back("rejected/b.csv.reason.txt", reason, sizeof reason);
    assert_non_null(strstr(reason, "b.csv:2"));
    assert_non_null(strstr(reason, "b.csv:3"));
    read_back("rejected/b.csv.rejected.csv", reason, sizeof reason);
    assert_non_null(strstr(reason, "indicator,period,value,problem"));
    assert_int_equal(vintages("cashless-share"), 0);
}

static void a_warm_file_waits(void **state)
{
    (void)state;
    put("warm.csv", GOOD, 1990);
    scan();
    assert_true(exists("warm.csv"));
    site_now_ms += 5000;
    scan();
    assert_true(exists("done/warm.csv"));
}

static void hidden_unfinished_and_backup_files_are_left_alone(void **state)
{
    static const char *const names[] = { ".a.csv", "a.csv.part", "a.csv.tmp", "a.csv~" };

    (void)state;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        put(names[i], GOOD, 5000);
    scan();
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        assert_true(exists(names[i]));
    assert_int_equal(vintages("cashless-share"), 0);
}

static void links_and_pipes_are_never_opened(void **state)
{
    (void)state;
    put("outside", GOOD, 5000);
    move("outside", ".outside");
    assert_int_equal(symlink(".outside", path_of("link.csv")), 0);
    assert_int_equal(mkfifo(path_of("pipe.csv"), 0600), 0);
    scan();
    assert_true(exists("link.csv"));
    assert_true(exists("pipe.csv"));
    assert_int_equal(vintages("cashless-share"), 0);
}

static void a_file_over_the_bound_is_rejected_unread(void **state)
{
    char text[6000], reason[500];

    (void)state;
    memset(text, 'x', sizeof text);
    text[sizeof text - 1] = '\0';
    put("large.csv", text, 5000);
    scan();
    assert_true(exists("rejected/large.csv"));
    read_back("rejected/large.csv.reason.txt", reason, sizeof reason);
    assert_non_null(strstr(reason, "max_body_bytes"));
}

/* Killed between the commit and the move: the same file, name and time, still lies there. */
static void what_was_committed_before_a_kill_is_only_moved(void **state)
{
    (void)state;
    put("k.csv", GOOD, 5000);
    scan();
    site_publish(&site, "cashless-share", "2026-Q1", "50");
    move("done/k.csv", "k.csv");
    scan();
    assert_true(exists("done/k.csv"));
    assert_int_equal(vintages("cashless-share"), 2); /* 47.5, then 50: not 47.5 again */
}

static void a_name_that_is_taken_gets_a_number(void **state)
{
    (void)state;
    put("same.csv", GOOD, 5000);
    scan();
    put("same.csv", HEAD "cashless-share,2026-Q2,48\n", 5000);
    scan();
    assert_true(exists("done/same.csv"));
    assert_true(exists("done/same.csv.1"));
    assert_int_equal(vintages("cashless-share"), 2);
}

static void a_missing_folder_is_an_error_that_names_it(void **state)
{
    struct hd_error err;

    (void)state;
    assert_int_equal(rmdir(drop), 0);
    assert_int_equal(intake_folder_scan(site.service, &err), HD_SYSTEM);
    assert_non_null(strstr(err.text, "drop"));
    assert_int_equal(mkdir(drop, 0700), 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_good_file_goes_to_done),
        TEST(a_bad_file_goes_to_rejected_with_reasons_and_a_file_to_put_right),
        TEST(a_warm_file_waits),
        TEST(what_is_no_plain_file_is_warned_of_once),
        TEST(hidden_unfinished_and_backup_files_are_left_alone),
        TEST(links_and_pipes_are_never_opened),
        TEST(a_file_over_the_bound_is_rejected_unread),
        TEST(what_was_committed_before_a_kill_is_only_moved),
        TEST(a_name_that_is_taken_gets_a_number),
        TEST(a_missing_folder_is_an_error_that_names_it),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
