/* daemon/intake_work.h  (private to the intake)
 *
 * A file on its way in.  A row may stand for several observations: its value, and the numbers
 * beside it, which belong to other indicators.
 *
 *      reading ──► what the catalogue says of it ──► its observations ──► rows of a submission
 */
#ifndef HEDEF_DAEMON_INTAKE_WORK_H
#define HEDEF_DAEMON_INTAKE_WORK_H

#include "collectors/format.h"
#include "daemon/intake.h"
#include "daemon/intake_listing.h"
#include "daemon/intake_sample.h"
#include "queries/picture.h"
#include "storage/bundle.h"

/* The basis with which computed values leave, and by which they are known when they come back. */
#define INTAKE_COMPUTED "computed"

struct gathering {
    struct service *service;
    const struct intake *intake;
    struct intake_report *report;
    struct picture *picture;
    const struct catalog *catalog;
    const char *default_area; /* "" none */
    int64_t now_at_ms;
    int32_t today;
    const struct format_ops *format;
    bool pointers;             /* problems are told by pointer, not by file and line */
    struct format_report read; /* of the document that is being read; then of all */
    size_t rows_before;        /* in the documents before it */
    const char *member;        /* the column or member that is being looked at */
    struct bundle bundle;      /* what is handed in */
    struct intake_listing listing;
    bool written;
    struct intake_samples samples;   /* measurements, which are no rows */
    size_t invented, others, warned; /* rows, by basis; rows that were doubted */
    bool defaulted, named;           /* some row left its area out; some row names one */
    bool besides;                    /* some row has a number beside its value */
    const char *reason;
};

/* ---- intake_check.c ---- */

/* A problem at the place where the reading stood: a line and column in CSV, a pointer in JSON. */
void intake_refuse(struct gathering *g, const struct reading *reading, const char *member,
                   struct hd_problem problem);
/* What the catalogue says of a reading but for its value; every problem is told.  False: it is
 * refused; the indicator is given all the same when it is known. */
bool intake_check(struct gathering *g, const struct reading *reading,
                  const struct indicator **indicator_out, const char **area_out);
/* The value alone, told of at g->member. */
bool intake_check_value(struct gathering *g, const struct reading *reading,
                        const struct indicator *indicator);
/* Taken, but doubted. */
void intake_warn_early(struct gathering *g, const struct reading *reading);

/* ---- intake_beside.c ---- */

/* One observation of a reading. */
struct intake_part {
    struct reading reading;
    const struct indicator *indicator;
    const char *member;
    bool beside;
};
#define INTAKE_PARTS (1 + READING_BESIDES)

/* The observations that a reading stands for; false when it was refused. */
bool intake_spread(struct gathering *g, const struct reading *reading,
                   const struct indicator *indicator, struct intake_part parts[INTAKE_PARTS],
                   size_t *count_out);

#endif
