#include "daemon/api/token.h"

#include <sodium.h>
#include <string.h>
#include <strings.h>

#include "daemon/service.h"
#include "queries/token.h"

#define SCHEME "Bearer "
#define BRAND  "hedef_"

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

enum hd_rc token_check(struct service *service, const struct api_request *request,
                       enum token_answer *answer_out, enum api_role *role_out,
                       const char **actor_out, struct hd_error *err)
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
    *answer_out = TOKEN_GOOD;
    if (candidate.row.expires_at_ms &&
        candidate.row.expires_at_ms <= hd_now_at_ms(service_clock(service)))
        *answer_out = TOKEN_EXPIRED;
    *role_out = role_of(candidate.row.scope);
    *actor_out = hd_arena_printf(request->arena, "token:%s", candidate.row.name);
    return HD_OK;
}
