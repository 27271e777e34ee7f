#include "storage/setting.h"

#include <stdio.h>
#include <string.h>

#include "storage/audit.h"
#include "storage/record.h"
#include "storage/storage_sql.h"
#include "storage/txn.h"

const char *const record_switches[] = { SETTING_SECOND_PERSON, SETTING_SECOND_PERSON_TARGETS,
                                        NULL };

enum hd_rc setting_is_on(struct txn *txn, const char *key, bool *on_out, struct hd_error *err)
{
    STATEMENT_AUTO struct statement *get = NULL;
    bool row;
    enum hd_rc rc = txn_take(txn, storage_setting_get, &get, err);

    if (rc)
        return rc;
    statement_bind_text(get, ":key", key);
    rc = statement_next(get, &row, err);
    *on_out = !rc && row && !strcmp(statement_text(get, 0), "yes");
    return rc;
}

enum hd_rc setting_require_second_person(struct txn *txn, bool *required_out, struct hd_error *err)
{
    return setting_is_on(txn, SETTING_SECOND_PERSON, required_out, err);
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

enum hd_rc record_switch(struct txn *txn, const char *key, bool on, const char *actor,
                         bool *changed_out, struct hd_error *err)
{
    const char *const *known = record_switches;
    bool before = false;
    enum hd_rc rc;

    *changed_out = false;
    while (*known && strcmp(*known, key) != 0)
        known++;
    if (!*known)
        return hd_fail(err, HD_NOT_FOUND, "there is no setting '%s'", key);
    rc = setting_is_on(txn, key, &before, err);
    if (rc || before == on)
        return rc;
    *changed_out = true;
    return record_setting(txn, key, on ? "yes" : "no", actor, err);
}
