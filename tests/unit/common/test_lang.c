#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "common/buf.h"
#include "common/lang.h"
#include "common/memory.h"
#include "common/mo.h"
#include "common/plural.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

static void languages_are_the_catalogues_in_order(void **state)
{
    size_t count;
    const struct hd_lang *const *all = hd_lang_all(&count);

    (void)state;
    assert_int_equal(count, 3);
    assert_string_equal(hd_lang_code(all[0]), "az");
    assert_string_equal(hd_lang_code(all[1]), "en");
    assert_string_equal(hd_lang_code(all[2]), "ru");
    assert_string_equal(hd_lang_code(hd_lang_default()), "en");
    assert_string_equal(hd_lang_code(NULL), "en");
    assert_ptr_equal(hd_lang_find("az"), all[0]);
    assert_ptr_equal(hd_lang_find("AZ"), all[0]);
    assert_null(hd_lang_find("fr"));
    assert_null(hd_lang_find("a"));
    assert_null(hd_lang_find(NULL));
}

static void header_decides_by_weight(void **state)
{
    static const struct {
        const char *header, *code;
    } rows[] = {
        { "az", "az" },
        { "az-Latn-AZ", "az" },
        { "RU", "ru" },
        { "fr, ru;q=0.5, az;q=0.8", "az" },
        { "fr;q=0.9,ru ; q=0.7 , az;q=0.123", "ru" },
        { "ru;q=0.001", "ru" },
        { "en;q=0, ru;q=0.1", "ru" },
        { "az,ru", "az" },
        { "fr, de;q=0.8", "(fallback)" },
        { "*", "(fallback)" },
        { "azz", "(fallback)" },
        { "ru;q=0", "(fallback)" },
        { "ru;q=7", "(fallback)" },
        { "ru;q=", "(fallback)" },
        { ",,,;;;", "(fallback)" },
        { "", "(fallback)" },
        { NULL, "(fallback)" },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        const struct hd_lang *lang = hd_lang_accept(rows[i].header, NULL);
        const char *code = lang ? hd_lang_code(lang) : "(fallback)";

        if (strcmp(code, rows[i].code) != 0)
            fail_msg("'%s' gives %s, not %s", rows[i].header, code, rows[i].code);
    }
}

static void text_without_translation_is_itself(void **state)
{
    const struct hd_lang *az = hd_lang_find("az");
    static const char text[] = "no such text anywhere";

    (void)state;
    assert_ptr_equal(hd_tr(az, text), text);
    assert_ptr_equal(hd_tr(NULL, text), text);
    assert_ptr_equal(hd_tr_ctx(az, "format", text), text);
    assert_string_equal(hd_tr(az, ""), ""); /* not the catalogue's header */
    assert_string_equal(hd_tr_n(az, "one such text", "many such texts", 1), "one such text");
    assert_string_equal(hd_tr_n(NULL, "one such text", "many such texts", 2), "many such texts");
    assert_string_equal(hd_tr_n(NULL, "one such text", "many such texts", -1), "one such text");
}

static void context_tells_equal_texts_apart(void **state)
{
    const struct hd_lang *ru = hd_lang_find("ru");

    (void)state;
    assert_string_equal(hd_tr_ctx(ru, "date", "May"), "мая");
    assert_string_equal(hd_tr_ctx(ru, "format", "May"), "май");
    assert_string_equal(hd_tr(ru, "May"), "May");
    assert_string_equal(hd_tr_ctx(hd_lang_find("az"), "format", "."), ",");
    assert_string_equal(hd_tr_ctx(NULL, "format", "."), ".");
}

static void every_language_has_all_formats(void **state)
{
    static const char *const needed[] = { "January", "December", "Q{quarter} {year}",
                                          "quarter words", "English" };
    size_t count;
    const struct hd_lang *const *all = hd_lang_all(&count);

    (void)state;
    for (size_t i = 0; i < count; i++) {
        for (size_t j = 0; j < COUNT(needed); j++) {
            if (hd_tr_ctx(all[i], "format", needed[j]) == needed[j])
                fail_msg("%s lacks '%s'", hd_lang_code(all[i]), needed[j]);
        }
    }
}

static void places_are_filled_by_name(void **state)
{
    static const struct {
        const char *pattern, *expect;
    } rows[] = {
        { "{a} and {b}", "1 and {b is not filled again}" },
        { "{b}{a}{a}", "{b is not filled again}11" },
        { "{unknown} {a}", "{unknown} 1" },
        { "a { brace, {a}", "a { brace, 1" },
        { "{a", "{a" },
        { "{}", "{}" },
        { "{{a}}", "{1}" },
        { "{\"json\": [{a}]}", "{\"json\": [1]}" },
        { "}", "}" },
        { "", "" },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct hd_buf out HD_BUF_AUTO;

        hd_buf_init(&out, 256);
        hd_fill(&out, rows[i].pattern, HD_ARGS("a", "1", "b", "{b is not filled again}"));
        assert_string_equal(out.data, rows[i].expect);
    }
}

/* ---- plural rules ---- */

static void plural_rules_of_real_languages_hold(void **state)
{
    static const struct {
        const char *rule;
        unsigned long n;
        unsigned form;
    } rows[] = {
        { "nplurals=1; plural=0;", 7, 0 },
        { "nplurals=2; plural=(n != 1);", 1, 0 },
        { "nplurals=2; plural=(n != 1);", 0, 1 },
        { "nplurals=2; plural=n>1;", 1, 0 },
        { "nplurals=2; plural=n>1;", 2, 1 },
#define RU                                                                                         \
    "nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && (n%100<10 || "           \
    "n%100>=20) ? 1 : 2);"
        { RU, 1, 0 },
        { RU, 11, 2 },
        { RU, 21, 0 },
        { RU, 22, 1 },
        { RU, 112, 2 },
        { RU, 5, 2 },
        { RU, 0, 2 },
#define AR                                                                                         \
    "nplurals=6; plural=n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : "             \
    "n%100>=11 ? 4 : 5;"
        { AR, 0, 0 },
        { AR, 2, 2 },
        { AR, 105, 3 },
        { AR, 99, 4 },
        { AR, 100, 5 },
        { "nplurals=3; plural=!n ? 2 : n*2-n+1/0 ? 1 : 0;", 3, 1 },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct hd_plural plural;
        char header[256] = "X: y\nPlural-Forms: ";

        memcpy(header + strlen(header), rows[i].rule, strlen(rows[i].rule) + 1);
        assert_true(hd_plural_parse(header, &plural));
        if (hd_plural_form(&plural, rows[i].n) != rows[i].form)
            fail_msg("%s with %lu gives %u", rows[i].rule, rows[i].n,
                     hd_plural_form(&plural, rows[i].n));
    }
}

static void bad_plural_rules_leave_the_english_one(void **state)
{
    static const char *const headers[] = {
        "",
        "Plural-Forms: nplurals=2;",
        "Plural-Forms: nplurals=2; plural=;",
        "Plural-Forms: nplurals=2; plural=n+;",
        "Plural-Forms: nplurals=2; plural=(n;",
        "Plural-Forms: nplurals=2; plural=n ? 1;",
        "Plural-Forms: nplurals=2; plural=system(1);",
        "Plural-Forms: nplurals=0; plural=0;",
        "Plural-Forms: nplurals=99; plural=0;",
        "Plural-Forms: nplurals=2; plural=0 0;",
    };
    char deep[512] = "Plural-Forms: nplurals=2; plural=";
    struct hd_plural plural;

    (void)state;
    for (size_t i = 0; i < COUNT(headers); i++) {
        assert_false(hd_plural_parse(headers[i], &plural));
        assert_int_equal(hd_plural_form(&plural, 1), 0);
        assert_int_equal(hd_plural_form(&plural, 2), 1);
    }
    memset(deep + strlen(deep), '(', 400);
    assert_false(hd_plural_parse(deep, &plural));
    memset(deep + 33, '!', 400);
    assert_false(hd_plural_parse(deep, &plural));
}

static void form_beyond_the_count_is_the_first(void **state)
{
    struct hd_plural plural;

    (void)state;
    assert_true(hd_plural_parse("Plural-Forms: nplurals=2; plural=n;", &plural));
    assert_int_equal(hd_plural_form(&plural, 1), 1);
    assert_int_equal(hd_plural_form(&plural, 5), 0);
}

/* ---- catalogues ---- */

/* A catalogue of two entries: "a" to "A", and "ctx\004one" "ones" to "x" "y". */
struct image {
    uint32_t header[7], originals[4], translations[4];
    char text[32];
};

static struct image make_image(bool swapped)
{
    struct image image = {
        .header = { 0x950412de, 0, 2, 28, 44, 0, 0 },
        .originals = { 1, 60, 12, 62 },
        .translations = { 1, 75, 3, 77 },
        .text = "a\0"
                "ctx\004one\0ones\0"
                "A\0"
                "x\0y",
    };
    uint32_t *words = image.header;

    for (size_t i = 0; swapped && i < 15; i++) {
        uint32_t word;

        memcpy(&word, (char *)words + i * 4, 4);
        word = __builtin_bswap32(word);
        memcpy((char *)words + i * 4, &word, 4);
    }
    return image;
}

static void both_byte_orders_are_read(void **state)
{
    (void)state;
    for (int swapped = 0; swapped < 2; swapped++) {
        struct image image = make_image(swapped);
        struct hd_mo mo;
        size_t len;

        assert_true(hd_mo_open(&mo, (const char *)&image, sizeof image));
        assert_string_equal(hd_mo_find(&mo, NULL, "a", &len), "A");
        assert_int_equal(len, 1);
        assert_memory_equal(hd_mo_find(&mo, "ctx", "one", &len), "x\0y", 4);
        assert_int_equal(len, 3);
        assert_null(hd_mo_find(&mo, "ctx", "a", &len));
        assert_null(hd_mo_find(&mo, NULL, "one", &len));
        hd_mo_close(&mo);
    }
}

static void damaged_catalogue_is_refused_or_safe(void **state)
{
    struct image image = make_image(false);
    struct hd_mo mo;
    size_t len;

    (void)state;
    for (size_t cut = 0; cut < 80; cut++) {
        HD_FREE_AUTO char *copy = hd_strndup((const char *)&image, cut);

        assert_false(hd_mo_open(&mo, copy, cut));
        assert_null(hd_mo_find(&mo, NULL, "a", &len));
        hd_mo_close(&mo);
    }
    for (size_t at = 0; at < 60; at++) { /* any one word of the head broken */
        struct image broken = image;

        ((unsigned char *)&broken)[at] ^= 0xff;
        if (hd_mo_open(&mo, (const char *)&broken, sizeof broken))
            hd_mo_find(&mo, NULL, "a", &len);
        hd_mo_close(&mo);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(languages_are_the_catalogues_in_order),
        cmocka_unit_test(header_decides_by_weight),
        cmocka_unit_test(text_without_translation_is_itself),
        cmocka_unit_test(context_tells_equal_texts_apart),
        cmocka_unit_test(every_language_has_all_formats),
        cmocka_unit_test(places_are_filled_by_name),
        cmocka_unit_test(plural_rules_of_real_languages_hold),
        cmocka_unit_test(bad_plural_rules_leave_the_english_one),
        cmocka_unit_test(form_beyond_the_count_is_the_first),
        cmocka_unit_test(both_byte_orders_are_read),
        cmocka_unit_test(damaged_catalogue_is_refused_or_safe),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
