/* Runs of sources with what they got, and how each source fares because of them. */
#include <string.h>

#include "storage/source.h"
#include "storage/storage_sql.h"
#include "storage/txn.h"

static const char *const words[] = {
    [FETCH_NEW] = "new",   [FETCH_UNCHANGED] = "unchanged", [FETCH_NOT_MODIFIED] = "not_modified",
    [FETCH_HELD] = "held", [FETCH_REFUSED] = "refused",     [FETCH_FAILED] = "failed",
};

const char *fetch_outcome_word(enum fetch_outcome outcome)
{
    return words[outcome];
}

/* ---- the run ---- */

static void bind_run(struct statement *insert, const struct fetch_record *fetch)
{
    const struct {
        const char *name;
        int64_t value;
    } numbers[] = {
        { ":started_at_ms", fetch->started_at_ms },
        { ":duration_ms", fetch->duration_ms },
        { ":rows", fetch->rows },
        { ":added", fetch->added },
        { ":changed", fetch->changed },
        { ":unchanged", fetch->unchanged },
        { ":refused", fetch->refused },
        { ":held", fetch->held },
        { ":waiting", fetch->waiting },
        { ":samples", fetch->samples },
        { ":submission_id", fetch->submission_id },
        { ":held_id", fetch->held_id },
    };

    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
        statement_bind_int(insert, numbers[i].name, numbers[i].value);
    statement_bind_text(insert, ":source", fetch->source);
    statement_bind_text(insert, ":cause", fetch->cause);
    statement_bind_text(insert, ":actor", fetch->actor);
    statement_bind_text(insert, ":outcome", words[fetch->outcome]);
    statement_bind_text(insert, ":code", fetch->code);
    statement_bind_text(insert, ":message", fetch->message);
    statement_bind_text(insert, ":report", fetch->report);
}

static enum hd_rc insert_run(struct txn *txn, const struct fetch_record *fetch, int64_t *id_out,
                             struct hd_error *err)
{
    STATEMENT_AUTO struct statement *insert = NULL;
    enum hd_rc rc = txn_take(txn, storage_fetch_insert, &insert, err);

    if (rc)
        return rc;
    bind_run(insert, fetch);
    rc = statement_run(insert, err);
    *id_out = txn_inserted_id(txn);
    return rc;
}

/* ---- what it got ---- */

static enum hd_rc insert_body(struct txn *txn, int64_t fetch, size_t number,
                              const struct fetch_body_record *body, struct hd_error *err)
{
    STATEMENT_AUTO struct statement *insert = NULL;
    enum hd_rc rc = txn_take(txn, storage_fetch_body_insert, &insert, err);

    if (rc)
        return rc;
    statement_bind_int(insert, ":fetch_id", fetch);
    statement_bind_int(insert, ":number", (int64_t)number);
    statement_bind_text(insert, ":name", body->name);
    statement_bind_text(insert, ":type", body->type);
    statement_bind_int(insert, ":status", body->status);
    statement_bind_int(insert, ":modified_at_ms", body->modified_at_ms);
    statement_bind_text(insert, ":checksum", body->checksum);
    statement_bind_int(insert, ":size", body->size);
    statement_bind_int(insert, ":wire_size", body->wire_size);
    return statement_run(insert, err);
}

static enum hd_rc keep_known(struct txn *txn, const struct fetch_body_record *body, int64_t at_ms,
                             bool *known_out, struct hd_error *err)
{
    STATEMENT_AUTO struct statement *update = NULL;
    enum hd_rc rc = txn_take(txn, storage_fetch_bytes_keep, &update, err);

    if (rc)
        return rc;
    statement_bind_text(update, ":checksum", body->checksum);
    statement_bind_int(update, ":at_ms", at_ms);
    rc = statement_run(update, err);
    *known_out = !rc && txn_affected(txn) > 0;
    return rc;
}

static enum hd_rc keep_bytes(struct txn *txn, const struct fetch_body_record *body, int64_t at_ms,
                             struct hd_error *err)
{
    STATEMENT_AUTO struct statement *insert = NULL;
    bool known = false;
    enum hd_rc rc = keep_known(txn, body, at_ms, &known, err);

    if (rc || known || !body->packed || body->packed_len > FETCH_PACKED_MAX)
        return rc;
    rc = txn_take(txn, storage_fetch_bytes_insert, &insert, err);
    if (rc)
        return rc;
    statement_bind_text(insert, ":checksum", body->checksum);
    statement_bind_blob(insert, ":packed", body->packed, body->packed_len);
    statement_bind_int(insert, ":size", body->size);
    statement_bind_int(insert, ":kept_from_at_ms", at_ms);
    return statement_run(insert, err);
}

/* ---- how the source fares ---- */

static enum hd_rc put_state(struct txn *txn, const struct fetch_record *fetch, struct hd_error *err)
{
    STATEMENT_AUTO struct statement *put = NULL;
    bool good =
        fetch->outcome == FETCH_REFUSED ? fetch->one_of_many : fetch->outcome != FETCH_FAILED;
    enum hd_rc rc = txn_take(txn, storage_source_state_put, &put, err);

    if (rc)
        return rc;
    statement_bind_text(put, ":name", fetch->source);
    statement_bind_int(put, ":at_ms", fetch->started_at_ms);
    statement_bind_int(put, ":good", good);
    statement_bind_int(put, ":new", fetch->outcome == FETCH_NEW);
    statement_bind_text(put, ":code", fetch->code);
    statement_bind_text(put, ":message", fetch->message);
    if (fetch->mark)
        statement_bind_text(put, ":mark", fetch->mark);
    return statement_run(put, err);
}

enum hd_rc fetch_put(struct txn *txn, const struct fetch_record *fetch, int64_t *id_out,
                     struct hd_error *err)
{
    enum hd_rc rc = insert_run(txn, fetch, id_out, err);

    for (size_t i = 0; !rc && i < fetch->body_count; i++) {
        rc = insert_body(txn, *id_out, i + 1, &fetch->bodies[i], err);
        if (!rc)
            rc = keep_bytes(txn, &fetch->bodies[i], fetch->started_at_ms, err);
    }
    if (!rc)
        rc = put_state(txn, fetch, err);
    return rc ? hd_context(err, "run of source '%s'", fetch->source) : HD_OK;
}

/* ---- retention ---- */

static enum hd_rc forget(struct txn *txn, const char *sql, int64_t before_at_ms, int64_t *count_out,
                         struct hd_error *err)
{
    STATEMENT_AUTO struct statement *statement = NULL;
    enum hd_rc rc = txn_take(txn, sql, &statement, err);

    if (rc)
        return rc;
    statement_bind_int(statement, ":before", before_at_ms);
    rc = statement_run(statement, err);
    *count_out = rc ? 0 : txn_affected(txn);
    return rc;
}

enum hd_rc fetch_forget(struct txn *txn, int64_t bytes_before_at_ms, int64_t runs_before_at_ms,
                        int64_t *bytes_out, int64_t *runs_out, struct hd_error *err)
{
    int64_t bodies;
    enum hd_rc rc = forget(txn, storage_fetch_bytes_forget, bytes_before_at_ms, bytes_out, err);

    *runs_out = 0;
    if (!rc)
        rc = forget(txn, storage_fetch_body_forget, runs_before_at_ms, &bodies, err);
    if (!rc)
        rc = forget(txn, storage_fetch_forget, runs_before_at_ms, runs_out, err);
    return rc;
}
