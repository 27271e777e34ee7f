/* Is the store what it says?  Structure, references, and everything the hash chains cover. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

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
        int64_t here;

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

/* ---- the chain of publications ---- */

struct chain_walk {
    struct statement *rows; /* observations by publication; at the first one not yet used */
    bool row;
    struct series_name *name;
    unsigned char head[DIGEST_BYTES];
    int64_t chain_no; /* of the publication being checked */
};

static enum hd_rc next_row(struct inquiry *q, struct chain_walk *walk, struct hd_error *err)
{
    enum hd_rc rc = statement_next(walk->rows, &walk->row, err);

    q->out->observations += !rc && walk->row;
    return rc;
}

static int64_t row_chain_no(const struct chain_walk *walk)
{
    return walk->row ? statement_int(walk->rows, 0) : INT64_MAX;
}

static enum hd_rc digest_rows(struct inquiry *q, struct chain_walk *walk, struct digest *digest,
                              int64_t *rows_out, struct hd_error *err)
{
    enum hd_rc rc = HD_OK;

    for (*rows_out = 0; !rc && row_chain_no(walk) == walk->chain_no; ++*rows_out) {
        struct publication_row row = {
            .series_id = statement_int(walk->rows, 1),
            .period_key = statement_int(walk->rows, 2),
            .vintage = statement_int(walk->rows, 3),
            .published_at_ms = statement_int(walk->rows, 4),
            .value = statement_text(walk->rows, 5),
            .status = statement_text(walk->rows, 6),
            .comment = statement_text(walk->rows, 7),
        };

        rc = publication_digest_row(q->session, walk->name, &row, digest, err);
        if (!rc)
            rc = next_row(q, walk, err);
    }
    return rc;
}

/* Columns of list: id, chain_no, hash, rows its counts speak of, the same of its releases, of
 * their series. */
static enum hd_rc check_publication(struct inquiry *q, struct chain_walk *walk,
                                    struct statement *list, struct hd_error *err)
{
    int64_t id = statement_int(list, 0), rows;
    struct digest digest;
    enum hd_rc rc;

    q->out->submissions++;
    walk->chain_no = statement_int(list, 1);
    if (walk->chain_no != q->out->submissions)
        hd_fail(fault(q), HD_CORRUPT, "publication %" PRId64 " is missing", q->out->submissions);
    rc = publication_digest_begin(q->session, id, walk->head, &digest, err);
    if (!rc)
        rc = digest_rows(q, walk, &digest, &rows, err);
    if (rc)
        return rc;
    digest_end(&digest, walk->head);
    if (!is_hash(list, 2, walk->head))
        hd_fail(fault(q), HD_CORRUPT,
                "submission %" PRId64 " or its values are not as they were published", id);
    for (int column = 3; column < 6; column++)
        if (statement_int(list, column) != rows)
            hd_fail(fault(q), HD_CORRUPT,
                    "submission %" PRId64 " has %" PRId64 " values where %" PRId64 " were counted",
                    id, rows, statement_int(list, column));
    return HD_OK;
}

/* Values of no publication come before the first one, those of missing ones in between. */
static enum hd_rc skip_strays(struct inquiry *q, struct chain_walk *walk, int64_t before,
                              struct hd_error *err)
{
    enum hd_rc rc = HD_OK;

    while (!rc && walk->row && row_chain_no(walk) < before) {
        hd_fail(fault(q), HD_CORRUPT, "a value of series %" PRId64 " belongs to no publication",
                statement_int(walk->rows, 1));
        rc = next_row(q, walk, err);
    }
    return rc;
}

static enum hd_rc walk_chain(struct inquiry *q, struct chain_walk *walk, struct statement *list,
                             struct hd_error *err)
{
    bool row;
    enum hd_rc rc = next_row(q, walk, err);

    while (!rc && !(rc = statement_next(list, &row, err)) && row) {
        rc = skip_strays(q, walk, statement_int(list, 1), err);
        if (!rc)
            rc = check_publication(q, walk, list, err);
    }
    if (!rc)
        rc = skip_strays(q, walk, INT64_MAX, err);
    if (!rc && (q->out->submissions != q->state.submission_count ||
                memcmp(walk->head, q->state.submission_hash, DIGEST_BYTES) != 0))
        hd_fail(fault(q), HD_CORRUPT,
                "publications do not end where they ended: %" PRId64 " of %" PRId64,
                q->out->submissions, q->state.submission_count);
    return rc;
}

static enum hd_rc check_publications(struct inquiry *q, struct hd_error *err)
{
    STATEMENT_AUTO struct statement *list = NULL;
    STATEMENT_AUTO struct statement *rows = NULL;
    struct chain_walk walk = { .row = false };
    enum hd_rc rc = statement_take(q->session, storage_publication_list, &list, err);

    if (!rc)
        rc = statement_take(q->session, storage_publication_rows, &rows, err);
    if (rc)
        return rc;
    walk.rows = rows;
    walk.name = series_name_create();
    rc = walk_chain(q, &walk, list, err);
    series_name_destroy(&walk.name);
    return rc;
}

static enum hd_rc check_release_series(struct inquiry *q, struct hd_error *err)
{
    int64_t wrong;
    enum hd_rc rc = count(q, storage_release_series_wrong, &wrong, err);

    if (!rc && wrong)
        hd_fail(fault(q), HD_CORRUPT,
                "%" PRId64 " releases name other series than their values have", wrong);
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
        rc = check_publications(q, err);
    return rc ? rc : check_release_series(q, err);
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
