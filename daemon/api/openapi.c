/* GET /api/v1/openapi.json: the table of routes as OpenAPI 3.1, so that the description cannot
 * fall behind what is served. */
#include <ctype.h>
#include <string.h>

#include "daemon/api/answer.h"
#include "daemon/api/body.h"
#include "daemon/api/format.h"
#include "daemon/api/handlers.h"

static bool begins_with(const char *text, const char *start)
{
    return strncmp(text, start, strlen(start)) == 0;
}

/* Pages are for people. */
static bool is_described(const struct api_route *route)
{
    return begins_with(route->path, "/api/") || begins_with(route->path, "/sdmx/") ||
           begins_with(route->path, "/-/") || strcmp(route->path, "/metrics") == 0;
}

static bool is_first_of_path(const struct api_route *route)
{
    for (const struct api_route *other = api_routes; other != route; other++) {
        if (strcmp(other->path, route->path) == 0)
            return false;
    }
    return true;
}

static void put_formats(struct hd_jsonw *w, const struct api_route *route)
{
    const char *words[API_FORMAT_WORDS];
    size_t count = api_format_words(route->formats, words);

    hd_jsonw_key(w, "enum");
    hd_jsonw_array(w);
    for (size_t i = 0; i < count; i++)
        hd_jsonw_string(w, words[i]);
    hd_jsonw_end_array(w);
}

static void put_parameter(struct hd_jsonw *w, const struct api_route *route, const char *name,
                          size_t len, const char *in, struct hd_arena *arena)
{
    hd_jsonw_object(w);
    hd_jsonw_key_string(w, "name", hd_arena_strndup(arena, name, len));
    hd_jsonw_key_string(w, "in", in);
    if (strcmp(in, "path") == 0)
        hd_jsonw_key_bool(w, "required", true);
    hd_jsonw_key(w, "schema");
    hd_jsonw_object(w);
    hd_jsonw_key_string(w, "type", "string");
    if (len == strlen("format") && begins_with(name, "format"))
        put_formats(w, route);
    hd_jsonw_end_object(w);
    hd_jsonw_end_object(w);
}

/* "c[*]": c[ANY]=... */
static void put_bracketed(struct hd_jsonw *w, const char *name, size_t len, struct hd_arena *arena)
{
    hd_jsonw_object(w);
    hd_jsonw_key_string(w, "name", hd_arena_strndup(arena, name, len));
    hd_jsonw_key_string(w, "in", "query");
    hd_jsonw_key_string(w, "style", "deepObject");
    hd_jsonw_key_bool(w, "explode", true);
    hd_jsonw_key(w, "schema");
    hd_jsonw_object(w);
    hd_jsonw_key_string(w, "type", "object");
    hd_jsonw_end_object(w);
    hd_jsonw_end_object(w);
}

static void put_parameters(struct hd_jsonw *w, const struct api_route *route,
                           struct hd_arena *arena)
{
    const char *words = route->params ? route->params : "";

    hd_jsonw_key(w, "parameters");
    hd_jsonw_array(w);
    for (const char *at = strchr(route->path, '{'); at; at = strchr(at + 1, '{'))
        put_parameter(w, route, at + 1, strcspn(at + 1, "*}"), "path", arena);
    while (*words) {
        size_t len = strcspn(words, " ");

        if (len > 3 && begins_with(words + len - 3, "[*]"))
            put_bracketed(w, words, len - 3, arena);
        else if (len && *words != '*')
            put_parameter(w, route, words, len, "query", arena);
        words += len + (words[len] == ' ');
    }
    if (strcmp(route->method, "POST") == 0 && strstr(route->path, "/api/"))
        put_parameter(w, route, "Idempotency-Key", strlen("Idempotency-Key"), "header", arena);
    hd_jsonw_end_array(w);
}

/* ---- bodies ---- */

static void put_schema(struct hd_jsonw *w, const struct api_body_member *members,
                       const struct api_body_member *items)
{
    hd_jsonw_object(w);
    hd_jsonw_key_string(w, "type", "object");
    hd_jsonw_key(w, "properties");
    hd_jsonw_object(w);
    for (const struct api_body_member *member = members; member->name; member++) {
        hd_jsonw_key(w, member->name);
        hd_jsonw_object(w);
        if (member->type)
            hd_jsonw_key_string(w, "type", member->type);
        if (items && member->type && strcmp(member->type, "array") == 0) {
            hd_jsonw_key(w, "items");
            put_schema(w, items, NULL);
        }
        hd_jsonw_end_object(w);
    }
    hd_jsonw_end_object(w);
    hd_jsonw_key(w, "required");
    hd_jsonw_array(w);
    for (const struct api_body_member *member = members; member->name; member++) {
        if (member->required)
            hd_jsonw_string(w, member->name);
    }
    hd_jsonw_end_array(w);
    hd_jsonw_key_bool(w, "additionalProperties", false);
    hd_jsonw_end_object(w);
}

/* One form of the body: JSON by its members, everything else by its text. */
static void put_body_form(struct hd_jsonw *w, const struct api_body *body, const char *media)
{
    hd_jsonw_key(w, media);
    hd_jsonw_object(w);
    hd_jsonw_key(w, "schema");
    if (body->members && strcmp(media, "application/json") == 0) {
        put_schema(w, body->members, body->items);
    } else {
        hd_jsonw_object(w);
        if (begins_with(media, "text/"))
            hd_jsonw_key_string(w, "type", "string");
        hd_jsonw_end_object(w);
    }
    hd_jsonw_end_object(w);
}

static bool body_required(const struct api_body *body)
{
    bool required = body->kind == API_BODY_FILE;

    for (const struct api_body_member *m = body->members; m && m->name; m++)
        required |= m->required;
    return required;
}

static void put_body(struct hd_jsonw *w, const struct api_route *route)
{
    static const char *const any[] = { "application/octet-stream", NULL };
    const struct api_body *body = api_body_of(route);
    const char *const *media = body->kind == API_BODY_NONE ? any : api_body_media(body);

    if (!api_body_taken(route->method))
        return;
    hd_jsonw_key(w, "requestBody");
    hd_jsonw_object(w);
    if (body->kind == API_BODY_NONE)
        hd_jsonw_key_string(w, "description", "Nothing is read of it: leave it empty.");
    hd_jsonw_key_bool(w, "required", body_required(body));
    hd_jsonw_key(w, "content");
    hd_jsonw_object(w);
    for (size_t i = 0; media[i]; i++)
        put_body_form(w, body, media[i]);
    hd_jsonw_end_object(w);
    hd_jsonw_end_object(w);
}

/* ---- answers ---- */

static void put_response(struct hd_jsonw *w, const char *status, const char *description,
                         const char *type)
{
    hd_jsonw_key(w, status);
    hd_jsonw_object(w);
    hd_jsonw_key_string(w, "description", description);
    hd_jsonw_key(w, "content");
    hd_jsonw_object(w);
    hd_jsonw_key(w, type);
    hd_jsonw_object(w);
    hd_jsonw_end_object(w);
    hd_jsonw_end_object(w);
    hd_jsonw_end_object(w);
}

static void put_security(struct hd_jsonw *w, const struct api_route *route)
{
    hd_jsonw_key(w, "security");
    hd_jsonw_array(w);
    if (route->role > API_READER) {
        hd_jsonw_object(w);
        hd_jsonw_key(w, "bearer");
        hd_jsonw_array(w);
        hd_jsonw_end_array(w);
        hd_jsonw_end_object(w);
    }
    hd_jsonw_end_array(w);
}

/* "get-api-v1-indicators-code" */
static const char *operation_id(const struct api_route *route, struct hd_arena *arena)
{
    char *id = hd_arena_printf(arena, "%s%s", route->method, route->path);
    size_t len = 0;

    for (const char *from = id; *from; from++) {
        if (isalnum((unsigned char)*from))
            id[len++] = (char)tolower((unsigned char)*from);
        else if (len && id[len - 1] != '-')
            id[len++] = '-';
    }
    while (len && id[len - 1] == '-')
        len--;
    id[len] = '\0';
    return id;
}

static void put_operation(struct hd_jsonw *w, const struct api_route *route, struct hd_arena *arena)
{
    char method[8] = "";

    for (size_t i = 0; i < sizeof method - 1 && route->method[i]; i++)
        method[i] = (char)tolower((unsigned char)route->method[i]);
    hd_jsonw_key(w, method);
    hd_jsonw_object(w);
    hd_jsonw_key_string(w, "operationId", operation_id(route, arena));
    hd_jsonw_key_string(w, "summary", route->summary);
    put_parameters(w, route, arena);
    put_body(w, route);
    put_security(w, route);
    hd_jsonw_key(w, "responses");
    hd_jsonw_object(w);
    put_response(w, "2XX", "The answer.",
                 begins_with(route->path, "/api/") ? "application/json" : "text/plain");
    put_response(w, "default", "A problem (RFC 9457).", "application/problem+json");
    hd_jsonw_end_object(w);
    hd_jsonw_end_object(w);
}

/* "{path*}" is a parameter like others to those who read the description. */
static const char *template_of(const struct api_route *route, struct hd_arena *arena)
{
    char *text = hd_arena_strdup(arena, route->path), *star = strstr(text, "*}");

    if (star)
        memmove(star, star + 1, strlen(star));
    return text;
}

static void put_path(struct hd_jsonw *w, const struct api_route *route, struct hd_arena *arena)
{
    hd_jsonw_key(w, template_of(route, arena));
    hd_jsonw_object(w);
    for (const struct api_route *other = route; other->path; other++) {
        if (strcmp(other->path, route->path) == 0)
            put_operation(w, other, arena);
    }
    hd_jsonw_end_object(w);
}

static void put_security_scheme(struct hd_jsonw *w)
{
    hd_jsonw_key(w, "components");
    hd_jsonw_object(w);
    hd_jsonw_key(w, "securitySchemes");
    hd_jsonw_object(w);
    hd_jsonw_key(w, "bearer");
    hd_jsonw_object(w);
    hd_jsonw_key_string(w, "type", "http");
    hd_jsonw_key_string(w, "scheme", "bearer");
    hd_jsonw_end_object(w);
    hd_jsonw_end_object(w);
    hd_jsonw_end_object(w);
}

enum hd_rc api_openapi(struct service *service, struct api_request *request,
                       struct api_reply *reply, struct hd_error *err)
{
    struct hd_jsonw w = { .out = &reply->body };

    (void)service;
    (void)err;
    reply->content_type = "application/json";
    hd_jsonw_object(&w);
    hd_jsonw_key_string(&w, "openapi", "3.1.0");
    hd_jsonw_key(&w, "info");
    hd_jsonw_object(&w);
    hd_jsonw_key_string(&w, "title", "hedef");
    hd_jsonw_key_string(&w, "version", HEDEF_VERSION);
    hd_jsonw_end_object(&w);
    hd_jsonw_key(&w, "paths");
    hd_jsonw_object(&w);
    for (const struct api_route *route = api_routes; route->path; route++) {
        if (is_described(route) && is_first_of_path(route))
            put_path(&w, route, request->arena);
    }
    hd_jsonw_end_object(&w);
    put_security_scheme(&w);
    hd_jsonw_end_object(&w);
    hd_buf_putc(&reply->body, '\n');
    return HD_OK;
}
