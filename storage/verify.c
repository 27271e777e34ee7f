/* Is the store what it says?  Structure, references, and everything the hash chains cover. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/memory.h"
#include "storage/audit.h"
#include "storage/dbfile.h"
#include "storage/migration.h"
#include "storage/publication.h"
#include "storage/storage_sql.h"
#include "storage/txn.h"

struct inquiry {
    struct reader *session;
    struct store_verify *out;
    struct store_state state;
    struct hd_error first, other;
};

/* Counts a fault; where to say what it is.  Only the first one is kept. */
static struct hd_error *fault(struct inquiry *q)
{
    return q->out->broken++ ? &q->other : &q->first;
}

static bool is_hash(struct statement *row, int column, const unsigned char *want)
{
    size_t len;
    const void *bytes = statement_blob(row, column, &len);

    return len == DIGEST_BYTES && !memcmp(bytes, want, DIGEST_BYTES);
}

static enum hd_rc count(struct inquiry *q, const char *sql, int64_t *out, struct hd_error *err)
{
    STATEMENT_AUTO struct statement *statement = NULL;
    bool row = false;
    enum hd_rc rc = statement_take(q->session, sql, &statement, err);

    if (!rc)
        rc = statement_next(statement, &row, err);
    *out = !rc && row ? statement_int(statement, 0) : 0;
    return rc;
}

/* ---- the chain of audit events ---- */

static enum hd_rc check_event(struct inquiry *q, struct statement *row,
                              unsigned char head[static DIGEST_BYTES])
{
    unsigned char hash[DIGEST_BYTES];
    size_t seal_len;
    const void *seal = statement_blob(row, 6, &seal_len);
    struct audit_event event = {
        .id = statement_int(row, 0),
        .at_ms = statement_int(row, 1),
        .actor = statement_text(row, 2),
        .action = statement_text(row, 3),
        .object = statement_text(row, 4),
        .detail = statement_text(row, 5),
        .seal = seal_len == DIGEST_BYTES ? seal : NULL,
    };

    q->out->audit_events++;
    if (event.id != q->out->audit_events)
        hd_fail(fault(q), HD_CORRUPT, "audit event %" PRId64 " is missing", q->out->audit_events);
    audit_hash(head, &event, hash);
    if (!is_hash(row, 7, hash) || (seal_len && seal_len != DIGEST_BYTES))
        hd_fail(fault(q), HD_CORRUPT, "audit event %" PRId64 " is not as it was written", event.id);
    memcpy(head, hash, DIGEST_BYTES);
    return HD_OK;
}

static enum hd_rc check_audit(struct inquiry *q, struct hd_error *err)
{
    STATEMENT_AUTO struct statement *list = NULL;
    unsigned char head[DIGEST_BYTES] = { 0 };
    bool row;
    enum hd_rc rc = statement_take(q->session, storage_audit_list, &list, err);

    if (rc)
        return rc;
    while (!(rc = statement_next(list, &row, err)) && row)
        check_event(q, list, head);
    if (!rc && (q->out->audit_events != q->state.audit_count ||
                memcmp(head, q->state.audit_hash, DIGEST_BYTES) != 0))
        hd_fail(fault(q), HD_CORRUPT,
                "the audit does not end where it ended: %" PRId64 " events of %" PRId64,
                q->out->audit_events, q->state.audit_count);
    return rc;
}

/* ---- seals ---- */

#define KINDS 16

static enum hd_rc check_seal(struct inquiry *q, struct statement *row, int64_t *counts,
                             struct hd_error *err)
{
    const char *object = statement_text(row, 0);
    unsigned char seal[DIGEST_BYTES];
    enum hd_rc rc = audit_seal(q->session, object, seal, err);

    if (rc)
        return rc;
    counts[audit_kind_of(object) - audit_kinds]++;
    if (!is_hash(row, 1, seal))
        hd_fail(fault(q), HD_CORRUPT, "%s is not as the last audit event left it", object);
    return HD_OK;
}

/* Every object has an event: what was put in behind the audit's back is one too many. */
static enum hd_rc check_counts(struct inquiry *q, const int64_t *counts, struct hd_error *err)
{
    const struct audit_kind *kind = audit_kinds;
    enum hd_rc rc = HD_OK;

    for (size_t i = 0; !rc; i++, kind++) {
        int64_t here = 0;

        if (kind->since <= q->out->schema_version) /* a backup may be older than the table */
            rc = count(q, kind->count, &here, err);
        if (!rc && here != counts[i])
            hd_fail(fault(q), HD_CORRUPT, "%" PRId64 " of kind %s where the audit has %" PRId64,
                    here, kind->name ? kind->name : "catalogue item", counts[i]);
        if (!kind->name)
            break;
    }
    return rc;
}

static enum hd_rc check_seals(struct inquiry *q, struct hd_error *err)
{
    STATEMENT_AUTO struct statement *list = NULL;
    int64_t counts[KINDS] = { 0 };
    bool row;
    enum hd_rc rc = statement_take(q->session, storage_audit_seals, &list, err);

    while (!rc && !(rc = statement_next(list, &row, err)) && row)
        rc = check_seal(q, list, counts, err);
    return rc ? rc : check_counts(q, counts, err);
}

/* ---- observations, a series at a time ---- */

/* What the observations of the present series say of one release. */
struct release_sum {
    int64_t release_id, rows;
    unsigned char hash[DIGEST_BYTES];
};

struct series_walk {
    struct statement *rows; /* observations in the order of their table */
    bool row;
    struct release_sum *sums; /* an open table by release_id; release_id 0: free */
    size_t room, used;        /* room is a power of two */
    int64_t checked;          /* sums of all series */
};

static struct release_sum *find_sum(struct release_sum *sums, size_t room, int64_t release_id)
{
    size_t i = (size_t)((uint64_t)release_id * UINT64_C(0x9e3779b97f4a7c15) >> 32) & (room - 1);

    while (sums[i].release_id && sums[i].release_id != release_id)
        i = (i + 1) & (room - 1);
    return &sums[i];
}

static void grow(struct series_walk *walk)
{
    size_t room = walk->room ? walk->room * 2 : 64;
    struct release_sum *sums = hd_alloc(room * sizeof *sums);

    for (size_t i = 0; i < walk->room; i++)
        if (walk->sums[i].release_id)
            *find_sum(sums, room, walk->sums[i].release_id) = walk->sums[i];
    free(walk->sums);
    walk->sums = sums;
    walk->room = room;
}

static void add_row(struct inquiry *q, struct series_walk *walk)
{
    struct publication_row row = {
        .series_id = statement_int(walk->rows, 0),
        .period_key = statement_int(walk->rows, 1),
        .vintage = statement_int(walk->rows, 2),
        .release_id = statement_int(walk->rows, 3),
        .value = statement_text(walk->rows, 4),
        .status = statement_text(walk->rows, 5),
        .comment = statement_text(walk->rows, 6),
    };
    struct release_sum *sum;

    q->out->observations++;
    if (row.release_id < 1) {
        hd_fail(fault(q), HD_CORRUPT, "a value of series %" PRId64 " has no release",
                row.series_id);
        return;
    }
    if (2 * walk->used >= walk->room)
        grow(walk);
    sum = find_sum(walk->sums, walk->room, row.release_id);
    walk->used += !sum->release_id;
    sum->release_id = row.release_id;
    sum->rows++;
    publication_chain_row(sum->hash, &row);
}

static enum hd_rc check_sum(struct inquiry *q, int64_t series_id, const struct release_sum *sum,
                            struct hd_error *err)
{
    STATEMENT_AUTO struct statement *get = NULL;
    bool row;
    enum hd_rc rc = statement_take(q->session, storage_release_series_get, &get, err);

    if (rc)
        return rc;
    statement_bind_int(get, ":release_id", sum->release_id);
    statement_bind_int(get, ":series_id", series_id);
    rc = statement_next(get, &row, err);
    if (!rc && (!row || statement_int(get, 0) != sum->rows || !is_hash(get, 1, sum->hash)))
        hd_fail(fault(q), HD_CORRUPT,
                "values of series %" PRId64 " in release %" PRId64 " are not as published",
                series_id, sum->release_id);
    return rc;
}

static enum hd_rc close_series(struct inquiry *q, struct series_walk *walk, int64_t series_id,
                               struct hd_error *err)
{
    enum hd_rc rc = HD_OK;

    for (size_t i = 0; !rc && i < walk->room; i++)
        if (walk->sums[i].release_id)
            rc = check_sum(q, series_id, &walk->sums[i], err);
    walk->checked += (int64_t)walk->used;
    if (walk->used)
        memset(walk->sums, 0, walk->room * sizeof *walk->sums);
    walk->used = 0;
    return rc;
}

static enum hd_rc walk_series(struct inquiry *q, struct series_walk *walk, struct hd_error *err)
{
    enum hd_rc rc = statement_next(walk->rows, &walk->row, err);

    while (!rc && walk->row) {
        int64_t series_id = statement_int(walk->rows, 0);

        do {
            add_row(q, walk);
            rc = statement_next(walk->rows, &walk->row, err);
        } while (!rc && walk->row && statement_int(walk->rows, 0) == series_id);
        if (!rc)
            rc = close_series(q, walk, series_id, err);
    }
    return rc;
}

static enum hd_rc check_observations(struct inquiry *q, struct hd_error *err)
{
    STATEMENT_AUTO struct statement *rows = NULL;
    struct series_walk walk = { .checked = 0 };
    int64_t named = 0;
    enum hd_rc rc = statement_take(q->session, storage_observation_list, &rows, err);

    walk.rows = rows;
    if (!rc)
        rc = walk_series(q, &walk, err);
    free(walk.sums);
    if (!rc)
        rc = count(q, storage_release_series_count, &named, err);
    if (!rc && named != walk.checked)
        hd_fail(fault(q), HD_CORRUPT, "releases name %" PRId64 " series where values have %" PRId64,
                named, walk.checked);
    return rc;
}

/* ---- the chain of publications ---- */

static enum hd_rc check_publication(struct inquiry *q, struct statement *list,
                                    unsigned char head[static DIGEST_BYTES], struct hd_error *err)
{
    int64_t id = statement_int(list, 0);
    enum hd_rc rc;

    q->out->submissions++;
    if (statement_int(list, 1) != q->out->submissions)
        hd_fail(fault(q), HD_CORRUPT, "publication %" PRId64 " is missing", q->out->submissions);
    rc = publication_hash(q->session, id, head, head, err);
    if (!rc && !is_hash(list, 2, head))
        hd_fail(fault(q), HD_CORRUPT, "submission %" PRId64 " is not as it was published", id);
    return rc;
}

static enum hd_rc check_publications(struct inquiry *q, struct hd_error *err)
{
    STATEMENT_AUTO struct statement *list = NULL;
    unsigned char head[DIGEST_BYTES] = { 0 };
    int64_t strays = 0;
    bool row;
    enum hd_rc rc = statement_take(q->session, storage_publication_list, &list, err);

    while (!rc && !(rc = statement_next(list, &row, err)) && row)
        rc = check_publication(q, list, head, err);
    if (!rc && (q->out->submissions != q->state.submission_count ||
                memcmp(head, q->state.submission_hash, DIGEST_BYTES) != 0))
        hd_fail(fault(q), HD_CORRUPT,
                "publications do not end where they ended: %" PRId64 " of %" PRId64,
                q->out->submissions, q->state.submission_count);
    if (!rc)
        rc = count(q, storage_release_stray_count, &strays, err);
    if (!rc && strays)
        hd_fail(fault(q), HD_CORRUPT, "%" PRId64 " releases belong to no publication", strays);
    return rc;
}

/* ---- all of it ---- */

static enum hd_rc check_all(struct inquiry *q, struct hd_error *err)
{
    const struct driver_ops *driver = q->session->driver;
    int version;
    enum hd_rc rc = driver->version(q->session->connection, &version, err);

    if (rc)
        return rc;
    q->out->schema_version = version;
    rc = driver->check(q->session->connection, true, &q->out->broken, q->out->first,
                       sizeof q->out->first, err);
    if (rc || version == 0)
        return rc;
    rc = store_state_read(q->session, &q->state, err);
    if (!rc)
        rc = check_audit(q, err);
    if (!rc)
        rc = check_seals(q, err);
    if (!rc)
        rc = check_observations(q, err);
    return rc ? rc : check_publications(q, err);
}

static enum hd_rc judge(struct inquiry *q, const char *path, enum hd_rc rc, struct hd_error *err)
{
    if (rc == HD_CORRUPT)
        hd_fail(fault(q), rc, "%s", err->text);
    if (!q->out->first[0])
        snprintf(q->out->first, sizeof q->out->first, "%s", q->first.text);
    if (!rc && q->out->broken)
        rc = hd_fail(err, HD_CORRUPT, "'%s': %" PRId64 " faults, the first: %s", path,
                     q->out->broken, q->out->first);
    return rc;
}

enum hd_rc store_verify(const char *path, struct store_verify *out, struct hd_error *err)
{
    struct connection_options how = {
        .path = path,
        .role = CONNECTION_COPIER,
        .newest_version = migration_newest(),
    };
    struct inquiry q = { .out = out };
    enum hd_rc rc = dbfile_check(path, err);

    *out = (struct store_verify){ 0 };
    if (!rc && sodium_init() < 0)
        rc = hd_fail(err, HD_SYSTEM, "libsodium does not start");
    if (!rc)
        rc = session_open(driver_find(NULL), &how, &q.session, err);
    if (!rc)
        rc = q.session->driver->begin(q.session->connection, err);
    if (!rc)
        rc = check_all(&q, err);
    rc = judge(&q, path, rc, err);
    if (q.session) {
        session_reset_statements(q.session);
        q.session->driver->rollback(q.session->connection);
    }
    session_close(&q.session);
    return rc;
}
