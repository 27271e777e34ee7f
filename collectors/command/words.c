#include "collectors/command/words.h"

#include <stdlib.h>
#include <string.h>

#include "common/memory.h"

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

static bool has_control(const char *text)
{
    for (; *text; text++) {
        if (((unsigned char)*text < 0x20 && *text != '\t') || *text == 0x7f)
            return true;
    }
    return false;
}

/* Reads up to the closing quote; NULL when there is none. */
static const char *take_quoted(const char *at, char **to)
{
    char quote = *at++;

    for (; *at && *at != quote; at++) {
        if (quote == '"' && *at == '\\' && (at[1] == '"' || at[1] == '\\'))
            at++;
        *(*to)++ = *at;
    }
    return *at ? at + 1 : NULL;
}

static const char *take_word(const char *at, char **to)
{
    while (at && *at && !is_blank(*at)) {
        if (*at == '"' || *at == '\'')
            at = take_quoted(at, to);
        else
            *(*to)++ = *at++;
    }
    if (at)
        *(*to)++ = '\0';
    return at;
}

bool words_split(const char *text, struct words *words)
{
    char *to =
        hd_alloc(strlen(text) + 2); /* a word and its end are no longer than it and a blank */

    *words = (struct words){ .text = to };
    if (has_control(text))
        return false;
    for (;;) {
        while (is_blank(*text))
            text++;
        if (!*text)
            return true;
        if (words->count == WORDS_MAX)
            return false;
        words->items[words->count++] = to;
        text = take_word(text, &to);
        if (!text)
            return false;
    }
}

void words_clear(struct words *words)
{
    free(words->text);
    *words = (struct words){ .count = 0 };
}
