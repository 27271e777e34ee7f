/* A problem of the API in the words of a terminal. */
#include <stdio.h>
#include <string.h>

#include "client/request.h"
#include "common/json.h"

#define SHOWN_MAX 200

static const char *text_of(const struct hd_json *object, const char *key)
{
    const struct hd_json *member = hd_json_get(object, key);

    return member && member->text ? member->text : NULL;
}

/* "file:line: column 'X': message", with as much of it as is known. */
static void tell_error(const struct hd_json *error)
{
    const char *file = text_of(error, "file"), *line = text_of(error, "line");
    const char *column = text_of(error, "column"), *key = text_of(error, "key");
    const char *pointer = text_of(error, "pointer"), *cell = text_of(error, "cell");
    const char *detail = text_of(error, "detail");

    if (pointer && *pointer) { /* "" is the document */
        fprintf(stderr, "%s: %s\n", pointer, detail ? detail : "");
        return;
    }
    line = cell ? cell : line;
    if (file || line)
        fprintf(stderr, "%s%s%s: ", file ? file : "", file && line ? ":" : "", line ? line : "");
    if (column)
        fprintf(stderr, "%s: ", column);
    if (key)
        fprintf(stderr, "%s: ", key);
    fprintf(stderr, "%s\n", detail ? detail : "");
}

static void tell_errors(const struct client *client, const struct hd_json *errors)
{
    size_t shown = 0;
    char rest[24];

    for (const struct hd_json *error = errors->first; error && shown < SHOWN_MAX;
         error = error->next, shown++)
        tell_error(error);
    if (errors->count <= shown)
        return;
    snprintf(rest, sizeof rest, "%zu", errors->count - shown);
    (void)client_fail(client, N_("and {count} more"), HD_ARGS("count", rest));
}

static void tell_in_words(const struct client *client, const struct hd_json *problem)
{
    const struct hd_json *errors = hd_json_get(problem, "errors");
    const char *title = text_of(problem, "title"), *detail = text_of(problem, "detail");

    if (errors && errors->type == HD_JSON_ARRAY)
        tell_errors(client, errors);
    fprintf(stderr, "hedef: %s%s%s\n", title ? title : "", title && detail ? ": " : "",
            detail ? detail : "");
}

int reply_tell_problem(const struct client *client, const struct reply *reply)
{
    HD_ARENA_AUTO struct hd_arena arena = { 0 };
    struct hd_json *root = NULL;
    struct hd_error err = { 0 };

    if (!client_wants_json(client) &&
        hd_json_parse(reply->body.data, reply->body.len, &arena, &root, &err) == HD_OK &&
        root->type == HD_JSON_OBJECT)
        tell_in_words(client, root);
    else
        fwrite(reply->body.data, 1, reply->body.len, stderr);
    return EXIT_FAILED;
}
