/* storage/digest.h - private to storage/: BLAKE2b-256 over fields that cannot run into another. */
#ifndef HEDEF_STORAGE_DIGEST_H
#define HEDEF_STORAGE_DIGEST_H

#include <stddef.h>
#include <stdint.h>

#include <sodium.h>

#define DIGEST_BYTES 32

struct digest {
    crypto_generichash_state state;
};

/* `purpose` keeps digests of different things apart. */
void digest_begin(struct digest *digest, const char *purpose);
/* The next one of a chain. */
void digest_begin_after(struct digest *digest, const unsigned char before[static DIGEST_BYTES]);
void digest_int(struct digest *digest, int64_t value);
void digest_text(struct digest *digest, const char *text); /* NULL differs from "" */
void digest_bytes(struct digest *digest, const void *bytes, size_t len);
void digest_end(struct digest *digest, unsigned char out[static DIGEST_BYTES]);

#endif
