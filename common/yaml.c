#include "common/yaml.h"

#include <stdbool.h>
#include <string.h>
#include <yaml.h>

#include "common/key_set.h"
#include "common/lang.h"
#include "common/utf8.h"

#define DEPTH_MAX 16

/* libyaml's events and not its documents: those forget anchors and tags, which we refuse, and
 * are complete before their depth can be looked at. */
struct reader {
    yaml_parser_t parser;
    const char *file;
    struct hd_arena *arena;
    struct hd_problems *problems;
    unsigned depth;
};

static bool read_node(struct reader *r, yaml_event_t *event, struct hd_yaml **node_out);

static void add_problem(struct reader *r, long line, const char *message, const char *name,
                        const char *value)
{
    hd_problem_add(r->problems, &(struct hd_problem){ .code = "yaml_invalid",
                                                      .message = message,
                                                      .args = { name, value },
                                                      .file = r->file,
                                                      .line = line });
}

static long line_of(const yaml_event_t *event)
{
    return (long)event->start_mark.line + 1;
}

/* false after a syntax error; what follows it cannot be read. */
static bool next_event(struct reader *r, yaml_event_t *event)
{
    const yaml_parser_t *parser = &r->parser;

    if (yaml_parser_parse(&r->parser, event))
        return true;
    add_problem(r, (long)parser->problem_mark.line + 1,
                N_("This is not valid YAML: {reason}. Check the indentation, colons and quotes "
                   "here and above."),
                "reason", parser->problem ? parser->problem : "?");
    return false;
}

static void refuse_marks(struct reader *r, const yaml_event_t *event, const yaml_char_t *anchor,
                         const yaml_char_t *tag)
{
    if (anchor)
        add_problem(r, line_of(event),
                    N_("Anchors are not used here. Remove &{name} and write the value out."),
                    "name", (const char *)anchor);
    if (tag)
        add_problem(r, line_of(event), N_("Tags are not used here. Remove {name}."), "name",
                    (const char *)tag);
}

static void read_scalar(struct reader *r, const yaml_event_t *event, struct hd_yaml *node)
{
    const char *text = (const char *)event->data.scalar.value;
    size_t len = event->data.scalar.length;

    refuse_marks(r, event, event->data.scalar.anchor, event->data.scalar.tag);
    if (memchr(text, '\0', len))
        add_problem(r, line_of(event), N_("A text may not hold a NUL character."), NULL, NULL);
    node->text = hd_arena_strndup(r->arena, text, len);
}

static bool read_list(struct reader *r, const yaml_event_t *event, struct hd_yaml *node)
{
    struct hd_yaml **link = &node->first;

    refuse_marks(r, event, event->data.sequence_start.anchor, event->data.sequence_start.tag);
    node->type = HD_YAML_LIST;
    for (;;) {
        yaml_event_t item;

        if (!next_event(r, &item))
            return false;
        if (item.type == YAML_SEQUENCE_END_EVENT) {
            yaml_event_delete(&item);
            return true;
        }
        if (!read_node(r, &item, link))
            return false;
        link = &(*link)->next;
        node->count++;
    }
}

static long first_line(const struct hd_yaml *map, const char *key)
{
    const struct hd_yaml *child = hd_yaml_get(map, key);

    return child ? child->key_line : 0;
}

static void report_repeated(struct reader *r, const struct hd_yaml *map,
                            const struct hd_yaml *child)
{
    const char *before = hd_arena_printf(r->arena, "%ld", first_line(map, child->key));

    hd_problem_add(r->problems,
                   &(struct hd_problem){
                       .code = "yaml_key_repeated",
                       .message = N_("The key {key} stands in line {before} already. Keep one."),
                       .args = { "key", child->key, "before", before },
                       .file = r->file,
                       .line = child->key_line });
}

static void check_keys(struct reader *r, const struct hd_yaml *map)
{
    struct hd_key_set keys HD_KEY_SET_AUTO = { 0 };

    for (const struct hd_yaml *child = map->first; child; child = child->next) {
        if (!hd_key_set_add(&keys, child->key))
            report_repeated(r, map, child);
    }
}

/* One `key: value`; *child_out is NULL when the key was no text. */
static bool read_pair(struct reader *r, yaml_event_t *key_event, struct hd_yaml **child_out)
{
    struct hd_yaml *key, *child;
    yaml_event_t value_event;

    if (!read_node(r, key_event, &key) || !next_event(r, &value_event) ||
        !read_node(r, &value_event, &child))
        return false;
    *child_out = NULL;
    if (key->type != HD_YAML_SCALAR) {
        add_problem(r, key->line, N_("A key must be a plain text."), NULL, NULL);
        return true;
    }
    child->key = key->text;
    child->key_line = key->line;
    *child_out = child;
    return true;
}

static bool read_map(struct reader *r, const yaml_event_t *event, struct hd_yaml *node)
{
    struct hd_yaml **link = &node->first;

    refuse_marks(r, event, event->data.mapping_start.anchor, event->data.mapping_start.tag);
    node->type = HD_YAML_MAP;
    for (;;) {
        yaml_event_t key;

        if (!next_event(r, &key))
            return false;
        if (key.type == YAML_MAPPING_END_EVENT) {
            yaml_event_delete(&key);
            check_keys(r, node);
            return true;
        }
        if (!read_pair(r, &key, link))
            return false;
        if (*link) {
            link = &(*link)->next;
            node->count++;
        }
    }
}

static bool read_container(struct reader *r, const yaml_event_t *event, struct hd_yaml *node)
{
    bool ok;

    if (r->depth == DEPTH_MAX) {
        add_problem(r, line_of(event), N_("This is nested too deeply."), NULL, NULL);
        return false;
    }
    r->depth++;
    ok = event->type == YAML_MAPPING_START_EVENT ? read_map(r, event, node)
                                                 : read_list(r, event, node);
    r->depth--;
    return ok;
}

/* Deletes the event.  false: reading cannot go on, and a problem was added. */
static bool read_node(struct reader *r, yaml_event_t *event, struct hd_yaml **node_out)
{
    struct hd_yaml *node = hd_arena_alloc(r->arena, sizeof *node);
    bool ok = true;

    node->line = line_of(event);
    if (event->type == YAML_SCALAR_EVENT) {
        read_scalar(r, event, node);
    } else if (event->type == YAML_ALIAS_EVENT) {
        add_problem(r, node->line, N_("Aliases are not used here. Write out what *{name} means."),
                    "name", (const char *)event->data.alias.anchor);
        node->text = "";
    } else {
        ok = read_container(r, event, node);
    }
    yaml_event_delete(event);
    *node_out = node;
    return ok;
}

/* Everything up to the end: one document, with something in it. */
static void read_stream(struct reader *r, struct hd_yaml **root_out)
{
    yaml_event_t event;
    bool more = true;

    while (more && next_event(r, &event)) {
        yaml_event_type_t type = event.type;

        if (type == YAML_DOCUMENT_START_EVENT && *root_out) {
            add_problem(r, line_of(&event),
                        N_("A second document begins here. Put it into a file of its own."), NULL,
                        NULL);
            more = false;
        } else if (type == YAML_STREAM_START_EVENT || type == YAML_DOCUMENT_START_EVENT ||
                   type == YAML_DOCUMENT_END_EVENT) {
            /* nothing to keep */
        } else if (type == YAML_STREAM_END_EVENT) {
            if (!*root_out)
                add_problem(r, 0, N_("The file is empty."), NULL, NULL);
            more = false;
        } else {
            more = read_node(r, &event, root_out);
            continue; /* the event is gone */
        }
        yaml_event_delete(&event);
    }
}

static bool check_encoding(struct reader *r, const char *data, size_t len)
{
    size_t at = 0, step;
    long line = 1;
    uint32_t code;

    if (hd_utf8_valid(data, len))
        return true;
    while ((step = hd_utf8_next(data + at, len - at, &code)) > 0 && code != 0) {
        line += code == '\n';
        at += step;
    }
    add_problem(r, line, N_("This line is not UTF-8. Save the file as UTF-8."), NULL, NULL);
    return false;
}

enum hd_rc hd_yaml_parse(const char *file, const char *data, size_t len, struct hd_arena *arena,
                         struct hd_yaml **root_out, struct hd_problems *problems,
                         struct hd_error *err)
{
    struct reader r = { .file = file, .arena = arena, .problems = problems };
    size_t before = problems->errors;

    *root_out = NULL;
    if (check_encoding(&r, data, len)) {
        if (!yaml_parser_initialize(&r.parser))
            return hd_fail(err, HD_SYSTEM, "libyaml does not start");
        yaml_parser_set_encoding(&r.parser, YAML_UTF8_ENCODING);
        yaml_parser_set_input_string(&r.parser, (const unsigned char *)data, len);
        read_stream(&r, root_out);
        yaml_parser_delete(&r.parser);
    }
    if (problems->errors == before)
        return HD_OK;
    *root_out = NULL;
    return hd_fail(err, HD_BAD_INPUT, "'%s' has %zu problems", file ? file : "the text",
                   problems->errors - before);
}

const struct hd_yaml *hd_yaml_get(const struct hd_yaml *map, const char *key)
{
    const struct hd_yaml *child;

    if (!map || map->type != HD_YAML_MAP)
        return NULL;
    for (child = map->first; child; child = child->next) {
        if (strcmp(child->key, key) == 0)
            return child;
    }
    return NULL;
}
