#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/unit/daemon/site.h"

#include "tests/unit/daemon/ask.h"

#define CONF   "[site]\nzone = Asia/Baku\ndefault_lang = en\ndefault_area = AZ\n"
#define TARGET "srm-2016.cashless-share.2025"
#define URI    "/api/v1/targets/" TARGET
#define WHY    "\"reason\":\"the decree\",\"clause\":\"2.1\"}"

static struct site site;
static int64_t start_ms;

static int setup(void **state)
{
    (void)state;
    start_ms = site_now_ms;
    site_open(&site, CONF);
    site_publish(&site, "cashless-share", "2024", "41.0");
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    site_close(&site);
    site_now_ms = start_ms;
    return 0;
}
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

static struct answer put(const char *uri, const char *body, const char *token)
{
    return ask_for(&site,
                   (struct ask){ .method = "PUT", .uri = uri, .body = body, .token = token });
}

static void put_ok(const char *body, const char *state, int status)
{
    ANSWER_AUTO struct answer answer = put(URI, body, NULL);

    if (answer.status != status || strcmp(text_at(&answer, "data/state"), state) != 0)
        fail_msg("%s: %d %s", body, answer.status, answer.text);
}

static void assert_problem(struct answer answer, int status, const char *code)
{
    if (answer.status != status || strcmp(text_at(&answer, "code"), code) != 0)
        fail_msg("%d %s instead of %s", answer.status, answer.text, code);
    answer_clear(&answer);
}

static void turn(const char *key, const char *body)
{
    char uri[80];

    snprintf(uri, sizeof uri, "/api/v1/settings/%s", key);
    {
        ANSWER_AUTO struct answer answer = put(uri, body, NULL);

        assert_int_equal(answer.status, 200);
    }
}

static void refresh(void)
{
    struct hd_error err;

    if (service_refresh(site.service, "change", NULL, &err))
        fail_msg("%s", err.text);
}

/* ---- lists ---- */

static void targets_are_listed_and_filtered_in_every_form(void **state)
{
    ANSWER_AUTO struct answer all = get(&site, "/api/v1/targets");
    ANSWER_AUTO struct answer one =
        get(&site, "/api/v1/targets?strategy=srm-2016&indicator=cashless-share");
    ANSWER_AUTO struct answer csv = get(&site, "/api/v1/targets?indicator=egdi-rank&format=csv");
    ANSWER_AUTO struct answer before = get(&site, "/api/v1/targets?as_of=2005-01-01");

    (void)state;
    assert_true(at(&all, "data")->count > 50);
    assert_int_equal(at(&one, "data")->count, 3);
    assert_string_equal(text_at(&one, "data/1/id"), TARGET);
    assert_string_equal(text_at(&one, "data/1/value"), "50");
    assert_string_equal(text_at(&one, "data/1/state"), "due");
    assert_int_equal(strncmp(csv.text, "id,strategy,indicator,area,", 27), 0);
    assert_int_equal(at(&before, "data")->count, 0);
    assert_problem(get(&site, "/api/v1/targets?indicator=cashless-shre"), 404, "indicator_unknown");
    assert_problem(get(&site, "/api/v1/targets?strategy=srm-2061"), 400, "parameter_value_unknown");
    assert_problem(get(&site, URI "6"), 404, "target_unknown");
}

/* ---- moving and looking back ---- */

static void a_dry_run_changes_nothing(void **state)
{
    ANSWER_AUTO struct answer before = get(&site, URI), answer, after;

    (void)state;
    answer = put(URI "?dry_run=1", "{\"value\":45," WHY, NULL);
    assert_int_equal(answer.status, 200);
    assert_int_equal(at(&answer, "data/change")->type, HD_JSON_NULL);
    assert_string_equal(text_at(&answer, "data/fields/0/old"), "50");
    assert_string_equal(text_at(&answer, "data/fields/0/new"), "45");
    after = get(&site, URI);
    assert_string_equal(before.text, after.text);
    answer_clear(&answer);
}

static void a_moved_target_keeps_what_it_was_with_its_verdict(void **state)
{
    ANSWER_AUTO struct answer answer, then;

    (void)state;
    put_ok("{\"value\":45," WHY, "approved", 201);
    put_ok("{\"value\":45," WHY, "unchanged", 200);
    answer = get(&site, URI);
    assert_int_equal(at(&answer, "data/vintages")->count, 2);
    assert_string_equal(text_at(&answer, "data/vintages/0/status"), "superseded");
    assert_string_equal(text_at(&answer, "data/vintages/0/value"), "50");
    assert_string_equal(text_at(&answer, "data/vintages/0/as_of"), "2026-11-19");
    assert_string_equal(text_at(&answer, "data/vintages/0/known_to"),
                        text_at(&answer, "data/vintages/1/known_from"));
    assert_string_equal(text_at(&answer, "data/vintages/1/status"), "present");
    assert_string_equal(text_at(&answer, "data/vintages/1/value"), "45");
    assert_string_equal(text_at(&answer, "data/vintages/1/reason"), "the decree");
    assert_string_equal(text_at(&answer, "data/vintages/1/clause"), "2.1");
    assert_string_equal(text_at(&answer, "data/vintages/1/actor"), "local:test");
    assert_string_equal(text_at(&answer, "data/vintages/1/changed/0"), "value");
    then = get(&site, "/api/v1/status?indicator=cashless-share&as_of=2026-11-19");
    assert_non_null(strstr(then.text, "\"value\":50"));
    assert_null(strstr(then.text, "\"value\":45"));
}

/* Its time was over before it was moved: values that come later still decide it. */
static void what_was_over_is_decided_all_the_same(void **state)
{
    ANSWER_AUTO struct answer waiting, missed, past;

    (void)state;
    put_ok("{\"period\":\"2027\"," WHY, "approved", 201);
    waiting = get(&site, URI);
    assert_string_equal(text_at(&waiting, "data/vintages/0/verdicts/0/state"), "due");
    assert_string_equal(text_at(&waiting, "data/vintages/0/final/0/state"), "due");
    assert_int_equal(at(&waiting, "data/vintages/1/final")->count, 0);
    site_now_ms += 10 * SITE_DAY_MS;
    site_publish(&site, "cashless-share", "2025", "44.5");
    missed = get(&site, URI);
    assert_string_equal(text_at(&missed, "data/vintages/0/verdicts/0/state"), "due");
    assert_string_equal(text_at(&missed, "data/vintages/0/final/0/state"), "missed");
    assert_string_equal(text_at(&missed, "data/vintages/0/final/0/decided_by/value"), "44.5");
    assert_string_not_equal(text_at(&missed, "data/vintages/1/verdicts/0/state"), "missed");
    past = get(&site, URI "?as_of=2026-11-19");
    assert_int_equal(at(&past, "data/vintages")->count, 1);
    assert_string_equal(text_at(&past, "data/vintages/0/status"), "present");
}

/* Less than a day in force: just before it was replaced. */
static void two_moves_on_one_day_are_both_judged(void **state)
{
    ANSWER_AUTO struct answer answer;

    (void)state;
    put_ok("{\"value\":45," WHY, "approved", 201);
    site_now_ms += 3600000;
    put_ok("{\"value\":40," WHY, "approved", 201);
    answer = get(&site, URI);
    assert_string_equal(text_at(&answer, "data/vintages/0/as_of"), "2026-11-19");
    assert_string_equal(text_at(&answer, "data/vintages/1/as_of"), "2026-11-20T06:59:59Z");
    assert_string_equal(text_at(&answer, "data/vintages/1/verdicts/0/target/value"), "45");
}

static void what_is_yet_to_come_is_planned(void **state)
{
    ANSWER_AUTO struct answer answer;

    (void)state;
    put_ok("{\"value\":45,\"from\":\"2027-01-01\"," WHY, "approved", 201);
    answer = get(&site, URI);
    assert_string_equal(text_at(&answer, "data/vintages/0/status"), "present");
    assert_string_equal(text_at(&answer, "data/vintages/1/status"), "planned");
    assert_int_equal(at(&answer, "data/vintages/1/verdicts")->count, 0);
    assert_string_equal(text_at(&answer, "data/vintages/1/known_from"), "2027-01-01T08:00:00Z");
}

/* ---- alerts ---- */

static const struct hd_json *alert_of(const struct answer *answer, const char *kind)
{
    for (const struct hd_json *alert = at(answer, "data")->first; alert; alert = alert->next)
        if (strcmp(hd_json_get(alert, "kind")->text, kind) == 0 &&
            strcmp(hd_json_get(alert, "subject")->text, TARGET) == 0)
            return alert;
    fail_msg("no alert %s in %s", kind, answer->text);
    return NULL;
}

static void a_missed_target_that_is_moved_does_not_end_in_silence(void **state)
{
    ANSWER_AUTO struct answer missed, over, life, target;
    char uri[64];

    (void)state;
    put_ok("{\"period\":\"2026-11\"," WHY, "approved", 201);
    site_now_ms += 15 * SITE_DAY_MS;
    site_publish(&site, "cashless-share", "2026-11", "44.5");
    refresh();
    missed = get(&site, "/api/v1/alerts");
    assert_string_equal(hd_json_get(alert_of(&missed, "missed"), "state")->text, "firing");
    assert_string_equal(hd_json_get(alert_of(&missed, "missed"), "first_period")->text, "2026-11");
    site_now_ms += SITE_DAY_MS;
    put_ok("{\"value\":44,\"reason\":\"made easier\",\"clause\":\"2.2\"}", "approved", 201);
    refresh();
    over = get(&site, "/api/v1/alerts");
    assert_string_equal(hd_json_get(alert_of(&over, "missed"), "state")->text, "resolved");
    assert_non_null(
        strstr(hd_json_get(alert_of(&over, "missed"), "headline")->text, "made easier"));
    snprintf(uri, sizeof uri, "/api/v1/alerts/%s",
             hd_json_get(alert_of(&over, "missed"), "id")->text);
    life = get(&site, uri);
    assert_string_equal(text_at(&life, "data/events/1/note"), "moved");
    target = get(&site, URI);
    assert_string_equal(text_at(&target, "data/vintages/1/final/0/state"), "missed");
    assert_string_equal(text_at(&target, "data/vintages/2/verdicts/0/state"), "achieved");
}

/* ---- refusals ---- */

static void what_cannot_be_is_refused_with_all_problems(void **state)
{
    ANSWER_AUTO struct answer answer;

    (void)state;
    answer = put(URI, "{\"value\":145,\"period\":\"soon\"," WHY, NULL);
    assert_int_equal(answer.status, 422);
    assert_int_equal(at(&answer, "errors")->count, 2);
    assert_problem(put(URI, "[]", NULL), 400, "body_invalid");
    assert_problem(put(URI, "{\"value\":", NULL), 400, "body_invalid");
    assert_problem(put(URI "6", "{\"value\":45," WHY, NULL), 404, "target_unknown");
}

static void moving_needs_the_operator(void **state)
{
    struct token_secret writer = site_token(&site, "write", 0);
    char header[128];

    (void)state;
    snprintf(header, sizeof header, "Bearer %s", writer.text);
    assert_problem(put(URI, "{\"value\":45," WHY, header), 403, "scope_missing");
    assert_problem(put("/api/v1/settings/second_person_targets", "{\"value\":\"yes\"}", header),
                   403, "scope_missing");
}

/* ---- the second person ---- */

static void a_second_person_approves_and_nobody_their_own(void **state)
{
    struct token_secret other = site_token(&site, "operator", 0);
    ANSWER_AUTO struct answer waiting, approved, moved, list;
    char header[128];

    (void)state;
    snprintf(header, sizeof header, "Bearer %s", other.text);
    turn("second_person_targets", "{\"value\":\"yes\"}");
    put_ok("{\"value\":45," WHY, "proposed", 201);
    put_ok("{\"value\":45," WHY, "proposed", 200);
    assert_problem(put(URI, "{\"value\":40," WHY, NULL), 409, "change_waits");
    waiting = get(&site, URI);
    assert_int_equal(at(&waiting, "data/vintages")->count, 1);
    assert_problem(post(&site, "/api/v1/targets/changes/1/approve", ""), 403, "own_change");
    assert_problem(post(&site, "/api/v1/targets/changes/1/return", "{\"reason\":\"no\"}"), 403,
                   "own_change");
    approved = ask_for(&site, (struct ask){ .method = "POST",
                                            .uri = "/api/v1/targets/changes/1/approve",
                                            .token = header });
    assert_int_equal(approved.status, 200);
    assert_problem(post(&site, "/api/v1/targets/changes/1/approve", ""), 409, "wrong_state");
    moved = get(&site, URI);
    assert_string_equal(text_at(&moved, "data/vintages/1/proposed_by"), "local:test");
    assert_string_equal(text_at(&moved, "data/vintages/1/actor"), "token:operator-0");
    list = get(&site, "/api/v1/targets/changes?state=approved");
    assert_int_equal(at(&list, "data")->count, 1);
    assert_string_equal(text_at(&list, "data/0/changes"), "value 50 → 45");
    assert_string_equal(text_at(&list, "data/0/decided_by"), "token:operator-0");
}

static void what_is_returned_or_withdrawn_changes_nothing(void **state)
{
    struct token_secret other = site_token(&site, "operator", 0);
    ANSWER_AUTO struct answer returned, withdrawn, list, target;
    char header[128];

    (void)state;
    snprintf(header, sizeof header, "Bearer %s", other.text);
    turn("second_person_targets", "{\"value\":\"yes\"}");
    put_ok("{\"value\":45," WHY, "proposed", 201);
    assert_problem(ask_for(&site, (struct ask){ .method = "POST",
                                                .uri = "/api/v1/targets/changes/1/withdraw",
                                                .token = header }),
                   403, "own_change");
    returned = ask_for(&site, (struct ask){ .method = "POST",
                                            .uri = "/api/v1/targets/changes/1/return",
                                            .body = "{\"reason\":\"which clause?\"}",
                                            .token = header });
    assert_int_equal(returned.status, 200);
    put_ok("{\"value\":45," WHY, "proposed", 201);
    withdrawn = post(&site, "/api/v1/targets/changes/2/withdraw", "");
    assert_int_equal(withdrawn.status, 200);
    list = get(&site, "/api/v1/targets/changes");
    assert_string_equal(text_at(&list, "data/0/state"), "withdrawn");
    assert_string_equal(text_at(&list, "data/1/state"), "returned");
    assert_string_equal(text_at(&list, "data/1/decision_reason"), "which clause?");
    target = get(&site, URI);
    assert_int_equal(at(&target, "data/vintages")->count, 1);
}

static void rules_are_told_and_turned(void **state)
{
    ANSWER_AUTO struct answer before = get(&site, "/api/v1/settings"), after;

    (void)state;
    assert_string_equal(text_at(&before, "data/1/key"), "second_person_targets");
    assert_string_equal(text_at(&before, "data/1/value"), "no");
    turn("second_person_targets", "{\"value\":\"yes\"}");
    after = get(&site, "/api/v1/settings");
    assert_string_equal(text_at(&after, "data/1/value"), "yes");
    assert_problem(put("/api/v1/settings/second_person_targets", "{\"value\":\"on\"}", NULL), 400,
                   "parameter_value_unknown");
    assert_problem(put("/api/v1/settings/second_person", "{\"value\":\"yes\"}", NULL), 400,
                   "parameter_value_unknown");
}

int main(void)
{
    const struct CMUnitTest target[] = {
        TEST(targets_are_listed_and_filtered_in_every_form),
        TEST(a_dry_run_changes_nothing),
        TEST(a_moved_target_keeps_what_it_was_with_its_verdict),
        TEST(what_was_over_is_decided_all_the_same),
        TEST(two_moves_on_one_day_are_both_judged),
        TEST(what_is_yet_to_come_is_planned),
        TEST(a_missed_target_that_is_moved_does_not_end_in_silence),
        TEST(what_cannot_be_is_refused_with_all_problems),
        TEST(moving_needs_the_operator),
        TEST(a_second_person_approves_and_nobody_their_own),
        TEST(what_is_returned_or_withdrawn_changes_nothing),
        TEST(rules_are_told_and_turned),
    };

    return cmocka_run_group_tests(target, NULL, NULL);
}
