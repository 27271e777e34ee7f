/* collectors/record.h - one row of a document before anybody says what it means: named cells. */
#ifndef HEDEF_COLLECTORS_RECORD_H
#define HEDEF_COLLECTORS_RECORD_H

#include <stdbool.h>
#include <stddef.h>

#include "common/error.h"

struct record_cell {
    const char
        *name;        /* column, dimension or member; the same pointer in each record of a document
                       * where that is easy, since it saves comparing, and never with another text */
    const char *text; /* valid UTF-8, not trimmed; a number as decimal text, a date as 2026-01-31;
                       * NULL: null, or left out */
    const char *at;   /* spreadsheet: "C7"; NULL: the record's own place says it */
    bool is_number;   /* the document itself says that it is one, as JSON and spreadsheets do: its
                       * mark is a point, whatever the mapping says of texts */
};

struct record {
    long line;                       /* 1-based; 0: the format has no lines */
    const char *pointer;             /* RFC 6901, in JSON; NULL */
    const struct record_cell *cells; /* a column that this record has nothing in is among them */
    size_t count;
    bool comma_mark; /* a comma may be the decimal mark, if the mapping says nothing of it */
};

/* Everything is borrowed for the call.  A refusal of the record is the sink's own problem entry
 * and still HD_OK; a failure stops the reading. */
struct record_sink {
    enum hd_rc (*put)(void *ctx, const struct record *record, struct hd_error *err);
    void *ctx;
};

#endif
