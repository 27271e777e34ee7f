#include "common/memory.h"

#include <stdalign.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define BLOCK_BYTES 16384

struct hd_arena_block {
    struct hd_arena_block *before;
    size_t used, room;
    alignas(max_align_t) char bytes[];
};

static _Noreturn void out_of_memory(size_t size)
{
    /* Nothing that could allocate: straight to standard error. */
    fprintf(stderr, "<3>out of memory bytes=%zu\n", size);
    abort();
}

void *hd_alloc(size_t size)
{
    void *memory = calloc(1, size ? size : 1);

    if (!memory)
        out_of_memory(size);
    return memory;
}

void *hd_realloc(void *old, size_t count, size_t size)
{
    void *memory = reallocarray(old, count ? count : 1, size ? size : 1);

    if (!memory)
        out_of_memory(count);
    return memory;
}

char *hd_strdup(const char *text)
{
    return text ? hd_strndup(text, strlen(text)) : NULL;
}

char *hd_strndup(const char *text, size_t len)
{
    char *copy = hd_alloc(len + 1);

    memcpy(copy, text, len);
    return copy;
}

void hd_free_ptr(void *ptr_to_ptr)
{
    void **place = ptr_to_ptr;

    free(*place);
    *place = NULL;
}

static struct hd_arena_block *new_block(struct hd_arena *arena, size_t size)
{
    size_t room = size > BLOCK_BYTES / 4 ? size : BLOCK_BYTES;
    struct hd_arena_block *block;

    if (room > SIZE_MAX - sizeof *block)
        out_of_memory(room);
    block = hd_alloc(sizeof *block + room);
    block->room = room;
    if (room == size && arena->last) {
        /* A large piece gets a block of its own behind the one in use. */
        block->before = arena->last->before;
        arena->last->before = block;
    } else {
        block->before = arena->last;
        arena->last = block;
    }
    return block;
}

void *hd_arena_alloc(struct hd_arena *arena, size_t size)
{
    size_t align = alignof(max_align_t);
    struct hd_arena_block *block = arena->last;
    void *memory;

    if (size > SIZE_MAX - align)
        out_of_memory(size);
    size = (size ? size + align - 1 : align) / align * align;
    if (!block || block->room - block->used < size)
        block = new_block(arena, size);
    memory = block->bytes + block->used;
    block->used += size;
    arena->used_bytes += size;
    return memory;
}

char *hd_arena_strdup(struct hd_arena *arena, const char *text)
{
    return text ? hd_arena_strndup(arena, text, strlen(text)) : NULL;
}

char *hd_arena_strndup(struct hd_arena *arena, const char *text, size_t len)
{
    char *copy = hd_arena_alloc(arena, len + 1);

    if (len)
        memcpy(copy, text, len);
    return copy;
}

char *hd_arena_printf(struct hd_arena *arena, const char *fmt, ...)
{
    va_list args, again;
    char *text;
    int len;

    va_start(args, fmt);
    va_copy(again, args);
    len = vsnprintf(NULL, 0, fmt, args);
    va_end(args);
    text = hd_arena_alloc(arena, len < 0 ? 1 : (size_t)len + 1);
    if (len > 0)
        vsnprintf(text, (size_t)len + 1, fmt, again);
    va_end(again);
    return text;
}

void hd_arena_clear(struct hd_arena *arena)
{
    while (arena->last) {
        struct hd_arena_block *before = arena->last->before;

        free(arena->last);
        arena->last = before;
    }
    arena->used_bytes = 0;
}
