#include "storage/gathering.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "common/date.h"
#include "common/memory.h"
#include "storage/storage_sql.h"
#include "storage/txn.h"

/* ---- series: from words to numbers ---- */

static enum hd_rc find_indicator(struct txn *txn, const char *code, int64_t *id_out,
                                 struct hd_error *err)
{
    STATEMENT_AUTO struct statement *find = NULL;
    bool row;
    enum hd_rc rc = txn_take(txn, storage_catalog_item_find, &find, err);

    if (rc)
        return rc;
    statement_bind_text(find, ":kind", "indicator");
    statement_bind_text(find, ":code", code);
    rc = statement_next(find, &row, err);
    if (rc)
        return rc;
    if (!row)
        return hd_fail(err, HD_BAD_INPUT, "there is no indicator '%.100s'", code);
    *id_out = statement_int(find, 0);
    return HD_OK;
}

static enum hd_rc insert_series(struct txn *txn, int64_t item_id, const struct submission_row *row,
                                int64_t *id_out, struct hd_error *err)
{
    STATEMENT_AUTO struct statement *insert = NULL;
    enum hd_rc rc = txn_take(txn, storage_series_insert, &insert, err);

    if (rc)
        return rc;
    statement_bind_int(insert, ":indicator_item_id", item_id);
    statement_bind_text(insert, ":area", row->area);
    statement_bind_text(insert, ":breakdown", row->breakdown);
    rc = statement_run(insert, err);
    *id_out = txn_inserted_id(txn);
    return rc;
}

enum hd_rc gathering_series(struct txn *txn, const struct submission_row *row, int64_t *id_out,
                            struct hd_error *err)
{
    STATEMENT_AUTO struct statement *find = NULL;
    int64_t item_id = 0;
    bool found;
    enum hd_rc rc = find_indicator(txn, row->indicator, &item_id, err);

    if (!rc)
        rc = txn_take(txn, storage_series_find, &find, err);
    if (rc)
        return rc;
    statement_bind_int(find, ":indicator_item_id", item_id);
    statement_bind_text(find, ":area", row->area);
    statement_bind_text(find, ":breakdown", row->breakdown);
    rc = statement_next(find, &found, err);
    if (rc)
        return rc;
    if (!found)
        return insert_series(txn, item_id, row, id_out, err);
    *id_out = statement_int(find, 0);
    return HD_OK;
}

static enum hd_rc find_all_series(struct txn *txn, struct bundle *bundle, struct hd_error *err)
{
    for (size_t i = 0; i < bundle->series_count; i++) {
        struct bundle_series *series = &bundle->series[i];
        const struct submission_row row = { .indicator = series->indicator,
                                            .area = series->area,
                                            .breakdown = series->breakdown };

        if (gathering_series(txn, &row, &series->id, err))
            return hd_context(err, "row %u", series->number + 1);
    }
    return HD_OK;
}

/* ---- publication ---- */

/* A date without a time is noon: today's is taken as now before noon, later days are refused. */
static enum hd_rc publication_time(struct txn *txn, bool history, struct bundle_extra *extra,
                                   struct hd_error *err)
{
    int64_t at_ms = extra->given_at_ms;

    if (!at_ms || at_ms == txn->now_at_ms)
        at_ms = txn->now_at_ms;
    else if (!history)
        return hd_fail(err, HD_BAD_INPUT, "row %u: only a history submission has publication dates",
                       extra->number + 1);
    else if (at_ms > txn->now_at_ms + HD_DAY_MS)
        return hd_fail(err, HD_BAD_INPUT, "row %u: the publication date is in the future",
                       extra->number + 1);
    extra->published_at_ms = gathering_second(at_ms < txn->now_at_ms ? at_ms : txn->now_at_ms);
    return HD_OK;
}

static enum hd_rc time_all(struct txn *txn, bool history, struct bundle *bundle,
                           struct hd_error *err)
{
    enum hd_rc rc = HD_OK;

    for (size_t i = 0; !rc && i < bundle->extra_count; i++)
        rc = publication_time(txn, history, &bundle->extras[i], err);
    return rc;
}

/* ---- two that differ ---- */

static bool same_text(const char *a, const char *b)
{
    return a && b ? !strcmp(a, b) : a == b;
}

static enum hd_rc check_twice(const struct bundle *bundle, struct hd_error *err)
{
    for (size_t i = 1; i < bundle->count; i++) {
        struct incoming a, b;

        if (bundle->rows[i - 1].period_key != bundle->rows[i].period_key)
            continue;
        a = incoming_of(bundle, &bundle->rows[i - 1]);
        b = incoming_of(bundle, &bundle->rows[i]);
        if (!incoming_same_place(&a, &b))
            continue;
        if (!same_text(a.value, b.value) || !same_text(a.comment, b.comment) ||
            a.status[0] != b.status[0])
            return hd_fail(err, HD_BAD_INPUT, "rows %u and %u differ for the same period",
                           bundle->rows[i - 1].number + 1, bundle->rows[i].number + 1);
    }
    return HD_OK;
}

enum hd_rc gathering_bundle(struct txn *txn, bool history, struct bundle *bundle,
                            struct hd_error *err)
{
    enum hd_rc rc = find_all_series(txn, bundle, err);

    if (!rc)
        rc = time_all(txn, history, bundle, err);
    if (rc)
        return rc;
    bundle_sort(bundle, bundle->rows, bundle->count);
    return check_twice(bundle, err);
}
