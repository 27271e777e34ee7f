#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/buf.h"
#include "common/file.h"
#include "common/problem.h"
#include "daemon/settings.h"

#define EXAMPLE SOURCE_DIR "/etc/hedef.conf"

static char dir[64];
static char conf_path[96];

static int setup(void **state)
{
    (void)state;
    snprintf(dir, sizeof dir, "/tmp/hedef-settings-XXXXXX");
    assert_non_null(mkdtemp(dir));
    snprintf(conf_path, sizeof conf_path, "%s/hedef.conf", dir);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    unlink(conf_path);
    return rmdir(dir);
}

static enum hd_rc load(const char *text, struct settings **settings_out,
                       struct hd_problems *problems)
{
    struct hd_error err;

    assert_int_equal(hd_file_replace(conf_path, text, strlen(text), 0600, &err), HD_OK);
    return settings_load(conf_path, settings_out, problems, &err);
}

static struct settings *load_good(const char *text)
{
    struct hd_problems problems = { 0 };
    struct settings *settings = NULL;

    assert_int_equal(load(text, &settings, &problems), HD_OK);
    assert_int_equal(problems.count, 0);
    hd_problems_clear(&problems);
    return settings;
}

static void an_empty_file_gives_the_defaults(void **state)
{
    struct settings *settings = load_good("");
    char expected[128];

    (void)state;
    assert_string_equal(settings->listen, "127.0.0.1:8080");
    assert_string_equal(settings->zone, "UTC");
    assert_string_equal(settings->default_lang, "en");
    assert_string_equal(settings->default_area, "");
    assert_string_equal(settings->digest_at, "08:00");
    assert_string_equal(settings->hosts, "");
    assert_string_equal(settings->base_url, "http://127.0.0.1:8080");
    assert_true(settings->public_read);
    assert_int_equal(settings->max_body_bytes, 10 * 1024 * 1024);
    assert_int_equal(settings->workers, 4);
    assert_int_equal(settings->raise_after, 1);
    assert_int_equal(settings->clear_after, 1);
    assert_int_equal(settings->smtp_tls, SMTP_TLS_REQUIRED);
    assert_null(settings->smtp_host);
    assert_null(settings->drop_dir);
    assert_null(settings->owed_from);
    assert_string_equal(settings->conf_path, conf_path);
    snprintf(expected, sizeof expected, "%s/", dir);
    assert_int_equal(strncmp(settings->database, expected, strlen(expected)), 0);
    assert_string_equal(strrchr(settings->database, '/'), "/hedef.db");
    assert_string_equal(strrchr(settings->socket, '/'), "/hedef.sock");
    settings_free(&settings);
    assert_null(settings);
}

static void database_and_socket_follow_data_dir(void **state)
{
    struct settings *settings = load_good("[store]\ndata_dir = /srv/hedef\n");

    (void)state;
    assert_string_equal(settings->database, "/srv/hedef/hedef.db");
    assert_string_equal(settings->socket, "/srv/hedef/hedef.sock");
    settings_free(&settings);
    settings = load_good("[store]\ndata_dir = /srv/hedef\ndatabase = /srv/other.db\n");
    assert_string_equal(settings->database, "/srv/other.db");
    settings_free(&settings);
}

static void data_do_not_live_in_etc(void **state)
{
    struct settings *settings = load_good("[store]\ndata_dir = /etc/hedef\n");

    (void)state;
    assert_string_equal(settings->data_dir, "/var/lib/hedef");
    assert_string_equal(settings->database, "/var/lib/hedef/hedef.db");
    settings_free(&settings);
}

#define TEN  "0123456789"
#define LONG TEN TEN TEN TEN TEN TEN TEN TEN TEN TEN TEN

static void a_refused_value_is_named_with_its_line(void **state)
{
    static const struct {
        const char *text, *value;
        long line;
    } rows[] = {
        { "[server]\n\nlisten = nowhere\n", "nowhere", 3 },
        { "[site]\nzone = Asia/Nowhere\n", "Asia/Nowhere", 2 },
        { "[site]\n# a\n# b\ndefault_lang = xx\n", "xx", 4 },
        { "[digest]\nat = 8\n", "8", 2 },
        { "[store]\ndata_dir = /" LONG "\n", NULL, 0 }, /* the socket follows from it */
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct hd_problems problems = { 0 };
        struct settings *settings = NULL;

        assert_int_equal(load(rows[i].text, &settings, &problems), HD_BAD_INPUT);
        assert_int_equal(problems.count, 1);
        assert_int_equal(problems.items[0].line, rows[i].line);
        assert_string_equal(problems.items[0].file, conf_path);
        if (rows[i].value)
            assert_string_equal(problems.items[0].value, rows[i].value);
        hd_problems_clear(&problems);
    }
}

static void addresses_of_both_kinds_and_none_are_taken(void **state)
{
    static const char *const good[] = { "\"\"", "127.0.0.1:8080", "0.0.0.0:0", "[::1]:65535",
                                        "[::]:80" };

    (void)state;
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        struct settings *settings;
        char text[64];

        snprintf(text, sizeof text, "[server]\nlisten = %s\n", good[i]);
        settings = load_good(text);
        settings_free(&settings);
    }
}

static size_t checked(const char *text)
{
    struct hd_problems problems = { 0 };
    struct settings *settings = load_good(text);
    size_t errors;

    settings_check(settings, &problems);
    errors = problems.errors;
    hd_problems_clear(&problems);
    settings_free(&settings);
    return errors;
}

static void what_the_machine_lacks_is_told_before_a_start(void **state)
{
    struct hd_error err;
    char file[96];

    (void)state;
    snprintf(file, sizeof file, "%s/a-file", dir);
    assert_int_equal(hd_file_replace(file, "x", 1, 0600, &err), HD_OK);
    assert_int_equal(checked(""), 0);
    assert_int_equal(checked("[store]\ndata_dir = to/be/made\n"), 0);
    assert_int_equal(checked("[store]\ndata_dir = a-file\n"), 1);
    assert_int_equal(checked("[store]\ndata_dir = a-file/below\n"), 1);
    assert_int_equal(checked("[mail]\nsmtp_password_file = a-file\n"), 0);
    assert_int_equal(checked("[mail]\nsmtp_password_file = no-file\n"), 1);
    unlink(file);
}

static void the_directory_may_be_named_instead_of_the_file(void **state)
{
    struct hd_problems problems = { 0 };
    struct settings *settings = load_good("[site]\ntitle = Named\n");
    struct hd_error err;

    (void)state;
    settings_free(&settings);
    assert_int_equal(settings_load(dir, &settings, &problems, &err), HD_OK);
    assert_string_equal(settings->title, "Named");
    assert_string_equal(settings->conf_path, conf_path);
    settings_free(&settings);
    hd_problems_clear(&problems);
}

static void a_wrong_value_is_refused(void **state)
{
    static const char *const texts[] = {
        "[digest]\nat = 8\n",
        "[digest]\nat = 24:00\n",
        "[digest]\nat = 12:60\n",
        "[digest]\nat = 1:000\n",
        "[digest]\nat = ab:cd\n",
        "[server]\nlisten = 8080\n",
        "[server]\nlisten = localhost:8080\n",
        "[server]\nlisten = 127.0.0.1:65536\n",
        "[server]\nlisten = 127.0.0.1:\n",
        "[server]\nlisten = 127.0.0.256:80\n",
        "[server]\nlisten = ::1:80\n",
        "[server]\nlisten = [127.0.0.1]:80\n",
        "[server]\nsocket = /" LONG "\n",
        "[store]\ndata_dir = /" LONG "\n",
        "[site]\nzone = Asia/Nowhere\n",
        "[site]\nzone = ../../etc/passwd\n",
        "[site]\ndefault_lang = xx\n",
        "[server]\nworkers = 1\n",
        "[server]\nworkers = many\n",
        "[server]\nlissen = x\n",
        "[mail]\nsmtp_tls = maybe\n",
        "[server]\npublic_read = perhaps\n",
        "[deadlines]\nowed_from = soon\n",
    };

    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct hd_problems problems = { 0 };
        struct settings *settings = NULL;

        if (load(texts[i], &settings, &problems) != HD_BAD_INPUT || problems.errors != 1)
            fail_msg("accepted, or not told once: %s", texts[i]);
        assert_null(settings);
        hd_problems_clear(&problems);
    }
}

static void the_environment_names_the_file(void **state)
{
    struct hd_problems problems = { 0 };
    struct settings *settings = NULL;
    struct hd_error err;

    (void)state;
    settings = load_good("[site]\ntitle = Named\n");
    settings_free(&settings);
    assert_int_equal(setenv("HEDEF_CONFIG", conf_path, 1), 0);
    assert_int_equal(settings_load(NULL, &settings, &problems, &err), HD_OK);
    assert_string_equal(settings->title, "Named");
    settings_free(&settings);
    unsetenv("HEDEF_CONFIG");
    hd_problems_clear(&problems);
}

static void without_a_file_it_says_where_it_looked(void **state)
{
    struct hd_problems problems = { 0 };
    struct settings *settings = NULL;
    struct hd_error err;
    char before[4096];

    (void)state;
    if (!access("/etc/hedef/hedef.conf", F_OK))
        skip();
    unsetenv("HEDEF_CONFIG");
    assert_non_null(getcwd(before, sizeof before));
    assert_int_equal(chdir(dir), 0);
    unlink(conf_path);
    assert_int_equal(settings_load(NULL, &settings, &problems, &err), HD_NOT_FOUND);
    assert_non_null(strstr(err.text, "hedef init"));
    assert_non_null(strstr(err.text, "/etc/hedef/hedef.conf"));
    assert_int_equal(chdir(before), 0);
}

static void restart_is_needed_for_sockets_and_files(void **state)
{
    struct settings *old = load_good(""), *new = load_good("[server]\nlisten = [::1]:80\n"
                                                           "[site]\ntitle = x\n");
    struct hd_buf names HD_BUF_AUTO = { 0 };

    (void)state;
    hd_buf_init(&names, 1000);
    hd_conf_restart_diff(settings_keys, old, new, &names);
    assert_non_null(strstr(names.data, "listen"));
    assert_null(strstr(names.data, "title"));
    settings_free(&old);
    settings_free(&new);
}

/* etc/hedef.conf is made from the rows.  After a change of them run this test once with
 * HEDEF_UPDATE=1. */
static void the_shipped_example_is_what_the_rows_say(void **state)
{
    struct hd_buf made HD_BUF_AUTO = { 0 };
    struct hd_error err;
    char *shipped = NULL;
    size_t len;

    (void)state;
    hd_buf_init(&made, 1 << 20);
    hd_conf_example(settings_keys, &made);
    if (getenv("HEDEF_UPDATE"))
        assert_int_equal(hd_file_replace(EXAMPLE, made.data, made.len, 0644, &err), HD_OK);
    assert_int_equal(hd_file_read(EXAMPLE, 1 << 20, &shipped, &len, &err), HD_OK);
    assert_string_equal(made.data, shipped);
    free(shipped);
}

static void the_shipped_example_changes_nothing(void **state)
{
    struct hd_problems problems = { 0 };
    struct settings *settings = NULL;
    struct hd_error err;

    (void)state;
    assert_int_equal(settings_load(EXAMPLE, &settings, &problems, &err), HD_OK);
    assert_string_equal(settings->listen, "127.0.0.1:8080");
    settings_free(&settings);
    hd_problems_clear(&problems);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(an_empty_file_gives_the_defaults, setup, teardown),
        cmocka_unit_test_setup_teardown(database_and_socket_follow_data_dir, setup, teardown),
        cmocka_unit_test_setup_teardown(data_do_not_live_in_etc, setup, teardown),
        cmocka_unit_test_setup_teardown(a_wrong_value_is_refused, setup, teardown),
        cmocka_unit_test_setup_teardown(a_refused_value_is_named_with_its_line, setup, teardown),
        cmocka_unit_test_setup_teardown(addresses_of_both_kinds_and_none_are_taken, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(what_the_machine_lacks_is_told_before_a_start, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(the_directory_may_be_named_instead_of_the_file, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(the_environment_names_the_file, setup, teardown),
        cmocka_unit_test_setup_teardown(without_a_file_it_says_where_it_looked, setup, teardown),
        cmocka_unit_test_setup_teardown(restart_is_needed_for_sockets_and_files, setup, teardown),
        cmocka_unit_test(the_shipped_example_is_what_the_rows_say),
        cmocka_unit_test(the_shipped_example_changes_nothing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
