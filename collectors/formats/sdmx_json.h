/* collectors/formats/sdmx_json.h - SDMX-JSON data messages 1.0, 2.0 and 2.1, by series and flat
 * (formats.md 2.2).
 *
 * A record is an observation.  Its cells are dimensions, measures and attributes of every level
 * by their ids; where no component has these ids, the time dimension is TIME_PERIOD and the first
 * measure OBS_VALUE. */
#ifndef HEDEF_COLLECTORS_FORMATS_SDMX_JSON_H
#define HEDEF_COLLECTORS_FORMATS_SDMX_JSON_H

#include "collectors/format.h"

extern const struct format_ops format_sdmx_json;

#endif
