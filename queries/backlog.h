/* queries/backlog.h - how much mail waits, and until when; and how much was given up. */
#ifndef HEDEF_QUERIES_BACKLOG_H
#define HEDEF_QUERIES_BACKLOG_H

#include <stdint.h>

#include "common/error.h"

struct reader;

struct backlog {
    int64_t messages;
    int64_t next_at_ms; /* of the first that may go; INT64_MAX when there is none */
    int64_t failed;     /* given up in the last seven days */
};

/* queries/outbox_backlog.sql */
HD_MUST_CHECK enum hd_rc backlog_read(struct reader *reader, int64_t now_at_ms, struct backlog *out,
                                      struct hd_error *err);

#endif
