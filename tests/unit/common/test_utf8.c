#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "common/utf8.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

static void well_formed_text_is_valid(void **state)
{
    static const char *const texts[] = {
        "",
        "plain",
        "h\xc9\x99"
        "d\xc9\x99"
        "f",
        "\xe2\x88\x92",
        "\xf0\x9f\x99\x82",
        "\xf4\x8f\xbf\xbf",
        "\xed\x9f\xbf",
        "\xee\x80\x80",
    };

    (void)state;
    for (size_t i = 0; i < COUNT(texts); i++)
        assert_true(hd_utf8_valid(texts[i], strlen(texts[i])));
}

static void malformed_text_is_refused(void **state)
{
    static const struct {
        const char *says, *text;
        size_t len;
    } rows[] = {
        { "a NUL", "a\0b", 3 },
        { "a lone continuation byte", "\x80", 1 },
        { "an overlong slash of two bytes", "\xc0\xaf", 2 },
        { "an overlong slash of three bytes", "\xe0\x80\xaf", 3 },
        { "an overlong slash of four bytes", "\xf0\x80\x80\xaf", 4 },
        { "the first surrogate", "\xed\xa0\x80", 3 },
        { "the last surrogate", "\xed\xbf\xbf", 3 },
        { "above U+10FFFF", "\xf4\x90\x80\x80", 4 },
        { "five bytes", "\xf8\x88\x80\x80\x80", 5 },
        { "cut short", "\xe2\x88", 2 },
        { "broken in the middle",
          "\xe2"
          "a\x92",
          3 },
        { "Latin-1",
          "f\xfc"
          "r",
          3 },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        if (hd_utf8_valid(rows[i].text, rows[i].len))
            fail_msg("valid: %s", rows[i].says);
    }
}

static void every_character_survives_writing_and_reading(void **state)
{
    (void)state;
    for (uint32_t code = 1; code <= 0x10ffff; code++) {
        char bytes[4];
        uint32_t back = 0;
        size_t len = hd_utf8_put(code, bytes);
        size_t read = hd_utf8_next(bytes, len, &back);

        if (code >= 0xd800 && code <= 0xdfff) {
            assert_int_equal(read, 0);
            continue;
        }
        assert_int_equal(read, len);
        assert_int_equal(back, code);
        assert_int_equal(hd_utf8_next(bytes, len - 1, &back), 0);
    }
}

static void width_counts_columns(void **state)
{
    static const struct {
        const char *text;
        size_t width;
    } rows[] = {
        { "", 0 },
        { "abc", 3 },
        { "\xc9\x99\xc3\xbc\xc4\xb1", 3 }, /* three Latin letters */
        { "e\xcc\x81", 1 },                /* e with a combining accent */
        { "\xe6\x97\xa5\xe6\x9c\xac", 4 }, /* two ideographs */
        { "\xd0\xba\xd0\xb2.", 3 },
        { "\xe2\x80\x8b", 0 }, /* zero width space */
        { "a\xff"
          "b",
          3 }, /* a broken byte is one column */
        { "12\xe2\x80\xaf"
          "345",
          6 }, /* narrow no-break space */
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++)
        assert_int_equal(hd_utf8_width(rows[i].text), rows[i].width);
}

static void case_does_not_matter(void **state)
{
    static const struct {
        const char *a, *b;
        bool same;
    } rows[] = {
        { "", "", true },
        { "OBS_VALUE", "obs_value", true },
        { "GÖSTƏRİCİ", "göstərici", true },
        { "PAYI", "payı", true },
        { "i\xcc\x87", "İ", true }, /* the small letter as most libraries make it */
        { "ПЕРИОД Ё", "период ё", true },
        { "ЀЏ", "ѐџ", true },
        { "ŞĞÇÖÜ", "şğçöü", true },
        { "ŽŠČ", "žšč", true },
        { "Ĺĺ", "ĺĹ", true },
        { "a", "b", false },
        { "a", "ab", false },
        { "ab", "a", false },
        { "e", "ə", false },
        { "u", "ü", false },
        { "×", "÷", false }, /* 32 apart like letters, but no letters */
        { "\xff", "\xfe", false },
        { "\xff", "\xff", true },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        if (hd_utf8_same(rows[i].a, rows[i].b) != rows[i].same)
            fail_msg("'%s' and '%s'", rows[i].a, rows[i].b);
    }
}

static void a_small_letter_folds_to_itself(void **state)
{
    (void)state;
    for (uint32_t code = 1; code < 0x3000; code++)
        assert_int_equal(hd_utf8_fold(hd_utf8_fold(code)), hd_utf8_fold(code));
}

static void cutting_keeps_characters_whole(void **state)
{
    static const char text[] = "a\xc9\x99\xe2\x88\x92z";

    (void)state;
    assert_int_equal(hd_utf8_cut(text, strlen(text), 100), 7);
    assert_int_equal(hd_utf8_cut(text, strlen(text), 7), 7);
    assert_int_equal(hd_utf8_cut(text, strlen(text), 6), 6);
    assert_int_equal(hd_utf8_cut(text, strlen(text), 5), 3);
    assert_int_equal(hd_utf8_cut(text, strlen(text), 4), 3);
    assert_int_equal(hd_utf8_cut(text, strlen(text), 2), 1);
    assert_int_equal(hd_utf8_cut(text, strlen(text), 0), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(well_formed_text_is_valid),
        cmocka_unit_test(malformed_text_is_refused),
        cmocka_unit_test(every_character_survives_writing_and_reading),
        cmocka_unit_test(width_counts_columns),
        cmocka_unit_test(case_does_not_matter),
        cmocka_unit_test(a_small_letter_folds_to_itself),
        cmocka_unit_test(cutting_keeps_characters_whole),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
