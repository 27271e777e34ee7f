/* daemon/page/profile.h - private to daemon/page: what the published methods say, as texts of a
 * template. */
#ifndef HEDEF_DAEMON_PAGE_PROFILE_H
#define HEDEF_DAEMON_PAGE_PROFILE_H

#include "daemon/page/page.h"

/* any_method, methods_of; the list "methods" of method, method_class, method_glyph, method_label,
 * own_word, measure, method_score, years, method_reason: of one verdict.  row NULL: none. */
void profile_fill(struct tree *tree, const struct page_frame *frame, const struct status_row *row);

/* The list "publishers" of method, own_name, about: all methods there are. */
void profile_list(struct tree *tree, const struct page_frame *frame);

#endif
