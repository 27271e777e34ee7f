#include "daemon/schedule.h"

int schedule_minute(const char *clock_text)
{
    int hours = (clock_text[0] - '0') * 10 + clock_text[1] - '0';
    int minutes = (clock_text[3] - '0') * 10 + clock_text[4] - '0';

    return hours * 60 + minutes;
}

int64_t schedule_next_at_ms(const struct schedule *schedule, int64_t now_at_ms)
{
    int32_t today = hd_zone_day(schedule->zone, now_at_ms);
    int64_t digest = hd_zone_at_ms(schedule->zone, today, schedule->digest_minute);
    int64_t midnight = hd_zone_at_ms(schedule->zone, today + 1, 0);

    return digest > now_at_ms && digest < midnight ? digest : midnight;
}

bool schedule_digest_owed(const struct schedule *schedule, int64_t now_at_ms)
{
    int32_t today = hd_zone_day(schedule->zone, now_at_ms);

    return now_at_ms >= hd_zone_at_ms(schedule->zone, today, schedule->digest_minute);
}
