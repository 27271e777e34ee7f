/* The completion file for bash.  It holds nothing but words of the table, so that it cannot
 * offer what does not exist. */
#include <string.h>

#include "client/command.h"
#include "common/buf.h"

static void put_option_words(struct hd_buf *out, const struct command_option *options)
{
    for (; options && options->name; options++)
        hd_buf_printf(out, " --%s", options->name);
}

static bool first_of_noun(const struct command *command)
{
    for (const struct command *c = commands; c != command; c++) {
        if (strcmp(c->noun, command->noun) == 0)
            return false;
    }
    return !command->hidden;
}

static void put_nouns(struct hd_buf *out)
{
    hd_buf_puts(out, "    local nouns='");
    for (const struct command *command = commands; command->noun; command++) {
        if (first_of_noun(command))
            hd_buf_printf(out, "%s%s", command == commands ? "" : " ", command->noun);
    }
    hd_buf_puts(out, "'\n");
}

static void put_verbs(struct hd_buf *out)
{
    hd_buf_puts(out, "    case $noun in\n");
    for (const struct command *command = commands; command->noun; command++) {
        if (!first_of_noun(command) || !command->verb)
            continue;
        hd_buf_printf(out, "    %s) verbs='", command->noun);
        for (const struct command *c = command; c->noun; c++) {
            if (strcmp(c->noun, command->noun) == 0)
                hd_buf_printf(out, "%s%s", c == command ? "" : " ", c->verb);
        }
        hd_buf_puts(out, "' ;;\n");
    }
    hd_buf_puts(out, "    esac\n");
}

static void put_command_options(struct hd_buf *out)
{
    hd_buf_puts(out, "    case \"$noun $verb\" in\n");
    for (const struct command *command = commands; command->noun; command++) {
        if (command->hidden || !command->options)
            continue;
        hd_buf_printf(out, "    \"%s %s\") options+='", command->noun,
                      command->verb ? command->verb : "");
        put_option_words(out, command->options);
        hd_buf_puts(out, "' ;;\n");
    }
    hd_buf_puts(out, "    esac\n");
}

void command_completion(struct hd_buf *out)
{
    hd_buf_puts(out, "# bash completion for hedef; made by: hedef completion bash\n"
                     "_hedef()\n"
                     "{\n"
                     "    local cur=${COMP_WORDS[COMP_CWORD]} noun='' verb='' verbs='' word\n");
    put_nouns(out);
    hd_buf_puts(out, "    local options='");
    put_option_words(out, command_globals);
    hd_buf_puts(out, "'\n"
                     "    COMPREPLY=()\n"
                     "    for word in \"${COMP_WORDS[@]:1:COMP_CWORD-1}\"; do\n"
                     "        if [[ -z $noun && \" $nouns \" == *\" $word \"* ]]; then\n"
                     "            noun=$word\n"
                     "        elif [[ -n $noun && -z $verb && $word != -* ]]; then\n"
                     "            verb=$word\n"
                     "        fi\n"
                     "    done\n");
    put_verbs(out);
    hd_buf_puts(out, "    [[ -z $verbs ]] && verb=''\n");
    put_command_options(out);
    hd_buf_puts(out, "    if [[ $cur == -* ]]; then\n"
                     "        mapfile -t COMPREPLY < <(compgen -W \"$options\" -- \"$cur\")\n"
                     "    elif [[ -z $noun ]]; then\n"
                     "        mapfile -t COMPREPLY < <(compgen -W \"$nouns\" -- \"$cur\")\n"
                     "    elif [[ -n $verbs && -z $verb ]]; then\n"
                     "        mapfile -t COMPREPLY < <(compgen -W \"$verbs\" -- \"$cur\")\n"
                     "    else\n"
                     "        mapfile -t COMPREPLY < <(compgen -f -- \"$cur\")\n"
                     "    fi\n"
                     "}\n"
                     "complete -F _hedef hedef\n");
}
