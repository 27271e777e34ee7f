/* storage/submission.h - the only door through which values come in.
 *
 *      draft ──► submitted ──► approved (published)
 *                    │  └────► returned ──► submitted
 *                    └───────► withdrawn
 *
 * Publishing makes a vintage of each row that is new or different; an equal row (same decimal
 * value as written, status, comment) is `unchanged` and stores nothing.  A row of a history
 * submission is measured against what was current at its own publication date: an older
 * publication of a value known today is new knowledge, and changes nothing current.  All inside
 * the caller's transaction, with the audit event and the chained hash.
 */
#ifndef HEDEF_STORAGE_SUBMISSION_H
#define HEDEF_STORAGE_SUBMISSION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/error.h"
#include "common/period.h"

struct txn;

struct submission_row {
    const char *indicator; /* catalogue code; must exist */
    const char *area;      /* "AZ" */
    const char *breakdown; /* "" for none */
    struct hd_period period;
    const char *value;       /* decimal text, or a code; NULL: deliberately missing */
    char status;             /* CL_OBS_STATUS letter; 'A' by default */
    const char *comment;     /* "" for none */
    int64_t published_at_ms; /* 0: now; else only with `history`, and not after today */
};

enum submission_verb { SUBMISSION_NEW, SUBMISSION_REVISE, SUBMISSION_CORRECT };

struct submission_new {
    const char *channel;              /* import, api, folder, desk, collector, sample, demo */
    const char *actor;                /* "token:ci", "local:root", "user:ayla@..." */
    const char *source;               /* file name, collector name; "" for none */
    const char *reason;               /* "" for none */
    const char *checksum;             /* hex of the body as received; "" for none */
    const char *idempotency_key;      /* NULL: none; a dry run neither asks for one nor keeps it */
    const char *idempotency_checksum; /* of all that makes the request; NULL: `checksum` */
    enum submission_verb verb;        /* NEW that changes published values is recorded as REVISE */
    bool history;                     /* rows carry their own publication dates */
    bool publish;  /* approve at once; refused (HD_DENIED) where a second person is needed */
    bool invented; /* demo values: marked for ever */
    bool dry_run;  /* do everything, report, undo */
    const struct submission_row *rows;
    size_t count;
};

enum submission_effect { SUBMISSION_ROW_NEW, SUBMISSION_ROW_CHANGED, SUBMISSION_ROW_UNCHANGED };

struct submission_outcome {
    enum submission_effect effect;
    char old_value[64]; /* CHANGED: what stood there; "" when it was deliberately missing */
    char old_status;    /* CHANGED: of what stood there */
    bool comment_changed;
};

struct submission_result {
    int64_t id;    /* 0 when nothing was new or changed (no submission is kept) or dry_run */
    bool replayed; /* the idempotency key was known with the same checksum */
    bool published;
    size_t added, changed, unchanged;
    struct submission_outcome *outcomes; /* one a row, when not NULL on entry: caller's array */
};

/* Publications are stored to the second.  HD_CONFLICT with `idempotency_key` known and another
 * checksum.  HD_DENIED: publishing where a second person is needed.  HD_BAD_INPUT names the first
 * bad row, from 1: unknown indicator, two rows that differ for one period and date, a publication
 * date that may not be; callers look for these themselves, to tell all of them. */
HD_MUST_CHECK enum hd_rc submission_put(struct txn *txn, const struct submission_new *submission,
                                        struct submission_result *result, struct hd_error *err);

/* HD_CONFLICT in another state, HD_DENIED for one's own where a second person is needed,
 * HD_NOT_FOUND.  Returning needs a reason.  Approval measures the rows again, by then. */
HD_MUST_CHECK enum hd_rc submission_approve(struct txn *txn, int64_t id, const char *actor,
                                            const char *reason, struct hd_error *err);
HD_MUST_CHECK enum hd_rc submission_return(struct txn *txn, int64_t id, const char *actor,
                                           const char *reason, struct hd_error *err);

/* Off while there is one person; turns on by itself with the second approver.  Kept in the store
 * so that every door obeys it. */
HD_MUST_CHECK enum hd_rc submission_require_second_person(struct txn *txn, bool required,
                                                          const char *actor, struct hd_error *err);

#endif
