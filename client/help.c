#include <string.h>

#include "client/command.h"
#include "common/buf.h"
#include "common/lang.h"
#include "common/utf8.h"

static void put_words(struct hd_buf *out, const struct command *command)
{
    hd_buf_puts(out, command->noun);
    if (command->verb)
        hd_buf_printf(out, " %s", command->verb);
    for (size_t i = 0; i < COMMAND_ARGUMENTS && command->arguments[i].name; i++)
        hd_buf_printf(out, command->arguments[i].optional ? " [%s]%s" : " %s%s",
                      command->arguments[i].name, command->arguments[i].repeated ? "..." : "");
}

/* `left`, blanks up to the column, then the translated text. */
static void put_row(struct hd_buf *out, const char *left, size_t column, const char *text,
                    const struct hd_lang *lang)
{
    size_t width = hd_utf8_width(left);

    hd_buf_printf(out, "  %s", left);
    for (; width < column; width++)
        hd_buf_putc(out, ' ');
    hd_buf_printf(out, "  %s\n", hd_tr(lang, text));
}

static void put_options(struct hd_buf *out, const struct command_option *options,
                        const struct hd_lang *lang)
{
    for (; options && options->name; options++) {
        HD_BUF_AUTO struct hd_buf left = { 0 };

        hd_buf_init(&left, 256);
        hd_buf_printf(&left, "--%s", options->name);
        if (options->value)
            hd_buf_printf(&left, " %s", options->value);
        put_row(out, left.data, 22, options->help, lang);
    }
}

static void put_commands(struct hd_buf *out, const char *noun, const struct hd_lang *lang)
{
    for (const struct command *command = commands; command->noun; command++) {
        HD_BUF_AUTO struct hd_buf left = { 0 };

        if (command->hidden || (noun && strcmp(noun, command->noun) != 0))
            continue;
        hd_buf_init(&left, 256);
        put_words(&left, command);
        put_row(out, left.data, 28, command->summary, lang);
    }
}

static void put_globals(struct hd_buf *out, const struct hd_lang *lang)
{
    hd_buf_printf(out, "\n%s\n", hd_tr(lang, N_("Options of every command:")));
    put_options(out, command_globals, lang);
}

static void help_of_command(const struct command *command, const struct hd_lang *lang,
                            struct hd_buf *out)
{
    hd_buf_puts(out, "hedef ");
    put_words(out, command);
    hd_buf_printf(out, "\n  %s\n", hd_tr(lang, command->summary));
    if (command->options) {
        hd_buf_printf(out, "\n%s\n", hd_tr(lang, N_("Options:")));
        put_options(out, command->options, lang);
    }
    put_globals(out, lang);
}

void command_help(const struct invocation *call, const struct hd_lang *lang, struct hd_buf *out)
{
    if (call->command) {
        help_of_command(call->command, lang, out);
        return;
    }
    hd_buf_printf(out, "%s\n\n",
                  hd_tr(lang, N_("hedef: dated targets, real values, and who is behind")));
    put_commands(out, call->noun, lang);
    put_globals(out, lang);
    if (!call->noun)
        hd_buf_printf(out, "\n%s\n",
                      hd_tr(lang, N_("More on one command: hedef COMMAND --help. Begin with: "
                                     "hedef init --demo --dir demo")));
}
