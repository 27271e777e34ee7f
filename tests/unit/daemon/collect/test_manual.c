#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "collectors/collector.h"
#include "collectors/mapping.h"
#include "common/buf.h"
#include "common/file.h"
#include "daemon/collect/source.h"

#define MANUAL SOURCE_DIR "/docs/man/hedef-collectors.7"
#define PAGE   SOURCE_DIR "/docs/collectors.md"

static char *read_file(const char *path)
{
    struct hd_error err;
    char *text = NULL;
    size_t len;

    if (hd_file_read(path, 1 << 20, &text, &len, &err))
        fail_msg("%s", err.text);
    return text;
}

static char *manual, *page;

static int read_both(void **state)
{
    (void)state;
    manual = read_file(MANUAL);
    page = read_file(PAGE);
    return 0;
}

static int free_both(void **state)
{
    (void)state;
    free(manual);
    free(page);
    return 0;
}

/* In roff a dash that is meant as one is written \-, and a dot that begins a line is a macro. */
static void put_roff(struct hd_buf *out, const char *text)
{
    if (*text == '.')
        hd_buf_puts(out, "\\&");
    for (; *text; text++) {
        if (*text == '-' || *text == '\\')
            hd_buf_putc(out, '\\');
        hd_buf_putc(out, *text);
    }
}

static void put_option(struct hd_buf *out, const struct hd_conf_key *key)
{
    bool said = key->fallback && *key->fallback && strcmp(key->fallback, "\"\"") != 0;

    hd_buf_printf(out, ".TP\n.B %s\n", key->name);
    put_roff(out, key->help);
    hd_buf_putc(out, '\n');
    if (said) {
        hd_buf_puts(out, "Default: ");
        put_roff(out, key->fallback);
        hd_buf_puts(out, ".\n");
    }
    if (key->local_only)
        hd_buf_puts(out, ".RI ( local )\n");
}

/* What stands between the marks of this name, replaced by what the rows say. */
static void put_section(struct hd_buf *out, const char **rest, const char *name,
                        const struct hd_conf_key *keys)
{
    char begin[64], end[64];
    const char *at;

    snprintf(begin, sizeof begin, ".\\\" begin %s\n", name);
    snprintf(end, sizeof end, ".\\\" end %s\n", name);
    at = strstr(*rest, begin);
    if (!at || !strstr(at, end))
        fail_msg("hedef-collectors.7 has no place for the options of %s", name);
    at += strlen(begin);
    hd_buf_put(out, *rest, (size_t)(at - *rest));
    for (; keys->name; keys++)
        put_option(out, keys);
    *rest = strstr(at, end);
}

/* The options of the manual are made from the rows.  After a change of them run this test once
 * with HEDEF_UPDATE=1. */
static void the_manual_says_what_the_rows_say(void **state)
{
    HD_BUF_AUTO struct hd_buf made = { 0 };
    const char *rest = manual;
    struct hd_error err;

    (void)state;
    hd_buf_init(&made, 1 << 20);
    put_section(&made, &rest, "source", source_keys);
    for (size_t i = 0; collectors[i]; i++) {
        if (collectors[i]->keys)
            put_section(&made, &rest, collectors[i]->name, collectors[i]->keys);
    }
    hd_buf_puts(&made, rest);
    if (getenv("HEDEF_UPDATE"))
        assert_int_equal(hd_file_replace(MANUAL, made.data, made.len, 0644, &err), HD_OK);
    else
        assert_string_equal(made.data, manual);
}

static void the_manual_knows_every_transport(void **state)
{

    (void)state;
    for (size_t i = 0; collectors[i]; i++) {
        char head[64];

        snprintf(head, sizeof head, ".SS Transport %s\n", collectors[i]->name);
        if (!strstr(manual, head))
            fail_msg("hedef-collectors.7 does not know %s", collectors[i]->name);
        snprintf(head, sizeof head, "\n### %s\n", collectors[i]->name);
        if (!strstr(page, head))
            fail_msg("collectors.md does not know %s", collectors[i]->name);
    }
}

static void the_manual_knows_every_option_of_a_mapping(void **state)
{
    const char *mapping = strstr(manual, ".SH MAPPING\n");

    (void)state;
    assert_non_null(mapping);
    for (const char *const *option = mapping_options(); *option; option++) {
        const char *name = strncmp(*option, "codes.", 6) == 0 ? "codes.FIELD" : *option;
        char word[64];

        snprintf(word, sizeof word, " %s", name);
        if (!strstr(mapping, word))
            fail_msg("hedef-collectors.7 does not know %s", *option);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_manual_says_what_the_rows_say),
        cmocka_unit_test(the_manual_knows_every_transport),
        cmocka_unit_test(the_manual_knows_every_option_of_a_mapping),
    };

    return cmocka_run_group_tests(tests, read_both, free_both);
}
