/* An answer of the web: an address in the first line, then the head, then a body in gzip. */
#include "fuzz/fuzz.h"

#include <string.h>

#include "collectors/http/address.h"
#include "collectors/http/inflate.h"
#include "collectors/http/response.h"
#include "collectors/http/url.h"

#define BODY_MAX 100000
#define NOW_MS   INT64_C(1800000000000)

/* What is taken for an address stays one, and the same place, with a page asked for. */
static void try_url(const char *text)
{
    struct hd_buf HD_BUF_AUTO paged, HD_BUF_AUTO shown;
    struct http_networks networks = { .count = 0 };
    struct http_url url, again;

    hd_buf_init(&paged, HTTP_URL_MAX * 2);
    hd_buf_init(&shown, HTTP_SHOWN_MAX);
    http_url_show(text, &shown);
    FUZZ_CHECK(!shown.overflow);
    if (http_networks_parse(text, &networks))
        FUZZ_CHECK(networks.count <= HTTP_NETWORKS_MAX);
    if (!http_url_parse(text, &url)) {
        FUZZ_CHECK(strcmp(shown.data, "***") == 0);
        return;
    }
    FUZZ_CHECK(url.host[0] && url.port > 0 && url.port < 65536);
    FUZZ_CHECK(!strpbrk(url.host, "/?#@\\ %"));
    http_url_with(&url, "page", 2, &paged);
    if (strlen(paged.data) < HTTP_URL_MAX)
        FUZZ_CHECK(http_url_parse(paged.data, &again) && http_url_same_place(&url, &again));
}

/* The bytes up to the empty line; what follows them. */
static const char *try_head(const char *at, const char *end, struct http_response *response)
{
    while (at < end && !response->complete) {
        const char *line_end = memchr(at, '\n', (size_t)(end - at));
        size_t len = line_end ? (size_t)(line_end + 1 - at) : (size_t)(end - at);

        if (!http_response_line(response, at, len))
            break;
        at += len;
    }
    FUZZ_CHECK(response->status >= 0 && response->status <= 999);
    return at;
}

static void judge_head(const struct http_response *response)
{
    enum http_flaw flaw =
        http_response_flaw(response, "text/csv, application/*+json", "utf-8", true);
    int64_t retry_at_ms = http_retry_at_ms(response->retry_after, NOW_MS);

    if (!flaw) {
        FUZZ_CHECK(response->type[0]);
        FUZZ_CHECK(response->chunked ? response->codings == 1 && response->lengths == 0
                                     : response->lengths == 1 && response->codings == 0);
    }
    FUZZ_CHECK(retry_at_ms == 0 || retry_at_ms > NOW_MS);
    FUZZ_CHECK(http_date_parse(response->modified) >= 0);
}

static void try_body(const char *data, size_t len)
{
    struct hd_buf HD_BUF_AUTO whole, HD_BUF_AUTO parts;
    struct http_inflate *first = http_inflate_open(), *second = http_inflate_open();
    enum http_inflate_state a, b = HTTP_INFLATE_MORE;

    hd_buf_init(&whole, BODY_MAX);
    hd_buf_init(&parts, BODY_MAX);
    a = http_inflate_put(first, data, len, &whole);
    for (size_t i = 0; i < len; i++)
        b = http_inflate_put(second, data + i, 1, &parts);
    FUZZ_CHECK(whole.len <= BODY_MAX && parts.len <= BODY_MAX);
    if (a == HTTP_INFLATE_END)
        FUZZ_CHECK(b == a && parts.len == whole.len &&
                   memcmp(parts.data, whole.data, whole.len) == 0);
    http_inflate_close(&first);
    http_inflate_close(&second);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *text = malloc(size + 1);
    struct http_response response = { .status = 0 };
    const char *end, *at;

    if (!text)
        abort();
    memcpy(text, data, size);
    text[size] = '\0';
    end = text + size;
    at = memchr(text, '\n', size);
    at = at ? at + 1 : end;
    if (at > text && at[-1] == '\n')
        text[at - 1 - text] = '\0';
    try_url(text);
    at = try_head(at, end, &response);
    judge_head(&response);
    if (at < end)
        try_body(at, (size_t)(end - at));
    free(text);
    return 0;
}
