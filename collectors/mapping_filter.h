/* collectors/mapping_filter.h  (private to the mapping)
 *
 * `Sex=T|total, Status!=X`: which records are wanted. */
#ifndef HEDEF_COLLECTORS_MAPPING_FILTER_H
#define HEDEF_COLLECTORS_MAPPING_FILTER_H

#include <stdbool.h>
#include <stddef.h>

#include "common/memory.h"

struct mapping_condition {
    const char *cell; /* its name */
    bool differs;     /* the cell must hold none of the texts, rather than one of them */
    const char **texts;
    size_t count;
};

struct mapping_filter {
    struct mapping_condition *items; /* all must hold */
    size_t count;
};

/* Into the arena.  NULL when it went well, else what is wrong, a msgid; *piece_out is then the
 * condition that it is about. */
const char *mapping_filter_parse(const char *text, struct hd_arena *arena,
                                 struct mapping_filter *out, const char **piece_out);
bool mapping_condition_holds(const struct mapping_condition *condition, const char *text,
                             size_t len);

#endif
