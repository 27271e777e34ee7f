/* queries/sample.h - samples and what was made of them.  Rows live in the arena. */
#ifndef HEDEF_QUERIES_SAMPLE_H
#define HEDEF_QUERIES_SAMPLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/error.h"
#include "common/memory.h"
#include "common/period.h"

struct reader;

/* A period of a series that has samples. */
struct sample_period {
    int64_t series_id;
    const char *indicator, *area, *breakdown;
    struct hd_period period;
    int64_t count;        /* samples that are or were there */
    int64_t newest_at_ms; /* when the newest of them came in */
    int64_t rolled_count; /* of them in the newest roll-up; 0: none yet */
    int64_t rolled_at_ms;
    int64_t used; /* in it, after trimming */
    const char *rule, *spread_low, *spread_high;
    const char *held_back; /* why nothing is published: "minimum"; "" */
    int64_t submission_id; /* of the newest roll-up that was published; 0 */
    bool removed;          /* the samples themselves are gone */
};

/* Those that hold samples which no roll-up has seen, by indicator, area, breakdown, period. */
HD_MUST_CHECK enum hd_rc sample_due(struct reader *reader, struct hd_arena *arena,
                                    struct sample_period **rows_out, size_t *count_out,
                                    struct hd_error *err);
/* Those of one indicator that were rolled up, in the same order; NULL: of all. */
HD_MUST_CHECK enum hd_rc sample_rolled_list(struct reader *reader, const char *indicator,
                                            struct hd_arena *arena, struct sample_period **rows_out,
                                            size_t *count_out, struct hd_error *err);
/* One of them as it is now; zeroed when there is none. */
HD_MUST_CHECK enum hd_rc sample_period_get(struct reader *reader, int64_t series_id,
                                           struct hd_period period, struct hd_arena *arena,
                                           struct sample_period *out, struct hd_error *err);

/* The submission that the present value of a period is from; 0: it has none. */
HD_MUST_CHECK enum hd_rc sample_standing(struct reader *reader, int64_t series_id,
                                         struct hd_period period, int64_t *submission_id_out,
                                         struct hd_error *err);

/* Samples of a span of time [from, before), oldest first. */
typedef void sample_value_fn(void *ctx, const char *value);
HD_MUST_CHECK enum hd_rc sample_each(struct reader *reader, int64_t series_id, int64_t from_at_ms,
                                     int64_t before_at_ms, sample_value_fn *fn, void *ctx,
                                     struct hd_error *err);

#endif
