#include "collectors/mapping_codes.h"

#include <stdlib.h>
#include <string.h>

#include "collectors/mapping_list.h"
#include "common/lang.h"

static int compare(const void *a, const void *b)
{
    const struct mapping_code *left = a, *right = b;

    return strcmp(left->theirs, right->theirs);
}

static const char *take_entry(const char **at, struct hd_arena *arena, struct mapping_codes *out,
                              const char **piece_out)
{
    char mark;
    const char *theirs = mapping_list_cut(at, "=,", arena, &mark), *ours;

    *piece_out = theirs;
    if (mark != '=')
        return N_("{piece} in {option} says not what it means. Write theirs=ours, or theirs= to "
                  "leave the record out.");
    ours = mapping_list_cut(at, ",", arena, &mark);
    ours = *ours ? mapping_list_text(ours) : NULL;
    if (strcmp(theirs, "*") == 0) {
        if (out->has_rest)
            return N_("{piece} stands twice in {option}.");
        out->has_rest = true;
        out->rest = ours;
        return NULL;
    }
    out->items[out->count++] =
        (struct mapping_code){ .theirs = mapping_list_text(theirs), .ours = ours };
    return NULL;
}

static size_t count_entries(const char *text)
{
    size_t count = 1;

    for (; *text; text++)
        count += *text == ',';
    return count;
}

static const char *find_repeated(const struct mapping_codes *codes)
{
    for (size_t i = 1; i < codes->count; i++) {
        if (strcmp(codes->items[i - 1].theirs, codes->items[i].theirs) == 0)
            return codes->items[i].theirs;
    }
    return NULL;
}

const char *mapping_codes_parse(const char *text, struct hd_arena *arena, struct mapping_codes *out,
                                const char **piece_out)
{
    *out = (struct mapping_codes){ 0 };
    out->items = hd_arena_alloc(arena, count_entries(text) * sizeof *out->items);
    while (*text) {
        const char *why = take_entry(&text, arena, out, piece_out);

        if (why)
            return why;
    }
    if (out->count)
        qsort(out->items, out->count, sizeof *out->items, compare);
    *piece_out = find_repeated(out);
    return *piece_out ? N_("{piece} stands twice in {option}.") : NULL;
}

const char *mapping_codes_find(const struct mapping_codes *codes, const char *text)
{
    const struct mapping_code key = { .theirs = text }, *found = NULL;

    if (codes->count)
        found = bsearch(&key, codes->items, codes->count, sizeof key, compare);
    if (found)
        return found->ours;
    return codes->has_rest ? codes->rest : text;
}
