/* hedef collect add: the options of a source as words on the command line. */
#include <string.h>

#include "client/ask.h"
#include "client/client.h"
#include "client/local.h"
#include "common/json.h"

#define BODY_MAX (1 << 16)

static bool put_option(struct hd_jsonw *w, const char *word)
{
    const char *equals = strchr(word, '=');
    HD_FREE_AUTO char *name = equals ? hd_strndup(word, (size_t)(equals - word)) : NULL;

    if (!name || !*name)
        return false;
    hd_jsonw_key_string(w, name, equals + 1);
    return true;
}

int local_collect_add(struct client *client)
{
    const struct invocation *call = &client->call;
    HD_BUF_AUTO struct hd_buf body = { 0 };
    struct hd_jsonw w = { .out = &body };

    hd_buf_init(&body, BODY_MAX);
    hd_jsonw_object(&w);
    hd_jsonw_key_string(&w, "name", call->arguments[0]);
    hd_jsonw_key(&w, "options");
    hd_jsonw_object(&w);
    for (size_t i = 0; i <= call->more_count; i++) {
        const char *word = i ? call->more[i - 1] : call->arguments[1];

        if (!put_option(&w, word))
            return client_fail(client,
                               N_("Write each option as NAME=VALUE, such as transport=http; "
                                  "'{word}' is not."),
                               HD_ARGS("word", word));
    }
    hd_jsonw_end_object(&w);
    hd_jsonw_end_object(&w);
    return ask_with_body(client, body.data, body.len);
}
