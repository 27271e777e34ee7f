#include "storage/vintage.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/memory.h"
#include "storage/holding.h"
#include "storage/storage_sql.h"
#include "storage/txn.h"

struct known {
    int64_t published_at_ms, submission_id;
    uint32_t vintage;
    char status[2];
    const char *value, *comment; /* as in struct incoming */
};

/* All vintages of one period, the ones just accepted included. */
struct period {
    int64_t key;
    struct known *items;
    size_t count, room;
};

/* Walks the stored vintages of one series beside its sorted incoming rows. */
struct walk {
    struct statement *statement;
    bool row;
    struct hd_arena texts;
    struct period period;
};

/* ---- what is known ---- */

static enum hd_rc advance(struct walk *walk, struct hd_error *err)
{
    return statement_next(walk->statement, &walk->row, err);
}

static enum hd_rc open_walk(struct txn *txn, struct walk *walk, int64_t series_id, int64_t from_key,
                            int64_t to_key, struct hd_error *err)
{
    enum hd_rc rc = txn_take(txn, storage_observation_known, &walk->statement, err);

    if (rc)
        return rc;
    statement_bind_int(walk->statement, ":series_id", series_id);
    statement_bind_int(walk->statement, ":from_key", from_key);
    statement_bind_int(walk->statement, ":to_key", to_key);
    walk->period.count = 0;
    walk->period.key = 0;
    return advance(walk, err);
}

static void close_walk(struct walk *walk)
{
    statement_give_back(&walk->statement);
    hd_arena_clear(&walk->texts);
}

static void clear_walk(struct walk *walk)
{
    close_walk(walk);
    free(walk->period.items);
}
#define WALK_AUTO __attribute__((cleanup(clear_walk)))

static void add_known(struct period *period, struct known known)
{
    HD_GROW(period->items, period->count, period->room);
    period->items[period->count++] = known;
}

static void read_known(struct walk *walk)
{
    struct statement *s = walk->statement;
    const char *status = statement_text(s, 5);

    add_known(&walk->period, (struct known){
                                 .vintage = (uint32_t)statement_int(s, 1),
                                 .published_at_ms = statement_int(s, 2),
                                 .submission_id = statement_int(s, 3),
                                 .value = hd_arena_strdup(&walk->texts, statement_text(s, 4)),
                                 .status = { status ? status[0] : '\0' },
                                 .comment = hd_arena_strdup(&walk->texts, statement_text(s, 6)),
                             });
}

/* Makes `period` the one of the row. */
static enum hd_rc move_to(struct walk *walk, int64_t key, struct hd_error *err)
{
    enum hd_rc rc = HD_OK;

    if (walk->period.count && walk->period.key == key)
        return HD_OK;
    walk->period.count = 0;
    walk->period.key = key;
    while (!rc && walk->row && statement_int(walk->statement, 0) <= key) {
        if (statement_int(walk->statement, 0) == key)
            read_known(walk);
        rc = advance(walk, err);
    }
    return rc;
}

/* The vintage that was current at an instant: published last, on a tie recorded last. */
static const struct known *current_at(const struct period *period, int64_t at_ms)
{
    const struct known *best = NULL;

    for (size_t i = 0; i < period->count; i++) {
        const struct known *k = &period->items[i];

        if (k->published_at_ms > at_ms)
            continue;
        if (!best || k->published_at_ms > best->published_at_ms ||
            (k->published_at_ms == best->published_at_ms && k->vintage > best->vintage))
            best = k;
    }
    return best;
}

static uint32_t next_vintage(const struct period *period)
{
    uint32_t greatest = 0;

    for (size_t i = 0; i < period->count; i++)
        if (period->items[i].vintage > greatest)
            greatest = period->items[i].vintage;
    return greatest + 1;
}

static bool same_text(const char *a, const char *b)
{
    return a && b ? !strcmp(a, b) : a == b;
}

static bool says_the_same(const struct known *known, const struct incoming *row)
{
    return same_text(known->value, row->value) && known->status[0] == row->status[0] &&
           same_text(known->comment, row->comment);
}

/* ---- what a row means ---- */

static enum submission_effect told_effect(const struct incoming *row)
{
    switch ((enum incoming_fate)row->fate) {
    case INCOMING_HELD:
        return SUBMISSION_ROW_HELD;
    case INCOMING_WAITING:
        return SUBMISSION_ROW_WAITING;
    case INCOMING_TAKEN:
        break;
    }
    return (enum submission_effect)row->effect;
}

/* A row that is being looked at. */
struct looking {
    const struct bundle *bundle;
    struct bundle_row *packed;
    struct incoming row;
    const struct holding_rule *rule;
    const struct vintage_teller *teller;
};

static void tell(struct looking *l, const struct known *replaced)
{
    const struct vintage_teller *teller = l->teller;
    struct submission_outcome out = { .effect = told_effect(&l->row) };

    l->packed->effect = l->row.effect;
    l->packed->fate = l->row.fate;
    l->packed->vintage = l->row.vintage;
    if (!teller || (!teller->outcomes && !teller->told))
        return;
    if (l->row.effect == SUBMISSION_ROW_CHANGED && replaced) {
        if (replaced->value)
            snprintf(out.old_value, sizeof out.old_value, "%s", replaced->value);
        out.old_status = replaced->status[0];
        out.comment_changed = !same_text(replaced->comment, l->row.comment);
    }
    if (teller->outcomes)
        teller->outcomes[l->packed->number] = out;
    else
        teller->told(teller->ctx, l->bundle, l->packed, &out);
}

static void classify_row(struct period *period, struct looking *l)
{
    const struct known *then = current_at(period, l->row.published_at_ms);
    const struct known *now = current_at(period, INT64_MAX);
    struct incoming *row = &l->row;

    row->fate = INCOMING_TAKEN;
    row->vintage = 0;
    if (then && says_the_same(then, row)) {
        row->effect = SUBMISSION_ROW_UNCHANGED;
        tell(l, NULL);
        return;
    }
    row->effect = then && then == now ? SUBMISSION_ROW_CHANGED : SUBMISSION_ROW_NEW;
    if (l->rule)
        row->fate = (uint8_t)holding_judge(l->rule, row, row->effect == SUBMISSION_ROW_CHANGED,
                                           then ? then->value : NULL);
    if (row->fate == INCOMING_TAKEN)
        row->vintage = next_vintage(period);
    tell(l, then);
    if (row->vintage)
        add_known(period, (struct known){
                              .vintage = row->vintage,
                              .published_at_ms = row->published_at_ms,
                              .value = row->value,
                              .status = { row->status[0] },
                              .comment = row->comment,
                          });
}

/* Past the last row of the same series. */
static size_t series_end(const struct bundle *bundle, size_t from)
{
    size_t to = from + 1;

    while (to < bundle->count && bundle->rows[to].series == bundle->rows[from].series)
        to++;
    return to;
}

static void count_row(struct vintage_counts *counts, const struct bundle_row *row)
{
    if (row->fate == INCOMING_TAKEN)
        counts->by_effect[row->effect]++;
    counts->by_fate[row->fate]++;
}

static enum hd_rc classify_series(struct walk *walk, struct looking *l, size_t from, size_t to,
                                  struct vintage_counts *counts, struct hd_error *err)
{
    for (size_t i = from; i < to; i++) {
        enum hd_rc rc;

        l->packed = &l->bundle->rows[i];
        l->row = incoming_of(l->bundle, l->packed);
        rc = move_to(walk, l->row.period_key, err);
        if (rc)
            return rc;
        classify_row(&walk->period, l);
        count_row(counts, l->packed);
    }
    return HD_OK;
}

enum hd_rc vintage_classify(struct txn *txn, struct bundle *bundle, const struct holding_rule *rule,
                            const struct vintage_teller *teller, struct vintage_counts *counts,
                            struct hd_error *err)
{
    WALK_AUTO struct walk walk = { 0 };
    struct looking l = { .bundle = bundle, .rule = rule, .teller = teller };

    *counts = (struct vintage_counts){ { 0 }, { 0 } };
    for (size_t from = 0, to; from < bundle->count; from = to) {
        const struct bundle_row *first = &bundle->rows[from];
        enum hd_rc rc;

        to = series_end(bundle, from);
        rc = open_walk(txn, &walk, bundle->series[first->series].id, first->period_key,
                       bundle->rows[to - 1].period_key, err);
        if (!rc)
            rc = classify_series(&walk, &l, from, to, counts, err);
        close_walk(&walk);
        if (rc)
            return rc;
    }
    return HD_OK;
}

/* ---- what a row meant when it was published ---- */

static void recall_row(struct period *period, struct looking *l, int64_t id)
{
    const struct known *own = NULL;

    for (size_t i = 0; i < period->count && !own; i++)
        if (period->items[i].submission_id == id && says_the_same(&period->items[i], &l->row))
            own = &period->items[i];
    if (!own) {
        l->row.effect = SUBMISSION_ROW_UNCHANGED;
        tell(l, NULL);
        return;
    }
    /* As it was then: without what was recorded later, and without itself. */
    l->row.published_at_ms = own->published_at_ms;
    period->count = (size_t)(own - period->items);
    classify_row(period, l);
}

enum hd_rc vintage_recall(struct txn *txn, struct bundle *bundle, int64_t id,
                          const struct vintage_teller *teller, struct hd_error *err)
{
    WALK_AUTO struct walk walk = { 0 };
    struct looking l = { .bundle = bundle, .teller = teller };
    enum hd_rc rc = HD_OK;

    for (size_t i = 0; i < bundle->count && !rc; i++) {
        l.packed = &bundle->rows[i];
        l.row = incoming_of(bundle, l.packed);
        rc = open_walk(txn, &walk, l.row.series_id, l.row.period_key, l.row.period_key, err);
        if (!rc)
            rc = move_to(&walk, l.row.period_key, err);
        if (!rc)
            recall_row(&walk.period, &l, id);
        close_walk(&walk);
    }
    return rc;
}
