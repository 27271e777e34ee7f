/* queries/rule_case.h  (private to queries/)
 *
 * One case of a rule test on its way:
 *
 *      YAML ──► keys ──► items (its small catalogue) and values ──► picture ──► checks
 *
 * Each step puts what is wrong into the problems of the file and goes on, so that all of it is
 * told in one pass; a case with a problem is not judged.
 */
#ifndef HEDEF_QUERIES_RULE_CASE_H
#define HEDEF_QUERIES_RULE_CASE_H

#include "queries/catalog_files.h"
#include "queries/rule_test.h"
#include "queries/yaml_problem.h"

enum rule_key {
    RULE_NAME,
    RULE_INDICATOR,
    RULE_TARGET,
    RULE_TARGETS,
    RULE_SERIES,
    RULE_PEERS,
    RULE_PARTS,
    RULE_RESPONDENTS,
    RULE_AS_OF,
    RULE_PACE,
    RULE_EXPECT,
};
#define RULE_KEYS 11

/* One version of one value. */
struct rule_value {
    struct hd_period period;
    const char *text; /* NULL: deliberately missing */
    char status;
    int64_t published_at_ms;
};

/* The values of one series: by period, then by publication. */
struct rule_series {
    const char *indicator, *area, *breakdown;
    struct rule_value *values;
    size_t count;
    struct rule_series *next;
};

struct rule_draft {
    struct rule_tests *tests;
    struct yaml_file file;
    const struct catalog_files *catalog; /* that the file names; NULL: none */
    struct hd_arena *arena;              /* until the file has been read */
    const struct hd_yaml *keys[RULE_KEYS];
    const char *name;
    long line;
    int32_t as_of_day;

    struct catalog_files items;                     /* the catalogue of this case alone */
    const struct catalog_entry *indicator, *target; /* among them; target NULL: none */
    const char *area, *breakdown;                   /* of the series that is asked about */
    struct rule_series *series; /* its own first, then those of peers, parts, respondents */
};

/* ---- rule_items.c ---- */

/* The indicator, given in full or by its code; d->indicator NULL afterwards: told. */
HD_MUST_CHECK enum hd_rc rule_items_indicator(struct rule_draft *d, struct hd_error *err);
/* The target with those that share its path, and their strategies.  The series is there. */
HD_MUST_CHECK enum hd_rc rule_items_targets(struct rule_draft *d, struct hd_error *err);
/* The indicator that counts respondents: its code. */
const char *rule_items_respondents(struct rule_draft *d);
/* The indicator that this one is computed from, of the catalogue or made up. */
void rule_items_part(struct rule_draft *d, const char *code);

/* ---- rule_series.c ---- */

/* The indicator's own values. */
void rule_series_own(struct rule_draft *d);
/* Those of peers, parts and respondents; the target is known. */
void rule_series_others(struct rule_draft *d);
int64_t rule_noon(int32_t day);

/* ---- rule_picture.c ---- */

HD_MUST_CHECK enum hd_rc rule_picture_build(struct rule_draft *d, struct rule_case *rule,
                                            struct hd_error *err);

/* ---- rule_expect.c ---- */

/* Refuses what cannot be expected, so that every expectation is one that can fail. */
void rule_expect_read(const struct rule_draft *d);
void rule_expect_compare(const struct rule_draft *d, rule_sentence_fn *sentence,
                         struct rule_case *rule);

#endif
