#include "collectors/http/http.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "collectors/http/transfer.h"
#include "collectors/http/trouble.h"
#include "common/lang.h"

struct http {
    const struct http_options *options;
    const struct collector_site *site;
    struct http_networks networks;
};

/* One collect(). */
struct run {
    struct http *http;
    struct collector_request *request;
    const struct collector_sink *sink;
    struct hd_problems *problems;
    struct hd_error *err;
    struct http_session *session;
    struct http_url url; /* the source's own */
    const char *etag, *modified;
};

/* ---- the mark: for which question, entity tag, date ---- */

/* A mark of another address or another format of the same says nothing. */
static uint64_t fingerprint(const struct http_options *options)
{
    const char *const texts[] = { options->url, options->accept ? options->accept : "" };
    uint64_t hash = UINT64_C(14695981039346656037); /* FNV-1a */

    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        for (const char *c = texts[i];; c++) {
            hash = (hash ^ (unsigned char)*c) * UINT64_C(1099511628211);
            if (!*c)
                break;
        }
    }
    return hash;
}

static const char *make_mark(const struct run *run, const struct http_response *response)
{
    if (!response->etag[0] && !response->modified[0])
        return "";
    return hd_arena_printf(run->request->arena, "%016llx\t%s\t%s",
                           (unsigned long long)fingerprint(run->http->options), response->etag,
                           response->modified);
}

static void take_mark(struct run *run)
{
    struct hd_arena *arena = run->request->arena;
    const char *mark = run->request->mark, *etag, *modified;
    char head[24];

    run->etag = run->modified = "";
    snprintf(head, sizeof head, "%016llx\t", (unsigned long long)fingerprint(run->http->options));
    if (run->request->whole || !mark || strncmp(mark, head, strlen(head)) != 0)
        return;
    etag = mark + strlen(head);
    modified = strchr(etag, '\t');
    if (!modified)
        return;
    run->etag = hd_arena_strndup(arena, etag, (size_t)(modified - etag));
    run->modified = hd_arena_strdup(arena, modified + 1);
}

/* ---- redirects ---- */

static enum hd_rc check_redirect(const struct run *run, const struct http_url *from, const char *to,
                                 int64_t followed, struct http_url *url_out)
{
    const struct http_options *options = run->http->options;
    enum http_redirect_flaw flaw;

    if (!to)
        flaw = HTTP_REDIRECT_NOWHERE;
    else if (!http_url_parse(to, url_out) || (url_out->plain && !options->plain_http))
        flaw = HTTP_REDIRECT_SCHEME;
    else if (options->redirects == 0)
        flaw = HTTP_REDIRECT_OFF;
    else if (followed == options->redirects)
        flaw = HTTP_REDIRECT_MANY;
    else if (strcmp(url_out->host, run->url.host) != 0 &&
             !http_host_listed(url_out->host, options->hosts))
        flaw = HTTP_REDIRECT_HOST;
    else
        return HD_OK;
    return http_trouble_redirect(flaw, options, from, to, run->problems, run->err);
}

static enum hd_rc give_up(const struct run *run, const struct http_url *url,
                          const struct http_answer *answer)
{
    int64_t now = run->request->now_at_ms;

    if (!answer->stop)
        run->request->not_before_at_ms = http_retry_at_ms(answer->response.retry_after, now);
    return http_trouble(run->http->options, url, answer, now, run->problems, run->err);
}

/* Asks, following redirects to where it is allowed; the answer has data or says `not modified`. */
static enum hd_rc ask(struct run *run, const struct http_url *first, struct http_answer *answer)
{
    struct http_question question = { .etag = run->etag, .modified = run->modified };
    struct http_url url = *first, next = *first;
    bool asked_for_change = *run->etag || *run->modified;

    for (int64_t followed = 0;; followed++) {
        long status;
        enum hd_rc rc;

        question.url = &url;
        question.secret = http_url_same_place(&url, &run->url);
        rc = http_transfer(run->session, &question, answer, run->err);
        status = answer->response.status;
        if (rc)
            return rc;
        if (!answer->stop &&
            (status == 200 || status == 203 || (status == 304 && asked_for_change)))
            return HD_OK;
        if (answer->stop || status < 300 || status >= 400 || status == 304 || status == 300)
            return give_up(run, &url, answer);
        rc = check_redirect(run, &url, answer->redirect, followed, &next);
        if (rc)
            return rc;
        url = next;
        url.text = hd_arena_strdup(run->request->arena, next.text);
        http_answer_clear(answer);
    }
}

/* ---- handing over ---- */

static enum hd_rc put(struct run *run, const struct http_url *url, const struct http_answer *answer,
                      struct collector_answer *said)
{
    struct hd_buf HD_BUF_AUTO name;
    struct collector_body body = {
        .data = answer->body.data,
        .len = answer->body.len,
        .type = answer->response.type,
        .status = answer->response.status,
        .wire_bytes = answer->wire_bytes,
        .modified_at_ms = http_date_parse(answer->response.modified),
    };

    hd_buf_init(&name, HTTP_SHOWN_MAX);
    http_url_show(url->text, &name);
    body.name = name.data;
    return run->sink->put(run->sink->ctx, &body, said, run->err);
}

/* One page from the question to the sink; *said_out tells of further ones. */
static enum hd_rc take_page(struct run *run, const struct http_url *url,
                            struct collector_answer *said_out)
{
    struct http_answer answer = { .stop = HTTP_STOP_NONE };
    enum hd_rc rc = ask(run, url, &answer);

    if (!rc && answer.response.status == 304)
        run->request->unchanged = true;
    else if (!rc)
        rc = put(run, url, &answer, said_out);
    if (!rc)
        run->request->new_mark =
            run->request->unchanged ? run->request->mark : make_mark(run, &answer.response);
    http_answer_clear(&answer);
    return rc;
}

static bool check_page(const struct run *run, long asked, long pages,
                       const struct collector_answer *said, enum http_page_flaw *flaw_out)
{
    if (said->pages > run->http->options->max_pages)
        *flaw_out = HTTP_PAGES_MANY;
    else if (said->page != asked)
        *flaw_out = HTTP_PAGES_REPEATED;
    else if (said->pages != pages)
        *flaw_out = HTTP_PAGES_CHANGED;
    else
        return true;
    return false;
}

static enum hd_rc take_next(struct run *run, long asked, struct collector_answer *said)
{
    struct hd_buf HD_BUF_AUTO text;
    struct http_url url;

    hd_buf_init(&text, HTTP_URL_MAX);
    http_url_with(&run->url, run->http->options->page_parameter, asked, &text);
    if (text.overflow || !http_url_parse(text.data, &url))
        return hd_fail(run->err, HD_LIMIT, "the address with its page is too long");
    return take_page(run, &url, said);
}

static enum hd_rc take_pages(struct run *run)
{
    struct collector_answer said = { .fate = COLLECTOR_TAKEN };
    enum hd_rc rc = take_page(run, &run->url, &said);
    long asked = 1, pages = said.pages;
    enum http_page_flaw flaw;

    if (rc || run->request->unchanged || pages <= 1)
        return rc;
    /* What is known is known of the first page only: the others are not asked conditionally, and
     * nothing is to be remembered. */
    run->etag = run->modified = "";
    for (;;) {
        if (said.fate != COLLECTOR_TAKEN)
            return HD_OK;
        if (!check_page(run, asked, pages, &said, &flaw))
            return http_trouble_pages(flaw, run->http->options, &run->url, asked, said.page,
                                      said.pages, run->problems, run->err);
        if (asked == pages)
            break;
        said = (struct collector_answer){ .fate = COLLECTOR_TAKEN };
        rc = take_next(run, ++asked, &said);
        if (rc)
            return rc;
    }
    run->request->new_mark = "";
    return HD_OK;
}

/* ---- the contract ---- */

static enum hd_rc http_open(const void *conf, const struct collector_site *site, void **self_out,
                            struct hd_problems *problems, struct hd_error *err)
{
    const struct http_options *options = conf;
    struct http_networks networks = { .count = 0 };
    struct http *http;
    enum hd_rc rc = http_options_check(options, problems, err);

    if (rc)
        return rc;
    if (options->allow_private && !http_networks_parse(options->allow_private, &networks))
        return hd_fail(err, HD_BAD_INPUT, "allow_private is no list of networks");
    http = hd_alloc(sizeof *http);
    *http = (struct http){ .options = options, .site = site, .networks = networks };
    *self_out = http;
    return HD_OK;
}

/* What is not the other side's doing: libcurl is missing, the sink fails. */
static void tell_cause(const struct run *run)
{
    const struct hd_problem problem = {
        .code = "http_other",
        .message = N_("Asking {host} failed: {words}. It is asked again later."),
        .args = { "host", run->url.host, "words", run->err->text },
    };

    hd_problem_add(run->problems, &problem);
}

static enum hd_rc http_collect(void *self, struct collector_request *request,
                               const struct collector_sink *sink, struct hd_problems *problems,
                               struct hd_error *err)
{
    struct run run = {
        .http = self,
        .request = request,
        .sink = sink,
        .problems = problems,
        .err = err,
    };
    struct http_credential credential;
    const struct http_session_terms terms = {
        .options = run.http->options,
        .networks = &run.http->networks,
        .credential = &credential,
        .clock = run.http->site->clock,
        .cancelled = request->cancelled,
        .cancelled_ctx = request->cancelled_ctx,
    };
    size_t before = problems->errors;
    enum hd_rc rc;

    if (!http_url_parse(run.http->options->url, &run.url))
        return hd_fail(err, HD_BAD_INPUT, "the address cannot be read");
    rc = http_credential_read(run.http->options, &credential, problems, err);
    if (rc)
        return rc;
    take_mark(&run);
    rc = http_session_open(&terms, &run.session, err);
    if (!rc)
        rc = take_pages(&run);
    if (rc && problems->errors == before)
        tell_cause(&run);
    http_session_close(&run.session);
    http_credential_clear(&credential);
    return rc;
}

static void http_close(void *self)
{
    free(self);
}

static const char *http_place(const void *conf)
{
    static _Thread_local char place[256];
    const struct http_options *options = conf;
    struct hd_buf HD_BUF_AUTO shown;

    hd_buf_init(&shown, HTTP_SHOWN_MAX);
    if (options->url)
        http_url_show(options->url, &shown);
    snprintf(place, sizeof place, "%s", shown.data);
    return place;
}

const struct collector_ops collector_http = {
    .name = "http",
    .summary = N_("asks an address of the web"),
    .pace = COLLECTOR_SLOW,
    .each = false,
    .conf_size = sizeof(struct http_options),
    .keys = http_keys,
    .open = http_open,
    .collect = http_collect,
    .close = http_close,
    .place = http_place,
};
