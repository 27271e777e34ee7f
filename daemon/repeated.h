/* daemon/repeated.h - (private to the intake) rows that are one once default areas are filled
 * in. */
#ifndef HEDEF_DAEMON_REPEATED_H
#define HEDEF_DAEMON_REPEATED_H

#include <stddef.h>

#include "storage/submission.h"

/* before_out[i] becomes the row before i with the same series, period and publication; i itself
 * where there is none. */
void repeated_find(const struct submission_row *rows, size_t count, size_t *before_out);

#endif
