/* Alerts and their events. */
#include <stdio.h>

#include "storage/audit.h"
#include "storage/record.h"
#include "storage/storage_sql.h"
#include "storage/txn.h"

static void bind_common(struct statement *statement, const struct alert_record *alert)
{
    statement_bind_text(statement, ":severity", alert->severity);
    statement_bind_text(statement, ":document", alert->document);
    statement_bind_int(statement, ":promised_day", alert->promised_day);
    statement_bind_int(statement, ":streak", alert->streak);
    statement_bind_text(statement, ":last_period", alert->last_period);
    statement_bind_int(statement, ":before_install", alert->before_install);
}

static enum hd_rc check_living(struct txn *txn, const struct alert_record *alert,
                               struct hd_error *err)
{
    STATEMENT_AUTO struct statement *find = NULL;
    bool row;
    enum hd_rc rc = txn_take(txn, storage_alert_find_living, &find, err);

    if (rc)
        return rc;
    statement_bind_text(find, ":kind", alert->kind);
    statement_bind_text(find, ":subject", alert->subject);
    statement_bind_text(find, ":first_period", alert->first_period);
    rc = statement_next(find, &row, err);
    if (!rc && row)
        rc = hd_fail(err, HD_CONFLICT, "alert %lld for %s '%s' from %s is open already",
                     (long long)statement_int(find, 0), alert->kind, alert->subject,
                     alert->first_period);
    return rc;
}

static enum hd_rc insert(struct txn *txn, const struct alert_record *alert, int64_t *id_out,
                         struct hd_error *err)
{
    STATEMENT_AUTO struct statement *statement = NULL;
    enum hd_rc rc = check_living(txn, alert, err);

    if (!rc)
        rc = txn_take(txn, storage_alert_insert, &statement, err);
    if (rc)
        return rc;
    statement_bind_text(statement, ":kind", alert->kind);
    statement_bind_text(statement, ":subject", alert->subject);
    statement_bind_text(statement, ":first_period", alert->first_period);
    statement_bind_text(statement, ":state", alert->state);
    statement_bind_int(statement, ":opened_at_ms", alert->opened_at_ms);
    bind_common(statement, alert);
    rc = statement_run(statement, err);
    *id_out = txn_inserted_id(txn);
    return rc;
}

static enum hd_rc update(struct txn *txn, const struct alert_record *alert, struct hd_error *err)
{
    STATEMENT_AUTO struct statement *statement = NULL;
    enum hd_rc rc = txn_take(txn, storage_alert_update, &statement, err);

    if (rc)
        return rc;
    statement_bind_int(statement, ":id", alert->id);
    bind_common(statement, alert);
    rc = statement_run(statement, err);
    if (!rc && !txn_affected(txn))
        rc = hd_fail(err, HD_NOT_FOUND, "there is no alert %lld", (long long)alert->id);
    return rc;
}

enum hd_rc record_alert(struct txn *txn, const struct alert_record *alert, int64_t *id_out,
                        struct hd_error *err)
{
    txn_touch(txn);
    if (!alert->id)
        return insert(txn, alert, id_out, err);
    *id_out = alert->id;
    return update(txn, alert, err);
}

/* ---- events ---- */

static enum hd_rc get_state(struct txn *txn, int64_t id, char out[static 16], struct hd_error *err)
{
    STATEMENT_AUTO struct statement *get = NULL;
    bool row;
    enum hd_rc rc = txn_take(txn, storage_alert_get_state, &get, err);

    if (rc)
        return rc;
    statement_bind_int(get, ":id", id);
    rc = statement_next(get, &row, err);
    if (!rc && !row)
        rc = hd_fail(err, HD_NOT_FOUND, "there is no alert %lld", (long long)id);
    if (!rc)
        snprintf(out, 16, "%s", statement_text(get, 0));
    return rc;
}

struct event {
    int64_t alert_id, promised_day, run_id, at_ms;
    const char *from, *to, *actor, *note;
};

static enum hd_rc insert_event(struct txn *txn, const struct event *event, struct hd_error *err)
{
    STATEMENT_AUTO struct statement *insert_one = NULL;
    enum hd_rc rc = txn_take(txn, storage_alert_event_insert, &insert_one, err);

    if (rc)
        return rc;
    statement_bind_int(insert_one, ":alert_id", event->alert_id);
    statement_bind_text(insert_one, ":from_state", event->from);
    statement_bind_text(insert_one, ":to_state", event->to);
    statement_bind_text(insert_one, ":actor", event->actor);
    statement_bind_text(insert_one, ":note", event->note);
    statement_bind_int(insert_one, ":promised_day", event->promised_day);
    statement_bind_int(insert_one, ":run_id", event->run_id);
    statement_bind_int(insert_one, ":at_ms", event->at_ms);
    return statement_run(insert_one, err);
}

static enum hd_rc move(struct txn *txn, const struct event *event, struct hd_error *err)
{
    STATEMENT_AUTO struct statement *statement = NULL;
    enum hd_rc rc = txn_take(txn, storage_alert_move, &statement, err);

    if (rc)
        return rc;
    statement_bind_int(statement, ":id", event->alert_id);
    statement_bind_text(statement, ":state", event->to);
    statement_bind_int(statement, ":promised_day", event->promised_day);
    statement_bind_int(statement, ":changed_at_ms", event->at_ms);
    return statement_run(statement, err);
}

static enum hd_rc tell_audit(struct txn *txn, const struct event *event, struct hd_error *err)
{
    char object[40], action[32];

    snprintf(object, sizeof object, "alert/%lld", (long long)event->alert_id);
    snprintf(action, sizeof action, "alert.%s", event->to);
    return audit_put(
        txn, &(struct audit_entry){ .actor = event->actor, .action = action, .object = object },
        err);
}

enum hd_rc record_alert_event(struct txn *txn, int64_t alert_id, const char *to, const char *actor,
                              const char *note, int64_t promised_day, int64_t run_id, int64_t at_ms,
                              struct hd_error *err)
{
    char from[16];
    struct event event = {
        .alert_id = alert_id,
        .promised_day = promised_day,
        .run_id = run_id,
        .at_ms = at_ms,
        .from = from,
        .to = to,
        .actor = actor,
        .note = note ? note : "",
    };
    enum hd_rc rc = get_state(txn, alert_id, from, err);

    txn_touch(txn);
    if (!rc)
        rc = insert_event(txn, &event, err);
    if (!rc)
        rc = move(txn, &event, err);
    return rc ? rc : tell_audit(txn, &event, err);
}
