/* daemon/api/target_past.h - private to daemon/api/: what a vintage of a target said in its time.
 *
 * It is judged as it was known at the end of the last day on which it was in force.  Where its due
 * day had passed by then it is judged once more with all that is known today: moving a target does
 * not undo that it was missed. */
#ifndef HEDEF_DAEMON_API_TARGET_PAST_H
#define HEDEF_DAEMON_API_TARGET_PAST_H

#include "common/error.h"
#include "queries/picture.h"

struct service;

struct target_past {
    struct picture *picture; /* of that day; NULL: it was never in force at any time */
    bool whole_day; /* at the end of as_of_day; else just before it was replaced, that day */
    int32_t as_of_day;
    int64_t cutoff_at_ms;
    const struct status_row **rows; /* one for each series */
    size_t count;
    struct status_row *finals; /* with what `now` knows; of series that were closed by then */
    size_t final_count;
};

struct target_span {
    const char *target;
    int vintage;
    int64_t known_from_at_ms, known_to_at_ms; /* known_to: of the vintage that replaced it */
};

/* What it gives lives in the arena; the picture is held until the drop. */
HD_MUST_CHECK enum hd_rc target_past_judge(struct service *service, const struct picture *now,
                                           const struct target_span *span, struct hd_arena *arena,
                                           struct target_past *past, struct hd_error *err);
void target_past_drop(struct target_past *past);

#endif
