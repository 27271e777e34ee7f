/* Slots of the outbox: one message each, at most once under its name. */
#include <string.h>

#include "storage/record.h"
#include "storage/storage_sql.h"
#include "storage/txn.h"

enum hd_rc record_outbox(struct txn *txn, const struct outbox_record *row, bool *fresh_out,
                         int64_t *id_out, struct hd_error *err)
{
    STATEMENT_AUTO struct statement *insert = NULL;
    enum hd_rc rc = txn_take(txn, storage_outbox_insert, &insert, err);

    if (rc)
        return rc;
    statement_bind_text(insert, ":slot", row->slot);
    statement_bind_text(insert, ":channel", row->channel);
    statement_bind_text(insert, ":recipient", row->recipient);
    statement_bind_text(insert, ":message_id", row->message_id);
    statement_bind_text(insert, ":subject", row->subject);
    statement_bind_blob(insert, ":message", row->message, row->message_len);
    statement_bind_int(insert, ":next_at_ms", row->not_before_at_ms);
    statement_bind_int(insert, ":now_at_ms", txn->now_at_ms);
    rc = statement_run(insert, err);
    *fresh_out = !rc && txn_affected(txn) > 0;
    *id_out = *fresh_out ? txn_inserted_id(txn) : 0;
    return rc;
}

static bool is_state(const char *state)
{
    return !strcmp(state, "queued") || !strcmp(state, "sending") || !strcmp(state, "sent") ||
           !strcmp(state, "failed");
}

enum hd_rc record_outbox_state(struct txn *txn, int64_t id, const char *state, const char *error,
                               int64_t next_at_ms, struct hd_error *err)
{
    STATEMENT_AUTO struct statement *move = NULL;
    enum hd_rc rc;

    if (!is_state(state))
        return hd_fail(err, HD_BAD_INPUT, "'%s' is no state of the outbox", state);
    rc = txn_take(txn, storage_outbox_move, &move, err);
    if (rc)
        return rc;
    statement_bind_int(move, ":id", id);
    statement_bind_text(move, ":state", state);
    statement_bind_text(move, ":error", error ? error : "");
    statement_bind_int(move, ":next_at_ms", next_at_ms);
    statement_bind_int(move, ":now_at_ms", txn->now_at_ms);
    rc = statement_run(move, err);
    if (!rc && !txn_affected(txn))
        rc = hd_fail(err, HD_CONFLICT, "message %lld is not open", (long long)id);
    return rc;
}
