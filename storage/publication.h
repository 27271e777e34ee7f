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
                                         const struct incoming *rows, size_t count,
                                         struct hd_error *err);

/* The chain value of a publication is the digest of the one before, the submission's own row,
 * and each observation in the order of the table.  Verification makes it in the same way. */
HD_MUST_CHECK enum hd_rc publication_digest_begin(struct reader *session, int64_t submission_id,
                                                  const unsigned char before[static DIGEST_BYTES],
                                                  struct digest *digest, struct hd_error *err);

struct series_name; /* remembers the series asked for last */
struct publication_row {
    int64_t series_id, period_key, vintage, published_at_ms;
    const char *value, *status, *comment;
};
HD_MUST_CHECK enum hd_rc publication_digest_row(struct reader *session, struct series_name *name,
                                                const struct publication_row *row,
                                                struct digest *digest, struct hd_error *err);

struct series_name *series_name_create(void);
void series_name_destroy(struct series_name **name);

#endif
