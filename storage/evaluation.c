/* Evaluation runs and their verdicts. */
#include <string.h>

#include "storage/record.h"
#include "storage/storage_sql.h"
#include "storage/txn.h"

enum hd_rc record_run(struct txn *txn, const struct run_record *run, int64_t *run_id_out,
                      struct hd_error *err)
{
    STATEMENT_AUTO struct statement *insert = NULL;
    enum hd_rc rc = txn_take(txn, storage_evaluation_run_insert, &insert, err);

    if (rc)
        return rc;
    statement_bind_int(insert, ":at_ms", txn->now_at_ms);
    statement_bind_text(insert, ":cause", run->trigger);
    statement_bind_int(insert, ":as_of_at_ms", run->as_of_at_ms);
    statement_bind_int(insert, ":change_seq", run->change_seq);
    statement_bind_int(insert, ":targets", run->targets);
    statement_bind_int(insert, ":behind", run->behind);
    statement_bind_int(insert, ":duration_us", run->duration_us);
    rc = statement_run(insert, err);
    *run_id_out = txn_inserted_id(txn);
    return rc;
}

static enum hd_rc compare_kept(struct txn *txn, const struct verdict_record *verdict,
                               bool *same_out, struct hd_error *err)
{
    STATEMENT_AUTO struct statement *newest = NULL;
    bool row;
    enum hd_rc rc = txn_take(txn, storage_verdict_newest, &newest, err);

    if (rc)
        return rc;
    statement_bind_text(newest, ":target", verdict->target);
    statement_bind_text(newest, ":series", verdict->series);
    rc = statement_next(newest, &row, err);
    *same_out = !rc && row && !strcmp(statement_text(newest, 0), verdict->state) &&
                !strcmp(statement_text(newest, 1), verdict->document);
    return rc;
}

enum hd_rc record_verdict(struct txn *txn, const struct verdict_record *verdict, bool *kept_out,
                          struct hd_error *err)
{
    STATEMENT_AUTO struct statement *insert = NULL;
    bool same;
    enum hd_rc rc = compare_kept(txn, verdict, &same, err);

    *kept_out = !rc && !same;
    if (rc || same)
        return rc;
    rc = txn_take(txn, storage_verdict_insert, &insert, err);
    if (rc)
        return rc;
    statement_bind_text(insert, ":target", verdict->target);
    statement_bind_text(insert, ":series", verdict->series);
    statement_bind_int(insert, ":run_id", verdict->run_id);
    statement_bind_text(insert, ":state", verdict->state);
    statement_bind_text(insert, ":document", verdict->document);
    return statement_run(insert, err);
}
