/* daemon/page/row.h - private to daemon/page: one verdict as the texts of a template, the same on
 * every page. */
#ifndef HEDEF_DAEMON_PAGE_ROW_H
#define HEDEF_DAEMON_PAGE_ROW_H

#include "daemon/page/page.h"

/* name, href, breakdown; class, glyph, state; latest, when; goal, goal_when; expected; gap,
 * gap_unit, gap_class; note; chance; body, body_name.  Texts that do not apply are absent. */
void row_fill(struct tree *item, const struct page_frame *frame, const struct status_row *row);

/* class, glyph, state of a chip alone. */
void row_chip(struct tree *item, const struct page_frame *frame, enum judge_state state);

/* The figures of a card: the list "figures" of label, number, unit, class. */
void row_figures(struct tree *item, const struct page_frame *frame, const struct status_row *row);

/* "ahead": the same of what is to come, label, number, unit; any_ahead. */
void row_ahead(struct tree *item, const struct page_frame *frame, const struct status_row *row);

/* body, promised, alert: who answers, and what came of the alert about it (NULL: none). */
void row_answer(struct tree *item, const struct page_frame *frame, const struct body *body,
                const struct alert_row *alert);

/* The alert in force about where a verdict stands, or about a late submission of an indicator;
 * NULL. */
const struct alert_row *row_alert(const struct picture *picture, const struct status_row *row);
const struct alert_row *row_late_alert(const struct picture *picture,
                                       const struct indicator *indicator);

/* "Due 30 October 2026; grace ended on 13 November; 22 days late." */
const char *row_late_sentence(const struct page_frame *frame, const struct deadline *deadline);

/* A value has come in for it. */
bool row_has_value(const struct status_row *row);

/* In tables: the short name of a body where it has one. */
const char *row_body_short(const struct body *body, const struct hd_lang *lang);

#endif
