/* daemon/collect/run.h - one run of a source: get, keep, take in, note how it went.
 *
 *      collect() ──► bodies ──► intake ──► submission ──► fetch (run, bodies, state of the source)
 *
 * All bodies of a run are one submission, or (folder) each of them is; a run that fails takes
 * nothing.  Every run leaves a row, a failed one too; a dry run leaves nothing. */
#ifndef HEDEF_DAEMON_COLLECT_RUN_H
#define HEDEF_DAEMON_COLLECT_RUN_H

#include "daemon/collect/source.h"
#include "daemon/intake.h"
#include "storage/source.h"

struct service;

struct run_options {
    const char *cause; /* schedule command push notice */
    const char *actor; /* who asked; "" the schedule */
    bool dry_run, whole;
    bool once;                    /* nobody asks again soon */
    bool (*cancelled)(void *ctx); /* NULL: never */
    void *cancelled_ctx;
};

struct run_result {
    struct hd_arena arena;
    enum fetch_outcome outcome;
    const char *code, *message;  /* of what was wrong, in the site's language; "" nothing */
    struct hd_problems problems; /* the same, to be told in another language */
    int64_t fetch_id;            /* 0: dry run */
    size_t bodies;
    int64_t bytes;
    const char *format;          /* that it was read by; "" */
    struct intake_report report; /* of all of them; of the last one where each is its own */
    int64_t duration_ms;
};

/* HD_OK also when the source failed: the result says so.  HD_CONFLICT: it runs already.  Others:
 * our own trouble (disk, store).  Blocks. */
HD_MUST_CHECK enum hd_rc run_source(struct service *service, struct source *source,
                                    const struct run_options *options, struct run_result *result,
                                    struct hd_error *err);
/* A body that somebody brought (push): the same from there on. */
HD_MUST_CHECK enum hd_rc run_pushed(struct service *service, struct source *source,
                                    const struct run_options *options,
                                    const struct collector_body *body, struct run_result *result,
                                    struct hd_error *err);
void run_result_clear(struct run_result *result);

#endif
