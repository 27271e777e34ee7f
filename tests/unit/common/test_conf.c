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

#define COUNT(array) (sizeof(array) / sizeof *(array))

struct sample {
    bool on;
    int64_t count, wait_ms, size_bytes;
    char *title, *names, *dir, *secret, *nothing;
    int color;
};

static const struct hd_conf_choice colors[] = { { "red", 1 }, { "green", 2 }, { NULL, 0 } };

#define AT(field) .offset = offsetof(struct sample, field)

static const struct hd_conf_key keys[] = {
    { .section = "main",
      .name = "on",
      .type = HD_CONF_BOOL,
      AT(on),
      .fallback = "yes",
      .help = "Whether it is on." },
    { .section = "main",
      .name = "count",
      .type = HD_CONF_INT,
      AT(count),
      .fallback = "3",
      .min = 1,
      .max = 9,
      .needs_restart = true,
      .help = "How many." },
    { .section = "main",
      .name = "wait",
      .type = HD_CONF_DURATION,
      AT(wait_ms),
      .fallback = "90s",
      .min = 1000,
      .max = 604800000,
      .help = "How long." },
    { .section = "main",
      .name = "size",
      .type = HD_CONF_SIZE,
      AT(size_bytes),
      .fallback = "10MiB",
      .max = 1 << 30,
      .help = "How large." },
    { .section = "text",
      .name = "title",
      .type = HD_CONF_TEXT,
      AT(title),
      .fallback = "a \"b\"",
      .needs_restart = true,
      .help = "A title that is long enough to make the example file wrap its comment into a "
              "second line, as long sentences do." },
    { .section = "text",
      .name = "names",
      .type = HD_CONF_LIST,
      AT(names),
      .fallback = "\"\"",
      .help = "Some names." },
    { .section = "text",
      .name = "dir",
      .type = HD_CONF_PATH,
      AT(dir),
      .fallback = "data",
      .help = "A directory." },
    { .section = "text",
      .name = "password",
      .type = HD_CONF_TEXT,
      AT(secret),
      .secret = true,
      .help = "Nobody sees it." },
    { .section = "text",
      .name = "nothing",
      .type = HD_CONF_TEXT,
      AT(nothing),
      .help = "Nothing by default." },
    { .section = "text",
      .name = "color",
      .type = HD_CONF_CHOICE,
      AT(color),
      .fallback = "green",
      .choices = colors,
      .help = "red or green." },
    { .name = NULL },
};

static enum hd_rc load(const char *text, struct sample *into, struct hd_problems *problems)
{
    struct hd_error err;

    *into = (struct sample){ 0 };
    return hd_conf_load_text("x.conf", text, strlen(text), "/base", keys, into, problems, &err);
}

static void missing_options_get_their_defaults(void **state)
{
    struct hd_problems problems HD_PROBLEMS_AUTO = { 0 };
    struct sample into;

    (void)state;
    assert_int_equal(load("", &into, &problems), HD_OK);
    assert_true(into.on);
    assert_int_equal(into.count, 3);
    assert_int_equal(into.wait_ms, 90000);
    assert_int_equal(into.size_bytes, 10 << 20);
    assert_string_equal(into.title, "a \"b\"");
    assert_string_equal(into.names, "");
    assert_string_equal(into.dir, "/base/data");
    assert_null(into.secret);
    assert_null(into.nothing);
    assert_int_equal(into.color, 2);
    hd_conf_clear(keys, &into);
    assert_null(into.title);
    assert_int_equal(into.count, 0);
}

static void values_are_read_by_type(void **state)
{
    static const char text[] = "\xef\xbb\xbf# a comment\r\n"
                               "[main]   # another\r\n"
                               "on = no\r\n"
                               "  count=9   # the most\n"
                               "wait = 1h30m\n"
                               "size = 1024\n"
                               "\n"
                               "[ text ]\n"
                               "title = \"# \\\"x\\\" \\\\ \"  # quoted\n"
                               "names = a , b,, c c ,\n"
                               "dir = /abs\n"
                               "password = a#b;c\n"
                               "nothing =\n"
                               "color = red";
    struct hd_problems problems HD_PROBLEMS_AUTO = { 0 };
    struct sample into;

    (void)state;
    assert_int_equal(load(text, &into, &problems), HD_OK);
    assert_false(into.on);
    assert_int_equal(into.count, 9);
    assert_int_equal(into.wait_ms, 5400000);
    assert_int_equal(into.size_bytes, 1024);
    assert_string_equal(into.title, "# \"x\" \\ ");
    assert_string_equal(into.names, "a,b,c c");
    assert_string_equal(into.dir, "/abs");
    assert_string_equal(into.secret, "a#b;c");
    assert_null(into.nothing);
    assert_int_equal(into.color, 1);
    hd_conf_clear(keys, &into);
}

static void every_mistake_is_told_with_its_line(void **state)
{
    static const struct {
        const char *text, *code;
        long line;
        const char *says;
    } rows[] = {
        { "[mian]\nx = 1\ny = 2\n", "conf_section_unknown", 1, "Did you mean [main]?" },
        { "[whatever]\n", "conf_section_unknown", 1, "There is no section [whatever]." },
        { "[main]\ncuont = 1\n", "conf_option_unknown", 2, "Did you mean count?" },
        { "[main]\nxyzzy = 1\n", "conf_option_unknown", 2, "There is no option xyzzy in [main]." },
        { "[main]\n\ntitle = x\n", "conf_option_unknown", 3, "belongs under [text]" },
        { "count = 1\n", "conf_option_unknown", 1, "belongs under [main]" },
        { "xyzzy = 1\n", "conf_option_unknown", 1, "before the first [section]" },
        { "[main]\ncount = 1\ncount = 1\n", "conf_option_repeated", 3, "line 2 already" },
        { "[main]\ncount = 1\n[text]\n[main]\ncount = 2\n", "conf_option_repeated", 5, "line 2" },
        { "[main\n", "conf_syntax", 1, "[name]" },
        { "[main] x\n", "conf_syntax", 1, "[name]" },
        { "[main]\ncount\n", "conf_syntax", 2, "name = value" },
        { "[text]\ntitle = \"x\n", "conf_syntax", 2, "not closed" },
        { "[text]\ntitle = \"x\" y\n", "conf_syntax", 2, "text follows" },
        { "[main]\non = maybe\n", "conf_value", 2, "one of: yes, no." },
        { "[main]\ncount = 1.5\n", "conf_value", 2, "whole number" },
        { "[main]\ncount =\n", "conf_value", 2, "whole number" },
        { "[main]\ncount = 10\n", "conf_range", 2, "within 1..9" },
        { "[main]\ncount = -1\n", "conf_range", 2, "within 1..9" },
        { "[main]\ncount = 99999999999999999999\n", "conf_value", 2, "whole number" },
        { "[main]\nwait = 30\n", "conf_value", 2, "30s, 15m, 12h, 7d, 2w" },
        { "[main]\nwait = 999ms\n", "conf_range", 2, "within 1s..1w" },
        { "[main]\nsize = 10MB\n", "conf_value", 2, "64KiB" },
        { "[main]\nsize = 2GiB\n", "conf_range", 2, "within 0..1GiB" },
        { "[text]\ncolor = blue\n", "conf_value", 2, "one of: red, green." },
        { "[text]\ntitle = \xff\n", "encoding_unknown", 2, "not UTF-8" },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct hd_problems problems HD_PROBLEMS_AUTO = { 0 };
        struct hd_buf line HD_BUF_AUTO;
        char place[32];
        struct sample into;

        hd_buf_init(&line, 4096);
        assert_int_equal(load(rows[i].text, &into, &problems), HD_BAD_INPUT);
        assert_null(into.title); /* nothing is left to free */
        assert_int_equal(problems.count, 1);
        hd_problem_line(&problems.items[0], NULL, &line);
        snprintf(place, sizeof place, "x.conf:%ld: ", rows[i].line);
        if (strcmp(problems.items[0].code, rows[i].code) != 0 ||
            strncmp(line.data, place, strlen(place)) != 0 || !strstr(line.data, rows[i].says))
            fail_msg("%s gives %s: %s", rows[i].text, problems.items[0].code, line.data);
    }
}

static void all_mistakes_are_told_in_one_pass(void **state)
{
    struct hd_problems problems HD_PROBLEMS_AUTO = { 0 };
    struct sample into;

    (void)state;
    assert_int_equal(
        load("[main]\ncount = x\nwait = x\nsize = x\noops\n[nowhere]\na = 1\n", &into, &problems),
        HD_BAD_INPUT);
    assert_int_equal(problems.count, 5);
}

static void secret_is_never_in_a_problem(void **state)
{
    static const struct hd_conf_key secret_keys[] = {
        { .section = "s",
          .name = "pin",
          .type = HD_CONF_INT,
          .fallback = "1",
          .secret = true,
          .help = "." },
        { .name = NULL },
    };
    struct hd_problems problems HD_PROBLEMS_AUTO = { 0 };
    struct hd_error err;
    int64_t pin = 0;

    (void)state;
    assert_int_equal(
        hd_conf_load_text("x", "[s]\npin = hunter2", 17, NULL, secret_keys, &pin, &problems, &err),
        HD_BAD_INPUT);
    assert_null(problems.items[0].value);
    for (size_t i = 0; problems.items[0].args[i]; i++)
        assert_null(strstr(problems.items[0].args[i], "hunter2"));
}

static void write_file(const char *dir, const char *name, const char *text)
{
    struct hd_error err;
    char path[512];

    snprintf(path, sizeof path, "%s/%s", dir, name);
    assert_int_equal(hd_file_replace(path, text, strlen(text), 0600, &err), HD_OK);
}

static void remove_files(const char *dir)
{
    static const char *const names[] = { "conf.d/10.conf", "conf.d/20.conf", "conf.d/30.bak",
                                         "conf.d",         "hedef.conf",     "" };
    char path[512];

    for (size_t i = 0; i < COUNT(names); i++) {
        snprintf(path, sizeof path, "%s/%s", dir, names[i]);
        remove(path);
    }
}

static void later_files_replace_values(void **state)
{
    char dir[] = "/tmp/hedef-conf-XXXXXX", path[512];
    struct hd_problems problems HD_PROBLEMS_AUTO = { 0 };
    struct sample into = { 0 };
    struct hd_error err;

    (void)state;
    assert_non_null(mkdtemp(dir));
    snprintf(path, sizeof path, "%s/conf.d", dir);
    assert_int_equal(mkdir(path, 0700), 0);
    write_file(dir, "hedef.conf", "[main]\ncount = 1\nwait = 2s\n[text]\ntitle = first\n");
    write_file(dir, "conf.d/20.conf", "[main]\ncount = 7\n[text]\ntitle = third\n");
    write_file(dir, "conf.d/10.conf", "[text]\ntitle = second\ndir = .\n");
    write_file(dir, "conf.d/30.bak", "[nonsense]\n");
    snprintf(path, sizeof path, "%s/hedef.conf", dir);
    assert_int_equal(hd_conf_load(path, keys, &into, &problems, &err), HD_OK);
    assert_int_equal(into.count, 7);
    assert_int_equal(into.wait_ms, 2000);
    assert_string_equal(into.title, "third");
    assert_string_equal(into.dir, dir);
    hd_conf_clear(keys, &into);

    write_file(dir, "conf.d/20.conf", "[main]\ncount = many\n");
    assert_int_equal(hd_conf_load(path, keys, &into, &problems, &err), HD_BAD_INPUT);
    assert_int_equal(problems.count, 1);
    assert_non_null(strstr(problems.items[0].file, "conf.d/20.conf"));
    remove_files(dir);
    assert_int_equal(hd_conf_load(path, keys, &into, &problems, &err), HD_NOT_FOUND);
}

static void no_file_is_all_defaults(void **state)
{
    struct hd_problems problems HD_PROBLEMS_AUTO = { 0 };
    struct sample into = { 0 };
    struct hd_error err;

    (void)state;
    assert_int_equal(hd_conf_load(NULL, keys, &into, &problems, &err), HD_OK);
    assert_string_equal(into.dir, "data");
    hd_conf_clear(keys, &into);
}

static void needed_option_is_asked_for(void **state)
{
    static const struct hd_conf_key needed[] = {
        { .section = "s", .name = "port", .type = HD_CONF_INT, .help = "." },
        { .name = NULL },
    };
    struct hd_problems problems HD_PROBLEMS_AUTO = { 0 };
    struct hd_error err;
    int64_t port = 0;

    (void)state;
    assert_int_equal(hd_conf_load_text("x", "", 0, NULL, needed, &port, &problems, &err),
                     HD_BAD_INPUT);
    assert_string_equal(problems.items[0].code, "conf_option_missing");
}

static void values_are_shown_as_they_would_be_written(void **state)
{
    struct hd_problems problems HD_PROBLEMS_AUTO = { 0 };
    struct hd_buf out HD_BUF_AUTO;
    struct sample into;

    (void)state;
    hd_buf_init(&out, 4096);
    assert_int_equal(load("[main]\nsize = 1536\nwait = 24h\n[text]\npassword = hunter2\n"
                          "title = \" x\\\"\"\n",
                          &into, &problems),
                     HD_OK);
    for (const struct hd_conf_key *key = keys; key->name; key++) {
        hd_buf_printf(&out, "%s=", key->name);
        hd_conf_value_text(key, &into, &out);
        hd_buf_putc(&out, ' ');
    }
    assert_string_equal(out.data, "on=yes count=3 wait=1d size=1536 title=\" x\\\"\" names=\"\" "
                                  "dir=/base/data password=*** nothing= color=green ");
    hd_conf_clear(keys, &into);
}

static void options_that_need_a_restart_are_named(void **state)
{
    struct hd_problems problems HD_PROBLEMS_AUTO = { 0 };
    struct hd_buf out HD_BUF_AUTO;
    struct sample old, new;

    (void)state;
    hd_buf_init(&out, 256);
    assert_int_equal(load("", &old, &problems), HD_OK);
    assert_int_equal(load("[main]\non = no\n", &new, &problems), HD_OK);
    hd_conf_restart_diff(keys, &old, &new, &out);
    assert_string_equal(out.data, "");
    hd_conf_clear(keys, &new);
    assert_int_equal(load("[main]\ncount = 4\n[text]\ntitle = x\n", &new, &problems), HD_OK);
    hd_conf_restart_diff(keys, &old, &new, &out);
    assert_string_equal(out.data, "count, title");
    hd_conf_clear(keys, &old);
    hd_conf_clear(keys, &new);
}

/* The example with its # removed must mean the defaults. */
static void uncomment(char *text)
{
    for (char *line = text; *line;) {
        char *end = line + strcspn(line, "\n");

        if (line[0] == '#' && line[1] != ' ')
            line[0] = ' ';
        line = end + (*end == '\n');
    }
}

static void example_holds_every_option_with_its_default(void **state)
{
    struct hd_problems problems HD_PROBLEMS_AUTO = { 0 };
    struct hd_buf example HD_BUF_AUTO;
    struct hd_buf shown HD_BUF_AUTO;
    struct sample defaults, into;

    (void)state;
    hd_buf_init(&example, 65536);
    hd_buf_init(&shown, 65536);
    hd_conf_example(keys, &example);
    assert_non_null(strstr(example.data, "\n[text]\n# A title that is long"));
    assert_non_null(strstr(example.data, "\n# How many. Within 1..9. A change needs a restart.\n"
                                         "#count = 3\n"));
    for (const char *line = example.data; *line; line += strcspn(line, "\n") + 1)
        assert_true(strcspn(line, "\n") <= 90);
    assert_int_equal(load(example.data, &defaults, &problems), HD_OK);
    uncomment(example.data);
    assert_int_equal(load(example.data, &into, &problems), HD_OK);
    for (const struct hd_conf_key *key = keys; key->name; key++) {
        hd_conf_value_text(key, &defaults, &shown);
        hd_buf_putc(&shown, '\n');
    }
    assert_int_equal(into.count, 3);
    assert_string_equal(into.title, defaults.title);
    assert_string_equal(into.dir, defaults.dir);
    assert_int_equal(into.wait_ms, defaults.wait_ms);
    hd_conf_clear(keys, &defaults);
    hd_conf_clear(keys, &into);
}

static void durations_and_sizes_are_read(void **state)
{
    static const struct {
        const char *text;
        int64_t value; /* -1: refused */
    } durations[] = {
        { "0", 0 },       { "30s", 30000 },    { "15m", 900000 },       { "12h", 43200000 },
        { "7d", 604800000 }, { "2w", 1209600000 }, { "5ms", 5 },        { "1d12h", 129600000 },
        { "", -1 },       { "s", -1 },         { "30", -1 },            { "1 h", -1 },
        { "-1s", -1 },    { "1h1h", -1 },      { "1m1h", -1 },          { "1.5h", -1 },
        { "99999999999999999999w", -1 },       { "999999999999999w", -1 }, { "1sx", -1 },
    }, sizes[] = {
        { "0", 0 },  { "1024", 1024 }, { "64KiB", 65536 }, { "1TiB", INT64_C(1) << 40 },
        { "", -1 },  { "KiB", -1 },    { "1KB", -1 },      { "1 KiB", -1 },
        { "-1", -1 }, { "999999999999999TiB", -1 },
    };
    int64_t value;

    (void)state;
    for (size_t i = 0; i < COUNT(durations); i++) {
        bool ok = hd_duration_parse(durations[i].text, &value);

        if (ok != (durations[i].value >= 0) || (ok && value != durations[i].value))
            fail_msg("%s", durations[i].text);
    }
    for (size_t i = 0; i < COUNT(sizes); i++) {
        bool ok = hd_size_parse(sizes[i].text, &value);

        if (ok != (sizes[i].value >= 0) || (ok && value != sizes[i].value))
            fail_msg("%s", sizes[i].text);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(missing_options_get_their_defaults),
        cmocka_unit_test(values_are_read_by_type),
        cmocka_unit_test(every_mistake_is_told_with_its_line),
        cmocka_unit_test(all_mistakes_are_told_in_one_pass),
        cmocka_unit_test(secret_is_never_in_a_problem),
        cmocka_unit_test(later_files_replace_values),
        cmocka_unit_test(no_file_is_all_defaults),
        cmocka_unit_test(needed_option_is_asked_for),
        cmocka_unit_test(values_are_shown_as_they_would_be_written),
        cmocka_unit_test(options_that_need_a_restart_are_named),
        cmocka_unit_test(example_holds_every_option_with_its_default),
        cmocka_unit_test(durations_and_sizes_are_read),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
