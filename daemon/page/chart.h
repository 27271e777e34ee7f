/* daemon/page/chart.h - one small SVG writer for page, print and mail.
 *
 * One grammar: value solid, path dashed, milestones as rings (crossed when missed), target as a
 * ring with its number, today as a hairline, forecast dotted in a pale fan, the same indicator
 * elsewhere as thin lines with their names, each strategy's path in its own pattern.  Direct
 * labels, placed so that they do not collide.  Only SVG attributes and classes: no style=. */
#ifndef HEDEF_DAEMON_PAGE_CHART_H
#define HEDEF_DAEMON_PAGE_CHART_H

#include "common/buf.h"
#include "common/lang.h"
#include "queries/picture.h"

/* NARROW is the full chart for a phone: a page carries both, the style sheet shows one. */
enum chart_size { CHART_SPARK, CHART_CARD, CHART_FULL, CHART_NARROW };

/* row's series with its path and targets (on the full chart those of all strategies, and the
 * indicator elsewhere).
 * Writes a complete <svg>...</svg> with a sentence for screen readers (a spark has none: its
 * row says the same), or nothing when there is nothing to draw.  Colours and line styles are
 * the classes of web/hedef.css. */
void chart_write(const struct status_row *row, const struct picture *picture, enum chart_size size,
                 const struct hd_lang *lang, struct hd_buf *out);

#define CHART_PATHS 4

/* What the full chart shows, for its legend. */
struct chart_parts {
    const struct strategy *strategies[CHART_PATHS]; /* whose paths, in the order of patterns */
    size_t strategy_count;
    bool path, forecast, others;
    size_t left_out; /* series elsewhere that found no room */
};
struct chart_parts chart_parts(const struct status_row *row, const struct picture *picture);

#endif
