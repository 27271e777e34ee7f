/* daemon/collect/pack.h - bytes for the store: zlib, and their checksum. */
#ifndef HEDEF_DAEMON_COLLECT_PACK_H
#define HEDEF_DAEMON_COLLECT_PACK_H

#include <stddef.h>

#include "common/error.h"

#define PACK_CHECKSUM_BYTES 65 /* BLAKE2b-256 as hex, and its end */

void pack_checksum(const void *bytes, size_t len, char out[static PACK_CHECKSUM_BYTES]);
/* *out is the caller's to free. */
HD_MUST_CHECK enum hd_rc pack_bytes(const void *bytes, size_t len, void **out, size_t *len_out,
                                    struct hd_error *err);
/* `size`: what they were, and no more.  HD_CORRUPT when they were something else. */
HD_MUST_CHECK enum hd_rc unpack_bytes(const void *packed, size_t len, size_t size, char **out,
                                      struct hd_error *err);

#endif
