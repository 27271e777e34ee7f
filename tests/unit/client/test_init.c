#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "client/place.h"
#include "client/seed.h"
#include "common/file.h"
#include "daemon/service.h"

#define CATALOG SOURCE_DIR "/etc/catalog"

static char root[64], dir[96];

static int setup(void **state)
{
    (void)state;
    snprintf(root, sizeof root, "/tmp/hedef-init-XXXXXX");
    assert_non_null(mkdtemp(root));
    snprintf(dir, sizeof dir, "%s/a/b", root);
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
    return nftw(root, remove_one, 8, FTW_DEPTH | FTW_PHYS);
}

static bool there(const char *name)
{
    struct stat about;
    char path[300];

    snprintf(path, sizeof path, "%s/%s", dir, name);
    return stat(path, &about) == 0;
}

static void touch(const char *path)
{
    struct hd_error err;

    assert_int_equal(hd_file_replace(path, "", 0, 0600, &err), HD_OK);
}

static void the_directory_holds_all_that_is_needed(void **state)
{
    struct hd_problems problems = { 0 };
    struct settings *settings = NULL;
    struct place place = { 0 };
    struct hd_error err;

    (void)state;
    assert_int_equal(place_choose(dir, CATALOG, &place, &err), HD_OK);
    assert_false(there("hedef.conf"));
    assert_int_equal(place_make(&place, &err), HD_OK);
    assert_true(there("catalog/indicators.yaml"));
    assert_true(there("catalog/sample/observations.csv"));
    assert_true(there("drop/rejected"));
    assert_int_equal(settings_load(place.conf, &settings, &problems, &err), HD_OK);
    assert_string_equal(settings->zone, "Asia/Baku"); /* what the catalogue's site.conf says */
    assert_string_equal(settings->default_area, "AZ");
    assert_non_null(strstr(settings->drop_dir, "a/b/drop"));
    assert_non_null(strstr(settings->database, "a/b/hedef.db"));
    settings_free(&settings);
    place_clear(&place);
}

static void what_was_begun_is_taken_away_and_nothing_else(void **state)
{
    struct place place = { 0 };
    struct hd_error err;
    char other[128];
    struct stat about;

    (void)state;
    snprintf(other, sizeof other, "%s/other", root);
    touch(other);
    assert_int_equal(place_choose(dir, CATALOG, &place, &err), HD_OK);
    assert_int_equal(place_make(&place, &err), HD_OK);
    place_undo(&place);
    place_clear(&place);
    assert_int_equal(stat(other, &about), 0);
    snprintf(other, sizeof other, "%s/a", root);
    assert_int_not_equal(stat(other, &about), 0);
}

static void a_directory_with_a_database_is_refused_and_left_alone(void **state)
{
    struct place place = { 0 };
    struct hd_error err;
    char path[128];

    (void)state;
    assert_int_equal(hd_dir_make(dir, 0700, &err), HD_OK);
    snprintf(path, sizeof path, "%s/hedef.db", dir);
    touch(path);
    assert_int_equal(place_choose(dir, CATALOG, &place, &err), HD_CONFLICT);
    assert_non_null(strstr(err.text, dir));
    place_undo(&place);
    assert_true(there("hedef.db"));
    place_clear(&place);
}

static void a_configuration_that_is_there_is_kept(void **state)
{
    struct place place = { 0 };
    struct hd_error err;
    char path[128];
    struct stat about;

    (void)state;
    assert_int_equal(hd_dir_make(dir, 0700, &err), HD_OK);
    snprintf(path, sizeof path, "%s/hedef.conf", dir);
    touch(path);
    assert_int_equal(place_choose(dir, CATALOG, &place, &err), HD_OK);
    assert_int_equal(place_make(&place, &err), HD_OK);
    assert_int_equal(stat(path, &about), 0);
    assert_int_equal(about.st_size, 0);
    place_undo(&place);
    assert_int_equal(stat(path, &about), 0);
    place_clear(&place);
}

static void a_catalogue_that_is_not_there_is_named(void **state)
{
    struct place place = { 0 };
    struct hd_error err;

    (void)state;
    assert_int_equal(place_choose(dir, "/nowhere/catalog", &place, &err), HD_NOT_FOUND);
    assert_non_null(strstr(err.text, "/nowhere/catalog"));
    assert_non_null(strstr(err.text, "--catalog"));
    place_clear(&place);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(the_directory_holds_all_that_is_needed),
        TEST(what_was_begun_is_taken_away_and_nothing_else),
        TEST(a_directory_with_a_database_is_refused_and_left_alone),
        TEST(a_configuration_that_is_there_is_kept),
        TEST(a_catalogue_that_is_not_there_is_named),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
