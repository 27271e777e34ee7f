/* collectors/formats/pointer.h  (private to collectors/formats/)
 *
 * Any JSON as records: a list found by a pointer, whose elements are the rows.  Cells are the
 * members of a row by their names, members of objects in it by their pointers from the row on
 * (/obs/value), and what the mapping asks for by pointers through lists (/obs/0) or from the
 * document on (#/updated). */
#ifndef HEDEF_COLLECTORS_FORMATS_POINTER_H
#define HEDEF_COLLECTORS_FORMATS_POINTER_H

#include <stddef.h>

#include "collectors/format.h"

/* As format_ops.read. */
HD_MUST_CHECK enum hd_rc format_pointer_read(const char *data, size_t len,
                                             const struct format_options *options,
                                             const struct record_sink *sink,
                                             struct hd_problems *problems,
                                             struct format_report *report, struct hd_error *err);

#endif
