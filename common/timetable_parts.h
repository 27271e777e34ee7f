/* common/timetable_parts.h  (private to common/): what a timetable is made of. */
#ifndef HEDEF_COMMON_TIMETABLE_PARTS_H
#define HEDEF_COMMON_TIMETABLE_PARTS_H

#include "common/timetable.h"

enum timetable_rule {
    TIMETABLE_BY_HAND,  /* never */
    TIMETABLE_DURATION, /* so long after the last time */
    TIMETABLE_WEEKS,    /* on `weekday` */
    TIMETABLE_MONTHS,   /* on the `day`-th day of each span of `months` months */
    TIMETABLE_YEARS,    /* on `day` of `month` */
    TIMETABLE_CRON,     /* on the days of the sets */
};

struct timetable {
    enum timetable_rule rule;
    int64_t every_ms;
    int weekday; /* ISO; 0: any day */
    int day, months, month;
    uint64_t minutes;                          /* sets: bit n is set when n belongs to it */
    uint32_t hours, days, in_months, weekdays; /* weekdays: 0 Sunday .. 6 */
    bool either_day;      /* cron: a day of one of the two sets will do; else it must be in both */
    struct hd_zone *zone; /* NULL: the site's */
};

/* The five fields of cron; false when they are not. */
bool timetable_cron_read(const char *const fields[static 5], struct timetable *table);
bool timetable_has_day(const struct timetable *table, int32_t day);

/* The calendar's English words, in full or as their first three letters, in any case: 1..7 from
 * Monday, 1..12; 0: none of them. */
int timetable_weekday(const char *word);
int timetable_month(const char *word);
/* Digits only, within min..max. */
bool timetable_number(const char *text, int min, int max, int *value_out);

#endif
