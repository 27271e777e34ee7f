/* collectors/mapping_wide.h  (private to mapper.c)
 *
 * Which cells of a record are records of their own.  The same few names come with each record:
 * what was found out about them is remembered. */
#ifndef HEDEF_COLLECTORS_MAPPING_WIDE_H
#define HEDEF_COLLECTORS_MAPPING_WIDE_H

#include <stdbool.h>
#include <stddef.h>

struct mapping_wide_name {
    const char *pointer;
    char *text;
    bool matches;
};

/* Zeroed but for the patterns. */
struct mapping_wide {
    const char **patterns;
    size_t pattern_count;
    struct mapping_wide_name *names; /* by place in the record */
    size_t count, room;
};

/* The name of the cell at that place of the record. */
bool mapping_wide_matches(struct mapping_wide *wide, size_t at, const char *name);
/* Another document begins: the same address may hold another name there. */
void mapping_wide_forget(struct mapping_wide *wide);
void mapping_wide_clear(struct mapping_wide *wide);

/* Does a name match the pattern, in which ? is any one character and * any number of them?
 * Without regard to case. */
bool mapping_pattern_matches(const char *pattern, const char *name);

#endif
