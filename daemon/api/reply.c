#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "daemon/api/api.h"
#include "daemon/api/body.h"
#include "daemon/api/cache.h"
#include "daemon/api/export.h"
#include "daemon/api/format.h"

void api_reply_init(struct api_reply *reply, size_t max_body)
{
    *reply = (struct api_reply){ .status = 200, .content_type = "application/json" };
    hd_buf_init(&reply->body, max_body);
}

void api_reply_clear(struct api_reply *reply)
{
    if (reply->shared)
        api_shared_drop(reply->shared);
    else
        hd_buf_clear(&reply->body);
    *reply = (struct api_reply){ 0 };
}

void api_reply_header(struct api_reply *reply, const char *name, const char *value)
{
    size_t room = sizeof reply->headers / sizeof *reply->headers;

    /* A header cut short would say something else: it is left out instead. */
    if (reply->header_count == room || strlen(value) >= sizeof reply->headers->value)
        return;
    reply->headers[reply->header_count].name = name;
    snprintf(reply->headers[reply->header_count].value, sizeof reply->headers->value, "%s", value);
    reply->header_count++;
}

const char *api_reply_header_find(const struct api_reply *reply, const char *name)
{
    for (size_t i = 0; i < reply->header_count; i++)
        if (!strcasecmp(reply->headers[i].name, name))
            return reply->headers[i].value;
    return NULL;
}

const char *api_param(const struct api_request *request, const char *name)
{
    for (size_t i = 0; i < request->param_count; i++)
        if (!strcmp(request->params[i].name, name))
            return request->params[i].value;
    return NULL;
}

bool api_flag(const struct api_request *request, const char *name)
{
    static const char *const denials[] = { "0", "no", "false" };
    const char *value = api_param(request, name);

    if (!value)
        return false;
    for (size_t i = 0; i < sizeof denials / sizeof *denials; i++)
        if (!strcasecmp(value, denials[i]))
            return false;
    return true;
}

/* ---- formats ---- */

struct form {
    const char *word;
    enum api_format format;
    const char *media; /* NULL: only by name */
};

static const struct form forms[] = {
    { "json", API_JSON, "application/json" },
    { "csv", API_CSV, "text/csv" },
    { "tsv", API_TSV, "text/tab-separated-values" },
    { "table", API_TABLE, NULL },
    { "plain", API_PLAIN, "text/plain" },
    { "html", API_HTML, "text/html" },
    { "rows", API_ROWS, NULL },
};
#define FORMS (sizeof forms / sizeof *forms)

/* The house's own, then those of daemon/export/; false: there are no more. */
static bool form_at(size_t at, struct form *form)
{
    if (at < FORMS)
        *form = forms[at];
    else if (at - FORMS < export_count)
        *form =
            (struct form){ exports[at - FORMS]->name, (enum api_format)(API_EXPORT + (at - FORMS)),
                           exports[at - FORMS]->type };
    else
        return false;
    return true;
}

bool api_format_parse(const char *word, enum api_format *format_out)
{
    struct form form;

    for (size_t i = 0; form_at(i, &form); i++) {
        if (!strcmp(form.word, word)) {
            *format_out = form.format;
            return true;
        }
    }
    return false;
}

size_t api_format_words(unsigned set, const char *words[static API_FORMAT_WORDS])
{
    struct form form;
    size_t count = 0;

    for (size_t i = 0; form_at(i, &form) && count < API_FORMAT_WORDS; i++)
        if (set & API_IN(form.format))
            words[count++] = form.word;
    return count;
}

size_t api_format_media(unsigned set, const char *media[static API_FORMAT_WORDS])
{
    struct form form;
    size_t count = 0;

    for (size_t i = 0; form_at(i, &form) && count < API_FORMAT_WORDS; i++)
        if (form.media && (set & API_IN(form.format)))
            media[count++] = form.media;
    return count;
}

int api_quality(const char *element, size_t len)
{
    const char *end = element + len;
    const char *at = memchr(element, ';', len);
    int thousandths = 0, scale = 100;

    while (at && end - at > 2 && strncmp(at + 1 + strspn(at + 1, " "), "q=", 2) != 0)
        at = memchr(at + 1, ';', (size_t)(end - at - 1));
    if (!at || end - at <= 2)
        return 1000;
    at += 1 + strspn(at + 1, " ") + 2;
    if (at < end && *at == '1')
        return 1000;
    for (at += 2; at < end && *at >= '0' && *at <= '9' && scale; at++, scale /= 10)
        thousandths += (*at - '0') * scale;
    return thousandths;
}

static bool media_format(const char *element, size_t len, enum api_format *format_out)
{
    struct form form;

    for (size_t i = 0; form_at(i, &form); i++) {
        if (form.media && api_media_fits(element, len, form.media)) {
            *format_out = form.format;
            return true;
        }
    }
    return false;
}

static bool accepted_format(const char *accept, enum api_format *format_out)
{
    int best = 0;

    while (*accept) {
        size_t len = strcspn(accept, ",");
        enum api_format format;
        int q;

        if (media_format(accept, len, &format) && (q = api_quality(accept, len)) > best) {
            best = q;
            *format_out = format;
        }
        accept += len;
        accept += strspn(accept, ", ");
    }
    return best > 0;
}

bool api_format_asked(const struct api_request *request, enum api_format *format_out)
{
    const char *word = api_param(request, "format");
    const char *accept = request->header ? request->header(request->header_ctx, "Accept") : NULL;

    if (word)
        return api_format_parse(word, format_out);
    return accept && accepted_format(accept, format_out);
}

enum api_format api_format_of(const struct api_request *request, enum api_format fallback)
{
    enum api_format format = fallback;

    return api_format_asked(request, &format) ? format : fallback;
}
