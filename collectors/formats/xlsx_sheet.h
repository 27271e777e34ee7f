/* collectors/formats/xlsx_sheet.h  (private to collectors/formats/)
 *
 * The rows of a sheet, one by one, whatever it holds beside cells.  Of formulas the values that
 * the spreadsheet last computed. */
#ifndef HEDEF_COLLECTORS_FORMATS_XLSX_SHEET_H
#define HEDEF_COLLECTORS_FORMATS_XLSX_SHEET_H

#include <stddef.h>

#include "collectors/formats/xlsx.h"
#include "collectors/formats/xlsx_place.h"
#include "collectors/formats/xlsx_strings.h"
#include "collectors/formats/xlsx_styles.h"

#define XLSX_CELLS_MAX 20000000

struct xlsx_sheet_options {
    const struct xlsx_strings *strings;
    const struct xlsx_styles *styles;
    bool from_1904;
    struct xlsx_range range;
    const char *part; /* for messages */
    const struct xlsx_row_sink *sink;
    struct hd_problems *problems;
};

struct xlsx_sheet;

/* Rows without a cell in the range are left out.  Rows that do not follow one another from the
 * top down are refused. */
struct xlsx_sheet *xlsx_sheet_open(const struct xlsx_sheet_options *options);
extern const struct xlsx_xml_handlers xlsx_sheet_handlers; /* their ctx is the sheet */
/* The reader the handlers are called by, for the sheet to stop it. */
struct xlsx_xml **xlsx_sheet_xml(struct xlsx_sheet *sheet);
void xlsx_sheet_close(struct xlsx_sheet **sheet);

#endif
