/* Digests and mail: what would be sent, send it, and a test message. */
#include "daemon/digest/digest.h"

#include <string.h>

#include "daemon/api/answer.h"
#include "daemon/api/handlers.h"
#include "daemon/mail/outbox.h"
#include "daemon/service.h"
#include "daemon/view.h"
#include "queries/ledger.h"
#include "queries/outbox.h"

/* ---- preview ---- */

/* The one a preview is made for.  Without to= it is nobody in particular: everything there is, in
 * the caller's language, as a first mail. */
struct reader_of_digest {
    struct digest_recipient recipient;
    struct hd_zone *own_zone; /* NULL: the site's */
    int64_t last_at_ms;
};

static const struct ledger_user *find_user(const struct ledger_user *users, size_t count,
                                           const char *email)
{
    for (size_t i = 0; i < count; i++) {
        if (strcmp(users[i].email, email) == 0)
            return &users[i];
    }
    return NULL;
}

static int64_t last_digest_of(const struct outbox_person *people, size_t count, const char *email)
{
    for (size_t i = 0; i < count; i++) {
        if (strcmp(people[i].email, email) == 0)
            return people[i].last_digest_at_ms;
    }
    return 0;
}

static enum hd_rc load_user(struct service *service, const char *email, struct hd_arena *arena,
                            const struct ledger_user **user_out, int64_t *last_at_ms,
                            struct hd_error *err)
{
    struct ledger_user *users = NULL;
    struct outbox_person *people = NULL;
    struct reader *reader = NULL;
    size_t user_count = 0, people_count = 0;
    enum hd_rc rc = service_reader_take(service, &reader, err);

    if (rc)
        return rc;
    rc = ledger_users(reader, arena, &users, &user_count, err);
    if (!rc)
        rc = outbox_people(reader, arena, &people, &people_count, err);
    service_reader_give_back(service, &reader);
    if (rc)
        return rc;
    *user_out = find_user(users, user_count, email);
    *last_at_ms = last_digest_of(people, people_count, email);
    return HD_OK;
}

static enum hd_rc fill_reader(struct service *service, const struct ledger_user *user,
                              struct reader_of_digest *out, struct hd_error *err)
{
    const struct hd_lang *lang = hd_lang_find(user->lang);
    enum hd_rc rc = hd_zone_open(user->zone, &out->own_zone, err);

    if (rc)
        return rc;
    (void)service;
    out->recipient = (struct digest_recipient){
        .email = user->email,
        .name = user->name,
        .lang = lang ? lang : hd_lang_default(),
        .zone = out->own_zone,
        .bodies = user->bodies,
    };
    return HD_OK;
}

static void write_digest(const struct digest *digest, const struct reader_of_digest *to,
                         const struct api_request *request, struct api_reply *reply)
{
    struct hd_jsonw w = { 0 };

    reply->no_store = true;
    if (api_for_people(request)) {
        reply->content_type = "text/plain; charset=utf-8";
        hd_buf_printf(&reply->body, "%s: %s\n\n%s\n", hd_tr(request->lang, N_("Subject")),
                      digest->subject.data, digest->text.data);
        return;
    }
    api_json_begin(&w, reply);
    hd_jsonw_key_string(&w, "to", *to->recipient.email ? to->recipient.email : NULL);
    hd_jsonw_key_string(&w, "lang", hd_lang_code(to->recipient.lang));
    hd_jsonw_key_bool(&w, "news", digest->news);
    hd_jsonw_key_string(&w, "subject", digest->subject.data);
    hd_jsonw_key_string(&w, "text", digest->text.data);
    hd_jsonw_key_string(&w, "html", digest->html.data);
    api_json_end(&w, reply);
}

static enum hd_rc preview(struct service *service, const struct reader_of_digest *to,
                          const struct api_request *request, struct api_reply *reply,
                          struct hd_error *err)
{
    struct digest digest = { 0 };
    struct digest_frame frame = {
        .since_at_ms = to->last_at_ms,
        .now_at_ms = hd_now_at_ms(service_clock(service)),
        .base_url = service_settings(service)->base_url,
        .first = to->last_at_ms == 0,
    };
    enum hd_rc rc = digest_build(request->picture, &to->recipient, &frame, &digest, err);

    if (rc)
        return rc;
    write_digest(&digest, to, request, reply);
    digest_clear(&digest);
    return HD_OK;
}

enum hd_rc api_digest_preview(struct service *service, struct api_request *request,
                              struct api_reply *reply, struct hd_error *err)
{
    const char *email = api_param(request, "to");
    const struct ledger_user *user = NULL;
    struct reader_of_digest to = {
        .recipient = { .email = "",
                       .name = "",
                       .lang = request->lang,
                       .zone = service_zone(service),
                       .bodies = "" },
    };
    enum hd_rc rc = HD_OK;

    if (email) {
        rc = load_user(service, email, request->arena, &user, &to.last_at_ms, err);
        if (rc)
            return rc;
        if (!user)
            return api_problem(reply, request, 404, "not_found", N_("There is no such person"),
                               N_("'{address}' is not known; see them with: hedef user list"),
                               HD_ARGS("address", email));
        rc = fill_reader(service, user, &to, err);
    }
    if (!rc)
        rc = preview(service, &to, request, reply, err);
    hd_zone_close(&to.own_zone);
    return rc;
}

/* ---- sending ---- */

static const char *count_text(const struct api_request *request, int64_t count)
{
    return hd_arena_printf(request->arena, "%lld", (long long)count);
}

static void add_waiting(struct service *service, const struct outbox_outcome *outcome,
                        const struct api_request *request, struct hd_buf *out)
{
    struct hd_buf time = { 0 };

    if (!outcome->waiting || !service_settings(service)->smtp_host)
        return;
    hd_buf_init(&time, 256);
    view_instant(outcome->next_at_ms, service_zone(service), request->lang, &time);
    hd_buf_putc(out, ' ');
    hd_fill(out, hd_tr(request->lang, N_("{waiting} waiting, next try at {time}.")),
            HD_ARGS("waiting", count_text(request, outcome->waiting), "time",
                    api_keep(request, &time)));
}

static const char *sent_sentence(struct service *service, const struct outbox_outcome *outcome,
                                 const struct api_request *request)
{
    struct hd_buf out = { 0 };
    const char *pattern = service_settings(service)->smtp_host
                              ? N_("{queued} new, {sent} sent, {retried} to be tried again, "
                                   "{failed} failed.")
                              : N_("{queued} new; they wait, since no mail server is configured: "
                                   "set smtp_host in [mail].");

    hd_buf_init(&out, 2048);
    hd_fill(&out, hd_tr(request->lang, pattern),
            HD_ARGS("queued", count_text(request, outcome->queued), "sent",
                    count_text(request, outcome->sent), "retried",
                    count_text(request, outcome->retried), "failed",
                    count_text(request, outcome->failed)));
    add_waiting(service, outcome, request, &out);
    return api_keep(request, &out);
}

/* `would`: addresses of a dry run, separated by spaces; NULL: it was none. */
static void write_outcome(const struct outbox_outcome *outcome, const char *would,
                          const char *sentence, const struct api_request *request,
                          struct api_reply *reply)
{
    struct api_field fields[] = {
        { .key = "queued" },  { .key = "sent" },          { .key = "retried" },
        { .key = "failed" },  { .key = "waiting" },       { .key = "next_at" },
        { .key = "dry_run" }, { .key = "would_send_to" },
    };

    cell_int(&fields[0].cell, outcome->queued);
    cell_int(&fields[1].cell, outcome->sent);
    cell_int(&fields[2].cell, outcome->retried);
    cell_int(&fields[3].cell, outcome->failed);
    cell_int(&fields[4].cell, outcome->waiting);
    cell_instant(&fields[5].cell, outcome->next_at_ms);
    cell_bool(&fields[6].cell, would != NULL);
    cell_text(&fields[7].cell, would);
    api_object_write(fields, sizeof fields / sizeof *fields, sentence, request, reply);
}

static enum hd_rc write_sent(struct service *service, struct outbox_outcome *outcome,
                             const struct api_request *request, struct api_reply *reply,
                             struct hd_error *err)
{
    enum hd_rc rc = outbox_count_waiting(service, outcome, err);

    if (rc)
        return rc;
    reply->attention = outcome->retried + outcome->failed;
    if (service_settings(service)->smtp_host && outcome->waiting > outcome->retried)
        reply->attention += outcome->waiting - outcome->retried;
    write_outcome(outcome, NULL, sent_sentence(service, outcome, request), request, reply);
    return HD_OK;
}

/* What a dry run hears of. */
struct would {
    struct hd_buf addresses, lines;
};

static void note_would(void *ctx, const char *email, const char *subject)
{
    struct would *would = ctx;

    hd_buf_printf(&would->addresses, "%s%s", would->addresses.len ? " " : "", email);
    hd_buf_printf(&would->lines, "\n%s: %s", email, subject);
}

static enum hd_rc try_digests(struct service *service, const struct api_request *request,
                              struct api_reply *reply, struct hd_error *err)
{
    struct outbox_outcome outcome = { 0 };
    struct would would = { 0 };
    struct hd_buf sentence = { 0 };
    const char *lines, *addresses;
    enum hd_rc rc;

    hd_buf_init(&would.addresses, 1 << 20);
    hd_buf_init(&would.lines, 1 << 20);
    hd_buf_init(&sentence, 1 << 21);
    rc = outbox_try_digests(service, api_flag(request, "force"), note_would, &would, &outcome, err);
    if (!rc)
        rc = outbox_count_waiting(service, &outcome, err);
    addresses = api_keep(request, &would.addresses);
    lines = api_keep(request, &would.lines);
    hd_fill(&sentence,
            hd_tr(request->lang, N_("Dry run: {queued} new would be sent, nothing was recorded.")),
            HD_ARGS("queued", count_text(request, outcome.queued)));
    add_waiting(service, &outcome, request, &sentence);
    hd_buf_puts(&sentence, lines);
    if (!rc)
        write_outcome(&outcome, addresses, api_keep(request, &sentence), request, reply);
    else
        hd_buf_clear(&sentence);
    return rc;
}

enum hd_rc api_digest_send(struct service *service, struct api_request *request,
                           struct api_reply *reply, struct hd_error *err)
{
    struct outbox_outcome outcome = { 0 };
    enum hd_rc rc;

    if (api_flag(request, "dry_run"))
        return try_digests(service, request, reply, err);
    rc = outbox_fill_digests(service, api_flag(request, "force"), &outcome, err);
    if (!rc)
        rc = outbox_send_due(service, &outcome, err);
    if (!rc)
        rc = write_sent(service, &outcome, request, reply, err);
    return rc;
}

enum hd_rc api_mail_test(struct service *service, struct api_request *request,
                         struct api_reply *reply, struct hd_error *err)
{
    const char *address = api_param(request, "to");
    struct outbox_outcome outcome = { 0 };
    enum hd_rc rc;

    if (!address)
        return api_problem(reply, request, 400, "address_missing", N_("The address is missing"),
                           N_("Say with to= where the test message goes."), NULL);
    rc = outbox_test(service, address, &outcome, err);
    if (rc == HD_AGAIN || rc == HD_SYSTEM)
        return api_problem(reply, request, 502, "mail_not_sent", N_("The mail was not sent"),
                           "{text}", HD_ARGS("text", err->text));
    if (!rc)
        rc = write_sent(service, &outcome, request, reply, err);
    return rc;
}
