/* queries/catalog_check.h  (private to queries/)
 *
 * What the checks of catalogue items share.  Each check tells all that it finds. */
#ifndef HEDEF_QUERIES_CATALOG_CHECK_H
#define HEDEF_QUERIES_CATALOG_CHECK_H

#include "common/problem.h"
#include "queries/catalog_files.h"

struct checking {
    const struct catalog_files *files;
    struct hd_problems *problems;
    const struct catalog_entry *entry;
    bool resolving; /* the second look at a single file: only what the store decides */
};

/* A problem at a field of the entry: at its own line, else at the item's.  args as HD_ARGS() makes
 * them; NULL: none. */
void check_complain(const struct checking *c, const char *key, const char *code,
                    const char *message, const char *const *args);
/* There is no item of that kind with that code; says which one was probably meant. */
void check_complain_unknown(const struct checking *c, const char *key, const char *kind,
                            const char *code);
/* An item that this look may decide about: of the files, and when resolving of the store too. */
const struct catalog_entry *check_find(const struct checking *c, const char *kind,
                                       const char *code);

/* Is a level within the natural limits of the indicator?  NULL and what is no number pass. */
void check_limit(const struct checking *c, const struct catalog_entry *indicator, const char *key,
                 const char *value);
/* Can a path of that curve go through it? */
void check_on_path(const struct checking *c, const char *path, const char *key, const char *value);

/* catalog_way.c: the stations of a target, and the period that answers it. */
void check_stations(const struct checking *c, enum judge_kind kind);
void check_station_limits(const struct checking *c, const struct catalog_entry *indicator);
void check_answer(const struct checking *c, enum judge_kind kind);

/* catalog_computed.c: how an indicator is computed from others. */
void check_computed(const struct checking *c);
/* catalog_computed.c: what counts the answers of a survey. */
void check_survey(const struct checking *c);
/* catalog_samples.c: how its values are made of measurements. */
void check_samples(const struct checking *c);

#endif
