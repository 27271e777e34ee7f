/* Sources made by hand: each life of a name is a row, sealed by its audit event. */
#include "storage/source.h"

#include <stdio.h>
#include <string.h>

#include "storage/audit.h"
#include "storage/storage_sql.h"
#include "storage/txn.h"

static enum hd_rc tell_audit(struct txn *txn, const char *name, const char *action,
                             const char *actor, struct hd_error *err)
{
    char object[AUDIT_OBJECT_MAX];

    snprintf(object, sizeof object, "source/%s", name);
    txn_touch(txn);
    return audit_put(
        txn,
        &(struct audit_entry){ .actor = actor, .action = action, .object = object, .seal = true },
        err);
}

/* *same_out: the living one of that name has this very document. */
static enum hd_rc look(struct txn *txn, const char *name, const char *document, bool *living_out,
                       bool *same_out, struct hd_error *err)
{
    STATEMENT_AUTO struct statement *get = NULL;
    enum hd_rc rc = txn_take(txn, storage_source_get, &get, err);

    if (rc)
        return rc;
    statement_bind_text(get, ":name", name);
    rc = statement_next(get, living_out, err);
    *same_out = !rc && *living_out && !strcmp(statement_text(get, 0), document);
    return rc;
}

static enum hd_rc end(struct txn *txn, const char *name, struct hd_error *err)
{
    STATEMENT_AUTO struct statement *update = NULL;
    enum hd_rc rc = txn_take(txn, storage_source_end, &update, err);

    if (rc)
        return rc;
    statement_bind_text(update, ":name", name);
    statement_bind_int(update, ":at_ms", txn->now_at_ms);
    rc = statement_run(update, err);
    if (!rc && !txn_affected(txn))
        rc = hd_fail(err, HD_NOT_FOUND, "there is no source '%s' that was made by hand", name);
    return rc;
}

static enum hd_rc insert(struct txn *txn, const char *name, const char *document, const char *actor,
                         struct hd_error *err)
{
    STATEMENT_AUTO struct statement *statement = NULL;
    enum hd_rc rc = txn_take(txn, storage_source_insert, &statement, err);

    if (rc)
        return rc;
    statement_bind_text(statement, ":name", name);
    statement_bind_text(statement, ":document", document);
    statement_bind_text(statement, ":actor", actor);
    statement_bind_int(statement, ":created_at_ms", txn->now_at_ms);
    return statement_run(statement, err);
}

static enum hd_rc clear_state(struct txn *txn, const char *name, struct hd_error *err)
{
    STATEMENT_AUTO struct statement *statement = NULL;
    enum hd_rc rc = txn_take(txn, storage_source_state_clear, &statement, err);

    if (rc)
        return rc;
    statement_bind_text(statement, ":name", name);
    return statement_run(statement, err);
}

enum hd_rc source_put(struct txn *txn, const char *name, const char *document, bool replace,
                      const char *actor, struct hd_error *err)
{
    bool living = false, same = false;
    enum hd_rc rc = look(txn, name, document, &living, &same, err);

    if (rc || (same && replace))
        return rc;
    if (living && !replace)
        return hd_fail(err, HD_CONFLICT, "there is a source '%s' already", name);
    rc = living ? end(txn, name, err) : HD_OK;
    if (!rc)
        rc = insert(txn, name, document, actor, err);
    if (!rc)
        rc = clear_state(txn, name, err);
    return rc ? rc : tell_audit(txn, name, living ? "source.change" : "source.add", actor, err);
}

enum hd_rc source_remove(struct txn *txn, const char *name, const char *actor, struct hd_error *err)
{
    enum hd_rc rc = end(txn, name, err);

    if (!rc)
        rc = clear_state(txn, name, err);
    return rc ? rc : tell_audit(txn, name, "source.remove", actor, err);
}

/* ---- tokens ---- */

enum hd_rc token_use_put(struct txn *txn, int64_t token_id, struct hd_error *err)
{
    STATEMENT_AUTO struct statement *put = NULL;
    enum hd_rc rc = txn_take(txn, storage_token_use_put, &put, err);

    if (rc)
        return rc;
    statement_bind_int(put, ":token_id", token_id);
    statement_bind_int(put, ":at_ms", txn->now_at_ms);
    return statement_run(put, err);
}
