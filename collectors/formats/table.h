/* collectors/formats/table.h  (private to collectors/formats/)
 *
 * Any CSV as records: the first row names the columns, whatever they are called. */
#ifndef HEDEF_COLLECTORS_FORMATS_TABLE_H
#define HEDEF_COLLECTORS_FORMATS_TABLE_H

#include <stddef.h>

#include "collectors/format.h"

/* As format_ops.read. */
HD_MUST_CHECK enum hd_rc format_table_read(const char *data, size_t len,
                                           const struct format_options *options,
                                           const struct record_sink *sink,
                                           struct hd_problems *problems,
                                           struct format_report *report, struct hd_error *err);

#endif
