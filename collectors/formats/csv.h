/* collectors/formats/csv.h - observations from CSV by all rules of formats.md 1.6. */
#ifndef HEDEF_COLLECTORS_FORMATS_CSV_H
#define HEDEF_COLLECTORS_FORMATS_CSV_H

#include <stdbool.h>
#include <stddef.h>

#include "collectors/sink.h"
#include "common/problem.h"

struct hd_zone;

struct csv_options {
    const char *file;           /* name for messages */
    bool ignore_unknown;        /* columns */
    const struct hd_zone *zone; /* dates of `published` without a time mean 12:00 there */
};

struct csv_report {
    size_t rows;    /* data rows seen */
    size_t empty;   /* not reported: left as it is */
    size_t put;     /* handed to the sink */
    size_t refused; /* rows with a problem */
};

/* One pass, all problems.  HD_OK also when rows were refused (see problems); HD_BAD_INPUT when
 * the file as a whole cannot be read (no header, encoding). */
HD_MUST_CHECK enum hd_rc format_csv_read(const char *data, size_t len,
                                         const struct csv_options *options,
                                         const struct reading_sink *sink,
                                         struct hd_problems *problems, struct csv_report *report,
                                         struct hd_error *err);

#endif
