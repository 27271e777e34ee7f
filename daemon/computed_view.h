/* daemon/computed_view.h - a computed indicator and the working of its values: in JSON, and in
 * words for page and terminal. */
#ifndef HEDEF_DAEMON_COMPUTED_VIEW_H
#define HEDEF_DAEMON_COMPUTED_VIEW_H

#include "common/json.h"
#include "common/lang.h"
#include "queries/picture.h"

/* The member `computed`: formula, parts, the working of the newest value of each series, and the
 * newest periods without one; null where values are entered.  area, breakdown NULL: all. */
void computed_json(struct hd_jsonw *w, const struct picture *picture,
                   const struct indicator *indicator, const char *area, const char *breakdown,
                   struct hd_arena *arena);

/* How it is computed, one translated sentence each, ended by NULL; in the arena. */
const char *const *computed_sentences(const struct indicator *indicator, const struct hd_lang *lang,
                                      struct hd_arena *arena);
/* Why a period has no value; NULL when it has one. */
const char *computed_gap_sentence(const struct catalog *catalog, const struct indicator *indicator,
                                  const struct composite_working *working,
                                  const struct hd_lang *lang, struct hd_arena *arena);
/* The newest working that has a value; NULL. */
const struct composite_working *computed_newest(const struct composite_result *result);
/* "0.4667": a share or a scaled number, for people; in the arena. */
const char *computed_number(double value, const struct hd_lang *lang, struct hd_arena *arena);

#endif
