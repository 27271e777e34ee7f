#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "collectors/command/words.h"
#include "common/buf.h"

struct row {
    const char *text, *words; /* between bars; NULL: refused */
};

static const struct row rows[] = {
    { "", "" },
    { " \t ", "" },
    { "/bin/probe", "|/bin/probe" },
    { "  /bin/probe  --json\t-n 3 ", "|/bin/probe|--json|-n|3" },
    { "/bin/p \"two words\" 'and three more'", "|/bin/p|two words|and three more" },
    { "/bin/p --name=\"a b\"c", "|/bin/p|--name=a bc" },
    { "/bin/p \"\" ''", "|/bin/p||" },
    { "/bin/p \"say \\\"hi\\\" \\\\ \\n\"", "|/bin/p|say \"hi\" \\ \\n" },
    { "/bin/p 'it is \\ so'", "|/bin/p|it is \\ so" },
    { "/bin/p \"it's\"", "|/bin/p|it's" },
    { "/bin/p $HOME `id` ;| & * ~", "|/bin/p|$HOME|`id`|;||&|*|~" },
    { "/bin/p ə", "|/bin/p|ə" },
    { "/bin/p \"open", NULL },
    { "/bin/p 'open", NULL },
    { "/bin/p \"open\\\"", NULL },
    { "/bin/p a\nb", NULL },
    { "/bin/p \x7f", NULL },
};

static void a_line_becomes_words(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        HD_BUF_AUTO struct hd_buf text = { 0 };
        struct words words;
        bool good = words_split(rows[i].text, &words);

        hd_buf_init(&text, 1000);
        for (size_t w = 0; w < words.count; w++)
            hd_buf_printf(&text, "|%s", words.items[w]);
        if (good != (rows[i].words != NULL) || (good && strcmp(text.data, rows[i].words) != 0))
            fail_msg("%s: %s", rows[i].text, text.data);
        if (good)
            assert_null(words.items[words.count]);
        words_clear(&words);
    }
}

static void there_may_be_so_many_words_and_no_more(void **state)
{
    char text[2 * (WORDS_MAX + 1) + 1];
    struct words words;

    (void)state;
    for (size_t i = 0; i <= WORDS_MAX; i++)
        memcpy(text + 2 * i, "a ", 3);
    assert_false(words_split(text, &words));
    words_clear(&words);
    text[2 * WORDS_MAX] = '\0';
    assert_true(words_split(text, &words));
    assert_int_equal(words.count, WORDS_MAX);
    words_clear(&words);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_line_becomes_words),
        cmocka_unit_test(there_may_be_so_many_words_and_no_more),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
