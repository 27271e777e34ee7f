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

/* ---- order ---- */

static int compare(const void *a, const void *b)
{
    const struct incoming *x = a, *y = b;

    if (x->series_id != y->series_id)
        return x->series_id < y->series_id ? -1 : 1;
    if (x->period_key != y->period_key)
        return x->period_key < y->period_key ? -1 : 1;
    if (x->published_at_ms != y->published_at_ms)
        return x->published_at_ms < y->published_at_ms ? -1 : 1;
    return x->row < y->row ? -1 : x->row > y->row;
}

void vintage_sort(struct incoming *rows, size_t count)
{
    size_t i = 1;

    while (i < count && compare(&rows[i - 1], &rows[i]) < 0)
        i++;
    if (i < count) /* files mostly come in order */
        qsort(rows, count, sizeof *rows, compare);
}

/* ---- what is known ---- */

static enum hd_rc advance(struct walk *walk, struct hd_error *err)
{
    return statement_next(walk->statement, &walk->row, err);
}

static enum hd_rc open_walk(struct txn *txn, struct walk *walk, const struct incoming *first,
                            const struct incoming *last, struct hd_error *err)
{
    enum hd_rc rc = txn_take(txn, storage_observation_known, &walk->statement, err);

    if (rc)
        return rc;
    statement_bind_int(walk->statement, ":series_id", first->series_id);
    statement_bind_int(walk->statement, ":from_key", first->period_key);
    statement_bind_int(walk->statement, ":to_key", last->period_key);
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

static void tell(struct submission_outcome *outcomes, const struct incoming *row,
                 const struct known *replaced)
{
    struct submission_outcome *out;

    if (!outcomes)
        return;
    out = &outcomes[row->row];
    *out = (struct submission_outcome){ .effect = told_effect(row) };
    if (row->effect != SUBMISSION_ROW_CHANGED || !replaced)
        return;
    if (replaced->value)
        snprintf(out->old_value, sizeof out->old_value, "%s", replaced->value);
    out->old_status = replaced->status[0];
    out->comment_changed = !same_text(replaced->comment, row->comment);
}

static void classify_row(struct period *period, struct incoming *row,
                         const struct holding_rule *rule, struct submission_outcome *outcomes)
{
    const struct known *then = current_at(period, row->published_at_ms);
    const struct known *now = current_at(period, INT64_MAX);

    if (then && says_the_same(then, row)) {
        row->effect = SUBMISSION_ROW_UNCHANGED;
        row->vintage = 0;
        tell(outcomes, row, NULL);
        return;
    }
    row->effect = then && then == now ? SUBMISSION_ROW_CHANGED : SUBMISSION_ROW_NEW;
    if (rule)
        row->fate = (uint8_t)holding_judge(rule, row, row->effect == SUBMISSION_ROW_CHANGED,
                                           then ? then->value : NULL);
    row->vintage = row->fate == INCOMING_TAKEN ? next_vintage(period) : 0;
    tell(outcomes, row, then);
    if (!row->vintage)
        return;
    add_known(period, (struct known){
                          .vintage = row->vintage,
                          .published_at_ms = row->published_at_ms,
                          .value = row->value,
                          .status = { row->status[0] },
                          .comment = row->comment,
                      });
}

static size_t series_end(const struct incoming *rows, size_t count, size_t from)
{
    size_t to = from + 1;

    while (to < count && rows[to].series_id == rows[from].series_id)
        to++;
    return to;
}

enum hd_rc vintage_classify(struct txn *txn, struct incoming *rows, size_t count,
                            const struct holding_rule *rule, struct submission_outcome *outcomes,
                            struct vintage_counts *counts, struct hd_error *err)
{
    WALK_AUTO struct walk walk = { 0 };

    *counts = (struct vintage_counts){ { 0 }, { 0 } };
    for (size_t from = 0, to; from < count; from = to) {
        enum hd_rc rc;

        to = series_end(rows, count, from);
        rc = open_walk(txn, &walk, &rows[from], &rows[to - 1], err);
        for (size_t i = from; !rc && i < to; i++) {
            rc = move_to(&walk, rows[i].period_key, err);
            if (rc)
                break;
            classify_row(&walk.period, &rows[i], rule, outcomes);
            if (rows[i].fate == INCOMING_TAKEN)
                counts->by_effect[rows[i].effect]++;
            counts->by_fate[rows[i].fate]++;
        }
        close_walk(&walk);
        if (rc)
            return rc;
    }
    return HD_OK;
}

/* ---- what a row meant when it was published ---- */

static void recall_row(struct period *period, struct incoming *row, int64_t id,
                       struct submission_outcome *outcomes)
{
    const struct known *own = NULL;

    for (size_t i = 0; i < period->count && !own; i++)
        if (period->items[i].submission_id == id && says_the_same(&period->items[i], row))
            own = &period->items[i];
    if (!own) {
        row->effect = SUBMISSION_ROW_UNCHANGED;
        tell(outcomes, row, NULL);
        return;
    }
    /* As it was then: without what was recorded later, and without itself. */
    row->published_at_ms = own->published_at_ms;
    period->count = (size_t)(own - period->items);
    classify_row(period, row, NULL, outcomes);
}

enum hd_rc vintage_recall(struct txn *txn, struct incoming *rows, size_t count, int64_t id,
                          struct submission_outcome *outcomes, struct hd_error *err)
{
    WALK_AUTO struct walk walk = { 0 };
    enum hd_rc rc = HD_OK;

    for (size_t i = 0; i < count && !rc; i++) {
        rc = open_walk(txn, &walk, &rows[i], &rows[i], err);
        if (!rc)
            rc = move_to(&walk, rows[i].period_key, err);
        if (!rc)
            recall_row(&walk.period, &rows[i], id, outcomes);
        close_walk(&walk);
    }
    return rc;
}
