#include "storage/txn.h"

#include <string.h>

#include "storage/record.h"
#include "storage/storage_sql.h"

int64_t txn_now_at_ms(struct txn *txn)
{
    return txn->now_at_ms;
}

struct reader *txn_reader(struct txn *txn)
{
    return txn->session;
}

/* ---- parts ---- */

static const char part_begin[] = "savepoint part";
static const char part_keep[] = "release part";
static const char part_undo[] = "rollback to part";

static enum hd_rc run_cached(struct txn *txn, const char *sql, struct hd_error *err)
{
    STATEMENT_AUTO struct statement *statement = NULL;
    enum hd_rc rc = txn_take(txn, sql, &statement, err);

    return rc ? rc : statement_run(statement, err);
}

enum hd_rc txn_part_begin(struct txn *txn, struct txn_part *part, struct hd_error *err)
{
    *part = (struct txn_part){ .state = txn->state, .changed = txn->changed };
    return run_cached(txn, part_begin, err);
}

enum hd_rc txn_part_keep(struct txn *txn, struct hd_error *err)
{
    return run_cached(txn, part_keep, err);
}

void txn_part_undo(struct txn *txn, const struct txn_part *part)
{
    struct hd_error ignored;

    /* Fails only when the whole transaction is gone already; the writer looks for that. */
    if (!run_cached(txn, part_undo, &ignored) && run_cached(txn, part_keep, &ignored))
        txn->session->driver->rollback(txn->session->connection);
    txn->state = part->state;
    txn->changed = part->changed;
}

/* ---- the store's own row ---- */

static enum hd_rc read_hash(struct statement *statement, int column, unsigned char *out,
                            struct hd_error *err)
{
    size_t len;
    const void *bytes = statement_blob(statement, column, &len);

    if (len != DIGEST_BYTES)
        return hd_fail(err, HD_CORRUPT, "the store's own row has a hash of %zu bytes", len);
    memcpy(out, bytes, DIGEST_BYTES);
    return HD_OK;
}

enum hd_rc store_state_read(struct reader *session, struct store_state *state, struct hd_error *err)
{
    STATEMENT_AUTO struct statement *statement = NULL;
    bool row = false;
    enum hd_rc rc = statement_take(session, storage_store_state_get, &statement, err);

    if (!rc)
        rc = statement_next(statement, &row, err);
    if (rc)
        return rc;
    if (!row)
        return hd_fail(err, HD_CORRUPT, "the store's own row is missing");
    state->installed_at_ms = statement_int(statement, 0);
    state->last_commit_at_ms = statement_int(statement, 1);
    state->change_seq = statement_int(statement, 2);
    state->audit_count = statement_int(statement, 3);
    state->submission_count = statement_int(statement, 5);
    rc = read_hash(statement, 4, state->audit_hash, err);
    return rc ? rc : read_hash(statement, 6, state->submission_hash, err);
}

enum hd_rc store_state_write(struct reader *session, const struct store_state *state,
                             struct hd_error *err)
{
    STATEMENT_AUTO struct statement *statement = NULL;
    enum hd_rc rc = statement_take(session, storage_store_state_put, &statement, err);

    if (rc)
        return rc;
    statement_bind_int(statement, ":installed_at_ms", state->installed_at_ms);
    statement_bind_int(statement, ":last_commit_at_ms", state->last_commit_at_ms);
    statement_bind_int(statement, ":change_seq", state->change_seq);
    statement_bind_int(statement, ":audit_count", state->audit_count);
    statement_bind_blob(statement, ":audit_hash", state->audit_hash, DIGEST_BYTES);
    statement_bind_int(statement, ":submission_count", state->submission_count);
    statement_bind_blob(statement, ":submission_hash", state->submission_hash, DIGEST_BYTES);
    return statement_run(statement, err);
}
