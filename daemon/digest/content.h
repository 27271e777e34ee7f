/* daemon/digest/content.h - private to digest/: what a digest holds, before it is text or HTML. */
#ifndef HEDEF_DAEMON_DIGEST_CONTENT_H
#define HEDEF_DAEMON_DIGEST_CONTENT_H

#include "daemon/digest/digest.h"

struct digest_item {
    const char *headline;           /* one line: state, indicator, value, expected */
    const char *why;                /* the why-sentence; "" none */
    const char *who;                /* body and what is known of it; "" none */
    const char *when;               /* "open for 12 days", "due on ..."; "" none */
    const char *link;               /* absolute */
    const char *glyph, *fill, *ink; /* of the state; glyph "" for a plain row */
};

enum digest_section { DIGEST_NEW, DIGEST_OPEN, DIGEST_RESOLVED, DIGEST_DUE, DIGEST_CHANGED };
#define DIGEST_SECTIONS 5

struct digest_list {
    struct digest_item *items;
    size_t count, room;
};

struct digest_content {
    struct hd_arena arena;
    const struct picture *picture;
    const struct digest_recipient *recipient;
    const struct digest_frame *frame;
    struct digest_list sections[DIGEST_SECTIONS];
    size_t behind, missed, overdue; /* within the recipient's scope, now */
    const char *summary;            /* one sentence of all targets */
    const char *before;             /* what was decided before installation; "" none */
    const char *date;               /* in the recipient's language */
};

void digest_collect(struct digest_content *content);
const char *digest_section_title(enum digest_section section, const struct hd_lang *lang);
void digest_write_text(const struct digest_content *content, struct hd_buf *out);
HD_MUST_CHECK enum hd_rc digest_write_html(const struct digest_content *content, struct hd_buf *out,
                                           struct hd_error *err);

#endif
