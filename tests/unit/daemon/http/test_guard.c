#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "daemon/http/guard.h"

/* A request as a few lines: "METHOD uri version\nName: value\n...".  What stands before the first
 * ": " is the name, so that "Content-Length : 4" has the name "Content-Length ". */
#define HOST "\nHost: hedef.example.org"

struct row {
    const char *says, *request;
    int status; /* 0: goes on */
    const char *code;
};

static const struct guard_rules rules = {
    .listen = "127.0.0.1:8080",
    .base_url = "https://hedef.example.org:8443/kpi",
    .hosts = "kpi.local,stat.local",
    .max_body = 1000,
};

static size_t read_headers(const char *text, struct guard_header headers[200])
{
    size_t count = 0;

    while (*text == '\n') {
        const char *colon, *end;

        text++;
        end = text + strcspn(text, "\n");
        colon = strstr(text, ": ");
        headers[count++] = (struct guard_header){ .name = text,
                                                  .name_len = (size_t)(colon - text),
                                                  .value = colon + 2,
                                                  .value_len = (size_t)(end - colon - 2) };
        text = end;
    }
    return count;
}

static const struct guard_refusal *check(const char *text, const struct guard_rules *by,
                                         struct guard_body *body)
{
    static char line[8192];
    struct guard_header headers[200];
    struct guard_request request = { .headers = headers };
    size_t len = strcspn(text, "\n");
    char *uri, *version;

    memcpy(line, text, len);
    line[len] = '\0';
    uri = strchr(line, ' ');
    version = strrchr(line, ' ');
    *uri++ = '\0';
    *version++ = '\0';
    request.method = line;
    request.uri = uri;
    request.version = version;
    request.header_count = read_headers(text + len, headers);
    return guard_check(&request, by, body);
}

static void run(const struct row *rows, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct guard_body body;
        const struct guard_refusal *refusal = check(rows[i].request, &rules, &body);
        int status = refusal ? refusal->status : 0;

        if (status != rows[i].status || (refusal && strcmp(refusal->code, rows[i].code)))
            fail_msg("%s: got %d %s", rows[i].says, status, refusal ? refusal->code : "");
    }
}

#define RUN(rows) run(rows, sizeof(rows) / sizeof *(rows))

static void framing_has_one_reading(void **state)
{
    static const struct row rows[] = {
        { "a plain GET", "GET / HTTP/1.1" HOST, 0, "" },
        { "a plain HEAD", "HEAD / HTTP/1.1" HOST, 0, "" },
        { "a POST with a length", "POST /x HTTP/1.1" HOST "\nContent-Length: 4", 0, "" },
        { "a POST with length 0", "POST /x HTTP/1.1" HOST "\nContent-Length: 0", 0, "" },
        { "a chunked POST", "POST /x HTTP/1.1" HOST "\nTransfer-Encoding: chunked", 0, "" },
        { "Chunked in capitals", "POST /x HTTP/1.1" HOST "\nTransfer-Encoding: Chunked", 0, "" },
        { "header names in capitals", "POST /x HTTP/1.1" HOST "\nCONTENT-LENGTH: 4", 0, "" },
        { "a DELETE without body", "DELETE /x HTTP/1.1" HOST, 0, "" },
        { "a DELETE with body", "DELETE /x HTTP/1.1" HOST "\nContent-Length: 4", 0, "" },
        { "length and chunked",
          "POST /x HTTP/1.1" HOST "\nContent-Length: 4\nTransfer-Encoding: chunked", 400,
          "framing_ambiguous" },
        { "chunked and length",
          "POST /x HTTP/1.1" HOST "\nTransfer-Encoding: chunked\nContent-Length: 4", 400,
          "framing_ambiguous" },
        { "gzip, chunked", "POST /x HTTP/1.1" HOST "\nTransfer-Encoding: gzip, chunked", 400,
          "coding_unknown" },
        { "identity", "POST /x HTTP/1.1" HOST "\nTransfer-Encoding: identity", 400,
          "coding_unknown" },
        { "xchunked", "POST /x HTTP/1.1" HOST "\nTransfer-Encoding: xchunked", 400,
          "coding_unknown" },
        { "an empty coding", "POST /x HTTP/1.1" HOST "\nTransfer-Encoding: ", 400,
          "coding_unknown" },
        { "chunked with a blank", "POST /x HTTP/1.1" HOST "\nTransfer-Encoding: chunked ", 400,
          "coding_unknown" },
        { "chunked in HTTP/1.0", "POST /x HTTP/1.0" HOST "\nTransfer-Encoding: chunked", 400,
          "coding_unknown" },
        { "two codings",
          "POST /x HTTP/1.1" HOST "\nTransfer-Encoding: chunked\nTransfer-Encoding: chunked", 400,
          "header_twice" },
        { "two different lengths", "POST /x HTTP/1.1" HOST "\nContent-Length: 4\nContent-Length: 5",
          400, "header_twice" },
        { "two equal lengths", "POST /x HTTP/1.1" HOST "\nContent-Length: 4\nContent-Length: 4",
          400, "header_twice" },
        { "a list of lengths", "POST /x HTTP/1.1" HOST "\nContent-Length: 4, 4", 400,
          "length_malformed" },
        { "a blank before the colon", "POST /x HTTP/1.1" HOST "\nContent-Length : 4", 400,
          "header_malformed" },
        { "a tab before the colon", "POST /x HTTP/1.1" HOST "\nTransfer-Encoding\t: chunked", 400,
          "header_malformed" },
        { "a longer name", "POST /x HTTP/1.1" HOST "\nContent-Length-X: 4", 400,
          "header_malformed" },
        { "an underscore for the dash is another header",
          "POST /x HTTP/1.1" HOST "\nContent_Length: 4", 411, "length_missing" },
        { "a folded length", "POST /x HTTP/1.1" HOST "\nContent-Length: 4 5", 400,
          "length_malformed" },
        { "+4", "POST /x HTTP/1.1" HOST "\nContent-Length: +4", 400, "length_malformed" },
        { "-4", "POST /x HTTP/1.1" HOST "\nContent-Length: -4", 400, "length_malformed" },
        { "0x4", "POST /x HTTP/1.1" HOST "\nContent-Length: 0x4", 400, "length_malformed" },
        { "4.0", "POST /x HTTP/1.1" HOST "\nContent-Length: 4.0", 400, "length_malformed" },
        { "an empty length", "POST /x HTTP/1.1" HOST "\nContent-Length: ", 400,
          "length_malformed" },
        { "sixteen digits", "POST /x HTTP/1.1" HOST "\nContent-Length: 0000000000000004", 400,
          "length_malformed" },
        { "more than is accepted", "POST /x HTTP/1.1" HOST "\nContent-Length: 1001", 413,
          "body_large" },
        { "as much as is accepted", "POST /x HTTP/1.1" HOST "\nContent-Length: 1000", 0, "" },
        { "a POST without framing", "POST /x HTTP/1.1" HOST, 411, "length_missing" },
        { "a PUT without framing", "PUT /x HTTP/1.1" HOST, 411, "length_missing" },
        { "a GET with a body", "GET / HTTP/1.1" HOST "\nContent-Length: 4", 400,
          "body_not_allowed" },
        { "a GET with an empty body", "GET / HTTP/1.1" HOST "\nContent-Length: 0", 400,
          "body_not_allowed" },
        { "a chunked HEAD", "HEAD / HTTP/1.1" HOST "\nTransfer-Encoding: chunked", 400,
          "body_not_allowed" },
        { "100-continue", "POST /x HTTP/1.1" HOST "\nContent-Length: 4\nExpect: 100-continue", 0,
          "" },
        { "another expectation", "POST /x HTTP/1.1" HOST "\nContent-Length: 4\nExpect: 200-ok", 417,
          "expectation_unknown" },
    };

    (void)state;
    RUN(rows);
}

static void methods_and_versions_are_listed(void **state)
{
    static const struct row rows[] = {
        { "an unknown method", "BREW / HTTP/1.1" HOST, 501, "method_unknown" },
        { "letters before GET", "abcdGET / HTTP/1.1" HOST, 501, "method_unknown" },
        { "small letters", "get / HTTP/1.1" HOST, 501, "method_unknown" },
        { "TRACE", "TRACE / HTTP/1.1" HOST, 501, "method_unknown" },
        { "CONNECT", "CONNECT a:1 HTTP/1.1" HOST, 501, "method_unknown" },
        { "HTTP/1.0", "GET / HTTP/1.0" HOST, 0, "" },
        { "HTTP/0.9", "GET / HTTP/0.9" HOST, 505, "version_unknown" },
        { "HTTP/2.0", "GET / HTTP/2.0" HOST, 505, "version_unknown" },
        { "HTTP/1.2", "GET / HTTP/1.2" HOST, 505, "version_unknown" },
    };

    (void)state;
    RUN(rows);
}

static void an_address_stays_inside_the_tree(void **state)
{
    static const struct row rows[] = {
        { "a query", "GET /api/v1/status?as_of=2026-03-31&lang=az HTTP/1.1" HOST, 0, "" },
        { "escaped letters", "GET /indicators/s%C3%BCr%C9%99t HTTP/1.1" HOST, 0, "" },
        { "dots in a name", "GET /targets/srm-2016.cashless-share.2020 HTTP/1.1" HOST, 0, "" },
        { "three dots are a name", "GET /.../x HTTP/1.1" HOST, 0, "" },
        { "dots in the query", "GET /x?file=../y HTTP/1.1" HOST, 0, "" },
        { "an absolute address", "GET http://hedef.example.org/ HTTP/1.1" HOST, 400,
          "uri_malformed" },
        { "no slash", "GET x HTTP/1.1" HOST, 400, "uri_malformed" },
        { "an asterisk", "GET * HTTP/1.1" HOST, 400, "uri_malformed" },
        { "a climb", "GET /a/../b HTTP/1.1" HOST, 400, "uri_malformed" },
        { "a climb at the end", "GET /a/.. HTTP/1.1" HOST, 400, "uri_malformed" },
        { "a climb before a query", "GET /a/..?x=1 HTTP/1.1" HOST, 400, "uri_malformed" },
        { "a dot", "GET /a/./b HTTP/1.1" HOST, 400, "uri_malformed" },
        { "an escaped climb", "GET /a/%2e%2E/b HTTP/1.1" HOST, 400, "uri_malformed" },
        { "an escaped slash after dots", "GET /a/..%2fb HTTP/1.1" HOST, 400, "uri_malformed" },
        { "a backslash after dots", "GET /a/..%5cb HTTP/1.1" HOST, 400, "uri_malformed" },
        { "a NUL in the path", "GET /a%00b HTTP/1.1" HOST, 400, "uri_malformed" },
        { "a NUL in the query", "GET /a?b=%00 HTTP/1.1" HOST, 400, "uri_malformed" },
        { "a line break in the path", "GET /a%0ab HTTP/1.1" HOST, 400, "uri_malformed" },
        { "a line break in the query", "GET /a?text=one%0Atwo HTTP/1.1" HOST, 0, "" },
        { "a broken escape", "GET /a%zz HTTP/1.1" HOST, 400, "uri_malformed" },
        { "a cut escape", "GET /a%4 HTTP/1.1" HOST, 400, "uri_malformed" },
        { "an escape cut by the query", "GET /a%4?b HTTP/1.1" HOST, 400, "uri_malformed" },
        { "a broken escape in the query", "GET /a?b=%4g HTTP/1.1" HOST, 400, "uri_malformed" },
        { "a control byte", "GET /a\001b HTTP/1.1" HOST, 400, "uri_malformed" },
        { "a blank", "GET /a b HTTP/1.1" HOST, 400, "uri_malformed" },
        { "a raw byte above 127", "GET /a\xC3\xBC HTTP/1.1" HOST, 400, "uri_malformed" },
        { "a fragment", "GET /a#b HTTP/1.1" HOST, 400, "uri_malformed" },
    };

    (void)state;
    RUN(rows);
}

static void a_host_is_one_of_ours(void **state)
{
    static const struct row rows[] = {
        { "no host", "GET / HTTP/1.1", 400, "host_malformed" },
        { "no host in HTTP/1.0", "GET / HTTP/1.0", 400, "host_malformed" },
        { "two hosts", "GET / HTTP/1.1" HOST HOST, 400, "header_twice" },
        { "the host of base_url", "GET / HTTP/1.1\nHost: HEDEF.example.org", 0, "" },
        { "with another port", "GET / HTTP/1.1\nHost: hedef.example.org:8080", 0, "" },
        { "the first of hosts", "GET / HTTP/1.1\nHost: kpi.local:1", 0, "" },
        { "the second of hosts", "GET / HTTP/1.1\nHost: stat.local", 0, "" },
        { "localhost", "GET / HTTP/1.1\nHost: localhost:8080", 0, "" },
        { "an address", "GET / HTTP/1.1\nHost: 10.0.0.7:8080", 0, "" },
        { "a v6 address", "GET / HTTP/1.1\nHost: [::1]:8080", 0, "" },
        { "a foreign name", "GET / HTTP/1.1\nHost: evil.example", 421, "host_unknown" },
        { "our name as a part", "GET / HTTP/1.1\nHost: hedef.example.org.evil.example", 421,
          "host_unknown" },
        { "a part of our name", "GET / HTTP/1.1\nHost: hedef.example", 421, "host_unknown" },
        { "an empty host", "GET / HTTP/1.1\nHost: ", 400, "host_malformed" },
        { "a host with a path", "GET / HTTP/1.1\nHost: hedef.example.org/x", 400,
          "host_malformed" },
        { "a host with a user", "GET / HTTP/1.1\nHost: a@hedef.example.org", 400,
          "host_malformed" },
        { "a port of letters", "GET / HTTP/1.1\nHost: hedef.example.org:http", 400,
          "host_malformed" },
        { "an empty port", "GET / HTTP/1.1\nHost: hedef.example.org:", 400, "host_malformed" },
        { "an open bracket", "GET / HTTP/1.1\nHost: [::1", 400, "host_malformed" },
    };

    (void)state;
    RUN(rows);
}

static void headers_hold_no_hidden_bytes(void **state)
{
    static const struct row rows[] = {
        { "a tab in a value", "GET / HTTP/1.1" HOST "\nX: a\tb", 0, "" },
        { "UTF-8 in a value", "GET / HTTP/1.1" HOST "\nX: \xC9\x99", 0, "" },
        { "a bare CR in a value", "GET / HTTP/1.1" HOST "\nX: a\rb", 400, "header_malformed" },
        { "an escape in a value", "GET / HTTP/1.1" HOST "\nX: a\033b", 400, "header_malformed" },
        { "DEL in a value", "GET / HTTP/1.1" HOST "\nX: a\177b", 400, "header_malformed" },
        { "an empty name", "GET / HTTP/1.1" HOST "\n: b", 400, "header_malformed" },
        { "a blank in a name", "GET / HTTP/1.1" HOST "\nX Y: b", 400, "header_malformed" },
        { "a colon-like name", "GET / HTTP/1.1" HOST "\nX(): b", 400, "header_malformed" },
        { "two tokens", "GET / HTTP/1.1" HOST "\nAuthorization: Bearer a\nAuthorization: Bearer b",
          400, "header_twice" },
        { "two keys", "GET / HTTP/1.1" HOST "\nIdempotency-Key: a\nIdempotency-Key: b", 400,
          "header_twice" },
        { "other headers may repeat", "GET / HTTP/1.1" HOST "\nAccept: a/b\nAccept: c/d", 0, "" },
    };

    (void)state;
    RUN(rows);
}

static void a_nul_in_a_value_is_refused(void **state)
{
    static const struct guard_header headers[] = {
        { .name = "Host", .name_len = 4, .value = "localhost", .value_len = 9 },
        { .name = "X", .name_len = 1, .value = "a\0b", .value_len = 3 },
    };
    struct guard_request request = {
        .method = "GET", .uri = "/", .version = "HTTP/1.1", .headers = headers, .header_count = 2
    };
    struct guard_body body;

    (void)state;
    assert_int_equal(guard_check(&request, &rules, &body)->status, 400);
}

static void sizes_are_bounded(void **state)
{
    static char text[8192];
    struct guard_header headers[GUARD_HEADERS_MAX + 1];
    struct guard_request request = {
        .method = "GET", .uri = text, .version = "HTTP/1.1", .headers = headers
    };
    struct guard_body body;

    (void)state;
    for (size_t i = 0; i <= GUARD_HEADERS_MAX; i++)
        headers[i] = (struct guard_header){ "X", "y", 1, 1 };
    headers[0] = (struct guard_header){ "Host", "localhost", 4, 9 };
    memset(text, 'a', GUARD_URI_MAX);
    text[0] = '/';
    request.header_count = GUARD_HEADERS_MAX;
    assert_null(guard_check(&request, &rules, &body));
    request.header_count++;
    assert_int_equal(guard_check(&request, &rules, &body)->status, 431);
    request.header_count--;
    text[GUARD_URI_MAX] = 'a';
    assert_int_equal(guard_check(&request, &rules, &body)->status, 414);
}

static void what_follows_is_told(void **state)
{
    struct guard_body body;

    (void)state;
    assert_null(check("POST /x HTTP/1.1" HOST "\nContent-Length: 42", &rules, &body));
    assert_true(body.expected && !body.chunked && body.length == 42);
    assert_null(check("POST /x HTTP/1.1" HOST "\nTransfer-Encoding: chunked", &rules, &body));
    assert_true(body.expected && body.chunked);
    assert_null(check("GET /x HTTP/1.1" HOST, &rules, &body));
    assert_false(body.expected);
}

static void names_can_be_left_open(void **state)
{
    struct guard_rules open = rules;
    struct guard_body body;

    (void)state;
    open.hosts = "kpi.local, *";
    assert_null(check("GET / HTTP/1.1\nHost: any.example", &open, &body));
    open = (struct guard_rules){ .any_host = true, .listen = "", .base_url = "", .hosts = "" };
    assert_null(check("GET / HTTP/1.1\nHost: hedef", &open, &body));
    assert_int_equal(check("GET / HTTP/1.1", &open, &body)->status, 400);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(framing_has_one_reading),
        cmocka_unit_test(methods_and_versions_are_listed),
        cmocka_unit_test(an_address_stays_inside_the_tree),
        cmocka_unit_test(a_host_is_one_of_ours),
        cmocka_unit_test(headers_hold_no_hidden_bytes),
        cmocka_unit_test(a_nul_in_a_value_is_refused),
        cmocka_unit_test(sizes_are_bounded),
        cmocka_unit_test(what_follows_is_told),
        cmocka_unit_test(names_can_be_left_open),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
