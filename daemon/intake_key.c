#include "daemon/intake_key.h"

#include <sodium.h>
#include <string.h>
#include <sys/mman.h>

#include "collectors/format.h"

#define KEY_MAX    255
#define HASH_BYTES 32
#define PART_BYTES (4U << 20) /* whole pages */

/* With its end, so that what belongs to one text cannot pass for a part of the next. */
static void add_text(crypto_generichash_state *state, const char *text)
{
    text = text ? text : "";
    crypto_generichash_update(state, (const unsigned char *)text, strlen(text) + 1);
}

static void write_hex(crypto_generichash_state *state, char out[static INTAKE_KEY_BYTES])
{
    unsigned char hash[HASH_BYTES];

    crypto_generichash_final(state, hash, sizeof hash);
    sodium_bin2hex(out, INTAKE_KEY_BYTES, hash, sizeof hash);
}

static void begin(crypto_generichash_state *state)
{
    crypto_generichash_init(state, NULL, 0, HASH_BYTES);
}

static void hash_body(const struct intake *intake, char out[static INTAKE_KEY_BYTES])
{
    crypto_generichash_state state;

    begin(&state);
    for (size_t at = 0; at < intake->len; at += PART_BYTES) {
        size_t len = intake->len - at < PART_BYTES ? intake->len - at : PART_BYTES;

        crypto_generichash_update(&state, (const unsigned char *)intake->data + at, len);
        if (intake->mapped)
            (void)madvise((void *)(uintptr_t)(intake->data + at), len, MADV_DONTNEED);
    }
    for (size_t i = 0; i < intake->more_count; i++)
        crypto_generichash_update(&state, (const unsigned char *)intake->more[i].data,
                                  intake->more[i].len);
    write_hex(&state, out);
}

static void hash_request(const struct intake *intake, const char *reason, const char *checksum,
                         char out[static INTAKE_KEY_BYTES])
{
    const unsigned char switches[] = {
        (unsigned char)intake->verb, intake->history,     intake->partial,  intake->publish,
        intake->ignore_unknown,      intake->stated_only, intake->invented,
    };
    crypto_generichash_state state;

    begin(&state);
    crypto_generichash_update(&state, switches, sizeof switches);
    add_text(&state, intake->format ? intake->format->name : "");
    add_text(&state, intake->channel);
    add_text(&state, intake->file);
    add_text(&state, reason);
    add_text(&state, checksum);
    write_hex(&state, out);
}

static void hash_key(const struct intake *intake, char out[static INTAKE_KEY_BYTES])
{
    crypto_generichash_state state;

    begin(&state);
    add_text(&state, intake->actor);
    add_text(&state, intake->idempotency_key);
    write_hex(&state, out);
}

enum hd_rc intake_key_make(const struct intake *intake, const char *reason, struct intake_key *out,
                           struct hd_error *err)
{
    const char *key = intake->idempotency_key;

    if (key && strnlen(key, KEY_MAX + 1) > KEY_MAX)
        return hd_fail(err, HD_BAD_INPUT, "an idempotency key has at most %d bytes", KEY_MAX);
    hash_body(intake, out->checksum);
    hash_request(intake, reason, out->checksum, out->request);
    hash_key(intake, out->key);
    return HD_OK;
}
