#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "common/memory.h"
#include "daemon/collect/pack.h"

static void what_was_packed_comes_back(void **state)
{
    static const size_t sizes[] = { 0, 1, 2, 1000, 1 << 20 };

    (void)state;
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        HD_FREE_AUTO char *bytes = hd_alloc(sizes[i] + 1), *back = NULL;
        HD_FREE_AUTO void *packed = NULL;
        struct hd_error err;
        size_t len = 0;

        for (size_t j = 0; j < sizes[i]; j++)
            bytes[j] = (char)(j * j % 251);
        assert_int_equal(pack_bytes(bytes, sizes[i], &packed, &len, &err), HD_OK);
        assert_int_equal(unpack_bytes(packed, len, sizes[i], &back, &err), HD_OK);
        assert_memory_equal(bytes, back, sizes[i]);
    }
}

/* A store that was tampered with must not make us write past the end. */
static void another_size_and_broken_bytes_are_noticed(void **state)
{
    char text[4096], *back = NULL;
    HD_FREE_AUTO void *packed = NULL;
    struct hd_error err;
    size_t len = 0;

    (void)state;
    memset(text, 'x', sizeof text);
    assert_int_equal(pack_bytes(text, sizeof text, &packed, &len, &err), HD_OK);
    assert_int_equal(unpack_bytes(packed, len, sizeof text - 1, &back, &err), HD_CORRUPT);
    assert_int_equal(unpack_bytes(packed, len, sizeof text + 1, &back, &err), HD_CORRUPT);
    assert_int_equal(unpack_bytes(packed, len / 2, sizeof text, &back, &err), HD_CORRUPT);
    ((char *)packed)[len / 2] ^= 0x55;
    assert_int_equal(unpack_bytes(packed, len, sizeof text, &back, &err), HD_CORRUPT);
    assert_null(back);
}

static void the_checksum_is_blake2b_of_32_bytes(void **state)
{
    char hex[PACK_CHECKSUM_BYTES];

    (void)state;
    /* RFC 7693 gives only the 64-byte form; this is b2sum -l 256 of "abc". */
    pack_checksum("abc", 3, hex);
    assert_string_equal(hex, "bddd813c634239723171ef3fee98579b94964e3bb1cb3e427262c8c068d52319");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_was_packed_comes_back),
        cmocka_unit_test(another_size_and_broken_bytes_are_noticed),
        cmocka_unit_test(the_checksum_is_blake2b_of_32_bytes),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
