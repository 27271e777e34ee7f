#include "storage/publication.h"

#include <assert.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "common/memory.h"
#include "storage/storage_sql.h"
#include "storage/txn.h"

/* ---- chain ---- */

void publication_chain_row(unsigned char hash[static DIGEST_BYTES],
                           const struct publication_row *row)
{
    struct digest digest;

    digest_begin_after(&digest, hash);
    digest_int(&digest, row->series_id);
    digest_int(&digest, row->period_key);
    digest_int(&digest, row->vintage);
    digest_int(&digest, row->release_id);
    digest_text(&digest, row->value);
    digest_text(&digest, row->status);
    digest_text(&digest, row->comment);
    digest_end(&digest, hash);
}

/* All columns of all rows that belong to the submission. */
static enum hd_rc digest_rows(struct reader *session, const char *sql, int64_t submission_id,
                              struct digest *digest, struct hd_error *err)
{
    STATEMENT_AUTO struct statement *rows = NULL;
    bool row;
    enum hd_rc rc = statement_take(session, sql, &rows, err);

    if (rc)
        return rc;
    statement_bind_int(rows, ":id", submission_id);
    while (!(rc = statement_next(rows, &row, err)) && row) {
        int columns = statement_columns(rows);

        digest_int(digest, columns);
        for (int i = 0; i < columns; i++)
            statement_digest(rows, i, digest);
    }
    return rc;
}

enum hd_rc publication_hash(struct reader *session, int64_t submission_id,
                            const unsigned char before[static DIGEST_BYTES],
                            unsigned char out[static DIGEST_BYTES], struct hd_error *err)
{
    struct digest digest;
    enum hd_rc rc;

    digest_begin(&digest, "publication");
    digest_bytes(&digest, before, DIGEST_BYTES);
    rc = digest_rows(session, storage_publication_facts, submission_id, &digest, err);
    if (!rc)
        rc = digest_rows(session, storage_publication_series, submission_id, &digest, err);
    digest_end(&digest, out);
    return rc;
}

/* ---- releases ---- */

struct release {
    int64_t published_at_ms, id;
    int64_t added, changed; /* in all */
    /* in the series being written */
    int64_t series_added, series_changed;
    unsigned char series_hash[DIGEST_BYTES];
};

struct releases {
    struct release *items;
    size_t count;
};

static int compare_releases(const void *a, const void *b)
{
    const struct release *x = a, *y = b;

    return x->published_at_ms < y->published_at_ms ? -1 : x->published_at_ms > y->published_at_ms;
}

static struct release *find_release(const struct releases *releases, int64_t published_at_ms)
{
    struct release key = { .published_at_ms = published_at_ms };

    if (releases->count == 1)
        return releases->items;
    return bsearch(&key, releases->items, releases->count, sizeof key, compare_releases);
}

static void sort_distinct(struct releases *releases)
{
    size_t kept = 0;

    qsort(releases->items, releases->count, sizeof *releases->items, compare_releases);
    for (size_t i = 0; i < releases->count; i++)
        if (!i || compare_releases(&releases->items[kept - 1], &releases->items[i]))
            releases->items[kept++] = releases->items[i];
    releases->count = kept;
}

/* One for each publication date among the rows that are stored. */
static void collect_releases(const struct bundle *bundle, const struct bundle_row *rows,
                             size_t count, struct releases *releases)
{
    size_t room = 0;

    for (size_t i = 0; i < count; i++) {
        int64_t published_at_ms;

        if (!rows[i].vintage)
            continue;
        published_at_ms = bundle->extras[rows[i].extra].published_at_ms;
        if (releases->count &&
            releases->items[releases->count - 1].published_at_ms == published_at_ms)
            continue;
        HD_GROW(releases->items, releases->count, room);
        releases->items[releases->count++] = (struct release){ .published_at_ms = published_at_ms };
    }
    if (releases->count)
        sort_distinct(releases);
    for (size_t i = 0; i < count; i++) {
        struct release *release;

        if (!rows[i].vintage)
            continue;
        release = find_release(releases, bundle->extras[rows[i].extra].published_at_ms);
        release->added += rows[i].effect == SUBMISSION_ROW_NEW;
        release->changed += rows[i].effect == SUBMISSION_ROW_CHANGED;
    }
}

static enum hd_rc insert_releases(struct txn *txn, int64_t submission_id,
                                  const struct releases *releases, struct hd_error *err)
{
    STATEMENT_AUTO struct statement *insert = NULL;
    enum hd_rc rc = txn_take(txn, storage_release_insert, &insert, err);

    for (size_t i = 0; !rc && i < releases->count; i++) {
        struct release *release = &releases->items[i];

        statement_bind_int(insert, ":submission_id", submission_id);
        statement_bind_int(insert, ":published_at_ms", release->published_at_ms);
        statement_bind_int(insert, ":added", release->added);
        statement_bind_int(insert, ":changed", release->changed);
        rc = statement_run(insert, err);
        release->id = txn_inserted_id(txn);
    }
    return rc;
}

/* ---- observations ---- */

/* Rows of one statement: much of what an insert costs is paid once for all of them. */
#define TOGETHER 16
#define COLUMNS  7

struct gathered {
    struct incoming row;
    int64_t release_id;
};

struct writing {
    struct txn *txn;
    struct statement *insert_many, *insert;
    struct releases *releases;
    struct gathered gathered[TOGETHER];
    size_t count;
};

/* In the order of the columns, from place `at` on. */
static void put_observation(struct statement *insert, int at, const struct gathered *gathered)
{
    const struct incoming *row = &gathered->row;

    statement_put_int(insert, at, row->series_id);
    statement_put_int(insert, at + 1, row->period_key);
    statement_put_int(insert, at + 2, row->vintage);
    statement_put_int(insert, at + 3, gathered->release_id);
    statement_put_text(insert, at + 4, row->value);
    statement_put_text(insert, at + 5, row->status);
    statement_put_text(insert, at + 6, row->comment);
}

static enum hd_rc write_gathered(struct writing *w, struct hd_error *err)
{
    enum hd_rc rc = HD_OK;

    if (w->count == TOGETHER) {
        for (size_t i = 0; i < TOGETHER; i++)
            put_observation(w->insert_many, 1 + COLUMNS * (int)i, &w->gathered[i]);
        rc = statement_run(w->insert_many, err);
    } else {
        for (size_t i = 0; !rc && i < w->count; i++) {
            put_observation(w->insert, 1, &w->gathered[i]);
            rc = statement_run(w->insert, err);
        }
    }
    w->count = 0;
    return rc;
}

/* The series is complete: say in which releases it is. */
static enum hd_rc close_series(struct txn *txn, int64_t series_id, struct releases *releases,
                               struct hd_error *err)
{
    STATEMENT_AUTO struct statement *insert = NULL;
    enum hd_rc rc = txn_take(txn, storage_release_series_insert, &insert, err);

    for (size_t i = 0; !rc && i < releases->count; i++) {
        struct release *release = &releases->items[i];

        if (!release->series_added && !release->series_changed)
            continue;
        statement_bind_int(insert, ":release_id", release->id);
        statement_bind_int(insert, ":series_id", series_id);
        statement_bind_int(insert, ":added", release->series_added);
        statement_bind_int(insert, ":changed", release->series_changed);
        statement_bind_blob(insert, ":hash", release->series_hash, DIGEST_BYTES);
        rc = statement_run(insert, err);
        release->series_added = release->series_changed = 0;
        memset(release->series_hash, 0, DIGEST_BYTES);
    }
    return rc;
}

static enum hd_rc write_row(struct writing *w, const struct incoming *row, struct hd_error *err)
{
    struct release *release = find_release(w->releases, row->published_at_ms);
    struct publication_row hashed = {
        .series_id = row->series_id,
        .period_key = row->period_key,
        .vintage = row->vintage,
        .release_id = release->id,
        .value = row->value,
        .status = row->status,
        .comment = row->comment,
    };

    release->series_added += row->effect == SUBMISSION_ROW_NEW;
    release->series_changed += row->effect == SUBMISSION_ROW_CHANGED;
    publication_chain_row(release->series_hash, &hashed);
    w->gathered[w->count++] = (struct gathered){ *row, release->id };
    return w->count == TOGETHER ? write_gathered(w, err) : HD_OK;
}

static enum hd_rc write_rows(struct writing *w, const struct bundle *bundle,
                             const struct bundle_row *rows, size_t count, struct hd_error *err)
{
    enum hd_rc rc = HD_OK;

    for (size_t i = 0; !rc && i < count; i++) {
        struct incoming row = incoming_of(bundle, &rows[i]);

        if (row.vintage)
            rc = write_row(w, &row, err);
        if (!rc && (i + 1 == count || rows[i + 1].series != rows[i].series))
            rc = close_series(w->txn, row.series_id, w->releases, err);
    }
    return rc;
}

static enum hd_rc write_observations(struct txn *txn, const struct bundle *bundle,
                                     const struct bundle_row *rows, size_t count,
                                     struct releases *releases, struct hd_error *err)
{
    STATEMENT_AUTO struct statement *insert = NULL;
    STATEMENT_AUTO struct statement *insert_many = NULL;
    struct writing w = { .txn = txn, .releases = releases };
    enum hd_rc rc = txn_take(txn, storage_observation_insert, &insert, err);

    if (!rc)
        rc = txn_take(txn, storage_observation_insert_many, &insert_many, err);
    if (rc)
        return rc;
    w.insert = insert;
    w.insert_many = insert_many;
    rc = write_rows(&w, bundle, rows, count, err);
    return rc ? rc : write_gathered(&w, err);
}

static enum hd_rc end_chain(struct txn *txn, int64_t submission_id, struct hd_error *err)
{
    STATEMENT_AUTO struct statement *put = NULL;
    unsigned char hash[DIGEST_BYTES];
    enum hd_rc rc =
        publication_hash(txn->session, submission_id, txn->state.submission_hash, hash, err);

    if (!rc)
        rc = txn_take(txn, storage_submission_hash, &put, err);
    if (rc)
        return rc;
    memcpy(txn->state.submission_hash, hash, DIGEST_BYTES);
    txn->state.submission_count++;
    statement_bind_int(put, ":id", submission_id);
    statement_bind_blob(put, ":hash", hash, DIGEST_BYTES);
    return statement_run(put, err);
}

enum hd_rc publication_put(struct txn *txn, int64_t submission_id, const struct bundle *bundle,
                           const struct bundle_row *rows, size_t count, struct hd_error *err)
{
    struct releases releases = { NULL, 0 };
    enum hd_rc rc;

    collect_releases(bundle, rows, count, &releases);
    rc = insert_releases(txn, submission_id, &releases, err);
    if (!rc)
        rc = write_observations(txn, bundle, rows, count, &releases, err);
    if (!rc)
        rc = end_chain(txn, submission_id, err);
    free(releases.items);
    return rc;
}
