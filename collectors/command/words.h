/* collectors/command/words.h  (private to collectors/command/): a line as the words of a command.
 * Blanks part them; "..." and '...' keep blanks, and in the former \" and \\ stand for " and \.
 * Nothing else means anything: there is no shell. */
#ifndef HEDEF_COLLECTORS_COMMAND_WORDS_H
#define HEDEF_COLLECTORS_COMMAND_WORDS_H

#include <stdbool.h>
#include <stddef.h>

#define WORDS_MAX 256

struct words {
    char *text;                 /* owned: what the items point into */
    char *items[WORDS_MAX + 1]; /* NULL behind the last */
    size_t count;
};

/* False when a quote is not closed, a control character stands in it, or there are too many. */
bool words_split(const char *text, struct words *words);
void words_clear(struct words *words);

#endif
