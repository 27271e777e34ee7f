/* common/memory.h
 *
 * Small allocations of our own never fail: the process ends with one log line and the
 * service manager starts it again; every store write is a transaction.  A size that
 * comes from outside is bounded before it gets here.
 */
#ifndef HEDEF_COMMON_MEMORY_H
#define HEDEF_COMMON_MEMORY_H

#include <stddef.h>

void *hd_alloc(size_t size);                            /* zeroed; freed by free() */
void *hd_realloc(void *old, size_t count, size_t size); /* overflow-checked; not zeroed */
char *hd_strdup(const char *text);                      /* NULL gives NULL */
char *hd_strndup(const char *text, size_t len);

/* free() through a pointer to the pointer, for scope cleanup. */
void hd_free_ptr(void *ptr_to_ptr);
#define HD_FREE_AUTO __attribute__((cleanup(hd_free_ptr)))

/* An arena: everything with one lifetime is taken from it and dropped at once. */
struct hd_arena {
    struct hd_arena_block *last; /* NULL: empty.  A zeroed arena is ready for use. */
    size_t used_bytes;           /* sum of what was asked for */
};

void *hd_arena_alloc(struct hd_arena *arena, size_t size);       /* zeroed, aligned for anything */
char *hd_arena_strdup(struct hd_arena *arena, const char *text); /* NULL gives NULL */
char *hd_arena_strndup(struct hd_arena *arena, const char *text, size_t len);
char *hd_arena_printf(struct hd_arena *arena, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));
void hd_arena_clear(struct hd_arena *arena);
#define HD_ARENA_AUTO __attribute__((cleanup(hd_arena_clear)))

/* Room for one more element in a heap array that grows by doubling:
 *     HD_GROW(list->items, list->count, list->room);  list->items[list->count++] = x; */
#define HD_GROW(items, count, room)                                                                \
    do {                                                                                           \
        if ((count) == (room)) {                                                                   \
            (room) = (room) ? 2 * (room) : 8;                                                      \
            (items) = hd_realloc((items), (room), sizeof *(items));                                \
        }                                                                                          \
    } while (0)

#endif
