/* queries/ledger.h - lists of what was recorded: submissions, evaluation runs, the life of an
 * alert, people, tokens.  Each function runs the .sql file of its name; rows live in the arena. */
#ifndef HEDEF_QUERIES_LEDGER_H
#define HEDEF_QUERIES_LEDGER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/error.h"
#include "common/memory.h"
#include "common/period.h"

struct reader;

struct ledger_submission {
    int64_t id;
    const char *channel, *actor, *source, *reason, *verb, *state;
    bool history, invented;
    int64_t created_at_ms, decided_at_ms;     /* 0: not decided */
    const char *decided_by, *decision_reason; /* "" when not decided */
    int64_t rows, added, changed, unchanged;
};
/* Newest first; state NULL: any; id 0: any. */
HD_MUST_CHECK enum hd_rc ledger_submissions(struct reader *reader, const char *state, int64_t id,
                                            int64_t limit, struct hd_arena *arena,
                                            struct ledger_submission **rows_out, size_t *count_out,
                                            struct hd_error *err);

struct ledger_submission_row {
    const char *indicator, *area, *breakdown;
    struct hd_period period;
    int vintage;       /* 0: not published */
    const char *value; /* NULL: deliberately missing */
    char status;
    const char *comment;
    int64_t published_at_ms; /* 0: when approved */
    bool had_old;
    const char *old_value; /* NULL: there was none, or it was deliberately missing */
};
HD_MUST_CHECK enum hd_rc ledger_submission_rows(struct reader *reader, int64_t submission,
                                                struct hd_arena *arena,
                                                struct ledger_submission_row **rows_out,
                                                size_t *count_out, struct hd_error *err);

struct ledger_run {
    int64_t id, at_ms;
    const char *cause;
    int64_t as_of_at_ms, targets, behind, duration_us;
};
HD_MUST_CHECK enum hd_rc ledger_runs(struct reader *reader, int64_t limit, struct hd_arena *arena,
                                     struct ledger_run **rows_out, size_t *count_out,
                                     struct hd_error *err);

struct ledger_alert {
    int64_t id;
    const char *kind, *subject, *first_period, *severity, *state, *document, *last_period;
    int64_t opened_at_ms, changed_at_ms, streak;
    int32_t promised_day;
    bool before_install;
};
/* HD_NOT_FOUND when there is none with that id. */
HD_MUST_CHECK enum hd_rc ledger_alert(struct reader *reader, int64_t id, struct hd_arena *arena,
                                      struct ledger_alert *out, struct hd_error *err);

struct ledger_alert_event {
    const char *from, *to, *actor, *note;
    int32_t promised_day; /* 0: none */
    int64_t run_id, at_ms;
};
HD_MUST_CHECK enum hd_rc ledger_alert_events(struct reader *reader, int64_t alert,
                                             struct hd_arena *arena,
                                             struct ledger_alert_event **rows_out,
                                             size_t *count_out, struct hd_error *err);

struct ledger_user {
    const char *email, *name, *lang, *zone, *digest, *role, *bodies;
    int64_t created_at_ms;
};
HD_MUST_CHECK enum hd_rc ledger_users(struct reader *reader, struct hd_arena *arena,
                                      struct ledger_user **rows_out, size_t *count_out,
                                      struct hd_error *err);

struct ledger_token {
    const char *name, *prefix, *scope;
    const char *source;                               /* "" unless it only pushes to that source */
    int64_t created_at_ms, expires_at_ms, used_at_ms; /* 0: never */
};
HD_MUST_CHECK enum hd_rc ledger_tokens(struct reader *reader, struct hd_arena *arena,
                                       struct ledger_token **rows_out, size_t *count_out,
                                       struct hd_error *err);

/* queries/ledger_setting.sql: HD_NOT_FOUND when it was never set. */
HD_MUST_CHECK enum hd_rc ledger_setting(struct reader *reader, const char *key,
                                        struct hd_arena *arena, const char **value_out,
                                        struct hd_error *err);

#endif
