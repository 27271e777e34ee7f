#include "storage/submission.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/memory.h"
#include "storage/audit.h"
#include "storage/gathering.h"
#include "storage/holding.h"
#include "storage/publication.h"
#include "storage/record.h"
#include "storage/setting.h"
#include "storage/storage_sql.h"
#include "storage/txn.h"

static const char *const verbs[] = {
    [SUBMISSION_NEW] = "new",
    [SUBMISSION_REVISE] = "revise",
    [SUBMISSION_CORRECT] = "correct",
};

#define KEY_MAX 255

/* ---- idempotency ---- */

static struct vintage_teller teller_of(const struct submission_result *result)
{
    return (struct vintage_teller){ result->outcomes, result->told, result->told_ctx };
}

static enum hd_rc recall_outcomes(struct txn *txn, const struct submission_new *submission,
                                  struct submission_result *result, struct hd_error *err)
{
    const struct vintage_teller teller = teller_of(result);
    struct vintage_counts counts;
    enum hd_rc rc = gathering_bundle(txn, submission->history, submission->bundle, err);

    if (rc)
        return rc;
    if (result->published && result->id)
        return vintage_recall(txn, submission->bundle, result->id, &teller, err);
    return vintage_classify(txn, submission->bundle, NULL, &teller, &counts, err);
}

static void read_answer(struct statement *answer, struct submission_result *result)
{
    result->replayed = true;
    result->id = statement_int(answer, 1);
    result->published = statement_int(answer, 2);
    result->added = (size_t)statement_int(answer, 3);
    result->changed = (size_t)statement_int(answer, 4);
    result->unchanged = (size_t)statement_int(answer, 5);
}

static const char *request_checksum(const struct submission_new *submission)
{
    return submission->idempotency_checksum ? submission->idempotency_checksum
                                            : submission->checksum;
}

/* result->replayed tells whether the key was known. */
static enum hd_rc replay(struct txn *txn, const struct submission_new *submission,
                         struct submission_result *result, struct hd_error *err)
{
    STATEMENT_AUTO struct statement *find = NULL;
    bool row;
    enum hd_rc rc;

    if (!submission->idempotency_key || submission->dry_run)
        return HD_OK;
    if (strnlen(submission->idempotency_key, KEY_MAX + 1) > KEY_MAX)
        return hd_fail(err, HD_BAD_INPUT, "an idempotency key has at most %d bytes", KEY_MAX);
    rc = txn_take(txn, storage_idempotency_find, &find, err);
    if (rc)
        return rc;
    statement_bind_text(find, ":key", submission->idempotency_key);
    rc = statement_next(find, &row, err);
    if (rc || !row)
        return rc;
    if (strcmp(statement_text(find, 0), request_checksum(submission)) != 0)
        return hd_fail(err, HD_CONFLICT, "the idempotency key was used with another request");
    read_answer(find, result);
    return result->outcomes || result->told ? recall_outcomes(txn, submission, result, err) : HD_OK;
}

static enum hd_rc remember(struct txn *txn, const struct submission_new *submission,
                           const struct submission_result *result, struct hd_error *err)
{
    STATEMENT_AUTO struct statement *insert = NULL;
    enum hd_rc rc;

    if (!submission->idempotency_key || submission->dry_run)
        return HD_OK;
    rc = txn_take(txn, storage_idempotency_insert, &insert, err);
    if (rc)
        return rc;
    statement_bind_text(insert, ":key", submission->idempotency_key);
    statement_bind_text(insert, ":checksum", request_checksum(submission));
    if (result->id)
        statement_bind_int(insert, ":submission_id", result->id);
    statement_bind_int(insert, ":published", result->published);
    statement_bind_int(insert, ":added", (int64_t)result->added);
    statement_bind_int(insert, ":changed", (int64_t)result->changed);
    statement_bind_int(insert, ":unchanged", (int64_t)result->unchanged);
    statement_bind_int(insert, ":created_at_ms", txn->now_at_ms);
    return statement_run(insert, err);
}

/* ---- handing in ---- */

/* What becomes one submission. */
struct handing {
    const struct submission_new *submission;
    struct bundle_row *rows;
    size_t count, by_effect[3];
    bool publish;
};

/* Nobody said what it is: then what it does tells. */
static const char *verb_of(const struct handing *handing)
{
    enum submission_verb verb = handing->submission->verb;

    return verbs[verb == SUBMISSION_NEW && handing->by_effect[SUBMISSION_ROW_CHANGED]
                     ? SUBMISSION_REVISE
                     : verb];
}

static enum hd_rc insert_header(struct txn *txn, const struct handing *handing, int64_t *id_out,
                                struct hd_error *err)
{
    STATEMENT_AUTO struct statement *insert = NULL;
    const struct submission_new *submission = handing->submission;
    const size_t *counts = handing->by_effect;
    enum hd_rc rc = txn_take(txn, storage_submission_insert, &insert, err);

    if (rc)
        return rc;
    statement_bind_text(insert, ":channel", submission->channel);
    statement_bind_text(insert, ":actor", submission->actor);
    statement_bind_text(insert, ":source", submission->source);
    statement_bind_text(insert, ":reason", submission->reason);
    statement_bind_text(insert, ":verb", verb_of(handing));
    statement_bind_text(insert, ":state", handing->publish ? "approved" : "submitted");
    statement_bind_int(insert, ":history", submission->history);
    statement_bind_int(insert, ":invented", submission->invented);
    statement_bind_text(insert, ":checksum", submission->checksum);
    statement_bind_int(insert, ":created_at_ms", txn->now_at_ms);
    statement_bind_int(insert, ":row_count", (int64_t)handing->count);
    statement_bind_int(insert, ":added", (int64_t)counts[SUBMISSION_ROW_NEW]);
    statement_bind_int(insert, ":changed", (int64_t)counts[SUBMISSION_ROW_CHANGED]);
    statement_bind_int(insert, ":unchanged", (int64_t)counts[SUBMISSION_ROW_UNCHANGED]);
    if (handing->publish) {
        statement_bind_int(insert, ":decided_at_ms", txn->now_at_ms);
        statement_bind_text(insert, ":decided_by", submission->actor);
        statement_bind_int(insert, ":chain_no", txn->state.submission_count + 1);
    }
    rc = statement_run(insert, err);
    *id_out = txn_inserted_id(txn);
    return rc;
}

static enum hd_rc insert_waiting_row(struct statement *insert, int64_t id,
                                     const struct incoming *row, bool dated, struct hd_error *err)
{
    statement_bind_int(insert, ":submission_id", id);
    statement_bind_int(insert, ":series_id", row->series_id);
    statement_bind_int(insert, ":period_key", row->period_key);
    statement_bind_int(insert, ":published_at_ms", dated ? row->published_at_ms : 0);
    statement_bind_text(insert, ":value", row->value);
    statement_bind_text(insert, ":status", row->status);
    statement_bind_text(insert, ":comment", row->comment);
    return statement_run(insert, err);
}

/* All of them: what is unchanged today may be a change on the day of approval. */
static enum hd_rc insert_waiting(struct txn *txn, const struct handing *handing, int64_t id,
                                 struct hd_error *err)
{
    STATEMENT_AUTO struct statement *insert = NULL;
    const struct bundle *bundle = handing->submission->bundle;
    struct incoming before = { 0 };
    enum hd_rc rc = txn_take(txn, storage_submission_row_insert, &insert, err);

    for (size_t i = 0; !rc && i < handing->count; i++) {
        struct incoming row = incoming_of(bundle, &handing->rows[i]);
        bool dated = bundle->extras[handing->rows[i].extra].given_at_ms != 0;

        if (!i || !incoming_same_place(&before, &row))
            rc = insert_waiting_row(insert, id, &row, dated, err);
        before = row;
    }
    return rc;
}

static enum hd_rc tell_audit(struct txn *txn, int64_t id, const char *actor, const char *action,
                             const char *detail, struct hd_error *err)
{
    char object[40];

    snprintf(object, sizeof object, "submission/%lld", (long long)id);
    txn_touch(txn);
    return audit_put(
        txn,
        &(struct audit_entry){
            .actor = actor, .action = action, .object = object, .detail = detail, .seal = true },
        err);
}

/* Nothing new or changed: no submission is kept. */
static enum hd_rc keep(struct txn *txn, const struct handing *handing, int64_t *id_out,
                       struct hd_error *err)
{
    const size_t *counts = handing->by_effect;
    char detail[128];
    enum hd_rc rc;

    if (!counts[SUBMISSION_ROW_NEW] && !counts[SUBMISSION_ROW_CHANGED])
        return HD_OK;
    rc = insert_header(txn, handing, id_out, err);
    if (rc)
        return rc;
    if (handing->publish)
        rc = publication_put(txn, *id_out, handing->submission->bundle, handing->rows,
                             handing->count, err);
    else
        rc = insert_waiting(txn, handing, *id_out, err);
    if (rc)
        return rc;
    snprintf(detail, sizeof detail, "{\"new\":%zu,\"changed\":%zu,\"unchanged\":%zu}",
             counts[SUBMISSION_ROW_NEW], counts[SUBMISSION_ROW_CHANGED],
             counts[SUBMISSION_ROW_UNCHANGED]);
    return tell_audit(txn, *id_out, handing->submission->actor,
                      handing->publish ? "submission.publish" : "submission.submit", detail, err);
}

/* ---- what is held ---- */

/* In place and in order: what is taken first; the held ones are copied out. */
static void split_rows(struct handing *taken, struct handing *held)
{
    size_t kept = 0;

    held->rows = hd_alloc((held->count + 1) * sizeof *held->rows);
    held->count = 0;
    for (size_t i = 0; i < taken->count; i++) {
        struct bundle_row row = taken->rows[i];

        if (row.fate == INCOMING_HELD) {
            held->rows[held->count++] = row;
            held->by_effect[row.effect]++;
        } else if (row.fate == INCOMING_TAKEN) {
            taken->rows[kept++] = row;
        }
    }
    taken->count = kept;
}

static enum hd_rc keep_parts(struct txn *txn, struct handing *taken,
                             struct submission_result *result, struct hd_error *err)
{
    struct handing held = { .submission = taken->submission, .count = result->held };
    enum hd_rc rc;

    if (result->held + result->waiting)
        split_rows(taken, &held);
    rc = keep(txn, taken, &result->id, err);
    if (!rc)
        rc = keep(txn, &held, &result->held_id, err);
    free(held.rows);
    return rc;
}

static void count_rows(const struct vintage_counts *counts, struct handing *taken,
                       struct submission_result *result)
{
    memcpy(taken->by_effect, counts->by_effect, sizeof taken->by_effect);
    result->added = counts->by_effect[SUBMISSION_ROW_NEW];
    result->changed = counts->by_effect[SUBMISSION_ROW_CHANGED];
    result->unchanged = counts->by_effect[SUBMISSION_ROW_UNCHANGED];
    result->held = counts->by_fate[INCOMING_HELD];
    result->waiting = counts->by_fate[INCOMING_WAITING];
    result->published = taken->publish && result->added + result->changed;
}

static enum hd_rc classify(struct txn *txn, struct handing *taken, struct submission_result *result,
                           struct hd_error *err)
{
    HOLDING_AUTO struct holding_rule rule = { .bound = -1 };
    bool collected = taken->submission->collected;
    const struct vintage_teller teller = teller_of(result);
    struct vintage_counts counts;
    enum hd_rc rc = HD_OK;

    if (collected)
        rc = holding_open(txn, taken->submission, &rule, err);
    if (!rc)
        rc = vintage_classify(txn, taken->submission->bundle, collected ? &rule : NULL, &teller,
                              &counts, err);
    if (!rc)
        count_rows(&counts, taken, result);
    return rc;
}

static enum hd_rc put_rows(struct txn *txn, const struct submission_new *submission,
                           struct submission_result *result, struct hd_error *err)
{
    struct bundle *bundle = submission->bundle;
    struct handing taken = { .submission = submission, .publish = submission->publish };
    enum hd_rc rc = gathering_bundle(txn, submission->history, bundle, err);

    if (rc)
        return rc;
    taken.rows = bundle->rows;
    taken.count = bundle->count;
    rc = classify(txn, &taken, result, err);
    if (rc)
        return rc;
    rc = keep_parts(txn, &taken, result, err);
    if (!rc)
        rc = remember(txn, submission, result, err);
    if (rc) /* a caller who goes on all the same must not keep half of it */
        txn->spoilt = rc;
    return rc;
}

static enum hd_rc check_rule(struct txn *txn, const struct submission_new *submission,
                             struct hd_error *err)
{
    bool required;
    enum hd_rc rc = setting_require_second_person(txn, &required, err);

    if (!rc && required && submission->publish)
        rc = hd_fail(err, HD_DENIED, "a second person must approve: hand it in without publishing");
    return rc;
}

static enum hd_rc rehearse(struct txn *txn, const struct submission_new *submission,
                           struct submission_result *result, struct hd_error *err)
{
    struct txn_part part;
    enum hd_rc rc = txn_part_begin(txn, &part, err);

    if (rc)
        return rc;
    rc = put_rows(txn, submission, result, err);
    txn_part_undo(txn, &part);
    result->id = result->held_id = 0;
    return rc;
}

static enum hd_rc put_bundle(struct txn *txn, const struct submission_new *submission,
                             struct submission_result *result, struct hd_error *err)
{
    enum hd_rc rc = replay(txn, submission, result, err);

    if (rc || result->replayed)
        return rc;
    rc = check_rule(txn, submission, err);
    if (rc)
        return rc;
    if (submission->dry_run)
        return rehearse(txn, submission, result, err);
    return put_rows(txn, submission, result, err);
}

static enum hd_rc put_few(struct txn *txn, const struct submission_new *submission,
                          struct submission_result *result, struct hd_error *err)
{
    BUNDLE_AUTO struct bundle bundle = { 0 };
    struct submission_new bundled = *submission;
    enum hd_rc rc = HD_OK;

    for (size_t i = 0; !rc && i < submission->count; i++)
        rc = bundle_add(&bundle, &submission->rows[i], 0, 0, err);
    bundled.bundle = &bundle;
    return rc ? rc : put_bundle(txn, &bundled, result, err);
}

enum hd_rc submission_put(struct txn *txn, const struct submission_new *submission,
                          struct submission_result *result, struct hd_error *err)
{
    *result = (struct submission_result){ .outcomes = result->outcomes,
                                          .told = result->told,
                                          .told_ctx = result->told_ctx };
    return submission->bundle ? put_bundle(txn, submission, result, err)
                              : put_few(txn, submission, result, err);
}

/* ---- deciding ---- */

struct header {
    char state[16];
    char actor[256];
};

static enum hd_rc get_header(struct txn *txn, int64_t id, struct header *header,
                             struct hd_error *err)
{
    STATEMENT_AUTO struct statement *get = NULL;
    bool row;
    enum hd_rc rc = txn_take(txn, storage_submission_get, &get, err);

    if (rc)
        return rc;
    statement_bind_int(get, ":id", id);
    rc = statement_next(get, &row, err);
    if (rc)
        return rc;
    if (!row)
        return hd_fail(err, HD_NOT_FOUND, "there is no submission %lld", (long long)id);
    snprintf(header->state, sizeof header->state, "%s", statement_text(get, 0));
    snprintf(header->actor, sizeof header->actor, "%s", statement_text(get, 1));
    return HD_OK;
}

static enum hd_rc check_waiting(struct txn *txn, int64_t id, struct header *header,
                                struct hd_error *err)
{
    enum hd_rc rc = get_header(txn, id, header, err);

    if (!rc && strcmp(header->state, "submitted") != 0)
        rc = hd_fail(err, HD_CONFLICT, "submission %lld is %s, it does not wait for a decision",
                     (long long)id, header->state);
    return rc;
}

static enum hd_rc decide(struct txn *txn, int64_t id, const char *state, const char *actor,
                         const char *reason, struct hd_error *err)
{
    STATEMENT_AUTO struct statement *update = NULL;
    enum hd_rc rc = txn_take(txn, storage_submission_decide, &update, err);

    if (rc)
        return rc;
    statement_bind_int(update, ":id", id);
    statement_bind_text(update, ":state", state);
    statement_bind_int(update, ":decided_at_ms", txn->now_at_ms);
    statement_bind_text(update, ":decided_by", actor);
    statement_bind_text(update, ":reason", reason);
    return statement_run(update, err);
}

static enum hd_rc read_waiting_row(struct txn *txn, struct statement *list, struct bundle *bundle,
                                   struct hd_error *err)
{
    int64_t given_at_ms = statement_int(list, 2);
    const struct submission_row row = {
        .period = hd_period_from_key(statement_int(list, 1)),
        .value = statement_text(list, 3),
        .status = statement_text(list, 4)[0],
        .comment = statement_text(list, 5),
        .published_at_ms = given_at_ms,
    };
    enum hd_rc rc = bundle_add_of_series(bundle, statement_int(list, 0), &row, err);

    if (!rc)
        bundle->extras[bundle->rows[bundle->count - 1].extra].published_at_ms =
            gathering_second(given_at_ms ? given_at_ms : txn->now_at_ms);
    return rc;
}

static enum hd_rc read_waiting(struct txn *txn, int64_t id, struct bundle *bundle,
                               struct hd_error *err)
{
    STATEMENT_AUTO struct statement *list = NULL;
    bool row;
    enum hd_rc rc = txn_take(txn, storage_submission_row_list, &list, err);

    if (rc)
        return rc;
    statement_bind_int(list, ":submission_id", id);
    while (!(rc = statement_next(list, &row, err)) && row) {
        rc = read_waiting_row(txn, list, bundle, err);
        if (rc)
            return rc;
    }
    if (!rc)
        bundle_sort(bundle, bundle->rows, bundle->count);
    return rc;
}

static enum hd_rc number(struct txn *txn, int64_t id, const struct vintage_counts *counts,
                         struct hd_error *err)
{
    STATEMENT_AUTO struct statement *update = NULL;
    enum hd_rc rc = txn_take(txn, storage_submission_number, &update, err);

    if (rc)
        return rc;
    statement_bind_int(update, ":id", id);
    statement_bind_int(update, ":chain_no", txn->state.submission_count + 1);
    statement_bind_int(update, ":added", (int64_t)counts->by_effect[SUBMISSION_ROW_NEW]);
    statement_bind_int(update, ":changed", (int64_t)counts->by_effect[SUBMISSION_ROW_CHANGED]);
    statement_bind_int(update, ":unchanged", (int64_t)counts->by_effect[SUBMISSION_ROW_UNCHANGED]);
    return statement_run(update, err);
}

static enum hd_rc forget_waiting(struct txn *txn, int64_t id, struct hd_error *err)
{
    STATEMENT_AUTO struct statement *forget = NULL;
    enum hd_rc rc = txn_take(txn, storage_submission_row_delete, &forget, err);

    if (rc)
        return rc;
    statement_bind_int(forget, ":submission_id", id);
    return statement_run(forget, err);
}

/* Measured again: others may have published since it was handed in. */
static enum hd_rc publish_waiting(struct txn *txn, int64_t id, struct hd_error *err)
{
    BUNDLE_AUTO struct bundle waiting = { 0 };
    struct vintage_counts counts;
    enum hd_rc rc = read_waiting(txn, id, &waiting, err);

    if (!rc)
        rc = vintage_classify(txn, &waiting, NULL, NULL, &counts, err);
    if (!rc)
        rc = number(txn, id, &counts, err);
    if (!rc)
        rc = publication_put(txn, id, &waiting, waiting.rows, waiting.count, err);
    return rc ? rc : forget_waiting(txn, id, err);
}

enum hd_rc submission_approve(struct txn *txn, int64_t id, const char *actor, const char *reason,
                              struct hd_error *err)
{
    struct header header;
    bool required;
    enum hd_rc rc = check_waiting(txn, id, &header, err);

    if (!rc)
        rc = setting_require_second_person(txn, &required, err);
    if (!rc && required && !strcmp(header.actor, actor))
        rc = hd_fail(err, HD_DENIED, "submission %lld is your own: a second person must approve it",
                     (long long)id);
    if (rc)
        return rc;
    rc = decide(txn, id, "approved", actor, reason, err);
    if (!rc)
        rc = publish_waiting(txn, id, err);
    if (!rc)
        rc = tell_audit(txn, id, actor, "submission.approve", NULL, err);
    if (rc)
        txn->spoilt = rc;
    return rc;
}

enum hd_rc submission_return(struct txn *txn, int64_t id, const char *actor, const char *reason,
                             struct hd_error *err)
{
    struct header header;
    enum hd_rc rc = check_waiting(txn, id, &header, err);

    if (!rc && (!reason || !reason[0]))
        rc = hd_fail(err, HD_BAD_INPUT, "a returned submission needs a reason");
    if (!rc)
        rc = decide(txn, id, "returned", actor, reason, err);
    return rc ? rc : tell_audit(txn, id, actor, "submission.return", NULL, err);
}

enum hd_rc submission_require_second_person(struct txn *txn, bool required, const char *actor,
                                            struct hd_error *err)
{
    return record_setting(txn, SETTING_SECOND_PERSON, required ? "yes" : "no", actor, err);
}
