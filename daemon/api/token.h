/* daemon/api/token.h - bearer tokens: 256 random bits, shown once, stored as a hash. */
#ifndef HEDEF_DAEMON_API_TOKEN_H
#define HEDEF_DAEMON_API_TOKEN_H

#include "daemon/api/api.h"

#define TOKEN_TEXT_MAX   64
#define TOKEN_PREFIX_LEN 10 /* "hedef_" and four random characters */
#define TOKEN_HASH_BYTES 32

struct token_secret {
    char text[TOKEN_TEXT_MAX];            /* to be shown once */
    char prefix[TOKEN_PREFIX_LEN + 1];    /* for lists and lookup */
    unsigned char hash[TOKEN_HASH_BYTES]; /* what is stored */
};

void token_make(struct token_secret *out);

enum token_answer { TOKEN_NONE, TOKEN_GOOD, TOKEN_BAD, TOKEN_EXPIRED };

/* Looks at the Authorization header; GOOD sets the request's role, actor ("token:ci") and
 * push_source.  Reads the store when there is a token.  A failure to read is HD_OK's opposite. */
HD_MUST_CHECK enum hd_rc token_check(struct service *service, struct api_request *request,
                                     enum token_answer *answer_out, struct hd_error *err);
/* Notes when the token was used, now and then, and not when that would mean waiting. */
void token_note_use(struct service *service, const struct api_request *request);

#endif
