/* client/command.h - the commands of `hedef` as a table: words, arguments, options, and the
 * request each of them makes.  Parsing, --help, completion and the tests read the same rows. */
#ifndef HEDEF_CLIENT_COMMAND_H
#define HEDEF_CLIENT_COMMAND_H

#include <stdbool.h>
#include <stddef.h>

struct client;
struct hd_buf;
struct hd_lang;

enum option_place {
    OPTION_LOCAL,      /* read by the command's own function */
    OPTION_QUERY,      /* a parameter of the request */
    OPTION_QUERY_EACH, /* the same; given several times, they stand in it with semicolons between */
    OPTION_BODY,       /* a member of the JSON body */
    OPTION_BODY_NEEDED, /* the same, and the command cannot do without */
};

struct command_option {
    const char *name;  /* without dashes; NULL ends a list */
    const char *value; /* as shown in help: "DATE"; NULL: a switch */
    enum option_place place;
    const char *key;  /* parameter or member; NULL: the name */
    const char *help; /* msgid */
};

enum argument_place {
    ARGUMENT_LOCAL,
    ARGUMENT_PATH, /* takes the place of {} in the request's path */
    ARGUMENT_QUERY,
    ARGUMENT_BODY,
    ARGUMENT_PLACE, /* a file or directory: sent as an absolute path in the query */
};

struct command_argument {
    const char *name; /* "INDICATOR"; NULL: none */
    enum argument_place place;
    const char *key;
    bool optional;
    bool repeated; /* the last one: any number of further words go to invocation.more */
};

/* Exit status of the program. */
enum { EXIT_FINE = 0, EXIT_FAILED = 1, EXIT_ATTENTION = 2 };

typedef int command_fn(struct client *client);

#define COMMAND_ARGUMENTS 2

struct command {
    const char *noun, *verb; /* verb NULL: one word */
    struct command_argument arguments[COMMAND_ARGUMENTS];
    const struct command_option *options; /* NULL: none */
    const char *method, *path;            /* with fixed parameters; NULL: no request */
    command_fn *run;                      /* NULL: make the request and print the answer */
    bool as_of;                           /* --as-of applies */
    bool attention_fails;                 /* what needs attention is a failure: exit status 1 */
    bool hidden;                          /* not in help and completion */
    const char *summary;                  /* msgid */
};

extern const struct command commands[]; /* ended by a NULL noun */
extern const struct command_option command_globals[];

#define GIVEN_MAX 24
#define MORE_MAX  500

/* What was asked for on the command line.  Borrows from argv. */
struct invocation {
    const struct command *command; /* NULL: help of a noun or of everything */
    const char *noun;              /* for help; NULL */
    bool help, version;
    const char *arguments[COMMAND_ARGUMENTS];
    const char *more[MORE_MAX]; /* after them, where the last one may be repeated */
    size_t more_count;
    struct {
        const struct command_option *option;
        const char *value; /* NULL of a switch */
    } given[GIVEN_MAX];
    size_t given_count;
};

/* false: `complaint` says what is wrong and what to do, in the language. */
bool command_parse(int argc, char *const *argv, const struct hd_lang *lang, struct invocation *out,
                   struct hd_buf *complaint);

/* The value of an option that was given ("" of a switch); NULL when it was not. */
const char *command_option(const struct invocation *call, const char *name);

void command_help(const struct invocation *call, const struct hd_lang *lang, struct hd_buf *out);
/* The completion file for bash, made from the table. */
void command_completion(struct hd_buf *out);

#endif
