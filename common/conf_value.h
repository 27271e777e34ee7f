/* common/conf_value.h  (private to common/): one option's value, from text and back. */
#ifndef HEDEF_COMMON_CONF_VALUE_H
#define HEDEF_COMMON_CONF_VALUE_H

#include <stdbool.h>

#include "common/conf.h"

/* Puts the value into its place in *into, freeing what was there.  When it is not one, adds a
 * problem at `place` (its file and line) and leaves *into alone. */
void hd_conf_value_set(const struct hd_conf_key *key, const char *text, const char *base_dir,
                       void *into, struct hd_problems *problems, const struct hd_problem *place);
void hd_conf_value_clear(const struct hd_conf_key *key, void *into);
bool hd_conf_value_equal(const struct hd_conf_key *key, const void *a, const void *b);
/* "between 1m and 7d"; false when any value will do. */
bool hd_conf_value_range(const struct hd_conf_key *key, struct hd_buf *out);

#endif
