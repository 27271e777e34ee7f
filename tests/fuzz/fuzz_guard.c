/* What the guard lets through has one reading: where the body ends, whose host, which path. */
#include "fuzz/fuzz.h"

#include <string.h>
#include <strings.h>

#include "daemon/api/query.h"
#include "daemon/http/guard.h"

/* routes_table.c is of no interest here. */
const struct api_route api_routes[] = { { .path = NULL } };

#define HEADERS 200

struct input {
    char *text;
    struct guard_header headers[HEADERS];
    struct guard_request request;
};

/* "METHOD address version\nName: value\n...": whatever stands there, also NUL and CR. */
static void read_headers(struct input *input, char *at, char *end)
{
    size_t count = 0;

    while (at < end && count < HEADERS) {
        char *line_end = memchr(at, '\n', (size_t)(end - at));
        char *colon;

        line_end = line_end ? line_end : end;
        colon = memchr(at, ':', (size_t)(line_end - at));
        if (colon) {
            char *value = colon + 1 < line_end && colon[1] == ' ' ? colon + 2 : colon + 1;

            input->headers[count++] =
                (struct guard_header){ .name = at,
                                       .name_len = (size_t)(colon - at),
                                       .value = value,
                                       .value_len = (size_t)(line_end - value) };
        }
        at = line_end + 1;
    }
    input->request.headers = input->headers;
    input->request.header_count = count;
}

static void read_input(struct input *input, const uint8_t *data, size_t size)
{
    char *line_end, *uri, *version;

    input->text = malloc(size + 1);
    FUZZ_CHECK(input->text);
    if (size)
        memcpy(input->text, data, size);
    input->text[size] = '\0';
    line_end = memchr(input->text, '\n', size);
    read_headers(input, line_end ? line_end + 1 : input->text + size, input->text + size);
    if (line_end)
        *line_end = '\0';
    uri = strchr(input->text, ' ');
    version = strrchr(input->text, ' ');
    input->request.method = input->text;
    input->request.uri = uri ? uri + 1 : "";
    input->request.version = version && version != uri ? version + 1 : "";
    if (uri)
        *uri = '\0';
    if (version)
        *version = '\0';
}

/* Names as a lenient server would read them: blanks around them and case do not count. */
static size_t count_like(const struct guard_request *request, const char *name)
{
    size_t count = 0;

    for (size_t i = 0; i < request->header_count; i++) {
        const char *text = request->headers[i].name;
        size_t len = request->headers[i].name_len;

        while (len && strchr(" \t\r", *text) && *text)
            text++, len--;
        count += len >= strlen(name) && strncasecmp(text, name, strlen(name)) == 0;
    }
    return count;
}

static void check_body(const struct guard_request *request, const struct guard_body *body)
{
    size_t lengths = count_like(request, "content-length");
    size_t codings = count_like(request, "transfer-encoding");

    FUZZ_CHECK(lengths + codings <= 1);
    FUZZ_CHECK(body->expected == (lengths + codings == 1));
    FUZZ_CHECK(body->chunked == (codings == 1));
    FUZZ_CHECK(body->length <= 1000);
    if (strcmp(request->method, "GET") == 0 || strcmp(request->method, "HEAD") == 0)
        FUZZ_CHECK(!body->expected);
    if (strcmp(request->method, "POST") == 0)
        FUZZ_CHECK(body->expected);
}

static void check_address(const struct guard_request *request)
{
    struct hd_arena arena = { 0 };
    struct api_request read = { .path = NULL };

    FUZZ_CHECK(*request->uri == '/' && strlen(request->uri) <= GUARD_URI_MAX);
    if (api_uri_read(request->uri, &arena, &read)) {
        size_t len = strlen(read.path);

        FUZZ_CHECK(*read.path == '/' && !strstr(read.path, "/../") && !strstr(read.path, "/./"));
        FUZZ_CHECK(len < 3 || strcmp(read.path + len - 3, "/..") != 0);
        for (const char *c = read.path; *c; c++)
            FUZZ_CHECK((unsigned char)*c >= 0x20 && *c != 0x7f);
    }
    hd_arena_clear(&arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const struct guard_rules rules = { .listen = "127.0.0.1:8080",
                                              .base_url = "https://hedef.example.org",
                                              .hosts = "kpi.local",
                                              .max_body = 1000 };
    static struct input input;
    const struct guard_refusal *refusal;
    struct guard_body body;

    memset(&input, 0, sizeof input);
    read_input(&input, data, size);
    refusal = guard_check(&input.request, &rules, &body);
    if (refusal) {
        FUZZ_CHECK(refusal->status >= 400 && refusal->status < 600);
        FUZZ_CHECK(*refusal->code && *refusal->title);
    } else {
        FUZZ_CHECK(count_like(&input.request, "host") >= 1);
        check_body(&input.request, &body);
        check_address(&input.request);
    }
    free(input.text);
    return 0;
}
