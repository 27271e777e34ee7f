/* Every version of every value of an indicator: what stood there, since when, and why it changed.
 */
#include <stdio.h>
#include <string.h>

#include "common/decimal.h"
#include "daemon/api/answer.h"
#include "daemon/api/handlers.h"
#include "daemon/page/page.h"
#include "daemon/rolled.h"
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

/* "of 100,000 samples, half of them between 45.2 and 61.8" */
static const char *samples_words(const struct page_frame *frame, const struct indicator *indicator,
                                 const struct sample_period *rolled)
{
    struct hd_buf low HD_BUF_AUTO = { 0 }, high HD_BUF_AUTO = { 0 };
    char number[24], count[64];
    const char *pattern;

    if (!rolled)
        return NULL;
    snprintf(number, sizeof number, "%lld", (long long)rolled->used);
    hd_decimal_label(number, frame->lang, (struct hd_number_style){ 0 }, count);
    if (!*rolled->spread_low)
        return page_fill(frame,
                         hd_tr_n(frame->lang, N_("of {count} sample"), N_("of {count} samples"),
                                 (long)rolled->used),
                         HD_ARGS("count", count));
    hd_buf_init(&low, 256);
    hd_buf_init(&high, 256);
    view_value(indicator, rolled->spread_low, frame->lang, &low);
    view_value(indicator, rolled->spread_high, frame->lang, &high);
    pattern = hd_tr_n(frame->lang, N_("of {count} sample, half of them between {low} and {high}"),
                      N_("of {count} samples, half of them between {low} and {high}"),
                      (long)rolled->used);
    return page_fill(frame, pattern, HD_ARGS("count", count, "low", low.data, "high", high.data));
}

static void fill_version(struct tree *item, const struct page_frame *frame,
                         const struct indicator *indicator, const struct vintage_row *row,
                         const struct sample_period *rolled, bool several)
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
    tree_set(item, "samples", samples_words(frame, indicator, rolled));
}

static void fill_versions(struct tree *tree, const struct page_frame *frame,
                          const struct indicator *indicator, const struct vintage_row *rows,
                          size_t count, const struct rolled_list *rolled)
{
    bool any = false, several = false;

    for (size_t i = 1; i < count; i++)
        several |= is_wanted(frame, &rows[i]) && !same_place(&rows[i], &rows[0]);
    tree_list(tree, "versions");
    for (size_t i = count; i-- > 0;) /* newest periods first */
        if (is_wanted(frame, &rows[i])) {
            fill_version(tree_append(tree, "versions"), frame, indicator, &rows[i],
                         rolled_of(rolled, rows, count, i), several);
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
                              const struct vintage_row *rows, size_t count,
                              const struct rolled_list *rolled, struct hd_buf *out,
                              struct hd_error *err)
{
    struct tree *tree = page_tree(frame);
    const char *name = names_get(&indicator->name, frame->lang);

    tree_set(tree, "name", name);
    tree_set(tree, "up", page_indicator_link(frame, indicator));
    fill_versions(tree, frame, indicator, rows, count, rolled);
    fill_parts(tree, frame, indicator);
    return page_write(
        frame,
        page_fill(frame, hd_tr(frame->lang, N_("{name}: all versions")), HD_ARGS("name", name)),
        "history.html", tree, out, err);
}

static enum hd_rc load(struct service *service, const struct api_request *request,
                       const struct indicator *indicator, struct vintage_row **rows, size_t *count,
                       struct rolled_list *rolled, struct hd_error *err)
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
            rc = rolled_load(reader, indicator, request->picture->cutoff_at_ms, request->arena,
                             rolled, err);
        reader_end(reader);
    }
    service_reader_give_back(service, &reader);
    return rc;
}

enum hd_rc page_history(struct service *service, struct api_request *request,
                        struct api_reply *reply, struct hd_error *err)
{
    const struct indicator *indicator = api_captured_indicator(request, reply);
    struct rolled_list rolled = { 0 };
    struct page_frame frame;
    struct vintage_row *rows;
    size_t count;
    enum hd_rc rc;

    if (!indicator)
        return HD_OK;
    rc = load(service, request, indicator, &rows, &count, &rolled, err);
    if (rc)
        return rc;
    page_frame_init(&frame, service, request);
    reply->content_type = "text/html; charset=utf-8";
    return page_history_write(&frame, indicator, rows, count, &rolled, &reply->body, err);
}
