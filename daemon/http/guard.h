/* daemon/http/guard.h - is this request what it claims to be?
 *
 * libmicrohttpd 0.9.75 lets requests through on which two servers can disagree (length and
 * chunked together, two lengths, a length nobody reads, two hosts): the ground of request
 * smuggling.  The guard sees the raw request before any byte of its body and refuses these; the
 * connection is closed after a refusal.  Pure. */
#ifndef HEDEF_DAEMON_HTTP_GUARD_H
#define HEDEF_DAEMON_HTTP_GUARD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct guard_header {
    const char *name, *value; /* not NUL-terminated as far as the guard is concerned */
    size_t name_len, value_len;
};

struct guard_request {
    const char *method;
    const char *uri;     /* as on the request line, not decoded */
    const char *version; /* "HTTP/1.1" */
    const struct guard_header *headers;
    size_t header_count;
};

struct guard_rules {
    bool any_host;        /* the Unix socket: no browser comes that way */
    const char *listen;   /* "127.0.0.1:8080" */
    const char *base_url; /* "https://hedef.example.org"; "" */
    const char *hosts;    /* comma-separated further names; "*" any */
    uint64_t max_body;
};

struct guard_body {
    bool expected, chunked;
    uint64_t length; /* when not chunked */
};

struct guard_refusal {
    int status;
    const char *code;  /* stable */
    const char *title; /* msgid */
};

#define GUARD_HEADERS_MAX 100
#define GUARD_URI_MAX     4096

/* NULL: go on, and *body_out says what follows.  Else the answer, after which to close. */
const struct guard_refusal *guard_check(const struct guard_request *request,
                                        const struct guard_rules *rules,
                                        struct guard_body *body_out);

#endif
