/* collectors/command/spawn.h  (private to collectors/command/): the birth of a child. */
#ifndef HEDEF_COLLECTORS_COMMAND_SPAWN_H
#define HEDEF_COLLECTORS_COMMAND_SPAWN_H

#include <sys/types.h>

#include "collectors/command/child.h"

struct spawned {
    pid_t pid;
    int out, err; /* what it writes; not blocking, the caller's */
    int failure;  /* errno of what it could not do before it became the program; 0: it did */
};

/* Returns when the child has become the program, or could not. */
HD_MUST_CHECK enum hd_rc spawn(const struct child *child, struct spawned *spawned,
                               struct hd_error *err);

#endif
