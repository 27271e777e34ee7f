/* collectors/formats/xlsx_place.h  (private to collectors/formats/)
 *
 * Cells and ranges as spreadsheets name them: C7, B4:H90, B:H. */
#ifndef HEDEF_COLLECTORS_FORMATS_XLSX_PLACE_H
#define HEDEF_COLLECTORS_FORMATS_XLSX_PLACE_H

#include <stdbool.h>
#include <stddef.h>

#define XLSX_COLUMNS_MAX 16384
#define XLSX_ROWS_MAX    1048576
#define XLSX_PLACE_BYTES 16 /* "XFD1048576" */

struct hd_buf;

struct xlsx_range {
    size_t first_column, last_column; /* from 0 */
    long first_row, last_row;         /* from 1 */
};

/* "C7", the column from 0; false for anything else. */
bool xlsx_place_parse(const char *text, size_t *column_out, long *row_out);
void xlsx_place_text(size_t column, long row, char out[static XLSX_PLACE_BYTES]);
void xlsx_column_text(size_t column, char out[static XLSX_PLACE_BYTES]); /* "C" */

/* "B4:H90"; without rows (B:H), columns (4:90) or an end (B4:) it is open there; $ and blanks at
 * the ends are ignored.  "" is all of a sheet. */
bool xlsx_range_parse(const char *text, struct xlsx_range *range_out);

/* Appends the sheet's name as a reference writes it: Data, 'Table 1'. */
void xlsx_sheet_put(struct hd_buf *out, const char *sheet);

#endif
