/* queries/outbox.h - what waits to be sent, and to whom digests go. */
#ifndef HEDEF_QUERIES_OUTBOX_H
#define HEDEF_QUERIES_OUTBOX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/error.h"
#include "common/memory.h"

struct reader;

struct outbox_row {
    int64_t id;
    const char *slot, *recipient, *message_id;
    const char *message;
    size_t message_len;
    int64_t attempts, created_at_ms;
};

/* queries/outbox_due.sql: queued or interrupted while sending, and due at now; oldest first, at
 * most `limit`.  In the arena. */
HD_MUST_CHECK enum hd_rc outbox_due(struct reader *reader, int64_t now_at_ms, int64_t limit,
                                    struct hd_arena *arena, struct outbox_row **rows_out,
                                    size_t *count_out, struct hd_error *err);

struct outbox_person {
    const char *email, *name, *lang, *zone, *digest, *bodies;
    int64_t last_digest_at_ms; /* when the newest digest was recorded; 0 never */
};

/* queries/outbox_people.sql: living users who want a digest, by email. */
HD_MUST_CHECK enum hd_rc outbox_people(struct reader *reader, struct hd_arena *arena,
                                       struct outbox_person **people_out, size_t *count_out,
                                       struct hd_error *err);

/* queries/outbox_slot.sql: was something recorded in this slot? */
HD_MUST_CHECK enum hd_rc outbox_has_slot(struct reader *reader, const char *slot, bool *has_out,
                                         struct hd_error *err);

#endif
