/* Sources that are made and removed by hand: POST and DELETE /api/v1/collectors. */
#include <stdlib.h>
#include <string.h>

#include "common/json.h"
#include "daemon/api/answer.h"
#include "daemon/api/handlers.h"
#include "daemon/collect/sources.h"
#include "daemon/service.h"
#include "storage/source.h"

#define OPTIONS_MAX  64
#define DOCUMENT_MAX (1 << 16)

struct change {
    const char *name, *document, *actor;
    bool replace;
};

static enum hd_rc refuse_body(const struct api_request *request, struct api_reply *reply)
{
    return api_problem(reply, request, 400, "body_invalid", N_("The request was not understood"),
                       N_("Send a name and its options: {\"name\": \"...\", \"options\": "
                          "{\"transport\": \"http\", ...}}, all of them texts."),
                       NULL);
}

/* ---- reading ---- */

static bool options_are_texts(const struct hd_json *options)
{
    if (!options || options->type != HD_JSON_OBJECT || options->count > OPTIONS_MAX)
        return false;
    for (const struct hd_json *member = options->first; member; member = member->next) {
        if (member->type != HD_JSON_STRING)
            return false;
    }
    return true;
}

static bool read_body(const struct api_request *request, const char **name_out,
                      const struct hd_json **options_out)
{
    struct hd_json *root = NULL;
    const struct hd_json *name;
    struct hd_error err;

    if (!request->body ||
        hd_json_parse(request->body, request->body_len, request->arena, &root, &err))
        return false;
    name = hd_json_get(root, "name");
    *options_out = hd_json_get(root, "options");
    if (root->count != 2 || !name || name->type != HD_JSON_STRING ||
        !options_are_texts(*options_out))
        return false;
    *name_out = name->text;
    return true;
}

static int by_key(const void *a, const void *b)
{
    return strcmp((*(const struct hd_json *const *)a)->key,
                  (*(const struct hd_json *const *)b)->key);
}

/* The same options in any order are the same document. */
static const char *document_of(const struct hd_json *options, struct hd_arena *arena)
{
    const struct hd_json *members[OPTIONS_MAX];
    HD_BUF_AUTO struct hd_buf text = { 0 };
    struct hd_jsonw w = { .out = &text };
    size_t count = 0;

    for (const struct hd_json *member = options->first; member; member = member->next)
        members[count++] = member;
    if (count)
        qsort(members, count, sizeof(void *), by_key);
    hd_buf_init(&text, DOCUMENT_MAX);
    hd_jsonw_object(&w);
    for (size_t i = 0; i < count; i++)
        hd_jsonw_key_string(&w, members[i]->key, members[i]->text);
    hd_jsonw_end_object(&w);
    return text.overflow ? NULL : hd_arena_strdup(arena, text.data);
}

/* ---- is it good? ---- */

static bool check(struct service *service, const char *name, const struct hd_json *options,
                  const struct api_request *request, struct api_reply *reply)
{
    HD_PROBLEMS_AUTO struct hd_problems problems = { 0 };
    struct hd_conf_group group = { 0 };
    struct hd_conf_section *section = hd_conf_group_add(&group, name, "", 0, "");
    struct source *source = NULL;
    struct hd_error err = { 0 };
    enum hd_rc rc;

    for (const struct hd_json *member = options->first; member; member = member->next)
        hd_conf_section_add(&group, section, member->key, member->text, 0);
    rc = source_make(section, true, service_settings(service), service_clock(service), &source,
                     &problems, &err);
    source_drop(&source);
    hd_conf_group_clear(&group);
    if (rc)
        (void)api_problems(reply, request, 422, "source_invalid", N_("The source was not made"),
                           &problems);
    return !rc;
}

static bool is_of_a_file(struct service *service, const char *name)
{
    struct source *source = sources_find(service, name);
    bool file = source && !source->remote;

    source_drop(&source);
    return file;
}

static enum hd_rc refuse_file(const char *name, const struct api_request *request,
                              struct api_reply *reply)
{
    return api_problem(reply, request, 409, "source_of_file",
                       N_("This source stands in a file of the configuration"),
                       N_("Change '{name}' there, then reload; or choose another name."),
                       HD_ARGS("name", name));
}

/* ---- writing ---- */

static enum hd_rc write_change(struct txn *txn, void *ctx, struct hd_error *err)
{
    const struct change *change = ctx;

    if (!change->document)
        return source_remove(txn, change->name, change->actor, err);
    return source_put(txn, change->name, change->document, change->replace, change->actor, err);
}

static enum hd_rc reload(struct service *service, struct hd_error *err)
{
    HD_PROBLEMS_AUTO struct hd_problems problems = { 0 };
    enum hd_rc rc = sources_load(service, &problems, err);

    if (!rc)
        service_sources_changed(service);
    return rc;
}

static void answer(const struct change *change, const char *key, const char *label,
                   const struct api_request *request, struct api_reply *reply)
{
    struct api_field field = { .key = key, .label = label };

    cell_text(&field.cell, change->name);
    reply->no_store = true;
    api_object_write(&field, 1, NULL, request, reply);
}

enum hd_rc api_collector_add(struct service *service, struct api_request *request,
                             struct api_reply *reply, struct hd_error *err)
{
    struct change change = { .actor = request->actor, .replace = api_flag(request, "replace") };
    HD_PROBLEMS_AUTO struct hd_problems problems = { 0 };
    const struct hd_json *options = NULL;
    enum hd_rc rc = sources_ready(service, &problems, err);

    if (rc)
        return rc;
    if (!read_body(request, &change.name, &options))
        return refuse_body(request, reply);
    if (!check(service, change.name, options, request, reply))
        return HD_OK;
    if (is_of_a_file(service, change.name))
        return refuse_file(change.name, request, reply);
    change.document = document_of(options, request->arena);
    if (!change.document)
        return refuse_body(request, reply);
    if (api_flag(request, "dry_run"))
        return answer(&change, "checked", N_("Good"), request, reply), HD_OK;
    rc = store_write(service_store(service), write_change, &change, err);
    if (rc == HD_CONFLICT)
        return api_problem(reply, request, 409, "source_known",
                           N_("There is such a source already"),
                           N_("Add --replace to put this one in the place of '{name}'."),
                           HD_ARGS("name", change.name));
    if (!rc)
        rc = reload(service, err);
    if (rc)
        return rc;
    reply->status = 201;
    answer(&change, "added", N_("Added"), request, reply);
    return HD_OK;
}

enum hd_rc api_collector_remove(struct service *service, struct api_request *request,
                                struct api_reply *reply, struct hd_error *err)
{
    struct change change = { .name = request->captures[0], .actor = request->actor };
    HD_PROBLEMS_AUTO struct hd_problems problems = { 0 };
    enum hd_rc rc = sources_ready(service, &problems, err);

    if (rc)
        return rc;
    if (is_of_a_file(service, change.name))
        return refuse_file(change.name, request, reply);
    rc = store_write(service_store(service), write_change, &change, err);
    if (rc == HD_NOT_FOUND)
        return api_problem(reply, request, 404, "not_found", N_("There is no such source"),
                           N_("There is no source '{name}': hedef collect list shows all."),
                           HD_ARGS("name", change.name));
    if (!rc)
        rc = reload(service, err);
    if (!rc)
        answer(&change, "removed", N_("Removed"), request, reply);
    return rc;
}
