/* collectors/formats/xlsx_number.h  (private to collectors/formats/)
 *
 * The numbers of a workbook as text: digit for digit, and days as dates. */
#ifndef HEDEF_COLLECTORS_FORMATS_XLSX_NUMBER_H
#define HEDEF_COLLECTORS_FORMATS_XLSX_NUMBER_H

#include <stdbool.h>
#include <stddef.h>

#include "common/decimal.h"

#define XLSX_DATE_BYTES 40

/* How a number is shown, as far as it changes what it says. */
enum xlsx_style {
    XLSX_PLAIN,
    XLSX_PERCENT, /* 0.524 is 52.4% */
    XLSX_DAY,
    XLSX_MONTH, /* neither day nor time are shown */
    XLSX_YEAR,
    XLSX_CLOCK,   /* a time of day */
    XLSX_INSTANT, /* both */
    XLSX_ELAPSED, /* hours may be more than 24 */
};

/* `1.27E7` as 12700000, without an exponent as far as it fits; digits of a text that has none
 * stay as they are.  Excel writes a number of which 15 digits do not tell it apart with 17, 1.1 as
 * 1.1000000000000001: then it is the shortest text that means the same number.  false: no number.
 */
bool xlsx_number_text(const char *text, size_t len, char out[static HD_DECIMAL_MAX + 1]);
/* Times 100, exactly.  `text` is a result of the above. */
void xlsx_number_percent(const char *text, char out[static HD_DECIMAL_MAX + 1]);

/* The day `text` (a result of the above) of the system that begins in 1900, with its 29 February
 * that never was, or in 1904: 2026-01-31, 2026-01-31T09:30:00, 09:30:00, and as it is shown
 * 2026-01 or 2026 when it is their first day.  To the millisecond.  false: before any day. */
bool xlsx_date_text(const char *text, enum xlsx_style style, bool from_1904,
                    char out[static XLSX_DATE_BYTES]);

#endif
