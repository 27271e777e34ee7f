#include "collectors/formats/pointer.h"

#include <string.h>

#include "collectors/formats/json_source.h"
#include "collectors/mapping.h"
#include "common/buf.h"
#include "common/lang.h"

#define NAMES_MAX  1024 /* different ones that are kept; further ones are made for each row */
#define LIST_BYTES 400  /* of places in a message */

/* `/obs/0/value`, taken apart. */
struct path {
    const char *name;   /* as the mapping writes it */
    const char **steps; /* unescaped */
    size_t count;
};

struct reader {
    struct json_source source;
    struct path *asked; /* pointers of the mapping from the row on */
    size_t asked_count;
    struct record_cell *outer; /* what it asks for from the document on: the same in each row */
    size_t outer_count;
    /* Pointers of cells in objects of a row: the same few come with each row. */
    const char *names[NAMES_MAX];
    size_t name_count, next_name;
    struct hd_arena row;       /* names beyond these */
    struct json_pointer inner; /* of the cell, from the row on */
};

/* ---- paths ---- */

static char *unescape(const char *text, size_t len, struct hd_arena *arena)
{
    char *step = hd_arena_strndup(arena, text, len), *to = step;

    for (const char *at = step; *at; at++) {
        bool escaped = *at == '~' && (at[1] == '0' || at[1] == '1');

        if (escaped)
            at++;
        *to++ = !escaped ? *at : *at == '0' ? '~' : '/';
    }
    *to = '\0';
    return step;
}

/* `text` begins with / or is empty. */
static struct path parse_path(const char *name, const char *text, struct hd_arena *arena)
{
    struct path path = { .name = name };

    path.steps = hd_arena_alloc(arena, (strlen(text) + 1) * sizeof *path.steps);
    while (*text == '/') {
        size_t len = strcspn(text + 1, "/");

        path.steps[path.count++] = unescape(text + 1, len, arena);
        text += 1 + len;
    }
    return path;
}

static bool is_step(const struct hd_json *child, size_t index, const char *step)
{
    size_t wanted;

    if (child->key)
        return strcmp(child->key, step) == 0;
    return json_index_parse(step, &wanted) && wanted == index;
}

static const struct hd_json *child_at(const struct hd_json *node, const char *step)
{
    size_t index = 0;

    for (const struct hd_json *child = node->first; child; child = child->next) {
        if (is_step(child, index++, step))
            return child;
    }
    return NULL;
}

/* Of what is kept: all but the elements of the rows' list. */
static const struct hd_json *follow(const struct hd_json *node, const struct path *path)
{
    for (size_t i = 0; node && i < path->count; i++)
        node = child_at(node, path->steps[i]);
    return node;
}

static bool is_scalar(const struct hd_json *node)
{
    return node->type != HD_JSON_ARRAY && node->type != HD_JSON_OBJECT;
}

/* ---- cells ---- */

static void put_cell(struct reader *r, const char *name, const struct hd_json *node)
{
    struct cells *cells = &r->source.cells;

    cells_put(cells, name, json_text(node));
    cells->items[cells->count - 1].is_number = node->type == HD_JSON_NUMBER;
}

/* The pointer of the cell, mostly that which stood in the row before at this place. */
static const char *inner_name(struct reader *r)
{
    const char *text = r->inner.text;

    for (size_t i = 0; i < r->name_count; i++) {
        size_t at = (r->next_name + i) % r->name_count;

        if (strcmp(r->names[at], text) == 0) {
            r->next_name = at + 1;
            return r->names[at];
        }
    }
    if (r->name_count == NAMES_MAX)
        return hd_arena_strdup(&r->row, text);
    r->names[r->name_count++] = hd_arena_strdup(&r->source.arena, text);
    return r->names[r->name_count - 1];
}

/* Members of objects, and of their objects. */
static void take_object(struct reader *r, const struct hd_json *object)
{
    size_t len = r->inner.len;

    for (const struct hd_json *child = object->first; child; child = child->next) {
        json_pointer_key(&r->inner, child->key);
        if (is_scalar(child))
            put_cell(r, inner_name(r), child);
        else if (child->type == HD_JSON_OBJECT)
            take_object(r, child);
        json_pointer_cut(&r->inner, len);
    }
}

/* Places of a row that is a list are named by their number. */
static const char *index_name(struct reader *r, size_t index)
{
    json_pointer_cut(&r->inner, 0);
    json_pointer_index(&r->inner, index);
    return inner_name(r);
}

static void take_children(struct reader *r, const struct hd_json *row)
{
    size_t index = 0;

    for (const struct hd_json *child = row->first; child; child = child->next) {
        const char *name = child->key ? child->key : index_name(r, index++) + 1;

        if (is_scalar(child))
            put_cell(r, name, child);
        json_pointer_cut(&r->inner, 0);
        json_pointer_key(&r->inner, name);
        if (child->type == HD_JSON_OBJECT)
            take_object(r, child);
        json_pointer_cut(&r->inner, 0);
    }
}

/* What is asked for inside lists is not among the cells so far. */
static void take_asked(struct reader *r, const struct hd_json *row)
{
    for (size_t i = 0; i < r->asked_count; i++) {
        const struct hd_json *node;

        if (cells_find(&r->source.cells, r->asked[i].name))
            continue;
        node = follow(row, &r->asked[i]);
        if (node && is_scalar(node))
            put_cell(r, r->asked[i].name, node);
    }
    for (size_t i = 0; i < r->outer_count; i++) {
        struct cells *cells = &r->source.cells;

        cells_put(cells, r->outer[i].name, r->outer[i].text);
        cells->items[cells->count - 1].is_number = r->outer[i].is_number;
    }
}

/* ---- rows ---- */

static enum hd_rc read_row(struct reader *r, const struct hd_json *row, struct hd_error *err)
{
    struct json_source *source = &r->source;

    source->report->rows++;
    source->cells.count = 0;
    r->next_name = 0;
    hd_arena_clear(&r->row);
    if (is_scalar(row)) {
        json_source_refuse(source, (struct hd_problem){ .code = "type_invalid",
                                                        .message = N_("An object or a list is "
                                                                      "expected here."),
                                                        .value = json_text(row) });
        source->report->refused++;
        return HD_OK;
    }
    take_children(r, row);
    take_asked(r, row);
    return json_source_put(source, row->offset, err);
}

static enum hd_rc read_list(struct reader *r, const struct hd_json *list, struct hd_error *err)
{
    struct hd_json_walk walk HD_JSON_WALK_AUTO;
    const struct hd_json *row;
    size_t index = 0, len = r->source.at.len;
    enum hd_rc rc = HD_OK;

    hd_json_walk_open(&walk, &r->source.document, list);
    while (!rc && (row = hd_json_walk_next(&walk)) != NULL) {
        json_pointer_index(&r->source.at, index++);
        rc = read_row(r, row, err);
        json_pointer_cut(&r->source.at, len);
    }
    return rc;
}

/* ---- which list ---- */

/* Lists that there are in objects, as pointers. */
static size_t list_lists(const struct hd_json *node, struct json_pointer *at, struct hd_buf *out)
{
    size_t len = at->len, count = 0;

    for (const struct hd_json *child = node->first; child; child = child->next) {
        if (!child->key || is_scalar(child))
            continue;
        json_pointer_key(at, child->key);
        if (child->type == HD_JSON_ARRAY && out->len < LIST_BYTES)
            hd_buf_printf(out, "%s%s", out->len ? ", " : "", at->text);
        count += child->type == HD_JSON_ARRAY;
        if (child->type == HD_JSON_OBJECT)
            count += list_lists(child, at, out);
        json_pointer_cut(at, len);
    }
    return count;
}

/* The words in which an answer says that it is none; NULL. */
static const char *error_words(const struct hd_json *root)
{
    static const char *const keys[] = { "error", "message", "detail", "error_message" };

    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        const struct hd_json *node = hd_json_get(root, keys[i]);

        if (node && node->type == HD_JSON_OBJECT)
            node = hd_json_get(node, "message");
        if (node && node->type == HD_JSON_STRING)
            return node->text;
    }
    return NULL;
}

static enum hd_rc refuse_rows(struct reader *r, const char *rows, struct hd_error *err)
{
    const struct hd_json *root = r->source.document.root;
    const char *words = error_words(root);
    struct json_pointer at = { 0 };
    struct hd_buf lists HD_BUF_AUTO = { 0 };
    struct hd_problem problem = { .code = "rows_missing", .args = { "rows", rows } };

    if (words)
        return json_source_error(&r->source, words, err);
    hd_buf_init(&lists, (size_t)2 * JSON_POINTER_MAX + LIST_BYTES);
    problem.message = N_("There is no list at {rows}, where the mapping says that the rows are.");
    if (root && list_lists(root, &at, &lists)) {
        problem.message =
            *rows ? N_("There is no list at {rows}, where the mapping says that the rows are. "
                       "There are: {lists}.")
                  : N_("There is more than one list. Say with rows which one holds the rows: "
                       "{lists}.");
        problem.args[2] = "lists";
        problem.args[3] = lists.data;
    }
    return json_source_fail(&r->source, problem, err);
}

/* The only member that is a list; the document itself when none is.  NULL: there are several. */
static const struct hd_json *only_list(const struct hd_json *root)
{
    const struct hd_json *found = root;

    if (root->type != HD_JSON_OBJECT)
        return root;
    for (const struct hd_json *child = root->first; child; child = child->next) {
        if (child->type != HD_JSON_ARRAY)
            continue;
        if (found != root)
            return NULL;
        found = child;
    }
    return found;
}

static enum hd_rc read_rows(struct reader *r, struct hd_error *err)
{
    const char *option = mapping_option(r->source.options->mapping, "rows");
    const struct hd_json *root = r->source.document.root, *rows;
    struct path path = { 0 };

    if (*option && strcmp(option, ".") != 0) {
        path = parse_path(option, option, &r->source.arena);
        rows = follow(root, &path);
    } else {
        rows = *option ? root : only_list(root);
    }
    if (!rows || is_scalar(rows))
        return refuse_rows(r, option, err);
    for (size_t i = 0; i < path.count; i++)
        json_pointer_key(&r->source.at, path.steps[i]);
    if (!path.count && rows != root)
        json_pointer_key(&r->source.at, rows->key);
    if (rows->type == HD_JSON_ARRAY && strcmp(option, ".") != 0)
        return read_list(r, rows, err);
    return read_row(r, rows, err);
}

/* ---- the document ---- */

static void ask(struct reader *r, const char *name, size_t count)
{
    struct hd_arena *arena = &r->source.arena;
    struct path path;
    const struct hd_json *node;

    if (!r->asked) {
        r->asked = hd_arena_alloc(arena, count * sizeof *r->asked);
        r->outer = hd_arena_alloc(arena, count * sizeof *r->outer);
    }
    if (*name == '/') {
        r->asked[r->asked_count++] = parse_path(name, name, arena);
    } else if (*name == '#') {
        path = parse_path(name, name + 1, arena);
        node = follow(r->source.document.root, &path);
        if (path.count && node && is_scalar(node))
            r->outer[r->outer_count++] = (struct record_cell){
                .name = name, .text = json_text(node), .is_number = node->type == HD_JSON_NUMBER
            };
    }
}

static void ask_all(struct reader *r)
{
    const char *const *cells = mapping_cells(r->source.options->mapping);
    size_t count = 0;

    while (cells[count])
        count++;
    for (size_t i = 0; i < count; i++)
        ask(r, cells[i], count);
}

/* The list of rows may be long; it stands in so many containers. */
#define DEFER(number)                                                                              \
    static bool is_list_##number(const char *key, enum hd_json_type type, unsigned depth)          \
    {                                                                                              \
        (void)key;                                                                                 \
        return type == HD_JSON_ARRAY && depth == (number);                                         \
    }

DEFER(0)
DEFER(1)
DEFER(2)
DEFER(3)
DEFER(4)

static hd_json_defer_fn *const defers[] = { is_list_0, is_list_1, is_list_2, is_list_3, is_list_4 };

/* NULL: none is long, or its place is not known. */
static hd_json_defer_fn *choose_defer(const char *rows, const char *data, size_t len)
{
    size_t depth = 0;

    if (strcmp(rows, ".") == 0)
        return NULL;
    if (!*rows)
        return json_begins(data, len, "[") ? is_list_0 : is_list_1;
    for (; *rows; rows++)
        depth += *rows == '/';
    return depth < sizeof defers / sizeof *defers ? defers[depth] : NULL;
}

enum hd_rc format_pointer_read(const char *data, size_t len, const struct format_options *options,
                               const struct record_sink *sink, struct hd_problems *problems,
                               struct format_report *report, struct hd_error *err)
{
    struct reader *r = hd_alloc(sizeof *r);
    struct json_source_ends ends = { options, sink, problems, report };
    hd_json_defer_fn *defer = choose_defer(mapping_option(options->mapping, "rows"), data, len);
    enum hd_rc rc = json_source_open(&r->source, data, len, defer, &ends, err);

    if (!rc) {
        ask_all(r);
        rc = read_rows(r, err);
    }
    json_source_close(&r->source);
    hd_arena_clear(&r->row);
    hd_free_ptr(&r);
    return rc;
}
