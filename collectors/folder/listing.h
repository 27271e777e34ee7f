/* collectors/folder/listing.h  (private to collectors/folder/): names of files. */
#ifndef HEDEF_COLLECTORS_FOLDER_LISTING_H
#define HEDEF_COLLECTORS_FOLDER_LISTING_H

#include <stdbool.h>
#include <stddef.h>

#define LISTING_MAX 100000

/* A zeroed one is empty. */
struct listing {
    char **items;
    size_t count, room;
};

void listing_add(struct listing *names, const char *name);       /* beyond LISTING_MAX: dropped */
void listing_sort(struct listing *names);                        /* by strcmp() */
bool listing_has(const struct listing *names, const char *name); /* once it is sorted */
void listing_clear(struct listing *names);

#endif
