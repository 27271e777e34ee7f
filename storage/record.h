/* storage/record.h - what else is written: catalogue items, people, tokens, evaluation runs,
 * alerts, outbox, audit.  Each call belongs to the caller's transaction and writes its audit
 * event in it. */
#ifndef HEDEF_STORAGE_RECORD_H
#define HEDEF_STORAGE_RECORD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/error.h"

struct txn;

/* ---- catalogue: versioned documents -------------------------------------------------- */

/* One strategy, indicator, target, body or calendar as one canonical JSON object of texts.
 * A changed document is a new vintage; the old one stays and is judged for its time. */
struct catalog_item {
    const char *kind;         /* "strategy" "indicator" "target" "body" "calendar" "measure" */
    const char *code;         /* unique within its kind; for a target its id */
    const char *document;     /* canonical JSON; NULL: retire the item */
    int64_t known_from_at_ms; /* from when it counts as known; INT64_MIN: always was */
};

/* *changed_out: a vintage was made (false: the same document stands already). */
HD_MUST_CHECK enum hd_rc record_catalog_item(struct txn *txn, const struct catalog_item *item,
                                             const char *actor, bool *changed_out,
                                             struct hd_error *err);

/* ---- people and tokens ----------------------------------------------------------------- */

struct user_record {
    const char *email, *name;
    const char *lang;   /* "az" */
    const char *zone;   /* "Asia/Baku" */
    const char *digest; /* "daily" "weekly" "monthly" "news" "none" */
    const char *role;   /* "viewer" "statistician" "approver" "operator" */
    const char *bodies; /* comma-separated codes; "" all */
};
HD_MUST_CHECK enum hd_rc record_user(struct txn *txn, const struct user_record *user,
                                     const char *actor,
                                     struct hd_error *err); /* HD_CONFLICT: email known */
HD_MUST_CHECK enum hd_rc record_user_revoke(struct txn *txn, const char *email, const char *actor,
                                            struct hd_error *err);

struct token_record {
    const char *name;          /* unique among the living */
    const char *prefix;        /* first characters, shown in lists */
    const unsigned char *hash; /* BLAKE2b-256 of the secret */
    const char *scope;         /* "read" "write" "operator" */
    const char *source;        /* pushes to this source and does nothing else; NULL: no such */
    int64_t expires_at_ms;     /* 0: never */
};
HD_MUST_CHECK enum hd_rc record_token(struct txn *txn, const struct token_record *token,
                                      const char *actor, struct hd_error *err);
HD_MUST_CHECK enum hd_rc record_token_revoke(struct txn *txn, const char *name, const char *actor,
                                             struct hd_error *err);

/* ---- evaluation ------------------------------------------------------------------------- */

struct run_record {
    const char *trigger; /* "start" "change" "midnight" "deadline" "command" */
    int64_t as_of_at_ms;
    int64_t change_seq;      /* of the data it saw */
    int64_t targets, behind; /* counts, for lists */
    int64_t duration_us;
};
HD_MUST_CHECK enum hd_rc record_run(struct txn *txn, const struct run_record *run,
                                    int64_t *run_id_out, struct hd_error *err);

/* Kept only when it differs from the last one kept for the same target and series: the verdicts
 * of run N are, for each of these, the newest with run <= N. */
struct verdict_record {
    int64_t run_id;
    const char *target; /* target id; "" for an indicator without target */
    const char *series; /* "indicator/area/breakdown" */
    const char *state;
    const char *document; /* the verdict as JSON with all inputs and their vintages; without
                           * what differs in every run, or each one is kept */
};
HD_MUST_CHECK enum hd_rc record_verdict(struct txn *txn, const struct verdict_record *verdict,
                                        bool *kept_out, struct hd_error *err);

/* ---- alerts ------------------------------------------------------------------------------- */

/* One life of one (kind, subject, first bad period).  Every transition is an event kept for ever.
 */
struct alert_record {
    int64_t id;               /* 0: new; *id_out tells */
    const char *kind;         /* "lag" "outlook" "missed" "overdue" ... */
    const char *subject;      /* target id, indicator code ... */
    const char *first_period; /* the first bad period, canonical text */
    const char *severity;     /* "warning" "critical" */
    const char *state;        /* "pending" "firing" "acknowledged" "silenced" "resolved"; of a
                               * new one: later only events move it */
    const char *document;     /* JSON: what is needed to tell it (numbers, bodies, why) */
    int64_t opened_at_ms;
    int64_t promised_day;    /* 0: none */
    int64_t streak;          /* evaluations of new data that point at the other state */
    const char *last_period; /* newest period (with vintage) that was counted */
    bool before_install;     /* closed before hedef was installed: only the summary line tells it */
};
/* HD_CONFLICT: such a life is open already. */
HD_MUST_CHECK enum hd_rc record_alert(struct txn *txn, const struct alert_record *alert,
                                      int64_t *id_out, struct hd_error *err);
/* Adds the event and moves the alert to `to`. */
HD_MUST_CHECK enum hd_rc record_alert_event(struct txn *txn, int64_t alert_id, const char *to,
                                            const char *actor, const char *note,
                                            int64_t promised_day, int64_t run_id, int64_t at_ms,
                                            struct hd_error *err);

/* ---- outbox --------------------------------------------------------------------------------- */

struct outbox_record {
    const char *slot;    /* unique: "digest/2026-11-21/ayla@example.org" */
    const char *channel; /* "mail" */
    const char *recipient;
    const char *message_id;
    const char *subject;
    const char *message; /* the whole message as it goes over the wire */
    size_t message_len;
    int64_t not_before_at_ms;
};
/* *fresh_out false: the slot is taken already, nothing is written. */
HD_MUST_CHECK enum hd_rc record_outbox(struct txn *txn, const struct outbox_record *row,
                                       bool *fresh_out, int64_t *id_out, struct hd_error *err);
/* state: "sending" (counts an attempt) "sent" (final) "queued" (retry at next_at_ms) "failed"
 * (final).  HD_CONFLICT: it was final already, or is not there. */
HD_MUST_CHECK enum hd_rc record_outbox_state(struct txn *txn, int64_t id, const char *state,
                                             const char *error, int64_t next_at_ms,
                                             struct hd_error *err);

/* ---- settings of the store itself, and audit ------------------------------------------------- */

HD_MUST_CHECK enum hd_rc record_setting(struct txn *txn, const char *key, const char *value,
                                        const char *actor, struct hd_error *err);
/* Settings that an operator turns on and off, ended by NULL; off until set. */
extern const char *const record_switches[];
/* HD_NOT_FOUND: the key is none of them.  *changed_out false: it stood so already. */
HD_MUST_CHECK enum hd_rc record_switch(struct txn *txn, const char *key, bool on, const char *actor,
                                       bool *changed_out, struct hd_error *err);
HD_MUST_CHECK enum hd_rc record_audit(struct txn *txn, const char *actor, const char *action,
                                      const char *object, const char *detail_json,
                                      struct hd_error *err);

int64_t txn_now_at_ms(struct txn *txn); /* the store's clock, never before the last commit's time */

#endif
