/* common/json.h - a strict RFC 8259 reader that hands numbers over as text, and a writer.
 *
 * Reading: the whole document, nothing after it, no duplicate keys, valid UTF-8, no NUL, depth
 * and size bounded.  No number ever passes through a double. */
#ifndef HEDEF_COMMON_JSON_H
#define HEDEF_COMMON_JSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/error.h"
#include "common/memory.h"

struct hd_buf;

enum hd_json_type {
    HD_JSON_NULL,
    HD_JSON_FALSE,
    HD_JSON_TRUE,
    HD_JSON_NUMBER,
    HD_JSON_STRING,
    HD_JSON_ARRAY,
    HD_JSON_OBJECT,
};

struct hd_json {
    enum hd_json_type type;
    bool deferred;                /* its children come by a walk: `first` is NULL */
    unsigned char depth;          /* of a deferred one: containers around it */
    const char *text;             /* NUMBER: as written; STRING: decoded, NUL-terminated */
    const char *key;              /* in an object; NULL else */
    struct hd_json *first, *next; /* children in order; next sibling */
    size_t count;                 /* children */
    size_t offset;                /* byte where it starts */
};

#define HD_JSON_DEPTH 32

/* *root_out lives in the arena.  err text: "line 3, column 7: a comma is missing". */
HD_MUST_CHECK enum hd_rc hd_json_parse(const char *data, size_t len, struct hd_arena *arena,
                                       struct hd_json **root_out, struct hd_error *err);
const struct hd_json *hd_json_get(const struct hd_json *object, const char *key); /* or NULL */

/* Documents of many MB.  What `defer` says yes to, a container in the depth of so many others, is
 * checked like the rest but not kept: its children are read again, one at a time, by a walk.  So
 * the memory is that of a copy of the document and what stands outside; more than
 * HD_JSON_KEPT_MAX values there, or in one child, are HD_LIMIT. */
typedef bool hd_json_defer_fn(const char *key, enum hd_json_type type, unsigned depth);
#define HD_JSON_KEPT_MAX 2000000

struct hd_json_document {
    const char *data; /* the caller's, as long as the document is used */
    size_t len;
    char *copy;
    hd_json_defer_fn *defer;
    struct hd_json *root;
};
/* Texts and what is kept live in the arena, as long as the document is used. */
HD_MUST_CHECK enum hd_rc hd_json_open(const char *data, size_t len, hd_json_defer_fn *defer,
                                      struct hd_arena *arena, struct hd_json_document *document_out,
                                      struct hd_error *err);

/* The children of any container, deferred or not.  A child lasts until the next one of its walk;
 * its texts as long as the document. */
struct hd_json_walk {
    const struct hd_json_document *document;
    const struct hd_json *next; /* of a container that was kept */
    size_t at;                  /* in a deferred one; 0: at its end */
    unsigned depth;
    bool object;
    struct hd_arena child;
};
void hd_json_walk_open(struct hd_json_walk *walk, const struct hd_json_document *document,
                       const struct hd_json *container);
const struct hd_json *hd_json_walk_next(struct hd_json_walk *walk); /* NULL: no more */
void hd_json_walk_close(struct hd_json_walk *walk);                 /* at any time */
#define HD_JSON_WALK_AUTO __attribute__((cleanup(hd_json_walk_close)))

/* Writer: correct commas, escapes and UTF-8 by construction.  Zero it, set `out`. */
struct hd_jsonw {
    struct hd_buf *out;
    unsigned depth;
    uint64_t has_item; /* one bit a level */
    bool after_key;
};
void hd_jsonw_object(struct hd_jsonw *w);
void hd_jsonw_end_object(struct hd_jsonw *w);
void hd_jsonw_array(struct hd_jsonw *w);
void hd_jsonw_end_array(struct hd_jsonw *w);
void hd_jsonw_key(struct hd_jsonw *w, const char *key);
void hd_jsonw_string(struct hd_jsonw *w, const char *text);  /* NULL writes null */
void hd_jsonw_decimal(struct hd_jsonw *w, const char *text); /* digits as stored; NULL null */
void hd_jsonw_double(struct hd_jsonw *w, double value);      /* shortest; not finite writes null */
void hd_jsonw_int(struct hd_jsonw *w, int64_t value);
void hd_jsonw_bool(struct hd_jsonw *w, bool value);
void hd_jsonw_null(struct hd_jsonw *w);
/* key and value at once: hd_jsonw_key() then the value, or its beginning. */
void hd_jsonw_key_object(struct hd_jsonw *w, const char *key);
void hd_jsonw_key_array(struct hd_jsonw *w, const char *key);
void hd_jsonw_key_string(struct hd_jsonw *w, const char *key, const char *text);
void hd_jsonw_key_decimal(struct hd_jsonw *w, const char *key, const char *text);
void hd_jsonw_key_double(struct hd_jsonw *w, const char *key, double value);
void hd_jsonw_key_int(struct hd_jsonw *w, const char *key, int64_t value);
void hd_jsonw_key_bool(struct hd_jsonw *w, const char *key, bool value);

#endif
