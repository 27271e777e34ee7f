/* collectors/formats/sdmx_csv.h - SDMX-CSV 1.0, 2.0 and 2.1 (formats.md 2.1).
 *
 *      STRUCTURE,STRUCTURE_ID,ACTION,FREQ,REF_AREA,INDICATOR,TIME_PERIOD,OBS_VALUE,OBS_STATUS
 *      dataflow,HEDEF:DF_KPI(1.0),R,Q,AZ,CASHLESS_SHARE,2026-Q1,61.4,A
 *
 * A record is a row that holds an observation; its cells are the components by their ids.  A row
 * without period and value says what holds for all whose dimensions agree with it. */
#ifndef HEDEF_COLLECTORS_FORMATS_SDMX_CSV_H
#define HEDEF_COLLECTORS_FORMATS_SDMX_CSV_H

#include "collectors/format.h"

extern const struct format_ops format_sdmx_csv;

#endif
