#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "daemon/api/cache.h"
#include "queries/picture.h"

static const struct picture picture; /* only its address counts */

static void keep(struct api_cache *cache, uint64_t round, const char *text)
{
    struct api_reply reply;

    api_reply_init(&reply, 1024);
    reply.content_type = "text/plain";
    hd_buf_puts(&reply.body, text);
    api_cache_keep(cache, &picture, "key", round, &reply);
    api_reply_clear(&reply);
}

/* NULL: not kept. */
static bool holds(struct api_cache *cache, const char *text, uint64_t *round)
{
    struct api_reply reply;
    bool found;

    api_reply_init(&reply, 1024);
    found = api_cache_find(cache, &picture, "key", &reply, round);
    if (found)
        assert_string_equal(reply.body.data, text);
    api_reply_clear(&reply);
    return found;
}

static void an_answer_is_kept_until_everything_is_forgotten(void **state)
{
    struct api_cache *cache = api_cache_create();
    uint64_t round;

    (void)state;
    api_cache_bind(cache, &picture);
    assert_false(holds(cache, "", &round));
    keep(cache, round, "one");
    assert_true(holds(cache, "one", &round));
    api_cache_bind(cache, &picture);
    assert_false(holds(cache, "", &round));
    api_cache_destroy(&cache);
}

/* It was being written while the reason to forget came: it may not know of it. */
static void an_answer_begun_before_is_not_kept(void **state)
{
    struct api_cache *cache = api_cache_create();
    uint64_t round, later;

    (void)state;
    api_cache_bind(cache, &picture);
    assert_false(holds(cache, "", &round));
    api_cache_bind(cache, &picture);
    keep(cache, round, "old");
    assert_false(holds(cache, "", &later));
    keep(cache, later, "new");
    assert_true(holds(cache, "new", &later));
    api_cache_destroy(&cache);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_answer_is_kept_until_everything_is_forgotten),
        cmocka_unit_test(an_answer_begun_before_is_not_kept),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
