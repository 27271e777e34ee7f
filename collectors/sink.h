/* collectors/sink.h - where a format puts what it reads (ruling 3): series keys, period, decimal
 * text, status, comment.  A format knows nothing of catalogue or store; the daemon decides what
 * the sink is. */
#ifndef HEDEF_COLLECTORS_SINK_H
#define HEDEF_COLLECTORS_SINK_H

#include <stdbool.h>
#include <stdint.h>

#include "common/error.h"
#include "common/period.h"

/* Numbers that stand beside a value, or in its place.  They belong to other indicators: which
 * ones, only the sink can know. */
enum reading_beside {
    BESIDE_RESPONDENTS, /* how many answered the survey: the column `n` */
    BESIDE_NUMERATOR,   /* of a ratio */
    BESIDE_DENOMINATOR,
};
#define READING_BESIDES 3

struct reading_number {
    bool given;
    bool percent_sign;
    const char *text; /* canonical decimal text; NULL: deliberately missing */
};

struct reading {
    long line;             /* where it stood; 0 unknown */
    const char *pointer;   /* the same in a JSON document (RFC 6901); NULL */
    const char *indicator; /* as written */
    const char *area;      /* "" : the default */
    const char *breakdown; /* "" none */
    struct hd_period period;
    const char
        *value; /* canonical decimal text (or a code, when `coded`); NULL: deliberately missing */
    bool empty; /* no value is reported: only what stands beside it */
    bool coded; /* not a number: an ordinal or yes/no code; the sink decides if that is legal */
    bool percent_sign; /* the cell had one: legal only where the unit is percent */
    char status;
    const char *comment;
    int64_t published_at_ms; /* 0 not given */
    const char *basis;       /* "" not given */
    bool sample;             /* a measurement of an instant, not of a period, which is then unset */
    int64_t at_ms;           /* sample: when it was made */
    const char *id;          /* sample: tells it from another of the same instant; "" */
    struct reading_number beside[READING_BESIDES];
};

/* "n" "numerator" "denominator": the column or member it stands in. */
const char *reading_beside_word(enum reading_beside beside);

/* Everything is borrowed for the call.  A refusal of the row is the sink's own problem entry and
 * still HD_OK; a failure stops the reading. */
struct reading_sink {
    enum hd_rc (*put)(void *ctx, const struct reading *reading, struct hd_error *err);
    void *ctx;
};

#endif
