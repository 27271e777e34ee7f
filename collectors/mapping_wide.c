#include "collectors/mapping_wide.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "common/memory.h"
#include "common/utf8.h"

static size_t next_folded(const char *text, uint32_t *code_out)
{
    size_t step = hd_utf8_next(text, strnlen(text, 4), code_out);

    if (!step) {
        *code_out = (unsigned char)*text;
        return *text != '\0';
    }
    *code_out = hd_utf8_fold(*code_out);
    return step;
}

/* After a * that fails later, one more character goes into it: nothing before needs to be tried
 * again. */
bool mapping_pattern_matches(const char *pattern, const char *name)
{
    const char *star = NULL, *from = NULL;
    uint32_t wanted, code;

    while (*name) {
        size_t step = next_folded(name, &code), pattern_step = next_folded(pattern, &wanted);

        if (*pattern == '*') {
            star = ++pattern;
            from = name;
        } else if (*pattern && (*pattern == '?' || wanted == code)) {
            pattern += pattern_step;
            name += step;
        } else if (star) {
            from += next_folded(from, &code);
            pattern = star;
            name = from;
        } else {
            return false;
        }
    }
    return !pattern[strspn(pattern, "*")];
}

static bool matches_any(const struct mapping_wide *wide, const char *name)
{
    for (size_t i = 0; i < wide->pattern_count; i++) {
        if (mapping_pattern_matches(wide->patterns[i], name))
            return true;
    }
    return false;
}

static struct mapping_wide_name *name_at(struct mapping_wide *wide, size_t at)
{
    while (wide->count <= at) {
        HD_GROW(wide->names, wide->count, wide->room);
        wide->names[wide->count++] = (struct mapping_wide_name){ 0 };
    }
    return &wide->names[at];
}

bool mapping_wide_matches(struct mapping_wide *wide, size_t at, const char *name)
{
    struct mapping_wide_name *known = name_at(wide, at);

    if (known->text && (known->pointer == name || strcmp(known->text, name) == 0))
        return known->matches;
    free(known->text);
    known->pointer = name;
    known->text = hd_strdup(name);
    known->matches = matches_any(wide, name);
    return known->matches;
}

void mapping_wide_forget(struct mapping_wide *wide)
{
    for (size_t i = 0; i < wide->count; i++)
        wide->names[i].pointer = NULL;
}

void mapping_wide_clear(struct mapping_wide *wide)
{
    for (size_t i = 0; i < wide->count; i++)
        free(wide->names[i].text);
    free(wide->names);
    *wide = (struct mapping_wide){ 0 };
}
