/* daemon/export/xlsx.h - a workbook of Excel: the values as a table with the names that an import
 * knows, and a sheet that says what they are.  No number loses a digit: what a spreadsheet's
 * numbers cannot hold stands there as text. */
#ifndef HEDEF_DAEMON_EXPORT_XLSX_H
#define HEDEF_DAEMON_EXPORT_XLSX_H

#include "daemon/export/export.h"

extern const struct export_ops export_xlsx;

/* May the value be a number cell: do 16 digits of its double say the same text? */
bool export_xlsx_is_number(const char *text, double *number_out);

#endif
