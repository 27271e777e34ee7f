/* collectors/http/options.h - what a source that is fetched over the web can be told. */
#ifndef HEDEF_COLLECTORS_HTTP_OPTIONS_H
#define HEDEF_COLLECTORS_HTTP_OPTIONS_H

#include <stdbool.h>
#include <stdint.h>

#include "common/conf.h"

struct http_options {
    char *url;
    bool plain_http;
    char *hosts, *allow_private;
    int64_t redirects;
    int64_t timeout_ms, connect_timeout_ms, stall_ms;
    int64_t max_bytes, max_inflated_bytes;
    bool compressed;
    char *accept;
    char *header_file, *bearer_file, *user, *password_file, *ca_file;
    char *page_parameter;
    int64_t max_pages;
    char *types, *charsets;
};

extern const struct hd_conf_key http_keys[];

/* What no single value tells: each contradiction is a problem that names the option. */
HD_MUST_CHECK enum hd_rc http_options_check(const struct http_options *options,
                                            struct hd_problems *problems, struct hd_error *err);
/* Are there secrets that go along with each request? */
bool http_options_secret(const struct http_options *options);

#endif
