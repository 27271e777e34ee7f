/* collectors/formats/csv_columns.h  (private to collectors/formats/)
 *
 * Which column of a file means what: by SDMX id, by the catalogue's own name, or by that name in
 * any language there is. */
#ifndef HEDEF_COLLECTORS_FORMATS_CSV_COLUMNS_H
#define HEDEF_COLLECTORS_FORMATS_CSV_COLUMNS_H

#include <stdbool.h>
#include <stddef.h>

#include "common/csv.h"
#include "common/memory.h"

struct hd_problems;

enum csv_column {
    CSV_INDICATOR,
    CSV_AREA,
    CSV_BREAKDOWN,
    CSV_PERIOD,
    CSV_VALUE,
    CSV_STATUS,
    CSV_COMMENT,
    CSV_PUBLISHED,
    CSV_BASIS,
    CSV_FREQ,
    CSV_UNIT_MULT,
    CSV_RESPONDENTS, /* numbers beside the value, in the order of reading_beside */
    CSV_NUMERATOR,
    CSV_DENOMINATOR,
    CSV_AT, /* of a sample: when it was measured, in the place of a period */
    CSV_ID,
    CSV_KNOWN,   /* known, and of no use here: UNIT_MEASURE, SOURCE ... */
    CSV_UNKNOWN, /* unknown or without a name */
};
#define CSV_COLUMNS CSV_KNOWN

struct csv_columns {
    size_t count;
    const char *names[HD_CSV_FIELDS_MAX]; /* as written, trimmed; in the arena */
    int at[CSV_COLUMNS];                  /* position of each column; -1: not there */
};

/* Adds a problem for each column that is unknown (unless ignored), repeated or missing. */
void csv_columns_read(const struct hd_csv_field *fields, size_t count, long line,
                      bool ignore_unknown, struct csv_columns *columns, struct hd_arena *arena,
                      struct hd_problems *problems);
/* Are those there without which no row can be read? */
bool csv_columns_complete(const struct csv_columns *columns);

#endif
