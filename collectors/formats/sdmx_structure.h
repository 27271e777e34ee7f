/* collectors/formats/sdmx_structure.h  (private to collectors/formats/)
 *
 * The structure that an SDMX-JSON message carries: its components, and what a number in the data
 * stands for. */
#ifndef HEDEF_COLLECTORS_FORMATS_SDMX_STRUCTURE_H
#define HEDEF_COLLECTORS_FORMATS_SDMX_STRUCTURE_H

#include <stdbool.h>
#include <stddef.h>

#include "collectors/formats/json_source.h"

struct sdmx_component {
    const char *id;
    const char *alias;   /* a second name of its cell; NULL */
    const char **values; /* codes, or texts, that the data point to; none: the data hold them */
    size_t count;
    const char *preset; /* where the data hold none; NULL */
    size_t position;    /* of a dimension in the key of the whole structure */
    bool repeated;      /* an attribute that stands at several levels */
};

struct sdmx_components {
    struct sdmx_component *items;
    size_t count;
};

enum sdmx_level { SDMX_DATASET, SDMX_GROUP, SDMX_SERIES, SDMX_OBSERVATION, SDMX_LEVELS };

struct sdmx_structure {
    struct sdmx_components dimensions[SDMX_LEVELS]; /* none at SDMX_GROUP */
    struct sdmx_components measures;
    struct sdmx_components attributes[SDMX_LEVELS];
};

/* The source's place is that of the node.  Lives in the source's arena.  What cannot be a
 * structure is a problem and HD_BAD_INPUT. */
HD_MUST_CHECK enum hd_rc sdmx_structure_read(struct json_source *source, const struct hd_json *node,
                                             struct sdmx_structure *structure,
                                             struct hd_error *err);
size_t sdmx_structure_dimensions(const struct sdmx_structure *structure);

/* What stands in the data for a component; NULL: nothing.  Lists are joined by `;` in the arena.
 * false: it points to no value. */
bool sdmx_component_text(const struct sdmx_component *component, const struct hd_json *node,
                         struct hd_arena *arena, const char **text_out);

#endif
