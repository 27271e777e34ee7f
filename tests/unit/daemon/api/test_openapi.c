#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/unit/daemon/site.h"

#include "tests/unit/daemon/ask.h"

#define CONF "[site]\nzone = Asia/Baku\ndefault_lang = en\ndefault_area = AZ\n"

static struct site site;

static int setup(void **state)
{
    (void)state;
    site_open(&site, CONF);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    site_close(&site);
    return 0;
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

static const char *lower(const char *method)
{
    static char out[8];
    size_t i = 0;

    for (; method[i] && i < sizeof out - 1; i++)
        out[i] = (char)(method[i] | 0x20);
    out[i] = '\0';
    return out;
}

static bool is_described(const struct api_route *route)
{
    return strncmp(route->path, "/api/", 5) == 0 || strncmp(route->path, "/-/", 3) == 0 ||
           strcmp(route->path, "/metrics") == 0;
}

static bool has_parameter(const struct hd_json *operation, const char *name, const char *in)
{
    const struct hd_json *parameters = hd_json_get(operation, "parameters");

    for (const struct hd_json *p = parameters ? parameters->first : NULL; p; p = p->next) {
        if (strcmp(hd_json_get(p, "name")->text, name) == 0 &&
            strcmp(hd_json_get(p, "in")->text, in) == 0)
            return true;
    }
    return false;
}

static void check_route(const struct answer *answer, const struct api_route *route)
{
    const struct hd_json *path = hd_json_get(at(answer, "paths"), route->path);
    const struct hd_json *operation = path ? hd_json_get(path, lower(route->method)) : NULL;
    const char *words = route->params ? route->params : "";

    if (!operation)
        fail_msg("%s %s is not described", route->method, route->path);
    assert_string_equal(hd_json_get(operation, "summary")->text, route->summary);
    assert_int_equal(hd_json_get(operation, "security")->count, route->role > API_READER);
    while (*words) {
        char name[64];
        size_t len = strcspn(words, " ");

        snprintf(name, sizeof name, "%.*s", (int)len, words);
        if (len && !has_parameter(operation, name, "query"))
            fail_msg("%s %s: %s is not described", route->method, route->path, name);
        words += len + (words[len] == ' ');
    }
    if (strchr(route->path, '{')) {
        char name[64];

        snprintf(name, sizeof name, "%.*s", (int)strcspn(strchr(route->path, '{') + 1, "}"),
                 strchr(route->path, '{') + 1);
        assert_true(has_parameter(operation, name, "path"));
    }
}

static void the_description_is_the_table(void **state)
{
    ANSWER_AUTO struct answer answer = get(&site, "/api/v1/openapi.json");
    size_t described = 0, told = 0;

    (void)state;
    assert_string_equal(text_at(&answer, "openapi"), "3.1.0");
    for (const struct api_route *route = api_routes; route->path; route++) {
        if (!is_described(route))
            continue;
        check_route(&answer, route);
        described++;
    }
    for (const struct hd_json *path = at(&answer, "paths")->first; path; path = path->next)
        told += path->count;
    assert_int_equal(told, described);
}

static void no_route_stands_twice_and_each_says_what_it_is(void **state)
{
    (void)state;
    for (const struct api_route *route = api_routes; route->path; route++) {
        assert_true(*route->summary);
        for (const struct api_route *other = route + 1; other->path; other++)
            assert_false(strcmp(route->path, other->path) == 0 &&
                         strcmp(route->method, other->method) == 0);
    }
}

/* Whoever adds a route must think of who may use it. */
static void every_route_that_changes_something_needs_a_token(void **state)
{
    (void)state;
    for (const struct api_route *route = api_routes; route->path; route++) {
        if (strcmp(route->method, "GET") != 0 && strncmp(route->path, "/setup/", 7) != 0)
            assert_true(route->role >= API_WRITER);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(the_description_is_the_table),
        TEST(no_route_stands_twice_and_each_says_what_it_is),
        TEST(every_route_that_changes_something_needs_a_token),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
