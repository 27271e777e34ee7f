/* bench/judge.c - 10,000 targets on 40 quarters each: state, outlook and all profiles in one run.
 *
 *      bench_judge ROUNDS [FILE]     prints the seconds of each run: without and with profiles
 *                                    FILE: the series, so that a peer can work on the same */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "bench/timing.h"
#include "common/date.h"
#include "queries/judge/judge.h"

#define TARGETS 10000
#define POINTS  40

static uint64_t state = 88172645463325252u;

/* xorshift: the same series in every run. */
static double uniform(void)
{
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return (double)(state >> 11) / 9007199254740992.0;
}

static struct hd_period period_of(const char *text)
{
    struct hd_period period;
    const char *why;
    size_t len = 0;

    while (text[len])
        len++;
    if (!hd_period_parse(text, len, &period, &why))
        abort();
    return period;
}

static void fill_series(struct judge_series *series, struct hd_arena *arena)
{
    static const double season[] = { 0, 0.4, -0.3, 0.2 };
    struct judge_point *points = hd_arena_alloc(arena, POINTS * sizeof *points);
    struct hd_period period = period_of("2016-Q3");
    double level = 20 + 20 * uniform(), drift = 0.6 * uniform();

    for (int i = 0; i < POINTS; i++) {
        level += drift + uniform() - 0.5;
        points[i].period = period;
        points[i].value = level + season[i % 4];
        points[i].text = hd_arena_printf(arena, "%.4f", points[i].value);
        points[i].numeric = true;
        points[i].status = 'A';
        points[i].vintage = 1;
        points[i].published_at_ms = (int64_t)(period.end_day + 45) * HD_DAY_MS;
        period = hd_period_next(period);
    }
    *series = (struct judge_series){ "i", "XX", "", points, POINTS };
}

static void fill_target(struct judge_target *target)
{
    *target = (struct judge_target){ .id = "s.i.2030",
                                     .kind = JUDGE_AT_LEAST,
                                     .dated = true,
                                     .due = period_of("2030"),
                                     .first = period_of("2030"),
                                     .period_text = "2030",
                                     .value = "60",
                                     .number = 60,
                                     .valid_from_day = hd_day_from_civil(2017, 1, 1) };
}

static double run(const struct judge_series *series, unsigned profiles, size_t *likely)
{
    static const struct judge_indicator indicator = {
        .direction = 1,
        .frequency = HD_FREQ_Q,
        .has_lower = true,
        .has_upper = true,
        .upper = 100,
        .unit = "percent",
    };
    struct judge_target target;
    double begin = timing_now();

    fill_target(&target);
    for (size_t i = 0; i < TARGETS; i++) {
        struct hd_arena arena = { 0 };
        struct judge_question question = { .indicator = &indicator,
                                           .series = &series[i],
                                           .targets = &target,
                                           .target_count = 1,
                                           .profiles = profiles,
                                           .as_of_day = hd_day_from_civil(2026, 8, 31) };
        struct verdict verdict;

        judge(&question, &arena, &verdict);
        *likely += verdict.outlook.has_probability && verdict.outlook.probability > 0.5;
        hd_arena_clear(&arena);
    }
    return timing_now() - begin;
}

static void write_series(const char *path, const struct judge_series *series)
{
    FILE *file = fopen(path, "w");

    if (!file)
        abort();
    for (size_t i = 0; i < TARGETS; i++)
        for (size_t k = 0; k < POINTS; k++)
            fprintf(file, "%s%c", series[i].points[k].text, k + 1 < POINTS ? ',' : '\n');
    fclose(file);
}

int main(int argc, char **argv)
{
    static struct judge_series series[TARGETS];
    long rounds = argc > 1 ? strtol(argv[1], NULL, 10) : 5;
    struct hd_arena arena = { 0 };
    size_t likely = 0;

    for (size_t i = 0; i < TARGETS; i++)
        fill_series(&series[i], &arena);
    if (argc > 2)
        write_series(argv[2], series);
    for (long i = 0; i < rounds; i++) {
        double plain = run(series, 0, &likely), all = run(series, JUDGE_PROFILES_ALL, &likely);

        printf("%.6f %.6f\n", plain, all);
    }
    fprintf(stderr, "%zu of %ld likely\n", likely, 2 * rounds * TARGETS);
    hd_arena_clear(&arena);
    return 0;
}
