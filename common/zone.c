#include "common/date.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/file.h"
#include "common/memory.h"
#include "common/zone_file.h"

#define ZONE_FOLDER    "/usr/share/zoneinfo/"
#define ZONE_BYTES_MAX 65536 /* the largest shipped with tzdata has 4 KB */
#define NAME_BYTES_MAX 63

/* Instants outside these are "always" and "never" (INT64_MIN, INT64_MAX): kept away from the
 * arithmetic, and inside what an int32_t of days holds. */
#define AT_S_LIMIT INT64_C(100000000000)

struct hd_zone {
    char name[NAME_BYTES_MAX + 1];
    struct hd_zone_rules rules;
};

static bool plausible_name(const char *name)
{
    static const char allowed[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_+-/";
    size_t len = strspn(name, allowed); /* no dot: `..` cannot climb out of the folder */

    return len && !name[len] && len <= NAME_BYTES_MAX && *name != '/' && name[len - 1] != '/';
}

static enum hd_rc read_rules(const char *name, struct hd_zone_rules *rules, struct hd_error *err)
{
    HD_FREE_AUTO char *data = NULL;
    char path[sizeof ZONE_FOLDER + NAME_BYTES_MAX];
    size_t len;
    enum hd_rc rc;

    snprintf(path, sizeof path, "%s%s", ZONE_FOLDER, name);
    rc = hd_file_read(path, ZONE_BYTES_MAX, &data, &len, err);
    if (rc == HD_NOT_FOUND)
        return hd_fail(err, HD_BAD_INPUT, "time zone '%s' is not known here", name);
    if (rc)
        return rc;
    return hd_zone_rules_read(data, len, rules, err);
}

enum hd_rc hd_zone_open(const char *name, struct hd_zone **zone_out, struct hd_error *err)
{
    struct hd_zone *zone;
    enum hd_rc rc = HD_OK;

    *zone_out = NULL;
    if (!plausible_name(name))
        return hd_fail(err, HD_BAD_INPUT, "'%.64s' is not the name of a time zone", name);
    zone = hd_alloc(sizeof *zone);
    memcpy(zone->name, name, strlen(name));
    /* UTC has no rules to read and must work where no zone files are installed. */
    if (strcmp(name, "UTC") != 0)
        rc = read_rules(name, &zone->rules, err);
    if (rc) {
        hd_zone_close(&zone);
        return hd_context(err, "reading time zone '%s'", name);
    }
    *zone_out = zone;
    return HD_OK;
}

void hd_zone_close(struct hd_zone **zone)
{
    if (!*zone)
        return;
    hd_zone_rules_clear(&(*zone)->rules);
    free(*zone);
    *zone = NULL;
}

const char *hd_zone_name(const struct hd_zone *zone)
{
    return zone->name;
}

static int64_t floor_s(int64_t at_ms)
{
    int64_t at_s = at_ms / 1000 - (at_ms % 1000 < 0);

    return at_s < -AT_S_LIMIT ? -AT_S_LIMIT : at_s > AT_S_LIMIT ? AT_S_LIMIT : at_s;
}

int32_t hd_zone_offset_s(const struct hd_zone *zone, int64_t at_ms)
{
    return hd_zone_rules_offset_s(&zone->rules, floor_s(at_ms));
}

/* Seconds since 1970 on the wall clock of the zone. */
static int64_t local_s(const struct hd_zone *zone, int64_t at_ms)
{
    int64_t at_s = floor_s(at_ms);

    return at_s + hd_zone_rules_offset_s(&zone->rules, at_s);
}

int32_t hd_zone_day(const struct hd_zone *zone, int64_t at_ms)
{
    int64_t local = local_s(zone, at_ms);

    return (int32_t)(local / 86400 - (local % 86400 < 0));
}

void hd_zone_clock(const struct hd_zone *zone, int64_t at_ms, int *hour_out, int *minute_out)
{
    int64_t local = local_s(zone, at_ms);
    int minute = (int)((local % 86400 + 86400) % 86400 / 60);

    *hour_out = minute / 60;
    *minute_out = minute % 60;
}

int64_t hd_zone_at_ms(const struct hd_zone *zone, int32_t day, int minute_of_day)
{
    int64_t wall = day * INT64_C(86400) + minute_of_day * INT64_C(60);
    /* No offset is further from UTC than 15 hours west or 15 east, so that the instant lies
     * between these two, and at most one change of the clocks with it. */
    int32_t before = hd_zone_rules_offset_s(&zone->rules, wall - INT64_C(15) * 3600);
    int32_t after = hd_zone_rules_offset_s(&zone->rules, wall + INT64_C(15) * 3600);
    int64_t early = wall - (before > after ? before : after);
    int64_t late = wall - (before > after ? after : before);

    /* Shown twice: the first.  Shown once: that one.  Never shown (in a gap): the later. */
    if (hd_zone_rules_offset_s(&zone->rules, early) == wall - early)
        return early * 1000;
    return late * 1000;
}
