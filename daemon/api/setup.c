/* GET and POST /setup/{key}. */
#include "daemon/api/setup.h"

#include <sodium.h>
#include <string.h>

#include "daemon/api/handlers.h"
#include "daemon/api/query.h"
#include "daemon/mail/message.h"
#include "daemon/page/page.h"
#include "daemon/service.h"
#include "queries/ledger.h"
#include "storage/record.h"

#define SETTING  "setup_link"
#define USED     "used"
#define LIFE_MS  (7 * HD_DAY_MS)
#define HEX_LEN  ((size_t)2 * TOKEN_HASH_BYTES)
#define TIME_LEN ((size_t)20)
#define TEXT_MAX 200

static const char *const rhythms[] = { "daily", "weekly", "monthly", "news", "none" };
static const char *const rhythm_labels[] = { N_("every day"), N_("every week"), N_("every month"),
                                             N_("when there is news"), N_("never") };

#define RHYTHMS (sizeof rhythms / sizeof *rhythms)

/* ---- the key: "<hash in hex> <end of life> <stand-in>" ---- */

static void hash_key(const char *key, char out[static HEX_LEN + 1])
{
    unsigned char hash[TOKEN_HASH_BYTES];

    crypto_generichash(hash, sizeof hash, (const unsigned char *)key, strlen(key), NULL, 0);
    sodium_bin2hex(out, HEX_LEN + 1, hash, sizeof hash);
}

enum hd_rc setup_record(struct txn *txn, const struct token_secret *key, const char *stand_in,
                        const char *actor, struct hd_error *err)
{
    HD_ARENA_AUTO struct hd_arena arena = { 0 };
    char hash[HEX_LEN + 1], end[21];

    hash_key(key->text, hash);
    hd_instant_text(txn_now_at_ms(txn) + LIFE_MS, end);
    return record_setting(txn, SETTING, hd_arena_printf(&arena, "%s %s %s", hash, end, stand_in),
                          actor, err);
}

/* HD_NOT_FOUND when the key was never given out, was used, or has expired. */
static enum hd_rc check_key(struct reader *reader, const char *key, int64_t now_at_ms,
                            struct hd_arena *arena, const char **stand_in_out, struct hd_error *err)
{
    char hash[HEX_LEN + 1];
    const char *value = NULL;
    int64_t end_at_ms;
    enum hd_rc rc = ledger_setting(reader, SETTING, arena, &value, err);

    if (rc)
        return rc;
    hash_key(key, hash);
    if (strlen(value) < HEX_LEN + 2 + TIME_LEN || sodium_memcmp(value, hash, HEX_LEN) != 0 ||
        !hd_instant_parse(value + HEX_LEN + 1, TIME_LEN, &end_at_ms) || end_at_ms < now_at_ms)
        return HD_NOT_FOUND;
    *stand_in_out = value + HEX_LEN + 2 + TIME_LEN;
    return HD_OK;
}

static enum hd_rc refuse_key(const struct api_request *request, struct api_reply *reply)
{
    return api_problem(
        reply, request, 404, "setup_link_unknown", N_("This link was used already, or has expired"),
        N_("People are added on the command line: hedef user add --email ADDRESS"), NULL);
}

/* ---- the page ---- */

struct form {
    const char *email, *name, *lang, *digest;
    const char *complaint; /* translated; NULL: none */
};

static void add_choices(struct tree *tree, const struct form *form, const struct hd_lang *lang)
{
    const struct hd_lang *const *all;
    size_t count;

    all = hd_lang_all(&count);
    for (size_t i = 0; i < count; i++) {
        struct tree *item = tree_append(tree, "codes");

        tree_set(item, "code", hd_lang_code(all[i]));
        tree_set(item, "own_name", hd_tr_ctx(all[i], "format", NC_("format", "English")));
        tree_flag(item, "chosen", strcmp(form->lang, hd_lang_code(all[i])) == 0);
    }
    for (size_t i = 0; i < RHYTHMS; i++) {
        struct tree *item = tree_append(tree, "rhythms");

        tree_set(item, "word", rhythms[i]);
        tree_set(item, "label", hd_tr(lang, rhythm_labels[i]));
        tree_flag(item, "chosen", strcmp(form->digest, rhythms[i]) == 0);
    }
}

static enum hd_rc write_form(struct service *service, const struct api_request *request,
                             const struct form *form, bool done, struct api_reply *reply,
                             struct hd_error *err)
{
    struct page_frame frame;
    struct tree *tree;

    page_frame_init(&frame, service, request);
    tree = page_tree(&frame);
    tree_set(tree, "address", page_link(&frame, request->path));
    tree_set(tree, "email", form->email);
    tree_set(tree, "name", form->name);
    tree_set(tree, "complaint", form->complaint);
    tree_flag(tree, "done", done);
    add_choices(tree, form, request->lang);
    reply->content_type = "text/html; charset=utf-8";
    reply->no_store = true;
    return page_write(&frame, hd_tr(request->lang, N_("Who looks after this installation?")),
                      "setup.html", tree, &reply->body, err);
}

enum hd_rc page_setup(struct service *service, struct api_request *request, struct api_reply *reply,
                      struct hd_error *err)
{
    const struct form form = { "", "", hd_lang_code(request->lang), "weekly", NULL };
    const char *stand_in = NULL;
    struct reader *reader = NULL;
    enum hd_rc rc = service_reader_take(service, &reader, err);

    if (rc)
        return rc;
    rc = check_key(reader, request->captures[0], hd_now_at_ms(service_clock(service)),
                   request->arena, &stand_in, err);
    service_reader_give_back(service, &reader);
    if (rc == HD_NOT_FOUND)
        return refuse_key(request, reply);
    return rc ? rc : write_form(service, request, &form, false, reply, err);
}

/* ---- the answer ---- */

static const char *field(const struct api_request *form, const char *name)
{
    const char *value = api_param(form, name);

    return value && strlen(value) <= TEXT_MAX ? value : "";
}

static bool is_rhythm(const char *word)
{
    for (size_t i = 0; i < RHYTHMS; i++) {
        if (strcmp(word, rhythms[i]) == 0)
            return true;
    }
    return false;
}

/* An address of the form "/?a=b" is read as the form's body is written. */
static bool read_form(const struct api_request *request, struct form *form)
{
    struct api_request body = { 0 };
    const char *text = hd_arena_printf(request->arena, "/?%.*s", (int)request->body_len,
                                       request->body ? request->body : "");

    if (request->body_len > 8192 || !api_uri_read(text, request->arena, &body))
        return false;
    *form = (struct form){ field(&body, "email"), field(&body, "name"), field(&body, "lang"),
                           field(&body, "digest"), NULL };
    return true;
}

static void check_form(const struct api_request *request, struct form *form)
{
    if (!hd_lang_find(form->lang))
        form->lang = hd_lang_code(request->lang);
    if (!is_rhythm(form->digest))
        form->digest = "weekly";
    if (!mail_address_valid(form->email))
        form->complaint = hd_tr(request->lang, N_("This is no address that mail can be sent to."));
}

struct answer {
    const struct form *form;
    const char *key, *zone;
    struct hd_arena *arena;
};

/* Checked again inside the transaction: of two answers at once, one is the first. */
static enum hd_rc write_answer(struct txn *txn, void *ctx, struct hd_error *err)
{
    const struct answer *answer = ctx;
    const char *actor = "setup", *stand_in = NULL;
    struct user_record user = { .email = answer->form->email,
                                .name = answer->form->name,
                                .lang = answer->form->lang,
                                .zone = answer->zone,
                                .digest = answer->form->digest,
                                .role = "operator",
                                .bodies = "" };
    enum hd_rc rc =
        check_key(txn_reader(txn), answer->key, txn_now_at_ms(txn), answer->arena, &stand_in, err);

    if (!rc)
        rc = record_setting(txn, SETTING, USED, actor, err);
    if (!rc) {
        rc = record_user_revoke(txn, stand_in, actor, err);
        rc = rc == HD_NOT_FOUND ? HD_OK : rc;
    }
    return rc ? rc : record_user(txn, &user, actor, err);
}

enum hd_rc page_setup_post(struct service *service, struct api_request *request,
                           struct api_reply *reply, struct hd_error *err)
{
    struct form form;
    struct answer answer = { &form, request->captures[0], service_settings(service)->zone,
                             request->arena };
    enum hd_rc rc;

    if (!read_form(request, &form))
        return api_problem(reply, request, 400, "body_invalid", N_("The body cannot be read"), NULL,
                           NULL);
    check_form(request, &form);
    if (form.complaint)
        return write_form(service, request, &form, false, reply, err);
    rc = store_write(service_store(service), write_answer, &answer, err);
    if (rc == HD_NOT_FOUND)
        return refuse_key(request, reply);
    if (rc)
        return rc;
    service_changed(service);
    return write_form(service, request, &form, true, reply, err);
}
