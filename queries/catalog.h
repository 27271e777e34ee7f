/* queries/catalog.h - strategies, indicators, targets, bodies and the working calendar as they
 * were known at an instant.
 *
 * The shape of each kind is one table of fields (catalog_fields()), from which come: reading the
 * YAML files with errors at file and line, the canonical JSON document that the store keeps,
 * reading it back, `hedef catalog diff`, and the page of documentation.
 */
#ifndef HEDEF_QUERIES_CATALOG_H
#define HEDEF_QUERIES_CATALOG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/error.h"
#include "common/memory.h"
#include "common/problem.h"
#include "queries/composite.h"
#include "queries/judge/judge.h"
#include "queries/rollup.h"

struct hd_lang;
struct hd_zone;
struct reader;

/* One text in several languages. */
struct name_text {
    const char *lang, *text;
};
struct names {
    struct name_text *items;
    size_t count;
};
/* In the language, else in English, else the first; "" when empty.  Never NULL. */
const char *names_get(const struct names *names, const struct hd_lang *lang);

/* NULL when empty. */
const char *names_or_null(const struct names *names, const struct hd_lang *lang);

struct strategy {
    const char *code;
    struct names name, short_name;
    int32_t valid_from_day, valid_to_day; /* valid_to: last day of its last year; 0 open */
    struct names source;
    const char *const *profiles; /* words of judge_profile_word(), NULL-ended; NULL: all */
    unsigned profile_mask;       /* the same as bits */
    size_t order;                /* as shown */
};

struct body {
    const char *code;
    struct names name, short_name;
    const char *successor; /* code; NULL */
    const char *note;
};

struct indicator {
    const char *code;
    struct names name, note;
    const char *programme; /* strategy code: where it was defined */
    const char *role, *priority;
    const char *unit;          /* catalogue word: "percent", "Mbit/s", "rank" */
    struct names unit_label;   /* after a number: "%"; falls back to unit */
    struct names *scale_label; /* one for each group of judge.scale; NULL: none has a name */
    int decimals;
    const char *body;   /* responsible body after succession; NULL */
    bool body_assigned; /* by the catalogue's rule, not by the document */
    struct names source;
    /* quality statements */
    struct names definition, method, limitation;
    int deadline_days, grace_days; /* after the period's end; -1: the default for the frequency */
    const char *respondents;       /* code of the indicator that counts them; NULL */
    int every_years;               /* 1; 2 for an index that appears every second year */
    struct composite composite;    /* FORMULA_NONE: its values are entered */
    struct rollup_rule samples;    /* ROLLUP_NONE: it takes no samples */
    int samples_minimum;           /* of fewer nothing is published */
    int64_t samples_kept_ms;       /* after their roll-up; 0: for ever */
    struct judge_indicator judge;
    const struct target *const *targets; /* those about it, in the order of the catalogue */
    size_t target_count;
};

struct target {
    struct judge_target judge; /* judge.id is "srm-2016.cashless-share.2020" */
    const struct strategy *strategy;
    const struct indicator *indicator;
    const char *area, *breakdown; /* breakdown NULL: one verdict for each series */
    const char *basis;            /* "stated" "derived" */
    const char *clause;
    struct names source, note;
    const char *const *peers;    /* areas compared with (benchmark), NULL-ended; NULL none */
    const char *replaced_reason; /* of this vintage, when it moved */
    int64_t known_from_at_ms;
    const struct target_version *versions; /* queries/target.h: oldest first, the last one being */
    size_t version_count;                  /* this one; 0: it never moved */
};

struct target_version;

struct holiday {
    int32_t day;
    struct names name;
};
struct working_day {
    int32_t day;
};
struct calendar {
    unsigned weekend;         /* bit 1 Monday .. bit 7 Sunday */
    struct holiday *holidays; /* by day */
    size_t holiday_count;
    struct working_day *working; /* weekend days that are worked (transfers), by day */
    size_t working_count;
    int32_t covered_to_day; /* after it lunar holidays are unknown: a warning */
};

struct catalog {
    struct strategy *strategies;
    size_t strategy_count;
    struct indicator *indicators;
    size_t indicator_count;            /* by code */
    const struct indicator **computed; /* those that have a formula */
    size_t computed_count;
    struct target *targets;
    size_t target_count; /* by strategy order, indicator, due */
    struct body *bodies;
    size_t body_count;
    struct calendar calendar;
    uint64_t fingerprint; /* of all items and their vintages; equal: the same catalogue */
};

/* As known strictly before the cutoff.  Lives in the arena.  Reader inside begin/end. */
HD_MUST_CHECK enum hd_rc catalog_load(struct reader *reader, int64_t cutoff_at_ms,
                                      struct hd_arena *arena, struct catalog **catalog_out,
                                      struct hd_error *err);
/* Gives each indicator its targets; done by catalog_load(). */
void catalog_link_targets(struct catalog *catalog, struct hd_arena *arena);
const struct indicator *catalog_indicator(const struct catalog *catalog, const char *code);
/* What people read for a group of the scale: its name, else the code as it stands. */
const char *indicator_group(const struct indicator *indicator, const char *code,
                            const struct hd_lang *lang);
/* Its values are computed from others, never entered. */
bool indicator_computed(const struct indicator *indicator);
const struct strategy *catalog_strategy(const struct catalog *catalog, const char *code);
const struct body *catalog_body(const struct catalog *catalog, const char *code);
/* The code itself, or the body that answers for it today through succession. */
const struct body *catalog_body_today(const struct catalog *catalog, const char *code);
/* Known indicator code nearest to a misspelt one; NULL. */
const char *catalog_nearest_indicator(const struct catalog *catalog, const char *code);

bool calendar_is_working(const struct calendar *calendar, int32_t day);
int32_t calendar_working_on_or_after(const struct calendar *calendar, int32_t day);

/* ---- files ---- */

struct txn;

/* What a directory (or one file) of YAML says, checked against itself. */
struct catalog_files;
/* All problems in one pass with file and line.  *files_out is given even when there were
 * errors (then it must not be applied). */
HD_MUST_CHECK enum hd_rc catalog_files_read(const char *path, struct catalog_files **files_out,
                                            struct hd_problems *problems, struct hd_error *err);
void catalog_files_close(struct catalog_files **files);
/* Items of one kind: "strategy" "indicator" "target" "body" "calendar". */
size_t catalog_files_count(const struct catalog_files *files, const char *kind);
/* Days of targets begin at 12:00 in this zone; UTC unless set.  Borrowed. */
void catalog_files_set_zone(struct catalog_files *files, const struct hd_zone *zone);
/* A single file may refer to what the store holds: finds that, and adds a problem for what is
 * known in neither.  A directory is the whole catalogue and needs nothing.  catalog_diff() and
 * catalog_apply() do the same when this was not called, and fail with the first problem. */
HD_MUST_CHECK enum hd_rc catalog_files_resolve(struct reader *reader, struct catalog_files *files,
                                               struct hd_problems *problems, struct hd_error *err);

/* Targets that were moved by hand since the files were written: a problem with its line for each
 * field that applying them would put back, and HD_CONFLICT. */
HD_MUST_CHECK enum hd_rc catalog_files_check_moved(struct reader *reader,
                                                   const struct catalog_files *files,
                                                   struct hd_problems *problems,
                                                   struct hd_error *err);
/* The files decide all the same. */
void catalog_files_take_targets(struct catalog_files *files);

struct catalog_change {
    const char *kind, *code;
    enum { CATALOG_ADDED, CATALOG_CHANGED, CATALOG_REMOVED } what;
    const char *field, *old_text, *new_text; /* CHANGED: one entry a field */
};
struct catalog_changes {
    struct hd_arena arena;
    struct catalog_change *items;
    size_t count, room;
    size_t added, changed, removed, unchanged; /* items, not fields */
};
HD_MUST_CHECK enum hd_rc catalog_diff(struct reader *reader, struct catalog_files *files,
                                      struct catalog_changes *changes, struct hd_error *err);
/* All or nothing, inside the caller's transaction.  Items that are not in the files stay as they
 * are unless `remove` is set, which needs a directory (HD_BAD_INPUT for a single file).
 * HD_CONFLICT: a target was moved by hand since, and the files would put it back. */
HD_MUST_CHECK enum hd_rc catalog_apply(struct txn *txn, struct catalog_files *files, bool remove,
                                       const char *actor, size_t *changed_out,
                                       struct hd_error *err);
void catalog_changes_clear(struct catalog_changes *changes);

#endif
