#include "daemon/api/negotiate.h"

#include <string.h>
#include <strings.h>

#include "daemon/api/body.h"
#include "daemon/api/format.h"

static const char *header(const struct api_request *request, const char *name)
{
    return request->header ? request->header(request->header_ctx, name) : NULL;
}

static const char *join(const char *const *words, size_t count, struct hd_arena *arena)
{
    const char *text = count ? words[0] : "";

    for (size_t i = 1; i < count; i++)
        text = hd_arena_printf(arena, "%s, %s", text, words[i]);
    return text;
}

/* ---- format= ---- */

/* Of an import it says what the file is, and the handler knows those. */
static bool is_of_file(const struct api_request *request)
{
    return strcmp(request->route->path, "/api/v1/imports") == 0;
}

static bool check_format(const struct api_request *request, struct api_reply *reply)
{
    const char *named = api_param(request, "format");
    const char *words[API_FORMAT_WORDS];
    enum api_format format;

    if (!named || is_of_file(request) ||
        (api_format_parse(named, &format) && (request->route->formats & API_IN(format))))
        return true;
    api_problem(
        reply, request, 400, "parameter_invalid", N_("Unknown {name}: {value}"),
        N_("Known here: {known}."),
        HD_ARGS("name", "format", "value", named, "known",
                join(words, api_format_words(request->route->formats, words), request->arena)));
    return false;
}

/* ---- Accept ---- */

/* One element of Accept against one type: the type itself, all of its kind, or any. */
static bool element_takes(const char *element, size_t len, const char *media)
{
    size_t kind = strcspn(media, "/");

    if (api_media_is(element, len, "*/*") || api_media_fits(element, len, media))
        return true;
    return len >= kind + 2 && !strncasecmp(element, media, kind) && element[kind] == '/' &&
           element[kind + 1] == '*';
}

static bool accept_takes(const char *accept, const char *media)
{
    while (*accept) {
        size_t len = strcspn(accept, ",");

        if (len && api_quality(accept, len) > 0 && element_takes(accept, len, media))
            return true;
        accept += len;
        accept += strspn(accept, ", \t");
    }
    return false;
}

/* A write is answered in JSON whatever is wanted: it is not refused for the form of its receipt. */
static bool check_accept(const struct api_request *request, struct api_reply *reply)
{
    const char *accept = header(request, "Accept");
    const char *media[API_FORMAT_WORDS];
    size_t count = api_format_media(request->route->formats, media);

    if (!accept || !accept[strspn(accept, ",; \t")] || !count || api_param(request, "format") ||
        strcmp(request->method, "GET") != 0)
        return true;
    for (size_t i = 0; i < count; i++)
        if (accept_takes(accept, media[i]))
            return true;
    api_problem(reply, request, 406, "not_acceptable",
                N_("None of the types asked for is made here"), N_("Known here: {known}."),
                HD_ARGS("known", join(media, count, request->arena)));
    return false;
}

/* ---- Content-Type ---- */

static bool refuse_type(const struct api_request *request, struct api_reply *reply,
                        const char *const *media)
{
    size_t count = 0;

    while (media[count])
        count++;
    api_problem(reply, request, 415, "type_unsupported", N_("A body of this type is not read here"),
                N_("Say what it is with the header Content-Type; known here: {known}."),
                HD_ARGS("known", join(media, count, request->arena)));
    return false;
}

/* A file may come as anything, since programs say what they like of one (curl: a form); but in an
 * envelope of several parts it is no file. */
static bool type_is_read(const struct api_body *body, const char *type)
{
    const char *const *media = api_body_media(body);

    if (body->kind == API_BODY_FILE)
        return strncasecmp(type, "multipart/", 10) != 0;
    /* What `curl -d` says when it was told nothing: as good as silence, the body tells. */
    if (api_media_is(type, strlen(type), "application/x-www-form-urlencoded"))
        return true;
    for (size_t i = 0; media[i]; i++)
        if (api_media_is(type, strlen(type), media[i]))
            return true;
    return false;
}

/* "utf-8" of `application/json; charset="utf-8"`; NULL when nothing is said. */
static const char *charset_of(const char *type, struct hd_arena *arena)
{
    const char *at = strcasestr(type, "charset=");

    if (!at)
        return NULL;
    at += strlen("charset=");
    at += *at == '"';
    return hd_arena_strndup(arena, at, strcspn(at, "\"; \t"));
}

static bool check_charset(const struct api_request *request, struct api_reply *reply,
                          const struct api_body *body, const char *type)
{
    static const char *const read[] = { "utf-8", "utf8", "us-ascii" };
    const char *charset = charset_of(type, request->arena);

    /* A file says for itself: UTF-16 is known by its first bytes. */
    if (!charset || (body->kind == API_BODY_FILE && !strncasecmp(charset, "utf-16", 6)))
        return true;
    for (size_t i = 0; i < sizeof read / sizeof *read; i++)
        if (!strcasecmp(charset, read[i]))
            return true;
    api_problem(
        reply, request, 415, "charset_unsupported", N_("Text in {charset} is not read here"),
        N_("Write it as UTF-8 and say charset=utf-8, or nothing."), HD_ARGS("charset", charset));
    return false;
}

static bool check_type(const struct api_request *request, struct api_reply *reply)
{
    const struct api_body *body = api_body_of(request->route);
    const char *type = header(request, "Content-Type");

    if (!api_body_taken(request->method) || body->kind == API_BODY_NONE || !type || !*type)
        return true;
    if (!type_is_read(body, type))
        return refuse_type(request, reply, api_body_media(body));
    return check_charset(request, reply, body, type);
}

bool api_negotiate(const struct api_request *request, struct api_reply *reply)
{
    return check_format(request, reply) && check_accept(request, reply) &&
           check_type(request, reply);
}
