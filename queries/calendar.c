#include "common/date.h"
#include "queries/catalog.h"

/* A calendar without a single working day would never let a deadline fall. */
#define DAYS_OFF_MAX 366

static bool is_transferred(const struct calendar *calendar, int32_t day)
{
    for (size_t i = 0; i < calendar->working_count; i++) {
        if (calendar->working[i].day == day)
            return true;
    }
    return false;
}

static bool is_holiday(const struct calendar *calendar, int32_t day)
{
    for (size_t i = 0; i < calendar->holiday_count; i++) {
        if (calendar->holidays[i].day == day)
            return true;
    }
    return false;
}

bool calendar_is_working(const struct calendar *calendar, int32_t day)
{
    if (is_transferred(calendar, day))
        return true;
    if (calendar->weekend & 1u << hd_day_weekday(day))
        return false;
    return !is_holiday(calendar, day);
}

int32_t calendar_working_on_or_after(const struct calendar *calendar, int32_t day)
{
    for (int i = 0; i < DAYS_OFF_MAX; i++) {
        if (calendar_is_working(calendar, day + i))
            return day + i;
    }
    return day;
}
