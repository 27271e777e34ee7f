/* collectors/formats/csv.h - observations from CSV by all rules of formats.md 1.6. */
#ifndef HEDEF_COLLECTORS_FORMATS_CSV_H
#define HEDEF_COLLECTORS_FORMATS_CSV_H

#include <stddef.h>

#include "collectors/format.h"

extern const struct format_ops format_csv;

/* One pass, all problems.  HD_OK also when rows were refused (see problems); HD_BAD_INPUT when
 * the file as a whole cannot be read (no header, encoding). */
HD_MUST_CHECK enum hd_rc format_csv_read(const char *data, size_t len,
                                         const struct format_options *options,
                                         const struct reading_sink *sink,
                                         struct hd_problems *problems, struct format_report *report,
                                         struct hd_error *err);

#endif
