/* daemon/rollup.h - samples become observations once their period is over.
 *
 *      samples ──► period closed ──► rule of the catalogue ──► submission by `rollup`
 *                       │  late ones ──► again ──► a revision that says how many
 *                       └─ fewer than the minimum ──► nothing; what stood there is suppressed (Q)
 *
 * A period is closed when it ended before today in the site's zone. */
#ifndef HEDEF_DAEMON_ROLLUP_H
#define HEDEF_DAEMON_ROLLUP_H

#include <stddef.h>

#include "common/error.h"

struct service;

/* Who hands in what was rolled up. */
#define ROLLUP_ACTOR "rollup"

struct rollup_outcome {
    size_t periods;   /* that were computed */
    size_t published; /* values, new or changed */
    size_t held_back; /* periods with fewer samples than the minimum */
};

/* Every closed period with samples that no roll-up has seen.  Blocking. */
HD_MUST_CHECK enum hd_rc rollup_run(struct service *service, struct rollup_outcome *outcome,
                                    struct hd_error *err);
/* Removes samples, fetched bytes and runs that were kept long enough.  Once a day. */
HD_MUST_CHECK enum hd_rc rollup_forget(struct service *service, struct hd_error *err);

#endif
