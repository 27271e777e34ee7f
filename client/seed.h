/* client/seed.h - the values a new directory begins with. */
#ifndef HEDEF_CLIENT_SEED_H
#define HEDEF_CLIENT_SEED_H

#include <stdbool.h>
#include <stddef.h>

#include "common/error.h"
#include "common/problem.h"
#include "daemon/settings.h"

struct seed_counts {
    size_t published, invented;
};

/* Loads sample/<name>.csv of the catalogue with the dates on which the values became known, then,
 * for a demo, invented ones.  The settings are taken over, also on failure. */
HD_MUST_CHECK enum hd_rc seed_values(struct settings *settings, const char *catalog, bool demo,
                                     struct seed_counts *counts, struct hd_problems *problems,
                                     struct hd_error *err);
/* Who does it: "local:<user>". */
const char *seed_actor(void);

#endif
