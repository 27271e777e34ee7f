#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/unit/daemon/page/made_frame.h"

static const char *page(struct made_page *m)
{
    hd_buf_reset(&m->out);
    if (page_status_write(&m->frame, &m->out, &m->err))
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
        assert_in_range(m->out.len, 1, 100 * 1024);
    }
}

static void what_matters_comes_first(void **state)
{
    static const char *const order[] = {
        "<h1>",
        "class=\"lead\"",
        "class=\"strip\"",
        "class=\"key\"",
        "id=\"decide\"",
        "class=\"case off\"",
        "class=\"case missed\"",
        "class=\"case late\"",
        "id=\"s-srm-2016\"",
        "id=\"s-plan-2026\"",
        "id=\"late\"",
        "id=\"changes\"",
        "<footer",
    };
    struct made_page *m = *state;
    const char *at = page(m);

    for (size_t i = 0; i < sizeof order / sizeof order[0]; i++) {
        at = strstr(at, order[i]);
        if (!at) {
            fail_msg("'%s' is missing or comes too early", order[i]);
            return;
        }
    }
}

static void a_decision_names_gap_cause_body_and_promise(void **state)
{
    struct made_page *m = *state;

    (void)page(m);
    assert_contains(m->out.data, "Government e-services provided proactively");
    assert_contains(m->out.data, "−6.3 <small>points</small>");
    assert_contains(m->out.data, "the gap is −6.3 points");
    assert_contains(m->out.data, "Answers: <b>Ministry of Digital Development and Transport</b>");
    assert_contains(m->out.data, "Not acknowledged; open for 18 days.");
    assert_contains(m->out.data, "Due on 17 August 2026, grace ended on 31 August 2026: 96 days "
                                 "late.");
}

static void what_was_closed_before_installation_needs_no_decision(void **state)
{
    struct made_page *m = *state;

    /* 2025 was missed after the installation of 2025-06; 2020 long before it */
    assert_int_equal(markup_count(page(m), "class=\"case missed\""), 1);
    for (size_t i = 0; i < m->picture->row_count; i++)
        m->picture->rows[i].closed_before_install = true;
    assert_int_equal(markup_count(page(m), "class=\"case missed\""), 0);
    assert_contains(m->out.data, "class=\"chip missed\"");
}

static void how_likely_it_is_stands_below_the_state(void **state)
{
    static const char caption[] = "how likely it is that the target will be met";
    struct made_page *m = *state;

    for (size_t i = 0; i < m->picture->row_count; i++)
        m->picture->rows[i].verdict.outlook = (struct judge_outlook){ 0 };
    assert_lacks(page(m), caption);
    for (size_t i = 0; i < m->picture->row_count; i++)
        m->picture->rows[i].verdict.outlook = (struct judge_outlook){
            .has_probability = true, .probability = 0.7249, .likelihood = LIKELIHOOD_LIKELY
        };
    assert_contains(page(m), "<small>likely, 72 %</small>");
    assert_contains(m->out.data, caption);
}

static void decisions_end_with_ten_and_a_link(void **state)
{
    struct made_page *m = *state;
    struct status_row *off = NULL;
    size_t count = m->picture->row_count;
    struct status_row *rows = hd_arena_alloc(&m->arena, (count + 12) * sizeof *rows);

    for (size_t i = 0; i < count; i++) {
        rows[i] = m->picture->rows[i];
        if (rows[i].verdict.state == STATE_OFF_TRACK)
            off = &rows[i];
    }
    assert_non_null(off);
    for (size_t i = 0; i < 12; i++) {
        rows[count + i] = *off;
        rows[count + i].number = count + i;
    }
    m->picture->rows = rows;
    m->picture->row_count = count + 12;
    assert_int_equal(markup_count(page(m), "<article class=\"case"), 10);
    assert_contains(m->out.data, "<a href=\"#strategies\">5 more are in the tables below</a>");
}

static void worst_comes_first(void **state)
{
    struct made_page *m = *state;
    struct status_row *risk = NULL;

    for (size_t i = 0; i < m->picture->row_count; i++)
        if (m->picture->rows[i].verdict.state == STATE_AT_RISK)
            risk = &m->picture->rows[i];
    assert_non_null(risk);
    risk->verdict.state = STATE_OFF_TRACK;
    risk->verdict.score = -3;
    assert_true(strstr(page(m), "moved to the government cloud</a></h3>") <
                strstr(m->out.data, "anybody asks for them</a></h3>"));
    risk->verdict.score = 0.59;
    assert_true(strstr(page(m), "moved to the government cloud</a></h3>") >
                strstr(m->out.data, "anybody asks for them</a></h3>"));
}

static void changes_are_told_with_old_new_and_reason(void **state)
{
    struct made_page *m = *state;

    (void)page(m);
    assert_contains(m->out.data, "<td class=\"n\">47.0 %</td><td class=\"n\">47.3 %</td>"
                                 "<td>Revision: complete data");
    assert_contains(m->out.data, "Correction: two systems were counted twice");
}

static void rows_without_a_value_stand_apart(void **state)
{
    struct made_page *m = *state;
    const char *table = strstr(page(m), "<table class=\"rows none\">");

    assert_non_null(table);
    assert_non_null(strstr(table, "Services through the exchange platform"));
    assert_contains(m->out.data, "1 indicator without a target");
}

static void links_and_languages_keep_what_was_asked(void **state)
{
    struct made_page *m = *state;

    m->frame.asked_lang = "en";
    m->frame.as_of = "2026-03-31";
    (void)page(m);
    assert_contains(m->out.data,
                    "href=\"/indicators/cashless-share?as_of=2026-03-31&amp;lang=en\"");
    assert_contains(m->out.data, "href=\"/?as_of=2026-03-31&amp;lang=az\" lang=\"az\"");
    assert_contains(m->out.data, "<input type=\"hidden\" name=\"lang\" value=\"en\">");
    assert_contains(m->out.data, "/api/v1/status?as_of=2026-03-31&amp;format=csv");
    m->frame.asked_lang = m->frame.as_of = NULL;
    assert_contains(page(m), "href=\"/indicators/cashless-share\"");
}

static void notices_say_what_to_know(void **state)
{
    struct made_page *m = *state;

    assert_contains(page(m), "class=\"banner demo\"");
    assert_lacks(m->out.data, "class=\"banner past\"");
    assert_lacks(m->out.data, "class=\"banner stale\"");
    assert_contains(m->out.data, "a second person does not have to approve");
    m->picture->demo = m->picture->one_person = m->picture->current = false;
    assert_lacks(page(m), "class=\"banner demo\"");
    assert_lacks(m->out.data, "a second person does not have to approve");
    assert_contains(m->out.data, "This is what was known at the end of 21 November 2026.");
}

static void a_page_that_is_not_evaluated_marks_itself(void **state)
{
    struct made_page *m = *state;

    m->frame.now_at_ms = m->frame.evaluated_at_ms + 27 * INT64_C(3600000);
    assert_contains(page(m), "Not evaluated since 21 November 2026, 14:00");
}

static void nothing_from_outside_becomes_markup(void **state)
{
    struct made_page *m = *state;

    m->frame.site = NAUGHTY;
    m->picture->changes[0].reason = NAUGHTY;
    m->picture->catalog->indicators[0].name.items[0].text = NAUGHTY;
    m->picture->series[0].breakdown = NAUGHTY;
    m->frame.as_of = "\"><b>";
    assert_lacks(page(m), "<b>\"O'Brien");
    assert_contains(m->out.data, "&lt;b&gt;");
    assert_page(m);
}

static void empty_pages_say_what_to_do_next(void **state)
{
    struct made_page *m = *state;

    m->picture->row_count = 0;
    m->picture->deadline_count = m->picture->change_count = 0;
    assert_contains(page(m), "hedef import FILE");
    assert_contains(m->out.data, "Nothing is late.");
    assert_contains(m->out.data, "No published value has been changed.");
    assert_page(m);
    m->picture->catalog->target_count = 0;
    assert_contains(page(m), "hedef catalog apply PATH");
    assert_page(m);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        page_test(it_is_sound_in_every_language),
        page_test(what_matters_comes_first),
        page_test(a_decision_names_gap_cause_body_and_promise),
        page_test(what_was_closed_before_installation_needs_no_decision),
        page_test(how_likely_it_is_stands_below_the_state),
        page_test(decisions_end_with_ten_and_a_link),
        page_test(worst_comes_first),
        page_test(changes_are_told_with_old_new_and_reason),
        page_test(rows_without_a_value_stand_apart),
        page_test(links_and_languages_keep_what_was_asked),
        page_test(notices_say_what_to_know),
        page_test(a_page_that_is_not_evaluated_marks_itself),
        page_test(nothing_from_outside_becomes_markup),
        page_test(empty_pages_say_what_to_do_next),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
