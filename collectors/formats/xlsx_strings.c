#include "collectors/formats/xlsx_strings.h"

#include <stdlib.h>
#include <string.h>

#include "common/memory.h"

struct reading {
    struct xlsx_strings *strings;
    struct hd_problems *problems;
    struct xlsx_xml *xml;
    size_t start;      /* of the text being read */
    unsigned phonetic; /* depth inside <rPh> */
    bool in_text;
};

/* ---- _x000A_ ---- */

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    return (c | 32) >= 'a' && (c | 32) <= 'f' ? (c | 32) - 'a' + 10 : -1;
}

/* The character of an escape at `at`; -1 when there is none. */
static int escaped(const char *at)
{
    int code = 0;

    if (at[0] != '_' || at[1] != 'x')
        return -1;
    for (size_t i = 2; i < 6; i++) {
        int digit = hex_digit(at[i]);

        if (digit < 0)
            return -1;
        code = code * 16 + digit;
    }
    /* Others are no use of it: XML holds them as they are. */
    return at[6] == '_' && (code < 0x20 || code == '_') ? code : -1;
}

void xlsx_unescape(char *text)
{
    char *to = strstr(text, "_x");
    const char *from = to;

    if (!to)
        return;
    while (*from) {
        int code = escaped(from);

        if (code < 0) {
            *to++ = *from++;
            continue;
        }
        *to++ = code == '\t' || code == '\n' || code == '\r' || code == '_' ? (char)code : ' ';
        from += 7;
    }
    *to = '\0';
}

/* ---- the part ---- */

static void stop(struct reading *reading, const char *what, unsigned long limit)
{
    struct hd_error err = { 0 };

    xlsx_xml_stop(reading->xml, xlsx_too_large(reading->problems, &err, what, limit), &err);
}

static void on_start(void *ctx, const char *name, const char **attributes)
{
    struct reading *reading = ctx;
    struct xlsx_strings *strings = reading->strings;

    (void)attributes;
    if (strcmp(name, "rPh") == 0) {
        reading->phonetic++;
    } else if (strcmp(name, "t") == 0) {
        reading->in_text = !reading->phonetic;
    } else if (strcmp(name, "si") == 0) {
        if (strings->count == XLSX_STRINGS_MAX) {
            stop(reading, "texts", XLSX_STRINGS_MAX);
            return;
        }
        reading->start = strings->texts.len;
        HD_GROW(strings->starts, strings->count, strings->room);
        strings->starts[strings->count++] = reading->start;
    }
}

static void on_end(void *ctx, const char *name)
{
    struct reading *reading = ctx;
    struct hd_buf *texts = &reading->strings->texts;

    if (strcmp(name, "rPh") == 0) {
        reading->phonetic -= reading->phonetic > 0;
    } else if (strcmp(name, "t") == 0) {
        reading->in_text = false;
    } else if (strcmp(name, "si") == 0) {
        xlsx_unescape(texts->data + reading->start);
        hd_buf_putc(texts, '\0');
    }
}

static void on_text(void *ctx, const char *text, int len)
{
    struct reading *reading = ctx;
    struct hd_buf *texts = &reading->strings->texts;

    if (!reading->in_text || !reading->strings->count)
        return;
    hd_buf_put(texts, text, (size_t)len);
    if (texts->overflow)
        stop(reading, "the bytes of texts", XLSX_STRINGS_BYTES_MAX);
    else if (texts->len - reading->start > XLSX_TEXT_BYTES_MAX)
        stop(reading, "the bytes of a text", XLSX_TEXT_BYTES_MAX);
}

enum hd_rc xlsx_strings_read(struct xlsx_package *package, const char *part,
                             struct xlsx_strings *strings, struct hd_error *err)
{
    static const struct xlsx_xml_handlers handlers = { on_start, on_end, on_text };
    struct reading reading = { .strings = strings, .problems = xlsx_package_problems(package) };

    hd_buf_init(&strings->texts, XLSX_STRINGS_BYTES_MAX);
    return xlsx_xml_read(package, part, &handlers, &reading, &reading.xml, err);
}

const char *xlsx_strings_get(const struct xlsx_strings *strings, size_t at)
{
    return at < strings->count ? strings->texts.data + strings->starts[at] : NULL;
}

void xlsx_strings_clear(struct xlsx_strings *strings)
{
    hd_buf_clear(&strings->texts);
    free(strings->starts);
    *strings = (struct xlsx_strings){ 0 };
}
