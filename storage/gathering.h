/* storage/gathering.h - private to storage/: the rows of a submission find their place in the
 * store: their series looked up (and made), their publication timed, sorted. */
#ifndef HEDEF_STORAGE_GATHERING_H
#define HEDEF_STORAGE_GATHERING_H

#include "storage/bundle.h"
#include "storage/vintage.h"

#define GATHERING_WORD_MAX BUNDLE_WORD_MAX

/* Publications are told to the second everywhere, so they are stored to the second. */
static inline int64_t gathering_second(int64_t at_ms)
{
    int64_t rest = at_ms % 1000;

    return at_ms - rest - (rest < 0 ? 1000 : 0);
}

/* HD_BAD_INPUT names the first bad row, counted from 1: unknown indicator, a date that may not
 * be, two that say different things about the same series, period and date. */
HD_MUST_CHECK enum hd_rc gathering_bundle(struct txn *txn, bool history, struct bundle *bundle,
                                          struct hd_error *err);
/* The series that a row names; made when it is new.  HD_BAD_INPUT: no such indicator. */
HD_MUST_CHECK enum hd_rc gathering_series(struct txn *txn, const struct submission_row *row,
                                          int64_t *id_out, struct hd_error *err);

#endif
