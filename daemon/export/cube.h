/* daemon/export/cube.h - observations by the places of their codes on five axes: what formats need
 * that write the codes once and then numbers. */
#ifndef HEDEF_DAEMON_EXPORT_CUBE_H
#define HEDEF_DAEMON_EXPORT_CUBE_H

#include "daemon/export/export.h"

/* The dimensions in the order of the data structure. */
enum cube_axis_id { AXIS_FREQ, AXIS_AREA, AXIS_INDICATOR, AXIS_BREAKDOWN, AXIS_TIME, AXES };

struct cube_code {
    const char *code;             /* "Q" "AZ" "cashless-share" "_T" "2026-Q1" */
    const char *name;             /* in the reader's language */
    const struct observed *first; /* one that has it */
};

struct cube_row {
    const struct observed *observed;
    size_t at[AXES]; /* its code on each axis */
};

struct cube {
    struct {
        struct cube_code *codes; /* in order; time: as hd_period_cmp() has it */
        size_t count;
    } axes[AXES];
    struct cube_row *rows; /* by frequency, area, indicator, breakdown, time */
    size_t count;
};

/* "FREQ" "REF_AREA" "INDICATOR" "BREAKDOWN" "TIME_PERIOD"; for people: "Frequency" ... */
const char *cube_axis_word(enum cube_axis_id axis);
const char *cube_axis_name(enum cube_axis_id axis, const struct hd_lang *lang);
/* The code of one observation as it is written, maybe in the buffer. */
const char *cube_code(enum cube_axis_id axis, const struct observed *observed,
                      char buffer[static EXPORT_TEXT_MAX]);

/* Everything lives in the table's arena. */
struct cube *cube_make(const struct export_table *table);

#endif
