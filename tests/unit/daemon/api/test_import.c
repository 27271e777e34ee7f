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

#define GOOD                                                                                       \
    "{\"observations\":[{\"indicator\":\"sima-users\",\"period\":\"2026-Q3\",\"value\":4100000}]}"

static void posting_is_created_and_once_more_is_nothing_new(void **state)
{
    (void)state;
    ANSWER_AUTO struct answer first = post(&site, "/api/v1/observations", GOOD);
    ANSWER_AUTO struct answer again = post(&site, "/api/v1/observations", GOOD);
    assert_int_equal(first.status, 201);
    assert_string_equal(text_at(&first, "data/state"), "approved");
    assert_string_equal(text_at(&first, "data/new"), "1");
    assert_string_equal(text_at(&first, "data/rows/0/new"), "4100000");
    assert_int_equal(at(&first, "data/rows/0/old")->type, HD_JSON_NULL);
    assert_int_equal(again.status, 200);
    assert_string_equal(text_at(&again, "data/unchanged"), "1");
    assert_int_equal(at(&again, "data/submission")->type, HD_JSON_NULL);
}

static void a_key_repeats_the_first_answer_and_is_no_cover_for_another_body(void **state)
{
    struct ask ask = { "POST", "/api/v1/observations", GOOD, "key-1", NULL };

    (void)state;
    ANSWER_AUTO struct answer first = ask_for(&site, ask);
    site_publish(&site, "sima-users", "2026-Q3", "5");
    ANSWER_AUTO struct answer again = ask_for(&site, ask);
    assert_int_equal(again.status, first.status);
    assert_string_equal(again.text, first.text);
    assert_true(again.replayed && !first.replayed);
    ask.body =
        "{\"observations\":[{\"indicator\":\"sima-users\",\"period\":\"2026-Q3\",\"value\":6}]}";
    ANSWER_AUTO struct answer other = ask_for(&site, ask);
    assert_int_equal(other.status, 422);
    assert_string_equal(text_at(&other, "code"), "idempotency_key_reused");
}

static const struct {
    const char *says, *uri, *body;
    int status;
    const char *part;
} refusals[] = {
    { "no JSON", "/api/v1/observations", "{not json", 400, "line 1" },
    { "an empty body", "/api/v1/observations", "", 400, "import_invalid" },
    { "an unknown member", "/api/v1/observations", "{\"observations\":[],\"x\":1}", 422, "/x" },
    { "an unknown indicator", "/api/v1/observations",
      "{\"observations\":[{\"indicator\":\"sima-usres\",\"period\":\"2026\",\"value\":1}]}", 422,
      "sima-users" },
    { "no header", "/api/v1/imports", "", 422, "file_empty" },
    { "a verb that is none", "/api/v1/imports?verb=change", "x", 400, "verb" },
    { "a format that is none", "/api/v1/imports?format=tsv", "x", 400, "format" },
    { "an unknown parameter", "/api/v1/imports?dryrun=1", "x", 400, "dry_run" },
};

static void each_refusal_says_what_is_wrong(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof refusals / sizeof *refusals; i++) {
        ANSWER_AUTO struct answer answer = post(&site, refusals[i].uri, refusals[i].body);

        if (answer.status != refusals[i].status || !strstr(answer.text, refusals[i].part))
            fail_msg("%s: %d %s", refusals[i].says, answer.status, answer.text);
    }
}

static void only_tokens_that_may_write_do(void **state)
{
    struct token_secret reader = site_token(&site, "read", 0),
                        writer = site_token(&site, "write", 0);
    const char *csv = "indicator,period,value,published\nsima-users,2020,1,2021-01-01\n";
    char bearer[100];

    (void)state;
    snprintf(bearer, sizeof bearer, "Bearer %s", reader.text);
    ANSWER_AUTO struct answer no =
        ask_for(&site, (struct ask){ "POST", "/api/v1/observations", GOOD, NULL, bearer });
    assert_int_equal(no.status, 403);
    snprintf(bearer, sizeof bearer, "Bearer %s", writer.text);
    ANSWER_AUTO struct answer yes =
        ask_for(&site, (struct ask){ "POST", "/api/v1/observations", GOOD, NULL, bearer });
    assert_int_equal(yes.status, 201);
    ANSWER_AUTO struct answer history =
        ask_for(&site, (struct ask){ "POST", "/api/v1/imports?history=1", csv, NULL, bearer });
    assert_int_equal(history.status, 403);
    ANSWER_AUTO struct answer catalog =
        ask_for(&site, (struct ask){ "GET", "/api/v1/catalog/diff?path=/etc", NULL, NULL, bearer });
    assert_int_equal(catalog.status, 403);
}

static void a_dry_run_tells_what_would_change(void **state)
{
    (void)state;
    ANSWER_AUTO struct answer first =
        post(&site, "/api/v1/imports", "indicator,period,value,status\nsima-users,2025,1,P\n");
    ANSWER_AUTO struct answer dry = post(&site, "/api/v1/imports?dry_run=1",
                                         "indicator,period,value,status\nsima-users,2025,1,A\n");
    assert_int_equal(first.status, 201);
    assert_int_equal(at(&first, "data/rows/0/old_status")->type, HD_JSON_NULL);
    assert_string_equal(text_at(&dry, "data/rows/0/old_status"), "P");
    assert_string_equal(text_at(&dry, "data/rows/0/new_status"), "A");
    assert_string_equal(text_at(&dry, "data/problems/0/code"), "reason_missing");
    assert_int_equal(at(&dry, "data/problems/0/warning")->type, HD_JSON_TRUE);
    assert_int_equal(dry.status, 200);
}

static void a_correction_without_a_reason_is_refused(void **state)
{
    (void)state;
    ANSWER_AUTO struct answer no = post(&site, "/api/v1/observations?verb=correct", GOOD);
    assert_int_equal(no.status, 422);
    assert_string_equal(text_at(&no, "errors/0/code"), "reason_missing");
    ANSWER_AUTO struct answer yes = post(&site, "/api/v1/observations?verb=correct",
                                         "{\"reason\":\"slip\",\"observations\":[{\"indicator\":"
                                         "\"sima-users\",\"period\":\"2026-Q3\",\"value\":4}]}");
    assert_int_equal(yes.status, 201);
}

static void partial_gives_the_bad_rows_back(void **state)
{
    (void)state;
    ANSWER_AUTO struct answer answer =
        post(&site, "/api/v1/imports?partial=1&filename=x.csv",
             "indicator,period,value\nsima-users,2025,1\nsima-users,2026,x y\n");
    assert_int_equal(answer.status, 201);
    assert_int_equal(answer.attention, 1);
    assert_string_equal(text_at(&answer, "data/refused"), "1");
    assert_non_null(strstr(text_at(&answer, "data/rejected_csv"), "x y"));
    assert_string_equal(text_at(&answer, "data/problems/0/line"), "3");
}

/* ---- what was handed in ---- */

static enum hd_rc ask_for_a_second(struct txn *txn, void *ctx, struct hd_error *err)
{
    (void)ctx;
    return submission_require_second_person(txn, true, "test", err);
}

static void with_a_second_person_values_wait(void **state)
{
    struct token_secret token = site_token(&site, "write", 0);
    struct hd_error err;
    char bearer[100], uri[100];

    (void)state;
    snprintf(bearer, sizeof bearer, "Bearer %s", token.text);
    assert_int_equal(store_write(service_store(site.service), ask_for_a_second, NULL, &err), HD_OK);
    ANSWER_AUTO struct answer sent =
        ask_for(&site, (struct ask){ "POST", "/api/v1/observations", GOOD, NULL, bearer });
    assert_int_equal(sent.status, 201);
    assert_string_equal(text_at(&sent, "data/state"), "submitted");
    ANSWER_AUTO struct answer hidden = get(&site, "/api/v1/observations?indicator=sima-users");
    assert_int_equal(at(&hidden, "data")->count, 0);
    ANSWER_AUTO struct answer refused = post(&site, "/api/v1/observations?publish=1", GOOD);
    assert_int_equal(refused.status, 403);

    snprintf(uri, sizeof uri, "/api/v1/submissions/%s", text_at(&sent, "data/submission"));
    ANSWER_AUTO struct answer shown = get(&site, uri);
    assert_string_equal(text_at(&shown, "data/observations/0/new"), "4100000");
    assert_string_equal(text_at(&shown, "data/may/0"), "approve");
    snprintf(uri, sizeof uri, "/api/v1/submissions/%s/return", text_at(&sent, "data/submission"));
    ANSWER_AUTO struct answer no_reason = post(&site, uri, "{}");
    assert_int_equal(no_reason.status, 400);
    snprintf(uri, sizeof uri, "/api/v1/submissions/%s/approve", text_at(&sent, "data/submission"));
    ANSWER_AUTO struct answer approved = post(&site, uri, NULL);
    assert_int_equal(approved.status, 200);
    ANSWER_AUTO struct answer twice = post(&site, uri, NULL);
    assert_int_equal(twice.status, 409);
    ANSWER_AUTO struct answer seen = get(&site, "/api/v1/observations?indicator=sima-users");
    assert_int_equal(at(&seen, "data")->count, 1);
    ANSWER_AUTO struct answer list = get(&site, "/api/v1/submissions?state=approved");
    assert_int_equal(at(&list, "data")->count, 1);
}

static void submissions_that_are_not_there(void **state)
{
    ANSWER_AUTO struct answer none = get(&site, "/api/v1/submissions/99");
    ANSWER_AUTO struct answer word = get(&site, "/api/v1/submissions/x");
    ANSWER_AUTO struct answer empty = get(&site, "/api/v1/submissions");

    (void)state;
    assert_int_equal(none.status, 404);
    assert_int_equal(word.status, 404);
    assert_int_equal(empty.status, 200);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(posting_is_created_and_once_more_is_nothing_new),
        TEST(a_key_repeats_the_first_answer_and_is_no_cover_for_another_body),
        TEST(each_refusal_says_what_is_wrong),
        TEST(only_tokens_that_may_write_do),
        TEST(a_dry_run_tells_what_would_change),
        TEST(a_correction_without_a_reason_is_refused),
        TEST(partial_gives_the_bad_rows_back),
        TEST(with_a_second_person_values_wait),
        TEST(submissions_that_are_not_there),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
