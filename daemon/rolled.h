/* daemon/rolled.h - what stands beside a value that was rolled up from samples: how many there
 * were, and between which values the middle half of them lies.  Kept of the newest roll-up of each
 * period: an older version of a value has nothing beside it. */
#ifndef HEDEF_DAEMON_ROLLED_H
#define HEDEF_DAEMON_ROLLED_H

#include <stddef.h>
#include <stdint.h>

#include "common/error.h"
#include "queries/picture.h"
#include "queries/sample.h"

/* Zeroed: none. */
struct rolled_list {
    struct sample_period *rows; /* by area, breakdown, period */
    size_t count;
};

/* Of one indicator, as it was before the cutoff; in the arena. */
HD_MUST_CHECK enum hd_rc rolled_load(struct reader *reader, const struct indicator *indicator,
                                     int64_t cutoff_at_ms, struct hd_arena *arena,
                                     struct rolled_list *out, struct hd_error *err);
/* Of vintage number `at` of history_load()'s rows; NULL: nothing stands beside it.  list may be
 * NULL. */
const struct sample_period *rolled_of(const struct rolled_list *list,
                                      const struct vintage_row *rows, size_t count, size_t at);

#endif
