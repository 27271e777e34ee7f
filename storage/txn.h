/* storage/txn.h - private to storage/: the writing transaction as the writing modules see it. */
#ifndef HEDEF_STORAGE_TXN_H
#define HEDEF_STORAGE_TXN_H

#include <stdbool.h>
#include <stdint.h>

#include "storage/digest.h"
#include "storage/session.h"
#include "storage/store.h"

/* The row of table store_state.  Kept in memory while the store is open, written with each
 * commit, taken back when a part of a transaction is undone. */
struct store_state {
    int64_t installed_at_ms, last_commit_at_ms, change_seq;
    int64_t audit_count, submission_count;
    unsigned char audit_hash[DIGEST_BYTES], submission_hash[DIGEST_BYTES];
};

struct txn {
    struct reader *session;
    int64_t now_at_ms;
    struct store_state state;
    bool changed;      /* something that a picture shows */
    enum hd_rc spoilt; /* half of something was written: the job fails whatever its fn returns */
};

HD_MUST_CHECK enum hd_rc store_state_read(struct reader *session, struct store_state *state,
                                          struct hd_error *err);
HD_MUST_CHECK enum hd_rc store_state_write(struct reader *session, const struct store_state *state,
                                           struct hd_error *err);

static inline void txn_touch(struct txn *txn)
{
    txn->changed = true;
}

/* A part that can be undone alone.  Each begin is followed by exactly one keep or undo. */
struct txn_part {
    struct store_state state;
    bool changed;
};
HD_MUST_CHECK enum hd_rc txn_part_begin(struct txn *txn, struct txn_part *part,
                                        struct hd_error *err);
HD_MUST_CHECK enum hd_rc txn_part_keep(struct txn *txn, struct hd_error *err);
void txn_part_undo(struct txn *txn, const struct txn_part *part);

/* A statement of storage/sqlite/ for this transaction. */
static inline HD_MUST_CHECK enum hd_rc txn_take(struct txn *txn, const char *sql,
                                                struct statement **out, struct hd_error *err)
{
    return statement_take(txn->session, sql, out, err);
}

static inline int64_t txn_inserted_id(const struct txn *txn)
{
    return txn->session->driver->inserted_id(txn->session->connection);
}

static inline int64_t txn_affected(const struct txn *txn)
{
    return txn->session->driver->affected(txn->session->connection);
}

#endif
