#include "collectors/command/command.h"

#include <ftw.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "collectors/command/child.h"
#include "collectors/command/words.h"
#include "common/lang.h"

#define FOLDER_DEPTH 16 /* descriptors in use while a folder is removed */

struct command {
    const struct command_options *options;
    const struct collector_site *site;
    struct words words, environment;
};

/* ---- options ---- */

static bool is_command(const char *text)
{
    struct words words;
    bool valid = words_split(text, &words) && words.count && words.items[0][0] == '/';

    words_clear(&words);
    return valid;
}

static bool is_variable(const char *word)
{
    size_t name = strspn(word, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_");

    return name && word[name] == '=';
}

static bool is_environment(const char *text)
{
    struct words words;
    bool valid = words_split(text, &words);

    for (size_t i = 0; valid && i < words.count; i++)
        valid = is_variable(words.items[i]);
    words_clear(&words);
    return valid;
}

#define AT(field) .offset = offsetof(struct command_options, field)

static const struct hd_conf_key keys[] = {
    { .section = "source",
      .name = "command",
      .type = HD_CONF_TEXT,
      AT(command),
      .local_only = true,
      .help = "The absolute path of a program and its arguments, parted by blanks; words with "
              "blanks stand in quotes.  There is no shell.  Others on this machine can see them: "
              "a secret belongs into a file that the program reads.",
      .valid = is_command,
      .invalid = N_("{option}: write the absolute path of a program and its arguments, words with "
                    "blanks in quotes; every quote is closed.") },
    { .section = "source",
      .name = "environment",
      .type = HD_CONF_TEXT,
      AT(environment),
      .local_only = true,
      .help = "NAME=value words that the program gets beside PATH, LANG=C and HOME=/nonexistent.",
      .valid = is_environment,
      .invalid = N_("{option}: write words such as NAME=value, those with blanks in quotes.") },
    { .section = "source",
      .name = "directory",
      .type = HD_CONF_PATH,
      AT(folder),
      .local_only = true,
      .help = "Where the program runs; by default in an empty folder of its own that is removed "
              "afterwards." },
    { .section = "source",
      .name = "timeout",
      .type = HD_CONF_DURATION,
      AT(timeout_ms),
      .fallback = "60s",
      .min = 100,
      .max = 3600000,
      .help = "The time it may take; then it is ended with all it started." },
    { .section = "source",
      .name = "max_bytes",
      .type = HD_CONF_SIZE,
      AT(max_bytes),
      .fallback = "1MiB",
      .min = 1,
      .max = 1073741824,
      .help = "The most it may write to its standard output." },
    { .section = "source",
      .name = "cpu_time",
      .type = HD_CONF_DURATION,
      AT(cpu_time_ms),
      .fallback = "60s",
      .min = 1000,
      .max = 3600000,
      .help = "The processor time that each of its processes may use." },
    { .section = "source",
      .name = "memory",
      .type = HD_CONF_SIZE,
      AT(memory_bytes),
      .fallback = "1GiB",
      .min = 1048576,
      .max = INT64_C(1099511627776),
      .help = "The address space that each of its processes may use." },
    { .section = "source",
      .name = "file_size",
      .type = HD_CONF_SIZE,
      AT(file_bytes),
      .fallback = "64MiB",
      .min = 0,
      .max = INT64_C(1099511627776),
      .help = "The size to which it may let a file grow." },
    { .section = "source",
      .name = "open_files",
      .type = HD_CONF_INT,
      AT(open_files),
      .fallback = "256",
      .min = 4,
      .max = 65536,
      .help = "The files that each of its processes may have open." },
    { .section = "source",
      .name = "processes",
      .type = HD_CONF_INT,
      AT(processes),
      .fallback = "0",
      .min = 0,
      .max = 65536,
      .help = "The processes and threads its user may have, those of this service among them; 0: "
              "as many as the system lets them." },
    { .name = NULL },
};

static enum hd_rc open_command(const void *conf, const struct collector_site *site, void **self_out,
                               struct hd_problems *problems, struct hd_error *err)
{
    const struct command_options *options = conf;
    struct command *command;

    if (!options->command || !*options->command) {
        hd_problem_add(problems,
                       &(struct hd_problem){ .code = "conf_option_missing",
                                             .message = N_("The option {option} is needed."),
                                             .key = "command",
                                             .args = { "option", "command" } });
        return hd_fail(err, HD_BAD_INPUT, "no command");
    }
    command = hd_alloc(sizeof *command);
    command->options = options;
    command->site = site;
    /* The options' checks have read them once already. */
    (void)words_split(options->command, &command->words);
    (void)words_split(options->environment ? options->environment : "", &command->environment);
    *self_out = command;
    return HD_OK;
}

static void close_command(void *self)
{
    struct command *command = self;

    words_clear(&command->words);
    words_clear(&command->environment);
    free(command);
}

static const char *place(const void *conf)
{
    const struct command_options *options = conf;

    return options->command ? options->command : "";
}

/* ---- a folder of its own ---- */

static char *make_folder(const struct command *command, struct hd_arena *arena,
                         struct hd_error *err)
{
    char *path = hd_arena_printf(arena, "%s/command-XXXXXX", command->site->data_dir);

    if (mkdtemp(path))
        return path;
    (void)hd_fail_errno(err, "%s", path);
    return NULL;
}

static int remove_entry(const char *path, const struct stat *about, int kind, struct FTW *walk)
{
    (void)about;
    (void)kind;
    (void)walk;
    return remove(path);
}

static void remove_folder(const char *path)
{
    (void)nftw(path, remove_entry, FOLDER_DEPTH, FTW_DEPTH | FTW_PHYS);
}

/* ---- what became of it ---- */

/* One sentence for each end; `words` is what the program said last. */
static const struct {
    const char *code, *message, *message_said;
    enum hd_rc rc;
} ends[] = {
    [CHILD_EXITED] = { "command_failed", N_("The command ended with status {status}."),
                       N_("The command ended with status {status}: {words}"), HD_AGAIN },
    [CHILD_SIGNALLED] = { "command_killed", N_("The command was ended by signal {status}."),
                          N_("The command was ended by signal {status}: {words}"), HD_AGAIN },
    [CHILD_UNSTARTED] = { "command_start", N_("The command {command} cannot be started: {status}."),
                          NULL, HD_SYSTEM },
    [CHILD_LATE] = { "command_timeout",
                     N_("The command was not done after {limit} seconds and was ended."),
                     N_("The command was not done after {limit} seconds and was ended: {words}"),
                     HD_AGAIN },
    [CHILD_FLOODED] = { "command_too_large",
                        N_("The command wrote more than {limit} bytes and was ended."), NULL,
                        HD_LIMIT },
    [CHILD_CANCELLED] = { "cancelled", N_("It was ended before it was done."), NULL, HD_AGAIN },
};

static void write_status(const struct child_result *result, char *out, size_t size)
{
    if (result->end == CHILD_SIGNALLED)
        snprintf(out, size, "SIG%s",
                 sigabbrev_np(result->status) ? sigabbrev_np(result->status) : "?");
    else if (result->end == CHILD_UNSTARTED)
        snprintf(out, size, "%s", strerrordesc_np(result->status));
    else
        snprintf(out, size, "%d", result->status);
}

static void write_limit(const struct command *command, const struct child_result *result, char *out,
                        size_t size)
{
    if (result->end == CHILD_LATE)
        snprintf(out, size, "%g", (double)command->options->timeout_ms / 1000);
    else
        snprintf(
            out, size, "%lld",
            (long long)(result->errors_flooded ? CHILD_ERROR_MAX : command->options->max_bytes));
}

static enum hd_rc report(const struct command *command, const struct child_result *result,
                         struct hd_problems *problems, struct hd_error *err)
{
    const char *program = command->words.items[0];
    bool said = *result->line && ends[result->end].message_said;
    char status[64], limit[24];

    write_status(result, status, sizeof status);
    write_limit(command, result, limit, sizeof limit);
    hd_problem_add(problems,
                   &(struct hd_problem){ .code = ends[result->end].code,
                                         .message = said ? ends[result->end].message_said
                                                         : ends[result->end].message,
                                         .args = { "command", program, "status", status, "limit",
                                                   limit, "words", result->line } });
    return hd_fail(err, ends[result->end].rc, "%s: %s %s", program, ends[result->end].code, status);
}

static enum hd_rc hand_over(const struct command *command, const struct child_result *result,
                            struct collector_request *request, const struct collector_sink *sink,
                            struct hd_error *err)
{
    struct collector_body body = { .name = command->options->command,
                                   .data = result->out.data,
                                   .len = result->out.len,
                                   .type = "",
                                   .wire_bytes = (int64_t)result->out.len };
    struct collector_answer answer = { .fate = COLLECTOR_TAKEN };

    if (!body.len) {
        request->unchanged = true;
        return HD_OK;
    }
    return sink->put(sink->ctx, &body, &answer, err);
}

/* ---- running ---- */

static enum hd_rc run(const struct command *command, const char *folder,
                      const struct collector_request *request, struct child_result *result,
                      struct hd_error *err)
{
    const struct command_options *options = command->options;
    char *environment[WORDS_MAX + 4] = { "PATH=/usr/local/bin:/usr/bin:/bin", "LANG=C",
                                         "HOME=/nonexistent" };
    struct child child = {
        .words = command->words.items,
        .environment = environment,
        .folder = folder,
        .limits = { .timeout_ms = options->timeout_ms,
                    .max_bytes = options->max_bytes,
                    .cpu_s = (options->cpu_time_ms + 999) / 1000,
                    .memory_bytes = options->memory_bytes,
                    .file_bytes = options->file_bytes,
                    .open_files = options->open_files,
                    .processes = options->processes },
        .clock = command->site->clock,
        .cancelled = request->cancelled,
        .ctx = request->cancelled_ctx,
    };

    memcpy(environment + 3, command->environment.items,
           command->environment.count * sizeof(char *));
    return child_run(&child, result, err);
}

static enum hd_rc collect(void *self, struct collector_request *request,
                          const struct collector_sink *sink, struct hd_problems *problems,
                          struct hd_error *err)
{
    const struct command *command = self;
    const char *own = command->options->folder ? NULL : make_folder(command, request->arena, err);
    struct child_result result = { .status = 0 };
    enum hd_rc rc;

    if (!own && !command->options->folder)
        return err->rc;
    rc = run(command, own ? own : command->options->folder, request, &result, err);
    if (own)
        remove_folder(own);
    if (!rc && (result.end != CHILD_EXITED || result.status))
        rc = report(command, &result, problems, err);
    else if (!rc)
        rc = hand_over(command, &result, request, sink, err);
    hd_buf_clear(&result.out);
    return rc;
}

const struct collector_ops collector_command = {
    .name = "command",
    .summary = N_("A program of this machine, run with limits: what it writes is read."),
    .pace = COLLECTOR_SLOW,
    .conf_size = sizeof(struct command_options),
    .keys = keys,
    .open = open_command,
    .collect = collect,
    .close = close_command,
    .place = place,
};
