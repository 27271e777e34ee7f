/* client/place.h - the files of a new data directory: made here, and taken away again when the
 * rest of `hedef init` fails. */
#ifndef HEDEF_CLIENT_PLACE_H
#define HEDEF_CLIENT_PLACE_H

#include <stdbool.h>
#include <stddef.h>

#include "common/error.h"
#include "common/memory.h"

struct place {
    const char *dir;     /* absolute */
    const char *conf;    /* dir/hedef.conf */
    const char *catalog; /* dir/catalog */
    const char *source;  /* the catalogue it is copied from */
    struct hd_arena arena;
    char **made; /* files and directories, in the order they were made */
    size_t made_count, made_room;
};

/* Finds the paths; HD_CONFLICT when there is a database already, HD_NOT_FOUND when no catalogue
 * can be found.  Changes nothing. */
HD_MUST_CHECK enum hd_rc place_choose(const char *dir, const char *catalog, struct place *place,
                                      struct hd_error *err);
/* Directories, the copy of the catalogue, ready-made sources, hedef.conf with what the catalogue's
 * site.conf says. */
HD_MUST_CHECK enum hd_rc place_make(struct place *place, struct hd_error *err);
void place_undo(struct place *place);
void place_clear(struct place *place);

#endif
