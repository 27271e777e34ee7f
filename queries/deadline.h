/* queries/deadline.h - what is owed when: rule of the indicator, grace, working days, and how a
 * receipt answers it.  Pure. */
#ifndef HEDEF_QUERIES_DEADLINE_H
#define HEDEF_QUERIES_DEADLINE_H

#include <stdbool.h>
#include <stdint.h>

#include "common/period.h"

struct catalog;
struct indicator;
struct hd_arena;
struct judge_series;

enum freshness {
    FRESHNESS_NOT_DUE,
    FRESHNESS_DUE,
    FRESHNESS_GRACE,
    FRESHNESS_OVERDUE,
    FRESHNESS_DECLARED_MISSING,
};

struct deadline {
    const struct indicator *indicator;
    const struct judge_series *series;
    const char *area, *breakdown; /* the series' own texts */
    struct hd_period period;      /* owed */
    int32_t due_day;              /* working day */
    int32_t grace_day;            /* last day of grace */
    int32_t escalate_day;         /* critical from here: due + 30 */
    enum freshness freshness;
    bool received;
    int64_t received_at_ms; /* first submission, whatever became of it; 0 none */
    int days_late;          /* today - due_day when not received; else received - due, >= 0 */
};

/* not_due until the due day itself is over?  `due` on the due day, `grace` after it up to
 * grace_day, `overdue` after. */
enum freshness deadline_freshness(int32_t due_day, int32_t grace_day, int32_t today);
/* Days from the end of a period to its due day, and of grace after that: the indicator's own, else
 * the usual ones of its frequency. */
void deadline_rule(const struct indicator *indicator, enum hd_freq freq, int *days_out,
                   int *grace_days_out);
const char *
freshness_word(enum freshness freshness); /* not_due due grace overdue declared_missing */

/* The deadlines of one series with period end in [from_day, to_day], oldest first, in the arena.
 * Nothing is owed for periods whose due day is before owed_from_day; only strategies in force
 * owe (ruling 40). */
struct deadline *deadline_list(const struct catalog *catalog, const struct indicator *indicator,
                               const struct judge_series *series, int32_t owed_from_day,
                               int32_t from_day, int32_t to_day, int32_t today,
                               struct hd_arena *arena, size_t *count_out);

#endif
