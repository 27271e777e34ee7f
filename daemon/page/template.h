/* daemon/page/template.h - logic-free templates (a strict subset of Mustache) over a tree of
 * texts.  Files of web/ are embedded at build time.
 *
 *   {{name}}        inserted, HTML-escaped           {{{name}}}  inserted raw (our own SVG only)
 *   {{#name}}..{{/name}}  for each item of a list, or once when present and not empty
 *   {{^name}}..{{/name}}  when absent or empty       {{>file}}   another template
 *   {{_ Text}}      translated text                  {{! remark}}
 *
 * A name is looked for from the innermost tree outwards; an unknown name is our bug and fails
 * the render, so that a typo is found by the first test.  White space around a line break is
 * written as one line break. */
#ifndef HEDEF_DAEMON_PAGE_TEMPLATE_H
#define HEDEF_DAEMON_PAGE_TEMPLATE_H

#include <stdbool.h>

#include "common/buf.h"
#include "common/error.h"
#include "common/lang.h"
#include "common/memory.h"

struct tree; /* lives in its arena */

struct tree *tree_new(struct hd_arena *arena);
void tree_set(struct tree *tree, const char *name, const char *text); /* copied; NULL: absent */
void tree_setf(struct tree *tree, const char *name, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));
void tree_flag(struct tree *tree, const char *name, bool on);
struct tree *tree_sub(struct tree *tree, const char *name);    /* one nested tree */
struct tree *tree_append(struct tree *tree, const char *name); /* a new item of a list */
void tree_list(struct tree *tree, const char *name); /* an empty list, so that it is known */

HD_MUST_CHECK enum hd_rc template_render(const char *file, const struct tree *tree,
                                         const struct hd_lang *lang, struct hd_buf *out,
                                         struct hd_error *err);
/* The same of a template given as text. */
HD_MUST_CHECK enum hd_rc template_render_text(const char *text, const struct tree *tree,
                                              const struct hd_lang *lang, struct hd_buf *out,
                                              struct hd_error *err);

#endif
