#include "collectors/folder/sighting.h"

#include <stdlib.h>
#include <string.h>

#include "common/memory.h"

bool sighting_same(const struct stat *a, const struct stat *b)
{
    return a->st_dev == b->st_dev && a->st_ino == b->st_ino && a->st_size == b->st_size &&
           a->st_mtim.tv_sec == b->st_mtim.tv_sec && a->st_mtim.tv_nsec == b->st_mtim.tv_nsec;
}

static void free_items(struct sighting *items, size_t count)
{
    for (size_t i = 0; i < count; i++)
        free(items[i].name);
    free(items);
}

static int compare(const void *a, const void *b)
{
    return strcmp(((const struct sighting *)a)->name, ((const struct sighting *)b)->name);
}

void sightings_begin(struct sightings *sightings)
{
    sightings->before = sightings->items;
    sightings->before_count = sightings->count;
    sightings->items = NULL;
    sightings->count = sightings->room = 0;
}

static const struct sighting *find_before(const struct sightings *sightings, char *name)
{
    const struct sighting key = { .name = name };

    if (!sightings->before_count)
        return NULL;
    return bsearch(&key, sightings->before, sightings->before_count, sizeof key, compare);
}

struct sighting *sightings_note(struct sightings *sightings, const char *name,
                                const struct stat *about, int64_t tick_ms)
{
    struct sighting now = { .name = hd_strdup(name), .about = *about, .since_tick_ms = tick_ms };
    const struct sighting *before = find_before(sightings, now.name);

    if (before && sighting_same(&before->about, about)) {
        now.again = true;
        now.since_tick_ms = before->since_tick_ms;
        now.complete = before->complete;
    }
    now.told = before && before->told && !S_ISREG(about->st_mode);
    HD_GROW(sightings->items, sightings->count, sightings->room);
    sightings->items[sightings->count] = now;
    return &sightings->items[sightings->count++];
}

void sightings_end(struct sightings *sightings)
{
    free_items(sightings->before, sightings->before_count);
    sightings->before = NULL;
    sightings->before_count = 0;
}

void sightings_clear(struct sightings *sightings)
{
    sightings_end(sightings);
    free_items(sightings->items, sightings->count);
    *sightings = (struct sightings){ 0 };
}
