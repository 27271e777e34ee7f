/* collectors/format.h - the formats that values come in, as a table.  What carries the bytes (a
 * file, an upload, a collector) is another question: any transport brings any format.
 *
 *      bytes ──► format ──► readings ──► sink            the house's own layout (csv, json)
 *      bytes ──► format ──► records ──► mapping ──► readings ──► sink          all the others
 *
 * A format tells what stands where (records: named cells and their place); which cell is the
 * indicator, which the value, is the mapping's business (collectors/mapping.h).
 *
 * Adding one: a .c in formats/ with a `const struct format_ops`, its row in format.c, tests in
 * tests/unit/collectors/formats/, a fuzz target with a corpus, its example in docs/collectors.md.
 */
#ifndef HEDEF_COLLECTORS_FORMAT_H
#define HEDEF_COLLECTORS_FORMAT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "collectors/record.h"
#include "collectors/sink.h"
#include "common/error.h"
#include "common/memory.h"
#include "common/problem.h"

struct hd_zone;
struct mapping;
struct mapper;

struct format_options {
    const char *file;              /* name for messages */
    bool ignore_unknown;           /* columns and members */
    const struct hd_zone *zone;    /* dates without a time mean 12:00 there */
    const struct mapping *mapping; /* NULL: the format's own names */
    struct hd_arena *arena;        /* keeps texts of the report; never NULL for `read` */
};

struct format_report {
    size_t rows;           /* data rows, cells, observations seen */
    size_t empty;          /* not reported: left as it is */
    size_t put;            /* handed to the sink */
    size_t refused;        /* rows with a problem */
    size_t filtered;       /* left out by the mapping's filter */
    const char *reason;    /* the document's own words for a submission; "" */
    int64_t updated_at_ms; /* when the source says it was updated; 0: it does not say */
};

/* A document that came in pages: this one, of so many. */
struct format_pages {
    long page, pages;
};

struct format_ops {
    const char *name;         /* "csv" "sdmx-json": the word of --format and `format =` */
    const char *summary;      /* one line for lists and the manual: a msgid */
    const char *const *types; /* media types that may carry it, ended by NULL */
    bool (*sniff)(const char *data, size_t len); /* surely this one?  asked in the table's order */

    /* The house's own layout, read without a mapping; NULL: there is none.
     * HD_OK also when rows were refused; HD_BAD_INPUT when the whole cannot be read. */
    enum hd_rc (*read_own)(const char *data, size_t len, const struct format_options *options,
                           const struct reading_sink *sink, struct hd_problems *problems,
                           struct format_report *report, struct hd_error *err);

    /* Field templates (mapping.h) where the mapping says nothing; by enum mapping_field.  NULL:
     * records only make sense with a mapping. */
    const char *const *templates;
    /* As records.  Refusals of one row are problems and HD_OK; counts rows, not what became of
     * them.  An error message that the source sent as an answer is HD_BAD_INPUT with a problem
     * `source_error`. */
    enum hd_rc (*read)(const char *data, size_t len, const struct format_options *options,
                       const struct record_sink *sink, struct hd_problems *problems,
                       struct format_report *report, struct hd_error *err);

    /* Of documents that come in pages; NULL else.  false: cannot be told, or it is whole. */
    bool (*pages)(const char *data, size_t len, struct format_pages *pages_out);
    bool binary; /* not a text: has no lines */
};

extern const struct format_ops *const formats[]; /* in the order of guessing; ended by NULL */
const struct format_ops *format_find(const char *name);              /* NULL: none of that name */
const struct format_ops *format_guess(const char *data, size_t len); /* never NULL: csv at last */
/* Does the declared media type (with parameters, any case) fit? */
bool format_type_fits(const struct format_ops *format, const char *type);

/* Reads one document.  `mapper` (mapping.h) lasts as long as the intake, so that a series and
 * period that stands in two pages is noticed; NULL: only read_own. */
HD_MUST_CHECK enum hd_rc format_read(const struct format_ops *format, const char *data, size_t len,
                                     const struct format_options *options,
                                     const struct reading_sink *sink, struct mapper *mapper,
                                     struct hd_problems *problems, struct format_report *report,
                                     struct hd_error *err);

#endif
