/* Moving a target by hand. */
#include <stdlib.h>
#include <string.h>

#include "common/date.h"
#include "common/json.h"
#include "common/lang.h"
#include "common/yaml.h"
#include "queries/catalog_files.h"
#include "queries/catalog_items.h"
#include "queries/target.h"
#include "storage/store.h"

/* One change on its way.  `files` is a catalogue of this one entry, checked as any other. */
struct moving {
    struct txn *txn;
    const struct target_move *move;
    struct catalog_files *files;
    struct catalog_entry *before, *entry;
    int vintage; /* the newest one */
    const char *reason, *clause, *from;
    struct hd_problems *problems;
    struct hd_error *err;
};

static void complain(const struct moving *m, const char *key, const char *code, const char *message,
                     const char *const *args)
{
    struct hd_problem problem = { .code = code, .message = message, .key = key };

    for (size_t i = 0; args && args[i] && i < HD_PROBLEM_ARGS; i++)
        problem.args[i] = args[i];
    hd_problem_add(m->problems, &problem);
}

void target_moved_clear(struct target_moved *moved)
{
    catalog_changes_clear(&moved->changes);
}

/* ---- the present document ---- */

static void set_text(struct catalog_entry *entry, const char *key, const char *text)
{
    const struct catalog_field *field = catalog_field_find(entry->kind, key);

    entry->values[field - entry->kind->fields] =
        (struct catalog_value){ .shape = text ? VALUE_TEXT : VALUE_NONE, .text = text };
}

static enum hd_rc parse_stored(struct moving *m, const struct stored_item *item,
                               struct catalog_entry **entry_out)
{
    enum hd_rc rc =
        entry_parse(item->kind, item->code, item->document, &m->files->arena, entry_out, m->err);

    if (!rc && item->retired) /* taken out of the catalogue: to be had back by saying so */
        set_text(*entry_out, "retired", "yes");
    return rc;
}

static enum hd_rc find_present(struct moving *m, const struct catalog_kind *kind)
{
    const struct stored_item *item;
    struct stored_item *items;
    size_t count;
    enum hd_rc rc =
        stored_items_load(txn_reader(m->txn), INT64_MAX, &m->files->arena, &items, &count, m->err);

    if (rc)
        return rc;
    item = stored_items_find(items, count, kind, m->move->target);
    if (!item)
        return hd_fail(m->err, HD_NOT_FOUND, "there is no target '%s'", m->move->target);
    m->vintage = item->vintage;
    rc = parse_stored(m, item, &m->before);
    return rc ? rc : parse_stored(m, item, &m->entry);
}

/* ---- what shall change ---- */

/* Lists may be written as one text: 2020=70,2022=80. */
static bool is_joined_list(const struct catalog_field *field, const struct hd_json *node)
{
    return field && (field->type == FIELD_LIST || field->type == FIELD_DAYS) &&
           node->type == HD_JSON_STRING && strchr(node->text, ',');
}

static struct hd_yaml *add_child(struct hd_yaml *parent, struct hd_arena *arena)
{
    struct hd_yaml *child = hd_arena_alloc(arena, sizeof *child), **last = &parent->first;

    while (*last)
        last = &(*last)->next;
    *last = child;
    parent->count++;
    return child;
}

static void split_list(const char *text, struct hd_yaml *out, struct hd_arena *arena)
{
    out->type = HD_YAML_LIST;
    while (*text) {
        size_t len = strcspn(text, ",");

        *add_child(out, arena) =
            (struct hd_yaml){ .type = HD_YAML_SCALAR, .text = hd_arena_strndup(arena, text, len) };
        text += len + (text[len] == ',');
    }
}

/* A JSON value as a file would hold it: from here on there is one reader and one check. */
static void as_yaml(const struct hd_json *node, struct hd_yaml *out, struct hd_arena *arena)
{
    static const struct {
        enum hd_yaml_type type;
        const char *text; /* of what has none of its own */
    } as[] = {
        [HD_JSON_NULL] = { HD_YAML_SCALAR, "" },     [HD_JSON_FALSE] = { HD_YAML_SCALAR, "no" },
        [HD_JSON_TRUE] = { HD_YAML_SCALAR, "yes" },  [HD_JSON_NUMBER] = { HD_YAML_SCALAR, NULL },
        [HD_JSON_STRING] = { HD_YAML_SCALAR, NULL }, [HD_JSON_ARRAY] = { HD_YAML_LIST, NULL },
        [HD_JSON_OBJECT] = { HD_YAML_MAP, NULL },
    };

    out->key = node->key;
    out->type = as[node->type].type;
    out->text = as[node->type].text ? as[node->type].text : node->text;
    for (const struct hd_json *child = node->first; child; child = child->next)
        as_yaml(child, add_child(out, arena), arena);
}

/* Members that say something of the change, not of the target. */
static const char **own_member(struct moving *m, const char *key)
{
    if (strcmp(key, "reason") == 0)
        return &m->reason;
    if (strcmp(key, "clause") == 0)
        return &m->clause;
    return strcmp(key, "from") == 0 ? &m->from : NULL;
}

/* What makes it this target, and what is said in other words. */
static bool may_change(const struct moving *m, const char *key)
{
    static const struct {
        const char *key, *message;
    } fixed[] = {
        { "id", N_("'{key}' says which target it is: it cannot change.") },
        { "strategy", N_("'{key}' says which target it is: it cannot change.") },
        { "indicator", N_("'{key}' says which target it is: it cannot change.") },
        { "area", N_("'{key}' says which target it is: it cannot change.") },
        { "breakdown", N_("'{key}' says which target it is: it cannot change.") },
        { "replaced_reason", N_("Write it as 'reason'.") },
        { "valid_from", N_("Write it as 'from'.") },
    };

    for (size_t i = 0; i < sizeof fixed / sizeof *fixed; i++)
        if (strcmp(fixed[i].key, key) == 0) {
            complain(m, key, "fixed", fixed[i].message, HD_ARGS("key", key));
            return false;
        }
    return true;
}

static void read_own(const struct moving *m, const struct hd_json *node, const char **into)
{
    if (node->type == HD_JSON_STRING)
        *into = hd_arena_strdup(&m->files->arena, node->text);
    else if (node->type != HD_JSON_NULL)
        complain(m, node->key, "not_a_text",
                 N_("A single value is needed here, not a list or a map."), NULL);
}

static void read_field(struct moving *m, const struct hd_json *node, struct hd_yaml *map)
{
    const struct catalog_field *field = catalog_field_find(m->entry->kind, node->key);
    struct hd_yaml *place;

    if (!may_change(m, node->key))
        return;
    if (field && node->type == HD_JSON_NULL) {
        set_text(m->entry, node->key, NULL);
        return;
    }
    place = add_child(map, &m->files->arena);
    if (is_joined_list(field, node)) {
        split_list(node->text, place, &m->files->arena);
        place->key = node->key;
    } else {
        as_yaml(node, place, &m->files->arena);
    }
}

static void read_fields(struct moving *m)
{
    struct hd_yaml map = { .type = HD_YAML_MAP };

    for (const struct hd_json *node = m->move->fields->first; node; node = node->next) {
        const char **own = own_member(m, node->key);

        if (own)
            read_own(m, node, own);
        else
            read_field(m, node, &map);
    }
    catalog_yaml_fields(m->files, &map, m->entry, m->problems);
}

/* ---- why, by what, from when ---- */

static void require_text(const struct moving *m, const char *key, const char *text)
{
    if (!text || !*text)
        complain(m, key, "missing_key", N_("The key '{key}' is missing."), HD_ARGS("key", key));
}

/* A new day of coming into force must be later, as in files: what was known before stays known. */
static void read_from(struct moving *m)
{
    const char *present = entry_text(m->before, "valid_from");
    int32_t day;

    if (!m->from)
        return;
    if (!hd_day_parse(m->from, strlen(m->from), &day))
        complain(m, "from", "malformed", N_("Write a date such as 2026-02-27."), NULL);
    else if (present && strcmp(m->from, present) <= 0)
        complain(m, "from", "from_too_early",
                 N_("The version before it is in force since {day}: name a later day, or none."),
                 HD_ARGS("day", present));
    else
        set_text(m->entry, "valid_from", m->from);
}

/* ---- checks ---- */

static enum hd_rc refuse(const struct moving *m)
{
    return hd_fail(m->err, HD_BAD_INPUT, "target '%s': %zu problems", m->move->target,
                   m->problems->errors);
}

static enum hd_rc check_entry(struct moving *m)
{
    struct catalog_files *files = m->files;
    enum hd_rc rc;

    HD_GROW(files->entries, files->count, files->room); /* NOLINT(bugprone-sizeof-expression) */
    files->entries[files->count++] = m->entry;
    catalog_check(files, m->problems);
    rc = catalog_files_resolve(txn_reader(m->txn), files, m->problems, m->err);
    if (rc && rc != HD_BAD_INPUT)
        return rc;
    return m->problems->errors ? refuse(m) : HD_OK;
}

static enum hd_rc merge(struct moving *m)
{
    const struct catalog_kind *kind = catalog_kind_find("target");
    enum hd_rc rc;

    m->before = m->entry = entry_create(kind, &m->files->arena);
    rc = find_present(m, kind);
    if (rc)
        return rc;
    read_fields(m);
    read_from(m);
    require_text(m, "reason", m->reason);
    require_text(m, "clause", m->clause);
    return check_entry(m); /* also with problems: all of them in one pass */
}

/* ---- writing ---- */

static enum hd_rc put(struct moving *m, struct target_moved *moved)
{
    struct hd_buf HD_BUF_AUTO document = { 0 };
    struct target_change change = {
        .target = m->move->target,
        .base_vintage = m->vintage,
        .known_from_at_ms = m->from ? catalog_noon_at_ms(m->move->zone, m->from) : 0,
        .reason = m->reason,
        .clause = m->clause,
        .actor = m->move->actor,
        .dry_run = m->move->dry_run,
    };

    set_text(m->entry, "replaced_reason", m->reason);
    set_text(m->entry, "clause", m->clause);
    hd_buf_init(&document, 1 << 20);
    entry_document(m->entry, &document);
    if (document.overflow)
        return hd_fail(m->err, HD_LIMIT, "target '%s' is too long", m->move->target);
    change.document = document.data;
    return target_change_put(m->txn, &change, &moved->result, m->err);
}

enum hd_rc target_move(struct txn *txn, const struct target_move *move, struct target_moved *moved,
                       struct hd_problems *problems, struct hd_error *err)
{
    struct moving m = { .txn = txn, .move = move, .problems = problems, .err = err };
    enum hd_rc rc;

    m.files = hd_alloc(sizeof *m.files);
    m.files->zone = move->zone;
    rc = merge(&m);
    if (!rc)
        target_entries_compare(m.before, m.entry, &moved->changes);
    if (!rc && moved->changes.count)
        rc = put(&m, moved);
    catalog_files_close(&m.files);
    return rc;
}

/* ---- approving ---- */

static enum hd_rc find_waiting(struct txn *txn, int64_t id, struct hd_arena *arena,
                               struct target_change_row **row_out, struct hd_error *err)
{
    size_t count = 0;
    enum hd_rc rc = target_changes(txn_reader(txn), NULL, id, 1, arena, row_out, &count, err);

    if (!rc && !count)
        rc = hd_fail(err, HD_NOT_FOUND, "there is no change %lld of a target", (long long)id);
    return rc;
}

enum hd_rc target_approve(struct txn *txn, int64_t id, const char *actor, const char *reason,
                          struct target_change_result *result, struct hd_problems *problems,
                          struct hd_error *err)
{
    struct target_move move = { .actor = actor };
    struct moving m = { .txn = txn, .move = &move, .problems = problems, .err = err };
    struct target_change_row *row;
    enum hd_rc rc;

    m.files = hd_alloc(sizeof *m.files);
    rc = find_waiting(txn, id, &m.files->arena, &row, err);
    if (!rc) {
        move.target = row->target;
        rc = entry_parse(catalog_kind_find("target"), row->target, row->document, &m.files->arena,
                         &m.entry, err);
    }
    if (!rc && strcmp(row->state, "proposed") == 0)
        rc = check_entry(&m);
    if (!rc)
        rc = target_change_approve(txn, id, actor, reason, result, err);
    catalog_files_close(&m.files);
    return rc;
}
