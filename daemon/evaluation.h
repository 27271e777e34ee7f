/* daemon/evaluation.h - from a picture to what is recorded of it: verdicts that differ from those
 * of the run before, and transitions of alerts; one transaction.  Private to service.c. */
#ifndef HEDEF_DAEMON_EVALUATION_H
#define HEDEF_DAEMON_EVALUATION_H

#include "daemon/alert/alert.h"
#include "storage/store.h"

/* What the last recorded run said, as hashes: so that an unchanged verdict costs no write. */
struct evaluation_memory {
    struct evaluation_mark *marks; /* sorted */
    size_t count;
};
void evaluation_memory_clear(struct evaluation_memory *memory);

struct evaluation {
    struct hd_arena arena;
    const struct picture *picture;
    struct verdict_record *verdicts; /* those that differ */
    size_t verdict_count;
    struct alert_transition *transitions;
    size_t transition_count;
    struct evaluation_mark *marks; /* of all verdicts, sorted */
    size_t mark_count;
};

/* Pure: compares the picture with the memory.  Borrows the picture. */
void evaluation_prepare(struct evaluation *evaluation, const struct picture *picture,
                        const struct evaluation_memory *memory, const struct alert_rules *rules,
                        int64_t now_at_ms);
bool evaluation_differs(const struct evaluation *evaluation);
/* What a recorded run is known by from then on. */
struct evaluation_run {
    int64_t id, at_ms;
};
/* Records the run with all of it; then the memory is this evaluation's. */
HD_MUST_CHECK enum hd_rc evaluation_store(struct evaluation *evaluation,
                                          struct evaluation_memory *memory, struct store *store,
                                          const char *trigger, int64_t duration_us,
                                          struct evaluation_run *run_out, struct hd_error *err);
void evaluation_clear(struct evaluation *evaluation);

#endif
