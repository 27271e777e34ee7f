/* daemon/collect/timing.h - when a source is asked next.  Pure.
 *
 * A source that was never asked is asked at once; one that missed its time while nobody ran, too.
 * After a failure it is asked again a minute later, then after two, four, eight ... up to a bound,
 * whatever its schedule says; a good run ends that. */
#ifndef HEDEF_DAEMON_COLLECT_TIMING_H
#define HEDEF_DAEMON_COLLECT_TIMING_H

#include <stdint.h>

#include "common/timetable.h"

struct timing {
    const struct timetable *timetable;
    const struct hd_zone *zone; /* of the site */
    const char *name;           /* whose part of the jitter it is */
    int64_t jitter_ms;
    int64_t backoff_max_ms;
    int64_t last_at_ms; /* begin of the newest run; 0: never ran */
    int64_t failures;   /* in a row */
};

#define TIMING_BACKOFF_MS 60000 /* the first wait */

/* May lie in the past: then it is due now.  TIMETABLE_NEVER: only by hand. */
int64_t timing_next_at_ms(const struct timing *timing);
/* The wait after so many failures in a row. */
int64_t timing_backoff_ms(int64_t failures, int64_t max_ms);
/* The part of the jitter that is this name's, 0 to jitter_ms. */
int64_t timing_jitter_ms(const char *name, int64_t jitter_ms);

#endif
