/* collectors/command/child.h  (private to collectors/command/)
 *
 * A child program with limits, without a shell: what it writes to its standard output is the
 * result.  It gets nothing of this process: no descriptor but 0 (/dev/null), 1 and 2, no signal
 * mask or handler, no environment.  It leads a session of its own and is ended with everything
 * that belongs to its process group; nothing of it is left when child_run() returns. */
#ifndef HEDEF_COLLECTORS_COMMAND_CHILD_H
#define HEDEF_COLLECTORS_COMMAND_CHILD_H

#include <stdbool.h>
#include <stdint.h>

#include "common/buf.h"
#include "common/clock.h"
#include "common/error.h"

#define CHILD_GRACE_MS  1000 /* between the polite signal and the one that ends it */
#define CHILD_LINE_MAX  400
#define CHILD_ERROR_MAX INT64_C(16777216) /* more on standard error is a flood too */

struct child_limits {
    int64_t timeout_ms, max_bytes; /* of its standard output */
    int64_t cpu_s, memory_bytes, file_bytes, open_files;
    int64_t processes; /* of its user, all together; 0: no limit of its own */
};

struct child {
    char *const *words; /* the first is the path of the program; ended by NULL */
    char *const *environment;
    const char *folder; /* where it runs */
    struct child_limits limits;
    const struct hd_clock *clock;
    bool (*cancelled)(void *ctx); /* NULL: never */
    void *ctx;
};

enum child_end {
    CHILD_EXITED,    /* by itself, with `status` */
    CHILD_SIGNALLED, /* by the signal `status`, not ours */
    CHILD_UNSTARTED, /* for the reason (errno) `status` */
    CHILD_LATE,      /* it was ended at its deadline */
    CHILD_FLOODED,   /* it was ended since it wrote too much */
    CHILD_CANCELLED,
};

struct child_result {
    enum child_end end;
    int status;
    bool errors_flooded;       /* it was its standard error that was too much */
    struct hd_buf out;         /* cleared by the caller */
    char line[CHILD_LINE_MAX]; /* the last one of its standard error, as clean UTF-8; "" */
};

/* Blocks until it has ended.  HD_SYSTEM when there cannot be a child at all; whatever else
 * happened stands in the result. */
HD_MUST_CHECK enum hd_rc child_run(const struct child *child, struct child_result *result,
                                   struct hd_error *err);

#endif
