/* collectors/mapping_fields.h  (private to mapper.c)
 *
 * The texts of a record's fields: templates filled from its cells, their codes made ours. */
#ifndef HEDEF_COLLECTORS_MAPPING_FIELDS_H
#define HEDEF_COLLECTORS_MAPPING_FIELDS_H

#include <stdbool.h>
#include <stddef.h>

#include "collectors/mapping_parts.h"
#include "collectors/mapping_places.h"

struct mapping_text {
    const char *text; /* trimmed, ended by NUL; of the record or the fields: until the next one */
    size_t len;
};

struct mapping_filling {
    struct mapping_template template;
    size_t *places; /* of each part that is one */
    const struct mapping_codes *codes;
    bool in_use;
    char *made; /* the text of several parts */
    size_t made_room;
    char *coded; /* the text whose code was looked up last, and what it means */
    const char *ours;
};

struct mapping_fields {
    const struct mapping *mapping; /* NULL */
    struct hd_arena arena, copies;
    struct mapping_places places;
    struct mapping_filling items[MAP_FIELDS];
    size_t *condition_places; /* of the filter */
    /* the record being read */
    const struct record *record;
    const struct record_cell *wide; /* the cell that it was made of; NULL */
    struct mapping_text texts[MAP_FIELDS];
};

/* Zeroed before.  `templates`: of the format, for what the mapping does not say; NULL. */
void mapping_fields_open(struct mapping_fields *fields, const struct mapping *mapping,
                         const char *const *templates);
void mapping_fields_close(struct mapping_fields *fields);

/* Fills `texts`.  false: filter or codes leave the record out. */
bool mapping_fields_read(struct mapping_fields *fields, const struct record *record,
                         const struct record_cell *wide);
/* Drops copies when there are many of them; the texts are then gone. */
void mapping_fields_trim(struct mapping_fields *fields);

/* The cell of a place in the record being read; NULL: it has none. */
const struct record_cell *mapping_fields_cell(struct mapping_fields *fields, size_t place);
/* Is the field one cell alone, which the document itself calls a number? */
bool mapping_fields_number(struct mapping_fields *fields, enum mapping_field which);

#endif
