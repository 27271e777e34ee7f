#include "collectors/http/response.h"

#include <fnmatch.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "common/date.h"

#define SECOND_MS INT64_C(1000)
#define BLANKS    " \t"

/* ---- lines ---- */

/* Copies printable text; what is longer or not printable leaves it empty. */
static void take_text(char *out, size_t room, const char *value, size_t len)
{
    out[0] = '\0';
    if (len >= room)
        return;
    for (size_t i = 0; i < len; i++) {
        if ((unsigned char)value[i] < ' ' || (unsigned char)value[i] > '~')
            return;
    }
    memcpy(out, value, len);
    out[len] = '\0';
}

static void take_length(struct http_response *response, const char *value, size_t len)
{
    bool number = len > 0 && len <= 18;

    for (size_t i = 0; i < len; i++)
        number = number && value[i] >= '0' && value[i] <= '9';
    response->lengths += number ? 1 : 2;
}

static void take_transfer_coding(struct http_response *response, const char *value, size_t len)
{
    response->codings++;
    response->chunked = len == 7 && strncasecmp(value, "chunked", 7) == 0;
}

static bool name_is(const char *line, size_t len, const char *name)
{
    return strlen(name) == len && strncasecmp(line, name, len) == 0;
}

static void take_field(struct http_response *r, const char *name, size_t name_len,
                       const char *value, size_t len)
{
    const struct {
        const char *name;
        char *out;
        size_t room;
    } texts[] = {
        { "Content-Type", r->type, sizeof r->type },
        { "Content-Encoding", r->coding, sizeof r->coding },
        { "ETag", r->etag, sizeof r->etag },
        { "Last-Modified", r->modified, sizeof r->modified },
        { "Retry-After", r->retry_after, sizeof r->retry_after },
    };

    if (name_is(name, name_len, "Content-Length"))
        take_length(r, value, len);
    else if (name_is(name, name_len, "Transfer-Encoding"))
        take_transfer_coding(r, value, len);
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        if (name_is(name, name_len, texts[i].name))
            take_text(texts[i].out, texts[i].room, value, len);
    }
}

/* HTTP/1.1 200 OK */
static void take_status(struct http_response *response, const char *line, size_t len)
{
    const char *blank = memchr(line, ' ', len);
    size_t head_len = response->head_len;
    long status = 0;

    *response = (struct http_response){ .head_len = head_len };
    if (!blank || len - (size_t)(blank - line) < 4)
        return;
    for (size_t i = 1; i <= 3; i++) {
        if (blank[i] < '0' || blank[i] > '9')
            return;
        status = status * 10 + (blank[i] - '0');
    }
    response->status = status;
}

bool http_response_line(struct http_response *response, const char *line, size_t len)
{
    const char *colon, *value;

    response->head_len += len;
    if (response->head_len > HTTP_HEAD_MAX)
        return false;
    while (len && strchr("\r\n \t", line[len - 1]))
        len--;
    if (len >= 5 && strncasecmp(line, "HTTP/", 5) == 0 &&
        (!response->complete || response->status < 200)) {
        take_status(response, line, len);
        return true;
    }
    if (response->complete) /* a trailer says nothing that counts */
        return true;
    if (len == 0) {
        response->complete = true;
        return true;
    }
    colon = memchr(line, ':', len);
    if (!colon)
        return true;
    value = colon + 1;
    while (value < line + len && strchr(BLANKS, *value))
        value++;
    take_field(response, line, (size_t)(colon - line), value, (size_t)(line + len - value));
    return true;
}

/* ---- judging ---- */

static void lower(char *out, size_t room, const char *text, size_t len)
{
    if (len >= room)
        len = room - 1;
    for (size_t i = 0; i < len; i++)
        out[i] = (char)(text[i] >= 'A' && text[i] <= 'Z' ? text[i] + ('a' - 'A') : text[i]);
    out[len] = '\0';
}

static void take_charset(const char *parameter, char charset[static 32])
{
    size_t len;

    parameter += strspn(parameter, "; \t");
    if (strncasecmp(parameter, "charset=", 8) != 0)
        return;
    parameter += 8;
    parameter += *parameter == '"';
    len = strcspn(parameter, "\"; \t");
    lower(charset, 32, parameter, len);
}

void http_response_type(const struct http_response *response, char type[static 128],
                        char charset[static 32])
{
    const char *at = response->type;

    lower(type, 128, at, strcspn(at, "; \t"));
    charset[0] = '\0';
    while ((at = strchr(at, ';'))) {
        if (!charset[0])
            take_charset(at, charset);
        at++;
    }
}

static bool list_fits(const char *list, const char *word)
{
    char pattern[128];

    while (list && *list) {
        size_t len;

        list += strspn(list, " ,");
        len = strcspn(list, " ,");
        if (len && len < sizeof pattern) {
            lower(pattern, sizeof pattern, list, len);
            if (fnmatch(pattern, word, 0) == 0)
                return true;
        }
        list += len;
    }
    return false;
}

bool http_response_gzip(const struct http_response *response)
{
    return strcasecmp(response->coding, "gzip") == 0 || strcasecmp(response->coding, "x-gzip") == 0;
}

enum http_flaw http_response_flaw(const struct http_response *response, const char *types,
                                  const char *charsets, bool compressed)
{
    bool plain = !response->coding[0] || strcasecmp(response->coding, "identity") == 0;
    char type[128], charset[32];

    if (response->lengths > 1 || response->codings > 1 || (response->lengths && response->codings))
        return HTTP_FLAW_LENGTHS;
    if (!response->lengths && !response->chunked)
        return HTTP_FLAW_FRAMING;
    if (!plain && !(compressed && http_response_gzip(response)))
        return HTTP_FLAW_CODING;
    if (!response->type[0])
        return HTTP_FLAW_NO_TYPE;
    http_response_type(response, type, charset);
    if (!list_fits(types, type))
        return HTTP_FLAW_TYPE;
    if (charset[0] && !list_fits(charsets, charset))
        return HTTP_FLAW_CHARSET;
    return HTTP_FLAW_NONE;
}

/* ---- dates ---- */

/* Digits alone; -1: not so. */
static long take_digits(const char *text, size_t len)
{
    long value = 0;

    for (size_t i = 0; i < len; i++) {
        if (text[i] < '0' || text[i] > '9')
            return -1;
        value = value * 10 + (text[i] - '0');
    }
    return value;
}

/* 1..12; 0: no month. */
static int month_number(const char *text)
{
    static const char names[12][4] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                       "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };

    for (int month = 0; month < 12; month++) {
        if (memcmp(names[month], text, 3) == 0)
            return month + 1;
    }
    return 0;
}

int64_t http_date_parse(const char *text)
{
    /*  0    5  8   12   17 20 23 */
    /* "Sun, 06 Nov 1994 08:49:37 GMT" */
    long day, year, hour, minute, second;
    int month;

    if (strlen(text) != 29 || memcmp(text + 3, ", ", 2) != 0 || text[7] != ' ' || text[11] != ' ' ||
        text[16] != ' ' || text[19] != ':' || text[22] != ':' || strcmp(text + 25, " GMT") != 0)
        return 0;
    day = take_digits(text + 5, 2);
    month = month_number(text + 8);
    year = take_digits(text + 12, 4);
    hour = take_digits(text + 17, 2);
    minute = take_digits(text + 20, 2);
    second = take_digits(text + 23, 2);
    if (month == 0 || year < 1970 || year > 2199 || day < 1 ||
        day > hd_month_days((int)year, month) || hour < 0 || hour > 23 || minute < 0 ||
        minute > 59 || second < 0 || second > 60)
        return 0;
    return hd_day_from_civil((int)year, month, (int)day) * HD_DAY_MS +
           ((hour * 60 + minute) * 60 + second) * SECOND_MS;
}

int64_t http_retry_at_ms(const char *text, int64_t now_at_ms)
{
    size_t len = strlen(text);
    long seconds = len > 0 && len <= 7 ? take_digits(text, len) : -1;
    int64_t at_ms = seconds >= 0 ? now_at_ms + seconds * SECOND_MS : http_date_parse(text);

    return at_ms > now_at_ms ? at_ms : 0;
}
