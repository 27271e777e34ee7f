/* common/zone_file.h - private to zone.c: the rules inside a TZif file (RFC 8536), version 2
 * or later, with the POSIX rule of its footer for the years after its table. */
#ifndef HEDEF_COMMON_ZONE_FILE_H
#define HEDEF_COMMON_ZONE_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/error.h"

struct hd_zone_change {
    int64_t at_s;
    int32_t offset_s; /* from then on */
};

/* A day of every year, and a time on it by the clock that ends there. */
struct hd_zone_date {
    enum { HD_ZONE_MONTH_WEEK_DAY, HD_ZONE_JULIAN, HD_ZONE_DAY_OF_YEAR } form;
    int month, week, weekday; /* M: 1..12, 1..5 (5: last), 0 Sunday..6 */
    int day;                  /* J: 1..365 without 29 February; n: 0..365 */
    int32_t time_s;           /* -167..167 hours */
};

/* All zero: UTC. */
struct hd_zone_rules {
    int32_t first_offset_s;
    struct hd_zone_change *changes;
    size_t count;
    bool repeats; /* the footer says how the last table row goes on */
    bool summer;  /* and that clocks change every year */
    int32_t offset_s, summer_offset_s;
    struct hd_zone_date summer_begins, summer_ends;
};

/* *rules is zeroed by the caller, and cleared after a failure too. */
HD_MUST_CHECK enum hd_rc hd_zone_rules_read(const char *data, size_t len,
                                            struct hd_zone_rules *rules, struct hd_error *err);
void hd_zone_rules_clear(struct hd_zone_rules *rules);
int32_t hd_zone_rules_offset_s(const struct hd_zone_rules *rules, int64_t at_s);

/* `CET-1CEST,M3.5.0,M10.5.0/3`; false when malformed. */
bool hd_zone_footer_parse(const char *text, struct hd_zone_rules *rules);

#endif
