#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/unit/daemon/site.h"

#include "tests/unit/daemon/ask.h"

#define CONF "[site]\nzone = Asia/Baku\ndefault_lang = en\ndefault_area = AZ\n"

static struct site site;

static int setup(void **state)
{
    (void)state;
    site_open(&site, CONF);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    site_close(&site);
    return 0;
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

static void each_target_is_a_row_and_says_what_day_it_speaks_of(void **state)
{
    ANSWER_AUTO struct answer answer = get(&site, "/api/v1/status");

    (void)state;
    assert_int_equal(answer.status, 200);
    assert_int_equal(at(&answer, "data")->count, 58);
    assert_string_equal(text_at(&answer, "version"), "1");
    assert_string_equal(text_at(&answer, "as_of"), "2026-11-20");
    assert_int_equal(at(&answer, "next")->type, HD_JSON_NULL);
}

static const struct {
    const char *says, *query;
    int status;
    const char *part; /* of the answer; NULL */
} questions[] = {
    { "an unknown parameter is refused with the nearest", "stat=achieved", 400, "state" },
    { "an unknown state is refused with the nearest", "state=of_track", 400, "off_track" },
    { "an unknown strategy likewise", "strategy=srm-2061", 400, "srm-2016" },
    { "an unknown indicator is not there", "indicator=cashles-share", 404, "cashless-share" },
    { "a filter that fits nothing is an empty list", "state=missed&strategy=plan-2026", 200,
      "\"data\":[]" },
    { "a malformed day is refused", "as_of=2026-02-30", 400, "2026-02-30" },
    { "a language that is not there is refused", "lang=xx", 400, "xx" },
    { "an area filters", "area=KZ", 200, "\"data\":[]" },
};

static void each_question_gets_its_status(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof questions / sizeof *questions; i++) {
        char uri[256];

        snprintf(uri, sizeof uri, "/api/v1/status?%s", questions[i].query);
        ANSWER_AUTO struct answer answer = get(&site, uri);
        if (answer.status != questions[i].status || !strstr(answer.text, questions[i].part))
            fail_msg("%s: %d %s", questions[i].says, answer.status, answer.text);
        if (answer.status >= 400)
            assert_string_equal(answer.content_type, "application/problem+json");
    }
}

static void who_is_behind_needs_attention(void **state)
{
    (void)state;
    site_publish(&site, "services-via-mygov", "2025", "40");
    site_publish(&site, "services-via-mygov", "2026-Q3", "39");

    ANSWER_AUTO struct answer answer = get(&site, "/api/v1/status?indicator=services-via-mygov");
    assert_string_equal(text_at(&answer, "data/0/state"), "off_track");
    assert_int_equal(answer.attention, 1);
    ANSWER_AUTO struct answer none = get(&site, "/api/v1/status?state=achieved");
    assert_int_equal(none.attention, 0);
}

static void one_indicator_for_people_is_the_whole_verdict_in_words(void **state)
{
    (void)state;
    site_publish(&site, "services-via-mygov", "2026-Q3", "41.25");

    ANSWER_AUTO struct answer words =
        get(&site, "/api/v1/status?indicator=services-via-mygov&format=table&lang=en");
    assert_non_null(strstr(words.text, "41.3"));
    assert_non_null(strstr(words.text, "at least 100 %"));
    assert_non_null(strstr(words.text, "Responsible"));
    ANSWER_AUTO struct answer csv =
        get(&site, "/api/v1/status?indicator=services-via-mygov&format=csv");
    assert_non_null(strstr(csv.text, ",41.25,2026-Q3,"));
}

static void the_past_is_answered_as_it_was_known(void **state)
{
    (void)state;
    site_publish(&site, "services-via-mygov", "2026-Q3", "41.25");

    ANSWER_AUTO struct answer now = get(&site, "/api/v1/status?indicator=services-via-mygov");
    ANSWER_AUTO struct answer before =
        get(&site, "/api/v1/status?indicator=services-via-mygov&as_of=2026-11-19");
    assert_string_equal(text_at(&now, "data/0/latest/period"), "2026-Q3");
    assert_int_equal(at(&before, "data/0/latest")->type, HD_JSON_NULL);
    ANSWER_AUTO struct answer older =
        get(&site, "/api/v1/status?strategy=plan-2026&as_of=2026-02-26");
    assert_int_equal(at(&older, "data")->count, 0);
}

static void series_rows_are_flat_for_grafana(void **state)
{
    (void)state;
    site_publish(&site, "services-via-mygov", "2025", "40");
    site_publish(&site, "services-via-mygov", "2026-Q3", "41.25");

    ANSWER_AUTO struct answer flat =
        get(&site, "/api/v1/series/services-via-mygov?format=rows&from=2026-Q1");
    assert_int_equal(flat.json->type, HD_JSON_ARRAY);
    assert_int_equal(flat.json->count, 1);
    assert_string_equal(text_at(&flat, "0/time"), "2026-09-30T00:00:00Z");
    assert_string_equal(text_at(&flat, "0/value"), "41.25");
    assert_string_equal(text_at(&flat, "0/target"), "100");
    assert_int_equal(at(&flat, "0/expected")->type, HD_JSON_NUMBER);
    ANSWER_AUTO struct answer epoch =
        get(&site, "/api/v1/series/services-via-mygov?format=rows&to=1767225599000");
    assert_int_equal(epoch.json->count, 1);
    ANSWER_AUTO struct answer bad = get(&site, "/api/v1/series/services-via-mygov?from=soon");
    assert_int_equal(bad.status, 400);
}

static void an_indicator_shows_its_definition_and_verdicts(void **state)
{
    ANSWER_AUTO struct answer one = get(&site, "/api/v1/indicators/govtech-maturity-group");
    ANSWER_AUTO struct answer none = get(&site, "/api/v1/indicators/nothing");
    ANSWER_AUTO struct answer all = get(&site, "/api/v1/indicators?strategy=plan-2026");

    (void)state;
    assert_string_equal(text_at(&one, "data/scale/3"), "A");
    assert_int_equal(at(&one, "data/verdicts")->count, 1);
    assert_int_equal(none.status, 404);
    assert_true(at(&all, "data")->count > 5);
    assert_string_equal(text_at(&all, "data/0/strategy"), "plan-2026");
}

static void what_is_owed_is_listed_with_its_days(void **state)
{
    (void)state;
    site_now_ms += 100 * SITE_DAY_MS;

    ANSWER_AUTO struct answer due = get(&site, "/api/v1/deadlines?days=60");
    ANSWER_AUTO struct answer bad = get(&site, "/api/v1/deadlines?days=many");
    ANSWER_AUTO struct answer words =
        get(&site, "/api/v1/deadlines?days=60&body=RINN&format=table&lang=az");
    ANSWER_AUTO struct answer csv = get(&site, "/api/v1/deadlines?days=60&body=RINN&format=csv");
    site_now_ms -= 100 * SITE_DAY_MS;
    assert_int_equal(due.status, 200);
    assert_true(at(&due, "data")->count > 0);
    assert_string_equal(text_at(&due, "data/0/body"), "RINN");
    assert_non_null(strstr(words.text, "R\u0130NN")); /* people know it by its short name */
    assert_null(strstr(words.text, "RINN"));
    assert_non_null(strstr(csv.text, ",RINN"));
    assert_null(strstr(csv.text, "R\u0130NN"));
    assert_int_equal(bad.status, 400);
    assert_non_null(strstr(bad.text, "days"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(each_target_is_a_row_and_says_what_day_it_speaks_of),
        TEST(each_question_gets_its_status),
        TEST(who_is_behind_needs_attention),
        TEST(one_indicator_for_people_is_the_whole_verdict_in_words),
        TEST(the_past_is_answered_as_it_was_known),
        TEST(series_rows_are_flat_for_grafana),
        TEST(an_indicator_shows_its_definition_and_verdicts),
        TEST(what_is_owed_is_listed_with_its_days),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
