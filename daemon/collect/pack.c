#include "daemon/collect/pack.h"

#include <sodium.h>
#include <stdlib.h>
#include <zlib.h>

#include "common/memory.h"

void pack_checksum(const void *bytes, size_t len, char out[static PACK_CHECKSUM_BYTES])
{
    unsigned char hash[32];

    crypto_generichash(hash, sizeof hash, bytes, len, NULL, 0);
    sodium_bin2hex(out, PACK_CHECKSUM_BYTES, hash, sizeof hash);
}

enum hd_rc pack_bytes(const void *bytes, size_t len, void **out, size_t *len_out,
                      struct hd_error *err)
{
    uLongf room = compressBound((uLong)len);
    unsigned char *packed = hd_alloc(room);
    int result = compress2(packed, &room, bytes, (uLong)len, Z_DEFAULT_COMPRESSION);

    if (result != Z_OK) {
        free(packed);
        return hd_fail(err, HD_SYSTEM, "zlib: %d", result);
    }
    *out = packed;
    *len_out = room;
    return HD_OK;
}

enum hd_rc unpack_bytes(const void *packed, size_t len, size_t size, char **out,
                        struct hd_error *err)
{
    uLongf room = (uLong)size;
    char *bytes = hd_alloc(size + 1);
    int result = uncompress((unsigned char *)bytes, &room, packed, (uLong)len);

    if (result != Z_OK || room != size) {
        free(bytes);
        return hd_fail(err, HD_CORRUPT, "kept bytes cannot be read (zlib: %d)", result);
    }
    *out = bytes;
    return HD_OK;
}
