/* collectors/formats/seen.h  (private to collectors/formats/)
 *
 * Which series and period stood in which line.  Exact, not by hash alone: names are kept once
 * and numbered, so that an entry is small. */
#ifndef HEDEF_COLLECTORS_FORMATS_SEEN_H
#define HEDEF_COLLECTORS_FORMATS_SEEN_H

#include "collectors/sink.h"
#include "common/memory.h"

struct seen_series;
struct seen_row;

/* Zeroed is empty. */
struct seen {
    struct hd_arena arena;
    struct seen_series *series; /* slots by hash */
    size_t series_count, series_room;
    struct seen_row *rows; /* slots by hash */
    size_t row_count, row_room;
    size_t last; /* slot of the series of the row before */
};

/* The line in which this series and period stood before; 0 when it is new. */
long seen_add(struct seen *seen, const struct reading *reading);
void seen_clear(struct seen *seen);
#define SEEN_AUTO __attribute__((cleanup(seen_clear)))

#endif
