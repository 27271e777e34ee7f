#include "common/date.h"
#include "queries/judge/work.h"

int32_t moment_shift(int32_t day, int months)
{
    struct hd_civil date = hd_day_civil(day);
    bool month_end = date.day == hd_month_days(date.year, date.month);
    int month = date.year * 12 + date.month - 1 + months;
    int year = month / 12, last;

    month = month % 12 + 1;
    last = hd_month_days(year, month);
    return hd_day_from_civil(year, month, month_end || date.day > last ? last : date.day);
}

/* Each year is 1 long, leap or not, so that yearly values lie at whole distances. */
double moment_years(int32_t day)
{
    int year = moment_year(day);
    int32_t first = hd_day_from_civil(year, 1, 1);
    int32_t next = hd_day_from_civil(year + 1, 1, 1);

    return year + (double)(day - first + 1) / (double)(next - first);
}

int moment_year(int32_t day)
{
    return hd_day_civil(day).year;
}
