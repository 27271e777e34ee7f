/* daemon/page/elsewhere.h - the part of an indicator's page that looks beyond its own series: who
 * stands where, and the ways to the other series.  Private to daemon/page. */
#ifndef HEDEF_DAEMON_PAGE_ELSEWHERE_H
#define HEDEF_DAEMON_PAGE_ELSEWHERE_H

#include "daemon/page/page.h"

/* own: the series the page is about; NULL. */
void elsewhere_fill(struct tree *tree, const struct page_frame *frame,
                    const struct indicator *indicator, const struct judge_series *own);

#define ELSEWHERE_COLUMNS 4

/* The same period elsewhere, as columns of the table of values. */
struct elsewhere_columns {
    const struct judge_series *series[ELSEWHERE_COLUMNS];
    size_t count;
};
struct elsewhere_columns elsewhere_heads(struct tree *tree, const struct page_frame *frame,
                                         const struct indicator *indicator,
                                         const struct judge_series *own);
void elsewhere_cells(struct tree *item, const struct page_frame *frame,
                     const struct indicator *indicator, const struct elsewhere_columns *columns,
                     struct hd_period period);

/* "AZ", "AZ, rural". */
const char *elsewhere_series_name(const struct page_frame *frame,
                                  const struct judge_series *series);

#endif
