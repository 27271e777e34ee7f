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

    for (; i < sizeof out - 1 && method[i]; i++)
        out[i] = (char)(method[i] | 0x20);
    out[i] = '\0';
    return out;
}

static bool is_described(const struct api_route *route)
{
    return strncmp(route->path, "/api/", 5) == 0 || strncmp(route->path, "/sdmx/", 6) == 0 ||
           strncmp(route->path, "/-/", 3) == 0 || strcmp(route->path, "/metrics") == 0;
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

/* What a POST or PUT sends: its types, and of a JSON object the members that must be there. */
static void check_body(const struct hd_json *operation, const struct api_route *route)
{
    const struct hd_json *body = hd_json_get(operation, "requestBody");
    const struct hd_json *content = body ? hd_json_get(body, "content") : NULL;

    bool sends = strcmp(route->method, "POST") == 0 || strcmp(route->method, "PUT") == 0;

    if (sends != (content && content->count))
        fail_msg("%s %s: the body", route->method, route->path);
}

static const struct hd_json *schema_of(const struct answer *answer, const char *path)
{
    const struct hd_json *at_path = hd_json_get(at(answer, "paths"), path);
    const struct hd_json *content =
        hd_json_get(hd_json_get(hd_json_get(at_path, "post"), "requestBody"), "content");

    return hd_json_get(hd_json_get(content, "application/json"), "schema");
}

static void bodies_have_a_schema(void **state)
{
    ANSWER_AUTO struct answer answer = get(&site, "/api/v1/openapi.json");
    const struct hd_json *values, *tokens = schema_of(&answer, "/api/v1/tokens");

    (void)state;
    assert_string_equal(hd_json_get(tokens, "required")->first->text, "name");
    assert_non_null(hd_json_get(hd_json_get(tokens, "properties"), "expires"));
    values = hd_json_get(schema_of(&answer, "/api/v1/observations"), "properties");
    values = hd_json_get(hd_json_get(values, "observations"), "items");
    assert_int_equal(hd_json_get(values, "required")->count, 3);
    assert_string_equal(hd_json_get(values, "required")->first->text, "indicator");
}

/* What the description promises is what is taken. */
static void every_member_of_a_body_is_read(void **state)
{
    static const char *const paths[] = { "/api/v1/tokens", "/api/v1/users",
                                         "/api/v1/submissions/{id}/return" };
    ANSWER_AUTO struct answer answer = get(&site, "/api/v1/openapi.json");

    (void)state;
    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
        const struct hd_json *schema = schema_of(&answer, paths[i]);
        const struct hd_json *member = hd_json_get(schema, "properties")->first;

        for (; member; member = member->next) {
            char body[64], uri[64];

            snprintf(body, sizeof body, "{\"%s\":7}", member->key);
            snprintf(uri, sizeof uri, "%s", i == 2 ? "/api/v1/submissions/1/return" : paths[i]);
            ANSWER_AUTO struct answer told = post(&site, uri, body);
            if (told.status != 400 || !strstr(told.text, "must be a text"))
                fail_msg("%s %s: %s", paths[i], member->key, told.text);
        }
    }
}

/* "{path*}" takes slashes too, which the description has no word for. */
static const char *template_of(const struct api_route *route, char out[static 128])
{
    size_t stem = strcspn(route->path, "*");

    snprintf(out, 128, "%.*s%s", (int)stem, route->path,
             route->path[stem] ? route->path + stem + 1 : "");
    return out;
}

static void check_route(const struct answer *answer, const struct api_route *route)
{
    char template[128];
    const struct hd_json *path = hd_json_get(at(answer, "paths"), template_of(route, template));
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
        name[strcspn(name, "[")] = '\0'; /* c[*] is c, an object */
        if (strcmp(words, "*") != 0 && len && !has_parameter(operation, name, "query"))
            fail_msg("%s %s: %s is not described", route->method, route->path, name);
        words += len + (words[len] == ' ');
    }
    check_body(operation, route);
    if (strchr(route->path, '{')) {
        char name[64];

        snprintf(name, sizeof name, "%.*s", (int)strcspn(strchr(route->path, '{') + 1, "*}"),
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
        TEST(bodies_have_a_schema),
        TEST(every_member_of_a_body_is_read),
        TEST(no_route_stands_twice_and_each_says_what_it_is),
        TEST(every_route_that_changes_something_needs_a_token),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
