/* daemon/worked/curve.h - private to daemon/worked: a point on the path between two corners, and
 * how long ago the path stood somewhere. */
#ifndef HEDEF_DAEMON_WORKED_CURVE_H
#define HEDEF_DAEMON_WORKED_CURVE_H

#include "daemon/worked/making.h"

struct curve_end {
    const char *symbol, *number; /* as printed */
    double value;
    int32_t day;
};

/* The days, then the value of the curve on `day`. */
const char *curve_value(struct making *m, struct step_name name, const struct curve_end *from,
                        const struct curve_end *to, int32_t day, double value);
/* Steps that end with the months behind; corner() names a corner of the path. */
void curve_lag(struct making *m, int32_t day, double value, const char *number,
               struct curve_end (*corner)(struct making *m, size_t i));
/* "a straight line" */
const char *curve_words(const struct making *m);

#endif
