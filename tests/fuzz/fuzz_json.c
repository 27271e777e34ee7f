/* What is read, written and read again is the same; and any body of observations is survived. */
#include "fuzz/fuzz.h"

#include <string.h>

#include "collectors/formats/json.h"
#include "common/buf.h"
#include "common/decimal.h"
#include "common/json.h"

static void print(struct hd_jsonw *w, const struct hd_json *node)
{
    if (node->key)
        hd_jsonw_key(w, node->key);
    switch (node->type) {
    case HD_JSON_NULL:
        hd_jsonw_null(w);
        break;
    case HD_JSON_FALSE:
    case HD_JSON_TRUE:
        hd_jsonw_bool(w, node->type == HD_JSON_TRUE);
        break;
    case HD_JSON_NUMBER:
        hd_jsonw_decimal(w, node->text);
        break;
    case HD_JSON_STRING:
        hd_jsonw_string(w, node->text);
        break;
    case HD_JSON_ARRAY:
        hd_jsonw_array(w);
        for (const struct hd_json *child = node->first; child; child = child->next)
            print(w, child);
        hd_jsonw_end_array(w);
        break;
    case HD_JSON_OBJECT:
        hd_jsonw_object(w);
        for (const struct hd_json *child = node->first; child; child = child->next)
            print(w, child);
        hd_jsonw_end_object(w);
        break;
    }
}

static void check_same(const struct hd_json *a, const struct hd_json *b)
{
    FUZZ_CHECK(a->type == b->type && a->count == b->count);
    FUZZ_CHECK(!a->key == !b->key && (!a->key || strcmp(a->key, b->key) == 0));
    FUZZ_CHECK(!a->text == !b->text);
    if (a->type == HD_JSON_STRING)
        FUZZ_CHECK(strcmp(a->text, b->text) == 0);
    if (a->type == HD_JSON_NUMBER) /* digits stay; E becomes e */
        FUZZ_CHECK(strcasecmp(a->text, b->text) == 0);
    a = a->first;
    b = b->first;
    for (; a && b; a = a->next, b = b->next)
        check_same(a, b);
    FUZZ_CHECK(!a && !b);
}

static bool defer_some(const char *key, enum hd_json_type type, unsigned depth)
{
    (void)type;
    return depth % 2 || (key && *key == 'd');
}

/* What comes by a walk is what stands in the tree. */
static void check_walk(const struct hd_json_document *document, const struct hd_json *node,
                       const struct hd_json *whole)
{
    struct hd_json_walk walk HD_JSON_WALK_AUTO;
    const struct hd_json *child, *expected = whole->first;

    FUZZ_CHECK(node->type == whole->type && node->count == whole->count);
    FUZZ_CHECK(node->offset == whole->offset);
    FUZZ_CHECK(!node->key == !whole->key && (!node->key || strcmp(node->key, whole->key) == 0));
    FUZZ_CHECK(!node->text == !whole->text &&
               (!node->text || strcmp(node->text, whole->text) == 0));
    hd_json_walk_open(&walk, document, node);
    for (; (child = hd_json_walk_next(&walk)) != NULL; expected = expected->next) {
        FUZZ_CHECK(expected);
        check_walk(document, child, expected);
    }
    FUZZ_CHECK(!expected);
}

static void check_deferred(const char *data, size_t size, const struct hd_json *whole)
{
    struct hd_arena arena HD_ARENA_AUTO = { 0 };
    struct hd_json_document document;
    struct hd_error err;
    enum hd_rc rc = hd_json_open(data, size, defer_some, &arena, &document, &err);

    FUZZ_CHECK((rc == HD_OK) == (whole != NULL));
    if (whole)
        check_walk(&document, document.root, whole);
}

static void check_document(const char *data, size_t size)
{
    struct hd_arena arena HD_ARENA_AUTO = { 0 };
    struct hd_buf text HD_BUF_AUTO;
    struct hd_jsonw w = { .out = &text };
    struct hd_json *root, *again;
    struct hd_error err;

    hd_buf_init(&text, 1 << 24);
    if (hd_json_parse(data, size, &arena, &root, &err) != HD_OK) {
        FUZZ_CHECK(!root && strncmp(err.text, "line ", 5) == 0);
        check_deferred(data, size, NULL);
        return;
    }
    check_deferred(data, size, root);
    print(&w, root);
    FUZZ_CHECK(hd_json_parse(text.data, text.len, &arena, &again, &err) == HD_OK);
    check_same(root, again);
}

static enum hd_rc put(void *ctx, const struct reading *reading, struct hd_error *err)
{
    (void)ctx;
    (void)err;
    FUZZ_CHECK(*reading->indicator);
    FUZZ_CHECK(!reading->value || reading->coded ||
               hd_decimal_valid(reading->value, strlen(reading->value)));
    return HD_OK;
}

static void check_observations(const char *data, size_t size)
{
    struct hd_arena arena HD_ARENA_AUTO = { 0 };
    struct hd_problems problems HD_PROBLEMS_AUTO = { 0 };
    struct format_options options = { .file = "body" };
    struct reading_sink sink = { .put = put };
    struct format_report report;
    const char *reason;
    struct hd_error err;
    enum hd_rc rc =
        format_json_read(data, size, &options, &sink, &arena, &reason, &problems, &report, &err);

    FUZZ_CHECK(rc == HD_OK || (rc == HD_BAD_INPUT && problems.errors > 0));
    FUZZ_CHECK(reason);
    FUZZ_CHECK(report.rows == report.put + report.empty + report.refused);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    check_document((const char *)data, size);
    check_observations((const char *)data, size);
    return 0;
}
