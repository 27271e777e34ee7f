/* daemon/page/calculation.h - private to daemon/page: the worked calculation of a verdict in the
 * tree of its page. */
#ifndef HEDEF_DAEMON_PAGE_CALCULATION_H
#define HEDEF_DAEMON_PAGE_CALCULATION_H

#include "daemon/page/page.h"

/* The lists "inputs" and "sections" (each with its "steps") in `item`, the version of the method,
 * and the flag "any_step". */
void calculation_fill(struct tree *item, const struct page_frame *frame,
                      const struct status_row *row);

#endif
