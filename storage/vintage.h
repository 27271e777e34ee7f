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

enum incoming_fate {
    INCOMING_TAKEN,
    INCOMING_HELD,    /* a person must see it first */
    INCOMING_WAITING, /* it was handed in before: left out */
};

struct incoming {
    int64_t series_id, period_key, published_at_ms;
    const char *value;   /* NULL: deliberately missing */
    const char *comment; /* NULL: none */
    uint32_t row;        /* place in what was handed in */
    uint32_t vintage;    /* the number it gets; 0: not stored */
    uint8_t effect;      /* NEW, CHANGED or UNCHANGED of enum submission_effect */
    uint8_t fate;        /* enum incoming_fate */
    char status[2];
};

/* Of the rows that are taken, by effect; of the others, by fate. */
struct vintage_counts {
    size_t by_effect[3], by_fate[3];
};

struct holding_rule;

/* By series, period, publication: the order of the table. */
void vintage_sort(struct incoming *rows, size_t count);
/* Fills effect, fate and vintage of sorted rows; outcomes (by incoming.row) may be NULL, and so
 * may the rule: then nothing is held. */
HD_MUST_CHECK enum hd_rc vintage_classify(struct txn *txn, struct incoming *rows, size_t count,
                                          const struct holding_rule *rule,
                                          struct submission_outcome *outcomes,
                                          struct vintage_counts *counts, struct hd_error *err);
/* The same for rows that submission `id` published before: what they were then. */
HD_MUST_CHECK enum hd_rc vintage_recall(struct txn *txn, struct incoming *rows, size_t count,
                                        int64_t id, struct submission_outcome *outcomes,
                                        struct hd_error *err);

#endif
