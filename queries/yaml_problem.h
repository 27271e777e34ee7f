/* queries/yaml_problem.h  (private to queries/)
 *
 * What is wrong with a YAML file that people write: its line, its key, and what was probably
 * meant.  The same words for the catalogue and for tests of its rules. */
#ifndef HEDEF_QUERIES_YAML_PROBLEM_H
#define HEDEF_QUERIES_YAML_PROBLEM_H

#include <stddef.h>

#include "common/problem.h"
#include "common/yaml.h"

struct yaml_file {
    const char *path; /* as the problems name it */
    struct hd_problems *problems;
};

/* key, value: NULL where there is none; args as for HD_ARGS(), or NULL. */
void yaml_problem(const struct yaml_file *file, long line, const char *key, const char *value,
                  const char *code, const char *message, const char *const *args);
/* The node's key is none of these.  Gives what was probably meant; NULL. */
const char *yaml_unknown_key(const struct yaml_file *file, const struct hd_yaml *node,
                             const char *const *known, size_t count);
/* The node's text, under `key`, is none of these words. */
void yaml_unknown_word(const struct yaml_file *file, const struct hd_yaml *node, const char *key,
                       const char *const *words, size_t count);

#endif
