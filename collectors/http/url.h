/* collectors/http/url.h - addresses of the web, read strictly: what another reader could understand
 * otherwise is no address. */
#ifndef HEDEF_COLLECTORS_HTTP_URL_H
#define HEDEF_COLLECTORS_HTTP_URL_H

#include <stdbool.h>
#include <stddef.h>

struct hd_buf;

#define HTTP_URL_MAX   4096
#define HTTP_SHOWN_MAX (2 * (size_t)HTTP_URL_MAX)
#define HTTP_HOST_MAX  254

struct http_url {
    const char *text;         /* borrowed */
    bool plain;               /* http, not https */
    char host[HTTP_HOST_MAX]; /* in small letters; of IPv6 without brackets */
    unsigned port;
    size_t rest; /* where path or query begin in the text */
};

/* http or https, no user, no fragment; printable ASCII. */
bool http_url_parse(const char *text, struct http_url *url_out);

/* Scheme, host and port are the same: what belongs to the one may be sent to the other. */
bool http_url_same_place(const struct http_url *a, const struct http_url *b);

/* For people and logs: the values of parameters that look like secrets are ***.  Also what is not
 * an address at all is shown without anything that could be one. */
void http_url_show(const char *text, struct hd_buf *out);

/* The text with the parameter set to the number, replacing it where it stands already. */
void http_url_with(const struct http_url *url, const char *parameter, long value,
                   struct hd_buf *out);

/* Is the host one of "a.example, *.b.example"? */
bool http_host_listed(const char *host, const char *list);

#endif
