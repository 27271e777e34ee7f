/* collectors/formats/xlsx_styles.h  (private to collectors/formats/)
 *
 * What the number of a cell is, by the format it is shown in: only that tells a date from a
 * number. */
#ifndef HEDEF_COLLECTORS_FORMATS_XLSX_STYLES_H
#define HEDEF_COLLECTORS_FORMATS_XLSX_STYLES_H

#include <stddef.h>

#include "collectors/formats/xlsx_number.h"
#include "collectors/formats/xlsx_xml.h"

#define XLSX_STYLES_MAX  65536
#define XLSX_FORMATS_MAX 4096

/* Zeroed: everything is plain. */
struct xlsx_styles {
    unsigned char *styles; /* of enum xlsx_style, by the number in the cell's `s` */
    size_t count, room;
};

HD_MUST_CHECK enum hd_rc xlsx_styles_read(struct xlsx_package *package, const char *part,
                                          struct xlsx_styles *styles, struct hd_error *err);
enum xlsx_style xlsx_styles_get(const struct xlsx_styles *styles, size_t at);
void xlsx_styles_clear(struct xlsx_styles *styles);

/* Of a format's code: "yyyy\-mm\-dd", "0.0%". */
enum xlsx_style xlsx_style_of_code(const char *code);
/* Of a number that needs no code. */
enum xlsx_style xlsx_style_builtin(long id);

#endif
