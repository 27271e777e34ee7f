#include "common/timetable.h"

#include "common/timetable_parts.h"

#define HOUR_MIN  60
#define DAY_MIN   1440
#define MINUTE_MS INT64_C(60000)
#define LOOK_FROM 10957 /* 2000-01-01 */
#define LOOK_DAYS 23741 /* 65 years: what comes at all comes twice in them */

/* ---- days ---- */

static bool is_numbered_day(const struct timetable *table, struct hd_civil date, int32_t day)
{
    int first_month = (date.month - 1) / table->months * table->months + 1;
    int last_month = first_month + table->months - 1;
    int32_t first = hd_day_from_civil(date.year, first_month, 1);
    int32_t last = hd_day_from_civil(date.year, last_month, hd_month_days(date.year, last_month));
    int32_t wanted = first + table->day - 1;

    return day == (wanted < last ? wanted : last);
}

static bool is_day_of_month(const struct timetable *table, struct hd_civil date)
{
    int last = hd_month_days(date.year, date.month);

    return date.month == table->month && date.day == (table->day < last ? table->day : last);
}

static bool is_cron_day(const struct timetable *table, struct hd_civil date, int32_t day)
{
    bool in_days = table->days >> date.day & 1;
    bool in_weekdays = table->weekdays >> hd_day_weekday(day) % 7 & 1;

    if (!(table->in_months >> date.month & 1))
        return false;
    return table->either_day ? in_days || in_weekdays : in_days && in_weekdays;
}

bool timetable_has_day(const struct timetable *table, int32_t day)
{
    switch (table->rule) {
    case TIMETABLE_WEEKS:
        return !table->weekday || table->weekday == hd_day_weekday(day);
    case TIMETABLE_MONTHS:
        return is_numbered_day(table, hd_day_civil(day), day);
    case TIMETABLE_YEARS:
        return is_day_of_month(table, hd_day_civil(day));
    case TIMETABLE_CRON:
        return is_cron_day(table, hd_day_civil(day), day);
    case TIMETABLE_BY_HAND:
    case TIMETABLE_DURATION:
        break;
    }
    return false;
}

/* The first minute of the day from `minute` on; DAY_MIN: none. */
static int next_minute(const struct timetable *table, int minute)
{
    for (; minute < DAY_MIN; minute++) {
        if (!(table->hours >> minute / HOUR_MIN & 1))
            minute += HOUR_MIN - 1 - minute % HOUR_MIN;
        else if (table->minutes >> minute % HOUR_MIN & 1)
            break;
    }
    return minute;
}

/* ---- instants ---- */

/* The instant at which the zone shows this local time; of one that it skips, the first after the
 * gap: the offset before `late` is one hour, say, less than at it, and changes at that instant. */
static int64_t shown_at_ms(const struct hd_zone *zone, int32_t day, int minute)
{
    int64_t local_ms = day * HD_DAY_MS + minute * MINUTE_MS;
    int64_t late = hd_zone_at_ms(zone, day, minute);
    int64_t early = local_ms - hd_zone_offset_s(zone, late) * INT64_C(1000);

    if (early >= late) /* no gap */
        return late;
    while (late - early > 1000) {
        int64_t middle = early + (late - early) / 2000 * 1000;

        if (hd_zone_offset_s(zone, middle) == hd_zone_offset_s(zone, late))
            late = middle;
        else
            early = middle;
    }
    return late;
}

static int64_t next_on_day(const struct timetable *table, const struct hd_zone *zone, int32_t day,
                           int64_t after_at_ms)
{
    int minute = next_minute(table, 0);

    while (minute < DAY_MIN) {
        int64_t at_ms = shown_at_ms(zone, day, minute);

        if (at_ms > after_at_ms)
            return at_ms;
        minute = next_minute(table, minute + 1);
    }
    return TIMETABLE_NEVER;
}

static int64_t next_by_calendar(const struct timetable *table, const struct hd_zone *zone,
                                int64_t after_at_ms)
{
    const int64_t first = HD_DAY_MIN * HD_DAY_MS;
    int64_t after = after_at_ms < first ? first : after_at_ms;

    if (after >= HD_DAY_MAX * HD_DAY_MS)
        return TIMETABLE_NEVER;
    /* From the day before on: what a zone skips by leaving out a day comes on the next one. */
    for (int32_t day = hd_zone_day(zone, after) - 1; day <= HD_DAY_MAX; day++) {
        int64_t at_ms =
            timetable_has_day(table, day) ? next_on_day(table, zone, day, after) : TIMETABLE_NEVER;

        if (at_ms != TIMETABLE_NEVER)
            return at_ms;
    }
    return TIMETABLE_NEVER;
}

int64_t timetable_next(const struct timetable *table, const struct hd_zone *site,
                       int64_t after_at_ms)
{
    int64_t at_ms;

    if (table->rule == TIMETABLE_BY_HAND)
        return TIMETABLE_NEVER;
    if (table->rule == TIMETABLE_DURATION)
        return __builtin_add_overflow(after_at_ms, table->every_ms, &at_ms) ? TIMETABLE_NEVER
                                                                            : at_ms;
    return next_by_calendar(table, table->zone ? table->zone : site, after_at_ms);
}

/* ---- how long silence is normal ---- */

static int32_t longest_days(const struct timetable *table)
{
    int32_t longest = 0, last = LOOK_FROM;
    bool found = false;

    for (int32_t day = LOOK_FROM; day < LOOK_FROM + LOOK_DAYS; day++) {
        if (!timetable_has_day(table, day))
            continue;
        if (found && day - last > longest)
            longest = day - last;
        last = day;
        found = true;
    }
    return longest ? longest : LOOK_DAYS;
}

int64_t timetable_span_ms(const struct timetable *table)
{
    int first, minute, longest = 0;
    int64_t over_days;

    if (table->rule == TIMETABLE_BY_HAND)
        return 0;
    if (table->rule == TIMETABLE_DURATION)
        return table->every_ms;
    first = minute = next_minute(table, 0);
    for (int next; (next = next_minute(table, minute + 1)) < DAY_MIN; minute = next) {
        if (next - minute > longest)
            longest = next - minute;
    }
    over_days = (int64_t)longest_days(table) * DAY_MIN - (minute - first);
    return (over_days > longest ? over_days : longest) * MINUTE_MS;
}
