#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/unit/daemon/page/made_frame.h"

static const char *page(struct made_page *m, const char *code)
{
    hd_buf_reset(&m->out);
    m->frame.path = "/backtest";
    m->frame.indicator = code;
    if (page_backtest_write(&m->frame, code ? catalog_indicator(m->picture->catalog, code) : NULL,
                            &m->out, &m->err))
        fail_msg("%s", m->err.text);
    assert_page(m);
    return m->out.data;
}

/* One series of five values at least must be among the made ones. */
static const char *longest(const struct made_page *m)
{
    const struct judge_series *found = &m->picture->series[0];

    for (size_t i = 1; i < m->picture->series_count; i++)
        if (m->picture->series[i].count > found->count)
            found = &m->picture->series[i];
    assert_true(found->count >= 5);
    return found->indicator;
}

static void the_page_says_what_was_done(void **state)
{
    struct made_page *m = *state;
    const char *text = page(m, NULL);

    assert_contains(text, "How the forecasts would have done");
    assert_contains(text, "as they are known today");
    assert_contains(text, "<option value=\"\">");
    assert_contains(text, "/api/v1/backtest?format=csv\"");
}

static void an_indicator_can_be_chosen(void **state)
{
    struct made_page *m = *state;
    const char *code = longest(m), *text = page(m, code);
    char part[128];

    snprintf(part, sizeof part, "<option value=\"%s\" selected>", code);
    assert_contains(text, part);
    snprintf(part, sizeof part, "/api/v1/backtest?format=csv&amp;indicator=%s\"", code);
    assert_contains(text, part);
    snprintf(part, sizeof part, "/backtest?indicator=%s&amp;lang=az", code);
    assert_contains(text, part);
}

static void it_reads_in_every_language(void **state)
{
    static const char *const languages[] = { "en", "az", "ru" };
    struct made_page *m = *state;

    for (size_t k = 0; k < 3; k++) {
        m->frame.lang = hd_lang_find(languages[k]);
        (void)page(m, NULL);
        for (size_t i = 0; i < MADE_INDICATORS; i++)
            (void)page(m, made_indicators[i].code);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        page_test(the_page_says_what_was_done),
        page_test(an_indicator_can_be_chosen),
        page_test(it_reads_in_every_language),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
