#include "collectors/folder/listing.h"

#include <stdlib.h>
#include <string.h>

#include "common/memory.h"

static int compare_names(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

void listing_add(struct listing *names, const char *name)
{
    if (names->count == LISTING_MAX)
        return;
    HD_GROW(names->items, names->count, names->room);
    names->items[names->count++] = hd_strdup(name);
}

void listing_sort(struct listing *names)
{
    if (names->count)
        qsort(names->items, names->count, sizeof(char *), compare_names);
}

bool listing_has(const struct listing *names, const char *name)
{
    return names->count &&
           bsearch(&name, names->items, names->count, sizeof(char *), compare_names);
}

void listing_clear(struct listing *names)
{
    for (size_t i = 0; i < names->count; i++)
        free(names->items[i]);
    free(names->items);
    *names = (struct listing){ 0 };
}
