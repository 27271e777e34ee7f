/* daemon/alert/alert.h
 *
 * From verdicts and deadlines to alerts.  The step is pure: picture in, transitions out; the
 * service stores them in the transaction of the evaluation run.
 *
 *            bad new data, raise_after times                    promise passes
 *   (none) ─────────► pending ─────────► firing ◄───────────────────────┐
 *                        │                 │ ack                        │
 *                        │                 ├──────────────► acknowledged┘
 *                        └── good ──┐      │ good new data, clear_after times
 *                                   ▼      ▼
 *                                  resolved          absence of data changes nothing
 */
#ifndef HEDEF_DAEMON_ALERT_ALERT_H
#define HEDEF_DAEMON_ALERT_ALERT_H

#include <stddef.h>

#include "common/memory.h"
#include "queries/picture.h"
#include "storage/record.h"

struct alert_rules {
    int64_t raise_after, clear_after; /* evaluations of new data, at least 1 */
    int64_t revision_bound;           /* percent of the old value */
};

struct alert_transition {
    struct alert_record alert; /* id 0: a new one */
    const char *to;            /* state; NULL: only the counters of the record change */
    const char *note;          /* stable English key of the cause: "value", "deadline", "promise",
                                * "moved" (the target was, no value did it) */
};

/* What this picture changes about the alerts it holds.  Transitions live in the arena. */
void alert_step(const struct picture *picture, const struct alert_rules *rules, int64_t now_at_ms,
                struct hd_arena *arena, struct alert_transition **out, size_t *count_out);

const char *alert_kind_label(const char *kind, const struct hd_lang *lang); /* "Lag" */
const char *alert_state_label(const char *state, const struct hd_lang *lang);
/* One line for people: "AT RISK | Cashless share 2026-Q3: 63.2 % (expected 64.2)". */
void alert_headline(const struct alert_row *alert, const struct picture *picture,
                    const struct hd_lang *lang, struct hd_buf *out);

#endif
