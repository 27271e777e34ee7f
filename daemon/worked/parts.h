/* daemon/worked/parts.h - private to daemon/worked: sums and means of shorter periods, values of
 * others, and two numbers held against each other. */
#ifndef HEDEF_DAEMON_WORKED_PARTS_H
#define HEDEF_DAEMON_WORKED_PARTS_H

#include "daemon/worked/making.h"

/* The span of the target's length that ends with the latest value. */
struct hd_period parts_span(const struct making *m);
/* Its parts as inputs "part", called as the step with a number behind, and the step that adds them
 * up or takes their mean; value NULL: the verdict does not hold it. */
const char *parts_sum(struct making *m, struct step_name name, struct hd_period whole,
                      const double *value);
const char *parts_mean(struct making *m, struct step_name name, struct hd_period whole,
                       const double *value);
/* The value of a peer that stands for that period; NULL. */
const struct judge_point *parts_peer_point(const struct judge_series *series,
                                           struct hd_period period);
/* "41 < 50" */
const char *parts_relation(const struct making *m, const char *left, const char *right);
/* "80 <= 90 <= 100", or which side of the band was left: "110 > 100" */
const char *parts_relation_to_band(const struct making *m, const char *number);

#endif
