#include "common/date.h"

#include <stdio.h>
#include <string.h>

/* Instants outside the years 0 to 9999 (such as "always", INT64_MIN) are shown as these ends. */
#define AT_MS_FIRST INT64_C(-62167219200000)
#define AT_MS_LAST  INT64_C(253402300799999)

static bool leap_year(int year)
{
    return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

int hd_month_days(int year, int month)
{
    static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };

    return days[month - 1] + (month == 2 && leap_year(year));
}

/* Both ways count in eras of 400 years (146097 days) that begin on 1 March, so that the leap
 * day is the last of its year: https://howardhinnant.github.io/date_algorithms.html */
int32_t hd_day_from_civil(int year, int month, int day)
{
    int y = month <= 2 ? year - 1 : year;
    int era = (y >= 0 ? y : y - 399) / 400;
    int year_of_era = y - era * 400;
    int day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    int day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;

    return era * 146097 + day_of_era - 719468;
}

struct hd_civil hd_day_civil(int32_t day)
{
    int64_t z = (int64_t)day + 719468;
    int era = (int)((z >= 0 ? z : z - 146096) / 146097);
    int day_of_era = (int)(z - (int64_t)era * 146097);
    int year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    int day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    int m = (5 * day_of_year + 2) / 153;
    struct hd_civil civil = { .day = day_of_year - (153 * m + 2) / 5 + 1,
                              .month = m < 10 ? m + 3 : m - 9 };

    civil.year = era * 400 + year_of_era + (civil.month <= 2);
    return civil;
}

int hd_day_weekday(int32_t day)
{
    int from_monday = (int)(((int64_t)day + 3) % 7); /* 1970-01-01 was a Thursday */

    return (from_monday < 0 ? from_monday + 7 : from_monday) + 1;
}

/* Exactly `count` digits at `at`. */
static bool read_digits(const char *at, int count, int *value_out)
{
    int value = 0;

    for (int i = 0; i < count; i++) {
        if (at[i] < '0' || at[i] > '9')
            return false;
        value = value * 10 + (at[i] - '0');
    }
    *value_out = value;
    return true;
}

bool hd_day_parse(const char *text, size_t len, int32_t *day_out)
{
    struct hd_civil date;
    int32_t day;

    if (len != 10 || text[4] != '-' || text[7] != '-')
        return false;
    if (!read_digits(text, 4, &date.year) || !read_digits(text + 5, 2, &date.month) ||
        !read_digits(text + 8, 2, &date.day))
        return false;
    if (date.month < 1 || date.month > 12 || date.day < 1 ||
        date.day > hd_month_days(date.year, date.month))
        return false;
    day = hd_day_from_civil(date.year, date.month, date.day);
    if (day < HD_DAY_MIN || day > HD_DAY_MAX)
        return false;
    *day_out = day;
    return true;
}

void hd_day_text(int32_t day, char out[static 11])
{
    struct hd_civil date = hd_day_civil(day);

    /* What the modulo takes away only a day outside the years 0 to 9999 could have. */
    snprintf(out, 11, "%04u-%02u-%02u", (unsigned)date.year % 10000u, (unsigned)date.month % 100u,
             (unsigned)date.day % 100u);
}

/* A piece of text being read from its left end. */
struct reader {
    const char *at, *end;
};

static bool take_char(struct reader *reader, const char *one_of)
{
    if (reader->at == reader->end || !*reader->at || !strchr(one_of, *reader->at))
        return false;
    reader->at++;
    return true;
}

static bool take_two(struct reader *reader, int most, int *value_out)
{
    if (reader->end - reader->at < 2 || !read_digits(reader->at, 2, value_out))
        return false;
    reader->at += 2;
    return *value_out <= most;
}

/* `.5`, `.123456`: to the millisecond, the rest is cut. */
static bool take_fraction(struct reader *reader, int *ms_out)
{
    const char *start = reader->at;
    int scale = 100;

    for (; reader->at < reader->end && *reader->at >= '0' && *reader->at <= '9'; reader->at++) {
        *ms_out += (*reader->at - '0') * scale;
        scale /= 10;
    }
    return reader->at > start;
}

static bool take_time(struct reader *reader, int64_t *ms_out)
{
    int hour, minute, second = 0, ms = 0;

    if (!take_two(reader, 23, &hour) || !take_char(reader, ":") || !take_two(reader, 59, &minute))
        return false;
    if (take_char(reader, ":")) {
        if (!take_two(reader, 60, &second)) /* 60: a leap second is the next minute's first */
            return false;
        if (take_char(reader, ".,") && !take_fraction(reader, &ms))
            return false;
    }
    *ms_out = ((hour * 60 + minute) * 60 + second) * INT64_C(1000) + ms;
    return true;
}

/* `Z`, `+04:00`; `+0400` too, which some statistical offices send. */
static bool take_offset(struct reader *reader, int64_t *ms_out)
{
    bool west = reader->at < reader->end && *reader->at == '-';
    int hour, minute;

    *ms_out = 0;
    if (take_char(reader, "Zz"))
        return true;
    if (!take_char(reader, "+-") || !take_two(reader, 23, &hour))
        return false;
    take_char(reader, ":");
    if (!take_two(reader, 59, &minute))
        return false;
    *ms_out = (hour * 60 + minute) * INT64_C(60000) * (west ? -1 : 1);
    return true;
}

bool hd_instant_parse(const char *text, size_t len, int64_t *at_ms_out)
{
    struct reader reader = { .at = text + 10, .end = text + len };
    int64_t time_ms, offset_ms;
    int32_t day;

    if (len < 11 || !hd_day_parse(text, 10, &day))
        return false;
    if (!take_char(&reader, "Tt ") || !take_time(&reader, &time_ms) ||
        !take_offset(&reader, &offset_ms) || reader.at != reader.end)
        return false;
    *at_ms_out = day * HD_DAY_MS + time_ms - offset_ms;
    return true;
}

void hd_instant_text(int64_t at_ms, char out[static 21])
{
    char date[11];
    int64_t day;
    unsigned second;

    at_ms = at_ms < AT_MS_FIRST ? AT_MS_FIRST : at_ms > AT_MS_LAST ? AT_MS_LAST : at_ms;
    day = at_ms / HD_DAY_MS - (at_ms % HD_DAY_MS < 0);
    second = (unsigned)((at_ms - day * HD_DAY_MS) / 1000);
    hd_day_text((int32_t)day, date);
    snprintf(out, 21, "%sT%02u:%02u:%02uZ", date, second / 3600 % 24, second / 60 % 60,
             second % 60);
}
