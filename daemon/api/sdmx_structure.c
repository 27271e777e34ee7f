/* /sdmx/v2/structure: what the dataflow is made of. */
#include "daemon/export/sdmx_structure.h"

#include <string.h>

#include "daemon/api/answer.h"
#include "daemon/api/body.h"
#include "daemon/api/format.h"
#include "daemon/api/handlers.h"
#include "daemon/api/sdmx_query.h"
#include "daemon/service.h"

/* What else comes with what was asked for. */
static const struct reference {
    const char *word;
    unsigned kinds;
} references[] = {
    { "none", 0 },
    { "children", SDMX_KINDS_ALL & ~(unsigned)SDMX_DATAFLOW },
    { "descendants", SDMX_KINDS_ALL & ~(unsigned)SDMX_DATAFLOW },
    { "parents", SDMX_DATAFLOW | SDMX_DATASTRUCTURE },
    { "parentsandsiblings", SDMX_KINDS_ALL },
    { "ancestors", SDMX_DATAFLOW | SDMX_DATASTRUCTURE },
    { "all", SDMX_KINDS_ALL },
};
#define REFERENCES (sizeof references / sizeof *references)

/* The one of its kind that is here; NULL: there are several. */
static const char *id_of(unsigned kind)
{
    switch (kind) {
    case SDMX_DATAFLOW:
        return EXPORT_FLOW;
    case SDMX_DATASTRUCTURE:
        return EXPORT_STRUCTURE;
    case SDMX_CONCEPTSCHEME:
        return SDMX_CONCEPTS;
    default:
        return NULL;
    }
}

static bool is_here(const char *const *parts, unsigned kind, const char *agency,
                    const char **codelist)
{
    const char *id = id_of(kind);

    *codelist = NULL;
    if (!kind || !sdmx_names(parts[1], agency) || !sdmx_names_version(parts[3]))
        return false;
    if (strcmp(parts[2], "*") == 0)
        return true;
    if (kind == SDMX_CODELIST && sdmx_codelist_known(parts[2])) {
        *codelist = parts[2];
        return true;
    }
    return id && sdmx_names(parts[2], id);
}

static bool read_references(const struct api_request *request, struct api_reply *reply,
                            unsigned *kinds)
{
    const char *word = api_param(request, "references"), *known[REFERENCES];

    for (size_t i = 0; i < REFERENCES; i++) {
        known[i] = references[i].word;
        if (word && strcmp(word, known[i]) == 0) {
            *kinds |= references[i].kinds;
            return true;
        }
    }
    if (word && sdmx_kind_of(word)) {
        *kinds |= sdmx_kind_of(word);
        return true;
    }
    if (word)
        (void)api_unknown_value(reply, request, "references", word, known, REFERENCES);
    return !word;
}

static bool check_detail(const struct api_request *request, struct api_reply *reply)
{
    const char *detail = api_param(request, "detail");

    if (!detail || strcmp(detail, "full") == 0)
        return true;
    (void)api_problem(reply, request, 501, "not_built", N_("This is not offered here"),
                      N_("The standard knows {name} with this value; this service does not."),
                      HD_ARGS("name", "detail"));
    return false;
}

/* Only one type is written. */
static bool check_accept(const struct api_request *request, struct api_reply *reply)
{
    static const char *const taken[] = { SDMX_STRUCTURE_TYPE, "application/json", "*/*",
                                         "application/*" };
    const char *accept = request->header ? request->header(request->header_ctx, "Accept") : NULL;

    if (!accept || !*accept)
        return true;
    for (const char *at = accept; *at;) {
        size_t len = strcspn(at, ",");

        for (size_t i = 0; i < sizeof taken / sizeof(char *); i++)
            if (api_media_is(at, len, taken[i]) && api_quality(at, len) > 0)
                return true;
        at += len;
        at += strspn(at, ", \t");
    }
    (void)api_problem(reply, request, 406, "not_acceptable",
                      N_("None of the types asked for is made here"), N_("Known here: {known}."),
                      HD_ARGS("known", SDMX_STRUCTURE_TYPE));
    return false;
}

enum hd_rc api_sdmx_structure(struct service *service, struct api_request *request,
                              struct api_reply *reply, struct hd_error *err)
{
    const struct settings *settings = service_settings(service);
    struct sdmx_structure structure = { .catalog = request->picture->catalog,
                                        .lang = request->lang,
                                        .agency = settings->agency,
                                        .title = settings->title,
                                        .now_at_ms = request->picture->built_at_ms,
                                        .arena = request->arena };
    const char *parts[4]; /* kind, agency, id, version */

    (void)err;
    if (!check_accept(request, reply) || !check_detail(request, reply))
        return HD_OK;
    if (!sdmx_path_split(request->captures[0], parts, 4, request->arena) ||
        !is_here(parts, sdmx_kind_of(parts[0]), settings->agency, &structure.codelist))
        return api_problem(reply, request, 404, "structure_unknown",
                           N_("There is no such structure"),
                           N_("Here are the dataflow {flow}, the structure {structure}, the "
                              "concepts CS_KPI and codelists."),
                           HD_ARGS("flow", EXPORT_FLOW, "structure", EXPORT_STRUCTURE));
    structure.kinds = sdmx_kind_of(parts[0]);
    if (!read_references(request, reply, &structure.kinds))
        return HD_OK;
    reply->content_type = SDMX_STRUCTURE_TYPE ";version=2.0.0";
    sdmx_structure_write(&structure, &reply->body);
    return HD_OK;
}
