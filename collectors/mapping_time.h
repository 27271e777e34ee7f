/* collectors/mapping_time.h  (private to the mapping): when something was measured. */
#ifndef HEDEF_COLLECTORS_MAPPING_TIME_H
#define HEDEF_COLLECTORS_MAPPING_TIME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct hd_zone;

/* RFC 3339; a date and a time of day in the zone (UTC when NULL); a date, which means 12:00; or
 * seconds or milliseconds since 1970, told apart by their number of digits. */
bool mapping_time_parse(const char *text, size_t len, const struct hd_zone *zone,
                        int64_t *at_ms_out);

extern const char mapping_time_message[];

#endif
