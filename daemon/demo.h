/* daemon/demo.h
 *
 * Invented values with which every state, an overdue value, a revision and a correction can be
 * seen at once.  Pure and without chance: the same picture gives the same plan.  It is made for
 * the catalogue that is there, from what the targets ask and from the published values; no period
 * that has a value gets an invented one.
 *
 *      catalogue and published values ──► picture ──► demo_make ──► submission_put, one by one
 */
#ifndef HEDEF_DAEMON_DEMO_H
#define HEDEF_DAEMON_DEMO_H

#include <stddef.h>
#include <stdint.h>

#include "storage/submission.h"

struct hd_arena;
struct hd_zone;
struct picture;

struct demo_plan {
    struct submission_new *submissions; /* invented, published, with their own dates; in order */
    size_t count;
    int32_t owed_from_day; /* from when values must be owed so that some are overdue: belongs into
                            * the setting `owed_from` of the store */
};

/* `published` is the picture of today with the published values loaded.  Rows carry noon of their
 * day in the zone.  actor and checksum are the caller's to set; reasons are msgids.  Everything
 * lives in the arena. */
struct demo_plan demo_make(const struct picture *published, const struct hd_zone *zone,
                           struct hd_arena *arena);

#endif
