/* collectors/formats/jsonstat.h - JSON-stat 2.0 datasets, as Eurostat and many offices answer
 * (formats.md 2.4).
 *
 *      { "version": "2.0", "class": "dataset", "updated": "2026-11-21T10:15:00+0100",
 *        "id": ["indicator", "geo", "time"], "size": [1, 1, 3],
 *        "dimension": { "geo": { "category": { "index": { "AZ": 0 } } }, ... },
 *        "value": { "0": 61.4, "1": 63.2 }, "status": { "1": "p", "2": ":" } }
 *
 * A record is a cell that has a value (null too) or a status.  Its cells are the dimensions by
 * their ids, `value`, `status`, `status_text` (the source's words for the flags) and, where no
 * dimension has that id, `time`, `geo` and `metric` by role. */
#ifndef HEDEF_COLLECTORS_FORMATS_JSONSTAT_H
#define HEDEF_COLLECTORS_FORMATS_JSONSTAT_H

#include "collectors/format.h"

extern const struct format_ops format_jsonstat;

#endif
