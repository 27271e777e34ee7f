#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "common/buf.h"
#include "common/json.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

static enum hd_rc parse(struct hd_arena *arena, const char *text, size_t len, struct hd_json **root,
                        struct hd_error *err)
{
    /* Without the NUL behind it, so that the sanitizer sees a step too far. */
    HD_FREE_AUTO char *copy = hd_alloc(len);

    memcpy(copy, text, len);
    *err = (struct hd_error){ 0 };
    return hd_json_parse(copy, len, arena, root, err);
}

static void document_is_read_into_a_tree(void **state)
{
    static const char text[] = " {\"a\": [1, -0.50, 1E+5, \"x\"],\n \"b\": {}, \"c\": null,"
                               " \"d\": true, \"e\": false, \"\": []} ";
    struct hd_arena arena HD_ARENA_AUTO = { 0 };
    struct hd_error err;
    struct hd_json *root;
    const struct hd_json *item;

    (void)state;
    assert_int_equal(parse(&arena, text, strlen(text), &root, &err), HD_OK);
    assert_int_equal(root->type, HD_JSON_OBJECT);
    assert_int_equal(root->count, 6);
    assert_int_equal(root->offset, 1);
    assert_null(root->key);
    item = hd_json_get(root, "a");
    assert_int_equal(item->type, HD_JSON_ARRAY);
    assert_int_equal(item->count, 4);
    item = item->first;
    assert_int_equal(item->type, HD_JSON_NUMBER);
    assert_string_equal(item->text, "1");
    assert_string_equal(item->next->text, "-0.50"); /* digits stay */
    assert_string_equal(item->next->next->text, "1E+5");
    assert_string_equal(item->next->next->next->text, "x");
    assert_null(item->key);
    assert_int_equal(hd_json_get(root, "b")->type, HD_JSON_OBJECT);
    assert_int_equal(hd_json_get(root, "c")->type, HD_JSON_NULL);
    assert_int_equal(hd_json_get(root, "d")->type, HD_JSON_TRUE);
    assert_int_equal(hd_json_get(root, "e")->type, HD_JSON_FALSE);
    assert_int_equal(hd_json_get(root, "")->type, HD_JSON_ARRAY);
    assert_null(hd_json_get(root, "A"));
    assert_null(hd_json_get(hd_json_get(root, "a"), "x"));
    assert_null(hd_json_get(NULL, "x"));
}

static void strings_are_decoded(void **state)
{
    static const struct {
        const char *text, *expect;
    } rows[] = {
        { "\"\"", "" },
        { "\"\\\" \\\\ \\/ \\b\\f\\n\\r\\t\"", "\" \\ / \b\f\n\r\t" },
        { "\"\\u0259\\u0131\"", "əı" },
        { "\"\\uD83D\\uDE42!\"", "\xf0\x9f\x99\x82!" },
        { "\"\\uffff\"", "\xef\xbf\xbf" },
        { "\"rüb\"", "rüb" },
        { "\"\x7f\"", "\x7f" },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct hd_arena arena HD_ARENA_AUTO = { 0 };
        struct hd_error err;
        struct hd_json *root;

        assert_int_equal(parse(&arena, rows[i].text, strlen(rows[i].text), &root, &err), HD_OK);
        assert_string_equal(root->text, rows[i].expect);
    }
}

static void neighbours_do_not_disturb_each_other(void **state)
{
    /* Texts are decoded in place: every kind next to every other. */
    static const char text[] = "[1,2,\"a\",3,\"\\u0041\",\"b\",[4],5,{\"k\":6,\"l\":\"c\"},-7]";
    static const char *const expect[] = { "1", "2", "a", "3", "A", "b", NULL, "5", NULL, "-7" };
    struct hd_arena arena HD_ARENA_AUTO = { 0 };
    struct hd_error err;
    struct hd_json *root;
    const struct hd_json *item;
    size_t i = 0;

    (void)state;
    assert_int_equal(parse(&arena, text, strlen(text), &root, &err), HD_OK);
    for (item = root->first; item; item = item->next, i++) {
        if (expect[i])
            assert_string_equal(item->text, expect[i]);
    }
    assert_int_equal(i, COUNT(expect));
    assert_string_equal(root->first->next->next->next->next->next->next->first->text, "4");
}

static void malformed_documents_are_refused_with_place_and_advice(void **state)
{
    static const struct {
        const char *text, *says;
    } rows[] = {
        { "", "line 1, column 1: the document ends too early" },
        { "  \n ", "line 2, column 2: the document ends too early" },
        { "{", "a key in double quotes" },
        { "[", "the document ends too early" },
        { "[1", "']' is missing" },
        { "[1 2]", "line 1, column 4: a comma is missing" },
        { "[1,]", "line 1, column 4: remove the comma before ']'" },
        { "{\"a\":1,}", "remove the comma before '}'" },
        { "[,1]", "a value is expected" },
        { "{\"a\" 1}", "a colon is expected after the key 'a'" },
        { "{a:1}", "a key in double quotes" },
        { "{\"a\":1 \"b\":2}", "a comma is missing" },
        { "{\"ə\":1,\n\"ə\":2}", "line 2, column 5: the key 'ə' stands here a second time" },
        { "{\"a\\n\":1,\"a\\n\":2}", "the key 'a ' stands" }, /* one line all the same */
        { "[1] 2", "line 1, column 5: text after the end" },
        { "[1]]", "text after the end" },
        { "{}{}", "text after the end" },
        { "nul", "a value is expected" },
        { "True", "a value is expected" },
        { "NaN", "a value is expected" },
        { "Infinity", "a value is expected" },
        { "-Infinity", "a digit is expected after '-'" },
        { "'a'", "double quotes, not in single" },
        { "012", "must not begin with 0" },
        { "-012", "must not begin with 0" },
        { "1.", "a digit is expected after the point" },
        { ".5", "a value is expected" },
        { "1.e5", "a digit is expected after the point" },
        { "1e", "a digit is expected in the exponent" },
        { "1e+", "a digit is expected in the exponent" },
        { "-", "a digit is expected after '-'" },
        { "+1", "a value is expected" },
        { "0x10", "text after the end" },
        { "\"abc", "is not closed" },
        { "\"a\nb\"", "a line break inside a text" },
        { "\"a\tb\"", "a control character inside a text" },
        { "\"\\x41\"", "unknown escape" },
        { "\"\\", "unknown escape" },
        { "\"\\u12\"", "four hexadecimal digits" },
        { "\"\\u0000\"", "\\u0000 is not allowed" },
        { "\"\\uDC00\"", "its first half is missing" },
        { "\"\\uD800\"", "its second half is missing" },
        { "\"\\uD800\\u0041\"", "its second half is missing" },
        { "\"\\uD800\\", "its second half is missing" },
        { "\"\xff\"", "not UTF-8" },
        { "\"\xed\xa0\x80\"", "not UTF-8" },
        { "\xef\xbb\xbf{}", "byte order mark" },
        { "[1] // no", "text after the end" },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct hd_arena arena HD_ARENA_AUTO = { 0 };
        struct hd_error err;
        struct hd_json *root;

        if (parse(&arena, rows[i].text, strlen(rows[i].text), &root, &err) != HD_BAD_INPUT ||
            !strstr(err.text, rows[i].says))
            fail_msg("'%s' gives '%s'", rows[i].text, err.text);
        assert_null(root);
    }
}

static void nul_byte_is_refused(void **state)
{
    struct hd_arena arena HD_ARENA_AUTO = { 0 };
    struct hd_error err;
    struct hd_json *root;

    (void)state;
    assert_int_equal(parse(&arena, "[1]\0", 4, &root, &err), HD_BAD_INPUT);
    assert_non_null(strstr(err.text, "line 1, column 4: a NUL byte"));
}

static void depth_is_bounded(void **state)
{
    struct hd_arena arena HD_ARENA_AUTO = { 0 };
    char text[2 * (HD_JSON_DEPTH + 1)];
    struct hd_error err;
    struct hd_json *root;

    (void)state;
    memset(text, '[', HD_JSON_DEPTH);
    memset(text + HD_JSON_DEPTH, ']', HD_JSON_DEPTH);
    assert_int_equal(parse(&arena, text, 2 * HD_JSON_DEPTH, &root, &err), HD_OK);
    memset(text, '[', HD_JSON_DEPTH + 1);
    memset(text + HD_JSON_DEPTH + 1, ']', HD_JSON_DEPTH + 1);
    assert_int_equal(parse(&arena, text, sizeof text, &root, &err), HD_BAD_INPUT);
    assert_non_null(strstr(err.text, "deeper than 32"));
}

static void repeated_key_among_many_is_found(void **state)
{
    struct hd_arena arena HD_ARENA_AUTO = { 0 };
    struct hd_buf text HD_BUF_AUTO;
    struct hd_error err;
    struct hd_json *root;

    (void)state;
    hd_buf_init(&text, 1 << 20);
    for (int i = 0; i < 5000; i++)
        hd_buf_printf(&text, "%c\"k%d\":%d", i ? ',' : '{', i, i);
    hd_buf_putc(&text, '}');
    assert_int_equal(parse(&arena, text.data, text.len, &root, &err), HD_OK);
    assert_string_equal(hd_json_get(root, "k4999")->text, "4999");
    text.data[text.len - 1] = ',';
    hd_buf_puts(&text, "\"k17\":0}");
    assert_int_equal(parse(&arena, text.data, text.len, &root, &err), HD_BAD_INPUT);
    assert_non_null(strstr(err.text, "'k17'"));
}

/* ---- writer ---- */

static void writer_puts_commas_and_escapes(void **state)
{
    struct hd_buf out HD_BUF_AUTO;
    struct hd_jsonw w = { .out = &out };

    (void)state;
    hd_buf_init(&out, 4096);
    hd_jsonw_object(&w);
    hd_jsonw_key(&w, "list");
    hd_jsonw_array(&w);
    hd_jsonw_int(&w, INT64_MIN);
    hd_jsonw_double(&w, 0.1);
    hd_jsonw_double(&w, NAN);
    hd_jsonw_array(&w);
    hd_jsonw_end_array(&w);
    hd_jsonw_object(&w);
    hd_jsonw_end_object(&w);
    hd_jsonw_null(&w);
    hd_jsonw_end_array(&w);
    hd_jsonw_key_string(&w, "te\"xt", "a\\b\"c\n\x01ə\x7f");
    hd_jsonw_key_string(&w, "none", NULL);
    hd_jsonw_key_bool(&w, "yes", true);
    hd_jsonw_key_int(&w, "n", 7);
    hd_jsonw_key_double(&w, "d", -2.5);
    hd_jsonw_key_decimal(&w, "v", "63.20");
    hd_jsonw_end_object(&w);
    assert_string_equal(out.data, "{\"list\":[-9223372036854775808,0.1,null,[],{},null],"
                                  "\"te\\\"xt\":\"a\\\\b\\\"c\\n\\u0001ə\x7f\",\"none\":null,"
                                  "\"yes\":true,\"n\":7,\"d\":-2.5,\"v\":63.20}");
}

static void text_that_is_not_utf8_is_written_as_such(void **state)
{
    struct hd_buf out HD_BUF_AUTO;
    struct hd_jsonw w = { .out = &out };

    (void)state;
    hd_buf_init(&out, 4096);
    hd_jsonw_string(&w, "a\xff"
                        "b\xc3");
    assert_string_equal(out.data, "\"a\xef\xbf\xbd"
                                  "b\xef\xbf\xbd\"");
}

static void decimals_keep_their_digits_and_stay_json(void **state)
{
    static const struct {
        const char *text, *expect;
    } rows[] = {
        { "63.2", "63.2" },     { "1.50", "1.50" },
        { "-0", "-0" },         { "007", "7" },
        { "-007.10", "-7.10" }, { "000", "0" },
        { "1.", "1" },          { ".5", "0.5" },
        { "+3", "3" },          { "1e5", "1e5" },
        { "1E-05", "1e-05" },   { "9007199254740993", "9007199254740993" },
        { "A", "\"A\"" },       { "very-high", "\"very-high\"" },
        { "1e", "\"1e\"" },     { ".", "\".\"" },
        { "", "\"\"" },         { "1,5", "\"1,5\"" },
        { "e5", "\"e5\"" },     { "--1", "\"--1\"" },
        { NULL, "null" },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct hd_arena arena HD_ARENA_AUTO = { 0 };
        struct hd_buf out HD_BUF_AUTO;
        struct hd_jsonw w = { .out = &out };
        struct hd_error err;
        struct hd_json *root;

        hd_buf_init(&out, 256);
        hd_jsonw_decimal(&w, rows[i].text);
        assert_string_equal(out.data, rows[i].expect);
        assert_int_equal(parse(&arena, out.data, out.len, &root, &err), HD_OK);
    }
}

static void values_at_the_top_need_no_comma(void **state)
{
    struct hd_buf out HD_BUF_AUTO;
    struct hd_jsonw w = { .out = &out };

    (void)state;
    hd_buf_init(&out, 256);
    hd_jsonw_int(&w, 1);
    hd_buf_putc(&out, '\n');
    hd_jsonw_int(&w, 2); /* one document a line */
    assert_string_equal(out.data, "1\n2");
}

/* ---- documents of many MB ---- */

static bool defer_rows(const char *key, enum hd_json_type type, unsigned depth)
{
    (void)depth;
    return key && (strcmp(key, "rows") == 0 || strcmp(key, "list") == 0) &&
           (type == HD_JSON_OBJECT || type == HD_JSON_ARRAY);
}

static void show(const struct hd_json_document *document, const struct hd_json *node,
                 struct hd_buf *out)
{
    struct hd_json_walk walk HD_JSON_WALK_AUTO = { 0 };
    const struct hd_json *child;

    hd_buf_printf(out, "%s%s%s", node->key ? node->key : "", node->key ? ":" : "",
                  node->text ? node->text : "");
    if (node->type != HD_JSON_ARRAY && node->type != HD_JSON_OBJECT)
        return;
    hd_buf_puts(out, node->deferred ? "<" : "(");
    hd_json_walk_open(&walk, document, node);
    while ((child = hd_json_walk_next(&walk)) != NULL) {
        show(document, child, out);
        hd_buf_puts(out, " ");
    }
    hd_buf_printf(out, ")%zu", node->count);
}

static void deferred_parts_are_walked(void **state)
{
    static const struct {
        const char *text, *shown;
    } rows[] = {
        { "[1,[2]]", "(1 (2 )1 )2" },
        { "{\"rows\":[1,-0.5,\"a\\u0041\",{\"b\":[true]},[]],\"c\":7}",
          "(rows:<1 -0.5 aA (b:( )1 )1 ()0 )5 c:7 )2" },
        { "{\"rows\": { \"x\" : {\"list\":{\"1\":10, \"2\":20},\"n\":[3]} , \"y\":4 } }",
          "(rows:<x:(list:<1:10 2:20 )2 n:(3 )1 )2 y:4 )2 )1" },
        { "{\"rows\":[ ],\"list\":{}}", "(rows:<)0 list:<)0 )2" },
        { "{\"rows\":7}", "(rows:7 )1" },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct hd_arena arena HD_ARENA_AUTO = { 0 };
        struct hd_buf out HD_BUF_AUTO;
        struct hd_json_document document;
        struct hd_error err;

        hd_buf_init(&out, 4096);
        assert_int_equal(
            hd_json_open(rows[i].text, strlen(rows[i].text), defer_rows, &arena, &document, &err),
            HD_OK);
        for (int again = 0; again < 2; again++) { /* a walk changes nothing */
            hd_buf_reset(&out);
            show(&document, document.root, &out);
            assert_string_equal(out.data, rows[i].shown);
        }
    }
}

static void deferred_parts_are_checked_when_opened(void **state)
{
    static const struct {
        const char *text, *message;
    } rows[] = {
        { "{\"rows\":[1,]}", "line 1, column 12: remove the comma before ']'" },
        { "{\"rows\":[1 2]}", "line 1, column 12: a comma is missing before this, or ']'" },
        { "{\"rows\":[[[1}]]}", "line 1, column 13: a comma is missing before this, or ']'" },
        { "{\"rows\":{\"a\":1,\"b\":2,\"a\":3}}",
          "line 1, column 26: the key 'a' stands here a second time: keep one" },
        { "{\"rows\":[{\"a\":1,\"a\":2}]}",
          "line 1, column 21: the key 'a' stands here a second time: keep one" },
        { "{\"rows\":[1", "line 1, column 11: the document ends too early: ']' is missing" },
        { "{\"rows\":[1]} x", "line 1, column 14: text after the end of the document: remove it" },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct hd_arena arena HD_ARENA_AUTO = { 0 };
        struct hd_json_document document;
        struct hd_error err;

        assert_int_equal(
            hd_json_open(rows[i].text, strlen(rows[i].text), defer_rows, &arena, &document, &err),
            HD_BAD_INPUT);
        assert_string_equal(err.text, rows[i].message);
        assert_null(document.root);
    }
}

static void memory_is_that_of_a_copy(void **state)
{
    static const struct {
        const char *start;
        enum hd_rc rc;
    } rows[] = { { "{\"rows\": [0", HD_OK }, { "{\"kept\": [0", HD_LIMIT } };
    size_t len = 5000001;
    HD_FREE_AUTO char *text = hd_alloc(len + 1);

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct hd_arena arena HD_ARENA_AUTO = { 0 };
        struct hd_json_document document;
        struct hd_error err;

        memset(text, '0', len);
        for (size_t at = 1; at < len; at += 2)
            text[at] = ',';
        memcpy(text, rows[i].start, strlen(rows[i].start));
        memcpy(text + len - 3, "0]}", 3);
        assert_int_equal(hd_json_open(text, len, defer_rows, &arena, &document, &err), rows[i].rc);
        if (!rows[i].rc) {
            assert_true(document.root->first->count > HD_JSON_KEPT_MAX);
            assert_in_range(arena.used_bytes, len, len + 1024);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(document_is_read_into_a_tree),
        cmocka_unit_test(strings_are_decoded),
        cmocka_unit_test(neighbours_do_not_disturb_each_other),
        cmocka_unit_test(malformed_documents_are_refused_with_place_and_advice),
        cmocka_unit_test(nul_byte_is_refused),
        cmocka_unit_test(depth_is_bounded),
        cmocka_unit_test(repeated_key_among_many_is_found),
        cmocka_unit_test(writer_puts_commas_and_escapes),
        cmocka_unit_test(text_that_is_not_utf8_is_written_as_such),
        cmocka_unit_test(decimals_keep_their_digits_and_stay_json),
        cmocka_unit_test(values_at_the_top_need_no_comma),
        cmocka_unit_test(deferred_parts_are_walked),
        cmocka_unit_test(deferred_parts_are_checked_when_opened),
        cmocka_unit_test(memory_is_that_of_a_copy),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
