/* collectors/mapping_places.h  (private to mapper.c)
 *
 * Which cells of a record the places of templates mean.  Records of a document have their cells
 * mostly in the same order: where a name was found last it is looked for first. */
#ifndef HEDEF_COLLECTORS_MAPPING_PLACES_H
#define HEDEF_COLLECTORS_MAPPING_PLACES_H

#include <stdbool.h>
#include <stddef.h>

#include "collectors/record.h"
#include "common/memory.h"

struct hd_problems;
struct format_options;

enum mapping_need {
    NEED_NONE,  /* a format's own template: it may be there or not */
    NEED_SOFT,  /* nothing goes wrong without it, and members of JSON are often left out */
    NEED_STRICT /* the mapping names it, and would mean something else without it */
};

struct mapping_place {
    const char *name;          /* as the mapping writes it, trimmed */
    const char *plain;         /* "/value" as "value"; NULL */
    bool wide_name, wide_cell; /* {name} and {cell} of `wide` */
    enum mapping_need need;
    bool found;          /* in this document */
    bool missed;         /* by the record whose names are in `shape` */
    size_t at;           /* where it was found last */
    const char *pointer; /* that cell's name, as given and as a copy */
    char *text;
};

struct mapping_places {
    struct mapping_place *items;
    size_t count, room;
    size_t missing;        /* those of any need that are not found yet */
    bool has_pointers;     /* the document is JSON */
    struct hd_arena arena; /* names that the last record had, while any are missing */
    const char **names;
    size_t name_count;
    /* Names of the record that lacked a place last, by their pointers: another of the same lacks it
     * too, and is not searched. */
    const char **shape;
    size_t shape_count, shape_room;
};

/* The number of the place of that name; it is added if there is none yet. */
size_t mapping_places_add(struct mapping_places *places, const char *name, bool is_wide_word,
                          enum mapping_need need);
/* NULL: the record has no such cell.  Not for the words of `wide`. */
const struct record_cell *mapping_places_search(struct mapping_places *places, size_t place,
                                                const struct record *record);
static inline const struct record_cell *
mapping_places_find(struct mapping_places *places, size_t place, const struct record *record)
{
    const struct mapping_place *known = &places->items[place];

    if (known->pointer && known->at < record->count &&
        record->cells[known->at].name == known->pointer)
        return &record->cells[known->at];
    return mapping_places_search(places, place, record);
}
/* Notes which places this record has. */
void mapping_places_note(struct mapping_places *places, const struct record *record);
/* At the end of a document; a problem for each that was in no record, a warning for some.  How many
 * problems. */
size_t mapping_places_tell(struct mapping_places *places, const char *file, bool any_record,
                           struct hd_problems *problems);
void mapping_places_clear(struct mapping_places *places);

#endif
