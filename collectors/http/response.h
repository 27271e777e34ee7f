/* collectors/http/response.h - the head of an answer: read line by line, and judged before a byte
 * of the body is taken.  Knows nothing of libcurl. */
#ifndef HEDEF_COLLECTORS_HTTP_RESPONSE_H
#define HEDEF_COLLECTORS_HTTP_RESPONSE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define HTTP_HEAD_MAX 65536 /* bytes of all heads of one transfer, interim answers included */

struct http_response {
    long status;      /* 0: no status line was seen */
    bool complete;    /* its empty line was seen: what follows is the body, then trailers */
    size_t head_len;  /* of all that came */
    unsigned lengths; /* how many Content-Length; 2: more than one, or one that is no number */
    unsigned codings; /* Transfer-Encoding */
    bool chunked;
    char type[160];  /* Content-Type as declared, with its parameters */
    char coding[32]; /* Content-Encoding */
    char etag[256];  /* these are empty when longer or not printable */
    char modified[64];
    char retry_after[64];
};

/* One line with its line end, as libcurl hands them over.  A new status line forgets the answer
 * before it.  false: heads are longer than HTTP_HEAD_MAX. */
bool http_response_line(struct http_response *response, const char *line, size_t len);

enum http_flaw {
    HTTP_FLAW_NONE,
    HTTP_FLAW_FRAMING, /* neither a length nor chunks: where it ends cannot be told */
    HTTP_FLAW_LENGTHS, /* two lengths, or a length beside chunks */
    HTTP_FLAW_NO_TYPE, /* no content type */
    HTTP_FLAW_TYPE,    /* one that is not expected */
    HTTP_FLAW_CHARSET, /* not UTF-8 */
    HTTP_FLAW_CODING,  /* compressed otherwise than asked for */
};

/* What is wrong with a head that announces a body.  types: list of patterns such as
 * `application/ *+json`; charsets: list; compressed: gzip was asked for. */
enum http_flaw http_response_flaw(const struct http_response *response, const char *types,
                                  const char *charsets, bool compressed);
bool http_response_gzip(const struct http_response *response);
/* The media type alone in small letters; and the parameter charset, "" when it has none. */
void http_response_type(const struct http_response *response, char type[static 128],
                        char charset[static 32]);

/* Sun, 06 Nov 1994 08:49:37 GMT, the one form that is to be sent; 0: anything else. */
int64_t http_date_parse(const char *text);
/* Retry-After, a number of seconds or a date, as an instant; 0: none, malformed or past. */
int64_t http_retry_at_ms(const char *text, int64_t now_at_ms);

#endif
