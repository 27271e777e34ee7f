#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "daemon/api/query.h"

struct row {
    const char *uri, *path;
    const char *params; /* "name=value;" each; NULL: refused */
};

static const struct row rows[] = {
    { "/", "/", "" },
    { "/?", "/", "" },
    { "/?&&", "/", "" },
    { "/x?a=1", "/x", "a=1;" },
    { "/x?a=1&b=2", "/x", "a=1;b=2;" },
    { "/x?a", "/x", "a=;" },
    { "/x?a=", "/x", "a=;" },
    { "/x?=1", "/x", "=1;" },
    { "/x?a=b=c", "/x", "a=b=c;" },
    { "/x?a=1?b", "/x", "a=1?b;" },
    { "/x?a=one+two", "/x", "a=one two;" },
    { "/x?a=one%2Btwo", "/x", "a=one+two;" },
    { "/x?a=b%26c%3Dd", "/x", "a=b&c=d;" },
    { "/one+two", "/one+two", "" },
    { "/s%C3%BCr%C9%99t", "/s\xC3\xBCr\xC9\x99t", "" },
    { "/a%2Fb", "/a/b", "" },
    { "/%zz", NULL, NULL },
    { "/%4", NULL, NULL },
    { "/x?a=%", NULL, NULL },
    { "/x?a=%4", NULL, NULL },
    { "/x?a=%00", NULL, NULL },
    { "/x?a=%ff", NULL, NULL },
    { "/x?%ff=1", NULL, NULL },
};

static void an_address_is_taken_apart(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct hd_arena arena = { 0 };
        struct api_request request = { .path = NULL };
        char params[256] = "";
        bool read = api_uri_read(rows[i].uri, &arena, &request);

        for (size_t j = 0; read && j < request.param_count; j++)
            snprintf(params + strlen(params), sizeof params - strlen(params), "%s=%s;",
                     request.params[j].name, request.params[j].value);
        if (read != (rows[i].params != NULL) || (read && strcmp(params, rows[i].params) != 0) ||
            (read && strcmp(request.path, rows[i].path) != 0))
            fail_msg("%s: got %s %s", rows[i].uri, read ? request.path : "refused", params);
        hd_arena_clear(&arena);
    }
}

static void too_many_parameters_are_refused(void **state)
{
    char uri[4 * API_PARAMS_MAX + 16] = "/?a=1";
    struct hd_arena arena = { 0 };
    struct api_request request = { .path = NULL };

    (void)state;
    for (size_t i = 1; i < API_PARAMS_MAX; i++)
        memcpy(uri + strlen(uri), "&a=1", 5);
    assert_true(api_uri_read(uri, &arena, &request));
    assert_int_equal(request.param_count, API_PARAMS_MAX);
    memcpy(uri + strlen(uri), "&a=1", 5);
    assert_false(api_uri_read(uri, &arena, &request));
    hd_arena_clear(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_address_is_taken_apart),
        cmocka_unit_test(too_many_parameters_are_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
