#include "storage/audit.h"

#include <stdio.h>
#include <string.h>

#include "storage/record.h"
#include "storage/storage_sql.h"
#include "storage/txn.h"

const struct audit_kind audit_kinds[] = {
    { "submission",
      storage_seal_submission_count,
      { storage_seal_submission, storage_seal_submission_rows },
      0,
      0 },
    { "setting", storage_seal_setting_count, { storage_seal_setting, NULL }, 0, 0 },
    { "user", storage_seal_user_count, { storage_seal_user, NULL }, 0, 0 },
    { "token", storage_seal_token_count, { storage_seal_token, storage_seal_token_source }, 0, 4 },
    { "target_change",
      storage_seal_target_change_count,
      { storage_seal_target_change, NULL },
      3,
      0 },
    { "source", storage_seal_source_count, { storage_seal_source, NULL }, 4, 0 },
    { NULL, storage_seal_catalog_count, { storage_seal_catalog, NULL }, 0, 0 },
};

const struct audit_kind *audit_kind_of(const char *object)
{
    size_t len = strcspn(object, "/");
    const struct audit_kind *kind = audit_kinds;

    while (kind->name && (strlen(kind->name) != len || strncmp(kind->name, object, len) != 0))
        kind++;
    return kind;
}

/* ---- seals ---- */

static enum hd_rc seal_rows(struct reader *session, const char *sql, const char *object,
                            struct digest *digest, struct hd_error *err)
{
    STATEMENT_AUTO struct statement *statement = NULL;
    char kind[AUDIT_OBJECT_MAX];
    const char *key = strchr(object, '/');
    bool row;
    enum hd_rc rc = statement_take(session, sql, &statement, err);

    if (rc)
        return rc;
    if (audit_kind_of(object)->name == NULL) {
        snprintf(kind, sizeof kind, "%.*s", (int)strcspn(object, "/"), object);
        statement_bind_text(statement, ":kind", kind);
    }
    statement_bind_text(statement, ":key", key ? key + 1 : "");
    while (!(rc = statement_next(statement, &row, err)) && row) {
        int columns = statement_columns(statement);

        digest_int(digest, columns);
        for (int i = 0; i < columns; i++)
            statement_digest(statement, i, digest);
    }
    return rc;
}

/* How many of the kind's rows the schema of this file knows. */
static enum hd_rc count_rows(struct reader *session, const struct audit_kind *kind,
                             size_t *count_out, struct hd_error *err)
{
    int version = kind->second_since;
    enum hd_rc rc = HD_OK;

    if (kind->second_since)
        rc = session->driver->version(session->connection, &version, err);
    *count_out = !kind->rows[1] || version < kind->second_since ? 1 : 2;
    return rc;
}

enum hd_rc audit_seal(struct reader *session, const char *object,
                      unsigned char out[static DIGEST_BYTES], struct hd_error *err)
{
    const struct audit_kind *kind = audit_kind_of(object);
    struct digest digest;
    size_t count = 1;
    enum hd_rc rc = count_rows(session, kind, &count, err);

    digest_begin(&digest, "seal");
    digest_text(&digest, object);
    for (size_t i = 0; i < count && !rc; i++)
        rc = seal_rows(session, kind->rows[i], object, &digest, err);
    digest_end(&digest, out);
    return rc;
}

/* ---- events ---- */

void audit_hash(const unsigned char before[static DIGEST_BYTES], const struct audit_event *event,
                unsigned char out[static DIGEST_BYTES])
{
    struct digest digest;

    digest_begin(&digest, "audit");
    digest_bytes(&digest, before, DIGEST_BYTES);
    digest_int(&digest, event->id);
    digest_int(&digest, event->at_ms);
    digest_text(&digest, event->actor);
    digest_text(&digest, event->action);
    digest_text(&digest, event->object);
    digest_text(&digest, event->detail);
    digest_bytes(&digest, event->seal, event->seal ? DIGEST_BYTES : 0);
    digest_end(&digest, out);
}

static enum hd_rc insert_event(struct txn *txn, const struct audit_event *event,
                               const unsigned char hash[static DIGEST_BYTES], struct hd_error *err)
{
    STATEMENT_AUTO struct statement *insert = NULL;
    enum hd_rc rc = txn_take(txn, storage_audit_insert, &insert, err);

    if (rc)
        return rc;
    statement_bind_int(insert, ":id", event->id);
    statement_bind_int(insert, ":at_ms", event->at_ms);
    statement_bind_text(insert, ":actor", event->actor);
    statement_bind_text(insert, ":action", event->action);
    statement_bind_text(insert, ":object", event->object);
    statement_bind_text(insert, ":detail", event->detail);
    if (event->seal)
        statement_bind_blob(insert, ":seal", event->seal, DIGEST_BYTES);
    statement_bind_blob(insert, ":hash", hash, DIGEST_BYTES);
    return statement_run(insert, err);
}

enum hd_rc audit_put(struct txn *txn, const struct audit_entry *entry, struct hd_error *err)
{
    unsigned char seal[DIGEST_BYTES], hash[DIGEST_BYTES];
    struct audit_event event = {
        .id = txn->state.audit_count + 1,
        .at_ms = txn->now_at_ms,
        .actor = entry->actor,
        .action = entry->action,
        .object = entry->object,
        .detail = entry->detail ? entry->detail : "{}",
        .seal = entry->seal ? seal : NULL,
    };
    enum hd_rc rc = HD_OK;

    if (strlen(entry->object) >= AUDIT_OBJECT_MAX)
        return hd_fail(err, HD_LIMIT, "a name of more than %d bytes", AUDIT_OBJECT_MAX - 1);
    if (entry->seal)
        rc = audit_seal(txn->session, entry->object, seal, err);
    if (rc)
        return rc;
    audit_hash(txn->state.audit_hash, &event, hash);
    rc = insert_event(txn, &event, hash, err);
    if (rc)
        return hd_context(err, "audit event %s", entry->action);
    txn->state.audit_count = event.id;
    memcpy(txn->state.audit_hash, hash, DIGEST_BYTES);
    return HD_OK;
}

enum hd_rc record_audit(struct txn *txn, const char *actor, const char *action, const char *object,
                        const char *detail_json, struct hd_error *err)
{
    return audit_put(
        txn,
        &(struct audit_entry){
            .actor = actor, .action = action, .object = object, .detail = detail_json },
        err);
}
