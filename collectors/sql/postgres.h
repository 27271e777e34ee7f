/* collectors/sql/postgres.h  (private to collectors/sql/): one question to a PostgreSQL server.
 * Where hedef was built without libpq, stub.c stands in and says so. */
#ifndef HEDEF_COLLECTORS_SQL_POSTGRES_H
#define HEDEF_COLLECTORS_SQL_POSTGRES_H

#include <stdbool.h>
#include <stdint.h>

#include "common/buf.h"
#include "common/clock.h"
#include "common/error.h"
#include "common/problem.h"

#define POSTGRES_GRACE_MS 1000 /* the server ends a late query by itself; after this we do */

struct postgres_question {
    const char *connection, *query;
    const char *password; /* NULL: none */
    int64_t timeout_ms;
    const struct hd_clock *clock;
    bool (*cancelled)(void *ctx); /* NULL: never */
    void *ctx;
};

/* Whether there is anything behind this header: HD_SYSTEM and a problem when there is not. */
HD_MUST_CHECK enum hd_rc postgres_ready(struct hd_problems *problems, struct hd_error *err);

/* The answer as CSV with a header; out's own bound is the most that is taken (HD_LIMIT).  Blocks
 * for the timeout and the grace at most, but for the time it takes to resolve a name.  A failure
 * leaves one problem. */
HD_MUST_CHECK enum hd_rc postgres_ask(const struct postgres_question *question, struct hd_buf *out,
                                      int64_t *rows_out, struct hd_problems *problems,
                                      struct hd_error *err);

#endif
