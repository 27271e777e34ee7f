/* collectors/formats/sdmx_header.h  (private to collectors/formats/)
 *
 * The first row of SDMX-CSV: what each column is, and in what form its cells come. */
#ifndef HEDEF_COLLECTORS_FORMATS_SDMX_HEADER_H
#define HEDEF_COLLECTORS_FORMATS_SDMX_HEADER_H

#include <stdbool.h>
#include <stddef.h>

#include "common/csv.h"
#include "common/memory.h"

struct hd_problems;

/* The first term of the file says which version it is and what parts fields and sub-fields. */
struct sdmx_term {
    bool is_v2;         /* STRUCTURE: 2.0 or 2.1; else DATAFLOW: 1.0 */
    char separator;     /* of fields */
    char sub_separator; /* of several values in one cell; 0: there are none */
};
/* `data` begins with the first row. */
bool sdmx_term_read(const char *data, size_t len, struct sdmx_term *term_out);

enum sdmx_column_kind {
    SDMX_COLUMN_STRUCTURE, /* dataflow, datastructure ... : of 2.x */
    SDMX_COLUMN_ID,        /* AGENCY:ID(VERSION) */
    SDMX_COLUMN_ACTION,
    SDMX_COLUMN_KEY, /* SERIES_KEY OBS_KEY STRUCTURE_NAME: said elsewhere as well */
    SDMX_COLUMN_DIMENSION,
    SDMX_COLUMN_VALUE,
    SDMX_COLUMN_OTHER,    /* attributes, further measures, what the sender adds */
    SDMX_COLUMN_LEFT_OUT, /* the name of the column before it, which is called the same */
};

struct sdmx_column {
    enum sdmx_column_kind kind;
    const char *id;
    const char *alias;  /* a second name of its cell; NULL */
    bool labelled;      /* cells are "CODE: Name" */
    bool multiple;      /* cells hold several values */
    const char **cells; /* multilingual: "ID[az]" for each language of the header */
    const char **languages;
    size_t language_count; /* 0: it is not */
};

struct sdmx_header {
    struct sdmx_term term;
    struct sdmx_column columns[HD_CSV_FIELDS_MAX];
    size_t count;
    int structure, id, action, period, value; /* columns; -1: none */
};

/* Problems for what cannot be; false when there was one. */
bool sdmx_header_read(const struct sdmx_term *term, const struct hd_csv_field *fields, size_t count,
                      long line, struct hd_arena *arena, struct hd_problems *problems,
                      struct sdmx_header *header);

#endif
