/* common/yaml.h - a YAML document with the line of every node (libyaml's events).
 *
 * One document; anchors, tags and complex keys are refused; every scalar is text: what it
 * means (number, date, yes) is the reader's business, so `no` and `1.50` survive. */
#ifndef HEDEF_COMMON_YAML_H
#define HEDEF_COMMON_YAML_H

#include <stddef.h>

#include "common/error.h"
#include "common/memory.h"
#include "common/problem.h"

enum hd_yaml_type { HD_YAML_SCALAR, HD_YAML_LIST, HD_YAML_MAP };

struct hd_yaml {
    enum hd_yaml_type type;
    const char *text; /* SCALAR */
    const char *key;  /* in a map; NULL else */
    long line, key_line;
    struct hd_yaml *first, *next;
    size_t count;
};

/* *root_out lives in the arena.  Syntax errors and duplicate keys go into problems with file
 * and line; then HD_BAD_INPUT. */
HD_MUST_CHECK enum hd_rc hd_yaml_parse(const char *file, const char *data, size_t len,
                                       struct hd_arena *arena, struct hd_yaml **root_out,
                                       struct hd_problems *problems, struct hd_error *err);
const struct hd_yaml *hd_yaml_get(const struct hd_yaml *map, const char *key); /* or NULL */

#endif
