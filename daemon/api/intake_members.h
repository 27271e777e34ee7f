/* daemon/api/intake_members.h - private to daemon/api/: what an intake did, as members of an object
 * that is open. */
#ifndef HEDEF_DAEMON_API_INTAKE_MEMBERS_H
#define HEDEF_DAEMON_API_INTAKE_MEMBERS_H

#include "common/json.h"
#include "common/lang.h"
#include "daemon/intake.h"

/* "new" "changed" ... */
const char *intake_effect_word(enum submission_effect effect);
/* submission, state, new, changed ... */
void intake_counts_json(struct hd_jsonw *w, const struct intake_report *report);
void intake_rows_json(struct hd_jsonw *w, const struct intake_report *report); /* rows */
void intake_problems_json(struct hd_jsonw *w, const struct hd_problems *problems,
                          const struct hd_lang *lang); /* problems */

#endif
