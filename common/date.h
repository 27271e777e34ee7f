/* common/date.h - civil dates, and instants in a named time zone.
 *
 * A day is int32_t: days since 1970-01-01 in the proleptic Gregorian calendar.
 * An instant is int64_t at_ms: UTC milliseconds since 1970. */
#ifndef HEDEF_COMMON_DATE_H
#define HEDEF_COMMON_DATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/error.h"

#define HD_DAY_MS  INT64_C(86400000)
#define HD_DAY_MIN (-25567) /* 1900-01-01: nothing earlier is accepted from outside */
#define HD_DAY_MAX 84005    /* 2199-12-31 */

struct hd_civil {
    int year, month, day; /* 1..12, 1..31 */
};

int32_t hd_day_from_civil(int year, int month, int day); /* the caller's date is valid */
struct hd_civil hd_day_civil(int32_t day);
int hd_day_weekday(int32_t day); /* ISO: 1 Monday .. 7 Sunday */
int hd_month_days(int year, int month);

/* `2026-11-21`, nothing else; false when malformed, impossible or out of range. */
bool hd_day_parse(const char *text, size_t len, int32_t *day_out);
void hd_day_text(int32_t day, char out[static 11]); /* 2026-11-21 */

/* RFC 3339 with `Z` or an offset, seconds and fractions optional. */
bool hd_instant_parse(const char *text, size_t len, int64_t *at_ms_out);
void hd_instant_text(int64_t at_ms, char out[static 21]); /* 2026-11-21T10:15:00Z, cut to seconds */

/* A zone read from the system's TZif files; TZ and the process's own zone are not touched. */
struct hd_zone;
HD_MUST_CHECK enum hd_rc hd_zone_open(const char *name, struct hd_zone **zone_out,
                                      struct hd_error *err); /* "Asia/Baku", "UTC" */
void hd_zone_close(struct hd_zone **zone);
const char *hd_zone_name(const struct hd_zone *zone);

int32_t hd_zone_offset_s(const struct hd_zone *zone, int64_t at_ms);
int32_t hd_zone_day(const struct hd_zone *zone, int64_t at_ms); /* the local date of an instant */
void hd_zone_clock(const struct hd_zone *zone, int64_t at_ms, int *hour_out, int *minute_out);
/* The first instant of local `day` plus `minute_of_day`; in a gap the later one. */
int64_t hd_zone_at_ms(const struct hd_zone *zone, int32_t day, int minute_of_day);

#endif
