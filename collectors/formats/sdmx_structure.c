#include "collectors/formats/sdmx_structure.h"

#include <string.h>
#include <strings.h>

#include "collectors/formats/partial_keys.h"
#include "collectors/formats/sdmx.h"
#include "common/buf.h"
#include "common/lang.h"
#include "common/utf8.h"

/* In one list: names are compared with each other. */
#define COMPONENTS_MAX 1000

#define VALUE_MEASURE  "OBS_VALUE"
#define TIME_DIMENSION "TIME_PERIOD"

static const char *const level_keys[SDMX_LEVELS] = {
    [SDMX_DATASET] = "dataSet",
    [SDMX_GROUP] = "dimensionGroup",
    [SDMX_SERIES] = "series",
    [SDMX_OBSERVATION] = "observation",
};

static enum hd_rc refuse(struct json_source *source, const char *message, struct hd_error *err)
{
    return json_source_fail(
        source, (struct hd_problem){ .code = "structure_invalid", .message = message }, err);
}

/* ---- values ---- */

static const char *text_of(const struct hd_json *node, struct hd_arena *arena);

/* So much of a list of values is kept: it becomes one cell. */
#define JOINED_BYTES 65536

static void put_part(struct hd_buf *joined, const char *part)
{
    if (!part)
        return;
    if (joined->len)
        hd_buf_putc(joined, ';');
    hd_buf_puts(joined, part);
}

static const char *keep_joined(const struct hd_buf *joined, struct hd_arena *arena)
{
    return joined->len ? hd_arena_strndup(arena, joined->data,
                                          hd_utf8_cut(joined->data, joined->len, joined->len))
                       : NULL;
}

static const char *join(const struct hd_json *list, struct hd_arena *arena)
{
    struct hd_buf joined HD_BUF_AUTO;

    hd_buf_init(&joined, JOINED_BYTES);
    for (const struct hd_json *item = list->first; item && !joined.overflow; item = item->next)
        put_part(&joined, text_of(item, arena));
    return keep_joined(&joined, arena);
}

/* "X", 7, ["X","Y"], {"id":"X"}, {"ids":["X","Y"]}, {"value":..}, {"az":"..","en":".."} */
static const char *text_of(const struct hd_json *node, struct hd_arena *arena)
{
    static const char *const holders[] = { "id", "ids", "value" };

    if (node->type == HD_JSON_ARRAY)
        return join(node, arena);
    if (node->type != HD_JSON_OBJECT)
        return json_text(node);
    for (size_t i = 0; i < sizeof holders / sizeof *holders; i++) {
        const struct hd_json *held = hd_json_get(node, holders[i]);

        if (held)
            return text_of(held, arena);
    }
    return json_text(node->first);
}

static bool pointed_text(const struct sdmx_component *component, const struct hd_json *node,
                         const char **text_out)
{
    size_t index;

    if (node->type == HD_JSON_STRING) { /* what no list of values can hold: "NaN" */
        *text_out = sdmx_is_missing(node->text) ? NULL : node->text;
        return true;
    }
    if (node->type != HD_JSON_NUMBER || !json_index_parse(node->text, &index) ||
        index >= component->count)
        return false;
    *text_out = component->values[index];
    return true;
}

static bool pointed_texts(const struct sdmx_component *component, const struct hd_json *list,
                          struct hd_arena *arena, const char **text_out)
{
    struct hd_buf joined HD_BUF_AUTO;
    const char *part;

    hd_buf_init(&joined, JOINED_BYTES);
    for (const struct hd_json *item = list->first; item && !joined.overflow; item = item->next) {
        if (!pointed_text(component, item, &part))
            return false;
        put_part(&joined, part);
    }
    *text_out = keep_joined(&joined, arena);
    return true;
}

bool sdmx_component_text(const struct sdmx_component *component, const struct hd_json *node,
                         struct hd_arena *arena, const char **text_out)
{
    *text_out = component->preset;
    if (!node || node->type == HD_JSON_NULL)
        return true;
    if (!component->count) {
        *text_out = text_of(node, arena);
        if (*text_out && sdmx_is_missing(*text_out))
            *text_out = NULL;
        return true;
    }
    return node->type == HD_JSON_ARRAY ? pointed_texts(component, node, arena, text_out)
                                       : pointed_text(component, node, text_out);
}

/* ---- components ---- */

static bool has_role(const struct hd_json *node, const char *role)
{
    const struct hd_json *roles = hd_json_get(node, "roles");
    const char *one = json_member_text(node, "role");

    if (one && strcasecmp(one, role) == 0)
        return true;
    if (!roles || roles->type != HD_JSON_ARRAY)
        return false;
    for (const struct hd_json *item = roles->first; item; item = item->next) {
        if (item->text && strcasecmp(item->text, role) == 0)
            return true;
    }
    return false;
}

static void read_values(struct json_source *source, const struct hd_json *values,
                        struct sdmx_component *component)
{
    if (!values || values->type != HD_JSON_ARRAY || !values->count)
        return;
    component->values = hd_arena_alloc(&source->arena, values->count * sizeof *component->values);
    for (const struct hd_json *value = values->first; value; value = value->next)
        component->values[component->count++] = text_of(value, &source->arena);
}

static enum hd_rc read_component(struct json_source *source, const struct hd_json *node,
                                 struct sdmx_component *component, struct hd_error *err)
{
    const char *position = json_member_text(node, "keyPosition");
    const struct hd_json *preset = hd_json_get(node, "default");

    component->id = json_member_text(node, "id");
    if (!component->id || !*component->id)
        return refuse(source, N_("A component of a structure has an id."), err);
    component->position = SIZE_MAX;
    if (position && !json_index_parse(position, &component->position))
        return refuse(source, N_("The position in the key is a whole number from 0."), err);
    component->preset = preset ? text_of(preset, &source->arena) : NULL;
    if (has_role(node, TIME_DIMENSION) || has_role(node, "time"))
        component->alias = TIME_DIMENSION;
    if (has_role(node, "PRIMARY"))
        component->alias = VALUE_MEASURE;
    read_values(source, hd_json_get(node, "values"), component);
    return HD_OK;
}

static enum hd_rc read_components(struct json_source *source, const struct hd_json *parent,
                                  const char *key, struct sdmx_components *components,
                                  struct hd_error *err)
{
    const struct hd_json *list = hd_json_get(parent, key);
    size_t len = source->at.len;
    enum hd_rc rc = HD_OK;

    if (!list || list->type == HD_JSON_NULL)
        return HD_OK;
    json_pointer_key(&source->at, key);
    if (list->type != HD_JSON_ARRAY)
        return refuse(source, N_("A list of components is expected here."), err);
    if (list->count > COMPONENTS_MAX)
        return refuse(source, N_("There are more components than can be read."), err);
    components->items = hd_arena_alloc(&source->arena, list->count * sizeof *components->items);
    for (const struct hd_json *node = list->first; node && !rc; node = node->next) {
        size_t inner = source->at.len;

        json_pointer_index(&source->at, components->count);
        rc = read_component(source, node, &components->items[components->count++], err);
        if (!rc)
            json_pointer_cut(&source->at, inner);
    }
    if (!rc)
        json_pointer_cut(&source->at, len);
    return rc;
}

static enum hd_rc read_levels(struct json_source *source, const struct hd_json *structure,
                              const char *key, struct sdmx_components levels[static SDMX_LEVELS],
                              struct hd_error *err)
{
    const struct hd_json *parent = hd_json_get(structure, key);
    size_t len = source->at.len;
    enum hd_rc rc = HD_OK;

    json_pointer_key(&source->at, key);
    for (size_t i = 0; !rc && i < SDMX_LEVELS; i++)
        rc = read_components(source, parent, level_keys[i], &levels[i], err);
    if (!rc)
        json_pointer_cut(&source->at, len);
    return rc;
}

/* ---- names ---- */

static bool is_named(const struct sdmx_components *components, const char *id)
{
    for (size_t i = 0; i < components->count; i++) {
        if (strcasecmp(components->items[i].id, id) == 0)
            return true;
    }
    return false;
}

/* A second name is of no use where a component has it as its own, or another one before. */
static void settle_aliases(struct sdmx_components *components, const char *name, bool *taken)
{
    for (size_t i = 0; i < components->count; i++) {
        struct sdmx_component *component = &components->items[i];

        if (!component->alias)
            continue;
        if (*taken || strcmp(component->alias, name) != 0)
            component->alias = NULL;
        *taken |= component->alias != NULL;
    }
}

static void settle_names(struct sdmx_structure *structure)
{
    bool time_taken = false, value_taken = is_named(&structure->measures, VALUE_MEASURE);
    bool status_taken = false;

    for (size_t i = 0; i < SDMX_LEVELS; i++)
        time_taken |= is_named(&structure->dimensions[i], TIME_DIMENSION);
    for (size_t i = 0; i < SDMX_LEVELS; i++)
        status_taken |= is_named(&structure->attributes[i], SDMX_STATUS);
    for (size_t i = 0; i < SDMX_LEVELS; i++)
        settle_aliases(&structure->dimensions[i], TIME_DIMENSION, &time_taken);
    settle_aliases(&structure->measures, VALUE_MEASURE, &value_taken);
    if (!value_taken)
        structure->measures.items[0].alias = VALUE_MEASURE;
    for (size_t i = 0; i < SDMX_LEVELS; i++) {
        for (size_t j = 0; j < structure->attributes[i].count; j++) {
            struct sdmx_component *attribute = &structure->attributes[i].items[j];

            attribute->alias =
                !status_taken && strcmp(attribute->id, SDMX_FLAG) == 0 ? SDMX_STATUS : NULL;
            for (size_t k = 0; k < i; k++)
                attribute->repeated |= is_named(&structure->attributes[k], attribute->id);
        }
    }
}

/* Messages of version 1.0 do not say that there is one measure. */
static void add_only_measure(struct json_source *source, struct sdmx_structure *structure)
{
    if (structure->measures.count)
        return;
    structure->measures.items = hd_arena_alloc(&source->arena, sizeof *structure->measures.items);
    structure->measures.items[0].id = VALUE_MEASURE;
    structure->measures.count = 1;
}

enum hd_rc sdmx_structure_read(struct json_source *source, const struct hd_json *node,
                               struct sdmx_structure *structure, struct hd_error *err)
{
    struct sdmx_components measures[SDMX_LEVELS] = { 0 };
    enum hd_rc rc;

    *structure = (struct sdmx_structure){ 0 };
    if (node->type != HD_JSON_OBJECT || !hd_json_get(node, "dimensions"))
        return refuse(source, N_("A structure with its dimensions is expected here."), err);
    rc = read_levels(source, node, "dimensions", structure->dimensions, err);
    if (!rc)
        rc = read_levels(source, node, "measures", measures, err);
    if (!rc)
        rc = read_levels(source, node, "attributes", structure->attributes, err);
    if (rc)
        return rc;
    structure->measures = measures[SDMX_OBSERVATION];
    if (sdmx_structure_dimensions(structure) > PARTIAL_KEYS_DIMENSIONS)
        return refuse(source, N_("There are more dimensions than can be read."), err);
    add_only_measure(source, structure);
    settle_names(structure);
    return HD_OK;
}

size_t sdmx_structure_dimensions(const struct sdmx_structure *structure)
{
    size_t count = 0;

    for (size_t i = 0; i < SDMX_LEVELS; i++)
        count += structure->dimensions[i].count;
    return count;
}
