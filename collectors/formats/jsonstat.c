#include "collectors/formats/jsonstat.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "collectors/formats/cell.h"
#include "collectors/formats/json_source.h"
#include "collectors/formats/jsonstat_cube.h"
#include "collectors/mapping.h"
#include "common/buf.h"
#include "common/lang.h"

/* Flags are letters: a list of more words than this is something else. */
#define LABELS_MAX 256

struct flag {
    size_t index;
    const char *text;
    bool used;
};

/* What an extension of ours says of cells: texts by the number of the cell. */
struct notes {
    const char *cell; /* of the record */
    struct flag *items;
    size_t count, room;
};
enum { NOTE_COMMENT, NOTE_BASIS, NOTES };

struct reader {
    struct json_source source;
    struct cube cube;
    const char *flag_of_all; /* NULL: flags by cell */
    struct flag *flags;      /* by index */
    size_t flag_count, flag_room;
    const struct hd_json *flag_labels; /* the source's words; NULL */
    struct notes notes[NOTES];
    bool own; /* written here: what is revised is known without its flag */
    struct hd_buf words;
};

/* The two members of the dataset that are long. */
static bool is_long(const char *key, enum hd_json_type type, unsigned depth)
{
    (void)type;
    return depth == 1 && key && (strcmp(key, "value") == 0 || strcmp(key, "status") == 0);
}

/* ---- which cell a member is of ---- */

static void refuse_cell(struct reader *r, const char *code, const char *message)
{
    char cells[24];

    snprintf(cells, sizeof cells, "%zu", r->cube.cells);
    json_source_refuse(
        &r->source,
        (struct hd_problem){ .code = code, .message = message, .args = { "cells", cells } });
}

static enum hd_rc refuse_length(struct reader *r, size_t count, struct hd_error *err)
{
    char cells[24], given[24];

    snprintf(cells, sizeof cells, "%zu", r->cube.cells);
    snprintf(given, sizeof given, "%zu", count);
    return json_source_fail(&r->source,
                            (struct hd_problem){ .code = "size_invalid",
                                                 .message = N_("The sizes make {cells} cells and "
                                                               "{count} stand here."),
                                                 .args = { "cells", cells, "count", given } },
                            err);
}

static bool is_cell(struct reader *r, const char *key, size_t *index_out)
{
    if (json_index_parse(key, index_out) && *index_out < r->cube.cells)
        return true;
    refuse_cell(r, "cell_unknown",
                N_("There is no such cell: they are counted from 0 and "
                   "there are {cells} of them."));
    return false;
}

/* ---- flags ---- */

static void keep_flag(struct reader *r, size_t index, const struct hd_json *flag)
{
    if (flag->type == HD_JSON_NULL || (flag->type == HD_JSON_STRING && !*flag->text))
        return;
    if (flag->type != HD_JSON_STRING) {
        refuse_cell(r, "type_invalid", N_("A text is expected here."));
        return;
    }
    HD_GROW(r->flags, r->flag_count, r->flag_room);
    r->flags[r->flag_count++] = (struct flag){ .index = index, .text = flag->text };
}

static int compare_flags(const void *a, const void *b)
{
    const struct flag *x = a, *y = b;

    return (x->index > y->index) - (x->index < y->index);
}

static void walk_flags(struct reader *r, const struct hd_json *status)
{
    struct hd_json_walk walk HD_JSON_WALK_AUTO;
    const struct hd_json *flag;
    size_t index = 0, place = 0, len = r->source.at.len;

    hd_json_walk_open(&walk, &r->source.document, status);
    while ((flag = hd_json_walk_next(&walk)) != NULL) {
        index = place++;
        if (flag->key)
            json_pointer_key(&r->source.at, flag->key);
        else
            json_pointer_index(&r->source.at, index);
        if (!flag->key || is_cell(r, flag->key, &index))
            keep_flag(r, index, flag);
        json_pointer_cut(&r->source.at, len);
    }
}

static enum hd_rc read_flags(struct reader *r, struct hd_error *err)
{
    const struct hd_json *status = hd_json_get(r->source.document.root, "status");

    if (!status || status->type == HD_JSON_NULL)
        return HD_OK;
    json_pointer_key(&r->source.at, "status");
    if (status->type == HD_JSON_STRING)
        r->flag_of_all = status->text;
    else if (status->type == HD_JSON_ARRAY && status->count != r->cube.cells)
        return refuse_length(r, status->count, err);
    else if (status->type == HD_JSON_ARRAY || status->type == HD_JSON_OBJECT)
        walk_flags(r, status);
    else
        refuse_cell(r, "type_invalid", N_("A text, a list or an object is expected here."));
    if (r->flag_count)
        qsort(r->flags, r->flag_count, sizeof *r->flags, compare_flags);
    json_pointer_cut(&r->source.at, 0);
    return HD_OK;
}

static const char *take_flag(struct reader *r, size_t index)
{
    struct flag key = { .index = index }, *flag = NULL;

    if (r->flag_of_all)
        return r->flag_of_all;
    if (r->flag_count)
        flag = bsearch(&key, r->flags, r->flag_count, sizeof key, compare_flags);
    if (!flag)
        return NULL;
    flag->used = true;
    return flag->text;
}

/* Without the r of a document of ours. */
static const char *flag_meant(struct reader *r, const char *flag)
{
    size_t len = flag ? strlen(flag) : 0;

    if (!r->own || !len || flag[len - 1] != 'r')
        return flag;
    return len == 1 ? NULL : hd_arena_strndup(&r->source.arena, flag, len - 1);
}

/* ---- what stands beside the cells in a document of ours ---- */

static void read_note(struct notes *notes, const struct hd_json *object)
{
    for (const struct hd_json *note = object ? object->first : NULL; note; note = note->next) {
        size_t index;

        if (!note->key || note->type != HD_JSON_STRING || !json_index_parse(note->key, &index))
            continue;
        HD_GROW(notes->items, notes->count, notes->room);
        notes->items[notes->count++] = (struct flag){ .index = index, .text = note->text };
    }
    if (notes->count)
        qsort(notes->items, notes->count, sizeof *notes->items, compare_flags);
}

static void read_notes(struct reader *r, const struct hd_json *extension)
{
    const struct hd_json *comments = hd_json_get(extension, "comment");

    r->own = comments && comments->type == HD_JSON_OBJECT;
    r->notes[NOTE_COMMENT].cell = "comment";
    r->notes[NOTE_BASIS].cell = "basis";
    if (!r->own)
        return;
    read_note(&r->notes[NOTE_COMMENT], comments);
    read_note(&r->notes[NOTE_BASIS], hd_json_get(extension, "basis"));
}

static void put_notes(struct reader *r, size_t index)
{
    const struct flag key = { .index = index }, *note;

    for (size_t i = 0; i < NOTES; i++) {
        const struct notes *notes = &r->notes[i];

        if (!notes->count)
            continue;
        note = bsearch(&key, notes->items, notes->count, sizeof key, compare_flags);
        if (note)
            cells_put(&r->source.cells, notes->cell, note->text);
    }
}

static void put_words(struct reader *r, const char *words)
{
    if (!words)
        return;
    if (r->words.len)
        hd_buf_puts(&r->words, "; ");
    hd_buf_puts(&r->words, words);
}

/* "bp" has words of its own, or is b and p. */
static const char *flag_words(struct reader *r, const char *flag)
{
    const char *whole = json_member_text(r->flag_labels, flag);

    hd_buf_reset(&r->words);
    put_words(r, whole);
    for (; !whole && *flag; flag++) {
        char letter[2] = { *flag, '\0' };

        put_words(r, json_member_text(r->flag_labels, letter));
    }
    return r->words.len ? r->words.data : NULL;
}

/* ---- values ---- */

/* `value` NULL: only flagged. */
static enum hd_rc put_cell(struct reader *r, size_t index, const struct hd_json *value,
                           struct hd_error *err)
{
    const char *flag = flag_meant(r, take_flag(r, index));
    bool is_number = value && value->type == HD_JSON_NUMBER;

    r->source.cells.count = 0;
    cube_put(&r->cube, index, &r->source.cells);
    cells_put(&r->source.cells, "value", json_text(value))->is_number = is_number;
    cells_put(&r->source.cells, "status", flag);
    if (flag && r->flag_labels)
        cells_put(&r->source.cells, "status_text", flag_words(r, flag));
    put_notes(r, index);
    return json_source_put(&r->source, value ? value->offset : 0, err);
}

static enum hd_rc read_value(struct reader *r, const struct hd_json *value, size_t place,
                             struct hd_error *err)
{
    size_t index = place;

    r->source.report->rows++;
    if (value->type != HD_JSON_NUMBER && value->type != HD_JSON_STRING &&
        value->type != HD_JSON_NULL)
        refuse_cell(r, "type_invalid", N_("A number or null is expected here."));
    else if (!value->key || is_cell(r, value->key, &index))
        return put_cell(r, index, value, err);
    r->source.report->refused++;
    return HD_OK;
}

static enum hd_rc walk_values(struct reader *r, const struct hd_json *values, struct hd_error *err)
{
    struct hd_json_walk walk HD_JSON_WALK_AUTO;
    struct json_pointer *at = &r->source.at;
    const struct hd_json *value;
    size_t place = 0, len = at->len;
    enum hd_rc rc = HD_OK;

    hd_json_walk_open(&walk, &r->source.document, values);
    while (!rc && (value = hd_json_walk_next(&walk)) != NULL) {
        if (value->key)
            json_pointer_key(at, value->key);
        else
            json_pointer_index(at, place);
        rc = read_value(r, value, place++, err);
        json_pointer_cut(at, len);
    }
    return rc;
}

static enum hd_rc read_values(struct reader *r, struct hd_error *err)
{
    const struct hd_json *values = hd_json_get(r->source.document.root, "value");
    enum hd_rc rc;

    json_pointer_key(&r->source.at, "value");
    if (!values || (values->type != HD_JSON_ARRAY && values->type != HD_JSON_OBJECT))
        return json_source_fail(&r->source,
                                (struct hd_problem){ .code = "type_invalid",
                                                     .message = N_("A list or an object of values "
                                                                   "is expected here.") },
                                err);
    if (values->type == HD_JSON_ARRAY && values->count != r->cube.cells)
        return refuse_length(r, values->count, err);
    rc = walk_values(r, values, err);
    json_pointer_cut(&r->source.at, 0);
    return rc;
}

/* Cells that are left out have a flag that says why. */
static enum hd_rc put_flagged_only(struct reader *r, struct hd_error *err)
{
    enum hd_rc rc = HD_OK;
    size_t len;

    json_pointer_key(&r->source.at, "status");
    len = r->source.at.len;
    for (size_t i = 0; !rc && i < r->flag_count; i++) {
        if (r->flags[i].used)
            continue;
        r->source.report->rows++;
        json_pointer_index(&r->source.at, r->flags[i].index);
        rc = put_cell(r, r->flags[i].index, NULL, err);
        json_pointer_cut(&r->source.at, len);
    }
    return rc;
}

/* ---- the document ---- */

/* {"error":[{"status":404,"label":"..."}]}; a warning instead of a dataset: "try again later". */
static enum hd_rc check_message(struct json_source *source, const char *member,
                                struct hd_error *err)
{
    const struct hd_json *node = hd_json_get(source->document.root, member);
    const char *words;

    if (!node || node->type == HD_JSON_NULL || hd_json_get(source->document.root, "value"))
        return HD_OK;
    json_pointer_key(&source->at, member);
    if (node->type == HD_JSON_ARRAY && node->first)
        node = node->first;
    words = json_text(node);
    if (!words)
        words = json_member_text(node, "label");
    if (!words)
        words = json_member_text(node, "message");
    return json_source_error(source, words ? words : "", err);
}

static enum hd_rc check_class(struct json_source *source, struct hd_error *err)
{
    const struct hd_json *root = source->document.root;
    const char *class = json_member_text(root, "class");
    const char *version = json_member_text(root, "version");

    if (root->type != HD_JSON_OBJECT || (class && strcmp(class, "dataset") != 0))
        return json_source_fail(
            source,
            (struct hd_problem){ .code = "class_unsupported",
                                 .message = N_("Only a JSON-stat dataset holds values, and this is "
                                               "{class}. Ask for one dataset."),
                                 .args = { "class", class ? class : "?" } },
            err);
    if ((version && strncmp(version, "2.", 2) != 0) || hd_json_get(root, "dataset"))
        return json_source_fail(
            source,
            (struct hd_problem){ .code = "version_unsupported",
                                 .message = N_("This is JSON-stat of another version than 2.0. Ask "
                                               "for version 2.0.") },
            err);
    return HD_OK;
}

/* Eurostat writes +0100 where RFC 3339 has +01:00. */
static int64_t read_updated(struct reader *r)
{
    const char *text = json_member_text(r->source.document.root, "updated");
    size_t len = text ? strlen(text) : 0;
    char whole[40];
    int64_t at_ms;

    if (len < 10 || len > sizeof whole - 2)
        return 0;
    snprintf(whole, sizeof whole, "%s", text);
    if (len > 20 && strchr("+-", text[len - 5])) {
        snprintf(whole + len - 2, sizeof whole - len + 2, ":%s", text + len - 2);
        len++;
    }
    return cell_read_published(whole, len, r->source.options->zone, &at_ms) ? at_ms : 0;
}

static enum hd_rc read_dataset(struct reader *r, struct hd_error *err)
{
    const struct hd_json *extension = hd_json_get(r->source.document.root, "extension");
    enum hd_rc rc = check_message(&r->source, "error", err);

    if (!rc)
        rc = check_message(&r->source, "warning", err);
    if (!rc)
        rc = check_class(&r->source, err);
    if (!rc)
        rc = cube_read(&r->source, &r->cube, err);
    if (rc)
        return rc;
    r->source.report->updated_at_ms = read_updated(r);
    r->flag_labels = hd_json_get(hd_json_get(extension, "status"), "label");
    if (r->flag_labels && r->flag_labels->count > LABELS_MAX)
        r->flag_labels = NULL;
    read_notes(r, extension);
    rc = read_flags(r, err);
    if (!rc)
        rc = read_values(r, err);
    return rc ? rc : put_flagged_only(r, err);
}

static enum hd_rc read_document(const char *data, size_t len, const struct format_options *options,
                                const struct record_sink *sink, struct hd_problems *problems,
                                struct format_report *report, struct hd_error *err)
{
    struct reader r = { 0 };
    struct json_source_ends ends = { options, sink, problems, report };
    enum hd_rc rc = json_source_open(&r.source, data, len, is_long, &ends, err);

    hd_buf_init(&r.words, 4096);
    if (!rc)
        rc = read_dataset(&r, err);
    hd_buf_clear(&r.words);
    free(r.flags);
    for (size_t i = 0; i < NOTES; i++)
        free(r.notes[i].items);
    json_source_close(&r.source);
    return rc;
}

static bool sniff(const char *data, size_t len)
{
    return json_begins(data, len, "{") && json_holds(data, len, "\"class\"") &&
           ((json_holds(data, len, "\"dataset\"") && json_holds(data, len, "\"size\"")) ||
            json_holds(data, len, "\"collection\""));
}

static const char *const templates[MAP_FIELDS] = {
    [MAP_INDICATOR] = "{metric}", [MAP_AREA] = "{geo}",    [MAP_BREAKDOWN] = "{breakdown}",
    [MAP_PERIOD] = "{time}",      [MAP_VALUE] = "{value}", [MAP_STATUS] = "{status}",
    [MAP_COMMENT] = "{comment}",  [MAP_BASIS] = "{basis}",
};

static const char *const types[] = { "application/json", "text/json", "application/vnd.json-stat",
                                     NULL };

const struct format_ops format_jsonstat = {
    .name = "jsonstat",
    .summary = N_("JSON-stat 2.0 datasets, as Eurostat answers."),
    .types = types,
    .sniff = sniff,
    .templates = templates,
    .read = read_document,
};
