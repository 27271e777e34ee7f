/* daemon/export/sdmx_csv.h - SDMX-CSV 1.0, 2.0 and 2.1. */
#ifndef HEDEF_DAEMON_EXPORT_SDMX_CSV_H
#define HEDEF_DAEMON_EXPORT_SDMX_CSV_H

#include "daemon/export/export.h"

extern const struct export_ops export_sdmx_csv;

#endif
