#include <string.h>

#include "daemon/api/api.h"

#define CAPTURES_MAX 2

/* Segment by segment; "{code}" takes any that is not empty, "{path*}" all that is left. */
static bool path_matches(const char *pattern, const char *path, struct hd_arena *arena,
                         const char *captures[static CAPTURES_MAX])
{
    size_t captured = 0;

    while (*pattern == '/' && *path == '/') {
        size_t pattern_len = strcspn(++pattern, "/"), path_len = strcspn(++path, "/");

        if (*pattern == '{') {
            if (pattern[pattern_len - 2] == '*')
                path_len = strlen(path);
            if (!path_len || captured == CAPTURES_MAX)
                return false;
            captures[captured++] = hd_arena_strndup(arena, path, path_len);
        } else if (pattern_len != path_len || memcmp(pattern, path, path_len) != 0) {
            return false;
        }
        pattern += pattern_len;
        path += path_len;
    }
    return !*pattern && !*path;
}

const struct api_route *api_route_find(const char *method, const char *path, struct hd_arena *arena,
                                       const char *captures[2], bool *path_known)
{
    *path_known = false;
    for (const struct api_route *route = api_routes; route->path; route++) {
        if (!path_matches(route->path, path, arena, captures))
            continue;
        *path_known = true;
        if (!strcmp(route->method, method))
            return route;
    }
    return NULL;
}
