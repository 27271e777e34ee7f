/* common/buf.h - growing text with an upper bound set at birth.
 *
 * Going over the bound sets `overflow` and drops what does not fit; the user of the
 * finished text checks the flag once (HD_LIMIT).  data is always NUL-terminated. */
#ifndef HEDEF_COMMON_BUF_H
#define HEDEF_COMMON_BUF_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

struct hd_buf {
    char *data; /* never NULL after init; owned, freed by clear */
    size_t len, cap, max;
    bool overflow;
};

void hd_buf_init(struct hd_buf *buf, size_t max_bytes);
void hd_buf_clear(struct hd_buf *buf); /* frees; may be initialised again; zeroed is fine */
void hd_buf_reset(struct hd_buf *buf); /* empties, keeps the memory */
#define HD_BUF_AUTO __attribute__((cleanup(hd_buf_clear)))

void hd_buf_put(struct hd_buf *buf, const void *bytes, size_t len);
void hd_buf_puts(struct hd_buf *buf, const char *text);
void hd_buf_putc(struct hd_buf *buf, char c);
void hd_buf_printf(struct hd_buf *buf, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
void hd_buf_vprintf(struct hd_buf *buf, const char *fmt, va_list args)
    __attribute__((format(printf, 2, 0)));

/* Text between tags or in a quoted attribute: & < > " ' become entities. */
void hd_buf_put_html(struct hd_buf *buf, const char *text);
/* RFC 3986 unreserved characters stay, all others become %XX. */
void hd_buf_put_url(struct hd_buf *buf, const char *text);

/* Hands the text to the caller (free()); the buffer is cleared. */
char *hd_buf_take(struct hd_buf *buf, size_t *len_out);

#endif
