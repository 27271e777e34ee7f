/* collectors/formats/partial_keys.h  (private to collectors/formats/)
 *
 * What is said of a part of a key (of a series, of all that have one dimension in common) and so
 * of every observation whose key agrees with it.  A pattern is which dimensions are given: there
 * are few, and each is looked up by hash. */
#ifndef HEDEF_COLLECTORS_FORMATS_PARTIAL_KEYS_H
#define HEDEF_COLLECTORS_FORMATS_PARTIAL_KEYS_H

#include <stddef.h>
#include <stdint.h>

#define PARTIAL_KEYS_DIMENSIONS 64
#define PARTIAL_KEYS_PATTERNS   64

struct partial_entry {
    const char **key; /* NULL: a free slot */
    void *value;
};

struct partial_pattern {
    uint64_t mask; /* one bit a dimension that is given */
    struct partial_entry *slots;
    size_t count, room;
};

/* Set `dimensions`; the rest zeroed is empty. */
struct partial_keys {
    size_t dimensions;
    struct partial_pattern patterns[PARTIAL_KEYS_PATTERNS];
    size_t pattern_count; /* from the least that is given to the most */
};

/* The value kept for a key, NULL in it when it is new; a NULL in the key: any.  The key is
 * borrowed.  NULL: there are too many patterns. */
void **partial_keys_at(struct partial_keys *keys, const char **key);
/* The value for a whole key by pattern number `pattern`; NULL: none agrees. */
void *partial_keys_find(const struct partial_keys *keys, size_t pattern, const char *const *key);
void partial_keys_clear(struct partial_keys *keys);

#endif
