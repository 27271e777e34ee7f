#include "collectors/mapping_status.h"

#include <stddef.h>
#include <string.h>

/* The gravest first: what is missing; what no judgement may count; what parts a series; then how
 * little a value is to be relied on. */
static const char gravity[] = "OMQLHJKSFBUNDIEGVWPA";

static const struct flag {
    char letter;
    char status, status_if_empty;
    bool exact; /* the status says the same */
} flags[] = {
    { 'b', 'B', 'B', true }, { 'c', 'A', 'Q', false }, { 'd', 'D', 'D', true },
    { 'e', 'E', 'E', true }, { 'f', 'F', 'F', true },  { 'n', 'N', 'N', true },
    { 'p', 'P', 'P', true }, { 'r', 'A', 'A', false }, { 's', 'E', 'E', false },
    { 'u', 'U', 'U', true }, { 'z', 'M', 'M', false }, { ':', 'O', 'O', true },
};

static const struct flag *find_flag(char letter)
{
    for (size_t i = 0; i < sizeof flags / sizeof *flags; i++) {
        if (flags[i].letter == letter)
            return &flags[i];
    }
    return NULL;
}

/* One of several says less than the status of the whole does. */
static void add(struct mapping_status *found, char status, bool exact)
{
    if (found->status && found->status != status)
        found->is_lost = true;
    if (!found->status || strchr(gravity, status) < strchr(gravity, found->status))
        found->status = status;
    found->is_lost |= !exact;
}

static bool is_flags(const char *word, size_t len)
{
    size_t known = 0;

    for (size_t i = 0; i < len; i++)
        known += find_flag(word[i]) != NULL;
    /* A longer word that happens to begin with such a letter is a word. */
    return known == len || (known && len == 2);
}

static bool is_code(const char *word, size_t len)
{
    return len == 1 && *word >= 'A' && *word <= 'Z' && strchr(gravity, *word);
}

static void add_word(struct mapping_status *found, const char *word, size_t len, bool empty)
{
    if (is_code(word, len)) {
        add(found, *word, true);
        return;
    }
    if (!is_flags(word, len)) {
        found->is_lost = true;
        return;
    }
    for (size_t i = 0; i < len; i++) {
        const struct flag *flag = find_flag(word[i]);

        if (flag)
            add(found, empty ? flag->status_if_empty : flag->status, flag->exact);
        else
            found->is_lost = true;
    }
}

struct mapping_status mapping_status_read(const char *text, bool empty)
{
    static const char between[] = " ,;/+";
    struct mapping_status found = { 0 };
    size_t words = 0, codes = 0;

    while (*(text += strspn(text, between))) {
        size_t len = strcspn(text, between);

        codes += is_code(text, len);
        words++;
        add_word(&found, text, len, empty);
        text += len;
    }
    found.is_code = codes == 1 && words == 1;
    return found;
}

bool mapping_status_missing(char status)
{
    return status && strchr("HJKLMOQS", status);
}
