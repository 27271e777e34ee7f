#include "daemon/api/query.h"

#include <string.h>

#include "common/utf8.h"

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

/* NULL when an escape is broken or the result is not text. */
static const char *decode(const char *text, size_t len, bool plus_is_blank, struct hd_arena *arena)
{
    char *out = hd_arena_alloc(arena, len + 1);
    size_t used = 0;

    for (size_t i = 0; i < len; i++) {
        int high, low;

        if (text[i] != '%') {
            out[used++] = plus_is_blank && text[i] == '+' ? ' ' : text[i];
            continue;
        }
        high = len - i > 2 ? hex_digit(text[i + 1]) : -1;
        low = len - i > 2 ? hex_digit(text[i + 2]) : -1;
        if (high < 0 || low < 0)
            return NULL;
        out[used++] = (char)(high * 16 + low);
        i += 2;
    }
    return hd_utf8_valid(out, used) ? out : NULL;
}

static bool read_param(const char *text, size_t len, struct hd_arena *arena,
                       struct api_param *param)
{
    const char *equals = memchr(text, '=', len);
    size_t name_len = equals ? (size_t)(equals - text) : len;

    param->name = decode(text, name_len, true, arena);
    param->value = equals ? decode(equals + 1, len - name_len - 1, true, arena) : "";
    return param->name && param->value;
}

static size_t count_parts(const char *query)
{
    size_t count = 1;

    for (; *query; query++)
        count += *query == '&';
    return count;
}

static bool read_params(const char *query, struct hd_arena *arena, struct api_request *request)
{
    size_t room = count_parts(query);
    struct api_param *params;

    if (room > API_PARAMS_MAX)
        return false;
    params = hd_arena_alloc(arena, room * sizeof *params);
    request->params = params;
    while (*query) {
        size_t len = strcspn(query, "&");

        if (len && !read_param(query, len, arena, &params[request->param_count++]))
            return false;
        query += len;
        query += *query == '&';
    }
    return true;
}

bool api_uri_read(const char *uri, struct hd_arena *arena, struct api_request *request)
{
    size_t path_len = strcspn(uri, "?");

    request->path = decode(uri, path_len, false, arena);
    request->params = NULL;
    request->param_count = 0;
    if (!request->path)
        return false;
    return !uri[path_len] || read_params(uri + path_len + 1, arena, request);
}
