/* queries/target.h - targets that move: every vintage of one, changes made by hand, and making one.
 *
 * A target moves through the catalogue's files or by hand.  By hand only the fields that change are
 * named; the rest is taken from the newest vintage, the whole is checked as files are, and storage
 * decides whether it counts at once or waits for a second person (storage/target_change.h). */
#ifndef HEDEF_QUERIES_TARGET_H
#define HEDEF_QUERIES_TARGET_H

#include "queries/catalog.h"
#include "storage/target_change.h"

struct hd_json;
struct reader;
struct txn;

/* ---- vintages ---- */

/* queries/target_vintages.sql: those known strictly before the cutoff, the decisive one last. */
struct target_vintage {
    const char *target;
    int vintage;
    int64_t known_from_at_ms, recorded_at_ms;
    const char *document, *actor; /* document NULL: taken out of the catalogue */
    int64_t change;               /* moved by hand: its number; 0: through the files */
    const char *proposed_by;      /* of the change; NULL */
};
/* target NULL: of all targets, those of one together. */
HD_MUST_CHECK enum hd_rc target_vintages(struct reader *reader, const char *target,
                                         int64_t cutoff_at_ms, struct hd_arena *arena,
                                         struct target_vintage **rows_out, size_t *count_out,
                                         struct hd_error *err);

/* What a document says, for showing. */
struct target_terms {
    enum judge_kind kind;
    const char *period, *value, *high, *tolerance, *baseline, *baseline_period;
    const char *const *milestones; /* NULL-ended; NULL: none */
    const char *reason, *clause;   /* why it was moved; NULL */
    struct names source, note;
    int32_t valid_from_day;
    bool retired;
};
/* A vintage of a moved target that decided at some time, as catalog_load() gives it. */
struct target_version {
    int vintage;
    int64_t known_from_at_ms, known_to_at_ms; /* known_to: of the next one; INT64_MAX: present */
    struct target_terms terms;
};

/* document NULL: `retired` alone. */
HD_MUST_CHECK enum hd_rc target_terms_read(const char *target, const char *document,
                                           struct hd_arena *arena, struct target_terms *out,
                                           struct hd_error *err);
/* One change for each field in which two documents differ; none when one of them is NULL.  Why it
 * was moved and by which clause is no difference of the target. */
HD_MUST_CHECK enum hd_rc target_documents_compare(const char *target, const char *before,
                                                  const char *after,
                                                  struct catalog_changes *changes,
                                                  struct hd_error *err);

/* ---- changes by hand ---- */

/* queries/target_changes.sql, newest first. */
struct target_change_row {
    int64_t id;
    const char *target, *state, *reason, *clause;
    const char *document, *base_document; /* base NULL: it was out of the catalogue */
    int64_t known_from_at_ms;             /* 0: from when it takes effect */
    const char *proposed_by, *decided_by, *decision_reason; /* "" when not decided */
    int64_t proposed_at_ms, decided_at_ms;                  /* 0: not decided */
    int vintage;                                            /* it became; 0: none */
};
/* state NULL: any; id 0: any. */
HD_MUST_CHECK enum hd_rc target_changes(struct reader *reader, const char *state, int64_t id,
                                        int64_t limit, struct hd_arena *arena,
                                        struct target_change_row **rows_out, size_t *count_out,
                                        struct hd_error *err);

/* ---- moving ---- */

struct target_move {
    const char *target;
    const struct hd_json *fields; /* the request: an object of the fields that change, a null takes
                                   * one away, beside its reason, clause and from */
    const struct hd_zone *zone;
    const char *actor;
    bool dry_run;
};

struct target_moved {
    struct target_change_result result;
    struct catalog_changes
        changes; /* by field; count 0: nothing would change, nothing is written */
};
void target_moved_clear(struct target_moved *moved);

/* HD_BAD_INPUT with all problems, as the files would have them; else as target_change_put(). */
HD_MUST_CHECK enum hd_rc target_move(struct txn *txn, const struct target_move *move,
                                     struct target_moved *moved, struct hd_problems *problems,
                                     struct hd_error *err);
/* The change is checked again: the indicator may have other limits by now. */
HD_MUST_CHECK enum hd_rc target_approve(struct txn *txn, int64_t id, const char *actor,
                                        const char *reason, struct target_change_result *result,
                                        struct hd_problems *problems, struct hd_error *err);

#endif
