#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <unistd.h>

#include "common/file.h"
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

#define ONE                                                                                        \
    "targets:\n  - {strategy: plan-2026, indicator: cashless-share, area: AZ, kind: at_least, "    \
    "period: 2028, value: 70, valid_from: 2026-02-27}\n"

static const char *file_of(const char *text)
{
    static char path[128];
    struct hd_error err;

    snprintf(path, sizeof path, "%s/one.yaml", site.dir);
    assert_int_equal(hd_file_replace(path, text, strlen(text), 0600, &err), HD_OK);
    return path;
}

static const char *uri_of(const char *what, const char *text)
{
    static char uri[256];

    snprintf(uri, sizeof uri, "/api/v1/catalog/%spath=%s", what, file_of(text));
    return uri;
}

static int remove_file(void **state)
{
    char path[128];

    snprintf(path, sizeof path, "%s/one.yaml", site.dir);
    unlink(path);
    return teardown(state);
}

static void diff_shows_and_apply_takes_over(void **state)
{
    (void)state;
    ANSWER_AUTO struct answer diff = get(&site, uri_of("diff?", ONE));
    assert_int_equal(at(&diff, "data")->count, 1);
    assert_string_equal(text_at(&diff, "data/0/code"), "plan-2026.cashless-share.2028");
    assert_string_equal(text_at(&diff, "data/0/what"), "added");
    ANSWER_AUTO struct answer dry = post(&site, uri_of("apply?dry_run=1&", ONE), NULL);
    assert_int_equal(at(&dry, "applied")->type, HD_JSON_FALSE);
    ANSWER_AUTO struct answer applied = post(&site, uri_of("apply?", ONE), NULL);
    assert_int_equal(at(&applied, "applied")->type, HD_JSON_TRUE);
    assert_string_equal(text_at(&applied, "added"), "1");
    ANSWER_AUTO struct answer status =
        get(&site, "/api/v1/status?indicator=cashless-share&strategy=plan-2026");
    assert_string_equal(text_at(&status, "data/0/target/value"), "70");
    ANSWER_AUTO struct answer again = get(&site, uri_of("diff?", ONE));
    assert_int_equal(at(&again, "data")->count, 0);
}

static void a_bad_file_changes_nothing_and_says_where(void **state)
{
    (void)state;
    ANSWER_AUTO struct answer bad =
        post(&site,
             uri_of("apply?", "targets:\n  - {strategy: plan-2026, indicator: cashless-shre, "
                              "area: AZ, kind: at_least, period: 2028, value: 70, "
                              "valid_from: 2026-02-27}\n"),
             NULL);
    assert_int_equal(bad.status, 422);
    assert_string_equal(text_at(&bad, "errors/0/line"), "2");
    assert_non_null(strstr(text_at(&bad, "errors/0/detail"), "cashless-share"));
    ANSWER_AUTO struct answer missing = get(&site, "/api/v1/catalog/diff?path=/nowhere");
    assert_true(missing.status >= 400);
    ANSWER_AUTO struct answer relative = get(&site, "/api/v1/catalog/diff?path=x.yaml");
    assert_int_equal(relative.status, 400);
}

/* ---- people and tokens ---- */

static void a_token_is_shown_once_and_works_until_revoked(void **state)
{
    char bearer[100];

    (void)state;
    ANSWER_AUTO struct answer made =
        post(&site, "/api/v1/tokens", "{\"name\":\"ci\",\"scope\":\"operator\"}");
    assert_int_equal(made.status, 201);
    assert_int_equal(strncmp(text_at(&made, "data/token"), "hedef_", 6), 0);
    assert_int_equal(strlen(text_at(&made, "data/token")), 6 + 43);
    ANSWER_AUTO struct answer list = get(&site, "/api/v1/tokens");
    assert_null(strstr(list.text, text_at(&made, "data/token")));
    ANSWER_AUTO struct answer twice = post(&site, "/api/v1/tokens", "{\"name\":\"ci\"}");
    assert_int_equal(twice.status, 409);

    snprintf(bearer, sizeof bearer, "Bearer %s", text_at(&made, "data/token"));
    ANSWER_AUTO struct answer works =
        ask_for(&site, (struct ask){ "GET", "/api/v1/tokens", NULL, NULL, bearer });
    assert_int_equal(works.status, 200);
    ANSWER_AUTO struct answer revoked =
        ask_for(&site, (struct ask){ "DELETE", "/api/v1/tokens/ci", NULL, NULL, NULL });
    assert_int_equal(revoked.status, 200);
    ANSWER_AUTO struct answer gone =
        ask_for(&site, (struct ask){ "GET", "/api/v1/tokens", NULL, NULL, bearer });
    assert_int_equal(gone.status, 401);
}

static const struct {
    const char *body;
    int status;
    const char *part;
} people[] = {
    { "{\"email\":\"a@example.org\",\"lang\":\"az\",\"digest\":\"daily\"}", 201, "viewer" },
    { "{\"email\":\"a@example.org\"}", 409, "user_known" },
    { "{\"email\":\"b@example.org\\r\\nBcc: c@example.org\"}", 422, "address_invalid" },
    { "{\"email\":\"b@example.org\",\"lang\":\"xx\"}", 400, "lang" },
    { "{\"email\":\"b@example.org\",\"digest\":\"dayly\"}", 400, "daily" },
    { "{\"email\":\"b@example.org\",\"role\":\"king\"}", 400, "role" },
    { "{\"email\":\"b@example.org\",\"zone\":\"../etc/passwd\"}", 400, "zone" },
    { "{\"email\":\"b@example.org\",\"bodies\":\"RINN,NOBODY\"}", 400, "NOBODY" },
    { "{\"email\":\"b@example.org\",\"age\":\"5\"}", 400, "age" },
    { "{\"email\":5}", 400, "email" },
    { "{}", 400, "email" },
    { "[]", 400, "object" },
    { "{", 400, "JSON" },
};

static void each_person_is_checked(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof people / sizeof *people; i++) {
        ANSWER_AUTO struct answer answer = post(&site, "/api/v1/users", people[i].body);

        if (answer.status != people[i].status || !strstr(answer.text, people[i].part))
            fail_msg("%s: %d %s", people[i].body, answer.status, answer.text);
    }
    ANSWER_AUTO struct answer revoked =
        ask_for(&site, (struct ask){ "DELETE", "/api/v1/users/a%40example.org", NULL, NULL, NULL });
    assert_int_equal(revoked.status, 200);
    ANSWER_AUTO struct answer again =
        ask_for(&site, (struct ask){ "DELETE", "/api/v1/users/a%40example.org", NULL, NULL, NULL });
    assert_int_equal(again.status, 404);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(diff_shows_and_apply_takes_over, setup, remove_file),
        cmocka_unit_test_setup_teardown(a_bad_file_changes_nothing_and_says_where, setup,
                                        remove_file),
        cmocka_unit_test_setup_teardown(a_token_is_shown_once_and_works_until_revoked, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(each_person_is_checked, setup, teardown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
