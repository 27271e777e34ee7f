#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "queries/judge/profile.h"
#include "tests/unit/daemon/page/made_frame.h"

static const char *page(struct made_page *m)
{
    hd_buf_reset(&m->out);
    m->frame.path = "/profiles";
    if (page_profiles_write(&m->frame, &m->out, &m->err))
        fail_msg("%s", m->err.text);
    return m->out.data;
}

static const char *indicator_page(struct made_page *m, const char *code)
{
    hd_buf_reset(&m->out);
    m->frame.path = "/indicators/x";
    if (page_indicator_write(&m->frame, catalog_indicator(m->picture->catalog, code), &m->out,
                             &m->err))
        fail_msg("%s", m->err.text);
    return m->out.data;
}

static void it_is_sound_in_every_language(void **state)
{
    static const char *const languages[] = { "en", "az", "ru" };
    struct made_page *m = *state;

    for (size_t i = 0; i < 3; i++) {
        m->frame.lang = hd_lang_find(languages[i]);
        assert_contains(page(m), hd_arena_printf(&m->arena, "<html lang=\"%s\">", languages[i]));
        assert_page(m);
    }
}

/* The reader's word, the publisher's own, and a sign: a colour never stands alone. */
static void a_label_is_a_sign_and_two_words(void **state)
{
    struct made_page *m = *state;
    const char *text = page(m);

    assert_contains(text, "id=\"s-srm-2016\"");
    assert_contains(text, "id=\"s-plan-2026\"");
    assert_contains(text, "<span class=\"chip achieved\"><span aria-hidden=\"true\">\u2191</span> "
                          "Significant progress</span> <small>significant_progress</small>");
    for (unsigned i = 0; i < JUDGE_PROFILES; i++)
        assert_contains(text, judge_profile_word((enum judge_profile)i));
    assert_contains(text, "no common label");
    assert_contains(text, "targets assessed");
}

static void a_picture_without_targets_says_so(void **state)
{
    struct made_page *m = *state;

    m->picture->row_count = 0;
    assert_contains(page(m), "No target is judged by a published method.");
    assert_lacks(m->out.data, "<table");
}

static void names_are_escaped(void **state)
{
    static struct name_text naughty[] = { { "en", NAUGHTY } };
    struct made_page *m = *state;

    m->picture->catalog->strategies[0].short_name = (struct names){ naughty, 1 };
    assert_lacks(page(m), "<b>\"O'Brien");
    assert_contains(m->out.data, "&lt;b&gt;&quot;O");
}

static void an_indicator_shows_what_each_method_compared(void **state)
{
    struct made_page *m = *state;
    const char *text = indicator_page(m, "cashless-share");

    assert_contains(text, "As other methods see it");
    assert_contains(text, "2016: 8.0 \u2192 2025: 46.3");
    assert_contains(text, "<small>target_achieved</small>");
    assert_page(m);
    assert_contains(indicator_page(m, "maturity-group"), "The method has no rule for groups.");
    assert_page(m);
}

static void the_method_page_names_them_all(void **state)
{
    struct made_page *m = *state;

    m->frame.path = "/method";
    if (page_method_write(&m->frame, &m->out, &m->err))
        fail_msg("%s", m->err.text);
    assert_contains(m->out.data, "href=\"/profiles\"");
    for (unsigned i = 0; i < JUDGE_PROFILES; i++)
        assert_contains(m->out.data, judge_profile_word((enum judge_profile)i));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        page_test(it_is_sound_in_every_language),
        page_test(a_label_is_a_sign_and_two_words),
        page_test(a_picture_without_targets_says_so),
        page_test(names_are_escaped),
        page_test(an_indicator_shows_what_each_method_compared),
        page_test(the_method_page_names_them_all),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
