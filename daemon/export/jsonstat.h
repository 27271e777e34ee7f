/* daemon/export/jsonstat.h - JSON-stat 2.0, a sparse cube. */
#ifndef HEDEF_DAEMON_EXPORT_JSONSTAT_H
#define HEDEF_DAEMON_EXPORT_JSONSTAT_H

#include "daemon/export/export.h"

extern const struct export_ops export_jsonstat;

#endif
