#include "daemon/api/api.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "common/date.h"
#include "common/log.h"
#include "daemon/api/cache.h"
#include "daemon/api/format.h"
#include "daemon/api/negotiate.h"
#include "daemon/api/token.h"
#include "daemon/page/page.h"
#include "daemon/service.h"

#define FRESH_WAIT_MS 2000
#define WORDS_MAX     64

static const char *header(const struct api_request *request, const char *name)
{
    return request->header ? request->header(request->header_ctx, name) : NULL;
}

/* ---- language ---- */

static void choose_language(struct service *service, struct api_request *request)
{
    const char *named = api_param(request, "lang");
    const struct hd_lang *fallback = hd_lang_find(service_settings(service)->default_lang);

    request->lang = named ? hd_lang_find(named) : NULL;
    if (!request->lang)
        request->lang = hd_lang_accept(header(request, "Accept-Language"),
                                       fallback ? fallback : hd_lang_default());
}

/* ---- route ---- */

static void refuse_method(const struct api_request *request, struct api_reply *reply)
{
    char allow[64] = "";
    const char *captures[2];
    struct hd_arena scratch HD_ARENA_AUTO = { 0 };
    static const char *const methods[] = { "GET", "POST", "PUT", "PATCH", "DELETE" };
    bool known;

    for (size_t i = 0; i < sizeof methods / sizeof *methods; i++) {
        size_t used = strlen(allow);

        if (!api_route_find(methods[i], request->path, &scratch, captures, &known))
            continue;
        snprintf(allow + used, sizeof allow - used, "%s%s", used ? ", " : "",
                 i ? methods[i] : "GET, HEAD");
    }
    api_problem(reply, request, 405, "method_not_allowed", N_("This address takes no {method}"),
                N_("It takes {allow}."), HD_ARGS("method", request->method, "allow", allow));
    api_reply_header(reply, "Allow", allow);
}

static bool find_route(struct api_request *request, struct api_reply *reply)
{
    bool known;

    request->route =
        api_route_find(request->method, request->path, request->arena, request->captures, &known);
    if (request->route)
        return true;
    if (known)
        refuse_method(request, reply);
    else
        api_problem(reply, request, 404, "not_found", N_("There is nothing at this address"), NULL,
                    NULL);
    return false;
}

/* ---- rights ---- */

static const char *const role_words[] = {
    [API_ANYONE] = "none",       [API_READER] = "read", [API_WRITER] = "write",
    [API_OPERATOR] = "operator", [API_SOURCE] = "push",
};

static void refuse_unknown_caller(const struct api_request *request, struct api_reply *reply,
                                  enum token_answer answer)
{
    static const struct {
        const char *code, *title;
    } told[] = {
        [TOKEN_NONE] = { "token_missing", N_("A token is needed here") },
        [TOKEN_BAD] = { "token_unknown", N_("The token is not known") },
        [TOKEN_EXPIRED] = { "token_expired", N_("The token has expired") },
    };

    api_problem(reply, request, 401, told[answer].code, told[answer].title,
                request->route->role == API_SOURCE
                    ? N_("Send the header Authorization: Bearer with a token of this source; an "
                         "operator makes one with hedef token add NAME --source SOURCE.")
                    : N_("Send the header Authorization: Bearer with a token of scope {scope}; an "
                         "operator makes one with hedef token add."),
                HD_ARGS("scope", role_words[request->route->role]));
    api_reply_header(reply, "WWW-Authenticate", "Bearer realm=\"hedef\"");
}

static void refuse_role(const struct api_request *request, struct api_reply *reply)
{
    if (request->push_source)
        api_problem(reply, request, 403, "source_other",
                    N_("This token only pushes to the source {source}"), NULL,
                    HD_ARGS("source", request->push_source));
    else
        api_problem(reply, request, 403, "scope_missing",
                    N_("The token does not have the scope {scope}"), NULL,
                    HD_ARGS("scope", role_words[request->route->role]));
}

static bool may_enter(const struct api_request *request)
{
    if (request->route->role != API_SOURCE)
        return request->role >= request->route->role;
    return request->role == API_OPERATOR ||
           (request->push_source && strcmp(request->push_source, request->captures[0]) == 0);
}

/* Deny by default: only what is written here lets anybody in. */
static enum hd_rc identify(struct service *service, struct api_request *request,
                           enum token_answer *answer, struct hd_error *err)
{
    *answer = TOKEN_GOOD;
    if (request->trusted) {
        request->role = API_OPERATOR;
        return HD_OK;
    }
    request->actor = "anonymous";
    request->role = service_settings(service)->public_read ? API_READER : API_ANYONE;
    return token_check(service, request, answer, err);
}

static bool check_rights(struct service *service, struct api_request *request,
                         struct api_reply *reply)
{
    struct hd_error err;
    enum token_answer answer;

    if (request->route->role == API_ANYONE && !header(request, "Authorization")) {
        request->role = request->trusted ? API_OPERATOR : API_ANYONE;
        return true;
    }
    if (identify(service, request, &answer, &err)) {
        hd_log(HD_LOG_ERROR, "token_check error=\"%s\"", err.text);
        api_problem(reply, request, 503, "busy", N_("Rights cannot be checked at the moment"), NULL,
                    NULL);
        return false;
    }
    if (answer == TOKEN_BAD || answer == TOKEN_EXPIRED ||
        (answer == TOKEN_NONE && !may_enter(request))) {
        refuse_unknown_caller(request, reply, answer);
        return false;
    }
    if (!may_enter(request)) {
        refuse_role(request, reply);
        return false;
    }
    return true;
}

/* ---- parameters ---- */

static size_t split_words(const char *text, struct hd_arena *arena, const char *words[WORDS_MAX])
{
    size_t count = 0;

    while (*text && count < WORDS_MAX) {
        size_t len = strcspn(text, " ");

        if (len)
            words[count++] = hd_arena_strndup(arena, text, len);
        text += len;
        text += strspn(text, " ");
    }
    return count;
}

/* "c[AREA]" is one of "c[*]". */
static bool is_bracketed(const char *word, const char *listed)
{
    size_t stem = strcspn(listed, "["), len = strlen(word);

    return !strcmp(listed + stem, "[*]") && !strncmp(word, listed, stem + 1) && len > stem + 2 &&
           word[len - 1] == ']';
}

static bool word_listed(const char *word, const char *const *words, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (!strcmp(words[i], word) || is_bracketed(word, words[i]))
            return true;
    return false;
}

static const char *join_words(const char *const *words, size_t count, struct hd_arena *arena)
{
    struct hd_buf text HD_BUF_AUTO = { 0 };

    hd_buf_init(&text, 4096);
    for (size_t i = 0; i < count; i++)
        hd_buf_printf(&text, "%s%s", i ? ", " : "", words[i]);
    return hd_arena_strdup(arena, text.data);
}

static void refuse_parameter(const struct api_request *request, struct api_reply *reply,
                             const char *name, const char *const *known, size_t count)
{
    const char *nearest = hd_nearest(name, known, count);

    if (!count)
        api_problem(reply, request, 400, "parameter_unknown", N_("Unknown parameter {name}"),
                    N_("This address takes no parameters."), HD_ARGS("name", name));
    else if (nearest)
        api_problem(reply, request, 400, "parameter_unknown", N_("Unknown parameter {name}"),
                    N_("Did you mean {nearest}?"), HD_ARGS("name", name, "nearest", nearest));
    else
        api_problem(reply, request, 400, "parameter_unknown", N_("Unknown parameter {name}"),
                    N_("Known here: {known}."),
                    HD_ARGS("name", name, "known", join_words(known, count, request->arena)));
}

static bool check_names(const struct api_request *request, struct api_reply *reply)
{
    const char *known[WORDS_MAX];
    const char *list = request->route->params ? request->route->params : "";
    size_t count = split_words(list, request->arena, known);

    if (word_listed("*", known, count))
        return true;
    for (size_t i = 0; i < request->param_count; i++) {
        const char *name = request->params[i].name;

        if (!word_listed(name, known, count)) {
            refuse_parameter(request, reply, name, known, count);
            return false;
        }
        for (size_t j = 0; j < i; j++) {
            if (strcmp(request->params[j].name, name) != 0)
                continue;
            api_problem(reply, request, 400, "parameter_twice",
                        N_("The parameter {name} stands twice"), NULL, HD_ARGS("name", name));
            return false;
        }
    }
    return true;
}

static void refuse_word(const struct api_request *request, struct api_reply *reply,
                        const char *name, const char *const *known, size_t count)
{
    api_problem(reply, request, 400, "parameter_invalid", N_("Unknown {name}: {value}"),
                N_("Known here: {known}."),
                HD_ARGS("name", name, "value", api_param(request, name), "known",
                        join_words(known, count, request->arena)));
}

static bool check_language(const struct api_request *request, struct api_reply *reply)
{
    const char *named = api_param(request, "lang");
    const char *codes[WORDS_MAX];
    const struct hd_lang *const *all;
    size_t count;

    if (!named || hd_lang_find(named))
        return true;
    all = hd_lang_all(&count);
    count = count < WORDS_MAX ? count : WORDS_MAX;
    for (size_t i = 0; i < count; i++)
        codes[i] = hd_lang_code(all[i]);
    refuse_word(request, reply, "lang", codes, count);
    return false;
}

bool api_precheck(struct service *service, struct api_request *request, struct api_reply *reply)
{
    request->zone = service_zone(service);
    choose_language(service, request);
    request->checked = find_route(request, reply) && check_rights(service, request, reply) &&
                       check_names(request, reply) && check_language(request, reply) &&
                       api_negotiate(request, reply);
    return request->checked;
}

/* ---- the picture ---- */

/* SDMX writes it its own way. */
static const char *as_of_of(const struct api_request *request)
{
    const char *as_of = api_param(request, "as_of");

    return as_of ? as_of : api_param(request, "asOf");
}

static bool take_past(struct service *service, struct api_request *request, struct api_reply *reply,
                      const char *as_of)
{
    struct hd_error err;
    int64_t cutoff;
    int32_t day;

    if (!picture_as_of_parse(as_of, request->zone, &cutoff, &day)) {
        api_problem(reply, request, 400, "as_of_malformed",
                    N_("The parameter as_of is not a date: {value}"),
                    N_("Write a day such as 2026-03-31, or a time such as 2026-03-31T12:00:00Z."),
                    HD_ARGS("value", as_of));
        return false;
    }
    if (service_picture_as_of(service, cutoff, day, &request->picture, &err)) {
        hd_log(HD_LOG_ERROR, "as_of day=%s error=\"%s\"", as_of, err.text);
        api_problem(reply, request, 503, "busy", N_("The past cannot be read at the moment"), NULL,
                    NULL);
        return false;
    }
    return true;
}

/* Whoever asks after a write was acknowledged sees what was written, from whichever door; when
 * the evaluation takes longer than a reader should wait, the picture before it is answered
 * rather than nothing. */
static void await_fresh(struct service *service, const struct api_request *request)
{
    struct hd_error err;

    if (request->no_wait || request->route->role == API_ANYONE ||
        request->route->pace == API_INTAKE || service_fresh(service))
        return;
    if (service_wait_fresh(service, FRESH_WAIT_MS, &err))
        hd_log(HD_LOG_WARNING, "stale path=%s error=\"%s\"", request->path, err.text);
}

static bool take_picture(struct service *service, struct api_request *request,
                         struct api_reply *reply)
{
    const char *as_of = as_of_of(request);

    if (as_of)
        return take_past(service, request, reply, as_of);
    await_fresh(service, request);
    request->picture = service_picture(service);
    if (request->picture || request->route->role == API_ANYONE)
        return true;
    api_problem(reply, request, 503, "starting", N_("The first evaluation is not over yet"), NULL,
                NULL);
    api_reply_header(reply, "Retry-After", "2");
    return false;
}

bool api_is_quick(struct service *service, const struct api_route *route,
                  const struct api_request *request)
{
    if (!route)
        return true;
    if (route->pace != API_QUICK || as_of_of(request))
        return false;
    if (!request->trusted && header(request, "Authorization"))
        return false;
    return route->role == API_ANYONE || service_fresh(service);
}

bool api_is_past(const struct api_route *route, const struct api_request *request)
{
    return route && (route->pace == API_PAST || as_of_of(request));
}

/* ---- failures ---- */

/* What went wrong inside is for the log; the reader gets a number to quote. */
static void tell_failure(struct api_request *request, struct api_reply *reply,
                         const struct hd_error *err)
{
    char id[16];

    snprintf(id, sizeof id, "%08x", randombytes_random());
    hd_log(HD_LOG_ERROR, "request_failed id=%s method=%s path=%s rc=%s error=\"%s\"", id,
           request->method, request->path, hd_rc_name(err->rc), err->text);
    api_problem(reply, request, 500, "internal", N_("This could not be done"),
                N_("The log says more under the number {id}."), HD_ARGS("id", id));
}

static const struct failure {
    enum hd_rc rc;
    int status;
    const char *code, *title;
    bool say_text; /* the text is about what the caller sent */
} failures[] = {
    { HD_AGAIN, 503, "busy", N_("Busy at the moment; try again"), false },
    { HD_NOT_FOUND, 404, "not_found", N_("There is no such thing"), true },
    { HD_BAD_INPUT, 422, "invalid", N_("This cannot be accepted"), true },
    { HD_CONFLICT, 409, "conflict", N_("The present state does not allow this"), true },
    { HD_DENIED, 403, "denied", N_("You may not do this"), true },
    { HD_LIMIT, 413, "limit", N_("This is larger than a limit allows"), true },
    { HD_FULL, 507, "disk_full", N_("The disk is full: nothing was written"), false },
};

static void map_failure(struct api_request *request, struct api_reply *reply,
                        const struct hd_error *err)
{
    for (size_t i = 0; i < sizeof failures / sizeof *failures; i++) {
        const struct failure *failure = &failures[i];

        if (failure->rc != err->rc)
            continue;
        api_problem(reply, request, failure->status, failure->code, failure->title,
                    failure->say_text && *err->text ? "{text}" : NULL, HD_ARGS("text", err->text));
        if (failure->status == 503)
            api_reply_header(reply, "Retry-After", "2");
        hd_log(HD_LOG_INFO, "request_refused method=%s path=%s rc=%s error=\"%s\"", request->method,
               request->path, hd_rc_name(err->rc), err->text);
        return;
    }
    tell_failure(request, reply, err);
}

static void run_handler(struct service *service, struct api_request *request,
                        struct api_reply *reply)
{
    struct hd_error err = { .rc = HD_OK };
    enum hd_rc rc = request->route->handle(service, request, reply, &err);

    if (!rc && reply->body.overflow)
        rc = hd_fail(&err, HD_LIMIT, "the answer is larger than an answer may be: ask for less");
    if (rc)
        map_failure(request, reply, &err);
}

/* ---- validators ---- */

static bool is_get(const struct api_request *request)
{
    return !strcmp(request->method, "GET");
}

static void put_etag(struct api_reply *reply)
{
    unsigned char hash[16];
    char etag[40] = "\"";

    crypto_generichash(hash, sizeof hash, (const unsigned char *)reply->body.data, reply->body.len,
                       NULL, 0);
    sodium_bin2hex(etag + 1, sizeof etag - 1, hash, sizeof hash);
    memcpy(etag + 33, "\"", 2);
    api_reply_header(reply, "ETag", etag);
}

/* RFC 7231: names of days and months are English whatever the reader's language. */
static void put_last_modified(const struct picture *picture, struct api_reply *reply)
{
    static const char days[] = "MonTueWedThuFriSatSun";
    static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
    int32_t day = (int32_t)(picture->built_at_ms / HD_DAY_MS);
    struct hd_civil civil = hd_day_civil(day);
    long second = (long)(picture->built_at_ms % HD_DAY_MS / 1000);
    char text[64];

    snprintf(text, sizeof text, "%.3s, %02d %.3s %04d %02ld:%02ld:%02ld GMT",
             days + (ptrdiff_t)3 * (hd_day_weekday(day) - 1), civil.day,
             months + (ptrdiff_t)3 * (civil.month - 1), civil.year, second / 3600, second / 60 % 60,
             second % 60);
    api_reply_header(reply, "Last-Modified", text);
}

static void finish(const struct api_request *request, struct api_reply *reply)
{
    bool about_language = !strncmp(reply->content_type, "text/html", 9);

    if (about_language)
        api_reply_header(reply, "Content-Language", hd_lang_code(request->lang));
    if (!is_get(request) || reply->status != 200 || reply->no_store)
        return;
    if (!api_reply_header_find(reply, "ETag"))
        put_etag(reply);
    if (request->picture && request->picture->built_at_ms > 0)
        put_last_modified(request->picture, reply);
}

static bool etag_listed(const char *list, const char *etag)
{
    size_t etag_len = strlen(etag);

    while (*list) {
        size_t len = strcspn(list, ",");

        if (!strncmp(list, "W/", 2) && len > 2) {
            list += 2;
            len -= 2;
        }
        if ((len == 1 && *list == '*') || (len >= etag_len && !strncmp(list, etag, etag_len)))
            return true;
        list += len;
        list += strspn(list, ", ");
    }
    return false;
}

/* The reader has it already: the same headers without the body. */
static void answer_not_modified(const struct api_request *request, struct api_reply *reply)
{
    const char *known = header(request, "If-None-Match");
    const char *etag = api_reply_header_find(reply, "ETag");
    struct api_reply bare;

    if (!known || !etag || reply->status != 200 || !is_get(request) || !etag_listed(known, etag))
        return;
    api_reply_init(&bare, 16);
    bare.status = 304;
    bare.content_type = NULL;
    for (size_t i = 0; i < reply->header_count; i++)
        api_reply_header(&bare, reply->headers[i].name, reply->headers[i].value);
    api_reply_clear(reply);
    *reply = bare;
}

/* ---- kept answers ---- */

/* A picture is renewed at least every midnight.  One that was not makes pages say so, from some
 * hour on: such answers depend on the clock, too. */
static bool is_old(struct service *service, const struct picture *picture)
{
    return hd_now_at_ms(service_clock(service)) - picture->built_at_ms > HD_DAY_MS;
}

/* Everything the answer depends on besides the picture; NULL: not to be kept.  Parameters are in
 * the order they came: two orders are two entries, which costs a rendering and nothing else. */
static const char *cache_key(struct service *service, const struct api_request *request)
{
    struct hd_buf key HD_BUF_AUTO = { 0 };
    enum api_format format = API_JSON;
    bool asked = api_format_asked(request, &format);

    if (!is_get(request) || request->route->pace != API_QUICK || api_param(request, "as_of") ||
        !request->picture || !request->picture->current || is_old(service, request->picture) ||
        (!request->trusted && header(request, "Authorization")))
        return NULL;
    hd_buf_init(&key, 8192);
    hd_buf_printf(&key, "%s %d %s %d ", hd_lang_code(request->lang), asked ? (int)format : -1,
                  request->path, (int)request->role);
    for (size_t i = 0; i < request->param_count; i++) {
        hd_buf_put_url(&key, request->params[i].name);
        hd_buf_putc(&key, '=');
        hd_buf_put_url(&key, request->params[i].value);
        hd_buf_putc(&key, '&');
    }
    return key.overflow ? NULL : hd_arena_strdup(request->arena, key.data);
}

static void produce(struct service *service, struct api_request *request, struct api_reply *reply)
{
    struct api_cache *cache = service_cache(service);
    const char *key = cache_key(service, request);
    uint64_t round = 0;

    if (key && api_cache_find(cache, request->picture, key, reply, &round))
        return;
    run_handler(service, request, reply);
    finish(request, reply);
    if (key && reply->status == 200 && !reply->no_store)
        api_cache_keep(cache, request->picture, key, round, reply);
}

/* ---- problems as pages ---- */

/* Somebody looks at a page with a browser: what went wrong is a page too. */
static bool wants_page(const struct api_request *request)
{
    static const char *const programs[] = { "/api/", "/sdmx/", "/-/", "/metrics" };

    for (size_t i = 0; i < sizeof programs / sizeof *programs; i++)
        if (!strncmp(request->path, programs[i], strlen(programs[i])))
            return false;
    return api_format_of(request, API_JSON) == API_HTML;
}

static void show_problem(struct service *service, const struct api_request *request,
                         struct api_reply *reply)
{
    if (!reply->problem_title || reply->status < 400 || !wants_page(request))
        return;
    hd_buf_reset(&reply->body);
    reply->content_type = "text/html; charset=utf-8";
    page_error(service, request, reply->status, reply->problem_title, reply->problem_detail,
               &reply->body);
}

void api_answer(struct service *service, struct api_request *request, struct api_reply *reply)
{
    if ((request->checked || api_precheck(service, request, reply)) &&
        take_picture(service, request, reply)) {
        produce(service, request, reply);
        answer_not_modified(request, reply);
        token_note_use(service, request);
    }
    show_problem(service, request, reply);
    if (request->picture)
        picture_drop(&request->picture);
}
