#include "daemon/digest/digest.h"

#include <stdio.h>
#include <string.h>

#include "daemon/digest/content.h"

#define SUBJECT_MAX 1024
#define PART_MAX    ((size_t)1024 * 1024)

/* "2 off track, 1 new; 3 overdue": only what there is. */
static void put_count(struct hd_buf *out, const struct hd_lang *lang, const char *one,
                      const char *many, size_t count, bool *any)
{
    char number[24];

    if (!count)
        return;
    if (*any)
        hd_buf_puts(out, ", ");
    *any = true;
    snprintf(number, sizeof number, "%zu", count);
    hd_fill(out, hd_tr_n(lang, one, many, (long)count), HD_ARGS("n", number));
}

static void write_subject(const struct digest_content *content, bool news, struct hd_buf *out)
{
    const struct hd_lang *lang = content->recipient->lang;
    bool any = false;

    hd_buf_puts(out, content->picture->demo ? hd_tr(lang, "[hedef DEMO]") : "[hedef]");
    hd_buf_putc(out, ' ');
    put_count(out, lang, "{n} off track", "{n} off track", content->behind, &any);
    put_count(out, lang, "{n} missed", "{n} missed", content->missed, &any);
    put_count(out, lang, "{n} new", "{n} new", content->sections[DIGEST_NEW].count, &any);
    put_count(out, lang, "{n} resolved", "{n} resolved", content->sections[DIGEST_RESOLVED].count,
              &any);
    put_count(out, lang, "{n} submission overdue", "{n} submissions overdue", content->overdue,
              &any);
    if (!any)
        hd_buf_puts(out, news ? hd_tr(lang, "Deadlines ahead") : hd_tr(lang, "Nothing new"));
    hd_buf_printf(out, " - %s", content->date);
}

enum hd_rc digest_build(const struct picture *picture, const struct digest_recipient *recipient,
                        const struct digest_frame *frame, struct digest *out, struct hd_error *err)
{
    struct digest_content content = { .picture = picture, .recipient = recipient, .frame = frame };
    enum hd_rc rc;

    hd_buf_init(&out->subject, SUBJECT_MAX);
    hd_buf_init(&out->text, PART_MAX);
    hd_buf_init(&out->html, PART_MAX);
    digest_collect(&content);
    out->news = content.sections[DIGEST_NEW].count || content.sections[DIGEST_RESOLVED].count ||
                content.sections[DIGEST_DUE].count || content.sections[DIGEST_CHANGED].count ||
                content.before[0];
    write_subject(&content, out->news, &out->subject);
    digest_write_text(&content, &out->text);
    rc = digest_write_html(&content, &out->html, err);
    hd_arena_clear(&content.arena);
    if (!rc && (out->text.overflow || out->html.overflow || out->subject.overflow))
        rc = hd_fail(err, HD_LIMIT, "the digest of %s is larger than %zu bytes", recipient->email,
                     PART_MAX);
    if (rc)
        digest_clear(out);
    return rc;
}

void digest_clear(struct digest *digest)
{
    hd_buf_clear(&digest->subject);
    hd_buf_clear(&digest->text);
    hd_buf_clear(&digest->html);
    digest->news = false;
}
