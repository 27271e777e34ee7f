/* storage/sample.h - raw measurements of instants, from which observations are rolled up.
 *
 * A sample is a fact: the same series, instant and id comes in once; another value for it is a
 * conflict that is told, never an overwriting.  Which period it belongs to follows from the
 * indicator's frequency in the site's zone, and is the caller's to say. */
#ifndef HEDEF_STORAGE_SAMPLE_H
#define HEDEF_STORAGE_SAMPLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/error.h"
#include "common/period.h"

struct txn;

struct sample {
    const char *indicator, *area, *breakdown;
    int64_t at_ms;
    const char *id;    /* "" where an instant has one sample */
    const char *value; /* decimal text */
    struct hd_period period;
};

enum sample_effect {
    SAMPLE_NEW,
    SAMPLE_KNOWN,    /* the same one again */
    SAMPLE_DIFFERS,  /* another value of the same instant and id: the first one stays */
    SAMPLE_TOO_LATE, /* samples of its period were removed already: it cannot be rolled up right */
};

/* effects: one a sample, the caller's array.  *fresh_out: how many are new.  HD_BAD_INPUT: there
 * is no such indicator, or a word is too long. */
HD_MUST_CHECK enum hd_rc sample_put(struct txn *txn, const struct sample *samples, size_t count,
                                    enum sample_effect *effects, size_t *fresh_out,
                                    struct hd_error *err);

/* What became of a period.  HD_NOT_FOUND: it never had a sample. */
struct sample_rolled {
    int64_t series_id;
    int64_t period_key;
    int64_t count;    /* samples it was made of, before trimming */
    const char *rule; /* "median trim 5 %" */
    int64_t used;
    const char *spread_low, *spread_high; /* decimal text; "" none */
    const char *held_back;                /* "" or "minimum" */
    int64_t submission_id;                /* that published the value; 0: that of before stands */
};
HD_MUST_CHECK enum hd_rc sample_note_rolled(struct txn *txn, const struct sample_rolled *rolled,
                                            struct hd_error *err);

/* Samples of one period that was rolled up, all of them: from then on it takes no more.  Its local
 * begin and end are the caller's to say.  HD_CONFLICT: some came in since the roll-up. */
struct sample_span {
    int64_t series_id;
    int64_t period_key;
    int64_t from_at_ms, before_at_ms;
};
HD_MUST_CHECK enum hd_rc sample_forget(struct txn *txn, const struct sample_span *span,
                                       int64_t *count_out, struct hd_error *err);

#endif
