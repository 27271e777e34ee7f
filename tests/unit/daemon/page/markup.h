/* Is this HTML or SVG well-formed?  Enough to find a tag that is not closed. */
#ifndef TESTS_MARKUP_H
#define TESTS_MARKUP_H

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

static bool markup_is_void(const char *name, size_t len)
{
    static const char *const names[] = { "meta", "link", "input", "br", "!doctype" };

    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (strlen(names[i]) == len && strncmp(names[i], name, len) == 0)
            return true;
    return false;
}

/* NULL when all is well, else the place where it goes wrong. */
static const char *markup_fault(const char *text)
{
    const char *open[64];
    size_t lens[64], depth = 0;

    for (const char *at = strchr(text, '<'); at; at = strchr(at + 1, '<')) {
        bool closing = at[1] == '/';
        const char *name = at + 1 + closing, *end = strchr(at, '>');
        size_t len = strcspn(name, " />\n");

        if (!end || !len || strcspn(at + 1, "<") < (size_t)(end - at - 1))
            return at;
        if (end[-1] == '/' || markup_is_void(name, len))
            continue;
        if (!closing) {
            if (depth == 64)
                return at;
            open[depth] = name;
            lens[depth++] = len;
            continue;
        }
        if (!depth || lens[depth - 1] != len || strncmp(open[depth - 1], name, len) != 0)
            return at;
        depth--;
    }
    return depth ? open[depth - 1] : NULL;
}

static size_t markup_count(const char *text, const char *part)
{
    size_t count = 0;

    for (const char *at = strstr(text, part); at; at = strstr(at + 1, part))
        count++;
    return count;
}

#define assert_well_formed(text)                                                                   \
    do {                                                                                           \
        const char *fault_ = markup_fault(text);                                                   \
        if (fault_)                                                                                \
            fail_msg("not well-formed at: %.120s", fault_);                                        \
    } while (0)

#define assert_contains(text, part)                                                                \
    do {                                                                                           \
        if (!strstr(text, part))                                                                   \
            fail_msg("'%s' is not in the text", part);                                             \
    } while (0)

#define assert_lacks(text, part)                                                                   \
    do {                                                                                           \
        if (strstr(text, part))                                                                    \
            fail_msg("'%s' should not be in the text", part);                                      \
    } while (0)

#endif
