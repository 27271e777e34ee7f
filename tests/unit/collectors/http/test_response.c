#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "collectors/http/response.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))
#define TYPES        "text/csv, application/json, application/*+json"
#define CHARSETS     "utf-8, us-ascii"
#define OK           "HTTP/1.1 200 OK\r\n"
#define JSON         "Content-Type: application/json\r\n"

/* Hands the head over line by line; false when it was too long. */
static bool take(struct http_response *response, const char *head)
{
    while (*head) {
        size_t len = strcspn(head, "\n");

        len += head[len] == '\n';
        if (!http_response_line(response, head, len))
            return false;
        head += len;
    }
    return true;
}

static void heads_are_judged(void **state)
{
    static const struct {
        const char *says, *head;
        bool compressed;
        enum http_flaw flaw;
    } rows[] = {
        { "a length", OK JSON "Content-Length: 5\r\n\r\n", false, HTTP_FLAW_NONE },
        { "chunks", OK JSON "Transfer-Encoding: chunked\r\n\r\n", false, HTTP_FLAW_NONE },
        { "any case", "http/1.1 200\r\ncontent-type:APPLICATION/JSON\r\ncontent-length:5\r\n\r\n",
          false, HTTP_FLAW_NONE },
        { "neither", OK JSON "\r\n", false, HTTP_FLAW_FRAMING },
        { "another coding", OK JSON "Transfer-Encoding: gzip\r\n\r\n", false, HTTP_FLAW_FRAMING },
        { "two lengths", OK JSON "Content-Length: 5\r\nContent-Length: 6\r\n\r\n", false,
          HTTP_FLAW_LENGTHS },
        { "twice the same", OK JSON "Content-Length: 5\r\nContent-Length: 5\r\n\r\n", false,
          HTTP_FLAW_LENGTHS },
        { "a list of lengths", OK JSON "Content-Length: 5, 5\r\n\r\n", false, HTTP_FLAW_LENGTHS },
        { "no number", OK JSON "Content-Length: five\r\n\r\n", false, HTTP_FLAW_LENGTHS },
        { "a sign", OK JSON "Content-Length: +5\r\n\r\n", false, HTTP_FLAW_LENGTHS },
        { "nothing", OK JSON "Content-Length:\r\n\r\n", false, HTTP_FLAW_LENGTHS },
        { "length and chunks", OK JSON "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n",
          false, HTTP_FLAW_LENGTHS },
        { "chunks twice",
          OK JSON "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n", false,
          HTTP_FLAW_LENGTHS },
        { "no type", OK "Content-Length: 5\r\n\r\n", false, HTTP_FLAW_NO_TYPE },
        { "an empty type", OK "Content-Type:\r\nContent-Length: 5\r\n\r\n", false,
          HTTP_FLAW_NO_TYPE },
        { "a page", OK "Content-Type: text/html\r\nContent-Length: 5\r\n\r\n", false,
          HTTP_FLAW_TYPE },
        { "a pattern",
          OK
          "Content-Type: application/vnd.sdmx.data+json;version=1.0\r\nContent-Length: 5\r\n\r\n",
          false, HTTP_FLAW_NONE },
        { "UTF-8", OK "Content-Type: text/csv; charset=\"UTF-8\"\r\nContent-Length: 5\r\n\r\n",
          false, HTTP_FLAW_NONE },
        { "another charset",
          OK "Content-Type: text/csv; header=present; charset=windows-1254\r\nContent-Length: "
             "5\r\n\r\n",
          false, HTTP_FLAW_CHARSET },
        { "gzip unasked", OK JSON "Content-Encoding: gzip\r\nContent-Length: 5\r\n\r\n", false,
          HTTP_FLAW_CODING },
        { "gzip", OK JSON "Content-Encoding: gzip\r\nContent-Length: 5\r\n\r\n", true,
          HTTP_FLAW_NONE },
        { "brotli", OK JSON "Content-Encoding: br\r\nContent-Length: 5\r\n\r\n", true,
          HTTP_FLAW_CODING },
        { "twice gzip", OK JSON "Content-Encoding: gzip, gzip\r\nContent-Length: 5\r\n\r\n", true,
          HTTP_FLAW_CODING },
        { "an interim answer",
          "HTTP/1.1 103 Early Hints\r\nContent-Length: 9\r\n\r\n" OK JSON
          "Content-Length: 5\r\n\r\n",
          false, HTTP_FLAW_NONE },
        { "trailers", OK JSON "Transfer-Encoding: chunked\r\n\r\nContent-Length: 9\r\n", false,
          HTTP_FLAW_NONE },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct http_response response = { 0 };
        enum http_flaw flaw;

        assert_true(take(&response, rows[i].head));
        assert_int_equal(response.status, 200);
        assert_true(response.complete);
        flaw = http_response_flaw(&response, TYPES, CHARSETS, rows[i].compressed);
        if (flaw != rows[i].flaw)
            fail_msg("%s: %d, not %d", rows[i].says, (int)flaw, (int)rows[i].flaw);
    }
}

static void what_is_known_of_an_answer_is_kept(void **state)
{
    struct http_response response = { 0 };
    char type[128], charset[32];

    (void)state;
    assert_true(take(&response, OK "ETag: W/\"a b\"\r\nLast-Modified: Sun, 06 Nov 1994 08:49:37 "
                                   "GMT\r\nRetry-After:  120 \r\nContent-Type: Text/CSV ; x=y; "
                                   "Charset=UTF-8\r\n\r\n"));
    assert_string_equal(response.etag, "W/\"a b\"");
    assert_string_equal(response.modified, "Sun, 06 Nov 1994 08:49:37 GMT");
    assert_string_equal(response.retry_after, "120");
    http_response_type(&response, type, charset);
    assert_string_equal(type, "text/csv");
    assert_string_equal(charset, "utf-8");
}

static void what_could_break_a_line_is_not_kept(void **state)
{
    struct http_response response = { 0 };
    char line[1024];

    (void)state;
    assert_true(take(&response, OK "ETag: \"a\tb\"\r\nLast-Modified: \x80\r\n"));
    assert_string_equal(response.etag, "");
    assert_string_equal(response.modified, "");
    snprintf(line, sizeof line, "ETag: \"%0500d\"\r\n", 0);
    assert_true(take(&response, line));
    assert_string_equal(response.etag, "");
}

static void heads_without_end_are_ended(void **state)
{
    struct http_response response = { 0 };
    size_t lines = 0;

    (void)state;
    assert_true(take(&response, OK));
    while (take(&response, "X-Filler: 0123456789012345678901234567890123456789\r\n"))
        lines++;
    assert_in_range(lines, 1000, 2000);
}

static void interim_answers_without_end_are_ended(void **state)
{
    struct http_response response = { 0 };
    size_t count = 0;

    (void)state;
    while (take(&response, "HTTP/1.1 100 Continue\r\n\r\n"))
        count++;
    assert_in_range(count, 1000, 4000);
}

static void dates_are_read_in_the_one_form(void **state)
{
    static const char *const wrong[] = {
        "",
        "Sunday, 06-Nov-94 08:49:37 GMT",
        "Sun Nov  6 08:49:37 1994",
        "Sun, 6 Nov 1994 08:49:37 GMT",
        "Sun, 06 Nov 1994 08:49:37 UTC",
        "Sun, 31 Feb 1994 08:49:37 GMT",
        "Sun, 06 Nob 1994 08:49:37 GMT",
        "Sun, 06 Nov 1994 24:49:37 GMT",
        "Sun, 06 Nov 1994 08:60:37 GMT",
        "Sun, 06 Nov 1994 08:49:61 GMT",
        "Sun, 00 Nov 1994 08:49:37 GMT",
        "Sun, 06 Nov 1994 -8:49:37 GMT",
        "Sun, 06 Nov 9994 08:49:37 GMT",
    };

    (void)state;
    assert_int_equal(http_date_parse("Sun, 06 Nov 1994 08:49:37 GMT"), INT64_C(784111777000));
    assert_int_equal(http_date_parse("Thu, 29 Feb 2024 00:00:00 GMT"), INT64_C(1709164800000));
    for (size_t i = 0; i < COUNT(wrong); i++)
        assert_int_equal(http_date_parse(wrong[i]), 0);
}

static void a_wish_to_be_left_alone_is_understood(void **state)
{
    const int64_t now_at_ms = INT64_C(784111777000);

    (void)state;
    assert_int_equal(http_retry_at_ms("120", now_at_ms), now_at_ms + 120000);
    assert_int_equal(http_retry_at_ms("Sun, 06 Nov 1994 08:50:37 GMT", now_at_ms),
                     now_at_ms + 60000);
    assert_int_equal(http_retry_at_ms("0", now_at_ms), 0);
    assert_int_equal(http_retry_at_ms("", now_at_ms), 0);
    assert_int_equal(http_retry_at_ms("-5", now_at_ms), 0);
    assert_int_equal(http_retry_at_ms("1.5", now_at_ms), 0);
    assert_int_equal(http_retry_at_ms("99999999999999999999", now_at_ms), 0);
    assert_int_equal(http_retry_at_ms("Sun, 06 Nov 1994 08:48:37 GMT", now_at_ms), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(heads_are_judged),
        cmocka_unit_test(what_is_known_of_an_answer_is_kept),
        cmocka_unit_test(what_could_break_a_line_is_not_kept),
        cmocka_unit_test(heads_without_end_are_ended),
        cmocka_unit_test(interim_answers_without_end_are_ended),
        cmocka_unit_test(dates_are_read_in_the_one_form),
        cmocka_unit_test(a_wish_to_be_left_alone_is_understood),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
