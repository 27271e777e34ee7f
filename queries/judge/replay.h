/* queries/judge/replay.h
 *
 * A verdict holds results; this finds again what they were computed from, value by value, so that
 * every step can be written out.  The same files compute both: nothing is worked out twice in two
 * ways. */
#ifndef HEDEF_QUERIES_JUDGE_REPLAY_H
#define HEDEF_QUERIES_JUDGE_REPLAY_H

#include "queries/judge/judge.h"

/* A value as it was compared: an observation, the sum or mean of a year that ends with it, or the
 * difference to the peers. */
struct replay_point {
    const struct judge_point *point; /* the observation, or the last part of the sum */
    double number;
    const char *text; /* exact; NULL when computed */
    double years;     /* on the scale of the paces: the end of 2020 is 2021 */
    int season;       /* values are compared within one season; 0: with all others */
};

/* A corner of the path. */
struct replay_node {
    int32_t day;
    struct hd_period period;
    double number;
    const char *text; /* exact; NULL when computed */
};

struct replay {
    int sense; /* +1: more is better for this target, -1 less */
    const struct replay_node *nodes;
    size_t node_count;               /* 0: no path; 1: the level holds from the start on */
    const struct replay_point *pace; /* of the last five years, oldest first */
    size_t pace_count;
    const struct replay_point *forecast; /* what the forecast rests on, oldest first */
    size_t forecast_count;               /* it starts from the last */
    int answer_season;                   /* in which the answering period ends */
    double level;                        /* what the pace has to reach */
    double own, peer;                    /* benchmark: both parts of the latest difference */
};

/* Of a question that judge() was asked.  Borrows from it and lives in the arena; all zero where
 * the target is retired, not in force yet or has no value. */
void judge_replay(const struct judge_question *question, struct hd_arena *arena,
                  struct replay *out);

/* 2021.0 is the end of 2020: each year is 1 long, leap or not. */
double judge_years(int32_t day);
/* Years between two days: whole between the same days of two years. */
double judge_years_between(int32_t from, int32_t to);

/* "hedef-2026.1": which edition of docs/methods.md a verdict follows.  It changes with every
 * change of a formula, a bound or a rule there. */
const char *judge_method_version(void);

#endif
