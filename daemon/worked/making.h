/* daemon/worked/making.h - private to daemon/worked: the calculation while it is being made. */
#ifndef HEDEF_DAEMON_WORKED_MAKING_H
#define HEDEF_DAEMON_WORKED_MAKING_H

#include "common/buf.h"
#include "common/lang.h"
#include "daemon/worked/worked.h"
#include "queries/judge/replay.h"

struct making {
    struct worked *out;
    const struct status_row *row;
    const struct verdict *v;
    const struct picture *picture;
    const struct hd_lang *lang;
    const struct hd_zone *zone;
    struct hd_arena *arena;
    struct replay replay;
    const char *section;
    bool lost; /* a result could not be told with that few digits: all is done again with more */
    /* numbers as they were printed, for the steps that go on from them; NULL: not computed */
    const char *latest, *expected, *enough, *score;
    const char **corners;                 /* of the path, by place */
    const char *pace, *years_left, *goal; /* as the outlook uses them */
};

/* ---- texts ---- */

const char *make_tr(const struct making *m, const char *msgid);
/* A translated pattern with its places filled. */
const char *make_words(const struct making *m, const char *translated, const char *const *args);
const char *make_printf(const struct making *m, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));
const char *make_period(const struct making *m, struct hd_period period);
const char *make_date(const struct making *m, int32_t day);          /* "31 Dec 2024" */
const char *make_instant_day(const struct making *m, int64_t at_ms); /* the local day of it */

/* ---- numbers in plain characters ---- */

const char *make_number(const struct making *m, double value);
/* With its own digits where it was stated. */
const char *make_exact(const struct making *m, const char *text, double value);
const char *make_day(const struct making *m, int32_t day); /* 2024-12-31 */
/* In brackets when it is negative: for all places but the first of a sum. */
const char *in_brackets(const struct making *m, const char *number);
/* Years between two days, written out so that the days can be counted. */
const char *make_years(const struct making *m, int32_t from, int32_t to);

/* ---- steps ---- */

/* What a step is called. */
struct step_name {
    const char *key, *symbol;
    const char *label; /* translated */
};

/* numbers are computed and compared with `value`, what the verdict holds.  The result as printed,
 * to go on from. */
const char *make_step(struct making *m, struct step_name name, const char *formula,
                      const char *numbers, double value);
/* The same of a probability: nobody needs more than its first decimals. */
const char *make_probability(struct making *m, struct step_name name, const char *formula,
                             const char *numbers, double value);
/* The same of a number that the verdict does not hold. */
const char *make_reckoned(struct making *m, struct step_name name, const char *formula,
                          const char *numbers);
/* A result that cannot be written out: too many numbers went in. */
const char *make_told(struct making *m, struct step_name name, const char *formula, double value);
/* Words for a result; formula and numbers may be NULL. */
void make_said(struct making *m, struct step_name name, const char *numbers, const char *words);
/* To the step made last. */
void make_note(struct making *m, const char *words);
void make_unit(struct making *m, const char *unit);

/* ---- inputs ---- */

struct worked_input *make_input(struct making *m, const char *role, const char *symbol,
                                const char *label);
/* An observation of the row's own series, or of another. */
void make_observation(struct making *m, const char *role, const char *symbol, const char *label,
                      const struct judge_series *series, const struct judge_point *point);
/* The same of what was computed from it and the values before or beside it. */
void make_computed(struct making *m, const char *role, const char *symbol, const char *label,
                   const struct judge_point *point, double value);
const char *make_shown(const struct making *m, const char *text, double value,
                       struct hd_period period);

/* ---- the parts ---- */

void inputs_make(struct making *m);   /* inputs.c: target, baseline, stations */
void computed_make(struct making *m); /* computed.c: values made of other indicators */
void goal_make(struct making *m);     /* standing.c: the level aimed at, and what is enough */
void standing_make(struct making *m); /* standing.c: open, or where the latest value stands */
void decision_make(struct making *m); /* decision.c */
void survey_make(struct making *m);   /* survey.c */
void outlook_make(struct making *m);  /* outlook.c: pace, what is needed, when it gets there */
void forecast_make(struct making *m); /* forecast.c: forecast, interval and probability */
void profiles_make(struct making *m); /* profiles.c */

/* What the way leads to: "T", or "M" where a tolerance is given. */
const char *goal_symbol(const struct making *m);
/* Has the value left a strict band on its far side? */
bool is_past_band(const struct making *m);
/* The name of a unit of the indicator's differences, by the year. */
const char *pace_unit(const struct making *m);
/* Slopes between every two of the points: written out when there are few, else told. */
const char *slopes_median(struct making *m, struct step_name name,
                          const struct replay_point *points, size_t count,
                          const char *const *numbers, double value);

#endif
