/* queries/backlog.h - how much mail waits, and until when. */
#ifndef HEDEF_QUERIES_BACKLOG_H
#define HEDEF_QUERIES_BACKLOG_H

#include <stdint.h>

#include "common/error.h"

struct reader;

struct backlog {
    int64_t messages;
    int64_t next_at_ms; /* of the first that may go; INT64_MAX when there is none */
};

/* queries/outbox_backlog.sql */
HD_MUST_CHECK enum hd_rc backlog_read(struct reader *reader, struct backlog *out,
                                      struct hd_error *err);

#endif
