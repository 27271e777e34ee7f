#include "client/language.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The environment's language, where it is one of ours: LANG=az_AZ.UTF-8 is az. */
static const struct hd_lang *language_of_environment(void)
{
    static const char *const names[] = { "LC_ALL", "LC_MESSAGES", "LANG" };

    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const char *value = getenv(names[i]);
        char code[4] = "";

        if (!value || !*value)
            continue;
        snprintf(code, sizeof code, "%.*s", (int)strcspn(value, "_.@"), value);
        return hd_lang_find(code) ? hd_lang_find(code) : hd_lang_default();
    }
    return hd_lang_default();
}

const struct hd_lang *language_wanted(int argc, char *const *argv)
{
    for (int i = 1; i < argc && argv[i]; i++) {
        const char *word = strncmp(argv[i], "--lang=", 7) == 0 ? argv[i] + 7 : NULL;
        const struct hd_lang *lang;

        if (strcmp(argv[i], "--lang") == 0 && i + 1 < argc)
            word = argv[i + 1];
        lang = word ? hd_lang_find(word) : NULL;
        if (lang)
            return lang;
    }
    return language_of_environment();
}
