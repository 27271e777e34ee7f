#include "queries/picture.h"

#include <stdlib.h>
#include <string.h>

#include "queries/picture_work.h"
#include "queries/query_sql.h"
#include "storage/statement.h"
#include "storage/store.h"

/* ---- building ---- */

static void take_facts(struct picture_work *w, struct statement *row)
{
    const struct picture_options *options = w->options;
    const char *second = statement_text(row, 1), *owed_from = statement_text(row, 2);
    struct picture *picture = w->picture;

    picture->installed_day = hd_zone_day(options->zone, statement_int(row, 0));
    picture->one_person = !second || strcmp(second, "yes") != 0;
    picture->owed_from_day = options->owed_from_day;
    if (!picture->owed_from_day &&
        (!owed_from || !hd_day_parse(owed_from, strlen(owed_from), &picture->owed_from_day)))
        picture->owed_from_day = picture->installed_day;
    picture->run_id = statement_int(row, 3);
    picture->run_at_ms = statement_int(row, 4);
}

static enum hd_rc load_facts(struct picture_work *w)
{
    struct statement *STATEMENT_AUTO facts = NULL;
    enum hd_rc rc;
    bool row = false;

    rc = statement_take(w->reader, sql_picture_facts, &facts, w->err);
    if (rc)
        return rc;
    statement_bind_int(facts, ":cutoff",
                       w->options->current ? INT64_MAX : w->options->cutoff_at_ms);
    rc = statement_next(facts, &row, w->err);
    if (rc)
        return rc;
    if (!row)
        return hd_fail(w->err, HD_CORRUPT, "the store says nothing of itself");
    take_facts(w, facts);
    return HD_OK;
}

static enum hd_rc build_in_view(struct picture_work *w)
{
    struct picture *picture = w->picture;
    enum hd_rc rc;

    picture->change_seq = reader_change_seq(w->reader);
    rc = load_facts(w);
    if (!rc)
        rc = catalog_load(w->reader, w->options->cutoff_at_ms, &picture->arena, &picture->catalog,
                          w->err);
    if (rc || w->options->outline)
        return rc;
    rc = vintages_load(w);
    if (rc)
        return rc;
    rows_build(w);
    rc = owed_build(w);
    if (!rc)
        rc = changes_build(w);
    if (!rc)
        rc = rolled_build(w);
    return rc ? rc : alerts_build(w);
}

static enum hd_rc build(struct picture_work *w)
{
    enum hd_rc rc = reader_begin(w->reader, w->err);

    if (rc)
        return rc;
    rc = build_in_view(w);
    reader_end(w->reader);
    return rc;
}

enum hd_rc picture_build(struct reader *reader, const struct picture_options *options,
                         struct picture **picture_out, struct hd_error *err)
{
    struct picture *picture = hd_alloc(sizeof *picture);
    struct picture_work w = {
        .picture = picture, .reader = reader, .options = options, .err = err
    };
    enum hd_rc rc;

    atomic_init(&picture->holders, 1);
    picture->current = options->current;
    picture->cutoff_at_ms = options->cutoff_at_ms;
    picture->as_of_day = options->as_of_day;
    picture->built_at_ms = options->now_at_ms;
    rc = build(&w);
    free(w.releases);
    free(w.stored);
    free(w.vintages);
    hd_arena_clear(&w.scratch);
    if (rc) {
        picture_drop(&picture);
        return hd_context(err, "building the picture");
    }
    *picture_out = picture;
    return HD_OK;
}

void picture_hold(struct picture *picture)
{
    atomic_fetch_add_explicit(&picture->holders, 1, memory_order_relaxed);
}

void picture_drop(struct picture **picture)
{
    struct picture *p = *picture;

    *picture = NULL;
    if (!p || atomic_fetch_sub_explicit(&p->holders, 1, memory_order_acq_rel) > 1)
        return;
    hd_arena_clear(&p->arena);
    free(p);
}

/* ---- asking ---- */

bool picture_as_of_parse(const char *text, const struct hd_zone *zone, int64_t *cutoff_out,
                         int32_t *day_out)
{
    size_t len = strlen(text);
    int64_t at_ms;

    if (hd_day_parse(text, len, day_out)) {
        *cutoff_out = hd_zone_at_ms(zone, *day_out + 1, 0);
        return true;
    }
    if (!hd_instant_parse(text, len, &at_ms))
        return false;
    /* Instants are shown cut to seconds: what was published in that second is asked for. */
    *cutoff_out = strchr(text, '.') ? at_ms + 1 : at_ms + 1000;
    *day_out = hd_zone_day(zone, at_ms);
    return true;
}

void picture_count(const struct picture *picture, const struct strategy *strategy,
                   struct status_counts *counts)
{
    *counts = (struct status_counts){ 0 };
    for (size_t i = 0; i < picture->row_count; i++) {
        const struct status_row *row = &picture->rows[i];

        if (!row->target || (strategy && strcmp(row->strategy->code, strategy->code) != 0))
            continue;
        counts->total++;
        counts->by_state[row->verdict.state]++;
    }
}

static int compare_series(const void *a, const void *b)
{
    const struct judge_series *x = a, *y = b;
    int order = strcmp(x->indicator, y->indicator);

    if (!order)
        order = strcmp(x->area, y->area);
    return order ? order : strcmp(x->breakdown, y->breakdown);
}

const struct judge_series *picture_series(const struct picture *picture, const char *indicator,
                                          const char *area, const char *breakdown)
{
    struct judge_series key = { .indicator = indicator,
                                .area = area,
                                .breakdown = breakdown ? breakdown : "" };

    return bsearch(&key, picture->series, picture->series_count, sizeof *picture->series,
                   compare_series);
}

/* The series of an indicator stand together. */
static struct composite_source source_of(const struct picture *picture, const char *code)
{
    const struct indicator *indicator = catalog_indicator(picture->catalog, code);
    size_t low = 0, high = picture->series_count, count = 0;

    while (low < high) {
        size_t middle = (low + high) / 2;

        if (strcmp(picture->series[middle].indicator, code) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    while (low + count < picture->series_count &&
           strcmp(picture->series[low + count].indicator, code) == 0)
        count++;
    return (struct composite_source){ indicator ? &indicator->judge : NULL, picture->series + low,
                                      count };
}

void picture_workings(const struct picture *picture, const struct indicator *indicator,
                      struct hd_arena *arena, struct composite_result **results_out,
                      size_t *count_out)
{
    const struct composite *composite = &indicator->composite;
    struct composite_source *sources =
        hd_arena_alloc(arena, (composite->part_count + 1) * sizeof *sources);
    struct composite_question question = { composite, indicator->judge.frequency, sources };

    for (size_t i = 0; i < composite->part_count; i++)
        sources[i] = source_of(picture, composite->parts[i].code);
    composite_work(&question, arena, results_out, count_out);
}

const struct status_row *picture_headline(const struct picture *picture, const char *indicator)
{
    for (size_t i = 0; i < picture->row_count; i++)
        if (picture->rows[i].headline && strcmp(picture->rows[i].indicator->code, indicator) == 0)
            return &picture->rows[i];
    return NULL;
}
