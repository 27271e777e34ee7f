/* daemon/export/xlsx_library.h - private to daemon/export/: libxlsxwriter, loaded when a workbook
 * is first asked for. */
#ifndef HEDEF_DAEMON_EXPORT_XLSX_LIBRARY_H
#define HEDEF_DAEMON_EXPORT_XLSX_LIBRARY_H

#include <xlsxwriter.h>

#include "common/error.h"

/* The calls in use, named as in libxlsxwriter. */
struct xlsx_library {
    lxw_workbook *(*workbook_new_opt)(const char *path, lxw_workbook_options *options);
    lxw_error (*workbook_close)(lxw_workbook *book);
    lxw_worksheet *(*workbook_add_worksheet)(lxw_workbook *book, const char *name);
    lxw_format *(*workbook_add_format)(lxw_workbook *book);
    lxw_error (*workbook_set_properties)(lxw_workbook *book, lxw_doc_properties *properties);
    void (*format_set_bold)(lxw_format *format);
    void (*format_set_align)(lxw_format *format, uint8_t align);
    lxw_error (*worksheet_write_string)(lxw_worksheet *sheet, lxw_row_t row, lxw_col_t column,
                                        const char *text, lxw_format *format);
    lxw_error (*worksheet_write_number)(lxw_worksheet *sheet, lxw_row_t row, lxw_col_t column,
                                        double number, lxw_format *format);
    lxw_error (*worksheet_set_column)(lxw_worksheet *sheet, lxw_col_t first, lxw_col_t last,
                                      double width, lxw_format *format);
    lxw_error (*worksheet_autofilter)(lxw_worksheet *sheet, lxw_row_t first_row,
                                      lxw_col_t first_column, lxw_row_t last_row,
                                      lxw_col_t last_column);
    void (*worksheet_freeze_panes)(lxw_worksheet *sheet, lxw_row_t row, lxw_col_t column);
    lxw_error (*worksheet_repeat_rows)(lxw_worksheet *sheet, lxw_row_t first, lxw_row_t last);
    void (*worksheet_set_landscape)(lxw_worksheet *sheet);
    lxw_error (*worksheet_ignore_errors)(lxw_worksheet *sheet, uint8_t type, const char *range);
    char *(*lxw_strerror)(lxw_error error);
};

/* Loaded once, kept until the process ends; any thread.  HD_SYSTEM when the library is not
 * installed or lacks a call; *library_out is then not touched. */
HD_MUST_CHECK enum hd_rc xlsx_library_get(const struct xlsx_library **library_out,
                                          struct hd_error *err);

#endif
