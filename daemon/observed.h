/* daemon/observed.h - published values as they stood at a picture's cutoff, the newest vintage of
 * each or all of them, and among them what is computed from others: what is shown in lists, written
 * in export formats and answered under /sdmx. */
#ifndef HEDEF_DAEMON_OBSERVED_H
#define HEDEF_DAEMON_OBSERVED_H

#include <stdbool.h>
#include <stddef.h>

#include "common/error.h"
#include "common/memory.h"
#include "queries/picture.h"

struct service;

struct observed {
    const struct indicator *indicator;
    const struct vintage_row *row;
    bool computed;                     /* not in the store: from the picture */
    const struct rolled_value *rolled; /* it was rolled up from samples; NULL */
};

struct observed_list {
    const void **rows; /* of struct observed, as a list takes them */
    size_t count, room;
};

struct observed_filter {
    bool history; /* every vintage */
    /* NULL: all.  The second is asked before it is known which vintage stands. */
    bool (*takes_indicator)(const void *ctx, const struct indicator *indicator);
    bool (*takes_row)(const void *ctx, const struct vintage_row *row);
    const void *ctx;
};

/* By indicator, area, breakdown and period; everything lives in the arena.  Blocking. */
HD_MUST_CHECK enum hd_rc observed_collect(struct service *service, const struct picture *picture,
                                          const struct observed_filter *filter,
                                          struct hd_arena *arena, struct observed_list *list,
                                          struct hd_error *err);

#endif
