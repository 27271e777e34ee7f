/* The writer of common/json.h. */
#include <assert.h>
#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "common/buf.h"
#include "common/decimal.h"
#include "common/json.h"
#include "common/utf8.h"

static void begin_value(struct hd_jsonw *w)
{
    uint64_t bit = UINT64_C(1) << w->depth;

    if (w->after_key)
        w->after_key = false;
    else if (w->depth && (w->has_item & bit))
        hd_buf_putc(w->out, ',');
    w->has_item |= bit;
}

static void open_level(struct hd_jsonw *w, char bracket)
{
    begin_value(w);
    hd_buf_putc(w->out, bracket);
    assert(w->depth < 63);
    w->depth++;
    w->has_item &= ~(UINT64_C(1) << w->depth);
}

static void close_level(struct hd_jsonw *w, char bracket)
{
    assert(w->depth > 0 && !w->after_key);
    w->depth--;
    hd_buf_putc(w->out, bracket);
}

void hd_jsonw_object(struct hd_jsonw *w)
{
    open_level(w, '{');
}

void hd_jsonw_end_object(struct hd_jsonw *w)
{
    close_level(w, '}');
}

void hd_jsonw_array(struct hd_jsonw *w)
{
    open_level(w, '[');
}

void hd_jsonw_end_array(struct hd_jsonw *w)
{
    close_level(w, ']');
}

/* A byte that cannot stand in a text as it is. */
static bool needs_escape(unsigned char c)
{
    return c < 0x20 || c == '"' || c == '\\';
}

static void put_escape(struct hd_buf *out, unsigned char c)
{
    static const char bytes[] = "\"\\\b\f\n\r\t", letters[] = "\"\\bfnrt";
    const char *hit = c ? strchr(bytes, c) : NULL;

    if (hit) {
        hd_buf_putc(out, '\\');
        hd_buf_putc(out, letters[hit - bytes]);
    } else {
        hd_buf_printf(out, "\\u%04x", c);
    }
}

/* Up to the next byte to be escaped, with U+FFFD for what is not UTF-8. */
static size_t put_plain(struct hd_buf *out, const char *text, size_t len)
{
    size_t run = 0, done = 0;

    while (run < len && !needs_escape((unsigned char)text[run])) {
        uint32_t code;
        size_t step =
            (unsigned char)text[run] < 0x80 ? 1 : hd_utf8_next(text + run, len - run, &code);

        if (step) {
            run += step;
            continue;
        }
        hd_buf_put(out, text + done, run - done);
        hd_buf_puts(out, "\xEF\xBF\xBD");
        done = ++run;
    }
    hd_buf_put(out, text + done, run - done);
    return run;
}

static void put_text(struct hd_buf *out, const char *text)
{
    size_t len = strlen(text);

    hd_buf_putc(out, '"');
    while (len) {
        size_t run = put_plain(out, text, len);

        text += run;
        len -= run;
        if (len) {
            put_escape(out, (unsigned char)*text);
            text++;
            len--;
        }
    }
    hd_buf_putc(out, '"');
}

void hd_jsonw_key(struct hd_jsonw *w, const char *key)
{
    begin_value(w);
    put_text(w->out, key);
    hd_buf_putc(w->out, ':');
    w->after_key = true;
}

void hd_jsonw_string(struct hd_jsonw *w, const char *text)
{
    begin_value(w);
    if (text)
        put_text(w->out, text);
    else
        hd_buf_puts(w->out, "null");
}

/* The parts of a decimal text as people write it. */
struct parts {
    bool minus;
    const char *whole, *fraction, *exponent; /* exponent from its sign on */
    size_t whole_len, fraction_len, exponent_len;
};

static size_t digits(const char *text)
{
    return strspn(text, "0123456789");
}

static bool split(const char *text, struct parts *parts)
{
    *parts = (struct parts){ .minus = *text == '-' };
    text += *text == '-' || *text == '+';
    parts->whole = text;
    parts->whole_len = digits(text);
    text += parts->whole_len;
    if (*text == '.') {
        parts->fraction = text + 1;
        parts->fraction_len = digits(text + 1);
        text += 1 + parts->fraction_len;
    }
    if ((*text == 'e' || *text == 'E') && parts->whole_len + parts->fraction_len) {
        size_t sign = text[1] == '+' || text[1] == '-';

        parts->exponent = text + 1;
        parts->exponent_len = sign + digits(text + 1 + sign);
        text += 1 + parts->exponent_len;
        if (parts->exponent_len == sign)
            return false;
    }
    return !*text && parts->whole_len + parts->fraction_len > 0;
}

void hd_jsonw_decimal(struct hd_jsonw *w, const char *text)
{
    struct parts parts;

    if (!text || !split(text, &parts)) {
        hd_jsonw_string(w, text); /* a code such as "A" */
        return;
    }
    begin_value(w);
    /* JSON wants exactly one zero before the point and a digit behind it. */
    while (parts.whole_len > 1 && *parts.whole == '0') {
        parts.whole++;
        parts.whole_len--;
    }
    if (parts.minus)
        hd_buf_putc(w->out, '-');
    if (parts.whole_len)
        hd_buf_put(w->out, parts.whole, parts.whole_len);
    else
        hd_buf_putc(w->out, '0');
    if (parts.fraction_len) {
        hd_buf_putc(w->out, '.');
        hd_buf_put(w->out, parts.fraction, parts.fraction_len);
    }
    if (parts.exponent_len) {
        hd_buf_putc(w->out, 'e');
        hd_buf_put(w->out, parts.exponent, parts.exponent_len);
    }
}

void hd_jsonw_double(struct hd_jsonw *w, double value)
{
    char text[HD_DOUBLE_TEXT_MAX] = "null";

    if (isfinite(value))
        hd_double_text(value, text);
    begin_value(w);
    hd_buf_puts(w->out, text);
}

void hd_jsonw_int(struct hd_jsonw *w, int64_t value)
{
    begin_value(w);
    hd_buf_printf(w->out, "%" PRId64, value);
}

void hd_jsonw_bool(struct hd_jsonw *w, bool value)
{
    begin_value(w);
    hd_buf_puts(w->out, value ? "true" : "false");
}

void hd_jsonw_null(struct hd_jsonw *w)
{
    begin_value(w);
    hd_buf_puts(w->out, "null");
}

void hd_jsonw_key_object(struct hd_jsonw *w, const char *key)
{
    hd_jsonw_key(w, key);
    hd_jsonw_object(w);
}

void hd_jsonw_key_array(struct hd_jsonw *w, const char *key)
{
    hd_jsonw_key(w, key);
    hd_jsonw_array(w);
}

void hd_jsonw_key_string(struct hd_jsonw *w, const char *key, const char *text)
{
    hd_jsonw_key(w, key);
    hd_jsonw_string(w, text);
}

void hd_jsonw_key_decimal(struct hd_jsonw *w, const char *key, const char *text)
{
    hd_jsonw_key(w, key);
    hd_jsonw_decimal(w, text);
}

void hd_jsonw_key_double(struct hd_jsonw *w, const char *key, double value)
{
    hd_jsonw_key(w, key);
    hd_jsonw_double(w, value);
}

void hd_jsonw_key_int(struct hd_jsonw *w, const char *key, int64_t value)
{
    hd_jsonw_key(w, key);
    hd_jsonw_int(w, value);
}

void hd_jsonw_key_bool(struct hd_jsonw *w, const char *key, bool value)
{
    hd_jsonw_key(w, key);
    hd_jsonw_bool(w, value);
}
