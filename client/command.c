#include "client/command.h"

#include <stdio.h>
#include <string.h>

#include "common/buf.h"
#include "common/lang.h"
#include "common/problem.h"

#define WORDS_MAX (2 + COMMAND_ARGUMENTS + MORE_MAX)
#define KNOWN_MAX 256

static const struct {
    char letter;
    const char *name;
} letters[] = {
    { 'c', "config" }, { 'o', "output" }, { 'q', "quiet" }, { 'v', "verbose" }, { 'h', "help" },
};

/* What is on the command line before it is known which command it is. */
struct words {
    const char *words[WORDS_MAX + 1];
    size_t count; /* may be one more than is of use: too many */
    struct {
        const char *name; /* borrowed, name_len long */
        size_t name_len;
        const char *value;
        bool has_value;
    } options[GIVEN_MAX];
    size_t option_count;
};

/* ---- complaints ---- */

static bool complain(struct hd_buf *out, const struct hd_lang *lang, const char *message,
                     const char *const *args)
{
    hd_fill(out, hd_tr(lang, message), args);
    return false;
}

static void add_nearest(struct hd_buf *out, const struct hd_lang *lang, const char *dashes,
                        const char *word, const char *const *known, size_t count)
{
    const char *nearest = hd_nearest(word, known, count);

    if (!nearest)
        return;
    hd_buf_putc(out, ' ');
    hd_fill(out, hd_tr(lang, N_("Did you mean {dashes}{nearest}?")),
            HD_ARGS("dashes", dashes, "nearest", nearest));
}

/* "status", "obs get" */
static const char *command_name(const struct command *command, char out[static 64])
{
    snprintf(out, 64, "%s%s%s", command->noun, command->verb ? " " : "",
             command->verb ? command->verb : "");
    return out;
}

/* ---- options ---- */

static const struct command_option *find_in(const struct command_option *options, const char *name,
                                            size_t len)
{
    for (; options && options->name; options++) {
        if (strlen(options->name) == len && memcmp(options->name, name, len) == 0)
            return options;
    }
    return NULL;
}

/* Of any command: whether an option takes a value is the same wherever it occurs (a test keeps
 * it so), so that options may stand before the words that tell the command. */
static const struct command_option *find_anywhere(const char *name, size_t len)
{
    const struct command_option *found = find_in(command_globals, name, len);

    for (const struct command *command = commands; !found && command->noun; command++)
        found = find_in(command->options, name, len);
    return found;
}

static size_t add_options(const struct command_option *options, size_t count,
                          const char *known[static KNOWN_MAX])
{
    for (; options && options->name && count < KNOWN_MAX; options++)
        known[count++] = options->name;
    return count;
}

/* command NULL: of all commands. */
static size_t known_options(const struct command *command, const char *known[static KNOWN_MAX])
{
    size_t count = add_options(command_globals, 0, known);

    if (command)
        return add_options(command->options, count, known);
    for (const struct command *c = commands; c->noun; c++)
        count = add_options(c->options, count, known);
    return count;
}

static bool unknown_option(struct hd_buf *out, const struct hd_lang *lang,
                           const struct command *command, const char *name, size_t len)
{
    HD_BUF_AUTO struct hd_buf word = { 0 };
    const char *known[KNOWN_MAX];
    size_t count = known_options(command, known);
    char of[64];

    hd_buf_init(&word, 256);
    hd_buf_put(&word, name, len);
    if (command)
        (void)complain(out, lang, N_("'{command}' has no option --{name}."),
                       HD_ARGS("command", command_name(command, of), "name", word.data));
    else
        (void)complain(out, lang, N_("There is no option --{name}."), HD_ARGS("name", word.data));
    add_nearest(out, lang, "--", word.data, known, count);
    return false;
}

static const char *letter_name(char letter)
{
    for (size_t i = 0; i < sizeof letters / sizeof *letters; i++) {
        if (letters[i].letter == letter)
            return letters[i].name;
    }
    return NULL;
}

/* ---- first pass: words and options apart ---- */

static bool put_option(struct words *words, const char *name, size_t len, const char *value,
                       bool has_value, const struct hd_lang *lang, struct hd_buf *complaint)
{
    if (words->option_count == GIVEN_MAX)
        return complain(complaint, lang, N_("There are too many options."), NULL);
    words->options[words->option_count].name = name;
    words->options[words->option_count].name_len = len;
    words->options[words->option_count].value = value;
    words->options[words->option_count].has_value = has_value;
    words->option_count++;
    return true;
}

/* Reads the option at argv[*at]; moves *at to its value when that is the next word. */
static bool read_option(int argc, char *const *argv, int *at, struct words *words,
                        const struct hd_lang *lang, struct hd_buf *complaint)
{
    const char *text = argv[*at], *name, *equals;
    const struct command_option *option;
    size_t len;

    if (text[1] == '-') {
        name = text + 2;
        equals = strchr(name, '=');
        len = equals ? (size_t)(equals - name) : strlen(name);
    } else {
        name = letter_name(text[1]);
        equals = text[2] ? text + 1 : NULL; /* -ojson: the value follows at once */
        if (!name)
            return complain(complaint, lang, N_("There is no option {text}."),
                            HD_ARGS("text", text));
        len = strlen(name);
    }
    option = find_anywhere(name, len);
    if (!option)
        return unknown_option(complaint, lang, NULL, name, len);
    if (!option->value && equals)
        return complain(complaint, lang, N_("The option --{name} takes no value."),
                        HD_ARGS("name", option->name));
    if (!option->value || equals)
        return put_option(words, name, len, equals ? equals + 1 : NULL, equals != NULL, lang,
                          complaint);
    if (*at + 1 == argc)
        return complain(complaint, lang, N_("The option --{name} needs a value: {value}."),
                        HD_ARGS("name", option->name, "value", option->value));
    (*at)++;
    return put_option(words, name, len, argv[*at], true, lang, complaint);
}

static bool split(int argc, char *const *argv, struct words *words, const struct hd_lang *lang,
                  struct hd_buf *complaint)
{
    bool options_over = false;

    for (int i = 1; i < argc; i++) {
        if (!options_over && strcmp(argv[i], "--") == 0) {
            options_over = true;
        } else if (!options_over && argv[i][0] == '-' && argv[i][1]) {
            if (!read_option(argc, argv, &i, words, lang, complaint))
                return false;
        } else if (words->count <= WORDS_MAX) {
            words->words[words->count++] = argv[i];
        }
    }
    return true;
}

/* ---- second pass: which command ---- */

static size_t known_verbs(const char *noun, const char *known[static KNOWN_MAX])
{
    size_t count = 0;

    for (const struct command *command = commands; command->noun; command++) {
        if (!command->hidden && (!noun || (command->verb && strcmp(command->noun, noun) == 0)) &&
            count < KNOWN_MAX)
            known[count++] = noun ? command->verb : command->noun;
    }
    return count;
}

static bool noun_exists(const char *noun)
{
    for (const struct command *command = commands; command->noun; command++) {
        if (strcmp(command->noun, noun) == 0)
            return true;
    }
    return false;
}

static const struct command *find_command(const char *noun, const char *verb)
{
    for (const struct command *command = commands; command->noun; command++) {
        if (strcmp(command->noun, noun) == 0 &&
            (!command->verb || (verb && strcmp(command->verb, verb) == 0)))
            return command;
    }
    return NULL;
}

static bool unknown_noun(struct hd_buf *out, const struct hd_lang *lang, const char *noun)
{
    const char *known[KNOWN_MAX];
    size_t count = known_verbs(NULL, known);

    (void)complain(out, lang, N_("There is no command '{noun}'."), HD_ARGS("noun", noun));
    add_nearest(out, lang, "", noun, known, count);
    return false;
}

static bool unknown_verb(struct hd_buf *out, const struct hd_lang *lang, const char *noun,
                         const char *verb)
{
    HD_BUF_AUTO struct hd_buf list = { 0 };
    const char *known[KNOWN_MAX];
    size_t count = known_verbs(noun, known);

    hd_buf_init(&list, 4096);
    for (size_t i = 0; i < count; i++)
        hd_buf_printf(&list, "%s%s", i ? ", " : "", known[i]);
    if (verb)
        (void)complain(out, lang, N_("There is no command '{noun} {verb}': it takes {verbs}."),
                       HD_ARGS("noun", noun, "verb", verb, "verbs", list.data));
    else
        (void)complain(out, lang, N_("'{noun}' needs one of: {verbs}."),
                       HD_ARGS("noun", noun, "verbs", list.data));
    if (verb)
        add_nearest(out, lang, "", verb, known, count);
    return false;
}

static bool find_out_command(const struct words *words, struct invocation *out,
                             const struct hd_lang *lang, struct hd_buf *complaint)
{
    const char *noun = words->count > 0 ? words->words[0] : NULL;
    const char *verb = words->count > 1 ? words->words[1] : NULL;

    if (!noun)
        return true;
    if (!noun_exists(noun))
        return unknown_noun(complaint, lang, noun);
    out->noun = noun;
    out->command = find_command(noun, verb);
    if (!out->command && (verb || !out->help))
        return unknown_verb(complaint, lang, noun, verb);
    return true;
}

/* ---- third: does it all fit the command ---- */

static bool take_options(const struct words *words, struct invocation *out,
                         const struct hd_lang *lang, struct hd_buf *complaint)
{
    for (size_t i = 0; i < words->option_count; i++) {
        const char *name = words->options[i].name;
        size_t len = words->options[i].name_len;
        const struct command_option *option =
            find_in(out->command ? out->command->options : NULL, name, len);

        if (!option)
            option = find_in(command_globals, name, len);
        if (!option)
            return unknown_option(complaint, lang, out->command, name, len);
        out->given[out->given_count].option = option;
        out->given[out->given_count].value = words->options[i].value;
        out->given_count++;
    }
    return true;
}

/* What is left over: more of the last argument, or too much. */
static bool take_more(const struct words *words, size_t first, bool repeated,
                      struct invocation *out, const struct hd_lang *lang, struct hd_buf *complaint)
{
    for (; repeated && first < words->count && out->more_count < MORE_MAX; first++)
        out->more[out->more_count++] = words->words[first];
    if (words->count > first)
        return complain(complaint, lang, N_("'{word}' is one word too many."),
                        HD_ARGS("word", words->words[first]));
    return true;
}

static bool take_arguments(const struct words *words, struct invocation *out,
                           const struct hd_lang *lang, struct hd_buf *complaint)
{
    const struct command *command = out->command;
    size_t first = command->verb ? 2 : 1;
    bool repeated = false;

    for (size_t i = 0; i < COMMAND_ARGUMENTS && command->arguments[i].name; i++) {
        if (first + i < words->count)
            out->arguments[i] = words->words[first + i];
        else if (!command->arguments[i].optional)
            return complain(complaint, lang, N_("{name} is missing."),
                            HD_ARGS("name", command->arguments[i].name));
        else
            continue;
        if (!*out->arguments[i])
            return complain(complaint, lang, N_("{name} is empty."),
                            HD_ARGS("name", command->arguments[i].name));
    }
    for (size_t i = 0; i < COMMAND_ARGUMENTS; i++) {
        first += command->arguments[i].name != NULL;
        repeated = repeated || command->arguments[i].repeated;
    }
    return take_more(words, first, repeated, out, lang, complaint);
}

static bool check_required(const struct invocation *call, const struct hd_lang *lang,
                           struct hd_buf *complaint)
{
    char name[64];

    for (const struct command_option *o = call->command->options; o && o->name; o++) {
        if (o->place == OPTION_BODY_NEEDED && !command_option(call, o->name))
            return complain(complaint, lang, N_("The option --{name} is needed."),
                            HD_ARGS("name", o->name));
    }
    if (command_option(call, "as-of") && !call->command->as_of)
        return complain(complaint, lang, N_("--as-of does not apply to '{command}'."),
                        HD_ARGS("command", command_name(call->command, name)));
    return true;
}

static bool has_option(const struct words *words, const char *name)
{
    for (size_t i = 0; i < words->option_count; i++) {
        if (words->options[i].name_len == strlen(name) &&
            memcmp(words->options[i].name, name, strlen(name)) == 0)
            return true;
    }
    return false;
}

bool command_parse(int argc, char *const *argv, const struct hd_lang *lang, struct invocation *out,
                   struct hd_buf *complaint)
{
    struct words words = { 0 };

    *out = (struct invocation){ 0 };
    if (!split(argc, argv, &words, lang, complaint))
        return false;
    out->help = has_option(&words, "help");
    out->version = has_option(&words, "version");
    if (!find_out_command(&words, out, lang, complaint) ||
        !take_options(&words, out, lang, complaint))
        return false;
    if (out->help || out->version || !out->command)
        return true;
    return take_arguments(&words, out, lang, complaint) && check_required(out, lang, complaint);
}

const char *command_option(const struct invocation *call, const char *name)
{
    const char *found = NULL;

    for (size_t i = 0; i < call->given_count; i++) {
        if (strcmp(call->given[i].option->name, name) == 0)
            found = call->given[i].value ? call->given[i].value : "";
    }
    return found;
}
