/* storage/source.h - sources of values: those made by hand, how each fares, and what they fetched.
 * Each call belongs to the caller's transaction; what people do is audited in it. */
#ifndef HEDEF_STORAGE_SOURCE_H
#define HEDEF_STORAGE_SOURCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/error.h"

struct txn;

/* ---- instances made over the API or command line ---- */

/* document: canonical JSON of option -> text.  HD_CONFLICT: the name is taken, unless replace (the
 * same document again changes nothing).  Its state begins anew. */
HD_MUST_CHECK enum hd_rc source_put(struct txn *txn, const char *name, const char *document,
                                    bool replace, const char *actor, struct hd_error *err);
HD_MUST_CHECK enum hd_rc source_remove(struct txn *txn, const char *name, const char *actor,
                                       struct hd_error *err); /* HD_NOT_FOUND */

/* ---- runs ---- */

enum fetch_outcome {
    FETCH_NEW,          /* something was added, changed, or a sample came */
    FETCH_UNCHANGED,    /* everything was known */
    FETCH_NOT_MODIFIED, /* the source said so itself */
    FETCH_HELD,         /* all that is new waits for approval */
    FETCH_REFUSED,      /* it came, and was no good: nothing was taken */
    FETCH_FAILED,       /* it did not come */
};
const char *fetch_outcome_word(enum fetch_outcome outcome); /* "new" "not_modified" ... */

/* More packed bytes than these are not kept: one row of the store has 16 MiB at most. */
#define FETCH_PACKED_MAX ((size_t)15 * 1024 * 1024)

struct fetch_body_record {
    const char *name, *type;
    long status;
    int64_t modified_at_ms;
    const char *checksum; /* BLAKE2b-256, hex */
    int64_t size, wire_size;
    const void *packed; /* zlib; NULL: the bytes are not to be kept (but those already there are) */
    size_t packed_len;
};

struct fetch_record {
    const char *source, *cause, *actor;
    int64_t started_at_ms, duration_ms;
    enum fetch_outcome outcome;
    const char *code, *message; /* "" when nothing was wrong */
    int64_t rows, added, changed, unchanged, refused, held, waiting, samples;
    int64_t submission_id, held_id; /* 0: none */
    const char *report;             /* JSON */
    const struct fetch_body_record *bodies;
    size_t body_count;
    const char *mark; /* the transport's; NULL: as it was */
    bool one_of_many; /* each body is a run: one that is refused says nothing against the source */
};
/* The run, its bodies (bytes that are there already are only kept longer), and the state of the
 * source that follows from it: a failed or refused one counts as a failure, any other ends them. */
HD_MUST_CHECK enum hd_rc fetch_put(struct txn *txn, const struct fetch_record *fetch,
                                   int64_t *id_out, struct hd_error *err);
/* Drops bytes last fetched before one instant, and runs of before another that led to no
 * submission, but the newest of each source.  Counts what went. */
HD_MUST_CHECK enum hd_rc fetch_forget(struct txn *txn, int64_t bytes_before_at_ms,
                                      int64_t runs_before_at_ms, int64_t *bytes_out,
                                      int64_t *runs_out, struct hd_error *err);

/* ---- tokens ---- */

/* At most once a minute for each token, so that reading does not write all the time. */
HD_MUST_CHECK enum hd_rc token_use_put(struct txn *txn, int64_t token_id, struct hd_error *err);

#endif
