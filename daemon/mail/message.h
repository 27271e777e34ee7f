/* daemon/mail/message.h - an RFC 5322 message with text and HTML parts: 7-bit headers (RFC 2047),
 * quoted-printable, CR LF, lines under 78, no bare LF, nothing from outside unescaped. */
#ifndef HEDEF_DAEMON_MAIL_MESSAGE_H
#define HEDEF_DAEMON_MAIL_MESSAGE_H

#include <stdbool.h>
#include <stdint.h>

#include "common/buf.h"
#include "common/error.h"

struct mail_message {
    const char *from, *from_name, *to, *to_name;
    const char *subject, *message_id;      /* id without <> */
    const char *in_reply_to;               /* NULL none */
    const char *list_id, *unsubscribe_url; /* NULL none */
    const char *text, *html;               /* html NULL: text only */
    int64_t date_at_ms;
    int32_t zone_offset_s;
};

/* HD_BAD_INPUT names the header or address that is not acceptable. */
HD_MUST_CHECK enum hd_rc mail_message_write(const struct mail_message *message, struct hd_buf *out,
                                            struct hd_error *err);
bool mail_address_valid(const char *address);

/* Stable over attempts: a hash of slot and recipient, at the host of `from`. */
void mail_message_id(const char *slot, const char *recipient, const char *from, struct hd_buf *out);

#endif
