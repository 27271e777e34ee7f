/* daemon/intake_sample.h  (private to the intake)
 *
 * Measurements of instants on their way in: not rows of a submission, but samples from which the
 * values of periods are rolled up (rollup.h).  They are kept beside the rows of the same document,
 * and written in the same transaction. */
#ifndef HEDEF_DAEMON_INTAKE_SAMPLE_H
#define HEDEF_DAEMON_INTAKE_SAMPLE_H

#include "collectors/sink.h"
#include "common/error.h"
#include "storage/sample.h"

struct gathering;
struct txn;

struct intake_samples {
    struct sample *items;
    long *lines;     /* beside them: where each stood */
    size_t *indexes; /* and its number among all readings */
    enum sample_effect *effects;
    size_t count, room, fresh;
};

/* A reading of an instant; each of its problems is told. */
void intake_sample_take(struct gathering *g, const struct reading *reading);
/* In the transaction.  HD_BAD_INPUT: some may not come in, and the good ones alone were not asked
 * for; intake_sample_tell() says which. */
HD_MUST_CHECK enum hd_rc intake_sample_write(struct gathering *g, struct txn *txn,
                                             struct hd_error *err);
/* Counts and problems, once it was written or refused. */
void intake_sample_tell(struct gathering *g);
/* New ones are there: they will be rolled up, in the command line at once. */
void intake_sample_announce(struct gathering *g);
void intake_sample_clear(struct intake_samples *samples);

#endif
