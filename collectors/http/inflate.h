/* collectors/http/inflate.h - gzip read as it comes, with bounds on what it may become. */
#ifndef HEDEF_COLLECTORS_HTTP_INFLATE_H
#define HEDEF_COLLECTORS_HTTP_INFLATE_H

#include <stdbool.h>
#include <stddef.h>

#include "common/buf.h"

#define HTTP_RATIO_MAX 1000 /* more than so many bytes out of one is a bomb, not a table */

struct http_inflate;

enum http_inflate_state {
    HTTP_INFLATE_MORE,  /* all taken, the end has not come */
    HTTP_INFLATE_END,   /* the last byte was the end */
    HTTP_INFLATE_WRONG, /* not gzip, damaged, or something after its end */
    HTTP_INFLATE_RATIO, /* beyond HTTP_RATIO_MAX */
    HTTP_INFLATE_FULL,  /* the buffer's bound is reached */
};

struct http_inflate *http_inflate_open(void);
/* Once it is neither MORE nor END it stays so. */
enum http_inflate_state http_inflate_put(struct http_inflate *self, const char *data, size_t len,
                                         struct hd_buf *out);
void http_inflate_close(struct http_inflate **self);

#endif
