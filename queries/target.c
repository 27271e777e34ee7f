#include "queries/target.h"

#include <stdlib.h>
#include <string.h>

#include "queries/catalog_files.h"
#include "queries/catalog_items.h"
#include "queries/query_sql.h"
#include "storage/statement.h"

/* ---- lists ---- */

static const char *keep(struct statement *row, int column, struct hd_arena *arena)
{
    return hd_arena_strdup(arena, statement_text(row, column));
}

static const char *keep_or_empty(struct statement *row, int column, struct hd_arena *arena)
{
    const char *text = keep(row, column, arena);

    return text ? text : "";
}

static struct target_vintage read_vintage(struct statement *row, struct hd_arena *arena)
{
    return (struct target_vintage){
        .target = keep(row, 0, arena),
        .vintage = (int)statement_int(row, 1),
        .known_from_at_ms = statement_int(row, 2),
        .recorded_at_ms = statement_int(row, 3),
        .document = keep(row, 4, arena),
        .actor = keep(row, 5, arena),
        .change = statement_int(row, 6),
        .proposed_by = keep(row, 7, arena),
    };
}

enum hd_rc target_vintages(struct reader *reader, const char *target, int64_t cutoff_at_ms,
                           struct hd_arena *arena, struct target_vintage **rows_out,
                           size_t *count_out, struct hd_error *err)
{
    struct statement *STATEMENT_AUTO rows = NULL;
    struct target_vintage *list = NULL;
    size_t count = 0, room = 0;
    bool row = false;
    enum hd_rc rc = statement_take(reader, sql_target_vintages, &rows, err);

    if (rc)
        return rc;
    statement_bind_text(rows, ":target", target ? target : "");
    statement_bind_int(rows, ":cutoff", cutoff_at_ms);
    while ((rc = statement_next(rows, &row, err)) == HD_OK && row) {
        HD_GROW(list, count, room);
        list[count++] = read_vintage(rows, arena);
    }
    *rows_out = hd_arena_alloc(arena, (count + 1) * sizeof **rows_out);
    if (count > 0)
        memcpy(*rows_out, list, count * sizeof *list);
    *count_out = count;
    free(list);
    return rc;
}

static struct target_change_row read_change(struct statement *row, struct hd_arena *arena)
{
    return (struct target_change_row){
        .id = statement_int(row, 0),
        .target = keep(row, 1, arena),
        .state = keep(row, 2, arena),
        .reason = keep(row, 3, arena),
        .clause = keep(row, 4, arena),
        .document = keep(row, 5, arena),
        .base_document = keep(row, 6, arena),
        .known_from_at_ms = statement_int(row, 7),
        .proposed_by = keep(row, 8, arena),
        .proposed_at_ms = statement_int(row, 9),
        .decided_by = keep_or_empty(row, 10, arena),
        .decided_at_ms = statement_int(row, 11),
        .decision_reason = keep_or_empty(row, 12, arena),
        .vintage = (int)statement_int(row, 13),
    };
}

enum hd_rc target_changes(struct reader *reader, const char *state, int64_t id, int64_t limit,
                          struct hd_arena *arena, struct target_change_row **rows_out,
                          size_t *count_out, struct hd_error *err)
{
    struct statement *STATEMENT_AUTO rows = NULL;
    struct target_change_row *list = NULL;
    size_t count = 0, room = 0;
    bool row = false;
    enum hd_rc rc = statement_take(reader, sql_target_changes, &rows, err);

    if (rc)
        return rc;
    statement_bind_text(rows, ":state", state ? state : "");
    statement_bind_int(rows, ":id", id);
    statement_bind_int(rows, ":limit", limit);
    while ((rc = statement_next(rows, &row, err)) == HD_OK && row) {
        HD_GROW(list, count, room);
        list[count++] = read_change(rows, arena);
    }
    *rows_out = hd_arena_alloc(arena, (count + 1) * sizeof **rows_out);
    if (count > 0)
        memcpy(*rows_out, list, count * sizeof *list);
    *count_out = count;
    free(list);
    return rc;
}

/* ---- documents ---- */

enum hd_rc target_terms_read(const char *target, const char *document, struct hd_arena *arena,
                             struct target_terms *out, struct hd_error *err)
{
    struct target_record record = { 0 };
    struct catalog_entry *entry;
    enum hd_rc rc;

    *out = (struct target_terms){ .retired = true };
    if (!document)
        return HD_OK;
    rc = entry_parse(catalog_kind_find("target"), target, document, arena, &entry, err);
    if (rc)
        return rc;
    entry_fill(entry, &record, arena);
    *out = (struct target_terms){
        .kind = record.target.judge.kind,
        .period = record.period,
        .value = record.target.judge.value,
        .high = record.target.judge.high,
        .tolerance = record.tolerance,
        .baseline = record.target.judge.baseline_value,
        .baseline_period = record.baseline_period,
        .milestones = record.milestones,
        .reason = record.target.replaced_reason,
        .clause = record.target.clause,
        .source = record.target.source,
        .note = record.target.note,
        .valid_from_day = record.target.judge.valid_from_day,
        .retired = record.target.judge.retired,
    };
    return HD_OK;
}

/* One that was replaced in the instant it became known never decided anything. */
static bool decided(const struct stored_item *item, const struct stored_item *next)
{
    return !next || item->known_from_at_ms < next->known_from_at_ms;
}

void target_versions_fill(const struct stored_item *item, struct target *target,
                          struct hd_arena *arena)
{
    struct target_version *versions, *version;
    const struct stored_item *next = NULL;
    struct hd_error err;
    size_t room = 0;

    if (!item->before)
        return;
    for (const struct stored_item *at = item; at; at = at->before)
        room++;
    versions = hd_arena_alloc(arena, room * sizeof *versions);
    version = versions + room;
    for (const struct stored_item *at = item; at; next = at, at = at->before) {
        if (!decided(at, next))
            continue;
        version--;
        version->vintage = at->vintage;
        version->known_from_at_ms = at->known_from_at_ms;
        version->known_to_at_ms = next ? next->known_from_at_ms : INT64_MAX;
        if (target_terms_read(at->code, at->document, arena, &version->terms, &err))
            return; /* the store holds what was checked */
        version->terms.retired = version->terms.retired || at->retired;
    }
    target->versions = version;
    target->version_count = (size_t)(versions + room - version);
}

enum hd_rc target_documents_compare(const char *target, const char *before, const char *after,
                                    struct catalog_changes *changes, struct hd_error *err)
{
    const struct catalog_kind *kind = catalog_kind_find("target");
    struct catalog_entry *old, *new;
    enum hd_rc rc;

    if (!before || !after)
        return HD_OK;
    rc = entry_parse(kind, target, before, &changes->arena, &old, err);
    if (!rc)
        rc = entry_parse(kind, target, after, &changes->arena, &new, err);
    if (!rc)
        target_entries_compare(old, new, changes);
    return rc;
}
