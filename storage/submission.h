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
 *
 * What a collector brings is taken as far as nobody must see it first: the rows that are held make
 * a submission of their own, in the same transaction, that waits for approval whatever the rule
 * about the second person is.
 */
#ifndef HEDEF_STORAGE_SUBMISSION_H
#define HEDEF_STORAGE_SUBMISSION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/error.h"
#include "common/period.h"

struct bundle;
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
    /* From a collector: what was handed in by this actor before, and waits or was returned, is
     * left out; and with `publish`, rows are held that change a published value by more than so
     * many percent of it (negative: none are; from or to a missing value: always). */
    bool collected;
    double hold_percent;
    bool hold_all; /* whatever is new or changed is held */
    const struct submission_row *rows;
    size_t count;
    struct bundle *bundle; /* instead of these: many of them; it is sorted; NULL */
};

enum submission_effect {
    SUBMISSION_ROW_NEW,
    SUBMISSION_ROW_CHANGED,
    SUBMISSION_ROW_UNCHANGED,
    SUBMISSION_ROW_HELD,    /* new or changed, and in the submission that waits */
    SUBMISSION_ROW_WAITING, /* new or changed, and handed in before */
};

struct submission_outcome {
    enum submission_effect effect;
    char old_value[64]; /* what stood there; "" when it was deliberately missing, or nothing did */
    char old_status;    /* of what stood there; 0 when nothing did */
    bool comment_changed;
};

struct bundle_row;

/* What became of one row of a bundle, in the order of the store. */
typedef void submission_told_fn(void *ctx, const struct bundle *bundle,
                                const struct bundle_row *row,
                                const struct submission_outcome *outcome);

struct submission_result {
    int64_t id;    /* 0 when nothing was new or changed (no submission is kept) or dry_run */
    bool replayed; /* the idempotency key was known with the same checksum */
    bool published;
    size_t added, changed, unchanged; /* of the rows that are neither held nor left out */
    int64_t held_id;                  /* what is held, or 0 */
    size_t held, waiting;
    struct submission_outcome *outcomes; /* one a row, when not NULL on entry: caller's array */
    submission_told_fn *told;            /* or this is called; NULL */
    void *told_ctx;
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
