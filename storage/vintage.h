/* storage/vintage.h - private to storage/: what a row on its way in means beside what is known.
 *
 * Known are the vintages of its (series, period).  The row is measured against the vintage that
 * was current at its own publication time:
 *
 *      equal to it                                unchanged, nothing is stored
 *      different, and no later one is known       changed
 *      different or first, later ones are known   new: knowledge about the past
 *      nothing is known at all                    new
 */
#ifndef HEDEF_STORAGE_VINTAGE_H
#define HEDEF_STORAGE_VINTAGE_H

#include <stddef.h>
#include <stdint.h>

#include "storage/submission.h"

struct incoming {
    int64_t series_id, period_key, published_at_ms;
    const char *value;   /* NULL: deliberately missing */
    const char *comment; /* NULL: none */
    uint32_t row;        /* place in what was handed in */
    uint32_t vintage;    /* the number it gets; 0: not stored */
    uint8_t effect;      /* enum submission_effect */
    char status[2];
};

struct vintage_counts {
    size_t by_effect[3];
};

/* By series, period, publication: the order of the table. */
void vintage_sort(struct incoming *rows, size_t count);
/* Fills effect and vintage of sorted rows; outcomes (by incoming.row) may be NULL. */
HD_MUST_CHECK enum hd_rc vintage_classify(struct txn *txn, struct incoming *rows, size_t count,
                                          struct submission_outcome *outcomes,
                                          struct vintage_counts *counts, struct hd_error *err);
/* The same for rows that submission `id` published before: what they were then. */
HD_MUST_CHECK enum hd_rc vintage_recall(struct txn *txn, struct incoming *rows, size_t count,
                                        int64_t id, struct submission_outcome *outcomes,
                                        struct hd_error *err);

#endif
