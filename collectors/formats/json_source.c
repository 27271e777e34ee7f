#include "collectors/formats/json_source.h"

#include <stdio.h>
#include <string.h>

#include "common/lang.h"
#include "common/utf8.h"

#define MARK "\xEF\xBB\xBF"

/* ---- places ---- */

/* ~ and / of a key are escaped; a key that does not fit is cut, at no harm but to the message. */
void json_pointer_key(struct json_pointer *pointer, const char *key)
{
    size_t room = sizeof pointer->text - 3, len = pointer->len;

    if (len < room)
        pointer->text[len++] = '/';
    for (; *key && len < room; key++) {
        bool special = *key == '~' || *key == '/';

        pointer->text[len++] = special ? '~' : *key;
        if (special)
            pointer->text[len++] = *key == '~' ? '0' : '1';
    }
    pointer->len = hd_utf8_cut(pointer->text, len, len);
    pointer->text[pointer->len] = '\0';
}

void json_pointer_index(struct json_pointer *pointer, size_t index)
{
    char digits[24];

    snprintf(digits, sizeof digits, "%zu", index);
    json_pointer_key(pointer, digits);
}

void json_pointer_cut(struct json_pointer *pointer, size_t len)
{
    pointer->len = len;
    pointer->text[len] = '\0';
}

/* ---- the document ---- */

static bool has_mark(const char *data, size_t len)
{
    return len >= 3 && memcmp(data, MARK, 3) == 0;
}

static void refuse_document(struct json_source *source, enum hd_rc rc, const char *reason)
{
    struct hd_problem problem = { .code = "json_invalid",
                                  .message = N_("This is not valid JSON: {reason}."),
                                  .args = { "reason", reason } };

    if (rc == HD_LIMIT) {
        problem.code = "json_too_large";
        problem.message = N_("The document is too large: {reason}.");
    } else if (json_begins(source->data, source->len, "<")) {
        problem.message =
            N_("This is a web page or XML, not JSON. See whether the address asks for "
               "JSON, as with format=json.");
    }
    json_source_refuse(source, problem);
}

enum hd_rc json_source_open(struct json_source *source, const char *data, size_t len,
                            hd_json_defer_fn *defer, const struct json_source_ends *ends,
                            struct hd_error *err)
{
    size_t skip = has_mark(data, len) ? 3 : 0;
    enum hd_rc rc;

    *ends->report = (struct format_report){ .reason = "" };
    *source = (struct json_source){ .data = data + skip,
                                    .len = len - skip,
                                    .options = ends->options,
                                    .sink = ends->sink,
                                    .problems = ends->problems,
                                    .report = ends->report,
                                    .line = 1 };
    rc = hd_json_open(source->data, source->len, defer, &source->arena, &source->document, err);
    if (!rc)
        return HD_OK;
    refuse_document(source, rc, err->text);
    err->rc = HD_BAD_INPUT; /* a limit passed, too, is the document's fault */
    return HD_BAD_INPUT;
}

void json_source_close(struct json_source *source)
{
    cells_clear(&source->cells);
    hd_arena_clear(&source->arena);
}

/* ---- refusals ---- */

void json_source_refuse(struct json_source *source, struct hd_problem problem)
{
    problem.file = source->options->file;
    problem.pointer = source->at.text;
    hd_problem_add(source->problems, &problem);
}

enum hd_rc json_source_fail(struct json_source *source, struct hd_problem problem,
                            struct hd_error *err)
{
    json_source_refuse(source, problem);
    return hd_fail(err, HD_BAD_INPUT, "'%s': %s", source->at.text, problem.code);
}

enum hd_rc json_source_error(struct json_source *source, const char *words, struct hd_error *err)
{
    json_source_refuse(source, (struct hd_problem){ .code = "source_error",
                                                    .message = N_("The source answers: {message}"),
                                                    .args = { "message", words } });
    return hd_fail(err, HD_BAD_INPUT, "the source answers: %.*s",
                   (int)hd_utf8_cut(words, strlen(words), 300), words);
}

/* ---- records ---- */

/* Lines only go forward; what stands before keeps the last one known. */
static void count_lines(struct json_source *source, size_t offset)
{
    const char *at = source->data + source->counted, *end = source->data + offset;

    while (at < end && (at = memchr(at, '\n', (size_t)(end - at))) != NULL) {
        at++;
        source->line++;
    }
    if (offset > source->counted)
        source->counted = offset;
}

enum hd_rc json_source_put(struct json_source *source, size_t offset, struct hd_error *err)
{
    struct record record = { .pointer = source->at.text,
                             .cells = source->cells.items,
                             .count = source->cells.count };

    count_lines(source, offset);
    record.line = source->line;
    return source->sink->put(source->sink->ctx, &record, err);
}

/* ---- values ---- */

bool json_index_parse(const char *text, size_t *index_out)
{
    size_t index = 0;

    if (!*text || (*text == '0' && text[1]))
        return false;
    for (; *text; text++) {
        size_t digit = (size_t)(*text - '0');

        if (*text < '0' || *text > '9' || index > (SIZE_MAX - digit) / 10)
            return false;
        index = index * 10 + digit;
    }
    *index_out = index;
    return true;
}

const char *json_text(const struct hd_json *node)
{
    if (!node)
        return NULL;
    if (node->type == HD_JSON_TRUE)
        return "true";
    if (node->type == HD_JSON_FALSE)
        return "false";
    return node->text;
}

const char *json_member_text(const struct hd_json *object, const char *key)
{
    return json_text(hd_json_get(object, key));
}

bool json_begins(const char *data, size_t len, const char *characters)
{
    const char *end = data + len;

    if (has_mark(data, len))
        data += 3;
    for (; *characters; characters++) {
        while (data < end && strchr(" \t\r\n", *data) && *data)
            data++;
        if (data == end || *data++ != *characters)
            return false;
    }
    return true;
}

bool json_holds(const char *data, size_t len, const char *text)
{
    return memmem(data, len, text, strlen(text)) != NULL;
}
