/* collectors/formats/worldbank.h - answers of the World Bank's Indicators API v2 (formats.md 2.3).
 *
 *      [ { "page": 1, "pages": 2, ... , "lastupdated": "2026-07-13" },
 *        [ { "indicator": { "id": "IT.NET.USER.ZS", "value": "..." },
 *            "country": { "id": "AZ", "value": "Azerbaijan" }, "countryiso3code": "AZE",
 *            "date": "2025", "value": 89.0, "obs_status": "", "decimal": 0 }, ... ] ]
 *
 * Cells are the members; of one with id and value the id, its value is {indicator.value}. */
#ifndef HEDEF_COLLECTORS_FORMATS_WORLDBANK_H
#define HEDEF_COLLECTORS_FORMATS_WORLDBANK_H

#include "collectors/format.h"

extern const struct format_ops format_worldbank;

#endif
