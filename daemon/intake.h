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

struct service;

enum intake_format { INTAKE_AUTO, INTAKE_CSV, INTAKE_JSON };

struct intake {
    const char *data;
    size_t len;
    enum intake_format format;
    const char *file; /* name for messages and the submission's source */
    const char *channel, *actor, *reason;
    const char *idempotency_key; /* NULL none; means something only to this actor */
    enum submission_verb verb;
    bool dry_run, partial, history, publish, ignore_unknown;
    bool stated_only; /* rows with a basis other than "stated" are left out (--sample) */
    bool invented;
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
    size_t left_out;           /* computed values that came back; stated_only: of another basis */
    struct intake_row *listed; /* added and changed ones in file order, the first 200 */
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
