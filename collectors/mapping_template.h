/* collectors/mapping_template.h  (private to the mapping)
 *
 * `{Year}-Q{Quarter}`: text with places for cells.  `{{` and `}}` are braces. */
#ifndef HEDEF_COLLECTORS_MAPPING_TEMPLATE_H
#define HEDEF_COLLECTORS_MAPPING_TEMPLATE_H

#include <stdbool.h>
#include <stddef.h>

#include "common/memory.h"

struct mapping_part {
    const char *text; /* as it stands, or the name of a cell, trimmed */
    size_t len;
    bool is_place;
};

struct mapping_template {
    struct mapping_part *parts;
    size_t count;
};

/* Into the arena.  NULL when it went well, else what is wrong: a msgid. */
const char *mapping_template_parse(const char *text, struct hd_arena *arena,
                                   struct mapping_template *out);
/* Has it no place at all?  Its text is then that of any record. */
bool mapping_template_constant(const struct mapping_template *template);

#endif
