/* daemon/intake.h - from the bytes of a file or body to a submission: format, catalogue checks,
 * the door.  Import, API, and drop folder all come through here. */
#ifndef HEDEF_DAEMON_INTAKE_H
#define HEDEF_DAEMON_INTAKE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/memory.h"
#include "common/problem.h"
#include "storage/submission.h"

struct intake_report;
struct service;
struct txn;

struct format_ops;
struct hd_lang;
struct mapping;

struct intake_body {
    const char *data;
    size_t len;
    const char *file; /* name for messages */
};

/* SDMX's code for a total: no breakdown.  A dimension cannot be left empty there. */
#define INTAKE_TOTAL "_T"

struct intake {
    const char *data;
    size_t len;
    bool mapped;                              /* of a file: what was read need not stay in memory */
    void (*progress)(void *ctx, size_t rows); /* rows read so far, now and then; NULL */
    void *progress_ctx;
    const struct intake_body *more; /* further pages of the same document */
    size_t more_count;
    const struct format_ops *format; /* NULL: guessed from the bytes */
    const struct mapping *mapping;   /* NULL: the format's own names */
    const char *file;                /* name for messages and the submission's source */
    const struct hd_lang *lang;      /* of the messages beside refused rows; NULL: msgids */
    const char *source; /* instead of `file` in the submission: the collector's name; NULL */
    const char *channel, *actor, *reason;
    const char *idempotency_key; /* NULL none; means something only to this actor */
    enum submission_verb verb;
    bool dry_run, partial, history, publish, ignore_unknown;
    bool stated_only; /* rows with a basis other than "stated" are left out (--sample) */
    bool invented;
    /* From a collector: rows that change a published value by more than so many percent (negative:
     * no bound) wait for approval, in a submission of their own; what waits already, or was
     * returned, is not handed in again. */
    bool collected;
    double hold_percent;
    bool hold_all; /* whatever is new or changed waits */
    /* Runs in the transaction that writes the values, when its report has its counts: what they
     * came from goes on record with them or not at all.  NULL: nothing does. */
    enum hd_rc (*beside)(struct txn *txn, void *ctx, const struct intake_report *report,
                         struct hd_error *err);
    void *beside_ctx;
};

struct intake_row { /* for the report: what happened to it */
    long line;
    const char *indicator, *area, *breakdown;
    struct hd_period period;
    const char *old_value, *new_value;
    char old_status, new_status; /* old_status 0: not known before */
    bool comment_changed;
    enum submission_effect effect;
};

struct intake_report {
    struct hd_arena arena;
    int64_t submission; /* 0 none */
    const char *state;  /* "approved" "submitted" or "" */
    bool replayed;
    size_t rows, added, changed, unchanged, refused, empty;
    size_t left_out;         /* computed values that came back; stated_only: of another basis */
    int64_t held_submission; /* what waits for approval because it moved too far; 0 none */
    size_t held, waiting;    /* such rows; rows that waited, or were returned, before */
    size_t samples, samples_known;   /* new ones; those that were there */
    size_t filtered;                 /* records that the mapping leaves out */
    const struct format_ops *format; /* that it was read by */
    int64_t updated_at_ms;           /* when the source says it was updated; 0 */
    struct intake_row *listed;       /* all but unchanged ones in file order, the first 200 */
    size_t listed_count;
    struct hd_problems problems;
    char *rejected_csv; /* partial: the refused rows with a last column of messages */
    size_t rejected_len;
};

/* HD_OK: written (or dry run) ; HD_BAD_INPUT: problems, nothing written (unless partial);
 * HD_CONFLICT: idempotency key with another request.  Warnings stand among the problems of an
 * intake that went well. */
HD_MUST_CHECK enum hd_rc intake_run(struct service *service, const struct intake *intake,
                                    struct intake_report *report, struct hd_error *err);
void intake_report_clear(struct intake_report *report);

#endif
