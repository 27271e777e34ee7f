/* daemon/mail/outbox.h - slots: recorded before anything is sent, sent at least once, always with
 * the same Message-ID (ruling 38). */
#ifndef HEDEF_DAEMON_MAIL_OUTBOX_H
#define HEDEF_DAEMON_MAIL_OUTBOX_H

#include <stdbool.h>
#include <stdint.h>

#include "common/error.h"

struct service;

struct outbox_outcome {
    int64_t queued, sent, retried, failed;
    int64_t waiting;    /* outbox_count_waiting(): those retried now are among them */
    int64_t next_at_ms; /* when the first of these may go; 0: none waits */
};

/* Digests of every user whose slot of `day` is open (all users when `force`, whatever their
 * rhythm); each slot at most once. */
HD_MUST_CHECK enum hd_rc outbox_fill_digests(struct service *service, bool force,
                                             struct outbox_outcome *outcome, struct hd_error *err);
/* What outbox_fill_digests() would record: `would` hears of each, outcome->queued counts them, and
 * nothing is written. */
typedef void outbox_would_fn(void *ctx, const char *email, const char *subject);
HD_MUST_CHECK enum hd_rc outbox_try_digests(struct service *service, bool force,
                                            outbox_would_fn *would, void *ctx,
                                            struct outbox_outcome *outcome, struct hd_error *err);
/* Everything that is due: one transaction per recipient; `sending` is durable before the dialogue.
 */
HD_MUST_CHECK enum hd_rc outbox_send_due(struct service *service, struct outbox_outcome *outcome,
                                         struct hd_error *err);
/* What is in the outbox and not sent yet. */
HD_MUST_CHECK enum hd_rc outbox_count_waiting(struct service *service,
                                              struct outbox_outcome *outcome, struct hd_error *err);
/* A test message to one address, through the outbox. */
HD_MUST_CHECK enum hd_rc outbox_test(struct service *service, const char *address,
                                     struct outbox_outcome *outcome, struct hd_error *err);

#endif
