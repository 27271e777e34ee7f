/* storage/publication.h - private to storage/: rows become vintages, and the chain over them. */
#ifndef HEDEF_STORAGE_PUBLICATION_H
#define HEDEF_STORAGE_PUBLICATION_H

#include <stddef.h>
#include <stdint.h>

#include "storage/digest.h"
#include "storage/vintage.h"

struct reader;
struct txn;

/* Sorted and classified rows of a submission that is approved and numbered
 * (state.submission_count + 1): makes releases and observations, and ends the chain here. */
HD_MUST_CHECK enum hd_rc publication_put(struct txn *txn, int64_t submission_id,
                                         const struct bundle *bundle, const struct bundle_row *rows,
                                         size_t count, struct hd_error *err);

/* The chain has two levels.  From one observation to the next within a release and a series: */
struct publication_row {
    int64_t series_id, period_key, vintage, release_id;
    const char *value, *status, *comment;
};
void publication_chain_row(unsigned char hash[static DIGEST_BYTES],
                           const struct publication_row *row);
/* And from one publication to the next, over the submission's own row, its releases and their
 * series with the hashes above.  Verification makes it in the same way. */
HD_MUST_CHECK enum hd_rc publication_hash(struct reader *session, int64_t submission_id,
                                          const unsigned char before[static DIGEST_BYTES],
                                          unsigned char out[static DIGEST_BYTES],
                                          struct hd_error *err);

#endif
