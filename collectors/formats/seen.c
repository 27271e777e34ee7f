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
    int32_t period; /* keys of periods have fewer bits than their type */
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

static size_t first_slot(struct seen_key key, size_t room)
{
    return (size_t)((mix((uint64_t)key.period * 31 + key.series) >> 32) * room >> 32);
}

/* The slot of series and period, or the free one where they belong. */
static struct seen_row *find_row(struct seen_row *rows, size_t room, struct seen_key key)
{
    size_t slot = first_slot(key, room);

    while (rows[slot].line && (rows[slot].series != key.series || rows[slot].period != key.period))
        slot = slot + 1 < room ? slot + 1 : 0;
    return &rows[slot];
}

static void resize_rows(struct seen *seen, size_t room)
{
    struct seen_row *rows = hd_alloc(room * sizeof *rows);

    for (size_t i = 0; i < seen->row_room; i++) {
        const struct seen_row *row = &seen->rows[i];

        if (row->line)
            *find_row(rows, room, (struct seen_key){ row->period, row->series }) = *row;
    }
    free(seen->rows);
    seen->rows = rows;
    seen->row_room = room;
}

/* At most three quarters of the slots are taken. */
static bool rows_fit(size_t rows, size_t room)
{
    return rows * 4 < room * 3;
}

void seen_expect(struct seen *seen, size_t rows)
{
    size_t room = rows + rows / 3 + 256;

    if (room > seen->row_room)
        resize_rows(seen, room);
}

struct seen_key seen_key(struct seen *seen, const struct reading *reading)
{
    struct seen_key key = { .period = hd_period_key(reading->period),
                            .series = series_number(seen, reading) };

    if (!rows_fit(seen->row_count, seen->row_room))
        resize_rows(seen, seen->row_room ? 2 * seen->row_room : 256);
    __builtin_prefetch(&seen->rows[first_slot(key, seen->row_room)]);
    return key;
}

long seen_add(struct seen *seen, struct seen_key key, long line)
{
    struct seen_row *row = find_row(seen->rows, seen->row_room, key);

    if (row->line)
        return row->line;
    *row = (struct seen_row){ .period = (int32_t)key.period,
                              .series = key.series,
                              .line = (uint32_t)line };
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
