/* collectors/mapping_list.h  (private to the mapping)
 *
 * `a=b, c=d|e` taken apart.  A backslash before a mark makes it part of the text; "" is the empty
 * text, where nothing at all means something else. */
#ifndef HEDEF_COLLECTORS_MAPPING_LIST_H
#define HEDEF_COLLECTORS_MAPPING_LIST_H

#include <stdbool.h>

#include "common/memory.h"

/* The text up to one of `marks` or the end, trimmed and without the backslashes, in the arena.
 * *at goes behind the mark, which is in *mark_out; '\0' at the end. */
const char *mapping_list_cut(const char **at, const char *marks, struct hd_arena *arena,
                             char *mark_out);
/* "" as the text it stands for; any other is itself. */
const char *mapping_list_text(const char *piece);

#endif
