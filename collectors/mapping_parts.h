/* collectors/mapping_parts.h  (private to mapping.c and mapper.c): a mapping taken apart. */
#ifndef HEDEF_COLLECTORS_MAPPING_PARTS_H
#define HEDEF_COLLECTORS_MAPPING_PARTS_H

#include <stdbool.h>
#include <stddef.h>

#include "collectors/mapping.h"
#include "collectors/mapping_codes.h"
#include "collectors/mapping_filter.h"
#include "collectors/mapping_number.h"
#include "collectors/mapping_template.h"
#include "common/memory.h"

/* The words of the first two places of a record that `wide` makes. */
#define MAPPING_WIDE_NAME "name"
#define MAPPING_WIDE_CELL "cell"

struct mapping_field_rule {
    bool given;
    struct mapping_template template;
    struct mapping_codes codes;
};

struct mapping {
    struct hd_arena arena; /* of everything below */
    struct mapping_field_rule fields[MAP_FIELDS];
    struct mapping_filter filter;
    struct mapping_number number;
    const char **wide; /* patterns of names */
    size_t wide_count;
    const char *rows, *sheet, *range; /* "" not given */
    bool no_header;
    const char **cells; /* names that any of it asks for, ended by NULL */
};

const char *mapping_field_word(enum mapping_field field);
/* Is it one of the words of `wide`, rather than a cell? */
bool mapping_is_wide_word(const struct mapping *mapping, const char *place);

#endif
