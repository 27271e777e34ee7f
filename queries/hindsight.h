/* queries/hindsight.h
 *
 * The backtest of a picture: its series, and its targets that are over. */
#ifndef HEDEF_QUERIES_HINDSIGHT_H
#define HEDEF_QUERIES_HINDSIGHT_H

#include "queries/judge/backtest.h"
#include "queries/picture.h"

/* Fewer values make no forecast and none to hold it against. */
#define HINDSIGHT_VALUES 5

struct hindsight_question {
    const struct indicator *indicator; /* NULL: all */
    const char *strategy;              /* what it has a target on, or defined; NULL: all */
    int years;
};

struct hindsight {
    const struct indicator *indicator; /* errors have its unit; NULL: of several, no unit */
    struct backtest result;
    size_t targets; /* over, that had at least one probability */
    bool narrowed;  /* too many: the newest starting points, of an even choice of series */
};

void hindsight(const struct picture *picture, const struct hindsight_question *question,
               struct hindsight *out);

#endif
