/* common/clock.h
 *
 * The only way to ask for the time.  Passed in, never called behind one's back,
 * so that tests can make a month pass in a loop.
 *
 * Two kinds of time, both int64_t milliseconds, told apart by the name's ending:
 *   ..._at_ms    wall clock, UTC, since 1970: stored, shown, compared with targets
 *   ..._tick_ms  monotonic, meaning nothing outside this run: intervals, timeouts
 */
#ifndef HEDEF_COMMON_CLOCK_H
#define HEDEF_COMMON_CLOCK_H

#include <stdint.h>

struct hd_clock {
    int64_t (*wall)(void *ctx);
    int64_t (*tick)(void *ctx);
    void *ctx;
};

extern const struct hd_clock hd_clock_system;

static inline int64_t hd_now_at_ms(const struct hd_clock *clk)
{
    return clk->wall(clk->ctx);
}

static inline int64_t hd_now_tick_ms(const struct hd_clock *clk)
{
    return clk->tick(clk->ctx);
}

#endif
