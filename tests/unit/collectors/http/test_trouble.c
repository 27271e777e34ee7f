#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "collectors/http/trouble.h"

#define NOW_MS INT64_C(1800000000000)

static const struct http_options options = { .timeout_ms = 120000,
                                             .connect_timeout_ms = 10000,
                                             .stall_ms = 20000,
                                             .max_bytes = 4096,
                                             .max_inflated_bytes = 8192,
                                             .redirects = 2,
                                             .max_pages = 5 };

/* The one sentence; its code in *code_out, which lives as long as *problems. */
static enum hd_rc tell(const struct http_answer *answer, struct hd_problems *problems,
                       struct hd_buf *text, const char **code_out)
{
    struct http_url url;
    struct hd_error err = { .text = "" };
    enum hd_rc rc;

    assert_true(http_url_parse("https://data.example.org/x", &url));
    rc = http_trouble(&options, &url, answer, NOW_MS, problems, &err);
    assert_int_not_equal(rc, HD_OK);
    assert_int_equal(err.rc, rc);
    assert_int_equal(problems->count, 1);
    hd_buf_init(text, 4096);
    hd_problem_message(&problems->items[0], NULL, text);
    *code_out = problems->items[0].code;
    return rc;
}

/* What, where, the way out: one line without a place left open. */
static void check_sentence(const char *text, bool names_host)
{
    assert_null(strpbrk(text, "{}\n"));
    assert_int_equal(text[strlen(text) - 1], '.');
    if (names_host)
        assert_non_null(strstr(text, "data.example.org"));
}

static void every_end_of_a_transfer_has_a_sentence_of_its_own(void **state)
{
    char known[HTTP_STOP_OTHER + 1][64] = { "" };

    (void)state;
    for (int stop = HTTP_STOP_CANCELLED; stop <= HTTP_STOP_OTHER; stop++) {
        struct http_answer answer = { .stop = (enum http_stop)stop,
                                      .address = "10.0.0.1",
                                      .response = { .type = "text/html; charset=koi8-r" },
                                      .words = "it broke" };
        struct hd_problems HD_PROBLEMS_AUTO problems = { 0 };
        struct hd_buf HD_BUF_AUTO text;
        const char *code;

        tell(&answer, &problems, &text, &code);
        check_sentence(text.data, stop != HTTP_STOP_CANCELLED && stop != HTTP_STOP_CA_FILE);
        for (int other = 0; other < stop; other++)
            assert_string_not_equal(known[other], code);
        snprintf(known[stop], sizeof known[stop], "%s", code);
    }
}

static void the_numbers_are_those_of_the_options(void **state)
{
    static const struct {
        enum http_stop stop;
        const char *part;
    } rows[] = {
        { HTTP_STOP_DEADLINE, "120 s" },        { HTTP_STOP_STALL, "20 s" },
        { HTTP_STOP_CONNECT_TIME, "10 s" },     { HTTP_STOP_BYTES, "max_bytes = 4096" },
        { HTTP_STOP_INFLATED, "bytes = 8192" }, { HTTP_STOP_TYPE, "text/html" },
        { HTTP_STOP_CHARSET, "koi8-r" },        { HTTP_STOP_CLOSED, "10.0.0.1" },
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct http_answer answer = { .stop = rows[i].stop,
                                      .address = "10.0.0.1",
                                      .response = { .type = "text/html; charset=koi8-r" } };
        struct hd_problems HD_PROBLEMS_AUTO problems = { 0 };
        struct hd_buf HD_BUF_AUTO text;
        const char *code;

        tell(&answer, &problems, &text, &code);
        assert_non_null(strstr(text.data, rows[i].part));
    }
}

static void every_status_has_a_sentence(void **state)
{
    (void)state;
    for (long status = 0; status <= 999; status++) {
        struct http_answer answer = { .response = { .status = status } };
        struct hd_problems HD_PROBLEMS_AUTO problems = { 0 };
        struct hd_buf HD_BUF_AUTO text;
        const char *code;
        enum hd_rc rc = tell(&answer, &problems, &text, &code);
        bool again = status == 304 || status == 408 || status == 409 || status == 429 ||
                     (status >= 500 && status < 600);

        check_sentence(text.data, true);
        assert_int_equal(rc, again ? HD_AGAIN : HD_BAD_INPUT);
    }
}

static void the_time_it_wants_to_be_left_alone_is_told(void **state)
{
    static const struct {
        long status;
        const char *retry_after;
        bool told;
    } rows[] = {
        { 503, "60", true }, { 429, "60", true },  { 503, "soon", false },
        { 503, "", false },  { 404, "60", false },
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct http_answer answer = { .response = { .status = rows[i].status } };
        struct hd_problems HD_PROBLEMS_AUTO problems = { 0 };
        struct hd_buf HD_BUF_AUTO text;
        const char *code;

        snprintf(answer.response.retry_after, sizeof answer.response.retry_after, "%s",
                 rows[i].retry_after);
        tell(&answer, &problems, &text, &code);
        assert_int_equal(strstr(text.data, "2027-01-15T08:01:00Z") != NULL, rows[i].told);
    }
}

static void a_redirect_is_told_without_secrets(void **state)
{
    struct http_url url;

    (void)state;
    assert_true(http_url_parse("https://data.example.org/x", &url));
    for (int flaw = HTTP_REDIRECT_OFF; flaw <= HTTP_REDIRECT_NOWHERE; flaw++) {
        const char *to = flaw == HTTP_REDIRECT_NOWHERE ? NULL : "https://b.example/?token=s3cret";
        struct hd_problems HD_PROBLEMS_AUTO problems = { 0 };
        struct hd_buf HD_BUF_AUTO text;
        struct hd_error err;

        assert_int_equal(http_trouble_redirect((enum http_redirect_flaw)flaw, &options, &url, to,
                                               &problems, &err),
                         HD_BAD_INPUT);
        hd_buf_init(&text, 4096);
        hd_problem_message(&problems.items[0], NULL, &text);
        check_sentence(text.data, true);
        assert_null(strstr(text.data, "s3cret"));
        assert_null(strstr(err.text, "s3cret"));
    }
}

static void trouble_with_pages_names_them(void **state)
{
    static const struct {
        enum http_page_flaw flaw;
        const char *part;
    } rows[] = {
        { HTTP_PAGES_MANY, "9 pages, more than max_pages = 5" },
        { HTTP_PAGES_CHANGED, "at page 3" },
        { HTTP_PAGES_REPEATED, "page 2 when asked for page 3" },
    };
    struct http_url url;

    (void)state;
    assert_true(http_url_parse("https://data.example.org/x", &url));
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct hd_problems HD_PROBLEMS_AUTO problems = { 0 };
        struct hd_buf HD_BUF_AUTO text;
        struct hd_error err;

        assert_int_not_equal(
            http_trouble_pages(rows[i].flaw, &options, &url, 3, 2, 9, &problems, &err), HD_OK);
        hd_buf_init(&text, 4096);
        hd_problem_message(&problems.items[0], NULL, &text);
        check_sentence(text.data, true);
        assert_non_null(strstr(text.data, rows[i].part));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_end_of_a_transfer_has_a_sentence_of_its_own),
        cmocka_unit_test(the_numbers_are_those_of_the_options),
        cmocka_unit_test(every_status_has_a_sentence),
        cmocka_unit_test(the_time_it_wants_to_be_left_alone_is_told),
        cmocka_unit_test(a_redirect_is_told_without_secrets),
        cmocka_unit_test(trouble_with_pages_names_them),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
