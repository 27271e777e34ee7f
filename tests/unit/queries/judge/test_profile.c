/* The published methods on numbers of our own: every bound from both sides, and what each makes of
 * zeros, signs and gaps.  The numbers that others published are in test_cases.c. */
#include "unit/queries/judge/question.h"

#include <float.h>
#include <math.h>

#include "queries/judge/growth.h"
#include "queries/judge/profile.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

/* From y0 at t0 to y at t; to T at tT, where that is asked for. */
#define FROM_TO(d, t0, t, y0, y, asked, tT, T)                                                     \
    {                                                                                              \
        .direction = d, .base_year = t0, .year = t, .base = y0, .value = y, .has_target = asked,   \
        .target_year = tT, .target = T                                                             \
    }

typedef struct judge_assessment method_fn(const struct profile_case *c);

static void assert_label(const char *says, const struct judge_assessment *a, const char *label)
{
    if (!a->label || strcmp(a->label, label) != 0)
        fail_msg("%s: %s instead of %s", says, a->label ? a->label : a->reason, label);
}

/* ---- bounds: exactly on each, and just below ---- */

/* One year each way: from 100 to `value`, the target a year after the base. */
static struct profile_case one_year(double value, double target)
{
    return (struct profile_case){ .direction = 1,
                                  .base_year = 2020,
                                  .year = 2021,
                                  .base = 100,
                                  .value = value,
                                  .has_target = target != 0,
                                  .target_year = 2021,
                                  .target = target };
}

static void growth_methods_know_which_side_a_bound_is_on(void **state)
{
    static const struct {
        const char *says;
        method_fn *method;
        double value, target; /* 0: none */
        const char *label;
    } rows[] = {
        { "opensdg: 0.95 is enough", profile_opensdg, 109.5, 110, "substantial_progress" },
        { "opensdg: less is not", profile_opensdg, 109.49, 110, "moderate_progress" },
        { "opensdg: 0.60 is enough", profile_opensdg, 106, 110, "moderate_progress" },
        { "opensdg: less is not", profile_opensdg, 105.99, 110, "limited_progress" },
        { "opensdg: standing still is limited", profile_opensdg, 100, 110, "limited_progress" },
        { "opensdg: any step back", profile_opensdg, 99.99, 110, "deterioration" },
        { "opensdg: equality meets", profile_opensdg, 110, 110, "target_achieved" },
        { "opensdg: 1.5 % is enough", profile_opensdg, 101.5, 0, "substantial_progress" },
        { "opensdg: less is not", profile_opensdg, 101.49, 0, "moderate_progress" },
        { "opensdg: 0.5 % is enough", profile_opensdg, 100.5, 0, "moderate_progress" },
        { "opensdg: less is not", profile_opensdg, 100.49, 0, "limited_progress" },
        { "opensdg: 0 % is limited", profile_opensdg, 100, 0, "limited_progress" },
        { "opensdg: below it", profile_opensdg, 99.99, 0, "deterioration" },

        { "eurostat: 0.95 is not more than 0.95", profile_eurostat, 109.5, 110,
          "moderate_progress" },
        { "eurostat: more is", profile_eurostat, 109.51, 110, "significant_progress" },
        { "eurostat: 0.60 is not more than 0.60", profile_eurostat, 106, 110,
          "moderate_deterioration" },
        { "eurostat: more is", profile_eurostat, 106.01, 110, "moderate_progress" },
        { "eurostat: standing still is insufficient", profile_eurostat, 100, 110,
          "moderate_deterioration" },
        { "eurostat: any step back is away", profile_eurostat, 99.99, 110,
          "significant_deterioration" },
        { "eurostat: equality meets", profile_eurostat, 110, 110, "significant_progress" },
        { "eurostat: 1 % is not more than 1 %", profile_eurostat, 101, 0, "moderate_progress" },
        { "eurostat: more is", profile_eurostat, 101.01, 0, "significant_progress" },
        { "eurostat: 0.1 % is none", profile_eurostat, 100.1, 0, "no_progress" },
        { "eurostat: more is some", profile_eurostat, 100.11, 0, "moderate_progress" },
        { "eurostat: -0.1 % is none", profile_eurostat, 99.9, 0, "no_progress" },
        { "eurostat: less is away", profile_eurostat, 99.89, 0, "moderate_deterioration" },
        { "eurostat: -1 % is moderate", profile_eurostat, 99, 0, "moderate_deterioration" },
        { "eurostat: less is significant", profile_eurostat, 98.99, 0,
          "significant_deterioration" },

        { "un: 0.95 is enough", profile_un_chart, 195, 200, "met_or_on_track" },
        { "un: less is not", profile_un_chart, 194.9, 200, "fair_progress" },
        { "un: 0.10 is enough", profile_un_chart, 110, 200, "fair_progress" },
        { "un: less is not", profile_un_chart, 109.9, 200, "stagnation_or_regression" },
        { "un: 2 % is enough", profile_un_chart, 102, 0, "met_or_on_track" },
        { "un: less is not", profile_un_chart, 101.99, 0, "fair_progress" },
        { "un: 0.5 % is enough", profile_un_chart, 100.5, 0, "fair_progress" },
        { "un: less is not", profile_un_chart, 100.49, 0, "stagnation_or_regression" },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct profile_case c = one_year(rows[i].value, rows[i].target);
        struct judge_assessment a = rows[i].method(&c);

        assert_label(rows[i].says, &a, rows[i].label);
    }
}

static void arrows_and_symbols_know_their_bounds(void **state)
{
    static const struct {
        const char *says;
        method_fn *method;
        double base, value, target;
        const char *label;
    } rows[] = {
        /* Ten years to go the whole way, five are over. */
        { "sdsn: the pace needed", profile_sdsn, 10, 15, 20, "on_track_or_maintaining" },
        { "sdsn: a little less", profile_sdsn, 10, 14.99, 20, "moderately_improving" },
        { "sdsn: half of it", profile_sdsn, 10, 12.5, 20, "moderately_improving" },
        { "sdsn: less than half", profile_sdsn, 10, 12.49, 20, "stagnating" },
        { "sdsn: no change", profile_sdsn, 10, 10, 20, "stagnating" },
        { "sdsn: away", profile_sdsn, 10, 9.99, 20, "decreasing" },
        { "sdsn: there", profile_sdsn, 10, 20, 20, "on_track_or_maintaining" },
        { "sdsn: beyond, though falling", profile_sdsn, 30, 21, 20, "on_track_or_maintaining" },
        { "sdsn: from beyond it to short of it", profile_sdsn, 30, 19, 20, "decreasing" },
        { "sdsn: from the threshold itself", profile_sdsn, 20, 19, 20, "decreasing" },

        /* Five years ahead the same step again. */
        { "destatis: 5 % missed", profile_destatis_level, 41, 60, 80, "slightly_cloudy" },
        { "destatis: less", profile_destatis_level, 41, 60, 79.9, "sun" },
        { "destatis: 20 % missed", profile_destatis_level, 44, 60, 80, "slightly_cloudy" },
        { "destatis: more", profile_destatis_level, 44, 60, 80.1, "cloud" },
        { "destatis: no pace", profile_destatis_level, 60, 60, 80, "thunderstorm" },
        { "destatis: away", profile_destatis_level, 61, 60, 80, "thunderstorm" },
        { "destatis: more than enough", profile_destatis_level, 30, 60, 80, "sun" },
        { "destatis: met", profile_destatis_level, 70, 80, 80, "sun" },
        { "destatis: met, no pace", profile_destatis_level, 80, 80, 80, "sun" },
        { "destatis: met and falling", profile_destatis_level, 90, 80, 80, "slightly_cloudy" },
        { "yearly: met", profile_destatis_yearly, 70, 80, 80, "sun" },
        { "yearly: met, standing still", profile_destatis_yearly, 80, 80, 80, "sun" },
        { "yearly: met and falling", profile_destatis_yearly, 90, 80, 80, "slightly_cloudy" },
        { "yearly: not met, on the way", profile_destatis_yearly, 70, 79, 80, "cloud" },
        { "yearly: not met, standing still", profile_destatis_yearly, 79, 79, 80, "thunderstorm" },
        { "yearly: not met, away", profile_destatis_yearly, 79.5, 79, 80, "thunderstorm" },
    };

    (void)state;
    for (int direction = 1; direction >= -1; direction -= 2) {
        for (size_t i = 0; i < COUNT(rows); i++) {
            struct profile_case c = { .direction = direction,
                                      .base_year = 2015,
                                      .year = 2020,
                                      .target_year = 2025,
                                      .has_target = true,
                                      .base = direction * rows[i].base,
                                      .value = direction * rows[i].value,
                                      .target = direction * rows[i].target };
            struct judge_assessment a = rows[i].method(&c);

            assert_label(rows[i].says, &a, rows[i].label);
        }
    }
}

static void a_direction_alone_has_four_weathers(void **state)
{
    static const struct {
        double base, previous, value;
        const char *label;
    } rows[] = {
        { 10, 14, 15, "sun" },
        { 10, 16, 15, "slightly_cloudy" },
        { 10, 15, 15, "slightly_cloudy" },
        { 15, 14, 15, "cloud" },
        { 20, 14, 15, "cloud" },
        { 20, 15, 15, "thunderstorm" },
        { 15, 16, 15, "thunderstorm" },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct profile_case c = { .direction = 1,
                                  .base_year = 2015,
                                  .year = 2020,
                                  .base = rows[i].base,
                                  .value = rows[i].value,
                                  .has_previous = true,
                                  .previous = rows[i].previous };
        struct judge_assessment a = profile_destatis_directional(&c);

        assert_label(rows[i].label, &a, rows[i].label);
        c.has_previous = false;
        assert_null(profile_destatis_directional(&c).label);
    }
}

/* ---- the UN chart, by hand ---- */

static void the_un_chart_follows_growth_to_the_target_year(void **state)
{
    static const struct {
        const char *says;
        struct profile_case c;
        double value;
        const char *label;
    } rows[] = {
        /* 50 to 60.5 in two years is 10 % a year; 60.5 x 1.21 = 73.205; 23.205 of 30. */
        { "up", FROM_TO(1, 2015, 2017, 50, 60.5, true, 2019, 80), 0.7735, "fair_progress" },
        /* 100 to 81 is -10 % a year; one more is 72.9; 27.1 of 30. */
        { "down", FROM_TO(-1, 2015, 2017, 100, 81, true, 2018, 70), 27.1 / 30, "fair_progress" },
        /* 100 to 144 is 20 % a year; two more are 207.36; 107.36 of 110. */
        { "on track", FROM_TO(1, 2020, 2022, 100, 144, true, 2024, 210), 107.36 / 110,
          "met_or_on_track" },
        /* -80 to -40 halves in one year; one more is -20; 60 of 70. */
        { "below zero", FROM_TO(1, 2020, 2021, -80, -40, true, 2022, -10), 60.0 / 70,
          "fair_progress" },
        /* After the target year nothing is projected: 10 of 50. */
        { "late", FROM_TO(1, 2015, 2022, 50, 60, true, 2020, 100), 0.2, "fair_progress" },
        /* 50 to 48: away. */
        { "away", FROM_TO(1, 2015, 2016, 50, 48, true, 2016, 100), -0.04,
          "stagnation_or_regression" },
        /* 100 to 104.04 in two years is 2 % a year. */
        { "no target", FROM_TO(1, 2020, 2022, 100, 104.04, false, 0, 0), 0.02, "met_or_on_track" },
        { "no target, down", FROM_TO(-1, 2020, 2022, 100, 99, false, 0, 0), 0.005012562893380,
          "fair_progress" },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct judge_assessment a = profile_un_chart(&rows[i].c);

        assert_label(rows[i].says, &a, rows[i].label);
        assert_true(a.has_value);
        assert_near(rows[i].says, a.value, rows[i].value, 1e-12);
        assert_false(a.has_score);
    }
}

static void the_un_chart_takes_nearly_all_for_all(void **state)
{
    static const struct {
        const char *says;
        int direction;
        bool in_percent;
        double base, value, target;
        const char *label;
    } rows[] = {
        { "99 of 100 percent", 1, true, 98.9, 99, 100, "met_or_on_track" },
        { "1 of 0 percent", -1, true, 1.01, 1, 0, "met_or_on_track" },
        { "98.99 is too little", 1, true, 98.98, 98.99, 100, "stagnation_or_regression" },
        { "not of other units", 1, false, 98.95, 99, 100, "stagnation_or_regression" },
        { "not of other targets", 1, true, 88.99, 89, 90, "stagnation_or_regression" },
        { "met, though falling", 1, true, 100, 99.5, 100, "met_or_on_track" },
        { "from beyond it to short of it", 1, true, 95, 89, 90, "stagnation_or_regression" },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct profile_case c = { .direction = rows[i].direction,
                                  .base_year = 2015,
                                  .year = 2020,
                                  .target_year = 2020,
                                  .has_target = true,
                                  .in_percent = rows[i].in_percent,
                                  .base = rows[i].base,
                                  .value = rows[i].value,
                                  .target = rows[i].target };
        struct judge_assessment a = profile_un_chart(&c);

        assert_label(rows[i].says, &a, rows[i].label);
    }
}

/* ---- scores ---- */

static void scores_follow_their_lines(void **state)
{
    static const struct {
        const char *says;
        method_fn *method;
        double value, target, score;
    } rows[] = {
        { "opensdg: R = 1", profile_opensdg, 109.999999999, 110, 7.1429 - 4.2857 },
        { "opensdg: R = 0.6", profile_opensdg, 106, 110, 7.1429 * 0.6 - 4.2857 },
        { "opensdg: R = 0", profile_opensdg, 100, 110, -2.5 },
        { "opensdg: R = -2", profile_opensdg, 80, 110, -5 },
        { "opensdg: V = 1.8 %", profile_opensdg, 101.8, 0, 4 },
        { "opensdg: V = 5 %", profile_opensdg, 105, 0, 5 },
        { "opensdg: V = 1 %", profile_opensdg, 101, 0, 1.25 },
        { "opensdg: V = 0.2 %", profile_opensdg, 100.2, 0, -1.5 },
        { "opensdg: V = -1 %", profile_opensdg, 99, 0, -3.75 },
        { "opensdg: V = -9 %", profile_opensdg, 91, 0, -5 },
        { "eurostat: R = 0.6", profile_eurostat, 106, 110, 0 },
        { "eurostat: R = 0", profile_eurostat, 100, 110, -2.5 },
        { "eurostat: R = -0.6", profile_eurostat, 94, 110, -5 },
        { "eurostat: R = -2", profile_eurostat, 80, 110, -5 },
        { "eurostat: V = 1 %", profile_eurostat, 101, 0, 2.5 },
        { "eurostat: V = -1 %", profile_eurostat, 99, 0, -2.5 },
        { "eurostat: V = 9 %", profile_eurostat, 109, 0, 5 },
        { "eurostat: V = -9 %", profile_eurostat, 91, 0, -5 },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct profile_case c = one_year(rows[i].value, rows[i].target);
        struct judge_assessment a = rows[i].method(&c);

        assert_true(a.has_score);
        assert_near(rows[i].says, a.score, rows[i].score, 1e-6);
    }
}

static void arrows_are_averaged_on_a_scale_of_four(void **state)
{
    static const struct {
        double value, score;
    } rows[] = { { 5, 0 },  { 7.5, 0 },  { 10, 1 }, { 12.5, 2 },
                 { 15, 3 }, { 17.5, 4 }, { 19, 4 }, { 20, 3 } };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct profile_case c = { .direction = 1,
                                  .base_year = 2015,
                                  .year = 2020,
                                  .base = 10,
                                  .value = rows[i].value,
                                  .has_target = true,
                                  .target_year = 2025,
                                  .target = 20 };
        struct judge_assessment a = profile_sdsn(&c);

        assert_true(a.has_score);
        assert_near("score", a.score, rows[i].score, 1e-12);
    }
}

/* Bounds shrink by C = 1 - (base / limit)^4.44; at 80 of 100 it is 0.6287. */
static void bounds_of_progress_shrink_near_a_limit(void **state)
{
    struct profile_case c = {
        .direction = 1, .base_year = 2020, .year = 2021, .base = 80, .has_limit = true, .limit = 100
    };
    double room = 1 - pow(0.8, 4.44);
    struct judge_assessment a;

    (void)state;
    assert_near("far away", growth_room(201, 100), 1, 0);
    assert_near("twice the limit", growth_room(200, 100), 1, 0);
    assert_near("from above", growth_room(120, 100), room, 1e-15);
    assert_near("from below", growth_room(80, 100), room, 1e-15);
    assert_near("at it", growth_room(100, 100), 0, 0);
    assert_near("no way to a limit of zero", growth_room(0, 0), 1, 0);

    c.value = 80 * (1 + 0.015 * room);
    a = profile_opensdg(&c);
    assert_label("1.5 % x C", &a, "substantial_progress");
    assert_near("its score", a.score, 2.5, 1e-9);
    c.value = 80 * (1 + 0.0149 * room);
    a = profile_opensdg(&c);
    assert_label("less", &a, "moderate_progress");
    c.value = 80 * (1 + 0.011 * room);
    a = profile_eurostat(&c);
    assert_label("more than 1 % x C", &a, "significant_progress");
    assert_near("its score", a.score, 2.75, 1e-9);
    c.value = 80 * (1 - 0.0009);
    a = profile_eurostat(&c);
    assert_label("bounds of movement away stay", &a, "no_progress");
    c.value = 80 * (1 - 0.008);
    a = profile_eurostat(&c);
    assert_label("the lower one too", &a, "moderate_deterioration");
    c.base = c.value = 100;
    a = profile_opensdg(&c);
    assert_label("the limit kept", &a, "substantial_progress");
    assert_near("its score", a.score, 5, 0);
    a = profile_eurostat(&c);
    assert_label("the limit kept", &a, "significant_progress");
}

/* ---- zeros, signs, gaps ---- */

static void what_growth_cannot_say_is_not_said(void **state)
{
    static const struct {
        const char *says;
        method_fn *method;
        struct profile_case c;
        const char *label; /* NULL: none */
        bool has_value;
    } rows[] = {
        { "opensdg: one year", profile_opensdg, FROM_TO(1, 2020, 2020, 5, 5, true, 2030, 9),
          "not_available", false },
        { "opensdg: one year, met", profile_opensdg, FROM_TO(1, 2020, 2020, 5, 5, true, 2030, 4),
          "target_achieved", false },
        { "opensdg: from below zero to above", profile_opensdg,
          FROM_TO(1, 2015, 2020, -5, 5, true, 2030, 9), "not_available", false },
        { "opensdg: and met", profile_opensdg, FROM_TO(1, 2015, 2020, -5, 5, true, 2030, 4),
          "target_achieved", false },
        { "opensdg: base equals target, met", profile_opensdg,
          FROM_TO(1, 2015, 2020, 5, 5, true, 2030, 5), "target_achieved", false },
        { "opensdg: base equals target, left", profile_opensdg,
          FROM_TO(1, 2015, 2020, 5, 4, true, 2030, 5), "not_available", false },
        { "opensdg: target in the base year", profile_opensdg,
          FROM_TO(1, 2015, 2020, 4, 4.5, true, 2015, 5), "not_available", false },
        { "opensdg: a base of zero", profile_opensdg, FROM_TO(1, 2015, 2016, 0, 1, true, 2016, 2),
          "limited_progress", true },
        { "opensdg: a target of zero", profile_opensdg,
          FROM_TO(-1, 2015, 2016, 10, 5, true, 2016, 0), "limited_progress", true },
        { "opensdg: down to zero", profile_opensdg, FROM_TO(-1, 2015, 2016, 10, 0, true, 2016, 0),
          "target_achieved", true },
        { "opensdg: all below zero, less of it", profile_opensdg,
          FROM_TO(1, 2015, 2016, -10, -9, false, 0, 0), "substantial_progress", true },
        { "opensdg: all below zero, more of it", profile_opensdg,
          FROM_TO(1, 2015, 2016, -10, -11, false, 0, 0), "deterioration", true },
        { "eurostat: across zero", profile_eurostat, FROM_TO(1, 2015, 2020, 5, -5, false, 0, 0),
          NULL, false },
        { "eurostat: one year", profile_eurostat, FROM_TO(1, 2020, 2020, 5, 5, false, 0, 0), NULL,
          false },
        { "sdsn: no target", profile_sdsn, FROM_TO(1, 2015, 2020, 5, 6, false, 0, 0), NULL, false },
        { "sdsn: one year", profile_sdsn, FROM_TO(1, 2020, 2020, 5, 5, true, 2030, 9), NULL,
          false },
        { "sdsn: target before the base", profile_sdsn, FROM_TO(1, 2015, 2020, 5, 6, true, 2015, 9),
          NULL, false },
        { "sdsn: across zero", profile_sdsn, FROM_TO(1, 2015, 2020, -5, 0, true, 2025, 5),
          "on_track_or_maintaining", true },
        { "un: from zero", profile_un_chart, FROM_TO(1, 2015, 2020, 0, 5, true, 2025, 10), NULL,
          false },
        { "un: from zero, met", profile_un_chart, FROM_TO(1, 2015, 2020, 0, 10, true, 2025, 10),
          "met_or_on_track", false },
        { "un: across zero", profile_un_chart, FROM_TO(1, 2015, 2020, -1, 5, true, 2025, 10), NULL,
          false },
        { "destatis: over", profile_destatis_level, FROM_TO(1, 2015, 2020, 5, 6, true, 2019, 9),
          NULL, false },
        { "destatis: in the target year", profile_destatis_level,
          FROM_TO(1, 2015, 2020, 5, 6, true, 2020, 9), "cloud", true },
        { "destatis: no pace", profile_destatis_level, FROM_TO(1, 2020, 2020, 5, 5, true, 2030, 9),
          NULL, false },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct judge_assessment a = rows[i].method(&rows[i].c);

        if (!rows[i].label) {
            if (a.label || !a.reason)
                fail_msg("%s: %s, or no reason", rows[i].says, a.label);
            continue;
        }
        assert_label(rows[i].says, &a, rows[i].label);
        if (a.has_value != rows[i].has_value)
            fail_msg("%s: a value is there, or missing", rows[i].says);
        if (!strcmp(rows[i].label, "not_available") != (a.reason != NULL))
            fail_msg("%s: a reason is there, or missing", rows[i].says);
    }
}

/* What stands in for zero is part of the formula: (1 / 0.001) - 1 over (2 / 0.001) - 1. */
static void zero_is_a_thousandth_for_open_sdg(void **state)
{
    struct profile_case c = FROM_TO(1, 2015, 2016, 0, 1, true, 2016, 2);

    (void)state;
    assert_near("base", profile_opensdg(&c).value, 999.0 / 1999, 1e-12);
    assert_near("base", profile_eurostat(&c).value, 999.0 / 1999, 1e-12);
    c = (struct profile_case)FROM_TO(-1, 2015, 2016, 10, 5, true, 2016, 0);
    assert_near("target", profile_opensdg(&c).value, 0.5 / 0.9999, 1e-12);
}

static void no_number_is_ever_infinite(void **state)
{
    static const double numbers[] = { 0,        1,      -1,       1e-300,   -1e-300,
                                      1e300,    -1e300, DBL_MAX,  -DBL_MAX, DBL_MIN,
                                      4.9e-324, 100,    99.99999, 0.001 };
    static method_fn *const methods[] = { profile_opensdg,
                                          profile_eurostat,
                                          profile_sdsn,
                                          profile_un_chart,
                                          profile_destatis_level,
                                          profile_destatis_yearly,
                                          profile_destatis_directional };
    size_t n = COUNT(numbers);

    (void)state;
    for (size_t i = 0; i < n * n * n * 16; i++) {
        struct profile_case c = { .direction = i & 1 ? 1 : -1,
                                  .base_year = 2015,
                                  .year = i & 2 ? 2016 : 2024,
                                  .base = numbers[i / 16 % n],
                                  .value = numbers[i / 16 / n % n],
                                  .has_target = i & 4,
                                  .target_year = i & 8 ? 2030 : 2016,
                                  .target = numbers[i / 16 / n / n],
                                  .has_limit = true,
                                  .limit = numbers[i / 16 / n / n],
                                  .has_previous = true,
                                  .previous = numbers[i / 16 / n / n] };

        for (size_t m = 0; m < COUNT(methods); m++) {
            struct judge_assessment a = methods[m](&c);

            if ((a.has_value && !isfinite(a.value)) || (a.has_score && !isfinite(a.score)))
                fail_msg("method %zu: %g to %g, %g", m, c.base, c.value, c.target);
            assert_true(a.label || a.reason);
        }
    }
}

/* ---- several together ---- */

static void means_have_bounds_too(void **state)
{
    static const struct {
        double mean;
        const char *opensdg, *eurostat;
    } rows[] = {
        { 5, "substantial_progress", "significant_progress" },
        { 2.51, "substantial_progress", "significant_progress" },
        { 2.5, "substantial_progress", "moderate_progress" },
        { 0.26, "moderate_progress", "moderate_progress" },
        { 0.25, "moderate_progress", "no_progress" },
        { 0, "moderate_progress", "no_progress" },
        { -0.25, "limited_progress", "no_progress" },
        { -0.26, "limited_progress", "moderate_deterioration" },
        { -2.5, "limited_progress", "moderate_deterioration" },
        { -2.51, "deterioration", "significant_deterioration" },
        { -5, "deterioration", "significant_deterioration" },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        assert_string_equal(profile_opensdg_status(rows[i].mean, false), rows[i].opensdg);
        assert_string_equal(profile_eurostat_status(rows[i].mean), rows[i].eurostat);
    }
    assert_string_equal(profile_opensdg_status(5, true), "target_achieved");
}

static void a_goal_has_an_arrow_when_three_quarters_have(void **state)
{
    (void)state;
    assert_string_equal(profile_sdsn_status(3, 3, 4), "on_track_or_maintaining");
    assert_string_equal(profile_sdsn_status(2.99, 3, 4), "moderately_improving");
    assert_string_equal(profile_sdsn_status(2, 4, 4), "moderately_improving");
    assert_string_equal(profile_sdsn_status(1.99, 4, 4), "stagnating");
    assert_string_equal(profile_sdsn_status(1, 4, 4), "stagnating");
    assert_string_equal(profile_sdsn_status(0.99, 4, 4), "decreasing");
    assert_null(profile_sdsn_status(3, 2, 3));
    assert_null(profile_sdsn_status(0, 0, 0));
}

static void conditions_are_fulfilled_or_not(void **state)
{
    (void)state;
    assert_string_equal(profile_opensdg_condition(true).label, "target_achieved");
    assert_string_equal(profile_opensdg_condition(false).label, "not_available");
    assert_string_equal(profile_eurostat_condition(true).label, "significant_progress");
    assert_near("not fulfilled", profile_eurostat_condition(false).score, -5, 0);
    assert_string_equal(profile_un_chart_condition(true).label, "met_or_on_track");
    assert_string_equal(profile_un_chart_condition(false).label, "stagnation_or_regression");
}

static void labels_stand_best_first(void **state)
{
    (void)state;
    for (unsigned i = 0; i < JUDGE_PROFILES; i++) {
        const char *const *labels = profile_of((enum judge_profile)i)->labels;
        size_t count = 0;

        while (labels[count]) {
            assert_int_equal(profile_label_place((enum judge_profile)i, labels[count]), count);
            count++;
        }
        assert_true(count >= 3 && count <= PROFILE_LABELS);
        assert_int_equal(profile_label_place((enum judge_profile)i, "not_available"),
                         PROFILE_LABELS);
        assert_int_equal(profile_label_place((enum judge_profile)i, NULL), PROFILE_LABELS);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(growth_methods_know_which_side_a_bound_is_on),
        cmocka_unit_test(arrows_and_symbols_know_their_bounds),
        cmocka_unit_test(a_direction_alone_has_four_weathers),
        cmocka_unit_test(the_un_chart_follows_growth_to_the_target_year),
        cmocka_unit_test(the_un_chart_takes_nearly_all_for_all),
        cmocka_unit_test(scores_follow_their_lines),
        cmocka_unit_test(arrows_are_averaged_on_a_scale_of_four),
        cmocka_unit_test(bounds_of_progress_shrink_near_a_limit),
        cmocka_unit_test(what_growth_cannot_say_is_not_said),
        cmocka_unit_test(zero_is_a_thousandth_for_open_sdg),
        cmocka_unit_test(no_number_is_ever_infinite),
        cmocka_unit_test(means_have_bounds_too),
        cmocka_unit_test(a_goal_has_an_arrow_when_three_quarters_have),
        cmocka_unit_test(conditions_are_fulfilled_or_not),
        cmocka_unit_test(labels_stand_best_first),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
