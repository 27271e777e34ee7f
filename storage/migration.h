/* storage/migration.h - private to storage/: the schema's history, oldest first, never edited
 * once released.
 *
 * Applied under one writing transaction: read the version, apply every later step, write the
 * version, commit.  The version is read again after the lock is taken, because another process
 * may have migrated while we waited for it.
 */
#ifndef HEDEF_STORAGE_MIGRATION_H
#define HEDEF_STORAGE_MIGRATION_H

#include "common/error.h"

struct reader;

struct migration {
    int version;      /* 1, 2, 3 ... without gaps */
    const char *name; /* the file's name, for messages */
    const char *sql;  /* from storage/migrations/NNNN_name.sql */

    /* For what SQL alone cannot say; NULL for nearly all.  Same transaction. */
    enum hd_rc (*fixup)(struct reader *session, struct hd_error *err);
};

extern const struct migration migrations[]; /* ended by version 0 */

int migration_newest(void);
/* From whatever version the database has to the newest. */
HD_MUST_CHECK enum hd_rc migration_run(struct reader *session, struct hd_error *err);

#endif
