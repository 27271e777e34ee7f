#include "client/colour.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "daemon/view.h"

/* As near to the fills of the page as 256 colours come. */
static const struct {
    enum judge_state state;
    const char *code;
} colours[] = {
    { STATE_ACHIEVED, "38;5;25" },   { STATE_ON_TRACK, "38;5;74" }, { STATE_AT_RISK, "38;5;172" },
    { STATE_OFF_TRACK, "38;5;166" }, { STATE_MISSED, "38;5;124" },
};

bool colour_wanted(const struct client *client)
{
    const char *when = client_global(client, "color");
    const char *off = getenv("NO_COLOR");

    if (strcmp(client->output, "table") != 0)
        return false;
    if (when && strcmp(when, "always") == 0)
        return true;
    if ((when && strcmp(when, "never") == 0) || (off && *off))
        return false;
    return isatty(STDOUT_FILENO);
}

static const char *colour_at(const char *text, size_t len, size_t *glyph_len)
{
    for (size_t i = 0; i < sizeof colours / sizeof *colours; i++) {
        const char *glyph = view_state_glyph(colours[i].state);

        *glyph_len = strlen(glyph);
        if (*glyph_len <= len && memcmp(text, glyph, *glyph_len) == 0)
            return colours[i].code;
    }
    return NULL;
}

void colour_glyphs(const char *text, size_t len, struct hd_buf *out)
{
    for (size_t i = 0; i < len;) {
        size_t glyph_len = 0;
        const char *code =
            (unsigned char)text[i] >= 0x80 ? colour_at(text + i, len - i, &glyph_len) : NULL;

        if (code) {
            hd_buf_printf(out, "\033[%sm%.*s\033[0m", code, (int)glyph_len, text + i);
            i += glyph_len;
        } else {
            hd_buf_putc(out, text[i++]);
        }
    }
}
