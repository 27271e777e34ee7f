/* common/problem.h - what is wrong with something a person or program handed in.
 *
 * Parsers collect all problems in one pass and never stop at the first.  A problem is a
 * stable code, a message pattern with named arguments, and the place; it is translated where
 * it is shown.  formats.md 1.3 and 1.6 say how it looks outside. */
#ifndef HEDEF_COMMON_PROBLEM_H
#define HEDEF_COMMON_PROBLEM_H

#include <stdbool.h>
#include <stddef.h>

#include "common/memory.h"

struct hd_buf;
struct hd_lang;

#define HD_PROBLEM_ARGS 8

struct hd_problem {
    bool warning;        /* said, but refuses nothing */
    const char *code;    /* stable, untranslated: "number_ambiguous" */
    const char *message; /* msgid, a full sentence with the way out; {name} from args */
    const char *args[HD_PROBLEM_ARGS + 1]; /* name, value, ... NULL; copied */
    const char *file;                      /* NULL or the name the user gave */
    long line;                             /* 1-based; 0: no line */
    const char *column;                    /* of a table: its column, by name or position */
    const char *cell;                      /* of a workbook: Data!C7, or Data!7:7 */
    const char *key;                       /* of a file of keys and values, such as YAML */
    const char *pointer;                   /* RFC 6901, for JSON */
    const char *value;                     /* what stood there, cut to 80 bytes */
};

struct hd_problems {
    struct hd_arena arena;
    struct hd_problem *items;
    size_t count, room;
    size_t errors;  /* those that are not warnings, also the ones past the bound */
    size_t dropped; /* past the bound of HD_PROBLEMS_MAX */
};

#define HD_PROBLEMS_MAX 10000

/* A zeroed list is ready.  Copies everything the problem points at. */
void hd_problem_add(struct hd_problems *list, const struct hd_problem *problem);
void hd_problems_clear(struct hd_problems *list);
#define HD_PROBLEMS_AUTO __attribute__((cleanup(hd_problems_clear)))
void hd_problems_sort(struct hd_problems *list); /* by line, then order of arrival */

/* The message alone, in the language; and "file:line: column 'X': message" for terminals. */
void hd_problem_message(const struct hd_problem *problem, const struct hd_lang *lang,
                        struct hd_buf *out);
void hd_problem_line(const struct hd_problem *problem, const struct hd_lang *lang,
                     struct hd_buf *out);

/* The known word nearest to `word` (edit distance at most 1 + length / 4); NULL when none. */
const char *hd_nearest(const char *word, const char *const *known, size_t count);

#endif
