/* collectors/sink.h - where a format puts what it reads (ruling 3): series keys, period, decimal
 * text, status, comment.  A format knows nothing of catalogue or store; the daemon decides what
 * the sink is. */
#ifndef HEDEF_COLLECTORS_SINK_H
#define HEDEF_COLLECTORS_SINK_H

#include <stdbool.h>
#include <stdint.h>

#include "common/error.h"
#include "common/period.h"

struct reading {
    long line;             /* where it stood; 0 unknown */
    const char *indicator; /* as written */
    const char *area;      /* "" : the default */
    const char *breakdown; /* "" none */
    struct hd_period period;
    const char
        *value; /* canonical decimal text (or a code, when `coded`); NULL: deliberately missing */
    bool coded; /* not a number: an ordinal or yes/no code; the sink decides if that is legal */
    bool percent_sign; /* the cell had one: legal only where the unit is percent */
    char status;
    const char *comment;
    int64_t published_at_ms; /* 0 not given */
    const char *basis;       /* "" not given */
};

/* Everything is borrowed for the call.  A refusal of the row is the sink's own problem entry and
 * still HD_OK; a failure stops the reading. */
struct reading_sink {
    enum hd_rc (*put)(void *ctx, const struct reading *reading, struct hd_error *err);
    void *ctx;
};

#endif
