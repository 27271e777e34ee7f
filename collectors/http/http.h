/* collectors/http/http.h - the transport `http`: a document of the web, asked over libcurl.
 *
 *      http.c          a run: redirects, pages, what is known already
 *      options.c       what it can be told             credential.c    secrets, from files
 *      url.c           addresses, read strictly        address.c       which networks are open
 *      transfer.c      one request over libcurl        response.c      rules of the answer's head
 *      inflate.c       gzip with bounds                trouble.c       failures in words */
#ifndef HEDEF_COLLECTORS_HTTP_HTTP_H
#define HEDEF_COLLECTORS_HTTP_HTTP_H

#include "collectors/collector.h"

/* place() answers a text of the calling thread, good until it is called again there. */
extern const struct collector_ops collector_http;

#endif
