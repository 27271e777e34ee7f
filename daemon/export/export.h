/* daemon/export/export.h - the formats that published values are written in, as a table; the
 * counterpart of collectors/format.h, which reads them back as they were.
 *
 * Adding one: a .c with a `const struct export_ops`, its row in export.c, tests in
 * tests/unit/daemon/export/, its line in docs/http.md. */
#ifndef HEDEF_DAEMON_EXPORT_EXPORT_H
#define HEDEF_DAEMON_EXPORT_EXPORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/buf.h"
#include "common/error.h"
#include "common/lang.h"
#include "common/memory.h"
#include "daemon/observed.h"

/* What stands beside the dimensions, in the order of the columns. */
enum export_part {
    PART_VALUE, /* the measure; all others are attributes */
    PART_UNIT,
    PART_DECIMALS,
    PART_STATUS,
    PART_COMMENT,
    PART_REVISED,
    PART_VINTAGE,
    PART_PUBLISHED,
    PART_BASIS,
    PARTS,
};
#define PART_BIT(part) (1U << (part))
#define PART_ALL       (PART_BIT(PARTS) - 1)

/* Everything is borrowed for the call. */
struct export_table {
    const void *const *rows; /* of struct observed; one for each series and period, any order */
    size_t count;
    const struct catalog *catalog;
    const struct hd_lang *lang; /* of names and labels; codes and numbers know none */
    const char *agency, *title; /* who maintains the dataflow, what the site is called */
    int32_t as_of_day;          /* what was known before that day's end */
    int64_t now_at_ms;          /* when it was prepared */
    int64_t updated_at_ms;      /* when the newest of it was published */
    const char *version;        /* of the format: one of export_ops.versions */
    unsigned parts;             /* PART_BIT() of what is wanted */
    bool whole;                 /* nothing of the dataflow was left out */
    bool flat;                  /* no series: each observation with all its dimensions */
    struct hd_arena *arena;
};

struct export_ops {
    const char *name;            /* "sdmx-csv": the word of format= and --format */
    const char *ending;          /* of file names: ".csv" */
    const char *type;            /* media type without parameters, as Accept names it */
    const char *const *versions; /* of its parameter `version`, the first by default, ended by
                                  * NULL; NULL: there is no such parameter */
    const char *content_type;    /* as answered; NULL: `type`, with the version where it has one */
    bool binary;                 /* nothing for a terminal */
    enum hd_rc (*write)(const struct export_table *table, struct hd_buf *out, struct hd_error *err);
};

extern const struct export_ops *const exports[]; /* ended by NULL */
extern const size_t export_count;
const struct export_ops *export_find(const char *name); /* NULL: none of that name */

/* ---- for the writers ---- */

#define EXPORT_FLOW         "DF_KPI"
#define EXPORT_STRUCTURE    "DSD_KPI"
#define EXPORT_FLOW_VERSION "1.0"

/* What an attribute or measure is called: "OBS_STATUS"; for people: "Flag". */
const char *export_part_id(enum export_part part);
const char *export_part_name(enum export_part part, const struct hd_lang *lang);
/* Its text, maybe in the buffer; "" where there is none; a deliberately missing value is "NaN". */
#define EXPORT_TEXT_MAX 24
const char *export_part_text(enum export_part part, const struct observed *observed,
                             char buffer[static EXPORT_TEXT_MAX]);
/* Is it one of those that say that a value is missing? */
bool export_status_missing(char status);
const char *export_freq_name(enum hd_freq freq, const struct hd_lang *lang);
const char *export_status_name(char status, const struct hd_lang *lang);
const char *export_flow_name(const struct hd_lang *lang);

#endif
