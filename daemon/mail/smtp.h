/* daemon/mail/smtp.h - one message to one recipient over SMTP (libcurl, loaded when first used). */
#ifndef HEDEF_DAEMON_MAIL_SMTP_H
#define HEDEF_DAEMON_MAIL_SMTP_H

#include <stddef.h>

#include "common/error.h"
#include "daemon/settings.h"

enum smtp_result {
    SMTP_SENT,      /* the final 250 was seen */
    SMTP_RETRY,     /* 4xx, refused, silent, TLS missing: try again later */
    SMTP_REFUSED,   /* 5xx or an address we do not send to: final */
    SMTP_AMBIGUOUS, /* the link broke after the final dot: sent again with the same Message-ID */
};

/* Blocking, at most five minutes.  err holds the server's own words for anything but SENT. */
enum smtp_result smtp_send(const struct settings *settings, const char *recipient,
                           const char *message, size_t len, struct hd_error *err);

#endif
