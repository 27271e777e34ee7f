#include "storage/sample.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "common/decimal.h"
#include "common/memory.h"
#include "storage/gathering.h"
#include "storage/storage_sql.h"
#include "storage/txn.h"

/* ---- the periods that one call touches ---- */

struct touched {
    int64_t series_id, period_key; /* series_id 0: a free slot */
    int64_t fresh;
    bool removed;
};

struct putting {
    struct txn *txn;
    struct touched *slots;
    size_t room, used;          /* room is a power of two */
    const struct sample *named; /* whose series was looked up last */
    int64_t series_id;
};

static struct touched *find_slot(const struct putting *p, int64_t series_id, int64_t period_key)
{
    uint64_t hash = (uint64_t)series_id * UINT64_C(0x9e3779b97f4a7c15) ^
                    (uint64_t)period_key * UINT64_C(0xc2b2ae3d27d4eb4f);
    size_t i = (size_t)(hash >> 29) & (p->room - 1);

    while (p->slots[i].series_id &&
           (p->slots[i].series_id != series_id || p->slots[i].period_key != period_key))
        i = (i + 1) & (p->room - 1);
    return &p->slots[i];
}

static void grow(struct putting *p)
{
    struct putting bigger = *p;

    bigger.room = p->room ? p->room * 2 : 64;
    bigger.slots = hd_alloc(bigger.room * sizeof *bigger.slots);
    for (size_t i = 0; i < p->room; i++)
        if (p->slots[i].series_id)
            *find_slot(&bigger, p->slots[i].series_id, p->slots[i].period_key) = p->slots[i];
    free(p->slots);
    *p = bigger;
}

static enum hd_rc is_removed(struct txn *txn, int64_t series_id, int64_t period_key, bool *out,
                             struct hd_error *err)
{
    STATEMENT_AUTO struct statement *get = NULL;
    bool row;
    enum hd_rc rc = txn_take(txn, storage_sample_period_get, &get, err);

    if (rc)
        return rc;
    statement_bind_int(get, ":series_id", series_id);
    statement_bind_int(get, ":period_key", period_key);
    rc = statement_next(get, &row, err);
    *out = !rc && row && statement_int(get, 0);
    return rc;
}

static enum hd_rc touch(struct putting *p, const struct sample *sample, struct touched **out,
                        struct hd_error *err)
{
    int64_t period_key = hd_period_key(sample->period);
    enum hd_rc rc = HD_OK;

    if (2 * p->used >= p->room)
        grow(p);
    *out = find_slot(p, p->series_id, period_key);
    if ((*out)->series_id)
        return HD_OK;
    rc = is_removed(p->txn, p->series_id, period_key, &(*out)->removed, err);
    if (rc)
        return rc;
    (*out)->series_id = p->series_id;
    (*out)->period_key = period_key;
    p->used++;
    return HD_OK;
}

/* ---- one sample ---- */

static bool same_series(const struct sample *a, const struct sample *b)
{
    return a && !strcmp(a->indicator, b->indicator) && !strcmp(a->area, b->area) &&
           !strcmp(a->breakdown, b->breakdown);
}

static enum hd_rc find_series(struct putting *p, const struct sample *sample, struct hd_error *err)
{
    const struct submission_row row = { .indicator = sample->indicator,
                                        .area = sample->area,
                                        .breakdown = sample->breakdown };
    enum hd_rc rc;

    if (same_series(p->named, sample))
        return HD_OK;
    rc = gathering_series(p->txn, &row, &p->series_id, err);
    p->named = rc ? NULL : sample;
    return rc;
}

static enum hd_rc check(const struct sample *sample, size_t number, struct hd_error *err)
{
    if (!sample->area[0] || strnlen(sample->area, GATHERING_WORD_MAX + 1) > GATHERING_WORD_MAX ||
        strnlen(sample->breakdown, GATHERING_WORD_MAX + 1) > GATHERING_WORD_MAX ||
        strnlen(sample->id, GATHERING_WORD_MAX + 1) > GATHERING_WORD_MAX)
        return hd_fail(err, HD_BAD_INPUT, "sample %zu: a word is too long, or the area empty",
                       number);
    if (!hd_decimal_valid(sample->value, strlen(sample->value)))
        return hd_fail(err, HD_BAD_INPUT, "sample %zu: the value is no number", number);
    return HD_OK;
}

static enum hd_rc insert(struct putting *p, const struct sample *sample, bool *fresh_out,
                         struct hd_error *err)
{
    STATEMENT_AUTO struct statement *statement = NULL;
    enum hd_rc rc = txn_take(p->txn, storage_sample_insert, &statement, err);

    if (rc)
        return rc;
    statement_bind_int(statement, ":series_id", p->series_id);
    statement_bind_int(statement, ":at_ms", sample->at_ms);
    statement_bind_text(statement, ":id", sample->id);
    statement_bind_text(statement, ":value", sample->value);
    rc = statement_run(statement, err);
    *fresh_out = !rc && txn_affected(p->txn) > 0;
    return rc;
}

/* It, or another value in its place; *known_out false: there is none. */
static enum hd_rc compare(struct putting *p, const struct sample *sample, bool *known_out,
                          enum sample_effect *effect, struct hd_error *err)
{
    STATEMENT_AUTO struct statement *get = NULL;
    enum hd_rc rc = txn_take(p->txn, storage_sample_get, &get, err);

    if (rc)
        return rc;
    statement_bind_int(get, ":series_id", p->series_id);
    statement_bind_int(get, ":at_ms", sample->at_ms);
    statement_bind_text(get, ":id", sample->id);
    rc = statement_next(get, known_out, err);
    if (!rc && *known_out)
        *effect =
            hd_decimal_cmp(statement_text(get, 0), sample->value) ? SAMPLE_DIFFERS : SAMPLE_KNOWN;
    return rc;
}

static enum hd_rc put_one(struct putting *p, const struct sample *sample,
                          enum sample_effect *effect, struct hd_error *err)
{
    struct touched *period;
    bool fresh = false, known = false;
    enum hd_rc rc = find_series(p, sample, err);

    if (!rc)
        rc = touch(p, sample, &period, err);
    if (rc)
        return rc;
    *effect = SAMPLE_TOO_LATE;
    if (period->removed)
        return HD_OK;
    rc = insert(p, sample, &fresh, err);
    if (rc)
        return rc;
    period->fresh += fresh;
    *effect = SAMPLE_NEW;
    return fresh ? HD_OK : compare(p, sample, &known, effect, err);
}

/* ---- all of them ---- */

static enum hd_rc add_period(struct txn *txn, const struct touched *period, struct hd_error *err)
{
    STATEMENT_AUTO struct statement *add = NULL;
    enum hd_rc rc = txn_take(txn, storage_sample_period_add, &add, err);

    if (rc)
        return rc;
    statement_bind_int(add, ":series_id", period->series_id);
    statement_bind_int(add, ":period_key", period->period_key);
    statement_bind_int(add, ":count", period->fresh);
    statement_bind_int(add, ":at_ms", txn->now_at_ms);
    return statement_run(add, err);
}

static enum hd_rc add_periods(const struct putting *p, size_t *fresh_out, struct hd_error *err)
{
    enum hd_rc rc = HD_OK;

    for (size_t i = 0; !rc && i < p->room; i++) {
        if (!p->slots[i].fresh)
            continue;
        *fresh_out += (size_t)p->slots[i].fresh;
        rc = add_period(p->txn, &p->slots[i], err);
    }
    return rc;
}

enum hd_rc sample_put(struct txn *txn, const struct sample *samples, size_t count,
                      enum sample_effect *effects, size_t *fresh_out, struct hd_error *err)
{
    struct putting putting = { .txn = txn };
    enum hd_rc rc = HD_OK;

    *fresh_out = 0;
    for (size_t i = 0; !rc && i < count; i++) {
        rc = check(&samples[i], i + 1, err);
        if (!rc)
            rc = put_one(&putting, &samples[i], &effects[i], err);
    }
    if (!rc)
        rc = add_periods(&putting, fresh_out, err);
    free(putting.slots);
    if (rc) /* samples without their count would never be rolled up */
        txn->spoilt = rc;
    return rc;
}

/* ---- roll-ups ---- */

enum hd_rc sample_note_rolled(struct txn *txn, const struct sample_rolled *rolled,
                              struct hd_error *err)
{
    STATEMENT_AUTO struct statement *update = NULL;
    enum hd_rc rc = txn_take(txn, storage_sample_period_roll, &update, err);

    if (rc)
        return rc;
    statement_bind_int(update, ":series_id", rolled->series_id);
    statement_bind_int(update, ":period_key", rolled->period_key);
    statement_bind_int(update, ":rolled_count", rolled->count);
    statement_bind_int(update, ":at_ms", txn->now_at_ms);
    statement_bind_text(update, ":rule", rolled->rule);
    statement_bind_int(update, ":used", rolled->used);
    statement_bind_text(update, ":spread_low", rolled->spread_low);
    statement_bind_text(update, ":spread_high", rolled->spread_high);
    statement_bind_text(update, ":held_back", rolled->held_back);
    statement_bind_int(update, ":submission_id", rolled->submission_id);
    txn_touch(txn); /* how many there were is shown beside the value */
    rc = statement_run(update, err);
    if (!rc && !txn_affected(txn))
        rc = hd_fail(err, HD_NOT_FOUND, "series %" PRId64 " has no samples in this period",
                     rolled->series_id);
    return rc;
}

/* ---- retention ---- */

static enum hd_rc close_period(struct txn *txn, const struct sample_span *span,
                               struct hd_error *err)
{
    STATEMENT_AUTO struct statement *update = NULL;
    enum hd_rc rc = txn_take(txn, storage_sample_period_close, &update, err);

    if (rc)
        return rc;
    statement_bind_int(update, ":series_id", span->series_id);
    statement_bind_int(update, ":period_key", span->period_key);
    rc = statement_run(update, err);
    if (!rc && !txn_affected(txn))
        rc = hd_fail(err, HD_CONFLICT, "samples came in since the roll-up of series %" PRId64,
                     span->series_id);
    return rc;
}

enum hd_rc sample_forget(struct txn *txn, const struct sample_span *span, int64_t *count_out,
                         struct hd_error *err)
{
    STATEMENT_AUTO struct statement *forget = NULL;
    enum hd_rc rc = close_period(txn, span, err);

    *count_out = 0;
    if (!rc)
        rc = txn_take(txn, storage_sample_delete, &forget, err);
    if (rc)
        return rc;
    statement_bind_int(forget, ":series_id", span->series_id);
    statement_bind_int(forget, ":from", span->from_at_ms);
    statement_bind_int(forget, ":before", span->before_at_ms);
    rc = statement_run(forget, err);
    *count_out = rc ? 0 : txn_affected(txn);
    return rc;
}
