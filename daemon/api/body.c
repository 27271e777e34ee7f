#include "daemon/api/body.h"

#include <pthread.h>
#include <string.h>
#include <strings.h>

#include "collectors/format.h"

static const struct api_body_member value_members[] = {
    { "indicator", "string", true },
    { "period", "string", true },
    { "value", NULL, true }, /* a number, a text or null */
    { "area", "string", false },
    { "breakdown", "string", false },
    { "status", "string", false },
    { "comment", "string", false },
    { .name = NULL },
};

static const struct api_body_member observation_members[] = {
    { "observations", "array", true },
    { "reason", "string", false },
    { .name = NULL },
};

static const struct api_body_member approve_members[] = {
    { "reason", "string", false },
    { .name = NULL },
};

static const struct api_body_member return_members[] = {
    { "reason", "string", true },
    { .name = NULL },
};

static const struct api_body_member user_members[] = {
    { "email", "string", true },   { "name", "string", false },
    { "lang", "string", false },   { "zone", "string", false },
    { "digest", "string", false }, { "role", "string", false },
    { "bodies", "string", false }, { .name = NULL },
};

static const struct api_body_member token_members[] = {
    { "name", "string", true },
    { "scope", "string", false },
    { "expires", "string", false },
    { .name = NULL },
};

/* The fields of a catalogue file, but for those that say which target it is. */
static const struct api_body_member target_members[] = {
    { "reason", "string", true },
    { "clause", "string", true },
    { "from", "string", false },
    { "kind", "string", false },
    { "period", "string", false },
    { "value", NULL, false }, /* a number or a text */
    { "value_high", NULL, false },
    { "milestones", "array", false },
    { "reference", "string", false },
    { "band", "string", false },
    { "tolerance", NULL, false },
    { "path", "string", false },
    { "baseline", NULL, false },
    { "baseline_period", "string", false },
    { "assess_from", NULL, false },
    { "peers", "array", false },
    { "basis", "string", false },
    { "note", NULL, false }, /* a text, or one for each language */
    { "source", NULL, false },
    { "retired", NULL, false },
    { .name = NULL },
};

static const struct api_body_member setting_members[] = {
    { "value", "string", true },
    { .name = NULL },
};

static const struct api_body_member source_members[] = {
    { "name", "string", true },
    { "options", "object", true },
    { .name = NULL },
};

static const struct api_body bodies[] = {
    { "/api/v1/observations", API_BODY_VALUES, observation_members, value_members },
    { "/api/v1/imports", API_BODY_FILE, NULL, NULL },
    { "/api/v1/submissions/{id}/approve", API_BODY_OBJECT, approve_members, NULL },
    { "/api/v1/submissions/{id}/return", API_BODY_OBJECT, return_members, NULL },
    { "/api/v1/targets/changes/{id}/approve", API_BODY_OBJECT, approve_members, NULL },
    { "/api/v1/targets/changes/{id}/return", API_BODY_OBJECT, return_members, NULL },
    { "/api/v1/targets/changes/{id}/withdraw", API_BODY_OBJECT, approve_members, NULL },
    { "/api/v1/targets/{id}", API_BODY_OBJECT, target_members, NULL },
    { "/api/v1/settings/{key}", API_BODY_OBJECT, setting_members, NULL },
    { "/api/v1/collectors", API_BODY_OBJECT, source_members, NULL },
    { "/api/v1/push/{name}", API_BODY_FILE, NULL, NULL },
    { "/api/v1/users", API_BODY_OBJECT, user_members, NULL },
    { "/api/v1/tokens", API_BODY_OBJECT, token_members, NULL },
    { NULL, API_BODY_NONE, NULL, NULL },
};

const struct api_body *api_body_of(const struct api_route *route)
{
    const struct api_body *body = bodies;

    while (body->path && strcmp(body->path, route->path) != 0)
        body++;
    return body;
}

bool api_body_taken(const char *method)
{
    return strcmp(method, "POST") == 0 || strcmp(method, "PUT") == 0;
}

/* Of a file: what any format may come as. */
#define FILE_MEDIA_MAX 48

static const char *file_media[FILE_MEDIA_MAX + 1];
static size_t file_media_count;
static pthread_once_t file_media_once = PTHREAD_ONCE_INIT;

static void add_file_media(const char *type)
{
    for (size_t i = 0; i < file_media_count; i++) {
        if (strcmp(file_media[i], type) == 0)
            return;
    }
    if (file_media_count < FILE_MEDIA_MAX)
        file_media[file_media_count++] = type;
}

static void collect_file_media(void)
{
    for (size_t i = 0; formats[i]; i++) {
        for (const char *const *type = formats[i]->types; *type; type++)
            add_file_media(*type);
    }
    add_file_media("application/octet-stream");
}

const char *const *api_body_media(const struct api_body *body)
{
    static const char *const none[] = { NULL };
    static const char *const object[] = { "application/json", "application/octet-stream", NULL };
    static const char *const values[] = { "application/json", "text/csv",
                                          "application/octet-stream", NULL };
    static const char *const *const media[] = {
        [API_BODY_NONE] = none,
        [API_BODY_OBJECT] = object,
        [API_BODY_VALUES] = values,
        [API_BODY_FILE] = file_media,
    };

    pthread_once(&file_media_once, collect_file_media);
    return media[body->kind];
}

bool api_media_is(const char *header, size_t len, const char *media)
{
    size_t word = strcspn(header, "; \t,");

    word = word < len ? word : len;
    return strlen(media) == word && !strncasecmp(media, header, word);
}
