/* daemon/page/calculation.h - private to daemon/page: a verdict as steps that can be followed
 * with a pocket calculator, each with where its numbers come from. */
#ifndef HEDEF_DAEMON_PAGE_CALCULATION_H
#define HEDEF_DAEMON_PAGE_CALCULATION_H

#include "daemon/page/page.h"

/* The list "steps" of label, formula, source in `item`, and the flag "any_step". */
void calculation_fill(struct tree *item, const struct page_frame *frame,
                      const struct status_row *row);

/* "stated by the target", "the last one known when the target came into force", ... */
const char *calculation_baseline_words(enum judge_baseline_source source,
                                       const struct hd_lang *lang);

#endif
