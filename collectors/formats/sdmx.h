/* collectors/formats/sdmx.h  (private to collectors/formats/): what SDMX-CSV and SDMX-JSON share.
 */
#ifndef HEDEF_COLLECTORS_FORMATS_SDMX_H
#define HEDEF_COLLECTORS_FORMATS_SDMX_H

#include <stdbool.h>

#include "collectors/mapping.h"

extern const char *const sdmx_templates[MAP_FIELDS];
/* Where no component is OBS_STATUS, Eurostat's OBS_FLAG is it. */
#define SDMX_STATUS "OBS_STATUS"
#define SDMX_FLAG   "OBS_FLAG"
/* Of a row or data set that takes values back. */
extern const char sdmx_delete_message[];
/* "NaN" of a measure stays; "#N/A" of anything else is nothing. */
bool sdmx_is_missing(const char *text);

#endif
