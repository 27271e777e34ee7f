/* People and tokens: list, add, revoke. */
#include <string.h>

#include "common/conf.h"
#include "common/log.h"
#include "daemon/api/answer.h"
#include "daemon/api/handlers.h"
#include "daemon/api/token.h"
#include "daemon/collect/sources.h"
#include "daemon/mail/message.h"
#include "daemon/service.h"
#include "queries/ledger.h"
#include "storage/record.h"

static const char *const digests[] = { "daily", "weekly", "monthly", "news", "none" };
static const char *const roles[] = { "viewer", "statistician", "approver", "operator" };
static const char *const scopes[] = { "read", "write", "operator" };

#define SCOPE_PUSH "push" /* of tokens that belong to a source */

#define COUNT(array) (sizeof(array) / sizeof *(array))

static bool one_of(const struct api_request *request, struct api_reply *reply, const char *name,
                   const char *word, const char *const *known, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (strcmp(word, known[i]) == 0)
            return true;
    }
    (void)api_unknown_value(reply, request, name, word, known, count);
    return false;
}

/* ---- users: list ---- */

static void user_email(const void *row, const struct api_request *request, struct api_cell *cell)
{
    (void)request;
    cell_text(cell, ((const struct ledger_user *)row)->email);
}

static void user_name(const void *row, const struct api_request *request, struct api_cell *cell)
{
    (void)request;
    cell_text(cell, ((const struct ledger_user *)row)->name);
}

static void user_role(const void *row, const struct api_request *request, struct api_cell *cell)
{
    (void)request;
    cell_text(cell, ((const struct ledger_user *)row)->role);
}

static void user_lang(const void *row, const struct api_request *request, struct api_cell *cell)
{
    (void)request;
    cell_text(cell, ((const struct ledger_user *)row)->lang);
}

static void user_zone(const void *row, const struct api_request *request, struct api_cell *cell)
{
    (void)request;
    cell_text(cell, ((const struct ledger_user *)row)->zone);
}

static void user_digest(const void *row, const struct api_request *request, struct api_cell *cell)
{
    (void)request;
    cell_text(cell, ((const struct ledger_user *)row)->digest);
}

static void user_bodies(const void *row, const struct api_request *request, struct api_cell *cell)
{
    (void)request;
    cell_text(cell, ((const struct ledger_user *)row)->bodies);
}

static void user_created(const void *row, const struct api_request *request, struct api_cell *cell)
{
    (void)request;
    cell_instant(cell, ((const struct ledger_user *)row)->created_at_ms);
}

static const struct api_column user_columns[] = {
    { "email", N_("Email"), false, user_email },
    { "name", N_("Name"), false, user_name },
    { "role", N_("Role"), false, user_role },
    { "lang", N_("Language"), false, user_lang },
    { "zone", N_("Time zone"), false, user_zone },
    { "digest", N_("Digest"), false, user_digest },
    { "bodies", N_("Bodies"), false, user_bodies },
    { "created", NULL, false, user_created },
    { NULL, NULL, false, NULL },
};

enum hd_rc api_user_list(struct service *service, struct api_request *request,
                         struct api_reply *reply, struct hd_error *err)
{
    struct api_list list = { .columns = user_columns,
                             .empty = N_("There is nobody yet: hedef user add --email ADDRESS") };
    struct ledger_user *users = NULL;
    struct reader *reader = NULL;
    const void **rows;
    enum hd_rc rc = service_reader_take(service, &reader, err);

    if (rc)
        return rc;
    rc = ledger_users(reader, request->arena, &users, &list.count, err);
    service_reader_give_back(service, &reader);
    if (rc)
        return rc;
    rows = hd_arena_alloc(request->arena, (list.count + 1) * sizeof *rows);
    for (size_t i = 0; i < list.count; i++)
        rows[i] = &users[i];
    list.rows = rows;
    reply->no_store = true;
    return api_list_write(&list, request, reply, err);
}

/* ---- users: add and revoke ---- */

struct user_addition {
    struct user_record user;
    const char *actor;
};

static enum hd_rc write_user(struct txn *txn, void *ctx, struct hd_error *err)
{
    const struct user_addition *addition = ctx;

    return record_user(txn, &addition->user, addition->actor, err);
}

static bool bodies_are_known(const struct api_request *request, struct api_reply *reply,
                             const char *bodies)
{
    while (*bodies) {
        size_t len = strcspn(bodies, ",");
        const char *code = hd_arena_strndup(request->arena, bodies, len);

        if (!catalog_body(request->picture->catalog, code)) {
            (void)api_unknown_value(reply, request, "bodies", code, NULL, 0);
            return false;
        }
        bodies += len;
        bodies += *bodies == ',';
    }
    return true;
}

static bool zone_is_known(const struct api_request *request, struct api_reply *reply,
                          const char *name)
{
    struct hd_error err = { 0 };
    struct hd_zone *zone = NULL;

    if (hd_zone_open(name, &zone, &err)) {
        (void)api_unknown_value(reply, request, "zone", name, NULL, 0);
        return false;
    }
    hd_zone_close(&zone);
    return true;
}

static bool user_is_valid(const struct api_request *request, struct api_reply *reply,
                          const struct user_record *user)
{
    const struct hd_lang *const *all;
    const char *codes[16];
    size_t count = 0;

    if (!mail_address_valid(user->email)) {
        (void)api_problem(reply, request, 422, "address_invalid",
                          N_("This is not an email address"),
                          N_("'{address}' cannot be written to."), HD_ARGS("address", user->email));
        return false;
    }
    all = hd_lang_all(&count);
    for (size_t i = 0; i < count && i < COUNT(codes); i++)
        codes[i] = hd_lang_code(all[i]);
    return one_of(request, reply, "lang", user->lang, codes,
                  count < COUNT(codes) ? count : COUNT(codes)) &&
           one_of(request, reply, "digest", user->digest, digests, COUNT(digests)) &&
           one_of(request, reply, "role", user->role, roles, COUNT(roles)) &&
           zone_is_known(request, reply, user->zone) &&
           bodies_are_known(request, reply, user->bodies);
}

enum hd_rc api_user_add(struct service *service, struct api_request *request,
                        struct api_reply *reply, struct hd_error *err)
{
    const struct settings *settings = service_settings(service);
    struct user_addition addition = {
        .user = { .email = "",
                  .name = "",
                  .lang = settings->default_lang,
                  .zone = settings->zone,
                  .digest = "weekly",
                  .role = "viewer",
                  .bodies = "" },
        .actor = request->actor,
    };
    struct user_record *user = &addition.user;
    const struct api_member members[] = {
        { "email", true, &user->email },    { "name", false, &user->name },
        { "lang", false, &user->lang },     { "zone", false, &user->zone },
        { "digest", false, &user->digest }, { "role", false, &user->role },
        { "bodies", false, &user->bodies },
    };
    struct api_field fields[] = { { .key = "email", .label = N_("Email") },
                                  { .key = "role", .label = N_("Role") },
                                  { .key = "lang", .label = N_("Language") },
                                  { .key = "digest", .label = N_("Digest") } };
    enum hd_rc rc;

    if (!api_body_read(request, reply, members, COUNT(members)) ||
        !user_is_valid(request, reply, user))
        return HD_OK;
    rc = store_write(service_store(service), write_user, &addition, err);
    if (rc == HD_CONFLICT)
        return api_problem(reply, request, 409, "user_known", N_("This person is known already"),
                           N_("End the old entry first: hedef user revoke {email}"),
                           HD_ARGS("email", user->email));
    if (rc)
        return rc;
    service_changed(service);
    reply->status = 201;
    cell_text(&fields[0].cell, user->email);
    cell_text(&fields[1].cell, user->role);
    cell_text(&fields[2].cell, user->lang);
    cell_text(&fields[3].cell, user->digest);
    api_object_write(fields, COUNT(fields), NULL, request, reply);
    return HD_OK;
}

struct revocation {
    const char *name, *actor;
};

static enum hd_rc write_user_revocation(struct txn *txn, void *ctx, struct hd_error *err)
{
    const struct revocation *revocation = ctx;

    return record_user_revoke(txn, revocation->name, revocation->actor, err);
}

static enum hd_rc write_token_revocation(struct txn *txn, void *ctx, struct hd_error *err)
{
    const struct revocation *revocation = ctx;

    return record_token_revoke(txn, revocation->name, revocation->actor, err);
}

static enum hd_rc revoke(struct service *service, struct api_request *request,
                         struct api_reply *reply, store_write_fn *write, struct hd_error *err)
{
    struct revocation revocation = { request->captures[0], request->actor };
    struct api_field fields[] = { { .key = "revoked", .label = N_("Revoked") } };
    enum hd_rc rc = store_write(service_store(service), write, &revocation, err);

    if (rc == HD_NOT_FOUND)
        return api_problem(reply, request, 404, "not_found", N_("There is no such thing"),
                           N_("'{name}' is not known or was revoked before."),
                           HD_ARGS("name", revocation.name));
    if (rc)
        return rc;
    service_changed(service);
    cell_text(&fields[0].cell, revocation.name);
    api_object_write(fields, 1, NULL, request, reply);
    return HD_OK;
}

enum hd_rc api_user_revoke(struct service *service, struct api_request *request,
                           struct api_reply *reply, struct hd_error *err)
{
    return revoke(service, request, reply, write_user_revocation, err);
}

enum hd_rc api_token_revoke(struct service *service, struct api_request *request,
                            struct api_reply *reply, struct hd_error *err)
{
    return revoke(service, request, reply, write_token_revocation, err);
}

/* ---- tokens: list ---- */

static void token_name(const void *row, const struct api_request *request, struct api_cell *cell)
{
    (void)request;
    cell_text(cell, ((const struct ledger_token *)row)->name);
}

static void token_prefix(const void *row, const struct api_request *request, struct api_cell *cell)
{
    (void)request;
    cell_text(cell, ((const struct ledger_token *)row)->prefix);
}

static void token_scope(const void *row, const struct api_request *request, struct api_cell *cell)
{
    const struct ledger_token *token = row;

    (void)request;
    cell_text(cell, *token->source ? SCOPE_PUSH : token->scope);
}

static void token_created(const void *row, const struct api_request *request, struct api_cell *cell)
{
    (void)request;
    cell_instant(cell, ((const struct ledger_token *)row)->created_at_ms);
}

static void token_expires(const void *row, const struct api_request *request, struct api_cell *cell)
{
    (void)request;
    cell_instant(cell, ((const struct ledger_token *)row)->expires_at_ms);
}

static void token_source(const void *row, const struct api_request *request, struct api_cell *cell)
{
    (void)request;
    cell_text(cell, ((const struct ledger_token *)row)->source);
}

static void token_used(const void *row, const struct api_request *request, struct api_cell *cell)
{
    (void)request;
    cell_instant(cell, ((const struct ledger_token *)row)->used_at_ms);
}

static const struct api_column token_columns[] = {
    { "name", N_("Name"), false, token_name },
    { "prefix", N_("Begins with"), false, token_prefix },
    { "scope", N_("Scope"), false, token_scope },
    { "source", N_("Source"), false, token_source },
    { "created", N_("Made"), false, token_created },
    { "expires", N_("Expires"), false, token_expires },
    { "used", N_("Last used"), false, token_used },
    { NULL, NULL, false, NULL },
};

enum hd_rc api_token_list(struct service *service, struct api_request *request,
                          struct api_reply *reply, struct hd_error *err)
{
    struct api_list list = { .columns = token_columns, .empty = N_("There are no tokens.") };
    struct ledger_token *tokens = NULL;
    struct reader *reader = NULL;
    const void **rows;
    enum hd_rc rc = service_reader_take(service, &reader, err);

    if (rc)
        return rc;
    rc = ledger_tokens(reader, request->arena, &tokens, &list.count, err);
    service_reader_give_back(service, &reader);
    if (rc)
        return rc;
    rows = hd_arena_alloc(request->arena, (list.count + 1) * sizeof *rows);
    for (size_t i = 0; i < list.count; i++)
        rows[i] = &tokens[i];
    list.rows = rows;
    reply->no_store = true;
    return api_list_write(&list, request, reply, err);
}

/* ---- tokens: add ---- */

struct token_addition {
    struct token_record token;
    const char *actor;
};

static enum hd_rc write_token(struct txn *txn, void *ctx, struct hd_error *err)
{
    const struct token_addition *addition = ctx;

    return record_token(txn, &addition->token, addition->actor, err);
}

/* "2027-01-31" (to the end of that day) or "90d"; 0 for "". */
static bool parse_expiry(const char *text, struct service *service, int64_t *at_ms_out)
{
    int32_t day;
    int64_t duration;

    *at_ms_out = 0;
    if (!*text)
        return true;
    if (hd_day_parse(text, strlen(text), &day)) {
        *at_ms_out = hd_zone_at_ms(service_zone(service), day + 1, 0);
        return true;
    }
    if (!hd_duration_parse(text, &duration) || duration <= 0)
        return false;
    *at_ms_out = hd_now_at_ms(service_clock(service)) + duration;
    return true;
}

static bool token_name_valid(const char *name)
{
    size_t len = strlen(name);

    return len && len <= 64 &&
           strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.@") ==
               len;
}

static bool source_is_known(struct service *service, const struct api_request *request,
                            struct api_reply *reply, const char *name)
{
    HD_PROBLEMS_AUTO struct hd_problems problems = { 0 };
    struct hd_error err = { 0 };
    struct source *source;
    const char *const *names;
    size_t count = 0;

    if (sources_ready(service, &problems, &err))
        hd_log(HD_LOG_WARNING, "sources error=\"%s\"", err.text);
    source = sources_find(service, name);
    if (source) {
        source_drop(&source);
        return true;
    }
    names = sources_names(service, request->arena, &count);
    (void)api_unknown_value(reply, request, "source", name, names, count);
    return false;
}

/* A token of a source pushes: it has no scope beside that. */
static bool scope_is_valid(struct service *service, const struct api_request *request,
                           struct api_reply *reply, struct token_record *token)
{
    if (!*token->scope) {
        token->scope = scopes[0];
    } else if (*token->source) {
        (void)api_problem(reply, request, 422, "scope_and_source",
                          N_("A token of a source has no other scope"),
                          N_("Leave out the scope, or the source."), NULL);
        return false;
    }
    if (*token->source && !source_is_known(service, request, reply, token->source))
        return false;
    return one_of(request, reply, "scope", token->scope, scopes, COUNT(scopes));
}

static bool token_is_valid(struct service *service, const struct api_request *request,
                           struct api_reply *reply, struct token_record *token, const char *expires)
{
    if (!token_name_valid(token->name)) {
        (void)api_problem(reply, request, 422, "name_invalid", N_("This is not a name for a token"),
                          N_("Use up to 64 letters, digits and . - _ @"), NULL);
        return false;
    }
    if (!parse_expiry(expires, service, &token->expires_at_ms)) {
        (void)api_problem(reply, request, 422, "expiry_invalid",
                          N_("It is not clear when the token expires"),
                          N_("Write a date such as 2027-01-31, or a duration such as 90d."), NULL);
        return false;
    }
    if (token->expires_at_ms && token->expires_at_ms <= hd_now_at_ms(service_clock(service))) {
        (void)api_problem(reply, request, 422, "expiry_past",
                          N_("The token would have expired already"),
                          N_("{value} is over. Name a day to come."), HD_ARGS("value", expires));
        return false;
    }
    return scope_is_valid(service, request, reply, token);
}

static void write_token_reply(const struct token_record *token, const char *secret,
                              const struct api_request *request, struct api_reply *reply)
{
    struct api_field fields[] = {
        { .key = "name", .label = N_("Name") },
        { .key = "scope", .label = N_("Scope") },
        { .key = "source", .label = N_("Source") },
        { .key = "expires", .label = N_("Expires") },
        { .key = "prefix" },
        { .key = "token", .label = N_("Token, shown this once") },
    };

    reply->status = 201;
    reply->no_store = true;
    cell_text(&fields[0].cell, token->name);
    cell_text(&fields[1].cell, *token->source ? SCOPE_PUSH : token->scope);
    cell_text(&fields[2].cell, token->source);
    cell_instant(&fields[3].cell, token->expires_at_ms);
    cell_text(&fields[4].cell, token->prefix);
    cell_text(&fields[5].cell, secret);
    api_object_write(fields, COUNT(fields), NULL, request, reply);
}

enum hd_rc api_token_add(struct service *service, struct api_request *request,
                         struct api_reply *reply, struct hd_error *err)
{
    struct token_secret secret;
    struct token_addition addition = { .token = { .name = "", .scope = "", .source = "" },
                                       .actor = request->actor };
    const char *expires = "";
    const struct api_member members[] = { { "name", true, &addition.token.name },
                                          { "scope", false, &addition.token.scope },
                                          { "source", false, &addition.token.source },
                                          { "expires", false, &expires } };
    enum hd_rc rc;

    if (!api_body_read(request, reply, members, COUNT(members)) ||
        !token_is_valid(service, request, reply, &addition.token, expires))
        return HD_OK;
    token_make(&secret);
    addition.token.prefix = secret.prefix;
    addition.token.hash = secret.hash;
    rc = store_write(service_store(service), write_token, &addition, err);
    if (rc == HD_CONFLICT)
        return api_problem(reply, request, 409, "token_known",
                           N_("There is a token of that name already"),
                           N_("End the old one first: hedef token revoke {name}"),
                           HD_ARGS("name", addition.token.name));
    if (!rc)
        write_token_reply(&addition.token, secret.text, request, reply);
    return rc;
}
