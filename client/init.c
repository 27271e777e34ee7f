/* hedef init: a directory with configuration, catalogue and database, in one go.  What was begun
 * is taken away again when a later step fails, so that the next try finds a clean place. */
#include <errno.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "client/client.h"
#include "client/local.h"
#include "client/place.h"
#include "client/seed.h"
#include "common/date.h"
#include "common/json.h"
#include "daemon/api/setup.h"
#include "daemon/api/token.h"
#include "queries/catalog.h"
#include "storage/record.h"
#include "storage/store.h"

#define TOKEN_NAME "first"

struct init {
    struct client *client;
    struct place place;
    struct catalog_files *files;
    struct hd_problems problems;
    struct token_secret token, setup;
    struct seed_counts counts;
};

/* ---- the store ---- */

struct founding {
    struct init *init;
    const char *actor;
};

/* Nobody's address is known yet: the set-up link asks for it. */
static enum hd_rc record_operator(struct txn *txn, const struct founding *founding,
                                  struct hd_error *err)
{
    const struct settings *settings = founding->init->client->settings;
    const struct passwd *who = getpwuid(geteuid());
    char email[300];
    enum hd_rc rc;
    struct user_record user = { .email = email,
                                .name = who ? who->pw_name : "operator",
                                .lang = settings->default_lang,
                                .zone = settings->zone,
                                .digest = "none",
                                .role = "operator",
                                .bodies = "" };

    snprintf(email, sizeof email, "%s@localhost", user.name);
    rc = record_user(txn, &user, founding->actor, err);
    return rc ? rc : setup_record(txn, &founding->init->setup, email, founding->actor, err);
}

static enum hd_rc record_first_token(struct txn *txn, const struct founding *founding,
                                     struct hd_error *err)
{
    const struct token_secret *secret = &founding->init->token;
    struct token_record token = {
        .name = TOKEN_NAME, .prefix = secret->prefix, .hash = secret->hash, .scope = "operator"
    };
    return record_token(txn, &token, founding->actor, err);
}

static enum hd_rc write_founding(struct txn *txn, void *ctx, struct hd_error *err)
{
    const struct founding *founding = ctx;
    size_t changed = 0;
    enum hd_rc rc =
        catalog_apply(txn, founding->init->files, false, founding->actor, &changed, err);

    if (!rc)
        rc = record_operator(txn, founding, err);
    return rc ? rc : record_first_token(txn, founding, err);
}

static enum hd_rc make_store(struct init *init, struct hd_error *err)
{
    struct store_options options = { .path = init->client->settings->database,
                                     .clock = &hd_clock_system,
                                     .create = true };
    struct founding founding = { init, seed_actor() };
    struct hd_zone *zone = NULL;
    struct store *store = NULL;
    enum hd_rc rc = hd_zone_open(init->client->settings->zone, &zone, err);

    if (rc)
        return rc;
    catalog_files_set_zone(init->files, zone);
    token_make(&init->token);
    token_make(&init->setup);
    rc = store_open(&options, &store, err);
    if (!rc)
        rc = store_write(store, write_founding, &founding, err);
    store_close(&store);
    hd_zone_close(&zone);
    return rc;
}

/* ---- telling ---- */

static void put_line(struct hd_buf *out, const struct hd_lang *lang, const char *message,
                     const char *const *args)
{
    hd_fill(out, hd_tr(lang, message), args);
    hd_buf_putc(out, '\n');
}

static void put_lines(const struct init *init, struct hd_buf *out)
{
    const struct hd_lang *lang = init->client->lang;
    const char *dir = init->place.dir, *address = init->client->settings->base_url;
    char indicators[24], targets[24], values[24], invented[24];

    snprintf(indicators, sizeof indicators, "%zu", catalog_files_count(init->files, "indicator"));
    snprintf(targets, sizeof targets, "%zu", catalog_files_count(init->files, "target"));
    snprintf(values, sizeof values, "%zu", init->counts.published);
    snprintf(invented, sizeof invented, "%zu", init->counts.invented);
    put_line(out, lang,
             N_("{dir} is ready: {indicators} indicators, {targets} targets, {values} published "
                "values, {invented} invented ones."),
             HD_ARGS("dir", dir, "indicators", indicators, "targets", targets, "values", values,
                     "invented", invented));
    put_line(out, lang, N_("Token for programs, shown this once: {token}"),
             HD_ARGS("token", init->token.text));
    put_line(out, lang, N_("Who you are (once, within a week): {address}/setup/{key}"),
             HD_ARGS("address", address, "key", init->setup.text));
    put_line(out, lang, N_("Start the service:  hedefd -c {dir}/hedef.conf  and open {address}/"),
             HD_ARGS("dir", dir, "address", address));
    put_line(out, lang, N_("Who is behind:      hedef -c {dir}/hedef.conf status"),
             HD_ARGS("dir", dir));
}

static void put_json(const struct init *init, struct hd_buf *out)
{
    HD_BUF_AUTO struct hd_buf link = { 0 };
    struct hd_jsonw w = { .out = out };

    hd_buf_init(&link, 1024);
    hd_buf_printf(&link, "%s/setup/%s", init->client->settings->base_url, init->setup.text);
    hd_jsonw_object(&w);
    hd_jsonw_key_int(&w, "version", 1);
    hd_jsonw_key(&w, "data");
    hd_jsonw_object(&w);
    hd_jsonw_key_string(&w, "dir", init->place.dir);
    hd_jsonw_key_string(&w, "database", init->client->settings->database);
    hd_jsonw_key_string(&w, "address", init->client->settings->base_url);
    hd_jsonw_key_string(&w, "token", init->token.text);
    hd_jsonw_key_string(&w, "setup", link.data);
    hd_jsonw_key_int(&w, "indicators", (int64_t)catalog_files_count(init->files, "indicator"));
    hd_jsonw_key_int(&w, "targets", (int64_t)catalog_files_count(init->files, "target"));
    hd_jsonw_key_int(&w, "published", (int64_t)init->counts.published);
    hd_jsonw_key_int(&w, "invented", (int64_t)init->counts.invented);
    hd_jsonw_end_object(&w);
    hd_jsonw_end_object(&w);
    hd_buf_putc(out, '\n');
}

static int tell_ready(const struct init *init)
{
    HD_BUF_AUTO struct hd_buf text = { 0 };

    hd_buf_init(&text, 1 << 16);
    if (client_wants_json(init->client))
        put_json(init, &text);
    else
        put_lines(init, &text);
    return client_print(init->client, text.data, text.len) ? EXIT_FINE : EXIT_FAILED;
}

/* ---- steps ---- */

static enum hd_rc read_catalog(struct init *init, struct hd_error *err)
{
    enum hd_rc rc = catalog_files_read(init->place.catalog, &init->files, &init->problems, err);

    if (!rc && init->problems.errors)
        rc = hd_fail(err, HD_BAD_INPUT, "%s", "");
    return rc;
}

static enum hd_rc load_settings(struct init *init, struct hd_error *err)
{
    return settings_load(init->place.conf, &init->client->settings, &init->problems, err);
}

static enum hd_rc make_values(struct init *init, struct hd_error *err)
{
    bool demo = command_option(&init->client->call, "demo") != NULL;
    bool sample = demo || command_option(&init->client->call, "sample") != NULL;
    enum hd_rc rc;

    if (!sample)
        return HD_OK;
    rc = seed_values(init->client->settings, init->place.catalog, demo, &init->counts,
                     &init->problems, err);
    init->client->settings = NULL; /* taken over */
    return rc ? rc : load_settings(init, err);
}

static enum hd_rc run_steps(struct init *init, struct hd_error *err)
{
    enum hd_rc rc = place_make(&init->place, err);

    if (!rc)
        rc = read_catalog(init, err);
    if (!rc)
        rc = load_settings(init, err);
    if (!rc)
        rc = make_store(init, err);
    return rc ? rc : make_values(init, err);
}

int local_init(struct client *client)
{
    const char *dir = command_option(&client->call, "dir");
    struct init init = { .client = client };
    struct hd_error err = { 0 };
    enum hd_rc rc =
        place_choose(dir ? dir : ".", command_option(&client->call, "catalog"), &init.place, &err);
    int status = EXIT_FAILED;

    if (!rc)
        rc = run_steps(&init, &err);
    if (!rc)
        status = tell_ready(&init);
    else
        place_undo(&init.place);
    if (init.problems.count && rc)
        client_tell_problems(client, &init.problems);
    else if (rc)
        (void)client_fail_error(client, &err);
    hd_problems_clear(&init.problems);
    catalog_files_close(&init.files);
    place_clear(&init.place);
    return status;
}
