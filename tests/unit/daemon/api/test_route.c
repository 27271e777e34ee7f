#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "daemon/api/api.h"

const struct api_route api_routes[] = {
    { .method = "GET", .path = "/", .summary = "root" },
    { .method = "GET", .path = "/things", .summary = "list" },
    { .method = "POST", .path = "/things", .summary = "add" },
    { .method = "GET", .path = "/things/{code}", .summary = "one" },
    { .method = "POST", .path = "/things/{code}/parts/{id}", .summary = "part" },
    { .method = "GET", .path = "/data", .summary = "all" },
    { .method = "GET", .path = "/data/{path*}", .summary = "some" },
    { .path = NULL },
};

static const struct row {
    const char *method, *path;
    const char *summary; /* NULL: none */
    bool known;
    const char *first, *second; /* captures */
} rows[] = {
    { "GET", "/", "root", true, NULL, NULL },
    { "GET", "/things", "list", true, NULL, NULL },
    { "POST", "/things", "add", true, NULL, NULL },
    { "DELETE", "/things", NULL, true, NULL, NULL },
    { "GET", "/things/a.b-c", "one", true, "a.b-c", NULL },
    { "GET", "/things/", NULL, false, NULL, NULL },
    { "GET", "/things/a/", NULL, false, NULL, NULL },
    { "GET", "/thing", NULL, false, NULL, NULL },
    { "GET", "/thingss", NULL, false, NULL, NULL },
    { "GET", "/things/a/parts", NULL, false, NULL, NULL },
    { "POST", "/things/a/parts/7", "part", true, "a", "7" },
    { "GET", "/things/a/parts/7", NULL, true, NULL, NULL },
    { "POST", "/things//parts/7", NULL, false, NULL, NULL },
    { "POST", "/things/a/parts/7/x", NULL, false, NULL, NULL },
    { "GET", "/data", "all", true, NULL, NULL },
    { "GET", "/data/a/b.c/", "some", true, "a/b.c/", NULL },
    { "GET", "/data/", NULL, false, NULL, NULL },
    { "GET", "", NULL, false, NULL, NULL },
    { "GET", "things", NULL, false, NULL, NULL },
    { "GET", "//things", NULL, false, NULL, NULL },
};

static void a_path_finds_its_route(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct hd_arena arena = { 0 };
        const char *captures[2] = { NULL, NULL };
        bool known;
        const struct api_route *route =
            api_route_find(rows[i].method, rows[i].path, &arena, captures, &known);

        if (known != rows[i].known || (route != NULL) != (rows[i].summary != NULL) ||
            (route && strcmp(route->summary, rows[i].summary) != 0))
            fail_msg("%s %s: %s", rows[i].method, rows[i].path, route ? route->summary : "none");
        if (rows[i].first)
            assert_string_equal(captures[0], rows[i].first);
        if (rows[i].second)
            assert_string_equal(captures[1], rows[i].second);
        hd_arena_clear(&arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_path_finds_its_route),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
