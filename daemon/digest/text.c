#include <stdio.h>
#include <string.h>

#include "common/utf8.h"
#include "daemon/digest/content.h"
#include "daemon/view.h"

#define COLUMNS 76

/* Length in bytes of the first word and its width on screen. */
static size_t word_at(const char *text, size_t *width_out)
{
    char word[512];
    size_t len = strcspn(text, " ");

    snprintf(word, sizeof word, "%.*s", (int)(len < sizeof word ? len : sizeof word - 1), text);
    *width_out = hd_utf8_width(word);
    return len;
}

/* Wrapped at blanks, further lines indented. */
static void put_wrapped(struct hd_buf *out, const char *first, const char *rest, const char *text)
{
    size_t column = hd_utf8_width(first);
    bool begun = false;

    hd_buf_puts(out, first);
    while (*text) {
        size_t width, len = word_at(text, &width);

        if (begun && column + 1 + width > COLUMNS) {
            hd_buf_printf(out, "\n%s", rest);
            column = hd_utf8_width(rest);
        } else if (begun) {
            hd_buf_putc(out, ' ');
            column++;
        }
        hd_buf_put(out, text, len);
        column += width;
        begun = true;
        text += len;
        text += strspn(text, " ");
    }
    hd_buf_putc(out, '\n');
}

static void put_item(struct hd_buf *out, const struct digest_item *item)
{
    char first[32];

    snprintf(first, sizeof first, "%s ", item->glyph[0] ? item->glyph : "-");
    put_wrapped(out, first, "  ", item->headline);
    if (item->why[0])
        put_wrapped(out, "  ", "  ", item->why);
    if (item->who[0])
        put_wrapped(out, "  ", "  ", item->who);
    if (item->when[0])
        put_wrapped(out, "  ", "  ", item->when);
    if (item->link[0])
        hd_buf_printf(out, "  %s\n", item->link);
    hd_buf_putc(out, '\n');
}

static void put_section(const struct digest_content *content, enum digest_section section,
                        struct hd_buf *out)
{
    const struct digest_list *list = &content->sections[section];
    char title[256];

    if (!list->count)
        return;
    snprintf(title, sizeof title, "%s (%zu)",
             digest_section_title(section, content->recipient->lang), list->count);
    hd_buf_printf(out, "%s\n", title);
    for (size_t i = hd_utf8_width(title); i > 0; i--)
        hd_buf_putc(out, '-');
    hd_buf_puts(out, "\n\n");
    for (size_t i = 0; i < list->count; i++)
        put_item(out, &list->items[i]);
}

void digest_write_text(const struct digest_content *content, struct hd_buf *out)
{
    const struct hd_lang *lang = content->recipient->lang;
    bool any = false;

    if (content->picture->demo)
        put_wrapped(out, "", "",
                    hd_tr(lang, "DEMO: some of these values are invented and marked as such."));
    put_wrapped(out, "", "", content->summary);
    if (content->before[0])
        put_wrapped(out, "", "", content->before);
    hd_buf_putc(out, '\n');
    for (size_t i = 0; i < DIGEST_SECTIONS; i++) {
        any = any || content->sections[i].count;
        put_section(content, (enum digest_section)i, out);
    }
    if (!any)
        hd_buf_printf(out, "%s\n\n", hd_tr(lang, "Nothing new since the last digest."));
    hd_buf_printf(out, "%s %s/?lang=%s\n", hd_tr(lang, "The whole picture:"),
                  content->frame->base_url, hd_lang_code(lang));
}
