#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "collectors/http/url.h"
#include "common/buf.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

static void addresses_are_taken_apart(void **state)
{
    static const struct {
        const char *text, *host;
        bool plain;
        unsigned port;
        const char *rest;
    } rows[] = {
        { "https://data.example.org/v2?a=b", "data.example.org", false, 443, "/v2?a=b" },
        { "HTTP://Data.Example.ORG", "data.example.org", true, 80, "" },
        { "https://example.org:8443?x", "example.org", false, 8443, "?x" },
        { "http://[::1]:81/", "::1", true, 81, "/" },
        { "http://2130706433/", "2130706433", true, 80, "/" },
        { "https://h/a@b:c", "h", false, 443, "/a@b:c" },
        { "https://h/?c[TIME_PERIOD]=ge:2020", "h", false, 443, "/?c[TIME_PERIOD]=ge:2020" },
    };
    struct http_url url;

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        assert_true(http_url_parse(rows[i].text, &url));
        assert_string_equal(url.host, rows[i].host);
        assert_int_equal(url.plain, rows[i].plain);
        assert_int_equal(url.port, rows[i].port);
        assert_string_equal(rows[i].text + url.rest, rows[i].rest);
    }
}

static void what_two_could_read_in_two_ways_is_refused(void **state)
{
    static const char *const wrong[] = {
        "",
        "example.org",
        "//example.org",
        "file:///etc/passwd",
        "ftp://h/",
        "gopher://h/",
        "https:/h",
        "https://",
        "https:///x",
        "https://user@h/",
        "https://user:word@h/",
        "https://a@b@c/",
        "https://h\\@x/",
        "https://h#@x/",
        "https://h/#x",
        "https://h /",
        "https://h/a b",
        "https://h/\r\nX: y",
        "https://h:/",
        "https://h:0/",
        "https://h:65536/",
        "https://h:123456/",
        "https://h:8o/",
        "https://-h/",
        "https://.h/",
        "https://h%00/",
        "https://[::1/",
        "https://[::1]x/",
        "https://[]/",
        "https://[fe80::1%25eth0]/",
        "https://m\xc3\xbcnchen/",
        "https://h/\xc3\xbc",
        " https://h/",
        "https://h/\t",
    };
    struct http_url url;

    (void)state;
    for (size_t i = 0; i < COUNT(wrong); i++) {
        if (http_url_parse(wrong[i], &url))
            fail_msg("'%s' is taken", wrong[i]);
    }
}

static void secrets_are_not_shown(void **state)
{
    static const struct {
        const char *text, *shown;
    } rows[] = {
        { "https://h/x", "https://h/x" },
        { "https://h/x?a=1&b", "https://h/x?a=1&b" },
        { "https://h/x?api_key=abc&a=1", "https://h/x?api_key=***&a=1" },
        { "https://h/x?a=1&Access_Token=abc", "https://h/x?a=1&Access_Token=***" },
        { "https://h/?password=x;sig=y", "https://h/?password=***;sig=***" },
        { "https://h/?token=", "https://h/?token=***" },
        { "https://user:word@h/", "***" },
    };
    struct hd_buf HD_BUF_AUTO shown;

    (void)state;
    hd_buf_init(&shown, 4096);
    for (size_t i = 0; i < COUNT(rows); i++) {
        hd_buf_reset(&shown);
        http_url_show(rows[i].text, &shown);
        assert_string_equal(shown.data, rows[i].shown);
    }
}

static void a_page_is_asked_by_its_parameter(void **state)
{
    static const struct {
        const char *text, *with;
    } rows[] = {
        { "https://h/x", "https://h/x?page=3" },
        { "https://h", "https://h?page=3" },
        { "https://h/x?a=1&per_page=50", "https://h/x?a=1&per_page=50&page=3" },
        { "https://h/x?page=1&a=1", "https://h/x?a=1&page=3" },
        { "https://h/x?a=1&page=1", "https://h/x?a=1&page=3" },
        { "https://h/x?page=1", "https://h/x?page=3" },
    };
    struct hd_buf HD_BUF_AUTO with;
    struct http_url url;

    (void)state;
    hd_buf_init(&with, 4096);
    for (size_t i = 0; i < COUNT(rows); i++) {
        hd_buf_reset(&with);
        assert_true(http_url_parse(rows[i].text, &url));
        http_url_with(&url, "page", 3, &with);
        assert_string_equal(with.data, rows[i].with);
    }
}

static void hosts_are_listed_by_name_or_by_what_they_are_below(void **state)
{
    const char *list = "a.example, *.b.example,C.example";

    (void)state;
    assert_true(http_host_listed("a.example", list));
    assert_true(http_host_listed("x.b.example", list));
    assert_true(http_host_listed("y.x.b.example", list));
    assert_true(http_host_listed("c.example", list));
    assert_false(http_host_listed("b.example", list));
    assert_false(http_host_listed("xb.example", list));
    assert_false(http_host_listed("a.example.evil", list));
    assert_false(http_host_listed("xa.example", list));
    assert_false(http_host_listed("a.example", NULL));
    assert_false(http_host_listed("a.example", ""));
}

static void secrets_stay_where_they_belong(void **state)
{
    struct http_url a, b;

    (void)state;
    assert_true(http_url_parse("https://h/x", &a));
    assert_true(http_url_parse("https://H:443/y", &b));
    assert_true(http_url_same_place(&a, &b));
    assert_true(http_url_parse("http://h:443/x", &b));
    assert_false(http_url_same_place(&a, &b));
    assert_true(http_url_parse("https://h:444/x", &b));
    assert_false(http_url_same_place(&a, &b));
    assert_true(http_url_parse("https://h.x/x", &b));
    assert_false(http_url_same_place(&a, &b));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(addresses_are_taken_apart),
        cmocka_unit_test(what_two_could_read_in_two_ways_is_refused),
        cmocka_unit_test(secrets_are_not_shown),
        cmocka_unit_test(a_page_is_asked_by_its_parameter),
        cmocka_unit_test(hosts_are_listed_by_name_or_by_what_they_are_below),
        cmocka_unit_test(secrets_stay_where_they_belong),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
