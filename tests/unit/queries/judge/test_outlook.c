#include "unit/queries/judge/question.h"

#include <math.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))

static struct asked *yearly(int direction, const char *points)
{
    struct asked *a = asked_new(direction, HD_FREQ_A, AGGREGATE_LAST);

    asked_points(a, points);
    return a;
}

static const struct judge_outlook *outlook(struct asked *a, const char *as_of)
{
    return &ask(a, 0, as_of)->outlook;
}

/* ---- a whole answer ---- */

/* The published series of air passengers, moved to 2006-2020 so that it has a target. */
#define PASSENGERS                                                                                 \
    "2006=17.5534 2007=21.86 2008=23.8866 2009=26.9293 2010=26.8885 2011=28.8314 2012=30.0751 "    \
    "2013=30.9535 2014=30.1857 2015=31.5797 2016=32.5776 2017=33.4774 2018=39.0216 2019=41.3864 "  \
    "2020=41.5966"

static void the_worked_forecast_of_the_methods(void **state)
{
    struct asked *a = yearly(1, PASSENGERS);
    const struct judge_outlook *o;

    (void)state;
    asked_target(a, "at_least", "2023", "45");
    o = outlook(a, "2021-06-30");
    assert_int_equal(o->reason, FORESEEN);
    assert_near("centre", o->forecast, 45.18390559, 1e-8);
    assert_near("sigma", o->sigma, 4.525834084656299, 1e-12);
    assert_near("low", o->low, 39.073254351114926, 1e-9);
    assert_near("high", o->high, 51.29455682888508, 1e-9);
    assert_near("probability", o->probability, 0.5158976905834323, 1e-10);
    assert_int_equal(o->likelihood, LIKELIHOOD_EVEN);
    /* and what it was made of */
    assert_int_equal(o->points, 15);
    assert_int_equal(o->differences, 14);
    assert_int_equal(o->freedom, 13);
    assert_near("slope", o->slope, 1.47081, 5e-6);
    assert_near("origin", o->origin, 41.5966, 0);
    assert_near("horizon", o->horizon, 3, 0);
    assert_near("goal", o->goal, 45, 0);
    assert_int_equal(o->first_day, day_of("2006-12-31"));
    assert_int_equal(o->last_day, day_of("2020-12-31"));
    assert_int_equal(o->origin_day, day_of("2020-12-31"));
    assert_false(o->seasonal);
    assert_false(o->flat);
    /* Five years count for the pace: 2015 to 2020. */
    assert_near("pace", o->pace, 2.3648, 1e-9);
    assert_near("needed", o->pace_needed, (45 - 41.5966) / 3, 1e-12);
    assert_near("r_fwd", o->r_fwd, 2.3648 * 3 / (45 - 41.5966), 1e-9);
    /* 41.5966 at the end of 2020, 1.44 years on: in 2022. */
    assert_true(o->has_reached);
    assert_int_equal(o->reached.end_day, day_of("2022-12-31"));
    asked_free(a);
}

/* ---- why there is none ---- */

static void what_is_missing_has_its_reason(void **state)
{
    static const struct {
        const char *says, *kind, *period, *value, *points, *as_of;
        enum judge_unforeseen reason;
        bool pace, needed, forecast, interval, probability;
    } rows[] = {
        { "four values are enough", "at_least", "2025", "80", "2017=10 2018=20 2019=25 2020=40",
          "2021-06-30", FORESEEN, true, true, true, true, true },
        { "three give a pace", "at_least", "2025", "80", "2018=20 2019=25 2020=40", "2021-06-30",
          UNFORESEEN_FEW, true, true, false, false, false },
        { "two give a pace", "at_least", "2025", "80", "2019=25 2020=40", "2021-06-30",
          UNFORESEEN_FEW, true, true, false, false, false },
        { "one does not", "at_least", "2025", "80", "2020=40", "2021-06-30", UNFORESEEN_NO_PACE,
          false, true, false, false, false },
        { "none at all", "at_least", "2025", "80", "", "2021-06-30", UNFORESEEN_NO_PACE, false,
          false, false, false, false },
        { "a break begins anew", "at_least", "2025", "80",
          "2015=70 2016=72 2017=74 2018=20B 2019=25 2020=40", "2021-06-30", UNFORESEEN_FEW, true,
          true, false, false, false },
        { "the time is over", "at_least", "2020", "80", "2016=1 2017=10 2018=20 2019=25 2020=40",
          "2021-06-30", UNFORESEEN_CLOSED, true, false, false, false, false },
        { "no date", "at_least", "after 2025", "80", "2017=10 2018=20 2019=25 2020=40",
          "2021-06-30", UNFORESEEN_UNDATED, true, false, false, false, false },
        { "improve: no level", "directional", "2025", NULL, "2017=10 2018=20 2019=25 2020=40",
          "2021-06-30", UNFORESEEN_NO_LEVEL, true, false, false, false, false },
        { "a change in percent of nothing", "relative_change", "2025", "30",
          "2016=0 2017=10 2018=20 2019=25 2020=40", "2021-06-30", UNFORESEEN_NO_LEVEL, true, false,
          false, false, false },
        { "yes or no", "boolean", "2025", NULL, "2017=0 2018=0 2019=0 2020=0", "2021-06-30",
          UNFORESEEN_STEPS, false, false, false, false, false },
        { "already at the end of the due period", "at_least", "2020", "80",
          "2017=10 2018=20 2019=25 2020=40@2020-11-30", "2020-12-15", UNFORESEEN_PAST, true, false,
          false, false, false },
        { "not yet in force", "at_least", "2025", "80", "2010=10 2011=20 2012=25 2013=40",
          "2015-06-30", UNFORESEEN_NO_TARGET, false, false, false, false, false },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct asked *a = yearly(1, rows[i].points);
        const struct judge_outlook *o;

        asked_target(a, rows[i].kind, rows[i].period, rows[i].value);
        o = outlook(a, rows[i].as_of);
        if (o->reason != rows[i].reason)
            fail_msg("%s: reason %d", rows[i].says, (int)o->reason);
        if (o->has_pace != rows[i].pace || o->has_pace_needed != rows[i].needed ||
            o->has_r_fwd != (rows[i].pace && rows[i].needed) ||
            o->has_forecast != rows[i].forecast || o->has_interval != rows[i].interval ||
            o->has_probability != rows[i].probability)
            fail_msg("%s", rows[i].says);
        assert_int_equal(o->likelihood != LIKELIHOOD_NONE, rows[i].probability);
        asked_free(a);
    }
}

static void groups_have_no_outlook(void **state)
{
    static const char *const scale[] = { "D", "C", "B", "A" };
    struct asked *a = asked_new(1, HD_FREQ_A, AGGREGATE_LAST);
    const struct judge_outlook *o;

    (void)state;
    a->indicator.scale = scale;
    a->indicator.scale_count = COUNT(scale);
    asked_points(a, "2017=D 2018=C 2019=A 2020=A");
    asked_target(a, "ordinal", "2025", "A");
    o = outlook(a, "2021-06-30");
    assert_int_equal(o->reason, UNFORESEEN_STEPS);
    assert_false(o->has_pace || o->has_forecast || o->has_probability);
    assert_true(o->has_reached);
    assert_int_equal(o->reached.end_day, day_of("2019-12-31"));
    asked_free(a);
}

static void a_retired_target_has_none(void **state)
{
    struct asked *a = yearly(1, PASSENGERS);

    (void)state;
    asked_target(a, "at_least", "2023", "45")->retired = true;
    assert_int_equal(outlook(a, "2021-06-30")->reason, UNFORESEEN_NO_TARGET);
    assert_false(a->verdict.outlook.has_pace);
    asked_free(a);
}

static void without_a_target_there_is_a_pace(void **state)
{
    struct asked *a = yearly(1, PASSENGERS);
    const struct judge_outlook *o = &a->verdict.outlook;

    (void)state;
    judge_measuring(&a->indicator, &a->now.series, day_of("2021-06-30"), 0, &a->verdict);
    assert_true(o->has_pace);
    assert_near("pace", o->pace, 2.3648, 1e-9);
    assert_int_equal(o->reason, UNFORESEEN_NO_TARGET);
    assert_false(o->has_forecast || o->has_pace_needed || o->has_reached);
    asked_free(a);
}

/* ---- what is aimed at ---- */

static void each_kind_is_held_against_its_own_goal(void **state)
{
    static const struct {
        const char *says;
        int direction;
        const char *kind, *period, *value, *points;
        double goal, pace_needed, probability;
    } rows[] = {
        { "at least: above it", 1, "at_least", "2023", "80", "2017=20 2018=30 2019=42 2020=55", 80,
          25 / 3.0, 0.5472900543894382 },
        { "at most: below it", -1, "at_most", "2023", "80", "2017=20 2018=30 2019=42 2020=55", 80,
          0, 1 - 0.5472900543894382 },
        { "maintain: what it was when it began", 1, "maintain", "2023", NULL,
          "2016=80 2017=20 2018=30 2019=42 2020=55", 80, 25 / 3.0, -1 },
        { "twice the baseline", 1, "relative_change", "2023", "100",
          "2016=40 2017=20 2018=30 2019=42 2020=55", 80, 25 / 3.0, -1 },
        { "ten points a year from 10", 1, "annual_increment", "2017/2023", "10",
          "2016=10 2017=20 2018=30 2019=42 2020=55", 80, 25 / 3.0, -1 },
        { "a range: its near end", 1, "range", "2023", "80", "2017=20 2018=30 2019=42 2020=55", 80,
          25 / 3.0, 0.5472900543894382 },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct asked *a = yearly(rows[i].direction, rows[i].points);
        const struct judge_outlook *o;

        asked_target(a, rows[i].kind, rows[i].period, rows[i].value);
        o = outlook(a, "2021-06-30");
        assert_int_equal(o->reason, FORESEEN);
        assert_near(rows[i].says, o->goal, rows[i].goal, 1e-9);
        assert_int_equal(o->has_pace_needed, rows[i].pace_needed != 0);
        assert_near(rows[i].says, o->pace_needed, rows[i].pace_needed, 1e-9);
        if (rows[i].probability >= 0)
            assert_near(rows[i].says, o->probability, rows[i].probability, 1e-9);
        asked_free(a);
    }
}

static void a_rank_has_half_a_place_to_spare(void **state)
{
    static const struct {
        const char *says, *unit;
        bool integer;
        double goal, probability;
    } rows[] = {
        { "a rank of at most 50 is up to 50.5", "rank", true, 50.5, 0.47853307108097465 },
        { "a count is whole too", "persons", true, 50.5, 0.47853307108097465 },
        { "a share is not", "percent", false, 50, 0.4593602489467345 },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct asked *a = yearly(-1, "2017=70 2018=66 2019=61 2020=60");
        const struct judge_outlook *o;

        a->indicator.unit = rows[i].unit;
        a->indicator.integer = rows[i].integer;
        asked_target(a, "at_most", "2023", "50");
        o = outlook(a, "2021-06-30");
        assert_near(rows[i].says, o->goal, rows[i].goal, 0);
        assert_near(rows[i].says, o->probability, rows[i].probability, 1e-12);
        /* The pace needed leads to the place itself. */
        assert_near(rows[i].says, o->pace_needed, -10 / 3.0, 1e-12);
        asked_free(a);
    }
}

static void a_strict_band_is_to_be_ended_in(void **state)
{
    struct asked *a = yearly(1, "2017=20 2018=26 2019=31 2020=38");
    struct judge_target *target = asked_target(a, "range", "2023", "40");
    const struct judge_outlook *o;

    (void)state;
    target->has_high = true;
    target->high = "50";
    target->high_number = 50;
    o = outlook(a, "2021-06-30");
    assert_near("beyond is fine", o->probability, 0.7579725888972944, 1e-12);
    target->strict_band = true;
    o = outlook(a, "2021-06-30");
    assert_near("beyond is not", o->probability, 0.19567630286915688, 1e-12);
    assert_near("needed", o->pace_needed, 2 / 3.0, 1e-12);
    /* Past the band already: the far bound is what is needed. */
    asked_points(a, "2017=38 2018=44 2019=49 2020=56");
    o = outlook(a, "2021-06-30");
    assert_near("back", o->pace_needed, -2, 1e-12);
    assert_near("goal", o->goal, 50, 0);
    assert_true(o->r_fwd < 0);
    assert_true(o->probability > 0 && o->probability < 0.5);
    asked_free(a);
}

static void a_difference_to_peers_is_held_against_nothing(void **state)
{
    struct asked *a = yearly(1, "2017=40 2018=46 2019=53 2020=58");
    const struct judge_outlook *o;

    (void)state;
    a->indicator.has_upper = true;
    a->indicator.upper = 100;
    a->indicator.transform = TRANSFORM_LOGIT;
    asked_peer(a, "2017=50 2018=54 2019=59 2020=62");
    asked_target(a, "benchmark", "2023", NULL);
    o = outlook(a, "2021-06-30");
    /* -10, -8, -6, -4 */
    assert_int_equal(o->reason, FORESEEN);
    assert_int_equal(o->transform, TRANSFORM_NONE);
    assert_near("pace", o->pace, 2, 1e-12);
    assert_near("needed", o->pace_needed, 4 / 3.0, 1e-12);
    assert_near("goal", o->goal, 0, 0);
    assert_near("forecast", o->forecast, -4 + 2 * 2.439, 1e-12);
    assert_int_equal(o->reached.end_day, day_of("2022-12-31"));
    asked_free(a);
}

/* ---- scales and limits ---- */

static void shares_slow_down_toward_everybody(void **state)
{
    struct asked *a = yearly(1, "2017=20 2018=30 2019=42 2020=55");
    const struct judge_outlook *o;

    (void)state;
    a->indicator.has_upper = true;
    a->indicator.upper = 100;
    asked_target(a, "at_least", "2023", "80");
    o = outlook(a, "2021-06-30");
    assert_near("straight", o->forecast, 83.8615, 1e-9);
    assert_near("cut at the limit", o->high, 100, 0);
    assert_near("low", o->low, 29.66842951226247, 1e-9);
    assert_near("its probability is not", o->probability, 0.5472900543894382, 1e-12);
    a->indicator.transform = TRANSFORM_LOGIT;
    o = outlook(a, "2021-06-30");
    assert_int_equal(o->transform, TRANSFORM_LOGIT);
    assert_near("forecast", o->forecast, 81.53912863030597, 1e-9);
    assert_near("low", o->low, 27.72622864585945, 1e-8);
    assert_near("high", o->high, 98.07147596948438, 1e-8);
    assert_near("probability", o->probability, 0.5270077087294677, 1e-10);
    assert_near("origin in the unit", o->origin, 55, 0);
    assert_near("slope on the scale", o->slope, 0.5267564101590834, 1e-12);
    assert_near("spread on the scale", o->spread, 0.5290358710073372, 1e-12);
    asked_free(a);
}

static void what_is_no_share_is_forecast_as_it_is(void **state)
{
    static const struct {
        const char *says, *points, *value;
        enum judge_transform transform;
    } rows[] = {
        { "shares", "2017=20 2018=30 2019=42 2020=55", "80", TRANSFORM_LOGIT },
        { "nobody yet, everybody then", "2017=0 2018=30 2019=90 2020=100", "100", TRANSFORM_LOGIT },
        { "subscriptions per hundred", "2017=90 2018=95 2019=99 2020=101", "95", TRANSFORM_NONE },
        { "below nothing", "2017=-1 2018=3 2019=5 2020=6", "10", TRANSFORM_NONE },
        { "a goal beyond everybody", "2017=20 2018=30 2019=42 2020=55", "120", TRANSFORM_LOGIT },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct asked *a = yearly(1, rows[i].points);

        a->indicator.transform = TRANSFORM_LOGIT;
        asked_target(a, "at_least", "2023", rows[i].value);
        if (outlook(a, "2021-06-30")->transform != rows[i].transform)
            fail_msg("%s", rows[i].says);
        assert_true(a->verdict.outlook.has_probability);
        asked_free(a);
    }
}

/* 100 % means at least 99.9, or what the target's tolerance says. */
static void everybody_is_less_than_all(void **state)
{
    struct asked *a = yearly(1, "2017=96 2018=97 2019=98 2020=98.5");
    struct judge_target *target = asked_target(a, "at_least", "2023", "100");
    double strict;

    (void)state;
    a->indicator.transform = TRANSFORM_LOGIT;
    strict = outlook(a, "2021-06-30")->probability;
    assert_true(strict > 0 && strict < 0.5);
    assert_near("needed for all", a->verdict.outlook.pace_needed, 0.5, 1e-12);
    target->tolerance = 1;
    assert_true(outlook(a, "2021-06-30")->probability > strict);
    assert_near("goal", a->verdict.outlook.goal, 99, 0);
    assert_near("needed", a->verdict.outlook.pace_needed, 0.5 / 3, 1e-12);
    asked_free(a);
}

static void more_than_everybody_is_never_reached(void **state)
{
    struct asked *a = yearly(1, "2017=20 2018=30 2019=42 2020=55");

    (void)state;
    a->indicator.transform = TRANSFORM_LOGIT;
    asked_target(a, "at_least", "2023", "120");
    assert_near("120 %", outlook(a, "2021-06-30")->probability, 0, 0);
    a->targets[0].value = "-5";
    a->targets[0].number = -5;
    assert_near("-5 %", outlook(a, "2021-06-30")->probability, 1, 0);
    asked_free(a);
}

static void nothing_that_ever_moved_is_certain(void **state)
{
    static const struct {
        const char *says, *value;
        double probability;
        enum judge_likelihood likelihood;
    } rows[] = {
        { "unmet", "80", 0, LIKELIHOOD_VERY_UNLIKELY },
        { "met", "40", 1, LIKELIHOOD_VERY_LIKELY },
        { "equality meets", "50", 1, LIKELIHOOD_VERY_LIKELY },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct asked *a = yearly(1, "2017=50 2018=50 2019=50.0 2020=50");
        const struct judge_outlook *o;

        asked_target(a, "at_least", "2023", rows[i].value);
        o = outlook(a, "2021-06-30");
        assert_true(o->flat);
        assert_true(o->has_probability);
        assert_false(o->has_interval);
        assert_near(rows[i].says, o->probability, rows[i].probability, 0);
        assert_int_equal(o->likelihood, rows[i].likelihood);
        assert_near(rows[i].says, o->forecast, 50, 0);
        asked_free(a);
    }
}

static void words_come_from_the_probability_alone(void **state)
{
    static const enum judge_likelihood words[] = { LIKELIHOOD_VERY_UNLIKELY, LIKELIHOOD_UNLIKELY,
                                                   LIKELIHOOD_EVEN, LIKELIHOOD_LIKELY,
                                                   LIKELIHOOD_VERY_LIKELY };
    static const double from[] = { 0, 0.10, 0.33, 0.66, 0.90, 1.01 };
    bool seen[COUNT(words)] = { false };

    (void)state;
    for (int goal = 0; goal <= 160; goal++) {
        struct asked *a = yearly(1, "2017=20 2018=30 2019=42 2020=55");
        char value[16];
        const struct judge_outlook *o;

        snprintf(value, sizeof value, "%d", goal);
        asked_target(a, "at_least", "2023", value);
        o = outlook(a, "2021-06-30");
        for (size_t i = 0; i < COUNT(words); i++) {
            if (o->likelihood != words[i])
                continue;
            seen[i] = true;
            if (!(o->probability >= from[i] && o->probability < from[i + 1]))
                fail_msg("%g is called %s", o->probability, judge_likelihood_word(o->likelihood));
        }
        asked_free(a);
    }
    for (size_t i = 0; i < COUNT(words); i++)
        assert_true(seen[i]);
}

/* ---- met, closed, reached ---- */

static void a_met_target_may_still_be_lost(void **state)
{
    struct asked *a = yearly(1, "2016=40 2017=55 2018=48 2019=52 2020=51");
    const struct judge_outlook *o;

    (void)state;
    asked_target(a, "at_least", "2023", "50");
    o = outlook(a, "2021-06-30");
    assert_int_equal(o->reason, FORESEEN);
    assert_false(o->has_pace_needed || o->has_r_fwd);
    assert_true(o->has_forecast && o->has_probability);
    assert_true(o->probability > 0.3 && o->probability < 0.9);
    /* Not since 2017: it was lost in between. */
    assert_true(o->has_reached);
    assert_int_equal(o->reached.end_day, day_of("2019-12-31"));
    asked_free(a);
}

static void the_crossing_names_the_period_it_lies_in(void **state)
{
    static const struct {
        const char *says;
        enum hd_freq freq;
        const char *points, *value, *reached;
    } rows[] = {
        { "38.6 at .68 a year", HD_FREQ_A, "2020=35.2 2025=38.6", "40", "2028" },
        { "the end of a year belongs to it", HD_FREQ_A, "2024=30 2025=35", "40", "2026" },
        { "a little later is the next", HD_FREQ_A, "2024=30 2025=35", "40.01", "2027" },
        { "a quarter", HD_FREQ_Q, "2023-Q4=30 2024-Q4=34", "34.9", "2025-Q1" },
        { "a quarter later", HD_FREQ_Q, "2023-Q4=30 2024-Q4=34", "35.5", "2025-Q2" },
        { "a month", HD_FREQ_M, "2024-12=30 2025-12=42", "45.5", "2026-04" },
        { "within a hundred years", HD_FREQ_A, "2024=30 2025=30.1", "39", "2114" },
        { "not later", HD_FREQ_A, "2024=30 2025=30.1", "41", NULL },
        { "pointing away", HD_FREQ_A, "2024=36 2025=35", "40", NULL },
        { "standing still", HD_FREQ_A, "2024=35 2025=35", "40", NULL },
        { "met: since when", HD_FREQ_A, "2023=39 2024=40 2025=42", "40", "2024" },
        { "met from the first value on", HD_FREQ_Q, "2022=41 2024-Q4=42", "40", "2022" },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct asked *a = asked_new(1, rows[i].freq, AGGREGATE_LAST);
        const struct judge_outlook *o;

        asked_points(a, rows[i].points);
        asked_target(a, "at_least", "after 2025", rows[i].value);
        o = outlook(a, "2026-06-30");
        if (o->has_reached != (rows[i].reached != NULL))
            fail_msg("%s", rows[i].says);
        if (rows[i].reached && !hd_period_equal(o->reached, period_of(rows[i].reached)))
            fail_msg("%s: day %d", rows[i].says, (int)o->reached.end_day);
        asked_free(a);
    }
}

static void a_closed_target_keeps_pace_and_when(void **state)
{
    struct asked *a = yearly(1, "2020=20 2022=24 2024=28");
    const struct judge_outlook *o;

    (void)state;
    asked_target(a, "at_least", "2022", "30");
    o = outlook(a, "2025-06-30");
    assert_int_equal(o->reason, UNFORESEEN_CLOSED);
    assert_near("pace", o->pace, 2, 1e-12);
    assert_int_equal(o->reached.end_day, day_of("2025-12-31"));
    asked_points(a, "2020=20 2021=33 2022=34 2024=38");
    o = outlook(a, "2025-06-30");
    assert_int_equal(o->reached.end_day, day_of("2021-12-31"));
    asked_free(a);
}

/* A mean by quarters of which only single months are known. */
static void when_all_is_over_a_part_tells_since_when(void **state)
{
    struct asked *a = asked_new(1, HD_FREQ_Q, AGGREGATE_MEAN);
    const struct judge_outlook *o;

    (void)state;
    asked_points(a, "2016=3.6 2022-01=12.81B 2026-01=90");
    asked_target(a, "at_least", "2025", "50");
    o = outlook(a, "2026-03-31");
    assert_near("pace", o->pace, (90 - 12.81) / 4, 1e-12);
    assert_true(o->has_reached);
    assert_true(hd_period_equal(o->reached, period_of("2026-01")));
    assert_false(o->has_r_fwd || o->has_forecast);
    asked_free(a);
}

/* An index for 2023 that appears a year later: the forecast ends with the period that answers. */
static void the_answering_period_is_what_is_forecast(void **state)
{
    struct asked *a = yearly(1, "2017=20 2018=30 2019=42 2020=55");
    struct judge_target *target = asked_target(a, "at_least", "2024", "80");

    (void)state;
    assert_near("four years", outlook(a, "2021-06-30")->horizon, 4, 0);
    target->has_reference = true;
    target->reference = period_of("2023");
    assert_near("three", outlook(a, "2021-06-30")->horizon, 3, 0);
    assert_near("needed", a->verdict.outlook.pace_needed, 25 / 3.0, 1e-12);
    assert_near("probability", a->verdict.outlook.probability, 0.5472900543894382, 1e-12);
    asked_free(a);
}

/* ---- parts of years ---- */

static void quarters_are_compared_with_the_same_quarter(void **state)
{
    struct asked *a = asked_new(1, HD_FREQ_Q, AGGREGATE_LAST);
    const struct judge_outlook *o;

    (void)state;
    asked_points(a, "2021-Q1=10 2021-Q2=20 2021-Q3=5 2021-Q4=40 2022-Q1=13 2022-Q2=22 2022-Q3=9 "
                    "2022-Q4=44 2023-Q1=15 2023-Q2=26 2023-Q3=10 2023-Q4=47 2024-Q1=19 2024-Q2=28 "
                    "2024-Q3=13");
    asked_target(a, "at_least", "2025", "50");
    o = outlook(a, "2024-12-15");
    assert_int_equal(o->reason, FORESEEN);
    assert_true(o->seasonal);
    assert_near("pace", o->pace, 3, 1e-12);
    assert_near("slope", o->slope, 3, 1e-12);
    assert_int_equal(o->points, 15);
    assert_int_equal(o->differences, 11);
    assert_int_equal(o->freedom, 10);
    assert_near("basis", o->basis, 2.75, 1e-12);
    /* From the third quarter of 2024 to the fourth, as in 35, 35 and 37; then a year. */
    assert_near("origin", o->origin, 13, 0);
    assert_int_equal(o->origin_day, day_of("2024-09-30"));
    assert_near("step", o->step, 35, 1e-12);
    assert_near("a quarter", o->step_years, 92 / 366.0, 1e-9);
    assert_near("horizon", o->horizon, 1 + 92 / 366.0, 1e-9);
    assert_near("centre", o->forecast, 13 + 35 + 3 * 0.9, 1e-9);
    assert_near("sigma", o->sigma, 4.687365314537123, 1e-9);
    asked_free(a);
}

static void one_year_of_quarters_is_not_enough(void **state)
{
    static const struct {
        const char *says, *points;
        enum judge_unforeseen reason;
        bool seasonal;
    } rows[] = {
        { "four quarters", "2021-Q1=10 2021-Q2=20 2021-Q3=5 2021-Q4=40", UNFORESEEN_FEW, false },
        { "seven quarters",
          "2021-Q1=10 2021-Q2=20 2021-Q3=5 2021-Q4=40 2022-Q1=13 2022-Q2=22 2022-Q3=9",
          UNFORESEEN_FEW, true },
        { "two years",
          "2021-Q1=10 2021-Q2=20 2021-Q3=5 2021-Q4=40 2022-Q1=13 2022-Q2=22 2022-Q3=9 2022-Q4=44",
          FORESEEN, true },
        { "now and then, a year or more apart", "2016=10 2018-Q1=12 2020-Q2=17 2022-Q3=19",
          FORESEEN, false },
        { "every fourth quarter", "2019-Q4=5 2020-Q4=7 2021-Q4=10 2022-Q4=11", FORESEEN, true },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct asked *a = asked_new(1, HD_FREQ_Q, AGGREGATE_LAST);
        const struct judge_outlook *o;

        asked_points(a, rows[i].points);
        asked_target(a, "at_least", "2026", "50");
        o = outlook(a, "2023-02-28");
        if (o->reason != rows[i].reason || o->seasonal != rows[i].seasonal)
            fail_msg("%s: %d", rows[i].says, (int)o->reason);
        asked_free(a);
    }
}

/* 2020-Q1 to 2023-Q1, sums of four quarters that end with a first one: 50, 55, 63, 72. */
#define FLOWS                                                                                      \
    "2019-Q1=10 2019-Q2=12 2019-Q3=11 2019-Q4=15 2020-Q1=12 2020-Q2=13 2020-Q3=12 2020-Q4=17 "     \
    "2021-Q1=13 2021-Q2=15 2021-Q3=14 2021-Q4=19 2022-Q1=15 2022-Q2=18 2022-Q3=15 2022-Q4=22 "     \
    "2023-Q1=17"

static void a_year_of_parts_is_forecast_as_a_year(void **state)
{
    static const struct {
        const char *says;
        enum judge_aggregation aggregation;
        double parts;
        const char *value;
    } rows[] = { { "sums", AGGREGATE_SUM, 1, "90" }, { "means", AGGREGATE_MEAN, 4, "22.5" } };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct asked *a = asked_new(1, HD_FREQ_Q, rows[i].aggregation);
        const struct judge_outlook *o;

        asked_points(a, FLOWS);
        asked_target(a, "at_least", "2024", rows[i].value);
        o = outlook(a, "2023-06-15");
        assert_int_equal(o->reason, FORESEEN);
        assert_int_equal(o->points, 4);
        assert_int_equal(o->freedom, 2);
        assert_near(rows[i].says, o->origin, 72 / rows[i].parts, 1e-12);
        assert_near(rows[i].says, o->horizon, 1.75, 0.004);
        assert_near(rows[i].says, o->slope, (23 / 3.0) / rows[i].parts, 1e-12);
        assert_near(rows[i].says, o->forecast, 83.637 / rows[i].parts, 0.03);
        asked_free(a);
    }
}

static void a_break_inside_a_year_spoils_its_mean(void **state)
{
    struct asked *a = asked_new(1, HD_FREQ_Q, AGGREGATE_MEAN);
    const struct judge_outlook *o;

    (void)state;
    /* Whole years after the break: those that end in 2020-Q2 and later. */
    asked_points(a, "2018-Q1=90 2018-Q2=90 2018-Q3=90 2018-Q4=90 2019-Q1=90 2019-Q2=90 2019-Q3=10B "
                    "2019-Q4=11 2020-Q1=12 2020-Q2=13 2020-Q3=12 2020-Q4=17 2021-Q1=13 2021-Q2=15");
    asked_target(a, "at_least", "2024", "50");
    o = outlook(a, "2021-09-15");
    assert_int_equal(o->reason, UNFORESEEN_FEW);
    assert_int_equal(o->points, 2);
    assert_int_equal(o->first_day, day_of("2020-06-30"));
    asked_free(a);
}

static void weeks_count_every_one(void **state)
{
    struct asked *a = asked_new(1, HD_FREQ_W, AGGREGATE_LAST);
    struct hd_period week = period_of("2020-W10");
    const struct judge_outlook *o;

    (void)state;
    for (size_t i = 0; i < 105; i++, week = hd_period_next(week))
        a->now.points[i] = (struct judge_point){
            .period = week, .status = 'A', .numeric = true, .value = (double)i + (double)(i % 2)
        };
    a->now.series.count = 105;
    asked_target(a, "at_least", "2023", "200");
    o = outlook(a, "2022-06-30");
    assert_int_equal(o->reason, FORESEEN);
    assert_false(o->seasonal);
    /* Each to the one 52 weeks before: they stand for one year, not for 53. */
    assert_int_equal(o->differences, 53);
    assert_int_equal(o->freedom, 52);
    assert_near("basis", o->basis, 1.01, 0.01);
    assert_near("slope", o->slope, 52.2, 0.3);
    asked_free(a);
}

/* ---- chosen otherwise ---- */

static void drift_and_holt_can_be_chosen(void **state)
{
    static const struct {
        enum judge_forecast method;
        double forecast;
    } rows[] = {
        { FORECAST_DRIFT, 41.5966 + 3 * (41.5966 - 17.5534) / 14 },
        { FORECAST_HOLT_DAMPED, 46.786129 },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct asked *a = yearly(1, PASSENGERS);
        const struct judge_outlook *o;

        a->indicator.forecast = rows[i].method;
        asked_target(a, "at_least", "2023", "45");
        o = outlook(a, "2021-06-30");
        assert_int_equal(o->method, rows[i].method);
        assert_int_equal(o->reason, FORESEEN);
        assert_near("forecast", o->forecast, rows[i].forecast, 1e-6);
        assert_true(o->low < o->forecast && o->forecast < o->high);
        assert_true(o->probability > 0.5 && o->probability < 1);
        assert_near("the same pace", o->pace, 2.3648, 1e-9);
        asked_free(a);
    }
}

/* A straight line leaves no error behind: it is as certain as a line. */
static void a_drift_without_error_is_certain_but_not_flat(void **state)
{
    struct asked *a = yearly(1, "2017=10 2018=12 2019=14 2020=16");
    const struct judge_outlook *o;

    (void)state;
    a->indicator.forecast = FORECAST_DRIFT;
    asked_target(a, "at_least", "2023", "22");
    o = outlook(a, "2021-06-30");
    assert_false(o->flat);
    assert_false(o->has_interval);
    assert_near("probability", o->probability, 1, 0);
    asked_free(a);
}

static void methods_without_seasons_look_at_one_of_them(void **state)
{
    struct asked *a = asked_new(1, HD_FREQ_Q, AGGREGATE_LAST);
    const struct judge_outlook *o;

    (void)state;
    a->indicator.forecast = FORECAST_DRIFT;
    asked_points(a, "2020-Q3=4 2020-Q4=35 2021-Q1=10 2021-Q3=5 2021-Q4=40 2022-Q1=13 2022-Q2=22 "
                    "2022-Q3=9 2022-Q4=44 2023-Q1=15 2023-Q2=26 2023-Q3=10 2023-Q4=47 2024-Q1=19");
    asked_target(a, "at_least", "2025", "50");
    o = outlook(a, "2024-06-15");
    /* 10, 13, 15, 19: 3 a year; and 31 from a first quarter to the fourth. */
    assert_int_equal(o->points, 4);
    assert_near("forecast", o->forecast, 19 + 31 + 3, 1e-12);
    asked_free(a);
}

static void an_assumed_pace_goes_straight_on(void **state)
{
    struct asked *a = yearly(1, "2017=20 2018=30 2019=42 2020=55");
    const struct judge_outlook *o;

    (void)state;
    a->indicator.has_upper = true;
    a->indicator.upper = 100;
    asked_target(a, "at_least", "2023", "80");
    a->question.has_pace = true;
    a->question.pace = 10;
    o = outlook(a, "2021-06-30");
    assert_int_equal(o->reason, UNFORESEEN_ASSUMED);
    assert_near("pace", o->pace, 10, 0);
    assert_near("forecast", o->forecast, 85, 1e-12);
    assert_near("r_fwd", o->r_fwd, 1.2, 1e-12);
    assert_int_equal(o->reached.end_day, day_of("2023-12-31"));
    assert_false(o->has_interval || o->has_probability);
    a->question.pace = 30;
    assert_near("cut", outlook(a, "2021-06-30")->forecast, 100, 0);
    a->question.pace = -5;
    o = outlook(a, "2021-06-30");
    assert_near("away", o->forecast, 40, 1e-12);
    assert_false(o->has_reached);
    /* One value is enough then. */
    asked_points(a, "2020=55");
    a->question.pace = 10;
    assert_near("one value", outlook(a, "2021-06-30")->forecast, 85, 1e-12);
    asked_free(a);
}

/* ---- nothing breaks it ---- */

static void no_number_is_ever_not_a_number(void **state)
{
    static const char *const series[] = {
        "2017=-1.7e308 2018=1.7e308 2019=-1.7e308 2020=1.7e308",
        "2017=0 2018=0 2019=0 2020=1e-300",
        "2017=0 2018=100 2019=0 2020=100",
        "2017=100 2018=100 2019=100 2020=100",
        "2017=0 2018=0 2019=0 2020=0",
    };
    static const enum judge_forecast methods[] = { FORECAST_DEFAULT, FORECAST_DRIFT,
                                                   FORECAST_HOLT_DAMPED };
    static const char *const goals[] = { "0", "100", "50", "-5", "1e300" };

    (void)state;
    for (size_t i = 0; i < COUNT(series); i++) {
        for (size_t k = 0; k < 2 * COUNT(methods) * COUNT(goals); k++) {
            struct asked *a = yearly(1, series[i]);

            a->indicator.forecast = methods[k % COUNT(methods)];
            a->indicator.transform = k % 2 ? TRANSFORM_LOGIT : TRANSFORM_NONE;
            asked_target(a, "at_least", "2023", goals[k / 6 % COUNT(goals)]);
            ask(a, 0, "2021-06-30"); /* looks at every number */
            asked_free(a);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_worked_forecast_of_the_methods),
        cmocka_unit_test(what_is_missing_has_its_reason),
        cmocka_unit_test(groups_have_no_outlook),
        cmocka_unit_test(a_retired_target_has_none),
        cmocka_unit_test(without_a_target_there_is_a_pace),
        cmocka_unit_test(each_kind_is_held_against_its_own_goal),
        cmocka_unit_test(a_rank_has_half_a_place_to_spare),
        cmocka_unit_test(a_strict_band_is_to_be_ended_in),
        cmocka_unit_test(a_difference_to_peers_is_held_against_nothing),
        cmocka_unit_test(shares_slow_down_toward_everybody),
        cmocka_unit_test(what_is_no_share_is_forecast_as_it_is),
        cmocka_unit_test(everybody_is_less_than_all),
        cmocka_unit_test(more_than_everybody_is_never_reached),
        cmocka_unit_test(nothing_that_ever_moved_is_certain),
        cmocka_unit_test(words_come_from_the_probability_alone),
        cmocka_unit_test(a_met_target_may_still_be_lost),
        cmocka_unit_test(the_crossing_names_the_period_it_lies_in),
        cmocka_unit_test(a_closed_target_keeps_pace_and_when),
        cmocka_unit_test(when_all_is_over_a_part_tells_since_when),
        cmocka_unit_test(the_answering_period_is_what_is_forecast),
        cmocka_unit_test(quarters_are_compared_with_the_same_quarter),
        cmocka_unit_test(one_year_of_quarters_is_not_enough),
        cmocka_unit_test(a_year_of_parts_is_forecast_as_a_year),
        cmocka_unit_test(a_break_inside_a_year_spoils_its_mean),
        cmocka_unit_test(weeks_count_every_one),
        cmocka_unit_test(drift_and_holt_can_be_chosen),
        cmocka_unit_test(a_drift_without_error_is_certain_but_not_flat),
        cmocka_unit_test(methods_without_seasons_look_at_one_of_them),
        cmocka_unit_test(an_assumed_pace_goes_straight_on),
        cmocka_unit_test(no_number_is_ever_not_a_number),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
