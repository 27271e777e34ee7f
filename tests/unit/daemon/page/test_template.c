#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "daemon/page/template.h"

struct fixture {
    struct hd_arena arena;
    struct hd_buf out;
    struct hd_error err;
    struct tree *tree;
};

static int set_up(void **state)
{
    struct fixture *f = hd_alloc(sizeof *f);

    hd_buf_init(&f->out, 1 << 16);
    f->tree = tree_new(&f->arena);
    *state = f;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *f = *state;

    hd_buf_clear(&f->out);
    hd_arena_clear(&f->arena);
    hd_free_ptr(state);
    return 0;
}

static void fill(struct tree *tree)
{
    struct tree *item;

    tree_set(tree, "name", "Tom & <Jerry> \"x\"");
    tree_set(tree, "empty", "");
    tree_set(tree, "absent", NULL);
    tree_flag(tree, "yes", true);
    tree_flag(tree, "no", false);
    tree_set(tree, "raw", "<svg/>");
    tree_list(tree, "none");
    item = tree_append(tree, "rows");
    tree_set(item, "cell", "1");
    item = tree_append(tree, "rows");
    tree_set(item, "cell", "2");
    tree_set(item, "name", "inner");
    tree_setf(tree_sub(tree, "sub"), "deep", "%d-%s", 7, "x");
}

static void text_is_rendered(void **state)
{
    static const struct {
        const char *text, *want;
    } cases[] = {
        { "plain", "plain" },
        { "", "" },
        { "{{name}}", "Tom &amp; &lt;Jerry&gt; &quot;x&quot;" },
        { "{{ name }}", "Tom &amp; &lt;Jerry&gt; &quot;x&quot;" },
        { "{{{raw}}}", "<svg/>" },
        { "{{raw}}", "&lt;svg/&gt;" },
        { "[{{absent}}{{empty}}]", "[]" },
        { "{{#yes}}on{{/yes}}{{#no}}off{{/no}}", "on" },
        { "{{^yes}}on{{/yes}}{{^no}}off{{/no}}", "off" },
        { "{{#empty}}x{{/empty}}{{^empty}}nothing{{/empty}}", "nothing" },
        { "{{#absent}}x{{/absent}}{{^absent}}nothing{{/absent}}", "nothing" },
        { "{{#none}}x{{/none}}{{^none}}nothing{{/none}}", "nothing" },
        { "{{#rows}}<{{cell}}>{{/rows}}", "<1><2>" },
        { "{{#rows}}({{cell}} {{name}}){{/rows}}",
          "(1 Tom &amp; &lt;Jerry&gt; &quot;x&quot;)(2 inner)" },
        { "{{#sub}}{{deep}}{{/sub}}", "7-x" },
        { "{{#raw}}{{#raw}}{{{raw}}}{{/raw}}{{/raw}}", "<svg/>" },
        { "a{{! says nothing }}b", "ab" },
        { "{{_ A text that nobody has translated}}", "A text that nobody has translated" },
        { "{{_ R & D}}", "R &amp; D" },
        { "<a>\n    <b>\n\n</b>", "<a>\n<b>\n</b>" },
        { "{{#yes}}\n  x\n{{/yes}}\n  y", "\nx\ny" },
    };
    struct fixture *f = *state;

    fill(f->tree);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        hd_buf_reset(&f->out);
        assert_int_equal(template_render_text(cases[i].text, f->tree, NULL, &f->out, &f->err),
                         HD_OK);
        assert_string_equal(f->out.data, cases[i].want);
    }
}

static void mistakes_in_a_template_fail_the_render(void **state)
{
    static const struct {
        const char *text, *says;
    } cases[] = {
        { "{{typo}}", "unknown name 'typo'" },
        { "{{#typo}}{{/typo}}", "unknown name 'typo'" },
        { "{{^typo}}{{/typo}}", "unknown name 'typo'" },
        { "{{#rows}}{{typo}}{{/rows}}", "unknown name 'typo'" },
        { "{{rows}}", "not a text 'rows'" },
        { "{{#yes}}", "no end of 'yes'" },
        { "{{/yes}}", "end without begin 'yes'" },
        { "{{name", "broken tag" },
        { "{{}}", "broken tag" },
        { "{{{raw}}", "broken tag" },
        { "{{>nowhere.html}}", "unknown template 'nowhere.html'" },
    };
    struct fixture *f = *state;

    fill(f->tree);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        hd_buf_reset(&f->out);
        assert_int_equal(template_render_text(cases[i].text, f->tree, NULL, &f->out, &f->err),
                         HD_CORRUPT);
        assert_non_null(strstr(f->err.text, cases[i].says));
    }
}

static void setting_again_replaces(void **state)
{
    struct fixture *f = *state;

    tree_set(f->tree, "x", "old");
    tree_set(f->tree, "x", "new");
    assert_int_equal(template_render_text("{{x}}", f->tree, NULL, &f->out, &f->err), HD_OK);
    assert_string_equal(f->out.data, "new");
}

static void names_in_a_skipped_section_are_not_asked_for(void **state)
{
    struct fixture *f = *state;

    tree_flag(f->tree, "no", false);
    assert_int_equal(
        template_render_text("{{#no}}{{#a}}{{b}}{{/a}}{{/no}}.", f->tree, NULL, &f->out, &f->err),
        HD_OK);
    assert_string_equal(f->out.data, ".");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(text_is_rendered, set_up, tear_down),
        cmocka_unit_test_setup_teardown(mistakes_in_a_template_fail_the_render, set_up, tear_down),
        cmocka_unit_test_setup_teardown(setting_again_replaces, set_up, tear_down),
        cmocka_unit_test_setup_teardown(names_in_a_skipped_section_are_not_asked_for, set_up,
                                        tear_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
