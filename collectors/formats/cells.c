#include "collectors/formats/cells.h"

#include <stdlib.h>
#include <strings.h>

#include "common/memory.h"

struct record_cell *cells_put(struct cells *cells, const char *name, const char *text)
{
    struct record_cell *cell;

    HD_GROW(cells->items, cells->count, cells->room);
    cell = &cells->items[cells->count++];
    *cell = (struct record_cell){ .name = name, .text = text };
    return cell;
}

struct record_cell *cells_find(const struct cells *cells, const char *name)
{
    for (size_t i = 0; i < cells->count; i++) {
        if (strcasecmp(cells->items[i].name, name) == 0)
            return &cells->items[i];
    }
    return NULL;
}

void cells_clear(struct cells *cells)
{
    free(cells->items);
    *cells = (struct cells){ 0 };
}
