#include "collectors/http/transfer.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "collectors/http/inflate.h"
#include "common/clock.h"
#include "common/curl.h"
#include "common/memory.h"

#define POLL_MS       200 /* so soon is a wish to end noticed */
#define ROUNDING_MS   100 /* libcurl's clock and ours tell the same instant */
#define GRACE_MS      500 /* libcurl keeps the deadline itself; this is for what it waits on */
#define STALL_BYTES_S 1000L
#define DRAIN_MAX     65536 /* of the body of a redirect */

struct http_session {
    struct http_session_terms terms;
    const struct curl_library *curl;
    CURLM *multi;
    int64_t deadline_tick_ms;
    int64_t wire_left, inflated_left;
};

struct transfer {
    struct http_session *session;
    const struct http_question *question;
    struct http_answer *answer;
    CURL *handle;
    struct curl_slist *headers;
    struct http_inflate *inflate; /* NULL: the body is not compressed */
    enum http_inflate_state inflated;
    bool judged; /* the head was found good */
    bool opened; /* a socket to an allowed address */
    char reason[CURL_ERROR_SIZE];
};

/* ---- session ---- */

enum hd_rc http_session_open(const struct http_session_terms *terms,
                             struct http_session **session_out, struct hd_error *err)
{
    const struct curl_library *curl;
    struct http_session *session;

    if (curl_library_get(&curl, err))
        return err->rc;
    session = hd_alloc(sizeof *session);
    session->terms = *terms;
    session->curl = curl;
    session->multi = curl->multi_init();
    session->deadline_tick_ms = hd_now_tick_ms(terms->clock) + terms->options->timeout_ms;
    session->wire_left = terms->options->max_bytes;
    session->inflated_left = terms->options->max_inflated_bytes;
    if (!session->multi) {
        free(session);
        return hd_fail(err, HD_SYSTEM, "libcurl gives no handle");
    }
    *session_out = session;
    return HD_OK;
}

void http_session_close(struct http_session **session)
{
    if (!*session)
        return;
    (*session)->curl->multi_cleanup((*session)->multi);
    free(*session);
    *session = NULL;
}

void http_answer_clear(struct http_answer *answer)
{
    hd_buf_clear(&answer->body);
    free(answer->redirect);
    answer->redirect = NULL;
}

/* ---- what libcurl calls ---- */

static curl_socket_t open_socket(void *ctx, curlsocktype purpose, struct curl_sockaddr *address)
{
    struct transfer *transfer = ctx;
    int fd;

    if (purpose != CURLSOCKTYPE_IPCXN ||
        !http_address_allowed(&address->addr, transfer->session->terms.networks)) {
        http_address_text(&address->addr, transfer->answer->address);
        return CURL_SOCKET_BAD;
    }
    fd = socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
    transfer->opened = transfer->opened || fd >= 0;
    return fd;
}

static size_t stop(struct transfer *transfer, enum http_stop why)
{
    transfer->answer->stop = why;
    return 0; /* fewer than given: libcurl ends the transfer */
}

static size_t take_head(char *line, size_t size, size_t count, void *ctx)
{
    struct transfer *transfer = ctx;

    if (!http_response_line(&transfer->answer->response, line, size * count))
        return stop(transfer, HTTP_STOP_HEAD);
    return size * count;
}

/* Statuses whose bodies are data. */
static bool brings_data(long status)
{
    return status == 200 || status == 203;
}

static bool is_redirect(long status)
{
    return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

static enum http_stop judge_head(struct transfer *transfer)
{
    const struct http_options *options = transfer->session->terms.options;
    struct http_response *response = &transfer->answer->response;
    enum http_flaw flaw =
        http_response_flaw(response, options->types, options->charsets, options->compressed);

    transfer->judged = true;
    if (flaw)
        return (enum http_stop)(HTTP_STOP_FRAMING + (flaw - HTTP_FLAW_FRAMING));
    if (http_response_gzip(response))
        transfer->inflate = http_inflate_open();
    return HTTP_STOP_NONE;
}

static enum http_stop take_inflated(struct transfer *transfer, const char *data, size_t len)
{
    transfer->inflated = http_inflate_put(transfer->inflate, data, len, &transfer->answer->body);
    switch (transfer->inflated) {
    case HTTP_INFLATE_MORE:
    case HTTP_INFLATE_END:
        return HTTP_STOP_NONE;
    case HTTP_INFLATE_WRONG:
        return HTTP_STOP_GZIP;
    case HTTP_INFLATE_RATIO:
        return HTTP_STOP_RATIO;
    case HTTP_INFLATE_FULL:
        return HTTP_STOP_INFLATED;
    }
    return HTTP_STOP_GZIP;
}

static enum http_stop take_data(struct transfer *transfer, const char *data, size_t len)
{
    struct http_answer *answer = transfer->answer;
    enum http_stop why = transfer->judged ? HTTP_STOP_NONE : judge_head(transfer);

    if (why)
        return why;
    if (answer->wire_bytes > transfer->session->wire_left)
        return HTTP_STOP_BYTES;
    if (transfer->inflate)
        return take_inflated(transfer, data, len);
    hd_buf_put(&answer->body, data, len);
    return answer->body.overflow ? HTTP_STOP_INFLATED : HTTP_STOP_NONE;
}

static size_t take_body(char *data, size_t size, size_t count, void *ctx)
{
    struct transfer *transfer = ctx;
    struct http_answer *answer = transfer->answer;
    size_t len = size * count;
    enum http_stop why;

    answer->wire_bytes += (int64_t)len;
    if (is_redirect(answer->response.status) && answer->wire_bytes <= DRAIN_MAX)
        return len;
    if (!brings_data(answer->response.status))
        return 0; /* its status says all */
    why = take_data(transfer, data, len);
    return why ? stop(transfer, why) : len;
}

/* ---- options ---- */

static void add_header(struct transfer *transfer, const char *line)
{
    struct curl_slist *longer = transfer->session->curl->slist_append(transfer->headers, line);

    if (longer)
        transfer->headers = longer;
}

static void add_headers(struct transfer *transfer)
{
    const struct http_session_terms *terms = &transfer->session->terms;
    const struct http_question *question = transfer->question;
    char line[512];

    if (terms->options->compressed)
        add_header(transfer, "Accept-Encoding: gzip");
    if (terms->options->accept) {
        snprintf(line, sizeof line, "Accept: %s", terms->options->accept);
        add_header(transfer, line);
    }
    if (*question->etag) {
        snprintf(line, sizeof line, "If-None-Match: %s", question->etag);
        add_header(transfer, line);
    }
    if (*question->modified) {
        snprintf(line, sizeof line, "If-Modified-Since: %s", question->modified);
        add_header(transfer, line);
    }
    for (size_t i = 0; question->secret && i < terms->credential->count; i++)
        add_header(transfer, terms->credential->headers[i]);
}

static void set_secrets(const struct transfer *transfer)
{
    const struct http_credential *credential = transfer->session->terms.credential;
    const struct curl_library *curl = transfer->session->curl;

    curl->easy_setopt(transfer->handle, CURLOPT_UNRESTRICTED_AUTH, 0L);
    curl->easy_setopt(transfer->handle, CURLOPT_NETRC, (long)CURL_NETRC_IGNORED);
    if (!transfer->question->secret || !credential->user)
        return;
    curl->easy_setopt(transfer->handle, CURLOPT_HTTPAUTH, CURLAUTH_BASIC);
    curl->easy_setopt(transfer->handle, CURLOPT_USERNAME, credential->user);
    curl->easy_setopt(transfer->handle, CURLOPT_PASSWORD, credential->password);
}

static void set_tls(const struct transfer *transfer)
{
    const char *ca_file = transfer->session->terms.options->ca_file;
    const struct curl_library *curl = transfer->session->curl;

    curl->easy_setopt(transfer->handle, CURLOPT_SSL_VERIFYPEER, 1L);
    curl->easy_setopt(transfer->handle, CURLOPT_SSL_VERIFYHOST, 2L);
    curl->easy_setopt(transfer->handle, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
    if (ca_file) {
        curl->easy_setopt(transfer->handle, CURLOPT_CAINFO, ca_file);
        curl->easy_setopt(transfer->handle, CURLOPT_CAPATH, NULL);
    }
}

static void set_bounds(const struct transfer *transfer)
{
    const struct http_session *session = transfer->session;
    const struct http_options *options = session->terms.options;
    const struct curl_library *curl = session->curl;
    int64_t left_ms = session->deadline_tick_ms - hd_now_tick_ms(session->terms.clock);
    CURL *handle = transfer->handle;

    curl->easy_setopt(handle, CURLOPT_CONNECTTIMEOUT_MS, (long)options->connect_timeout_ms);
    curl->easy_setopt(handle, CURLOPT_TIMEOUT_MS, (long)(left_ms > 1 ? left_ms : 1));
    curl->easy_setopt(handle, CURLOPT_LOW_SPEED_LIMIT, STALL_BYTES_S);
    curl->easy_setopt(handle, CURLOPT_LOW_SPEED_TIME, (long)((options->stall_ms + 999) / 1000));
    curl->easy_setopt(handle, CURLOPT_MAXFILESIZE_LARGE,
                      (curl_off_t)(session->wire_left > 1 ? session->wire_left : 1));
}

static void set_callbacks(struct transfer *transfer)
{
    const struct curl_library *curl = transfer->session->curl;
    CURL *handle = transfer->handle;

    curl->easy_setopt(handle, CURLOPT_OPENSOCKETFUNCTION, open_socket);
    curl->easy_setopt(handle, CURLOPT_OPENSOCKETDATA, transfer);
    curl->easy_setopt(handle, CURLOPT_HEADERFUNCTION, take_head);
    curl->easy_setopt(handle, CURLOPT_HEADERDATA, transfer);
    curl->easy_setopt(handle, CURLOPT_WRITEFUNCTION, take_body);
    curl->easy_setopt(handle, CURLOPT_WRITEDATA, transfer);
    curl->easy_setopt(handle, CURLOPT_ERRORBUFFER, transfer->reason);
    curl->easy_setopt(handle, CURLOPT_HTTPHEADER, transfer->headers);
}

/* Everything that is said to libcurl, so that it can be seen in one place. */
static void set_options(struct transfer *transfer)
{
    const struct curl_library *curl = transfer->session->curl;
    const char *schemes = transfer->question->url->plain ? "http" : "https";
    CURL *handle = transfer->handle;

    curl->easy_setopt(handle, CURLOPT_URL, transfer->question->url->text);
    curl->easy_setopt(handle, CURLOPT_PROTOCOLS_STR, schemes);
    curl->easy_setopt(handle, CURLOPT_REDIR_PROTOCOLS_STR, "https");
    curl->easy_setopt(handle, CURLOPT_FOLLOWLOCATION, 0L);
    curl->easy_setopt(handle, CURLOPT_DISALLOW_USERNAME_IN_URL, 1L);
    curl->easy_setopt(handle, CURLOPT_PROXY, ""); /* else the environment is asked for one */
    curl->easy_setopt(handle, CURLOPT_HTTP09_ALLOWED, 0L);
    /* The rules of response.h are those of this version; others frame in their own way. */
    curl->easy_setopt(handle, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
    /* Bytes are counted before and after inflating, which is therefore ours to do. */
    curl->easy_setopt(handle, CURLOPT_HTTP_CONTENT_DECODING, 0L);
    curl->easy_setopt(handle, CURLOPT_NOSIGNAL, 1L);
    /* Giving up does not wait for a name server that does not answer. */
    curl->easy_setopt(handle, CURLOPT_QUICK_EXIT, 1L);
    curl->easy_setopt(handle, CURLOPT_USERAGENT, "hedef/" HEDEF_VERSION);
    set_secrets(transfer);
    set_tls(transfer);
    set_bounds(transfer);
    set_callbacks(transfer);
}

/* ---- running ---- */

static bool is_cancelled(const struct http_session *session)
{
    return session->terms.cancelled && session->terms.cancelled(session->terms.cancelled_ctx);
}

static CURLcode result_of(const struct transfer *transfer)
{
    const struct curl_library *curl = transfer->session->curl;
    const CURLMsg *message;
    int left;

    while ((message = curl->multi_info_read(transfer->session->multi, &left))) {
        if (message->msg == CURLMSG_DONE && message->easy_handle == transfer->handle)
            return message->data.result;
    }
    return CURLE_FAILED_INIT;
}

/* CURLE_ABORTED_BY_CALLBACK with the answer's `stop` set when it was ended from here. */
static CURLcode run(struct transfer *transfer)
{
    struct http_session *session = transfer->session;
    const struct curl_library *curl = session->curl;
    int64_t end_tick_ms = session->deadline_tick_ms + GRACE_MS;
    int running = 1;

    for (;;) {
        if (curl->multi_perform(session->multi, &running))
            return CURLE_FAILED_INIT;
        if (!running)
            return result_of(transfer);
        if (is_cancelled(session))
            transfer->answer->stop = HTTP_STOP_CANCELLED;
        else if (hd_now_tick_ms(session->terms.clock) > end_tick_ms)
            transfer->answer->stop = HTTP_STOP_DEADLINE;
        if (transfer->answer->stop)
            return CURLE_ABORTED_BY_CALLBACK;
        curl->multi_poll(session->multi, NULL, 0, POLL_MS, NULL);
    }
}

/* ---- what came of it ---- */

static enum http_stop judge_timeout(const struct transfer *transfer)
{
    const struct http_session *session = transfer->session;
    double connected_s = 0;

    if (hd_now_tick_ms(session->terms.clock) + ROUNDING_MS >= session->deadline_tick_ms)
        return HTTP_STOP_DEADLINE;
    session->curl->easy_getinfo(transfer->handle, CURLINFO_PRETRANSFER_TIME, &connected_s);
    return connected_s > 0 ? HTTP_STOP_STALL : HTTP_STOP_CONNECT_TIME;
}

/* Numbers of X509_V_ERR_... in OpenSSL; with another library below libcurl it stays general. */
static enum http_stop judge_certificate(const struct transfer *transfer)
{
    long verified = 0;

    transfer->session->curl->easy_getinfo(transfer->handle, CURLINFO_SSL_VERIFYRESULT, &verified);
    if (verified == 9 || verified == 10)
        return HTTP_STOP_EXPIRED;
    /* The name is looked at first: until then the result is "unspecified". */
    return verified <= 1 ? HTTP_STOP_MISNAMED : HTTP_STOP_UNTRUSTED;
}

static enum http_stop judge_code(const struct transfer *transfer, CURLcode code)
{
    static const struct {
        CURLcode code;
        enum http_stop stop;
    } known[] = {
        { CURLE_OK, HTTP_STOP_NONE },
        { CURLE_COULDNT_RESOLVE_HOST, HTTP_STOP_NAME },
        { CURLE_COULDNT_CONNECT, HTTP_STOP_CONNECT },
        { CURLE_SSL_CONNECT_ERROR, HTTP_STOP_TLS },
        { CURLE_SSL_CACERT_BADFILE, HTTP_STOP_CA_FILE },
        { CURLE_UNSUPPORTED_PROTOCOL, HTTP_STOP_NOT_HTTP },
        { CURLE_WEIRD_SERVER_REPLY, HTTP_STOP_NOT_HTTP },
        { CURLE_PARTIAL_FILE, HTTP_STOP_SHORT },
        { CURLE_FILESIZE_EXCEEDED, HTTP_STOP_BYTES },
        { CURLE_GOT_NOTHING, HTTP_STOP_BROKEN },
        { CURLE_RECV_ERROR, HTTP_STOP_BROKEN },
        { CURLE_SEND_ERROR, HTTP_STOP_BROKEN },
    };

    if (code == CURLE_COULDNT_CONNECT && !transfer->opened && transfer->answer->address[0])
        return HTTP_STOP_CLOSED;
    if (code == CURLE_OPERATION_TIMEDOUT)
        return judge_timeout(transfer);
    if (code == CURLE_PEER_FAILED_VERIFICATION)
        return judge_certificate(transfer);
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        if (known[i].code == code)
            return known[i].stop;
    }
    return HTTP_STOP_OTHER;
}

/* An answer with data that ended well for libcurl: is it whole for us? */
static enum http_stop judge_end(struct transfer *transfer)
{
    enum http_stop why;

    if (!brings_data(transfer->answer->response.status))
        return HTTP_STOP_NONE;
    if (!transfer->answer->response.complete)
        return HTTP_STOP_BROKEN;
    why = transfer->judged ? HTTP_STOP_NONE : judge_head(transfer); /* the body was empty */
    if (!why && transfer->inflate && transfer->inflated != HTTP_INFLATE_END)
        return HTTP_STOP_GZIP;
    return why;
}

static void judge(struct transfer *transfer, CURLcode code)
{
    struct http_answer *answer = transfer->answer;
    long status = answer->response.status;
    const char *redirect = NULL;

    /* A status that brings no data says all, however its body ended. */
    if (!answer->stop && code == CURLE_WRITE_ERROR && !brings_data(status))
        code = CURLE_OK;
    if (!answer->stop)
        answer->stop = code ? judge_code(transfer, code) : judge_end(transfer);
    if (!answer->stop && status < 200)
        answer->stop = HTTP_STOP_NOT_HTTP;
    snprintf(answer->words, sizeof answer->words, "%s",
             transfer->reason[0] ? transfer->reason : transfer->session->curl->easy_strerror(code));
    if (is_redirect(status))
        transfer->session->curl->easy_getinfo(transfer->handle, CURLINFO_REDIRECT_URL, &redirect);
    answer->redirect = hd_strdup(redirect);
}

static void count_bytes(struct transfer *transfer)
{
    struct http_session *session = transfer->session;

    session->wire_left -= transfer->answer->wire_bytes;
    session->inflated_left -= (int64_t)transfer->answer->body.len;
}

enum hd_rc http_transfer(struct http_session *session, const struct http_question *question,
                         struct http_answer *answer, struct hd_error *err)
{
    struct transfer transfer = { .session = session, .question = question, .answer = answer };
    const struct curl_library *curl = session->curl;

    *answer = (struct http_answer){ .stop = HTTP_STOP_NONE };
    hd_buf_init(&answer->body, session->inflated_left > 0 ? (size_t)session->inflated_left : 0);
    transfer.handle = curl->easy_init();
    if (!transfer.handle)
        return hd_fail(err, HD_SYSTEM, "libcurl gives no handle");
    add_headers(&transfer);
    set_options(&transfer);
    if (curl->multi_add_handle(session->multi, transfer.handle) == CURLM_OK)
        judge(&transfer, run(&transfer));
    else
        answer->stop = HTTP_STOP_OTHER;
    curl->multi_remove_handle(session->multi, transfer.handle);
    curl->easy_cleanup(transfer.handle);
    curl->slist_free_all(transfer.headers);
    http_inflate_close(&transfer.inflate);
    count_bytes(&transfer);
    return HD_OK;
}
