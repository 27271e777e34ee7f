#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/unit/daemon/page/made_frame.h"

static const char *page(struct made_page *m, const char *code, struct assumption assumed)
{
    hd_buf_reset(&m->out);
    m->frame.path = hd_arena_printf(&m->arena, "/indicators/%s", code);
    m->frame.assumed = assumed;
    if (page_indicator_write(&m->frame, catalog_indicator(m->picture->catalog, code), &m->out,
                             &m->err))
        fail_msg("%s: %s", code, m->err.text);
    assert_page(m);
    return m->out.data;
}

static void without_a_question_there_is_a_form_and_no_answer(void **state)
{
    struct made_page *m = *state;
    const char *text = page(m, "gov-cloud", (struct assumption){ 0 });

    assert_contains(text, "action=\"/indicators/gov-cloud#whatif\"");
    assert_contains(text, "<label for=\"w-v\">");
    assert_lacks(text, "class=\"then\"");
    assert_lacks(text, "role=\"alert\"");
}

static void the_answer_stands_under_the_form_in_words(void **state)
{
    struct made_page *m = *state;
    const char *text =
        page(m, "gov-cloud", (struct assumption){ .value_period = "2027", .value = "90" });

    assert_contains(text, "2027: the value is 90 %");
    assert_contains(text, "Judged as on 1 January 2028");
    assert_contains(text, "<b>Nothing is stored.</b>");
    assert_contains(text, "At risk</span></td><td>"); /* now, and beside it then */
    assert_contains(text, "name=\"value\" value=\"90\"");
}

static void a_period_alone_asks_nothing(void **state)
{
    struct made_page *m = *state;
    const char *text = page(m, "gov-cloud",
                            (struct assumption){ .value_period = "2027", .target_period = "2028" });

    assert_lacks(text, "class=\"then\"");
    assert_lacks(text, "role=\"alert\"");
}

static void what_makes_no_sense_is_said_beside_the_form(void **state)
{
    struct made_page *m = *state;
    const char *text =
        page(m, "gov-cloud", (struct assumption){ .value_period = "2027", .value = NAUGHTY });

    assert_contains(text, "role=\"alert\"");
    assert_contains(text, "This cannot be assumed.");
    assert_contains(text, "value=\"&lt;b&gt;");
    assert_lacks(text, NAUGHTY);
    assert_lacks(text, "class=\"then\"");
}

static void another_language_keeps_the_question(void **state)
{
    struct made_page *m = *state;
    const char *text =
        page(m, "gov-cloud", (struct assumption){ .target_period = "2028", .target = "70" });

    assert_contains(text, "target_period=2028&amp;target=70&amp;lang=az");
}

static void it_reads_in_every_language(void **state)
{
    static const char *const languages[] = { "en", "az", "ru" };
    struct made_page *m = *state;

    for (size_t k = 0; k < 3; k++)
        for (size_t i = 0; i < MADE_INDICATORS; i++) {
            m->frame.lang = hd_lang_find(languages[k]);
            (void)page(m, made_indicators[i].code,
                       (struct assumption){ .value = "2027=5", .target = "2028=7", .pace = "1" });
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        page_test(without_a_question_there_is_a_form_and_no_answer),
        page_test(the_answer_stands_under_the_form_in_words),
        page_test(a_period_alone_asks_nothing),
        page_test(what_makes_no_sense_is_said_beside_the_form),
        page_test(another_language_keeps_the_question),
        page_test(it_reads_in_every_language),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
