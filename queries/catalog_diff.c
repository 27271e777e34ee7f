#include <stdlib.h>
#include <string.h>

#include "common/date.h"
#include "common/lang.h"
#include "queries/catalog_files.h"
#include "queries/catalog_items.h"
#include "storage/record.h"
#include "storage/store.h"

/* ---- references out of a single file ---- */

static enum hd_rc load_outside(struct catalog_files *files, struct reader *reader,
                               struct hd_error *err)
{
    struct stored_item *items;
    size_t count;
    enum hd_rc rc = stored_items_load(reader, INT64_MAX, &files->arena, &items, &count, err);

    if (rc)
        return rc;
    files->outside = hd_arena_alloc(&files->arena, (count + 1) * sizeof(void *));
    for (size_t i = 0; i < count && !rc; i++)
        rc = entry_parse(items[i].kind, items[i].code, items[i].document, &files->arena,
                         &files->outside[i], err);
    files->outside_count = rc ? 0 : count;
    return rc;
}

enum hd_rc catalog_files_resolve(struct reader *reader, struct catalog_files *files,
                                 struct hd_problems *problems, struct hd_error *err)
{
    size_t before = problems->errors;
    enum hd_rc rc;

    if (files->directory || files->resolved)
        return HD_OK;
    rc = load_outside(files, reader, err);
    if (rc)
        return rc;
    catalog_check_outside(files, problems);
    files->resolved = true;
    files->faulty = files->faulty || problems->errors > before;
    return problems->errors > before ? hd_fail(err, HD_BAD_INPUT, "unknown references") : HD_OK;
}

/* Files that are fit to be compared or applied. */
static enum hd_rc require_sound(struct reader *reader, struct catalog_files *files,
                                struct hd_error *err)
{
    struct hd_problems HD_PROBLEMS_AUTO problems = { 0 };
    struct hd_buf HD_BUF_AUTO line = { 0 };
    enum hd_rc rc = catalog_files_resolve(reader, files, &problems, err);

    if (rc == HD_BAD_INPUT && problems.count > 0) {
        hd_buf_init(&line, sizeof err->text);
        hd_problem_line(&problems.items[0], NULL, &line);
        return hd_fail(err, HD_BAD_INPUT, "%s", line.data);
    }
    if (!rc && files->faulty)
        return hd_fail(err, HD_BAD_INPUT, "the catalogue files have problems");
    return rc;
}

/* ---- differences ---- */

static void add_change(struct catalog_changes *changes, struct catalog_change change)
{
    struct hd_arena *arena = &changes->arena;

    HD_GROW(changes->items, changes->count, changes->room);
    change.code = hd_arena_strdup(arena, change.code);
    change.field = hd_arena_strdup(arena, change.field);
    change.old_text = hd_arena_strdup(arena, change.old_text);
    change.new_text = hd_arena_strdup(arena, change.new_text);
    changes->items[changes->count++] = change;
}

/* A value as one text, for comparison and for people; NULL when it is not given. */
static const char *value_text(const struct catalog_value *value, struct hd_arena *arena)
{
    struct hd_buf HD_BUF_AUTO text = { 0 };

    if (value->shape == VALUE_NONE || value->shape == VALUE_TEXT)
        return value->text;
    hd_buf_init(&text, 1 << 20);
    for (size_t i = 0; i < value->part_count; i++)
        hd_buf_printf(&text, "%s%s", i ? ", " : "", value->parts[i].text);
    return hd_arena_strdup(arena, text.data);
}

static bool same_text(const char *a, const char *b)
{
    return a && b ? strcmp(a, b) == 0 : a == b;
}

static const char *part_text(const struct catalog_value *value, const char *key)
{
    for (size_t i = 0; value->shape == VALUE_MAP && i < value->part_count; i++)
        if (strcmp(value->parts[i].key, key) == 0)
            return value->parts[i].text;
    return NULL;
}

/* Names are compared language by language: "name.az". */
static void compare_names(struct catalog_changes *changes, struct catalog_change change,
                          const struct catalog_value *old, const struct catalog_value *new)
{
    const char *field = change.field;

    for (int side = 0; side < 2; side++) {
        const struct catalog_value *keys = side ? new : old;

        for (size_t i = 0; i < keys->part_count; i++) {
            const char *key = keys->parts[i].key;

            change.old_text = part_text(old, key);
            change.new_text = part_text(new, key);
            if ((side == 1 && change.old_text) || same_text(change.old_text, change.new_text))
                continue; /* said from the old side, or equal */
            change.field = hd_arena_printf(&changes->arena, "%s.%s", field, key);
            add_change(changes, change);
        }
    }
}

static void compare_field(struct catalog_changes *changes, const struct catalog_entry *old,
                          const struct catalog_entry *new, size_t field)
{
    const struct catalog_value *a = &old->values[field], *b = &new->values[field];
    struct catalog_change change = { .kind = new->kind->name,
                                     .code = new->code,
                                     .what = CATALOG_CHANGED,
                                     .field = new->kind->fields[field].key };

    if (a->shape == VALUE_MAP && b->shape == VALUE_MAP) {
        compare_names(changes, change, a, b);
        return;
    }
    change.old_text = value_text(a, &changes->arena);
    change.new_text = value_text(b, &changes->arena);
    if (!same_text(change.old_text, change.new_text))
        add_change(changes, change);
}

static void compare_values(struct catalog_changes *changes, const struct catalog_entry *old,
                           const struct catalog_entry *new)
{
    for (size_t i = 0; i < new->kind->field_count; i++)
        compare_field(changes, old, new, i);
}

void target_entries_compare(const struct catalog_entry *old, const struct catalog_entry *new,
                            struct catalog_changes *changes)
{
    for (size_t i = 0; i < new->kind->field_count; i++) {
        const char *key = new->kind->fields[i].key;

        if (strcmp(key, "replaced_reason") != 0 && strcmp(key, "clause") != 0)
            compare_field(changes, old, new, i);
    }
}

static bool same_document(const struct catalog_entry *entry, const char *document)
{
    struct hd_buf HD_BUF_AUTO text = { 0 };

    hd_buf_init(&text, 1 << 20);
    entry_document(entry, &text);
    return strcmp(text.data, document) == 0;
}

static enum hd_rc compare_item(struct catalog_changes *changes, const struct catalog_entry *entry,
                               const struct stored_item *item, struct hd_error *err)
{
    struct catalog_entry *old;
    enum hd_rc rc;

    if (!item || item->retired) {
        add_change(changes, (struct catalog_change){ .kind = entry->kind->name,
                                                     .code = entry->code,
                                                     .what = CATALOG_ADDED });
        changes->added++;
        return HD_OK;
    }
    if (same_document(entry, item->document)) {
        changes->unchanged++;
        return HD_OK;
    }
    rc = entry_parse(entry->kind, entry->code, item->document, &changes->arena, &old, err);
    if (rc)
        return rc;
    compare_values(changes, old, entry);
    changes->changed++;
    return HD_OK;
}

enum hd_rc catalog_diff(struct reader *reader, struct catalog_files *files,
                        struct catalog_changes *changes, struct hd_error *err)
{
    struct stored_item *items;
    size_t count;
    enum hd_rc rc = require_sound(reader, files, err);

    if (!rc)
        rc = stored_items_load(reader, INT64_MAX, &changes->arena, &items, &count, err);
    if (rc)
        return rc;
    for (size_t i = 0; i < files->count && !rc; i++) {
        const struct catalog_entry *entry = files->entries[i];

        rc = compare_item(changes, entry, stored_items_find(items, count, entry->kind, entry->code),
                          err);
    }
    for (size_t i = 0; i < count && files->directory && !rc; i++) {
        if (items[i].retired || files_find(files, items[i].kind->name, items[i].code))
            continue;
        add_change(changes, (struct catalog_change){ .kind = items[i].kind->name,
                                                     .code = items[i].code,
                                                     .what = CATALOG_REMOVED });
        changes->removed++;
    }
    return rc;
}

void catalog_changes_clear(struct catalog_changes *changes)
{
    free(changes->items);
    hd_arena_clear(&changes->arena);
    *changes = (struct catalog_changes){ 0 };
}

/* ---- applying ---- */

struct applying {
    struct txn *txn;
    const struct catalog_files *files;
    const struct stored_item *items;
    size_t count;
    const char *actor;
    size_t changed;
    struct hd_error *err;
};

int64_t catalog_noon_at_ms(const struct hd_zone *zone, const char *day_text)
{
    int32_t day;

    if (!hd_day_parse(day_text, strlen(day_text), &day))
        return INT64_MIN;
    return zone ? hd_zone_at_ms(zone, day, 12 * 60) : day * HD_DAY_MS + HD_DAY_MS / 2;
}

/* From when a document counts as known.  What has no date of its own always was; a target is
 * known from the day on which it came into force.  A changed one is known from now, or from the
 * new day when it came into force again; never before the vintage it replaces, which would
 * otherwise go on deciding. */
static enum hd_rc known_from(const struct applying *a, const struct catalog_entry *entry,
                             const struct stored_item *before, int64_t *at_ms_out)
{
    bool target = strcmp(entry->kind->name, "target") == 0;
    int64_t now = txn_now_at_ms(a->txn), start = INT64_MIN;
    struct hd_arena HD_ARENA_AUTO scratch = { 0 };
    struct catalog_entry *old;
    enum hd_rc rc;

    if (target)
        start = catalog_noon_at_ms(a->files->zone, entry_text(entry, "valid_from"));
    *at_ms_out = start;
    if (!before)
        return HD_OK;
    rc = entry_parse(entry->kind, entry->code, before->document, &scratch, &old, a->err);
    if (rc)
        return rc;
    if (!target || strcmp(entry_text(entry, "valid_from"), entry_text(old, "valid_from")) <= 0)
        start = now;
    *at_ms_out = start > before->known_from_at_ms ? start : before->known_from_at_ms;
    return HD_OK;
}

static enum hd_rc apply_entry(struct applying *a, const struct catalog_entry *entry)
{
    const struct stored_item *before =
        stored_items_find(a->items, a->count, entry->kind, entry->code);
    struct hd_buf HD_BUF_AUTO document = { 0 };
    struct catalog_item item = { .kind = entry->kind->name, .code = entry->code };
    bool changed;
    enum hd_rc rc = known_from(a, entry, before, &item.known_from_at_ms);

    if (rc)
        return rc;
    hd_buf_init(&document, 1 << 20);
    entry_document(entry, &document);
    if (document.overflow)
        return hd_fail(a->err, HD_LIMIT, "%s '%s' is too long", item.kind, item.code);
    item.document = document.data;
    rc = record_catalog_item(a->txn, &item, a->actor, &changed, a->err);
    a->changed += !rc && changed;
    return rc;
}

static enum hd_rc retire_item(struct applying *a, const struct stored_item *gone)
{
    int64_t now = txn_now_at_ms(a->txn);
    struct catalog_item item = {
        .kind = gone->kind->name,
        .code = gone->code,
        .known_from_at_ms = now > gone->known_from_at_ms ? now : gone->known_from_at_ms,
    };
    bool changed;
    enum hd_rc rc = record_catalog_item(a->txn, &item, a->actor, &changed, a->err);

    a->changed += !rc && changed;
    return rc;
}

/* What somebody decided since is not undone by files that never heard of it. */
static enum hd_rc refuse_undoing(struct txn *txn, const struct catalog_files *files,
                                 struct hd_error *err)
{
    struct hd_problems HD_PROBLEMS_AUTO problems = { 0 };
    struct hd_buf HD_BUF_AUTO line = { 0 };
    enum hd_rc rc = HD_OK;

    if (!files->takes_targets)
        rc = target_check_moved(txn_reader(txn), files, &problems, err);
    if (rc || !problems.count)
        return rc;
    hd_buf_init(&line, sizeof err->text);
    hd_problem_line(&problems.items[0], NULL, &line);
    return hd_fail(err, HD_CONFLICT, "%s", line.data);
}

enum hd_rc catalog_apply(struct txn *txn, struct catalog_files *files, bool remove,
                         const char *actor, size_t *changed_out, struct hd_error *err)
{
    struct applying a = { .txn = txn, .files = files, .actor = actor, .err = err };
    struct hd_arena HD_ARENA_AUTO arena = { 0 };
    struct stored_item *items;
    enum hd_rc rc = require_sound(txn_reader(txn), files, err);

    if (!rc && remove && !files->directory)
        rc = hd_fail(err, HD_BAD_INPUT,
                     "a single file does not say what is gone; name the whole "
                     "directory");
    if (!rc)
        rc = refuse_undoing(txn, files, err);
    if (!rc)
        rc = stored_items_load(txn_reader(txn), INT64_MAX, &arena, &items, &a.count, err);
    if (rc)
        return rc;
    a.items = items;
    for (size_t i = 0; i < files->count && !rc; i++)
        rc = apply_entry(&a, files->entries[i]);
    for (size_t i = 0; i < a.count && remove && !rc; i++)
        if (!items[i].retired && !files_find(files, items[i].kind->name, items[i].code))
            rc = retire_item(&a, &items[i]);
    *changed_out = a.changed;
    return rc;
}
