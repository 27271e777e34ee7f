#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "common/buf.h"
#include "common/conf.h"
#include "common/file.h"
#include "common/lang.h"

struct house {
    char *title;
    struct hd_conf_group rooms;
};

static const struct hd_conf_key house_keys[] = {
    { .section = "house",
      .name = "title",
      .type = HD_CONF_TEXT,
      .offset = offsetof(struct house, title),
      .fallback = "none" },
    { .section = "room",
      .name = "*",
      .type = HD_CONF_GROUP,
      .offset = offsetof(struct house, rooms),
      .help = "A room." },
    { .name = NULL },
};

static enum hd_rc load(const char *text, struct house *house, struct hd_problems *problems)
{
    struct hd_error err;

    *house = (struct house){ 0 };
    return hd_conf_load_text("house.conf", text, strlen(text), "/home", house_keys, house, problems,
                             &err);
}

static const char *value_of(const struct hd_conf_section *section, const char *name)
{
    for (size_t i = 0; i < section->count; i++)
        if (strcmp(section->items[i].name, name) == 0)
            return section->items[i].value;
    return NULL;
}

static void named_sections_are_kept_as_they_stand(void **state)
{
    HD_PROBLEMS_AUTO struct hd_problems problems = { 0 };
    struct house house;

    (void)state;
    assert_int_equal(load("[room north]\nwalls = 4\ncodes.x = \"a # b\" # why\n"
                          "[house]\ntitle = mine\n[room  south wing ]\nwalls = 5\n",
                          &house, &problems),
                     HD_OK);
    assert_int_equal(house.rooms.count, 2);
    assert_string_equal(house.rooms.items[0].name, "north");
    assert_string_equal(house.rooms.items[0].dir, "/home");
    assert_int_equal(house.rooms.items[0].line, 1);
    assert_string_equal(value_of(&house.rooms.items[0], "codes.x"), "a # b");
    assert_int_equal(house.rooms.items[0].items[1].line, 3);
    assert_string_equal(house.rooms.items[1].name, "south wing");
    assert_string_equal(house.title, "mine");
    hd_conf_clear(house_keys, &house);
    assert_int_equal(house.rooms.count, 0);
}

static void a_section_without_a_name_and_others_are_refused(void **state)
{
    HD_PROBLEMS_AUTO struct hd_problems problems = { 0 };
    struct house house;

    (void)state;
    assert_int_equal(load("[room]\nwalls = 4\n[rooms x]\n[roo y]\n", &house, &problems),
                     HD_BAD_INPUT);
    assert_int_equal(problems.count, 3);
    assert_string_equal(problems.items[0].code, "conf_section_unnamed");
    assert_string_equal(problems.items[1].code, "conf_section_unknown");
    assert_int_equal(problems.items[1].line, 3);
}

static void files_of_both_directories_are_read(void **state)
{
    HD_PROBLEMS_AUTO struct hd_problems problems = { 0 };
    char dir[] = "/tmp/hedef-conf-XXXXXX", path[128];
    static const char *const files[] = { "x.conf", "conf.d/a.conf", "collectors.d/b.conf" };
    struct house house = { 0 };
    struct hd_error err;

    (void)state;
    assert_non_null(mkdtemp(dir));
    for (size_t i = 0; i < 3; i++) {
        char text[64];

        snprintf(path, sizeof path, "%s/%s", dir, files[i]);
        *strrchr(path, '/') = '\0';
        (void)mkdir(path, 0700);
        snprintf(path, sizeof path, "%s/%s", dir, files[i]);
        snprintf(text, sizeof text, "[room r%zu]\nwalls = %zu\n", i, i);
        assert_int_equal(hd_file_replace(path, text, strlen(text), 0600, &err), HD_OK);
    }
    snprintf(path, sizeof path, "%s/x.conf", dir);
    assert_int_equal(hd_conf_load(path, house_keys, &house, &problems, &err), HD_OK);
    assert_int_equal(house.rooms.count, 3);
    assert_string_equal(house.rooms.items[2].name, "r2");
    assert_string_equal(house.rooms.items[2].dir, dir);
    hd_conf_clear(house_keys, &house);
    snprintf(path, sizeof path, "rm -r %s", dir);
    assert_int_equal(system(path), 0);
}

/* ---- what they mean ---- */

struct room {
    int64_t walls;
    char *lamp;
    bool dark;
};

static const struct hd_conf_key room_keys[] = {
    { .name = "walls",
      .type = HD_CONF_INT,
      .offset = offsetof(struct room, walls),
      .min = 1,
      .max = 9 },
    { .name = "lamp",
      .type = HD_CONF_PATH,
      .offset = offsetof(struct room, lamp),
      .local_only = true },
    { .name = "dark",
      .type = HD_CONF_BOOL,
      .offset = offsetof(struct room, dark),
      .fallback = "no" },
    { .name = NULL },
};

static bool is_code(const char *name)
{
    return strncmp(name, "codes.", 6) == 0;
}

static enum hd_rc fill(const char *text, bool remote, struct room *room, struct hd_buf *told)
{
    static const char *const others[] = { "codes.area", NULL };
    HD_PROBLEMS_AUTO struct hd_problems problems = { 0 };
    struct house house;
    struct hd_error err;
    struct hd_conf_filling fillings[] = { { room_keys, room }, { NULL, NULL } };
    enum hd_rc rc;

    *room = (struct room){ 0 };
    assert_int_equal(load(text, &house, &problems), HD_OK);
    rc = hd_conf_section_fill(&house.rooms.items[0], remote, fillings, is_code, others, &problems,
                              &err);
    for (size_t i = 0; i < problems.count; i++) {
        hd_problem_line(&problems.items[i], hd_lang_default(), told);
        hd_buf_putc(told, '\n');
    }
    hd_conf_clear(house_keys, &house);
    return rc;
}

static void a_table_fills_what_it_knows_and_leaves_the_others(void **state)
{
    HD_BUF_AUTO struct hd_buf told = { 0 };
    struct room room;

    (void)state;
    hd_buf_init(&told, 4096);
    assert_int_equal(
        fill("[room a]\nwalls = 4\nlamp = on/it\ncodes.area = A=B\n", false, &room, &told), HD_OK);
    assert_int_equal(room.walls, 4);
    assert_string_equal(room.lamp, "/home/on/it");
    assert_false(room.dark);
    hd_conf_clear(room_keys, &room);
}

static const struct {
    const char *text, *part;
    bool remote;
} bad[] = {
    { "[room a]\nwals = 4\n", "Did you mean walls", false },
    { "[room a]\nwalls = 4\ncode.area = x\n", "Did you mean codes.area", false },
    { "[room a]\nwalls = 4\nxyz = x\n", "house.conf:3", false },
    { "[room a]\nwalls = 12\n", "1..9", false },
    { "[room a]\nwalls = 4\nwalls = 5\n", "line 2 already", false },
    { "[room a]\ndark = no\n", "walls of the source a is needed", false },
    { "[room a]\nwalls = 4\nlamp = x\n", "can only be set in a file", true },
};

static void what_cannot_be_meant_says_where_and_why(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        HD_BUF_AUTO struct hd_buf told = { 0 };
        struct room room;

        hd_buf_init(&told, 4096);
        if (fill(bad[i].text, bad[i].remote, &room, &told) != HD_BAD_INPUT)
            fail_msg("%s: was taken", bad[i].text);
        if (!strstr(told.data, bad[i].part))
            fail_msg("%s: '%s' is not in '%s'", bad[i].text, bad[i].part, told.data);
        assert_null(room.lamp);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(named_sections_are_kept_as_they_stand),
        cmocka_unit_test(a_section_without_a_name_and_others_are_refused),
        cmocka_unit_test(files_of_both_directories_are_read),
        cmocka_unit_test(a_table_fills_what_it_knows_and_leaves_the_others),
        cmocka_unit_test(what_cannot_be_meant_says_where_and_why),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
