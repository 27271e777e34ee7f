#include "client/socket.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "common/curl.h"

#define ATTENTION  "Hedef-Attention:"
#define TIMEOUT_S  3600L /* an evaluation or a backup may take its time */
#define CONNECT_MS 5000L

struct transfer {
    const struct curl_library *curl;
    CURL *handle;
    struct curl_slist *headers;
    struct hd_buf url;
    struct reply *reply;
    char problem[CURL_ERROR_SIZE];
};

static void put_escaped_path(struct hd_buf *out, const char *path)
{
    while (*path) {
        size_t len = strcspn(path, "/");
        char segment[1024];

        if (len >= sizeof segment)
            len = sizeof segment - 1;
        memcpy(segment, path, len);
        segment[len] = '\0';
        hd_buf_put_url(out, segment);
        path += len;
        if (*path == '/') {
            hd_buf_putc(out, '/');
            path++;
        }
    }
}

static void write_url(struct hd_buf *out, const struct request *request)
{
    hd_buf_puts(out, "http://localhost");
    put_escaped_path(out, request->path);
    for (size_t i = 0; i < request->param_count; i++) {
        hd_buf_putc(out, i ? '&' : '?');
        hd_buf_put_url(out, request->params[i].name);
        hd_buf_putc(out, '=');
        hd_buf_put_url(out, request->params[i].value);
    }
}

static size_t take_body(char *data, size_t size, size_t count, void *ctx)
{
    struct transfer *transfer = ctx;

    hd_buf_put(&transfer->reply->body, data, size * count);
    return transfer->reply->body.overflow ? 0 : size * count;
}

static size_t take_header(char *data, size_t size, size_t count, void *ctx)
{
    struct transfer *transfer = ctx;
    size_t len = size * count;
    char number[24] = "";

    if (len > strlen(ATTENTION) && strncasecmp(data, ATTENTION, strlen(ATTENTION)) == 0) {
        size_t rest = len - strlen(ATTENTION);

        memcpy(number, data + strlen(ATTENTION), rest < sizeof number ? rest : sizeof number - 1);
        transfer->reply->attention = strtoll(number, NULL, 10);
    }
    return len;
}

static void add_header(struct transfer *transfer, const char *name, const char *value)
{
    HD_BUF_AUTO struct hd_buf line = { 0 };
    struct curl_slist *longer;

    if (!value)
        return;
    hd_buf_init(&line, 8192);
    hd_buf_printf(&line, "%s: %s", name, value);
    longer = transfer->curl->slist_append(transfer->headers, line.data);
    if (longer)
        transfer->headers = longer;
}

static void set_body(struct transfer *transfer, const struct request *request)
{
    const struct curl_library *curl = transfer->curl;

    if (strcmp(request->method, "GET") != 0)
        curl->easy_setopt(transfer->handle, CURLOPT_CUSTOMREQUEST, request->method);
    if (strcmp(request->method, "POST") != 0 && strcmp(request->method, "PUT") != 0)
        return;
    curl->easy_setopt(transfer->handle, CURLOPT_POST, 1L);
    curl->easy_setopt(transfer->handle, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)request->body_len);
    curl->easy_setopt(transfer->handle, CURLOPT_POSTFIELDS, request->body ? request->body : "");
    add_header(transfer, "Content-Type",
               request->content_type ? request->content_type : "application/octet-stream");
    add_header(transfer, "Expect", ""); /* the body follows at once */
}

static void set_options(struct transfer *transfer, const char *path, const struct request *request)
{
    const struct curl_library *curl = transfer->curl;
    CURL *handle = transfer->handle;

    curl->easy_setopt(handle, CURLOPT_UNIX_SOCKET_PATH, path);
    curl->easy_setopt(handle, CURLOPT_URL, transfer->url.data);
    curl->easy_setopt(handle, CURLOPT_PROTOCOLS_STR, "http");
    curl->easy_setopt(handle, CURLOPT_PROXY, "");
    curl->easy_setopt(handle, CURLOPT_NOSIGNAL, 1L);
    curl->easy_setopt(handle, CURLOPT_HTTP09_ALLOWED, 0L);
    curl->easy_setopt(handle, CURLOPT_CONNECTTIMEOUT_MS, CONNECT_MS);
    curl->easy_setopt(handle, CURLOPT_TIMEOUT, TIMEOUT_S);
    curl->easy_setopt(handle, CURLOPT_USERAGENT, "hedef/" HEDEF_VERSION);
    curl->easy_setopt(handle, CURLOPT_ERRORBUFFER, transfer->problem);
    curl->easy_setopt(handle, CURLOPT_WRITEFUNCTION, take_body);
    curl->easy_setopt(handle, CURLOPT_WRITEDATA, transfer);
    curl->easy_setopt(handle, CURLOPT_HEADERFUNCTION, take_header);
    curl->easy_setopt(handle, CURLOPT_HEADERDATA, transfer);
    add_header(transfer, "Idempotency-Key", request->idempotency_key);
    set_body(transfer, request);
    curl->easy_setopt(handle, CURLOPT_HTTPHEADER, transfer->headers);
}

static enum hd_rc perform(struct transfer *transfer, struct hd_error *err)
{
    CURLcode code = transfer->curl->easy_perform(transfer->handle);
    long status = 0;

    if (code != CURLE_OK)
        return hd_fail(err, HD_SYSTEM, "the daemon did not answer: %s",
                       *transfer->problem ? transfer->problem
                                          : transfer->curl->easy_strerror(code));
    transfer->curl->easy_getinfo(transfer->handle, CURLINFO_RESPONSE_CODE, &status);
    transfer->reply->status = (int)status;
    return HD_OK;
}

enum hd_rc socket_request(const char *path, const struct request *request, struct reply *reply,
                          struct hd_error *err)
{
    struct transfer transfer = { .reply = reply };
    enum hd_rc rc = curl_library_get(&transfer.curl, err);

    if (rc)
        return rc;
    transfer.handle = transfer.curl->easy_init();
    if (!transfer.handle)
        return hd_fail(err, HD_SYSTEM, "libcurl gives no handle");
    hd_buf_init(&transfer.url, 1 << 16);
    hd_buf_init(&reply->body, REPLY_MAX_BYTES);
    write_url(&transfer.url, request);
    set_options(&transfer, path, request);
    rc = perform(&transfer, err);
    transfer.curl->slist_free_all(transfer.headers);
    transfer.curl->easy_cleanup(transfer.handle);
    hd_buf_clear(&transfer.url);
    return rc;
}
