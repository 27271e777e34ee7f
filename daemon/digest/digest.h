/* daemon/digest/digest.h - what one recipient is told: content only, no sending. */
#ifndef HEDEF_DAEMON_DIGEST_DIGEST_H
#define HEDEF_DAEMON_DIGEST_DIGEST_H

#include "common/buf.h"
#include "common/lang.h"
#include "queries/picture.h"

struct digest_recipient {
    const char *email, *name;
    const struct hd_lang *lang;
    const struct hd_zone *zone;
    const char *bodies; /* "" all */
};

struct digest_frame {
    int64_t since_at_ms; /* of the recipient's last digest; 0: never had one */
    int64_t now_at_ms;
    const char *base_url;
    bool first; /* never had one: the summary line of what was closed before */
};

struct digest {
    struct hd_buf subject, text, html;
    bool news; /* anything new, resolved or due */
};

HD_MUST_CHECK enum hd_rc digest_build(const struct picture *picture,
                                      const struct digest_recipient *recipient,
                                      const struct digest_frame *frame, struct digest *out,
                                      struct hd_error *err);
void digest_clear(struct digest *digest);

#endif
