/* daemon/repeated.h - (private to the intake) rows that are one once default areas are filled
 * in. */
#ifndef HEDEF_DAEMON_REPEATED_H
#define HEDEF_DAEMON_REPEATED_H

#include "storage/bundle.h"

/* before_out[i], of all rows, becomes the row before i with the same series, period and
 * publication; i itself where there is none. */
void repeated_find(const struct bundle *bundle, uint32_t *before_out);

#endif
