#include "common/mo.h"

#include <stdlib.h>
#include <string.h>

#include "common/memory.h"

#define MAGIC         UINT32_C(0x950412de)
#define MAGIC_SWAPPED UINT32_C(0xde120495)
#define HEADER_BYTES  28
#define ENTRY_BYTES   8
#define COUNT_MAX     100000

/* gettext joins context and msgid with this byte. */
#define CONTEXT_MARK "\004"

static uint32_t read_u32(const struct hd_mo *mo, size_t at)
{
    uint32_t value;

    memcpy(&value, mo->data + at, sizeof value);
    return mo->swapped ? __builtin_bswap32(value) : value;
}

/* The string of a row whose bounds were checked by check_table(). */
static const char *string_at(const struct hd_mo *mo, uint32_t table_at, uint32_t index,
                             size_t *len_out)
{
    size_t row = (size_t)table_at + (size_t)index * ENTRY_BYTES;

    *len_out = read_u32(mo, row);
    return (const char *)mo->data + read_u32(mo, row + 4);
}

static bool check_table(const struct hd_mo *mo, uint32_t table_at)
{
    if (table_at > mo->len || (mo->len - table_at) / ENTRY_BYTES < mo->count)
        return false;
    for (uint32_t i = 0; i < mo->count; i++) {
        size_t row = (size_t)table_at + (size_t)i * ENTRY_BYTES;
        size_t len = read_u32(mo, row), at = read_u32(mo, row + 4);

        if (at >= mo->len || len >= mo->len - at || mo->data[at + len] != '\0')
            return false;
    }
    return true;
}

static bool read_header(struct hd_mo *mo)
{
    uint32_t magic;

    if (mo->len < HEADER_BYTES)
        return false;
    magic = read_u32(mo, 0);
    if (magic != MAGIC && magic != MAGIC_SWAPPED)
        return false;
    mo->swapped = magic == MAGIC_SWAPPED;
    mo->count = read_u32(mo, 8);
    mo->originals_at = read_u32(mo, 12);
    mo->translations_at = read_u32(mo, 16);
    return read_u32(mo, 4) >> 16 <= 1 && mo->count <= COUNT_MAX;
}

/* FNV-1a, so that context and msgid can be hashed without joining them. */
static uint32_t hash_more(uint32_t hash, const char *text)
{
    for (; *text; text++)
        hash = (hash ^ (unsigned char)*text) * UINT32_C(16777619);
    return hash;
}

static uint32_t hash_key(const char *context, const char *msgid)
{
    uint32_t hash = UINT32_C(2166136261);

    if (context)
        hash = hash_more(hash_more(hash, context), CONTEXT_MARK);
    return hash_more(hash, msgid);
}

static void fill_slots(struct hd_mo *mo)
{
    uint32_t room = 16;

    while (room < mo->count * 2)
        room *= 2;
    mo->mask = room - 1;
    mo->slots = hd_alloc(room * sizeof *mo->slots);
    for (uint32_t i = 0; i < mo->count; i++) {
        size_t len;
        uint32_t slot = hash_key(NULL, string_at(mo, mo->originals_at, i, &len)) & mo->mask;

        while (mo->slots[slot])
            slot = (slot + 1) & mo->mask;
        mo->slots[slot] = i + 1;
    }
}

bool hd_mo_open(struct hd_mo *mo, const char *data, size_t len)
{
    *mo = (struct hd_mo){ .data = (const unsigned char *)data, .len = len };
    if (!read_header(mo) || !check_table(mo, mo->originals_at) ||
        !check_table(mo, mo->translations_at)) {
        *mo = (struct hd_mo){ 0 };
        return false;
    }
    fill_slots(mo);
    return true;
}

void hd_mo_close(struct hd_mo *mo)
{
    free(mo->slots);
    *mo = (struct hd_mo){ 0 };
}

static bool key_equal(const char *key, const char *context, const char *msgid)
{
    if (context) {
        size_t len = strlen(context);

        if (strncmp(key, context, len) != 0 || key[len] != CONTEXT_MARK[0])
            return false;
        key += len + 1;
    }
    return strcmp(key, msgid) == 0;
}

const char *hd_mo_find(const struct hd_mo *mo, const char *context, const char *msgid,
                       size_t *len_out)
{
    uint32_t slot;

    if (!mo->slots)
        return NULL;
    slot = hash_key(context, msgid) & mo->mask;
    for (; mo->slots[slot]; slot = (slot + 1) & mo->mask) {
        uint32_t index = mo->slots[slot] - 1;
        size_t len;

        if (key_equal(string_at(mo, mo->originals_at, index, &len), context, msgid))
            return string_at(mo, mo->translations_at, index, len_out);
    }
    return NULL;
}
