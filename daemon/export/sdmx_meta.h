/* daemon/export/sdmx_meta.h - how every SDMX-JSON message begins. */
#ifndef HEDEF_DAEMON_EXPORT_SDMX_META_H
#define HEDEF_DAEMON_EXPORT_SDMX_META_H

#include <stdint.h>

#include "common/json.h"
#include "common/lang.h"

struct sdmx_meta {
    const char *schema, *agency, *title;
    const struct hd_lang *lang;
    int64_t prepared_at_ms;
};

/* The member "meta". */
void sdmx_meta_put(struct hd_jsonw *w, const struct sdmx_meta *meta);

#endif
