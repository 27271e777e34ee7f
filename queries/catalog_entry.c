#include "queries/catalog_field.h"

#include <assert.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "common/date.h"
#include "common/json.h"

/* Choices are written through an int, also into members that are enums. */
_Static_assert(sizeof(enum judge_kind) == sizeof(int), "enums have the size of int");

struct catalog_entry *entry_create(const struct catalog_kind *kind, struct hd_arena *arena)
{
    struct catalog_entry *entry = hd_arena_alloc(arena, sizeof *entry);

    entry->kind = kind;
    entry->values = hd_arena_alloc(arena, kind->field_count * sizeof *entry->values);
    return entry;
}

const struct catalog_value *entry_value(const struct catalog_entry *entry, const char *key)
{
    const struct catalog_field *field = catalog_field_find(entry->kind, key);

    assert(field);
    return &entry->values[field - entry->kind->fields];
}

const char *entry_text(const struct catalog_entry *entry, const char *key)
{
    return entry_value(entry, key)->text;
}

/* ---- the document ---- */

static void put_value(struct hd_jsonw *w, const struct catalog_value *value)
{
    switch (value->shape) {
    case VALUE_NONE:
        break;
    case VALUE_TEXT:
        hd_jsonw_string(w, value->text);
        break;
    case VALUE_LIST:
        hd_jsonw_array(w);
        for (size_t i = 0; i < value->part_count; i++)
            hd_jsonw_string(w, value->parts[i].text);
        hd_jsonw_end_array(w);
        break;
    case VALUE_MAP:
        hd_jsonw_object(w);
        for (size_t i = 0; i < value->part_count; i++)
            hd_jsonw_key_string(w, value->parts[i].key, value->parts[i].text);
        hd_jsonw_end_object(w);
        break;
    }
}

void entry_document(const struct catalog_entry *entry, struct hd_buf *out)
{
    struct hd_jsonw w = { .out = out };

    hd_jsonw_object(&w);
    for (size_t i = 0; i < entry->kind->field_count; i++) {
        if (entry->values[i].shape == VALUE_NONE)
            continue;
        hd_jsonw_key(&w, entry->kind->fields[i].key);
        put_value(&w, &entry->values[i]);
    }
    hd_jsonw_end_object(&w);
}

static bool read_parts(const struct hd_json *node, struct catalog_value *value,
                       struct hd_arena *arena)
{
    value->parts = hd_arena_alloc(arena, (node->count + 1) * sizeof *value->parts);
    for (const struct hd_json *child = node->first; child; child = child->next) {
        if (child->type != HD_JSON_STRING)
            return false;
        value->parts[value->part_count++] =
            (struct value_part){ .key = child->key, .text = child->text };
    }
    return true;
}

static bool read_value(const struct hd_json *node, struct catalog_value *value,
                       struct hd_arena *arena)
{
    switch (node->type) {
    case HD_JSON_STRING:
        *value = (struct catalog_value){ .shape = VALUE_TEXT, .text = node->text };
        return true;
    case HD_JSON_ARRAY:
        value->shape = VALUE_LIST;
        return read_parts(node, value, arena);
    case HD_JSON_OBJECT:
        value->shape = VALUE_MAP;
        return read_parts(node, value, arena);
    default:
        return false;
    }
}

/* Documents are written in the order of the table: the next key is nearly always the next field. */
static const struct catalog_field *find_from(const struct catalog_kind *kind, size_t start,
                                             const char *key)
{
    for (size_t i = start; i < kind->field_count; i++)
        if (strcmp(kind->fields[i].key, key) == 0)
            return &kind->fields[i];
    return catalog_field_find(kind, key);
}

enum hd_rc entry_parse(const struct catalog_kind *kind, const char *code, const char *document,
                       struct hd_arena *arena, struct catalog_entry **entry_out,
                       struct hd_error *err)
{
    struct catalog_entry *entry = entry_create(kind, arena);
    struct hd_json *root;
    size_t next = 0;
    enum hd_rc rc;

    entry->code = code;
    rc = hd_json_parse(document, strlen(document), arena, &root, err);
    if (rc) {
        hd_context(err, "document of %s '%s'", kind->name, code);
        return err->rc = HD_CORRUPT;
    }
    for (const struct hd_json *node = root->first; node; node = node->next) {
        const struct catalog_field *field = find_from(kind, next, node->key);

        if (!field)
            continue;
        next = (size_t)(field - kind->fields) + 1;
        if (!read_value(node, &entry->values[next - 1], arena))
            return hd_fail(err, HD_CORRUPT, "document of %s '%s': '%s' is not a text", kind->name,
                           code, node->key);
    }
    *entry_out = entry;
    return HD_OK;
}

/* ---- into a record ---- */

static void fill_names(struct names *names, const struct catalog_value *value,
                       struct hd_arena *arena)
{
    size_t count = value->shape == VALUE_MAP ? value->part_count : 1;

    names->items = hd_arena_alloc(arena, count * sizeof *names->items);
    names->count = count;
    if (value->shape == VALUE_TEXT) { /* the same in all languages */
        names->items[0].lang = "en";
        names->items[0].text = value->text;
        return;
    }
    for (size_t i = 0; i < count; i++) {
        names->items[i].lang = value->parts[i].key;
        names->items[i].text = value->parts[i].text;
    }
}

static const char *const *fill_list(const struct catalog_value *value, struct hd_arena *arena)
{
    const char **list;

    if (value->shape == VALUE_TEXT) {
        list = hd_arena_alloc(arena, 2 * sizeof *list);
        list[0] = value->text;
        return list;
    }
    list = hd_arena_alloc(arena, (value->part_count + 1) * sizeof *list);
    for (size_t i = 0; i < value->part_count; i++)
        list[i] = value->parts[i].text;
    return list;
}

static int fill_int(const char *text)
{
    long number = strtol(text, NULL, 10);

    return number > INT_MAX ? INT_MAX : (int)number;
}

static void fill_field(const struct catalog_field *field, const struct catalog_value *value,
                       void *at, struct hd_arena *arena)
{
    int number;

    switch (field->type) {
    case FIELD_CODE:
    case FIELD_TEXT:
    case FIELD_DECIMAL:
    case FIELD_PERIOD:
    case FIELD_DUE:
        *(const char **)at = value->text;
        break;
    case FIELD_NAMES:
    case FIELD_GROUP_NAMES:
        fill_names(at, value, arena);
        break;
    case FIELD_LIST:
    case FIELD_DAYS:
        *(const char *const **)at = fill_list(value, arena);
        break;
    case FIELD_DAY:
        if (!hd_day_parse(value->text, strlen(value->text), at))
            *(int32_t *)at = 0;
        break;
    case FIELD_INT:
        *(int *)at = fill_int(value->text);
        break;
    case FIELD_FLAG:
        *(bool *)at = strcmp(value->text, "yes") == 0;
        break;
    case FIELD_CHOICE:
        if (catalog_field_choice(field, value->text, &number))
            memcpy(at, &number, sizeof number);
        break;
    }
}

/* A document of another program version may hold a list where a text is meant: left out. */
static bool has_shape(const struct catalog_field *field, const struct catalog_value *value)
{
    switch (field->type) {
    case FIELD_NAMES:
        return value->text || value->shape == VALUE_MAP;
    case FIELD_GROUP_NAMES:
        return value->shape == VALUE_MAP;
    case FIELD_LIST:
    case FIELD_DAYS:
        return value->text || value->parts;
    default:
        return value->text != NULL;
    }
}

void entry_fill(const struct catalog_entry *entry, void *record, struct hd_arena *arena)
{
    for (size_t i = 0; i < entry->kind->field_count; i++) {
        const struct catalog_field *field = &entry->kind->fields[i];

        if (has_shape(field, &entry->values[i]))
            fill_field(field, &entry->values[i], (char *)record + field->offset, arena);
    }
}

int catalog_weekday(const char *word)
{
    static const char *const days[] = { "monday", "tuesday",  "wednesday", "thursday",
                                        "friday", "saturday", "sunday" };

    for (int i = 0; i < 7; i++)
        if (strcmp(days[i], word) == 0)
            return i + 1;
    return 0;
}

/* ---- periods and ids of targets ---- */

static bool parse_part(const char *text, size_t len, struct hd_period *period_out)
{
    const char *why;

    return hd_period_parse(text, len, period_out, &why);
}

bool catalog_period_parse(const char *text, struct hd_period *first_out, struct hd_period *due_out,
                          bool *dated_out)
{
    const char *slash = strchr(text, '/');

    *dated_out = strncmp(text, "after ", 6) != 0;
    if (!*dated_out)
        text += 6;
    if (!slash) {
        if (!parse_part(text, strlen(text), due_out))
            return false;
        *first_out = *due_out;
        return true;
    }
    return *dated_out && parse_part(text, (size_t)(slash - text), first_out) &&
           parse_part(slash + 1, strlen(slash + 1), due_out) && first_out->freq == due_out->freq &&
           hd_period_cmp(*first_out, *due_out) <= 0;
}

const char *catalog_target_id(const char *strategy, const char *indicator, const char *kind,
                              const char *period, struct hd_arena *arena)
{
    char *id = hd_arena_printf(arena, "%s.%s.%s%s", strategy, indicator,
                               strcmp(kind, "annual_increment") == 0 ? "yearly-" : "", period);

    for (char *c = id; *c; c++)
        if (*c == ' ' || *c == '/')
            *c = '-';
    return id;
}
