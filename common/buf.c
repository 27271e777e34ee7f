#include "common/buf.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/memory.h"

void hd_buf_init(struct hd_buf *buf, size_t max_bytes)
{
    *buf = (struct hd_buf){ .max = max_bytes, .cap = 256 };
    buf->data = hd_alloc(buf->cap);
}

void hd_buf_clear(struct hd_buf *buf)
{
    free(buf->data);
    *buf = (struct hd_buf){ 0 };
}

void hd_buf_reset(struct hd_buf *buf)
{
    buf->len = 0;
    buf->overflow = false;
    buf->data[0] = '\0';
}

/* Room for len more bytes and the NUL; false past the bound. */
static bool reserve(struct hd_buf *buf, size_t len)
{
    size_t cap = buf->cap;

    if (len > buf->max || buf->len > buf->max - len) {
        buf->overflow = true;
        return false;
    }
    /* The last step is the bound itself, not twice that. */
    while (cap < buf->len + len + 1)
        cap = cap >= buf->max / 2 ? buf->max + 1 : 2 * cap;
    if (cap != buf->cap) {
        buf->data = hd_realloc(buf->data, cap, 1);
        buf->cap = cap;
    }
    return true;
}

void hd_buf_put(struct hd_buf *buf, const void *bytes, size_t len)
{
    if (!len || !reserve(buf, len))
        return;
    memcpy(buf->data + buf->len, bytes, len);
    buf->len += len;
    buf->data[buf->len] = '\0';
}

void hd_buf_puts(struct hd_buf *buf, const char *text)
{
    hd_buf_put(buf, text, strlen(text));
}

void hd_buf_putc(struct hd_buf *buf, char c)
{
    hd_buf_put(buf, &c, 1);
}

void hd_buf_printf(struct hd_buf *buf, const char *fmt, ...)
{
    va_list args;

    va_start(args, fmt);
    hd_buf_vprintf(buf, fmt, args);
    va_end(args);
}

void hd_buf_vprintf(struct hd_buf *buf, const char *fmt, va_list args)
{
    va_list again;
    int len;

    va_copy(again, args);
    len = vsnprintf(buf->data + buf->len, buf->cap - buf->len, fmt, args);
    if (len > 0 && reserve(buf, (size_t)len)) {
        vsnprintf(buf->data + buf->len, buf->cap - buf->len, fmt, again);
        buf->len += (size_t)len;
    } else {
        buf->data[buf->len] = '\0';
    }
    va_end(again);
}

static const char *entity(char c)
{
    switch (c) {
    case '&':
        return "&amp;";
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    case '"':
        return "&quot;";
    case '\'':
        return "&#39;";
    default:
        return NULL;
    }
}

void hd_buf_put_html(struct hd_buf *buf, const char *text)
{
    const char *start = text;

    for (; *text; text++) {
        const char *name = entity(*text);

        if (!name)
            continue;
        hd_buf_put(buf, start, (size_t)(text - start));
        hd_buf_puts(buf, name);
        start = text + 1;
    }
    hd_buf_put(buf, start, (size_t)(text - start));
}

static bool unreserved(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '.' || c == '_' || c == '~';
}

void hd_buf_put_url(struct hd_buf *buf, const char *text)
{
    for (; *text; text++) {
        if (unreserved(*text))
            hd_buf_putc(buf, *text);
        else
            hd_buf_printf(buf, "%%%02X", (unsigned)(unsigned char)*text);
    }
}

char *hd_buf_take(struct hd_buf *buf, size_t *len_out)
{
    char *data = buf->data;

    if (len_out)
        *len_out = buf->len;
    *buf = (struct hd_buf){ 0 };
    return data;
}
