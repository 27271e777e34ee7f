/* daemon/page/elsewhere.h - the part of an indicator's page that looks beyond its own series: who
 * stands where, and the ways to the other series.  Private to daemon/page. */
#ifndef HEDEF_DAEMON_PAGE_ELSEWHERE_H
#define HEDEF_DAEMON_PAGE_ELSEWHERE_H

#include "daemon/page/page.h"

/* own: the series the page is about; NULL. */
void elsewhere_fill(struct tree *tree, const struct page_frame *frame,
                    const struct indicator *indicator, const struct judge_series *own);

/* "AZ", "AZ, rural". */
const char *elsewhere_series_name(const struct page_frame *frame,
                                  const struct judge_series *series);

#endif
