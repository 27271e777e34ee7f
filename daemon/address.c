#include "daemon/address.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>

static bool read_port(const char *text, in_port_t *port_out)
{
    size_t digits = strspn(text, "0123456789");
    unsigned long port;

    if (!digits || digits > 5 || text[digits])
        return false;
    port = strtoul(text, NULL, 10);
    *port_out = htons((in_port_t)port);
    return port <= 65535;
}

static bool read_v4(const char *host, in_port_t port, struct sockaddr_storage *address,
                    socklen_t *len_out)
{
    struct sockaddr_in v4 = { .sin_family = AF_INET, .sin_port = port };

    if (inet_pton(AF_INET, host, &v4.sin_addr) != 1)
        return false;
    memcpy(address, &v4, sizeof v4);
    *len_out = sizeof v4;
    return true;
}

static bool read_v6(const char *host, in_port_t port, struct sockaddr_storage *address,
                    socklen_t *len_out)
{
    struct sockaddr_in6 v6 = { .sin6_family = AF_INET6, .sin6_port = port };

    if (inet_pton(AF_INET6, host, &v6.sin6_addr) != 1)
        return false;
    memcpy(address, &v6, sizeof v6);
    *len_out = sizeof v6;
    return true;
}

bool address_parse(const char *text, struct sockaddr_storage *address_out, socklen_t *len_out)
{
    char host[INET6_ADDRSTRLEN + 1] = { 0 };
    const char *colon = strrchr(text, ':');
    bool bracketed = *text == '[' && colon && colon > text + 1 && colon[-1] == ']';
    size_t len = colon ? (size_t)(colon - text) - (bracketed ? 2 : 0) : 0;
    in_port_t port;

    if (!len || len >= sizeof host || !read_port(colon + 1, &port))
        return false;
    memcpy(host, text + bracketed, len);
    *address_out = (struct sockaddr_storage){ 0 };
    return bracketed ? read_v6(host, port, address_out, len_out)
                     : read_v4(host, port, address_out, len_out);
}
