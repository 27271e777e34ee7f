/* collectors/mapping_number.h  (private to the mapping)
 *
 * Numbers as others write them: which mark is the decimal one, which only groups digits, which
 * words say that there is none, and by what a value is multiplied. */
#ifndef HEDEF_COLLECTORS_MAPPING_NUMBER_H
#define HEDEF_COLLECTORS_MAPPING_NUMBER_H

#include <stdbool.h>
#include <stddef.h>

#include "collectors/formats/cell.h"

struct mapping_number {
    const char *decimal;  /* one character; NULL: not said */
    const char *grouping; /* the same */
    const char **missing; /* beside NaN, : and .. */
    size_t missing_count;
    const char *scale; /* decimal text; NULL: 1 */
};

/* Completes what is said of marks: the other one of . and , is the decimal mark where one of them
 * groups. */
void mapping_number_settle(struct mapping_number *number);

struct mapping_number_cell {
    const char *text; /* trimmed */
    size_t len;
    bool is_number;  /* the document itself says so: marks are not asked about */
    bool comma_mark; /* where the mapping does not say: a comma may be the decimal mark */
};

/* As cell_read_value(), without scaling. */
void mapping_number_read(const struct mapping_number *number,
                         const struct mapping_number_cell *cell, struct cell_value *value);
/* Multiplies a number by the scale; others stay.  Becomes CELL_BAD when that has too many digits.
 */
void mapping_number_scale(const struct mapping_number *number, struct cell_value *value);

#endif
