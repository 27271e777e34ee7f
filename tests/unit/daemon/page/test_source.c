#include "daemon/page/source.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "tests/unit/daemon/page/made_frame.h"

#define SECRET_PLACE "/srv/of/this/machine"

static const struct collector_view views[] = {
    { .name = "zeta",
      .title = "",
      .transport = "folder",
      .format = "xlsx",
      .place = SECRET_PLACE,
      .schedule = "every 1m",
      .state = "good",
      .outcome = "new",
      .code = "",
      .message = "",
      .last_at_ms = INT64_C(1794800000000),
      .last_new_at_ms = INT64_C(1794700000000),
      .next_at_ms = INT64_C(1794900000000),
      .last_fetch = 7 },
    { .name = "off",
      .title = NAUGHTY,
      .transport = "push",
      .format = "",
      .place = "",
      .schedule = "never",
      .state = "disabled",
      .outcome = "",
      .code = "",
      .message = "" },
    { .name = "world",
      .title = "Users",
      .transport = "http",
      .format = "worldbank",
      .place = "https://api.example.org/v2/x?y=1",
      .schedule = "every month on day 20 at 06:00",
      .state = "running",
      .outcome = "failed",
      .code = "http_status",
      .message = "answered 503 " NAUGHTY,
      .last_at_ms = INT64_C(1794800000000),
      .failing_since_at_ms = INT64_C(1794600000000),
      .failures = 3,
      .last_fetch = 9 },
};

static void sources_stand_worst_first_in_every_language(void **state)
{
    struct made_page *m = *state;
    size_t count;
    const struct hd_lang *const *langs = hd_lang_all(&count);

    m->frame.path = "/collectors";
    for (size_t i = 0; i < count; i++) {
        m->frame.lang = langs[i];
        hd_buf_reset(&m->out);
        assert_int_equal(page_collectors_write(&m->frame, views, 3, true, &m->out, &m->err), HD_OK);
        assert_page(m);
        assert_lacks(m->out.data, "<b>\"O'Brien");
        assert_true(strstr(m->out.data, ">Users") < strstr(m->out.data, ">zeta"));
        assert_true(strstr(m->out.data, ">zeta") < strstr(m->out.data, "<li>&lt;b&gt;"));
        assert_contains(m->out.data, "href=\"/fetches/9\"");
        assert_contains(m->out.data, "/api/v1/collectors?format=csv");
    }
}

static void the_reason_stands_beside_what_fails(void **state)
{
    struct made_page *m = *state;

    assert_int_equal(page_collectors_write(&m->frame, views, 3, true, &m->out, &m->err), HD_OK);
    assert_contains(m->out.data, "2 sources bring values by themselves. 1 fails.");
    assert_contains(m->out.data, "✕</span> fails");
    assert_contains(m->out.data, "3 times");
    assert_contains(m->out.data, "answered 503");
    assert_contains(m->out.data, SECRET_PLACE);
    assert_contains(m->out.data, "https://api.example.org/v2/x?y=1");
}

static void readers_see_nothing_of_the_machine(void **state)
{
    struct made_page *m = *state;

    assert_int_equal(page_collectors_write(&m->frame, views, 3, false, &m->out, &m->err), HD_OK);
    assert_page(m);
    assert_contains(m->out.data, "<small>every 1m</small>");
    assert_lacks(m->out.data, "<small>never</small>"); /* said in words */
    assert_lacks(m->out.data, SECRET_PLACE);
    assert_lacks(m->out.data, "answered 503");
    assert_lacks(m->out.data, "/v2/x");
    assert_contains(m->out.data, "api.example.org");
    assert_contains(m->out.data, "http_status");
}

static void no_source_is_said_in_words(void **state)
{
    struct made_page *m = *state;

    assert_int_equal(page_collectors_write(&m->frame, NULL, 0, true, &m->out, &m->err), HD_OK);
    assert_page(m);
    assert_contains(m->out.data, "every value is entered by people");
}

/* ---- a run ---- */

static const struct fetch_row fetch = {
    .id = 7,
    .source = "zeta",
    .cause = "schedule",
    .actor = "",
    .outcome = "new",
    .code = "",
    .message = "",
    .report = "{\"problems\":[{\"code\":\"x\",\"warning\":true,\"message\":\"<i>odd</i>\"}]}",
    .started_at_ms = INT64_C(1794800000000),
    .duration_ms = 1250,
    .rows = 3,
    .added = 12000,
    .changed = 1,
    .held = 4,
    .submission_id = 31,
    .held_id = 32,
};
static const struct fetch_body_row bodies[] = {
    { .number = 1,
      .name = SECRET_PLACE "/a.xlsx",
      .type = "",
      .checksum = "00ff",
      .size = 12345,
      .wire_size = 2345,
      .kept = true },
    { .number = 2, .name = "b", .type = "text/csv", .checksum = "11ff", .size = 1, .status = 200 },
};

static struct page_run made_run(struct ledger_submission_row rows[static 2], bool may_write)
{
    rows[0] = (struct ledger_submission_row){ .indicator = "cashless-share",
                                              .area = "AZ",
                                              .breakdown = "",
                                              .period = made_period("2026-Q2"),
                                              .vintage = 2,
                                              .value = "47.3",
                                              .status = 'A' };
    rows[1] = rows[0];
    rows[1].vintage = 0;
    rows[1].value = "99.9";
    return (struct page_run){ .fetch = &fetch,
                              .bodies = bodies,
                              .body_count = 2,
                              .rows = rows,
                              .row_count = 2,
                              .may_write = may_write };
}

static void a_run_says_what_came_and_what_became_of_it(void **state)
{
    struct made_page *m = *state;
    struct ledger_submission_row rows[2];
    struct page_run run = made_run(rows, true);

    m->frame.path = "/fetches/7";
    assert_int_equal(page_fetch_write(&m->frame, &run, &m->out, &m->err), HD_OK);
    assert_page(m);
    assert_contains(m->out.data, "Run no. 7 of zeta");
    assert_contains(m->out.data, "something new");
    assert_contains(m->out.data, "12,000");
    assert_contains(m->out.data, "1.3 s");
    assert_contains(m->out.data, "12,345 bytes");
    assert_contains(m->out.data, "00ff");
    assert_contains(m->out.data, "href=\"/api/v1/fetches/7/body?number=1\"");
    assert_lacks(m->out.data, "number=2\"");
    assert_contains(m->out.data, "no longer kept");
    assert_contains(m->out.data, "/api/v1/submissions/31");
    assert_contains(m->out.data, "&lt;i&gt;odd&lt;/i&gt;");
    assert_contains(m->out.data, "47.3 %");
    assert_contains(m->out.data, "href=\"/indicators/cashless-share/history\"");
    assert_lacks(m->out.data, "99.9"); /* it waits */
}

static void readers_see_a_run_without_the_machine(void **state)
{
    struct made_page *m = *state;
    struct ledger_submission_row rows[2];
    struct page_run run = made_run(rows, false);

    assert_int_equal(page_fetch_write(&m->frame, &run, &m->out, &m->err), HD_OK);
    assert_page(m);
    assert_lacks(m->out.data, SECRET_PLACE);
    assert_lacks(m->out.data, "/api/v1/fetches/");
    assert_lacks(m->out.data, "/api/v1/submissions/");
    assert_lacks(m->out.data, "odd");
    assert_contains(m->out.data, "00ff");
    assert_contains(m->out.data, "47.3 %");
}

/* Sources are as they are now: the day of another page is not asked of them. */
static void links_to_sources_know_no_day(void **state)
{
    struct made_page *m = *state;

    m->frame.as_of = "2026-03-31";
    m->frame.asked_lang = "en";
    assert_string_equal(source_link(&m->frame, "/collectors"), "/collectors?lang=en");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        page_test(sources_stand_worst_first_in_every_language),
        page_test(the_reason_stands_beside_what_fails),
        page_test(readers_see_nothing_of_the_machine),
        page_test(no_source_is_said_in_words),
        page_test(a_run_says_what_came_and_what_became_of_it),
        page_test(readers_see_a_run_without_the_machine),
        page_test(links_to_sources_know_no_day),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
