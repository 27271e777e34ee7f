#include "collectors/mapping_time.h"

#include <string.h>

#include "collectors/formats/cell.h"
#include "common/date.h"
#include "common/lang.h"
#include "common/period.h"

const char mapping_time_message[] =
    N_("This is no time. Write 2026-11-21T10:15:00Z, 2026-11-21 10:15:00 as the clock of the site "
       "shows it, or the seconds since 1970.");

static size_t digits_at(const char *text, size_t len)
{
    size_t count = 0;

    while (count < len && text[count] >= '0' && text[count] <= '9')
        count++;
    return count;
}

static int64_t number_of(const char *text, size_t digits)
{
    int64_t number = 0;

    for (size_t i = 0; i < digits; i++)
        number = number * 10 + (text[i] - '0');
    return number;
}

/* `.25` as 250; digits past the third say nothing here. */
static bool parse_fraction(const char *text, size_t len, int64_t *ms_out)
{
    size_t digits = len ? digits_at(text + 1, len - 1) : 0;

    *ms_out = 0;
    if (!len)
        return true;
    if ((*text != '.' && *text != ',') || !digits || digits + 1 != len)
        return false;
    for (size_t i = 1; i <= 3; i++)
        *ms_out = *ms_out * 10 + (i <= digits ? text[i] - '0' : 0);
    return true;
}

/* Nine to eleven digits are seconds and more are milliseconds: both mean times from 1973 on. */
static bool parse_epoch(const char *text, size_t len, int64_t *at_ms_out)
{
    size_t digits = digits_at(text, len);
    int64_t ms;

    if (digits < 9 || digits > 14 || !parse_fraction(text + digits, len - digits, &ms))
        return false;
    *at_ms_out = number_of(text, digits);
    if (digits <= 11)
        *at_ms_out = *at_ms_out * 1000 + ms;
    return true;
}

static bool two_digits(const char *text, size_t len, int64_t most, int64_t *number_out)
{
    if (digits_at(text, len) < 2)
        return false;
    *number_out = number_of(text, 2);
    return *number_out <= most;
}

/* 10:15, 10:15:30, 10:15:30.250 */
static bool parse_clock(const char *text, size_t len, int *minute_out, int64_t *ms_out)
{
    int64_t hour, minute, second = 0, fraction = 0;

    if (!two_digits(text, len, 23, &hour) || len < 5 || text[2] != ':' ||
        !two_digits(text + 3, len - 3, 59, &minute))
        return false;
    if (len > 5 && (text[5] != ':' || !two_digits(text + 6, len - 6, 59, &second) ||
                    !parse_fraction(text + 8, len - 8, &fraction)))
        return false;
    *minute_out = (int)(hour * 60 + minute);
    *ms_out = second * 1000 + fraction;
    return true;
}

static bool parse_day(const char *text, size_t len, int32_t *day_out)
{
    struct hd_period period;
    const char *why;

    if (!hd_period_parse(text, len, &period, &why) || period.freq != HD_FREQ_D)
        return false;
    *day_out = period.start_day;
    return true;
}

static bool parse_local(const char *text, size_t len, const struct hd_zone *zone,
                        int64_t *at_ms_out)
{
    const char *mark = memchr(text, ' ', len), *clock;
    int32_t day;
    int64_t ms;
    int minute;
    size_t rest;

    if (!mark)
        mark = memchr(text, 'T', len);
    if (!mark || !parse_day(text, (size_t)(mark - text), &day))
        return false;
    rest = len - (size_t)(mark - text) - 1;
    clock = cell_trim(mark + 1, &rest);
    if (!parse_clock(clock, rest, &minute, &ms))
        return false;
    *at_ms_out =
        ms + (zone ? hd_zone_at_ms(zone, day, minute) : day * HD_DAY_MS + minute * INT64_C(60000));
    return true;
}

bool mapping_time_parse(const char *text, size_t len, const struct hd_zone *zone,
                        int64_t *at_ms_out)
{
    int32_t day;

    if (hd_instant_parse(text, len, at_ms_out) || parse_epoch(text, len, at_ms_out) ||
        parse_local(text, len, zone, at_ms_out))
        return *at_ms_out >= HD_DAY_MIN * HD_DAY_MS && *at_ms_out < (HD_DAY_MAX + 1) * HD_DAY_MS;
    if (!parse_day(text, len, &day))
        return false;
    *at_ms_out = zone ? hd_zone_at_ms(zone, day, 12 * 60) : day * HD_DAY_MS + HD_DAY_MS / 2;
    return true;
}
