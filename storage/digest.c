#include "storage/digest.h"

#include <string.h>

/* Every field is a kind, a length or value of eight bytes, and its bytes. */
static void put_head(struct digest *digest, unsigned char kind, uint64_t number)
{
    unsigned char head[9] = { kind };

    for (int i = 0; i < 8; i++)
        head[1 + i] = (unsigned char)(number >> (8 * i));
    crypto_generichash_update(&digest->state, head, sizeof head);
}

void digest_begin(struct digest *digest, const char *purpose)
{
    crypto_generichash_init(&digest->state, NULL, 0, DIGEST_BYTES);
    digest_text(digest, purpose);
}

void digest_begin_after(struct digest *digest, const unsigned char before[static DIGEST_BYTES])
{
    crypto_generichash_init(&digest->state, NULL, 0, DIGEST_BYTES);
    crypto_generichash_update(&digest->state, before, DIGEST_BYTES);
}

void digest_int(struct digest *digest, int64_t value)
{
    put_head(digest, 'i', (uint64_t)value);
}

void digest_text(struct digest *digest, const char *text)
{
    size_t len;

    if (!text) {
        put_head(digest, 'n', 0);
        return;
    }
    len = strlen(text);
    put_head(digest, 't', len);
    crypto_generichash_update(&digest->state, (const unsigned char *)text, len);
}

void digest_bytes(struct digest *digest, const void *bytes, size_t len)
{
    put_head(digest, 'b', len);
    if (len)
        crypto_generichash_update(&digest->state, bytes, len);
}

void digest_end(struct digest *digest, unsigned char out[static DIGEST_BYTES])
{
    crypto_generichash_final(&digest->state, out, DIGEST_BYTES);
}
