#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "daemon/api/setup.h"
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

static struct token_secret key;

static enum hd_rc write_link(struct txn *txn, void *ctx, struct hd_error *err)
{
    struct user_record user = { "root@localhost", "root", "en", "UTC", "none", "operator", "" };
    enum hd_rc rc = record_user(txn, &user, "test", err);

    (void)ctx;
    return rc ? rc : setup_record(txn, &key, "root@localhost", "test", err);
}

static const char *link_of(const char *text)
{
    static char uri[200];

    snprintf(uri, sizeof uri, "/setup/%s?lang=en", text);
    return uri;
}

static void make_link(void)
{
    struct hd_error err;

    token_make(&key);
    assert_int_equal(store_write(service_store(site.service), write_link, NULL, &err), HD_OK);
}

static void whoever_holds_the_link_becomes_the_operator_once(void **state)
{
    (void)state;
    make_link();
    ANSWER_AUTO struct answer form = get(&site, link_of(key.text));
    assert_int_equal(form.status, 200);
    assert_non_null(strstr(form.text, "<form"));
    ANSWER_AUTO struct answer done =
        post(&site, link_of(key.text),
             "email=ayla%40example.org&name=Ayla+%3CA%3E&lang=az&digest=daily");
    assert_int_equal(done.status, 200);
    assert_non_null(strstr(done.text, "ayla@example.org"));
    ANSWER_AUTO struct answer users = get(&site, "/api/v1/users");
    assert_int_equal(at(&users, "data")->count, 1); /* the stand-in is gone */
    assert_string_equal(text_at(&users, "data/0/name"), "Ayla <A>");
    assert_string_equal(text_at(&users, "data/0/role"), "operator");
    ANSWER_AUTO struct answer again = get(&site, link_of(key.text));
    assert_int_equal(again.status, 404);
    ANSWER_AUTO struct answer twice = post(&site, link_of(key.text), "email=b%40example.org");
    assert_int_equal(twice.status, 404);
}

static void a_bad_address_is_asked_for_again(void **state)
{
    (void)state;
    make_link();
    ANSWER_AUTO struct answer bad =
        post(&site, link_of(key.text), "email=%22%3Cscript%3E&digest=x");
    assert_int_equal(bad.status, 200);
    assert_non_null(strstr(bad.text, "<form"));
    assert_null(strstr(bad.text, "<script>"));
    ANSWER_AUTO struct answer good = post(&site, link_of(key.text), "email=a%40example.org");
    assert_non_null(strstr(good.text, "a@example.org"));
}

static void another_key_and_an_old_one_open_nothing(void **state)
{
    struct token_secret other;

    (void)state;
    ANSWER_AUTO struct answer none = get(&site, link_of("hedef_x"));
    assert_int_equal(none.status, 404);
    make_link();
    token_make(&other);
    ANSWER_AUTO struct answer wrong = get(&site, link_of(other.text));
    assert_int_equal(wrong.status, 404);
    site_now_ms += 8 * SITE_DAY_MS;
    ANSWER_AUTO struct answer late = get(&site, link_of(key.text));
    site_now_ms -= 8 * SITE_DAY_MS;
    assert_int_equal(late.status, 404);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(whoever_holds_the_link_becomes_the_operator_once),
        TEST(a_bad_address_is_asked_for_again),
        TEST(another_key_and_an_old_one_open_nothing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
