/* tests/unit/daemon/ask.h - a request to the real table of routes, and its answer read back.
 * Include after site.h. */
#ifndef HEDEF_TESTS_UNIT_DAEMON_ASK_H
#define HEDEF_TESTS_UNIT_DAEMON_ASK_H

#include <strings.h>

#include "common/json.h"
#include "daemon/api/api.h"
#include "daemon/api/query.h"

struct ask {
    const char *method, *uri;
    const char *body, *key; /* key: Idempotency-Key; NULL none */
    const char *token;      /* NULL: trusted, as over the socket */
};

struct answer {
    int status;
    int64_t attention;
    struct hd_arena arena;
    const char *text; /* the body */
    const char *content_type;
    const struct hd_json *json; /* NULL when it is none */
    bool replayed;
};

static inline const char *ask_header(void *ctx, const char *name)
{
    const struct ask *ask = ctx;

    if (strcasecmp(name, "Idempotency-Key") == 0)
        return ask->key;
    return strcasecmp(name, "Authorization") == 0 ? ask->token : NULL;
}

static inline void answer_clear(struct answer *answer)
{
    hd_arena_clear(&answer->arena);
    *answer = (struct answer){ 0 };
}
#define ANSWER_AUTO __attribute__((cleanup(answer_clear)))

static inline void answer_take(struct answer *answer, const struct api_reply *reply)
{
    struct hd_json *root = NULL;
    struct hd_error err;

    answer->status = reply->status;
    answer->attention = reply->attention;
    answer->content_type = hd_arena_strdup(&answer->arena, reply->content_type);
    answer->text = hd_arena_strndup(&answer->arena, reply->body.data, reply->body.len);
    for (size_t i = 0; i < reply->header_count; i++)
        answer->replayed |= strcasecmp(reply->headers[i].name, "Idempotency-Replayed") == 0;
    if (strstr(reply->content_type, "json") &&
        hd_json_parse(answer->text, reply->body.len, &answer->arena, &root, &err))
        fail_msg("%s\n%s", err.text, answer->text);
    answer->json = root;
}

static inline struct answer ask_for(struct site *site, struct ask ask)
{
    struct answer answer = { 0 };
    struct api_reply reply;
    struct api_request request = { .method = ask.method,
                                   .header = ask_header,
                                   .header_ctx = &ask,
                                   .body = ask.body,
                                   .body_len = ask.body ? strlen(ask.body) : 0,
                                   .trusted = !ask.token,
                                   .actor = "local:test",
                                   .arena = &answer.arena };

    assert_true(api_uri_read(ask.uri, &answer.arena, &request));
    api_reply_init(&reply, 8 << 20);
    api_answer(site->service, &request, &reply);
    answer_take(&answer, &reply);
    api_reply_clear(&reply);
    return answer;
}

static inline struct answer get(struct site *site, const char *uri)
{
    return ask_for(site, (struct ask){ .method = "GET", .uri = uri });
}

static inline struct answer post(struct site *site, const char *uri, const char *body)
{
    return ask_for(site, (struct ask){ .method = "POST", .uri = uri, .body = body });
}

/* "data/0/state"; fails the test when there is none. */
static inline const struct hd_json *at(const struct answer *answer, const char *path)
{
    const struct hd_json *node = answer->json;

    while (node && *path) {
        char part[64];
        size_t len = strcspn(path, "/");

        snprintf(part, sizeof part, "%.*s", (int)len, path);
        if (node->type == HD_JSON_ARRAY) {
            size_t index = 0;

            for (const char *c = part; *c; c++)
                index = index * 10 + (size_t)(*c - '0');
            for (node = node->first; node && index; index--)
                node = node->next;
        } else {
            node = hd_json_get(node, part);
        }
        path += len + (path[len] == '/');
    }
    if (!node)
        fail_msg("nothing at %s in %s", path, answer->text);
    return node;
}

static inline const char *text_at(const struct answer *answer, const char *path)
{
    const struct hd_json *node = at(answer, path);

    return node->text ? node->text : "";
}

#endif
