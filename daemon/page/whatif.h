/* daemon/page/whatif.h - private to daemon/page: the form of an indicator's page that asks "what
 * if", and its answer. */
#ifndef HEDEF_DAEMON_PAGE_WHATIF_H
#define HEDEF_DAEMON_PAGE_WHATIF_H

#include "daemon/page/page.h"

/* For web/whatif.html.  series NULL: there is nothing to ask about.  false: what was assumed makes
 * no sense, and the page says why. */
bool whatif_fill(struct tree *tree, const struct page_frame *frame,
                 const struct indicator *indicator, const struct judge_series *series);

#endif
