/* collectors/mapping_codes.h  (private to the mapping)
 *
 * `F1=fixed-broadband-speed, T="", *=`: their codes as ours. */
#ifndef HEDEF_COLLECTORS_MAPPING_CODES_H
#define HEDEF_COLLECTORS_MAPPING_CODES_H

#include <stdbool.h>
#include <stddef.h>

#include "common/memory.h"

struct mapping_code {
    const char *theirs, *ours; /* ours NULL: the record is left out */
};

/* Zeroed: none, every text stays what it is. */
struct mapping_codes {
    struct mapping_code *items; /* in the order of theirs */
    size_t count;
    bool has_rest; /* there is a `*` */
    const char *rest;
};

/* Into the arena.  NULL when it went well, else what is wrong, a msgid; *piece_out is then the
 * entry that it is about. */
const char *mapping_codes_parse(const char *text, struct hd_arena *arena, struct mapping_codes *out,
                                const char **piece_out);
/* The text itself when no entry is about it; NULL: the record is left out. */
const char *mapping_codes_find(const struct mapping_codes *codes, const char *text);

#endif
