#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "common/buf.h"
#include "common/yaml.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

static enum hd_rc parse(const char *text, struct hd_arena *arena, struct hd_yaml **root,
                        struct hd_problems *problems)
{
    struct hd_error err;

    return hd_yaml_parse("x.yaml", text, strlen(text), arena, root, problems, &err);
}

static void document_is_read_with_lines(void **state)
{
    static const char text[] = "# head\n"
                               "name: Sürət\n"
                               "list:\n"
                               "  - 1.50\n"
                               "  - no\n"
                               "  - \"a: b\"\n"
                               "map: {k: v,\n"
                               "      l: ~}\n"
                               "text: >\n"
                               "  two\n"
                               "  lines\n"
                               "empty:\n";
    struct hd_problems problems HD_PROBLEMS_AUTO = { 0 };
    struct hd_arena arena HD_ARENA_AUTO = { 0 };
    const struct hd_yaml *node;
    struct hd_yaml *root;

    (void)state;
    assert_int_equal(parse(text, &arena, &root, &problems), HD_OK);
    assert_int_equal(root->type, HD_YAML_MAP);
    assert_int_equal(root->count, 5);
    node = hd_yaml_get(root, "name");
    assert_string_equal(node->text, "Sürət");
    assert_int_equal(node->line, 2);
    node = hd_yaml_get(root, "list");
    assert_int_equal(node->type, HD_YAML_LIST);
    assert_int_equal(node->count, 3);
    assert_int_equal(node->key_line, 3);
    assert_string_equal(node->first->text, "1.50"); /* neither a number nor a no */
    assert_string_equal(node->first->next->text, "no");
    assert_string_equal(node->first->next->next->text, "a: b");
    assert_int_equal(node->first->next->next->line, 6);
    node = hd_yaml_get(hd_yaml_get(root, "map"), "l");
    assert_string_equal(node->text, "~");
    assert_int_equal(node->line, 8);
    assert_string_equal(hd_yaml_get(root, "text")->text, "two lines\n");
    assert_string_equal(hd_yaml_get(root, "empty")->text, "");
    assert_null(hd_yaml_get(root, "Name"));
    assert_null(hd_yaml_get(hd_yaml_get(root, "list"), "x"));
    assert_null(hd_yaml_get(NULL, "x"));
}

static void what_is_not_used_here_is_refused(void **state)
{
    static const struct {
        const char *text;
        long line;
        const char *says;
    } rows[] = {
        { "", 0, "The file is empty." },
        { "# only a remark\n", 0, "The file is empty." },
        { "a: 1\nb: [1, 2\n", 3, "not valid YAML" },
        { "a: 1\n\tb: 2\n", 2, "not valid YAML" },
        { "a: \"x\n", 2, "not valid YAML" },
        { "a: &x 1\n", 1, "Remove &x" },
        { "b: 1\na: *x\n", 2, "what *x means" },
        { "a: !!int 1\n", 1, "Tags are not used" },
        { "a: ! 1\n", 1, "Tags are not used" },
        { "- !x [1]\n", 1, "Tags are not used" },
        { "a: 1\n---\nb: 2\n", 2, "A second document" },
        { "? [a, b]\n: 1\n", 1, "A key must be a plain text" },
        { "? {a: b}\n: 1\n", 1, "A key must be a plain text" },
        { "a: 1\nb: 2\na: 3\n", 3, "The key a stands in line 1 already" },
        { "x:\n  a: 1\n  a: 1\n", 3, "The key a stands in line 2 already" },
        { "a: \"\\0\"\n", 1, "NUL" },
        { "a: 1\nb: \xff\n", 2, "not UTF-8" },
        { "[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]\n", 1, "too deeply" },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct hd_problems problems HD_PROBLEMS_AUTO = { 0 };
        struct hd_arena arena HD_ARENA_AUTO = { 0 };
        struct hd_buf line HD_BUF_AUTO;
        struct hd_yaml *root;

        hd_buf_init(&line, 4096);
        assert_int_equal(parse(rows[i].text, &arena, &root, &problems), HD_BAD_INPUT);
        assert_null(root);
        assert_int_equal(problems.count, 1);
        hd_problem_line(&problems.items[0], NULL, &line);
        if (problems.items[0].line != rows[i].line || !strstr(line.data, rows[i].says))
            fail_msg("%s gives %s", rows[i].text, line.data);
    }
}

static void sixteen_levels_are_enough(void **state)
{
    struct hd_problems problems HD_PROBLEMS_AUTO = { 0 };
    struct hd_arena arena HD_ARENA_AUTO = { 0 };
    struct hd_yaml *root;

    (void)state;
    assert_int_equal(parse("[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]\n", &arena, &root, &problems), HD_OK);
}

static void all_mistakes_are_told_in_one_pass(void **state)
{
    struct hd_problems problems HD_PROBLEMS_AUTO = { 0 };
    struct hd_arena arena HD_ARENA_AUTO = { 0 };
    struct hd_yaml *root;

    (void)state;
    assert_int_equal(parse("a: &x 1\nb: *x\nc: !t 1\nc: 2\n? [k]\n: v\n", &arena, &root, &problems),
                     HD_BAD_INPUT);
    assert_int_equal(problems.count, 5);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(document_is_read_with_lines),
        cmocka_unit_test(what_is_not_used_here_is_refused),
        cmocka_unit_test(sixteen_levels_are_enough),
        cmocka_unit_test(all_mistakes_are_told_in_one_pass),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
