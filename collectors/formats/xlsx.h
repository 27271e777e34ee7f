/* collectors/formats/xlsx.h - workbooks of Excel and whatever else writes .xlsx.
 *
 * Read with limits: what a few bytes may stand for is counted while it is read.  Numbers keep the
 * digits of the file, and what a cell's format adds to them: dates come as 2026-01-31, per cent as
 * 52.4%.  #N/A is a missing value. */
#ifndef HEDEF_COLLECTORS_FORMATS_XLSX_H
#define HEDEF_COLLECTORS_FORMATS_XLSX_H

#include <stddef.h>

#include "collectors/format.h"

extern const struct format_ops format_xlsx;

enum xlsx_kind {
    XLSX_TEXT,
    XLSX_NUMBER,  /* also dates: the writer did not choose how it is written */
    XLSX_BOOLEAN, /* true, false */
    XLSX_MISSING, /* #N/A: NaN */
    XLSX_ERROR,   /* #DIV/0! */
};

struct xlsx_cell {
    size_t column; /* from 0 */
    const char *text;
    enum xlsx_kind kind;
};

struct xlsx_row {
    long line;
    const struct xlsx_cell *cells; /* those that hold something, from left to right */
    size_t count;
};

/* Nothing but blanks: it is left out, as if it were not there. */
bool xlsx_row_blank(const struct xlsx_row *row);

/* Everything is borrowed for the call; a failure stops the reading. */
struct xlsx_row_sink {
    enum hd_rc (*put)(void *ctx, const struct xlsx_row *row, struct hd_error *err);
    void *ctx;
};

/* As the house's layout has it: yes and no for true and false. */
const char *xlsx_own_text(const struct xlsx_cell *cell);

/* The rows of the sheet and range that the mapping names (NULL: all of the first sheet).
 * *sheet_out, its name, is known before the first row and lives in `arena`. */
HD_MUST_CHECK enum hd_rc xlsx_rows(const char *data, size_t len, const struct mapping *mapping,
                                   struct hd_arena *arena, const struct xlsx_row_sink *sink,
                                   const char **sheet_out, struct hd_problems *problems,
                                   struct hd_error *err);

#endif
