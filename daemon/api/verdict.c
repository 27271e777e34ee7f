/* GET /api/v1/verdicts/{code}: the verdicts of an indicator, each with its whole calculation. */
#include <string.h>

#include "daemon/api/answer.h"
#include "daemon/api/handlers.h"
#include "daemon/service.h"
#include "daemon/view.h"
#include "daemon/worked/worked.h"

struct shown {
    const struct status_row *row;
    struct worked worked;
};

/* ---- which ---- */

static bool same_or_any(const char *wanted, const char *text)
{
    return !wanted || strcmp(wanted, text) == 0;
}

/* By its id, or by the period as the catalogue writes it. */
static bool is_target(const char *wanted, const struct status_row *row)
{
    return !wanted || (row->target && (strcmp(wanted, row->target->judge.id) == 0 ||
                                       strcmp(wanted, row->target->judge.period_text) == 0));
}

static bool is_wanted(const struct api_request *request, const struct indicator *indicator,
                      const struct status_row *row)
{
    const char *strategy = api_param(request, "strategy");

    return row->indicator == indicator &&
           same_or_any(api_param(request, "area"), row->series->area) &&
           same_or_any(api_param(request, "breakdown"), row->series->breakdown) &&
           (!strategy || (row->strategy && strcmp(strategy, row->strategy->code) == 0));
}

static enum hd_rc refuse_target(const struct api_request *request, struct api_reply *reply,
                                const struct indicator *indicator)
{
    const struct picture *picture = request->picture;
    const char **known = hd_arena_alloc(request->arena, (picture->row_count + 1) * sizeof *known);
    size_t count = 0;

    for (size_t i = 0; i < picture->row_count; i++)
        if (is_wanted(request, indicator, &picture->rows[i]) && picture->rows[i].target)
            known[count++] = picture->rows[i].target->judge.id;
    return api_unknown_value(reply, request, "target", api_param(request, "target"), known, count);
}

/* The one that heads the indicator first, the others in their order. */
static size_t select_rows(const struct api_request *request, const struct indicator *indicator,
                          struct shown *list)
{
    const struct picture *picture = request->picture;
    const char *target = api_param(request, "target");
    size_t count = 0;

    for (size_t pass = 0; pass < 2; pass++)
        for (size_t i = 0; i < picture->row_count; i++) {
            const struct status_row *row = &picture->rows[i];

            if (row->headline == (pass == 0) && is_wanted(request, indicator, row) &&
                is_target(target, row))
                list[count++].row = row;
        }
    return count;
}

/* ---- where the values came in ---- */

struct traced {
    struct reader *reader;
    const struct api_request *request;
    struct shown *list;
    size_t count;
};

static enum hd_rc trace_indicator(struct traced *t, const char *indicator, struct hd_error *err)
{
    struct vintage_row *rows;
    size_t count;
    enum hd_rc rc = history_load(t->reader, indicator, t->request->picture->cutoff_at_ms,
                                 t->request->arena, &rows, &count, err);

    for (size_t i = 0; !rc && i < t->count; i++)
        worked_trace(&t->list[i].worked, indicator, rows, count);
    return rc;
}

static enum hd_rc trace_all(struct traced *t, const struct indicator *indicator,
                            struct hd_error *err)
{
    enum hd_rc rc = trace_indicator(t, indicator->code, err);

    if (!rc && indicator->respondents)
        rc = trace_indicator(t, indicator->respondents, err);
    for (size_t i = 0; !rc && i < indicator->composite.part_count; i++)
        rc = trace_indicator(t, indicator->composite.parts[i].code, err);
    return rc;
}

static enum hd_rc trace(struct service *service, const struct api_request *request,
                        const struct indicator *indicator, struct shown *list, size_t count,
                        struct hd_error *err)
{
    struct traced t = { .request = request, .list = list, .count = count };
    enum hd_rc rc = service_reader_take(service, &t.reader, err);

    if (rc)
        return rc;
    rc = reader_begin(t.reader, err);
    if (!rc) {
        rc = trace_all(&t, indicator, err);
        reader_end(t.reader);
    }
    service_reader_give_back(service, &t.reader);
    return rc;
}

/* ---- answers ---- */

static void row_json(struct hd_jsonw *w, const void *row, const struct api_request *request)
{
    const struct shown *shown = row;

    hd_jsonw_object(w);
    view_verdict_members(w, shown->row, request->picture, request->lang);
    hd_jsonw_key(w, "calculation");
    worked_json(w, &shown->worked);
    hd_jsonw_end_object(w);
}

static void extra_json(struct hd_jsonw *w, const struct api_request *request, const void *ctx)
{
    (void)ctx;
    api_json_day(w, "as_of", request->picture->as_of_day);
    if (request->picture->run_id)
        hd_jsonw_key_int(w, "run", request->picture->run_id);
}

static void put_head(struct hd_buf *out, const struct status_row *row,
                     const struct api_request *request)
{
    const struct hd_lang *lang = request->lang;

    hd_buf_printf(out, "%s %s", view_state_glyph(row->verdict.state),
                  view_state_label(row->verdict.state, lang));
    if (row->target) {
        hd_buf_puts(out, "  ");
        view_goal_when(row, lang, out);
        hd_buf_puts(out, ": ");
        view_goal(row, lang, out);
        hd_buf_printf(out, "  [%s]", row->target->judge.id);
    }
    hd_buf_printf(out, "  %s%s%s\n", row->series->area, *row->series->breakdown ? "/" : "",
                  row->series->breakdown);
}

static void write_words(const struct indicator *indicator, const struct shown *list, size_t count,
                        const struct api_request *request, struct api_reply *reply)
{
    struct hd_buf *out = &reply->body;

    reply->content_type = "text/plain; charset=utf-8";
    if (!count)
        hd_buf_printf(out, "%s\n", hd_tr(request->lang, N_("No target matches.")));
    for (size_t i = 0; i < count; i++) {
        hd_buf_printf(out, "%s%s (%s)\n", i ? "\n" : "", names_get(&indicator->name, request->lang),
                      indicator->code);
        put_head(out, list[i].row, request);
        view_why(list[i].row, request->lang, out);
        hd_buf_puts(out, "\n\n");
        worked_text(&list[i].worked, request->lang, out);
    }
}

static enum hd_rc write_json(struct shown *list, size_t count, const struct api_request *request,
                             struct api_reply *reply, struct hd_error *err)
{
    static const struct api_column columns[] = { { NULL, NULL, false, NULL } };
    const void **rows = hd_arena_alloc(request->arena, (count + 1) * sizeof *rows);
    struct api_list answer = {
        .columns = columns, .rows = rows, .count = count, .json = row_json, .extra = extra_json
    };

    for (size_t i = 0; i < count; i++)
        rows[i] = &list[i];
    return api_list_write(&answer, request, reply, err);
}

enum hd_rc api_verdict_show(struct service *service, struct api_request *request,
                            struct api_reply *reply, struct hd_error *err)
{
    const struct indicator *indicator = api_captured_indicator(request, reply);
    struct shown *list;
    size_t count;
    enum hd_rc rc;

    if (!indicator || !api_known_names(request, reply))
        return HD_OK;
    list = hd_arena_alloc(request->arena, (request->picture->row_count + 1) * sizeof *list);
    count = select_rows(request, indicator, list);
    if (!count && api_param(request, "target"))
        return refuse_target(request, reply, indicator);
    for (size_t i = 0; i < count; i++)
        worked_build(list[i].row, request->picture, request->lang, request->zone, request->arena,
                     &list[i].worked);
    rc = trace(service, request, indicator, list, count, err);
    if (rc)
        return rc;
    if (api_for_people(request)) {
        write_words(indicator, list, count, request, reply);
        return HD_OK;
    }
    return write_json(list, count, request, reply, err);
}
