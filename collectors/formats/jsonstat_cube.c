#include "collectors/formats/jsonstat_cube.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "common/lang.h"

struct role {
    const char *name;     /* of the role, and of the cell */
    const char *usual[4]; /* ids where no role is given */
};

static const struct role roles[CUBE_ROLES] = {
    [CUBE_TIME] = { .name = "time", .usual = { "TIME_PERIOD", "year" } },
    [CUBE_GEO] = { .name = "geo", .usual = { "REF_AREA", "country" } },
    [CUBE_METRIC] = { .name = "metric", .usual = { "INDICATOR", "ContentsCode" } },
};

/* ---- refusals ---- */

static enum hd_rc refuse(struct json_source *source, const char *code, const char *message,
                         struct hd_error *err)
{
    return json_source_fail(source, (struct hd_problem){ .code = code, .message = message }, err);
}

static enum hd_rc refuse_member(struct json_source *source, const char *key, struct hd_error *err)
{
    json_pointer_key(&source->at, key);
    return json_source_fail(source,
                            (struct hd_problem){ .code = "member_missing",
                                                 .message = N_("A JSON-stat dataset has the member "
                                                               "{member} here."),
                                                 .args = { "member", key } },
                            err);
}

/* ---- sizes ---- */

static int find_dimension(const struct cube *cube, const char *id)
{
    for (size_t i = 0; id && i < cube->count; i++) {
        if (strcasecmp(cube->dimensions[i].id, id) == 0)
            return (int)i;
    }
    return -1;
}

static const struct hd_json *find_list(const struct hd_json *root, const char *key)
{
    const struct hd_json *list = hd_json_get(root, key);

    return list && list->type == HD_JSON_ARRAY ? list : NULL;
}

static enum hd_rc read_ids(struct json_source *source, const struct hd_json *ids, struct cube *cube,
                           struct hd_error *err)
{
    json_pointer_key(&source->at, "id");
    if (!ids->count || ids->count > CUBE_DIMENSIONS_MAX)
        return refuse(source, "dimension_count", N_("A dataset has between 1 and 64 dimensions."),
                      err);
    for (const struct hd_json *id = ids->first; id; id = id->next) {
        if (id->type != HD_JSON_STRING)
            return refuse(source, "type_invalid", N_("A list of texts is expected here."), err);
        if (find_dimension(cube, id->text) >= 0)
            return refuse(source, "dimension_repeated", N_("Two dimensions have the same name."),
                          err);
        cube->dimensions[cube->count++].id = id->text;
    }
    json_pointer_cut(&source->at, 0);
    return HD_OK;
}

static enum hd_rc read_sizes(struct json_source *source, const struct hd_json *sizes,
                             struct cube *cube, struct hd_error *err)
{
    struct cube_dimension *dimension = cube->dimensions;

    json_pointer_key(&source->at, "size");
    if (sizes->count != cube->count)
        return refuse(source, "size_invalid", N_("There must be one size for each dimension."),
                      err);
    cube->cells = 1;
    for (const struct hd_json *size = sizes->first; size; size = size->next, dimension++) {
        if (size->type != HD_JSON_NUMBER || !json_index_parse(size->text, &dimension->size))
            return refuse(source, "size_invalid",
                          N_("A size is a whole number that is not negative."), err);
        if (__builtin_mul_overflow(cube->cells, dimension->size, &cube->cells))
            return refuse(source, "size_invalid",
                          N_("The sizes multiply to more cells than anybody can count."), err);
    }
    json_pointer_cut(&source->at, 0);
    return HD_OK;
}

/* ---- categories ---- */

static enum hd_rc refuse_index(struct json_source *source, struct hd_error *err)
{
    return refuse(source, "category_invalid",
                  N_("The codes do not fit the size of the dimension: as many are expected, each "
                     "with a place of its own that counts from 0."),
                  err);
}

static bool take_place(const struct hd_json *item, struct cube_dimension *dimension)
{
    size_t place;

    if (item->type != HD_JSON_NUMBER || !json_index_parse(item->text, &place) ||
        place >= dimension->size || dimension->codes[place])
        return false;
    dimension->codes[place] = item->key;
    return true;
}

static bool take_code(const struct hd_json *item, size_t place, struct cube_dimension *dimension)
{
    dimension->codes[place] = item->text;
    return item->type == HD_JSON_STRING;
}

/* {"AZ":0,"GE":1} or ["AZ","GE"]. */
static enum hd_rc read_index(struct json_source *source, const struct hd_json *index,
                             struct cube_dimension *dimension, struct hd_error *err)
{
    bool list = index->type == HD_JSON_ARRAY;
    size_t place = 0;

    json_pointer_key(&source->at, "index");
    if ((!list && index->type != HD_JSON_OBJECT) || index->count != dimension->size)
        return refuse_index(source, err);
    dimension->codes = hd_arena_alloc(&source->arena, dimension->size * sizeof *dimension->codes);
    for (const struct hd_json *item = index->first; item; item = item->next) {
        if (list ? !take_code(item, place++, dimension) : !take_place(item, dimension))
            return refuse_index(source, err);
    }
    return HD_OK;
}

/* A dimension of one category may leave the index out: its label names the code. */
static enum hd_rc read_only_label(struct json_source *source, const struct hd_json *label,
                                  struct cube_dimension *dimension, struct hd_error *err)
{
    if (!label || label->type != HD_JSON_OBJECT || label->count != 1 || dimension->size != 1)
        return refuse_member(source, "index", err);
    dimension->codes = hd_arena_alloc(&source->arena, sizeof *dimension->codes);
    dimension->codes[0] = label->first->key;
    return HD_OK;
}

static enum hd_rc read_dimension(struct json_source *source, const struct hd_json *all,
                                 struct cube_dimension *dimension, struct hd_error *err)
{
    const struct hd_json *node = hd_json_get(all, dimension->id);
    const struct hd_json *category = hd_json_get(node, "category"), *index;
    enum hd_rc rc;

    json_pointer_key(&source->at, "dimension");
    if (!node)
        return refuse_member(source, dimension->id, err);
    json_pointer_key(&source->at, dimension->id);
    if (!category)
        return refuse_member(source, "category", err);
    json_pointer_key(&source->at, "category");
    index = hd_json_get(category, "index");
    rc = index ? read_index(source, index, dimension, err)
               : read_only_label(source, hd_json_get(category, "label"), dimension, err);
    json_pointer_cut(&source->at, 0);
    return rc;
}

/* ---- names of cells ---- */

static const char *const own_cells[] = { "value", "status", "status_text" };

static const char *cell_name(struct json_source *source, const char *id)
{
    for (size_t i = 0; i < sizeof own_cells / sizeof *own_cells; i++) {
        if (strcasecmp(id, own_cells[i]) == 0)
            return hd_arena_printf(&source->arena, "%s_code", id);
    }
    return id;
}

static int find_by_role(const struct cube *cube, const struct hd_json *given,
                        const struct role *role)
{
    const struct hd_json *list = find_list(given, role->name);
    int at = list ? find_dimension(cube, json_text(list->first)) : -1;

    if (find_dimension(cube, role->name) >= 0)
        return -1;
    for (size_t i = 0; at < 0 && role->usual[i]; i++)
        at = find_dimension(cube, role->usual[i]);
    return at;
}

enum hd_rc cube_read(struct json_source *source, struct cube *cube, struct hd_error *err)
{
    const struct hd_json *root = source->document.root;
    const struct hd_json *ids = find_list(root, "id"), *sizes = find_list(root, "size");
    const struct hd_json *all = hd_json_get(root, "dimension");
    enum hd_rc rc;

    *cube = (struct cube){ 0 };
    if (!ids || !sizes || !all)
        return refuse_member(source, !ids ? "id" : !sizes ? "size" : "dimension", err);
    rc = read_ids(source, ids, cube, err);
    if (!rc)
        rc = read_sizes(source, sizes, cube, err);
    for (size_t i = 0; !rc && i < cube->count; i++) {
        rc = read_dimension(source, all, &cube->dimensions[i], err);
        cube->dimensions[i].cell = cell_name(source, cube->dimensions[i].id);
    }
    for (size_t i = 0; !rc && i < CUBE_ROLES; i++)
        cube->by_role[i] = find_by_role(cube, hd_json_get(root, "role"), &roles[i]);
    return rc;
}

void cube_put(const struct cube *cube, size_t index, struct cells *cells)
{
    const char *codes[CUBE_DIMENSIONS_MAX];

    for (size_t i = cube->count; i-- > 0;) {
        codes[i] = cube->dimensions[i].codes[index % cube->dimensions[i].size];
        index /= cube->dimensions[i].size;
    }
    for (size_t i = 0; i < cube->count; i++)
        cells_put(cells, cube->dimensions[i].cell, codes[i]);
    for (size_t i = 0; i < CUBE_ROLES; i++) {
        if (cube->by_role[i] >= 0)
            cells_put(cells, roles[i].name, codes[cube->by_role[i]]);
    }
}
