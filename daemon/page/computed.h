/* daemon/page/computed.h - private to daemon/page: what a computed indicator is made of, and the
 * working of its newest value. */
#ifndef HEDEF_DAEMON_PAGE_COMPUTED_H
#define HEDEF_DAEMON_PAGE_COMPUTED_H

#include "daemon/page/page.h"

/* The names of computed.html.  series NULL: there is none. */
void computed_fill(struct tree *tree, const struct page_frame *frame,
                   const struct indicator *indicator, const struct judge_series *series);

#endif
