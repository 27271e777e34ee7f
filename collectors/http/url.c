#include "collectors/http/url.h"

#include <string.h>
#include <strings.h>

#include "common/buf.h"

#define HTTP_PORT  80
#define HTTPS_PORT 443

/* Parts of a parameter's name that tell of a secret. */
static const char *const secret_words[] = {
    "key", "token", "secret", "pass", "pwd", "auth", "sign", "sig", "credential", "session", "jwt",
};

static bool is_plain_text(const char *text)
{
    size_t len = 0;

    for (; text[len]; len++) {
        if (text[len] <= ' ' || text[len] > '~' || strchr("\"<>\\#", text[len]))
            return false;
    }
    return len < HTTP_URL_MAX;
}

static const char *skip_scheme(const char *text, bool *plain_out)
{
    *plain_out = strncasecmp(text, "http://", 7) == 0;
    if (*plain_out)
        return text + 7;
    return strncasecmp(text, "https://", 8) == 0 ? text + 8 : NULL;
}

/* The end of a host name or of an address in brackets; NULL: it is none. */
static const char *host_end(const char *host)
{
    static const char letters[] =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-";
    size_t len;

    if (*host != '[') {
        len = strspn(host, letters);
        return len && host[0] != '.' && host[0] != '-' ? host + len : NULL;
    }
    len = strspn(host + 1, "0123456789abcdefABCDEF:.");
    return len && host[1 + len] == ']' ? host + len + 2 : NULL;
}

static bool take_host(const char *host, const char *end, struct http_url *url)
{
    bool bracketed = *host == '[';
    size_t len;

    host += bracketed;
    len = (size_t)(end - host) - bracketed;
    if (len >= sizeof url->host)
        return false;
    for (size_t i = 0; i < len; i++)
        url->host[i] = (char)(host[i] >= 'A' && host[i] <= 'Z' ? host[i] + ('a' - 'A') : host[i]);
    url->host[len] = '\0';
    return true;
}

/* ":8080" or nothing; the first character after it, NULL when malformed. */
static const char *take_port(const char *text, struct http_url *url)
{
    size_t len;

    url->port = url->plain ? HTTP_PORT : HTTPS_PORT;
    if (*text != ':')
        return text;
    len = strspn(++text, "0123456789");
    if (len == 0 || len > 5)
        return NULL;
    url->port = 0;
    for (size_t i = 0; i < len; i++)
        url->port = url->port * 10 + (unsigned)(text[i] - '0');
    return url->port && url->port < 65536 ? text + len : NULL;
}

bool http_url_parse(const char *text, struct http_url *url_out)
{
    struct http_url url = { .text = text };
    const char *at, *end;

    if (!is_plain_text(text))
        return false;
    at = skip_scheme(text, &url.plain);
    end = at ? host_end(at) : NULL;
    if (!end || !take_host(at, end, &url))
        return false;
    end = take_port(end, &url);
    if (!end || (*end && !strchr("/?", *end)))
        return false;
    url.rest = (size_t)(end - text);
    *url_out = url;
    return true;
}

bool http_url_same_place(const struct http_url *a, const struct http_url *b)
{
    return a->plain == b->plain && a->port == b->port && strcmp(a->host, b->host) == 0;
}

/* ---- for people ---- */

static bool is_secret(const char *name, size_t len)
{
    for (size_t i = 0; i < sizeof secret_words / sizeof *secret_words; i++) {
        size_t word_len = strlen(secret_words[i]);

        for (size_t at = 0; at + word_len <= len; at++) {
            if (strncasecmp(name + at, secret_words[i], word_len) == 0)
                return true;
        }
    }
    return false;
}

/* `a=1&token=2` without the secrets. */
static void show_query(const char *query, struct hd_buf *out)
{
    while (*query) {
        size_t len = strcspn(query, "&;"), name_len = strcspn(query, "=&;");

        if (name_len < len && is_secret(query, name_len)) {
            hd_buf_put(out, query, name_len);
            hd_buf_puts(out, "=***");
        } else {
            hd_buf_put(out, query, len);
        }
        query += len;
        if (*query)
            hd_buf_putc(out, *query++);
    }
}

void http_url_show(const char *text, struct hd_buf *out)
{
    struct http_url url;
    const char *query;

    if (!http_url_parse(text, &url)) {
        hd_buf_puts(out, "***");
        return;
    }
    query = strchr(text, '?');
    if (!query) {
        hd_buf_puts(out, text);
        return;
    }
    hd_buf_put(out, text, (size_t)(query + 1 - text));
    show_query(query + 1, out);
}

/* ---- parameters ---- */

void http_url_with(const struct http_url *url, const char *parameter, long value,
                   struct hd_buf *out)
{
    const char *query = strchr(url->text + url->rest, '?');
    size_t head = query ? (size_t)(query - url->text) : strlen(url->text);
    size_t name_len = strlen(parameter);
    char mark = '?';

    hd_buf_put(out, url->text, head);
    for (query = query ? query + 1 : ""; *query; query += *query == '&') {
        size_t len = strcspn(query, "&");
        bool same =
            len > name_len && strncmp(query, parameter, name_len) == 0 && query[name_len] == '=';

        if (!same) {
            hd_buf_putc(out, mark);
            hd_buf_put(out, query, len);
            mark = '&';
        }
        query += len;
    }
    hd_buf_printf(out, "%c%s=%ld", mark, parameter, value);
}

/* ---- lists of hosts ---- */

static bool host_fits(const char *host, const char *pattern, size_t len)
{
    size_t host_len = strlen(host);

    if (len > 2 && strncmp(pattern, "*.", 2) == 0)
        return host_len > len - 1 &&
               strncasecmp(host + host_len - (len - 1), pattern + 1, len - 1) == 0;
    return host_len == len && strncasecmp(host, pattern, len) == 0;
}

bool http_host_listed(const char *host, const char *list)
{
    for (; list && *list; list += *list == ',') {
        size_t len;

        list += strspn(list, " ,");
        len = strcspn(list, " ,");
        if (len && host_fits(host, list, len))
            return true;
        list += len;
    }
    return false;
}
