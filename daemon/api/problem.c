#include <stdio.h>

#include "common/json.h"
#include "daemon/api/answer.h"

#define ERRORS_SHOWN 1000 /* the rest is counted */

struct told {
    int status;
    const char *code, *title, *detail; /* translated; detail may be NULL */
};

static void start(struct api_reply *reply, const struct told *told)
{
    hd_buf_reset(&reply->body);
    reply->header_count = 0;
    reply->attention = 0;
    reply->status = told->status;
    reply->problem_title = told->title;
    reply->problem_detail = told->detail;
    reply->no_store = true;
    reply->content_type = "application/problem+json";
}

static const char *filled(const struct api_request *request, const char *msgid,
                          const char *const *args)
{
    struct hd_buf text HD_BUF_AUTO = { 0 };

    hd_buf_init(&text, 65536);
    if (args)
        hd_fill(&text, hd_tr(request->lang, msgid), args);
    else
        hd_buf_puts(&text, hd_tr(request->lang, msgid));
    return hd_arena_strdup(request->arena, text.data);
}

static void write_head(struct hd_jsonw *w, const struct api_request *request,
                       const struct told *told)
{
    hd_jsonw_object(w);
    hd_jsonw_key_string(w, "type", "about:blank");
    hd_jsonw_key_string(w, "title", told->title);
    hd_jsonw_key_int(w, "status", told->status);
    if (told->detail)
        hd_jsonw_key_string(w, "detail", told->detail);
    hd_jsonw_key_string(w, "instance", request->path);
    hd_jsonw_key_string(w, "code", told->code);
}

enum hd_rc api_problem(struct api_reply *reply, const struct api_request *request, int status,
                       const char *code, const char *title, const char *detail,
                       const char *const *args)
{
    struct told told = { .status = status,
                         .code = code,
                         .title = filled(request, title, args),
                         .detail = detail ? filled(request, detail, args) : NULL };
    struct hd_jsonw w = { .out = &reply->body };

    start(reply, &told);
    write_head(&w, request, &told);
    hd_jsonw_end_object(&w);
    hd_buf_putc(&reply->body, '\n');
    return HD_OK;
}

/* ---- lists of problems ---- */

void api_problem_json(struct hd_jsonw *w, const struct hd_problem *problem,
                      const struct hd_lang *lang)
{
    struct hd_buf message HD_BUF_AUTO = { 0 };

    hd_buf_init(&message, 16384);
    hd_problem_message(problem, lang, &message);
    hd_jsonw_object(w);
    if (problem->file)
        hd_jsonw_key_string(w, "file", problem->file);
    if (problem->line)
        hd_jsonw_key_int(w, "line", problem->line);
    if (problem->column)
        hd_jsonw_key_string(w, "column", problem->column);
    if (problem->cell)
        hd_jsonw_key_string(w, "cell", problem->cell);
    if (problem->key)
        hd_jsonw_key_string(w, "key", problem->key);
    if (problem->pointer)
        hd_jsonw_key_string(w, "pointer", problem->pointer);
    if (problem->value)
        hd_jsonw_key_string(w, "value", problem->value);
    hd_jsonw_key_string(w, "code", problem->code);
    if (problem->warning)
        hd_jsonw_key_bool(w, "warning", true);
    hd_jsonw_key_string(w, "detail", message.data);
    hd_jsonw_end_object(w);
}

static const char *count_sentence(const struct api_request *request, size_t errors)
{
    struct hd_buf text HD_BUF_AUTO = { 0 };
    char count[24];

    snprintf(count, sizeof count, "%zu", errors);
    hd_buf_init(&text, 1024);
    hd_fill(&text,
            hd_tr_n(request->lang, "{count} problem was found.", "{count} problems were found.",
                    (long)errors),
            HD_ARGS("count", count));
    return hd_arena_strdup(request->arena, text.data);
}

enum hd_rc api_problems(struct api_reply *reply, const struct api_request *request, int status,
                        const char *code, const char *title, struct hd_problems *problems)
{
    struct told told = { .status = status,
                         .code = code,
                         .title = filled(request, title, NULL),
                         .detail = count_sentence(request, problems->errors) };
    struct hd_jsonw w = { .out = &reply->body };

    start(reply, &told);
    hd_problems_sort(problems);
    write_head(&w, request, &told);
    hd_jsonw_key_int(&w, "error_count", (int64_t)problems->errors);
    hd_jsonw_key(&w, "errors");
    hd_jsonw_array(&w);
    for (size_t i = 0; i < problems->count && i < ERRORS_SHOWN; i++)
        api_problem_json(&w, &problems->items[i], request->lang);
    hd_jsonw_end_array(&w);
    hd_jsonw_end_object(&w);
    hd_buf_putc(&reply->body, '\n');
    return HD_OK;
}
