/* collectors/http/trouble.h - what went wrong, said to the operator in one sentence: what, where,
 * and the way out. */
#ifndef HEDEF_COLLECTORS_HTTP_TROUBLE_H
#define HEDEF_COLLECTORS_HTTP_TROUBLE_H

#include <stdint.h>

#include "collectors/http/transfer.h"

/* Of a transfer that brought no data: its `stop`, else its status.  Always fails: HD_AGAIN when
 * asking later may help. */
HD_MUST_CHECK enum hd_rc http_trouble(const struct http_options *options,
                                      const struct http_url *url, const struct http_answer *answer,
                                      int64_t now_at_ms, struct hd_problems *problems,
                                      struct hd_error *err);

/* Of a redirect that is not followed. */
enum http_redirect_flaw {
    HTTP_REDIRECT_OFF,     /* redirects = 0 */
    HTTP_REDIRECT_MANY,    /* more than that */
    HTTP_REDIRECT_SCHEME,  /* not to https:// (or http:// where that is allowed) */
    HTTP_REDIRECT_HOST,    /* to a host that is not listed */
    HTTP_REDIRECT_NOWHERE, /* no address */
};
HD_MUST_CHECK enum hd_rc http_trouble_redirect(enum http_redirect_flaw flaw,
                                               const struct http_options *options,
                                               const struct http_url *from, const char *to,
                                               struct hd_problems *problems, struct hd_error *err);

/* Of a document in pages. */
enum http_page_flaw {
    HTTP_PAGES_MANY,     /* more than max_pages */
    HTTP_PAGES_CHANGED,  /* another count than the page before said */
    HTTP_PAGES_REPEATED, /* not the page that was asked for */
};
HD_MUST_CHECK enum hd_rc http_trouble_pages(enum http_page_flaw flaw,
                                            const struct http_options *options,
                                            const struct http_url *url, long asked, long page,
                                            long pages, struct hd_problems *problems,
                                            struct hd_error *err);

#endif
