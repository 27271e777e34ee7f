#include "daemon/api/token.h"

#include <sodium.h>
#include <string.h>
#include <strings.h>

#include "common/log.h"
#include "daemon/service.h"
#include "queries/token.h"
#include "storage/source.h"

#define SCHEME "Bearer "
#define BRAND  "hedef_"
#define USE_MS 60000 /* uses are noted no more often */

static void hash_secret(const char *text, unsigned char hash[static TOKEN_HASH_BYTES])
{
    crypto_generichash(hash, TOKEN_HASH_BYTES, (const unsigned char *)text, strlen(text), NULL, 0);
}

void token_make(struct token_secret *out)
{
    unsigned char random[32];

    memset(out, 0, sizeof *out);
    randombytes_buf(random, sizeof random);
    memcpy(out->text, BRAND, sizeof BRAND - 1);
    sodium_bin2base64(out->text + sizeof BRAND - 1, sizeof out->text - (sizeof BRAND - 1), random,
                      sizeof random, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    memcpy(out->prefix, out->text, TOKEN_PREFIX_LEN);
    hash_secret(out->text, out->hash);
    sodium_memzero(random, sizeof random);
}

static const struct scope {
    const char *word;
    enum api_role role;
} scopes[] = {
    { "read", API_READER },
    { "write", API_WRITER },
    { "operator", API_OPERATOR },
};

static enum api_role role_of(const char *scope)
{
    for (size_t i = 0; i < sizeof scopes / sizeof *scopes; i++)
        if (!strcmp(scopes[i].word, scope))
            return scopes[i].role;
    return API_ANYONE; /* a scope this program does not know gives nothing */
}

struct candidate {
    unsigned char hash[TOKEN_HASH_BYTES];
    bool found;
    struct token_row row;
};

static bool compare(void *ctx, const struct token_row *row)
{
    struct candidate *candidate = ctx;

    if (sodium_memcmp(row->hash, candidate->hash, TOKEN_HASH_BYTES))
        return true;
    candidate->found = true;
    candidate->row = *row;
    return false;
}

static enum hd_rc look_up(struct service *service, const char *secret, struct candidate *candidate,
                          struct hd_error *err)
{
    char prefix[TOKEN_PREFIX_LEN + 1] = { 0 };
    struct reader *reader;
    enum hd_rc rc = service_reader_take(service, &reader, err);

    if (rc)
        return rc;
    memcpy(prefix, secret, strnlen(secret, TOKEN_PREFIX_LEN));
    hash_secret(secret, candidate->hash);
    rc = token_by_prefix(reader, prefix, compare, candidate, err);
    service_reader_give_back(service, &reader);
    return rc;
}

static void take_rights(struct service *service, struct api_request *request,
                        const struct token_row *row)
{
    request->role = *row->source ? API_ANYONE : role_of(row->scope);
    request->push_source = *row->source ? hd_arena_strdup(request->arena, row->source) : NULL;
    request->actor = hd_arena_printf(request->arena, "token:%s", row->name);
    if (hd_now_at_ms(service_clock(service)) - row->used_at_ms >= USE_MS)
        request->token_used = row->id;
}

static bool is_over(struct service *service, const struct token_row *row)
{
    return row->expires_at_ms && row->expires_at_ms <= hd_now_at_ms(service_clock(service));
}

enum hd_rc token_check(struct service *service, struct api_request *request,
                       enum token_answer *answer_out, struct hd_error *err)
{
    const char *header =
        request->header ? request->header(request->header_ctx, "Authorization") : NULL;
    struct candidate candidate = { .found = false };
    enum hd_rc rc;

    *answer_out = header ? TOKEN_BAD : TOKEN_NONE;
    if (!header || strncasecmp(header, SCHEME, sizeof SCHEME - 1) != 0)
        return HD_OK;
    header += sizeof SCHEME - 1;
    if (strlen(header) >= TOKEN_TEXT_MAX)
        return HD_OK;
    rc = look_up(service, header, &candidate, err);
    if (rc || !candidate.found)
        return rc;
    *answer_out = is_over(service, &candidate.row) ? TOKEN_EXPIRED : TOKEN_GOOD;
    if (*answer_out == TOKEN_GOOD)
        take_rights(service, request, &candidate.row);
    return HD_OK;
}

/* ---- last use ---- */

static enum hd_rc write_use(struct txn *txn, void *ctx, struct hd_error *err)
{
    return token_use_put(txn, *(const int64_t *)ctx, err);
}

void token_note_use(struct service *service, const struct api_request *request)
{
    int64_t id = request->token_used;
    struct hd_error err;

    if (!id || request->no_wait || store_queue_length(service_store(service)))
        return;
    if (store_write(service_store(service), write_use, &id, &err))
        hd_log(HD_LOG_WARNING, "token_use error=\"%s\"", err.text);
}
