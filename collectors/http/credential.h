/* collectors/http/credential.h - what goes along with each request: headers, among them secrets.
 * Read from their files for each run and wiped after it, so that a changed secret needs no reload
 * and a stolen memory image of a waiting daemon holds none. */
#ifndef HEDEF_COLLECTORS_HTTP_CREDENTIAL_H
#define HEDEF_COLLECTORS_HTTP_CREDENTIAL_H

#include <stddef.h>

#include "collectors/http/options.h"
#include "common/error.h"
#include "common/problem.h"

#define HTTP_HEADERS_MAX 32

struct http_credential {
    char *headers[HTTP_HEADERS_MAX]; /* "Name: value", owned */
    size_t count;
    char *user, *password; /* NULL: none */
};

/* Problems name the option and the file, never what stands in it. */
HD_MUST_CHECK enum hd_rc http_credential_read(const struct http_options *options,
                                              struct http_credential *credential,
                                              struct hd_problems *problems, struct hd_error *err);
void http_credential_clear(struct http_credential *credential);

#endif
