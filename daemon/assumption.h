/* daemon/assumption.h - what a person assumes, read from the texts of a query: the same for the
 * API, the command line and the form on an indicator's page. */
#ifndef HEDEF_DAEMON_ASSUMPTION_H
#define HEDEF_DAEMON_ASSUMPTION_H

#include <stdbool.h>

#include "common/memory.h"
#include "common/problem.h"
#include "queries/whatif.h"

/* NULL or empty: nothing is assumed there. */
struct assumption {
    const char *pace;   /* "2.5" */
    const char *value;  /* "2027=75,2028=80"; alone beside a period of its own */
    const char *target; /* likewise */
    const char *value_period, *target_period; /* of the form, which has a field for each */
};

bool assumption_is_empty(const struct assumption *assumption);

/* Fills pace, values and targets; indicator and series of *whatif are there.  Texts live in the
 * arena.  false: *problem says what is wrong and the way out. */
bool assumption_read(const struct assumption *assumption, struct hd_arena *arena,
                     const struct picture *picture, struct whatif *whatif,
                     struct hd_problem *problem);

#endif
