/* GET and POST /api/v1/evaluations. */
#include <string.h>

#include "daemon/api/answer.h"
#include "daemon/api/handlers.h"
#include "daemon/rollup.h"
#include "daemon/service.h"
#include "daemon/view.h"
#include "queries/ledger.h"

static void column_id(const void *row, const struct api_request *request, struct api_cell *cell)
{
    (void)request;
    cell_int(cell, ((const struct ledger_run *)row)->id);
}

static void column_at(const void *row, const struct api_request *request, struct api_cell *cell)
{
    (void)request;
    cell_instant(cell, ((const struct ledger_run *)row)->at_ms);
}

static void column_cause(const void *row, const struct api_request *request, struct api_cell *cell)
{
    (void)request;
    cell_text(cell, ((const struct ledger_run *)row)->cause);
}

static void column_targets(const void *row, const struct api_request *request,
                           struct api_cell *cell)
{
    (void)request;
    cell_int(cell, ((const struct ledger_run *)row)->targets);
}

static void column_behind(const void *row, const struct api_request *request, struct api_cell *cell)
{
    (void)request;
    cell_int(cell, ((const struct ledger_run *)row)->behind);
}

static void column_duration(const void *row, const struct api_request *request,
                            struct api_cell *cell)
{
    (void)request;
    cell_int(cell, ((const struct ledger_run *)row)->duration_us);
}

static const struct api_column columns[] = {
    { "run", N_("Run"), true, column_id },
    { "at", N_("When"), false, column_at },
    { "cause", N_("Cause"), false, column_cause },
    { "targets", N_("Targets"), true, column_targets },
    { "behind", N_("Behind"), true, column_behind },
    { "duration_us", NULL, true, column_duration },
    { NULL, NULL, false, NULL },
};

enum hd_rc api_evaluation_list(struct service *service, struct api_request *request,
                               struct api_reply *reply, struct hd_error *err)
{
    struct api_list list = { .columns = columns,
                             .empty = N_("Nothing was evaluated yet."),
                             .page = API_PAGE };
    struct ledger_run *runs = NULL;
    struct reader *reader = NULL;
    const void **rows;
    enum hd_rc rc = service_reader_take(service, &reader, err);

    if (rc)
        return rc;
    rc = ledger_runs(reader, api_list_reach(request, list.page), request->arena, &runs, &list.count,
                     err);
    service_reader_give_back(service, &reader);
    if (rc)
        return rc;
    rows = hd_arena_alloc(request->arena, (list.count + 1) * sizeof *rows);
    for (size_t i = 0; i < list.count; i++)
        rows[i] = &runs[i];
    list.rows = rows;
    return api_list_write(&list, request, reply, err);
}

/* ---- one more run ---- */

/* The same question as the current picture's, asked again now; nothing is stored. */
static enum hd_rc build_dry(struct service *service, struct picture **picture_out,
                            struct hd_error *err)
{
    struct picture_options options = {
        .current = true,
        .cutoff_at_ms = INT64_MAX,
        .as_of_day = service_today(service),
        .now_at_ms = hd_now_at_ms(service_clock(service)),
        .zone = service_zone(service),
    };
    struct reader *reader = NULL;
    enum hd_rc rc = service_reader_take(service, &reader, err);

    if (rc)
        return rc;
    options.cutoff_at_ms = hd_zone_at_ms(options.zone, options.as_of_day + 1, 0);
    rc = picture_build(reader, &options, picture_out, err);
    service_reader_give_back(service, &reader);
    return rc;
}

static size_t count_targets(const struct picture *picture, size_t *behind)
{
    size_t targets = 0;

    *behind = 0;
    for (size_t i = 0; i < picture->row_count; i++) {
        targets += picture->rows[i].target != NULL;
        *behind += picture->rows[i].target && judge_state_behind(picture->rows[i].verdict.state);
    }
    return targets;
}

static bool is_same(const struct status_row *row, const struct status_row *other)
{
    return row->target && other->target &&
           strcmp(row->target->judge.id, other->target->judge.id) == 0 &&
           strcmp(row->series->area, other->series->area) == 0 &&
           strcmp(row->series->breakdown, other->series->breakdown) == 0;
}

static const struct status_row *same_row(const struct picture *picture,
                                         const struct status_row *row)
{
    /* Nearly always at the same place. */
    if (row->number < picture->row_count && is_same(row, &picture->rows[row->number]))
        return &picture->rows[row->number];
    for (size_t i = 0; i < picture->row_count; i++)
        if (is_same(row, &picture->rows[i]))
            return &picture->rows[i];
    return NULL;
}

static size_t count_moved(const struct picture *before, const struct picture *after)
{
    size_t moved = 0;

    if (!before)
        return 0;
    for (size_t i = 0; i < after->row_count; i++) {
        const struct status_row *row = &after->rows[i];
        const struct status_row *old = row->target ? same_row(before, row) : NULL;

        moved += row->target && (!old || old->verdict.state != row->verdict.state);
    }
    return moved;
}

static const char *run_sentence(const struct picture *after, int64_t run, bool dry_run,
                                const struct api_request *request)
{
    struct hd_buf summary = { 0 }, sentence = { 0 };
    const char *number = hd_arena_printf(request->arena, "%lld", (long long)run);
    const char *pattern =
        hd_tr(request->lang, dry_run ? N_("Dry run. {summary}") : N_("Run {run}. {summary}"));

    hd_buf_init(&summary, 4096);
    hd_buf_init(&sentence, 8192);
    view_summary(after, NULL, request->lang, &summary);
    hd_fill(&sentence, pattern, HD_ARGS("run", number, "summary", api_keep(request, &summary)));
    return api_keep(request, &sentence);
}

static void write_run(const struct picture *before, const struct picture *after, int64_t run,
                      bool dry_run, const struct api_request *request, struct api_reply *reply)
{
    size_t behind = 0, targets = count_targets(after, &behind);
    struct api_field fields[] = {
        { .key = "run" },   { .key = "targets" }, { .key = "behind" },
        { .key = "moved" }, { .key = "dry_run" },
    };

    cell_int(&fields[0].cell, run);
    fields[0].cell.null = dry_run;
    cell_int(&fields[1].cell, (int64_t)targets);
    cell_int(&fields[2].cell, (int64_t)behind);
    cell_int(&fields[3].cell, (int64_t)count_moved(before, after));
    cell_bool(&fields[4].cell, dry_run);
    api_object_write(fields, sizeof fields / sizeof *fields,
                     run_sentence(after, run, dry_run, request), request, reply);
}

enum hd_rc api_evaluation_post(struct service *service, struct api_request *request,
                               struct api_reply *reply, struct hd_error *err)
{
    bool dry_run = api_flag(request, "dry_run");
    struct picture *before = service_picture(service), *after = NULL;
    struct rollup_outcome rolled;
    int64_t run = 0;
    enum hd_rc rc;

    if (dry_run) {
        rc = build_dry(service, &after, err);
    } else {
        rc = rollup_run(service, &rolled, err);
        if (!rc)
            rc = service_refresh(service, "command", &run, err);
        if (!rc)
            after = service_picture(service);
    }
    if (!rc)
        write_run(before, after, run, dry_run, request, reply);
    if (after)
        picture_drop(&after);
    if (before)
        picture_drop(&before);
    return rc;
}
