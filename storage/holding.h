/* storage/holding.h - private to storage/: which rows of a collector a person must see first.
 *
 * A row that moves a published value further than the bound is held.  A row that says what the
 * same actor handed in before, and what waits since or was returned, is not handed in again. */
#ifndef HEDEF_STORAGE_HOLDING_H
#define HEDEF_STORAGE_HOLDING_H

#include "common/memory.h"
#include "storage/vintage.h"

struct txn;

struct holding_row;

/* Zeroed: nothing is held. */
struct holding_rule {
    bool all;     /* whatever is new or changed */
    double bound; /* percent of the old value; negative: none */
    struct hd_arena texts;
    struct holding_row *rows; /* what waits or was returned, sorted */
    size_t count, room;
};

HD_MUST_CHECK enum hd_rc holding_open(struct txn *txn, const struct submission_new *submission,
                                      struct holding_rule *rule, struct hd_error *err);
void holding_close(struct holding_rule *rule);
#define HOLDING_AUTO __attribute__((cleanup(holding_close)))

/* changed: another value is published, which is old_value (NULL: deliberately missing). */
enum incoming_fate holding_judge(const struct holding_rule *rule, const struct incoming *row,
                                 bool changed, const char *old_value);

/* Is `now` further from `then` than so many percent of `then`?  Exact on decimals, the percent
 * taken to six places; of what is no number, whether it differs. */
bool holding_moved(const char *then, const char *now, double percent);

#endif
