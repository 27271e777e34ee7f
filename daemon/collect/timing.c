#include "daemon/collect/timing.h"

int64_t timing_backoff_ms(int64_t failures, int64_t max_ms)
{
    int64_t wait = TIMING_BACKOFF_MS;

    for (int64_t i = 1; i < failures && wait < max_ms; i++)
        wait *= 2;
    return wait < max_ms ? wait : max_ms;
}

/* FNV-1a: the same on every machine and at every start. */
int64_t timing_jitter_ms(const char *name, int64_t jitter_ms)
{
    uint64_t hash = UINT64_C(14695981039346656037);

    for (; *name; name++)
        hash = (hash ^ (unsigned char)*name) * UINT64_C(1099511628211);
    return jitter_ms > 0 ? (int64_t)(hash % (uint64_t)(jitter_ms + 1)) : 0;
}

int64_t timing_next_at_ms(const struct timing *timing)
{
    int64_t jitter = timing_jitter_ms(timing->name, timing->jitter_ms), next;

    if (timing->failures && timetable_span_ms(timing->timetable))
        return timing->last_at_ms + timing_backoff_ms(timing->failures, timing->backoff_max_ms);
    /* The run before began by the jitter later than its instant: counted from there, nothing
     * drifts. */
    next = timetable_next(timing->timetable, timing->zone, timing->last_at_ms - jitter);
    if (next == TIMETABLE_NEVER)
        return next;
    return timing->last_at_ms ? next + jitter : 0;
}
