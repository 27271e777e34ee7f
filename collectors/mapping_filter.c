#include "collectors/mapping_filter.h"

#include <string.h>

#include "collectors/formats/cell.h"
#include "collectors/mapping_list.h"
#include "common/lang.h"

static size_t count_marks(const char *text, char mark)
{
    size_t count = 1;

    for (; *text; text++)
        count += *text == mark;
    return count;
}

/* A name may stand in braces, as it does in a template. */
static const char *strip_braces(const char *name, struct hd_arena *arena)
{
    size_t len = strlen(name);

    if (len < 2 || *name != '{' || name[len - 1] != '}')
        return name;
    len -= 2;
    name = cell_trim(name + 1, &len);
    return hd_arena_strndup(arena, name, len);
}

static const char *take_condition(const char **at, struct hd_arena *arena,
                                  struct mapping_condition *out, const char **piece_out)
{
    char mark;

    out->texts = hd_arena_alloc(arena, count_marks(*at, '|') * sizeof *out->texts);
    *piece_out = mapping_list_cut(at, "=!,", arena, &mark);
    out->cell = strip_braces(*piece_out, arena);
    out->differs = mark == '!' && **at == '=';
    if (out->differs)
        mark = *(*at)++;
    if (mark != '=')
        return N_("{piece} in {option} is no condition. Write cell=text, cell=text|text or "
                  "cell!=text.");
    if (!*out->cell)
        return N_("A condition in {option} names no cell. Write cell=text.");
    do
        out->texts[out->count++] = mapping_list_text(mapping_list_cut(at, "|,", arena, &mark));
    while (mark == '|');
    return NULL;
}

const char *mapping_filter_parse(const char *text, struct hd_arena *arena,
                                 struct mapping_filter *out, const char **piece_out)
{
    *out = (struct mapping_filter){ 0 };
    out->items = hd_arena_alloc(arena, count_marks(text, ',') * sizeof *out->items);
    while (*text) {
        const char *why = take_condition(&text, arena, &out->items[out->count++], piece_out);

        if (why)
            return why;
    }
    return NULL;
}

bool mapping_condition_holds(const struct mapping_condition *condition, const char *text,
                             size_t len)
{
    for (size_t i = 0; i < condition->count; i++) {
        const char *wanted = condition->texts[i];

        if (strncmp(wanted, text, len) == 0 && wanted[len] == '\0')
            return !condition->differs;
    }
    return condition->differs;
}
