/* queries/judge/work.h - private to queries/judge: what its files hand each other while one
 * question is answered. */
#ifndef HEDEF_QUERIES_JUDGE_WORK_H
#define HEDEF_QUERIES_JUDGE_WORK_H

#include <math.h>

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
    double number;
    struct hd_period period;
    const char *text;
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
    struct values values;
    int sense; /* +1: more is better for this target, -1: less is */
    struct baseline baseline;
    bool has_goal;
    double goal;
    const char *goal_text;
    struct path path;
};

/* How one value stands against path and target. */
struct standing {
    bool has_expected, has_gap, has_progress, has_expected_progress, has_ratio, has_score;
    double expected, gap, progress, expected_progress, ratio, score;
};

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
double target_level(const struct judge_target *target, int sense);
int target_sense(const struct judge_target *target, int direction);

/* ---- state.c ---- */

struct standing standing_of(const struct work *w, const struct value *value);
enum judge_state state_of_score(double score, enum judge_state before);
/* T - b in the good direction, 0 when they are equal; false without both. */
bool state_span(const struct work *w, double *span_out);
/* The state of the last value with its history; fills state, raw_state, cause and since. */
void state_fold(const struct work *w, struct verdict *v);
void state_clamp_since(const struct work *w, struct verdict *v);

/* ---- decide.c ---- */

void decide(const struct work *w, struct verdict *v);

/* ---- pace.c ---- */

/* Per year over the five years up to value `last`, after the last break; false below 2 values. */
bool pace_of(const struct work *w, size_t last, double *pace_out);
/* Against the value before; false when there is none or a break lies between. */
bool pace_change(const struct values *values, size_t last, double *change_out);
/* The median of `count` numbers, which are put in order. */
double pace_median(double *numbers, size_t count);

static inline bool judge_close(double a, double b)
{
    return fabs(a - b) <= JUDGE_SLACK * fmax(fabs(a), fabs(b));
}

#endif
