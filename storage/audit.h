/* storage/audit.h - private to storage/: events that chain, and seals over what they describe.
 *
 * Each event's hash covers the event before it.  A seal is a digest over the rows of one object
 * as the event left them: verification makes it again from the tables and compares it with the
 * newest one.  Which rows make up an object is one table (audit.c). */
#ifndef HEDEF_STORAGE_AUDIT_H
#define HEDEF_STORAGE_AUDIT_H

#include <stdbool.h>
#include <stdint.h>

#include "common/error.h"
#include "storage/digest.h"

struct reader;
struct txn;

#define AUDIT_OBJECT_MAX 512

struct audit_entry {
    const char *actor;
    const char *action;
    const char *object; /* "submission/12" */
    const char *detail; /* JSON; NULL: "{}" */
    bool seal;
};
HD_MUST_CHECK enum hd_rc audit_put(struct txn *txn, const struct audit_entry *entry,
                                   struct hd_error *err);

/* One kind of object that is sealed. */
struct audit_kind {
    const char *name;    /* before the slash; NULL: all others, which are catalogue items */
    const char *count;   /* SQL: how many objects there are */
    const char *rows[2]; /* SQL: its rows by :key (and :kind); second NULL: none */
    int since;           /* schema that brought it; 0: the first */
    int second_since;    /* ... that brought what the second rows ask for; a backup may be older */
};
extern const struct audit_kind audit_kinds[]; /* the last one has a NULL name */

const struct audit_kind *audit_kind_of(const char *object);
HD_MUST_CHECK enum hd_rc audit_seal(struct reader *session, const char *object,
                                    unsigned char out[static DIGEST_BYTES], struct hd_error *err);

/* What the chain covers of one event. */
struct audit_event {
    int64_t id, at_ms;
    const char *actor, *action, *object, *detail;
    const unsigned char *seal; /* NULL: none */
};
void audit_hash(const unsigned char before[static DIGEST_BYTES], const struct audit_event *event,
                unsigned char out[static DIGEST_BYTES]);

#endif
