#include "collectors/http/address.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>

/* The registries of special addresses (IANA, RFC 6890 and later), less what is reachable from
 * everywhere. */
static const char *const closed_ipv4[] = {
    "0.0.0.0/8",        /* this network */
    "10.0.0.0/8",       /* private */
    "100.64.0.0/10",    /* shared between a provider's customers */
    "127.0.0.0/8",      /* this machine */
    "168.63.129.16/32", /* a cloud's word to its machines, in spite of where it lies */
    "169.254.0.0/16",   /* link-local; metadata of clouds */
    "172.16.0.0/12",    /* private */
    "192.0.0.0/24",     /* protocol assignments; metadata of clouds */
    "192.0.2.0/24",     /* documentation */
    "192.88.99.0/24",   /* relays of 6to4 */
    "192.168.0.0/16",   /* private */
    "198.18.0.0/15",    /* measuring devices */
    "198.51.100.0/24",  /* documentation */
    "203.0.113.0/24",   /* documentation */
    "224.0.0.0/4",      /* multicast */
    "240.0.0.0/4",      /* reserved; broadcast */
    NULL,
};

/* All that is not global unicast is closed as well: this machine, private (fc00::/7), link-local,
 * multicast, IPv4 in IPv6 (::ffff:0:0/96), NAT64 (64:ff9b::/96). */
static const char *const global_ipv6 = "2000::/3";
static const char *const closed_ipv6[] = {
    "2001::/23",     /* protocol assignments, Teredo among them */
    "2001:db8::/32", /* documentation */
    "2002::/16",     /* 6to4: an IPv4 address inside */
    "3fff::/20",     /* documentation */
    NULL,
};

/* Three digits at most, nothing else. */
static bool parse_bits(const char *text, unsigned max, unsigned *bits_out)
{
    unsigned bits = 0;
    size_t len = strlen(text);

    if (len == 0 || len > 3 || strspn(text, "0123456789") != len)
        return false;
    for (; *text; text++)
        bits = bits * 10 + (unsigned)(*text - '0');
    *bits_out = bits;
    return bits <= max;
}

static bool parse_network(const char *text, size_t len, struct http_network *network)
{
    char copy[HTTP_ADDRESS_TEXT];
    char *slash;
    unsigned max;

    if (len == 0 || len >= sizeof copy)
        return false;
    snprintf(copy, sizeof copy, "%.*s", (int)len, text);
    slash = strchr(copy, '/');
    if (slash)
        *slash = '\0';
    *network = (struct http_network){ .family = strchr(copy, ':') ? AF_INET6 : AF_INET };
    max = network->family == AF_INET6 ? 128 : 32;
    network->bits = max;
    return inet_pton(network->family, copy, network->bytes) == 1 &&
           (!slash || parse_bits(slash + 1, max, &network->bits));
}

bool http_networks_parse(const char *text, struct http_networks *networks_out)
{
    struct http_networks networks = { .count = 0 };

    for (text += strspn(text, ", "); *text; text += strspn(text, ", ")) {
        size_t len = strcspn(text, ", ");

        if (networks.count == HTTP_NETWORKS_MAX ||
            !parse_network(text, len, &networks.items[networks.count++]))
            return false;
        text += len;
    }
    *networks_out = networks;
    return true;
}

static bool network_holds(const struct http_network *network, int family, const uint8_t *bytes)
{
    size_t whole = network->bits / 8;
    unsigned rest = network->bits % 8;

    if (network->family != family || memcmp(network->bytes, bytes, whole) != 0)
        return false;
    return rest == 0 || (network->bytes[whole] ^ bytes[whole]) >> (8 - rest) == 0;
}

static bool listed(const char *const *networks, int family, const uint8_t *bytes)
{
    struct http_network network;

    for (size_t i = 0; networks[i]; i++) {
        if (parse_network(networks[i], strlen(networks[i]), &network) &&
            network_holds(&network, family, bytes))
            return true;
    }
    return false;
}

static bool is_open(int family, const uint8_t *bytes)
{
    const char *const global[] = { global_ipv6, NULL };

    if (family == AF_INET)
        return !listed(closed_ipv4, family, bytes);
    return listed(global, family, bytes) && !listed(closed_ipv6, family, bytes);
}

/* NULL: of another family. */
static const uint8_t *address_bytes(const struct sockaddr *address, uint8_t copy[static 16])
{
    struct sockaddr_in in;
    struct sockaddr_in6 in6;

    if (address->sa_family == AF_INET) {
        memcpy(&in, address, sizeof in);
        memcpy(copy, &in.sin_addr, sizeof in.sin_addr);
        return copy;
    }
    if (address->sa_family == AF_INET6) {
        memcpy(&in6, address, sizeof in6);
        memcpy(copy, &in6.sin6_addr, sizeof in6.sin6_addr);
        return copy;
    }
    return NULL;
}

bool http_address_allowed(const struct sockaddr *address, const struct http_networks *networks)
{
    uint8_t copy[16];
    const uint8_t *bytes = address_bytes(address, copy);

    if (!bytes)
        return false;
    for (size_t i = 0; networks && i < networks->count; i++) {
        if (network_holds(&networks->items[i], address->sa_family, bytes))
            return true;
    }
    return is_open(address->sa_family, bytes);
}

void http_address_text(const struct sockaddr *address, char out[static HTTP_ADDRESS_TEXT])
{
    uint8_t copy[16];
    const uint8_t *bytes = address_bytes(address, copy);

    out[0] = '\0';
    if (bytes)
        inet_ntop(address->sa_family, bytes, out, HTTP_ADDRESS_TEXT);
}
