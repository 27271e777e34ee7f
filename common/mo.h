/* common/mo.h  (private to common/)
 *
 * A compiled message catalogue (.mo) in memory: checked once when opened, then looked up
 * through a hash table.  Borrows the bytes, which live as long as the program. */
#ifndef HEDEF_COMMON_MO_H
#define HEDEF_COMMON_MO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct hd_mo {
    const unsigned char *data;
    size_t len;
    bool swapped; /* written on a machine of the other byte order */
    uint32_t count;
    uint32_t originals_at, translations_at;
    uint32_t *slots; /* index + 1 of an entry; 0 is free */
    uint32_t mask;
};

/* false when the bytes are no catalogue; *mo is then an empty one. */
bool hd_mo_open(struct hd_mo *mo, const char *data, size_t len);
void hd_mo_close(struct hd_mo *mo);

/* The translation, with the NULs between its plural forms; NULL when there is none.
 * context NULL for an entry without one. */
const char *hd_mo_find(const struct hd_mo *mo, const char *context, const char *msgid,
                       size_t *len_out);

#endif
