/* collectors/formats/jsonstat_cube.h  (private to collectors/formats/)
 *
 * The dimensions of a JSON-stat dataset: which cell a flat index is.  Row-major, the last
 * dimension goes fastest. */
#ifndef HEDEF_COLLECTORS_FORMATS_JSONSTAT_CUBE_H
#define HEDEF_COLLECTORS_FORMATS_JSONSTAT_CUBE_H

#include <stddef.h>

#include "collectors/formats/json_source.h"

#define CUBE_DIMENSIONS_MAX 64

struct cube_dimension {
    const char *id;
    const char *cell; /* name of its cell: the id */
    size_t size;
    const char **codes; /* by position */
};

enum cube_role { CUBE_TIME, CUBE_GEO, CUBE_METRIC, CUBE_ROLES };

struct cube {
    struct cube_dimension dimensions[CUBE_DIMENSIONS_MAX];
    size_t count;
    size_t cells;            /* product of the sizes */
    int by_role[CUBE_ROLES]; /* a dimension that goes by its role's name as well; -1: none */
};

/* Everything lives in the source's arena.  What does not fit together is a problem with its place
 * and HD_BAD_INPUT. */
HD_MUST_CHECK enum hd_rc cube_read(struct json_source *source, struct cube *cube,
                                   struct hd_error *err);
/* The cells that say which one it is; `index` is less than cube->cells. */
void cube_put(const struct cube *cube, size_t index, struct cells *cells);

#endif
