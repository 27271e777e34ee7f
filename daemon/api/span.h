/* daemon/api/span.h - private to daemon/api/: from= and to=. */
#ifndef HEDEF_DAEMON_API_SPAN_H
#define HEDEF_DAEMON_API_SPAN_H

#include "common/period.h"
#include "daemon/api/api.h"

struct span {
    int32_t from_day, to_day; /* both included */
};

/* Each bound is a day, an instant, milliseconds since 1970 (as Grafana sends), or a period: its
 * first day for from=, its last for to=.  Absent bounds are open.  false: the reply holds a 400. */
HD_MUST_CHECK bool span_read(const struct api_request *request, struct api_reply *reply,
                             struct span *span);
/* Does the period end inside? */
bool span_holds(const struct span *span, struct hd_period period);

#endif
