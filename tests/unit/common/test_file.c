#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <dirent.h>

#include <cmocka.h>

#include "common/file.h"
#include "common/memory.h"

struct place {
    char folder[64];
    char path[128];
};

static int make_place(void **state)
{
    struct place *place = hd_alloc(sizeof *place);

    snprintf(place->folder, sizeof place->folder, "/tmp/hedef-test-XXXXXX");
    if (!mkdtemp(place->folder))
        return -1;
    snprintf(place->path, sizeof place->path, "%s/file", place->folder);
    *state = place;
    return 0;
}

static int remove_place(void **state)
{
    struct place *place = *state;
    char command[96];
    int status;

    snprintf(command, sizeof command, "rm -rf '%s'", place->folder);
    status = system(command);
    free(place);
    return status;
}

static void must_replace(const char *path, const char *text, mode_t mode)
{
    struct hd_error err = { 0 };

    if (hd_file_replace(path, text, strlen(text), mode, &err))
        fail_msg("%s", err.text);
}

static void what_was_written_is_read(void **state)
{
    struct place *place = *state;
    struct hd_error err = { 0 };
    HD_FREE_AUTO char *data = NULL;
    size_t len;

    assert_int_equal(hd_file_replace(place->path, "a\0b", 3, 0640, &err), HD_OK);
    assert_int_equal(hd_file_read(place->path, 3, &data, &len, &err), HD_OK);
    assert_int_equal(len, 3);
    assert_memory_equal(data, "a\0b", 4);
}

static void an_empty_file_is_an_empty_text(void **state)
{
    struct place *place = *state;
    struct hd_error err = { 0 };
    HD_FREE_AUTO char *data = NULL;
    size_t len = 9;

    must_replace(place->path, "", 0600);
    assert_int_equal(hd_file_read(place->path, 0, &data, &len, &err), HD_OK);
    assert_int_equal(len, 0);
    assert_string_equal(data, "");
}

static void a_large_file_is_read_whole(void **state)
{
    struct place *place = *state;
    struct hd_error err = { 0 };
    size_t size = 300001, len = 0;
    HD_FREE_AUTO char *out = hd_alloc(size), *data = NULL;

    for (size_t i = 0; i < size; i++)
        out[i] = (char)('a' + i % 23);
    assert_int_equal(hd_file_replace(place->path, out, size, 0600, &err), HD_OK);
    assert_int_equal(hd_file_read(place->path, size, &data, &len, &err), HD_OK);
    assert_int_equal(len, size);
    assert_memory_equal(data, out, size);
}

static void a_file_over_the_bound_is_refused(void **state)
{
    struct place *place = *state;
    struct hd_error err = { 0 };
    char *data = NULL;
    size_t len;

    must_replace(place->path, "1234", 0600);
    assert_int_equal(hd_file_read(place->path, 3, &data, &len, &err), HD_LIMIT);
    assert_null(data);
}

static void a_stream_over_the_bound_is_refused(void **state)
{
    struct hd_error err = { 0 };
    char *data = NULL;
    size_t len;

    (void)state;
    /* its size is not known before it is read, and it never ends */
    assert_int_equal(hd_file_read("/dev/zero", 100000, &data, &len, &err), HD_LIMIT);
    assert_null(data);
}

static void a_missing_file_is_told_from_a_failure(void **state)
{
    struct place *place = *state;
    struct hd_error err = { 0 };
    char *data = NULL, below[160];
    size_t len;

    assert_int_equal(hd_file_read(place->path, 10, &data, &len, &err), HD_NOT_FOUND);
    must_replace(place->path, "x", 0600);
    snprintf(below, sizeof below, "%s/below", place->path);
    assert_int_equal(hd_file_read(below, 10, &data, &len, &err), HD_NOT_FOUND);
    assert_int_equal(hd_file_read(place->folder, 10, &data, &len, &err), HD_BAD_INPUT);
    assert_null(data);
}

static size_t files_in(const char *folder)
{
    DIR *dir = opendir(folder);
    size_t count = 0;

    for (struct dirent *entry; dir && (entry = readdir(dir));)
        count += entry->d_name[0] != '.';
    closedir(dir);
    return count;
}

static void replacing_leaves_one_file_with_its_mode(void **state)
{
    struct place *place = *state;
    struct stat info;
    mode_t old = umask(077);

    must_replace(place->path, "first", 0600);
    must_replace(place->path, "second", 0644);
    umask(old);
    assert_int_equal(stat(place->path, &info), 0);
    assert_int_equal(info.st_mode & 0777, 0644);
    assert_int_equal(info.st_size, 6);
    assert_int_equal(files_in(place->folder), 1);
}

static void a_failed_replacement_leaves_nothing_behind(void **state)
{
    struct place *place = *state;
    struct hd_error err = { 0 };
    char inside[160];

    /* a folder with something in it cannot be replaced by a file */
    snprintf(inside, sizeof inside, "%s/deep", place->path);
    assert_int_equal(hd_dir_make(inside, 0700, &err), HD_OK);
    assert_int_equal(hd_file_replace(place->path, "x", 1, 0600, &err), HD_SYSTEM);
    assert_int_equal(files_in(place->folder), 1);
    assert_int_equal(files_in(place->path), 1);
}

static void folders_are_made_with_their_parents(void **state)
{
    struct place *place = *state;
    struct hd_error err = { 0 };
    struct stat info;
    char deep[160];

    snprintf(deep, sizeof deep, "%s/a//b/c/", place->folder);
    assert_int_equal(hd_dir_make(deep, 0750, &err), HD_OK);
    assert_int_equal(hd_dir_make(deep, 0750, &err), HD_OK);
    assert_int_equal(stat(deep, &info), 0);
    assert_true(S_ISDIR(info.st_mode));
}

static void a_file_in_the_way_of_a_folder_is_a_failure(void **state)
{
    struct place *place = *state;
    struct hd_error err = { 0 };
    char below[160];

    must_replace(place->path, "x", 0600);
    snprintf(below, sizeof below, "%s/below", place->path);
    assert_int_equal(hd_dir_make(place->path, 0700, &err), HD_SYSTEM);
    assert_int_equal(hd_dir_make(below, 0700, &err), HD_SYSTEM);
    assert_non_null(strstr(err.text, place->path));
}

#define PLACED(test) cmocka_unit_test_setup_teardown(test, make_place, remove_place)

int main(void)
{
    const struct CMUnitTest tests[] = {
        PLACED(what_was_written_is_read),
        PLACED(an_empty_file_is_an_empty_text),
        PLACED(a_large_file_is_read_whole),
        PLACED(a_file_over_the_bound_is_refused),
        cmocka_unit_test(a_stream_over_the_bound_is_refused),
        PLACED(a_missing_file_is_told_from_a_failure),
        PLACED(replacing_leaves_one_file_with_its_mode),
        PLACED(a_failed_replacement_leaves_nothing_behind),
        PLACED(folders_are_made_with_their_parents),
        PLACED(a_file_in_the_way_of_a_folder_is_a_failure),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
