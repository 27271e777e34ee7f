/* client/client.h - one run of the command line: what was asked, in which language, and the
 * messages that are not the answer. */
#ifndef HEDEF_CLIENT_CLIENT_H
#define HEDEF_CLIENT_CLIENT_H

#include "client/command.h"
#include "common/buf.h"
#include "common/error.h"
#include "common/lang.h"
#include "common/problem.h"
#include "daemon/settings.h"

struct client {
    struct invocation call;
    const struct hd_lang *lang;
    const char *output; /* "table" "json" "csv" "tsv" "plain" */
    bool quiet;
    struct settings *settings; /* NULL until client_settings() */
};

void client_clear(struct client *client);

/* Loads hedef.conf as -c, $HEDEF_CONFIG or the usual places say.  false: told already. */
HD_MUST_CHECK bool client_settings(struct client *client);

/* A global option, not one of the command's own with the same name. */
const char *client_global(const struct client *client, const char *name);
bool client_wants_json(const struct client *client);

/* To standard error: "hedef: ..." in the language; `message` is a msgid.  Returns EXIT_FAILED. */
int client_fail(const struct client *client, const char *message, const char *const *args);
int client_fail_error(const struct client *client, const struct hd_error *err);
/* One line for each problem, at most 200. */
void client_tell_problems(const struct client *client, struct hd_problems *problems);
/* To standard error, unless --quiet. */
void client_note(const struct client *client, const char *message, const char *const *args);

/* To standard output; false when it cannot be written. */
HD_MUST_CHECK bool client_print(const struct client *client, const char *data, size_t len);

#endif
