/* collectors/http/transfer.h - one request and its answer over libcurl, within bounds.
 *
 *      http_session_open ──► http_transfer ──► http_transfer ──► … ──► http_session_close
 *
 * A session is one run: its transfers share connections, the deadline and the bounds of bytes.
 * Redirects are not followed here: whoever asked decides whether the next place may be asked. */
#ifndef HEDEF_COLLECTORS_HTTP_TRANSFER_H
#define HEDEF_COLLECTORS_HTTP_TRANSFER_H

#include <stdbool.h>
#include <stdint.h>

#include "collectors/collector.h"
#include "collectors/http/address.h"
#include "collectors/http/credential.h"
#include "collectors/http/options.h"
#include "collectors/http/response.h"
#include "collectors/http/url.h"
#include "common/buf.h"

struct http_session;

struct http_session_terms {
    const struct http_options *options;
    const struct http_networks *networks;
    const struct http_credential *credential;
    const struct hd_clock *clock;
    bool (*cancelled)(void *ctx); /* NULL: never */
    void *cancelled_ctx;
};

struct http_question {
    const struct http_url *url;
    bool secret;                 /* the secrets go along */
    const char *etag, *modified; /* what is known already; "": nothing */
};

/* Why a transfer came to nothing. */
enum http_stop {
    HTTP_STOP_NONE,      /* there is an answer; its status is another question */
    HTTP_STOP_CANCELLED, /* the service ends */
    HTTP_STOP_DEADLINE,  /* the run's time is over */
    HTTP_STOP_STALL,     /* nearly nothing came for a while */
    HTTP_STOP_CONNECT_TIME,
    HTTP_STOP_NAME,   /* the host's name leads nowhere */
    HTTP_STOP_CLOSED, /* its addresses are not to be asked */
    HTTP_STOP_CONNECT,
    HTTP_STOP_TLS,       /* no encryption that we accept */
    HTTP_STOP_UNTRUSTED, /* certificate */
    HTTP_STOP_EXPIRED,   /* certificate */
    HTTP_STOP_MISNAMED,  /* certificate of another host */
    HTTP_STOP_CA_FILE,
    HTTP_STOP_NOT_HTTP,
    HTTP_STOP_HEAD,     /* of more than HTTP_HEAD_MAX bytes */
    HTTP_STOP_SHORT,    /* it ended before its length or last chunk */
    HTTP_STOP_BROKEN,   /* the connection */
    HTTP_STOP_BYTES,    /* max_bytes */
    HTTP_STOP_INFLATED, /* max_inflated_bytes */
    HTTP_STOP_RATIO,    /* compressed beyond what tables do */
    HTTP_STOP_GZIP,     /* damaged */
    HTTP_STOP_FRAMING,  /* these, in the order of enum http_flaw */
    HTTP_STOP_LENGTHS,
    HTTP_STOP_NO_TYPE,
    HTTP_STOP_TYPE,
    HTTP_STOP_CHARSET,
    HTTP_STOP_CODING,
    HTTP_STOP_OTHER,
};

struct http_answer {
    enum http_stop stop;
    struct http_response response;
    struct hd_buf body;              /* of status 200 and 203 alone */
    int64_t wire_bytes;              /* of the body */
    char *redirect;                  /* the absolute address of a redirect; NULL: none */
    char address[HTTP_ADDRESS_TEXT]; /* HTTP_STOP_CLOSED: which */
    char words[256];                 /* libcurl's, for the log; without address or secrets */
};

HD_MUST_CHECK enum hd_rc http_session_open(const struct http_session_terms *terms,
                                           struct http_session **session_out, struct hd_error *err);
void http_session_close(struct http_session **session);

/* Fails only when libcurl does; what the other side did wrong is the answer's `stop`. */
HD_MUST_CHECK enum hd_rc http_transfer(struct http_session *session,
                                       const struct http_question *question,
                                       struct http_answer *answer, struct hd_error *err);
void http_answer_clear(struct http_answer *answer);

#endif
