#include "storage/target_change.h"

#include <stdio.h>
#include <string.h>

#include "common/memory.h"
#include "storage/audit.h"
#include "storage/record.h"
#include "storage/setting.h"
#include "storage/storage_sql.h"
#include "storage/txn.h"

static enum hd_rc tell_audit(struct txn *txn, int64_t id, const char *actor, const char *action,
                             struct hd_error *err)
{
    char object[40];

    snprintf(object, sizeof object, "target_change/%lld", (long long)id);
    txn_touch(txn);
    return audit_put(
        txn,
        &(struct audit_entry){ .actor = actor, .action = action, .object = object, .seal = true },
        err);
}

/* ---- the catalogue's side ---- */

struct newest {
    int64_t vintage, known_from_at_ms;
};

static enum hd_rc find_item(struct txn *txn, const char *target, int64_t *id_out,
                            struct hd_error *err)
{
    STATEMENT_AUTO struct statement *find = NULL;
    bool row;
    enum hd_rc rc = txn_take(txn, storage_catalog_item_find, &find, err);

    if (rc)
        return rc;
    statement_bind_text(find, ":kind", "target");
    statement_bind_text(find, ":code", target);
    rc = statement_next(find, &row, err);
    if (!rc && !row)
        rc = hd_fail(err, HD_NOT_FOUND, "there is no target '%s'", target);
    if (!rc)
        *id_out = statement_int(find, 0);
    return rc;
}

static enum hd_rc find_newest(struct txn *txn, const char *target, struct newest *newest,
                              struct hd_error *err)
{
    STATEMENT_AUTO struct statement *get = NULL;
    int64_t item = 0;
    bool row;
    enum hd_rc rc = find_item(txn, target, &item, err);

    if (!rc)
        rc = txn_take(txn, storage_catalog_vintage_newest, &get, err);
    if (rc)
        return rc;
    statement_bind_int(get, ":item_id", item);
    rc = statement_next(get, &row, err);
    if (!rc && !row)
        rc = hd_fail(err, HD_CORRUPT, "target '%s' has no vintage", target);
    if (!rc)
        *newest = (struct newest){ statement_int(get, 0), statement_int(get, 2) };
    return rc;
}

/* A document that was written against another vintage would undo what came since. */
static enum hd_rc check_base(const struct newest *newest, const char *target, int64_t base_vintage,
                             struct hd_error *err)
{
    if (newest->vintage == base_vintage)
        return HD_OK;
    return hd_fail(err, HD_CONFLICT,
                   "target '%s' is at version %lld, the change was written against version %lld",
                   target, (long long)newest->vintage, (long long)base_vintage);
}

struct waiting {
    char *target, *document, *proposed_by;
    int64_t base_vintage, known_from_at_ms;
};

static void clear_waiting(struct waiting *waiting)
{
    hd_free_ptr(&waiting->target);
    hd_free_ptr(&waiting->document);
    hd_free_ptr(&waiting->proposed_by);
}
#define WAITING_AUTO __attribute__((cleanup(clear_waiting)))

/* Never before the vintage it replaces, which would otherwise go on deciding. */
static int64_t known_from(const struct txn *txn, const struct newest *newest, int64_t wanted_at_ms)
{
    int64_t at_ms = wanted_at_ms ? wanted_at_ms : txn->now_at_ms;

    return at_ms > newest->known_from_at_ms ? at_ms : newest->known_from_at_ms;
}

static enum hd_rc write_vintage(struct txn *txn, const struct waiting *waiting, const char *actor,
                                struct target_change_result *result, struct hd_error *err)
{
    struct catalog_item item = { .kind = "target",
                                 .code = waiting->target,
                                 .document = waiting->document };
    struct newest newest;
    bool changed = false;
    enum hd_rc rc = find_newest(txn, waiting->target, &newest, err);

    if (!rc)
        rc = check_base(&newest, waiting->target, waiting->base_vintage, err);
    if (rc)
        return rc;
    item.known_from_at_ms = known_from(txn, &newest, waiting->known_from_at_ms);
    rc = record_catalog_item(txn, &item, actor, &changed, err);
    if (!rc && !changed)
        rc = hd_fail(err, HD_CONFLICT, "target '%s' is like that already", waiting->target);
    result->vintage = newest.vintage + 1;
    result->known_from_at_ms = item.known_from_at_ms;
    return rc;
}

/* ---- deciding ---- */

struct decision {
    int64_t id;
    const char *state, *action; /* of the row; of the audit event */
    const char *actor, *reason;
    int64_t vintage; /* 0: none */
};

static enum hd_rc decide(struct txn *txn, const struct decision *decision, struct hd_error *err)
{
    STATEMENT_AUTO struct statement *update = NULL;
    enum hd_rc rc = txn_take(txn, storage_target_change_decide, &update, err);

    if (rc)
        return rc;
    statement_bind_int(update, ":id", decision->id);
    statement_bind_text(update, ":state", decision->state);
    statement_bind_text(update, ":decided_by", decision->actor);
    statement_bind_int(update, ":decided_at_ms", txn->now_at_ms);
    statement_bind_text(update, ":reason", decision->reason ? decision->reason : "");
    if (decision->vintage)
        statement_bind_int(update, ":vintage", decision->vintage);
    rc = statement_run(update, err);
    return rc ? rc : tell_audit(txn, decision->id, decision->actor, decision->action, err);
}

static enum hd_rc take_waiting(struct txn *txn, int64_t id, struct waiting *waiting,
                               struct hd_error *err)
{
    STATEMENT_AUTO struct statement *get = NULL;
    bool row;
    enum hd_rc rc = txn_take(txn, storage_target_change_get, &get, err);

    if (rc)
        return rc;
    statement_bind_int(get, ":id", id);
    rc = statement_next(get, &row, err);
    if (rc)
        return rc;
    if (!row)
        return hd_fail(err, HD_NOT_FOUND, "there is no change %lld of a target", (long long)id);
    if (strcmp(statement_text(get, 0), "proposed") != 0)
        return hd_fail(err, HD_CONFLICT, "change %lld is %s, it does not wait for a decision",
                       (long long)id, statement_text(get, 0));
    waiting->proposed_by = hd_strdup(statement_text(get, 1));
    waiting->target = hd_strdup(statement_text(get, 2));
    waiting->base_vintage = statement_int(get, 3);
    waiting->document = hd_strdup(statement_text(get, 4));
    waiting->known_from_at_ms = statement_int(get, 5);
    return HD_OK;
}

static bool is_own(const struct waiting *waiting, const char *actor)
{
    return waiting->proposed_by && !strcmp(waiting->proposed_by, actor);
}

static enum hd_rc check_second_person(struct txn *txn, int64_t id, const struct waiting *waiting,
                                      const char *actor, struct hd_error *err)
{
    bool required;
    enum hd_rc rc = setting_is_on(txn, SETTING_SECOND_PERSON_TARGETS, &required, err);

    if (!rc && required && is_own(waiting, actor))
        rc = hd_fail(err, HD_DENIED, "change %lld is your own: a second person must approve it",
                     (long long)id);
    return rc;
}

enum hd_rc target_change_approve(struct txn *txn, int64_t id, const char *actor, const char *reason,
                                 struct target_change_result *result, struct hd_error *err)
{
    WAITING_AUTO struct waiting waiting = { 0 };
    struct decision decision = {
        .id = id, .state = "approved", .action = "target.approve", .actor = actor, .reason = reason
    };
    enum hd_rc rc = take_waiting(txn, id, &waiting, err);

    *result = (struct target_change_result){ .id = id };
    if (!rc)
        rc = check_second_person(txn, id, &waiting, actor, err);
    if (rc)
        return rc;
    rc = write_vintage(txn, &waiting, actor, result, err);
    decision.vintage = result->vintage;
    if (!rc)
        rc = decide(txn, &decision, err);
    result->approved = !rc;
    if (rc) /* a caller who goes on all the same must not keep half of it */
        txn->spoilt = rc;
    return rc;
}

enum hd_rc target_change_return(struct txn *txn, int64_t id, const char *actor, const char *reason,
                                struct hd_error *err)
{
    WAITING_AUTO struct waiting waiting = { 0 };
    struct decision decision = {
        .id = id, .state = "returned", .action = "target.return", .actor = actor, .reason = reason
    };
    enum hd_rc rc = take_waiting(txn, id, &waiting, err);

    if (!rc && (!reason || !reason[0]))
        rc = hd_fail(err, HD_BAD_INPUT, "a returned change needs a reason");
    if (!rc && is_own(&waiting, actor))
        rc = hd_fail(err, HD_DENIED, "change %lld is your own: withdraw it", (long long)id);
    return rc ? rc : decide(txn, &decision, err);
}

enum hd_rc target_change_withdraw(struct txn *txn, int64_t id, const char *actor,
                                  const char *reason, struct hd_error *err)
{
    WAITING_AUTO struct waiting waiting = { 0 };
    struct decision decision = { .id = id,
                                 .state = "withdrawn",
                                 .action = "target.withdraw",
                                 .actor = actor,
                                 .reason = reason };
    enum hd_rc rc = take_waiting(txn, id, &waiting, err);

    if (!rc && !is_own(&waiting, actor))
        rc = hd_fail(err, HD_DENIED, "change %lld was proposed by %s: return it", (long long)id,
                     waiting.proposed_by);
    return rc ? rc : decide(txn, &decision, err);
}

/* ---- proposing ---- */

static enum hd_rc check(const struct target_change *change, struct hd_error *err)
{
    if (!change->reason || !change->reason[0])
        return hd_fail(err, HD_BAD_INPUT, "a changed target needs a reason");
    if (!change->clause || !change->clause[0])
        return hd_fail(err, HD_BAD_INPUT, "a changed target needs the clause that changes it");
    return HD_OK;
}

/* Sending the same again finds what waits; anything else would be a second change beside it. */
static enum hd_rc check_waiting(struct txn *txn, const struct target_change *change,
                                struct target_change_result *result, struct hd_error *err)
{
    STATEMENT_AUTO struct statement *find = NULL;
    bool row;
    enum hd_rc rc = txn_take(txn, storage_target_change_waiting, &find, err);

    if (rc)
        return rc;
    statement_bind_text(find, ":target", change->target);
    rc = statement_next(find, &row, err);
    if (rc || !row)
        return rc;
    result->repeated = !strcmp(statement_text(find, 1), change->actor) &&
                       !strcmp(statement_text(find, 2), change->document) &&
                       statement_int(find, 3) == change->known_from_at_ms;
    if (result->repeated) {
        result->id = statement_int(find, 0);
        return HD_OK;
    }
    result->waiting = statement_int(find, 0);
    return hd_fail(err, HD_CONFLICT, "change %lld of target '%s' waits for a decision",
                   (long long)result->waiting, change->target);
}

static enum hd_rc insert(struct txn *txn, const struct target_change *change, int64_t *id_out,
                         struct hd_error *err)
{
    STATEMENT_AUTO struct statement *statement = NULL;
    enum hd_rc rc = txn_take(txn, storage_target_change_insert, &statement, err);

    if (rc)
        return rc;
    statement_bind_text(statement, ":target", change->target);
    statement_bind_int(statement, ":base_vintage", change->base_vintage);
    statement_bind_text(statement, ":document", change->document);
    statement_bind_text(statement, ":reason", change->reason);
    statement_bind_text(statement, ":clause", change->clause);
    statement_bind_int(statement, ":known_from_at_ms", change->known_from_at_ms);
    statement_bind_text(statement, ":proposed_by", change->actor);
    statement_bind_int(statement, ":proposed_at_ms", txn->now_at_ms);
    rc = statement_run(statement, err);
    *id_out = txn_inserted_id(txn);
    return rc ? rc : tell_audit(txn, *id_out, change->actor, "target.propose", err);
}

static enum hd_rc put(struct txn *txn, const struct target_change *change,
                      struct target_change_result *result, struct hd_error *err)
{
    bool required;
    int64_t id = 0;
    enum hd_rc rc = setting_is_on(txn, SETTING_SECOND_PERSON_TARGETS, &required, err);

    if (!rc)
        rc = insert(txn, change, &id, err);
    if (!rc && required)
        result->id = id;
    else if (!rc)
        rc = target_change_approve(txn, id, change->actor, "", result, err);
    if (rc)
        txn->spoilt = rc;
    return rc;
}

static enum hd_rc rehearse(struct txn *txn, const struct target_change *change,
                           struct target_change_result *result, struct hd_error *err)
{
    struct txn_part part;
    enum hd_rc rc = txn_part_begin(txn, &part, err);

    if (rc)
        return rc;
    rc = put(txn, change, result, err);
    txn_part_undo(txn, &part);
    result->id = 0;
    return rc;
}

enum hd_rc target_change_put(struct txn *txn, const struct target_change *change,
                             struct target_change_result *result, struct hd_error *err)
{
    struct newest newest;
    enum hd_rc rc = check(change, err);

    *result = (struct target_change_result){ 0 };
    if (!rc)
        rc = find_newest(txn, change->target, &newest, err);
    if (!rc)
        rc = check_base(&newest, change->target, change->base_vintage, err);
    if (!rc)
        rc = check_waiting(txn, change, result, err);
    if (rc || result->repeated)
        return rc;
    return change->dry_run ? rehearse(txn, change, result, err) : put(txn, change, result, err);
}
