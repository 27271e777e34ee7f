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
};

/* Digests of every user whose slot of `day` is open (all users when `force`, whatever their
 * rhythm); each slot at most once. */
HD_MUST_CHECK enum hd_rc outbox_fill_digests(struct service *service, bool force,
                                             struct outbox_outcome *outcome, struct hd_error *err);
/* Everything that is due: one transaction per recipient; `sending` is durable before the dialogue.
 */
HD_MUST_CHECK enum hd_rc outbox_send_due(struct service *service, struct outbox_outcome *outcome,
                                         struct hd_error *err);
/* A test message to one address, through the outbox. */
HD_MUST_CHECK enum hd_rc outbox_test(struct service *service, const char *address,
                                     struct outbox_outcome *outcome, struct hd_error *err);

#endif
