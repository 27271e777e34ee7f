#include "collectors/mapping_list.h"

#include <string.h>

#include "collectors/formats/cell.h"

const char *mapping_list_cut(const char **at, const char *marks, struct hd_arena *arena,
                             char *mark_out)
{
    const char *from = *at, *text;
    char *copy = hd_arena_alloc(arena, strlen(from) + 1);
    size_t len = 0;

    for (; *from && !strchr(marks, *from); from++) {
        if (*from == '\\' && from[1] && strchr(",=|!\\", from[1]))
            from++;
        copy[len++] = *from;
    }
    *mark_out = *from;
    *at = from + (*from != '\0');
    text = cell_trim(copy, &len);
    copy[text - copy + (ptrdiff_t)len] = '\0';
    return text;
}

const char *mapping_list_text(const char *piece)
{
    return strcmp(piece, "\"\"") == 0 ? "" : piece;
}
