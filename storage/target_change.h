/* storage/target_change.h - targets that are moved by hand.
 *
 *      proposed ──► approved (a new vintage of the target)
 *          │  └───► returned
 *          └──────► withdrawn
 *
 * While no second person is asked for, a change is proposed and approved in one.  While one is,
 * it changes nothing until somebody else approves it, and only the one who proposed it takes it
 * back.  What a document may hold is checked before (queries/target.h).  Everything happens inside
 * the caller's transaction, with its audit events. */
#ifndef HEDEF_STORAGE_TARGET_CHANGE_H
#define HEDEF_STORAGE_TARGET_CHANGE_H

#include <stdbool.h>
#include <stdint.h>

#include "common/error.h"

struct txn;

struct target_change {
    const char *target;   /* its id; must be in the catalogue */
    const char *document; /* the whole target as it shall be, canonical */
    int64_t base_vintage; /* the newest one when the document was written */
    int64_t
        known_from_at_ms; /* 0: from when it takes effect; never before the vintage it replaces */
    const char *reason, *clause; /* not empty */
    const char *actor;
    bool dry_run; /* do everything, report, undo */
};

struct target_change_result {
    int64_t id;               /* 0: dry_run */
    bool approved;            /* it is in force; else it waits */
    bool repeated;            /* the same change waits already; nothing is written */
    int64_t vintage;          /* approved: the new one */
    int64_t known_from_at_ms; /* approved: from when it counts */
    int64_t waiting;          /* HD_CONFLICT: another change of this target waits; 0 else */
};

/* HD_CONFLICT: another change of the target waits (result->waiting), or base_vintage is not the
 * newest.  HD_NOT_FOUND: no such target.  HD_BAD_INPUT: without reason or clause. */
HD_MUST_CHECK enum hd_rc target_change_put(struct txn *txn, const struct target_change *change,
                                           struct target_change_result *result,
                                           struct hd_error *err);

/* HD_CONFLICT when it does not wait, or when the target got another vintage since; HD_DENIED for
 * one's own where a second person is needed; HD_NOT_FOUND. */
HD_MUST_CHECK enum hd_rc target_change_approve(struct txn *txn, int64_t id, const char *actor,
                                               const char *reason,
                                               struct target_change_result *result,
                                               struct hd_error *err);
/* Needs a reason (HD_BAD_INPUT).  HD_DENIED for one's own: that is withdrawn. */
HD_MUST_CHECK enum hd_rc target_change_return(struct txn *txn, int64_t id, const char *actor,
                                              const char *reason, struct hd_error *err);
/* HD_DENIED unless it is one's own. */
HD_MUST_CHECK enum hd_rc target_change_withdraw(struct txn *txn, int64_t id, const char *actor,
                                                const char *reason, struct hd_error *err);

#endif
