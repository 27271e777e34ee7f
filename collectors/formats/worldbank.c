#include "collectors/formats/worldbank.h"

#include <string.h>

#include "collectors/formats/cell.h"
#include "collectors/formats/json_source.h"
#include "collectors/mapping.h"
#include "common/buf.h"
#include "common/lang.h"

#define HEAD_BYTES 8192 /* what page it is stands in so many */
#define PAGES_MAX  1000000

/* The rows, the second of the two elements: all that can be long. */
static bool is_rows(const char *key, enum hd_json_type type, unsigned depth)
{
    return !key && type == HD_JSON_ARRAY && depth == 1;
}

/* ---- what the source says about itself ---- */

static void put_words(struct hd_buf *words, const char *part)
{
    if (!part || !*part)
        return;
    if (words->len)
        hd_buf_puts(words, ": ");
    hd_buf_puts(words, part);
}

/* {"message":[{"id":"120","key":"Invalid value","value":"The provided parameter ..."}]} */
static enum hd_rc report_message(struct json_source *source, const struct hd_json *message,
                                 struct hd_error *err)
{
    struct hd_buf words HD_BUF_AUTO;
    const struct hd_json *first = message->type == HD_JSON_ARRAY ? message->first : message;

    hd_buf_init(&words, 1024);
    if (first) {
        put_words(&words, json_text(first));
        put_words(&words, json_member_text(first, "id"));
        put_words(&words, json_member_text(first, "key"));
        put_words(&words, json_member_text(first, "value"));
    }
    json_pointer_key(&source->at, "message");
    return json_source_error(source, words.data, err);
}

static enum hd_rc refuse_shape(struct json_source *source, struct hd_error *err)
{
    return json_source_fail(
        source,
        (struct hd_problem){ .code = "worldbank_shape",
                             .message = N_("This is no answer of the World Bank: a list of two is "
                                           "expected, what page it is and its rows.") },
        err);
}

static enum hd_rc read_head(struct json_source *source, const struct hd_json *head,
                            struct hd_error *err)
{
    const struct hd_json *message = hd_json_get(head, "message");
    const char *updated = json_member_text(head, "lastupdated");
    const struct hd_zone *zone = source->options->zone;

    json_pointer_index(&source->at, 0);
    if (message)
        return report_message(source, message, err);
    if (head->type != HD_JSON_OBJECT || !hd_json_get(head, "page"))
        return refuse_shape(source, err);
    if (updated &&
        !cell_read_published(updated, strlen(updated), zone, &source->report->updated_at_ms))
        source->report->updated_at_ms = 0;
    json_pointer_cut(&source->at, 0);
    return HD_OK;
}

/* ---- rows ---- */

#define NAMES_MAX 64

struct name {
    const char *key, *of_value; /* "indicator", "indicator.value" */
};

struct reader {
    struct json_source source;
    /* Rows come by thousands with the same members: their cells have the names of the first. */
    struct name names[NAMES_MAX];
    size_t name_count;
};

static struct name name_of(struct reader *r, const char *key)
{
    struct name name = { .key = key };

    for (size_t i = 0; i < r->name_count; i++) {
        if (strcmp(r->names[i].key, key) == 0)
            return r->names[i];
    }
    if (r->name_count == NAMES_MAX)
        return name;
    name.of_value = hd_arena_printf(&r->source.arena, "%s.value", key);
    r->names[r->name_count++] = name;
    return name;
}

static void put_pair(struct reader *r, const struct hd_json *member)
{
    struct name name = name_of(r, member->key);

    cells_put(&r->source.cells, name.key, json_member_text(member, "id"));
    if (name.of_value)
        cells_put(&r->source.cells, name.of_value, json_member_text(member, "value"));
}

static void put_scalar(struct reader *r, const struct hd_json *member)
{
    struct record_cell *cell =
        cells_put(&r->source.cells, name_of(r, member->key).key, json_text(member));

    cell->is_number = member->type == HD_JSON_NUMBER;
}

static void refuse_member(struct json_source *source, const char *key)
{
    size_t len = source->at.len;

    json_pointer_key(&source->at, key);
    json_source_refuse(source,
                       (struct hd_problem){ .code = "type_invalid",
                                            .message = N_("A text, a number or null is expected "
                                                          "here.") });
    json_pointer_cut(&source->at, len);
}

static void take_member(struct reader *r, const struct hd_json *member)
{
    if (member->type == HD_JSON_OBJECT)
        put_pair(r, member);
    else if (member->type == HD_JSON_ARRAY)
        refuse_member(&r->source, member->key);
    else
        put_scalar(r, member);
}

static void take_members(struct reader *r, const struct hd_json *row)
{
    if (row->type != HD_JSON_OBJECT || !hd_json_get(row, "value") || !hd_json_get(row, "date")) {
        json_source_refuse(&r->source,
                           (struct hd_problem){ .code = "worldbank_row",
                                                .message = N_("A row of the World Bank has the "
                                                              "members date and value.") });
        return;
    }
    for (const struct hd_json *member = row->first; member; member = member->next)
        take_member(r, member);
}

static enum hd_rc read_row(struct reader *r, const struct hd_json *row, struct hd_error *err)
{
    struct json_source *source = &r->source;
    size_t errors = source->problems->errors;

    source->report->rows++;
    source->cells.count = 0;
    take_members(r, row);
    if (source->problems->errors == errors)
        return json_source_put(source, row->offset, err);
    source->report->refused++;
    return HD_OK;
}

static enum hd_rc read_rows(struct reader *r, const struct hd_json *rows, struct hd_error *err)
{
    struct hd_json_walk walk HD_JSON_WALK_AUTO;
    const struct hd_json *row;
    enum hd_rc rc = HD_OK;
    size_t index = 0, len;

    json_pointer_index(&r->source.at, 1);
    len = r->source.at.len;
    hd_json_walk_open(&walk, &r->source.document, rows);
    while (!rc && (row = hd_json_walk_next(&walk)) != NULL) {
        json_pointer_index(&r->source.at, index++);
        rc = read_row(r, row, err);
        json_pointer_cut(&r->source.at, len);
    }
    return rc;
}

/* ---- the document ---- */

static enum hd_rc read_document(struct reader *r, struct hd_error *err)
{
    const struct hd_json *root = r->source.document.root, *head = root->first;
    const struct hd_json *rows = head ? head->next : NULL;
    enum hd_rc rc;

    if (root->type != HD_JSON_ARRAY || !head || root->count > 2)
        return refuse_shape(&r->source, err);
    rc = read_head(&r->source, head, err);
    if (rc)
        return rc;
    if (rows && rows->type == HD_JSON_NULL)
        return HD_OK; /* a total of 0 */
    if (!rows || rows->type != HD_JSON_ARRAY)
        return refuse_shape(&r->source, err);
    return read_rows(r, rows, err);
}

static enum hd_rc read_answer(const char *data, size_t len, const struct format_options *options,
                              const struct record_sink *sink, struct hd_problems *problems,
                              struct format_report *report, struct hd_error *err)
{
    struct reader r = { 0 };
    struct json_source_ends ends = { options, sink, problems, report };
    enum hd_rc rc = json_source_open(&r.source, data, len, is_rows, &ends, err);

    if (!rc)
        rc = read_document(&r, err);
    json_source_close(&r.source);
    return rc;
}

/* ---- pages ---- */

/* Bytes of the first object: the rows behind it are long and of no interest. */
static size_t head_len(const char *data, size_t len)
{
    size_t depth = 0;
    bool quoted = false;

    for (size_t i = 0; i < len; i++) {
        if (data[i] == '"') {
            quoted = !quoted;
        } else if (quoted) {
            i += data[i] == '\\';
        } else if (data[i] == '{' || data[i] == '[') {
            depth++;
        } else if (data[i] == '}' || data[i] == ']') {
            if (depth <= 1)
                return i + 1;
            depth--;
        }
    }
    return 0;
}

static bool read_page(const struct hd_json *head, const char *key, long *page_out)
{
    const char *text = json_member_text(head, key);
    size_t index;

    if (!text || !json_index_parse(text, &index) || !index)
        return false;
    *page_out = index < PAGES_MAX ? (long)index : PAGES_MAX; /* more than anybody asks for */
    return true;
}

static bool pages(const char *data, size_t len, struct format_pages *pages_out)
{
    struct hd_arena arena HD_ARENA_AUTO = { 0 };
    const char *start = memchr(data, '{', len);
    struct hd_error err;
    struct hd_json *head;
    size_t size;

    if (!json_begins(data, len, "[{"))
        return false;
    size = head_len(start, len - (size_t)(start - data));
    return size <= HEAD_BYTES && !hd_json_parse(start, size, &arena, &head, &err) &&
           read_page(head, "page", &pages_out->page) &&
           read_page(head, "pages", &pages_out->pages) && pages_out->pages > 1 &&
           pages_out->page <= pages_out->pages;
}

static bool sniff(const char *data, size_t len)
{
    size_t head = len < HEAD_BYTES ? len : HEAD_BYTES;

    return json_begins(data, len, "[{") &&
           (json_holds(data, head, "\"lastupdated\"") || json_holds(data, head, "\"per_page\"") ||
            json_begins(data, len, "[{\"message\":["));
}

static const char *const templates[MAP_FIELDS] = {
    [MAP_INDICATOR] = "{indicator}", [MAP_AREA] = "{country}",      [MAP_PERIOD] = "{date}",
    [MAP_VALUE] = "{value}",         [MAP_STATUS] = "{obs_status}",
};

static const char *const types[] = { "application/json", "text/json", NULL };

const struct format_ops format_worldbank = {
    .name = "worldbank",
    .summary = N_("Answers of the World Bank's Indicators API v2."),
    .types = types,
    .sniff = sniff,
    .templates = templates,
    .read = read_answer,
    .pages = pages,
};
