/* queries/judge/work.h - private to queries/judge: what its files hand each other while one
 * question is answered. */
#ifndef HEDEF_QUERIES_JUDGE_WORK_H
#define HEDEF_QUERIES_JUDGE_WORK_H

#include <math.h>

#include "queries/judge/forecast.h"
#include "queries/judge/judge.h"

/* Two computed numbers closer than this, relatively, are equal. */
#define JUDGE_SLACK 1e-9

/* One value that can be held against the target: an observation, the trailing sum of a flow,
 * or the difference to the peers. */
struct value {
    int32_t day; /* end of its period */
    double number;
    const char *text;                /* exact decimal; NULL when computed */
    const struct judge_point *point; /* the observation, or the last one of the sum */
    int64_t published_at_ms;         /* of the newest part */
    bool trailing;
    bool provisional;
    bool broken;      /* carries a break flag */
    bool has_whole;   /* there is a value for a whole due-length span ... */
    double whole;     /* ... ending here: the mean of its parts */
    double own, peer; /* of a difference: number = own - peer */
    size_t peers;
};

struct values { /* by day, one for each day */
    struct value *items;
    size_t count;
};

struct baseline {
    enum judge_baseline_source source;
    struct hd_period period;
    int32_t day;
    double number;
    const char *text;
    int vintage;
    int64_t published_at_ms;
};

struct node {
    int32_t day;
    double number; /* what is enough there */
    struct hd_period period;
    const char *text; /* exact, where that is what was stated */
};

struct path {
    struct node *nodes; /* by day, days strictly rising */
    size_t count;       /* 0: there is no path */
    enum judge_curve curve;
    bool fell_back;
};

struct kind_ops;

struct work {
    const struct judge_question *question;
    const struct judge_indicator *indicator;
    const struct judge_target *target;
    const struct kind_ops *ops;
    struct hd_arena *arena;
    struct hd_period answer; /* judge_answer() of the target */
    struct values values;
    int sense; /* +1: more is better for this target, -1: less is */
    struct baseline baseline;
    bool has_goal;
    double goal;
    const char *goal_text;
    double enough; /* the goal less the tolerance */
    struct path path;
};

/* How one value stands against path and target. */
struct standing {
    bool has_expected, has_gap, has_progress, has_expected_progress, has_ratio, has_score;
    double expected, gap, progress, expected_progress, ratio, score;
};

/* ---- judge.c: a question taken up, then its values, baseline, goal and path ---- */

void work_begin(struct work *w, const struct judge_question *question, struct hd_arena *arena);
void work_prepare(struct work *w);

/* One row a kind, in kinds.c. */
struct kind_ops {
    bool level;         /* states a level at a date: joins the path of its strategy */
    bool from_baseline; /* means nothing without a value newer than the baseline */
    bool steps;         /* ordinal, boolean: held from one value to the next, never interpolated */
    bool difference;    /* its values are differences to the peers */
    void (*prepare)(struct work *w); /* sense, goal, path; baseline and values are there */
    bool (*met)(const struct work *w, double number, const char *text);
    /* Open, value i; *standing is of that value. */
    enum judge_state (*open)(const struct work *w, size_t i, const struct standing *standing,
                             enum judge_cause *cause_out);
};
const struct kind_ops *kind_of(enum judge_kind kind);
/* from_baseline, unless the target states the level to keep. */
bool needs_baseline(const struct work *w);
/* Stated numbers compare digit by digit, computed ones within the slack of computing. */
bool kind_reaches(int sense, double number, const char *text, double goal, const char *goal_text,
                  double tolerance);
void kind_set_goal(struct work *w, double goal, const char *text); /* sense is settled */

/* ---- target.c: what a target says by itself ---- */

int target_sense(const struct judge_target *target, int direction);
double target_level(const struct judge_target *target, int sense);
const char *target_level_text(const struct judge_target *target, int sense);
/* The level less the tolerance. */
double target_enough(const struct judge_target *target, double level, int sense);

/* ---- values.c ---- */

/* judge_point_counts, and the period has begun by the day asked about. */
bool point_stands(const struct judge_point *point, int32_t as_of_day);
double point_number(const struct work *w, const struct judge_point *point);
struct values values_collect(const struct work *w, const struct judge_series *series);
struct values values_against_peers(const struct work *w);
/* Observations of last's frequency that fill [start_day, last's end] without a hole. */
struct cover {
    double sum;
    size_t count;
    int64_t published_at_ms;
    bool provisional, broken;
};
bool values_cover(const struct judge_series *series, int32_t start_day, struct hd_period last,
                  struct cover *cover_out);

/* ---- moment.c ---- */

int32_t moment_shift(int32_t day, int months); /* the end of a month stays the end of a month */
double moment_years(int32_t day);              /* the end of 2020 is 2021.0 exactly */
int moment_year(int32_t day);

/* ---- baseline.c ---- */

void baseline_find(struct work *w);

/* ---- path.c ---- */

void path_of_levels(struct work *w);     /* through the strategy's milestones to the goal */
void path_straight(struct work *w);      /* from the baseline to the goal */
void path_of_increments(struct work *w); /* sets the goal too */
void path_constant(struct work *w);      /* the goal, from the baseline on */
bool path_at(const struct path *path, int32_t day, double *value_out);
/* Days from the latest moment up to `day` where the path stood at `value`; false: none to tell. */
bool path_lag(const struct path *path, int32_t day, double value, double *days_out,
              bool *more_than_out);

/* ---- station.c ---- */

/* What the path goes through, and the target's own stations, each judged at its own date. */
void stations_show(const struct work *w, struct verdict *v);

/* ---- state.c ---- */

struct standing standing_of(const struct work *w, const struct value *value);
enum judge_state state_of_score(double score, enum judge_state before);
/* Is the value past the far side of a strict band?  Then that bound is what counts. */
bool state_past_band(const struct work *w, double number, double *bound_out);
/* T - b in the good direction, 0 when they are equal; false without both. */
bool state_span(const struct work *w, double *span_out);
/* The state of the last value with its history; fills state, raw_state, cause and since. */
void state_fold(const struct work *w, struct verdict *v);
void state_clamp_since(const struct work *w, struct verdict *v);

/* ---- decide.c ---- */

/* What decides at the end of a period. */
struct finding {
    enum judge_decision decision;
    double number;
    const char *text;
    const struct judge_point *point;
    const struct value *left, *right; /* left NULL in an interpolation: the baseline */
    int64_t published_at_ms;
    bool provisional;
};
/* By the first rule of the method that has an answer; false: none has one yet. */
bool decide_find(const struct work *w, struct hd_period when, struct finding *found);
void decide(const struct work *w, struct verdict *v);

/* ---- distance.c ---- */

/* Distance to the goal, and which bound of a range is the weak one. */
void distance_show(const struct work *w, struct verdict *v);

/* ---- survey.c ---- */

/* The interval around what was judged or decided, where respondents are counted. */
void survey_show(const struct work *w, struct verdict *v);

/* ---- pace.c ---- */

/* The first value of the five years up to `last` that no break parts from it. */
size_t pace_window(const struct values *values, size_t last);
/* Per year over the five years up to value `last`, after the last break; false below 2 values. */
bool pace_of(const struct work *w, size_t last, double *pace_out);
/* Against the value before; false when there is none or a break lies between. */
bool pace_change(const struct values *values, size_t last, double *change_out);
/* The values [from, last] as points to draw a line through: for series of whole months with
 * seasons (0 everywhere when no two values stand in the same one). */
struct forecast_point *pace_points(const struct work *w, size_t from, size_t last,
                                   struct hd_arena *arena);
/* Month and day of the month on which a period ends; the end of February is one season. */
int pace_season(int32_t day);
/* Whole between the same days of two years, though one of them may be longer. */
double pace_years(int32_t day, int32_t end_day);
/* The first value that no break parts from value `last`. */
size_t pace_unbroken(const struct values *values, size_t last);

/* ---- outlook.c ---- */

/* Fills v->outlook, after everything else of *v. */
void outlook_find(const struct work *w, struct verdict *v);
/* The days and numbers that the forecast rests on, not yet on its scale; false: it has none. */
struct forecast_basis {
    const struct forecast_point *points;
    const int32_t *days;
    size_t count, origin;
    double level; /* what has to be reached, as the pace sees it */
};
bool outlook_basis(const struct work *w, struct forecast_basis *out);
/* Without a target: the pace. */
void outlook_of_series(struct verdict *v, int32_t as_of_day);

static inline bool judge_close(double a, double b)
{
    return fabs(a - b) <= JUDGE_SLACK * fmax(fabs(a), fabs(b));
}

/* Where the two cancel out the sum is 0, not what rounding leaves. */
static inline double judge_sum(double a, double b)
{
    return judge_close(a, -b) ? 0 : a + b;
}

#endif
