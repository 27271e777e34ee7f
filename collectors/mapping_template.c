#include "collectors/mapping_template.h"

#include <string.h>

#include "collectors/formats/cell.h"
#include "common/lang.h"

static void add_part(struct mapping_template *out, const char *text, size_t len, bool is_place,
                     struct hd_arena *arena)
{
    if (len || is_place)
        out->parts[out->count++] = (struct mapping_part){
            .text = hd_arena_strndup(arena, text, len), .len = len, .is_place = is_place
        };
}

/* The text before the next place, with its doubled braces made single; where it ends. */
static const char *take_text(const char *at, struct mapping_template *out, struct hd_arena *arena)
{
    char *text = hd_arena_alloc(arena, strlen(at) + 1);
    size_t len = 0;

    for (; *at && (*at != '{' || at[1] == '{'); at++) {
        if ((*at == '{' || *at == '}') && at[1] == *at)
            at++;
        text[len++] = *at;
    }
    add_part(out, text, len, false, arena);
    return at;
}

const char *mapping_template_parse(const char *text, struct hd_arena *arena,
                                   struct mapping_template *out)
{
    *out = (struct mapping_template){ 0 };
    /* A part takes up one byte at least. */
    out->parts = hd_arena_alloc(arena, (strlen(text) + 1) * sizeof *out->parts);
    for (;;) {
        const char *end, *name;
        size_t len;

        text = take_text(text, out, arena);
        if (!*text)
            return NULL;
        end = strpbrk(text + 1, "{}");
        if (!end || *end != '}')
            return N_("A place in {option} is not closed. Write {place}, and {brace} for a brace.");
        len = (size_t)(end - text) - 1;
        name = cell_trim(text + 1, &len);
        if (!len)
            return N_("A place in {option} names no cell. Write {place}, and {brace} for a brace.");
        add_part(out, name, len, true, arena);
        text = end + 1;
    }
}

bool mapping_template_constant(const struct mapping_template *template)
{
    for (size_t i = 0; i < template->count; i++) {
        if (template->parts[i].is_place)
            return false;
    }
    return true;
}
