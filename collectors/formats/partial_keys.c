#include "collectors/formats/partial_keys.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "common/memory.h"

static bool is_given(uint64_t mask, size_t dimension)
{
    return mask >> dimension & 1;
}

/* A dimension that a whole key lacks agrees with nothing. */
static bool has_all(const struct partial_keys *keys, uint64_t mask, const char *const *key)
{
    for (size_t i = 0; i < keys->dimensions; i++) {
        if (is_given(mask, i) && !key[i])
            return false;
    }
    return true;
}

static uint64_t hash_key(const struct partial_keys *keys, uint64_t mask, const char *const *key)
{
    uint64_t hash = UINT64_C(14695981039346656037);

    for (size_t i = 0; i < keys->dimensions; i++) {
        if (!is_given(mask, i))
            continue;
        for (const char *at = key[i]; *at; at++)
            hash = (hash ^ (unsigned char)*at) * UINT64_C(1099511628211);
        hash = (hash ^ 0xFF) * UINT64_C(1099511628211);
    }
    return hash ^ hash >> 32;
}

static bool same_key(const struct partial_keys *keys, uint64_t mask, const char *const *a,
                     const char *const *b)
{
    for (size_t i = 0; i < keys->dimensions; i++) {
        if (is_given(mask, i) && strcmp(a[i], b[i]) != 0)
            return false;
    }
    return true;
}

/* The slot of the key, or the free one where it belongs. */
static struct partial_entry *find_slot(const struct partial_keys *keys,
                                       const struct partial_pattern *pattern,
                                       const char *const *key)
{
    size_t slot = hash_key(keys, pattern->mask, key) & (pattern->room - 1);

    while (pattern->slots[slot].key &&
           !same_key(keys, pattern->mask, (const char *const *)pattern->slots[slot].key, key))
        slot = (slot + 1) & (pattern->room - 1);
    return &pattern->slots[slot];
}

static void grow(const struct partial_keys *keys, struct partial_pattern *pattern)
{
    struct partial_pattern larger = { .mask = pattern->mask,
                                      .count = pattern->count,
                                      .room = pattern->room ? 2 * pattern->room : 16 };

    larger.slots = hd_alloc(larger.room * sizeof *larger.slots);
    for (size_t i = 0; i < pattern->room; i++) {
        const char **key = pattern->slots[i].key;

        if (key)
            *find_slot(keys, &larger, (const char *const *)key) = pattern->slots[i];
    }
    free(pattern->slots);
    *pattern = larger;
}

static struct partial_pattern *find_pattern(struct partial_keys *keys, uint64_t mask)
{
    struct partial_pattern *patterns = keys->patterns;
    size_t at = keys->pattern_count;

    for (size_t i = 0; i < keys->pattern_count; i++) {
        if (patterns[i].mask == mask)
            return &patterns[i];
    }
    if (keys->pattern_count == PARTIAL_KEYS_PATTERNS)
        return NULL;
    for (; at && __builtin_popcountll(patterns[at - 1].mask) > __builtin_popcountll(mask); at--)
        patterns[at] = patterns[at - 1];
    patterns[at] = (struct partial_pattern){ .mask = mask };
    keys->pattern_count++;
    return &patterns[at];
}

void **partial_keys_at(struct partial_keys *keys, const char **key)
{
    struct partial_pattern *pattern;
    struct partial_entry *entry;
    uint64_t mask = 0;

    for (size_t i = 0; i < keys->dimensions; i++)
        mask |= (uint64_t)(key[i] != NULL) << i;
    pattern = find_pattern(keys, mask);
    if (!pattern)
        return NULL;
    if (pattern->count * 2 >= pattern->room)
        grow(keys, pattern);
    entry = find_slot(keys, pattern, (const char *const *)key);
    pattern->count += !entry->key;
    if (!entry->key)
        entry->key = key;
    return &entry->value;
}

void *partial_keys_find(const struct partial_keys *keys, size_t pattern, const char *const *key)
{
    const struct partial_pattern *in = &keys->patterns[pattern];

    return has_all(keys, in->mask, key) ? find_slot(keys, in, key)->value : NULL;
}

void partial_keys_clear(struct partial_keys *keys)
{
    for (size_t i = 0; i < keys->pattern_count; i++)
        free(keys->patterns[i].slots);
    *keys = (struct partial_keys){ 0 };
}
