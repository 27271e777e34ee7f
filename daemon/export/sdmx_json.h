/* daemon/export/sdmx_json.h - SDMX-JSON 2.0 data messages, as series or flat. */
#ifndef HEDEF_DAEMON_EXPORT_SDMX_JSON_H
#define HEDEF_DAEMON_EXPORT_SDMX_JSON_H

#include "daemon/export/export.h"

extern const struct export_ops export_sdmx_json;

#endif
