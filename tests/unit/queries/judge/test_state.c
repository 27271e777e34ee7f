#include "unit/queries/judge/question.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

/* ---- bounds: baseline 0 (2016), target 100 (2026), a value of 2026 known before its end ---- */

static void bounds_of_the_states(void **state)
{
    static const struct {
        const char *says, *value;
        enum judge_state state;
    } rows[] = {
        { "0.95 is still on track", "2026=95", STATE_ON_TRACK },
        { "just below 0.95 is at risk", "2026=94.999", STATE_AT_RISK },
        { "0.60 is still at risk", "2026=60", STATE_AT_RISK },
        { "just below 0.60 is off track", "2026=59.999", STATE_OFF_TRACK },
        { "on the wrong side of the baseline is off track", "2026=-1", STATE_OFF_TRACK },
        { "just below the target is on track, not achieved", "2026=99.999", STATE_ON_TRACK },
        { "equality is achieved", "2026=100", STATE_ACHIEVED },
        { "equality is of numbers, not of texts", "2026=100.00", STATE_ACHIEVED },
        { "beyond is achieved", "2026=100.001", STATE_ACHIEVED },
        { "decimals decide where doubles are equal", "2026=99.99999999999999999999",
          STATE_ON_TRACK },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct asked *a = asked_new(1, HD_FREQ_A, AGGREGATE_LAST);

        asked_points(a, rows[i].value);
        set_baseline(asked_target(a, "at_least", "2026", "100"), "2016", "0");
        assert_state(rows[i].says, ask(a, 0, "2026-11-21")->state, rows[i].state);
        asked_free(a);
    }
}

/* ---- hysteresis: the path stands at 100 from 2018 on, so that the value is the ratio ---- */

static void a_worse_state_is_left_only_past_its_bound(void **state)
{
    static const struct {
        const char *says, *points;
        enum judge_state raw, state;
        const char *since; /* the period that caused it */
    } rows[] = {
        { "off track at 0.61 stays off track", "2019=50 2020=61", STATE_AT_RISK, STATE_OFF_TRACK,
          "2019" },
        { "off track is left at 0.62", "2019=50 2020=62", STATE_AT_RISK, STATE_AT_RISK, "2020" },
        { "just below 0.62 stays", "2019=50 2020=61.999", STATE_AT_RISK, STATE_OFF_TRACK, "2019" },
        { "at risk at 0.96 stays at risk", "2019=80 2020=96", STATE_ON_TRACK, STATE_AT_RISK,
          "2019" },
        { "at risk is left at 0.97", "2019=80 2020=97", STATE_ON_TRACK, STATE_ON_TRACK, "2020" },
        { "just below 0.97 stays", "2019=80 2020=96.999", STATE_ON_TRACK, STATE_AT_RISK, "2019" },
        { "from off track to 0.96 is at risk: both bounds hold", "2019=50 2020=96", STATE_ON_TRACK,
          STATE_AT_RISK, "2020" },
        { "from off track to 0.97 is on track", "2019=50 2020=97", STATE_ON_TRACK, STATE_ON_TRACK,
          "2020" },
        { "getting worse needs no margin", "2019=97 2020=94.9", STATE_AT_RISK, STATE_AT_RISK,
          "2020" },
        { "on track at 0.95 stays", "2019=97 2020=95", STATE_ON_TRACK, STATE_ON_TRACK, "2019" },
        { "held at risk, then held again", "2019=80 2020=96 2021=96", STATE_ON_TRACK, STATE_AT_RISK,
          "2019" },
        { "on track once, it does not need the margin again", "2019=80 2020=97 2021=95",
          STATE_ON_TRACK, STATE_ON_TRACK, "2020" },
        { "achieved forgets what was before", "2019=50 2020=100 2021=95.5", STATE_ON_TRACK,
          STATE_ON_TRACK, "2021" },
        { "what was before the baseline is no part of it", "2015=-50 2019=95", STATE_ON_TRACK,
          STATE_ON_TRACK, "2019" },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct asked *a = asked_new(1, HD_FREQ_A, AGGREGATE_LAST);
        const struct verdict *v;

        asked_points(a, rows[i].points);
        set_baseline(asked_target(a, "at_least", "2018", "100"), "2016", "0");
        asked_target(a, "at_least", "2026", "100");
        v = ask(a, 1, "2025-01-01");
        assert_state(rows[i].says, v->raw_state, rows[i].raw);
        assert_state(rows[i].says, v->state, rows[i].state);
        if (v->since_day != period_of(rows[i].since).end_day + 45)
            fail_msg("%s: since is not the publication of %s", rows[i].says, rows[i].since);
        asked_free(a);
    }
}

/* ---- early: the station of 2018 sets e ---- */

static void early_on_the_gap_is_held_against_a_twentieth_of_the_way(void **state)
{
    static const struct {
        const char *says, *station, *value;
        enum judge_state state;
        bool ratio;
        double score;
    } rows[] = {
        { "e = 0.05 has a ratio", "5", "2018=4.75", STATE_ON_TRACK, true, 0.95 },
        { "e = 0.05, just below", "5", "2018=4.74", STATE_AT_RISK, true, 0.948 },
        { "e = 0.05, the wrong side", "5", "2018=-0.1", STATE_OFF_TRACK, true, -0.02 },
        { "e = 0.049 has none", "4.9", "2018=4.65", STATE_ON_TRACK, false, 0.95 },
        { "1 + (0.0289 - 0.049) / 0.05", "4.9", "2018=2.9", STATE_AT_RISK, false, 0.60 },
        { "1 + (0.0289 - 0.049) / 0.05, below", "4.9", "2018=2.89", STATE_OFF_TRACK, false, 0.598 },
        { "a little on the wrong side is not off track yet", "1", "2018=-0.5", STATE_AT_RISK, false,
          0.70 },
        { "far on the wrong side is", "1", "2018=-1.1", STATE_OFF_TRACK, false, 0.58 },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct asked *a = asked_new(1, HD_FREQ_A, AGGREGATE_LAST);
        const struct verdict *v;

        asked_points(a, rows[i].value);
        set_baseline(asked_target(a, "at_least", "2018", rows[i].station), "2016", "0");
        asked_target(a, "at_least", "2026", "100");
        v = ask(a, 1, "2019-06-30");
        assert_state(rows[i].says, v->state, rows[i].state);
        assert_int_equal(v->has_ratio, rows[i].ratio);
        assert_near(rows[i].says, v->score, rows[i].score, 1e-9);
        asked_free(a);
    }
}

/* ---- every kind and every state ---- */

struct situation {
    const char *says;
    int direction;
    enum hd_freq freq;
    enum judge_aggregation aggregation;
    const char *kind, *period, *value, *baseline, *points, *as_of;
    enum judge_state state;
};

#define UP   1, HD_FREQ_A, AGGREGATE_LAST
#define DOWN (-1), HD_FREQ_A, AGGREGATE_LAST
#define SUM  1, HD_FREQ_Q, AGGREGATE_SUM
#define MEAN 1, HD_FREQ_Q, AGGREGATE_MEAN
#define YTD  1, HD_FREQ_Q, AGGREGATE_YTD

static const struct situation situations[] = {
    /* nothing, or only the start */
    { "no value at all", UP, "at_least", "2026", "50", NULL, "", "2020-01-01", STATE_NO_DATA },
    { "a stated baseline is not a value", UP, "at_least", "2026", "50", "2016=8", "", "2020-01-01",
      STATE_NO_DATA },
    { "closed without any value is due", UP, "at_least", "2019", "50", NULL, "", "2020-01-01",
      STATE_DUE },
    { "on the due day itself it is open", UP, "at_least", "2019", "50", NULL, "", "2019-12-31",
      STATE_NO_DATA },
    { "only the baseline", UP, "at_least", "2026", "50", "2016=8", "2016=8", "2020-01-01",
      STATE_NOT_STARTED },
    { "only values from before the baseline", UP, "at_least", "2026", "50", "2016=8",
      "2014=1 2015=3", "2020-01-01", STATE_NOT_STARTED },
    { "one value, no baseline stated: it is the baseline", UP, "at_least", "2026", "50", NULL,
      "2018=8", "2020-01-01", STATE_NOT_STARTED },
    { "one value that meets the target", UP, "at_least", "2026", "50", NULL, "2018=50",
      "2020-01-01", STATE_ACHIEVED },
    { "missing values are no values", UP, "at_least", "2026", "50", "2016=8", "2018=- 2019=-",
      "2020-06-01", STATE_NO_DATA },
    { "a forecast is no value", UP, "at_least", "2026", "50", "2016=8", "2018=60F", "2020-06-01",
      STATE_NO_DATA },
    { "on the day it comes into force it is known", UP, "at_least", "2026", "50", "2010=8",
      "2015=60", "2016-12-06", STATE_ACHIEVED },
    { "before it came into force a target is unknown", UP, "at_least", "2026", "50", "2010=8",
      "2012=60", "2013-01-01", STATE_MEASURING },

    /* undated */
    { "undated, met", UP, "at_least", "after 2025", "80", NULL, "2016=8 2018=80", "2020-01-01",
      STATE_ACHIEVED },
    { "undated, not met, is never late", UP, "at_least", "after 2025", "80", NULL, "2016=8 2018=1",
      "2040-01-01", STATE_MEASURING },
    { "undated, only the latest value counts", UP, "at_least", "after 2025", "80", NULL,
      "2016=8 2017=90 2018=70", "2020-01-01", STATE_MEASURING },

    /* at_most: less is better */
    { "rank falls as planned", DOWN, "at_most", "2026", "50", "2016=100", "2021=75", "2022-06-01",
      STATE_ON_TRACK },
    { "rank falls too slowly", DOWN, "at_most", "2026", "50", "2016=100", "2021=81", "2022-06-01",
      STATE_AT_RISK },
    { "rank rises", DOWN, "at_most", "2026", "50", "2016=100", "2021=101", "2022-06-01",
      STATE_OFF_TRACK },
    { "rank on the target", DOWN, "at_most", "2026", "50", "2016=100", "2021=50", "2022-06-01",
      STATE_ACHIEVED },
    { "negative values", DOWN, "at_most", "2026", "-50", "2016=-10", "2026=-48", "2026-06-01",
      STATE_ON_TRACK },

    /* zero span, and a target that the start had already met */
    { "baseline = target, kept", UP, "at_least", "2026", "50", "2016=50", "2020=50", "2021-06-01",
      STATE_ACHIEVED },
    { "baseline = target, lost", UP, "at_least", "2026", "50", "2016=50", "2020=49.9", "2021-06-01",
      STATE_OFF_TRACK },
    { "baseline beyond the target, fallen below it", UP, "at_least", "2026", "50", "2016=60",
      "2020=45", "2021-06-01", STATE_OFF_TRACK },
    { "baseline beyond the target, still beyond", UP, "at_least", "2026", "50", "2016=60",
      "2020=55", "2021-06-01", STATE_ACHIEVED },

    /* maintain */
    { "maintain: only the level to keep", UP, "maintain", "2026", NULL, "2016=50", "2016=50",
      "2021-06-01", STATE_NOT_STARTED },
    { "maintain: kept exactly", UP, "maintain", "2026", NULL, "2016=50", "2020=50.0", "2021-06-01",
      STATE_ACHIEVED },
    { "maintain: fallen", UP, "maintain", "2026", NULL, "2016=50", "2020=49.99", "2021-06-01",
      STATE_OFF_TRACK },
    { "maintain, less is better", DOWN, "maintain", "2026", NULL, "2016=50", "2020=51",
      "2021-06-01", STATE_OFF_TRACK },
    { "maintain a stated level needs no baseline", UP, "maintain", "2026", "3.5", NULL, "2018=3.1",
      "2019-06-01", STATE_NOT_STARTED },
    { "maintain a stated level, met at once", UP, "maintain", "2026", "3.5", NULL, "2018=3.5",
      "2019-06-01", STATE_ACHIEVED },
    { "maintain a stated level, not met", UP, "maintain", "2026", "3.5", NULL, "2017=3.6 2018=3.1",
      "2019-06-01", STATE_OFF_TRACK },

    /* yearly increment: 20 (2016) to 60 (2020) */
    { "increment on its line", UP, "annual_increment", "2017/2020", "10", "2016=20", "2018=40",
      "2019-06-01", STATE_ON_TRACK },
    { "increment behind", UP, "annual_increment", "2017/2020", "10", "2016=20", "2018=35",
      "2019-06-01", STATE_AT_RISK },
    { "increment reached early", UP, "annual_increment", "2017/2020", "10", "2016=20", "2018=60",
      "2019-06-01", STATE_ACHIEVED },
    { "increment closed and reached", UP, "annual_increment", "2017/2020", "10", "2016=20",
      "2018=35 2020=60", "2021-06-01", STATE_ACHIEVED },
    { "increment closed and missed", UP, "annual_increment", "2017/2020", "10", "2016=20",
      "2018=35 2020=59.9", "2021-06-01", STATE_MISSED },
    { "increment, less is better", DOWN, "annual_increment", "2017/2020", "10", "2016=60",
      "2018=40", "2019-06-01", STATE_ON_TRACK },

    { "increment, the first value came after the due day: it cannot decide on itself", UP,
      "annual_increment", "2017/2020", "10", NULL, "2021=90", "2022-06-01", STATE_DUE },
    { "increment, only the start", UP, "annual_increment", "2017/2020", "10", NULL, "2016=20",
      "2019-06-01", STATE_NOT_STARTED },

    /* relative change: 90 less 30 % is 63 */
    { "relative, on its line", DOWN, "relative_change", "2026", "-30", "2016=90", "2026=64",
      "2026-06-01", STATE_ON_TRACK },
    { "relative, reached", DOWN, "relative_change", "2026", "-30", "2016=90", "2026=63",
      "2026-06-01", STATE_ACHIEVED },
    { "relative, doubled", UP, "relative_change", "2026", "100", "2016=4", "2020=8", "2021-06-01",
      STATE_ACHIEVED },
    { "relative to zero cannot be computed", UP, "relative_change", "2026", "100", "2016=0",
      "2020=8", "2021-06-01", STATE_MEASURING },
    { "relative, only the baseline", UP, "relative_change", "2026", "100", NULL, "2018=8",
      "2021-06-01", STATE_NOT_STARTED },
    { "relative: the sign of the change says which way", UP, "relative_change", "2026", "-30",
      "2016=90", "2026=95", "2026-06-01", STATE_OFF_TRACK },
    { "relative, the first value came after the due day: it cannot decide on itself", UP,
      "relative_change", "2020", "10", NULL, "2021=90", "2022-06-01", STATE_DUE },
    { "relative to a deficit: a tenth less of it", UP, "relative_change", "2026", "10", "2016=-100",
      "2020=-90", "2021-06-01", STATE_ACHIEVED },

    /* milestones are stations of a path */
    { "milestones", UP, "milestones", "2026", "100", "2016=0", "2026=95", "2026-06-01",
      STATE_ON_TRACK },

    /* directional */
    { "directional: only the baseline", DOWN, "directional", "2028", NULL, "2016=83", "2016=83",
      "2020-06-01", STATE_NOT_STARTED },
    { "sun: pace and last change good", DOWN, "directional", "2028", NULL, "2016=83",
      "2016=83 2018=80 2020=74", "2021-06-01", STATE_ON_TRACK },
    { "slightly cloudy: pace good, last change bad", DOWN, "directional", "2028", NULL, "2016=83",
      "2016=83 2018=70 2020=71", "2021-06-01", STATE_AT_RISK },
    { "slightly cloudy: pace good, no change", DOWN, "directional", "2028", NULL, "2016=83",
      "2016=83 2018=70 2020=70", "2021-06-01", STATE_AT_RISK },
    { "cloud: pace bad, last change good", DOWN, "directional", "2028", NULL, "2016=70",
      "2016=70 2018=80 2020=79", "2021-06-01", STATE_AT_RISK },
    { "thunderstorm: neither", DOWN, "directional", "2028", NULL, "2016=70",
      "2016=70 2018=80 2020=81", "2021-06-01", STATE_OFF_TRACK },
    { "thunderstorm: nothing moves", UP, "directional", "2028", NULL, "2016=70",
      "2016=70 2018=70 2020=70", "2021-06-01", STATE_OFF_TRACK },
    { "too far apart for a pace: the last change alone is a cloud at best", UP, "directional",
      "2028", NULL, "2016=70", "2016=70 2022=80", "2023-06-01", STATE_AT_RISK },
    { "a break leaves nothing to compare", UP, "directional", "2028", NULL, "2016=70",
      "2016=70 2018=80B", "2019-06-01", STATE_NOT_STARTED },
    { "directional, undated, is measured", DOWN, "directional", "after 2025", NULL, "2016=83",
      "2016=83 2018=80", "2020-06-01", STATE_MEASURING },
    { "directional, closed, better", DOWN, "directional", "2020", NULL, "2016=83", "2020=82",
      "2021-06-01", STATE_ACHIEVED },
    { "directional, closed, the same is not better", DOWN, "directional", "2020", NULL, "2016=83",
      "2020=83", "2021-06-01", STATE_MISSED },
    { "directional, closed, only the baseline", DOWN, "directional", "2020", NULL, "2016=83",
      "2016=83", "2021-06-01", STATE_DUE },
    { "directional, the first value came after the due day: it cannot decide on itself", UP,
      "directional", "2020", NULL, NULL, "2021=83", "2022-06-01", STATE_DUE },

    /* yes or no */
    { "boolean: not yet, only the start", UP, "boolean", "2026", NULL, NULL, "2018=0", "2020-06-01",
      STATE_NOT_STARTED },
    { "boolean: not yet", UP, "boolean", "2026", NULL, NULL, "2018=0 2019=0", "2020-06-01",
      STATE_MEASURING },
    { "boolean: yes", UP, "boolean", "2026", NULL, NULL, "2018=0 2019=1", "2020-06-01",
      STATE_ACHIEVED },
    { "boolean: yes, then withdrawn", UP, "boolean", "2026", NULL, NULL, "2018=0 2019=1 2020=0",
      "2021-06-01", STATE_MEASURING },
    { "boolean: no is wanted", UP, "boolean", "2026", "0", NULL, "2018=1 2019=0", "2020-06-01",
      STATE_ACHIEVED },
    { "boolean: no in a word", UP, "boolean", "2026", "no", NULL, "2018=1 2019=0", "2020-06-01",
      STATE_ACHIEVED },
    { "boolean: not true", UP, "boolean", "2026", "false", NULL, "2018=0 2019=1", "2020-06-01",
      STATE_MEASURING },
    { "boolean, closed, held until the next value", UP, "boolean", "2020", NULL, NULL,
      "2018=0 2019=1 2021=1", "2022-06-01", STATE_ACHIEVED },
    { "boolean, closed: a later yes does not help", UP, "boolean", "2020", NULL, NULL,
      "2018=0 2021=1", "2022-06-01", STATE_MISSED },
    { "boolean, closed, nothing later known", UP, "boolean", "2020", NULL, NULL, "2018=0 2019=1",
      "2022-06-01", STATE_DUE },

    /* a flow against a year: the trailing four quarters, only when complete */
    { "three quarters are no year", SUM, "at_least", "2020", "100", "2016=40",
      "2018-Q1=20 2018-Q2=20 2018-Q3=20", "2018-12-01", STATE_NOT_STARTED },
    { "four quarters are", SUM, "at_least", "2020", "100", "2016=40",
      "2017-Q4=20 2018-Q1=20 2018-Q2=20 2018-Q3=20", "2018-12-01", STATE_ON_TRACK },
    { "a hole in the year", SUM, "at_least", "2020", "100", "2016=40",
      "2017-Q3=20 2017-Q4=20 2018-Q1=- 2018-Q2=20 2018-Q3=20", "2018-12-01", STATE_NOT_STARTED },
    { "four quarters that reach it exactly", SUM, "at_least", "2020", "100", "2016=40",
      "2017-Q4=25.1 2018-Q1=24.9 2018-Q2=25.3 2018-Q3=24.7", "2018-12-01", STATE_ACHIEVED },
    { "two quarters are the half-year that is asked for", SUM, "at_least", "2020-S1", "50",
      "2016-S2=10", "2018-Q3=25 2018-Q4=25", "2019-06-30", STATE_ACHIEVED },
    { "one quarter is not", SUM, "at_least", "2020-S1", "50", "2016-S2=10", "2018-Q4=60",
      "2019-06-30", STATE_NOT_STARTED },
    { "seven days are a week", 1, HD_FREQ_D, AGGREGATE_SUM, "at_least", "2020-W20", "7",
      "2016-W01=1",
      "2020-01-06=1 2020-01-07=1 2020-01-08=1 2020-01-09=1 2020-01-10=1 2020-01-11=1 2020-01-12=1",
      "2020-02-01", STATE_ACHIEVED },
    { "a year is not a quarter of a flow", SUM, "at_least", "2020-Q1", "50", "2016-Q4=10",
      "2018=60", "2019-06-30", STATE_NOT_STARTED },
    { "twelve months are a year too", SUM, "at_least", "2020", "24", "2016=1",
      "2017-07=2 2017-08=2 2017-09=2 2017-10=2 2017-11=2 2017-12=2 2018-01=2 2018-02=2 2018-03=2 "
      "2018-04=2 2018-05=2 2018-06=2",
      "2018-12-01", STATE_ACHIEVED },

    /* a mean: a quarter is held against the path, the target is met by a whole year */
    { "one good quarter does not meet a yearly mean", MEAN, "at_least", "2020", "80", "2016=60",
      "2018-Q3=85", "2018-12-01", STATE_ON_TRACK },
    { "four quarters whose mean meets it do", MEAN, "at_least", "2020", "80", "2016=60",
      "2017-Q4=75 2018-Q1=80 2018-Q2=80 2018-Q3=85", "2018-12-01", STATE_ACHIEVED },
    { "a yearly value does", MEAN, "at_least", "2020", "80", "2016=60", "2018=80", "2019-12-01",
      STATE_ACHIEVED },
    { "a quarterly target asks for no year", MEAN, "at_least", "2020-Q2", "80", "2016-Q4=60",
      "2018-Q3=85", "2018-12-01", STATE_ACHIEVED },

    /* year to date: only whole years are judged */
    { "a running year to date is not judged", YTD, "at_least", "2020", "100", "2016=40",
      "2016=40 2017-Q3=99", "2017-12-01", STATE_NOT_STARTED },
    { "its last quarter is the year", YTD, "at_least", "2020", "100", "2016=40",
      "2017-Q3=60 2017-Q4=100", "2018-12-01", STATE_ACHIEVED },
};

static void every_kind_in_every_state(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(situations); i++) {
        const struct situation *s = &situations[i];
        struct asked *a = asked_new(s->direction, s->freq, s->aggregation);
        struct judge_target *target = asked_target(a, s->kind, s->period, s->value);

        asked_points(a, s->points);
        if (s->baseline) {
            char *value = hd_arena_strdup(&a->arena, s->baseline), *period = strsep(&value, "=");

            set_baseline(target, period, value);
        }
        assert_state(s->says, ask(a, 0, s->as_of)->state, s->state);
        asked_free(a);
    }
}

/* ---- ranges ---- */

static void a_range_is_held_to_the_bound_that_faces_the_start(void **state)
{
    static const struct {
        const char *says;
        int direction;
        bool strict;
        const char *baseline, *value;
        enum judge_state state;
    } rows[] = {
        { "below, rising", 1, false, "20", "2026=76", STATE_AT_RISK },
        { "near the lower bound", 1, false, "20", "2026=78", STATE_ON_TRACK },
        { "on the lower bound", 1, false, "20", "2026=80", STATE_ACHIEVED },
        { "above the upper bound is not a miss", 1, false, "20", "2026=120", STATE_ACHIEVED },
        { "strict: inside", 1, true, "20", "2026=100", STATE_ACHIEVED },
        { "strict: above is not met", 1, true, "20", "2026=100.1", STATE_OFF_TRACK },
        { "from above the upper bound is the target", 1, true, "140", "2026=101", STATE_ON_TRACK },
        { "from above, met", 1, true, "140", "2026=100", STATE_ACHIEVED },
        { "from above, too far", 1, true, "140", "2026=79", STATE_OFF_TRACK },
        { "rising is better, and it began above", 1, false, "140", "2026=120", STATE_ACHIEVED },
        { "rising is better, it fell below from above", 1, false, "140", "2026=79",
          STATE_OFF_TRACK },
        { "less is better", -1, false, "140", "2026=101", STATE_ON_TRACK },
        { "less is better, below the lower bound", -1, false, "140", "2026=10", STATE_ACHIEVED },
        { "it began inside and left", 1, true, "90", "2026=79", STATE_OFF_TRACK },
        { "it began inside and left upwards", 1, true, "90", "2026=101", STATE_OFF_TRACK },
        { "it began inside and stayed", 1, true, "90", "2026=99", STATE_ACHIEVED },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct asked *a = asked_new(rows[i].direction, HD_FREQ_A, AGGREGATE_LAST);
        struct judge_target *target = asked_target(a, "range", "2026", "80");

        target->has_high = true;
        target->high = "100";
        target->high_number = 100;
        target->strict_band = rows[i].strict;
        set_baseline(target, "2016", rows[i].baseline);
        asked_points(a, rows[i].value);
        /* 76 of 80 from 20 is 0.933, 78 is 0.967. */
        assert_state(rows[i].says, ask(a, 0, "2026-06-01")->state, rows[i].state);
        assert_true(a->verdict.has_range);
        asked_free(a);
    }
}

/* ---- benchmark ---- */

static void a_benchmark_compares_the_same_period(void **state)
{
    static const struct {
        const char *says, *points, *peer;
        enum judge_state state;
        double gap;
    } rows[] = {
        { "met", "2022=61", "2022=56", STATE_ACHIEVED, 5 },
        { "equality is met", "2022=56.0", "2022=56", STATE_ACHIEVED, 0 },
        { "the newest common period counts", "2022=61 2024=10", "2022=56", STATE_ACHIEVED, 5 },
        { "unmet and nearer than before", "2020=40 2022=50", "2020=55 2022=56", STATE_AT_RISK, -6 },
        { "unmet and farther", "2020=40 2022=40", "2020=50 2022=56", STATE_OFF_TRACK, -16 },
        { "unmet, one common period", "2022=50", "2022=56", STATE_NOT_STARTED, 0 },
        { "a quarter beside a year that ends with it", "2022-Q4=57", "2022=56", STATE_ACHIEVED, 1 },
        { "no common period", "2022=50", "2021=56", STATE_MEASURING, 0 },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct asked *a = asked_new(1, HD_FREQ_A, AGGREGATE_LAST);
        const struct verdict *v;

        asked_points(a, rows[i].points);
        asked_peer(a, rows[i].peer);
        asked_target(a, "benchmark", "2028", NULL);
        v = ask(a, 0, "2025-06-01");
        assert_state(rows[i].says, v->state, rows[i].state);
        assert_near(rows[i].says, v->gap, rows[i].gap, 1e-12);
        assert_false(v->has_ratio || v->has_progress);
        asked_free(a);
    }
}

static void several_peers_are_their_mean_and_stay_the_same_peers(void **state)
{
    struct asked *a = asked_new(1, HD_FREQ_A, AGGREGATE_LAST);
    const struct verdict *v;

    (void)state;
    asked_points(a, "2020=10 2021=11 2022=12");
    asked_peer(a, "2020=20 2021=21 2022=22");
    asked_peer(a, "2021=31 2022=32");
    asked_target(a, "benchmark", "2028", NULL);
    v = ask(a, 0, "2025-06-01");
    assert_near("mean of both", v->expected, 27, 1e-12);
    assert_int_equal(v->peers_used, 2);
    /* 2020 has only one of them: the difference did not jump from -10 to -15. */
    assert_near("pace of the difference", v->pace, 0, 1e-12);
    assert_state("not improving", v->state, STATE_OFF_TRACK);
    asked_free(a);
}

static void a_benchmark_without_peers_is_measured(void **state)
{
    struct asked *a = asked_new(-1, HD_FREQ_A, AGGREGATE_LAST);

    (void)state;
    asked_points(a, "2022=83 2024=74");
    asked_target(a, "benchmark", "2020", NULL);
    assert_state("no peers", ask(a, 0, "2025-06-01")->state, STATE_MEASURING);
    assert_int_equal(a->verdict.cause, CAUSE_NO_PEERS);
    asked_free(a);
}

/* ---- ordinal ---- */

static void groups_go_by_their_scale(void **state)
{
    static const char *const scale[] = { "D", "C", "B", "A" };
    static const struct {
        const char *says, *period, *points, *as_of;
        enum judge_state state;
    } rows[] = {
        { "met", "2028", "2020=C 2022=A", "2023-06-01", STATE_ACHIEVED },
        { "one step nearer", "2028", "2020=C 2022=B", "2023-06-01", STATE_AT_RISK },
        { "no step", "2028", "2020=C 2022=C", "2023-06-01", STATE_OFF_TRACK },
        { "a step back", "2028", "2020=C 2022=D", "2023-06-01", STATE_OFF_TRACK },
        { "too far apart for a pace: better than the start", "2028", "2010=C 2022=B", "2023-06-01",
          STATE_AT_RISK },
        { "too far apart for a pace: worse than the start", "2028", "2010=C 2022=D", "2023-06-01",
          STATE_OFF_TRACK },
        { "only the baseline", "2028", "2020=C", "2023-06-01", STATE_NOT_STARTED },
        { "undated, not met", "after 2025", "2020=C 2022=B", "2023-06-01", STATE_MEASURING },
        { "closed, held", "2023", "2020=C 2022=A 2024=A", "2025-06-01", STATE_ACHIEVED },
        { "closed, never between two groups", "2023", "2020=C 2022=B 2024=A", "2025-06-01",
          STATE_MISSED },
        { "closed, no later value yet", "2023", "2020=C 2022=A", "2025-06-01", STATE_DUE },
        { "closed, only a later value", "2023", "2024=A", "2025-06-01", STATE_ACHIEVED },
        { "closed, far later value", "2022", "2024=A", "2025-06-01", STATE_DUE },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct asked *a = asked_new(1, HD_FREQ_A, AGGREGATE_LAST);

        a->indicator.scale = scale;
        a->indicator.scale_count = COUNT(scale);
        asked_points(a, rows[i].points);
        asked_target(a, "ordinal", rows[i].period, "A");
        assert_state(rows[i].says, ask(a, 0, rows[i].as_of)->state, rows[i].state);
        asked_free(a);
    }
}

/* ---- other switches ---- */

static void a_tolerance_widens_the_target(void **state)
{
    static const struct {
        const char *says, *kind, *value, *baseline, *points;
        enum judge_state state;
    } rows[] = {
        { "99.9 counts as 100", "at_least", "100", "2016=50", "2020=99.9", STATE_ACHIEVED },
        { "99.8 does not", "at_least", "100", "2016=50", "2020=99.8", STATE_ON_TRACK },
        { "kept within it", "maintain", NULL, "2016=50", "2020=49.9", STATE_ACHIEVED },
        { "kept no longer", "maintain", NULL, "2016=50", "2020=49.8", STATE_OFF_TRACK },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct asked *a = asked_new(1, HD_FREQ_A, AGGREGATE_LAST);
        struct judge_target *target = asked_target(a, rows[i].kind, "2026", rows[i].value);

        target->tolerance = 0.1;
        set_baseline(target, "2016", rows[i].baseline + 5);
        asked_points(a, rows[i].points);
        assert_state(rows[i].says, ask(a, 0, "2021-06-01")->state, rows[i].state);
        asked_free(a);
    }
}

static void assessed_only_from_its_year_on(void **state)
{
    struct asked *a = asked_new(1, HD_FREQ_A, AGGREGATE_SUM);
    struct judge_target *target = asked_target(a, "at_least", "2020", "235");

    (void)state;
    target->assess_from_year = 2020;
    set_baseline(target, "2016", "0");
    asked_points(a, "2018=1");
    assert_state("before", ask(a, 0, "2019-06-01")->state, STATE_MEASURING);
    assert_int_equal(a->verdict.cause, CAUSE_ASSESSED_LATER);
    assert_false(a->verdict.has_gap);
    assert_state("in the year, with an older value", ask(a, 0, "2020-06-01")->state,
                 STATE_MEASURING);
    assert_state("after it, awaiting", ask(a, 0, "2021-06-01")->state, STATE_DUE);
    target->assess_from_year = 2019;
    asked_points(a, "2018=1 2019=100");
    assert_state("from its year on, before the due day", ask(a, 0, "2020-06-01")->state,
                 STATE_OFF_TRACK);
    target->assess_from_year = 2020;
    asked_points(a, "2018=1 2020=235");
    assert_state("after it", ask(a, 0, "2021-06-01")->state, STATE_ACHIEVED);
    asked_free(a);
}

static void retired_is_not_judged(void **state)
{
    struct asked *a = asked_new(1, HD_FREQ_A, AGGREGATE_LAST);
    struct judge_target *target = asked_target(a, "at_least", "2026", "50");

    (void)state;
    asked_points(a, "2016=8 2018=60");
    target->retired = true;
    assert_state("target", ask(a, 0, "2020-01-01")->state, STATE_RETIRED);
    assert_non_null(a->verdict.latest);
    target->retired = false;
    a->indicator.retired = true;
    assert_state("indicator", ask(a, 0, "2020-01-01")->state, STATE_RETIRED);
    asked_free(a);
}

static void a_state_is_never_older_than_its_target(void **state)
{
    struct asked *a = asked_new(1, HD_FREQ_A, AGGREGATE_LAST);
    const struct verdict *v;

    (void)state;
    asked_points(a, "2010=8 2015=60");
    asked_target(a, "at_least", "2026", "50");
    v = ask(a, 0, "2017-01-01");
    assert_state("met from the first day", v->state, STATE_ACHIEVED);
    assert_int_equal(v->since_day, day_of("2016-12-06"));
    assert_true(v->since_at_ms == 0);
    asked_free(a);
}

static void a_gap_filled_later_does_not_make_a_state_younger(void **state)
{
    struct asked *a = asked_new(1, HD_FREQ_A, AGGREGATE_LAST);

    (void)state;
    set_baseline(asked_target(a, "at_least", "2018", "100"), "2016", "0");
    asked_target(a, "at_least", "2026", "100");
    asked_points(a, "2018=97@2019-02-14 2019=50@2021-05-01 2020=50@2021-02-14");
    assert_state("off track", ask(a, 1, "2021-06-01")->state, STATE_OFF_TRACK);
    assert_int_equal(a->verdict.since_day, day_of("2021-02-14"));
    asked_free(a);
}

static void the_words_read_back(void **state)
{
    (void)state;
    for (int i = 0; i < JUDGE_STATES; i++) {
        enum judge_state read;

        assert_true(judge_state_parse(judge_state_word((enum judge_state)i), &read));
        assert_int_equal(read, i);
    }
    for (int i = 0; i <= JUDGE_BOOLEAN; i++) {
        enum judge_kind read;

        assert_true(judge_kind_parse(judge_kind_word((enum judge_kind)i), &read));
        assert_int_equal(read, i);
    }
    assert_false(judge_kind_parse("At_Least", &(enum judge_kind){ JUDGE_AT_LEAST }));
    assert_false(judge_state_parse("", &(enum judge_state){ STATE_DUE }));
}

static void lists_begin_with_the_worst(void **state)
{
    static const enum judge_state order[] = {
        STATE_OFF_TRACK,   STATE_MISSED,    STATE_AT_RISK,  STATE_DUE,      STATE_NO_DATA,
        STATE_NOT_STARTED, STATE_MEASURING, STATE_ON_TRACK, STATE_ACHIEVED, STATE_RETIRED,
    };

    (void)state;
    for (int i = 0; i < JUDGE_STATES; i++)
        assert_int_equal(judge_state_rank(order[i]), i);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bounds_of_the_states),
        cmocka_unit_test(a_worse_state_is_left_only_past_its_bound),
        cmocka_unit_test(early_on_the_gap_is_held_against_a_twentieth_of_the_way),
        cmocka_unit_test(every_kind_in_every_state),
        cmocka_unit_test(a_range_is_held_to_the_bound_that_faces_the_start),
        cmocka_unit_test(a_benchmark_compares_the_same_period),
        cmocka_unit_test(several_peers_are_their_mean_and_stay_the_same_peers),
        cmocka_unit_test(a_benchmark_without_peers_is_measured),
        cmocka_unit_test(groups_go_by_their_scale),
        cmocka_unit_test(a_tolerance_widens_the_target),
        cmocka_unit_test(assessed_only_from_its_year_on),
        cmocka_unit_test(retired_is_not_judged),
        cmocka_unit_test(a_state_is_never_older_than_its_target),
        cmocka_unit_test(a_gap_filled_later_does_not_make_a_state_younger),
        cmocka_unit_test(the_words_read_back),
        cmocka_unit_test(lists_begin_with_the_worst),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
