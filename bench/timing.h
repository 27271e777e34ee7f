/* bench/timing.h - a clock and the middle of many measurements, for the small programs here. */
#ifndef HEDEF_BENCH_TIMING_H
#define HEDEF_BENCH_TIMING_H

#include <stdlib.h>
#include <time.h>

static inline double timing_now(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static inline int timing_compare(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

/* Sorts; share 0.5 is the median. */
static inline double timing_at(double *values, size_t count, double share)
{
    qsort(values, count, sizeof *values, timing_compare);
    return count ? values[(size_t)(share * (double)(count - 1))] : 0;
}

#endif
