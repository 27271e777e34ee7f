/* Every version of every value of an indicator: what stood there, since when, and why it changed.
 */
#include <string.h>

#include "daemon/api/answer.h"
#include "daemon/api/handlers.h"
#include "daemon/page/source.h"
#include "daemon/service.h"
#include "daemon/view.h"

static const char *verb_words(const struct page_frame *frame, const struct vintage_row *row)
{
    if (row->vintage <= 1)
        return NULL;
    return row->verb && strcmp(row->verb, "correct") == 0 ? hd_tr(frame->lang, N_("Correction"))
                                                          : hd_tr(frame->lang, N_("Revision"));
}

/* "Correction: two systems were counted twice". */
static const char *why_words(const struct page_frame *frame, const struct vintage_row *row)
{
    const char *verb = verb_words(frame, row), *reason = row->reason ? row->reason : "";

    if (!verb || !*reason)
        return verb ? verb : reason;
    return page_fill(frame, hd_tr(frame->lang, N_("{change}: {reason}")),
                     HD_ARGS("change", verb, "reason", reason));
}

static bool is_wanted(const struct page_frame *frame, const struct vintage_row *row)
{
    return (!frame->area || strcmp(row->area, frame->area) == 0) &&
           (!frame->breakdown || strcmp(row->breakdown, frame->breakdown) == 0);
}

static bool same_place(const struct vintage_row *a, const struct vintage_row *b)
{
    return strcmp(a->area, b->area) == 0 && strcmp(a->breakdown, b->breakdown) == 0;
}

/* Said only where values of several places stand in one list. */
static const char *where_words(const struct page_frame *frame, const struct vintage_row *row,
                               bool several)
{
    if (!several)
        return NULL;
    return *row->breakdown ? hd_arena_printf(frame->arena, "%s, %s", row->area, row->breakdown)
                           : row->area;
}

static const char *samples_words(const struct page_frame *frame, const struct indicator *indicator,
                                 const struct vintage_row *row)
{
    const struct rolled_value asked = { .indicator = indicator->code,
                                        .area = row->area,
                                        .breakdown = row->breakdown,
                                        .period_key = hd_period_key(row->period),
                                        .vintage = row->vintage };
    const struct rolled_value *rolled = picture_rolled(frame->picture, &asked);
    struct hd_buf text HD_BUF_AUTO = { 0 };

    if (!rolled)
        return NULL;
    hd_buf_init(&text, 1024);
    view_samples(indicator, rolled, frame->lang, &text);
    return hd_arena_strdup(frame->arena, text.data);
}

/* The run of a source that brought it. */
static const char *run_link(const struct page_frame *frame, int64_t fetch)
{
    if (!fetch)
        return NULL;
    return source_link(frame, hd_arena_printf(frame->arena, "/fetches/%lld", (long long)fetch));
}

static void fill_version(struct tree *item, const struct page_frame *frame,
                         const struct indicator *indicator, const struct vintage_row *row,
                         int64_t fetch, bool several)
{
    struct hd_buf value HD_BUF_AUTO = { 0 };

    hd_buf_init(&value, 256);
    view_value(indicator, row->value, frame->lang, &value);
    tree_set(item, "period", page_period(frame, row->period));
    tree_set(item, "place", where_words(frame, row, several));
    tree_setf(item, "version", "%d", row->vintage);
    tree_set(item, "value", value.data);
    tree_set(item, "flag", view_status_label(row->status, frame->lang));
    tree_flag(item, "invented", row->invented);
    tree_set(item, "published", page_instant(frame, row->published_at_ms));
    tree_set(item, "why", why_words(frame, row));
    tree_set(item, "comment", row->comment);
    tree_set(item, "run", run_link(frame, fetch));
    tree_set(item, "brought",
             page_fill(frame, hd_tr(frame->lang, N_("brought by {source}")),
                       HD_ARGS("source", row->source ? row->source : "")));
    tree_set(item, "samples", samples_words(frame, indicator, row));
}

/* The place that heads the indicator's page. */
static bool is_head(const struct page_frame *frame, const struct indicator *indicator,
                    const struct vintage_row *row)
{
    const struct status_row *head = picture_headline(frame->picture, indicator->code);

    return head && head->series && strcmp(head->series->area, row->area) == 0 &&
           strcmp(head->series->breakdown, row->breakdown) == 0;
}

/* Rows come by place, period and version.  The place that heads the page stands first, then the
 * others in their order; in each the newest periods first. */
static const struct vintage_row **in_order(const struct page_frame *frame,
                                           const struct indicator *indicator,
                                           const struct vintage_row *rows, size_t count)
{
    const struct vintage_row **order = hd_arena_alloc(frame->arena, (count + 1) * sizeof(void *));
    size_t put = 0;

    for (int head = 1; head >= 0; head--) {
        for (size_t from = 0, to; from < count; from = to) {
            for (to = from + 1; to < count && same_place(&rows[to], &rows[from]); to++)
                ;
            if (is_head(frame, indicator, &rows[from]) != (bool)head)
                continue;
            for (size_t i = to; i-- > from;)
                order[put++] = &rows[i];
        }
    }
    return order;
}

static void fill_versions(struct tree *tree, const struct page_frame *frame,
                          const struct indicator *indicator, const struct vintage_row *rows,
                          size_t count, const int64_t *fetches)
{
    const struct vintage_row **order = in_order(frame, indicator, rows, count);
    bool any = false, several = false;

    for (size_t i = 1; i < count; i++)
        several |= is_wanted(frame, &rows[i]) && !same_place(&rows[i], &rows[0]);
    tree_list(tree, "versions");
    for (size_t i = 0; i < count; i++)
        if (is_wanted(frame, order[i])) {
            fill_version(tree_append(tree, "versions"), frame, indicator, order[i],
                         fetches ? fetches[order[i] - rows] : 0, several);
            any = true;
        }
    tree_flag(tree, "any_version", any);
}

/* What is computed has no versions of its own: those of its parts are. */
static void fill_parts(struct tree *tree, const struct page_frame *frame,
                       const struct indicator *indicator)
{
    const struct composite *composite = &indicator->composite;

    tree_list(tree, "parts");
    tree_flag(tree, "computed", indicator_computed(indicator));
    for (size_t i = 0; i < composite->part_count; i++) {
        const char *code = composite->parts[i].code;
        const struct indicator *part = catalog_indicator(frame->picture->catalog, code);
        struct tree *item = tree_append(tree, "parts");

        tree_set(item, "part", part ? names_get(&part->name, frame->lang) : code);
        tree_set(item, "href",
                 page_link(frame, hd_arena_printf(frame->arena, "/indicators/%s/history", code)));
    }
}

enum hd_rc page_history_write(const struct page_frame *frame, const struct indicator *indicator,
                              const struct vintage_row *rows, size_t count, const int64_t *fetches,
                              struct hd_buf *out, struct hd_error *err)
{
    struct tree *tree = page_tree(frame);
    const char *name = names_get(&indicator->name, frame->lang);

    tree_set(tree, "name", name);
    tree_set(tree, "up", page_indicator_link(frame, indicator));
    fill_versions(tree, frame, indicator, rows, count, fetches);
    fill_parts(tree, frame, indicator);
    return page_write(
        frame,
        page_fill(frame, hd_tr(frame->lang, N_("{name}: all versions")), HD_ARGS("name", name)),
        "history.html", tree, out, err);
}

struct brought {
    int64_t submission, fetch;
};

static enum hd_rc find_fetch(struct reader *reader, int64_t submission, struct hd_arena *arena,
                             int64_t *fetch_out, struct hd_error *err)
{
    const struct fetch_filter filter = { .submission = submission, .limit = 1 };
    struct fetch_row *found = NULL;
    size_t count = 0;
    enum hd_rc rc = fetch_list(reader, &filter, arena, &found, &count, err);

    *fetch_out = !rc && count ? found[0].id : 0;
    return rc;
}

/* Of each row the run that brought it; 0: it was handed in by people.  Each submission is asked
 * for once. */
static enum hd_rc find_fetches(struct reader *reader, const struct vintage_row *rows, size_t count,
                               struct hd_arena *arena, int64_t **fetches_out, struct hd_error *err)
{
    int64_t *fetches = hd_arena_alloc(arena, (count + 1) * sizeof *fetches);
    struct brought *known = hd_arena_alloc(arena, (count + 1) * sizeof *known);
    size_t known_count = 0;
    enum hd_rc rc = HD_OK;

    for (size_t i = 0; !rc && i < count; i++) {
        size_t at = 0;

        if (!rows[i].channel || strcmp(rows[i].channel, "collector") != 0)
            continue;
        while (at < known_count && known[at].submission != rows[i].submission_id)
            at++;
        if (at == known_count) {
            known[known_count++].submission = rows[i].submission_id;
            rc = find_fetch(reader, rows[i].submission_id, arena, &known[at].fetch, err);
        }
        fetches[i] = known[at].fetch;
    }
    *fetches_out = fetches;
    return rc;
}

static enum hd_rc load(struct service *service, const struct api_request *request,
                       const struct indicator *indicator, struct vintage_row **rows, size_t *count,
                       int64_t **fetches, struct hd_error *err)
{
    struct reader *reader;
    enum hd_rc rc = service_reader_take(service, &reader, err);

    if (rc)
        return rc;
    rc = reader_begin(reader, err);
    if (!rc) {
        rc = history_load(reader, indicator->code, request->picture->cutoff_at_ms, request->arena,
                          rows, count, err);
        if (!rc)
            rc = find_fetches(reader, *rows, *count, request->arena, fetches, err);
        reader_end(reader);
    }
    service_reader_give_back(service, &reader);
    return rc;
}

enum hd_rc page_history(struct service *service, struct api_request *request,
                        struct api_reply *reply, struct hd_error *err)
{
    const struct indicator *indicator = api_captured_indicator(request, reply);
    struct page_frame frame;
    struct vintage_row *rows;
    int64_t *fetches;
    size_t count;
    enum hd_rc rc;

    if (!indicator)
        return HD_OK;
    rc = load(service, request, indicator, &rows, &count, &fetches, err);
    if (rc)
        return rc;
    page_frame_init(&frame, service, request);
    reply->content_type = "text/html; charset=utf-8";
    return page_history_write(&frame, indicator, rows, count, fetches, &reply->body, err);
}
