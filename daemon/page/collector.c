/* The sources of values that come by themselves: how each fares, the failing ones first. */
#include <stdlib.h>
#include <string.h>

#include "collectors/collector.h"
#include "collectors/format.h"
#include "daemon/api/handlers.h"
#include "daemon/page/source.h"

/* A sign and a word; the colour only repeats them.  In the order they are shown. */
static const struct shown {
    const char *state, *class, *glyph;
} shown[] = {
    { "failing", "missed", "✕" }, { "running", "", "…" },  { "waiting", "", "○" },
    { "good", "achieved", "✓" },  { "disabled", "", "–" },
};
#define STATES (sizeof shown / sizeof *shown)

static bool is_off(const struct collector_view *view)
{
    return strcmp(view->state, "disabled") == 0;
}

static size_t rank_of(const struct collector_view *view)
{
    size_t rank = 0;

    if (view->failures > 0 && !is_off(view))
        return 0; /* also one that is being asked again */
    while (rank < STATES - 1 && strcmp(shown[rank].state, view->state) != 0)
        rank++;
    return rank;
}

static int worst_first(const void *a, const void *b)
{
    const struct collector_view *left = *(const struct collector_view *const *)a,
                                *right = *(const struct collector_view *const *)b;
    size_t x = rank_of(left), y = rank_of(right);

    return x != y ? (x > y) - (x < y) : strcmp(left->name, right->name);
}

const char *source_link(const struct page_frame *frame, const char *path)
{
    struct page_frame now = *frame;

    now.as_of = NULL;
    return page_link(&now, path);
}

/* The whole for those who may write; of an address of the web its host for everyone, since that is
 * whose numbers they are. */
static const char *place_words(const struct page_frame *frame, const struct collector_view *view,
                               bool may_write)
{
    const char *host = strstr(view->place, "://");

    if (may_write)
        return view->place;
    if (strncmp(view->place, "http", 4) != 0 || !host)
        return "";
    host += 3;
    return hd_arena_strndup(frame->arena, host, strcspn(host, "/?#"));
}

static const char *summary_of_transport(const char *name, const struct hd_lang *lang)
{
    const struct collector_ops *ops = collector_find(name);

    return ops ? hd_tr(lang, ops->summary) : name;
}

static const char *summary_of_format(const char *name, const struct hd_lang *lang)
{
    const struct format_ops *ops = format_find(name);

    return ops ? hd_tr(lang, ops->summary) : NULL;
}

/* "since 21 November 2026 06:00, 3 times" */
static const char *since_words(const struct page_frame *frame, const struct collector_view *view)
{
    const char *count = page_count(frame, (size_t)view->failures);

    if (!view->failures)
        return NULL;
    return page_fill(
        frame,
        hd_tr_n(frame->lang, "since {time}, {count} time", "since {time}, {count} times",
                (long)view->failures),
        HD_ARGS("time", page_instant(frame, view->failing_since_at_ms), "count", count));
}

static const char *instant_or_null(const struct page_frame *frame, int64_t at_ms)
{
    return at_ms ? page_instant(frame, at_ms) : NULL;
}

static const char *next_words(const struct page_frame *frame, const struct collector_view *view)
{
    if (view->next_at_ms)
        return page_instant(frame, view->next_at_ms);
    if (is_off(view))
        return NULL;
    return hd_tr(frame->lang, N_("when it is asked to, or something comes"));
}

static const char *fetch_link(const struct page_frame *frame, int64_t id)
{
    if (!id)
        return NULL;
    return source_link(frame, hd_arena_printf(frame->arena, "/fetches/%lld", (long long)id));
}

static void fill_source(struct tree *item, const struct page_frame *frame,
                        const struct collector_view *view, bool may_write)
{
    const struct shown *how = &shown[rank_of(view)];
    const char *state = view->failures > 0 && how == shown ? "failing" : view->state;

    tree_set(item, "name", *view->title ? view->title : view->name);
    tree_set(item, "code_name", *view->title ? view->name : NULL);
    tree_set(item, "place", place_words(frame, view, may_write));
    tree_set(item, "transport", summary_of_transport(view->transport, frame->lang));
    tree_set(item, "format", summary_of_format(view->format, frame->lang));
    tree_set(item, "class", how->class);
    tree_set(item, "glyph", how->glyph);
    tree_set(item, "state", collector_state_label(state, frame->lang));
    tree_set(item, "since", since_words(frame, view));
    tree_set(item, "why", view->failures && may_write ? view->message : NULL);
    tree_set(item, "why_code", view->failures && !may_write ? view->code : NULL);
    tree_set(item, "last", instant_or_null(frame, view->last_at_ms));
    tree_set(item, "result",
             *view->outcome ? collector_outcome_label(view->outcome, frame->lang) : NULL);
    tree_set(item, "href", fetch_link(frame, view->last_fetch));
    tree_set(item, "news", instant_or_null(frame, view->last_new_at_ms));
    tree_set(item, "next", next_words(frame, view));
    /* "never" beside what next_words() says would only contradict it */
    tree_set(item, "schedule", view->next_at_ms ? view->schedule : NULL);
}

/* Of those that are switched on. */
static const char *summary_words(const struct page_frame *frame,
                                 const struct collector_view *const *views, size_t count)
{
    const char *all, *sentence;
    size_t failing = 0;

    while (failing < count && rank_of(views[failing]) == 0)
        failing++;
    all = page_fill(frame,
                    hd_tr_n(frame->lang, "{count} source brings values by itself.",
                            "{count} sources bring values by themselves.", (long)count),
                    HD_ARGS("count", page_count(frame, count)));
    if (!failing)
        return page_fill(frame, hd_tr(frame->lang, N_("{sentence} None of them fails.")),
                         HD_ARGS("sentence", all));
    sentence = hd_tr_n(frame->lang, "{sentence} {failing} fails.", "{sentence} {failing} fail.",
                       (long)failing);
    return page_fill(frame, sentence,
                     HD_ARGS("sentence", all, "failing", page_count(frame, failing)));
}

static const struct collector_view **sorted(const struct collector_view *views, size_t count,
                                            struct hd_arena *arena)
{
    const struct collector_view **order = hd_arena_alloc(arena, (count + 1) * sizeof(void *));

    for (size_t i = 0; i < count; i++)
        order[i] = &views[i];
    qsort(order, count, sizeof(void *), worst_first);
    return order;
}

enum hd_rc page_collectors_write(const struct page_frame *frame, const struct collector_view *views,
                                 size_t count, bool may_write, struct hd_buf *out,
                                 struct hd_error *err)
{
    const struct collector_view **order = sorted(views, count, frame->arena);
    struct tree *tree = page_tree(frame);
    size_t on = 0; /* those that are off stand last */

    tree_list(tree, "sources");
    tree_list(tree, "others");
    for (; on < count && !is_off(order[on]); on++)
        fill_source(tree_append(tree, "sources"), frame, order[on], may_write);
    for (size_t i = on; i < count; i++)
        fill_source(tree_append(tree, "others"), frame, order[i], may_write);
    tree_flag(tree, "any_source", on > 0);
    tree_flag(tree, "any_other", count > on);
    tree_set(tree, "summary", summary_words(frame, order, on));
    return page_write(frame, hd_tr(frame->lang, N_("Sources of values")), "collectors.html", tree,
                      out, err);
}

enum hd_rc page_collectors(struct service *service, struct api_request *request,
                           struct api_reply *reply, struct hd_error *err)
{
    struct collector_view *views = NULL;
    struct page_frame frame;
    size_t count = 0;
    enum hd_rc rc = collector_views(service, NULL, request->arena, &views, &count, err);

    if (rc)
        return rc;
    page_frame_init(&frame, service, request);
    reply->content_type = "text/html; charset=utf-8";
    reply->no_store = true;
    return page_collectors_write(&frame, views, count, request->role >= API_WRITER, &reply->body,
                                 err);
}
