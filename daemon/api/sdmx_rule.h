/* daemon/api/sdmx_rule.h - private to daemon/api/: conditions on the components of an observation,
 * as `c[TIME_PERIOD]=ge:2024-Q1+le:2026-Q4` and keys like Q.AZ,GE.* write them. */
#ifndef HEDEF_DAEMON_API_SDMX_RULE_H
#define HEDEF_DAEMON_API_SDMX_RULE_H

#include "daemon/export/cube.h"
#include "daemon/export/export.h"

/* What a rule is about: a dimension (enum cube_axis_id), or AXES + an export_part. */
#define SDMX_SUBJECTS    (AXES + PARTS)
#define SDMX_ON(subject) (1U << (subject))
#define SDMX_ON_ALL      (SDMX_ON(SDMX_SUBJECTS) - 1)

struct sdmx_choice; /* terms that all hold */
struct sdmx_rule {
    unsigned subject;
    struct sdmx_choice *choices; /* any of them */
    size_t count;
};

/* "REF_AREA", "OBS_STATUS"; SDMX_SUBJECTS when there is none of that name. */
unsigned sdmx_subject(const char *id, size_t len);

/* `or_mark` parts alternatives.  NULL, or what is wrong: a part of `text` that is no period. */
const char *sdmx_rule_read(unsigned subject, const char *text, char or_mark, struct hd_arena *arena,
                           struct sdmx_rule *rule);
/* Rules about other subjects than `subjects` count as kept. */
bool sdmx_rule_holds(const struct sdmx_rule *rule, unsigned subjects,
                     const struct observed *observed);

#endif
