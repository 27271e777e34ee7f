#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/unit/daemon/page/made_frame.h"

static const char *page(struct made_page *m, const char *code)
{
    hd_buf_reset(&m->out);
    m->frame.path = hd_arena_printf(&m->arena, "/indicators/%s", code);
    if (page_indicator_write(&m->frame, catalog_indicator(m->picture->catalog, code), &m->out,
                             &m->err))
        fail_msg("%s: %s", code, m->err.text);
    return m->out.data;
}

static void every_indicator_has_a_sound_page_in_every_language(void **state)
{
    static const char *const languages[] = { "en", "az", "ru" };
    struct made_page *m = *state;

    for (size_t k = 0; k < 3; k++)
        for (size_t i = 0; i < MADE_INDICATORS; i++) {
            m->frame.lang = hd_lang_find(languages[k]);
            (void)page(m, made_indicators[i].code);
            assert_page(m);
            assert_in_range(m->out.len, 1, 100 * 1024);
        }
}

static void what_is_to_come_stands_beside_where_it_stands(void **state)
{
    static const struct {
        const char *says, *figure;
    } figures[] = {
        { "pace", "<dt>Pace</dt><dd>+2.4 <small>points a year</small>" },
        { "needed", "<dt>Pace needed</dt><dd>+14.5 <small>points a year</small>" },
        { "forecast", "<dt>Forecast, 2028</dt><dd>22.9 <small>%</small>" },
        { "nobody is told nothing at all",
          "<dt>Will be met</dt><dd>1 % <small>very unlikely</small>" },
        { "reached", "<dt>Reached at this pace</dt><dd>Q1 2040</dd>" },
    };
    struct made_page *m = *state;

    for (size_t i = 0; i < m->picture->row_count; i++)
        m->picture->rows[i].verdict.outlook =
            (struct judge_outlook){ .has_pace = true,
                                    .pace = 2.4,
                                    .has_pace_needed = true,
                                    .pace_needed = 14.49,
                                    .has_forecast = true,
                                    .forecast = 22.94,
                                    .has_probability = true,
                                    .probability = 0.0004,
                                    .likelihood = LIKELIHOOD_VERY_UNLIKELY,
                                    .has_reached = true,
                                    .reached = made_period("2040-Q1") };
    (void)page(m, "proactive");
    for (size_t i = 0; i < sizeof figures / sizeof figures[0]; i++) {
        if (!strstr(m->out.data, figures[i].figure))
            fail_msg("%s", figures[i].says);
    }
}

static void the_calculation_can_be_followed(void **state)
{
    static const struct {
        const char *code, *line;
    } cases[] = {
        /* path of 1096 days from the end of 2025 to the end of 2028, 273 of them gone */
        { "proactive", "15 + (50 − 15) × 273 / 1096 ≈ <b>23.7181 %</b>" },
        { "proactive", "2026-09-30 − 2025-12-31 = <b>273 days</b>" },
        { "proactive", "17.4 − 23.7181 = <b>−6.3181 points</b>" },
        { "proactive", "<span class=\"how\">(y − b) / (T − b)</span>(17.4 − 15) / (50 − 15)" },
        { "proactive", "(23.7181 − 15) / (50 − 15)" },
        { "proactive", " &lt; 0.6: <b>Off track</b>" },
        { "proactive", "version 1, published 14 November 2026" },
        { "gov-cloud", "&lt; 0.95: <b>At risk</b>" },
        { "operations", "≥ 0.95: <b>On track</b>" },
        { "fixed-speed", "3.6 + (12.81 − 3.6) × 1461 / 1857 ≈ <b>10.846 Mbit/s</b>" },
        { "fixed-speed", "10.846 &lt; 20: <b>Missed</b>" },
        { "fixed-speed", "12.81 + (90 − 12.81) × 1430 / 1461" },
        { "fixed-speed", "88.3622 &gt; 50: <b>Achieved</b>" },
        { "cashless-share", "46.3 &lt; 50: <b>Missed</b>" },
        { "pos-value", "2750 &gt; 2700: <b>Achieved</b>" },
        { "cashless-share", "Method hedef-2026.1." },
    };
    struct made_page *m = *state;

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        assert_contains(page(m, cases[i].code), cases[i].line);
}

static void a_rank_is_behind_when_it_is_too_great(void **state)
{
    struct made_page *m = *state;
    struct target *target = NULL;

    for (size_t i = 0; i < m->picture->catalog->target_count; i++)
        if (strcmp(m->picture->catalog->targets[i].indicator->code, "egdi-rank") == 0)
            target = &m->picture->catalog->targets[i];
    assert_non_null(target);
    target->judge.kind = JUDGE_AT_MOST;
    target->judge.value = "40";
    target->judge.number = 40;
    target->judge.valid_from_day = made_day("2018-01-01");
    m->picture->row_count = 0;
    made_row(m->picture, target->indicator, target);
    m->picture->rows[0].headline = true;
    assert_contains(page(m, "egdi-rank"), "expected less value, since less is better");
    assert_contains(m->out.data, " − 74 ");
    assert_contains(m->out.data, "places</small>");
}

static void the_first_calculation_stands_open(void **state)
{
    struct made_page *m = *state;

    (void)page(m, "cashless-share");
    assert_int_equal(markup_count(m->out.data, "<details class=\"calc\" open>"), 1);
    assert_int_equal(markup_count(m->out.data, "<details class=\"calc\">"), 2);
}

static void values_are_listed_newest_first_with_the_path(void **state)
{
    struct made_page *m = *state;
    const char *table = strstr(page(m, "cashless-share"), "<table class=\"values\">");

    assert_non_null(table);
    assert_true(strstr(table, ">Q3 2026</th>") < strstr(table, ">2016</th>"));
    assert_non_null(strstr(table, "<td class=\"n\">24.5</td><td class=\"n\">30.0</td>"
                                  "<td class=\"n\"><span class=\"neg\">−5.5</span></td>"));
}

static void quarters_of_a_sum_are_not_held_against_years(void **state)
{
    struct made_page *m = *state;
    const char *table = strstr(page(m, "pos-value"), "<table class=\"values\">");

    assert_non_null(table);
    assert_non_null(strstr(table, ">Q1 2026</th><td class=\"n\">2500</td>"
                                  "<td class=\"n\">–</td><td class=\"n\">–</td>"));
}

static void an_indicator_without_values_says_what_to_do(void **state)
{
    struct made_page *m = *state;

    assert_contains(page(m, "services-ehis"), "hedef import FILE");
    assert_contains(m->out.data, "Due on 17 August 2026");
}

static void alerts_and_quality_are_told(void **state)
{
    struct made_page *m = *state;

    (void)page(m, "cashless-share");
    assert_contains(m->out.data, "What it counts, in one sentence.");
    assert_contains(m->out.data, "Promised: 31 January 2027");
    assert_contains(m->out.data, "45 days after the period, then 14 days of grace");
}

static void a_calculation_that_was_decided_provisionally_says_so(void **state)
{
    struct made_page *m = *state;

    for (size_t i = 0; i < m->picture->row_count; i++)
        m->picture->rows[i].verdict.provisional = true;
    assert_contains(page(m, "cashless-share"), "decided again when it is revised");
}

static void every_version_is_listed(void **state)
{
    struct made_page *m = *state;
    struct vintage_row rows[] = {
        { .area = "AZ",
          .breakdown = "",
          .period = made_period("2026-Q2"),
          .vintage = 1,
          .value = "47.0",
          .status = 'P',
          .published_at_ms = INT64_C(1786600000000) },
        { .area = "AZ",
          .breakdown = "",
          .period = made_period("2026-Q2"),
          .vintage = 2,
          .value = "47.3",
          .status = 'A',
          .verb = "revise",
          .reason = "complete <data>",
          .published_at_ms = INT64_C(1794800000000) },
        { .area = "KZ",
          .breakdown = "",
          .period = made_period("2026-Q2"),
          .vintage = 1,
          .value = NULL,
          .status = 'O',
          .published_at_ms = INT64_C(1794800000000) },
    };

    const int64_t fetches[] = { 0, 17, 0 };

    m->frame.area = "AZ";
    assert_int_equal(page_history_write(&m->frame,
                                        catalog_indicator(m->picture->catalog, "cashless-share"),
                                        rows, 3, fetches, &m->out, &m->err),
                     HD_OK);
    assert_page(m);
    assert_contains(m->out.data, "47.0 %");
    assert_contains(m->out.data, "Revision: complete &lt;data&gt;");
    assert_lacks(m->out.data, "KZ");
    assert_contains(m->out.data, "href=\"/fetches/17\"");
    assert_int_equal(markup_count(m->out.data, "href=\"/fetches/"), 1);
    assert_true(strstr(m->out.data, "47.3 %") < strstr(m->out.data, "47.0 %"));
}

static void versions_of_the_place_that_heads_the_page_come_first(void **state)
{
    struct made_page *m = *state;
    struct vintage_row rows[4] = {
        { .area = "AM" }, { .area = "AZ" }, { .area = "AZ" }, { .area = "KZ" }
    };
    const char *am, *az, *kz;

    for (size_t i = 0; i < 4; i++) {
        rows[i].breakdown = "";
        rows[i].period = made_period(i == 2 ? "2026-Q3" : "2026-Q2");
        rows[i].vintage = 1;
        rows[i].value = i == 2 ? "48.8" : "47.7";
        rows[i].status = 'A';
    }
    assert_int_equal(page_history_write(&m->frame,
                                        catalog_indicator(m->picture->catalog, "cashless-share"),
                                        rows, 4, NULL, &m->out, &m->err),
                     HD_OK);
    assert_page(m);
    am = strstr(m->out.data, "<small>AM</small>");
    az = strstr(m->out.data, "<small>AZ</small>");
    kz = strstr(m->out.data, "<small>KZ</small>");
    assert_true(am && az && kz && az < am && am < kz);
    assert_true(strstr(m->out.data, "48.8 %") < strstr(m->out.data, "47.7 %"));
}

static void the_method_explains_every_state(void **state)
{
    struct made_page *m = *state;

    m->frame.path = "/method";
    assert_int_equal(page_method_write(&m->frame, &m->out, &m->err), HD_OK);
    assert_page(m);
    assert_int_equal(markup_count(m->out.data, "class=\"chip "), 2 * JUDGE_STATES);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        page_test(every_indicator_has_a_sound_page_in_every_language),
        page_test(what_is_to_come_stands_beside_where_it_stands),
        page_test(the_calculation_can_be_followed),
        page_test(a_rank_is_behind_when_it_is_too_great),
        page_test(the_first_calculation_stands_open),
        page_test(values_are_listed_newest_first_with_the_path),
        page_test(quarters_of_a_sum_are_not_held_against_years),
        page_test(an_indicator_without_values_says_what_to_do),
        page_test(alerts_and_quality_are_told),
        page_test(a_calculation_that_was_decided_provisionally_says_so),
        page_test(every_version_is_listed),
        page_test(versions_of_the_place_that_heads_the_page_come_first),
        page_test(the_method_explains_every_state),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
