/* daemon/schedule.h - when the calendar asks for something: local midnight, and the hour of the
 * digest.  Pure. */
#ifndef HEDEF_DAEMON_SCHEDULE_H
#define HEDEF_DAEMON_SCHEDULE_H

#include <stdbool.h>
#include <stdint.h>

#include "common/date.h"

struct schedule {
    const struct hd_zone *zone;
    int digest_minute; /* of the local day */
};

/* "08:00" as minutes; the text is valid (settings.c has checked it). */
int schedule_minute(const char *clock_text);

/* The first instant after `now` at which something is to be done. */
int64_t schedule_next_at_ms(const struct schedule *schedule, int64_t now_at_ms);
/* Is the digest of the local day of `now` to be made by now? */
bool schedule_digest_owed(const struct schedule *schedule, int64_t now_at_ms);

#endif
