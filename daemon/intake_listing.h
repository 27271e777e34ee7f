/* daemon/intake_listing.h  (private to the intake)
 *
 * The rows that a report names: the first ones of the document that are not unchanged.  They are
 * told in the order of the store, so the farthest one makes room for a nearer one. */
#ifndef HEDEF_DAEMON_INTAKE_LISTING_H
#define HEDEF_DAEMON_INTAKE_LISTING_H

#include "storage/bundle.h"
#include "storage/submission.h"

#define INTAKE_LISTED_MAX 200

struct intake_report;

struct intake_listed {
    uint32_t number; /* of the row */
    struct bundle_row row;
    struct submission_outcome outcome;
};

struct intake_listing {
    struct intake_listed items[INTAKE_LISTED_MAX]; /* a heap: the farthest one first */
    size_t count;
};

submission_told_fn intake_listing_take; /* ctx: the listing */
/* In the order of the document; texts are the report's. */
void intake_listing_write(struct intake_listing *listing, const struct bundle *bundle,
                          struct intake_report *report);

#endif
