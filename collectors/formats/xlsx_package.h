/* collectors/formats/xlsx_package.h  (private to collectors/formats/)
 *
 * The parts of a workbook: files in a zip archive, read piece by piece with everything counted,
 * since a few bytes of it may stand for gigabytes.  Parts are found by name whatever its case. */
#ifndef HEDEF_COLLECTORS_FORMATS_XLSX_PACKAGE_H
#define HEDEF_COLLECTORS_FORMATS_XLSX_PACKAGE_H

#include <stdbool.h>
#include <stddef.h>

#include "common/error.h"
#include "common/problem.h"

#define XLSX_ENTRIES_MAX    10000
#define XLSX_PART_BYTES_MAX (512UL << 20)
#define XLSX_ALL_BYTES_MAX  (768UL << 20)
/* A part may be so many times larger than it was packed; asked from the second number on, since
 * short ones are packed by any factor. */
#define XLSX_RATIO_MAX  200
#define XLSX_RATIO_FROM (8UL << 20)

struct xlsx_package;
struct xlsx_part;

/* Is it a zip archive, or what Excel makes of a workbook with a password? */
bool xlsx_package_sniff(const char *data, size_t len);

/* `data` and `problems` stay the caller's, and stay.  Every HD_BAD_INPUT of this and of what
 * follows has left a problem that says why. */
HD_MUST_CHECK enum hd_rc xlsx_package_open(const char *data, size_t len,
                                           struct hd_problems *problems,
                                           struct xlsx_package **package_out, struct hd_error *err);
void xlsx_package_close(struct xlsx_package **package);
bool xlsx_package_has(struct xlsx_package *package, const char *name);
struct hd_problems *xlsx_package_problems(struct xlsx_package *package);

HD_MUST_CHECK enum hd_rc xlsx_part_open(struct xlsx_package *package, const char *name,
                                        struct xlsx_part **part_out, struct hd_error *err);
/* *len_out is 0 at the end. */
HD_MUST_CHECK enum hd_rc xlsx_part_read(struct xlsx_part *part, char *into, size_t room,
                                        size_t *len_out, struct hd_error *err);
void xlsx_part_close(struct xlsx_part **part);

/* Adds the problem and gives HD_BAD_INPUT: it cannot be read (`why` is for whoever made the
 * file), or something of it is more than there may be. */
enum hd_rc xlsx_broken(struct hd_problems *problems, struct hd_error *err, const char *fmt, ...)
    HD_PRINTF(3, 4);
enum hd_rc xlsx_too_large(struct hd_problems *problems, struct hd_error *err, const char *what,
                          unsigned long limit);

#endif
