/* queries/token.h - which token is this? */
#ifndef HEDEF_QUERIES_TOKEN_H
#define HEDEF_QUERIES_TOKEN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/error.h"

struct reader;

#define TOKEN_HASH_LEN 32

struct token_row {
    int64_t id;
    char name[128];
    char source[256]; /* it may push to this source and nothing else; "" else */
    char scope[16];
    unsigned char hash[TOKEN_HASH_LEN];
    int64_t expires_at_ms, used_at_ms; /* 0: never */
};

/* Return false to stop early; that is not an error. */
typedef bool token_row_fn(void *ctx, const struct token_row *row);

/* queries/token_by_prefix.sql: each living token with the prefix. */
HD_MUST_CHECK enum hd_rc token_by_prefix(struct reader *reader, const char *prefix,
                                         token_row_fn *each, void *ctx, struct hd_error *err);

#endif
