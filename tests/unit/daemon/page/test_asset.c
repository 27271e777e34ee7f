#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "daemon/api/handlers.h"
#include "daemon/page/asset.h"

static enum hd_rc ask(const char *path, const char *version, struct api_reply *reply)
{
    struct api_param param = { "v", version };
    struct api_request request = {
        .method = "GET", .path = path, .params = &param, .param_count = version ? 1 : 0
    };
    struct hd_error err;

    api_reply_init(reply, 1 << 20);
    return page_asset(NULL, &request, reply, &err);
}

static const char *header(const struct api_reply *reply, const char *name)
{
    for (size_t i = 0; i < reply->header_count; i++)
        if (strcmp(reply->headers[i].name, name) == 0)
            return reply->headers[i].value;
    return "";
}

static void this_builds_address_may_be_kept_for_a_year(void **state)
{
    const char *link = asset_link("hedef.css");
    struct api_reply reply;

    (void)state;
    assert_non_null(strstr(link, "/hedef.css?v="));
    assert_int_equal(ask("/hedef.css", strstr(link, "v=") + 2, &reply), HD_OK);
    assert_string_equal(reply.content_type, "text/css; charset=utf-8");
    assert_non_null(strstr(header(&reply, "Cache-Control"), "immutable"));
    assert_non_null(strstr(reply.body.data, "@media print"));
    api_reply_clear(&reply);
}

static void another_address_is_asked_for_again(void **state)
{
    static const char *const versions[] = { NULL, "", "0", "000000000000", "hedef.css?v=" };
    struct api_reply reply;

    (void)state;
    for (size_t i = 0; i < sizeof versions / sizeof versions[0]; i++) {
        assert_int_equal(ask("/hedef.css", versions[i], &reply), HD_OK);
        assert_string_equal(header(&reply, "Cache-Control"), "no-cache");
        api_reply_clear(&reply);
    }
}

static void nothing_else_of_web_is_served(void **state)
{
    static const char *const paths[] = { "/frame.html", "/hedef.css.bak", "/", "" };
    struct api_reply reply;

    (void)state;
    for (size_t i = 0; i < sizeof paths / sizeof paths[0]; i++) {
        assert_int_equal(ask(paths[i], NULL, &reply), HD_NOT_FOUND);
        api_reply_clear(&reply);
    }
    assert_string_equal(asset_link("frame.html"), "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(this_builds_address_may_be_kept_for_a_year),
        cmocka_unit_test(another_address_is_asked_for_again),
        cmocka_unit_test(nothing_else_of_web_is_served),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
