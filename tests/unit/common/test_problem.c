#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "common/buf.h"
#include "common/lang.h"
#include "common/problem.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

static void everything_is_copied(void **state)
{
    HD_PROBLEMS_AUTO struct hd_problems list = { 0 };
    char text[] = "value";
    struct hd_problem problem = {
        .code = text,
        .message = text,
        .args = { text, text },
        .file = text,
        .column = text,
        .key = text,
        .pointer = text,
        .value = text,
        .line = 7,
    };

    (void)state;
    hd_problem_add(&list, &problem);
    memset(text, 'x', sizeof text - 1);
    assert_int_equal(list.count, 1);
    assert_int_equal(list.items[0].line, 7);
    assert_string_equal(list.items[0].code, "value");
    assert_string_equal(list.items[0].message, "value");
    assert_string_equal(list.items[0].args[0], "value");
    assert_string_equal(list.items[0].args[1], "value");
    assert_null(list.items[0].args[2]);
    assert_string_equal(list.items[0].file, "value");
    assert_string_equal(list.items[0].column, "value");
    assert_string_equal(list.items[0].key, "value");
    assert_string_equal(list.items[0].pointer, "value");
    assert_string_equal(list.items[0].value, "value");
}

static void a_warning_is_no_error(void **state)
{
    HD_PROBLEMS_AUTO struct hd_problems list = { 0 };

    (void)state;
    hd_problem_add(&list, &(struct hd_problem){ .code = "a", .message = "A.", .warning = true });
    assert_int_equal(list.errors, 0);
    hd_problem_add(&list, &(struct hd_problem){ .code = "b", .message = "B." });
    assert_int_equal(list.errors, 1);
    assert_int_equal(list.count, 2);
}

static void past_the_bound_problems_are_only_counted(void **state)
{
    HD_PROBLEMS_AUTO struct hd_problems list = { 0 };

    (void)state;
    for (int i = 0; i < HD_PROBLEMS_MAX + 5; i++)
        hd_problem_add(&list,
                       &(struct hd_problem){ .code = "a", .message = "A.", .warning = i == 0 });
    assert_int_equal(list.count, HD_PROBLEMS_MAX);
    assert_int_equal(list.dropped, 5);
    assert_int_equal(list.errors, HD_PROBLEMS_MAX + 4);
}

static void a_long_value_is_cut_between_characters(void **state)
{
    HD_PROBLEMS_AUTO struct hd_problems list = { 0 };
    char value[101];

    (void)state;
    memset(value, 'a', 79);
    for (size_t i = 79; i < 99; i += 2)
        memcpy(value + i, "\xc9\x99", 2);
    value[99] = '\0';
    hd_problem_add(&list, &(struct hd_problem){ .code = "a", .message = "A.", .value = value });
    assert_int_equal(strlen(list.items[0].value), 79);
}

static void sorting_is_by_line_then_arrival(void **state)
{
    HD_PROBLEMS_AUTO struct hd_problems list = { 0 };

    (void)state;
    for (int i = 0; i < 1000; i++) {
        char order[16];

        snprintf(order, sizeof order, "%06d", i);
        hd_problem_add(
            &list, &(struct hd_problem){ .code = order, .message = "A.", .line = i * 7919 % 31 });
    }
    hd_problems_sort(&list);
    for (size_t i = 1; i < list.count; i++) {
        const struct hd_problem *before = &list.items[i - 1], *after = &list.items[i];

        assert_true(before->line <= after->line);
        if (before->line == after->line)
            assert_true(strcmp(before->code, after->code) < 0);
    }
    /* and the list still grows */
    hd_problem_add(&list, &(struct hd_problem){ .code = "z", .message = "Z." });
    assert_int_equal(list.count, 1001);
}

static void an_empty_list_is_sorted_and_cleared(void **state)
{
    struct hd_problems list = { 0 };

    (void)state;
    hd_problems_sort(&list);
    hd_problems_clear(&list);
    hd_problems_clear(&list);
    assert_int_equal(list.count, 0);
}

static void a_line_says_where_and_what(void **state)
{
    static const struct {
        struct hd_problem problem;
        const char *line;
    } rows[] = {
        { { .message = "Write {example}.",
            .args = { "example", "1234.5" },
            .file = "q3.csv",
            .line = 4,
            .column = "OBS_VALUE" },
          "q3.csv:4: column 'OBS_VALUE': Write 1234.5." },
        { { .message = "It is empty.", .file = "all.yaml", .line = 4, .key = "value" },
          "all.yaml:4: key 'value': It is empty." },
        { { .message = "It is empty.", .file = "q3.csv" }, "q3.csv: It is empty." },
        { { .message = "It is empty.", .file = "q3.xlsx", .line = 7, .cell = "Data!C7" },
          "q3.xlsx:Data!C7: It is empty." },
        { { .message = "It is empty.", .line = 7, .cell = "Data!C7" }, "Data!C7: It is empty." },
        { { .message = "It is empty.", .line = 4 }, "line 4: It is empty." },
        { { .message = "It is empty.", .column = "at", .pointer = "" },
          "column 'at': It is empty." },
        { { .message = "It is empty.", .pointer = "/data/0/value" },
          "/data/0/value: It is empty." },
        { { .message = "It is empty." }, "It is empty." },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        HD_BUF_AUTO struct hd_buf out = { 0 };

        hd_buf_init(&out, 1000);
        hd_problem_line(&rows[i].problem, NULL, &out);
        assert_string_equal(out.data, rows[i].line);
    }
}

static void the_message_alone_has_its_arguments(void **state)
{
    HD_BUF_AUTO struct hd_buf out = { 0 };
    struct hd_problem problem = {
        .message = "{a} and {b}", .args = { "a", "one", "b", "two" }, .file = "f", .line = 1
    };

    (void)state;
    hd_buf_init(&out, 1000);
    hd_problem_message(&problem, NULL, &out);
    assert_string_equal(out.data, "one and two");
}

static void the_nearest_word_is_found(void **state)
{
    static const char *const known[] = { "listen", "database",  "language", "log_level",
                                         "zone",   "smtp_host", "smtp_port" };
    static const struct {
        const char *word, *nearest;
    } rows[] = {
        { "listen", "listen" },
        { "lisen", "listen" },
        { "litsen", "listen" }, /* neighbours swapped are one slip */
        { "Listen", "listen" },
        { "databse", "database" },
        { "datbse", "database" },
        { "log-level", "log_level" },
        { "smtp_pot", "smtp_port" },
        { "zoen", "zone" },
        { "zon", "zone" },
        { "zzzz", NULL },
        { "dtbs", NULL },
        { "", NULL },
        { "smtp_password_file", NULL },
        { "a word that is far longer than any name that anybody would write in a file", NULL },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        const char *nearest = hd_nearest(rows[i].word, known, COUNT(known));

        if (!rows[i].nearest ? nearest != NULL : !nearest || strcmp(nearest, rows[i].nearest) != 0)
            fail_msg("%s: %s", rows[i].word, nearest ? nearest : "(none)");
    }
    assert_null(hd_nearest("zone", NULL, 0));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(everything_is_copied),
        cmocka_unit_test(a_warning_is_no_error),
        cmocka_unit_test(past_the_bound_problems_are_only_counted),
        cmocka_unit_test(a_long_value_is_cut_between_characters),
        cmocka_unit_test(sorting_is_by_line_then_arrival),
        cmocka_unit_test(an_empty_list_is_sorted_and_cleared),
        cmocka_unit_test(a_line_says_where_and_what),
        cmocka_unit_test(the_message_alone_has_its_arguments),
        cmocka_unit_test(the_nearest_word_is_found),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
