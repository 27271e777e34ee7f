/* collectors/formats/xlsx_strings.h  (private to collectors/formats/)
 *
 * The texts that cells share: each stands once in the workbook, runs of different type joined,
 * readings for the ear (phonetic) left out. */
#ifndef HEDEF_COLLECTORS_FORMATS_XLSX_STRINGS_H
#define HEDEF_COLLECTORS_FORMATS_XLSX_STRINGS_H

#include <stddef.h>

#include "collectors/formats/xlsx_xml.h"
#include "common/buf.h"

#define XLSX_STRINGS_MAX       2000000
#define XLSX_STRINGS_BYTES_MAX (64UL << 20)
#define XLSX_TEXT_BYTES_MAX    (128UL << 10) /* of one: 32767 characters */

/* Zeroed is empty. */
struct xlsx_strings {
    struct hd_buf texts; /* each ended by NUL */
    size_t *starts;
    size_t count, room;
};

HD_MUST_CHECK enum hd_rc xlsx_strings_read(struct xlsx_package *package, const char *part,
                                           struct xlsx_strings *strings, struct hd_error *err);
const char *xlsx_strings_get(const struct xlsx_strings *strings, size_t at); /* NULL: none such */
void xlsx_strings_clear(struct xlsx_strings *strings);

/* _x000A_ is how a character is written that XML cannot hold; in place, and what no text of ours
 * may hold becomes a blank. */
void xlsx_unescape(char *text);

#endif
