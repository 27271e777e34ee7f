#include "daemon/page/strip.h"

#include "daemon/view.h"

#define STRIP_HEIGHT 18

static void put_percent(struct hd_buf *out, const char *name, size_t part, size_t whole)
{
    size_t hundredths = part * 10000 / whole;

    hd_buf_printf(out, " %s=\"%zu.%02zu%%\"", name, hundredths / 100, hundredths % 100);
}

/* States that say nothing about success are white with lines: they weigh less than a colour. */
void strip_write(const struct status_counts *counts, struct hd_buf *out)
{
    size_t before = 0;

    if (!counts->total)
        return;
    hd_buf_printf(out, "<svg class=\"strip\" width=\"100%%\" height=\"%d\" aria-hidden=\"true\">",
                  STRIP_HEIGHT);
    hd_buf_puts(out, "<defs><pattern id=\"hatch\" width=\"6\" height=\"6\" "
                     "patternUnits=\"userSpaceOnUse\" patternTransform=\"rotate(45)\">"
                     "<path d=\"M0 0V6\"/></pattern></defs>");
    for (size_t i = 0; i < JUDGE_STATES; i++) {
        enum judge_state state = view_state_at(i);

        if (!counts->by_state[state])
            continue;
        hd_buf_printf(out, "<rect class=\"%s\" height=\"%d\"", view_state_class(state),
                      STRIP_HEIGHT);
        put_percent(out, "x", before, counts->total);
        put_percent(out, "width", counts->by_state[state], counts->total);
        hd_buf_puts(out, "/>");
        before += counts->by_state[state];
    }
    hd_buf_puts(out, "</svg>");
}
