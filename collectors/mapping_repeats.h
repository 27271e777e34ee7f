/* collectors/mapping_repeats.h  (private to mapper.c)
 *
 * Which record of which document held a series and period before. */
#ifndef HEDEF_COLLECTORS_MAPPING_REPEATS_H
#define HEDEF_COLLECTORS_MAPPING_REPEATS_H

#include <stdbool.h>
#include <stddef.h>

#include "collectors/formats/seen.h"
#include "collectors/record.h"

struct hd_problem;

/* Where the records of a document stand among the numbers by which `seen` knows them. */
struct mapping_page {
    long base, last;
    bool by_line; /* its lines tell records apart, as those of a table do; else they are counted */
};

/* Zeroed is empty. */
struct mapping_repeats {
    struct seen seen;
    struct mapping_page *pages;
    size_t count, room;
    long now; /* number of the record being read */
    char before[24], page[24];
};

/* A record begins, the so-manieth of its document (from 1). */
void mapping_repeats_note(struct mapping_repeats *repeats, const struct record *record,
                          size_t number);
/* Asks the memory for the place of its series and period, so that it is there when added. */
struct seen_key mapping_repeats_key(struct mapping_repeats *repeats, const struct reading *reading);
/* Did they stand somewhere before?  The problem then says where, in texts that last until the next
 * call. */
bool mapping_repeats_add(struct mapping_repeats *repeats, struct seen_key key,
                         struct hd_problem *problem);
void mapping_repeats_clear(struct mapping_repeats *repeats);

#endif
