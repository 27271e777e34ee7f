#include "daemon/page/page.h"

#include "common/date.h"
#include "daemon/page/asset.h"
#include "daemon/page/source.h"
#include "daemon/service.h"
#include "daemon/view.h"

#include <stdio.h>
#include <string.h>

#define STALE_AFTER_MS (26 * INT64_C(3600000)) /* evaluations happen at least every midnight */

void page_frame_init(struct page_frame *frame, struct service *service,
                     const struct api_request *request)
{
    const struct settings *settings = service_settings(service);
    struct service_health health;

    service_health(service, &health);
    *frame = (struct page_frame){
        .picture = request->picture,
        .lang = request->lang,
        .zone = service_zone(service),
        .site = settings->title,
        .path = request->path,
        .asked_lang = api_param(request, "lang"),
        .as_of = api_param(request, "as_of"),
        .area = api_param(request, "area"),
        .breakdown = api_param(request, "breakdown"),
        .assumed = { .pace = api_param(request, "pace"),
                     .value = api_param(request, "value"),
                     .target = api_param(request, "target"),
                     .value_period = api_param(request, "value_period"),
                     .target_period = api_param(request, "target_period") },
        .indicator = api_param(request, "indicator"),
        .now_at_ms = hd_now_at_ms(service_clock(service)),
        .evaluated_at_ms = health.last_evaluation_at_ms,
        .unsent = health.unsent,
        .arena = request->arena,
    };
    if (!frame->evaluated_at_ms && request->picture)
        frame->evaluated_at_ms = request->picture->run_at_ms;
}

/* ---- addresses ---- */

static void put_query(struct hd_buf *out, const char *name, const char *value)
{
    if (!value || !*value)
        return;
    hd_buf_putc(out, strchr(out->data, '?') ? '&' : '?');
    hd_buf_puts(out, name);
    hd_buf_putc(out, '=');
    hd_buf_put_url(out, value);
}

const char *page_link(const struct page_frame *frame, const char *path)
{
    struct hd_buf out HD_BUF_AUTO = { 0 };

    hd_buf_init(&out, 4096);
    hd_buf_puts(&out, path);
    put_query(&out, "as_of", frame->as_of);
    put_query(&out, "lang", frame->asked_lang);
    return hd_arena_strdup(frame->arena, out.data);
}

const char *page_indicator_link(const struct page_frame *frame, const struct indicator *indicator)
{
    struct hd_buf path HD_BUF_AUTO = { 0 };

    hd_buf_init(&path, 1024);
    hd_buf_puts(&path, "/indicators/");
    hd_buf_put_url(&path, indicator->code);
    return page_link(frame, path.data);
}

const char *page_data_link(const struct page_frame *frame, const struct indicator *indicator,
                           const char *format)
{
    struct hd_buf out HD_BUF_AUTO = { 0 };

    hd_buf_init(&out, 4096);
    hd_buf_puts(&out, "/api/v1/status");
    put_query(&out, "indicator", indicator ? indicator->code : NULL);
    put_query(&out, "as_of", frame->as_of);
    put_query(&out, "format", format);
    return hd_arena_strdup(frame->arena, out.data);
}

static void put_assumed(struct hd_buf *out, const struct assumption *assumed)
{
    if (assumption_is_empty(assumed))
        return;
    put_query(out, "pace", assumed->pace);
    put_query(out, "value_period", assumed->value_period);
    put_query(out, "value", assumed->value);
    put_query(out, "target_period", assumed->target_period);
    put_query(out, "target", assumed->target);
}

const char *page_same_link(const struct page_frame *frame, const char *lang, const char *as_of)
{
    struct hd_buf out HD_BUF_AUTO = { 0 };

    hd_buf_init(&out, 4096);
    hd_buf_puts(&out, frame->path);
    put_query(&out, "area", frame->area);
    put_query(&out, "breakdown", frame->breakdown);
    put_assumed(&out, &frame->assumed);
    put_query(&out, "indicator", frame->indicator);
    put_query(&out, "as_of", as_of);
    put_query(&out, "lang", lang);
    return hd_arena_strdup(frame->arena, out.data);
}

/* ---- the frame's own tree ---- */

const char *page_day(const struct page_frame *frame, int32_t day)
{
    char text[64];

    hd_day_label(day, frame->lang, text);
    return hd_arena_strdup(frame->arena, text);
}

const char *page_count(const struct page_frame *frame, size_t count)
{
    return hd_arena_printf(frame->arena, "%zu", count);
}

const char *page_period(const struct page_frame *frame, struct hd_period period)
{
    char text[HD_PERIOD_LABEL_MAX];

    hd_period_label(period, frame->lang, text);
    return hd_arena_strdup(frame->arena, text);
}

bool page_is_stale(const struct page_frame *frame)
{
    return frame->picture && frame->picture->current && frame->evaluated_at_ms &&
           frame->now_at_ms - frame->evaluated_at_ms > STALE_AFTER_MS;
}

const char *page_instant(const struct page_frame *frame, int64_t at_ms)
{
    struct hd_buf text HD_BUF_AUTO = { 0 };

    hd_buf_init(&text, 256);
    view_instant(at_ms, frame->zone, frame->lang, &text);
    return hd_arena_strdup(frame->arena, text.data);
}

const char *page_fill(const struct page_frame *frame, const char *pattern, const char *const *args)
{
    struct hd_buf text HD_BUF_AUTO = { 0 };

    hd_buf_init(&text, 4096);
    hd_fill(&text, pattern, args);
    return hd_arena_strdup(frame->arena, text.data);
}

static void add_languages(const struct page_frame *frame, struct tree *tree)
{
    size_t count;
    const struct hd_lang *const *all = hd_lang_all(&count);

    tree_list(tree, "languages");
    for (size_t i = 0; i < count; i++) {
        struct tree *item = tree_append(tree, "languages");

        tree_set(item, "code", hd_lang_code(all[i]));
        tree_set(item, "own_name", hd_tr_ctx(all[i], "format", NC_("format", "English")));
        tree_flag(item, "here", all[i] == frame->lang);
        tree_set(item, "href", page_same_link(frame, hd_lang_code(all[i]), frame->as_of));
    }
}

/* What a reader must know before believing a number of this page. */
static void add_notices(const struct page_frame *frame, struct tree *tree)
{
    const struct picture *picture = frame->picture;
    char day[64];

    tree_flag(tree, "demo", picture && picture->demo);
    tree_set(tree, "past", NULL);
    tree_set(tree, "stale", NULL);
    if (picture && !picture->current) {
        hd_day_label(picture->as_of_day, frame->lang, day);
        tree_set(
            tree, "past",
            page_fill(frame,
                      hd_tr(frame->lang, N_("This is what was known at the end of {date}. "
                                            "Values and targets that came later are not here.")),
                      HD_ARGS("date", day)));
    }
    tree_set(tree, "today_href", page_same_link(frame, frame->asked_lang, NULL));
    if (page_is_stale(frame))
        tree_set(tree, "stale",
                 page_fill(frame,
                           hd_tr(frame->lang, N_("Not evaluated since {time}: newer values and "
                                                 "deadlines may be missing on this page.")),
                           HD_ARGS("time", page_instant(frame, frame->evaluated_at_ms))));
}

static const char *unsent_sentence(const struct page_frame *frame)
{
    if (frame->unsent <= 0)
        return NULL;
    return page_fill(frame,
                     hd_tr_n(frame->lang,
                             "{n} mail of the last seven days could not be sent; the log of the "
                             "service says why.",
                             "{n} mails of the last seven days could not be sent; the log of the "
                             "service says why.",
                             (long)frame->unsent),
                     HD_ARGS("n", page_count(frame, (size_t)frame->unsent)));
}

static void add_footer(const struct page_frame *frame, struct tree *tree)
{
    const struct picture *picture = frame->picture;
    char number[32];

    tree_set(tree, "version", HEDEF_VERSION);
    tree_set(tree, "run", NULL);
    tree_set(tree, "unsent", unsent_sentence(frame));
    tree_flag(tree, "one_person", picture && picture->one_person);
    if (!picture || !picture->run_id)
        return;
    snprintf(number, sizeof number, "%lld", (long long)picture->run_id);
    tree_set(tree, "run",
             page_fill(frame, hd_tr(frame->lang, N_("Evaluation no. {number} of {time} ({zone})")),
                       HD_ARGS("number", number, "time", page_instant(frame, picture->run_at_ms),
                               "zone", hd_zone_name(frame->zone))));
}

struct tree *page_tree(const struct page_frame *frame)
{
    struct tree *tree = tree_new(frame->arena);

    tree_set(tree, "site", frame->site);
    tree_set(tree, "lang", hd_lang_code(frame->lang));
    tree_set(tree, "asked_lang", frame->asked_lang);
    tree_set(tree, "css", asset_link("hedef.css"));
    tree_set(tree, "icon", asset_link("icon.svg"));
    tree_set(tree, "home", page_link(frame, "/"));
    tree_set(tree, "method", page_link(frame, "/method"));
    tree_set(tree, "backtest", page_link(frame, "/backtest"));
    tree_set(tree, "profiles", page_link(frame, "/profiles"));
    tree_set(tree, "collectors", source_link(frame, "/collectors"));
    tree_set(tree, "api_csv", page_data_link(frame, NULL, "csv"));
    tree_set(tree, "api_json", page_data_link(frame, NULL, "json"));
    tree_flag(tree, "at_home", strcmp(frame->path, "/") == 0);
    tree_flag(tree, "at_method", strcmp(frame->path, "/method") == 0);
    add_languages(frame, tree);
    add_notices(frame, tree);
    add_footer(frame, tree);
    return tree;
}

enum hd_rc page_write(const struct page_frame *frame, const char *title, const char *template,
                      struct tree *tree, struct hd_buf *out, struct hd_error *err)
{
    struct hd_buf body HD_BUF_AUTO = { 0 };
    enum hd_rc rc;

    hd_buf_init(&body, PAGE_MAX_BYTES);
    rc = template_render(template, tree, frame->lang, &body, err);
    if (rc)
        return rc;
    tree_set(tree, "title", title);
    tree_set(tree, "body", body.data);
    rc = template_render("frame.html", tree, frame->lang, out, err);
    if (!rc && (out->overflow || body.overflow))
        rc = hd_fail(err, HD_LIMIT, "page '%s' is larger than %zu bytes", frame->path,
                     PAGE_MAX_BYTES);
    return rc;
}

/* ---- when something went wrong ---- */

void page_error(struct service *service, const struct api_request *request, int status,
                const char *title, const char *detail, struct hd_buf *out)
{
    struct page_frame frame;
    struct hd_error err;
    struct tree *tree;

    page_frame_init(&frame, service, request);
    frame.picture = NULL; /* what is wrong is shown without the numbers' banners */
    frame.as_of = NULL;
    tree = page_tree(&frame);
    tree_setf(tree, "status", "%d", status);
    tree_set(tree, "heading", title);
    tree_set(tree, "detail", detail);
    hd_buf_reset(out);
    if (!page_write(&frame, title, "error.html", tree, out, &err))
        return;
    hd_buf_reset(out);
    hd_buf_put_html(out, title);
    hd_buf_putc(out, '\n');
}
