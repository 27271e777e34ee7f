#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "common/date.h"
#include "common/json.h"
#include "daemon/api/api.h"

/* list.c is tested without the table of routes. */
const struct api_route api_routes[] = { { .path = NULL } };

struct thing {
    const char *code, *label, *value;
    double ratio;
    int64_t count, at_ms, day;
    bool good;
};

static const struct thing things[] = {
    { "alpha", "First thing", "47.90", 0.5, 1, 1767225600000, 20454, true },
    { "=beta", "Second, \"quoted\"", "-3", 12345.678, 20, 0, 0, false },
    { "gamma", "Third\tthing", NULL, 1, 300, 1767225600000, 20454, true },
};

static void column_code(const void *row, const struct api_request *request, struct api_cell *cell)
{
    const struct thing *thing = row;

    (void)request;
    cell->type = API_T_TEXT;
    cell->text = thing->code;
    cell->label = thing->label;
}

static void column_value(const void *row, const struct api_request *request, struct api_cell *cell)
{
    const struct thing *thing = row;

    (void)request;
    cell->type = API_T_DECIMAL;
    cell->text = thing->value;
    cell->null = !thing->value;
    cell->decimals = 1;
}

static void column_ratio(const void *row, const struct api_request *request, struct api_cell *cell)
{
    (void)request;
    cell->type = API_T_DOUBLE;
    cell->number = ((const struct thing *)row)->ratio;
    cell->decimals = 2;
}

static void column_count(const void *row, const struct api_request *request, struct api_cell *cell)
{
    (void)request;
    cell->type = API_T_INT;
    cell->integer = ((const struct thing *)row)->count;
}

static void column_at(const void *row, const struct api_request *request, struct api_cell *cell)
{
    (void)request;
    cell->type = API_T_INSTANT;
    cell->integer = ((const struct thing *)row)->at_ms;
    cell->null = !cell->integer;
}

static void column_day(const void *row, const struct api_request *request, struct api_cell *cell)
{
    (void)request;
    cell->type = API_T_DAY;
    cell->integer = ((const struct thing *)row)->day;
    cell->null = !cell->integer;
}

static void column_good(const void *row, const struct api_request *request, struct api_cell *cell)
{
    (void)request;
    cell->type = API_T_BOOL;
    cell->integer = ((const struct thing *)row)->good;
}

static const struct api_column columns[] = {
    { "code", "Thing", false, column_code },  { "value", "Value", true, column_value },
    { "ratio", "Ratio", true, column_ratio }, { "count", NULL, true, column_count },
    { "at", NULL, false, column_at },         { "day", NULL, false, column_day },
    { "good", "Good", false, column_good },   { NULL, NULL, false, NULL },
};

static const void *const rows[] = { &things[0], &things[1], &things[2] };

static bool trusted;

struct asked {
    struct api_param params[4];
    size_t count;
};

static struct hd_arena arena;
static struct hd_zone *zone;
static struct api_reply reply;

static int setup(void **state)
{
    struct hd_error err;

    (void)state;
    trusted = false;
    api_reply_init(&reply, 1 << 20);
    return (int)hd_zone_open("UTC", &zone, &err);
}

static int teardown(void **state)
{
    (void)state;
    api_reply_clear(&reply);
    hd_arena_clear(&arena);
    hd_zone_close(&zone);
    return 0;
}

static struct api_request ask(const struct asked *asked)
{
    return (struct api_request){ .method = "GET",
                                 .path = "/things",
                                 .params = asked->params,
                                 .param_count = asked->count,
                                 .trusted = trusted,
                                 .arena = &arena,
                                 .zone = zone,
                                 .lang = hd_lang_default() };
}

static const char *write(const struct api_list *list, const struct asked *asked)
{
    struct api_request request = ask(asked);
    struct hd_error err;

    hd_buf_reset(&reply.body);
    reply.header_count = 0;
    reply.status = 200;
    assert_int_equal(api_list_write(list, &request, &reply, &err), HD_OK);
    return reply.body.data;
}

static const struct api_list all = {
    .columns = columns, .rows = rows, .count = 3, .empty = "There are no things; add one."
};

static void each_format_has_its_form(void **state)
{
    static const struct {
        const char *format, *content_type, *body;
    } forms[] = {
        { "json", "application/json",
          "{\"version\":1,\"data\":["
          "{\"code\":\"alpha\",\"value\":47.90,\"ratio\":0.5,\"count\":1,"
          "\"at\":\"2026-01-01T00:00:00Z\",\"day\":\"2026-01-01\",\"good\":true},"
          "{\"code\":\"=beta\",\"value\":-3,\"ratio\":12345.678,\"count\":20,"
          "\"at\":null,\"day\":null,\"good\":false},"
          "{\"code\":\"gamma\",\"value\":null,\"ratio\":1,\"count\":300,"
          "\"at\":\"2026-01-01T00:00:00Z\",\"day\":\"2026-01-01\",\"good\":true}],"
          "\"next\":null}\n" },
        { "csv", "text/csv; charset=utf-8; header=present",
          "code,value,ratio,count,at,day,good\n"
          "alpha,47.90,0.5,1,2026-01-01T00:00:00Z,2026-01-01,true\n"
          "\"'=beta\",-3,12345.678,20,,,false\n"
          "gamma,,1,300,2026-01-01T00:00:00Z,2026-01-01,true\n" },
        { "tsv", "text/tab-separated-values; charset=utf-8",
          "code\tvalue\tratio\tcount\tat\tday\tgood\n"
          "alpha\t47.90\t0.5\t1\t2026-01-01T00:00:00Z\t2026-01-01\ttrue\n"
          "'=beta\t-3\t12345.678\t20\t\t\tfalse\n"
          "gamma\t\t1\t300\t2026-01-01T00:00:00Z\t2026-01-01\ttrue\n" },
        { "table", "text/plain; charset=utf-8",
          "Thing             Value      Ratio  Good\n"
          "First thing        47.9       0.50  yes\n"
          "Second, \"quoted\"   \xE2\x88\x92"
          "3.0  12,345.68  no\n"
          "Third thing                   1.00  yes\n" },
        { "plain", "text/plain; charset=utf-8",
          "First thing\t47.9\t0.50\tyes\n"
          "Second, \"quoted\"\t\xE2\x88\x92"
          "3.0\t12,345.68\tno\n"
          "Third thing\t\t1.00\tyes\n" },
    };

    (void)state;
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
        struct asked asked = { .params = { { "format", forms[i].format } }, .count = 1 };

        assert_string_equal(write(&all, &asked), forms[i].body);
        assert_string_equal(reply.content_type, forms[i].content_type);
    }
}

static void json_is_the_default(void **state)
{
    struct asked nothing = { .count = 0 };

    (void)state;
    assert_int_equal(strncmp(write(&all, &nothing), "{\"version\":1,\"data\":[", 21), 0);
}

/* The cursor of the answer, copied into the arena; NULL at the end. */
static const char *next_cursor(void)
{
    struct hd_json *root;
    struct hd_error err;

    assert_int_equal(hd_json_parse(reply.body.data, reply.body.len, &arena, &root, &err), HD_OK);
    return hd_json_get(root, "next")->type == HD_JSON_NULL ? NULL : hd_json_get(root, "next")->text;
}

static size_t data_count(void)
{
    struct hd_json *root;
    struct hd_error err;

    assert_int_equal(hd_json_parse(reply.body.data, reply.body.len, &arena, &root, &err), HD_OK);
    return hd_json_get(root, "data")->count;
}

static void cursors_lead_through_all_rows_once(void **state)
{
    struct asked asked = { .params = { { "limit", "2" } }, .count = 1 };

    (void)state;
    write(&all, &asked);
    assert_int_equal(data_count(), 2);
    assert_non_null(next_cursor());
    assert_int_equal(reply.header_count, 1);
    assert_string_equal(reply.headers[0].name, "Link");
    assert_non_null(strstr(reply.headers[0].value, "limit=2>; rel=\"next\""));
    asked.params[1] = (struct api_param){ "cursor", next_cursor() };
    asked.count = 2;
    write(&all, &asked);
    assert_int_equal(data_count(), 1);
    assert_non_null(strstr(reply.body.data, "gamma"));
    assert_null(next_cursor());
    assert_int_equal(reply.header_count, 0);
}

static void a_limit_that_fits_leaves_nothing(void **state)
{
    struct asked asked = { .params = { { "limit", "3" } }, .count = 1 };

    (void)state;
    write(&all, &asked);
    assert_int_equal(data_count(), 3);
    assert_null(next_cursor());
}

static void a_stranger_gets_a_page_and_the_operator_the_whole(void **state)
{
    struct api_list paged = all;
    struct asked asked = { .count = 0 };

    (void)state;
    paged.page = 2;
    write(&paged, &asked);
    assert_int_equal(data_count(), 2);
    assert_string_equal(reply.headers[0].name, "Link");
    asked.params[0] = (struct api_param){ "cursor", next_cursor() };
    asked.count = 1;
    write(&paged, &asked);
    assert_int_equal(data_count(), 1);
    assert_null(next_cursor());
    asked.params[0] = (struct api_param){ "limit", "3" };
    write(&paged, &asked);
    assert_int_equal(data_count(), 3);
    trusted = true;
    asked.count = 0;
    write(&paged, &asked);
    assert_int_equal(data_count(), 3);
    assert_null(next_cursor());
}

/* One more row than is shown is enough to know that something follows. */
static void no_more_is_read_than_can_be_shown(void **state)
{
    struct asked asked = { .count = 0 };
    struct api_request request = ask(&asked);

    (void)state;
    assert_int_equal(api_list_reach(&request, 0), INT64_MAX);
    assert_int_equal(api_list_reach(&request, 2), 3);
    request.trusted = true;
    assert_int_equal(api_list_reach(&request, 2), INT64_MAX);
    asked.params[0] = (struct api_param){ "limit", "2" };
    asked.count = 1;
    write(&all, &asked);
    asked.params[1] = (struct api_param){ "cursor", next_cursor() };
    asked.count = 2;
    request = ask(&asked);
    assert_int_equal(api_list_reach(&request, 0), 5);
}

static void a_cursor_past_the_end_is_empty(void **state)
{
    struct api_list shorter = all;
    struct asked asked = { .params = { { "limit", "2" } }, .count = 1 };

    (void)state;
    write(&all, &asked);
    asked.params[1] = (struct api_param){ "cursor", next_cursor() };
    asked.count = 2;
    shorter.count = 1; /* rows went away in the meantime */
    write(&shorter, &asked);
    assert_int_equal(data_count(), 0);
    assert_null(next_cursor());
}

static void a_malformed_window_is_refused(void **state)
{
    static const struct api_param wrong[] = {
        { "limit", "0" },       { "limit", "-1" }, { "limit", "" },
        { "limit", "10001" },   { "limit", "2x" }, { "limit", "99999999999999999999" },
        { "cursor", "rows:2" }, { "cursor", "!" }, { "cursor", "eA" },
        { "cursor", "" },
    };

    (void)state;
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        struct asked asked = { .params = { wrong[i] }, .count = 1 };

        write(&all, &asked);
        if (reply.status != 400)
            fail_msg("%s=%s gave %d", wrong[i].name, wrong[i].value, reply.status);
    }
}

static void an_empty_list_says_what_to_do(void **state)
{
    struct api_list none = all;
    struct asked table = { .params = { { "format", "table" } }, .count = 1 };
    struct asked csv = { .params = { { "format", "csv" } }, .count = 1 };
    struct asked json = { .count = 0 };

    (void)state;
    none.count = 0;
    assert_string_equal(write(&none, &table), "There are no things; add one.\n");
    assert_string_equal(write(&none, &csv), "code,value,ratio,count,at,day,good\n");
    assert_string_equal(write(&none, &json), "{\"version\":1,\"data\":[],\"next\":null}\n");
}

static void write_own(struct hd_jsonw *w, const void *row, const struct api_request *request)
{
    (void)request;
    hd_jsonw_string(w, ((const struct thing *)row)->code);
}

static void write_extra(struct hd_jsonw *w, const struct api_request *request, const void *ctx)
{
    (void)request;
    hd_jsonw_key_string(w, "as_of", ctx);
}

static void rows_and_frame_can_be_written_by_the_owner(void **state)
{
    struct api_list own = all;
    struct asked nothing = { .count = 0 };

    (void)state;
    own.json = write_own;
    own.extra = write_extra;
    own.ctx = "2026-11-20";
    assert_string_equal(write(&own, &nothing),
                        "{\"version\":1,\"data\":[\"alpha\",\"=beta\",\"gamma\"],\"next\":null,"
                        "\"as_of\":\"2026-11-20\"}\n");
}

static void an_answer_past_the_bound_is_a_failure(void **state)
{
    struct asked nothing = { .count = 0 };
    struct api_request request = ask(&nothing);
    struct hd_error err;

    (void)state;
    api_reply_clear(&reply);
    api_reply_init(&reply, 100);
    assert_int_equal(api_list_write(&all, &request, &reply, &err), HD_LIMIT);
}

#define FACT(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        FACT(each_format_has_its_form),
        FACT(json_is_the_default),
        FACT(cursors_lead_through_all_rows_once),
        FACT(a_limit_that_fits_leaves_nothing),
        FACT(a_stranger_gets_a_page_and_the_operator_the_whole),
        FACT(no_more_is_read_than_can_be_shown),
        FACT(a_cursor_past_the_end_is_empty),
        FACT(a_malformed_window_is_refused),
        FACT(an_empty_list_says_what_to_do),
        FACT(rows_and_frame_can_be_written_by_the_owner),
        FACT(an_answer_past_the_bound_is_a_failure),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
