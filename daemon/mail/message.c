#include "daemon/mail/message.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>

#include "common/date.h"
#include "common/utf8.h"

#define LINE_MAX_BYTES 76 /* of quoted-printable and encoded words: RFC 2045 6.7, RFC 2047 2 */

static bool atext(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           (c && strchr("!#$%&'*+/=?^_`{|}~-.", c));
}

static bool domain_char(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '.';
}

/* Plain ASCII local@domain only: whatever libcurl would pass on to RCPT TO is checked here. */
bool mail_address_valid(const char *address)
{
    size_t len = strlen(address);
    const char *at = strchr(address, '@');

    if (!at || len > 254 || at == address || at - address > 64 || !at[1])
        return false;
    for (const char *c = address; c < at; c++)
        if (!atext(*c) || (*c == '.' && (c == address || c + 1 == at || c[1] == '.')))
            return false;
    for (const char *c = at + 1; *c; c++)
        if (!domain_char(*c) || (*c == '.' && (c == at + 1 || !c[1] || c[1] == '.')))
            return false;
    return at[1] != '-' && address[len - 1] != '-';
}

void mail_message_id(const char *slot, const char *recipient, const char *from, struct hd_buf *out)
{
    unsigned char hash[16];
    char hex[sizeof hash * 2 + 1];
    crypto_generichash_state state;
    const char *at = strchr(from, '@');

    crypto_generichash_init(&state, NULL, 0, sizeof hash);
    crypto_generichash_update(&state, (const unsigned char *)slot, strlen(slot) + 1);
    crypto_generichash_update(&state, (const unsigned char *)recipient, strlen(recipient) + 1);
    crypto_generichash_final(&state, hash, sizeof hash);
    sodium_bin2hex(hex, sizeof hex, hash, sizeof hash);
    hd_buf_printf(out, "%s@%s", hex, at ? at + 1 : "localhost");
}

static bool plain_ascii(const char *text)
{
    for (; *text; text++)
        if ((unsigned char)*text < 0x20 || (unsigned char)*text > 0x7e)
            return false;
    return true;
}

static bool q_plain(unsigned char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '!' || c == '*' || c == '+' || c == '/';
}

/* One character of an encoded word; characters are never split between two words. */
static void put_q_char(struct hd_buf *out, const char *bytes, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        unsigned char c = (unsigned char)bytes[i];

        if (q_plain(c))
            hd_buf_putc(out, (char)c);
        else if (c == ' ')
            hd_buf_putc(out, '_');
        else
            hd_buf_printf(out, "=%02X", (unsigned)c);
    }
}

static size_t q_width(const char *bytes, size_t len)
{
    size_t width = 0;

    for (size_t i = 0; i < len; i++)
        width += q_plain((unsigned char)bytes[i]) || bytes[i] == ' ' ? 1 : 3;
    return width;
}

/* RFC 2047 encoded words, folded; `column` is where the text begins. */
static void put_encoded_words(struct hd_buf *out, const char *text, size_t column)
{
    static const char begin[] = "=?utf-8?Q?", end[] = "?=";
    size_t left = strlen(text), used = column + sizeof begin - 1;
    uint32_t code;

    hd_buf_puts(out, begin);
    while (left) {
        size_t len = hd_utf8_next(text, left, &code);

        if (!len)
            return; /* checked by the caller */
        if (used + q_width(text, len) + sizeof end - 1 > LINE_MAX_BYTES) {
            hd_buf_puts(out, end);
            hd_buf_puts(out, "\r\n ");
            hd_buf_puts(out, begin);
            used = 1 + sizeof begin - 1;
        }
        put_q_char(out, text, len);
        used += q_width(text, len);
        text += len;
        left -= len;
    }
    hd_buf_puts(out, end);
}

/* Folds plain ASCII at blanks. */
static void put_folded(struct hd_buf *out, const char *text, size_t column)
{
    while (*text) {
        size_t word = strcspn(text, " ");

        if (column + word + 1 > LINE_MAX_BYTES && column > 1) {
            hd_buf_puts(out, "\r\n ");
            column = 1;
        } else if (column > 0) {
            hd_buf_putc(out, ' ');
            column++;
        }
        hd_buf_put(out, text, word);
        column += word;
        text += word;
        text += *text == ' ';
    }
    hd_buf_puts(out, "\r\n");
}

static enum hd_rc put_text_header(struct hd_buf *out, const char *name, const char *text,
                                  struct hd_error *err)
{
    if (strpbrk(text, "\r\n") || !hd_utf8_valid(text, strlen(text)))
        return hd_fail(err, HD_BAD_INPUT, "header %s: the text is not one line of UTF-8", name);
    hd_buf_printf(out, "%s:", name);
    if (plain_ascii(text) && strlen(text) < 900) {
        put_folded(out, text, strlen(name) + 1);
        return HD_OK;
    }
    hd_buf_putc(out, ' ');
    put_encoded_words(out, text, strlen(name) + 2);
    hd_buf_puts(out, "\r\n");
    return HD_OK;
}

static enum hd_rc put_address_header(struct hd_buf *out, const char *header, const char *name,
                                     const char *address, struct hd_error *err)
{
    if (!mail_address_valid(address))
        return hd_fail(err, HD_BAD_INPUT, "header %s: '%.80s' is not an address we send to", header,
                       address);
    if (!name || !name[0]) {
        hd_buf_printf(out, "%s: %s\r\n", header, address);
        return HD_OK;
    }
    if (strpbrk(name, "\r\n") || !hd_utf8_valid(name, strlen(name)))
        return hd_fail(err, HD_BAD_INPUT, "header %s: the name is not one line of UTF-8", header);
    hd_buf_printf(out, "%s: ", header);
    put_encoded_words(out, name, strlen(header) + 2);
    hd_buf_printf(out, "\r\n <%s>\r\n", address);
    return HD_OK;
}

/* RFC 5322 date in the recipient's zone: "Sat, 21 Nov 2026 10:15:00 +0400". */
static void put_date(struct hd_buf *out, int64_t at_ms, int32_t offset_s)
{
    static const char *const days[] = { "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun" };
    static const char *const months[] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                          "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };
    int64_t local_s = at_ms / 1000 + offset_s;
    int32_t day = (int32_t)(local_s / 86400);
    int second = (int)(local_s % 86400);
    struct hd_civil date = hd_day_civil(day);
    int32_t offset_min = offset_s / 60;

    hd_buf_printf(out, "Date: %s, %d %s %d %02d:%02d:%02d %c%02d%02d\r\n",
                  days[hd_day_weekday(day) - 1], date.day, months[date.month - 1], date.year,
                  second / 3600, second / 60 % 60, second % 60, offset_min < 0 ? '-' : '+',
                  (offset_min < 0 ? -offset_min : offset_min) / 60,
                  (offset_min < 0 ? -offset_min : offset_min) % 60);
}

/* Length of a quoted-printable token for one byte. */
static bool qp_literal(unsigned char c, bool last_of_line)
{
    if (c == '=' || c > 126)
        return false;
    if (c == ' ' || c == '\t')
        return !last_of_line;
    return c > 32;
}

static void put_qp_line(struct hd_buf *out, const char *line, size_t len)
{
    size_t column = 0;

    for (size_t i = 0; i < len; i++) {
        unsigned char c = (unsigned char)line[i];
        /* A dot that begins a line could end the dialogue in a careless relay. */
        bool literal = qp_literal(c, i + 1 == len) && !(c == '.' && column == 0);
        size_t width = literal ? 1 : 3;

        if (column + width > LINE_MAX_BYTES - 1) {
            hd_buf_puts(out, "=\r\n");
            column = 0;
            literal = literal && c != '.';
            width = literal ? 1 : 3;
        }
        if (literal)
            hd_buf_putc(out, (char)c);
        else
            hd_buf_printf(out, "=%02X", (unsigned)c);
        column += width;
    }
    hd_buf_puts(out, "\r\n");
}

static void put_part(struct hd_buf *out, const char *type, const char *text)
{
    hd_buf_printf(out,
                  "Content-Type: %s; charset=utf-8\r\n"
                  "Content-Transfer-Encoding: quoted-printable\r\n\r\n",
                  type);
    while (*text) {
        size_t len = strcspn(text, "\n");
        size_t shown = len && text[len - 1] == '\r' ? len - 1 : len;

        put_qp_line(out, text, shown);
        text += len;
        text += *text == '\n';
    }
}

static void put_headers(const struct mail_message *message, struct hd_buf *out)
{
    put_date(out, message->date_at_ms, message->zone_offset_s);
    hd_buf_printf(out, "Message-ID: <%s>\r\n", message->message_id);
    if (message->in_reply_to)
        hd_buf_printf(out, "In-Reply-To: <%s>\r\nReferences: <%s>\r\n", message->in_reply_to,
                      message->in_reply_to);
    hd_buf_puts(out, "Auto-Submitted: auto-generated\r\n");
    if (message->list_id)
        hd_buf_printf(out, "List-Id: <%s>\r\n", message->list_id);
    if (message->unsubscribe_url)
        hd_buf_printf(out,
                      "List-Unsubscribe: <%s>\r\n"
                      "List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n",
                      message->unsubscribe_url);
    hd_buf_puts(out, "MIME-Version: 1.0\r\n");
}

static enum hd_rc check_machine_headers(const struct mail_message *message, struct hd_error *err)
{
    const struct {
        const char *name, *value;
    } headers[] = { { "Message-ID", message->message_id },
                    { "In-Reply-To", message->in_reply_to },
                    { "List-Id", message->list_id },
                    { "List-Unsubscribe", message->unsubscribe_url } };

    for (size_t i = 0; i < sizeof headers / sizeof headers[0]; i++)
        if (headers[i].value &&
            (!plain_ascii(headers[i].value) || strpbrk(headers[i].value, "<> ") ||
             strlen(headers[i].value) > 900))
            return hd_fail(err, HD_BAD_INPUT, "header %s: '%.80s' is not acceptable",
                           headers[i].name, headers[i].value);
    return HD_OK;
}

static void put_body(const struct mail_message *message, struct hd_buf *out)
{
    char boundary[64];

    if (!message->html) {
        put_part(out, "text/plain", message->text);
        return;
    }
    /* "=_" cannot appear in quoted-printable text, so no part can contain the boundary. */
    snprintf(boundary, sizeof boundary, "=_hedef_%.32s", message->message_id);
    hd_buf_printf(out, "Content-Type: multipart/alternative;\r\n boundary=\"%s\"\r\n\r\n",
                  boundary);
    hd_buf_printf(out, "--%s\r\n", boundary);
    put_part(out, "text/plain", message->text);
    hd_buf_printf(out, "--%s\r\n", boundary);
    put_part(out, "text/html", message->html);
    hd_buf_printf(out, "--%s--\r\n", boundary);
}

enum hd_rc mail_message_write(const struct mail_message *message, struct hd_buf *out,
                              struct hd_error *err)
{
    enum hd_rc rc = check_machine_headers(message, err);

    if (!rc)
        rc = put_address_header(out, "From", message->from_name, message->from, err);
    if (!rc)
        rc = put_address_header(out, "To", message->to_name, message->to, err);
    if (!rc)
        rc = put_text_header(out, "Subject", message->subject, err);
    if (rc)
        return rc;
    put_headers(message, out);
    put_body(message, out);
    return out->overflow ? hd_fail(err, HD_LIMIT, "the message is larger than %zu bytes", out->max)
                         : HD_OK;
}
