/* queries/picture.h
 *
 * Everything that was known at an instant, judged: catalogue, series, verdicts, deadlines,
 * changes, alerts.  Immutable and counted; pages, API, mail and command line all read from a
 * picture, so that their numbers cannot differ.  The picture of now is replaced after each
 * change; the picture of a past day is built the same way from what was published before the
 * end of that day.
 */
#ifndef HEDEF_QUERIES_PICTURE_H
#define HEDEF_QUERIES_PICTURE_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/date.h"
#include "queries/catalog.h"
#include "queries/deadline.h"
#include "queries/judge/judge.h"

struct reader;

/* One line of the status: a target with its verdict on one series, or an indicator that has no
 * target.  All pointers live as long as the picture. */
struct status_row {
    size_t number; /* place in picture.rows */
    struct verdict verdict;
    const struct target *target;     /* NULL: no target */
    const struct strategy *strategy; /* of the target, else of the indicator's programme; NULL:
                                      * an indicator without programme */
    const struct indicator *indicator;
    const struct judge_series *series; /* never NULL; may have no points */
    const struct body *body;           /* responsible today; NULL */
    const struct deadline *deadline;   /* the oldest unanswered, else the next one; NULL none */
    enum freshness freshness;
    bool headline; /* the one shown for the indicator (ruling 36) */
    bool invented; /* the latest or a deciding value is a demo value */
    bool closed_before_install;
    struct judge_question question; /* to draw the path; targets stay valid */
};

struct change_row { /* a vintage after the first: recent first */
    const struct indicator *indicator;
    const char *area, *breakdown;
    struct hd_period period;
    const char *old_value, *new_value; /* texts; NULL: deliberately missing */
    int vintage;
    int64_t published_at_ms;
    const char *verb; /* "revise" "correct" "new" */
    const char *reason, *actor;
};

struct alert_row {
    int64_t id;
    const char *kind, *subject, *first_period, *severity, *state, *document, *last_period;
    int64_t opened_at_ms, changed_at_ms;
    int32_t promised_day;     /* 0 none */
    const char *note, *actor; /* of the newest transition */
    int64_t streak;
    bool before_install;
    const struct status_row *row; /* of the target or indicator; NULL when gone */
};

/* Beside a value that was rolled up from samples: how many there were, after trimming, and between
 * which values the middle half of them lies.  Kept of the newest roll-up of each period. */
struct rolled_value {
    const char *indicator, *area, *breakdown;
    int64_t period_key;
    int vintage;
    int64_t samples;
    const char *rule;
    const char *low, *high; /* decimal text; "" where the value is in another unit */
};

struct picture {
    atomic_int holders;
    struct hd_arena arena;
    bool current;         /* of now; false: of a past day */
    int64_t cutoff_at_ms; /* what was published before this is known */
    int32_t as_of_day;    /* local day that the cutoff ends */
    int64_t built_at_ms;
    int64_t change_seq;
    int64_t run_id, run_at_ms; /* newest evaluation run at the cutoff; 0 none */
    bool demo;                 /* there are invented values */
    bool one_person;           /* require_second_person is off */
    int32_t owed_from_day, installed_day;
    struct catalog *catalog;
    struct judge_series *series;
    size_t series_count; /* by indicator, area, breakdown ("" none) */
    struct status_row *rows;
    size_t row_count; /* by strategy order, then worst first */
    struct deadline *deadlines;
    size_t deadline_count; /* unanswered and the next 60 days, by due day */
    struct change_row *changes;
    size_t change_count; /* newest 50 */
    struct alert_row *alerts;
    size_t alert_count; /* not resolved, and the newest 100 resolved */
    struct rolled_value *rolled;
    size_t rolled_count;  /* by indicator, area, breakdown, period */
    size_t overdue_count; /* deadlines past grace */
    size_t carried_count; /* rows whose verdict was taken over from the picture before */
};

struct picture_options {
    bool current;
    int64_t cutoff_at_ms;
    int32_t as_of_day;
    int64_t now_at_ms;
    const struct hd_zone *zone;
    const struct picture *before; /* the current picture until now: verdicts whose inputs are the
                                   * same are taken over; NULL */
    int32_t owed_from_day; /* nothing is owed from before; 0: as set in the store, else the day of
                            * installation */
    bool outline;          /* the catalogue and the rules alone: no values, nothing judged */
};

/* One consistent view; a few milliseconds for 12,000 observations. */
HD_MUST_CHECK enum hd_rc picture_build(struct reader *reader, const struct picture_options *options,
                                       struct picture **picture_out, struct hd_error *err);
void picture_hold(struct picture *picture);
void picture_drop(struct picture **picture); /* frees with the last holder */

/* "2026-03-31" (end of that local day), or RFC 3339 (what was published in that second counts);
 * false when malformed. */
bool picture_as_of_parse(const char *text, const struct hd_zone *zone, int64_t *cutoff_out,
                         int32_t *day_out);

struct status_counts {
    size_t total, by_state[JUDGE_STATES];
};
/* Targets only; strategy NULL: all. */
void picture_count(const struct picture *picture, const struct strategy *strategy,
                   struct status_counts *counts);

/* breakdown NULL or "": none.  NULL when there is no such series. */
const struct judge_series *picture_series(const struct picture *picture, const char *indicator,
                                          const char *area, const char *breakdown);
/* What stands beside one version of a value, asked for by all up to its vintage; NULL: nothing. */
const struct rolled_value *picture_rolled(const struct picture *picture,
                                          const struct rolled_value *asked);
const struct rolled_value *picture_rolled_point(const struct picture *picture,
                                                const struct judge_series *series,
                                                const struct judge_point *point);
/* How the values of a computed indicator came about, for each of its series; in the arena. */
void picture_workings(const struct picture *picture, const struct indicator *indicator,
                      struct hd_arena *arena, struct composite_result **results_out,
                      size_t *count_out);
/* NULL when the indicator has no row: its programme was not known then. */
const struct status_row *picture_headline(const struct picture *picture, const char *indicator);

/* Every vintage of an indicator's observations, by area, breakdown, period, vintage. */
struct vintage_row {
    const char *area, *breakdown;
    struct hd_period period;
    int vintage;
    const char *value; /* NULL missing */
    char status;
    const char *comment, *reason, *actor, *source, *channel, *verb;
    int64_t submission_id, published_at_ms;
    bool invented;
};
HD_MUST_CHECK enum hd_rc history_load(struct reader *reader, const char *indicator,
                                      int64_t cutoff_at_ms, struct hd_arena *arena,
                                      struct vintage_row **rows_out, size_t *count_out,
                                      struct hd_error *err);

#endif
