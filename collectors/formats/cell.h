/* collectors/formats/cell.h - for the formats, and for whoever reads a value that a person wrote.
 *
 * What one cell of a table or one member of a JSON observation means.  Cells come trimmed. */
#ifndef HEDEF_COLLECTORS_FORMATS_CELL_H
#define HEDEF_COLLECTORS_FORMATS_CELL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "collectors/sink.h"
#include "common/decimal.h"

struct hd_problem;
struct hd_zone;

/* Without blanks and no-break spaces at its ends. */
const char *cell_trim(const char *text, size_t *len);

enum cell_kind {
    CELL_EMPTY,   /* not reported */
    CELL_MISSING, /* NaN : .. */
    CELL_NUMBER,
    CELL_CODE, /* a letter, then letters, digits and hyphens: A, very-high, yes */
    CELL_BAD,
};

struct cell_value {
    enum cell_kind kind;
    char text[HD_DECIMAL_MAX + 1]; /* NUMBER: canonical; CODE: as written */
    bool percent_sign;
    char mark; /* the decimal mark that was used: , or . or 0 */
    /* CELL_BAD */
    const char *code, *message;                              /* of the problem */
    char one[HD_DECIMAL_MAX + 1], other[HD_DECIMAL_MAX + 1]; /* its arguments: ways out */
};

/* comma_mark: a comma may be the decimal mark here. */
void cell_read_value(const char *text, size_t len, bool comma_mark, struct cell_value *value);
/* The same where only a number is possible. */
void cell_read_number(const char *text, size_t len, bool comma_mark, struct cell_value *value);
/* What was read, as the sink takes it; the text is the value's. */
struct reading_number cell_number(const struct cell_value *value);
/* Fills in what the reader of the problem must know about a bad value. */
void cell_describe(const struct cell_value *value, struct hd_problem *problem);

/* One letter of CL_OBS_STATUS; false for others. */
bool cell_read_status(const char *text, char *status_out);

/* A date (12:00 in the zone, UTC when NULL) or an RFC 3339 instant. */
bool cell_read_published(const char *text, size_t len, const struct hd_zone *zone,
                         int64_t *at_ms_out);

extern const char cell_status_message[], cell_published_message[];

#endif
