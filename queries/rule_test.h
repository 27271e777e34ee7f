/* queries/rule_test.h
 *
 * Rules tested by their owners: small YAML cases, each a series, a target and a day, with what
 * must be found.  A case becomes a catalogue and a picture of its own, built and judged by the
 * code that judges everything else; docs/catalog.md ("Testing your rules") has the format.
 * Neither a store nor a clock is asked.
 */
#ifndef HEDEF_QUERIES_RULE_TEST_H
#define HEDEF_QUERIES_RULE_TEST_H

#include <stdbool.h>
#include <stddef.h>

#include "common/error.h"
#include "common/memory.h"
#include "common/problem.h"
#include "queries/picture.h"

/* One expectation, and what was found. */
struct rule_check {
    const char *field; /* "gap", "outlook.probability" */
    const char *expected, *got;
    long line;
    bool passed;
};

struct rule_case {
    const char *name, *file;
    long line;
    struct picture *picture; /* with nothing but this case */
    const struct status_row *row;
    struct rule_check *checks; /* at least one */
    size_t check_count, failed_count;
};

struct rule_tests {
    struct hd_arena arena;
    struct rule_case *cases; /* in the order in which they stand */
    size_t count, room;
    size_t failed_count; /* cases */
};

/* Puts a verdict into a sentence (view_why()), for expectations of its words. */
typedef void rule_sentence_fn(const struct status_row *row, const struct hd_lang *lang,
                              struct hd_buf *out);

/* Reads a file, or every .yaml of a directory, judges the cases and holds them against what they
 * expect; adds to *tests, which begins zeroed.  What is wrong with a file goes into problems, all
 * of it in one pass; its cases are then missing, and HD_BAD_INPUT is answered. */
HD_MUST_CHECK enum hd_rc rule_tests_read(struct rule_tests *tests, const char *path,
                                         rule_sentence_fn *sentence, struct hd_problems *problems,
                                         struct hd_error *err);
/* The same of a text; `name` stands for the file. */
HD_MUST_CHECK enum hd_rc rule_tests_parse(struct rule_tests *tests, const char *name,
                                          const char *text, size_t len, rule_sentence_fn *sentence,
                                          struct hd_problems *problems, struct hd_error *err);
void rule_tests_clear(struct rule_tests *tests);

#endif
