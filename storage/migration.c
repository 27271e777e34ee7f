#include "storage/migration.h"

#include <stddef.h>

#include "storage/migration_texts.h"
#include "storage/session.h"
#include "storage/store.h"

const struct migration migrations[] = {
    { 1, "0001_initial", migration_0001_initial, NULL },
    { 2, "0002_outbox_failed", migration_0002_outbox_failed, NULL },
    { 3, "0003_target_change", migration_0003_target_change, NULL },
    { 4, "0004_collectors", migration_0004_collectors, NULL },
    { 0, NULL, NULL, NULL },
};

int migration_newest(void)
{
    int newest = 0;

    for (const struct migration *m = migrations; m->version; m++)
        newest = m->version;
    return newest;
}

int store_schema_version(void)
{
    return migration_newest();
}

static enum hd_rc apply(struct reader *session, const struct migration *step, struct hd_error *err)
{
    enum hd_rc rc = session_run(session, step->sql, err);

    if (!rc && step->fixup)
        rc = step->fixup(session, err);
    if (!rc)
        rc = session->driver->set_version(session->connection, step->version, err);
    return rc ? hd_context(err, "migration %s", step->name) : HD_OK;
}

static enum hd_rc apply_later(struct reader *session, struct hd_error *err)
{
    int version;
    enum hd_rc rc = session->driver->version(session->connection, &version, err);

    for (const struct migration *m = migrations; !rc && m->version; m++)
        if (m->version > version)
            rc = apply(session, m, err);
    return rc ? rc : session->driver->commit(session->connection, err);
}

enum hd_rc migration_run(struct reader *session, struct hd_error *err)
{
    enum hd_rc rc = session->driver->begin(session->connection, err);

    if (!rc)
        rc = apply_later(session, err);
    session->driver->rollback(session->connection);
    return rc;
}
