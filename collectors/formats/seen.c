#include "collectors/formats/seen.h"

#include <stdlib.h>
#include <string.h>

#define NO_SERIES SIZE_MAX

struct seen_series {
    const char *indicator, *area, *breakdown; /* indicator NULL: a free slot */
    uint64_t hash;
    uint32_t number;
};

struct seen_row {
    int64_t period;
    uint32_t series;
    uint32_t line; /* 0: a free slot; a file has fewer lines than this can count */
};

static uint64_t hash_more(uint64_t hash, const char *text)
{
    for (; *text; text++)
        hash = (hash ^ (unsigned char)*text) * UINT64_C(1099511628211);
    return (hash ^ 0xFF) * UINT64_C(1099511628211);
}

static uint64_t mix(uint64_t hash)
{
    hash ^= hash >> 32;
    hash *= UINT64_C(0x9E3779B97F4A7C15);
    return hash ^ hash >> 29;
}

static bool same_series(const struct seen_series *series, const struct reading *reading)
{
    return strcmp(series->indicator, reading->indicator) == 0 &&
           strcmp(series->area, reading->area) == 0 &&
           strcmp(series->breakdown, reading->breakdown) == 0;
}

static void grow_series(struct seen *seen)
{
    size_t room = seen->series_room ? 2 * seen->series_room : 64;
    struct seen_series *slots = hd_alloc(room * sizeof *slots);

    for (size_t i = 0; i < seen->series_room; i++) {
        size_t slot = seen->series[i].hash & (room - 1);

        if (!seen->series[i].indicator)
            continue;
        while (slots[slot].indicator)
            slot = (slot + 1) & (room - 1);
        slots[slot] = seen->series[i];
    }
    free(seen->series);
    seen->series = slots;
    seen->series_room = room;
    seen->last = NO_SERIES;
}

static void keep_series(struct seen *seen, struct seen_series *slot, const struct reading *reading,
                        uint64_t hash)
{
    slot->indicator = hd_arena_strdup(&seen->arena, reading->indicator);
    slot->area = hd_arena_strdup(&seen->arena, reading->area);
    slot->breakdown = hd_arena_strdup(&seen->arena, reading->breakdown);
    slot->hash = hash;
    slot->number = (uint32_t)seen->series_count++;
}

static uint32_t series_number(struct seen *seen, const struct reading *reading)
{
    uint64_t hash = UINT64_C(14695981039346656037);
    size_t slot;

    if (seen->series_count * 2 >= seen->series_room)
        grow_series(seen);
    if (seen->last != NO_SERIES && same_series(&seen->series[seen->last], reading))
        return seen->series[seen->last].number;
    hash = hash_more(hash_more(hash_more(hash, reading->indicator), reading->area),
                     reading->breakdown);
    hash = mix(hash);
    slot = hash & (seen->series_room - 1);
    while (seen->series[slot].indicator &&
           (seen->series[slot].hash != hash || !same_series(&seen->series[slot], reading)))
        slot = (slot + 1) & (seen->series_room - 1);
    if (!seen->series[slot].indicator)
        keep_series(seen, &seen->series[slot], reading, hash);
    seen->last = slot;
    return seen->series[slot].number;
}

/* The slot of series and period, or the free one where they belong. */
static struct seen_row *find_row(struct seen_row *rows, size_t room, uint32_t series,
                                 int64_t period)
{
    size_t slot = mix((uint64_t)period * 31 + series) & (room - 1);

    while (rows[slot].line && (rows[slot].series != series || rows[slot].period != period))
        slot = (slot + 1) & (room - 1);
    return &rows[slot];
}

static void grow_rows(struct seen *seen)
{
    size_t room = seen->row_room ? 2 * seen->row_room : 256;
    struct seen_row *rows = hd_alloc(room * sizeof *rows);

    for (size_t i = 0; i < seen->row_room; i++) {
        const struct seen_row *row = &seen->rows[i];

        if (row->line)
            *find_row(rows, room, row->series, row->period) = *row;
    }
    free(seen->rows);
    seen->rows = rows;
    seen->row_room = room;
}

long seen_add(struct seen *seen, const struct reading *reading)
{
    uint32_t series = series_number(seen, reading);
    int64_t period = hd_period_key(reading->period);
    struct seen_row *row;

    if (seen->row_count * 4 >= seen->row_room * 3)
        grow_rows(seen);
    row = find_row(seen->rows, seen->row_room, series, period);
    if (row->line)
        return row->line;
    *row = (struct seen_row){ .period = period, .series = series, .line = (uint32_t)reading->line };
    seen->row_count++;
    return 0;
}

void seen_clear(struct seen *seen)
{
    hd_arena_clear(&seen->arena);
    free(seen->series);
    free(seen->rows);
    *seen = (struct seen){ 0 };
}
