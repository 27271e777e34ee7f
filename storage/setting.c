#include "storage/setting.h"

#include <stdio.h>
#include <string.h>

#include "storage/audit.h"
#include "storage/record.h"
#include "storage/storage_sql.h"
#include "storage/txn.h"

enum hd_rc setting_require_second_person(struct txn *txn, bool *required_out, struct hd_error *err)
{
    STATEMENT_AUTO struct statement *get = NULL;
    bool row;
    enum hd_rc rc = txn_take(txn, storage_setting_get, &get, err);

    if (rc)
        return rc;
    statement_bind_text(get, ":key", SETTING_SECOND_PERSON);
    rc = statement_next(get, &row, err);
    *required_out = !rc && row && !strcmp(statement_text(get, 0), "yes");
    return rc;
}

static enum hd_rc put(struct txn *txn, const char *key, const char *value, struct hd_error *err)
{
    STATEMENT_AUTO struct statement *statement = NULL;
    enum hd_rc rc = txn_take(txn, storage_setting_put, &statement, err);

    if (rc)
        return rc;
    statement_bind_text(statement, ":key", key);
    statement_bind_text(statement, ":value", value);
    return statement_run(statement, err);
}

enum hd_rc record_setting(struct txn *txn, const char *key, const char *value, const char *actor,
                          struct hd_error *err)
{
    char object[AUDIT_OBJECT_MAX];
    enum hd_rc rc = put(txn, key, value, err);

    if (rc)
        return rc;
    txn_touch(txn);
    snprintf(object, sizeof object, "setting/%s", key);
    return audit_put(
        txn,
        &(struct audit_entry){
            .actor = actor, .action = "setting.change", .object = object, .seal = true },
        err);
}
