#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <zlib.h>

#include "collectors/http/inflate.h"
#include "common/memory.h"

#define GZIP (16 + MAX_WBITS)

/* Freed by free(). */
static char *pack(const char *data, size_t len, size_t *len_out)
{
    z_stream stream = { .next_in = (Bytef *)(uintptr_t)data, .avail_in = (uInt)len };
    size_t room = len / 2 + 4096;
    char *out = hd_alloc(room);

    assert_int_equal(deflateInit2(&stream, 9, Z_DEFLATED, GZIP, 8, Z_DEFAULT_STRATEGY), Z_OK);
    stream.next_out = (Bytef *)out;
    stream.avail_out = (uInt)room;
    assert_int_equal(deflate(&stream, Z_FINISH), Z_STREAM_END);
    *len_out = stream.total_out;
    deflateEnd(&stream);
    return out;
}

static enum http_inflate_state unpack(const char *data, size_t len, size_t step, size_t max,
                                      struct hd_buf *out)
{
    struct http_inflate *inflated = http_inflate_open();
    enum http_inflate_state state = HTTP_INFLATE_MORE;

    hd_buf_init(out, max);
    for (size_t at = 0; at < len && state <= HTTP_INFLATE_END; at += step)
        state = http_inflate_put(inflated, data + at, at + step < len ? step : len - at, out);
    http_inflate_close(&inflated);
    assert_null(inflated);
    return state;
}

static void it_comes_out_as_it_went_in_whatever_the_steps(void **state)
{
    static const size_t steps[] = { 1, 7, 1000, 1000000 };
    struct hd_buf HD_BUF_AUTO text;
    size_t len;
    char *packed;

    (void)state;
    hd_buf_init(&text, 1 << 20);
    for (int i = 0; i < 20000; i++)
        hd_buf_printf(&text, "%d,%d\n", i, i * 7919 % 10007);
    packed = pack(text.data, text.len, &len);
    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
        struct hd_buf HD_BUF_AUTO out;

        assert_int_equal(unpack(packed, len, steps[i], 1 << 20, &out), HTTP_INFLATE_END);
        assert_int_equal(out.len, text.len);
        assert_memory_equal(out.data, text.data, text.len);
    }
    free(packed);
}

static void members_follow_one_another(void **state)
{
    struct hd_buf HD_BUF_AUTO out, HD_BUF_AUTO both;
    size_t len;
    char *packed = pack("one", 3, &len);

    (void)state;
    hd_buf_init(&both, 1000);
    hd_buf_put(&both, packed, len);
    hd_buf_put(&both, packed, len);
    assert_int_equal(unpack(both.data, both.len, 5, 1000, &out), HTTP_INFLATE_END);
    assert_string_equal(out.data, "oneone");
    free(packed);
}

static void damage_is_noticed(void **state)
{
    struct hd_buf HD_BUF_AUTO out, HD_BUF_AUTO more, HD_BUF_AUTO cut, HD_BUF_AUTO plain;
    struct hd_buf HD_BUF_AUTO longer;
    size_t len;
    char *packed = pack("one two three", 13, &len);

    (void)state;
    assert_int_equal(unpack(packed, len - 1, 100, 1000, &cut), HTTP_INFLATE_MORE);
    hd_buf_init(&longer, 1000);
    hd_buf_put(&longer, packed, len);
    hd_buf_puts(&longer, "garbage");
    assert_int_equal(unpack(longer.data, longer.len, 100, 1000, &more), HTTP_INFLATE_WRONG);
    packed[len - 6] ^= 1; /* the checksum */
    assert_int_equal(unpack(packed, len, 100, 1000, &out), HTTP_INFLATE_WRONG);
    assert_int_equal(unpack("{\"a\":1}", 7, 100, 1000, &plain), HTTP_INFLATE_WRONG);
    free(packed);
}

static void bounds_hold(void **state)
{
    const size_t size = 20 << 20;
    struct hd_buf HD_BUF_AUTO full, HD_BUF_AUTO bomb;
    char *zeros = hd_alloc(size);
    size_t len;
    char *packed = pack(zeros, size, &len);

    (void)state;
    assert_true(size / len > HTTP_RATIO_MAX);
    assert_int_equal(unpack(packed, len, 16384, 50000, &full), HTTP_INFLATE_FULL);
    assert_in_range(full.len, 0, 50000);
    assert_int_equal(unpack(packed, len, 16384, 2 * size, &bomb), HTTP_INFLATE_RATIO);
    free(packed);
    free(zeros);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_comes_out_as_it_went_in_whatever_the_steps),
        cmocka_unit_test(members_follow_one_another),
        cmocka_unit_test(damage_is_noticed),
        cmocka_unit_test(bounds_hold),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
