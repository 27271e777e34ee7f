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

/* Room for so many rows at once, where their number is known; only saves time. */
void seen_expect(struct seen *seen, size_t rows);
struct seen_key {
    int64_t period;
    uint32_t series;
};

/* Numbers the series; asks the memory for the place, so that it is there when added. */
struct seen_key seen_key(struct seen *seen, const struct reading *reading);
/* The line in which this series and period stood before; 0 when it is new. */
long seen_add(struct seen *seen, struct seen_key key, long line);
void seen_clear(struct seen *seen);
#define SEEN_AUTO __attribute__((cleanup(seen_clear)))

#endif
