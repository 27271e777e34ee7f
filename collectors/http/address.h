/* collectors/http/address.h - which addresses a source may lead to.
 *
 * Asked with the *resolved* address, just before the socket is opened: a name that answers
 * otherwise the second time (DNS rebinding), a redirect, or an address written as a number all come
 * by here.  Allowed is what lies in the open internet and nothing else: not this machine, not its
 * network, not what a cloud tells its machines about themselves (169.254.169.254), and no IPv4
 * address dressed as IPv6. */
#ifndef HEDEF_COLLECTORS_HTTP_ADDRESS_H
#define HEDEF_COLLECTORS_HTTP_ADDRESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/socket.h>

#define HTTP_NETWORKS_MAX 32

struct http_network {
    int family; /* AF_INET, AF_INET6 */
    uint8_t bytes[16];
    unsigned bits;
};

/* Networks that are allowed nevertheless. */
struct http_networks {
    struct http_network items[HTTP_NETWORKS_MAX];
    size_t count;
};

/* "10.1.0.0/16, fd00::/8, 192.168.1.7": an address alone is itself only.  false: something is not
 * a network, or they are too many. */
bool http_networks_parse(const char *text, struct http_networks *networks_out);

/* networks NULL: none.  False for families other than IPv4 and IPv6. */
bool http_address_allowed(const struct sockaddr *address, const struct http_networks *networks);

/* "192.0.2.1", "2001:db8::1"; "" for other families. */
#define HTTP_ADDRESS_TEXT 64
void http_address_text(const struct sockaddr *address, char out[static HTTP_ADDRESS_TEXT]);

#endif
