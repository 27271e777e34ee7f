/* Catalogue items: a document for each vintage, the old ones stay. */
#include <stdio.h>
#include <string.h>

#include "storage/audit.h"
#include "storage/record.h"
#include "storage/storage_sql.h"
#include "storage/txn.h"

static enum hd_rc find(struct txn *txn, const struct catalog_item *item, int64_t *id_out,
                       struct hd_error *err)
{
    STATEMENT_AUTO struct statement *statement = NULL;
    bool row;
    enum hd_rc rc = txn_take(txn, storage_catalog_item_find, &statement, err);

    if (rc)
        return rc;
    statement_bind_text(statement, ":kind", item->kind);
    statement_bind_text(statement, ":code", item->code);
    rc = statement_next(statement, &row, err);
    *id_out = !rc && row ? statement_int(statement, 0) : 0;
    return rc;
}

static enum hd_rc insert(struct txn *txn, const struct catalog_item *item, int64_t *id_out,
                         struct hd_error *err)
{
    STATEMENT_AUTO struct statement *statement = NULL;
    enum hd_rc rc = txn_take(txn, storage_catalog_item_insert, &statement, err);

    if (rc)
        return rc;
    statement_bind_text(statement, ":kind", item->kind);
    statement_bind_text(statement, ":code", item->code);
    rc = statement_run(statement, err);
    *id_out = txn_inserted_id(txn);
    return rc;
}

/* *vintage_out: of the newest one, 0 when there is none; *same_out: it has this document. */
static enum hd_rc compare_newest(struct txn *txn, int64_t id, const char *document,
                                 int64_t *vintage_out, bool *same_out, struct hd_error *err)
{
    STATEMENT_AUTO struct statement *statement = NULL;
    const char *known = NULL;
    bool row = false;
    enum hd_rc rc = txn_take(txn, storage_catalog_vintage_newest, &statement, err);

    if (rc)
        return rc;
    statement_bind_int(statement, ":item_id", id);
    rc = statement_next(statement, &row, err);
    if (rc)
        return rc;
    *vintage_out = row ? statement_int(statement, 0) : 0;
    if (row)
        known = statement_text(statement, 1);
    *same_out = known && document ? !strcmp(known, document) : known == document;
    return HD_OK;
}

static enum hd_rc insert_vintage(struct txn *txn, const struct catalog_item *item, int64_t id,
                                 int64_t vintage, const char *actor, struct hd_error *err)
{
    STATEMENT_AUTO struct statement *statement = NULL;
    enum hd_rc rc = txn_take(txn, storage_catalog_vintage_insert, &statement, err);

    if (rc)
        return rc;
    statement_bind_int(statement, ":item_id", id);
    statement_bind_int(statement, ":vintage", vintage);
    statement_bind_int(statement, ":known_from_at_ms", item->known_from_at_ms);
    statement_bind_int(statement, ":recorded_at_ms", txn->now_at_ms);
    statement_bind_text(statement, ":document", item->document);
    statement_bind_text(statement, ":actor", actor);
    return statement_run(statement, err);
}

static enum hd_rc tell_audit(struct txn *txn, const struct catalog_item *item, int64_t vintage,
                             const char *actor, struct hd_error *err)
{
    const char *action = !item->document ? "catalog.retire"
                         : vintage == 1  ? "catalog.add"
                                         : "catalog.change";
    char object[AUDIT_OBJECT_MAX], detail[48];

    snprintf(object, sizeof object, "%s/%s", item->kind, item->code);
    snprintf(detail, sizeof detail, "{\"vintage\":%lld}", (long long)vintage);
    txn_touch(txn);
    return audit_put(
        txn,
        &(struct audit_entry){
            .actor = actor, .action = action, .object = object, .detail = detail, .seal = true },
        err);
}

static enum hd_rc check(const struct catalog_item *item, struct hd_error *err)
{
    if (!item->kind[0] || strchr(item->kind, '/') || audit_kind_of(item->kind)->name)
        return hd_fail(err, HD_BAD_INPUT, "'%s' is no kind of catalogue item", item->kind);
    if (!item->code[0] || strlen(item->kind) + strlen(item->code) + 2 > AUDIT_OBJECT_MAX)
        return hd_fail(err, HD_BAD_INPUT, "a %s has an empty or too long code", item->kind);
    return HD_OK;
}

enum hd_rc record_catalog_item(struct txn *txn, const struct catalog_item *item, const char *actor,
                               bool *changed_out, struct hd_error *err)
{
    int64_t id = 0, vintage = 0;
    bool same = !item->document; /* what never was cannot be retired */
    enum hd_rc rc = check(item, err);

    *changed_out = false;
    if (!rc)
        rc = find(txn, item, &id, err);
    if (!rc && id)
        rc = compare_newest(txn, id, item->document, &vintage, &same, err);
    if (rc || same)
        return rc;
    if (!id)
        rc = insert(txn, item, &id, err);
    if (!rc)
        rc = insert_vintage(txn, item, id, vintage + 1, actor, err);
    if (!rc)
        rc = tell_audit(txn, item, vintage + 1, actor, err);
    *changed_out = !rc;
    return rc;
}
