#include "daemon/api/export.h"

#include <sodium.h>
#include <string.h>
#include <strings.h>

#include "daemon/api/body.h"
#include "daemon/api/format.h"
#include "daemon/service.h"

/* ---- which format, in which version ---- */

/* The value of `version` in one element of Accept; false: it has none. */
static bool version_named(const char *element, size_t len, const char **at_out, size_t *len_out)
{
    static const char name[] = "version=";
    const char *end = element + len, *at = memchr(element, ';', len);

    while (at) {
        at++;
        while (at < end && (*at == ' ' || *at == '\t'))
            at++;
        if ((size_t)(end - at) >= strlen(name) && !strncasecmp(at, name, strlen(name)))
            break;
        at = memchr(at, ';', (size_t)(end - at));
    }
    if (!at)
        return false;
    at += strlen(name);
    at += at < end && *at == '"';
    *at_out = at;
    *len_out = 0;
    while (at + *len_out < end && !strchr("\"; \t,", at[*len_out]))
        ++*len_out;
    return true;
}

/* "2.0" names 2.0.0. */
static bool same_version(const char *known, const char *asked, size_t len)
{
    return len && !strncmp(known, asked, len) && (!known[len] || known[len] == '.');
}

/* NULL: the element names a version that is not written. */
static const char *version_of(const struct export_ops *ops, const char *element, size_t len)
{
    const char *asked;
    size_t asked_len;

    if (!version_named(element, len, &asked, &asked_len))
        return ops->versions[0];
    for (size_t i = 0; ops->versions[i]; i++)
        if (same_version(ops->versions[i], asked, asked_len))
            return ops->versions[i];
    return NULL;
}

static const struct export_ops *export_of_type(const char *type)
{
    for (size_t i = 0; exports[i]; i++)
        if (!strcasecmp(exports[i]->type, type))
            return exports[i];
    return NULL;
}

bool api_media_fits(const char *element, size_t len, const char *media)
{
    const struct export_ops *ops;

    if (!api_media_is(element, len, media))
        return false;
    ops = export_of_type(media);
    return !ops || !ops->versions || version_of(ops, element, len);
}

static void take(struct api_export *asked, const struct export_ops *ops, const char *version)
{
    asked->ops = ops;
    asked->version = version ? version : ops->versions ? ops->versions[0] : NULL;
}

/* The best element that names one of the formats. */
static bool take_accepted(const char *accept, struct api_export *asked)
{
    int best = 0;

    while (*accept) {
        size_t len = strcspn(accept, ",");

        for (size_t i = 0; exports[i]; i++) {
            int q = api_media_fits(accept, len, exports[i]->type) ? api_quality(accept, len) : 0;

            if (q <= best)
                continue;
            best = q;
            take(asked, exports[i],
                 exports[i]->versions ? version_of(exports[i], accept, len) : NULL);
        }
        accept += len;
        accept += strspn(accept, ", \t");
    }
    return best > 0;
}

static const char *accept_of(const struct api_request *request)
{
    return request->header ? request->header(request->header_ctx, "Accept") : NULL;
}

/* Named by format=, the version may still stand in Accept. */
static bool take_named(const struct api_request *request, struct api_export *asked)
{
    const char *word = api_param(request, "format"), *accept = accept_of(request);
    const struct export_ops *ops = word ? export_find(word) : NULL;
    struct api_export accepted = { 0 };

    if (!ops)
        return false;
    if (accept && take_accepted(accept, &accepted) && accepted.ops == ops)
        take(asked, ops, accepted.version);
    else
        take(asked, ops, NULL);
    return true;
}

bool api_export_asked(const struct api_request *request, struct api_export *asked)
{
    enum api_format format = api_format_of(request, API_JSON);

    if (format < API_EXPORT)
        return false;
    return take_named(request, asked) || take_accepted(accept_of(request), asked);
}

void api_export_choose(const struct api_request *request, struct api_export *asked)
{
    const char *accept = accept_of(request);

    if (!take_named(request, asked) && !(accept && take_accepted(accept, asked)))
        take(asked, exports[0], NULL);
}

bool api_export_possible(const struct api_request *request, struct api_reply *reply)
{
    static const char *const names[] = { "limit", "cursor", "history" };

    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (!api_param(request, names[i]))
            continue;
        (void)api_problem(reply, request, 400, "parameter_invalid",
                          N_("The parameter {name} does not go with this format"),
                          N_("A document in this format holds every value that stands; leave the "
                             "parameter out, or take another format."),
                          HD_ARGS("name", names[i]));
        return false;
    }
    return true;
}

/* ---- the document ---- */

static void add_text(crypto_generichash_state *state, const char *text)
{
    text = text ? text : "";
    crypto_generichash_update(state, (const unsigned char *)text, strlen(text) + 1);
}

static void add_number(crypto_generichash_state *state, uint64_t number)
{
    crypto_generichash_update(state, (const unsigned char *)&number, sizeof number);
}

static void add_row(crypto_generichash_state *state, const struct observed *observed)
{
    const struct vintage_row *row = observed->row;

    add_text(state, observed->indicator->code);
    add_text(state, row->area);
    add_text(state, row->breakdown);
    add_number(state, (uint64_t)hd_period_key(row->period));
    add_number(state, row->value != NULL);
    add_text(state, row->value);
    add_number(state, (uint64_t)row->status);
    add_text(state, row->comment);
    add_number(state, (uint64_t)row->vintage);
    add_number(state, (uint64_t)row->published_at_ms);
}

/* Of what the document says, without when it was prepared: that is another one each time. */
static void put_etag(const struct export_table *table, const struct export_ops *ops,
                     struct api_reply *reply)
{
    crypto_generichash_state state;
    unsigned char hash[16];
    char etag[40] = "\"";

    crypto_generichash_init(&state, NULL, 0, sizeof hash);
    add_text(&state, ops->name);
    add_text(&state, table->version);
    add_text(&state, hd_lang_code(table->lang));
    add_text(&state, table->agency);
    add_text(&state, table->title);
    add_number(&state, table->catalog->fingerprint);
    add_number(&state, table->parts | (uint64_t)table->flat << 32 | (uint64_t)table->whole << 33);
    for (size_t i = 0; i < table->count; i++)
        add_row(&state, table->rows[i]);
    crypto_generichash_final(&state, hash, sizeof hash);
    sodium_bin2hex(etag + 1, sizeof etag - 1, hash, sizeof hash);
    memcpy(etag + 33, "\"", 2);
    api_reply_header(reply, "ETag", etag);
}

static const char *content_type(const struct api_export *asked, struct hd_arena *arena)
{
    const struct export_ops *ops = asked->ops;

    if (ops->content_type)
        return ops->content_type;
    return asked->version ? hd_arena_printf(arena, "%s;version=%s", ops->type, asked->version)
                          : ops->type;
}

static int64_t newest_of(const struct observed_list *observed)
{
    int64_t newest = 0;

    for (size_t i = 0; i < observed->count; i++) {
        const struct observed *one = observed->rows[i];

        if (one->row->published_at_ms > newest)
            newest = one->row->published_at_ms;
    }
    return newest;
}

enum hd_rc api_export_write(struct service *service, const struct api_export *asked,
                            const struct observed_list *observed, const struct api_request *request,
                            struct api_reply *reply, struct hd_error *err)
{
    const struct settings *settings = service_settings(service);
    const struct export_table table = { .rows = observed->rows,
                                        .count = observed->count,
                                        .catalog = request->picture->catalog,
                                        .lang = request->lang,
                                        .agency = settings->agency,
                                        .title = settings->title,
                                        .as_of_day = request->picture->as_of_day,
                                        .now_at_ms = hd_now_at_ms(service_clock(service)),
                                        .updated_at_ms = newest_of(observed),
                                        .version = asked->version,
                                        .parts = asked->parts,
                                        .whole = asked->whole,
                                        .flat = asked->flat,
                                        .arena = request->arena };

    put_etag(&table, asked->ops, reply);
    reply->content_type = content_type(asked, request->arena);
    api_reply_header(reply, "Content-Disposition",
                     hd_arena_printf(request->arena, "attachment; filename=\"%s%s\"", EXPORT_FLOW,
                                     asked->ops->ending));
    return asked->ops->write(&table, &reply->body, err);
}
