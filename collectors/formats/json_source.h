/* collectors/formats/json_source.h  (private to collectors/formats/)
 *
 * What the readers of other people's JSON share: opening a document of many MB, places in it
 * (RFC 6901), refusals, records, and the source's own error messages. */
#ifndef HEDEF_COLLECTORS_FORMATS_JSON_SOURCE_H
#define HEDEF_COLLECTORS_FORMATS_JSON_SOURCE_H

#include <stdbool.h>
#include <stddef.h>

#include "collectors/format.h"
#include "collectors/formats/cells.h"
#include "common/json.h"

#define JSON_POINTER_MAX 256

/* Where something stands.  Steps are put behind each other and taken back by `len`. */
struct json_pointer {
    char text[JSON_POINTER_MAX];
    size_t len;
};
void json_pointer_key(struct json_pointer *pointer, const char *key);
void json_pointer_index(struct json_pointer *pointer, size_t index);
void json_pointer_cut(struct json_pointer *pointer, size_t len);

struct json_source {
    const char *data; /* without a byte order mark */
    size_t len;
    const struct format_options *options;
    const struct record_sink *sink;
    struct hd_problems *problems;
    struct format_report *report;
    struct hd_arena arena;
    struct hd_json_document document;
    struct json_pointer at; /* of what is being read */
    struct cells cells;
    size_t counted; /* bytes whose line ends are in `line` */
    long line;
};

/* Of a format's `read`; all but data and len. */
struct json_source_ends {
    const struct format_options *options;
    const struct record_sink *sink;
    struct hd_problems *problems;
    struct format_report *report;
};
/* Empties the report.  A document that is no JSON is a problem and HD_BAD_INPUT. */
HD_MUST_CHECK enum hd_rc json_source_open(struct json_source *source, const char *data, size_t len,
                                          hd_json_defer_fn *defer,
                                          const struct json_source_ends *ends,
                                          struct hd_error *err);
void json_source_close(struct json_source *source);
#define JSON_SOURCE_AUTO __attribute__((cleanup(json_source_close)))

/* A problem at the place being read; `value`: what stands there, or NULL. */
void json_source_refuse(struct json_source *source, struct hd_problem problem);
/* The same and HD_BAD_INPUT: nothing of the document can be read. */
enum hd_rc json_source_fail(struct json_source *source, struct hd_problem problem,
                            struct hd_error *err);
/* The source answered with an error message. */
enum hd_rc json_source_error(struct json_source *source, const char *words, struct hd_error *err);
/* The cells so far as a record at the place being read, which began at byte `offset`. */
HD_MUST_CHECK enum hd_rc json_source_put(struct json_source *source, size_t offset,
                                         struct hd_error *err);

/* "7": a place in a list, written in the one way there is; false else. */
bool json_index_parse(const char *text, size_t *index_out);
/* Text of a text, number, true or false; NULL of null, a container and no node. */
const char *json_text(const struct hd_json *node);
const char *json_member_text(const struct hd_json *object, const char *key); /* or NULL */
/* Does it begin so, behind a byte order mark and blanks? */
bool json_begins(const char *data, size_t len, const char *characters);
bool json_holds(const char *data, size_t len, const char *text);

#endif
