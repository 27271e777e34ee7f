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

#include "storage/bundle.h"
#include "storage/submission.h"

enum incoming_fate {
    INCOMING_TAKEN,
    INCOMING_HELD,    /* a person must see it first */
    INCOMING_WAITING, /* it was handed in before: left out */
};

/* A row of a bundle, unpacked. */
struct incoming {
    int64_t series_id, period_key, published_at_ms;
    const char *value;   /* NULL: deliberately missing */
    const char *comment; /* NULL: none */
    uint32_t vintage;    /* the number it gets; 0: not stored */
    uint8_t effect;      /* NEW, CHANGED or UNCHANGED of enum submission_effect */
    uint8_t fate;        /* enum incoming_fate */
    char status[2];
};

static inline struct incoming incoming_of(const struct bundle *bundle, const struct bundle_row *row)
{
    const struct bundle_extra *extra = &bundle->extras[row->extra];

    return (struct incoming){ .series_id = bundle->series[row->series].id,
                              .period_key = row->period_key,
                              .published_at_ms = extra->published_at_ms,
                              .value = bundle_text(bundle, row->value),
                              .comment = bundle_text(bundle, extra->comment),
                              .vintage = row->vintage,
                              .effect = row->effect,
                              .fate = row->fate,
                              .status = { row->status } };
}

static inline bool incoming_same_place(const struct incoming *a, const struct incoming *b)
{
    return a->series_id == b->series_id && a->period_key == b->period_key &&
           a->published_at_ms == b->published_at_ms;
}

/* Of the rows that are taken, by effect; of the others, by fate. */
struct vintage_counts {
    size_t by_effect[3], by_fate[3];
};

struct holding_rule;

/* Who wants to know what became of each row; zeroed: nobody. */
struct vintage_teller {
    struct submission_outcome *outcomes; /* by number of the row; or */
    submission_told_fn *told;
    void *ctx;
};

/* Fills effect, fate and vintage of sorted rows.  The rule may be NULL: then nothing is held. */
HD_MUST_CHECK enum hd_rc vintage_classify(struct txn *txn, struct bundle *bundle,
                                          const struct holding_rule *rule,
                                          const struct vintage_teller *teller,
                                          struct vintage_counts *counts, struct hd_error *err);
/* The same for rows that submission `id` published before: what they were then. */
HD_MUST_CHECK enum hd_rc vintage_recall(struct txn *txn, struct bundle *bundle, int64_t id,
                                        const struct vintage_teller *teller, struct hd_error *err);

#endif
