/* daemon/collect/sources.h - all configured sources by name, and how each fares.
 *
 *      hedef.conf, collectors.d/  ─┐
 *                                  ├──► sources (replaced as a whole on reload and by commands)
 *      those of the database      ─┘
 *
 * A source is held while something uses it: replaced definitions end with their last run.  Any
 * thread. */
#ifndef HEDEF_DAEMON_COLLECT_SOURCES_H
#define HEDEF_DAEMON_COLLECT_SOURCES_H

#include "daemon/collect/source.h"
#include "queries/fetch.h"

struct service;
struct sources;

struct sources *sources_create(void);
void sources_destroy(struct sources **sources);

/* Makes all of them anew from the settings and the database.  Definitions that did not change keep
 * their instance.  HD_BAD_INPUT with problems when one of the files is wrong: all stay as they
 * were.  A wrong one of the database is kept as a problem of its own and is asked no more. */
HD_MUST_CHECK enum hd_rc sources_load(struct service *service, struct hd_problems *problems,
                                      struct hd_error *err);
/* The same if it was never done: for whoever runs without a daemon. */
HD_MUST_CHECK enum hd_rc sources_ready(struct service *service, struct hd_problems *problems,
                                       struct hd_error *err);
/* The sections of the settings alone: are they good? */
void sources_check(const struct settings *settings, const struct hd_clock *clock,
                   struct hd_problems *problems);

/* Held for the caller; NULL: none of that name. */
struct source *sources_find(struct service *service, const char *name);
/* All of them by name, each held for the caller; in the arena. */
struct source **sources_all(struct service *service, struct hd_arena *arena, size_t *count_out);
/* For messages: names, in the arena. */
const char *const *sources_names(struct service *service, struct hd_arena *arena,
                                 size_t *count_out);

/* How one fares: its row of the database and what follows from the clock.  Rows are in the arena.
 * state: "running" "failing" "good" "waiting" (never ran) "disabled". */
struct source_health {
    struct source_state_row row; /* zero and "" when it never ran */
    int64_t attempted_at_ms;     /* begin of the newest run; 0: never */
    int64_t next_at_ms;          /* TIMETABLE_NEVER: only by hand */
    const char *state;
};
HD_MUST_CHECK enum hd_rc sources_health(struct service *service, struct source *const *all,
                                        size_t count, struct hd_arena *arena,
                                        struct source_health *health, struct hd_error *err);

#endif
