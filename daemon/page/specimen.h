/* daemon/page/specimen.h - private to daemon/page: every answer by example.  The cases of
 * web/specimens.yaml, judged by the rules that judge everything else. */
#ifndef HEDEF_DAEMON_PAGE_SPECIMEN_H
#define HEDEF_DAEMON_PAGE_SPECIMEN_H

#include "daemon/page/page.h"
#include "queries/rule_test.h"

/* The embedded cases, judged.  *tests begins zeroed; cleared with rule_tests_clear(). */
HD_MUST_CHECK enum hd_rc specimen_read(struct rule_tests *tests, struct hd_error *err);

/* The list "kinds_of_answer", one for each state in the order in which people read them: class,
 * glyph, state, how_many, and the list "examples" of name, values, others, goal, goal_when, asked,
 * why. */
HD_MUST_CHECK enum hd_rc specimen_list(struct tree *tree, const struct page_frame *frame,
                                       struct hd_error *err);

#endif
