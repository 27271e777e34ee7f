/* common/key_set.h  (private to common/): notices a key that comes a second time. */
#ifndef HEDEF_COMMON_KEY_SET_H
#define HEDEF_COMMON_KEY_SET_H

#include <stdbool.h>
#include <stddef.h>

/* Zeroed is empty.  Borrows the keys. */
struct hd_key_set {
    const char **slots;
    size_t count, room;
};

bool hd_key_set_add(struct hd_key_set *set, const char *key); /* false: it was there */
void hd_key_set_clear(struct hd_key_set *set);
#define HD_KEY_SET_AUTO __attribute__((cleanup(hd_key_set_clear)))

#endif
