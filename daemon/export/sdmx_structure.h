/* daemon/export/sdmx_structure.h - the dataflow and what it is made of, as an SDMX-JSON 2.0
 * structure message. */
#ifndef HEDEF_DAEMON_EXPORT_SDMX_STRUCTURE_H
#define HEDEF_DAEMON_EXPORT_SDMX_STRUCTURE_H

#include "daemon/export/cube.h"

/* Kinds of artefacts, as bits. */
enum sdmx_kind {
    SDMX_DATAFLOW = 1,
    SDMX_DATASTRUCTURE = 2,
    SDMX_CONCEPTSCHEME = 4,
    SDMX_CODELIST = 8,
};
#define SDMX_KINDS_ALL 15U

/* "dataflow" ...; 0: no such word, or nothing of the kind is here. */
unsigned sdmx_kind_of(const char *word);

/* One list of codes: "CL_FREQ" "CL_OBS_STATUS" "CL_INDICATOR".  false: there is no such. */
bool sdmx_codelist_known(const char *id);

struct sdmx_structure {
    const struct catalog *catalog;
    const struct hd_lang *lang;
    const char *agency, *title;
    int64_t now_at_ms;
    unsigned kinds;       /* enum sdmx_kind: which ones are wanted */
    const char *codelist; /* only this one; NULL: all */
    struct hd_arena *arena;
};
#define SDMX_CONCEPTS       "CS_KPI"
#define SDMX_STRUCTURE_TYPE "application/vnd.sdmx.structure+json"

void sdmx_structure_write(const struct sdmx_structure *structure, struct hd_buf *out);

#endif
