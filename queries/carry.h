/* queries/carry.h  (private to queries/)
 *
 * A verdict follows from its question alone.  Where the picture before asked the very same one,
 * its answer is taken over: one changed value judges again only what depends on it.
 */
#ifndef HEDEF_QUERIES_CARRY_H
#define HEDEF_QUERIES_CARRY_H

#include "queries/picture_work.h"

/* Once the series of the new picture stand. */
void carry_begin(struct picture_work *w);
/* The row's target, series and question (of one without target: indicator and series) are there.
 * false: nothing was taken over, it must be judged. */
bool carry_verdict(struct picture_work *w, struct status_row *row);

#endif
