#include "collectors/formats/sdmx_json.h"

#include <string.h>
#include <strings.h>

#include "collectors/formats/json_source.h"
#include "collectors/formats/partial_keys.h"
#include "collectors/formats/sdmx.h"
#include "collectors/formats/sdmx_structure.h"
#include "common/buf.h"
#include "common/lang.h"

/* Texts joined for the cells of one observation or series; so many bytes, then they are dropped. */
#define TEXTS_BYTES 65536

struct reader {
    struct json_source source;
    /* the data set being read */
    const struct sdmx_structure *structure;
    bool barred; /* nothing of it is taken in: it takes values back, or is not understood */
    struct hd_arena group_arena;
    struct partial_keys groups;
    const char *key[PARTIAL_KEYS_DIMENSIONS]; /* codes, in the order of levels */
    struct hd_arena series_texts, texts;
};

/* Objects by key in a data set.  Structures have lists of the same names. */
static bool is_long(const char *key, enum hd_json_type type, unsigned depth)
{
    (void)depth;
    return key && type == HD_JSON_OBJECT &&
           (strcmp(key, "series") == 0 || strcmp(key, "observations") == 0);
}

static void refuse(struct reader *r, const char *code, const char *message)
{
    json_source_refuse(&r->source, (struct hd_problem){ .code = code, .message = message });
}

static enum hd_rc fail(struct reader *r, const char *code, const char *message,
                       struct hd_error *err)
{
    return json_source_fail(&r->source, (struct hd_problem){ .code = code, .message = message },
                            err);
}

/* ---- keys ---- */

/* First place of a level's dimensions in r->key. */
static size_t key_start(const struct reader *r, enum sdmx_level level)
{
    size_t start = 0;

    for (size_t i = 0; i < (size_t)level; i++)
        start += r->structure->dimensions[i].count;
    return start;
}

/* One step of "0:2:1"; *at moves behind it.  An empty step gives NULL where `any` allows it. */
static bool read_step(const char **at, const struct sdmx_component *dimension, bool any,
                      const char **code_out)
{
    char digits[24];
    size_t len = strcspn(*at, ":"), index;

    *code_out = NULL;
    if (len >= sizeof digits)
        return false;
    memcpy(digits, *at, len);
    digits[len] = '\0';
    *at += len;
    if (!len && any)
        return true;
    if (!json_index_parse(digits, &index) || index >= dimension->count)
        return false;
    *code_out = dimension->values[index];
    return *code_out != NULL;
}

static bool read_key(struct reader *r, enum sdmx_level level, const char *text)
{
    const struct sdmx_components *dimensions = &r->structure->dimensions[level];
    size_t start = key_start(r, level);

    for (size_t i = 0; i < dimensions->count; i++) {
        if (i && *text++ != ':')
            return false;
        if (!read_step(&text, &dimensions->items[i], false, &r->key[start + i]))
            return false;
    }
    return dimensions->count && !*text;
}

static void refuse_key(struct reader *r)
{
    refuse(r, "key_invalid",
           N_("This key does not fit the structure: it is the places of the codes of its "
              "dimensions, counted from 0, with colons between them."));
}

/* ---- cells ---- */

static void put_dimensions(struct reader *r, enum sdmx_level level)
{
    const struct sdmx_components *dimensions = &r->structure->dimensions[level];
    size_t start = key_start(r, level);

    for (size_t i = 0; i < dimensions->count; i++) {
        const struct sdmx_component *dimension = &dimensions->items[i];

        cells_put(&r->source.cells, dimension->id, r->key[start + i]);
        if (dimension->alias)
            cells_put(&r->source.cells, dimension->alias, r->key[start + i]);
    }
}

static void put_text(struct reader *r, const struct sdmx_component *component, const char *text,
                     bool is_number)
{
    struct record_cell *before =
        component->repeated ? cells_find(&r->source.cells, component->id) : NULL;

    if (before && text)
        before->text = text;
    if (before)
        return;
    cells_put(&r->source.cells, component->id, text)->is_number = is_number;
    if (component->alias)
        cells_put(&r->source.cells, component->alias, text)->is_number = is_number;
}

/* The components of a list from `node` on; trailing ones may be cut.  What follows the last one
 * is given back; false: one points to no value, which was told. */
static bool put_components(struct reader *r, const struct sdmx_components *components,
                           const struct hd_json **node, size_t place, struct hd_arena *arena)
{
    for (size_t i = 0; i < components->count; i++) {
        const char *text;

        if (!sdmx_component_text(&components->items[i], *node, arena, &text)) {
            json_pointer_index(&r->source.at, place + i);
            refuse(r, "index_invalid",
                   N_("This points to no value of the structure: a place counted from 0 is "
                      "expected, or null."));
            return false;
        }
        put_text(r, &components->items[i], text,
                 *node && (*node)->type == HD_JSON_NUMBER && !components->items[i].count);
        *node = *node ? (*node)->next : NULL;
    }
    return true;
}

/* "attributes": [0, null, "text"] of a data set or series. */
static bool put_attributes(struct reader *r, const struct hd_json *holder, enum sdmx_level level,
                           struct hd_arena *arena)
{
    const struct hd_json *list = hd_json_get(holder, "attributes"), *node;
    size_t len = r->source.at.len;
    bool good;

    if (list && list->type != HD_JSON_ARRAY)
        list = NULL;
    node = list ? list->first : NULL;
    json_pointer_key(&r->source.at, "attributes");
    good = put_components(r, &r->structure->attributes[level], &node, 0, arena);
    json_pointer_cut(&r->source.at, len);
    return good;
}

/* ---- attributes of groups ---- */

/* Which dimension stands at place `at` of a group's key: in the order of the whole key, or, where
 * that says nothing, the order of levels.  `first`: those of the data set are left out. */
static size_t group_dimension(const struct reader *r, size_t at, size_t first)
{
    size_t i = 0;

    for (size_t level = 0; level < SDMX_LEVELS; level++) {
        const struct sdmx_components *dimensions = &r->structure->dimensions[level];

        for (size_t j = 0; j < dimensions->count; j++, i++) {
            if (!first && dimensions->items[j].position == at)
                return i;
        }
    }
    return first + at;
}

static const struct sdmx_component *dimension_at(const struct reader *r, size_t at)
{
    size_t level = 0;

    while (at >= r->structure->dimensions[level].count)
        at -= r->structure->dimensions[level++].count;
    return &r->structure->dimensions[level].items[at];
}

static bool read_group_key(const struct reader *r, const char *text, const char **key)
{
    size_t all = sdmx_structure_dimensions(r->structure), steps = 1, first;

    for (const char *at = text; *at; at++)
        steps += *at == ':';
    first = steps == all ? 0 : r->structure->dimensions[SDMX_DATASET].count;
    if (steps + first != all)
        return false;
    for (size_t i = 0; i < steps; i++) {
        size_t at = group_dimension(r, i, first);

        if (i)
            text++;
        if (!read_step(&text, dimension_at(r, at), true, &key[at]))
            return false;
    }
    return true;
}

static void keep_group(struct reader *r, const struct hd_json *node, const char **texts)
{
    const struct sdmx_components *attributes = &r->structure->attributes[SDMX_GROUP];
    const struct hd_json *item = node->type == HD_JSON_ARRAY ? node->first : NULL;

    for (size_t i = 0; i < attributes->count && item; i++, item = item->next) {
        const char *text;

        if (!sdmx_component_text(&attributes->items[i], item, &r->group_arena, &text)) {
            json_pointer_index(&r->source.at, i);
            refuse(r, "index_invalid",
                   N_("This points to no value of the structure: a place counted from 0 is "
                      "expected, or null."));
            return;
        }
        texts[i] = item->type == HD_JSON_NULL ? texts[i] : text;
    }
}

static void read_group(struct reader *r, const struct hd_json *node)
{
    size_t all = sdmx_structure_dimensions(r->structure);
    const char **key = hd_arena_alloc(&r->group_arena, (all + 1) * sizeof *key);
    void **kept;

    if (!read_group_key(r, node->key, key)) {
        refuse_key(r);
        return;
    }
    kept = partial_keys_at(&r->groups, key);
    if (!kept) {
        refuse(r, "groups_many", N_("There are more kinds of groups than can be read."));
        return;
    }
    if (!*kept)
        *kept = hd_arena_alloc(&r->group_arena, (r->structure->attributes[SDMX_GROUP].count + 1) *
                                                    sizeof(const char *));
    keep_group(r, node, *kept);
}

/* "dimensionGroupAttributes": {":0::": [0, "text"]}: one place for each dimension, empty: any. */
static void read_groups(struct reader *r, const struct hd_json *dataset)
{
    const struct hd_json *groups = hd_json_get(dataset, "dimensionGroupAttributes");
    size_t len = r->source.at.len;

    partial_keys_clear(&r->groups);
    hd_arena_clear(&r->group_arena);
    r->groups.dimensions = sdmx_structure_dimensions(r->structure);
    if (!groups || groups->type != HD_JSON_OBJECT)
        return;
    json_pointer_key(&r->source.at, "dimensionGroupAttributes");
    for (const struct hd_json *node = groups->first; node; node = node->next) {
        size_t inner = r->source.at.len;

        json_pointer_key(&r->source.at, node->key);
        read_group(r, node);
        json_pointer_cut(&r->source.at, inner);
    }
    json_pointer_cut(&r->source.at, len);
}

static void put_groups(struct reader *r)
{
    const struct sdmx_components *attributes = &r->structure->attributes[SDMX_GROUP];

    for (size_t i = 0; i < attributes->count; i++) {
        const char *text = NULL;

        for (size_t j = 0; j < r->groups.pattern_count; j++) {
            const char *const *texts = partial_keys_find(&r->groups, j, r->key);

            if (texts && texts[i])
                text = texts[i];
        }
        put_text(r, &attributes->items[i], text ? text : attributes->items[i].preset, false);
    }
}

/* ---- observations ---- */

/* A member of a data set or series that holds others by key; NULL: there is none. */
static const struct hd_json *find_keyed(struct reader *r, const struct hd_json *holder,
                                        const char *key)
{
    const struct hd_json *all = hd_json_get(holder, key);
    size_t len = r->source.at.len;

    if (!all || all->type == HD_JSON_NULL || all->type == HD_JSON_OBJECT)
        return all && all->type == HD_JSON_OBJECT ? all : NULL;
    json_pointer_key(&r->source.at, key);
    refuse(r, "type_invalid", N_("An object is expected here, with one member for each key."));
    json_pointer_cut(&r->source.at, len);
    return NULL;
}

static bool put_observation(struct reader *r, const struct hd_json *node)
{
    const struct hd_json *item = node->first;
    const struct sdmx_structure *structure = r->structure;

    if (r->barred)
        return false;
    if (!read_key(r, SDMX_OBSERVATION, node->key)) {
        refuse_key(r);
        return false;
    }
    if (node->type != HD_JSON_ARRAY && node->type != HD_JSON_NULL) {
        refuse(r, "type_invalid",
               N_("A list is expected here: the value, then what belongs to it."));
        return false;
    }
    put_dimensions(r, SDMX_OBSERVATION);
    if (!put_components(r, &structure->measures, &item, 0, &r->texts))
        return false;
    put_groups(r);
    return put_components(r, &structure->attributes[SDMX_OBSERVATION], &item,
                          structure->measures.count, &r->texts);
}

static enum hd_rc read_observations(struct reader *r, const struct hd_json *holder, bool good,
                                    struct hd_error *err)
{
    struct hd_json_walk walk HD_JSON_WALK_AUTO = { 0 };
    const struct hd_json *all = find_keyed(r, holder, "observations"), *node;
    size_t mark = r->source.cells.count, len = r->source.at.len, inner;
    enum hd_rc rc = HD_OK;

    if (!all)
        return HD_OK;
    json_pointer_key(&r->source.at, "observations");
    inner = r->source.at.len;
    hd_json_walk_open(&walk, &r->source.document, all);
    while (!rc && (node = hd_json_walk_next(&walk)) != NULL) {
        json_pointer_key(&r->source.at, node->key);
        r->source.report->rows++;
        if (good && put_observation(r, node))
            rc = json_source_put(&r->source, node->offset, err);
        else
            r->source.report->refused++;
        r->source.cells.count = mark;
        if (r->texts.used_bytes > TEXTS_BYTES)
            hd_arena_clear(&r->texts);
        json_pointer_cut(&r->source.at, inner);
    }
    json_pointer_cut(&r->source.at, len);
    return rc;
}

/* A series that cannot be understood costs its observations and no others. */
static enum hd_rc read_one_series(struct reader *r, const struct hd_json *node,
                                  struct hd_error *err)
{
    size_t mark = r->source.cells.count, len = r->source.at.len;
    bool good = read_key(r, SDMX_SERIES, node->key);
    enum hd_rc rc;

    if (!good)
        refuse_key(r);
    if (good) {
        put_dimensions(r, SDMX_SERIES);
        good = put_attributes(r, node, SDMX_SERIES, &r->series_texts);
    }
    json_pointer_cut(&r->source.at, len);
    rc = read_observations(r, node, good, err);
    r->source.cells.count = mark;
    hd_arena_clear(&r->series_texts);
    return rc;
}

static enum hd_rc read_series(struct reader *r, const struct hd_json *dataset, struct hd_error *err)
{
    struct hd_json_walk walk HD_JSON_WALK_AUTO = { 0 };
    const struct hd_json *all = find_keyed(r, dataset, "series"), *node;
    size_t len = r->source.at.len, inner;
    enum hd_rc rc = HD_OK;

    if (!all)
        return HD_OK;
    json_pointer_key(&r->source.at, "series");
    inner = r->source.at.len;
    hd_json_walk_open(&walk, &r->source.document, all);
    while (!rc && (node = hd_json_walk_next(&walk)) != NULL) {
        json_pointer_key(&r->source.at, node->key);
        rc = read_one_series(r, node, err);
        json_pointer_cut(&r->source.at, inner);
    }
    json_pointer_cut(&r->source.at, len);
    return rc;
}

/* ---- data sets ---- */

static void read_constant_key(struct reader *r)
{
    const struct sdmx_components *dimensions = &r->structure->dimensions[SDMX_DATASET];

    for (size_t i = 0; i < dimensions->count; i++)
        r->key[i] = dimensions->items[i].count ? dimensions->items[i].values[0] : NULL;
}

static void check_action(struct reader *r, const struct hd_json *dataset)
{
    const char *action = json_member_text(dataset, "action");
    size_t len = r->source.at.len;

    r->barred = action && (strcasecmp(action, "Delete") == 0 || strcmp(action, "D") == 0);
    if (!r->barred)
        return;
    json_pointer_key(&r->source.at, "action");
    refuse(r, "action_delete", sdmx_delete_message);
    json_pointer_cut(&r->source.at, len);
}

static enum hd_rc read_dataset(struct reader *r, const struct hd_json *dataset,
                               struct hd_error *err)
{
    enum hd_rc rc;

    check_action(r, dataset);
    r->source.cells.count = 0;
    memset(r->key, 0, sizeof r->key);
    read_constant_key(r);
    read_groups(r, dataset);
    put_dimensions(r, SDMX_DATASET);
    r->barred |= !put_attributes(r, dataset, SDMX_DATASET, &r->group_arena);
    rc = read_observations(r, dataset, true, err);
    return rc ? rc : read_series(r, dataset, err);
}

/* ---- the message ---- */

static enum hd_rc check_errors(struct reader *r, struct hd_error *err)
{
    static const char *const parts[] = { "code", "title", "message", "detail" };
    const struct hd_json *errors = hd_json_get(r->source.document.root, "errors");
    struct hd_buf words HD_BUF_AUTO = { 0 };

    if (!errors || errors->type != HD_JSON_ARRAY || !errors->first)
        return HD_OK;
    hd_buf_init(&words, 1024);
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        const char *part = json_member_text(errors->first, parts[i]);

        if (part && *part)
            hd_buf_printf(&words, "%s%s", words.len ? ": " : "", part);
    }
    json_pointer_key(&r->source.at, "errors");
    return json_source_error(&r->source, words.data, err);
}

struct message {
    const struct hd_json *datasets, *structures; /* a list, or the one structure there is */
    const char *structures_key;
    const struct hd_json **nodes; /* of the structures, by place */
    struct sdmx_structure **read; /* NULL: not yet */
    size_t count;
    size_t len; /* of the place of both */
};

static void list_structures(struct reader *r, struct message *message)
{
    const struct hd_json *structures = message->structures, *node = structures;
    bool list = structures->type == HD_JSON_ARRAY;
    size_t count = list ? structures->count : 1;

    message->count = count;
    message->read = hd_arena_alloc(&r->source.arena, count * sizeof(void *) + 1);
    message->nodes = hd_arena_alloc(&r->source.arena, count * sizeof(void *) + 1);
    if (list)
        node = structures->first;
    for (size_t i = 0; i < count; i++, node = node->next)
        message->nodes[i] = node;
}

static enum hd_rc find_parts(struct reader *r, struct message *message, struct hd_error *err)
{
    const struct hd_json *root = r->source.document.root, *data = hd_json_get(root, "data");

    if (data && data->type == HD_JSON_OBJECT)
        json_pointer_key(&r->source.at, "data");
    else
        data = root; /* the first drafts */
    message->len = r->source.at.len;
    message->datasets = hd_json_get(data, "dataSets");
    message->structures_key = hd_json_get(data, "structures") ? "structures" : "structure";
    message->structures = hd_json_get(data, message->structures_key);
    if (!message->datasets || message->datasets->type != HD_JSON_ARRAY || !message->structures)
        return fail(r, "message_incomplete",
                    N_("An SDMX-JSON data message holds dataSets and their structures."), err);
    list_structures(r, message);
    return HD_OK;
}

static enum hd_rc read_structure(struct reader *r, const struct message *message, size_t index,
                                 struct hd_error *err)
{
    struct json_pointer at = r->source.at;
    struct sdmx_structure *structure;
    enum hd_rc rc;

    json_pointer_cut(&r->source.at, message->len);
    json_pointer_key(&r->source.at, message->structures_key);
    if (message->structures->type == HD_JSON_ARRAY)
        json_pointer_index(&r->source.at, index);
    structure = hd_arena_alloc(&r->source.arena, sizeof *structure);
    rc = sdmx_structure_read(&r->source, message->nodes[index], structure, err);
    message->read[index] = structure;
    if (!rc)
        r->source.at = at;
    return rc;
}

static enum hd_rc take_structure(struct reader *r, const struct message *message,
                                 const struct hd_json *dataset, struct hd_error *err)
{
    const char *text = json_member_text(dataset, "structure");
    size_t index = 0;
    enum hd_rc rc = HD_OK;

    if ((text && !json_index_parse(text, &index)) || index >= message->count) {
        json_pointer_key(&r->source.at, "structure");
        return fail(r, "structure_unknown", N_("There is no such structure in the message."), err);
    }
    if (!message->read[index])
        rc = read_structure(r, message, index, err);
    r->structure = message->read[index];
    return rc;
}

static enum hd_rc read_message(struct reader *r, struct hd_error *err)
{
    struct message message = { 0 };
    enum hd_rc rc = check_errors(r, err);
    size_t index = 0;

    if (!rc)
        rc = find_parts(r, &message, err);
    if (rc)
        return rc;
    for (const struct hd_json *node = message.datasets->first; node && !rc; node = node->next) {
        json_pointer_cut(&r->source.at, message.len);
        json_pointer_key(&r->source.at, "dataSets");
        json_pointer_index(&r->source.at, index++);
        rc = take_structure(r, &message, node, err);
        if (!rc)
            rc = read_dataset(r, node, err);
    }
    return rc;
}

static enum hd_rc read_document(const char *data, size_t len, const struct format_options *options,
                                const struct record_sink *sink, struct hd_problems *problems,
                                struct format_report *report, struct hd_error *err)
{
    struct reader r = { 0 };
    struct json_source_ends ends = { options, sink, problems, report };
    enum hd_rc rc = json_source_open(&r.source, data, len, is_long, &ends, err);

    if (!rc)
        rc = read_message(&r, err);
    partial_keys_clear(&r.groups);
    hd_arena_clear(&r.group_arena);
    hd_arena_clear(&r.series_texts);
    hd_arena_clear(&r.texts);
    json_source_close(&r.source);
    return rc;
}

#define HEAD_BYTES 4096

static bool sniff(const char *data, size_t len)
{
    return json_begins(data, len, "{") &&
           (json_holds(data, len, "\"dataSets\"") ||
            json_holds(data, len < HEAD_BYTES ? len : HEAD_BYTES, "sdmx-json"));
}

static const char *const types[] = { "application/vnd.sdmx.data+json", "application/json",
                                     "text/json", NULL };

const struct format_ops format_sdmx_json = {
    .name = "sdmx-json",
    .summary = N_("SDMX-JSON data messages 1.0, 2.0 and 2.1."),
    .types = types,
    .sniff = sniff,
    .templates = sdmx_templates,
    .read = read_document,
};
