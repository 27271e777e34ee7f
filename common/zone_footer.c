#include "common/zone_file.h"

#include <string.h>

/* POSIX TZ text as RFC 8536 3.3 allows it:
 *     std offset [dst [offset] , date [/time] , date [/time]]
 * A reader moves `*at` behind what it took and says whether that was there. */

static bool take(const char **at, char c)
{
    if (**at != c)
        return false;
    ++*at;
    return true;
}

static bool take_number(const char **at, int least, int most, int *value_out)
{
    int value = 0, digits = 0;

    for (; **at >= '0' && **at <= '9' && digits < 4; ++*at, digits++)
        value = value * 10 + (**at - '0');
    *value_out = value;
    return digits && value >= least && value <= most;
}

/* The name of a clock is stepped over: `CET`, `<+04>`. */
static bool take_name(const char **at)
{
    const char *start = *at;

    if (take(at, '<')) {
        *at += strcspn(*at, ">");
        return take(at, '>');
    }
    while ((**at >= 'A' && **at <= 'Z') || (**at >= 'a' && **at <= 'z'))
        ++*at;
    return *at - start >= 3;
}

/* [+-]hh[:mm[:ss]] */
static bool take_time(const char **at, int hours_most, int32_t *seconds_out)
{
    bool negative = **at == '-';
    int hour, minute = 0, second = 0;

    if (negative || **at == '+')
        ++*at;
    if (!take_number(at, 0, hours_most, &hour))
        return false;
    if (take(at, ':') && !take_number(at, 0, 59, &minute))
        return false;
    if (take(at, ':') && !take_number(at, 0, 59, &second))
        return false;
    *seconds_out = (hour * 3600 + minute * 60 + second) * (negative ? -1 : 1);
    return true;
}

/* POSIX counts west of Greenwich as positive, everyone else as negative. */
static bool take_offset(const char **at, int32_t *offset_out)
{
    if (!take_time(at, 24, offset_out))
        return false;
    *offset_out = -*offset_out;
    return true;
}

static bool take_day(const char **at, struct hd_zone_date *date)
{
    if (take(at, 'M')) {
        date->form = HD_ZONE_MONTH_WEEK_DAY;
        return take_number(at, 1, 12, &date->month) && take(at, '.') &&
               take_number(at, 1, 5, &date->week) && take(at, '.') &&
               take_number(at, 0, 6, &date->weekday);
    }
    if (take(at, 'J')) {
        date->form = HD_ZONE_JULIAN;
        return take_number(at, 1, 365, &date->day);
    }
    date->form = HD_ZONE_DAY_OF_YEAR;
    return take_number(at, 0, 365, &date->day);
}

static bool take_date(const char **at, struct hd_zone_date *date)
{
    date->time_s = 2 * 3600;
    if (!take(at, ',') || !take_day(at, date))
        return false;
    return !take(at, '/') || take_time(at, 167, &date->time_s);
}

static bool take_summer(const char **at, struct hd_zone_rules *rules)
{
    rules->summer = true;
    rules->summer_offset_s = rules->offset_s + 3600;
    if (!take_name(at))
        return false;
    if (**at != ',' && !take_offset(at, &rules->summer_offset_s))
        return false;
    return take_date(at, &rules->summer_begins) && take_date(at, &rules->summer_ends);
}

bool hd_zone_footer_parse(const char *text, struct hd_zone_rules *rules)
{
    const char *at = text;

    if (!take_name(&at) || !take_offset(&at, &rules->offset_s))
        return false;
    if (*at && !take_summer(&at, rules))
        return false;
    rules->repeats = true;
    return !*at;
}
