/* queries/judge/judge.h
 *
 * What does the latest value say about a target?  Pure functions: no store, no clock, no log;
 * everything they need comes in, everything they find goes out, so that each rule of
 * design.md section 5 and rulings.md 18-37 is a row in a test table.
 *
 * Signs: `gap` and paces are signed so that negative is behind, in the indicator's own unit;
 * direction is +1 when higher is better, -1 when lower is.  Times are days (common/date.h);
 * a value stands at the end day of its period.
 */
#ifndef HEDEF_QUERIES_JUDGE_H
#define HEDEF_QUERIES_JUDGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/memory.h"
#include "common/period.h"

enum judge_kind {
    JUDGE_AT_LEAST,
    JUDGE_AT_MOST,
    JUDGE_MAINTAIN,
    JUDGE_RANGE,
    JUDGE_ANNUAL_INCREMENT,
    JUDGE_RELATIVE_CHANGE,
    JUDGE_MILESTONES,
    JUDGE_BENCHMARK,
    JUDGE_ORDINAL,
    JUDGE_DIRECTIONAL,
    JUDGE_BOOLEAN,
};

/* Worst first within the open states is the order of lists: see judge_state_rank(). */
enum judge_state {
    STATE_ACHIEVED,
    STATE_ON_TRACK,
    STATE_AT_RISK,
    STATE_OFF_TRACK,
    STATE_MISSED,
    STATE_DUE,         /* closed, awaiting an observation that reaches the due period */
    STATE_MEASURING,   /* no target, or an undated one not met yet, or assessed from a later year */
    STATE_NOT_STARTED, /* only the baseline so far */
    STATE_NO_DATA,
    STATE_RETIRED,
};
#define JUDGE_STATES 10

enum judge_curve { CURVE_LINEAR, CURVE_GEOMETRIC, CURVE_LOGIT };
enum judge_aggregation { AGGREGATE_LAST, AGGREGATE_SUM, AGGREGATE_MEAN, AGGREGATE_YTD };

enum judge_baseline_source {
    BASELINE_NONE,   /* none known yet */
    BASELINE_STATED, /* named by the target */
    BASELINE_START,  /* last observation at or before valid_from, as known then */
    BASELINE_FIRST,  /* the first observation after it */
    BASELINE_LATE,   /* nothing was known then: the last one at or before it, published later */
};

enum judge_decision {
    DECIDED_NOT,          /* open, or still due */
    DECIDED_OBSERVED,     /* the observation of the due period, or one with the same end date */
    DECIDED_AGGREGATED,   /* all sub-periods of the due period by the indicator's rule */
    DECIDED_INTERPOLATED, /* the straight line in days between its neighbours */
    DECIDED_LATER,        /* a later value alone, at most 12 months after */
    DECIDED_HELD,         /* ordinal, boolean: the last value held, a later one exists */
};

/* Why a verdict is `measuring`: there is nothing to be late against. */
enum judge_cause {
    CAUSE_NONE,
    CAUSE_NO_TARGET,
    CAUSE_UNDATED,        /* not met yet, and no date is given */
    CAUSE_ASSESSED_LATER, /* assessed only from a stated year on */
    CAUSE_NOT_IN_FORCE,   /* asked about a day before valid_from */
    CAUSE_NO_PEERS,       /* a benchmark that names nobody */
    CAUSE_NO_PEER_VALUE,  /* no period in which both have a value */
    CAUSE_NO_STEPS,       /* yes or no: nothing between the two before the due day */
    CAUSE_NO_GOAL,        /* the goal cannot be computed: a change in percent of zero */
};

/* On which scale a forecast is made: adoption and coverage shares slow down toward 100 %. */
enum judge_transform { TRANSFORM_NONE, TRANSFORM_LOGIT };
/* Which forecast; hedef-default is the damped Theil-Sen line of methods.md section 5. */
enum judge_forecast { FORECAST_DEFAULT, FORECAST_DRIFT, FORECAST_HOLT_DAMPED };

/* Words for a probability, from the probability alone: 90, 66, 33 and 10 percent part them. */
enum judge_likelihood {
    LIKELIHOOD_NONE,
    LIKELIHOOD_VERY_UNLIKELY,
    LIKELIHOOD_UNLIKELY,
    LIKELIHOOD_EVEN,
    LIKELIHOOD_LIKELY,
    LIKELIHOOD_VERY_LIKELY,
};

/* Why an outlook, or a part of it, is missing. */
enum judge_unforeseen {
    FORESEEN,             /* nothing is missing */
    UNFORESEEN_NO_TARGET, /* nothing to hold a forecast against; retired; not in force yet */
    UNFORESEEN_CLOSED,    /* the time is over: there is a verdict, not an outlook */
    UNFORESEEN_UNDATED,   /* no day to look ahead to */
    UNFORESEEN_STEPS,     /* groups, yes or no: nothing to draw a line through */
    UNFORESEEN_NO_LEVEL,  /* directional, or a goal that cannot be computed */
    UNFORESEEN_NO_PACE,   /* fewer than two comparable values since the last break */
    UNFORESEEN_FEW,       /* pace only: fewer than four values, or one year of a season */
    UNFORESEEN_PAST,      /* the newest value already stands at or after the due period */
    UNFORESEEN_ASSUMED,   /* a pace was assumed (what if): it has no spread */
};

struct judge_point {
    struct hd_period period;
    const char *text; /* decimal text, or a code for ordinal and boolean; NULL: missing */
    double value;     /* of the text; for ordinal its place in the scale (0 worst), boolean 0 1 */
    bool numeric;     /* value is usable */
    char status;      /* CL_OBS_STATUS: 'A' 'P' 'E' 'B' 'F' ... */
    int vintage;      /* 1 for the first */
    int64_t published_at_ms;
    int64_t release_id;
    bool computed; /* from other indicators: the newest of what it was computed from */
    bool invented; /* for a demo */
};

/* By end day; on the same end day the indicator's own frequency last, so that the last wins. */
struct judge_series {
    const char *indicator, *area, *breakdown;
    const struct judge_point *points;
    size_t count;
};

struct judge_indicator {
    int direction; /* +1 or -1 */
    enum hd_freq frequency;
    enum judge_aggregation aggregation;
    bool has_lower, has_upper;
    double lower, upper;      /* natural limits */
    bool integer;             /* ranks and counts */
    const char *unit;         /* "percent", "rank", ... as in the catalogue */
    const char *const *scale; /* ordinal groups, worst first; NULL for numbers */
    size_t scale_count;
    bool retired;
    enum judge_transform transform;
    enum judge_forecast forecast;
    double design_effect; /* of the survey its respondents are counted in; 0: not given, 1 */
};

/* One station of a `milestones` target; the last one is due with the target. */
struct judge_station {
    struct hd_period period;
    const char *value; /* decimal text */
    double number;
};

struct judge_target {
    const char *id;
    enum judge_kind kind;
    bool dated;
    struct hd_period due;    /* when dated; 2017/2020 of an increment: due is 2020 */
    struct hd_period first;  /* annual increment: the first year (2017); else equal to due */
    const char *period_text; /* as in the catalogue: "2025", "after 2025", "2017/2020" */
    bool has_reference;
    struct hd_period reference; /* the period whose value answers it, where that is not `due`: an
                                 * index published a year later */
    const struct judge_station *stations; /* milestones: by end day; NULL of other kinds */
    size_t station_count;
    const char *value; /* decimal text or code; NULL where the kind has none */
    double number;     /* of value; step of an increment; change in percent of a relative target */
    bool has_high;
    const char *high; /* upper value of a range */
    double high_number;
    bool strict_band; /* range: beyond the far bound is not met */
    double tolerance; /* default 0, in the unit */
    enum judge_curve curve;
    bool has_baseline; /* stated in the target */
    struct hd_period baseline_period;
    const char *baseline_value;
    double baseline_number;
    int32_t valid_from_day; /* when it came into force */
    int assess_from_year;   /* 0: none; before it the state is measuring */
    bool retired;
    int vintage;
};

/* One question: target number `which` of one indicator + area + breakdown + strategy. */
struct judge_question {
    const struct judge_indicator *indicator;
    const struct judge_series *series; /* as known at as_of */
    const struct judge_series
        *series_at_start; /* as known at valid_from: freezes the baseline; may be NULL */
    const struct judge_target *targets; /* all of the strategy, dated ones by due day */
    size_t target_count, which;
    const struct judge_series *const *peers; /* benchmark: the named peers' series */
    size_t peer_count;
    size_t peers_missing; /* of the named ones: there is no series of them at all */
    int32_t as_of_day;    /* the local day asked about: its end is the cutoff */
    const struct judge_series *respondents; /* survey: how many answered, by period; NULL: none */
    unsigned profiles;                      /* bit 1u << enum judge_profile: which are wanted */
    bool has_pace; /* what if: this pace from the latest value on, per year, in the unit */
    double pace;
};

/* Will it be reached?  Paces per year in the unit; `probability` is not clamped (people see 1 to
 * 99 %); low and high are the 80 % interval, cut at the natural limits. */
struct judge_outlook {
    bool has_pace, has_pace_needed, has_r_fwd, has_forecast, has_interval, has_probability,
        has_reached;
    double pace, pace_needed, r_fwd, forecast, low, high, probability;
    struct hd_period reached; /* of the indicator's frequency; met already: since when */
    enum judge_likelihood likelihood;
    enum judge_unforeseen reason;
    bool assumed; /* the pace is the one of the question, not of the values (what if) */
    /* what it was computed from, so that it can be followed by hand */
    enum judge_forecast method;
    enum judge_transform transform; /* used: none where a value lies outside 0 to 100 */
    bool seasonal;                  /* differences to the same period of the year before */
    bool flat;                      /* every value equal: the probability is 0 or 1 */
    size_t points, differences;     /* n and m */
    int32_t first_day, last_day;    /* of the points used */
    int freedom;                    /* degrees of freedom of Student's t */
    double origin;                  /* the newest value, from which the forecast starts */
    int32_t origin_day;
    double horizon;    /* years from there to the end of the answering period */
    double step;       /* with seasons: from the origin's season to the answering one, the median
                        * of the years that tell, on the transform's scale; 0 without */
    double step_years; /* so much of the horizon it takes; the slope counts for the rest */
    /* All on the transform's scale: b per year, s per square root of a year, and
     * sigma = s sqrt(h (1 + h / basis)), h = horizon + step_years; Holt (basis 0) has a formula of
     * its own. */
    double slope, spread, sigma;
    double basis; /* years the differences stand for: m, where values come once a year */
    double goal;  /* what the probability is about: T, with half a rank */
};

/* ---- methods published by others ---- */

enum judge_profile {
    PROFILE_OPENSDG,  /* opensdg-2.4 */
    PROFILE_EUROSTAT, /* eurostat-2026 */
    PROFILE_SDSN,     /* sdsn-4arrow */
    PROFILE_DESTATIS, /* destatis-weather */
    PROFILE_UN_CHART, /* un-chart-2023 */
};
#define JUDGE_PROFILES     5
#define JUDGE_PROFILES_ALL ((1u << JUDGE_PROFILES) - 1)

/* What a profile says of one target (or, without one, of the series).  label and reason are
 * static words; label NULL: it says nothing, for the reason. */
struct judge_assessment {
    bool wanted;
    const char *label;  /* "significant_progress", "sun", ... as its publisher writes it */
    const char *reason; /* msgid, when it does not judge: there is no label, or the method's own
                         * word for that, "not_available"; else NULL */
    bool has_value, has_score;
    double value, score; /* the method's own measure (R, V, q, R_fwd) and its score */
    int base_year, year; /* the years compared; 0: none */
    double base_value, year_value;
    const char *rule; /* which of its tables spoke: "target", "no_target", "level", "yearly",
                       * "directional", "benchmark", "condition"; NULL none */
};

/* A station of the path between the baseline and the target. */
struct judge_milestone {
    struct hd_period period;
    double value;
    const char *text;       /* exact when stated, else NULL */
    bool on_path;           /* the path goes through it; an own station does not where another
                             * target asks for more on that day, or the baseline is younger */
    bool own;               /* a station of this very target, judged at its own date: */
    double enough;          /* what meets it: the value less the tolerance */
    enum judge_state state; /* achieved, missed or due; measuring while it is not over */
    bool has_decided;
    double decided_value;
    struct judge_outlook outlook; /* own and not over yet: will this station be reached? */
};

/* Each number stands beside the flag that says it is there; a few bytes of padding are fine.
 * NOLINTNEXTLINE(clang-analyzer-optin.performance.Padding) */
struct verdict {
    const struct judge_target *target; /* NULL: an indicator without target */
    const struct judge_indicator *indicator;
    const struct judge_series *series;
    enum judge_state state;
    enum judge_state raw_state; /* before hysteresis */
    enum judge_cause cause;     /* of `measuring` */
    /* since_at_ms: the publication that caused the state; then since_day is its day in UTC, and
     * whoever knows the zone puts the local day there.  0 with a since_day: a day passed (the
     * due day, valid_from).  Both 0: unknown. */
    int32_t since_day;
    int64_t since_at_ms;
    bool worsening;   /* achieved, and the pace points away */
    bool closed;      /* as_of is after the due period's end */
    bool provisional; /* rests on a P or E value */
    bool stale;       /* end + 2 own periods before as_of */

    const struct judge_point *latest; /* NULL: none.  In the trailing-year case see latest_value */
    double latest_value;              /* what was judged: the value, or the trailing sum */
    bool trailing;                    /* latest_value is the sum of the last four quarters */
    const struct judge_point *previous; /* the numeric point before, NULL */
    bool has_change;
    double change;                    /* against the comparable value before; no break between */
    const struct judge_point *newest; /* newest observation, when it is not what was judged */

    enum judge_baseline_source baseline_source;
    struct hd_period baseline_period;
    const char *baseline_text;
    double baseline;
    int baseline_vintage; /* 0 when stated */

    bool has_goal;
    double goal;           /* T: the value aimed at, computed for relative kinds */
    const char *goal_text; /* exact text when stated, else NULL */
    double enough;         /* what counts as met: the goal less the target's tolerance; where the
                            * path leads */
    bool has_distance;
    double distance; /* to the goal, date or not: negative is still to go, in the unit; groups of a
                      * scale: steps */
    bool has_range;
    double range_low, range_high;             /* range: both bounds */
    int weak_bound;                           /* range: which one is to be reached or was passed:
                                               * -1 the low one, +1 the high one; else 0 */
    const struct judge_milestone *milestones; /* of the path, in the arena */
    size_t milestone_count;
    bool has_expected;
    double expected; /* E at the latest value's period; benchmark: the peers */
    bool has_gap;
    double gap;
    bool has_lag;
    int lag_months;     /* only when gap < 0 */
    bool lag_more_than; /* below the baseline: at least so many */
    bool has_progress;
    double progress; /* p */
    bool has_expected_progress;
    double expected_progress; /* e */
    bool has_ratio;
    double ratio; /* r, null when e < 0.05 */
    double score; /* r or r': what the bounds were held against */
    bool has_score;
    enum judge_curve curve; /* used; linear when geometric was impossible */
    bool curve_fell_back;

    enum judge_decision decision;
    bool has_decided;
    double decided_value;     /* benchmark: the difference to the peers */
    const char *decided_text; /* exact when it is an observation; NULL else */
    const struct judge_point *left,
        *right; /* neighbours of an interpolation; left NULL may be the baseline */
    bool left_is_baseline;
    struct hd_period left_period, right_period; /* with values and exact texts (NULL: computed) */
    double left_value, right_value;
    const char *left_text, *right_text;
    struct hd_period decided_period;
    const struct judge_point *decided_by; /* observed, later, held */

    bool break_between; /* a B flag between baseline and the value */
    struct hd_period break_period;
    bool decided_across_break; /* closed: the deciding values lie on both sides of one */
    struct hd_period decided_break_period;
    size_t peers_used; /* benchmark: peers with a value in that period */
    bool has_pace;
    double pace; /* per year, five years, Theil-Sen; for `worsening`;
                  * benchmark: of the difference to the peers */
    struct judge_outlook outlook;
    struct judge_assessment profiles[JUDGE_PROFILES];

    bool has_interval; /* survey: 95 % interval of the value that was judged or decided */
    double interval_low, interval_high, respondents;
    double effective_respondents; /* less the design effect: what the interval was computed with */
    bool inside_interval; /* what is enough lies inside it: the survey cannot tell them apart */
};

/* Everything in *out that is text or pointer borrows from the question or lives in the arena,
 * as scratch does.  No number in *out is ever NaN or infinite: what cannot be computed is absent.
 */
void judge(const struct judge_question *question, struct hd_arena *arena, struct verdict *out);

/* An indicator without any target: measuring, no_data or retired.  profiles: which are wanted, as
 * in a question. */
void judge_measuring(const struct judge_indicator *indicator, const struct judge_series *series,
                     int32_t as_of_day, unsigned profiles, struct verdict *out);

/* The same verdict for an equal question: one whose target, indicator, series, peers and day are
 * equal to those it was given for.  Borrows from the new ones and lives in the arena. */
void judge_restate(const struct verdict *verdict, const struct judge_target *target,
                   const struct judge_indicator *indicator, const struct judge_series *series,
                   struct hd_arena *arena, struct verdict *out);

/* The period whose value answers the target: `due`, unless it names another.  The path, the pace
 * needed and the forecast end with it; the time is over with `due`. */
struct hd_period judge_answer(const struct judge_target *target);

/* The path of target `which` at a day (cut at it, constant after); false where there is none. */
bool judge_path(const struct judge_question *question, int32_t day, double *value_out);

/* Is it a value at all?  Every usable number but forecasts (F) and the missing codes. */
bool judge_point_counts(const struct judge_point *point);

/* Words used outside: "at_risk"; both ways over one table.  parse gives false when unknown. */
const char *judge_state_word(enum judge_state state);
bool judge_state_parse(const char *word, enum judge_state *state_out);
const char *judge_kind_word(enum judge_kind kind);
bool judge_kind_parse(const char *word, enum judge_kind *kind_out);
const char *judge_cause_word(enum judge_cause cause);          /* "undated"; NULL none */
const char *judge_decision_word(enum judge_decision decision); /* "interpolated" */
const char *judge_baseline_word(enum judge_baseline_source source);
const char *judge_curve_word(enum judge_curve curve);
bool judge_curve_parse(const char *word, enum judge_curve *curve_out);
bool judge_aggregation_parse(const char *word, enum judge_aggregation *aggregation_out);
const char *judge_aggregation_word(enum judge_aggregation aggregation);
const char *judge_likelihood_word(enum judge_likelihood likelihood); /* "very_likely"; NULL none */
const char *judge_unforeseen_word(enum judge_unforeseen reason);     /* "few_values"; NULL none */
const char *judge_forecast_word(enum judge_forecast method);         /* "hedef-default" */
bool judge_forecast_parse(const char *word, enum judge_forecast *method_out);
const char *judge_transform_word(enum judge_transform transform); /* "none" "logit" */
bool judge_transform_parse(const char *word, enum judge_transform *transform_out);
const char *judge_profile_word(enum judge_profile profile); /* "eurostat-2026" */
bool judge_profile_parse(const char *word, enum judge_profile *profile_out);
/* 0 is worst: off_track, missed, at_risk, due, no_data, not_started, measuring, on_track,
 * achieved, retired. */
int judge_state_rank(enum judge_state state);
/* Needs somebody: at_risk and off_track (the --check condition). */
bool judge_state_behind(enum judge_state state);

#endif
