#include "common/json.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/key_set.h"
#include "common/utf8.h"

/* Text is decoded in place in a copy of the document, which never grows by decoding: a string
 * ends where its closing quote stood, a number moves one byte to the left over what came before
 * it.  So the arena holds one copy and the nodes, and nothing for each string. */
struct reader {
    const char *data;
    size_t len, at;
    char *copy; /* copy[-1] exists */
    unsigned depth;
    size_t kept, kept_max; /* nodes; 0: as many as there are */
    hd_json_defer_fn *defer;
    bool keys_checked; /* a walk reads what was read before */
    struct hd_arena *arena;
    struct hd_error *err;
};

/* Nodes of children that nobody asks for any more are dropped by so many bytes. */
#define CHILDREN_BYTES 65536

/* Up to so many keys comparing each with each is faster than a hash table. */
#define FEW_KEYS 16

static enum hd_rc read_value(struct reader *r, const char *key, struct hd_json **node_out);

/* Line and column in characters, as an editor counts them. */
static void find_place(const char *data, size_t at, size_t *line_out, size_t *column_out)
{
    size_t line = 1, column = 1;

    for (size_t i = 0; i < at; i++) {
        unsigned char c = (unsigned char)data[i];

        if (c == '\n') {
            line++;
            column = 1;
        } else if ((c & 0xC0) != 0x80) {
            column++;
        }
    }
    *line_out = line;
    *column_out = column;
}

HD_PRINTF(3, 4)
static enum hd_rc bad(struct reader *r, size_t at, const char *fmt, ...)
{
    char reason[256];
    size_t line, column;
    va_list args;

    va_start(args, fmt);
    vsnprintf(reason, sizeof reason, fmt, args);
    va_end(args);
    for (char *c = reason; *c; c++) { /* a key may hold anything; this is one line */
        if ((unsigned char)*c < 0x20)
            *c = ' ';
    }
    find_place(r->data, at, &line, &column);
    return hd_fail(r->err, HD_BAD_INPUT, "line %zu, column %zu: %s", line, column, reason);
}

/* So much of a key is shown in a message. */
static int shown_len(const char *key)
{
    return (int)hd_utf8_cut(key, strlen(key), 60);
}

static void skip_blanks(struct reader *r)
{
    while (r->at < r->len) {
        char c = r->data[r->at];

        if (c != ' ' && c != '\n' && c != '\r' && c != '\t')
            return;
        r->at++;
    }
}

/* The next byte that matters, '\0' at the end (a NUL inside was refused before). */
static char peek(struct reader *r)
{
    skip_blanks(r);
    return r->at < r->len ? r->data[r->at] : '\0';
}

static struct hd_json *new_node(struct reader *r, enum hd_json_type type)
{
    struct hd_json *node = hd_arena_alloc(r->arena, sizeof *node);

    node->type = type;
    node->offset = r->at;
    r->kept++;
    return node;
}

static bool is_digit(const struct reader *r, size_t at)
{
    return at < r->len && r->data[at] >= '0' && r->data[at] <= '9';
}

static size_t skip_digits(const struct reader *r, size_t at)
{
    while (is_digit(r, at))
        at++;
    return at;
}

static enum hd_rc read_number(struct reader *r, struct hd_json **node_out)
{
    size_t start = r->at, at = start + (r->data[start] == '-');
    struct hd_json *node;

    if (!is_digit(r, at))
        return bad(r, at, "a digit is expected after '-'");
    if (r->data[at] == '0' && is_digit(r, at + 1))
        return bad(r, at, "a number must not begin with 0: write 7, not 007");
    at = skip_digits(r, at);
    if (at < r->len && r->data[at] == '.') {
        if (!is_digit(r, at + 1))
            return bad(r, at + 1, "a digit is expected after the point: write 1 or 1.0");
        at = skip_digits(r, at + 1);
    }
    if (at < r->len && (r->data[at] == 'e' || r->data[at] == 'E')) {
        at++;
        at += at < r->len && (r->data[at] == '+' || r->data[at] == '-');
        if (!is_digit(r, at))
            return bad(r, at, "a digit is expected in the exponent");
        at = skip_digits(r, at);
    }
    node = new_node(r, HD_JSON_NUMBER);
    memcpy(r->copy + start - 1, r->data + start, at - start);
    r->copy[at - 1] = '\0';
    node->text = r->copy + start - 1;
    r->at = at;
    *node_out = node;
    return HD_OK;
}

static bool read_hex4(const struct reader *r, size_t at, uint32_t *code_out)
{
    uint32_t code = 0;

    for (size_t i = at; i < at + 4; i++) {
        char c = i < r->len ? r->data[i] : '\0';

        if (c >= '0' && c <= '9')
            code = code << 4 | (uint32_t)(c - '0');
        else if ((c | 32) >= 'a' && (c | 32) <= 'f')
            code = code << 4 | (uint32_t)((c | 32) - 'a' + 10);
        else
            return false;
    }
    *code_out = code;
    return true;
}

/* \uXXXX, or two of them for a character beyond the first plane; r->at stands on the u. */
static enum hd_rc read_unicode(struct reader *r, size_t *to)
{
    size_t start = r->at - 1;
    uint32_t code, low;

    if (!read_hex4(r, r->at + 1, &code))
        return bad(r, start, "four hexadecimal digits are expected after \\u");
    r->at += 5;
    if (code == 0)
        return bad(r, start, "\\u0000 is not allowed in a text");
    if (code >= 0xDC00 && code <= 0xDFFF)
        return bad(r, start, "\\u%04X is half of a pair: its first half is missing", code);
    if (code >= 0xD800 && code <= 0xDBFF) {
        if (r->at + 1 >= r->len || r->data[r->at] != '\\' || r->data[r->at + 1] != 'u' ||
            !read_hex4(r, r->at + 2, &low) || low < 0xDC00 || low > 0xDFFF)
            return bad(r, start, "\\u%04X is half of a pair: its second half is missing", code);
        code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00);
        r->at += 6;
    }
    *to += hd_utf8_put(code, r->copy + *to);
    return HD_OK;
}

static enum hd_rc read_escape(struct reader *r, size_t *to)
{
    static const char letters[] = "\"\\/bfnrt", bytes[] = "\"\\/\b\f\n\r\t";
    char c = r->at + 1 < r->len ? r->data[r->at + 1] : '\0';
    const char *hit = c ? strchr(letters, c) : NULL;

    r->at++;
    if (c == 'u')
        return read_unicode(r, to);
    if (!hit)
        return bad(r, r->at - 1, "unknown escape: a backslash itself is written \\\\");
    r->copy[(*to)++] = bytes[hit - letters];
    r->at++;
    return HD_OK;
}

/* r->at stands on the opening quote. */
static enum hd_rc read_text(struct reader *r, const char **text_out)
{
    size_t start = r->at, to = ++r->at;

    while (r->at < r->len) {
        unsigned char c = (unsigned char)r->data[r->at];
        enum hd_rc rc;

        if (c == '"') {
            r->copy[to] = '\0';
            r->at++;
            *text_out = r->copy + start + 1;
            return HD_OK;
        }
        if (c < 0x20)
            return bad(r, r->at,
                       c == '\n' || c == '\r'
                           ? "a line break inside a text: close the quote or write \\n"
                           : "a control character inside a text: write it as \\u00XX");
        if (c == '\\') {
            rc = read_escape(r, &to);
            if (rc)
                return rc;
        } else {
            r->copy[to++] = (char)c;
            r->at++;
        }
    }
    return bad(r, start, "this text is not closed: a double quote is missing");
}

static enum hd_rc read_string(struct reader *r, struct hd_json **node_out)
{
    *node_out = new_node(r, HD_JSON_STRING);
    return read_text(r, &(*node_out)->text);
}

static enum hd_rc read_word(struct reader *r, struct hd_json **node_out)
{
    static const struct {
        const char *word;
        enum hd_json_type type;
    } words[] = { { "null", HD_JSON_NULL }, { "true", HD_JSON_TRUE }, { "false", HD_JSON_FALSE } };

    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        size_t len = strlen(words[i].word);

        if (r->len - r->at >= len && memcmp(r->data + r->at, words[i].word, len) == 0) {
            *node_out = new_node(r, words[i].type);
            r->at += len;
            return HD_OK;
        }
    }
    if (r->data[r->at] == '\'')
        return bad(r, r->at, "a text stands in double quotes, not in single ones");
    return bad(r, r->at,
               "a value is expected: a number, a text in double quotes, true, false, "
               "null, [ or {");
}

static enum hd_rc repeated(struct reader *r, const struct hd_json *child)
{
    return bad(r, child->offset, "the key '%.*s' stands here a second time: keep one",
               shown_len(child->key), child->key);
}

static enum hd_rc check_few_keys(struct reader *r, const struct hd_json *object)
{
    for (const struct hd_json *a = object->first; a; a = a->next) {
        for (const struct hd_json *b = object->first; b != a; b = b->next) {
            if (strcmp(a->key, b->key) == 0)
                return repeated(r, a);
        }
    }
    return HD_OK;
}

static enum hd_rc check_keys(struct reader *r, const struct hd_json *object)
{
    struct hd_key_set keys HD_KEY_SET_AUTO = { 0 };

    if (object->count <= FEW_KEYS)
        return check_few_keys(r, object);
    for (const struct hd_json *child = object->first; child; child = child->next) {
        if (!hd_key_set_add(&keys, child->key))
            return repeated(r, child);
    }
    return HD_OK;
}

/* What follows an element: a comma and another one, or the end. */
static enum hd_rc read_separator(struct reader *r, char close, bool *more_out)
{
    char c = peek(r);

    *more_out = c == ',';
    if (c != ',' && c != close) {
        if (!c)
            return bad(r, r->at, "the document ends too early: '%c' is missing", close);
        return bad(r, r->at, "a comma is missing before this, or '%c'", close);
    }
    r->at++;
    if (c == ',' && peek(r) == close)
        return bad(r, r->at, "remove the comma before '%c'", close);
    return HD_OK;
}

static enum hd_rc read_key(struct reader *r, const char **key_out)
{
    enum hd_rc rc;

    if (peek(r) != '"')
        return bad(r, r->at, "a key in double quotes is expected");
    rc = read_text(r, key_out);
    if (rc)
        return rc;
    if (peek(r) != ':')
        return bad(r, r->at, "a colon is expected after the key '%.*s'", shown_len(*key_out),
                   *key_out);
    r->at++;
    return HD_OK;
}

static enum hd_rc read_children(struct reader *r, struct hd_json *parent, char close)
{
    struct hd_json **link = &parent->first;
    bool more = peek(r) != close;

    if (!more)
        r->at++;
    while (more) {
        const char *key = NULL;
        enum hd_rc rc = close == '}' ? read_key(r, &key) : HD_OK;

        if (!rc)
            rc = read_value(r, key, link);
        if (rc)
            return rc;
        (*link)->key = key;
        link = &(*link)->next;
        parent->count++;
        rc = read_separator(r, close, &more);
        if (rc)
            return rc;
    }
    return HD_OK;
}

/* One child of a deferred container: read as it must be and dropped. */
static enum hd_rc check_child(struct reader *r, struct hd_json *parent, char close,
                              struct hd_key_set *keys)
{
    struct hd_json *child;
    const char *key = NULL;
    enum hd_rc rc = close == '}' ? read_key(r, &key) : HD_OK;

    if (!rc)
        rc = read_value(r, key, &child);
    if (rc)
        return rc;
    if (key && !r->keys_checked && !hd_key_set_add(keys, key)) {
        child->key = key;
        return repeated(r, child);
    }
    parent->count++;
    if (r->arena->used_bytes > CHILDREN_BYTES)
        hd_arena_clear(r->arena);
    return HD_OK;
}

static enum hd_rc check_children(struct reader *r, struct hd_json *parent, char close)
{
    struct hd_key_set keys HD_KEY_SET_AUTO = { 0 };
    struct hd_arena children HD_ARENA_AUTO = { 0 }, *outer = r->arena;
    size_t kept = r->kept;
    bool more = peek(r) != close;
    enum hd_rc rc = HD_OK;

    parent->deferred = true;
    parent->depth = (unsigned char)(r->depth - 1);
    if (!more)
        r->at++;
    r->arena = &children;
    while (more && !rc) {
        rc = check_child(r, parent, close, &keys);
        r->kept = kept;
        if (!rc)
            rc = read_separator(r, close, &more);
    }
    r->arena = outer;
    return rc;
}

static enum hd_rc read_container(struct reader *r, const char *key, struct hd_json **node_out)
{
    bool object = r->data[r->at] == '{';
    struct hd_json *node = new_node(r, object ? HD_JSON_OBJECT : HD_JSON_ARRAY);
    char close = object ? '}' : ']';
    bool deferred = r->defer && r->defer(key, node->type, r->depth);
    enum hd_rc rc;

    if (r->depth == HD_JSON_DEPTH)
        return bad(r, r->at, "nested deeper than %d levels", HD_JSON_DEPTH);
    r->depth++;
    r->at++;
    rc = deferred ? check_children(r, node, close) : read_children(r, node, close);
    r->depth--;
    if (!rc && object && !deferred && !r->keys_checked)
        rc = check_keys(r, node);
    *node_out = node;
    return rc;
}

/* `key`: of the member it is; NULL in a list. */
static enum hd_rc read_value(struct reader *r, const char *key, struct hd_json **node_out)
{
    char c = peek(r);

    if (!c)
        return bad(r, r->at, "the document ends too early: a value is missing");
    if (r->kept_max && r->kept >= r->kept_max)
        return hd_fail(r->err, HD_LIMIT, "more than %zu values where they cannot be many",
                       r->kept_max);
    if (c == '{' || c == '[')
        return read_container(r, key, node_out);
    if (c == '"')
        return read_string(r, node_out);
    if (c == '-' || (c >= '0' && c <= '9'))
        return read_number(r, node_out);
    return read_word(r, node_out);
}

static enum hd_rc check_encoding(struct reader *r)
{
    size_t at = 0, step;
    uint32_t code;

    if (r->len >= 3 && memcmp(r->data, "\xEF\xBB\xBF", 3) == 0)
        return bad(r, 0, "begins with a byte order mark: save as UTF-8 without it");
    if (hd_utf8_valid(r->data, r->len))
        return HD_OK;
    while ((step = hd_utf8_next(r->data + at, r->len - at, &code)) > 0 && code != 0)
        at += step;
    return bad(r, at,
               at < r->len && r->data[at] == '\0' ? "a NUL byte is not allowed"
                                                  : "this is not UTF-8: save as UTF-8");
}

static enum hd_rc read_all(struct reader *r, struct hd_json **root_out)
{
    enum hd_rc rc = check_encoding(r);

    *root_out = NULL;
    if (rc)
        return rc;
    r->copy = (char *)hd_arena_alloc(r->arena, r->len + 2) + 1;
    memcpy(r->copy, r->data, r->len);
    rc = read_value(r, NULL, root_out);
    if (!rc && peek(r))
        rc = bad(r, r->at, "text after the end of the document: remove it");
    if (rc)
        *root_out = NULL;
    return rc;
}

enum hd_rc hd_json_parse(const char *data, size_t len, struct hd_arena *arena,
                         struct hd_json **root_out, struct hd_error *err)
{
    struct reader r = { .data = data, .len = len, .arena = arena, .err = err };

    return read_all(&r, root_out);
}

enum hd_rc hd_json_open(const char *data, size_t len, hd_json_defer_fn *defer,
                        struct hd_arena *arena, struct hd_json_document *document_out,
                        struct hd_error *err)
{
    struct reader r = { .data = data,
                        .len = len,
                        .defer = defer,
                        .kept_max = HD_JSON_KEPT_MAX,
                        .arena = arena,
                        .err = err };
    struct hd_json *root;
    enum hd_rc rc = read_all(&r, &root);

    *document_out = (struct hd_json_document){
        .data = data, .len = len, .copy = r.copy, .defer = defer, .root = root
    };
    return rc;
}

/* ---- walks ---- */

void hd_json_walk_open(struct hd_json_walk *walk, const struct hd_json_document *document,
                       const struct hd_json *container)
{
    *walk = (struct hd_json_walk){ .document = document, .next = container->first };
    if (!container->deferred || !container->count)
        return;
    walk->at = container->offset + 1;
    walk->depth = container->depth + 1U;
    walk->object = container->type == HD_JSON_OBJECT;
}

/* It was checked when the document was opened: nothing can go wrong. */
static const struct hd_json *read_again(struct hd_json_walk *walk)
{
    const struct hd_json_document *document = walk->document;
    struct hd_error err;
    struct reader r = { .data = document->data,
                        .len = document->len,
                        .at = walk->at,
                        .copy = document->copy,
                        .depth = walk->depth,
                        .defer = document->defer,
                        .keys_checked = true,
                        .arena = &walk->child,
                        .err = &err };
    struct hd_json *child = NULL;
    const char *key = walk->object ? "" : NULL;
    bool more;

    if (walk->object && read_key(&r, &key))
        return NULL;
    if (read_value(&r, key, &child) || !child ||
        read_separator(&r, walk->object ? '}' : ']', &more))
        return NULL;
    child->key = key;
    walk->at = more ? r.at : 0;
    return child;
}

const struct hd_json *hd_json_walk_next(struct hd_json_walk *walk)
{
    const struct hd_json *child = walk->next;

    if (child) {
        walk->next = child->next;
        return child;
    }
    if (walk->child.used_bytes > CHILDREN_BYTES)
        hd_arena_clear(&walk->child);
    return walk->at ? read_again(walk) : NULL;
}

void hd_json_walk_close(struct hd_json_walk *walk)
{
    hd_arena_clear(&walk->child);
}

const struct hd_json *hd_json_get(const struct hd_json *object, const char *key)
{
    const struct hd_json *child;

    if (!object || object->type != HD_JSON_OBJECT)
        return NULL;
    for (child = object->first; child; child = child->next) {
        if (strcmp(child->key, key) == 0)
            return child;
    }
    return NULL;
}
