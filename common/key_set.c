#include "common/key_set.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "common/memory.h"

static size_t hash_key(const char *key)
{
    uint64_t hash = UINT64_C(14695981039346656037);

    for (; *key; key++)
        hash = (hash ^ (unsigned char)*key) * UINT64_C(1099511628211);
    return (size_t)(hash ^ hash >> 32);
}

/* The slot of the key, or the free one where it belongs. */
static size_t find_slot(const struct hd_key_set *set, const char *key)
{
    size_t slot = hash_key(key) & (set->room - 1);

    while (set->slots[slot] && strcmp(set->slots[slot], key) != 0)
        slot = (slot + 1) & (set->room - 1);
    return slot;
}

static void grow(struct hd_key_set *set)
{
    struct hd_key_set larger = { .room = set->room ? 2 * set->room : 64, .count = set->count };

    larger.slots = hd_alloc(larger.room * sizeof *larger.slots);
    for (size_t i = 0; i < set->room; i++) {
        if (set->slots[i])
            larger.slots[find_slot(&larger, set->slots[i])] = set->slots[i];
    }
    free(set->slots);
    *set = larger;
}

bool hd_key_set_add(struct hd_key_set *set, const char *key)
{
    size_t slot;

    if (set->count * 2 >= set->room)
        grow(set);
    slot = find_slot(set, key);
    if (set->slots[slot])
        return false;
    set->slots[slot] = key;
    set->count++;
    return true;
}

void hd_key_set_clear(struct hd_key_set *set)
{
    free(set->slots);
    *set = (struct hd_key_set){ 0 };
}
