/* daemon/page/strip.h - private to daemon/page: the band of states, as wide as their counts. */
#ifndef HEDEF_DAEMON_PAGE_STRIP_H
#define HEDEF_DAEMON_PAGE_STRIP_H

#include "common/buf.h"
#include "queries/picture.h"

/* An <svg> that fills its place whatever the width; hidden from screen readers, since the list
 * of counts beside it says the same. */
void strip_write(const struct status_counts *counts, struct hd_buf *out);

#endif
