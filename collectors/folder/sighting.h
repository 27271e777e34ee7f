/* collectors/folder/sighting.h  (private to collectors/folder/) - what the last look into a folder
 * saw, by name: whether a file is still the same, since when, who said that it is complete, and of
 * what has been warned already.
 *
 *      sightings_begin() ──► sightings_note() for each name, in order ──► sightings_end()
 *
 * What is not seen again is forgotten.  One thread at a time. */
#ifndef HEDEF_COLLECTORS_FOLDER_SIGHTING_H
#define HEDEF_COLLECTORS_FOLDER_SIGHTING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/stat.h>

struct sighting {
    char *name;
    struct stat about;
    int64_t since_tick_ms; /* when this very state of the file was seen first */
    bool again;            /* an earlier look saw this very state */
    bool told;             /* somebody was warned of this name, and it is still no plain file */
    bool complete;         /* the system said so, and the file has not changed since */
};

struct sightings {
    struct sighting *items, *before; /* of this look and of the one before it; both by name */
    size_t count, room, before_count;
};

/* The same file with the same content, as far as its directory entry tells. */
bool sighting_same(const struct stat *a, const struct stat *b);

void sightings_begin(struct sightings *sightings);
/* Names come in the order of strcmp().  Valid until the next call. */
struct sighting *sightings_note(struct sightings *sightings, const char *name,
                                const struct stat *about, int64_t tick_ms);
void sightings_end(struct sightings *sightings);
void sightings_clear(struct sightings *sightings);

#endif
