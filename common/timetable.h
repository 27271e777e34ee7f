/* common/timetable.h - when something recurs, in the words of a calendar.  Pure.
 *
 *      every 6h                                     a duration: so long after the last time
 *      every day at 06:00
 *      every week on Monday at 07:30
 *      every month on day 20 at 06:00               day 31: the last day of shorter months
 *      every quarter on day 20 at 06:00 Asia/Baku   counted from the quarter's first day; a day
 *                                                   beyond it is its last one
 *      every half-year on day 45 ...   every year on 15 March at 06:00   every year on day 90 ...
 *      0 6 20 1,4,7,10 *                            cron: minute hour day month weekday
 *      never                                        only by hand
 *
 * A zone may stand at the end; else the site's counts.  A time that the clock skips happens at the
 * first instant after the gap; one that the clock shows twice happens the first time. */
#ifndef HEDEF_COMMON_TIMETABLE_H
#define HEDEF_COMMON_TIMETABLE_H

#include <stdbool.h>
#include <stdint.h>

#include "common/date.h"

struct timetable; /* immutable; any thread */

#define TIMETABLE_NEVER INT64_MAX

/* On false *why_out is an untranslated message that says what may be written. */
bool timetable_parse(const char *text, struct timetable **table_out, const char **why_out);
void timetable_free(struct timetable **table);
bool timetable_valid(const char *text); /* for option tables */

/* The first instant after `after_at_ms`; of a duration: after_at_ms and the duration.
 * TIMETABLE_NEVER when there is none. */
int64_t timetable_next(const struct timetable *table, const struct hd_zone *site,
                       int64_t after_at_ms);
/* The longest time between two instants, about: how long silence is normal.  0: never. */
int64_t timetable_span_ms(const struct timetable *table);

#endif
