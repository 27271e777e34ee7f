/* queries/fetch.h - sources and their runs, as they were recorded.  Rows live in the arena. */
#ifndef HEDEF_QUERIES_FETCH_H
#define HEDEF_QUERIES_FETCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/error.h"
#include "common/memory.h"

struct reader;

struct source_row { /* made by hand */
    const char *name, *document, *actor;
    int64_t created_at_ms;
};
HD_MUST_CHECK enum hd_rc source_list(struct reader *reader, struct hd_arena *arena,
                                     struct source_row **rows_out, size_t *count_out,
                                     struct hd_error *err);

struct source_state_row {
    const char *name;
    int64_t last_at_ms, last_good_at_ms, last_new_at_ms, failing_since_at_ms; /* 0: never */
    int64_t failures;
    const char *code, *message, *mark;
};
HD_MUST_CHECK enum hd_rc source_states(struct reader *reader, struct hd_arena *arena,
                                       struct source_state_row **rows_out, size_t *count_out,
                                       struct hd_error *err);

struct fetch_row {
    int64_t id;
    const char *source, *cause, *actor, *outcome, *code, *message, *report;
    int64_t started_at_ms, duration_ms;
    int64_t rows, added, changed, unchanged, refused, held, waiting, samples;
    int64_t submission_id, held_id; /* 0: none */
    int64_t size;                   /* of all its bodies */
};
/* Newest first.  source NULL: any; id 0: any; submission 0: any (else also as the held one);
 * before 0: from the newest, else only runs with a smaller id. */
struct fetch_filter {
    const char *source;
    int64_t id, submission, before, limit;
};
HD_MUST_CHECK enum hd_rc fetch_list(struct reader *reader, const struct fetch_filter *filter,
                                    struct hd_arena *arena, struct fetch_row **rows_out,
                                    size_t *count_out, struct hd_error *err);

struct fetch_body_row {
    int64_t number;
    const char *name, *type, *checksum;
    int64_t status, modified_at_ms, size, wire_size;
    bool kept; /* the bytes are still there */
};
HD_MUST_CHECK enum hd_rc fetch_bodies(struct reader *reader, int64_t fetch, struct hd_arena *arena,
                                      struct fetch_body_row **rows_out, size_t *count_out,
                                      struct hd_error *err);
/* The packed bytes, in the arena.  HD_NOT_FOUND: not kept any more, or no such body. */
HD_MUST_CHECK enum hd_rc fetch_packed(struct reader *reader, int64_t fetch, int64_t number,
                                      struct hd_arena *arena, const void **packed_out,
                                      size_t *len_out, int64_t *size_out, struct hd_error *err);

#endif
