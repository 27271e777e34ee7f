/* queries/picture_work.h  (private to queries/)
 *
 * What is at hand while one picture is built, and in which order:
 *
 *      facts ──► catalogue ──► releases, series, observations ──► vintages and points
 *            ──► rows (judged) ──► deadlines ──► changes, alerts
 *
 * What stays lives in the picture's arena; the rest is dropped when it stands.
 */
#ifndef HEDEF_QUERIES_PICTURE_WORK_H
#define HEDEF_QUERIES_PICTURE_WORK_H

#include "queries/picture.h"

struct picture_release {
    int64_t id, published_at_ms;
    bool invented;
};

/* One vintage of one observation, known at the cutoff.  Those of one series and period stand
 * together, in the order in which they were published. */
struct known_vintage {
    int64_t period_key;
    int64_t published_at_ms, release_id;
    const char *value; /* in the picture's arena; NULL: deliberately missing */
    int vintage;
    char status;
    bool invented;
};

/* A series of the store and where its vintages stand. */
struct stored_series {
    int64_t id;
    const char *indicator, *area, *breakdown;
    size_t first, count; /* in picture_work.vintages */
};

struct carry;
struct computed;

struct picture_work {
    struct picture *picture;
    struct reader *reader;
    const struct picture_options *options;
    struct hd_error *err;

    struct hd_arena scratch;
    struct picture_release *releases; /* by id */
    size_t release_count;
    struct stored_series *stored; /* by id */
    size_t stored_count;
    struct known_vintage *vintages; /* heap */
    size_t vintage_count, vintage_room;
    const struct stored_series **stored_of; /* beside picture.series; NULL: no value yet */

    const struct stored_series **stored_by_key; /* for what is computed; NULL: not needed yet */
    struct computed *computed;                  /* of the instants asked for until now */

    struct carry *carry; /* verdicts of the picture before; NULL: none can be taken over */

    const struct judge_series *then, *then_of; /* the last series as known at a start */
    int64_t then_at_ms;
};

/* ---- picture_rolled.c ---- */

HD_MUST_CHECK enum hd_rc rolled_build(struct picture_work *w);

/* ---- vintages.c ---- */

HD_MUST_CHECK enum hd_rc vintages_load(struct picture_work *w);
const struct picture_release *vintages_release(const struct picture_work *w, int64_t id);
/* The series as known strictly before an instant, for an indicator; points in the arena. */
void vintages_series(const struct picture_work *w, const struct stored_series *stored,
                     const struct judge_indicator *indicator, int64_t before_at_ms,
                     struct judge_series *out, struct hd_arena *arena);
/* Was anything of it published at or after the instant? */
bool vintages_moved_since(const struct picture_work *w, const struct stored_series *stored,
                          int64_t at_ms);
/* Is a value invented that stands for (a part of) those days? */
bool vintages_invented(const struct picture_work *w, const struct judge_series *series,
                       int32_t start_day, int32_t end_day);
bool vintages_point_invented(const struct judge_point *point);
/* When a value of the period was first published; 0: never. */
int64_t vintages_first(const struct picture_work *w, const struct stored_series *stored,
                       struct hd_period period);

/* ---- composite_series.c ---- */

/* The series of a computed indicator as known strictly before an instant, by area and breakdown;
 * those without any value are left out.  Values published before it was computed stand in the
 * periods for which nothing can be computed.  Lives in the picture's arena. */
const struct judge_series *computed_series(struct picture_work *w,
                                           const struct indicator *indicator, int64_t before_at_ms,
                                           size_t *count_out);

/* ---- picture_rows.c ---- */

/* Series of the picture (also empty ones that targets ask for), and its rows. */
void rows_build(struct picture_work *w);

/* ---- owed.c ---- */

HD_MUST_CHECK enum hd_rc owed_build(struct picture_work *w);

/* ---- change.c ---- */

HD_MUST_CHECK enum hd_rc changes_build(struct picture_work *w);

/* ---- alert_list.c ---- */

HD_MUST_CHECK enum hd_rc alerts_build(struct picture_work *w);

const struct stored_series *picture_stored(const struct picture_work *w,
                                           const struct judge_series *series);

#endif
