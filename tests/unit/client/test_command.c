#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "client/command.h"
#include "common/buf.h"
#include "common/file.h"
#include "common/lang.h"
#include "common/memory.h"
#include "daemon/api/api.h"
#include "daemon/settings.h"

#define WORDS_MAX 12

static struct invocation call;
static struct hd_buf complaint;
static char words[512];
static char *argv[WORDS_MAX + 2];

/* Words are parted by one blank; "_" stands for an empty one. */
static bool parse(const char *line)
{
    int argc = 0;

    snprintf(words, sizeof words, "hedef %s", line);
    for (char *word = words; word && argc <= WORDS_MAX;) {
        char *blank = strchr(word, ' ');

        if (blank)
            *blank = '\0';
        argv[argc++] = strcmp(word, "_") == 0 ? word + 1 : word;
        word = blank ? blank + 1 : NULL;
    }
    if (argc == 2 && !*argv[1])
        argc = 1;
    argv[argc] = NULL;
    hd_buf_clear(&complaint);
    hd_buf_init(&complaint, 4096);
    return command_parse(argc, argv, hd_lang_default(), &call, &complaint);
}

static bool is_command(const char *noun, const char *verb)
{
    return call.command && strcmp(call.command->noun, noun) == 0 &&
           (verb ? call.command->verb && strcmp(call.command->verb, verb) == 0
                 : !call.command->verb);
}

static const struct {
    const char *line, *noun, *verb;
    const char *argument;       /* the first; NULL none */
    const char *option, *value; /* one that must be there; NULL: none */
} good[] = {
    { "status", "status", NULL, NULL, NULL, NULL },
    { "status cashless-share", "status", NULL, "cashless-share", NULL, NULL },
    { "-o json status", "status", NULL, NULL, "output", "json" },
    { "status -ojson", "status", NULL, NULL, "output", "json" },
    { "status --output=json", "status", NULL, NULL, "output", "json" },
    { "--check status", "status", NULL, NULL, "check", "" },
    { "--as-of 2026-03-31 status", "status", NULL, NULL, "as-of", "2026-03-31" },
    { "--reason typing-error import x.csv", "import", NULL, "x.csv", "reason", "typing-error" },
    { "import - --dry-run", "import", NULL, "-", "dry-run", "" },
    { "import -- --odd.csv", "import", NULL, "--odd.csv", NULL, NULL },
    { "import -- -", "import", NULL, "-", NULL, NULL },
    { "obs get x --area AZ", "obs", "get", "x", "area", "AZ" },
    { "user add --email a@b --lang az", "user", "add", NULL, "lang", "az" },
    { "status --strategy= -q", "status", NULL, NULL, "strategy", "" },
    { "-o csv -o json status", "status", NULL, NULL, "output", "json" },
    { "test a.yaml", "test", NULL, "a.yaml", NULL, NULL },
    { "test a.yaml b.yaml -o json c", "test", NULL, "a.yaml", "output", "json" },
};

static void what_is_meant_is_understood(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        const char *argument, *value;

        if (!parse(good[i].line))
            fail_msg("%s: %s", good[i].line, complaint.data);
        argument = call.arguments[0];
        value = good[i].option ? command_option(&call, good[i].option) : NULL;
        if (!is_command(good[i].noun, good[i].verb) ||
            (argument == NULL) != (good[i].argument == NULL) ||
            (argument && strcmp(argument, good[i].argument) != 0) ||
            (good[i].option && (!value || strcmp(value, good[i].value) != 0)))
            fail_msg("%s: misunderstood", good[i].line);
    }
}

static void the_last_argument_may_be_repeated(void **state)
{
    (void)state;
    assert_true(parse("test a.yaml b.yaml -q c.yaml"));
    assert_int_equal(call.more_count, 2);
    assert_string_equal(call.more[0], "b.yaml");
    assert_string_equal(call.more[1], "c.yaml");
    assert_true(parse("import a.csv"));
    assert_int_equal(call.more_count, 0);
}

static const struct {
    const char *line, *part;
} bad[] = {
    { "statsu", "status" },
    { "obs", "get, history" },
    { "obs histroy x", "history" },
    { "catalog chek x", "check" },
    { "status --strateg x", "--strategy" },
    { "--lagn az status", "--lang" },
    { "import --dry-rnu x", "--dry-run" },
    { "due --strategy x", "'due' has no option --strategy" },
    { "status --check=1", "takes no value" },
    { "status --strategy", "needs a value: S" },
    { "-x status", "-x" },
    { "import", "FILE is missing" },
    { "import _", "FILE is empty" },
    { "status a b", "'b'" },
    { "user add", "--email" },
    { "test", "FILE is missing" },
    { "due --as-of 2026-01-01", "--as-of does not apply to 'due'" },
    { "measure list", "no command 'measure'" },
    { "silence add", "no command 'silence'" },
};

static void what_cannot_be_meant_is_refused_with_a_way_out(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        if (parse(bad[i].line))
            fail_msg("%s: was taken", bad[i].line);
        if (!strstr(complaint.data, bad[i].part))
            fail_msg("%s: '%s' is not in '%s'", bad[i].line, bad[i].part, complaint.data);
    }
}

static void help_is_there_at_every_level(void **state)
{
    (void)state;
    for (const struct command *c = commands; c->noun; c++) {
        HD_BUF_AUTO struct hd_buf text = { 0 };
        char line[100];

        snprintf(line, sizeof line, "%s%s%s --help", c->noun, c->verb ? " " : "",
                 c->verb ? c->verb : "");
        assert_true(parse(line));
        assert_true(call.help);
        hd_buf_init(&text, 1 << 16);
        command_help(&call, hd_lang_default(), &text);
        assert_non_null(strstr(text.data, c->summary));
        for (const struct command_option *o = c->options; o && o->name; o++)
            assert_non_null(strstr(text.data, o->help));
    }
    assert_true(parse("--help"));
    assert_true(parse("obs --help"));
    assert_string_equal(call.noun, "obs");
}

/* ---- the table itself ---- */

static const struct command_option *option_of(const struct command_option *options,
                                              const char *name)
{
    for (; options && options->name; options++) {
        if (strcmp(options->name, name) == 0)
            return options;
    }
    return NULL;
}

/* Otherwise an option could not stand before the words that tell the command. */
static void an_option_takes_a_value_everywhere_or_nowhere(void **state)
{
    (void)state;
    for (const struct command *a = commands; a->noun; a++) {
        for (const struct command_option *o = a->options; o && o->name; o++) {
            const struct command_option *global = option_of(command_globals, o->name);

            assert_true(!global || !global->value == !o->value);
            for (const struct command *b = commands; b->noun; b++) {
                const struct command_option *other = option_of(b->options, o->name);

                if (other && !other->value != !o->value)
                    fail_msg("--%s differs between %s and %s", o->name, a->noun, b->noun);
            }
        }
    }
}

static void a_noun_has_verbs_or_none(void **state)
{
    (void)state;
    for (const struct command *a = commands; a->noun; a++) {
        for (const struct command *b = a + 1; b->noun; b++) {
            if (strcmp(a->noun, b->noun) != 0)
                continue;
            assert_true(a->verb && b->verb);
            assert_string_not_equal(a->verb, b->verb);
        }
    }
}

static bool word_in(const char *list, const char *word)
{
    size_t len = strlen(word);

    for (const char *at = strstr(list, word); at; at = strstr(at + 1, word)) {
        if ((at == list || at[-1] == ' ') && (at[len] == ' ' || !at[len]))
            return true;
    }
    return false;
}

static const struct api_route *route_of(const struct command *command, struct hd_arena *arena)
{
    const char *captures[2];
    char path[128], filled[128];
    const char *hole;
    bool known;

    snprintf(path, sizeof path, "%.*s", (int)strcspn(command->path, "?"), command->path);
    hole = strstr(path, "{}");
    if (hole)
        snprintf(filled, sizeof filled, "%.*sx%s", (int)(hole - path), path, hole + 2);
    return api_route_find(command->method, hole ? filled : path, arena, captures, &known);
}

static void check_parameter(const struct command *command, const struct api_route *route,
                            const char *name)
{
    if (!word_in(route->params, name))
        fail_msg("%s %s sends %s, which %s refuses", command->noun,
                 command->verb ? command->verb : "", name, route->path);
}

static void every_request_is_one_that_is_answered(void **state)
{
    HD_ARENA_AUTO struct hd_arena arena = { 0 };

    (void)state;
    for (const struct command *c = commands; c->noun; c++) {
        const struct api_route *route = c->method ? route_of(c, &arena) : NULL;

        if (!c->method) {
            assert_non_null(c->run);
            continue;
        }
        if (!route)
            fail_msg("%s %s is not answered", c->method, c->path);
        check_parameter(c, route, "lang");
        if (!c->run)
            check_parameter(c, route, "format");
        if (c->as_of)
            check_parameter(c, route, "as_of");
        for (const struct command_option *o = c->options; o && o->name; o++) {
            if (o->place == OPTION_QUERY || o->place == OPTION_QUERY_EACH)
                check_parameter(c, route, o->key ? o->key : o->name);
        }
        for (size_t i = 0; i < COMMAND_ARGUMENTS && c->arguments[i].name; i++) {
            if (c->arguments[i].place == ARGUMENT_QUERY || c->arguments[i].place == ARGUMENT_PLACE)
                check_parameter(c, route, c->arguments[i].key);
        }
    }
}

/* ---- paper ---- */

static char *read_file(const char *name)
{
    struct hd_error err;
    char path[512], *data = NULL;
    size_t len;

    snprintf(path, sizeof path, "%s/%s", SOURCE_DIR, name);
    if (hd_file_read(path, 1 << 20, &data, &len, &err))
        fail_msg("%s", err.text);
    return data;
}

static void the_shipped_completion_is_the_one_of_the_table(void **state)
{
    HD_FREE_AUTO char *shipped = read_file("client/hedef.bash-completion");
    HD_BUF_AUTO struct hd_buf text = { 0 };

    (void)state;
    hd_buf_init(&text, 1 << 20);
    command_completion(&text);
    assert_string_equal(text.data, shipped);
}

/* In roff a dash that is meant as one is written \-. */
static void roff_option(const char *name, char out[static 100])
{
    size_t len = (size_t)snprintf(out, 100, "\\-\\-");

    for (; *name && len < 96; name++) {
        if (*name == '-')
            out[len++] = '\\';
        out[len++] = *name;
    }
    out[len] = '\0';
}

static void the_manual_page_knows_every_command_and_option(void **state)
{
    HD_FREE_AUTO char *page = read_file("docs/man/hedef.1");

    (void)state;
    for (const struct command *c = commands; c->noun; c++) {
        char name[100];

        if (c->hidden)
            continue;
        snprintf(name, sizeof name, "%s%s%s", c->noun, c->verb ? " " : "", c->verb ? c->verb : "");
        if (!strstr(page, name))
            fail_msg("hedef.1 does not know: %s", name);
        for (const struct command_option *o = c->options; o && o->name; o++) {
            roff_option(o->name, name);
            if (!strstr(page, name))
                fail_msg("hedef.1 does not know --%s of %s", o->name, c->noun);
        }
    }
    for (const struct command_option *o = command_globals; o->name; o++) {
        char name[100];

        roff_option(o->name, name);
        assert_non_null(strstr(page, name));
    }
}

static void the_manual_of_the_configuration_knows_every_option(void **state)
{
    HD_FREE_AUTO char *page = read_file("docs/man/hedef.conf.5");

    (void)state;
    for (const struct hd_conf_key *key = settings_keys; key->name; key++) {
        char head[100];

        snprintf(head, sizeof head, ".B %s\n", key->name);
        if (!strstr(page, head))
            fail_msg("hedef.conf.5 does not know %s", key->name);
        if (!strpbrk(key->help, "-\\") && !strstr(page, key->help))
            fail_msg("hedef.conf.5 says something else about %s", key->name);
    }
}

static int clear(void **state)
{
    (void)state;
    hd_buf_clear(&complaint);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_meant_is_understood),
        cmocka_unit_test(the_last_argument_may_be_repeated),
        cmocka_unit_test(what_cannot_be_meant_is_refused_with_a_way_out),
        cmocka_unit_test(help_is_there_at_every_level),
        cmocka_unit_test(an_option_takes_a_value_everywhere_or_nowhere),
        cmocka_unit_test(a_noun_has_verbs_or_none),
        cmocka_unit_test(every_request_is_one_that_is_answered),
        cmocka_unit_test(the_shipped_completion_is_the_one_of_the_table),
        cmocka_unit_test(the_manual_page_knows_every_command_and_option),
        cmocka_unit_test(the_manual_of_the_configuration_knows_every_option),
    };

    return cmocka_run_group_tests(tests, NULL, clear);
}
