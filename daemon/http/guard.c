#include "daemon/http/guard.h"

#include <arpa/inet.h>
#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "common/lang.h"

enum refused {
    METHOD_UNKNOWN,
    VERSION_UNKNOWN,
    URI_LONG,
    URI_MALFORMED,
    HEADERS_MANY,
    HEADER_MALFORMED,
    HEADER_TWICE,
    HOST_WRONG,
    HOST_UNKNOWN,
    FRAMING_BOTH,
    FRAMING_MALFORMED,
    CODING_UNKNOWN,
    BODY_NOT_ALLOWED,
    LENGTH_MISSING,
    BODY_LARGE,
    EXPECTATION_UNKNOWN,
};

static const struct guard_refusal refusals[] = {
    [METHOD_UNKNOWN] = { 501, "method_unknown", N_("This request method is not known here") },
    [VERSION_UNKNOWN] = { 505, "version_unknown",
                          N_("Only HTTP/1.0 and HTTP/1.1 are spoken here") },
    [URI_LONG] = { 414, "uri_long", N_("The address is too long") },
    [URI_MALFORMED] = { 400, "uri_malformed", N_("The address is malformed") },
    [HEADERS_MANY] = { 431, "headers_many", N_("The request has too many headers") },
    [HEADER_MALFORMED] = { 400, "header_malformed", N_("A header is malformed") },
    [HEADER_TWICE] = { 400, "header_twice", N_("A header that may stand once stands twice") },
    [HOST_WRONG] = { 400, "host_malformed", N_("The request needs exactly one valid Host") },
    [HOST_UNKNOWN] = { 421, "host_unknown",
                       N_("This host name is not answered here; the operator can add it to "
                          "hosts") },
    [FRAMING_BOTH] = { 400, "framing_ambiguous",
                       N_("A request has a length or a transfer encoding, not both") },
    [FRAMING_MALFORMED] = { 400, "length_malformed", N_("The content length is malformed") },
    [CODING_UNKNOWN] = { 400, "coding_unknown", N_("The only transfer encoding is chunked") },
    [BODY_NOT_ALLOWED] = { 400, "body_not_allowed", N_("This method takes no body") },
    [LENGTH_MISSING] = { 411, "length_missing", N_("The content length is missing") },
    [BODY_LARGE] = { 413, "body_large", N_("The upload is larger than is accepted here") },
    [EXPECTATION_UNKNOWN] = { 417, "expectation_unknown", N_("This expectation cannot be met") },
};

enum body_rule { BODY_NEVER, BODY_MAY, BODY_MUST };

static const struct method {
    const char *name;
    enum body_rule body;
} methods[] = {
    { "GET", BODY_NEVER },  { "HEAD", BODY_NEVER }, { "POST", BODY_MUST },   { "PUT", BODY_MUST },
    { "PATCH", BODY_MUST }, { "DELETE", BODY_MAY }, { "OPTIONS", BODY_MAY }, /* told by 405 what the
                                                                                address takes */
};

/* Where a second one would be read by one server and overlooked by another. */
static const char *const once[] = {
    "Host",         "Content-Length", "Transfer-Encoding", "Authorization",
    "Content-Type", "Expect",         "Idempotency-Key",
};

static const struct guard_refusal *refuse(enum refused why)
{
    return &refusals[why];
}

static const struct method *find_method(const char *name)
{
    for (size_t i = 0; i < sizeof methods / sizeof *methods; i++)
        if (!strcmp(methods[i].name, name)) /* methods are case-sensitive */
            return &methods[i];
    return NULL;
}

static bool is_token_char(unsigned char c)
{
    return isalnum(c) || (c && strchr("!#$%&'*+-.^_`|~", c));
}

static bool header_well_formed(const struct guard_header *header)
{
    for (size_t i = 0; i < header->name_len; i++)
        if (!is_token_char((unsigned char)header->name[i]))
            return false;
    for (size_t i = 0; i < header->value_len; i++) {
        unsigned char c = (unsigned char)header->value[i];

        if ((c < 0x20 && c != '\t') || c == 0x7f)
            return false;
    }
    return header->name_len > 0;
}

static bool is_named(const struct guard_header *header, const char *name)
{
    return header->name_len == strlen(name) && !strncasecmp(header->name, name, header->name_len);
}

static bool begins_with(const struct guard_header *header, const char *name)
{
    return header->name_len >= strlen(name) && !strncasecmp(header->name, name, strlen(name));
}

static size_t count_named(const struct guard_request *request, const char *name)
{
    size_t count = 0;

    for (size_t i = 0; i < request->header_count; i++)
        count += is_named(&request->headers[i], name);
    return count;
}

static const struct guard_header *find_header(const struct guard_request *request, const char *name)
{
    for (size_t i = 0; i < request->header_count; i++)
        if (is_named(&request->headers[i], name))
            return &request->headers[i];
    return NULL;
}

/* "Content-Length :" and its like: some read them as the real thing. */
static bool is_framing_lookalike(const struct guard_header *header)
{
    static const char *const framing[] = { "Content-Length", "Transfer-Encoding" };

    for (size_t i = 0; i < 2; i++)
        if (begins_with(header, framing[i]) && !is_named(header, framing[i]))
            return true;
    return false;
}

static const struct guard_refusal *check_headers(const struct guard_request *request)
{
    if (request->header_count > GUARD_HEADERS_MAX)
        return refuse(HEADERS_MANY);
    for (size_t i = 0; i < request->header_count; i++)
        if (!header_well_formed(&request->headers[i]) || is_framing_lookalike(&request->headers[i]))
            return refuse(HEADER_MALFORMED);
    for (size_t i = 0; i < sizeof once / sizeof *once; i++)
        if (count_named(request, once[i]) > 1)
            return refuse(HEADER_TWICE);
    return NULL;
}

/* ---- the address ---- */

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return -1;
}

/* The byte at *at, decoded, and *at moved past it; -1 when malformed. */
static int next_byte(const char **at)
{
    const char *text = *at;
    int high, low;

    if (*text != '%') {
        *at = text + 1;
        return (unsigned char)*text;
    }
    high = hex_digit(text[1]);
    low = high < 0 ? -1 : hex_digit(text[2]);
    if (low < 0)
        return -1;
    *at = text + 3;
    return high * 16 + low;
}

/* A segment of nothing but dots, one or two, however it was written. */
struct segment {
    size_t len, dots;
};

static bool segment_climbs(struct segment segment)
{
    return segment.len == segment.dots && (segment.len == 1 || segment.len == 2);
}

static bool path_well_formed(const char *path, const char *end)
{
    struct segment segment = { 0, 0 };

    while (path < end) {
        int byte = next_byte(&path);

        if (byte < 0x20 || byte == 0x7f)
            return false;
        if (byte == '/' || byte == '\\') {
            if (segment_climbs(segment))
                return false;
            segment = (struct segment){ 0, 0 };
            continue;
        }
        segment.len++;
        segment.dots += byte == '.';
    }
    return !segment_climbs(segment);
}

static bool query_well_formed(const char *query)
{
    while (*query)
        if (next_byte(&query) <= 0)
            return false;
    return true;
}

static const struct guard_refusal *check_uri(const char *uri)
{
    const char *query;

    if (strnlen(uri, GUARD_URI_MAX + 1) > GUARD_URI_MAX)
        return refuse(URI_LONG);
    for (const unsigned char *c = (const unsigned char *)uri; *c; c++)
        if (*c <= 0x20 || *c >= 0x7f || *c == '#')
            return refuse(URI_MALFORMED);
    query = uri + strcspn(uri, "?");
    if (*uri != '/' || !path_well_formed(uri, query))
        return refuse(URI_MALFORMED);
    if (*query && !query_well_formed(query + 1))
        return refuse(URI_MALFORMED);
    return NULL;
}

/* ---- the host ---- */

struct span {
    const char *text;
    size_t len;
};

static bool span_is(struct span a, const char *text, size_t len)
{
    return a.len == len && !strncasecmp(a.text, text, len);
}

/* "name", "name:port", "[v6]:port": the part before the port. */
static struct span host_of(const char *text, size_t len)
{
    const char *end;

    if (len && *text == '[') {
        end = memchr(text, ']', len);
        return (struct span){ text, end ? (size_t)(end + 1 - text) : 0 };
    }
    end = memchr(text, ':', len);
    return (struct span){ text, end ? (size_t)(end - text) : len };
}

static bool is_host_char(unsigned char c)
{
    return isalnum(c) || (c && strchr("-._:[]", c));
}

static bool host_well_formed(const char *text, size_t len)
{
    struct span host = host_of(text, len);
    size_t port = host.len + 1;

    if (!host.len || len > 255)
        return false;
    for (size_t i = 0; i < host.len; i++)
        if (!is_host_char((unsigned char)host.text[i]))
            return false;
    if (host.len == len)
        return true;
    if (text[host.len] != ':' || port == len || len - port > 5)
        return false;
    for (size_t i = port; i < len; i++)
        if (!isdigit((unsigned char)text[i]))
            return false;
    return true;
}

/* An address is not a name: nobody can make a foreign name point here and read the answers
 * (DNS rebinding), which is what the list of names is for. */
static bool is_address(struct span host)
{
    unsigned char scratch[sizeof(struct in6_addr)];
    char text[INET6_ADDRSTRLEN + 1];
    bool bracketed = host.len > 2 && *host.text == '[';

    if (bracketed)
        host = (struct span){ host.text + 1, host.len - 2 };
    if (host.len >= sizeof text)
        return false;
    memcpy(text, host.text, host.len);
    text[host.len] = '\0';
    return inet_pton(bracketed ? AF_INET6 : AF_INET, text, scratch) == 1;
}

static bool host_listed(struct span host, const char *list)
{
    while (*list) {
        size_t len = strcspn(list, ",");

        if (span_is(host, list, len) || (len == 1 && *list == '*'))
            return true;
        list += len;
        list += strspn(list, ", ");
    }
    return false;
}

static bool host_known(struct span host, const struct guard_rules *rules)
{
    const char *base = strstr(rules->base_url, "://");
    struct span listen = host_of(rules->listen, strlen(rules->listen));
    struct span outside = { NULL, 0 };

    if (base)
        outside = host_of(base + 3, strcspn(base + 3, "/"));
    return is_address(host) || span_is(host, "localhost", 9) ||
           (listen.len && span_is(host, listen.text, listen.len)) ||
           (outside.len && span_is(host, outside.text, outside.len)) ||
           host_listed(host, rules->hosts);
}

static const struct guard_refusal *check_host(const struct guard_request *request,
                                              const struct guard_rules *rules)
{
    const struct guard_header *host = find_header(request, "Host");

    if (!host || !host_well_formed(host->value, host->value_len))
        return refuse(HOST_WRONG);
    if (!rules->any_host && !host_known(host_of(host->value, host->value_len), rules))
        return refuse(HOST_UNKNOWN);
    return NULL;
}

/* ---- where the body ends ---- */

static bool read_length(const struct guard_header *header, uint64_t *length_out)
{
    uint64_t length = 0;

    if (!header->value_len || header->value_len > 15)
        return false;
    for (size_t i = 0; i < header->value_len; i++) {
        if (!isdigit((unsigned char)header->value[i]))
            return false;
        length = length * 10 + (uint64_t)(header->value[i] - '0');
    }
    *length_out = length;
    return true;
}

static const struct guard_refusal *check_framing(const struct guard_request *request,
                                                 struct guard_body *body)
{
    const struct guard_header *length = find_header(request, "Content-Length");
    const struct guard_header *coding = find_header(request, "Transfer-Encoding");

    if (length && coding)
        return refuse(FRAMING_BOTH);
    if (coding && (coding->value_len != 7 || strncasecmp(coding->value, "chunked", 7) != 0))
        return refuse(CODING_UNKNOWN);
    if (coding && strcmp(request->version, "HTTP/1.1") != 0)
        return refuse(CODING_UNKNOWN); /* HTTP/1.0 has none: a proxy may not know where it ends */
    if (length && !read_length(length, &body->length))
        return refuse(FRAMING_MALFORMED);
    body->expected = length || coding;
    body->chunked = coding != NULL;
    return NULL;
}

static const struct guard_refusal *check_body(const struct guard_request *request,
                                              const struct method *method,
                                              const struct guard_rules *rules,
                                              const struct guard_body *body)
{
    const struct guard_header *expect = find_header(request, "Expect");

    if (method->body == BODY_NEVER && body->expected)
        return refuse(BODY_NOT_ALLOWED);
    if (method->body == BODY_MUST && !body->expected)
        return refuse(LENGTH_MISSING);
    if (body->length > rules->max_body)
        return refuse(BODY_LARGE);
    if (expect && (expect->value_len != 12 || strncasecmp(expect->value, "100-continue", 12) != 0))
        return refuse(EXPECTATION_UNKNOWN);
    return NULL;
}

const struct guard_refusal *guard_check(const struct guard_request *request,
                                        const struct guard_rules *rules,
                                        struct guard_body *body_out)
{
    const struct method *method = find_method(request->method);
    const struct guard_refusal *refusal;

    *body_out = (struct guard_body){ 0 };
    if (strcmp(request->version, "HTTP/1.1") != 0 && strcmp(request->version, "HTTP/1.0") != 0)
        return refuse(VERSION_UNKNOWN);
    refusal = check_headers(request);
    if (!refusal)
        refusal = check_framing(request, body_out);
    if (refusal)
        return refusal;
    if (!method)
        return refuse(METHOD_UNKNOWN);
    refusal = check_uri(request->uri);
    if (!refusal)
        refusal = check_host(request, rules);
    if (!refusal)
        refusal = check_body(request, method, rules, body_out);
    return refusal;
}
