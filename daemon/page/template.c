#include "daemon/page/template.h"

#include "daemon/web_files.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* ---- the tree ---- */

enum leaf_kind { LEAF_TEXT, LEAF_FLAG, LEAF_TREE, LEAF_LIST };

struct leaf {
    struct leaf *next;
    const char *name;
    size_t name_len;
    enum leaf_kind kind;
    const char *text;          /* TEXT: NULL is absent */
    bool on;                   /* FLAG */
    struct tree *first, *last; /* TREE: one; LIST: items in order */
};

struct tree {
    struct hd_arena *arena;
    struct leaf *leaves;
    struct tree *next; /* in a list */
};

struct tree *tree_new(struct hd_arena *arena)
{
    struct tree *tree = hd_arena_alloc(arena, sizeof *tree);

    tree->arena = arena;
    return tree;
}

static struct leaf *leaf_find(const struct tree *tree, const char *name, size_t len)
{
    for (struct leaf *leaf = tree->leaves; leaf; leaf = leaf->next)
        if (leaf->name_len == len && memcmp(leaf->name, name, len) == 0)
            return leaf;
    return NULL;
}

/* Names are string constants of the callers: they are not copied. */
static struct leaf *leaf_get(struct tree *tree, const char *name, enum leaf_kind kind)
{
    size_t len = strlen(name);
    struct leaf *leaf = leaf_find(tree, name, len);

    if (!leaf) {
        leaf = hd_arena_alloc(tree->arena, sizeof *leaf);
        leaf->name = name;
        leaf->name_len = len;
        leaf->next = tree->leaves;
        tree->leaves = leaf;
    }
    leaf->kind = kind;
    return leaf;
}

void tree_set(struct tree *tree, const char *name, const char *text)
{
    leaf_get(tree, name, LEAF_TEXT)->text = hd_arena_strdup(tree->arena, text);
}

void tree_setf(struct tree *tree, const char *name, const char *fmt, ...)
{
    struct hd_buf text HD_BUF_AUTO = { 0 };
    va_list args;

    hd_buf_init(&text, (size_t)1 << 20);
    va_start(args, fmt);
    hd_buf_vprintf(&text, fmt, args);
    va_end(args);
    tree_set(tree, name, text.data);
}

void tree_flag(struct tree *tree, const char *name, bool on)
{
    leaf_get(tree, name, LEAF_FLAG)->on = on;
}

struct tree *tree_sub(struct tree *tree, const char *name)
{
    struct leaf *leaf = leaf_get(tree, name, LEAF_TREE);

    leaf->first = leaf->last = tree_new(tree->arena);
    return leaf->first;
}

struct tree *tree_append(struct tree *tree, const char *name)
{
    struct leaf *leaf = leaf_get(tree, name, LEAF_LIST);
    struct tree *item = tree_new(tree->arena);

    if (leaf->last)
        leaf->last->next = item;
    else
        leaf->first = item;
    leaf->last = item;
    return item;
}

void tree_list(struct tree *tree, const char *name)
{
    (void)leaf_get(tree, name, LEAF_LIST);
}

/* ---- rendering ---- */

#define NESTING_MAX 16

/* The trees around the place being rendered, innermost last. */
struct scope {
    const struct tree *trees[NESTING_MAX];
    size_t count;
};

struct render {
    const char *file; /* for messages */
    const struct hd_lang *lang;
    struct hd_buf *out;
    struct hd_error *err;
    struct scope scope;
    unsigned depth; /* of templates within templates */
};

/* A piece of a template: text up to the next tag, or a tag. */
struct slice {
    const char *at, *end;
};

struct tag {
    char sigil; /* '#' '^' '/' '_' '>' '!' '{' or 0 for a plain name */
    const char *name;
    size_t len;
};

static enum hd_rc render_slice(struct render *r, struct slice text);

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\n';
}

/* Indentation is for the reader of web/, not for the wire: white space that holds a line break
 * becomes that one line break. */
static void put_literal(struct hd_buf *out, const char *text, size_t len)
{
    const char *end = text + len;

    while (text < end) {
        const char *line = memchr(text, '\n', (size_t)(end - text));

        if (!line) {
            hd_buf_put(out, text, (size_t)(end - text));
            return;
        }
        hd_buf_put(out, text, (size_t)(line - text));
        if (!out->len || out->data[out->len - 1] != '\n')
            hd_buf_putc(out, '\n');
        text = line;
        while (text < end && is_blank(*text))
            text++;
    }
}

/* Reads the tag at text->at ("{{...}}") and moves behind it; false when it is malformed. */
static bool tag_read(struct slice *text, struct tag *tag)
{
    const char *at = text->at + 2;
    bool raw = at < text->end && *at == '{';
    const char *close = memmem(at, (size_t)(text->end - at), raw ? "}}}" : "}}", raw ? 3 : 2);

    if (!close || at >= text->end)
        return false;
    tag->sigil = strchr("#^/_>!{", *at) && *at ? *at : '\0';
    if (tag->sigil)
        at++;
    text->at = close + (raw ? 3 : 2);
    while (at < close && is_blank(*at))
        at++;
    while (close > at && is_blank(close[-1]))
        close--;
    tag->name = at;
    tag->len = (size_t)(close - at);
    return tag->len > 0 || tag->sigil == '!';
}

/* The literal text before the next tag, and *more when there is a tag. */
static struct slice literal_next(struct slice *text, bool *more)
{
    const char *open = memmem(text->at, (size_t)(text->end - text->at), "{{", 2);
    struct slice literal = { text->at, open ? open : text->end };

    *more = open != NULL;
    text->at = literal.end;
    return literal;
}

/* From behind {{#name}} to before its {{/name}}; moves behind that. */
static bool section_read(struct slice *text, const struct tag *open, struct slice *inside)
{
    unsigned depth = 1;
    bool more;

    inside->at = text->at;
    for (;;) {
        struct tag tag;

        (void)literal_next(text, &more);
        if (!more)
            return false;
        inside->end = text->at;
        if (!tag_read(text, &tag))
            return false;
        if (tag.len != open->len || memcmp(tag.name, open->name, tag.len) != 0)
            continue;
        if (tag.sigil == '#' || tag.sigil == '^')
            depth++;
        else if (tag.sigil == '/' && --depth == 0)
            return true;
    }
}

static enum hd_rc bad_tag(struct render *r, const char *what, const struct tag *tag)
{
    return hd_fail(r->err, HD_CORRUPT, "template '%s': %s '%.*s'", r->file, what, (int)tag->len,
                   tag->name);
}

static const struct leaf *name_find(const struct render *r, const struct tag *tag)
{
    for (size_t i = r->scope.count; i-- > 0;) {
        const struct leaf *leaf = leaf_find(r->scope.trees[i], tag->name, tag->len);

        if (leaf)
            return leaf;
    }
    return NULL;
}

static bool leaf_present(const struct leaf *leaf)
{
    switch (leaf->kind) {
    case LEAF_TEXT:
        return leaf->text && *leaf->text;
    case LEAF_FLAG:
        return leaf->on;
    case LEAF_TREE:
    case LEAF_LIST:
        return leaf->first != NULL;
    }
    return false;
}

static enum hd_rc render_items(struct render *r, const struct leaf *leaf, struct slice inside,
                               const struct tag *tag)
{
    enum hd_rc rc = HD_OK;

    if (r->scope.count == NESTING_MAX)
        return bad_tag(r, "too deep at", tag);
    for (const struct tree *item = leaf->first; item && !rc; item = item->next) {
        r->scope.trees[r->scope.count++] = item;
        rc = render_slice(r, inside);
        r->scope.count--;
    }
    return rc;
}

static enum hd_rc render_section(struct render *r, struct slice *text, const struct tag *tag)
{
    const struct leaf *leaf = name_find(r, tag);
    struct slice inside;

    if (!section_read(text, tag, &inside))
        return bad_tag(r, "no end of", tag);
    if (!leaf)
        return bad_tag(r, "unknown name", tag);
    if (leaf_present(leaf) != (tag->sigil == '#'))
        return HD_OK;
    if (tag->sigil == '#' && (leaf->kind == LEAF_TREE || leaf->kind == LEAF_LIST))
        return render_items(r, leaf, inside, tag);
    return render_slice(r, inside);
}

static enum hd_rc render_value(struct render *r, const struct tag *tag)
{
    const struct leaf *leaf = name_find(r, tag);

    if (!leaf || leaf->kind != LEAF_TEXT)
        return bad_tag(r, leaf ? "not a text" : "unknown name", tag);
    if (!leaf->text)
        return HD_OK;
    if (tag->sigil == '{')
        hd_buf_puts(r->out, leaf->text);
    else
        hd_buf_put_html(r->out, leaf->text);
    return HD_OK;
}

static enum hd_rc render_translated(struct render *r, const struct tag *tag)
{
    char msgid[512];

    if (tag->len >= sizeof msgid)
        return bad_tag(r, "text too long", tag);
    memcpy(msgid, tag->name, tag->len);
    msgid[tag->len] = '\0';
    hd_buf_put_html(r->out, hd_tr(r->lang, msgid));
    return HD_OK;
}

static const struct hd_embedded *file_find(const char *name, size_t len)
{
    for (const struct hd_embedded *file = web_files; file->name; file++)
        if (strlen(file->name) == len && memcmp(file->name, name, len) == 0)
            return file;
    return NULL;
}

static enum hd_rc render_file(struct render *r, const struct tag *tag)
{
    const struct hd_embedded *file = file_find(tag->name, tag->len);
    const char *outer = r->file;
    enum hd_rc rc;

    if (!file)
        return bad_tag(r, "unknown template", tag);
    if (++r->depth > NESTING_MAX)
        return bad_tag(r, "endless use of", tag);
    r->file = file->name;
    rc = render_slice(r, (struct slice){ file->data, file->data + file->len });
    r->file = outer;
    r->depth--;
    return rc;
}

static enum hd_rc render_tag(struct render *r, struct slice *text, const struct tag *tag)
{
    switch (tag->sigil) {
    case '#':
    case '^':
        return render_section(r, text, tag);
    case '_':
        return render_translated(r, tag);
    case '>':
        return render_file(r, tag);
    case '!':
        return HD_OK;
    case '/':
        return bad_tag(r, "end without begin", tag);
    default:
        return render_value(r, tag);
    }
}

static enum hd_rc render_slice(struct render *r, struct slice text)
{
    bool more = true;

    while (more) {
        struct slice literal = literal_next(&text, &more);
        struct tag tag = { 0 };
        enum hd_rc rc;

        put_literal(r->out, literal.at, (size_t)(literal.end - literal.at));
        if (!more)
            break;
        if (!tag_read(&text, &tag))
            return hd_fail(r->err, HD_CORRUPT, "template '%s': broken tag", r->file);
        rc = render_tag(r, &text, &tag);
        if (rc)
            return rc;
    }
    return HD_OK;
}

static struct render render_of(const char *file, const struct tree *tree,
                               const struct hd_lang *lang, struct hd_buf *out, struct hd_error *err)
{
    return (struct render){ .file = file,
                            .lang = lang,
                            .out = out,
                            .err = err,
                            .scope = { .trees = { tree }, .count = 1 } };
}

enum hd_rc template_render(const char *file, const struct tree *tree, const struct hd_lang *lang,
                           struct hd_buf *out, struct hd_error *err)
{
    struct render r = render_of(file, tree, lang, out, err);
    struct tag whole = { .sigil = '>', .name = file, .len = strlen(file) };

    return render_file(&r, &whole);
}

enum hd_rc template_render_text(const char *text, const struct tree *tree,
                                const struct hd_lang *lang, struct hd_buf *out,
                                struct hd_error *err)
{
    struct render r = render_of("text", tree, lang, out, err);

    return render_slice(&r, (struct slice){ text, text + strlen(text) });
}
