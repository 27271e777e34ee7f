#include "queries/catalog_files.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "common/date.h"
#include "common/decimal.h"
#include "common/file.h"
#include "common/lang.h"
#include "queries/yaml_problem.h"

/* One file on its way into entries. */
struct reading {
    struct catalog_files *files;
    struct yaml_file file;
};

static void complain(const struct reading *r, long line, const char *key, const char *value,
                     const char *code, const char *message, const char *const *args)
{
    yaml_problem(&r->file, line, key, value, code, message, args);
}

/* ---- single values ---- */

static bool is_code(const char *text)
{
    if (!*text)
        return false;
    for (const char *c = text; *c; c++)
        if (!isalnum((unsigned char)*c) && !strchr("._-", *c))
            return false;
    return true;
}

static bool is_int(const char *text)
{
    size_t len = strlen(text);

    return len > 0 && len <= 9 && strspn(text, "0123456789") == len;
}

static bool is_day(const char *text)
{
    int32_t day;

    return hd_day_parse(text, strlen(text), &day);
}

static bool is_period(const char *text)
{
    struct hd_period period;
    const char *why;

    return hd_period_parse(text, strlen(text), &period, &why);
}

static bool is_due(const char *text)
{
    struct hd_period first, due;
    bool dated;

    return catalog_period_parse(text, &first, &due, &dated);
}

static bool is_decimal(const char *text)
{
    return hd_decimal_valid(text, strlen(text));
}

static bool is_flag(const char *text)
{
    return strcmp(text, "yes") == 0 || strcmp(text, "no") == 0;
}

static bool is_text(const char *text)
{
    return *text != '\0';
}

/* How the text of a field must look; CHOICE and NAMES have rules of their own. */
static const struct {
    bool (*holds)(const char *text);
    const char *advice;
} forms[] = {
    [FIELD_CODE] = { is_code, N_("Write a code of letters, digits, '.', '_' and '-'.") },
    [FIELD_TEXT] = { is_text, N_("Write a text, or leave the key out.") },
    [FIELD_DECIMAL] = { is_decimal, N_("Write a plain number such as 12.5.") },
    [FIELD_PERIOD] = { is_period, N_("Write a period such as 2025, 2026-Q3 or 2026-01.") },
    [FIELD_DUE] = { is_due,
                    N_("Write a period such as 2025, or 'after 2025', or 2017/2020 for each of "
                       "these years.") },
    [FIELD_DAY] = { is_day, N_("Write a date such as 2026-02-27.") },
    [FIELD_DAYS] = { is_day, N_("Write a date such as 2026-02-27.") },
    [FIELD_LIST] = { is_text, N_("Write a text, or leave the key out.") },
    [FIELD_INT] = { is_int, N_("Write a whole number, 0 or more.") },
    [FIELD_FLAG] = { is_flag, N_("Write yes or no.") },
};

static size_t choice_words(const struct catalog_field *field, const char *words[], size_t room)
{
    size_t count = 0;
    int value;

    while (count < room && (words[count] = field->word((int)count, &value)) != NULL)
        count++;
    return count;
}

static void complain_choice(const struct reading *r, const struct catalog_field *field,
                            const struct hd_yaml *node)
{
    const char *words[32];

    yaml_unknown_word(&r->file, node, field->key, words, choice_words(field, words, 32));
}

static bool check_scalar(const struct reading *r, const struct catalog_field *field,
                         const struct hd_yaml *node)
{
    int value;

    if (node->type != HD_YAML_SCALAR) {
        complain(r, node->line, field->key, NULL, "not_a_text",
                 N_("A single value is needed here, not a list or a map."), NULL);
        return false;
    }
    if (field->type == FIELD_CHOICE) {
        if (catalog_field_choice(field, node->text, &value))
            return true;
        complain_choice(r, field, node);
        return false;
    }
    if (forms[field->type].holds(node->text))
        return true;
    complain(r, node->line, field->key, node->text, "malformed", forms[field->type].advice, NULL);
    return false;
}

/* ---- lists and names ---- */

static void read_list(const struct reading *r, const struct catalog_field *field,
                      const struct hd_yaml *node, struct catalog_value *value)
{
    value->shape = VALUE_LIST;
    value->parts = hd_arena_alloc(&r->files->arena, (node->count + 1) * sizeof *value->parts);
    for (const struct hd_yaml *item = node->first; item; item = item->next)
        if (check_scalar(r, field, item))
            value->parts[value->part_count++].text = item->text;
}

static void add_part(struct catalog_value *value, const char *key, const char *text)
{
    value->parts[value->part_count++] = (struct value_part){ .key = key, .text = text };
}

static int compare_parts(const void *a, const void *b)
{
    return strcmp(((const struct value_part *)a)->key, ((const struct value_part *)b)->key);
}

static bool is_language(const char *key)
{
    size_t len = strlen(key);

    return len >= 2 && len <= 3 && strspn(key, "abcdefghijklmnopqrstuvwxyz") == len;
}

static void read_names(const struct reading *r, const struct catalog_field *field,
                       const struct hd_yaml *node, struct catalog_value *value)
{
    value->shape = VALUE_MAP;
    value->parts = hd_arena_alloc(&r->files->arena, (node->count + 1) * sizeof *value->parts);
    for (const struct hd_yaml *item = node->first; item; item = item->next) {
        if (!is_language(item->key) || item->type != HD_YAML_SCALAR) {
            complain(r, item->key_line, field->key, item->key, "not_a_language",
                     N_("Write the texts by language, such as az: ... and en: ..."), NULL);
            continue;
        }
        add_part(value, item->key, item->text);
    }
    qsort(value->parts, value->part_count, sizeof *value->parts, compare_parts);
}

/* The names of one group; a single text is the same in all languages. */
static void read_group_names(const struct reading *r, const struct catalog_field *field,
                             const struct hd_yaml *group, struct catalog_value *value)
{
    struct hd_arena *arena = &r->files->arena;
    struct catalog_value names = { 0 };

    if (group->type == HD_YAML_MAP)
        read_names(r, field, group, &names);
    else if (group->type == HD_YAML_SCALAR)
        add_part(value, hd_arena_printf(arena, "%s.en", group->key), group->text);
    else
        complain(r, group->key_line, field->key, group->key, "not_a_text",
                 N_("A single value is needed here, not a list or a map."), NULL);
    for (size_t i = 0; i < names.part_count; i++)
        add_part(value, hd_arena_printf(arena, "%s.%s", group->key, names.parts[i].key),
                 names.parts[i].text);
}

/* A map of maps is kept flat: "very-high.az". */
static void read_groups(const struct reading *r, const struct catalog_field *field,
                        const struct hd_yaml *node, struct catalog_value *value)
{
    size_t room = 1;

    if (node->type != HD_YAML_MAP) {
        complain(r, node->line, field->key, NULL, "not_a_map",
                 N_("Write the names by group, such as high: {az: ..., en: ...}"), NULL);
        return;
    }
    for (const struct hd_yaml *group = node->first; group; group = group->next)
        room += group->type == HD_YAML_MAP ? group->count : 1;
    value->shape = VALUE_MAP;
    value->parts = hd_arena_alloc(&r->files->arena, room * sizeof *value->parts);
    for (const struct hd_yaml *group = node->first; group; group = group->next)
        read_group_names(r, field, group, value);
    qsort(value->parts, value->part_count, sizeof *value->parts, compare_parts);
}

static void read_value(const struct reading *r, const struct catalog_field *field,
                       const struct hd_yaml *node, struct catalog_value *value)
{
    bool names = field->type == FIELD_NAMES;
    bool list = field->type == FIELD_LIST || field->type == FIELD_DAYS;

    *value = (struct catalog_value){ .line = node->line };
    if (names && node->type == HD_YAML_MAP)
        read_names(r, field, node, value);
    else if (list && node->type == HD_YAML_LIST)
        read_list(r, field, node, value);
    else if (field->type == FIELD_GROUP_NAMES)
        read_groups(r, field, node, value);
    else if (names ? node->type == HD_YAML_SCALAR : check_scalar(r, field, node)) {
        value->shape = VALUE_TEXT;
        value->text = node->text;
    }
}

/* ---- items ---- */

/* The field that was meant counts as given: one mistake is one problem. */
static void complain_unknown_field(const struct reading *r, struct catalog_entry *entry,
                                   const struct hd_yaml *node)
{
    const struct catalog_kind *kind = entry->kind;
    const char *known[64], *near;

    for (size_t i = 0; i < kind->field_count; i++)
        known[i] = kind->fields[i].key;
    near = yaml_unknown_key(&r->file, node, known, kind->field_count);
    if (near)
        entry->values[catalog_field_find(kind, near) - kind->fields].line = node->key_line;
}

static void read_fields(const struct reading *r, const struct hd_yaml *map,
                        struct catalog_entry *entry)
{
    for (const struct hd_yaml *node = map->first; node; node = node->next) {
        const struct catalog_field *field = catalog_field_find(entry->kind, node->key);

        if (field)
            read_value(r, field, node, &entry->values[field - entry->kind->fields]);
        else
            complain_unknown_field(r, entry, node);
    }
}

/* The id of a target is made of its parts unless it is written out. */
static void make_id(const struct reading *r, struct catalog_entry *entry)
{
    struct catalog_value *id = &entry->values[0];
    const char *strategy, *indicator, *kind, *period;

    if (strcmp(entry->kind->name, "target") != 0 || id->shape != VALUE_NONE)
        return;
    strategy = entry_text(entry, "strategy");
    indicator = entry_text(entry, "indicator");
    kind = entry_text(entry, "kind");
    period = entry_text(entry, "period");
    if (!strategy || !indicator || !kind || !period)
        return;
    id->shape = VALUE_TEXT;
    id->text = catalog_target_id(strategy, indicator, kind, period, &r->files->arena);
}

static void require_fields(const struct reading *r, const struct catalog_entry *entry)
{
    for (size_t i = 0; i < entry->kind->field_count; i++) {
        const struct catalog_field *field = &entry->kind->fields[i];

        /* a value with a line was there, and was complained of if it is missing now */
        if (field->required && entry->values[i].shape == VALUE_NONE && !entry->values[i].line)
            complain(r, entry->line, field->key, NULL, "missing_key",
                     N_("The key '{key}' is missing."), HD_ARGS("key", field->key));
    }
}

void catalog_yaml_fields(struct catalog_files *files, const struct hd_yaml *map,
                         struct catalog_entry *entry, struct hd_problems *problems)
{
    struct reading r = { .files = files, .file = { NULL, problems } };
    size_t before = problems->errors;

    read_fields(&r, map, entry);
    if (problems->errors == before) /* else what is malformed would be called missing, too */
        require_fields(&r, entry);
}

static enum hd_rc keep(struct catalog_files *files, struct catalog_entry *entry,
                       struct hd_error *err)
{
    if (files->count == CATALOG_ENTRIES_MAX)
        return hd_fail(err, HD_LIMIT, "%s:%ld: more than %d items", entry->file, entry->line,
                       CATALOG_ENTRIES_MAX);
    HD_GROW(files->entries, files->count, files->room); /* NOLINT(bugprone-sizeof-expression) */
    files->entries[files->count++] = entry;
    return HD_OK;
}

static enum hd_rc read_item(const struct reading *r, const struct catalog_kind *kind,
                            const struct hd_yaml *map, const struct catalog_entry *common,
                            struct hd_error *err)
{
    struct catalog_entry *entry = entry_create(kind, &r->files->arena);

    if (map->type != HD_YAML_MAP) {
        complain(r, map->line, NULL, map->text, "not_an_item",
                 N_("An item is a map of keys and values."), NULL);
        return HD_OK;
    }
    for (size_t i = 0; common && i < kind->field_count; i++)
        entry->values[i] = common->values[i];
    entry->file = r->file.path;
    entry->line = map->line;
    read_fields(r, map, entry);
    make_id(r, entry);
    require_fields(r, entry);
    entry->code = entry->values[0].text ? entry->values[0].text : ""; /* "": faulty */
    return keep(r->files, entry, err);
}

/* `common` holds what all `items` share. */
static enum hd_rc read_group(const struct reading *r, const struct catalog_kind *kind,
                             const struct hd_yaml *map, struct hd_error *err)
{
    static const char *const known[] = { "common", "items" };
    const struct hd_yaml *common = hd_yaml_get(map, "common"), *items = hd_yaml_get(map, "items");
    struct catalog_entry *shared = entry_create(kind, &r->files->arena);
    enum hd_rc rc = HD_OK;

    for (const struct hd_yaml *node = map->first; node; node = node->next)
        if (node != common && node != items)
            (void)yaml_unknown_key(&r->file, node, known, 2);
    if (common && common->type == HD_YAML_MAP)
        read_fields(r, common, shared);
    if (!items || items->type != HD_YAML_LIST) {
        complain(r, map->line, "items", NULL, "not_a_list", N_("A list of items is needed here."),
                 NULL);
        return HD_OK;
    }
    for (const struct hd_yaml *item = items->first; item && !rc; item = item->next)
        rc = read_item(r, kind, item, shared, err);
    return rc;
}

static enum hd_rc read_kind(const struct reading *r, const struct catalog_kind *kind,
                            const struct hd_yaml *list, struct hd_error *err)
{
    enum hd_rc rc = HD_OK;

    if (list->type != HD_YAML_LIST) {
        complain(r, list->line, list->key, NULL, "not_a_list",
                 N_("A list of items is needed here."), NULL);
        return HD_OK;
    }
    for (const struct hd_yaml *item = list->first; item && !rc; item = item->next)
        if (item->type == HD_YAML_MAP &&
            (hd_yaml_get(item, "items") || hd_yaml_get(item, "common")))
            rc = read_group(r, kind, item, err);
        else
            rc = read_item(r, kind, item, NULL, err);
    return rc;
}

static enum hd_rc read_root(const struct reading *r, const struct hd_yaml *root,
                            struct hd_error *err)
{
    const char *known[8];
    enum hd_rc rc = HD_OK;

    if (root->type != HD_YAML_MAP) {
        complain(r, root->line, NULL, NULL, "not_a_map",
                 N_("A catalogue file is a map such as 'indicators:' with a list below it."), NULL);
        return HD_OK;
    }
    for (size_t i = 0; i < catalog_kind_count; i++)
        known[i] = catalog_kinds[i].plural;
    for (const struct hd_yaml *node = root->first; node && !rc; node = node->next) {
        const struct catalog_kind *kind = catalog_kind_find_plural(node->key);

        if (kind)
            rc = read_kind(r, kind, node, err);
        else
            (void)yaml_unknown_key(&r->file, node, known, catalog_kind_count);
    }
    return rc;
}

static struct reading reading_of(struct catalog_files *files, const char *path,
                                 struct hd_problems *problems)
{
    return (struct reading){ .files = files,
                             .file = { hd_arena_strdup(&files->arena, path), problems } };
}

enum hd_rc catalog_yaml_item(struct catalog_files *files, const char *path,
                             const struct catalog_kind *kind, const struct hd_yaml *map,
                             const struct catalog_entry *common,
                             const struct catalog_entry **entry_out, struct hd_problems *problems,
                             struct hd_error *err)
{
    struct reading r = reading_of(files, path, problems);
    size_t before = files->count;
    enum hd_rc rc = read_item(&r, kind, map, common, err);

    *entry_out = files->count > before ? files->entries[before] : NULL;
    return rc;
}

enum hd_rc catalog_yaml_read(struct catalog_files *files, const char *path,
                             struct hd_problems *problems, struct hd_error *err)
{
    struct reading r = reading_of(files, path, problems);
    char *HD_FREE_AUTO data = NULL;
    struct hd_yaml *root;
    size_t len;
    enum hd_rc rc;

    rc = hd_file_read(path, CATALOG_FILE_MAX, &data, &len, err);
    if (rc)
        return rc;
    rc = hd_yaml_parse(r.file.path, data, len, &files->arena, &root, problems, err);
    if (rc == HD_BAD_INPUT)
        return HD_OK; /* what is wrong stands among the problems */
    return rc ? rc : read_root(&r, root, err);
}
