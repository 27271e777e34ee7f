#include "storage/gathering.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "common/date.h"
#include "common/memory.h"
#include "storage/storage_sql.h"
#include "storage/txn.h"

/* ---- series: from words to numbers ---- */

struct slot {
    const struct submission_row *row; /* the first one of this series; NULL: free */
    uint64_t hash;
    int64_t series_id;
};

struct series_map {
    struct slot *slots;
    size_t room, used; /* room is a power of two */
};

static uint64_t hash_word(uint64_t hash, const char *word)
{
    do {
        hash = (hash ^ (unsigned char)*word) * UINT64_C(0x100000001b3);
    } while (*word++);
    return hash;
}

static uint64_t hash_series(const struct submission_row *row)
{
    uint64_t hash = UINT64_C(0xcbf29ce484222325);

    hash = hash_word(hash, row->indicator);
    hash = hash_word(hash, row->area);
    return hash_word(hash, row->breakdown);
}

static bool same_series(const struct submission_row *a, const struct submission_row *b)
{
    return !strcmp(a->indicator, b->indicator) && !strcmp(a->area, b->area) &&
           !strcmp(a->breakdown, b->breakdown);
}

static struct slot *find_slot(const struct series_map *map, const struct submission_row *row,
                              uint64_t hash)
{
    size_t i = hash & (map->room - 1);

    while (map->slots[i].row &&
           (map->slots[i].hash != hash || !same_series(map->slots[i].row, row)))
        i = (i + 1) & (map->room - 1);
    return &map->slots[i];
}

static void grow(struct series_map *map)
{
    struct series_map bigger = { .room = map->room ? map->room * 2 : 64, .used = map->used };

    bigger.slots = hd_alloc(bigger.room * sizeof *bigger.slots);
    for (size_t i = 0; i < map->room; i++)
        if (map->slots[i].row)
            *find_slot(&bigger, map->slots[i].row, map->slots[i].hash) = map->slots[i];
    free(map->slots);
    *map = bigger;
}

static enum hd_rc find_indicator(struct txn *txn, const char *code, int64_t *id_out,
                                 struct hd_error *err)
{
    STATEMENT_AUTO struct statement *find = NULL;
    bool row;
    enum hd_rc rc = txn_take(txn, storage_catalog_item_find, &find, err);

    if (rc)
        return rc;
    statement_bind_text(find, ":kind", "indicator");
    statement_bind_text(find, ":code", code);
    rc = statement_next(find, &row, err);
    if (rc)
        return rc;
    if (!row)
        return hd_fail(err, HD_BAD_INPUT, "there is no indicator '%.100s'", code);
    *id_out = statement_int(find, 0);
    return HD_OK;
}

static enum hd_rc insert_series(struct txn *txn, int64_t item_id, const struct submission_row *row,
                                int64_t *id_out, struct hd_error *err)
{
    STATEMENT_AUTO struct statement *insert = NULL;
    enum hd_rc rc = txn_take(txn, storage_series_insert, &insert, err);

    if (rc)
        return rc;
    statement_bind_int(insert, ":indicator_item_id", item_id);
    statement_bind_text(insert, ":area", row->area);
    statement_bind_text(insert, ":breakdown", row->breakdown);
    rc = statement_run(insert, err);
    *id_out = txn_inserted_id(txn);
    return rc;
}

enum hd_rc gathering_series(struct txn *txn, const struct submission_row *row, int64_t *id_out,
                            struct hd_error *err)
{
    STATEMENT_AUTO struct statement *find = NULL;
    int64_t item_id = 0;
    bool found;
    enum hd_rc rc = find_indicator(txn, row->indicator, &item_id, err);

    if (!rc)
        rc = txn_take(txn, storage_series_find, &find, err);
    if (rc)
        return rc;
    statement_bind_int(find, ":indicator_item_id", item_id);
    statement_bind_text(find, ":area", row->area);
    statement_bind_text(find, ":breakdown", row->breakdown);
    rc = statement_next(find, &found, err);
    if (rc)
        return rc;
    if (!found)
        return insert_series(txn, item_id, row, id_out, err);
    *id_out = statement_int(find, 0);
    return HD_OK;
}

static enum hd_rc series_of(struct txn *txn, struct series_map *map,
                            const struct submission_row *row, int64_t *id_out, struct hd_error *err)
{
    uint64_t hash = hash_series(row);
    struct slot *slot;
    enum hd_rc rc;

    if (2 * map->used >= map->room)
        grow(map);
    slot = find_slot(map, row, hash);
    if (!slot->row) {
        rc = gathering_series(txn, row, &slot->series_id, err);
        if (rc)
            return rc;
        slot->row = row;
        slot->hash = hash;
        map->used++;
    }
    *id_out = slot->series_id;
    return HD_OK;
}

/* ---- rows ---- */

static bool is_short(const char *text, size_t max)
{
    return strnlen(text, max + 1) <= max;
}

static enum hd_rc check_row(const struct submission_row *row, size_t number, struct hd_error *err)
{
    if (!is_short(row->area, GATHERING_WORD_MAX) || !row->area[0])
        return hd_fail(err, HD_BAD_INPUT, "row %zu: the area is empty or too long", number);
    if (!is_short(row->breakdown, GATHERING_WORD_MAX))
        return hd_fail(err, HD_BAD_INPUT, "row %zu: the breakdown is too long", number);
    if (row->value && (!row->value[0] || !is_short(row->value, GATHERING_VALUE_MAX)))
        return hd_fail(err, HD_BAD_INPUT, "row %zu: the value is empty or too long", number);
    if (row->status < 'A' || row->status > 'Z')
        return hd_fail(err, HD_BAD_INPUT, "row %zu: the status is not a capital letter", number);
    if (row->comment && !is_short(row->comment, GATHERING_COMMENT_MAX))
        return hd_fail(err, HD_BAD_INPUT, "row %zu: the comment is too long", number);
    return HD_OK;
}

/* A date without a time is noon: today's is taken as now before noon, later days are refused. */
static enum hd_rc publication_time(struct txn *txn, const struct submission_new *submission,
                                   size_t i, int64_t *at_ms_out, struct hd_error *err)
{
    int64_t at_ms = submission->rows[i].published_at_ms;

    if (!at_ms || at_ms == txn->now_at_ms) {
        *at_ms_out = gathering_second(txn->now_at_ms);
        return HD_OK;
    }
    if (!submission->history)
        return hd_fail(err, HD_BAD_INPUT,
                       "row %zu: only a history submission has publication dates", i + 1);
    if (at_ms > txn->now_at_ms + HD_DAY_MS)
        return hd_fail(err, HD_BAD_INPUT, "row %zu: the publication date is in the future", i + 1);
    *at_ms_out = gathering_second(at_ms < txn->now_at_ms ? at_ms : txn->now_at_ms);
    return HD_OK;
}

static enum hd_rc gather_row(struct txn *txn, const struct submission_new *submission, size_t i,
                             struct series_map *map, struct incoming *out, struct hd_error *err)
{
    const struct submission_row *row = &submission->rows[i];
    enum hd_rc rc = check_row(row, i + 1, err);

    if (!rc)
        rc = publication_time(txn, submission, i, &out->published_at_ms, err);
    if (rc)
        return rc;
    rc = series_of(txn, map, row, &out->series_id, err);
    if (rc)
        return hd_context(err, "row %zu", i + 1);
    out->period_key = hd_period_key(row->period);
    out->value = row->value;
    out->comment = row->comment && row->comment[0] ? row->comment : NULL;
    out->status[0] = row->status;
    out->row = (uint32_t)i;
    return HD_OK;
}

enum hd_rc gathering_rows(struct txn *txn, const struct submission_new *submission,
                          struct incoming **rows_out, struct hd_error *err)
{
    struct series_map map = { NULL, 0, 0 };
    struct incoming *rows;
    enum hd_rc rc = HD_OK;

    if (submission->count >= UINT32_MAX)
        return hd_fail(err, HD_LIMIT, "too many rows in one submission");
    rows = hd_alloc(submission->count * sizeof *rows);
    for (size_t i = 0; i < submission->count && !rc; i++)
        rc = gather_row(txn, submission, i, &map, &rows[i], err);
    free(map.slots);
    if (!rc) {
        vintage_sort(rows, submission->count);
        rc = gathering_check_twice(rows, submission->count, err);
    }
    if (rc)
        free(rows);
    else
        *rows_out = rows;
    return rc;
}

static bool same_text(const char *a, const char *b)
{
    return a && b ? !strcmp(a, b) : a == b;
}

enum hd_rc gathering_check_twice(const struct incoming *rows, size_t count, struct hd_error *err)
{
    for (size_t i = 1; i < count; i++) {
        const struct incoming *a = &rows[i - 1], *b = &rows[i];

        if (a->series_id != b->series_id || a->period_key != b->period_key ||
            a->published_at_ms != b->published_at_ms)
            continue;
        if (!same_text(a->value, b->value) || !same_text(a->comment, b->comment) ||
            a->status[0] != b->status[0])
            return hd_fail(err, HD_BAD_INPUT, "rows %u and %u differ for the same period",
                           a->row + 1, b->row + 1);
    }
    return HD_OK;
}
