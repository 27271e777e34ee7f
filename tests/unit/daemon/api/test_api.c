#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <strings.h>

#include "common/log.h"
#include "daemon/api/query.h"
#include "queries/token.h"
#include "tests/unit/daemon/site.h"

#define CONF "[site]\nzone = Asia/Baku\ndefault_lang = az\n"

/* ---- routes of our own: what is tested is the way to a handler and back ---- */

static int handled;

static enum hd_rc show(struct service *service, struct api_request *request,
                       struct api_reply *reply, struct hd_error *err)
{
    (void)service;
    (void)err;
    handled++;
    reply->content_type = "text/plain; charset=utf-8";
    hd_buf_printf(&reply->body, "%s %s %s %d %s", request->captures[0], request->actor,
                  hd_lang_code(request->lang), (int)api_format_of(request, API_JSON),
                  request->picture->current ? "now" : "past");
    return HD_OK;
}

static enum hd_rc open_to_all(struct service *service, struct api_request *request,
                              struct api_reply *reply, struct hd_error *err)
{
    (void)service;
    (void)request;
    (void)err;
    handled++;
    reply->no_store = true;
    hd_buf_puts(&reply->body, "open");
    return HD_OK;
}

static enum hd_rc fail_as_asked(struct service *service, struct api_request *request,
                                struct api_reply *reply, struct hd_error *err)
{
    (void)service;
    (void)reply;
    handled++;
    for (int rc = HD_AGAIN; rc <= HD_SYSTEM; rc++)
        if (strcmp(request->captures[0], hd_rc_name((enum hd_rc)rc)) == 0)
            return hd_fail(err, (enum hd_rc)rc, "words of the store");
    return HD_OK;
}

static enum hd_rc too_much(struct service *service, struct api_request *request,
                           struct api_reply *reply, struct hd_error *err)
{
    (void)service;
    (void)request;
    (void)err;
    for (int i = 0; i < 10000; i++)
        hd_buf_puts(&reply->body, "more than an answer may be; ");
    return HD_OK;
}

#define FORMATS                                                                                    \
    (API_IN(API_JSON) | API_IN(API_CSV) | API_IN(API_TSV) | API_IN(API_TABLE) | API_IN(API_HTML))

const struct api_route api_routes[] = {
    { "GET", "/things/{code}", API_READER, API_QUICK, "lang format as_of limit", FORMATS, show,
      "" },
    { "POST", "/things/{code}", API_WRITER, API_SLOW, "dry_run", 0, show, "" },
    { "DELETE", "/things/{code}", API_OPERATOR, API_SLOW, "", 0, show, "" },
    { "GET", "/slow/{code}", API_READER, API_SLOW, "", 0, show, "" },
    { "GET", "/past/{code}", API_READER, API_PAST, "", 0, show, "" },
    { "GET", "/open", API_ANYONE, API_QUICK, "*", 0, open_to_all, "" },
    { "GET", "/fail/{code}", API_READER, API_SLOW, NULL, 0, fail_as_asked, "" },
    { "GET", "/much", API_READER, API_SLOW, "", 0, too_much, "" },
    { "POST", "/api/v1/observations", API_WRITER, API_SLOW, "", 0, open_to_all, "" },
    { "POST", "/api/v1/imports", API_WRITER, API_SLOW, "", 0, open_to_all, "" },
    { "POST", "/api/v1/tokens", API_WRITER, API_SLOW, "", 0, open_to_all, "" },
    { "POST", "/push/{name}", API_SOURCE, API_SLOW, "", 0, show, "" },
    { .path = NULL },
};

/* ---- asking ---- */

static struct site site;
static struct hd_arena arena;
static struct api_reply reply;
static struct api_request request;

struct asked {
    const char *method, *uri;
    const char *token, *language, *accept, *if_none_match, *type; /* NULL: absent */
    bool trusted;
};

static const char *find_header(void *ctx, const char *name)
{
    const struct asked *asked = ctx;
    const struct {
        const char *name, *value;
    } headers[] = {
        { "Authorization", asked->token }, { "Accept-Language", asked->language },
        { "Accept", asked->accept },       { "If-None-Match", asked->if_none_match },
        { "Content-Type", asked->type },
    };

    for (size_t i = 0; i < sizeof headers / sizeof *headers; i++)
        if (strcasecmp(headers[i].name, name) == 0)
            return headers[i].value;
    return NULL;
}

static void prepare(struct asked *asked)
{
    hd_arena_clear(&arena);
    api_reply_clear(&reply);
    api_reply_init(&reply, 100000);
    request = (struct api_request){ .method = asked->method,
                                    .header = find_header,
                                    .header_ctx = asked,
                                    .trusted = asked->trusted,
                                    .actor = "local:test",
                                    .arena = &arena };
    assert_true(api_uri_read(asked->uri, &arena, &request));
}

static int ask(struct asked asked)
{
    prepare(&asked);
    api_answer(site.service, &request, &reply);
    assert_null(request.picture); /* given back whatever happened */
    return reply.status;
}

static int get(const char *uri)
{
    return ask((struct asked){ .method = "GET", .uri = uri });
}

static bool body_has(const char *part)
{
    return strstr(reply.body.data, part) != NULL;
}

static const char *header_of_reply(const char *name)
{
    for (size_t i = 0; i < reply.header_count; i++)
        if (strcasecmp(reply.headers[i].name, name) == 0)
            return reply.headers[i].value;
    return NULL;
}

static void swallow_log(void *ctx, enum hd_log_level level, const char *line)
{
    (void)ctx;
    (void)level;
    (void)line;
}

static int setup(void **state)
{
    struct hd_error err;

    (void)state;
    hd_log_set_sink(swallow_log, NULL);
    site_open(&site, CONF);
    assert_int_equal(service_refresh(site.service, NULL, NULL, &err), HD_OK);
    handled = 0;
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    api_reply_clear(&reply);
    hd_arena_clear(&arena);
    site_close(&site);
    return 0;
}

/* ---- facts ---- */

static void every_refusal_has_its_status_and_code(void **state)
{
    static const struct {
        const char *method, *uri;
        int status;
        const char *part;
    } rows[] = {
        { "GET", "/things/a", 200, "a anonymous az" },
        { "GET", "/nothing", 404, "\"code\":\"not_found\"" },
        { "GET", "/things", 404, "\"instance\":\"/things\"" },
        { "PUT", "/things/a", 405, "\"code\":\"method_not_allowed\"" },
        { "POST", "/open", 405, "GET, HEAD" },
        { "GET", "/things/a?limti=1", 400, "\"code\":\"parameter_unknown\"" },
        { "GET", "/things/a?limti=1&lang=en", 400, "Did you mean limit?" },
        { "GET", "/things/a?zzzzzz=1&lang=en", 400, "lang, format, as_of, limit" },
        { "GET", "/slow/a?x=1", 400, "\"code\":\"parameter_unknown\"" },
        { "GET", "/fail/a?x=1", 400, "\"code\":\"parameter_unknown\"" },
        { "GET", "/open?x=1&y", 200, "open" },
        { "GET", "/things/a?limit=1&limit=2", 400, "\"code\":\"parameter_twice\"" },
        { "GET", "/things/a?format=pdf", 400, "json, csv, tsv, table, html" },
        { "GET", "/things/a?format=rows", 400, "\"code\":\"parameter_invalid\"" },
        { "OPTIONS", "/things/a", 405, "GET, HEAD, POST, DELETE" },
        { "GET", "/things/a?lang=xx", 400, "az, en, ru" },
        { "GET", "/things/a?as_of=yesterday", 400, "\"code\":\"as_of_malformed\"" },
        { "GET", "/things/a?as_of=", 400, "\"code\":\"as_of_malformed\"" },
        { "GET", "/things/a?as_of=2026-03-31", 200, "past" },
        { "POST", "/things/a", 401, "\"code\":\"token_missing\"" },
        { "DELETE", "/things/a", 401, "\"code\":\"token_missing\"" },
        { "GET", "/much", 413, "\"code\":\"limit\"" },
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        int status = ask((struct asked){ .method = rows[i].method, .uri = rows[i].uri });

        if (status != rows[i].status || !body_has(rows[i].part))
            fail_msg("%s %s: %d %s", rows[i].method, rows[i].uri, status, reply.body.data);
        if (status >= 400)
            assert_string_equal(reply.content_type, "application/problem+json");
        if (status >= 400)
            assert_true(reply.no_store);
    }
}

static void a_wrong_method_names_the_right_ones(void **state)
{
    (void)state;
    assert_int_equal(ask((struct asked){ .method = "PATCH", .uri = "/things/a" }), 405);
    assert_string_equal(header_of_reply("Allow"), "GET, HEAD, POST, DELETE");
}

/* Every kind of caller against every route: nothing is allowed but what stands here. */
static void each_scope_opens_its_doors(void **state)
{
    enum { NOBODY, READ, WRITE, OPERATOR, OF_PROBE, OF_OTHER, TRUSTED, CALLERS };
    static const struct {
        const char *method, *uri;
        int status[CALLERS];
    } rows[] = {
        { "GET", "/open", { 200, 200, 200, 200, 200, 200, 200 } },
        { "GET", "/things/a", { 200, 200, 200, 200, 403, 403, 200 } },
        { "GET", "/slow/probe", { 200, 200, 200, 200, 403, 403, 200 } },
        { "POST", "/things/a", { 401, 403, 200, 200, 403, 403, 200 } },
        { "POST", "/things/probe", { 401, 403, 200, 200, 403, 403, 200 } },
        { "DELETE", "/things/a", { 401, 403, 403, 200, 403, 403, 200 } },
        { "POST", "/push/probe", { 401, 403, 403, 200, 200, 403, 200 } },
        { "POST", "/push/probe2", { 401, 403, 403, 200, 403, 403, 200 } },
        { "POST", "/push/other", { 401, 403, 403, 200, 403, 200, 200 } },
    };
    const struct token_secret secrets[] = {
        [READ] = site_token(&site, "read", 0),
        [WRITE] = site_token(&site, "write", 0),
        [OPERATOR] = site_token(&site, "operator", 0),
        [OF_PROBE] = site_source_token(&site, "probe", 0),
        [OF_OTHER] = site_source_token(&site, "other", 0),
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        for (size_t who = 0; who < CALLERS; who++) {
            char token[sizeof "Bearer " + sizeof secrets] = "";
            struct asked asked = { .method = rows[i].method,
                                   .uri = rows[i].uri,
                                   .trusted = who == TRUSTED };

            if (who != NOBODY && who != TRUSTED) {
                snprintf(token, sizeof token, "Bearer %s", secrets[who].text);
                asked.token = token;
            }
            if (ask(asked) != rows[i].status[who])
                fail_msg("%s %s as %zu: %d", rows[i].method, rows[i].uri, who, reply.status);
        }
    }
}

static void a_token_of_a_source_says_what_it_is_for(void **state)
{
    char token[96];

    (void)state;
    snprintf(token, sizeof token, "Bearer %s",
             site_source_token(&site, "probe", site_now_ms + 5).text);
    assert_int_equal(ask((struct asked){ .method = "POST", .uri = "/push/other", .token = token }),
                     403);
    assert_true(body_has("source_other"));
    assert_true(body_has("probe"));
    assert_int_equal(ask((struct asked){ .method = "POST", .uri = "/push/probe", .token = token }),
                     200);
    site_now_ms += 5;
    assert_int_equal(ask((struct asked){ .method = "POST", .uri = "/push/probe", .token = token }),
                     401);
    assert_true(body_has("token_expired"));
    assert_int_equal(ask((struct asked){ .method = "POST", .uri = "/push/probe" }), 401);
    assert_true(body_has("--source"));
}

/* ---- last use ---- */

static bool take_used(void *ctx, const struct token_row *row)
{
    *(int64_t *)ctx = row->used_at_ms;
    return false;
}

static int64_t used_at_ms(const struct token_secret *secret)
{
    struct reader *reader = NULL;
    struct hd_error err;
    int64_t at_ms = -1;

    assert_int_equal(service_reader_take(site.service, &reader, &err), HD_OK);
    assert_int_equal(token_by_prefix(reader, secret->prefix, take_used, &at_ms, &err), HD_OK);
    service_reader_give_back(site.service, &reader);
    return at_ms;
}

static void use_of_a_token_is_noted_once_a_minute(void **state)
{
    struct token_secret secret = site_token(&site, "write", 0);
    struct asked asked = { .method = "GET", .uri = "/slow/a" };
    int64_t first = site_now_ms;
    char token[96];

    (void)state;
    snprintf(token, sizeof token, "Bearer %s", secret.text);
    asked.token = token;
    assert_int_equal(used_at_ms(&secret), 0);
    assert_int_equal(ask(asked), 200);
    assert_int_equal(used_at_ms(&secret), first);
    site_now_ms += 59999;
    assert_int_equal(ask(asked), 200);
    assert_int_equal(used_at_ms(&secret), first);
    site_now_ms += 1;
    assert_int_equal(ask(asked), 200);
    assert_int_equal(used_at_ms(&secret), first + 60000);
    site_now_ms = first;
}

static void reading_can_be_closed_by_one_key(void **state)
{
    char read[96];

    (void)state;
    snprintf(read, sizeof read, "Bearer %s", site_token(&site, "read", 0).text);
    service_set_settings(site.service, site_settings(&site, CONF "[server]\npublic_read = no\n"));
    assert_int_equal(get("/things/a"), 401);
    assert_string_equal(header_of_reply("WWW-Authenticate"), "Bearer realm=\"hedef\"");
    assert_int_equal(get("/open"), 200);
    assert_int_equal(ask((struct asked){ .method = "GET", .uri = "/things/a", .token = read }),
                     200);
}

static void a_token_that_is_no_good_is_refused_even_for_reading(void **state)
{
    char good[96], cut[96], expired[96];

    (void)state;
    snprintf(good, sizeof good, "Bearer %s", site_token(&site, "write", 0).text);
    snprintf(cut, sizeof cut, "Bearer %s", site_token(&site, "read", 0).text);
    cut[strlen(cut) - 1] = '\0';
    snprintf(expired, sizeof expired, "Bearer %s",
             site_token(&site, "operator", site_now_ms + 1).text);
    assert_int_equal(ask((struct asked){ .method = "GET", .uri = "/slow/a", .token = expired }),
                     200);
    site_now_ms += 1;
    assert_int_equal(ask((struct asked){ .method = "GET", .uri = "/slow/a", .token = expired }),
                     401);
    assert_true(body_has("token_expired"));
    assert_int_equal(ask((struct asked){ .method = "GET", .uri = "/slow/a", .token = cut }), 401);
    assert_true(body_has("token_unknown"));
    assert_int_equal(ask((struct asked){ .method = "GET", .uri = "/slow/a", .token = "Basic x" }),
                     401);
    assert_int_equal(ask((struct asked){ .method = "GET", .uri = "/slow/a", .token = "Bearer " }),
                     401);
    assert_int_equal(ask((struct asked){ .method = "POST", .uri = "/things/a", .token = good }),
                     200);
    assert_true(body_has("a token:write-0"));
}

static void a_failure_becomes_a_status(void **state)
{
    static const struct {
        enum hd_rc rc;
        int status;
        bool says_why;
    } rows[] = {
        { HD_AGAIN, 503, false },   { HD_NOT_FOUND, 404, true }, { HD_BAD_INPUT, 422, true },
        { HD_CONFLICT, 409, true }, { HD_DENIED, 403, true },    { HD_LIMIT, 413, true },
        { HD_FULL, 507, false },    { HD_CORRUPT, 500, false },  { HD_SYSTEM, 500, false },
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char uri[64];

        snprintf(uri, sizeof uri, "/fail/%s", hd_rc_name(rows[i].rc));
        if (get(uri) != rows[i].status || body_has("words of the store") != rows[i].says_why)
            fail_msg("%s: %d %s", uri, reply.status, reply.body.data);
    }
}

static void the_language_is_chosen_in_order(void **state)
{
    (void)state;
    get("/things/a");
    assert_true(body_has(" az "));
    ask((struct asked){ .method = "GET", .uri = "/things/a", .language = "ru, en;q=0.5" });
    assert_true(body_has(" ru "));
    ask((struct asked){ .method = "GET", .uri = "/things/a", .language = "fr" });
    assert_true(body_has(" az "));
    ask((struct asked){ .method = "GET", .uri = "/things/a?lang=en", .language = "ru" });
    assert_true(body_has(" en "));
}

static void the_format_is_chosen_in_order(void **state)
{
    static const struct {
        const char *uri, *accept;
        enum api_format format;
    } rows[] = {
        { "/things/a", NULL, API_JSON },
        { "/things/a", "*/*", API_JSON },
        { "/things/a", "text/csv", API_CSV },
        { "/things/a", "application/json;q=0.5, text/csv;q=0.9", API_CSV },
        { "/things/a", "text/csv;q=0, application/json", API_JSON },
        { "/things/a", "text/html,application/xhtml+xml,*/*;q=0.8", API_HTML },
        { "/things/a", "image/png, application/*", API_JSON },
        { "/things/a", "", API_JSON },
        { "/things/a?format=json", "image/png", API_JSON },
        { "/things/a", "TEXT/TAB-SEPARATED-VALUES; charset=utf-8", API_TSV },
        { "/things/a", ",;,=q;q=,text/csv;q", API_CSV },
        { "/things/a?format=table", "text/csv", API_TABLE },
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char part[16];

        ask((struct asked){ .method = "GET", .uri = rows[i].uri, .accept = rows[i].accept });
        snprintf(part, sizeof part, "az %d now", (int)rows[i].format);
        if (!body_has(part))
            fail_msg("%s, %s: %s", rows[i].uri, rows[i].accept, reply.body.data);
    }
}

static void a_type_that_is_not_made_here_is_refused(void **state)
{
    static const struct {
        const char *method, *uri, *accept;
        int status;
    } rows[] = {
        { "GET", "/things/a", "application/xml", 406 },
        { "GET", "/things/a", "image/png, application/xml;q=0.5", 406 },
        { "GET", "/things/a", "application/json;q=0", 406 },
        { "GET", "/things/a", "text/plain", 406 }, /* another route's */
        { "GET", "/things/a", "text/*", 200 },
        { "GET", "/things/a", "application/xml, */*;q=0.1", 200 },
        { "GET", "/slow/a", "application/xml", 200 }, /* has no choice */
        { "POST", "/things/a", "application/xml", 200 },
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        int status = ask((struct asked){ .method = rows[i].method,
                                         .uri = rows[i].uri,
                                         .accept = rows[i].accept,
                                         .trusted = true });

        if (status != rows[i].status)
            fail_msg("%s %s, %s: %d", rows[i].method, rows[i].uri, rows[i].accept, status);
        if (status == 406)
            assert_true(body_has("application/json, text/csv"));
    }
}

static void a_body_that_is_not_read_here_is_refused(void **state)
{
    static const struct {
        const char *uri, *type;
        int status;
    } rows[] = {
        { "/api/v1/observations", NULL, 200 },
        { "/api/v1/observations", "application/json", 200 },
        { "/api/v1/observations", "Application/JSON; charset=UTF-8", 200 },
        { "/api/v1/observations", "application/json;charset=\"utf-8\"", 200 },
        { "/api/v1/observations", "text/csv; header=present", 200 },
        { "/api/v1/observations", "application/octet-stream", 200 },
        { "/api/v1/observations", "application/x-www-form-urlencoded", 200 }, /* curl -d */
        { "/api/v1/observations", "application/jsonx", 415 },
        { "/api/v1/observations", "text/plain", 415 },
        { "/api/v1/observations", "application/json; charset=windows-1254", 415 },
        { "/api/v1/observations", "text/csv; charset=utf-16", 415 },
        { "/api/v1/tokens", "text/csv", 415 },
        { "/api/v1/tokens", "application/json", 200 },
        { "/api/v1/imports", "application/x-www-form-urlencoded", 200 },
        { "/api/v1/imports", "text/csv; charset=utf-16", 200 },
        { "/api/v1/imports", "text/csv; charset=windows-1251", 415 },
        { "/api/v1/imports", "multipart/form-data; boundary=x", 415 },
        { "/things/a", "multipart/form-data", 200 }, /* reads no body */
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        int status = ask((struct asked){
            .method = "POST", .uri = rows[i].uri, .type = rows[i].type, .trusted = true });

        if (status != rows[i].status)
            fail_msg("%s, %s: %d %s", rows[i].uri, rows[i].type, status, reply.body.data);
    }
}

static void what_was_asked_before_costs_nothing(void **state)
{
    (void)state;
    get("/things/a");
    get("/things/a");
    assert_int_equal(handled, 1);
    assert_true(body_has("a anonymous az"));
    get("/things/b");
    assert_int_equal(handled, 2);
    get("/things/a?lang=en");
    assert_int_equal(handled, 3);
    ask((struct asked){ .method = "GET", .uri = "/things/a", .accept = "text/csv" });
    assert_int_equal(handled, 4);
    ask((struct asked){ .method = "GET", .uri = "/things/a", .trusted = true });
    assert_int_equal(handled, 5);
    get("/things/a");
    assert_int_equal(handled, 5);
}

static void what_is_kept_goes_with_its_picture(void **state)
{
    (void)state;
    get("/things/a");
    site_publish(&site, "cashless-share", "2025", "55.5");
    get("/things/a");
    assert_int_equal(handled, 2); /* waited for the picture that shows the value */
    get("/things/a");
    assert_int_equal(handled, 2);
}

static void not_everything_is_kept(void **state)
{
    char token[96];

    (void)state;
    snprintf(token, sizeof token, "Bearer %s", site_token(&site, "read", 0).text);
    for (int i = 0; i < 2; i++) {
        ask((struct asked){ .method = "GET", .uri = "/things/a", .token = token });
        get("/things/a?as_of=2026-03-31");
        get("/slow/a");
        get("/open");
    }
    assert_int_equal(handled, 8);
}

static void a_kept_answer_survives_being_dropped(void **state)
{
    struct api_reply kept;

    (void)state;
    get("/things/a");
    get("/things/a");
    kept = reply;
    reply = (struct api_reply){ 0 };
    site_publish(&site, "cashless-share", "2025", "55.5");
    get("/things/b");
    assert_string_equal(kept.body.data, "a anonymous az 0 now");
    api_reply_clear(&kept);
}

static void an_etag_spares_the_body(void **state)
{
    char etag[64], list[128];

    (void)state;
    assert_int_equal(get("/things/a"), 200);
    snprintf(etag, sizeof etag, "%s", header_of_reply("ETag"));
    assert_int_equal(strlen(etag), 34);
    assert_non_null(header_of_reply("Last-Modified"));
    get("/things/b");
    assert_string_not_equal(header_of_reply("ETag"), etag);
    snprintf(list, sizeof list, "\"other\", W/%s", etag);
    assert_int_equal(
        ask((struct asked){ .method = "GET", .uri = "/things/a", .if_none_match = list }), 304);
    assert_int_equal(reply.body.len, 0);
    assert_string_equal(header_of_reply("ETag"), etag);
    assert_int_equal(
        ask((struct asked){ .method = "GET", .uri = "/things/a", .if_none_match = "*" }), 304);
    assert_int_equal(
        ask((struct asked){ .method = "GET", .uri = "/things/a", .if_none_match = "\"other\"" }),
        200);
    get("/open");
    assert_null(header_of_reply("ETag"));
}

static void last_modified_is_written_as_http_wants_it(void **state)
{
    (void)state;
    get("/things/a");
    assert_string_equal(header_of_reply("Last-Modified"), "Fri, 20 Nov 2026 06:00:00 GMT");
}

static void a_browser_gets_a_page(void **state)
{
    struct asked asked = { .method = "GET", .uri = "/nothing", .accept = "text/html" };

    (void)state;
    assert_int_equal(ask(asked), 404);
    assert_string_equal(reply.content_type, "text/html; charset=utf-8");
    assert_true(body_has("<!doctype html>"));
    asked.uri = "/api/v1/nothing";
    assert_int_equal(ask(asked), 404);
    assert_string_equal(reply.content_type, "application/problem+json");
}

static bool is_quick(struct asked asked)
{
    const char *captures[2];
    bool known;

    prepare(&asked);
    return api_is_quick(site.service,
                        api_route_find(asked.method, request.path, &arena, captures, &known),
                        &request);
}

static void only_what_cannot_block_is_quick(void **state)
{
    (void)state;
    assert_true(is_quick((struct asked){ .method = "GET", .uri = "/things/a" }));
    assert_true(is_quick((struct asked){ .method = "GET", .uri = "/nothing" }));
    assert_false(is_quick((struct asked){ .method = "GET", .uri = "/slow/a" }));
    assert_false(is_quick((struct asked){ .method = "POST", .uri = "/things/a" }));
    assert_false(is_quick((struct asked){ .method = "GET", .uri = "/things/a?as_of=2026-01-01" }));
    assert_false(is_quick((struct asked){ .method = "GET", .uri = "/things/a", .token = "x" }));
    site_publish(&site, "cashless-share", "2025", "55.5");
    assert_false(is_quick((struct asked){ .method = "GET", .uri = "/things/a" })); /* waits */
    assert_true(is_quick((struct asked){ .method = "GET", .uri = "/open" }));
}

static bool is_past(const char *uri)
{
    struct asked asked = { .method = "GET", .uri = uri };
    const char *captures[2];
    bool known;

    prepare(&asked);
    return api_is_past(api_route_find("GET", request.path, &arena, captures, &known), &request);
}

static void the_past_has_workers_of_its_own(void **state)
{
    (void)state;
    assert_true(is_past("/things/a?as_of=2026-01-01"));
    assert_true(is_past("/past/a"));
    assert_false(is_past("/things/a"));
    assert_false(is_past("/slow/a"));
    assert_false(is_past("/nothing"));
}

static void a_precheck_spares_the_body_of_who_may_not(void **state)
{
    struct asked asked = { .method = "POST", .uri = "/things/a" };

    (void)state;
    prepare(&asked);
    assert_false(api_precheck(site.service, &request, &reply));
    assert_int_equal(reply.status, 401);
    asked.trusted = true;
    prepare(&asked);
    assert_true(api_precheck(site.service, &request, &reply));
    assert_int_equal(handled, 0);
    api_answer(site.service, &request, &reply);
    assert_int_equal(handled, 1);
}

static void flags_are_read_as_people_write_them(void **state)
{
    static const struct api_param params[] = {
        { "a", "" }, { "b", "1" }, { "c", "yes" }, { "d", "0" }, { "e", "NO" }, { "f", "false" },
    };
    struct api_request asked = { .params = params, .param_count = 6 };

    (void)state;
    assert_true(api_flag(&asked, "a") && api_flag(&asked, "b") && api_flag(&asked, "c"));
    assert_false(api_flag(&asked, "d") || api_flag(&asked, "e") || api_flag(&asked, "f"));
    assert_false(api_flag(&asked, "g"));
}

#define FACT(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        FACT(every_refusal_has_its_status_and_code),
        FACT(a_wrong_method_names_the_right_ones),
        FACT(each_scope_opens_its_doors),
        FACT(a_token_of_a_source_says_what_it_is_for),
        FACT(use_of_a_token_is_noted_once_a_minute),
        FACT(reading_can_be_closed_by_one_key),
        FACT(a_token_that_is_no_good_is_refused_even_for_reading),
        FACT(a_failure_becomes_a_status),
        FACT(the_language_is_chosen_in_order),
        FACT(the_format_is_chosen_in_order),
        FACT(a_type_that_is_not_made_here_is_refused),
        FACT(a_body_that_is_not_read_here_is_refused),
        FACT(what_was_asked_before_costs_nothing),
        FACT(what_is_kept_goes_with_its_picture),
        FACT(not_everything_is_kept),
        FACT(a_kept_answer_survives_being_dropped),
        FACT(an_etag_spares_the_body),
        FACT(last_modified_is_written_as_http_wants_it),
        FACT(a_browser_gets_a_page),
        FACT(only_what_cannot_block_is_quick),
        FACT(the_past_has_workers_of_its_own),
        FACT(a_precheck_spares_the_body_of_who_may_not),
        FACT(flags_are_read_as_people_write_them),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
