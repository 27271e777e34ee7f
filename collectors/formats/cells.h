/* collectors/formats/cells.h  (private to collectors/formats/)
 *
 * The cells of the record being put together. */
#ifndef HEDEF_COLLECTORS_FORMATS_CELLS_H
#define HEDEF_COLLECTORS_FORMATS_CELLS_H

#include <stddef.h>

#include "collectors/record.h"

/* Zeroed is empty.  Borrows names and texts. */
struct cells {
    struct record_cell *items;
    size_t count, room;
};

struct record_cell *cells_put(struct cells *cells, const char *name, const char *text);
/* As mappings find them: without regard to case.  NULL: there is none. */
struct record_cell *cells_find(const struct cells *cells, const char *name);
void cells_clear(struct cells *cells);

#endif
