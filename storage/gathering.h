/* storage/gathering.h - private to storage/: the rows of a submission checked, their series
 * looked up (and made), sorted. */
#ifndef HEDEF_STORAGE_GATHERING_H
#define HEDEF_STORAGE_GATHERING_H

#include <stddef.h>

#include "storage/vintage.h"

/* Bounds of one row; the formats have tighter ones of their own. */
#define GATHERING_VALUE_MAX   63 /* fits submission_outcome.old_value */
#define GATHERING_WORD_MAX    200
#define GATHERING_COMMENT_MAX 4000

/* Publications are told to the second everywhere, so they are stored to the second. */
static inline int64_t gathering_second(int64_t at_ms)
{
    int64_t rest = at_ms % 1000;

    return at_ms - rest - (rest < 0 ? 1000 : 0);
}

/* *rows_out has submission->count rows, sorted; free().  Texts stay the submission's.
 * HD_BAD_INPUT names the first bad row, counted from 1. */
HD_MUST_CHECK enum hd_rc gathering_rows(struct txn *txn, const struct submission_new *submission,
                                        struct incoming **rows_out, struct hd_error *err);
/* The series that a row names; made when it is new.  HD_BAD_INPUT: no such indicator. */
HD_MUST_CHECK enum hd_rc gathering_series(struct txn *txn, const struct submission_row *row,
                                          int64_t *id_out, struct hd_error *err);
/* Two rows of sorted ones that say different things about the same series, period and date. */
HD_MUST_CHECK enum hd_rc gathering_check_twice(const struct incoming *rows, size_t count,
                                               struct hd_error *err);

#endif
